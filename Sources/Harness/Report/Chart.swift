// Charts as SVG: bars, lines with an interval, and a bridge. One look for all: thin axes, a title
// that is the statement, the unit beside it, values on hover.

import Foundation

/// Draws charts. Every function returns one `<svg>` element without external references.
enum Chart {
    static let width = 430.0
    static let height = 210.0
    private static let left = 44.0
    private static let right = 20.0
    private static let top = 12.0
    private static let bottom = 34.0

    /// A series of a line chart.
    struct Series {
        var name: String
        var values: [Double]
        var low: [Double]?
        var high: [Double]?
        var color: String
    }

    /// Bars of equal width; `labels` stand under some of them.
    static func bars(
        _ values: [Double], labels: [(at: Double, text: String)], describe: (Int) -> String,
        color: String = "var(--blue)"
    ) -> String {
        let frame = Frame(maximum: values.max() ?? 1, columns: Double(values.count))
        var body = frame.grid() + frame.labels(labels)
        for (index, value) in values.enumerated() where value > 0 {
            let x = frame.x(Double(index)) + 0.5
            let y = frame.y(value)
            let barWidth = max(0.6, frame.x(1) - frame.x(0) - 1)
            body +=
                "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(barWidth))\" "
                + "height=\"\(n(frame.y(0) - y))\" fill=\"\(color)\">"
                + "<title>\(escaped(describe(index)))</title></rect>"
        }
        return svg(body)
    }

    /// Lines over equally spaced positions, with shaded intervals where given.
    static func lines(
        _ series: [Series], labels: [(at: Double, text: String)], columns: Double,
        maximum: Double? = nil, describe: (Int, Int) -> String, area: Bool = false,
        markers: Bool = false
    ) -> String {
        let peak = series.flatMap { ($0.high ?? $0.values) }.max() ?? 1
        let frame = Frame(maximum: maximum ?? peak, columns: columns)
        var body = frame.grid() + frame.labels(labels)
        for (number, line) in series.enumerated() {
            let points = line.values.enumerated().map {
                (x: frame.x(Double($0.offset) + 0.5), y: frame.y($0.element))
            }
            if let low = line.low, let high = line.high {
                let upper = high.enumerated().map {
                    "\(n(frame.x(Double($0.offset) + 0.5))),\(n(frame.y($0.element)))"
                }
                let lower = low.enumerated().reversed().map {
                    "\(n(frame.x(Double($0.offset) + 0.5))),\(n(frame.y($0.element)))"
                }
                body +=
                    "<polygon points=\"\((upper + lower).joined(separator: " "))\" "
                    + "fill=\"\(line.color)\" opacity=\"0.2\"/>"
            }
            let path = points.map { "\(n($0.x)),\(n($0.y))" }.joined(separator: " ")
            if area, let first = points.first, let last = points.last {
                body +=
                    "<polygon points=\"\(n(first.x)),\(n(frame.y(0))) \(path) "
                    + "\(n(last.x)),\(n(frame.y(0)))\" fill=\"\(line.color)\" opacity=\"0.15\"/>"
            }
            body +=
                "<polyline points=\"\(path)\" fill=\"none\" stroke=\"\(line.color)\" "
                + "stroke-width=\"2\" stroke-linejoin=\"round\"/>"
            for (index, point) in points.enumerated() {
                body +=
                    "<circle cx=\"\(n(point.x))\" cy=\"\(n(point.y))\" r=\"\(markers ? 3.5 : 5)\" "
                    + "fill=\"\(line.color)\"\(markers ? "" : " opacity=\"0\"")>"
                    + "<title>\(escaped(describe(number, index)))</title></circle>"
            }
        }
        if series.count > 1 { body += legend(series) }
        return svg(body)
    }

    /// Horizontal bars on a logarithmic scale, for figures that lie orders of magnitude apart.
    static func logarithmicBars(
        _ rows: [(label: String, value: Double, text: String, color: String, note: String)]
    ) -> String {
        let positive = rows.map(\.value).filter { $0 > 0 }
        guard let low = positive.min(), let high = positive.max() else { return svg("") }
        let floorLog = Foundation.log10(low).rounded(.down) - 0.3
        let span = max(1, Foundation.log10(high) - floorLog)
        let rowHeight = 30.0
        let start = 160.0
        let room = width - start - 74
        var body = ""
        for (index, row) in rows.enumerated() {
            let y = Double(index) * rowHeight + 6
            let length =
                row.value > 0 ? max(2, (Foundation.log10(row.value) - floorLog) / span * room) : 0
            body +=
                "<g><title>\(escaped(row.note))</title>"
                + "<text x=\"\(n(start - 8))\" y=\"\(n(y + 15))\" text-anchor=\"end\" "
                + "class=\"label\">\(escaped(row.label))</text>"
                + "<rect x=\"\(n(start))\" y=\"\(n(y))\" width=\"\(n(length))\" height=\"20\" "
                + "rx=\"2\" fill=\"\(row.color)\"/>"
                + "<text x=\"\(n(start + length + 6))\" y=\"\(n(y + 15))\" class=\"value\">"
                + "\(escaped(row.text))</text></g>"
        }
        return svg(body, height: Double(rows.count) * rowHeight + 12)
    }

    private static func legend(_ series: [Series]) -> String {
        var body = ""
        var x = left + 8
        for line in series {
            body +=
                "<rect x=\"\(n(x))\" y=\"\(n(top))\" width=\"12\" height=\"4\" "
                + "fill=\"\(line.color)\"/><text x=\"\(n(x + 17))\" y=\"\(n(top + 6))\" "
                + "class=\"label\">\(escaped(line.name))</text>"
            x += 34 + Double(line.name.count) * 6.2
        }
        return body
    }

    private static func svg(_ body: String, height: Double = height) -> String {
        "<svg viewBox=\"0 0 \(n(width)) \(n(height))\" role=\"img\">\(body)</svg>"
    }

    /// A number for a coordinate: one decimal, no locale.
    static func n(_ value: Double) -> String {
        let text = String(format: "%.1f", value)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// A number for a person: three figures, thin spaces between thousands.
    static func number(_ value: Double) -> String {
        switch abs(value) {
        case 1e9...: return String(format: "%.3g", value / 1e9) + " bn"
        case 1e7...: return String(format: "%.4g", value / 1e6) + " M"
        case 1000...: return grouped(value.rounded())
        case 100...: return String(format: "%.0f", value)
        case 0.001...: return trimmed(String(format: "%.3g", value))
        case 0: return "0"
        default: return String(format: "%.2g", value)
        }
    }

    /// The same in three figures with a prefix, for axes and money.
    static func short(_ value: Double) -> String {
        switch abs(value) {
        case 1e9...: trimmed(String(format: "%.2f", value / 1e9)) + " bn"
        case 1e6...: trimmed(String(format: "%.2f", value / 1e6)) + " M"
        case 1e4...: trimmed(String(format: "%.0f", value / 1e3)) + " k"
        default: number(value)
        }
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains("."), !text.contains("e") else { return text }
        var text = text
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    private static func grouped(_ value: Double) -> String {
        var digits = String(Int64(abs(value)))
        var out = ""
        while digits.count > 3 {
            out = "\u{202F}" + digits.suffix(3) + out
            digits = String(digits.dropLast(3))
        }
        return (value < 0 ? "−" : "") + digits + out
    }

    /// Text inside HTML and attributes.
    static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;")
            .replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;")
            .replacingOccurrences(of: "\"", with: "&quot;")
    }

    /// The box of axes: from data to coordinates.
    struct Frame {
        var top: Double
        var step: Double
        var columns: Double

        init(maximum: Double, columns: Double) {
            let rough = max(maximum, 1e-9) / 4
            let power = Foundation.pow(10, Foundation.log10(rough).rounded(.down))
            let unit = rough / power
            step = (unit <= 1 ? 1 : unit <= 2 ? 2 : unit <= 2.5 ? 2.5 : unit <= 5 ? 5 : 10) * power
            top = step * (maximum / step).rounded(.up)
            if top <= 0 { top = step }
            self.columns = max(1, columns)
        }

        func x(_ column: Double) -> Double {
            Chart.left + column / columns * (Chart.width - Chart.left - Chart.right)
        }

        func y(_ value: Double) -> Double {
            Chart.height - Chart.bottom
                - value / top * (Chart.height - Chart.bottom - Chart.top)
        }

        func grid() -> String {
            var body = ""
            for index in 0...Int((top / step).rounded()) {
                let value = Double(index) * step
                let y = Chart.n(self.y(value))
                body +=
                    "<line x1=\"\(Chart.n(Chart.left))\" x2=\"\(Chart.n(Chart.width - Chart.right))\" "
                    + "y1=\"\(y)\" y2=\"\(y)\" class=\"\(index == 0 ? "axis" : "grid")\"/>"
                    + "<text x=\"\(Chart.n(Chart.left - 6))\" y=\"\(Chart.n(self.y(value) + 4))\" "
                    + "text-anchor=\"end\" class=\"label\">\(Chart.short(value))</text>"
            }
            return body
        }

        func labels(_ labels: [(at: Double, text: String)]) -> String {
            labels.map { label in
                "<text x=\"\(Chart.n(x(label.at)))\" y=\"\(Chart.n(Chart.height - 12))\" "
                    + "text-anchor=\"middle\" class=\"label\">\(Chart.escaped(label.text))</text>"
            }.joined()
        }
    }
}
