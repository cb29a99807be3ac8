// Backtests: what the model says of years and deals that are known. Where a figure also set a
// range it is a check of consistency, not a test.

import Base
import Checks

/// A comparison with something observed.
package struct PlanBacktest: Sendable {
    /// How much a comparison proves.
    package enum Kind: String, Sendable {
        /// The figure helped to set a range.
        case consistency
        /// The figure was not used.
        case holdout
    }

    /// Short name, in KPI ids.
    package var id: String
    /// What is compared.
    package var what: String
    /// The model's figure.
    package var model: Double
    /// The observed range.
    package var low: Double
    /// See `low`.
    package var high: Double
    /// Unit of all three.
    package var unit: String
    /// How far outside the range the model may lie: `low` × (1 − below) to `high` × (1 + above).
    package var below: Double
    /// See `below`.
    package var above: Double
    /// See `Kind`.
    package var kind: Kind
    /// Where the observation comes from.
    package var source: String

    /// What the model must lie between.
    package var band: ClosedRange<Double> { low * (1 - below)...high * (1 + above) }

    /// Whether it does.
    package var isPassed: Bool { band.contains(model) }

    /// All backtests of a prior, at its modes.
    package static func all(_ prior: PlanPrior, _ settings: PlanSettings) -> [PlanBacktest] {
        var past = settings
        past.firstYear = 2021
        past.windowYears = 10
        let model = PlanModel(markets: prior.marketModes, settings: past)
        let state = { (year: Int) in
            PlanYear(model.year(prior.modes, MeasuredFacts(), year))
        }
        return parc(state) + deals(prior, state(settings.targetYear))
    }

    private static func parc(_ state: (Int) -> PlanYear) -> [PlanBacktest] {
        func test(
            _ id: String, _ what: String, _ value: Double, _ low: Double, _ high: Double,
            _ kind: Kind, _ source: String
        ) -> PlanBacktest {
            PlanBacktest(
                id: id, what: what, model: value / 1e6, low: low, high: high, unit: "million",
                below: 0.2, above: 0.2, kind: kind, source: source)
        }
        let end2023 = state(2023)
        return [
            test(
                "parc_2021", "connected vehicles at the end of 2021, ten years' window",
                state(2021).connected, 12, 12, .consistency,
                "[B] 12 million (whichcar.com.au); fitment was calibrated to it"),
            test(
                "parc_2023", "connected vehicles at the end of 2023, ten years' window",
                end2023.connected, 13, 14, .consistency,
                "[B] 13 to 14 million in April 2024 (elespanol.com)"),
            test(
                "parc_2023_five_years", "the same, first five years of life",
                end2023.monetisable, 13, 14, .consistency,
                "[B] the same figure: it lies between the two definitions"),
            test(
                "parc_2026", "connected vehicles in 2026, ten years' window",
                state(2026).connected, 26, 26, .holdout,
                "[B] the maker's plan, 26 million (whichcar.com.au): a plan, not an observation"),
        ]
    }

    private static func deals(_ prior: PlanPrior, _ target: PlanYear) -> [PlanBacktest] {
        // A book of 12 million live vehicles at the prior's consent, licensees and price.
        let perMonth =
            prior[.consentMobility].mode * prior[.probeBuyers].mode
            * prior[.priceProbe].mode
        let wejo = 12 * perMonth * 12
        let scores = target.revenue(.ubiScore, 7) / max(1, target.connected(market: 7))
        let perYear = target.total / max(1, target.connected)
        return [
            PlanBacktest(
                id: "wejo", what: "probe data of 12 million vehicles", model: wejo, low: 7.7,
                high: 7.7, unit: "million EUR/year", below: 0.6, above: 1.5, kind: .consistency,
                source: "[B] Wejo's whole revenue of 2022, 8.4 million USD (researchpool); "
                    + "it set the price range"),
            PlanBacktest(
                id: "driving_scores", what: "driving scores a connected vehicle in North America",
                model: scores, low: 0.25, high: 0.56, unit: "EUR/vehicle-year", below: 0.9,
                above: 9,
                kind: .consistency,
                source: "[B] Honda and Hyundai to Verisk, 0.27 and 0.61 USD a vehicle (cbtnews)"),
            PlanBacktest(
                id: "gm_smart_driver", what: "all data sales a connected vehicle and year",
                model: perYear, low: 0.09, high: 0.92, unit: "EUR/vehicle-year", below: 0.5,
                above: 1,
                kind: .holdout,
                source: "[D] GM Smart Driver, under 1 USD a vehicle-year (glcnd.com)"),
            PlanBacktest(
                id: "capgemini_today", what: "all data sales a connected vehicle and year",
                model: perYear, low: 4.2, high: 4.2, unit: "EUR/vehicle-year", below: 0.8, above: 4,
                kind: .holdout, source: "[B] Capgemini's estimate of today, 0.35 EUR a month"),
        ]
    }
}

/// How well forecasts by quantiles met what came: for those who have observations.
package struct ForecastScore: Hashable, Sendable {
    /// Observations inside P10 to P90, and how many there were.
    package var hits: Int
    /// See `hits`.
    package var count: Int
    /// Mean CRPS of the draws, in the unit of the observations.
    package var crps: Double

    /// Scores forecasts, each a sample of draws, against what was observed.
    package init(_ forecasts: [[Double]], observed: [Double]) {
        count = observed.count
        hits = zip(forecasts, observed).count { draws, value in
            let sorted = draws.sorted()
            return value >= quantile(sorted, 0.1) && value <= quantile(sorted, 0.9)
        }
        let sum = zip(forecasts, observed).reduce(0) {
            $0 + PlanMath.ensembleCRPS($1.0, observed: $1.1, fair: true)
        }
        crps = count > 0 ? sum / Double(count) : 0
    }

    /// Whether the hits are what an 80 % interval would have.
    package var isCalibrated: Bool { PlanMath.hitRange(n: count, nominal: 0.8).contains(hits) }
}
