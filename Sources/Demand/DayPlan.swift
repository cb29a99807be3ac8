// A vehicle's day: tours from home, each a chain of stops, all computed from the day's own random
// stream. The day ends at home before the next one can begin, so that days need no memory of each
// other. Times of day are seconds since local midnight; the numbers below are assumptions in the
// shape of travel surveys (EMP 2019, MiD 2017): two peaks on weekdays, a flat weekend.

import Base

/// Which day it is, for a plan.
struct PlanDay {
    /// Days since 1970, local: the index of the day's random stream, so that a date's plan does not
    /// depend on when a run starts.
    var date: UInt32
    /// 0 = Monday … 6 = Sunday; a public holiday is a Sunday: no school, and who works on Sundays.
    var weekday: Int
    /// Local midnight.
    var midnight: SimTime

    var isWeekend: Bool { weekday >= 5 }
}

/// What does not change between the days of a vehicle.
struct DailyHabits {
    /// Whether the car is somebody's way to work.
    var commutes: Bool
    /// Whether it brings children to school.
    var bringsChildren: Bool
    /// How busy the driver is on days off, from 0.4 to 1.6, mean 1.
    var liveliness: Double

    init(_ who: Identity, _ options: DemandOptions) {
        var stream = who.stream(.habits)
        commutes = stream.bernoulli(options.commuterShare)
        bringsChildren = stream.bernoulli(options.schoolShare)
        liveliness = 0.4 + 1.2 * stream.uniform()
    }
}

/// Where a day's plan stands while it is being made.
private struct DayState {
    var who: Identity
    var day: PlanDay
    var habits: DailyHabits
    var stream: RandomStream
    var home: Spot
    var homeCell: Int
    var spot: Spot
    /// When the driver is free to leave `spot`.
    var clock: Double
    /// How many trips the day has so far.
    var trips: UInt32 = 0
    /// The public charger that the driver means to stop at on the next way home.
    var charger: Spot?
}

private let hour = 3600.0

/// No tour starts after this, no stop is added after it.
private let lastStart = 22.5 * hour
/// Everybody expects to be home by then, 01:30; the next day begins at 04:00 at the earliest, which
/// leaves room for queues.
private let lastArrival = 25.5 * hour
private let firstStart = 4.0 * hour

extension DemandModel {
    /// Appends the trips of a day, in order.
    ///
    /// - Parameter chargeShare: chance that the driver stops at a public charger on the way home.
    func plan(
        _ who: Identity, _ day: PlanDay, chargeShare: Double = 0, into trips: inout [PlannedTrip]
    ) {
        var stream = who.stream(.dayPlan, index: day.date)
        let habits = DailyHabits(who, options)
        let chance = stream.uniform()
        let works = habits.commutes ? workShare(on: day) : 0
        guard chance < works + (1 - works) * freeShare(on: day, habits) else { return }
        let home = spot(ofPlace: home(of: who))
        var state = DayState(
            who: who, day: day, habits: habits, stream: stream, home: home,
            homeCell: Int(places.cell[Int(home.place)]), spot: home, clock: firstStart)
        if chargeShare > 0 {
            var stream = who.stream(.chargingDay, index: day.date)
            if stream.bernoulli(chargeShare) {
                state.charger = charger(near: home, stream: &stream)
            }
        }
        if chance < works {
            let work = work(of: who, cell: state.homeCell)
            if !work.isInWalkingDistance(of: home) {
                return planWorkday(work, &state, into: &trips)
            }
        }
        planFreeDay(&state, into: &trips)
    }

    /// Chance that a commuting car goes to work.
    private func workShare(on day: PlanDay) -> Double {
        day.isWeekend ? options.weekendWorkShare[day.weekday - 5] : options.commuteDayShare
    }

    /// Chance that a car that does not go to work moves all the same, such that the share of idle
    /// cars over the fleet is the wanted one.
    private func freeShare(on day: PlanDay, _ habits: DailyHabits) -> Double {
        let idle =
            switch day.weekday {
            case 5: options.idleShareSaturday
            case 6: options.idleShareSunday
            default: options.idleShareWeekday
            }
        let working = options.commuterShare * workShare(on: day)
        guard working < 1 else { return 0 }
        return max(0, min(1, (1 - idle - working) / (1 - working) * habits.liveliness))
    }

    // MARK: Days

    private func planWorkday(
        _ work: Spot, _ state: inout DayState, into trips: inout [PlannedTrip]
    ) {
        let shift = Shift(&state.stream)
        var start = shift.departure
        let isSchoolRun = shift.isUsual && state.habits.bringsChildren && !state.day.isWeekend
        if isSchoolRun && state.stream.bernoulli(0.5) {
            let school = habitualPlace(
                of: state.who, purpose: .school, rank: 1, cell: state.homeCell)
            let ahead = drive(from: state.home, to: school).seconds + 6 * 60
            start = max(firstStart, start - 0.5 * ahead)
            visit(
                school, .school, at: start, stay: 3 * 60 + 6 * 60 * state.stream.uniform(),
                &state, into: &trips)
        }
        start = max(start, state.clock)
        let arrival = start + drive(from: state.spot, to: work).seconds
        let latest = lastArrival - drive(from: work, to: state.home).seconds
        let stay = min(shift.stay, latest - arrival)
        guard stay > 0 else { return goHome(&state, into: &trips) }
        visit(work, .work, at: start, stay: stay, &state, into: &trips)
        if shift.isUsual && !work.isOffMap && chance(0.10, &state) {
            lunch(work, arrival: arrival, &state, into: &trips)
        }
        var further = chance(0.38, &state)
        while further && state.clock < lastStart {
            stop(&state, into: &trips)
            further = chance(0.25, &state)
        }
        goHome(&state, into: &trips)
        if chance(0.33, &state) {
            let start = state.clock + (15 + 75 * state.stream.uniform()) * 60
            tour(at: max(start, (18.2 + 1.6 * state.stream.uniform()) * hour), &state, into: &trips)
        }
    }

    /// Leaves work at noon for an errand and comes back.
    private func lunch(
        _ work: Spot, arrival: Double, _ state: inout DayState, into trips: inout [PlannedTrip]
    ) {
        let end = state.clock
        let purpose = state.stream.bernoulli(0.5) ? TripPurpose.leisure : .errand
        guard let spot = choose(purpose, &state), !spot.isOffMap else { return }
        let leave = (11.6 + 1.4 * state.stream.uniform()) * hour
        let out = drive(from: work, to: spot).seconds
        let stay = (20 + 30 * state.stream.uniform()) * 60
        guard leave > arrival + hour, leave + 2 * out + stay < end - hour else { return }
        state.clock = leave
        visit(spot, purpose, at: leave, stay: stay, &state, into: &trips)
        let back = state.clock + out
        visit(work, .work, at: state.clock, stay: max(0, end - back), &state, into: &trips)
    }

    private func planFreeDay(_ state: inout DayState, into trips: inout [PlannedTrip]) {
        if state.habits.bringsChildren && !state.day.isWeekend && state.stream.bernoulli(0.4) {
            escort(at: (7.3 + 0.6 * state.stream.uniform()) * hour, &state, into: &trips)
        }
        // One tour for certain, further ones by chance; in order of the time of day.
        var starts = (startTime(&state), Double.infinity, Double.infinity)
        if chance(0.52, &state) { starts.1 = startTime(&state) }
        if chance(0.18, &state) { starts.2 = startTime(&state) }
        if starts.1 < starts.0 { (starts.0, starts.1) = (starts.1, starts.0) }
        if starts.2 < starts.1 { (starts.1, starts.2) = (starts.2, starts.1) }
        if starts.1 < starts.0 { (starts.0, starts.1) = (starts.1, starts.0) }
        tour(at: starts.0, &state, into: &trips)
        tour(at: starts.1, &state, into: &trips)
        tour(at: starts.2, &state, into: &trips)
    }

    private func startTime(_ state: inout DayState) -> Double {
        let part = state.stream.uniform()
        let spread = state.stream.normal()
        if state.day.isWeekend {
            return max(7 * hour, min(21 * hour, (13.4 + 3.0 * spread) * hour))
        }
        let hours =
            part < 0.42 ? 9.9 + 1.1 * spread : part < 0.78 ? 14.6 + 1.5 * spread : 17.9 + spread
        return max(5.5 * hour, min(21.5 * hour, hours * hour))
    }

    // MARK: Tours

    /// Home, a stop or several, home.
    private func tour(at start: Double, _ state: inout DayState, into trips: inout [PlannedTrip]) {
        let pause = (10 + 20 * state.stream.uniform()) * 60
        let begin = max(start, state.clock + pause)
        guard begin < lastStart else { return }
        let left = state.clock
        state.clock = begin
        stop(&state, into: &trips)
        guard !state.spot.isInWalkingDistance(of: state.home) else {
            state.clock = left
            return
        }
        var further = chance(0.36, &state)
        while further && state.clock < lastStart {
            stop(&state, into: &trips)
            further = chance(0.30, &state)
        }
        goHome(&state, into: &trips)
    }

    /// Children to school and back home.
    private func escort(at start: Double, _ state: inout DayState, into trips: inout [PlannedTrip])
    {
        let school = habitualPlace(of: state.who, purpose: .school, rank: 1, cell: state.homeCell)
        let stay = (4 + 8 * state.stream.uniform()) * 60
        visit(school, .school, at: start, stay: stay, &state, into: &trips)
        goHome(&state, into: &trips)
    }

    /// One more place, chosen by what people do at this time of the week.
    private func stop(_ state: inout DayState, into trips: inout [PlannedTrip]) {
        let purpose = self.purpose(&state)
        guard let spot = choose(purpose, &state) else { return }
        // From beyond one gateway nobody goes beyond another on the way home.
        if spot.isOffMap && state.spot.place != state.home.place { return }
        let there = drive(from: state.spot, to: spot).seconds
        let back = drive(from: spot, to: state.home).seconds
        let latest = lastArrival - back
        guard state.clock + there + 600 < latest else { return }
        let stay = min(stayTime(purpose, &state), latest - state.clock - there)
        visit(spot, purpose, at: state.clock, stay: stay, &state, into: &trips)
    }

    private func purpose(_ state: inout DayState) -> TripPurpose {
        let chance = state.stream.uniform()
        switch state.day.weekday {
        case 6: return chance < 0.10 ? .shop : chance < 0.20 ? .errand : .leisure
        case 5: return chance < 0.45 ? .shop : chance < 0.56 ? .errand : .leisure
        default:
            if state.clock > 18.5 * hour {
                return chance < 0.20 ? .shop : chance < 0.27 ? .errand : .leisure
            }
            return chance < 0.42 ? .shop : chance < 0.68 ? .errand : .leisure
        }
    }

    /// A habitual or a new place worth a drive; nil when chance insists on others.
    private func choose(_ purpose: TripPurpose, _ state: inout DayState) -> Spot? {
        for _ in 0..<4 {
            let tail = Math.pow(state.stream.openUniform(), -1 / options.habitTailExponent)
            let shift = options.habitShift
            let rank = UInt32(min((1 + shift) * tail - shift, 16_000_000))
            let spot = habitualPlace(
                of: state.who, purpose: purpose, rank: rank, cell: state.homeCell)
            if !spot.isInWalkingDistance(of: state.spot)
                && !spot.isInWalkingDistance(of: state.home)
            {
                return spot
            }
        }
        return nil
    }

    /// Log-normal stays: most visits are short, some fill half a day.
    private func stayTime(_ purpose: TripPurpose, _ state: inout DayState) -> Double {
        let spread = state.stream.normal()
        let (median, sigma): (Double, Double) =
            switch purpose {
            case .shop: (30, 0.6)
            case .leisure: (90, 0.6)
            case .errand: (35, 0.7)
            case .school, .home, .work: (10, 0.4)
            }
        return max(180, min(8 * hour, median * 60 * Math.exp(sigma * spread)))
    }

    private func chance(_ share: Double, _ state: inout DayState) -> Bool {
        state.stream.uniform() < min(0.85, share * parameters.activity)
    }

    // MARK: Trips

    fileprivate func visit(
        _ spot: Spot, _ purpose: TripPurpose, at departure: Double, stay: Double,
        _ state: inout DayState, into trips: inout [PlannedTrip]
    ) {
        guard !spot.isInWalkingDistance(of: state.spot) else { return }
        let milliseconds = Int64((departure * 1000).rounded())
        var standing = state.who.stream(.standing, index: state.day.date << 6 | state.trips)
        state.trips += 1
        trips.append(
            PlannedTrip(
                vehicle: state.who.vehicle,
                departure: state.day.midnight.advanced(byMilliseconds: milliseconds),
                purpose: purpose, origin: origin(state.spot), destination: destination(spot),
                standing: Standing(&standing)))
        state.clock = departure + drive(from: state.spot, to: spot).seconds + stay
        state.spot = spot
    }

    private func goHome(_ state: inout DayState, into trips: inout [PlannedTrip]) {
        if let charger = state.charger, state.spot.place != state.home.place {
            charge(charger, &state, into: &trips)
        }
        visit(state.home, .home, at: state.clock, stay: 0, &state, into: &trips)
    }
}

extension DemandModel {
    /// A stop at a fast charger, when there is time for it: half an hour and a little.
    fileprivate func charge(
        _ charger: Spot, _ state: inout DayState, into trips: inout [PlannedTrip]
    ) {
        state.charger = nil
        let there = drive(from: state.spot, to: charger).seconds
        let back = drive(from: charger, to: state.home).seconds
        let stay = (30 + 15 * state.stream.uniform()) * 60
        guard !charger.isInWalkingDistance(of: state.home),
            state.clock + there + stay + back < lastArrival
        else { return }
        visit(charger, .errand, at: state.clock, stay: stay, &state, into: &trips)
    }
}

/// When somebody leaves for work, and how long he stays.
private struct Shift {
    var departure: Double
    var stay: Double
    var isUsual: Bool

    /// Most work by day; some early, late or in the morning only; assumption.
    init(_ stream: inout RandomStream) {
        let kind = stream.uniform()
        let early = stream.normal()
        let long = stream.normal()
        switch kind {
        case ..<0.74:
            (departure, stay, isUsual) = (7.55 + 0.62 * early, 8.9 + 0.75 * long, true)
        case ..<0.83:
            (departure, stay, isUsual) = (5.5 + 0.4 * early, 8.3 + 0.3 * long, false)
        case ..<0.90:
            (departure, stay, isUsual) = (13.2 + 0.5 * early, 8.2 + 0.4 * long, false)
        default:
            (departure, stay, isUsual) = (8.2 + 0.5 * early, 4.4 + 0.6 * long, false)
        }
        departure = max(4.25, departure) * hour
        stay = max(2, stay) * hour
    }
}
