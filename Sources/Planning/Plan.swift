// A plan: from a prior, settings and facts to everything that the report shows.

import Base
import Checks

/// What a plan is made of.
package struct PlanInputs: Sendable {
    /// The scenario's name and description.
    package var name: String
    /// See `name`.
    package var about = ""
    /// The prior that figures are of.
    package var prior: PlanPrior
    /// Other priors, shown beside it and never mixed with it.
    package var others: [PlanPrior] = []
    /// How to compute.
    package var settings: PlanSettings
    /// What a run measured.
    package var facts: PlanFacts?
    /// Branchings of the scenario tree.
    package var tree: [PlanBranching] = []
    /// Shocks to consent.
    package var shock = PlanShockOptions()
    /// Reverse questions.
    package var questions: [(goal: PlanGoal, wanted: Double, lever: PlanLever)] = []
    /// Whether the ledger has a line a month.
    package var isMonthly = false

    /// The inputs without what is optional.
    package init(name: String, prior: PlanPrior, settings: PlanSettings) {
        self.name = name
        self.prior = prior
        self.settings = settings
    }

    /// The facts at their estimates; nothing measured without facts.
    package var centre: MeasuredFacts { facts?.estimates.centre ?? MeasuredFacts() }

    /// The model.
    package var model: PlanModel { PlanModel(markets: prior.marketModes, settings: settings) }
}

/// What another prior says of the target year.
package struct PlanOutlook: Sendable {
    /// The prior.
    package var prior: PlanPrior
    /// Revenue and connected vehicles of the target year.
    package var revenue: PlanBand
    /// See `revenue`.
    package var connected: PlanBand
    /// Revenue a connected vehicle, EUR.
    package var perVehicle: PlanBand
}

/// All results of a plan.
package struct Plan: Sendable {
    /// What it was made of.
    package let inputs: PlanInputs
    /// The draws of parameters and of results.
    package let sample: PlanSample
    /// See `sample`.
    package let draws: PlanDraws
    /// Every year at the modes.
    package let modes: [PlanYear]
    /// The book.
    package let ledger: PlanLedger
    /// Drivers, widest first.
    package let tornado: [TornadoBar]
    /// Sobol indices of the target year's revenue.
    package let sobol: SobolAnalysis?
    /// Rank correlations with it, strongest first.
    package let ranks: [(key: PlanKey, rho: Double)]
    /// How the median settled.
    package let convergence: [PlanConvergence]
    /// Privacy against revenue.
    package let frontier: PlanFrontier
    /// Leaves of the tree.
    package let leaves: [PlanLeaf]
    /// Consent shocks.
    package let shock: PlanShock
    /// Backtests.
    package let backtests: [PlanBacktest]
    /// Answers to the questions.
    package let answers: [PlanAnswer]
    /// This prior and the others, side by side.
    package let outlooks: [PlanOutlook]
    /// Share of the variance of revenue that comes from the run's sampling error; nil without one.
    package let simulationErrorShare: Double?

    /// Computes a plan.
    package init(_ inputs: PlanInputs) {
        self.inputs = inputs
        let settings = inputs.settings
        let prior = inputs.prior
        let model = inputs.model
        let centre = inputs.centre
        let sample = PlanSample(prior, settings)
        let facts = Self.factsOfDraws(inputs, sample)
        self.sample = sample
        draws = PlanDraws(model, sample, facts: facts)
        modes = settings.years.map { PlanYear(model.year(prior.modes, centre, $0)) }
        ledger = PlanLedger(prior, model, inputs.facts, monthly: inputs.isMonthly)
        tornado = PlanSensitivity.tornado(prior, model, centre)
        sobol =
            settings.sobolBase > 0 && !prior.uncertain.isEmpty
            ? PlanSensitivity.sobol(prior, model, centre, ofContribution: false) : nil
        let revenue = draws.values(.revenue, settings.targetYear)
        ranks = PlanSensitivity.rankCorrelations(sample, revenue, threads: settings.threads)
            .sorted { (abs($1.rho), $0.key.rawValue) < (abs($0.rho), $1.key.rawValue) }
        convergence = PlanConvergence.table(revenue)
        frontier = PlanFrontier(prior, settings, centre)
        leaves = PlanLeaf.leaves(inputs.tree, prior, model, centre)
        shock = PlanShock(inputs.shock, model, sample, facts: facts)
        backtests = PlanBacktest.all(prior, settings)
        answers = inputs.questions.map {
            PlanAnswer($0.goal, $0.wanted, by: $0.lever, prior, model, centre)
        }
        let connected = draws.values(.connected, settings.targetYear)
        outlooks =
            [Self.outlook(prior, revenue, connected)]
            + inputs.others.map { Self.outlook($0, inputs) }
        simulationErrorShare = Self.errorShare(inputs, sample, model)
    }

    /// What a run measured, for every draw: its sampling error is drawn beside the parameters.
    static func factsOfDraws(
        _ inputs: PlanInputs, _ sample: PlanSample
    ) -> @Sendable (Int) -> MeasuredFacts {
        guard let estimates = inputs.facts?.estimates else {
            let nothing = MeasuredFacts()
            return { _ in nothing }
        }
        let mode = max(inputs.prior[.consentMobility].mode, 1e-9)
        let seed = inputs.settings.seed
        return { draw in
            let relative = sample.row(draw)[PlanKey.consentMobility.rawValue] / mode
            return estimates.draw(draw, seed, relativeConsent: relative)
        }
    }

    private static func outlook(_ prior: PlanPrior, _ inputs: PlanInputs) -> PlanOutlook {
        var settings = inputs.settings
        settings.firstYear = settings.targetYear
        settings.lastYear = settings.targetYear
        settings.draws = min(4096, settings.draws)
        let model = PlanModel(markets: prior.marketModes, settings: settings)
        let sample = PlanSample(prior, settings)
        var own = inputs
        own.prior = prior
        let draws = PlanDraws(model, sample, facts: factsOfDraws(own, sample))
        let revenue = draws.values(.revenue, settings.targetYear)
        return outlook(prior, revenue, draws.values(.connected, settings.targetYear))
    }

    private static func outlook(
        _ prior: PlanPrior, _ revenue: [Double], _ connected: [Double]
    ) -> PlanOutlook {
        PlanOutlook(
            prior: prior, revenue: PlanBand(revenue), connected: PlanBand(connected),
            perVehicle: PlanBand(zip(revenue, connected).map { $0 / max(1, $1) }))
    }

    /// Two-dimensional Monte Carlo: 256 draws of parameters, in each eight of the sampling error.
    private static func errorShare(
        _ inputs: PlanInputs, _ sample: PlanSample, _ model: PlanModel
    ) -> Double? {
        guard let estimates = inputs.facts?.estimates, estimates.isUncertain else { return nil }
        let (outer, inner) = (min(256, sample.draws), 8)
        let mode = max(inputs.prior[.consentMobility].mode, 1e-9)
        var (within, means) = (0.0, [Double]())
        for draw in 0..<outer {
            let relative = sample.row(draw)[PlanKey.consentMobility.rawValue] / mode
            let values = (0..<inner).map { replicate in
                model.outcome(
                    sample.row(draw),
                    estimates.draw(
                        draw, inputs.settings.seed, relativeConsent: relative,
                        replicate: UInt32(replicate + 1)), ofContribution: false)
            }
            let band = PlanBand(values)
            within += band.deviation * band.deviation / Double(outer)
            means.append(band.mean)
        }
        let between = PlanBand(means).deviation
        // Means of eight still carry an eighth of the variance within.
        let parameters = max(0, between * between - within / Double(inner))
        return within + parameters > 0 ? within / (within + parameters) : 0
    }

    /// Names of the parameters that matter most: by total Sobol index, else by the tornado.
    package var drivers: [PlanKey] {
        if let sobol {
            return sobol.indices.sorted { ($1.total, $0.name) < ($0.total, $1.name) }
                .prefix(3).compactMap { PlanKey(name: $0.name) }
        }
        return tornado.prefix(3).map(\.key)
    }

    /// The weakest evidence grade of the main drivers.
    package var weakestGrade: String {
        drivers.map { inputs.prior[$0].grade }.max { PlanRow.rank($0) < PlanRow.rank($1) } ?? "X"
    }

    /// "evidence X: weakest of p_fleet [B], fleet_adopt [D], fleet_share [X]".
    package var evidence: String {
        guard !drivers.isEmpty else { return "evidence: nothing varies" }
        let list = drivers.map { "\($0.name) [\(inputs.prior[$0].grade)]" }
        return "evidence \(weakestGrade), the weakest of \(list.joined(separator: ", "))"
    }

    /// The target year at the modes.
    package var target: PlanYear { modes[inputs.settings.targetYear - inputs.settings.firstYear] }
}
