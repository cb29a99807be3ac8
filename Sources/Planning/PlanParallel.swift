// Work by pieces on some threads. A piece writes only what belongs to it, so that the result does
// not depend on their number.

import Base
import Foundation

/// Calls `body` with every piece, on up to `threads` threads.
func inParallel(_ pieces: Int, threads: Int, _ body: @escaping @Sendable (Int) -> Void) {
    guard threads > 1, pieces > 1 else {
        for piece in 0..<pieces { body(piece) }
        return
    }
    // Pieces are dealt by number: the costs are alike.
    let workers = min(threads, pieces)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
        for piece in stride(from: worker, to: pieces, by: workers) { body(piece) }
    }
}

/// Plain memory that pieces of parallel work share: each piece writes its own part, and nobody
/// reads before all are done. Freed with the last reference.
final class SharedColumns: @unchecked Sendable {
    // The discipline above is what makes it sendable.
    let start: UnsafeMutablePointer<Double>
    let count: Int

    init(_ count: Int) {
        self.count = count
        start = .allocate(capacity: max(1, count))
        start.initialize(repeating: 0, count: count)
    }

    deinit { start.deallocate() }
}
