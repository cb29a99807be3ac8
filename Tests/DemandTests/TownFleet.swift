// Fleets that several tests look at, made once.

import Base
import Demand
import Roads
import Testing

enum TownFleet {
    /// 2030-03-04T00:00Z, a Monday.
    static let monday: Int64 = 1_898_812_800
    static let vehicles = 6000

    static let calendar = RunCalendar(startUnixSeconds: monday, utcOffsetSeconds: 3600)
    static let withGateways = Result { try fleet(TownMap.network()) }
    static let withoutGateways = Result { try fleet(TownMap.network(gateways: 0)) }

    static func fleet(
        _ network: Network, name: String = "town", market: String = "rest-eu", seed: UInt64 = 34,
        vehicles: Int = vehicles, calendar: RunCalendar = calendar,
        options: DemandOptions = DemandOptions()
    ) throws -> Fleet {
        let region = Region(
            name: name, map: "town", market: market,
            utcOffsetSeconds: calendar.utcOffsetSeconds, cars: vehicles, vehicles: vehicles)
        return try Fleet(
            network: network, region: region, calendar: calendar, seed: seed, options: options)
    }

    /// A fleet on the town with gateways; calibrated once for all.
    static func replica(
        name: String = "town", market: String = "rest-eu", seed: UInt64 = 34,
        vehicles: Int = vehicles, calendar: RunCalendar = calendar
    ) throws -> Fleet {
        let region = Region(
            name: name, map: "town", market: market,
            utcOffsetSeconds: calendar.utcOffsetSeconds, cars: vehicles, vehicles: vehicles)
        return try Fleet(
            replica: region, of: withGateways.get(), calendar: calendar, seed: seed)
    }

    static func trips(_ fleet: Fleet, days: Range<Int>, vehicles: Range<UInt32>) -> [PlannedTrip] {
        var trips: [PlannedTrip] = []
        for vehicle in vehicles {
            for day in days { fleet.plan(of: VehicleID(vehicle), day: day, into: &trips) }
        }
        return trips
    }
}

/// A figure with the band that it must lie in.
func expect(
    _ value: Double, in band: ClosedRange<Double>, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(band.contains(value), "\(what): \(value)", sourceLocation: sourceLocation)
}
