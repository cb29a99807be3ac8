// Numbers for pairs of a cell and a time bin, by open addressing: the one look-up that every record
// of the crowd pays.

/// Dense numbers of points (cell, time bin).
struct PlaceTimeIndex: Sendable {
    /// The points by number. [count]
    private(set) var cell: [UInt64] = []
    private(set) var bin: [Int32] = []
    /// Number + 1 of a point, or 0. Power of two, at most half full.
    private var slots = [UInt32](repeating: 0, count: 1024)
    /// Eight bits a slot, set by the hashes of points: most of a crowd's points have no number, and
    /// this small table, which stays in the cache, says so of nine in ten.
    private var marks = [UInt64](repeating: 0, count: 128)

    var count: Int { cell.count }

    /// The number of a point, a new one if need be.
    /// - Complexity: amortised O(1).
    mutating func number(cell wanted: UInt64, bin wantedBin: Int32) -> UInt32 {
        let hash = Self.hash(wanted, wantedBin)
        var slot = hash & (slots.count - 1)
        while slots[slot] != 0 {
            let at = Int(slots[slot] - 1)
            if cell[at] == wanted && bin[at] == wantedBin { return UInt32(at) }
            slot = (slot + 1) & (slots.count - 1)
        }
        mark(hash)
        cell.append(wanted)
        bin.append(wantedBin)
        slots[slot] = UInt32(cell.count)
        if 2 * cell.count > slots.count { grow() }
        return UInt32(cell.count - 1)
    }

    /// The number of a point, or `nil` for one that has none.
    @inline(__always)
    func find(cell wanted: UInt64, bin wantedBin: Int32) -> UInt32? {
        let hash = Self.hash(wanted, wantedBin)
        let bit = (hash >> 20) & (marks.count * 64 - 1)
        guard marks[bit >> 6] >> UInt64(bit & 63) & 1 == 1 else { return nil }
        var slot = hash & (slots.count - 1)
        while slots[slot] != 0 {
            let at = Int(slots[slot] - 1)
            if cell[at] == wanted && bin[at] == wantedBin { return UInt32(at) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private mutating func mark(_ hash: Int) {
        let bit = (hash >> 20) & (marks.count * 64 - 1)
        marks[bit >> 6] |= 1 << UInt64(bit & 63)
    }

    private mutating func grow() {
        var larger = [UInt32](repeating: 0, count: slots.count * 2)
        marks = [UInt64](repeating: 0, count: larger.count / 8)
        for at in cell.indices {
            let hash = Self.hash(cell[at], bin[at])
            mark(hash)
            var slot = hash & (larger.count - 1)
            while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
            larger[slot] = UInt32(at + 1)
        }
        slots = larger
    }

    /// Finaliser of SplitMix64 (G. Steele, D. Lea, C. Flood, 2014) over both words.
    @inline(__always)
    private static func hash(_ cell: UInt64, _ bin: Int32) -> Int {
        var z = cell ^ (UInt64(UInt32(bitPattern: bin)) &* 0x9E37_79B9_7F4A_7C15)
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int(truncatingIfNeeded: (z ^ (z >> 31)) >> 1)
    }
}
