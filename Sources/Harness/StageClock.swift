// Wall and CPU seconds by stage, for `measured.json`. Nothing that a run must reproduce reads them.

import Foundation
import Synchronization

/// Adds up the time that stages take.
public final class StageClock: Sendable {
    /// What a stage took.
    public struct Stage: Codable, Hashable, Sendable {
        /// Its name.
        public var stage: String
        /// Seconds on the wall.
        public var wallSeconds: Double
        /// Seconds of all threads of the process meanwhile.
        public var cpuSeconds: Double
    }

    private let stages = Mutex<[Stage]>([])
    private let clock: clockid_t
    private let start = StageClock.seconds(CLOCK_MONOTONIC)
    /// Wall seconds of earlier processes of the same run.
    let earlierSeconds: Double

    /// An empty clock.
    ///
    /// - Parameters:
    ///   - isThread: whether to count the seconds of the thread that measures, and of work
    ///     that it handed to `Interruption.abandonable`, instead of the whole process.
    ///   - earlierSeconds: of earlier processes of the same run.
    public init(isThread: Bool = false, earlierSeconds: Double = 0) {
        self.earlierSeconds = earlierSeconds
        clock = isThread ? CLOCK_THREAD_CPUTIME_ID : CLOCK_PROCESS_CPUTIME_ID
    }

    /// Seconds on the wall since this clock was made.
    public var elapsedSeconds: Double { Self.seconds(CLOCK_MONOTONIC) - start }

    private var now: Double {
        let borrowed = clock == CLOCK_THREAD_CPUTIME_ID ? Self.borrowedSeconds : 0
        return Self.seconds(clock) + borrowed
    }

    /// CPU seconds that other threads worked for this one while it waited.
    static var borrowedSeconds: Double {
        get { Thread.current.threadDictionary["rocade.borrowed"] as? Double ?? 0 }
        set { Thread.current.threadDictionary["rocade.borrowed"] = newValue }
    }

    /// Runs a stage and adds its time under a name.
    public func measure<T>(_ name: String, _ body: () throws -> T) rethrows -> T {
        let wall = Self.seconds(CLOCK_MONOTONIC)
        let cpu = now
        defer {
            let wallSeconds = Self.seconds(CLOCK_MONOTONIC) - wall
            let cpuSeconds = now - cpu
            add(Stage(stage: name, wallSeconds: wallSeconds, cpuSeconds: cpuSeconds))
        }
        return try body()
    }

    /// Adds the time of a stage that was measured elsewhere.
    func add(_ stage: Stage) {
        stages.withLock { stages in
            if let index = stages.firstIndex(where: { $0.stage == stage.stage }) {
                stages[index].wallSeconds += stage.wallSeconds
                stages[index].cpuSeconds += stage.cpuSeconds
            } else {
                stages.append(stage)
            }
        }
    }

    /// All stages in the order in which they began.
    public var all: [Stage] { stages.withLock { $0 } }

    /// The largest memory that the process held, bytes.
    public static var peakMemoryBytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }

    /// A clock of the system in seconds.
    public static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
