// A10 on what a run released: was a vehicle among those that a product's counts were made from? The
// adversary knows every cell that the target was in and how popular each cell is among all cars,
// and answers by the likelihood ratio (A. Pyrgelis et al., NDSS 2018). A run holds its own control:
// drivers who never consented drove just the same and are in no count.

import Base

/// Counts by cell as a product released them, and who drove through which cell.
struct CountMembership {
    /// What is known of counts that were released, and of those that were not.
    enum Release {
        /// Exact, and left out under k.
        case threshold(k: Int)
        /// All of them, with Laplace noise of a scale.
        case laplace(scale: Double)
        /// All of them, with Gaussian noise of a variance.
        case gaussian(variance: Double)
    }

    let product: String
    let release: Release
    /// Released counts by cell.
    var counts: [UInt64: Double] = [:]
    /// Every presence of a car in a cell: car, cell.
    private var presences: [(car: Int32, cell: UInt64)] = []

    init(_ product: String, _ release: Release) {
        self.product = product
        self.release = release
    }

    /// Notes that a car was in a cell. Where a product counts vehicles and not trips, once is
    /// enough.
    mutating func add(car: Int, cell: UInt64) { presences.append((Int32(car), cell)) }

    /// The attack's figures.
    ///
    /// - Parameter consent: to the product's purpose.
    mutating func kpis(_ context: AttackContext, _ consent: ConsentSpans) -> [KPI] {
        let countsVehicles = if case .threshold = release { true } else { false }
        presences.sort { ($0.car, $0.cell) < ($1.car, $1.cell) }
        var holders: [UInt64: Double] = [:]
        var last: (car: Int32, cell: UInt64)?
        if countsVehicles {
            presences.removeAll { entry in
                defer { last = entry }
                return last.map { $0 == entry } ?? false
            }
        }
        for entry in presences { holders[entry.cell, default: 0] += 1 }
        let shares = consent.shares(of: 0...max(1, context.run.facts.durationSeconds))
        let active = Set(presences.map(\.car))
        let held = active.reduce(0) { $0 + shares[Int($1)] } / Double(max(1, active.count))
        var members: [Double] = []
        var others: [Double] = []
        var at = 0
        while at < presences.count {
            let car = presences[at].car
            var end = at
            while end < presences.count, presences[end].car == car { end += 1 }
            let share = shares[Int(car)]
            if share >= 1 || share <= 0 {
                let score = score(presences[at..<end], holders, held)
                if share >= 1 { members.append(score) } else { others.append(score) }
            }
            at = end
        }
        return figures(members, others)
    }

    /// ln of how much likelier the release is with the target in it than without.
    private func score(
        _ own: ArraySlice<(car: Int32, cell: UInt64)>, _ holders: [UInt64: Double], _ held: Double
    ) -> Double {
        var sum = 0.0
        var at = own.startIndex
        while at < own.endIndex {
            let cell = own[at].cell
            var times = 0.0
            while at < own.endIndex, own[at].cell == cell {
                times += 1
                at += 1
            }
            let expected = max(1e-3, held * ((holders[cell] ?? times) - times))
            sum += evidence(counts[cell], times, expected)
        }
        return sum
    }

    private func evidence(_ count: Double?, _ times: Double, _ expected: Double) -> Double {
        switch release {
        case .threshold(let k):
            if let count { return Math.log(max(count, 1e-9) / expected) }
            guard k > 1 else { return 0 }
            return Math.log(max(1e-300, Self.poisson(atMost: k - 2, expected)))
                - Math.log(max(1e-300, Self.poisson(atMost: k - 1, expected)))
        case .laplace(let scale):
            guard let count else { return 0 }
            return (abs(count - expected) - abs(count - expected - times)) / scale
        case .gaussian(let variance):
            guard let count else { return 0 }
            let (a, b) = (count - expected, count - expected - times)
            return (a * a - b * b) / (2 * variance)
        }
    }

    private static func poisson(atMost limit: Int, _ mean: Double) -> Double {
        var term = Math.exp(-mean)
        var sum = term
        for k in stride(from: 1, through: limit, by: 1) {
            term *= mean / Double(k)
            sum += term
        }
        return sum
    }

    private static let source =
        "design.md section 9, A10; usual gate: AUC below 0.55 (project), A. Pyrgelis et al. 2018"

    private func figures(_ members: [Double], _ others: [Double]) -> [KPI] {
        let prefix = "privacy.\(product).membership."
        let n = members.count + others.count
        let how =
            "vehicles that consented all the time against vehicles that never did, by the "
            + "likelihood ratio of the released counts; adversary: knows every cell of the target "
            + "and the popularity of cells among all cars; control: the never-consenting"
        guard members.count >= 10, others.count >= 10 else {
            return [
                KPI(
                    prefix + "auc", nil, unit: "share",
                    method: "not measured: fewer than ten vehicles on a side (\(how))", n: n,
                    source: Self.source)
            ]
        }
        let area = Self.area(members, others)
        let half = 1.96 * Self.error(area, members.count, others.count)
        let sorted = others.sorted()
        let limit = sorted[min(sorted.count - 1, Int(0.99 * Double(sorted.count)))]
        let caught = members.count { $0 > limit }
        return [
            KPI(
                prefix + "auc", area, unit: "share",
                ci: [max(0, area - half), min(1, area + half)],
                method: "area under the ROC curve: \(how); interval by J. Hanley and B. McNeil "
                    + "(1982)", n: n, baseline: 0.5, source: Self.source),
            KPI(
                prefix + "tpr_at_1pct", Double(caught) / Double(members.count), unit: "share",
                ci: Intervals.wilson(
                    share: Double(caught) / Double(members.count), trials: members.count),
                method: "members found when one in a hundred others is called a member: \(how)",
                n: n, baseline: 0.01, source: Self.source),
        ]
    }

    /// Chance that a member scores higher than another; ties count half.
    static func area(_ members: [Double], _ others: [Double]) -> Double {
        let a = members.sorted()
        let b = others.sorted()
        var wins = 0.0
        var (below, through) = (0, 0)
        for score in a {
            while below < b.count, b[below] < score { below += 1 }
            through = max(through, below)
            while through < b.count, b[through] <= score { through += 1 }
            wins += Double(below) + Double(through - below) / 2
        }
        return wins / Double(a.count * b.count)
    }

    private static func error(_ area: Double, _ m: Int, _ n: Int) -> Double {
        let q1 = area / (2 - area)
        let q2 = 2 * area * area / (1 + area)
        let variance =
            (area * (1 - area) + Double(m - 1) * (q1 - area * area)
                + Double(n - 1) * (q2 - area * area)) / Double(m * n)
        return max(0, variance).squareRoot()
    }
}
