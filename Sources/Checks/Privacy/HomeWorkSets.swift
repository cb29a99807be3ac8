// Home and work (P. Golle, K. Partridge, "On the Anonymity of Home/Work Location Pairs", Pervasive
// 2009): how many people share somebody's two commonest places?

import Base

/// The sets of subjects that share their two commonest cells.
package struct HomeWorkSets: Sendable {
    /// The two commonest cells of every subject, the lower one first; twice the same one for a
    /// subject with one cell. [subjects]
    private let pairs: [SIMD2<UInt64>]
    private let identity: [UInt64]
    /// Size of each subject's set, ascending. [subjects]
    package let sizes: [Int]

    /// Ranks every subject's cells by visits, the most first, ties by cell.
    package init(visits: Sightings, grid: SpatialGrid) {
        let cells = visits.cells(grid)
        var commonest: [(first: UInt64, second: UInt64)] = []
        var start = 0
        while start < cells.count {
            var end = start + 1
            while end < cells.count, visits.subject[end] == visits.subject[start] { end += 1 }
            commonest.append(Self.commonest(of: cells[start..<end].sorted()))
            start = end
        }
        pairs = commonest.map { SIMD2(min($0.first, $0.second), max($0.first, $0.second)) }
        firstCell = commonest.map(\.first)
        secondCell = commonest.map(\.second)
        identity = visits.identity
        sizes = Self.sizes(of: pairs)
    }

    private let firstCell: [UInt64]
    private let secondCell: [UInt64]

    /// The two commonest of some sorted cells.
    private static func commonest(of sorted: [UInt64]) -> (first: UInt64, second: UInt64) {
        var best = (cell: sorted[0], visits: 0)
        var next = (cell: sorted[0], visits: 0)
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
            let run = (cell: sorted[start], visits: end - start)
            if run.visits > best.visits {
                next = best
                best = run
            } else if run.visits > next.visits {
                next = run
            }
            start = end
        }
        return (best.cell, next.visits > 0 ? next.cell : best.cell)
    }

    /// Sorts the pairs, and gives every subject the length of its run.
    private static func sizes(of pairs: [SIMD2<UInt64>]) -> [Int] {
        let sorted = pairs.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        var sizes: [Int] = []
        sizes.reserveCapacity(sorted.count)
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
            sizes += [Int](repeating: end - start, count: end - start)
            start = end
        }
        return sizes.sorted()
    }

    /// Share of subjects in sets of at most `size`.
    package func share(atMost size: Int) -> Double {
        sizes.isEmpty ? 0 : Double(sizes.count { $0 <= size }) / Double(sizes.count)
    }

    /// Share of other subjects, who are not among these, whose pair fits exactly one of these: who
    /// would be taken for somebody else.
    package func falseMatches(of others: HomeWorkSets) -> Double? {
        guard !others.pairs.isEmpty else { return nil }
        var counts: [SIMD2<UInt64>: Int] = [:]
        for pair in pairs { counts[pair, default: 0] += 1 }
        return Double(others.pairs.count { counts[$0] == 1 }) / Double(others.pairs.count)
    }

    /// Sizes of the sets if second cells were dealt out anew among the subjects of a region: what
    /// the two places would give away if they had nothing to do with each other.
    package func sizesWithPermutedSecond(seed: UInt64) -> [Int] {
        let lots = identity.map { who in
            var stream = RandomStream(
                seed: seed, purpose: .permutedWork, entity: RandomEntity(who))
            return stream.nextBits()
        }
        func region(_ subject: Int) -> UInt64 { firstCell[subject] >> 51 }
        let places = firstCell.indices.sorted { (region($0), $0) < (region($1), $1) }
        let dealt = firstCell.indices.sorted {
            (region($0), lots[$0], $0) < (region($1), lots[$1], $1)
        }
        var permuted = pairs
        for (to, from) in zip(places, dealt) {
            let (a, b) = (firstCell[to], secondCell[from])
            permuted[to] = SIMD2(min(a, b), max(a, b))
        }
        return Self.sizes(of: permuted)
    }
}
