// Where the money comes from, what drives it, what privacy costs, what the target would need.

import Base
import Checks
import Foundation
import Planning

extension PlanReport {
    // MARK: From cars to euros

    var bridge: String {
        let target = plan.target
        let prior = plan.inputs.prior
        let centre = plan.inputs.centre
        let kept = 1 - prior[.consentShock].mode
        let mobility = (centre.consentMobility ?? prior[.consentMobility].mode) * kept
        let fleet = target.active * prior[.fleetShare].mode
        let steps: [(String, Double, String)] = [
            ("connected", target.connected, "in support, fitted with a device"),
            ("first five years", target.monetisable, "the maker's “monetisable”"),
            ("active", target.active, "reachable: free period, paying, or kept alive"),
            ("consent: mobility", target.active * mobility, "active × consent after shocks"),
            ("in managed fleets", fleet, "active × fleet share: sold by contract"),
            (
                "fleets that buy", fleet * prior[.fleetAdoption].mode,
                "× adoption: over half of the revenue"
            ),
        ]
        let most = steps.map(\.1).max() ?? 1
        let rows = steps.map { name, value, note in
            let width = Int(value / most * 100)
            return [
                Chart.escaped(name), planNumber(value),
                "<div style=\"background:var(--blue);height:12px;width:\(width)%\"></div>"
                    + "<small>\(Chart.escaped(note))</small>",
            ]
        }
        let products = PlanProduct.allCases.map {
            (product: $0, revenue: target.revenue($0), band: plan.draws.band($0))
        }.sorted { ($1.revenue, $0.product.rawValue) < ($0.revenue, $1.product.rawValue) }
        let largest = products.first?.revenue ?? 1
        let money = products.map { item in
            let width = Int(item.revenue / max(1, largest) * 100)
            return [
                "<code>\(item.product.id)</code>", planNumber(item.revenue),
                "\(planNumber(item.band.p10)) – \(planNumber(item.band.p90))",
                "<div style=\"background:var(--teal);height:12px;width:\(width * 12 / 10)px\"></div>",
            ]
        }
        return figure(
            "Vehicles, at the modes", "Measured by the run where one was given, else assumed.",
            table(["", "vehicles", ""], rows, numbers: [1]))
            + figure(
                "Euros a year, at the modes, and 80 % of the draws",
                "Safety messages (hazard-event) are free of charge by law and earn nothing.",
                table(["product", "EUR", "P10 – P90", ""], money, numbers: [1, 2]))
    }

    /// The ledger of the year, thousand EUR; sums are exact in cents before rounding.
    var matrix: String {
        let lines = plan.ledger.targetLines
        var cents: [String: Int64] = [:]
        for line in lines {
            cents["\(line.product)|\(line.market)", default: 0] += line.amountCents
        }
        let most = Double(cents.values.max() ?? 1)
        func cell(_ amount: Int64, _ isHeat: Bool) -> String {
            let share = isHeat ? (Double(amount) / max(1, most)).squareRoot() * 0.55 : 0
            return
                "<td class=\"heat\" style=\"background:rgba(0,114,178,\(String(format: "%.2f", share)))\">"
                + "\(grouped(Double(amount) / 1e5))</td>"
        }
        var rows = ""
        for product in PlanProduct.allCases {
            var sum: Int64 = 0
            rows += "<tr><td><code>\(product.id)</code></td>"
            for market in PlanMarket.names {
                let amount = cents["\(product.id)|\(market)"] ?? 0
                sum += amount
                rows += cell(amount, true)
            }
            rows += cell(sum, false) + "</tr>"
        }
        rows += "<tr class=\"sum\"><td>all</td>"
        for market in PlanMarket.names {
            let sum = lines.reduce(Int64(0)) { $0 + ($1.market == market ? $1.amountCents : 0) }
            rows += cell(sum, false)
        }
        rows += cell(lines.totalCents, false) + "</tr>"
        let head = (["product"] + PlanMarket.names + ["all"]).map { "<th>\($0)</th>" }.joined()
        return "<div class=\"scroll\"><table><thead><tr>\(head)</tr></thead><tbody>\(rows)</tbody>"
            + "</table></div><p class=\"lead\">Every parameter at its mode; the lines stand in "
            + "<code>ledger.csv</code> in cents, and their sums over products and over markets are "
            + "the total, exactly: \(grouped(Double(lines.totalCents) / 100, 2)) EUR. The median "
            + "of the draws is higher, because prices and adoption can rise further than fall.</p>"
    }

    private func grouped(_ value: Double, _ digits: Int = 0) -> String {
        let text = String(format: "%.\(digits)f", abs(value))
        let parts = text.split(separator: ".")
        var whole = String(parts[0])
        var out = ""
        while whole.count > 3 {
            out = "\u{202F}" + whole.suffix(3) + out
            whole = String(whole.dropLast(3))
        }
        let rest = parts.count > 1 ? "." + parts[1] : ""
        return (value < 0 ? "−" : "") + whole + out + rest
    }

    // MARK: Drivers

    var drivers: String {
        let prior = plan.inputs.prior
        let bars = plan.tornado.prefix(14).map { bar in
            (
                name: PlanAlias.label(bar.key), low: bar.low, high: bar.high,
                note: "\(bar.key.name) from \(numberText(prior[bar.key].low)) to "
                    + "\(numberText(prior[bar.key].high)) \(prior[bar.key].unit): "
                    + prior[bar.key].source
            )
        }
        let tornado = figure(
            "One at a time: revenue with a parameter at its lowest and its highest",
            "Amber: at the minimum, blue: at the maximum of its range, all others at the mode. "
                + "Hover for range and source.",
            PlanChart.tornado(bars, middle: plan.target.total))
        guard let sobol = plan.sobol else { return tornado }
        let rows = sobol.indices.sorted { ($1.total, $0.name) < ($0.total, $1.name) }.prefix(10)
            .map { index in
                let row = PlanKey(name: index.name).map { prior[$0] }
                return (
                    name: PlanKey(name: index.name).map(PlanAlias.label) ?? index.name,
                    a: index.first, aCI: index.firstInterval, b: index.total,
                    bCI: index.totalInterval,
                    note: "\(row?.source ?? "") (\(row?.unit ?? ""))"
                )
            }
        let warning = sobol.warnings.isEmpty ? "" : " " + sobol.warnings.joined(separator: "; ")
        let fleet =
            settings.fleetNeedsDriverConsent
            ? "" : " Consent ranks low because fleet data are sold by contract: see privacy below."
        return tornado
            + figure(
                "All at once: share of the variance of revenue (Sobol)",
                "Bars: estimate; lines: 95 % bootstrap. \(sobol.evaluations) runs of the model, "
                    + "parameters independent.\(fleet)\(warning)", PlanChart.intervals(rows))
    }

    // MARK: Privacy

    var privacy: String {
        let frontier = plan.frontier
        let shown: [(PlanProduct, String)] = [
            (.trafficFeed, "var(--red)"), (.odMatrix, "var(--amber)"),
            (.speedProfiles, "var(--teal)"), (.fleetAPI, "var(--grey)"),
        ]
        func curves(_ points: [FrontierPoint], _ steps: [String], _ axis: String) -> String {
            let open = frontier.byK[0]
            var series = shown.map { product, color in
                let base = max(open.revenue[product.rawValue], 1e-9)
                return (
                    name: product.id, color: color,
                    values: points.map { min(1, $0.revenue[product.rawValue] / base) }
                )
            }
            series.append(
                (
                    "all revenue", "var(--blue)", points.map { min(1, $0.total / open.total) }
                ))
            return PlanChart.curves(series, steps: steps, axis: axis)
        }
        let ks = frontier.byK.map { "\($0.minimum)" }
        let budgets = frontier.byEpsilon.map { numberText($0.epsilon ?? 0) }
        let k = Int(settings.k ?? plan.inputs.prior[.k].mode)
        let rows = [PlanProduct.trafficFeed, .speedProfiles, .roadCondition, .odMatrix].map {
            product in
            let open = frontier.byK[0].revenue[product.rawValue]
            let loss = open > 0 ? 1 - plan.target.revenue(product) / open : 0
            return [
                "<code>\(product.id)</code>", planNumber(plan.target.revenue(product)),
                planPercent(max(0, loss)),
                planNumber(frontier.shadowPrice(product, atK: k)),
                pooled(product),
            ]
        }
        return figure(
            "Revenue kept as cells need more vehicles, of that at k = 1",
            "Real-time products of one maker hardly exist at k ≥ 5; the total hardly moves, since "
                + "most of it is vehicle data sold by contract. Products differ: judge each.",
            curves(frontier.byK, ks, "vehicles that a cell needs (k)"))
            + figure(
                "The same under a budget ε a cell (Laplace counts)",
                "ε = 1 asks for some 30 vehicles a cell at 10 % error. A user's monthly budget is "
                    + "shared by all cells that he touches.",
                curves(frontier.byEpsilon, budgets, "ε a cell, weaker to stronger"))
            + "<figure style=\"grid-column:1/-1\"><h3>Price of privacy, by product</h3>"
            + table(
                [
                    "product", "EUR a year at k = \(k)", "lost against k = 1",
                    "EUR for one more vehicle a cell", "revenue if 3 / 10 makers pool",
                ], rows, numbers: [1, 2, 3, 4])
            + "<figcaption>Pooling with other makers buys more than a lower k, and costs no "
            + "privacy. Consent shock: \(planPercent(plan.shock.share)) of the worlds see one by "
            + "\(year); on average they cost \(money(plan.shock.expectedLoss)) a year, and in one of "
            + "twenty worlds over \(money(plan.shock.valueAtRisk)).</figcaption></figure>"
    }

    private func pooled(_ product: PlanProduct) -> String {
        let k = Int(settings.k ?? plan.inputs.prior[.k].mode)
        let points = plan.frontier.all.filter {
            $0.epsilon == nil && $0.minimum == k && abs($0.cellHours - settings.cellHours) < 1e-9
        }
        func at(_ pooling: Double) -> String {
            points.first { $0.pooling == pooling }
                .map { planNumber($0.revenue[product.rawValue]) } ?? "–"
        }
        return "\(at(3)) / \(at(10))"
    }

    // MARK: The target

    var gap: String {
        let vehicles = settings.targetVehicles
        let wanted = settings.targetEUR / vehicles
        let perVehicle = plan.draws.band(.revenue, year).p50 / plan.draws.band(.connected, year).p50
        func row(_ label: String, _ value: Double, _ color: String, _ note: String) -> (
            label: String, value: Double, text: String, color: String, note: String
        ) {
            (label, value, "€\(Chart.number(value))", color, note)
        }
        let bars = [
            row("the target", wanted, "var(--red)", "target / vehicles [D]"),
            row(
                "OnStar services", 160, "var(--grey)",
                "if every car paid for services, 150 to 170 EUR [B]"),
            row(
                "Capgemini 2030", 42, "var(--grey)", "forecast for data, 36 to 48 EUR [B]"),
            row("Stellantis 2021", 33, "var(--grey)", "all connected services [D]"),
            row("Capgemini today", 4.2, "var(--grey)", "estimate [B]"),
            row("this plan", perVehicle, "var(--blue)", "median revenue over median parc"),
            row("Wejo 2022", 0.5, "var(--grey)", "observed, 0.4 to 0.7 EUR [D]"),
            row("Hyundai to Verisk", 0.55, "var(--grey)", "observed, the whole deal [B]"),
        ]
        let levers = PlanLever.allCases.map { lever in
            plan.answers.first { $0.lever == lever && $0.goal == .total }
                ?? PlanAnswer(
                    .total, settings.targetEUR, by: lever, plan.inputs.prior, plan.inputs.model,
                    plan.inputs.centre)
        }
        let rows = levers.map { answer in
            [
                answer.lever.rawValue,
                answer.answer.map {
                    answer.lever == .arpu
                        ? String(format: "%.2f EUR a vehicle and year", $0)
                        : "\(planNumber($0)) times"
                } ?? "out of reach: alone it ends at \(money(answer.reached))",
                planNumber(answer.connected),
            ]
        }
        return "<div class=\"two\">"
            + figure(
                "EUR a vehicle and year, logarithmic",
                "Red: what the target asks of each of \(planNumber(vehicles)) vehicles. Grey: "
                    + "published figures. Services and savings are not data sales.",
                Chart.logarithmicBars(bars))
            + figure(
                "Turning one thing alone until \(money(answerGoal)) a year",
                "At the modes of the prior “\(plan.inputs.prior.name)”. The missing part must "
                    + "come from other pillars: subscriptions, features, pricing, conquest.",
                table(["what is turned", "to", "connected vehicles then"], rows, numbers: [2]))
            + "</div>"
    }

    private var answerGoal: Double {
        plan.answers.first { $0.goal == .total }?.wanted ?? settings.targetEUR
    }
}
