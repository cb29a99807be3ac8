/// Numbers 64-bit keys 0, 1, 2 … in the order of their first appearance.
///
/// Open addressing with linear probing over one flat table: a lookup is a multiplication and
/// usually one memory access, and the numbers index plain columns. It forgets nothing.
struct DenseIndex: Sendable {
    /// The keys by number.
    private(set) var keys: [UInt64] = []
    private var table: [Int32]
    private var shift: UInt64

    /// An empty index.
    init() {
        table = [Int32](repeating: -1, count: 1024)
        shift = 54
    }

    /// How many keys it holds.
    var count: Int { keys.count }

    /// The number of a key, given to it now if it is new.
    mutating func number(of key: UInt64) -> Int {
        let mask = table.count &- 1
        var at = slot(of: key)
        while table[at] >= 0 {
            let found = Int(table[at])
            if keys[found] == key { return found }
            at = (at &+ 1) & mask
        }
        let number = keys.count
        table[at] = Int32(number)
        keys.append(key)
        if keys.count * 2 > table.count { grow() }
        return number
    }

    /// The number of a key, or nil when it was never seen.
    func existing(_ key: UInt64) -> Int? {
        let mask = table.count &- 1
        var at = slot(of: key)
        while table[at] >= 0 {
            let found = Int(table[at])
            if keys[found] == key { return found }
            at = (at &+ 1) & mask
        }
        return nil
    }

    /// Fibonacci hashing: the high bits of a product with 2⁶⁴ divided by the golden ratio.
    private func slot(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    }

    private mutating func grow() {
        shift -= 1
        table = [Int32](repeating: -1, count: table.count * 2)
        let mask = table.count - 1
        for number in keys.indices {
            var at = slot(of: keys[number])
            while table[at] >= 0 { at = (at + 1) & mask }
            table[at] = Int32(number)
        }
    }
}
