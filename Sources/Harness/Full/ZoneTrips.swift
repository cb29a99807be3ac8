// Trips of consenting vehicles by zone and hour, as `od-matrix` cuts them.

import Base
import Demand
import Roads
import Traffic

/// Trips wholly under consent, by hour of departure, origin and destination.
struct ZoneTrips {
    /// Hour, then zone, from high to low bits; and who.
    private struct Entry {
        var key: UInt64
        var vehicle: UInt32
    }

    /// Cells (hour × zone × zone) by distinct vehicles.
    private(set) var histogram = CellHistogram()
    private var departures: [(key: UInt64, vehicles: UInt32, trips: UInt32)] = []
    private var arrivals: [UInt64: UInt32] = [:]

    init(
        network: Network, result: TrafficResult, plans: [PlannedTrip],
        consents: MobilityConsents, meters: Double
    ) {
        let grid = Grid(network, meters: meters)
        var pairs: [Entry] = []
        for trip in 0..<result.count where result.arriveMilliseconds[trip] != .max {
            let vehicle = result.vehicle[trip]
            let depart = result.departMilliseconds[trip]
            let arrive = result.arriveMilliseconds[trip]
            guard consents.holds(vehicle, from: depart, to: arrive) else { continue }
            let plan = plans[Int(result.plan[trip])]
            let hour = UInt64(max(0, depart / 3_600_000))
            let from = grid.zone(of: plan.origin, network)
            let to = grid.zone(of: plan.destination, network)
            pairs.append(Entry(key: hour << 48 | from << 24 | to, vehicle: vehicle))
            arrivals[hour << 24 | to, default: 0] += 1
        }
        pairs.sort { ($0.key, $0.vehicle) < ($1.key, $1.vehicle) }
        Self.groups(pairs) { histogram.add(vehicles: $1, amount: $2) }
        for index in pairs.indices { pairs[index].key >>= 24 }
        pairs.sort { ($0.key, $0.vehicle) < ($1.key, $1.vehicle) }
        Self.groups(pairs) { departures.append(($0, UInt32($1), UInt32($2))) }
    }

    /// Calls with the key, distinct vehicles and entries of each group of a sorted list.
    private static func groups(_ sorted: [Entry], _ body: (UInt64, Int, Int) -> Void) {
        var start = 0
        while start < sorted.count {
            var end = start
            var vehicles = 0
            while end < sorted.count, sorted[end].key == sorted[start].key {
                if end == start || sorted[end].vehicle != sorted[end - 1].vehicle { vehicles += 1 }
                end += 1
            }
            body(sorted[start].key, vehicles, end - start)
            start = end
        }
    }

    /// Rows in order of hour and zone, where a trip began or ended.
    func table(region: String) -> DataTable {
        var rows: [UInt64: (vehicles: UInt32, from: UInt32, to: UInt32)] = [:]
        for cell in departures { rows[cell.key] = (cell.vehicles, cell.trips, 0) }
        for (key, trips) in arrivals { rows[key, default: (0, 0, 0)].to = trips }
        let sorted = rows.sorted { $0.key < $1.key }
        return DataTable([
            DataColumn("region", repeating: region, count: sorted.count),
            DataColumn("hour_start_s", .int64(sorted.map { Int64($0.key >> 24) * 3600 })),
            DataColumn("zone_x", .int32(sorted.map { Grid.axis($0.key >> 12) })),
            DataColumn("zone_y", .int32(sorted.map { Grid.axis($0.key) })),
            DataColumn("vehicles_from", .uint32(sorted.map(\.value.vehicles))),
            DataColumn("trips_from", .uint32(sorted.map(\.value.from))),
            DataColumn("trips_to", .uint32(sorted.map(\.value.to))),
        ])
    }
}

/// Zones: equal steps in degrees from the map's south-west corner.
private struct Grid {
    private let west: Double
    private let south: Double
    private let width: Double
    private let height: Double

    init(_ network: Network, meters: Double) {
        let plane = network.metadata.plane
        west = Double(network.nodeLongitudeE7.min() ?? 0) * 1e-7
        south = Double(network.nodeLatitudeE7.min() ?? 0) * 1e-7
        width = meters / plane.metersPerDegreeEast
        height = meters / plane.metersPerDegreeNorth
    }

    /// Twelve bits for each axis; zones further out share the outermost one.
    func zone(of end: TripEnd, _ network: Network) -> UInt64 {
        let place = Int(end.place)
        let isPlace = !end.isOffMap && end.place != .max
        let point =
            isPlace
            ? (
                Double(network.placeLongitudeE7[place]) * 1e-7,
                Double(network.placeLatitudeE7[place]) * 1e-7
            ) : Self.point(end, network)
        return Self.packed((point.0 - west) / width) << 12 | Self.packed((point.1 - south) / height)
    }

    private static func point(_ end: TripEnd, _ network: Network) -> (Double, Double) {
        let point = network.position(link: end.link, offset: end.offset)
        return (point.longitude, point.latitude)
    }

    private static func packed(_ position: Double) -> UInt64 {
        UInt64(max(-2048, min(2047, position.rounded(.down))) + 2048)
    }

    static func axis(_ bits: UInt64) -> Int32 { Int32(bits & 0xFFF) - 2048 }
}
