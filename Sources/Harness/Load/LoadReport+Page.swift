// The report of a load as one HTML page: verdict, two charts over time, every KPI with its
// definition.

import Base
import Checks
import Foundation

extension LoadReport {
    /// The page.
    func page(_ kpis: [KPI], failed: Int) -> String {
        let title = "Load test of \(options.target)"
        let verdict =
            course.saturatedBy.map { "The rate could not be offered: saturated by the \($0)" }
            ?? (failed == 0 ? "All gates pass" : "\(failed) gates fail")
        let isGood = failed == 0 && course.saturatedBy == nil
        return """
            <!doctype html><html lang="en"><head><meta charset="utf-8">
            <title>\(Chart.escaped(title))</title><style>\(Report.style)
            table{border-collapse:collapse;width:100%;background:var(--paper)}
            td,th{padding:6px 10px;border-bottom:1px solid var(--line);text-align:left}
            td:nth-child(2){text-align:right;white-space:nowrap}
            .charts{display:flex;flex-wrap:wrap;gap:24px}</style></head><body>
            <header><p class="brand">ROCADE</p><h1>\(Chart.escaped(title))</h1>
            <p class="verdict \(isGood ? "pass" : "fail")">\(Chart.escaped(verdict))</p></header>
            <main><div class="charts">
            <section><h3>Offered and confirmed <small>records/s</small></h3>\(rates())</section>
            <section><h3>Not settled yet <small>messages</small></h3>\(unsettled())</section>
            </div><h2>Figures</h2><table>\(rows(kpis))</table></main></body></html>

            """
    }

    private func labels() -> [(at: Double, text: String)] {
        let last = course.seconds.last?.second ?? 0
        return [(0, "0 s"), (Double(course.seconds.count - 1), "\(last) s")]
    }

    private func rates() -> String {
        let seconds = course.seconds
        guard seconds.count > 1 else { return "<p>shorter than two seconds</p>" }
        let series = [
            Chart.Series(
                name: "offered", values: seconds.map { Double($0.offered) }, low: nil, high: nil,
                color: "var(--blue)"),
            Chart.Series(
                name: "confirmed", values: seconds.map { Double($0.confirmed) }, low: nil,
                high: nil, color: "var(--teal)"),
        ]
        return Chart.lines(series, labels: labels(), columns: Double(seconds.count)) {
            "\(series[$0].name) in second \(seconds[$1].second): \(Int(series[$0].values[$1]))"
        }
    }

    private func unsettled() -> String {
        let seconds = course.seconds
        guard seconds.count > 1 else { return "<p>shorter than two seconds</p>" }
        let line = Chart.Series(
            name: "unsettled", values: seconds.map { Double($0.unsettledMessages) }, low: nil,
            high: nil, color: "var(--amber)")
        return Chart.lines([line], labels: labels(), columns: Double(seconds.count)) {
            "second \(seconds[$1].second): \(seconds[$1].unsettledMessages) messages"
        }
    }

    private func rows(_ kpis: [KPI]) -> String {
        kpis.map { kpi in
            let value = kpi.value.map { "\(humanNumber($0, unit: kpi.unit)) \(kpi.unit)" } ?? "n/a"
            let gate = kpi.gate.map { "\($0.status) \($0.op) \(numberText($0.limit))" } ?? ""
            let cells = [kpi.id, value, gate, kpi.method].map { "<td>\(Chart.escaped($0))</td>" }
            return "<tr>\(cells.joined())</tr>"
        }.joined(separator: "\n")
    }
}
