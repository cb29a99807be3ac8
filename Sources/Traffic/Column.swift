// Plain memory for the engine's hot columns: an index into it is one bounds check and one access,
// without the checks for unique and exclusive ownership that a write to an array makes.

/// A growable column of plain values, owned by one engine and freed with it.
struct Column<Element: BitwiseCopyable>: ~Copyable {
    private var base: UnsafeMutablePointer<Element>
    private(set) var count: Int
    private var capacity: Int

    init(repeating element: Element, count: Int) {
        capacity = max(16, count)
        base = .allocate(capacity: capacity)
        base.initialize(repeating: element, count: capacity)
        self.count = count
    }

    init() {
        capacity = 16
        base = .allocate(capacity: 16)
        count = 0
    }

    deinit { base.deallocate() }

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

    private mutating func grow() {
        let wider = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        wider.moveInitialize(from: base, count: count)
        base.deallocate()
        base = wider
        capacity *= 2
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
