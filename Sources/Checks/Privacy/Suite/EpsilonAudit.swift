// A11: does a release keep the ε that it claims? A canary contributes to one cell or does not; what
// the noise lets through gives a lower bound on the true ε. And what a claim by cell means for a
// person who is in many cells (F. Houssiau et al., "On the difficulty of achieving Differential
// Privacy in practice", Nature Communications 13:29, 2022).

import Base

/// Audits Laplace noise on counts.
package struct EpsilonAudit: Sendable {
    /// ε claimed for a cell.
    package var claimed: Double
    /// Scale of the noise that is really added; 1 / claimed keeps the promise.
    package var scale: Double
    package var draws = 10_000
    package var seed: UInt64

    package init(claimed: Double, scale: Double, seed: UInt64) {
        self.claimed = claimed
        self.scale = scale
        self.seed = seed
    }

    private func noise(_ world: UInt64, _ draw: Int) -> Double {
        var stream = RandomStream(
            seed: seed, purpose: .auditNoise, entity: RandomEntity(world), index: UInt32(draw))
        return stream.exponential(mean: scale) - stream.exponential(mean: scale)
    }

    /// ln(least true positive rate / largest false positive rate), both at 97.5 % (Clopper and
    /// Pearson): with 95 % confidence the true ε is no lower.
    package func lowerBound() -> Double {
        // The likelihood ratio is largest from count + 1 on.
        let hits = (0..<draws).count { 1 + noise(1, $0) >= 1 }
        let falseHits = (0..<draws).count { noise(0, $0) >= 1 }
        guard let sure = Intervals.clopperPearson(successes: hits, trials: draws),
            let wrong = Intervals.clopperPearson(successes: falseHits, trials: draws)
        else { return 0 }
        return Math.log(max(1e-300, sure[0]) / wrong[1])
    }

    /// How much better than a coin an adversary guesses from one cell: logistic(ε) − ½.
    package static func advantage(_ epsilon: Double) -> Double {
        1 / (1 + Math.exp(-epsilon)) - 0.5
    }

    /// How often an adversary who knows all cells of a person guesses right whether it is in them,
    /// from noisy counts of which all else is known. By draws; ± 0.002 with 95 % confidence.
    package static func accuracy(cells: Int, epsilon: Double, seed: UInt64) -> Double {
        let draws = 200_000
        var right = 0.0
        for draw in 0..<draws {
            var stream = RandomStream(
                seed: seed, purpose: .auditPerson, entity: RandomEntity(UInt64(cells)),
                index: UInt32(draw))
            var ratio = 0.0
            for _ in 0..<cells {
                let noise =
                    stream.exponential(mean: 1 / epsilon) - stream.exponential(mean: 1 / epsilon)
                ratio += abs(noise + 1) - abs(noise)
            }
            right += ratio > 1e-12 ? 1 : ratio < -1e-12 ? 0 : 0.5
        }
        return right / Double(draws)
    }
}

extension EpsilonAudit {
    static let publishedEpsilon = 0.66

    /// The figures for weekly flows released with Google's parameters.
    static func figures(_ visits: Visits, grid: SpatialGrid, seed: UInt64) -> [AttackFigure] {
        let name = "epsilon_audit"
        let epsilon = publishedEpsilon
        let audit = EpsilonAudit(claimed: epsilon, scale: 1 / epsilon, seed: seed)
        let cells = visits.cells(grid)
        let flows = (0..<visits.vehicleCount).compactMap { vehicle -> Int? in
            let rows = visits.rows(of: vehicle).filter { visits.day($0) < 7 }
            let own = zip(rows, rows.dropFirst()).map { SIMD2(cells[$0], cells[$1]) }
            return own.isEmpty ? nil : Set(own).count
        }.sorted().map(Double.init)
        var figures = [
            AttackFigure(
                name, "cell", "advantage_eps0.66", advantage(epsilon), baseline: 0, n: 1),
            AttackFigure(
                name, "cell", "epsilon_lower_bound", audit.lowerBound(), baseline: 0,
                control: EpsilonAudit(claimed: epsilon, scale: 1e6, seed: seed).lowerBound(),
                n: audit.draws),
            AttackFigure(
                name, "user-week", "accuracy_32_cells",
                accuracy(cells: 32, epsilon: epsilon, seed: seed), baseline: 0.5,
                n: 200_000),
        ]
        guard let median = medianEstimate(sorted: flows) else { return figures }
        figures.append(
            AttackFigure(
                name, grid.name, "cells_per_user_week_median", median.value, ci: median.ci,
                n: flows.count))
        figures.append(
            AttackFigure(
                name, grid.name, "epsilon_per_user_week_median", median.value * epsilon,
                ci: median.ci.map { $0 * epsilon }, n: flows.count))
        figures.append(
            AttackFigure(
                name, grid.name, "accuracy_median_user_week",
                accuracy(cells: max(1, Int(median.value)), epsilon: epsilon, seed: seed),
                baseline: 0.5, n: 200_000))
        return figures
    }
}

extension RandomPurpose {
    static let auditNoise = RandomPurpose(522)
    static let auditPerson = RandomPurpose(523)
}
