import Foundation
import Synchronization

/// A thread that does something again and again until it is told to end, and once more then.
///
/// A class because the thread and its owner share the flag.
final class Poller: Sendable {
    private struct State {
        var isEnding = false
        var isRunning = false
        var problem: String?
    }

    private let state = Mutex(State())
    private let done = NSCondition()

    /// Starts the thread.
    /// - Parameters:
    ///   - body: one round; returns what went wrong, or nil.
    ///   - atEnd: called once, on the thread, behind the last round.
    func start(
        everySeconds pause: Double, _ body: @escaping () -> String?,
        atEnd: @escaping () -> Void
    ) {
        state.withLock { $0.isRunning = true }
        // Both are called on the new thread only; callers keep nothing that they capture.
        nonisolated(unsafe) let body = body
        nonisolated(unsafe) let atEnd = atEnd
        let thread = Thread { [self] in
            var isLast = false
            while true {
                let problem = body()
                if let problem { state.withLock { $0.problem = problem } }
                if isLast { break }
                DeliveryClock.sleep(seconds: pause)
                isLast = state.withLock { $0.isEnding }
            }
            atEnd()
            done.lock()
            state.withLock { $0.isRunning = false }
            done.broadcast()
            done.unlock()
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Whether it was told to end.
    var isEnding: Bool { state.withLock { $0.isEnding } }

    /// Waits for the last round; returns the last problem.
    func finish() -> String? {
        state.withLock { $0.isEnding = true }
        done.lock()
        while state.withLock({ $0.isRunning }) { done.wait() }
        done.unlock()
        return state.withLock { $0.problem }
    }
}
