// The visits of a run folder.

import Base

/// Straight metres per metre of a leg beyond a gateway: roads are about 1.3 times as long as the
/// line between their ends.
private let straightness = 1 / 1.3

/// The visits of every car that has any, from `truth/visits.parquet`.
///
/// Places are cells of about 100 m. A place beyond a gateway has no position in the truth: it is
/// taken to lie as far beyond the gateway as the leg is long, away from home.
func carVisits(_ run: RunFolder) throws -> [CarVisits] {
    let rows = try VisitRows(run)
    let planes = run.regions.map { _ in PlaneBox() }
    var cars: [CarVisits] = []
    var last: (Int, UInt32)?
    var home = (east: 0.0, north: 0.0)
    for row in rows.order {
        let region = rows.region[row]
        let isFirst = last.map { $0 != (region, rows.vehicle[row]) } ?? true
        if isFirst {
            last = (region, rows.vehicle[row])
            let facts = run.regions[region]
            cars.append(
                CarVisits(
                    calendar: run.facts.calendar(of: facts), hasGateways: facts.gateways != 0))
        }
        let plane = planes[region].plane(at: (rows.longitude[row], rows.latitude[row]))
        var east = plane.east(rows.longitude[row])
        var north = plane.north(rows.latitude[row])
        var key =
            Int64((rows.latitude[row] * 1000).rounded()) * 1_000_000
            + Int64((rows.longitude[row] * 700).rounded())
        if isFirst { home = (east, north) }
        let beyond = rows.offMapMeters[row]
        if !beyond.isNaN {
            let (x, y) = (east - home.east, north - home.north)
            let distance = max(1, (x * x + y * y).squareRoot())
            east += x / distance * beyond * straightness
            north += y / distance * beyond * straightness
            key = key &* 31 &+ Int64(beyond / 100) &+ 1 << 60
        }
        cars[cars.count - 1].add(
            key: key, start: rows.start[row], east: east, north: north)
    }
    return cars
}

/// A tangent plane that is made at the first point it is asked for.
private final class PlaneBox {
    private var made: TangentPlane?

    func plane(at point: (longitude: Double, latitude: Double)) -> TangentPlane {
        if let made { return made }
        let plane = TangentPlane(
            centreLongitude: point.longitude, centreLatitude: point.latitude)
        made = plane
        return plane
    }
}

/// The columns of `truth/visits.parquet`, with the gateway's position for visits beyond one.
private struct VisitRows {
    var region: [Int]
    var vehicle: [UInt32]
    /// Seconds; minus infinity for what began before the run.
    var start: [Double]
    var longitude: [Double]
    var latitude: [Double]
    /// NaN on the map.
    var offMapMeters: [Double]
    /// The rows that have a position, by car and time.
    var order: [Int]

    init(_ run: RunFolder) throws {
        let names = ["region", "vehicle_id", "start_s", "lon", "lat"]
        let beyond = ["gateway_lon", "gateway_lat", "off_map_m"]
        let all = try run.table("truth/visits.parquet")
        let knowsGateways = beyond.allSatisfy { name in all.columns.contains { $0.name == name } }
        let table = DataTable(
            try (names + (knowsGateways ? beyond : [])).map { try all.column($0) })
        region = try run.regionIndices(table)
        vehicle = try table.column("vehicle_id").uint32s()
        start = try table.column("start_s").doublesOrNaN().map { $0.isNaN ? -.infinity : $0 }
        longitude = try table.column("lon").doublesOrNaN()
        latitude = try table.column("lat").doublesOrNaN()
        offMapMeters = [Double](repeating: .nan, count: vehicle.count)
        if knowsGateways {
            let gatewayLongitude = try table.column("gateway_lon").doublesOrNaN()
            let gatewayLatitude = try table.column("gateway_lat").doublesOrNaN()
            offMapMeters = try table.column("off_map_m").doublesOrNaN()
            for row in vehicle.indices where longitude[row].isNaN {
                longitude[row] = gatewayLongitude[row]
                latitude[row] = gatewayLatitude[row]
            }
        }
        let (cars, times, regions) = (vehicle, start, region)
        let (lon, lat) = (longitude, latitude)
        order = vehicle.indices.filter { !lon[$0].isNaN && !lat[$0].isNaN }.sorted {
            (regions[$0], cars[$0], times[$0], $0) < (regions[$1], cars[$1], times[$1], $1)
        }
    }
}
