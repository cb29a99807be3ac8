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

    /// An empty clock.
    public init() {}

    /// Runs a stage and adds its time under a name.
    public func measure<T>(_ name: String, _ body: () throws -> T) rethrows -> T {
        let wall = Self.seconds(CLOCK_MONOTONIC)
        let cpu = Self.seconds(CLOCK_PROCESS_CPUTIME_ID)
        defer {
            let wallSeconds = Self.seconds(CLOCK_MONOTONIC) - wall
            let cpuSeconds = Self.seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu
            stages.withLock { stages in
                if let index = stages.firstIndex(where: { $0.stage == name }) {
                    stages[index].wallSeconds += wallSeconds
                    stages[index].cpuSeconds += cpuSeconds
                } else {
                    stages.append(
                        Stage(stage: name, wallSeconds: wallSeconds, cpuSeconds: cpuSeconds))
                }
            }
        }
        return try body()
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
