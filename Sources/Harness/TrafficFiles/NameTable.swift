/// Names as bytes, numbered in the order in which they come: ids of links, nodes and trips.
///
/// A hash table with open addressing over one pool of bytes; finding a name makes no string.
struct NameTable {
    private(set) var bytes: [UInt8] = []
    /// Where each name begins in `bytes`. [names + 1]
    private(set) var first: [Int] = [0]
    /// Number + 1 of the name in a slot, or 0; a power of two, at most half full.
    private var slots = [UInt32](repeating: 0, count: 1 << 10)

    /// How many names.
    var count: Int { first.count - 1 }

    /// Position of a name in `bytes`.
    func range(_ number: Int) -> Range<Int> { first[number]..<first[number + 1] }

    /// The number of a name, or nil.
    func number(_ source: [UInt8], _ start: Int, _ end: Int) -> Int? {
        source.withUnsafeBufferPointer { source in
            let slot = find(source, start, end)
            return slots[slot] > 0 ? Int(slots[slot]) - 1 : nil
        }
    }

    /// Adds a name; nil when it is there already.
    mutating func insert(_ source: [UInt8], _ start: Int, _ end: Int) -> Int? {
        let slot = source.withUnsafeBufferPointer { find($0, start, end) }
        guard slots[slot] == 0 else { return nil }
        bytes.append(contentsOf: source[start..<end])
        first.append(bytes.count)
        slots[slot] = UInt32(count)
        if count * 2 > slots.count { grow() }
        return count - 1
    }

    /// Adds a name unless it is there, and returns its number.
    mutating func numberOrInsert(_ source: [UInt8], _ start: Int, _ end: Int) -> Int {
        number(source, start, end) ?? insert(source, start, end) ?? 0
    }

    /// The slot of a name, or the free one where it belongs.
    private func find(_ source: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        var slot = Self.hash(source, start, end) & (slots.count - 1)
        while slots[slot] > 0 {
            let known = range(Int(slots[slot]) - 1)
            if known.count == end - start {
                var offset = 0
                while offset < known.count,
                    bytes[known.lowerBound + offset] == source[start + offset]
                {
                    offset += 1
                }
                if offset == known.count { return slot }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for number in 0..<count {
            let name = range(number)
            let slot = bytes.withUnsafeBufferPointer {
                find($0, name.lowerBound, name.upperBound)
            }
            slots[slot] = UInt32(number + 1)
        }
    }

    /// FNV-1a, its upper half mixed into the lower one.
    private static func hash(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in start..<end { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7fff_ffff)
    }
}
