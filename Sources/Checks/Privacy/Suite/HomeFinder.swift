// A4: where does a vehicle live, in metres? Its visits against its true home (J. Krumm, "Inference
// Attacks on Location Tracks", Pervasive 2007: last destination of the day, median error 60.7 m).

import Base
import Sinks

/// True homes of vehicles, degrees, by name.
public struct TrueHomes: Sendable {
    private(set) var place: [String: SIMD2<Double>] = [:]

    /// Reads `truth/visits.parquet` or `visits.parquet` of a run (rows of kind `home`), or
    /// `homes.parquet` or `homes.csv` (one place per vehicle).
    /// - Throws: `Failure.input` when none of them is there.
    public init(folder: String) throws {
        for name in ["truth/visits.parquet", "visits.parquet"] {
            guard let reader = try Self.open("\(folder)/\(name)") else { continue }
            let table = try reader.read(columns: ["region", "vehicle_id", "lon", "lat", "kind"])
            let regions = Set(try table.column("region").strings())
            guard regions.count < 2 else {
                throw Failure.input(
                    "\(folder): the truth holds \(regions.count) regions, whose vehicles share "
                        + "numbers; attack one region at a time")
            }
            let vehicle = try table.column("vehicle_id").int64s()
            let longitude = try table.column("lon").doublesOrNaN()
            let latitude = try table.column("lat").doublesOrNaN()
            let kind = try table.column("kind").strings()
            for row in vehicle.indices where kind[row] == "home" && latitude[row].isFinite {
                place[String(vehicle[row])] = SIMD2(latitude[row], longitude[row])
            }
            return
        }
        for name in ["homes.parquet", "homes.csv"] {
            let path = "\(folder)/\(name)"
            guard (try? ByteSource(path: path)) != nil else { continue }
            let homes = try Visits.read(path, columns: VisitColumns()).visits
            for vehicle in 0..<homes.vehicleCount {
                let row = homes.firstRow[vehicle]
                place[homes.names[vehicle]] = SIMD2(
                    Visits.degrees(homes.latitudeE7[row]), Visits.degrees(homes.longitudeE7[row]))
            }
            return
        }
        throw Failure.input(
            "\(folder): no true homes; needed is truth/visits.parquet of a run, or homes.csv "
                + "with uid,lat,lng")
    }

    private static func open(_ path: String) throws -> ParquetReader? {
        (try? ByteSource(path: path)) == nil ? nil : try ParquetReader(path: path)
    }

    /// Homes by name.
    package init(_ place: [String: SIMD2<Double>]) { self.place = place }
}

/// Guesses homes.
package struct HomeFinder: Sendable {
    /// Metres between the guess and the true home of every vehicle that has one. [vehicles]
    package private(set) var errors: [Double] = []
    /// The same for the home of another vehicle: what the guess is worth for somebody else.
    package private(set) var controlErrors: [Double] = []
    /// Metres from the middle of all visits to every home.
    package private(set) var centreErrors: [Double] = []

    static let night = 3

    /// Nobody yet.
    init() {}

    /// Adds the vehicles of another region.
    mutating func append(_ other: HomeFinder) {
        errors += other.errors
        controlErrors += other.controlErrors
        centreErrors += other.centreErrors
    }

    /// The place where a vehicle was last seen before three in the morning most often; of equals,
    /// the one visited most, then the lowest. Without times: the place visited most.
    package init(_ visits: Visits, homes: TrueHomes) {
        let known = (0..<visits.vehicleCount).filter { homes.place[visits.names[$0]] != nil }
        guard visits.count > 0 else { return }
        let middle = SIMD2(
            visits.latitudeE7.reduce(0.0) { $0 + Visits.degrees($1) } / Double(visits.count),
            visits.longitudeE7.reduce(0.0) { $0 + Visits.degrees($1) } / Double(visits.count))
        for (at, vehicle) in known.enumerated() {
            guard let home = homes.place[visits.names[vehicle]] else { continue }
            let guess = Self.guess(visits, vehicle)
            errors.append(Self.meters(guess, home))
            centreErrors.append(Self.meters(middle, home))
            let next = visits.names[known[(at + 1) % known.count]]
            if known.count > 1, let other = homes.place[next] {
                controlErrors.append(Self.meters(guess, other))
            }
        }
    }

    private static func guess(_ visits: Visits, _ vehicle: Int) -> SIMD2<Double> {
        let rows = visits.rows(of: vehicle)
        var score: [SIMD2<Int32>: SIMD2<Int>] = [:]
        for row in rows {
            let place = SIMD2(visits.latitudeE7[row], visits.longitudeE7[row])
            var own = score[place] ?? SIMD2(0, 0)
            own.y += 1
            if visits.hasTime {
                let shift = Int64(night) * 3_600_000
                func evening(_ row: Int) -> Int64 {
                    (visits.milliseconds[row] - visits.origin - shift)
                        .flooredDivision(by: Visits.dayMilliseconds)
                }
                let isLast = row + 1 == rows.upperBound || evening(row + 1) != evening(row)
                if isLast { own.x += 1 }
            }
            score[place] = own
        }
        let best = score.max { a, b in
            (a.value.x, a.value.y, b.key.x, b.key.y) < (b.value.x, b.value.y, a.key.x, a.key.y)
        }
        guard let best else { return SIMD2(0, 0) }
        return SIMD2(Visits.degrees(best.key.x), Visits.degrees(best.key.y))
    }

    /// Metres between two places (latitude, longitude in degrees), on a sphere of the Earth's mean
    /// radius with an even grid between them: right to 0.5 % up to 100 km.
    static func meters(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
        let degree = 111_194.93
        let north = (a.x - b.x) * degree
        let east = (a.y - b.y) * degree * Math.cos((a.x + b.x) / 2 * .pi / 180)
        return (north * north + east * east).squareRoot()
    }

    func figures() -> [AttackFigure] {
        let name = "home_reidentification"
        let sorted = errors.sorted()
        let control = controlErrors.sorted()
        let centre = centreErrors.sorted()
        guard let median = medianEstimate(sorted: sorted) else { return [] }
        func share(_ values: [Double], _ limit: Double) -> Double? {
            values.isEmpty
                ? nil : Double(values.count { $0 <= limit }) / Double(values.count)
        }
        return [
            AttackFigure(
                name, "raw", "median_error_m", median.value, ci: median.ci,
                baseline: medianEstimate(sorted: centre)?.value,
                control: medianEstimate(sorted: control)?.value, n: sorted.count)
        ]
            + [100.0, 250, 1000].map { limit in
                let value = share(sorted, limit)
                return AttackFigure(
                    name, "raw", "share_within_\(Int(limit))m", value,
                    ci: value.flatMap { Intervals.wilson(share: $0, trials: sorted.count) },
                    baseline: share(centre, limit), control: share(control, limit),
                    n: sorted.count)
            }
    }
}
