// The figures of a plan as KPIs: value, interval, definition, grade of the evidence behind it.

import Base
import Checks

extension Plan {
    /// All KPIs: `kpis.json`.
    package var kpis: [KPI] {
        headline + stocks + privacyKPIs + moneyKPIs + tables + qualityKPIs + answerKPIs
    }

    private var year: Int { inputs.settings.targetYear }

    private var basis: String {
        let facts = inputs.facts.map { "facts \($0.hash)" } ?? "no run: ratios are assumed"
        return "prior \(inputs.prior.name), \(year), \(facts); \(evidence)"
    }

    /// The median with P10 and P90.
    private func drawn(_ id: String, _ band: PlanBand, _ unit: String, _ what: String) -> KPI {
        KPI(
            id, band.p50, unit: unit, ci: [band.p10, band.p90],
            method: "P50 of \(draws.draws) draws, interval P10 to P90: \(what) [\(basis)]",
            n: draws.draws, source: "scenarios/priors/\(inputs.prior.name).csv")
    }

    /// A figure at the modes.
    private func exact(
        _ id: String, _ value: Double?, _ unit: String, _ what: String, n: Int = 1
    ) -> KPI {
        KPI(
            id, value, unit: unit, method: "\(what) [\(basis)]", n: n,
            source: "scenarios/priors/\(inputs.prior.name).csv")
    }

    private func perDraw(_ a: PlanSeries, _ b: PlanSeries) -> PlanBand {
        PlanBand(
            zip(draws.values(a, year), draws.values(b, year)).map { $0 / max(1, $1) })
    }

    private var headline: [KPI] {
        let settings = inputs.settings
        let revenue = draws.values(.revenue, year)
        var total = drawn(
            "revenue.total_eur", PlanBand(revenue), "EUR/year", "revenue net of credits")
        total.baseline = settings.targetEUR
        let contribution = draws.values(.contribution, year)
        let positive = Double(contribution.count { $0 > 0 }) / Double(max(1, contribution.count))
        let perVehicle = perDraw(.revenue, .connected)
        let wanted = settings.targetEUR / settings.targetVehicles
        return [
            total,
            exact(
                "revenue.ledger_eur", Double(ledger.totalCents) / 100, "EUR/year",
                "sum of ledger.csv of the year: every parameter at its mode, in cents",
                n: ledger.targetLines.count),
            drawn(
                "revenue.contribution_eur", draws.band(.contribution, year), "EUR/year",
                "revenue minus fully allocated cost"),
            drawn("revenue.cost_eur", draws.band(.cost, year), "EUR/year", "fully allocated cost"),
            exact(
                "revenue.probability_positive", positive, "share",
                "draws with a contribution above zero", n: draws.draws),
            drawn(
                "revenue.per_vehicle_eur", perVehicle, "EUR/vehicle-year",
                "revenue a connected vehicle"),
            drawn(
                "revenue.per_active_eur", perDraw(.revenue, .active), "EUR/vehicle-year",
                "revenue an active vehicle"),
            drawn(
                "revenue.gap_to_target", PlanBand(revenue.map { settings.targetEUR - $0 }),
                "EUR/year", "target minus revenue; the target is the group's software revenue"),
            drawn(
                "revenue.share_of_target", PlanBand(revenue.map { $0 / settings.targetEUR }),
                "share", "revenue over target"),
            exact(
                "revenue.implied_arpu_gap", wanted / max(1e-9, perVehicle.p50), "times",
                "target a vehicle (\(planNumber(wanted)) EUR) over revenue a connected vehicle"),
            exact(
                "revenue.at_risk_eur", Double(ledger.atRiskCents) / 100, "EUR/year",
                inputs.facts == nil
                    ? "lines without consent at the time of collection: the model books none"
                    : "booked on usage without consent when it was collected, by the run's facts"),
        ]
    }

    private var stocks: [KPI] {
        let kept = 1 - inputs.prior[.consentShock].mode
        let activation = perDraw(.active, .connected)
        let months = target.active * (inputs.centre.uptime ?? inputs.prior[.availability].mode) * 12
        var kpis = [
            drawn(
                "revenue.connected", draws.band(.connected, year), "vehicles",
                inputs.settings.windowYears.map { "within \(planNumber($0)) years of support" }
                    ?? "within the drawn years of support (8 to 12)"),
            drawn(
                "revenue.monetisable", draws.band(.monetisable, year), "vehicles",
                "connected vehicles of the first five years, the maker's own wording"),
            drawn("revenue.active", draws.band(.active, year), "vehicles", "data arrive"),
            drawn("revenue.activation_rate", activation, "share", "active over connected"),
            exact(
                "revenue.sellable_vehicle_months", months, "vehicle-months",
                "active × availability × 12, at the modes"),
        ]
        for (name, key) in [
            ("mobility", PlanKey.consentMobility), ("technical", .consentTechnical),
            ("charging", .consentCharging), ("research", .consentResearch),
        ] {
            let measured = name == "mobility" ? inputs.centre.consentMobility : nil
            kpis.append(
                exact(
                    "revenue.consent.\(name)", (measured ?? inputs.prior[key].mode) * kept,
                    "share", "\(measured == nil ? "assumed" : "measured"), after shocks"))
        }
        return kpis
    }

    private var privacyKPIs: [KPI] {
        let k = Int(inputs.settings.k ?? inputs.prior[.k].mode)
        let free = frontier.byK.first { $0.minimum == 1 }
        var kpis: [KPI] = []
        for product in [PlanProduct.trafficFeed, .speedProfiles, .roadCondition, .odMatrix] {
            let open = free?.revenue[product.rawValue] ?? 0
            let now = target.revenue(product)
            kpis.append(
                exact(
                    "revenue.suppression_loss.\(product.id)",
                    open > 0 ? max(0, 1 - now / open) : nil, "share",
                    "1 − revenue over revenue at k = 1, at the modes"))
            kpis.append(
                exact(
                    "revenue.shadow_price_k.\(product.id)",
                    frontier.shadowPrice(product, atK: k), "EUR/year per vehicle of k",
                    "slope of the frontier above k = \(k)"))
        }
        let total = free?.total ?? 0
        kpis.append(
            exact(
                "revenue.suppression_loss.total",
                total > 0 ? max(0, 1 - target.total / total) : nil, "share",
                "1 − revenue over revenue at k = 1, at the modes"))
        kpis.append(
            exact(
                "revenue.consent_shock_var_eur", shock.valueAtRisk, "EUR/year",
                "what consent shocks (\(planPercent(inputs.shock.chance)) a year, "
                    + "\(planPercent(inputs.shock.loss)) lost) take from 5 % of the draws or more"))
        return kpis
    }

    private var moneyKPIs: [KPI] {
        let settings = inputs.settings
        let model = inputs.model
        func total(_ key: PlanKey, _ value: Double) -> Double {
            var values = inputs.prior.modes
            values[key.rawValue] = value
            return model.revenue(values, inputs.centre)
        }
        let products = PlanProduct.allCases.map { target.revenue($0) }
        let sum = max(1, target.total)
        let hhi = products.reduce(0) { $0 + $1 / sum * $1 / sum }
        let gigabytes =
            target.active * (inputs.centre.megabytes ?? inputs.prior[.megabytes].mode) * 12 / 1000
        let variable = target.cost - inputs.prior[.fixedMillions].mode * 1e6
        let months = max(1, target.active * 12)
        let even = PlanAnswer(
            .contribution, 0, by: .parc, inputs.prior, model, inputs.centre)
        let nominal = Math.pow(1 + settings.inflation, Double(settings.targetYear - 2025))
        return [
            exact(
                "revenue.data_act_effect", total(.dataActShare, 0) / sum - 1, "share",
                "revenue without any price capped by the EU Data Act, over revenue, minus 1"),
            exact(
                "revenue.cost_to_serve", variable / months, "EUR/vehicle-month",
                "cost without the fixed part, an active vehicle-month"),
            exact("revenue.bytes_per_eur", gigabytes / sum, "GB/EUR", "telemetry over revenue"),
            exact("revenue.concentration_hhi", hhi, "share", "Σ of squared shares of products"),
            exact(
                "revenue.largest_product", (products.max() ?? 0) / sum, "share",
                "largest share of a product"),
            exact(
                "revenue.break_even_vehicles", even.answer == nil ? nil : even.connected,
                "vehicles",
                even.answer == nil
                    ? "no parc breaks even: a vehicle costs more than it brings"
                    : "connected vehicles at which contribution is zero"),
            exact(
                "revenue.total_nominal_eur", draws.band(.revenue, year).p50 * nominal, "EUR/year",
                "P50 in money of \(year) at \(planPercent(settings.inflation)) inflation; all "
                    + "other figures are in money of 2025"),
            drawn(
                "revenue.npv_eur", draws.presentValue, "EUR",
                "contributions of \(settings.firstYear) to \(settings.lastYear), discounted at "
                    + "\(planPercent(settings.discountRate)) real"),
        ]
    }

    private var tables: [KPI] {
        PlanProduct.allCases.map {
            drawn("revenue.\($0.id)_eur", draws.band($0), "EUR/year", "the product's revenue")
        }
            + (0..<PlanMarket.count).map {
                drawn(
                    "revenue.market.\(PlanMarket.names[$0])_eur", draws.band(market: $0),
                    "EUR/year", "the market's revenue")
            }
    }

    private var qualityKPIs: [KPI] {
        let known = sobol.map { analysis in
            analysis.indices.reduce(0) { sum, index in
                guard let key = PlanKey(name: index.name),
                    ["F", "A", "B"].contains(inputs.prior[key].grade)
                else { return sum }
                return sum + max(0, index.first)
            }
        }
        let last = convergence.last
        return [
            exact(
                "revenue.evidence_coverage", known, "share",
                "variance of revenue carried alone by parameters of grade A or B (first-order)"),
            exact(
                "revenue.simulation_error_share", simulationErrorShare, "share",
                simulationErrorShare == nil
                    ? "not applicable: no run, or its facts carry no sampling error"
                    : "variance from the run's sampling error, of all (two-dimensional draws)"),
            exact(
                "revenue.convergence", last?.relativeHalfWidth, "share",
                "half of the 95 % interval of the median, of the median; stop at 2 %",
                n: draws.draws),
            exact(
                "revenue.copula_repair", sample.copula.repair, "correlation",
                "largest change that made the correlations a correlation matrix"),
            exact(
                "revenue.backtests_passed", Double(backtests.count(where: \.isPassed)), "tests",
                "of \(backtests.count); consistency checks are labelled in the report",
                n: backtests.count),
            exact(
                "revenue.sobol_warnings", Double(sobol?.warnings.count ?? 0), "warnings",
                sobol.map { $0.warnings.joined(separator: "; ") } ?? "not computed"),
        ]
    }

    private var answerKPIs: [KPI] {
        answers.map { answer in
            KPI(
                "revenue.solve.\(answer.lever.rawValue)", answer.answer, unit: answer.lever.unit,
                method: answer.answer == nil
                    ? "\(answer.goal.rawValue) = \(planNumber(answer.wanted)) is out of reach: "
                        + "\(answer.lever.rawValue) alone reaches \(planNumber(answer.reached))"
                    : "what \(answer.lever.rawValue) must be for \(answer.goal.rawValue) = "
                        + "\(planNumber(answer.wanted)), at the modes, with "
                        + "\(planNumber(answer.connected)) connected vehicles", n: 1,
                baseline: answer.goal == .total ? answer.today : nil)
        }
    }
}

/// A number for people: three to four digits, "million" and "billion" spelled short.
package func planNumber(_ value: Double) -> String {
    let size = abs(value)
    let (scaled, word) =
        size >= 1e9 ? (value / 1e9, " bn") : size >= 1e6 ? (value / 1e6, " M") : (value, "")
    return humanNumber(scaled, unit: "") + word
}

/// A share for people.
package func planPercent(_ value: Double) -> String { humanNumber(value, unit: "share") }
