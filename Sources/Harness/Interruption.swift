// SIGINT and SIGTERM set a flag; stages look at it between pieces of work, close their files and
// stop. A second signal ends the process at once.

import Foundation
import Synchronization

/// The user's wish to stop.
public enum Interruption {
    private static let count = Atomic<Int>(0)

    /// Starts to listen, also where the parent process started us with these signals blocked. From
    /// then on a closed pipe or a file beyond the size limit is a failed write, not the end.
    public static func install() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in
                if Interruption.count.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
            }
        }
        for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    }

    /// Whether the user asked to stop.
    public static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

    /// Throws `Interrupted` when the user asked to stop.
    public static func check() throws {
        if isRequested { throw Interrupted() }
    }

    /// Runs work that has no place to stop at, on a thread of its own, and leaves that thread
    /// behind when the user asks to stop. The work must only read and compute: the process ends
    /// soon after, wherever it is then.
    ///
    /// - Throws: what the work throws, or `Interrupted` within a twentieth of a second.
    static func abandonable<Value>(
        _ work: @escaping () throws -> Value
    ) throws -> Value {
        try check()
        let condition = NSCondition()
        // Both guarded by `condition`.
        nonisolated(unsafe) var result: Result<Value, any Error>?
        nonisolated(unsafe) var spent = 0.0
        // Called once, on the new thread; the caller waits, unless the process is about to end.
        nonisolated(unsafe) let work = work
        let thread = Thread {
            let found = Result { try work() }
            let seconds = StageClock.seconds(CLOCK_THREAD_CPUTIME_ID)
            condition.lock()
            result = found
            spent = seconds + StageClock.borrowedSeconds
            condition.signal()
            condition.unlock()
        }
        thread.stackSize = 64 << 20
        thread.start()
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result {
                StageClock.borrowedSeconds += spent
                return try result.get()
            }
            try check()
            _ = condition.wait(until: Date(timeIntervalSinceNow: 0.05))
        }
    }
}
