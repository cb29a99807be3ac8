// The worst k things to be known about a vehicle, exactly: branch and bound over its items, with
// the others as bit sets. Knowing more never lets more vehicles fit, so the search is for the k
// items that rule out most others; the bound adds up what each could rule out alone.

import Base

/// Finds the k items of a target that the fewest others have, too.
struct CoverSearch {
    /// When another vehicle fits one of the target's items.
    enum Rule: Sendable {
        /// Every visit counts as an item: with m known visits to a place, at least m.
        case atLeast
        /// Has it at all.
        case contains
        /// Has it about as often, or with about the same share of its visits.
        case near(Double, isShare: Bool)
    }

    /// Groups are the target's items, rarest first; options of a group are to know it once, twice …
    /// Options of group g: `firstOption[g] ..< firstOption[g + 1]`. [groups + 1]
    private var firstOption: [Int] = [0]
    /// The others that fit each option. [options × words]
    private var bits: [UInt64] = []
    private var words = 0
    private var others = 0
    /// Those still fitting, by depth. [(k + 1) × words]
    private var fitting: [UInt64] = []
    /// How many would still fit with one option more, by depth. [k × options]
    private var left: [Int] = []
    private var best = Int.max
    private var steps = 0

    init(
        _ items: ItemTable, target: Int, rule: Rule, k: Int, _ candidates: inout Candidates
    ) {
        candidates.reset()
        let entries = items.entries(of: target).sorted { a, b in
            let (x, y) = (items.item[a], items.item[b])
            return (items.holders(of: x).count, x) < (items.holders(of: y).count, y)
        }
        // An item that nobody else has settles it.
        if let rarest = entries.first, items.holders(of: items.item[rarest]).count == 1 { return }
        // Who fits which option; bit sets come once it is known how many they are.
        var fits: [(option: Int, other: Int)] = []
        for entry in entries {
            let own = items.count[entry]
            let first = firstOption[firstOption.count - 1]
            let options: Int
            if case .atLeast = rule { options = min(Int(own), k) } else { options = 1 }
            for at in items.holders(of: items.item[entry]) {
                let vehicle = items.holder[at]
                if Int(vehicle) == target { continue }
                let theirs = items.holderCount[at]
                switch rule {
                case .atLeast:
                    let other = candidates.insert(vehicle)
                    for m in 0..<min(options, Int(theirs)) { fits.append((first + m, other)) }
                case .contains: fits.append((first, candidates.insert(vehicle)))
                case .near(let tolerance, let isShare):
                    let (a, b) =
                        isShare
                        ? (
                            Double(own) / Double(items.total[target]),
                            Double(theirs) / Double(items.total[Int(vehicle)])
                        ) : (Double(own), Double(theirs))
                    if Self.isNear(known: a, theirs: b, tolerance) {
                        fits.append((first, candidates.insert(vehicle)))
                    }
                }
            }
            firstOption.append(first + options)
        }
        others = candidates.vehicle.count
        words = (others + 63) / 64
        let options = firstOption[firstOption.count - 1]
        bits = [UInt64](repeating: 0, count: options * words)
        for (option, other) in fits {
            bits[option * words + other >> 6] |= 1 << UInt64(other & 63)
        }
        fitting = [UInt64](repeating: ~0, count: (k + 1) * words)
        if others & 63 != 0 { fitting[words - 1] = (1 << UInt64(others & 63)) - 1 }
        left = [Int](repeating: 0, count: k * options)
    }

    /// As scikit-mobility compares: what is known lies within the tolerance around theirs.
    static func isNear(known: Double, theirs: Double, _ tolerance: Double) -> Bool {
        let width = theirs * tolerance
        return known >= theirs - width && known <= theirs + width
    }

    /// The fewest vehicles that fit, the target among them.
    mutating func run(k: Int) -> KRisk {
        if others == 0 { return KRisk(matches: 1) }
        descend(depth: 0, from: 0, known: k, count: others)
        return KRisk(matches: best + 1, isCutOff: steps > KAttackIndex.budget)
    }

    /// Chooses among the groups from `from` on, with `known` things left to know and `count` others
    /// that still fit.
    private mutating func descend(depth: Int, from: Int, known: Int, count: Int) {
        let groups = firstOption.count - 1
        let options = firstOption[groups]
        // Most others that q more things could rule out, were there no overlap.
        var bound = [Int](repeating: 0, count: known + 1)
        for group in from..<groups {
            let most = min(firstOption[group + 1] - firstOption[group], known)
            for m in 0..<most {
                let option = firstOption[group] + m
                let rest = survivors(option, depth)
                left[depth * options + option] = rest
                best = min(best, rest)
            }
            for q in stride(from: known, to: 0, by: -1) {
                for m in 1...min(most, q) {
                    let rest = left[depth * options + firstOption[group] + m - 1]
                    bound[q] = max(bound[q], bound[q - m] + count - rest)
                }
            }
        }
        steps += (options - firstOption[from]) * words
        if best == 0 || known == 1 || count - bound[known] >= best { return }
        for group in from..<groups {
            let most = min(firstOption[group + 1] - firstOption[group], known - 1)
            for m in stride(from: 1, through: most, by: 1) {
                let option = firstOption[group] + m - 1
                for word in 0..<words {
                    fitting[(depth + 1) * words + word] =
                        fitting[depth * words + word] & bits[option * words + word]
                }
                descend(
                    depth: depth + 1, from: group + 1, known: known - m,
                    count: left[depth * options + option])
                if best == 0 || steps > KAttackIndex.budget { return }
            }
        }
    }

    /// How many of those that fit at a depth fit an option, too.
    private func survivors(_ option: Int, _ depth: Int) -> Int {
        bits.withUnsafeBufferPointer { bits in
            fitting.withUnsafeBufferPointer { fitting in
                var count = 0
                for word in 0..<words {
                    count +=
                        (bits[option * words + word] & fitting[depth * words + word])
                        .nonzeroBitCount
                }
                return count
            }
        }
    }
}
