// Plain memory for the engine's hot columns: an index into it is one bounds check and one access,
// without the checks for unique and exclusive ownership that a write to an array makes.

import Glibc

/// A growable column of plain values, owned by one engine and freed with it.
struct Column<Element: BitwiseCopyable>: ~Copyable {
    private var base: UnsafeMutablePointer<Element>
    private(set) var count: Int
    private var capacity: Int

    init(repeating element: Element, count: Int) {
        capacity = max(16, count)
        base = Self.block(capacity)
        base.initialize(repeating: element, count: capacity)
        self.count = count
    }

    init() {
        capacity = 16
        base = Self.block(16)
        count = 0
    }

    deinit { free(base) }

    /// A block that `realloc` may change.
    private static func block(_ capacity: Int) -> UnsafeMutablePointer<Element> {
        guard let block = malloc(capacity * MemoryLayout<Element>.stride) else {
            fatalError("the traffic engine is out of memory; simulate fewer vehicles or days")
        }
        return block.assumingMemoryBound(to: Element.self)
    }

    var indices: Range<Int> { 0..<count }

    /// An element; a wrong index ends the program, as with an array.
    @inline(__always) subscript(index: Int) -> Element {
        unsafeAddress {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            return UnsafePointer(base + index)
        }
        nonmutating unsafeMutableAddress {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            return base + index
        }
    }

    @inline(__always) mutating func append(_ element: Element) {
        if count == capacity { grow() }
        (base + count).initialize(to: element)
        count += 1
    }

    /// By half, and through the system's own hands: a large block grows where it stands, by pages,
    /// without a copy beside it.
    private mutating func grow() {
        capacity += max(16, capacity / 2)
        guard let wider = realloc(base, capacity * MemoryLayout<Element>.stride) else {
            fatalError("the traffic engine is out of memory; simulate fewer vehicles or days")
        }
        base = wider.assumingMemoryBound(to: Element.self)
    }

    @inline(__always) mutating func removeAll() { count = 0 }

    /// Forgets all elements from a position on.
    mutating func truncate(to shorter: Int) {
        precondition(0 <= shorter && shorter <= count)
        count = shorter
    }

    /// All elements, to be sorted in place.
    @inline(__always) var elements: UnsafeMutableBufferPointer<Element> {
        UnsafeMutableBufferPointer(start: base, count: count)
    }
}
