// The KPI table of the terminal: groups, aligned columns, gates with pass or FAIL.

import Base

/// How the table may look.
public enum TableStyle: Hashable, Sendable {
    /// Characters only: files, pipes.
    case plain
    /// With ANSI colours: terminals.
    case coloured
}

/// A number for people: four significant digits, thousands apart, shares in percent.
public func humanNumber(_ value: Double, unit: String) -> String {
    guard value.isFinite else { return "–" }
    if unit == "share" {
        return fixed(value * 100, digits: value != 0 && abs(value) < 0.1 ? 2 : 1) + " %"
    }
    let size = abs(value)
    if value == value.rounded(), size < 1e15 { return grouped(Int64(value)) }
    if size >= 1000 { return grouped(Int64(value.rounded())) }
    return fixed(value, digits: size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4)
}

/// A whole number with a thin group separator: 1 234 567.
private func grouped(_ value: Int64) -> String {
    let digits = Array(String(value.magnitude))
    var result = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0, digits.count > 4 { result += " " }
        result.append(digit)
    }
    return result
}

/// A decimal with a fixed number of digits, rounded half away from zero; no locale.
func fixed(_ value: Double, digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e18 else { return "\(value)" }
    let whole = UInt64(scaled)
    let power = UInt64(scale)
    let sign = value < 0 && whole > 0 ? "-" : ""
    if digits == 0 { return sign + String(whole) }
    let part = String(whole % power)
    return sign + String(whole / power) + "." + String(repeating: "0", count: digits - part.count)
        + part
}

/// The table of a run's KPIs, grouped by the first word of the id in the order given.
///
/// Columns: id, value with unit, interval, verdict (gate, or the band of a realism law).
public func kpiTable(_ kpis: [KPI], style: TableStyle = .plain) -> String {
    let isSampled = kpis.contains { $0.basis == Basis.sampled.rawValue }
    let rows = kpis.map { row(of: $0, showsBasis: isSampled) }
    let idWidth = max(20, rows.map(\.id.count).max() ?? 0)
    let valueWidth = max(8, rows.map(\.value.count).max() ?? 0)
    let intervalWidth = rows.map(\.interval.count).max() ?? 0
    var text = ""
    var group: Substring?
    for (kpi, row) in zip(kpis, rows) {
        let first = kpi.id.split(separator: ".").first
        if first != group {
            text += (group == nil ? "" : "\n") + emphasised(String(first ?? ""), style) + "\n"
            group = first
        }
        var line = "  " + padded(row.id, idWidth) + "  " + padded(row.value, valueWidth, .right)
        line += "  " + padded(row.interval, intervalWidth) + "  "
        text += trimmed(line + coloured(row.verdict, row.tone, style)) + "\n"
    }
    return text
}

/// One line per gate and a closing line with the count, for the end of a run.
public func gateSummary(_ results: [GateResult], style: TableStyle = .plain) -> String {
    var text = ""
    let width = results.map(\.gate.text.count).max() ?? 0
    for result in results {
        let word = result.isPass ? "pass" : result.status == "fail" ? "FAIL" : "MISSING"
        text += "  " + coloured(padded(word, 8), result.isPass ? .good : .bad, style)
        text += padded(result.gate.text, width)
        if !result.isPass {
            text +=
                "  "
                + (result.value.map { "it is \(humanNumber($0, unit: result.unit))" }
                    ?? result.method)
        }
        text = trimmed(text) + "\n"
    }
    let failed = results.count { !$0.isPass }
    let verdict =
        failed == 0 ? "all \(results.count) gates pass" : "\(failed) of \(results.count) gates FAIL"
    return text + coloured(verdict, failed == 0 ? .good : .bad, style) + "\n"
}

private enum Tone { case neutral, good, bad, weak }

private struct TableRow {
    var id: String
    var value: String
    var interval: String
    var verdict: String
    var tone: Tone
}

private func row(of kpi: KPI, showsBasis: Bool) -> TableRow {
    let parts = kpi.id.split(separator: ".", maxSplits: 1)
    var result = TableRow(
        id: parts.count == 2 ? String(parts[1]) : kpi.id, value: "n/a", interval: "", verdict: "",
        tone: .weak)
    if let value = kpi.value {
        let unit = kpi.unit == "share" || kpi.unit.isEmpty ? "" : " " + kpi.unit
        result.value = humanNumber(value, unit: kpi.unit) + unit
        if let ci = kpi.ci, ci.count == 2 {
            let low = humanNumber(ci[0], unit: kpi.unit)
            result.interval = "[\(low), \(humanNumber(ci[1], unit: kpi.unit))]"
        }
    }
    if let gate = kpi.gate {
        let word = gate.status == "pass" ? "pass" : gate.status == "fail" ? "FAIL" : "MISSING"
        result.verdict = "\(word)  \(gate.op) \(humanNumber(gate.limit, unit: kpi.unit))"
        result.tone = gate.status == "pass" ? .good : .bad
    } else if kpi.value == nil {
        result.verdict = kpi.method
    } else if let band = kpi.band, band.count == 2, let value = kpi.value {
        let isInside = value >= band[0] && value <= band[1]
        let low = humanNumber(band[0], unit: kpi.unit)
        let words = "band \(low) … \(humanNumber(band[1], unit: kpi.unit))"
        result.verdict = (isInside ? "in " : "OUTSIDE ") + words
        result.tone = isInside ? .neutral : .bad
    }
    if showsBasis, kpi.value != nil, let basis = kpi.basis {
        result.verdict = basis.padding(to: 9) + result.verdict
    }
    return result
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

private enum Alignment { case left, right }

private func padded(_ text: String, _ width: Int, _ alignment: Alignment = .left) -> String {
    let blanks = String(repeating: " ", count: max(0, width - text.count))
    return alignment == .left ? text + blanks : blanks + text
}

private func trimmed(_ text: String) -> String {
    var result = text
    while result.last == " " { result.removeLast() }
    return result
}

private func coloured(_ text: String, _ tone: Tone, _ style: TableStyle) -> String {
    guard style == .coloured, !text.isEmpty else { return text }
    switch tone {
    case .neutral: return text
    case .good: return "\u{1B}[32m\(text)\u{1B}[0m"
    case .bad: return "\u{1B}[1;31m\(text)\u{1B}[0m"
    case .weak: return "\u{1B}[2m\(text)\u{1B}[0m"
    }
}

private func emphasised(_ text: String, _ style: TableStyle) -> String {
    style == .coloured ? "\u{1B}[1m\(text)\u{1B}[0m" : text
}
