// Questions beside the headline: privacy against revenue, model forms, shocks.

import Base
import Checks

/// A point of the frontier between privacy and revenue, at the modes.
package struct FrontierPoint: Sendable {
    /// Vehicles that a cell needs; from `epsilon` where that asks for more.
    package var minimum: Int
    /// Budget of a cell; `nil` for none.
    package var epsilon: Double?
    /// Length of a real-time cell, hours.
    package var cellHours: Double
    /// Penetration of all makers that pool, over our own.
    package var pooling: Double
    /// Revenue by product, EUR.
    package var revenue: [Double]
    /// Whether no other point has both more privacy and more revenue at the same pooling.
    package var isEfficient = false

    /// All products.
    package var total: Double { revenue.reduce(0, +) }

    /// Bound on a membership attack on a cell; 1 without a budget.
    package var attack: Double { epsilon.map { PlanMath.membershipBound(epsilon: $0) } ?? 1 }
}

/// Privacy against revenue.
package struct PlanFrontier: Sendable {
    /// k alone, then ε alone, at the scenario's cells and no pooling.
    package var byK: [FrontierPoint]
    /// See `byK`.
    package var byEpsilon: [FrontierPoint]
    /// Every combination of k, ε, cell and pooling.
    package var all: [FrontierPoint]

    /// Thresholds and budgets that are tried.
    package static let ks = [1, 3, 5, 10, 20, 50, 100]
    /// See `ks`.
    package static let epsilons = [10, 3, 1, 0.3, 0.1]

    /// Sweeps the privacy treatment.
    package init(_ prior: PlanPrior, _ settings: PlanSettings, _ facts: MeasuredFacts) {
        func point(_ k: Int, _ epsilon: Double?, _ cell: Double, _ pooling: Double)
            -> FrontierPoint
        {
            var asked = settings
            asked.k = Double(k)
            asked.epsilon = epsilon
            asked.cellHours = cell
            asked.pooling = pooling
            let model = PlanModel(markets: prior.marketModes, settings: asked)
            let year = PlanYear(model.year(prior.modes, facts, settings.targetYear))
            let needed = epsilon.map {
                Int(PlanMath.minimumCount(epsilon: $0, tau: settings.tau, eta: settings.eta))
            }
            return FrontierPoint(
                minimum: max(k, needed ?? 0), epsilon: epsilon, cellHours: cell, pooling: pooling,
                revenue: PlanProduct.allCases.map { year.revenue($0) })
        }
        byK = Self.ks.map { point($0, nil, settings.cellHours, settings.pooling) }
        byEpsilon = Self.epsilons.map { point(1, $0, settings.cellHours, settings.pooling) }
        var all: [FrontierPoint] = []
        for k in Self.ks {
            for epsilon in [nil] + Self.epsilons.map(Optional.some) {
                for cell in [1.0 / 12, 0.25, 1] {
                    for pooling in [1.0, 3, 5, 10] { all.append(point(k, epsilon, cell, pooling)) }
                }
            }
        }
        for index in all.indices {
            let here = all[index]
            all[index].isEfficient = !all.contains { other in
                other.pooling == here.pooling && other.minimum >= here.minimum
                    && other.attack <= here.attack && other.total >= here.total
                    && (other.minimum > here.minimum || other.attack < here.attack
                        || other.total > here.total)
            }
        }
        self.all = all
    }

    /// What one more vehicle a cell costs, EUR a year, by product, from the nearest thresholds.
    package func shadowPrice(_ product: PlanProduct, atK k: Int) -> Double {
        guard let above = byK.firstIndex(where: { $0.minimum > k }), above > 0 else { return 0 }
        let (a, b) = (byK[above - 1], byK[above])
        return (b.revenue[product.rawValue] - a.revenue[product.rawValue])
            / Double(b.minimum - a.minimum)
    }
}

/// A branching of the scenario tree.
package struct PlanBranching: Sendable {
    /// Such as `consent`.
    package var name: String
    /// Name, probability and parameters (name, value) of each branch.
    package var branches: [(name: String, probability: Double, set: [(PlanKey, Double)])]

    /// A branching.
    package init(
        name: String, branches: [(name: String, probability: Double, set: [(PlanKey, Double)])]
    ) {
        self.name = name
        self.branches = branches
    }
}

/// A leaf of the scenario tree.
package struct PlanLeaf: Sendable {
    /// Names of its branches.
    package var path: [String]
    /// Product of their probabilities.
    package var probability: Double
    /// Revenue of the target year at the modes, EUR.
    package var revenue: Double

    /// All leaves; probabilities sum to one.
    package static func leaves(
        _ tree: [PlanBranching], _ prior: PlanPrior, _ model: PlanModel, _ facts: MeasuredFacts
    ) -> [PlanLeaf] {
        var leaves = [(path: [String](), probability: 1.0, values: prior.modes)]
        for branching in tree {
            leaves = leaves.flatMap { leaf in
                branching.branches.map { branch in
                    var values = leaf.values
                    for (key, value) in branch.set { values[key.rawValue] = value }
                    return (
                        leaf.path + [branch.name], leaf.probability * branch.probability, values
                    )
                }
            }
        }
        return leaves.map {
            PlanLeaf(
                path: $0.path, probability: $0.probability,
                revenue: model.revenue($0.values, facts))
        }
    }
}

/// A shock to consent: a chance a year, a loss of a share of all consents, recovery a year.
package struct PlanShockOptions: Hashable, Sendable {
    /// Chance a year.
    package var chance = 0.10
    /// Share of consents lost.
    package var loss = 0.35
    /// Share of the loss that comes back in a year.
    package var recovery = 0.0

    /// The defaults: the study's [X] and the fall of location consent after 2018 [B].
    package init() {}
}

/// What shocks may cost.
package struct PlanShock: Sendable {
    /// Median revenue without shocks, EUR.
    package var median: Double
    /// What shocks take from a draw, EUR: the mean, and what 5 % of the draws exceed.
    package var expectedLoss: Double
    /// See `expectedLoss`.
    package var valueAtRisk: Double
    /// Average share of consent left.
    package var kept: Double
    /// Share of draws with at least one shock.
    package var share: Double

    /// Runs draws with shocks from the first year to the target year.
    package init(
        _ options: PlanShockOptions, _ model: PlanModel, _ sample: PlanSample,
        facts: @Sendable @escaping (Int) -> MeasuredFacts
    ) {
        let settings = model.settings
        let draws = min(2048, sample.draws)
        let columns = SharedColumns(3 * draws)
        let years = max(1, settings.targetYear - 2024)
        inParallel((draws + 63) / 64, threads: settings.threads) { piece in
            let values = UnsafeMutablePointer<Double>.allocate(capacity: PlanKey.count)
            defer { values.deallocate() }
            for draw in piece * 64..<min(draws, (piece + 1) * 64) {
                let row = sample.row(draw)
                for index in 0..<PlanKey.count { values[index] = row[index] }
                let kept = Self.kept(options, years, settings.seed, draw)
                let measured = facts(draw)
                columns.start[draw] = model.outcome(values, measured, ofContribution: false)
                values[PlanKey.scaleConsent.rawValue] *= kept
                columns.start[draws + draw] =
                    model.outcome(values, measured, ofContribution: false)
                columns.start[2 * draws + draw] = kept
            }
        }
        func column(_ index: Int) -> [Double] {
            Array(UnsafeBufferPointer(start: columns.start + index * draws, count: draws))
        }
        median = quantile(column(0).sorted(), 0.5)
        // Draw by draw, so that only the shock differs.
        let losses = zip(column(0), column(1)).map { $0 - $1 }.sorted()
        expectedLoss = losses.reduce(0, +) / Double(draws)
        valueAtRisk = quantile(losses, 0.95)
        let left = column(2)
        kept = left.reduce(0, +) / Double(draws)
        share = Double(left.count { $0 < 1 }) / Double(draws)
    }

    /// Share of consent left after some years of chance.
    static func kept(_ options: PlanShockOptions, _ years: Int, _ seed: UInt64, _ draw: Int)
        -> Double
    {
        var stream = RandomStream(
            seed: seed, purpose: .planShock, entity: RandomEntity(UInt64(draw)))
        var kept = 1.0
        for _ in 0..<years {
            kept += (1 - kept) * options.recovery
            if stream.bernoulli(options.chance) { kept *= 1 - options.loss }
        }
        return kept
    }
}
