// The threads that the engine finds routes with.

import Foundation
import Synchronization
import Traffic

extension ParallelWork {
    /// Pieces go to whichever of so many threads is free.
    static func threads(_ count: Int) -> ParallelWork {
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
        }
    }
}
