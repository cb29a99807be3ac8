// `tables.json`: what the report draws, for other programs: bands by year, product × market,
// drivers, frontier, tree, backtests, answers, convergence.

import Base
import Checks
import Planning

/// The tables of a plan as JSON text, keys in a fixed order.
struct PlanTables {
    private let plan: Plan

    init(_ plan: Plan) { self.plan = plan }

    var json: String {
        let parts = [
            ("years", years), ("products", products), ("tornado", tornado), ("sobol", sobol),
            ("rank_correlations", ranks), ("frontier", frontier), ("tree", tree),
            ("backtests", backtests), ("solve", answers), ("priors", priors),
            ("convergence", convergence),
        ]
        return "{\n" + parts.map { "  \(jsonString($0.0)): \($0.1)" }.joined(separator: ",\n")
            + "\n}\n"
    }

    private func list(_ rows: [String]) -> String {
        rows.isEmpty ? "[]" : "[\n    " + rows.joined(separator: ",\n    ") + "\n  ]"
    }

    private func object(_ fields: [(String, String)]) -> String {
        "{" + fields.map { "\(jsonString($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
    }

    private func band(_ band: PlanBand) -> [(String, String)] {
        [
            ("mean", numberText(band.mean)), ("sd", numberText(band.deviation)),
            ("p5", numberText(band.p5)), ("p10", numberText(band.p10)),
            ("p50", numberText(band.p50)), ("p90", numberText(band.p90)),
            ("p95", numberText(band.p95)),
        ]
    }

    private var years: String {
        var rows: [String] = []
        for year in plan.inputs.settings.years {
            for series in PlanSeries.allCases {
                let head = [("year", "\(year)"), ("series", jsonString(series.name))]
                rows.append(object(head + band(plan.draws.band(series, year))))
            }
        }
        return list(rows)
    }

    private var products: String {
        var rows: [String] = []
        for product in PlanProduct.allCases {
            for market in 0..<PlanMarket.count {
                let head = [
                    ("product", jsonString(product.id)),
                    ("market", jsonString(PlanMarket.names[market])),
                    ("units", numberText(plan.target.units(product, market))),
                    ("price_eur", numberText(plan.target.price(product, market))),
                ]
                rows.append(object(head + band(plan.draws.band(product, market: market))))
            }
        }
        return list(rows)
    }

    private var tornado: String {
        list(
            plan.tornado.map {
                object([
                    ("parameter", jsonString($0.key.name)), ("low_eur", numberText($0.low)),
                    ("high_eur", numberText($0.high)),
                    ("grade", jsonString(plan.inputs.prior[$0.key].grade)),
                    ("source", jsonString(plan.inputs.prior[$0.key].source)),
                ])
            })
    }

    private var sobol: String {
        guard let sobol = plan.sobol else { return "null" }
        func interval(_ values: [Double]) -> String {
            "[" + values.map(numberText).joined(separator: ", ") + "]"
        }
        let indices = sobol.indices.map {
            object([
                ("parameter", jsonString($0.name)), ("s1", numberText($0.first)),
                ("s1_ci", interval($0.firstInterval)), ("st", numberText($0.total)),
                ("st_ci", interval($0.totalInterval)),
            ])
        }
        return object([
            ("evaluations", "\(sobol.evaluations)"), ("variance", numberText(sobol.variance)),
            ("warnings", "[" + sobol.warnings.map(jsonString).joined(separator: ", ") + "]"),
            ("indices", list(indices)),
        ])
    }

    private var ranks: String {
        list(
            plan.ranks.map {
                object([
                    ("parameter", jsonString($0.key.name)), ("spearman", numberText($0.rho)),
                ])
            })
    }

    private var frontier: String {
        list(
            plan.frontier.all.map { point in
                var fields = [
                    ("n_min", "\(point.minimum)"),
                    ("epsilon", point.epsilon.map(numberText) ?? "null"),
                    ("cell_hours", numberText(point.cellHours)),
                    ("pooling", numberText(point.pooling)),
                    ("attack_bound", numberText(point.attack)),
                    ("total_eur", numberText(point.total)),
                    ("efficient", point.isEfficient ? "true" : "false"),
                ]
                for product in PlanProduct.allCases {
                    fields.append((product.id, numberText(point.revenue[product.rawValue])))
                }
                return object(fields)
            })
    }

    private var tree: String {
        list(
            plan.leaves.map {
                object([
                    ("path", "[" + $0.path.map(jsonString).joined(separator: ", ") + "]"),
                    ("probability", numberText($0.probability)),
                    ("revenue_eur", numberText($0.revenue)),
                ])
            })
    }

    private var backtests: String {
        list(
            plan.backtests.map {
                object([
                    ("id", jsonString($0.id)), ("what", jsonString($0.what)),
                    ("model", numberText($0.model)), ("low", numberText($0.low)),
                    ("high", numberText($0.high)), ("unit", jsonString($0.unit)),
                    ("least", numberText($0.band.lowerBound)),
                    ("most", numberText($0.band.upperBound)),
                    ("kind", jsonString($0.kind.rawValue)),
                    ("passed", $0.isPassed ? "true" : "false"),
                    ("source", jsonString($0.source)),
                ])
            })
    }

    private var answers: String {
        list(
            plan.answers.map {
                object([
                    ("goal", jsonString($0.goal.rawValue)), ("wanted", numberText($0.wanted)),
                    ("by", jsonString($0.lever.rawValue)),
                    ("answer", $0.answer.map(numberText) ?? "null"),
                    ("unit", jsonString($0.lever.unit)), ("reached", numberText($0.reached)),
                    ("connected", numberText($0.connected)), ("active", numberText($0.active)),
                ])
            })
    }

    private var priors: String {
        list(
            plan.outlooks.map {
                object(
                    [("prior", jsonString($0.prior.name)), ("about", jsonString($0.prior.about))]
                        + band($0.revenue))
            })
    }

    private var convergence: String {
        list(
            plan.convergence.map {
                object([
                    ("draws", "\($0.draws)"), ("median", numberText($0.median)),
                    ("low", numberText($0.low)), ("high", numberText($0.high)),
                    ("relative_half_width", numberText($0.relativeHalfWidth)),
                ])
            })
    }
}
