// The trips that `od-matrix` may count, by the truth: who drove, in which hour, from which zone to
// which, under consent to `mobility`.

import Base

/// Trips of a run with the zones of their ends in the product's grid.
struct TrueTrips: Sendable {
    /// A zone, or `nil` where the platform may honestly see any: the drive was still going on at
    /// the end of the run, or consent held during a part of it only.
    struct Trip: Sendable {
        var region: Int
        var car: Int
        /// Hours in which the platform may see the drive begin.
        var hours: ClosedRange<Int>
        /// The hour in which it begins on the map.
        var hour: Int
        var origin: SIMD2<Int32>?
        var destination: SIMD2<Int32>?
        /// Whether consent held from beginning to end.
        var isWholly: Bool
    }

    private(set) var trips: [Trip] = []

    /// How much later or earlier than the truth a platform may date the beginning of a drive:
    /// clocks, the first position after a gap.
    static let slackSeconds = 300.0

    init(_ context: AttackContext, zones: [Int: ZoneGridFacts]) throws {
        let run = context.run
        let table = try run.table(
            "truth/trips.parquet",
            columns: [
                "region", "vehicle_id", "depart_s", "arrive_s", "enter_s", "origin_link",
                "destination_link", "origin_lon", "origin_lat", "destination_lon",
                "destination_lat",
            ])
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let depart = try table.column("depart_s").doubles()
        let arrive = try table.column("arrive_s").doublesOrNaN()
        let enter = try table.column("enter_s").doublesOrNaN()
        let origin = try TripEndColumns(table, "origin", run, node: "from")
        let destination = try TripEndColumns(table, "destination", run, node: "to")
        let offsets = run.vehicleOffsets
        trips.reserveCapacity(vehicle.count)
        for row in vehicle.indices {
            guard let grid = zones[region[row]] else { continue }
            let car = run.car(region: region[row], vehicle: vehicle[row], offsets: offsets)
            let isDriving = arrive[row].isNaN
            let end = isDriving ? run.facts.durationSeconds : arrive[row]
            let span = depart[row]...max(depart[row], end)
            guard context.mobility.overlaps(car, span) else { continue }
            let isWholly =
                context.mobility.holds(car, at: span.lowerBound)
                && context.mobility.holds(car, at: span.upperBound)
            // Whoever comes from beyond a gateway is first seen where it enters the map.
            let start = enter[row].isNaN ? depart[row] : enter[row]
            let first = (origin.isOnMap[row] ? depart[row] : start) - Self.slackSeconds
            let last = (isWholly ? start : span.upperBound) + Self.slackSeconds
            trips.append(
                Trip(
                    region: region[row], car: car,
                    hours: Self.hour(first)...Self.hour(max(first, last)),
                    hour: Self.hour(start),
                    origin: isWholly ? origin.zone(row, grid) : nil,
                    destination: isWholly && !isDriving ? destination.zone(row, grid) : nil,
                    isWholly: isWholly))
        }
    }

    private static func hour(_ seconds: Double) -> Int { Int((seconds / 3600).rounded(.down)) }
}

/// A region's grid of zones, from `product.json`.
struct ZoneGridFacts: Sendable {
    var west: Double
    var south: Double
    var width: Double
    var height: Double

    init?(_ value: JSONValue) {
        guard let west = value["origin_lon"]?.number, let south = value["origin_lat"]?.number,
            let width = value["size_lon"]?.number, let height = value["size_lat"]?.number,
            width > 0, height > 0
        else { return nil }
        (self.west, self.south, self.width, self.height) = (west, south, width, height)
    }

    func zone(longitude: Double, latitude: Double) -> SIMD2<Int32> {
        func step(_ distance: Double, _ size: Double) -> Int32 {
            Int32(max(-1e9, min(1e9, (distance / size).rounded(.down))))
        }
        return SIMD2(step(longitude - west, width), step(latitude - south, height))
    }
}

/// One end of every trip: its place, or beyond a gateway the node where it leaves or enters the
/// map.
private struct TripEndColumns {
    private(set) var isOnMap: [Bool] = []
    private var longitude: [Double]
    private var latitude: [Double]

    init(_ table: DataTable, _ end: String, _ run: RunFolder, node: String) throws {
        longitude = try table.column("\(end)_lon").doublesOrNaN()
        latitude = try table.column("\(end)_lat").doublesOrNaN()
        isOnMap = longitude.map { !$0.isNaN }
        guard isOnMap.contains(false) else { return }
        let link = try table.column("\(end)_link").uint32s()
        let places = try NetworkColumns(run, columns: ["\(node)_lon", "\(node)_lat"])
            .byRegion { links -> [UInt32: SIMD2<Double>] in
                guard links.values.count == 2 else { return [:] }
                var places = [UInt32: SIMD2<Double>](minimumCapacity: links.link.count)
                for row in links.link.indices {
                    places[links.link[row]] = SIMD2(links.values[0][row], links.values[1][row])
                }
                return places
            }
        let region = try run.regionIndices(table)
        for row in link.indices where !isOnMap[row] {
            guard let place = places[region[row]][link[row]] else { continue }
            longitude[row] = place.x
            latitude[row] = place.y
        }
    }

    /// The zone, or `nil` when nobody knows.
    func zone(_ row: Int, _ grid: ZoneGridFacts) -> SIMD2<Int32>? {
        guard !longitude[row].isNaN, !latitude[row].isNaN else { return nil }
        return grid.zone(longitude: longitude[row], latitude: latitude[row])
    }
}
