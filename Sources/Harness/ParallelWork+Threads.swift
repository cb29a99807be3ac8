// The threads that the engine finds routes with.

import Foundation
import Synchronization
import Traffic

extension ParallelWork {
    /// Pieces go to whichever of so many threads is free.
    package static func threads(_ count: Int) -> ParallelWork {
        guard count > 1 else { return .inTurn }
        return ParallelWork { pieces, body in
            let next = Atomic<Int>(0)
            DispatchQueue.concurrentPerform(iterations: min(count, pieces)) { _ in
                while true {
                    let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard piece < pieces else { return }
                    body(piece)
                }
            }
        } begin: { pieces, body in
            let work = WorkAhead(pieces, body)
            for _ in 0..<min(count - 1, pieces) { DispatchQueue.global().async { work.run() } }
            return { work.finish($0) }
        }
    }
}

/// Pieces that some threads do in order, and one thread waits for. A class because they share it.
private final class WorkAhead: @unchecked Sendable {
    // `condition` guards all variables.
    private enum Piece {
        case open, begun, done
    }

    private let condition = NSCondition()
    private let body: @Sendable (Int) -> Void
    private var pieces: [Piece]
    private var next = 0

    init(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        pieces = [Piece](repeating: .open, count: count)
        self.body = body
    }

    /// Does open pieces, the first ones first, until there are none.
    func run() {
        condition.lock()
        while let piece = pieces[next...].firstIndex(of: .open) {
            next = piece + 1
            perform(piece)
        }
        condition.unlock()
    }

    /// Returns when a piece is done.
    func finish(_ piece: Int) {
        condition.lock()
        if pieces[piece] == .open { perform(piece) }
        while pieces[piece] != .done { condition.wait() }
        condition.unlock()
    }

    /// Does a piece without the lock.
    private func perform(_ piece: Int) {
        pieces[piece] = .begun
        condition.unlock()
        body(piece)
        condition.lock()
        pieces[piece] = .done
        condition.broadcast()
    }
}
