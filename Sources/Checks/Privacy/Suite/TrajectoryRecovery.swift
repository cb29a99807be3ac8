// A12: from nothing but how many vehicles stand in each cell at each hour, who went where? People
// move little from hour to hour, so the cheapest way to explain one hour by the hour before is
// mostly the truth (F. Xu et al., "Trajectory Recovery From Ash", WWW 2017).

import Base

/// Recovers trajectories from counts by cell and hour.
package struct TrajectoryRecovery: Sendable {
    /// Cells of the vehicles by hour: where each was last seen arriving. [hours × vehicles]
    private var truth: [[SIMD2<Int32>]] = []
    private let seed: UInt64
    private var names: [UInt64] = []

    /// A block of at most `limit` vehicles over the first `hours`.
    package init(_ visits: Visits, grid: SpatialGrid, limit: Int, hours: Int, seed: UInt64) {
        self.seed = seed
        let cells = visits.cells(grid)
        let block = visits.targets(limit: limit, seed: seed)
        names = block.map(visits.identity)
        truth = (0..<hours).map { hour in
            let until = visits.origin + Int64(hour + 1) * 3_600_000
            return block.map { vehicle in
                let rows = visits.rows(of: vehicle)
                // Before its first visit a vehicle stands where that will be.
                let row = rows.last { visits.milliseconds[$0] < until } ?? rows.lowerBound
                return Self.coordinates(cells[row])
            }
        }
    }

    /// Row and column of a cell.
    private static func coordinates(_ cell: UInt64) -> SIMD2<Int32> {
        SIMD2(Int32(cell >> 26 & 0x1FF_FFFF), Int32(cell & 0x3FF_FFFF))
    }

    /// Cells of an hour as the release shows them: without names, in order of place.
    private func released(_ hour: Int) -> [SIMD2<Int32>] {
        truth[hour].sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    }

    private static func distance(_ a: SIMD2<Int32>, _ b: SIMD2<Int32>) -> Double {
        let (x, y) = (Double(a.x - b.x), Double(a.y - b.y))
        return (x * x + y * y).squareRoot()
    }

    /// Trajectories by least movement. [vehicles × hours]
    private func byLeastMovement() -> [[SIMD2<Int32>]] {
        guard !truth.isEmpty else { return [] }
        var paths = released(0).map { [$0] }
        for hour in truth.indices.dropFirst() {
            let next = released(hour)
            let size = paths.count
            var cost = [Double](repeating: 0, count: size * size)
            for (row, path) in paths.enumerated() {
                let here = path[hour - 1]
                for column in 0..<size {
                    cost[row * size + column] = Self.distance(here, next[column])
                }
            }
            for (row, column) in Assignment.least(cost, size: size).enumerated() {
                paths[row].append(next[column])
            }
        }
        return paths
    }

    /// Trajectories by lot.
    private func byLot() -> [[SIMD2<Int32>]] {
        var paths = names.map { _ in [SIMD2<Int32>]() }
        for hour in truth.indices {
            var stream = RandomStream(
                seed: seed, purpose: .recoveryLot, entity: RandomEntity(UInt64(hour)))
            var cells = released(hour)
            for at in cells.indices {
                cells.swapAt(at, at + stream.index(below: cells.count - at))
                paths[at].append(cells[at])
            }
        }
        return paths
    }

    /// Share of the cells of each true trajectory that the recovered one which fits it best holds;
    /// each recovered one is given to one vehicle. [vehicles]
    private func matched(_ paths: [[SIMD2<Int32>]]) -> [Double] {
        let size = names.count
        let hours = Double(truth.count)
        var cost = [Double](repeating: 0, count: size * size)
        for vehicle in 0..<size {
            for path in 0..<size {
                let equal = truth.indices.count { truth[$0][vehicle] == paths[path][$0] }
                cost[vehicle * size + path] = -Double(equal)
            }
        }
        return Assignment.least(cost, size: size).enumerated().map {
            -cost[$0.offset * size + $0.element] / hours
        }
    }

    /// Mean share recovered, by least movement and by lot.
    package func recovered() -> (attack: [Double], lot: [Double]) {
        (matched(byLeastMovement()), matched(byLot()))
    }

    func figures(_ grid: SpatialGrid) -> [AttackFigure] {
        let (attack, lot) = recovered()
        let mean = meanEstimate(attack)
        let whole =
            attack.isEmpty
            ? nil : Double(attack.count { $0 > 0.999 }) / Double(attack.count)
        let wholeByLot =
            lot.isEmpty ? nil : Double(lot.count { $0 > 0.999 }) / Double(lot.count)
        return [
            AttackFigure(
                "trajectory_recovery", grid.name, "share_recovered", mean?.value,
                ci: mean?.interval(in: 0...1), baseline: meanEstimate(lot)?.value,
                n: attack.count),
            AttackFigure(
                "trajectory_recovery", grid.name, "share_whole", whole,
                ci: whole.flatMap { Intervals.wilson(share: $0, trials: attack.count) },
                baseline: wholeByLot, n: attack.count),
        ]
    }
}

extension RandomPurpose {
    static let recoveryLot = RandomPurpose(524)
}
