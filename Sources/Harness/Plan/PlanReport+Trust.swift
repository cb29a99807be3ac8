// Other priors, the scenario tree, backtests, convergence, and every number with its source.

import Base
import Checks
import Foundation
import Planning

extension PlanReport {
    var views: String {
        let priors = plan.outlooks.map { outlook in
            [
                "<b>\(Chart.escaped(outlook.prior.name))</b>", planNumber(outlook.revenue.p50),
                "\(planNumber(outlook.revenue.p10)) – \(planNumber(outlook.revenue.p90))",
                planNumber(outlook.perVehicle.p50), planNumber(outlook.connected.p50),
                Chart.escaped(outlook.prior.about),
            ]
        }
        var text = table(
            [
                "prior", "EUR P50", "P10 – P90", "EUR a connected vehicle", "connected",
                "what it stands for",
            ], priors, numbers: [1, 2, 3, 4])
        text +=
            "<p class=\"lead\">Side by side and never averaged: they answer different "
            + "questions.</p>"
        guard !plan.leaves.isEmpty else { return text }
        let leaves = plan.leaves.sorted {
            ($0.revenue, $0.path.joined()) < ($1.revenue, $1.path.joined())
        }
        let mean = leaves.reduce(0) { $0 + $1.probability * $1.revenue }
        let sum = leaves.reduce(0) { $0 + $1.probability }
        let ends = [leaves[0], leaves[leaves.count / 2], leaves[leaves.count - 1]]
        let rows = ends.map { leaf in
            [
                Chart.escaped(leaf.path.joined(separator: " · ")), planPercent(leaf.probability),
                planNumber(leaf.revenue),
            ]
        }
        text += table(
            [
                "scenario tree: lowest, middle and highest of \(leaves.count) leaves", "chance",
                "EUR",
            ],
            rows, numbers: [1, 2])
        text +=
            "<p class=\"lead\">Expectation \(money(mean)); chances sum to "
            + "\(planPercent(sum)). They are assumptions (X); all leaves stand in "
            + "<code>tables.json</code>.</p>"
        return text
    }

    var comparison: String {
        guard let compared, let differences else { return "" }
        let largest = differences.sorted {
            (abs($1.cents - $1.otherCents), $0.key) < (abs($0.cents - $0.otherCents), $1.key)
        }.prefix(20)
        let rows = largest.map { line in
            [
                line.key.period, line.key.product, line.key.market,
                planNumber(Double(line.cents) / 100), planNumber(Double(line.otherCents) / 100),
                planNumber(Double(line.cents - line.otherCents) / 100),
            ]
        }
        let total = Double(differences.reduce(0) { $0 + $1.cents - $1.otherCents }) / 100
        return "<h2>Against \(Chart.escaped(compared))</h2><p class=\"lead\">\(differences.count) "
            + "lines differ, by \(money(total)) over all years; the largest:</p>"
            + table(
                ["period", "product", "market", "here", "there", "difference, EUR"], rows,
                numbers: [3, 4, 5])
    }

    var trust: String {
        let rows = plan.backtests.map { test in
            let observed =
                test.low == test.high
                ? planNumber(test.low) : "\(planNumber(test.low)) – \(planNumber(test.high))"
            let verdict =
                test.isPassed
                ? "<span class=\"pass\">within</span>" : "<span class=\"fail\">outside</span>"
            let band =
                "\(Chart.number(test.band.lowerBound)) – \(Chart.number(test.band.upperBound))"
            return [
                Chart.escaped(test.what), planNumber(test.model), observed,
                Chart.escaped(test.unit), "\(verdict) \(band)",
                test.kind == .consistency
                    ? "consistency: the figure helped to set a range" : "hold-out",
                Chart.escaped(test.source),
            ]
        }
        let steps = plan.convergence.map { step in
            [
                "\(step.draws)", planNumber(step.median),
                "\(planNumber(step.low)) – \(planNumber(step.high))",
                planPercent(step.relativeHalfWidth),
                step.relativeHalfWidth <= PlanConvergence.stop ? "may stop" : "",
            ]
        }
        let known = kpis.first { $0.id == "revenue.evidence_coverage" }?.value ?? 0
        let error =
            plan.simulationErrorShare.map {
                "The run's sampling error is \(planPercent($0)) of the variance."
            } ?? "No run, so no sampling error: ratios are assumed."
        let repair = plan.sample.copula.repair
        return
            "<p class=\"lead\">\(planPercent(known)) of the variance of revenue is carried alone "
            + "by parameters of grade A or B; the rest is derived or assumed. \(error) "
            + "Correlation \(planPercent(settings.correlation)) inside prices, adoption and "
            + "consents\(repair > 0 ? ", repaired by at most \(planNumber(repair))" : "").</p>"
            + table(
                ["backtest", "model", "observed", "unit", "verdict", "what it proves", "source"],
                rows, numbers: [1, 2])
            + "<p></p>"
            + table(
                ["draws", "median, EUR", "95 % interval", "half width", ""], steps,
                numbers: [0, 1, 2, 3])
    }

    var kpiTable: String {
        let rows = kpis.map { kpi in
            [
                "<code>\(Chart.escaped(kpi.id))</code>",
                kpi.value.map { number($0, kpi.unit) } ?? "n/a",
                kpi.ci.map { "\(number($0[0], kpi.unit)) – \(number($0[1], kpi.unit))" } ?? "",
                Chart.escaped(kpi.unit), Chart.escaped(kpi.method),
            ]
        }
        return table(["id", "value", "P10 – P90", "unit", "definition"], rows, numbers: [1, 2])
    }

    var parameters: String {
        func row(_ row: PlanRow) -> [String] {
            let isFixed = row.low == row.high
            return [
                "<code>\(Chart.escaped(row.name))</code>", Chart.escaped(row.market),
                isFixed ? "" : numberText(row.low), numberText(row.mode),
                isFixed ? "" : numberText(row.high), Chart.escaped(row.unit), grade(row.grade),
                Chart.escaped(row.source), Chart.escaped("\(row.file):\(row.line)"),
            ]
        }
        let rows =
            plan.inputs.prior.rows.map(row) + plan.inputs.prior.markets.flatMap { $0.map(row) }
        return table(
            ["parameter", "market", "min", "mode", "max", "unit", "grade", "source", "file"], rows,
            numbers: [2, 3, 4])
    }
}
