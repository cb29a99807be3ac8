// Progress on standard error: one line that redraws itself on a terminal, plain lines elsewhere.
// Results never depend on it; it is the only place of a run that looks at the clock for people.

import Foundation
import Synchronization

/// Shows how far a stage is, how fast, and when it will be done.
public final class Progress: Sendable {
    // Shared by the worker threads of a stage; the lock guards all state.
    private struct State {
        var lastDrawn = ContinuousClock.now
        var width = 0
    }

    private let title: String
    private let unit: String
    private let total: Double
    private let start = ContinuousClock.now
    private let isTerminal: Bool
    private let isSilent: Bool
    private let state = Mutex(State())

    /// A stage with a known amount of work.
    public init(_ title: String, unit: String, total: Double, isSilent: Bool = false) {
        self.title = title
        self.unit = unit
        self.total = total
        self.isSilent = isSilent
        isTerminal = isatty(STDERR_FILENO) == 1
    }

    /// Shows that some of the work is done; draws at most ten times a second on a terminal.
    public func update(_ done: Double) {
        guard isTerminal, !isSilent else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            guard now - state.lastDrawn > .milliseconds(100) else { return }
            state.lastDrawn = now
            let line = Self.line(
                title: title, unit: unit, done: done, total: total, seconds: seconds)
            let padding = String(repeating: " ", count: max(0, state.width - line.count))
            state.width = line.count
            Console.draw(bar: line + padding)
        }
    }

    /// Ends the stage with a line that stays.
    public func finish(_ done: Double, _ remark: String = "") {
        guard !isSilent else { return }
        let amount = Self.short(done)
        let clock = String(format: "%.1f s", seconds)
        let rate = Self.short(done / max(seconds, 1e-3))
        let line = "\(pad(title)) \(amount) \(unit) in \(clock) (\(rate)/s)\(remark)"
        state.withLock { state in
            let padding = String(repeating: " ", count: max(0, state.width - line.count))
            Console.replaceBar(by: line + padding)
        }
    }

    private var seconds: Double {
        let elapsed = (ContinuousClock.now - start).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }

    static func line(
        title: String, unit: String, done: Double, total: Double, seconds: Double
    ) -> String {
        let share = total > 0 ? min(1, done / total) : 0
        let filled = Int(share * 24)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
        let rate = done / max(seconds, 1e-3)
        let left = rate > 0 ? max(0, (total - done) / rate) : 0
        let percent = String(format: "%3.0f %%", share * 100)
        let eta = String(format: "%.0f s left", left)
        return "\(pad(title)) \(bar) \(percent)  \(short(rate)) \(unit)/s  \(eta)"
    }

    /// Three figures and a unit prefix.
    static func short(_ value: Double) -> String {
        switch abs(value) {
        case 1e9...: String(format: "%.2f G", value / 1e9)
        case 1e6...: String(format: "%.2f M", value / 1e6)
        case 1e4...: String(format: "%.0f k", value / 1e3)
        default: String(format: "%.0f", value)
        }
    }
}

private func pad(_ title: String) -> String {
    title.padding(toLength: max(title.count, 22), withPad: " ", startingAt: 0)
}
