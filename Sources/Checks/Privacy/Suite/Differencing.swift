// A9: two releases that are harmless one by one may give away what lies between them: a zone and
// its parts, a week and the same week a day longer.

import Base

/// Recovers suppressed counts of visits from releases of the same data.
package struct Differencing: Sendable {
    /// What a pair of releases gave away.
    package struct Outcome: Hashable, Sendable {
        /// Counts that were suppressed, or that no release holds by itself.
        package var hidden = 0
        /// Of those, exactly known now.
        package var recovered = 0
        /// Of those, made by one vehicle.
        package var single = 0
    }

    private let visits: Visits
    private let k: Int

    /// Cells with fewer than `k` vehicles are suppressed.
    package init(_ visits: Visits, k: Int = 10) {
        self.visits = visits
        self.k = k
    }

    /// Cells of a day on two nested grids, both released: where all but one part of a zone are
    /// there, the missing one follows.
    package func zones(_ fine: SpatialGrid, in coarse: SpatialGrid) -> Outcome {
        let parts = counts(fine) { UInt64(self.visits.day($0)) }
        let wholes = counts(coarse) { UInt64(self.visits.day($0)) }
        let ratio = Int64(coarse.latitudeStep / fine.latitudeStep)
        var outcome = Outcome()
        var suppressed: [SIMD2<UInt64>: [Int]] = [:]
        for (key, part) in parts where part.vehicles < k {
            outcome.hidden += 1
            let parent = SIMD2(fine.parent(of: key.x, ratio: ratio), key.y)
            suppressed[parent, default: []].append(part.vehicles)
        }
        for (parent, missing) in suppressed {
            guard missing.count == 1, let whole = wholes[parent], whole.vehicles >= k else {
                continue
            }
            outcome.recovered += 1
            if missing[0] == 1 { outcome.single += 1 }
        }
        return outcome
    }

    /// The first days, and the same a day longer: the difference is that day's count, which would
    /// not have been released.
    package func windows(_ grid: SpatialGrid, days: Int) -> Outcome {
        let short = counts(grid) { self.visits.day($0) < days ? 0 : nil }
        let long = counts(grid) { self.visits.day($0) <= days ? 0 : nil }
        let day = counts(grid) { self.visits.day($0) == days ? 0 : nil }
        var outcome = Outcome()
        for (key, last) in day where last.vehicles < k {
            outcome.hidden += 1
            guard let a = short[key], let b = long[key], a.vehicles >= k, b.vehicles >= k else {
                continue
            }
            outcome.recovered += 1
            if last.vehicles == 1 { outcome.single += 1 }
        }
        return outcome
    }

    /// Distinct vehicles by cell and window; rows without a window do not count.
    private func counts(
        _ grid: SpatialGrid, window: (Int) -> UInt64?
    ) -> [SIMD2<UInt64>: (vehicles: Int, last: Int)] {
        let cells = visits.cells(grid)
        var counts: [SIMD2<UInt64>: (vehicles: Int, last: Int)] = [:]
        for vehicle in 0..<visits.vehicleCount {
            for row in visits.rows(of: vehicle) {
                guard let window = window(row) else { continue }
                let key = SIMD2(cells[row], window)
                let known = counts[key]
                if known?.last == vehicle { continue }
                counts[key] = ((known?.vehicles ?? 0) + 1, vehicle)
            }
        }
        return counts
    }

    func figures() -> [AttackFigure] {
        var figures: [AttackFigure] = []
        func add(_ resolution: String, _ outcome: Outcome) {
            let n = outcome.hidden
            figures += [
                AttackFigure(
                    "differencing", resolution, "recovered_share",
                    n == 0 ? nil : Double(outcome.recovered) / Double(n),
                    baseline: 1 / Double(k - 1), n: n),
                AttackFigure(
                    "differencing", resolution, "recovered", Double(outcome.recovered), n: n),
                AttackFigure(
                    "differencing", resolution, "recovered_single", Double(outcome.single), n: n),
            ]
        }
        for (fine, coarse) in [
            (SpatialGrid.oneKilometer, SpatialGrid.twoKilometers),
            (.fiveKilometers, .tenKilometers),
        ] {
            add("\(fine.name) in \(coarse.name), by day", zones(fine, in: coarse))
        }
        let last = visits.days - 1
        if last >= 1 {
            for grid in [SpatialGrid.oneKilometer, .fiveKilometers] {
                let days = min(7, last)
                add("\(grid.name), \(days) days and one more", windows(grid, days: days))
            }
        }
        return figures
    }
}

extension SpatialGrid {
    /// The cell of a grid with `ratio` times the steps that holds a cell of this one.
    func parent(of cell: UInt64, ratio: Int64) -> UInt64 {
        let row = Int64(cell >> 26 & 0x1FF_FFFF) - 1 << 24
        let column = Int64(cell & 0x3FF_FFFF) - 1 << 25
        let up = row.flooredDivision(by: ratio) + 1 << 24
        let right = column.flooredDivision(by: ratio) + 1 << 25
        return (cell >> 51) << 51 | UInt64(up) << 26 | UInt64(right)
    }
}
