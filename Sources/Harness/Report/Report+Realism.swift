// The laws that a real fleet obeys: each with what the run shows, its band, and whence the band.

import Base
import Checks

extension Report {
    /// The section on realism, or nothing for a run without its KPIs.
    func realism() -> String {
        let laws = kpis.filter { $0.id.hasPrefix("realism.") }
        guard !laws.isEmpty else { return "" }
        let judged = laws.filter { $0.value != nil }
        let inside = judged.count { Self.isInBand($0) != false }
        let places = run.facts.regions.compactMap { region in
            region.placesBasis.map { "\(region.name): \($0)" }
        }
        let holidays = run.facts.regions.flatMap { $0.holidays ?? [] }
        var notes = "\(inside) of \(judged.count) laws that apply lie in their bands."
        if !holidays.isEmpty {
            notes += " Public holidays: \(Array(Set(holidays)).sorted().joined(separator: ", "))."
        }
        notes += places.map { " Places of \($0)." }.joined()
        let rows = laws.map(Self.realismRow).joined()
        return "<h2>Realism</h2><p class=\"lead\">\(Chart.escaped(notes))</p>"
            + "<table class=\"laws\"><thead><tr><th>law</th><th>value</th><th>95 % interval</th>"
            + "<th>band</th><th></th><th></th><th>source of the band</th></tr></thead>"
            + "<tbody>\(rows)</tbody></table>"
    }

    private static func isInBand(_ kpi: KPI) -> Bool? {
        guard let value = kpi.value, let band = kpi.band, band.count == 2 else { return nil }
        return value >= band[0] && value <= band[1]
    }

    private static func realismRow(_ kpi: KPI) -> String {
        let name = kpi.id.dropFirst("realism.".count)
        let value = kpi.value.map { Self.value($0, unit: kpi.unit) } ?? "not applicable"
        let band = kpi.band.map { band in
            band.map { Self.value($0, unit: kpi.unit) }.joined(separator: " … ")
        }
        let verdict =
            switch isInBand(kpi) {
            case true?: "<span class=\"pass\">✓\u{A0}in\u{A0}band</span>"
            case false?: "<span class=\"fail\">✗ outside</span>"
            case nil: ""
            }
        // What does not apply says why instead of where its band comes from.
        let why =
            kpi.value == nil
            ? kpi.method.prefix { $0 != "(" }.trimmingSuffix(" ") : kpi.source ?? ""
        return "<tr title=\"\(Chart.escaped(kpi.method))\"><td><code>\(Chart.escaped("\(name)"))"
            + "</code></td><td class=\"number\">\(value)</td>"
            + "<td class=\"number\">\(Self.interval(kpi) ?? "")</td>"
            + "<td class=\"number\">\(band ?? "")</td><td>\(bandPicture(kpi))</td>"
            + "<td>\(verdict)</td><td>\(Chart.escaped(why))</td></tr>"
    }

    /// The band as a bar from a quarter to three quarters of the width, the interval as a line and
    /// the value as a point on it.
    private static func bandPicture(_ kpi: KPI) -> String {
        guard let value = kpi.value, let band = kpi.band, band.count == 2, band[1] > band[0] else {
            return ""
        }
        let (width, height) = (120.0, 14.0)
        func x(_ value: Double) -> Double {
            let part = 0.25 + 0.5 * (value - band[0]) / (band[1] - band[0])
            return width * max(0.02, min(0.98, part))
        }
        func text(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
        let isIn = isInBand(kpi) != false
        let colour = isIn ? "#009e73" : "#d55e00"
        var line = ""
        if let ci = kpi.ci, ci.count == 2 {
            line =
                "<line x1=\"\(text(x(ci[0])))\" x2=\"\(text(x(ci[1])))\" y1=\"7\" y2=\"7\" "
                + "stroke=\"\(colour)\" stroke-width=\"2\"/>"
        }
        return "<svg width=\"\(Int(width))\" height=\"\(Int(height))\" role=\"img\">"
            + "<rect x=\"\(text(0.25 * width))\" y=\"2\" width=\"\(text(0.5 * width))\" "
            + "height=\"10\" rx=\"3\" fill=\"#d5e8f5\"/>\(line)"
            + "<circle cx=\"\(text(x(value)))\" cy=\"7\" r=\"4\" fill=\"\(colour)\"/></svg>"
    }
}

extension StringProtocol {
    /// The text without a suffix, if it has it.
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : String(self)
    }
}
