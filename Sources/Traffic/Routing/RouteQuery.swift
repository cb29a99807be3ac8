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

    private var forward: [SearchLabel]
    private var backward: [SearchLabel]
    private var stack: [UInt32] = []
    private var spare: [UInt32] = []

    /// A workspace for metrics of one hierarchy.
    public init(_ hierarchy: RouteHierarchy) {
        forward = [SearchLabel](repeating: SearchLabel(), count: hierarchy.height)
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
        let depth = metric.hierarchy.depth
        stack.removeAll(keepingCapacity: true)
        spare.removeAll(keepingCapacity: true)
        var at = found.meeting
        let bottom = UInt32(depth[Int(rank[target])])
        while at != bottom {
            spare.append(backward[Int(at)].arc)
            at = backward[Int(at)].from
        }
        for arc in spare.reversed() { stack.append(arc) }
        at = found.meeting
        let start = UInt32(depth[Int(rank[source])])
        while at != start {
            stack.append(forward[Int(at)].arc)
            at = forward[Int(at)].from
        }
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

/// What a search knows of an ancestor.
struct SearchLabel: Sendable {
    var cost = RouteMetric.unreachable
    /// The arc by which it was reached, and the depth of where that came from.
    var arc: UInt32 = 0
    var from: UInt32 = 0
}

/// Searches up from both ends; returns the cost and the depth of where the searches meet.
///
/// Labels are by depth, because all that is reached from one rank are its ancestors, and each has
/// a depth of its own: a search's labels fit into the first-level cache.
private func searchUp(
    _ metric: RouteMetric, _ source: Int, _ target: Int, _ forward: inout [SearchLabel],
    _ backward: inout [SearchLabel], _ reached: inout Int
) -> (cost: UInt32, meeting: UInt32) {
    let hierarchy = metric.hierarchy
    let unreachable = RouteMetric.unreachable
    var best = (cost: unreachable, meeting: UInt32(0))
    let depths = (Int(hierarchy.depth[source]), Int(hierarchy.depth[target]))
    forward.withUnsafeMutableBufferPointer { forward in
        backward.withUnsafeMutableBufferPointer { backward in
            hierarchy.parent.withUnsafeBufferPointer { parent in
                metric.firstArc.withUnsafeBufferPointer { firstArc in
                    metric.firstDown.withUnsafeBufferPointer { firstDown in
                        metric.arcs.withUnsafeBufferPointer { arcs in
                            for depth in 0...depths.0 { forward[depth].cost = unreachable }
                            for depth in 0...depths.1 { backward[depth].cost = unreachable }
                            forward[depths.0].cost = 0
                            backward[depths.1].cost = 0
                            best = climb(
                                (source, depths.0), (target, depths.1), forward, backward, parent,
                                firstArc, firstDown, arcs, &reached)
                        }
                    }
                }
            }
        }
    }
    return best
}

@inline(__always)
private func climb(
    _ source: (rank: Int, depth: Int), _ target: (rank: Int, depth: Int),
    _ forward: UnsafeMutableBufferPointer<SearchLabel>,
    _ backward: UnsafeMutableBufferPointer<SearchLabel>, _ parent: UnsafeBufferPointer<UInt32>,
    _ firstArc: UnsafeBufferPointer<UInt32>, _ firstDown: UnsafeBufferPointer<UInt32>,
    _ arcs: UnsafeBufferPointer<SearchArc>, _ reached: inout Int
) -> (cost: UInt32, meeting: UInt32) {
    var best = (cost: RouteMetric.unreachable, meeting: UInt32(0))
    let none = Int(UInt32.max)

    @inline(__always) func relax(
        _ range: Range<Int>, _ cost: UInt32, _ depth: Int,
        _ labels: UnsafeMutableBufferPointer<SearchLabel>
    ) {
        reached &+= 1
        for arc in range {
            let sum = cost &+ arcs[arc].weight
            let end = Int(arcs[arc].depth)
            if sum < labels[end].cost {
                labels[end] = SearchLabel(cost: sum, arc: UInt32(arc), from: UInt32(depth))
            }
        }
    }

    var (up, down) = (source, target)
    while up.rank != down.rank {
        if up.rank < down.rank {
            let cost = forward[up.depth].cost
            if cost < best.cost {
                let range = Int(firstArc[up.rank])..<Int(firstDown[up.rank])
                relax(range, cost, up.depth, forward)
            }
            up = (Int(parent[up.rank]), up.depth &- 1)
        } else {
            let cost = backward[down.depth].cost
            if cost < best.cost {
                let range = Int(firstDown[down.rank])..<Int(firstArc[down.rank + 1])
                relax(range, cost, down.depth, backward)
            }
            down = (Int(parent[down.rank]), down.depth &- 1)
        }
    }
    while up.rank != none {
        let (there, back) = (forward[up.depth].cost, backward[up.depth].cost)
        if there &+ back < best.cost { best = (there &+ back, UInt32(up.depth)) }
        let middle = Int(firstDown[up.rank])
        if there < best.cost { relax(Int(firstArc[up.rank])..<middle, there, up.depth, forward) }
        if back < best.cost { relax(middle..<Int(firstArc[up.rank + 1]), back, up.depth, backward) }
        up = (Int(parent[up.rank]), up.depth &- 1)
    }
    return best
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
