// Work on numbered pieces by several threads, results taken in order: the number of threads can
// change nothing but the time.

import Foundation
import Synchronization

/// Runs pieces of work in parallel and hands their results over in order of number.
package enum OrderedParallel {
    private struct State<Output> {
        var nextToStart = 0
        var nextToConsume = 0
        var isConsuming = false
        var ready: [Int: Output] = [:]
        var error: (any Error)?
    }

    /// - Parameters:
    ///   - count: pieces, numbered from 0.
    ///   - threads: how many threads work; at least 1.
    ///   - produce: makes a result; called on any thread, in any order.
    ///   - consume: takes the results one at a time, in order of number.
    /// At most `threads + 2` results wait, so memory is bounded by the threads, not by the pieces.
    package static func run<Output>(
        _ count: Int, threads: Int,
        produce: @escaping @Sendable (Int) throws -> Output,
        consume: @escaping (Int, Output) throws -> Void
    ) throws {
        let condition = NSCondition()
        nonisolated(unsafe) var state = State<Output>()  // Guarded by `condition`.
        // Called by one thread at a time: the one that set `isConsuming` under the lock.
        nonisolated(unsafe) let consume = consume

        @Sendable func work() {
            condition.lock()
            defer {
                condition.broadcast()
                condition.unlock()
            }
            while state.nextToStart < count, state.error == nil {
                if state.nextToStart > state.nextToConsume + threads + 1 {
                    condition.wait()
                    continue
                }
                let index = state.nextToStart
                state.nextToStart += 1
                condition.unlock()
                let result = Result { try produce(index) }
                condition.lock()
                switch result {
                case .success(let output): state.ready[index] = output
                case .failure(let error): if state.error == nil { state.error = error }
                }
                drain()
            }
        }

        @Sendable func drain() {
            guard !state.isConsuming else { return }
            state.isConsuming = true
            while state.error == nil,
                let output = state.ready.removeValue(forKey: state.nextToConsume)
            {
                let index = state.nextToConsume
                condition.unlock()
                let result = Result { try consume(index, output) }
                condition.lock()
                state.nextToConsume += 1
                if case .failure(let error) = result { state.error = error }
                condition.broadcast()
            }
            state.isConsuming = false
        }

        DispatchQueue.concurrentPerform(iterations: max(1, threads)) { _ in work() }
        if let error = state.error { throw error }
    }
}
