// The hierarchy with costs put into it.

import Base
import Roads

/// What is searched for one snapshot of costs. Immutable; a class, because threads share the one.
public final class RouteMetric: Sendable {
    /// How much is done to make searches fast.
    public enum Customisation: Sendable {
        /// Only arcs that lead nowhere are left out: quick to make, for a few thousand routes.
        case basic
        /// Arcs that are no shortest way are left out too ("perfect customisation"): for many
        /// routes.
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
    /// - Complexity: about 2 ns (basic) or 6 ns (perfect) a triangle.
    public init(
        _ hierarchy: RouteHierarchy, costs: LinkCosts, customisation: Customisation = .perfect
    ) {
        self.hierarchy = hierarchy
        self.costs = costs
        var weights = hierarchy.weights(costs)
        var halves = [Halves](repeating: Halves(), count: weights.count)
        hierarchy.customise(&weights, &halves)
        var isKept = [Bool](repeating: false, count: weights.count)
        if customisation == .perfect {
            hierarchy.markNeeded(weights, &isKept)
        } else {
            for arc in weights.indices { isKept[arc] = weights[arc] < Self.unreachable }
        }
        let packed = hierarchy.packed(weights, halves, isKept)
        firstArc = packed.firstArc
        firstDown = packed.firstDown
        arcs = packed.arcs
        self.halves = packed.halves
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
    /// The weights of arcs before any shortcut: turns, with the link before them.
    func weights(_ costs: LinkCosts) -> [UInt32] {
        var weights = [UInt32](repeating: RouteMetric.unreachable, count: arcCount)
        for link in 0..<linkCount {
            for turn in Int(firstTurn[link])..<Int(firstTurn[link + 1]) {
                let arc = Int(turnArc[turn])
                guard turnArc[turn] != .max else { continue }
                let cost = costs.linkMilliseconds[link] + costs.turnMilliseconds[turn]
                weights[arc] = min(weights[arc], cost)
            }
        }
        return weights
    }

    /// Makes every arc as short as the ways over lower ranks allow.
    func customise(_ weights: inout [UInt32], _ halves: inout [Halves]) {
        let row = UnsafeMutablePointer<Entry>.allocate(capacity: height)
        row.initialize(repeating: Entry(), count: height)
        defer { row.deallocate() }
        weights.withUnsafeMutableBufferPointer { weights in
            halves.withUnsafeMutableBufferPointer { halves in
                highDepth.withUnsafeBufferPointer { highDepth in
                    for rank in 0..<linkCount {
                        let middle = Int(firstDown[rank])
                        relaxLowerTriangles(
                            Int(firstArc[rank])..<middle, upTriangles.of(rank), weights, halves,
                            highDepth, row)
                        relaxLowerTriangles(
                            middle..<Int(firstArc[rank + 1]), downTriangles.of(rank), weights,
                            halves, highDepth, row)
                    }
                }
            }
        }
        // Legs of arcs that come down were met in the order against travel.
        for rank in 0..<linkCount {
            for arc in Int(firstDown[rank])..<Int(firstArc[rank + 1]) {
                halves[arc] = Halves(first: halves[arc].second, second: halves[arc].first)
            }
        }
    }
}

private struct Entry {
    var weight: UInt32 = 0
    var first = Halves.none
    var second = Halves.none
}

/// One rank's arcs in one direction: spread over their depths, shortened leg by leg, gathered.
@inline(__always)
private func relaxLowerTriangles(
    _ arcs: Range<Int>, _ legs: ArraySlice<LowerTriangles.Leg>,
    _ weights: UnsafeMutableBufferPointer<UInt32>, _ halves: UnsafeMutableBufferPointer<Halves>,
    _ depth: UnsafeBufferPointer<UInt16>, _ row: UnsafeMutablePointer<Entry>
) {
    guard !legs.isEmpty else { return }
    for arc in arcs { row[Int(depth[arc])] = Entry(weight: weights[arc]) }
    for leg in legs {
        let base = weights[Int(leg.arc)]
        guard base < RouteMetric.unreachable else { continue }
        for arc in Int(leg.first)..<Int(leg.end) {
            // Two values of at most 2^31 − 1 fit.
            let sum = base &+ weights[arc]
            let place = Int(depth[arc])
            if sum < row[place].weight {
                row[place] = Entry(weight: sum, first: leg.arc, second: UInt32(arc))
            }
        }
    }
    for arc in arcs {
        let entry = row[Int(depth[arc])]
        weights[arc] = entry.weight
        halves[arc] = Halves(first: entry.first, second: entry.second)
    }
}

extension RouteHierarchy {
    /// Marks the arcs that are not longer than every way over higher ranks: no other arc is part
    /// of a shortest path.
    func markNeeded(_ weights: [UInt32], _ isKept: inout [Bool]) {
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
    func packed(_ weights: [UInt32], _ halves: [Halves], _ isKept: [Bool]) -> (
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
                arcs.append(SearchArc(weight: weights[arc], depth: UInt32(highDepth[arc])))
                let half = halves[arc]
                if half.first == Halves.none {
                    let to = arc < Int(firstDown[rank]) ? Int(high[arc]) : rank
                    parts.append(Halves(first: Halves.none, second: order.link[to]))
                } else {
                    parts.append(
                        Halves(
                            first: place[Int(half.first)], second: place[Int(half.second)]))
                }
            }
            if middle.count == rank { middle.append(UInt32(arcs.count)) }
        }
        first.append(UInt32(arcs.count))
        return (first, middle, arcs, parts)
    }
}
