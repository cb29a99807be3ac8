/// A read-only column over memory that a `Network` owns: a piece of a mapped file, or of a block.
///
/// Sendable because the memory is never written after the network exists, and every network keeps
/// its memory alive; a column must not outlive its network.
public struct MapColumn<Element: BitwiseCopyable>: RandomAccessCollection, @unchecked Sendable {
    @usableFromInline let start: UnsafePointer<Element>
    /// How many elements.
    public let count: Int

    init(start: UnsafePointer<Element>, count: Int) {
        self.start = start
        self.count = count
    }

    /// Zero.
    @inlinable public var startIndex: Int { 0 }
    /// The count.
    @inlinable public var endIndex: Int { count }

    /// The element at a position; traps outside the column.
    @inlinable public subscript(position: Int) -> Element {
        precondition(position >= 0 && position < count)
        return start[position]
    }

    /// The elements as a buffer, for one hot loop.
    @inlinable public func withUnsafeBufferPointer<R>(
        _ body: (UnsafeBufferPointer<Element>) throws -> R
    ) rethrows -> R {
        try body(UnsafeBufferPointer(start: start, count: count))
    }
}
