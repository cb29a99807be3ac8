// A7: who is told apart by what is said about a vehicle, without a single position? Classes of
// equal attributes, judged as prosecutor, journalist and marketer do (F. Prasser et al., ARX). And
// ids that are no pseudonyms: vehicle identification numbers in clear.

import Base

/// Attributes of vehicles and the classes that share them.
package struct Fingerprint: Sendable {
    /// Class of every vehicle. [vehicles]
    private var classOf: [Int] = []
    /// Vehicles of every class. [classes]
    private var sizes: [Int] = []
    private let visits: Visits

    /// Attributes: commonest cell, active days, visits to ten, commonest hour of arrival to three.
    package init(_ visits: Visits, grid: SpatialGrid) {
        self.visits = visits
        let cells = visits.cells(grid)
        var numbers: [SIMD4<UInt64>: Int] = [:]
        for vehicle in 0..<visits.vehicleCount {
            let rows = visits.rows(of: vehicle)
            var key = SIMD4<UInt64>()
            key.x = Self.commonest(rows.map { cells[$0] })
            key.y = UInt64(rows.count / 10)
            if visits.hasTime {
                key.z = UInt64(Set(rows.map { visits.day($0) }).count)
                key.w = Self.commonest(
                    rows.map { UInt64((visits.milliseconds[$0] - visits.origin) / 10_800_000 % 8) })
            }
            let number = numbers[key] ?? sizes.count
            if number == sizes.count {
                numbers[key] = number
                sizes.append(0)
            }
            sizes[number] += 1
            classOf.append(number)
        }
    }

    /// The value that occurs most; of equals, the smallest.
    static func commonest(_ values: [UInt64]) -> UInt64 {
        var best: (value: UInt64, count: Int) = (0, 0)
        let sorted = values.sorted()
        var start = 0
        for at in sorted.indices {
            if sorted[at] != sorted[start] { start = at }
            if at - start + 1 > best.count { best = (sorted[at], at - start + 1) }
        }
        return best.value
    }

    /// Risks for a release of some of the vehicles.
    package struct Risks: Sendable {
        /// Highest and mean 1 / (class in the release): the target is known to be in it.
        package var prosecutor = 0.0
        package var prosecutorHighest = 0.0
        /// Mean 1 / (class in everybody): the target may not be in the release.
        package var journalist = 0.0
        /// Share of the release that a match of all with all gets right.
        package var marketer = 0.0
        package var n = 0
    }

    /// Risks when the vehicles of `released` are.
    package func risks(released: [Int]) -> Risks {
        guard !released.isEmpty else { return Risks() }
        var own = [Int](repeating: 0, count: sizes.count)
        for vehicle in released { own[classOf[vehicle]] += 1 }
        let n = Double(released.count)
        var risks = Risks()
        risks.n = released.count
        for vehicle in released {
            risks.prosecutor += 1 / Double(own[classOf[vehicle]]) / n
            risks.journalist += 1 / Double(sizes[classOf[vehicle]]) / n
        }
        risks.prosecutorHighest = 1 / Double(own.filter { $0 > 0 }.min() ?? 1)
        // Each class of the release is matched with its class of everybody by lot.
        risks.marketer = zip(own, sizes).reduce(0) { $0 + Double($1.0) / Double($1.1) } / n
        return risks
    }

    /// Share of ids that read like vehicle identification numbers (ISO 3779: 17 capital letters
    /// without I, O, Q, and digits).
    package static func identificationNumbers(_ names: [String]) -> Int {
        names.count { name in
            guard name.utf8.count == 17 else { return false }
            var digits = 0
            var letters = 0
            for byte in name.utf8 {
                if byte >= 48, byte <= 57 {
                    digits += 1
                } else if byte >= 65, byte <= 90, ![73, 79, 81].contains(byte) {
                    letters += 1
                } else {
                    return false
                }
            }
            return digits >= 3 && letters >= 2
        }
    }
}

extension Fingerprint {
    func figures(_ grid: SpatialGrid, seed: UInt64) -> [AttackFigure] {
        let name = "fingerprint"
        // A tenth is the release, all the vehicles are the crowd outside.
        let part = visits.targets(limit: max(1, visits.vehicleCount / 10), seed: seed)
        let risks = risks(released: part)
        let everybody = self.risks(released: Array(0..<visits.vehicleCount))
        let guess = 1 / Double(visits.vehicleCount)
        func figure(_ metric: String, _ value: Double, _ n: Int) -> AttackFigure {
            AttackFigure(
                name, grid.name, metric, value, ci: Intervals.wilson(share: value, trials: n),
                baseline: guess, n: n)
        }
        let vins = Self.identificationNumbers(visits.names)
        return [
            figure("prosecutor_mean", everybody.prosecutor, everybody.n),
            AttackFigure(
                name, grid.name, "prosecutor_highest", everybody.prosecutorHighest,
                baseline: guess, n: everybody.n),
            figure("journalist_mean", risks.journalist, risks.n),
            figure("marketer", risks.marketer, risks.n),
            AttackFigure(
                name, "ids", "vins_in_clear", Double(vins), n: visits.vehicleCount),
        ]
    }
}
