// The vehicles of a region. Everything about a vehicle is computed when it is asked for, from the
// seed, the region's name and the vehicle's number; nothing is stored per vehicle, so a fleet of a
// million takes the memory of a fleet of one.

import Base
import Roads

/// Who drives in a region: where, when and why; in what car; and what the drivers consented to.
///
/// A pure function of (seed, region's name, map, options): another vehicle, thread or order of
/// questions changes no answer. Ids beyond `region.vehicles` are answered too: they are the cars
/// that are not ours.
public struct Fleet: Sendable {
    /// The region.
    public let region: Region
    /// The calendar of the run, with the region's local time.
    public let calendar: RunCalendar
    /// The scenario's seed.
    public let seed: UInt64
    /// The demand's options.
    public let options: DemandOptions

    let model: DemandModel
    let market: Market
    let vintages: Vintages
    let consentLaw: ConsentLaw
    /// Public holidays, days since 1970, ascending.
    private let holidays: [Int64]

    /// Names of the brands, by `VehicleProfile.brand`.
    public static let brands = [
        "Abarth", "Alfa Romeo", "Chrysler", "Citroën", "Dodge", "DS Automobiles", "Fiat", "Jeep",
        "Lancia", "Maserati", "Opel", "Peugeot", "Ram", "Vauxhall",
    ]

    /// How many generations of firmware there are.
    public static let firmwareGenerations = 5

    /// Calibrates the demand on the map.
    ///
    /// - Throws: `Failure.input` for an unknown profile or market, and for a map without homes.
    public init(
        network: Network, region: Region, calendar: RunCalendar, seed: UInt64,
        options: DemandOptions
    ) throws {
        guard DemandOptions.profiles.contains(options.profile) else {
            let names = DemandOptions.profiles.joined(separator: ", ")
            throw Failure.input(
                "there is no demand profile '\(options.profile)'; use one of \(names)")
        }
        let model = try DemandModel(network: network, options: options).calibrated()
        try self.init(
            model: model, region: region, calendar: calendar, seed: seed, options: options)
    }

    /// A replica: another fleet on the same map, which shares the calibration of a first one and is
    /// exactly the fleet that the other initialiser would make.
    ///
    /// - Throws: `Failure.input` for an unknown market.
    public init(
        replica region: Region, of other: Fleet, calendar: RunCalendar, seed: UInt64
    ) throws {
        try self.init(
            model: other.model, region: region, calendar: calendar, seed: seed,
            options: other.options)
    }

    private init(
        model: DemandModel, region: Region, calendar: RunCalendar, seed: UInt64,
        options: DemandOptions
    ) throws {
        self.model = model
        self.region = region
        self.calendar = calendar
        self.seed = seed
        self.options = options
        market = try Market.named(region.market)
        vintages = Vintages(market: market, startUnixSeconds: calendar.startUnixSeconds)
        consentLaw = ConsentLaw(options: options, market: market)
        holidays =
            options.holidays.map { $0.map(\.unixDay).sorted() }
            ?? Fleet.publicHolidays(region.market, calendar, days: options.durationDays)
    }

    /// What calibration found for the map.
    public var parameters: DemandParameters { model.parameters }

    func identity(_ vehicle: VehicleID) -> Identity {
        Identity(seed: seed, entity: region.entity(vehicle), vehicle: vehicle)
    }

    /// Appends a vehicle's trips of a local day (`RunCalendar.localDay`), in order of departure.
    ///
    /// The first starts at home and the last ends there; each starts where the one before ended.
    /// Departures lie between 04:00 and 01:30 of the next day, local time; day 0 may begin before
    /// the run, so some may be negative.
    public func plan(of vehicle: VehicleID, day: Int, into trips: inout [PlannedTrip]) {
        let who = identity(vehicle)
        model.plan(who, planDay(day), chargeShare: publicChargeShare(who), into: &trips)
    }

    /// Appends the trips of a range of vehicles that depart within [0, `until`), by vehicle and
    /// departure: the input of the traffic.
    public func plans(
        of vehicles: Range<UInt32>, until: SimTime, into trips: inout [PlannedTrip]
    ) {
        guard until > .zero else { return }
        let last = calendar.localDay(of: until.advanced(byMilliseconds: -1))
        // The evening before may still send somebody home after midnight.
        let days = (-1...last).map(planDay)
        var plan: [PlannedTrip] = []
        for vehicle in vehicles {
            plan.removeAll(keepingCapacity: true)
            let who = identity(VehicleID(vehicle))
            let charge = publicChargeShare(who)
            for day in days { model.plan(who, day, chargeShare: charge, into: &plan) }
            for trip in plan where trip.departure >= .zero && trip.departure < until {
                trips.append(trip)
            }
        }
    }

    private func planDay(_ day: Int) -> PlanDay {
        let date = calendar.unixDay(ofDay: day)
        return PlanDay(
            date: UInt32(truncatingIfNeeded: date),
            weekday: isHoliday(date) ? 6 : calendar.weekday(ofDay: day),
            midnight: calendar.localMidnight(ofDay: day))
    }

    private func isHoliday(_ date: Int64) -> Bool {
        var (low, high) = (0, holidays.count)
        while low < high {
            let middle = (low + high) / 2
            if holidays[middle] < date { low = middle + 1 } else { high = middle }
        }
        return low < holidays.count && holidays[low] == date
    }

    private static func publicHolidays(
        _ market: String, _ calendar: RunCalendar, days: Int
    ) -> [Int64] {
        let first = CivilDate(unixDay: calendar.unixDay(ofDay: -1)).year
        let last = CivilDate(unixDay: calendar.unixDay(ofDay: days + 1)).year
        return PublicHolidays.days(market: market, years: first...last)
    }

    /// The public holidays that the run meets, ascending: on them people do as on a Sunday.
    public var holidaysOfRun: [CivilDate] {
        (0...options.durationDays).map { calendar.unixDay(ofDay: $0) }
            .filter(isHoliday).map(CivilDate.init(unixDay:))
    }

    /// Where a vehicle is kept overnight, as the end of a trip.
    public func home(of vehicle: VehicleID) -> TripEnd {
        model.origin(model.spot(ofPlace: model.home(of: identity(vehicle))))
    }

    /// Length (metres, off-map legs included) and duration (seconds) that the driver expects of a
    /// trip: the figures that the calibration speaks of.
    public func expectation(of trip: PlannedTrip) -> (meters: Double, seconds: Double) {
        model.drive(from: model.spot(of: trip.origin), to: model.spot(of: trip.destination))
    }

    /// What a range of vehicles does on some local days, in the terms of the targets.
    public func summary(of vehicles: Range<UInt32>, days: Range<Int>) -> DemandSummary {
        var summary = DemandSummary()
        var trips: [PlannedTrip] = []
        for day in days {
            let planDay = planDay(day)
            for vehicle in vehicles {
                trips.removeAll(keepingCapacity: true)
                model.plan(identity(VehicleID(vehicle)), planDay, into: &trips)
                model.add(trips, to: &summary)
            }
        }
        summary.sort()
        return summary
    }
}
