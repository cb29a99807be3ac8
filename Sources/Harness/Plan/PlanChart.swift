// Charts of a plan that the run's report does not have: a fan over years, a tornado, bars with
// intervals, curves over a threshold.

import Foundation
import Planning

/// Draws the charts of a plan; every function returns one `<svg>` element.
enum PlanChart {
    private static let width = 560.0

    private static func n(_ value: Double) -> String { Chart.n(value) }

    private static func text(
        _ x: Double, _ y: Double, _ words: String, _ anchor: String = "start",
        _ style: String = "label"
    ) -> String {
        "<text x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\" class=\"\(style)\">"
            + "\(Chart.escaped(words))</text>"
    }

    private static func svg(_ body: String, _ height: Double) -> String {
        "<svg viewBox=\"0 0 \(n(width)) \(n(height))\" role=\"img\">\(body)</svg>"
    }

    /// Median, P10 to P90 and P5 to P95 by year; `marks` are lines with a name.
    static func fan(
        _ bands: [(year: Int, band: PlanBand)], scale: Double,
        marks: [(value: Double, name: String)] = []
    ) -> String {
        let height = 260.0
        let (left, right, top, bottom) = (52.0, 16.0, 14.0, 30.0)
        let peak = max(
            bands.map { $0.band.p95 / scale }.max() ?? 1, marks.map(\.value).max() ?? 0)
        let frame = Chart.Frame(maximum: peak, columns: Double(max(1, bands.count - 1)))
        func x(_ index: Int) -> Double {
            left + Double(index) / Double(max(1, bands.count - 1)) * (width - left - right)
        }
        func y(_ value: Double) -> Double {
            height - bottom - value / frame.top * (height - bottom - top)
        }
        var body = ""
        for index in 0...Int((frame.top / frame.step).rounded()) {
            let value = Double(index) * frame.step
            body +=
                "<line x1=\"\(n(left))\" x2=\"\(n(width - right))\" y1=\"\(n(y(value)))\" "
                + "y2=\"\(n(y(value)))\" class=\"\(index == 0 ? "axis" : "grid")\"/>"
            body += text(left - 7, y(value) + 4, Chart.short(value), "end")
        }
        func area(_ low: (PlanBand) -> Double, _ high: (PlanBand) -> Double, _ opacity: String)
            -> String
        {
            let upper = bands.enumerated().map { (x($0.offset), y(high($0.element.band) / scale)) }
            let lower = bands.enumerated().reversed().map {
                (x($0.offset), y(low($0.element.band) / scale))
            }
            let points = (upper + lower).map { "\(n($0.0)),\(n($0.1))" }.joined(separator: " ")
            return "<polygon points=\"\(points)\" fill=\"var(--blue)\" opacity=\"\(opacity)\"/>"
        }
        body += area({ $0.p5 }, { $0.p95 }, "0.15") + area({ $0.p10 }, { $0.p90 }, "0.25")
        let line = bands.enumerated().map {
            "\(n(x($0.offset))),\(n(y($0.element.band.p50 / scale)))"
        }
        body +=
            "<polyline points=\"\(line.joined(separator: " "))\" fill=\"none\" "
            + "stroke=\"var(--blue)\" stroke-width=\"2.5\"/>"
        for (index, point) in bands.enumerated() {
            let band = point.band
            let words =
                "\(point.year): P50 \(planNumber(band.p50)), P10 \(planNumber(band.p10)), P90 "
                + planNumber(band.p90)
            body +=
                "<circle cx=\"\(n(x(index)))\" cy=\"\(n(y(band.p50 / scale)))\" r=\"4\" "
                + "fill=\"var(--blue)\"><title>\(Chart.escaped(words))</title></circle>"
            body += text(x(index), height - 10, "\(point.year)", "middle")
        }
        for mark in marks where mark.value <= frame.top {
            body +=
                "<line x1=\"\(n(left))\" x2=\"\(n(width - right))\" y1=\"\(n(y(mark.value)))\" "
                + "y2=\"\(n(y(mark.value)))\" stroke=\"var(--red)\" stroke-dasharray=\"5 4\"/>"
            body += text(left + 6, y(mark.value) - 5, mark.name)
        }
        return svg(body, height)
    }

    /// Bars from a result at one bound to that at the other, around the result at the modes.
    static func tornado(
        _ bars: [(name: String, low: Double, high: Double, note: String)], middle: Double
    ) -> String {
        let (start, row) = (240.0, 24.0)
        let ends = bars.flatMap { [$0.low, $0.high] } + [middle]
        let (least, most) = (ends.min() ?? 0, ends.max() ?? 1)
        let room = width - start - 60
        func x(_ value: Double) -> Double {
            start + (value - least) / max(most - least, 1e-9) * room
        }
        var body = ""
        for (index, bar) in bars.enumerated() {
            let y = Double(index) * row + 6
            let (low, high) = (x(bar.low), x(bar.high))
            body += "<g><title>\(Chart.escaped(bar.note))</title>"
            body += text(start - 62, y + 13, bar.name, "end")
            for (end, color) in [(low, "var(--amber)"), (high, "var(--blue)")] {
                body +=
                    "<rect x=\"\(n(min(end, x(middle))))\" y=\"\(n(y))\" "
                    + "width=\"\(n(max(1, abs(end - x(middle)))))\" height=\"16\" "
                    + "fill=\"\(color)\"/>"
            }
            let right = max(low, high)
            body += text(right + 5, y + 13, Chart.short(max(bar.low, bar.high)), "start", "value")
            let left = min(low, high)
            body += text(left - 4, y + 13, Chart.short(min(bar.low, bar.high)), "end", "value")
            body += "</g>"
        }
        let height = Double(bars.count) * row + 12
        body +=
            "<line x1=\"\(n(x(middle)))\" x2=\"\(n(x(middle)))\" y1=\"2\" "
            + "y2=\"\(n(height - 6))\" stroke=\"var(--ink)\"/>"
        return svg(body, height)
    }

    /// Pairs of bars between 0 and 1 with intervals.
    static func intervals(
        _ rows: [(name: String, a: Double, aCI: [Double], b: Double, bCI: [Double], note: String)]
    ) -> String {
        let (start, row) = (170.0, 34.0)
        let most = max(0.05, rows.flatMap { $0.aCI + $0.bCI }.max() ?? 1)
        let room = width - start - 60
        func x(_ value: Double) -> Double { start + max(0, value) / most * room }
        var body = ""
        for (index, bar) in rows.enumerated() {
            let y = Double(index) * row + 18
            body += "<g><title>\(Chart.escaped(bar.note))</title>"
            body += text(start - 8, y + 15, bar.name, "end")
            for (part, value, interval, color) in [
                (0.0, bar.b, bar.bCI, "var(--blue)"), (1.0, bar.a, bar.aCI, "var(--teal)"),
            ] {
                let top = y + part * 13
                body +=
                    "<rect x=\"\(n(start))\" y=\"\(n(top))\" "
                    + "width=\"\(n(max(1, x(value) - start)))\" height=\"11\" fill=\"\(color)\"/>"
                    + "<line x1=\"\(n(x(interval[0])))\" x2=\"\(n(x(interval[1])))\" "
                    + "y1=\"\(n(top + 5.5))\" y2=\"\(n(top + 5.5))\" stroke=\"var(--ink)\" "
                    + "stroke-width=\"1.5\"/>"
            }
            body += text(
                x(max(bar.bCI[1], bar.b)) + 6, y + 12, planPercent(bar.b), "start", "value")
            body += "</g>"
        }
        for (at, color, words) in [
            (start, "var(--blue)", "takes part in (total, S_T)"),
            (start + 190, "var(--teal)", "explains alone (S_1)"),
        ] {
            body += "<rect x=\"\(n(at))\" y=\"3\" width=\"12\" height=\"8\" fill=\"\(color)\"/>"
            body += text(at + 17, 11, words)
        }
        return svg(body, Double(rows.count) * row + 24)
    }

    /// Curves over named steps; values as shares of the first step.
    static func curves(
        _ series: [(name: String, color: String, values: [Double])], steps: [String],
        axis: String
    ) -> String {
        let height = 260.0
        let (left, right, top, bottom) = (46.0, 130.0, 12.0, 44.0)
        func x(_ index: Int) -> Double {
            left + Double(index) / Double(max(1, steps.count - 1)) * (width - left - right)
        }
        func y(_ value: Double) -> Double {
            height - bottom - value * (height - bottom - top)
        }
        var body = ""
        for value in [0.0, 0.25, 0.5, 0.75, 1] {
            body +=
                "<line x1=\"\(n(left))\" x2=\"\(n(width - right))\" y1=\"\(n(y(value)))\" "
                + "y2=\"\(n(y(value)))\" class=\"\(value == 0 ? "axis" : "grid")\"/>"
            body += text(left - 6, y(value) + 4, "\(Int(value * 100)) %", "end")
        }
        for (index, step) in steps.enumerated() {
            body += text(x(index), height - 26, step, "middle")
        }
        body += text((left + width - right) / 2, height - 8, axis, "middle")
        // Names that end alike are spread apart.
        let order = series.indices.sorted {
            (series[$1].values.last ?? 0, $0) < (series[$0].values.last ?? 0, $1)
        }
        var next = top
        for index in order {
            let line = series[index]
            let points = line.values.enumerated().map { "\(n(x($0.offset))),\(n(y($0.element)))" }
            body +=
                "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" "
                + "stroke=\"\(line.color)\" stroke-width=\"2.2\"/>"
            let at = max(next, y(line.values.last ?? 0))
            body +=
                "<text x=\"\(n(width - right + 8))\" y=\"\(n(at + 4))\" font-size=\"11\" "
                + "fill=\"\(line.color)\">\(Chart.escaped(line.name))</text>"
            next = at + 14
        }
        return svg(body, height)
    }
}
