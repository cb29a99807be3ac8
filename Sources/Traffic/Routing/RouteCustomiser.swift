// Puts costs into a hierarchy, and other costs later, for which it looks only at what has changed.

import Base
import Roads

/// The weights of all arcs at the costs of now.
///
/// The result does not depend on the costs before: a rank's arcs follow from its turns and from
/// those of lower ranks, and are left alone only when none of these has changed.
public struct RouteCustomiser: Sendable {
    /// The hierarchy.
    public let hierarchy: RouteHierarchy
    private(set) var arcs: [SearchArc]
    private(set) var halves: [Halves]
    /// Weights of turns, with the link before them. [arcs]
    private var own: [UInt32]
    /// Links' costs in `own`. [links]
    private var known: [UInt32] = []
    /// Ranks to look at again. [ranks]
    private var isStale: [Bool]

    /// Knows no costs yet.
    public init(_ hierarchy: RouteHierarchy) {
        self.hierarchy = hierarchy
        arcs = hierarchy.highDepth.map {
            SearchArc(weight: RouteMetric.unreachable, depth: UInt32($0))
        }
        halves = [Halves](repeating: Halves(), count: arcs.count)
        own = [UInt32](repeating: RouteMetric.unreachable, count: arcs.count)
        isStale = [Bool](repeating: true, count: hierarchy.linkCount)
    }

    /// What is searched at new costs; those of turns must be the same as before.
    /// - Complexity: about 2 ns a triangle and 100 ns a link at first, less for small changes.
    public mutating func metric(_ costs: LinkCosts) -> RouteMetric {
        RouteMetric(&self, costs: costs)
    }

    mutating func update(_ costs: LinkCosts) {
        let rank = hierarchy.order.rank
        for link in 0..<hierarchy.linkCount {
            let cost = costs.linkMilliseconds[link]
            if !known.isEmpty, known[link] == cost { continue }
            for turn in Int(hierarchy.firstTurn[link])..<Int(hierarchy.firstTurn[link + 1]) {
                guard hierarchy.turnArc[turn] != .max else { continue }
                own[Int(hierarchy.turnArc[turn])] = cost + costs.turnMilliseconds[turn]
                let low = min(rank[link], rank[Int(hierarchy.turnTo[turn])])
                isStale[Int(low)] = true
            }
        }
        known = costs.linkMilliseconds
        customise()
    }

    private mutating func customise() {
        let hierarchy = hierarchy
        let row = UnsafeMutablePointer<RowEntry>.allocate(capacity: hierarchy.height)
        row.initialize(repeating: RowEntry(), count: hierarchy.height)
        defer { row.deallocate() }
        arcs.withUnsafeMutableBufferPointer { arcs in
            halves.withUnsafeMutableBufferPointer { halves in
                own.withUnsafeBufferPointer { own in
                    for rank in 0..<hierarchy.linkCount where isStale[rank] {
                        isStale[rank] = false
                        let (begin, end) = hierarchy.arcs(of: rank)
                        let middle = Int(hierarchy.firstDown[rank])
                        let isUpNew = customiseRow(
                            begin..<middle, hierarchy.upTriangles.of(rank), own, arcs, row)
                        for arc in begin..<middle {
                            let entry = row[Int(arcs[arc].depth)]
                            halves[arc] = Halves(first: entry.first, second: entry.second)
                            if entry.first == Halves.none {
                                halves[arc].second = hierarchy.order.link[Int(hierarchy.high[arc])]
                            }
                        }
                        let isDownNew = customiseRow(
                            middle..<end, hierarchy.downTriangles.of(rank), own, arcs, row)
                        for arc in middle..<end {
                            // The legs were met in the order against travel.
                            let entry = row[Int(arcs[arc].depth)]
                            halves[arc] = Halves(first: entry.second, second: entry.first)
                            if entry.first == Halves.none {
                                halves[arc].second = hierarchy.order.link[rank]
                            }
                        }
                        guard isUpNew || isDownNew else { continue }
                        for arc in begin..<end { isStale[Int(hierarchy.high[arc])] = true }
                    }
                }
            }
        }
    }
}

private struct RowEntry {
    var weight: UInt32 = 0
    var first = Halves.none
    var second = Halves.none
}

/// Weighs one rank's arcs in one direction: spread over their depths, shortened leg by leg,
/// gathered. Returns whether any weight has changed; how they are made is left in the row.
@inline(__always)
private func customiseRow(
    _ range: Range<Int>, _ legs: ArraySlice<LowerTriangles.Leg>,
    _ own: UnsafeBufferPointer<UInt32>, _ arcs: UnsafeMutableBufferPointer<SearchArc>,
    _ row: UnsafeMutablePointer<RowEntry>
) -> Bool {
    for arc in range { row[Int(arcs[arc].depth)] = RowEntry(weight: own[arc]) }
    for leg in legs {
        let base = arcs[Int(leg.arc)].weight
        guard base < RouteMetric.unreachable else { continue }
        for arc in Int(leg.first)..<Int(leg.end) {
            // Two values of at most 2^31 − 1 fit.
            let sum = base &+ arcs[arc].weight
            let place = Int(arcs[arc].depth)
            if sum < row[place].weight {
                row[place] = RowEntry(weight: sum, first: leg.arc, second: UInt32(arc))
            }
        }
    }
    var isNew = false
    for arc in range {
        let weight = row[Int(arcs[arc].depth)].weight
        if arcs[arc].weight != weight {
            arcs[arc].weight = weight
            isNew = true
        }
    }
    return isNew
}
