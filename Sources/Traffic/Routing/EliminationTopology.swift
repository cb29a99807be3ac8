// Which shortcuts contraction makes, whatever the costs: symbolic elimination of the turn graph.
// Unlike the chordal supergraph of Dibbelt, Strasser and Wagner it keeps directions apart, so that
// an arc that no costs can make finite never exists; on turn graphs that is most of them.

import Base
import Roads

/// Arcs between links, by rank: of each rank those up to higher ranks, then those down from them.
struct EliminationTopology {
    /// First arc of a rank; it goes up. [ranks + 1]
    private(set) var firstArc: [UInt32] = []
    /// First arc that comes down to a rank. [ranks]
    private(set) var firstDown: [UInt32] = []
    /// The other, higher end of an arc; ascending in each list. [arcs]
    private(set) var high: [UInt32] = []

    /// Contracts all ranks, the lowest first.
    init(_ network: Network, _ order: RouteOrder) {
        let ranks = network.linkCount
        let own = OwnArcs(network, order)
        var mark = [UInt32](repeating: 0, count: ranks)
        var up = Inheritance(ranks)
        var down = Inheritance(ranks)
        for rank in 0..<ranks {
            // A rank takes over the arcs of those contracted before it that lead through them.
            firstArc.append(UInt32(high.count))
            for end in own.up(rank) { add(end, stamp: UInt32(2 * rank + 1), &mark) }
            up.forEach(of: rank) { from in
                for arc in Int(firstArc[from])..<Int(firstDown[from]) where high[arc] > rank {
                    add(high[arc], stamp: UInt32(2 * rank + 1), &mark)
                }
            }
            high[Int(firstArc[rank])...].sort()
            firstDown.append(UInt32(high.count))
            for end in own.down(rank) { add(end, stamp: UInt32(2 * rank + 2), &mark) }
            down.forEach(of: rank) { from in
                for arc in Int(firstDown[from])..<Int(firstArc[from + 1]) where high[arc] > rank {
                    add(high[arc], stamp: UInt32(2 * rank + 2), &mark)
                }
            }
            high[Int(firstDown[rank])...].sort()
            firstArc.append(UInt32(high.count))
            bequeath(rank, &up, &down)
            firstArc.removeLast()
        }
        firstArc.append(UInt32(high.count))
    }

    @inline(__always)
    private mutating func add(_ end: UInt32, stamp: UInt32, _ mark: inout [UInt32]) {
        guard mark[Int(end)] != stamp else { return }
        mark[Int(end)] = stamp
        high.append(end)
    }

    /// Names a rank to those that take over its arcs.
    ///
    /// The lowest rank p that has arcs both ways takes over all of them: through it, higher ranks
    /// get what they would from here (symmetric pruning: S. C. Eisenstat and J. W. H. Liu, SIAM J.
    /// Matrix Anal. Appl. 13, 1992).
    private func bequeath(_ rank: Int, _ up: inout Inheritance, _ down: inout Inheritance) {
        var (out, outEnd) = (Int(firstArc[rank]), Int(firstDown[rank]))
        var (into, intoEnd) = (outEnd, Int(firstArc[rank + 1]))
        while out < outEnd, into < intoEnd, high[out] != high[into] {
            if high[out] < high[into] { out += 1 } else { into += 1 }
        }
        if out < outEnd, into < intoEnd { (outEnd, intoEnd) = (out + 1, into + 1) }
        for arc in Int(firstDown[rank])..<intoEnd { up.add(rank, to: Int(high[arc])) }
        for arc in Int(firstArc[rank])..<outEnd { down.add(rank, to: Int(high[arc])) }
    }
}

/// Lists of ranks, one for each rank, in one pool.
private struct Inheritance {
    private var first: [UInt32]
    private var pool: [(rank: UInt32, next: UInt32)] = []

    init(_ ranks: Int) { first = [UInt32](repeating: .max, count: ranks) }

    mutating func add(_ rank: Int, to heir: Int) {
        pool.append((UInt32(rank), first[heir]))
        first[heir] = UInt32(pool.count - 1)
    }

    @inline(__always) func forEach(of heir: Int, _ body: (Int) -> Void) {
        var at = first[heir]
        while at != .max {
            body(Int(pool[Int(at)].rank))
            at = pool[Int(at)].next
        }
    }
}

/// The turns as arcs between ranks.
private struct OwnArcs {
    private var firstUp: [UInt32]
    private var firstDown: [UInt32]
    private var upEnds: [UInt32]
    private var downEnds: [UInt32]

    init(_ network: Network, _ order: RouteOrder) {
        var up: [(UInt32, UInt32)] = []
        var down: [(UInt32, UInt32)] = []
        for link in 0..<network.linkCount {
            for turn in network.turns(from: LinkID(UInt32(link))) {
                let (from, to) = (order.rank[link], order.rank[Int(network.turnTo[turn])])
                if from < to { up.append((from, to)) }
                if from > to { down.append((to, from)) }
            }
        }
        (firstUp, upEnds) = Self.grouped(up, network.linkCount)
        (firstDown, downEnds) = Self.grouped(down, network.linkCount)
    }

    private static func grouped(
        _ pairs: [(UInt32, UInt32)], _ groups: Int
    ) -> ([UInt32], [UInt32]) {
        var first = [UInt32](repeating: 0, count: groups + 1)
        for (low, _) in pairs { first[Int(low) + 1] += 1 }
        for group in 0..<groups { first[group + 1] += first[group] }
        var next = first
        var ends = [UInt32](repeating: 0, count: pairs.count)
        for (low, high) in pairs {
            ends[Int(next[Int(low)])] = high
            next[Int(low)] += 1
        }
        return (first, ends)
    }

    func up(_ rank: Int) -> ArraySlice<UInt32> {
        upEnds[Int(firstUp[rank])..<Int(firstUp[rank + 1])]
    }

    func down(_ rank: Int) -> ArraySlice<UInt32> {
        downEnds[Int(firstDown[rank])..<Int(firstDown[rank + 1])]
    }
}
