// How many p-subsets of a target's points does anybody else have too? Others are bit masks of the
// points that they share with the target; a subset is shared when some mask holds all of it.

/// Counts the subsets of a set of up to 64 points that lie in at least one of some masks.
package struct SubsetCover: Sendable {
    /// Masks of which none lies in another, as far as that was worth finding out.
    private var masks: [UInt64]
    private let smallest: Int
    /// Steps that a count may take before it gives up.
    private let budget: Int

    /// - Parameters:
    ///   - masks: bit i is point i; points that few others share should have low numbers, since
    ///     the search fixes low numbers first and few masks then survive.
    ///   - smallest: no smaller subset will be asked for.
    ///   - budget: masks that a count may look at.
    package init(_ masks: [UInt64], smallest: Int, budget: Int) {
        self.budget = budget
        self.smallest = smallest
        let large = masks.filter { $0.nonzeroBitCount >= max(1, smallest) }.sorted()
        var bySize = [[UInt64]](repeating: [], count: 65)
        for (at, mask) in large.enumerated() where at == 0 || mask != large[at - 1] {
            bySize[mask.nonzeroBitCount].append(mask)
        }
        self.masks = []
        for mask in bySize.reversed().joined() {
            let isCovered = self.masks.prefix(64).contains { $0 & mask == mask }
            if !isCovered { self.masks.append(mask) }
        }
    }

    /// How many subsets of `size` points lie in a mask; `nil` when that takes too long to find out.
    ///
    /// Depth-first over the subsets, keeping the masks that hold all of the points chosen so far;
    /// closed forms take over with one or two masks, or one or two points left.
    package func count(size: Int) -> Double? {
        precondition(size >= smallest)
        var steps = budget
        let candidates = masks.filter { $0.nonzeroBitCount >= size }
        let total = Self.count(candidates, from: 0, size: size, steps: &steps)
        return steps >= 0 ? total : nil
    }

    private static func count(
        _ masks: [UInt64], from first: Int, size: Int, steps: inout Int
    ) -> Double {
        let open: UInt64 = first < 64 ? ~0 << UInt64(first) : 0
        steps -= masks.count
        if masks.isEmpty || steps < 0 { return 0 }
        if size == 1 {
            return Double((masks.reduce(0, |) & open).nonzeroBitCount)
        }
        if masks.count == 1 {
            return binomial((masks[0] & open).nonzeroBitCount, size)
        }
        if masks.count == 2 {
            return binomial((masks[0] & open).nonzeroBitCount, size)
                + binomial((masks[1] & open).nonzeroBitCount, size)
                - binomial((masks[0] & masks[1] & open).nonzeroBitCount, size)
        }
        var total = 0.0
        var remaining = masks.reduce(0, |) & open
        while remaining != 0 && steps >= 0 {
            let point = remaining.trailingZeroBitCount
            remaining &= remaining - 1
            let bit: UInt64 = 1 << UInt64(point)
            let rest: UInt64 = point < 63 ? ~0 << UInt64(point + 1) : 0
            if size == 2 {  // Any point that shares a mask with this one makes a pair.
                let partners = masks.reduce(0) { $1 & bit != 0 ? $0 | $1 : $0 }
                total += Double((partners & rest).nonzeroBitCount)
                steps -= masks.count
                continue
            }
            let holders = masks.filter {
                $0 & bit != 0 && ($0 & rest).nonzeroBitCount >= size - 1
            }
            total += count(holders, from: point + 1, size: size - 1, steps: &steps)
        }
        return total
    }

    /// n over k as a double: exact below 2⁵³.
    static func binomial(_ n: Int, _ k: Int) -> Double {
        guard k >= 0, k <= n else { return 0 }
        var result = 1.0
        for i in 0..<min(k, n - k) { result = (result * Double(n - i) / Double(i + 1)).rounded() }
        return result
    }
}
