import Synchronization

/// Numbers requests from 0. A class because all connections share it.
final class RequestCounter: Sendable {
    private let count = Atomic<Int>(0)

    /// The next number.
    func next() -> Int { count.add(1, ordering: .relaxed).oldValue }
}
