// The hierarchy with costs put into it.

import Base
import Roads

/// What is searched for one snapshot of costs. Immutable; a class, because threads share the one.
public final class RouteMetric: Sendable {
    /// How much is done to make searches fast.
    public enum Customisation: Sendable {
        /// All arcs stay: quick to make, for a few thousand routes.
        case basic
        /// Arcs that are no shortest way are left out ("perfect customisation"): for many routes.
        case perfect
    }

    /// The hierarchy.
    public let hierarchy: RouteHierarchy
    /// The costs.
    public let costs: LinkCosts
    /// Arcs that are searched.
    public var arcCount: Int { arcs.count }

    /// First arc of a rank; it goes up. [ranks + 1]
    let firstArc: [UInt32]
    /// First arc that comes down to a rank. [ranks]
    let firstDown: [UInt32]
    let arcs: [SearchArc]
    /// The two arcs that an arc stands for. [arcs]
    let halves: [Halves]

    /// No way, or longer than 24 days.
    static let unreachable = UInt32(Int32.max)

    /// Puts costs into a hierarchy.
    /// - Complexity: about 2 ns (basic) or 6 ns (perfect) a triangle, and 100 ns a link.
    public convenience init(
        _ hierarchy: RouteHierarchy, costs: LinkCosts, customisation: Customisation = .perfect
    ) {
        var customiser = RouteCustomiser(hierarchy)
        self.init(&customiser, costs: costs, customisation: customisation)
    }

    /// The same, from what is known of other costs.
    init(
        _ customiser: inout RouteCustomiser, costs: LinkCosts, customisation: Customisation = .basic
    ) {
        customiser.update(costs)
        hierarchy = customiser.hierarchy
        self.costs = costs
        switch customisation {
        case .basic:
            firstArc = hierarchy.firstArc
            firstDown = hierarchy.firstDown
            arcs = customiser.arcs
            halves = customiser.halves
        case .perfect:
            let packed = hierarchy.packed(
                customiser.arcs, customiser.halves, hierarchy.needed(customiser.arcs))
            firstArc = packed.firstArc
            firstDown = packed.firstDown
            arcs = packed.arcs
            halves = packed.halves
        }
    }
}

/// An arc as searches see it.
struct SearchArc: Sendable {
    /// Milliseconds from the start of one link to the start of the other.
    var weight: UInt32
    /// How many ancestors its higher end has: which one it is, seen from the lower end.
    var depth: UInt32
}

/// Of a shortcut, the arc down to the lowest rank on it and the arc up from there; of a turn, none
/// and the link it leads to.
struct Halves: Sendable {
    static let none = UInt32.max
    var first = none
    var second = none
}

extension RouteHierarchy {
    /// The arcs that are not longer than every way over higher ranks: no other arc is part of a
    /// shortest path.
    func needed(_ arcs: [SearchArc]) -> [Bool] {
        let weights = arcs.map(\.weight)
        var isKept = [Bool](repeating: false, count: arcs.count)
        // By depth: the shortest known way up from a rank, and down to it.
        var up = [UInt32](repeating: RouteMetric.unreachable, count: height)
        var down = up
        var shortest = weights
        for rank in (0..<linkCount).reversed() {
            let ups = Int(firstArc[rank])..<Int(firstDown[rank])
            let downs = Int(firstDown[rank])..<Int(firstArc[rank + 1])
            for ancestor in 0..<Int(depth[rank]) {
                up[ancestor] = RouteMetric.unreachable
                down[ancestor] = RouteMetric.unreachable
            }
            for arc in ups { up[Int(highDepth[arc])] = weights[arc] }
            for arc in downs { down[Int(highDepth[arc])] = weights[arc] }
            relaxUpperTriangles(ups, outward: true, shortest, &up)
            relaxUpperTriangles(downs, outward: false, shortest, &down)
            for arc in ups {
                shortest[arc] = up[Int(highDepth[arc])]
                isKept[arc] =
                    shortest[arc] == weights[arc] && weights[arc] < RouteMetric.unreachable
            }
            for arc in downs {
                shortest[arc] = down[Int(highDepth[arc])]
                isKept[arc] =
                    shortest[arc] == weights[arc] && weights[arc] < RouteMetric.unreachable
            }
        }
        return isKept
    }

    /// Shortens the ways from a rank to the ends of its arcs by ways over their other ends; the
    /// same against the direction of travel when not outward.
    @inline(__always)
    private func relaxUpperTriangles(
        _ arcs: Range<Int>, outward: Bool, _ shortest: [UInt32], _ row: inout [UInt32]
    ) {
        for arc in arcs {
            let end = Int(high[arc])
            let place = Int(highDepth[arc])
            var toEnd = row[place]
            // Over a higher one, from which an arc comes down to this end.
            let before =
                outward
                ? Int(firstDown[end])..<Int(firstArc[end + 1])
                : Int(firstArc[end])..<Int(firstDown[end])
            for other in before {
                toEnd = min(toEnd, row[Int(highDepth[other])] &+ shortest[other])
            }
            row[place] = toEnd
        }
        for arc in arcs {
            let end = Int(high[arc])
            let toEnd = row[Int(highDepth[arc])]
            guard toEnd < RouteMetric.unreachable else { continue }
            let after =
                outward
                ? Int(firstArc[end])..<Int(firstDown[end])
                : Int(firstDown[end])..<Int(firstArc[end + 1])
            for other in after {
                let place = Int(highDepth[other])
                row[place] = min(row[place], toEnd &+ shortest[other])
            }
        }
    }

    /// The kept arcs, close together.
    func packed(_ all: [SearchArc], _ halves: [Halves], _ isKept: [Bool]) -> (
        firstArc: [UInt32], firstDown: [UInt32], arcs: [SearchArc], halves: [Halves]
    ) {
        var place = [UInt32](repeating: Halves.none, count: arcCount)
        var kept = 0
        for arc in isKept.indices where isKept[arc] {
            place[arc] = UInt32(kept)
            kept += 1
        }
        var first: [UInt32] = []
        var middle: [UInt32] = []
        var arcs: [SearchArc] = []
        var parts: [Halves] = []
        first.reserveCapacity(linkCount + 1)
        middle.reserveCapacity(linkCount)
        arcs.reserveCapacity(kept)
        parts.reserveCapacity(kept)
        for rank in 0..<linkCount {
            first.append(UInt32(arcs.count))
            for arc in Int(firstArc[rank])..<Int(firstArc[rank + 1]) {
                if arc == Int(firstDown[rank]) { middle.append(UInt32(arcs.count)) }
                guard isKept[arc] else { continue }
                arcs.append(all[arc])
                var half = halves[arc]
                if half.first != Halves.none {
                    half = Halves(first: place[Int(half.first)], second: place[Int(half.second)])
                }
                parts.append(half)
            }
            if middle.count == rank { middle.append(UInt32(arcs.count)) }
        }
        first.append(UInt32(arcs.count))
        return (first, middle, arcs, parts)
    }
}
