// The quickest route between two points, by a search up the elimination tree from both ends: the
// "elimination tree query" of the paper named in RouteHierarchy.swift.

import Base
import Roads

/// A thread's workspace for finding routes. Allocates nothing once its lists have grown.
public struct RouteQuery: Sendable {
    /// How many routes were asked for.
    public private(set) var queries = 0
    /// How many links the searches reached.
    public private(set) var reached = 0

    private var forward: SearchTree
    private var backward: SearchTree
    private var stack: [UInt32] = []
    private var spare: [UInt32] = []

    /// A workspace for metrics of one hierarchy.
    public init(_ hierarchy: RouteHierarchy) {
        forward = SearchTree(height: hierarchy.height)
        backward = forward
    }

    /// The quickest route, or `nil` when there is none.
    ///
    /// The first link is driven from the start's offset, the last one to the destination's. When
    /// both lie on one link and the destination is not behind the start, the route is that link.
    /// - Parameter links: the route's links are appended to it, both ends included.
    public mutating func route(
        _ metric: RouteMetric, from start: RoutePoint, to end: RoutePoint,
        appendingTo links: inout [UInt32]
    ) -> RouteSummary? {
        queries += 1
        let hierarchy = metric.hierarchy
        let cost = metric.costs.linkMilliseconds
        let source = start.link.index
        let target = end.link.index
        let startShare = hierarchy.share(of: source, at: start.offset)
        let endShare = hierarchy.share(of: target, at: end.offset)
        if source == target, end.offset >= start.offset {
            links.append(start.link.rawValue)
            let milliseconds = Double(cost[source]) * (endShare - startShare)
            return RouteSummary(
                milliseconds: UInt32(milliseconds.rounded()),
                meters: Double(end.offset - start.offset))
        }
        let base = links.count
        links.append(start.link.rawValue)
        let between =
            source == target
            ? loop(metric, through: source, &links)
            : path(metric, from: source, to: target, &links).map { $0 - cost[source] }
        guard let between else {
            links.removeLast()
            return nil
        }
        var meters = Double(hierarchy.length[source] - start.offset) + Double(end.offset)
        for place in (base + 1)..<(links.count - 1) {
            meters += Double(hierarchy.length[Int(links[place])])
        }
        let first = UInt32((Double(cost[source]) * (1 - startShare)).rounded())
        let last = UInt32((Double(cost[target]) * endShare).rounded())
        return RouteSummary(milliseconds: first + between + last, meters: meters)
    }

    /// Cost from the start of one link to the start of another; appends the links behind the first.
    private mutating func path(
        _ metric: RouteMetric, from source: Int, to target: Int, _ links: inout [UInt32]
    ) -> UInt32? {
        let rank = metric.hierarchy.order.rank
        let found = searchUp(
            metric, Int(rank[source]), Int(rank[target]), &forward, &backward, &reached)
        guard found.cost < RouteMetric.unreachable else { return nil }
        stack.removeAll(keepingCapacity: true)
        spare.removeAll(keepingCapacity: true)
        backward.collect(from: found.meeting, metric.firstDown, metric.firstArc, 1, &spare)
        for arc in spare.reversed() { stack.append(arc) }
        forward.collect(from: found.meeting, metric.firstArc, metric.firstDown, 0, &stack)
        unpack(metric.halves, &stack, &links)
        return found.cost
    }

    /// Cost from the end of a link round to its start, and the links behind it.
    private mutating func loop(
        _ metric: RouteMetric, through link: Int, _ links: inout [UInt32]
    ) -> UInt32? {
        let hierarchy = metric.hierarchy
        let base = links.count
        var best: (cost: UInt32, next: Int)?
        for turn in Int(hierarchy.firstTurn[link])..<Int(hierarchy.firstTurn[link + 1]) {
            let next = Int(hierarchy.turnTo[turn])
            var cost = metric.costs.turnMilliseconds[turn]
            if next != link {
                guard let way = path(metric, from: next, to: link, &links) else { continue }
                cost += way
                links.removeSubrange(base...)
            }
            if best.map({ cost < $0.cost }) ?? true { best = (cost, next) }
        }
        guard let best else { return nil }
        links.append(UInt32(best.next))
        if best.next != link { _ = path(metric, from: best.next, to: link, &links) }
        return best.cost
    }
}

/// What a search from one end found: of each ancestor, by its depth.
///
/// Labels are by depth, because all that is reached from one rank are its ancestors, and each has
/// a depth of its own: a search's labels fit into the first-level cache. A label is the cost and,
/// below it, the arc that led there, in one word: the cheaper of two is the smaller number, without
/// a branch that is mispredicted at every other arc.
private struct SearchTree: Sendable {
    /// Cost << 32 | arc. [depth]
    var labels: [UInt64]
    /// The ancestor of each depth. [depth]
    var ranks: [UInt32]
    /// Depth of the end of the road that is searched from.
    var bottom = 0

    static let unreached = UInt64(RouteMetric.unreachable) << 32

    init(height: Int) {
        labels = [UInt64](repeating: Self.unreached, count: height)
        ranks = [UInt32](repeating: 0, count: height)
    }

    /// Collects the arcs that led to an ancestor, the last one first.
    ///
    /// An arc belongs to one of the ancestors below: arcs stand in the order of ranks.
    /// - Parameters:
    ///   - first: where a rank's arcs of this direction begin, and `end` where they end, both by
    ///     rank; `end` is read at the rank plus `step`.
    func collect(
        from meeting: UInt32, _ first: [UInt32], _ end: [UInt32], _ step: Int,
        _ arcs: inout [UInt32]
    ) {
        var depth = Int(meeting)
        while depth != bottom {
            let arc = UInt32(truncatingIfNeeded: labels[depth])
            arcs.append(arc)
            var (low, high) = (depth + 1, bottom)
            while low < high {
                let middle = (low + high) / 2
                if end[Int(ranks[middle]) + step] <= arc {
                    high = middle - 1
                } else if first[Int(ranks[middle])] > arc {
                    low = middle + 1
                } else {
                    low = middle
                    high = middle
                }
            }
            depth = low
        }
    }
}

/// Searches up from both ends; returns the cost and the depth of where the searches meet.
private func searchUp(
    _ metric: RouteMetric, _ source: Int, _ target: Int, _ forward: inout SearchTree,
    _ backward: inout SearchTree, _ reached: inout Int
) -> (cost: UInt32, meeting: UInt32) {
    let hierarchy = metric.hierarchy
    forward.bottom = Int(hierarchy.depth[source])
    backward.bottom = Int(hierarchy.depth[target])
    let depths = (forward.bottom, backward.bottom)
    return forward.labels.withUnsafeMutableBufferPointer { there in
        backward.labels.withUnsafeMutableBufferPointer { back in
            forward.ranks.withUnsafeMutableBufferPointer { upRanks in
                backward.ranks.withUnsafeMutableBufferPointer { downRanks in
                    for depth in 0...depths.0 { there[depth] = SearchTree.unreached }
                    for depth in 0...depths.1 { back[depth] = SearchTree.unreached }
                    there[depths.0] = 0
                    back[depths.1] = 0
                    var climb = Climb(
                        there: there, back: back, upRanks: upRanks, downRanks: downRanks)
                    climb.run(metric, (source, depths.0), (target, depths.1))
                    reached &+= climb.reached
                    return (cost: climb.best, meeting: climb.meeting)
                }
            }
        }
    }
}

/// A search from both ends that is under way.
private struct Climb {
    let there: UnsafeMutableBufferPointer<UInt64>
    let back: UnsafeMutableBufferPointer<UInt64>
    let upRanks: UnsafeMutableBufferPointer<UInt32>
    let downRanks: UnsafeMutableBufferPointer<UInt32>
    var best = RouteMetric.unreachable
    var meeting: UInt32 = 0
    var reached = 0

    @inline(__always) static func cost(_ label: UInt64) -> UInt32 { UInt32(label >> 32) }

    mutating func run(
        _ metric: RouteMetric, _ source: (rank: Int, depth: Int),
        _ target: (rank: Int, depth: Int)
    ) {
        metric.hierarchy.parent.withUnsafeBufferPointer { parent in
            metric.firstArc.withUnsafeBufferPointer { firstArc in
                metric.firstDown.withUnsafeBufferPointer { firstDown in
                    metric.arcs.withUnsafeBufferPointer { arcs in
                        climb(source, target, parent, firstArc, firstDown, arcs)
                    }
                }
            }
        }
    }

    /// Costs an arc of the search: its two words and one label, no branch but the loop's.
    @inline(__always) private mutating func relax(
        _ range: Range<Int>, _ cost: UInt32, _ arcs: UnsafeBufferPointer<SearchArc>,
        _ labels: UnsafeMutableBufferPointer<UInt64>
    ) {
        reached &+= 1
        for arc in range {
            let sum = UInt64(cost &+ arcs[arc].weight) << 32 | UInt64(arc)
            let end = Int(arcs[arc].depth)
            labels[end] = min(labels[end], sum)
        }
    }

    @inline(__always) private mutating func climb(
        _ source: (rank: Int, depth: Int), _ target: (rank: Int, depth: Int),
        _ parent: UnsafeBufferPointer<UInt32>, _ firstArc: UnsafeBufferPointer<UInt32>,
        _ firstDown: UnsafeBufferPointer<UInt32>, _ arcs: UnsafeBufferPointer<SearchArc>
    ) {
        let none = Int(UInt32.max)
        var (up, down) = (source, target)
        while up.rank != down.rank {
            if up.rank < down.rank {
                upRanks[up.depth] = UInt32(up.rank)
                let cost = Self.cost(there[up.depth])
                if cost < best {
                    relax(Int(firstArc[up.rank])..<Int(firstDown[up.rank]), cost, arcs, there)
                }
                up = (Int(parent[up.rank]), up.depth &- 1)
            } else {
                downRanks[down.depth] = UInt32(down.rank)
                let cost = Self.cost(back[down.depth])
                if cost < best {
                    relax(
                        Int(firstDown[down.rank])..<Int(firstArc[down.rank + 1]), cost, arcs, back)
                }
                down = (Int(parent[down.rank]), down.depth &- 1)
            }
        }
        while up.rank != none {
            upRanks[up.depth] = UInt32(up.rank)
            downRanks[up.depth] = UInt32(up.rank)
            let (forth, home) = (Self.cost(there[up.depth]), Self.cost(back[up.depth]))
            if forth &+ home < best { (best, meeting) = (forth &+ home, UInt32(up.depth)) }
            let middle = Int(firstDown[up.rank])
            if forth < best { relax(Int(firstArc[up.rank])..<middle, forth, arcs, there) }
            if home < best { relax(middle..<Int(firstArc[up.rank + 1]), home, arcs, back) }
            up = (Int(parent[up.rank]), up.depth &- 1)
        }
    }
}

/// Replaces shortcuts by their halves until only turns are left, and appends the links they lead
/// to. The stack's last arc is the first one driven.
private func unpack(_ halves: [Halves], _ stack: inout [UInt32], _ links: inout [UInt32]) {
    halves.withUnsafeBufferPointer { halves in
        while var arc = stack.popLast() {
            while halves[Int(arc)].first != Halves.none {
                stack.append(halves[Int(arc)].second)
                arc = halves[Int(arc)].first
            }
            links.append(halves[Int(arc)].second)
        }
    }
}
