// Regions by several threads at once. Which thread runs which region changes nothing: a region
// writes into a folder of its own, and folders are joined in the order of the scenario.

import Foundation
import Synchronization

/// Runs numbered pieces of work that do not depend on each other.
enum RegionQueue {
    private struct State {
        var next = 0
        var error: (any Error)?
    }

    /// Calls `body` for 0 ..< count, in ascending order of start; stops starting after an error.
    ///
    /// - Throws: the first error, once all that had started is over.
    static func run(
        _ count: Int, threads: Int, _ body: @escaping @Sendable (Int) throws -> Void
    ) throws {
        let state = Mutex(State())
        @Sendable func work() {
            while true {
                let index = state.withLock { state -> Int? in
                    guard state.next < count, state.error == nil else { return nil }
                    state.next += 1
                    return state.next - 1
                }
                guard let index else { return }
                do {
                    try body(index)
                } catch {
                    state.withLock { if $0.error == nil { $0.error = error } }
                }
            }
        }
        let group = DispatchGroup()
        for _ in 1..<max(1, min(threads, count)) {
            group.enter()
            let thread = Thread {
                work()
                group.leave()
            }
            thread.stackSize = 64 << 20
            thread.start()
        }
        work()
        group.wait()
        if let error = state.withLock({ $0.error }) { throw error }
    }

    /// How many regions run at once: as many as threads, unless their memory would take more than
    /// half of the machine's.
    static func inFlight(regions: [Int], threads: Int) -> Int {
        let largest = regions.max() ?? 1
        // Measured: a day of a vehicle takes about 4 kB of plans and traversals, a map 300 MB.
        let bytes = 300_000_000 + largest * 5_000
        let memory = Int(ProcessInfo.processInfo.physicalMemory / 2)
        return max(1, min(threads, regions.count, memory / bytes))
    }
}
