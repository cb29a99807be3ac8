// Attacks treat one target at a time, and targets do not know of each other: so the number of
// threads can change nothing but the time.

import Foundation

/// Makes a value for each of `count` targets, in order of number, on some threads; each thread has
/// scratch memory of its own.
func forEachTarget<Value: Sendable, Scratch>(
    _ count: Int, threads: Int, scratch: @Sendable () -> Scratch,
    _ body: @Sendable (Int, inout Scratch) -> Value
) -> [Value] {
    let workers = max(1, min(threads, count))
    guard workers > 1 else {
        var own = scratch()
        return (0..<count).map { body($0, &own) }
    }
    var values = [Value?](repeating: nil, count: count)
    values.withUnsafeMutableBufferPointer { buffer in
        // Each slot is written by one worker: the one whose number it leaves as remainder.
        nonisolated(unsafe) let slots = buffer
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            var own = scratch()
            for target in stride(from: worker, to: count, by: workers) {
                slots[target] = body(target, &own)
            }
        }
    }
    return values.compactMap { $0 }
}
