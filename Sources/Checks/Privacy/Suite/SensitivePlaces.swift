// A17: clinics, places of worship, barracks: can a visit to one be put down to a vehicle?

import Base

/// Visits to places that nobody should be seen at.
package struct SensitivePlaces: Sendable {
    /// Distinct vehicles at each sensitive place that was visited. [places]
    package private(set) var visitors: [Int] = []
    /// Visits to places with fewer than k visitors. [vehicles that made any]
    package private(set) var attributable: [Int] = []
    package private(set) var vehicles = 0

    /// Whether a visit is within `meters` of a place; to the nearest one.
    package init(_ visits: Visits, places: Visits, meters: Double, k: Int = 10) {
        // Places by cell of about a kilometre, so that a visit meets few of them.
        let grid = SpatialGrid.oneKilometer
        var near: [UInt64: [Int]] = [:]
        for (place, cell) in places.cells(grid).enumerated() {
            near[cell, default: []].append(place)
        }
        let limit = min(meters, 500)
        var seen = [Set<UInt32>](repeating: [], count: places.count)
        var made: [(vehicle: Int, place: Int)] = []
        func position(_ visits: Visits, _ row: Int) -> SIMD2<Double> {
            SIMD2(Visits.degrees(visits.latitudeE7[row]), Visits.degrees(visits.longitudeE7[row]))
        }
        let cells = visits.cells(grid)
        for vehicle in 0..<visits.vehicleCount {
            for row in visits.rows(of: vehicle) {
                let here = position(visits, row)
                var best: (distance: Double, place: Int)?
                for cell in grid.around(cells[row]) {
                    for place in near[cell] ?? [] {
                        let distance = HomeFinder.meters(here, position(places, place))
                        if distance <= limit, distance < best?.distance ?? .infinity {
                            best = (distance, place)
                        }
                    }
                }
                guard let best else { continue }
                seen[best.place].insert(UInt32(vehicle))
                made.append((vehicle, best.place))
            }
        }
        visitors = seen.map(\.count).filter { $0 > 0 }
        vehicles = Set(made.map(\.vehicle)).count
        var counts: [Int: Int] = [:]
        for (vehicle, place) in made where seen[place].count < k {
            counts[vehicle, default: 0] += 1
        }
        attributable = counts.keys.sorted().compactMap { counts[$0] }
    }

    func figures(meters: Double, everybody: Int) -> [AttackFigure] {
        let name = "sensitive_places"
        let resolution = "\(Int(meters)) m"
        let share = Double(attributable.count) / Double(max(1, everybody))
        return [
            AttackFigure(name, resolution, "places_visited", Double(visitors.count), n: everybody),
            AttackFigure(
                name, resolution, "places_below_10_visitors",
                Double(visitors.count { $0 < 10 }), n: visitors.count),
            AttackFigure(
                name, resolution, "attributable_visits",
                Double(attributable.reduce(0, +)), n: everybody),
            AttackFigure(
                name, resolution, "share_of_vehicles_exposed", share,
                ci: Intervals.wilson(share: share, trials: everybody), n: everybody),
        ]
    }
}

extension SpatialGrid {
    /// A cell and the eight around it.
    func around(_ cell: UInt64) -> [UInt64] {
        [-1, 0, 1].flatMap { (row: Int64) in
            [-1, 0, 1].map { (column: Int64) in
                UInt64(bitPattern: Int64(bitPattern: cell) + row << 26 + column)
            }
        }
    }
}
