// Realism: the laws of a real fleet, one KPI each. A law whose scale exceeds the run is "not
// applicable" with the reason, never forced.

import Base
import Sinks

/// The KPIs `realism.*` of a run folder.
public func realismKPIs(run: RunFolder) throws -> [KPI] {
    let trips = RealismTrips(try TripColumns(run: run), run)
    var kpis = dayLaws(trips, run) + departureLaws(trips, run)
    let days = Int(run.facts.durationSeconds / 86_400)
    if days >= 14, !run.exists("truth/visits.parquet") {
        kpis += placeLawTable.map { $0.notApplicable("the run has no visits") }
    } else {
        kpis += placeLaws(days >= 14 ? try carVisits(run) : [], days: days)
    }
    return kpis + [shortTailLaw(trips)] + (try motionLaws(run)) + (try chargingLaws(run))
        + (try telemetryLaws(run))
}

/// What the laws ask of trips: whose, when by the region's clocks, how long.
struct RealismTrips {
    let columns: TripColumns
    /// Dense number of a trip's car over all regions; −1 for one that the run does not have.
    let car: [Int]
    /// Half hour of the local day on which a workday's trip departs, −1 on other days. [trips]
    let workdayBin: [Int]
    /// How many cars the run has.
    let cars: Int

    init(_ columns: TripColumns, _ run: RunFolder) {
        self.columns = columns
        cars = run.facts.vehicles
        let offsets = run.vehicleOffsets
        let calendars = run.regions.map { WorkdayCalendar($0, run.facts) }
        var car = [Int](repeating: -1, count: columns.count)
        var bin = car
        for trip in 0..<columns.count {
            let region = columns.region[trip]
            let vehicle = Int(columns.vehicle[trip])
            if vehicle < run.regions[region].vehicles { car[trip] = offsets[region] + vehicle }
            let time = SimTime(seconds: columns.depart[trip])
            let calendar = calendars[region]
            let day = calendar.clocks.localDay(of: time)
            guard calendar.isWorkday(day) else { continue }
            let since =
                time.milliseconds - calendar.clocks.localMidnight(ofDay: day).milliseconds
            bin[trip] = min(47, Int(since / 1_800_000))
        }
        self.car = car
        workdayBin = bin
    }

    /// The share of some trips for which something holds, clustered by car, since a car's trips are
    /// alike; Wilson's interval where all cars agree.
    func share(
        among: (Int) -> Bool, _ holds: (Int) -> Bool
    ) -> (share: Double, ci: [Double], n: Int)? {
        var hits = [Double](repeating: 0, count: cars)
        var all = hits
        for trip in car.indices where car[trip] >= 0 && among(trip) {
            all[car[trip]] += 1
            if holds(trip) { hits[car[trip]] += 1 }
        }
        let n = Int(all.reduce(0, +))
        guard let share = ratioEstimate(hits, all) else { return nil }
        if share.standardError > 0 { return (share.value, share.interval(in: 0...1), n) }
        return (share.value, Intervals.wilson(share: share.value, trials: n) ?? [0, 1], n)
    }
}

/// The wall clocks of a region, and which of its days are workdays: Monday to Friday, but for
/// public holidays.
struct WorkdayCalendar {
    let clocks: RunCalendar
    private let holidays: Set<Int64>

    init(_ region: RegionFacts, _ facts: RunFacts) {
        clocks = facts.calendar(of: region)
        holidays = Set((region.holidays ?? []).compactMap { CivilDate($0)?.unixDay })
    }

    func isWorkday(_ day: Int) -> Bool {
        clocks.weekday(ofDay: day) < 5 && !holidays.contains(clocks.unixDay(ofDay: day))
    }
}

/// Exponential against power law over the lengths of trips of a kilometre and more.
private func shortTailLaw(_ trips: RealismTrips) -> KPI {
    let lengths = trips.columns.distanceMeters
    let rows = lengths.indices.filter { trips.car[$0] >= 0 && lengths[$0] >= 1000 }
    return RealismLaw.shortTail.kpi(
        exponentialPreference(
            car: rows.map { trips.car[$0] }, lengths: rows.map { lengths[$0] / 1000 }, from: 1),
        in: -Double.infinity...Double.infinity, n: rows.count, without: "it needs 100 trips")
}
