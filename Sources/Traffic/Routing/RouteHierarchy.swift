// What routing prepares once for each map, whatever the costs: a contraction hierarchy of its turn
// graph that any costs can be put into. J. Dibbelt, B. Strasser, D. Wagner, "Customizable
// Contraction Hierarchies", ACM J. Experimental Algorithmics 21, 2016.

import Base
import Roads

/// The order of contraction, the arcs it can make, and their triangles. Immutable; a class, because
/// all threads and all replicas of a map share the one.
public final class RouteHierarchy: Sendable {
    /// Links of the map.
    public var linkCount: Int { order.rank.count }
    /// Arcs, shortcuts included.
    public var arcCount: Int { high.count }
    /// Pairs of arcs that customisation looks at.
    public let triangleCount: Int
    /// Most links that a search may pass in one direction.
    public let height: Int

    let order: RouteOrder
    /// Turns and lengths of the network's links, see `Network`.
    let firstTurn: [UInt32]
    let turnTo: [UInt32]
    let length: [Float]
    /// First arc of a rank; it goes up. [ranks + 1]
    let firstArc: [UInt32]
    /// First arc that comes down to a rank. [ranks]
    let firstDown: [UInt32]
    /// The higher end of an arc. [arcs]
    let high: [UInt32]
    /// How many ancestors the higher end has. [arcs]
    let highDepth: [UInt16]
    /// The next ancestor; `UInt32.max` for roots. [ranks]
    let parent: [UInt32]
    /// How many ancestors a rank has. [ranks]
    let depth: [UInt16]
    /// The arc of each turn, `UInt32.max` for turns from a link into itself. [turns of the network]
    let turnArc: [UInt32]
    /// Lower triangles of the arcs that go up from a rank, and of those that come down to it.
    let upTriangles: LowerTriangles
    let downTriangles: LowerTriangles

    /// Prepares a map.
    /// - Complexity: about 10 µs a link.
    public init(_ network: Network) {
        firstTurn = Array(network.linkFirstTurn)
        turnTo = Array(network.turnTo)
        length = Array(network.linkLength)
        order = RouteOrder(network)
        let topology = EliminationTopology(network, order)
        firstArc = topology.firstArc
        firstDown = topology.firstDown
        high = topology.high
        parent = Self.eliminationTree(network, order)
        depth = Self.depths(parent)
        let depth = depth
        highDepth = high.map { depth[Int($0)] }
        height = 1 + Int(depth.max() ?? 0)
        turnArc = Self.turnArcs(network, order, topology)
        upTriangles = LowerTriangles(topology, up: true)
        downTriangles = LowerTriangles(topology, up: false)
        triangleCount = upTriangles.count + downTriangles.count
    }

    /// Where a rank's arcs begin and end, those down to it included.
    @inline(__always) func arcs(of rank: Int) -> (begin: Int, end: Int) {
        (Int(firstArc[rank]), Int(firstArc[rank + 1]))
    }

    /// How far along a link a point lies, from 0 to 1.
    @inline(__always) func share(of link: Int, at offset: Float) -> Double {
        Double(max(0, min(1, offset / length[link])))
    }

    /// The parents in the elimination tree of the graph without directions: J. W. H. Liu, "The Role
    /// of Elimination Trees in Sparse Factorization", SIAM J. Matrix Anal. Appl. 11, 1990.
    private static func eliminationTree(_ network: Network, _ order: RouteOrder) -> [UInt32] {
        let graph = TurnGraph(network)
        var parent = [UInt32](repeating: .max, count: network.linkCount)
        var shortcut = parent
        func join(_ lower: UInt32, to rank: UInt32) {
            var at = lower
            while at < rank {
                let next = shortcut[Int(at)]
                shortcut[Int(at)] = rank
                if next == .max { parent[Int(at)] = rank }
                at = next
            }
        }
        for rank in 0..<UInt32(network.linkCount) {
            let link = Int(order.link[Int(rank)])
            for turn in graph.firstTurn[link]..<graph.firstTurn[link + 1] {
                join(order.rank[Int(graph.turnTo[Int(turn)])], to: rank)
            }
            for turn in graph.firstInTurn[link]..<graph.firstInTurn[link + 1] {
                join(order.rank[Int(graph.inLink[Int(turn)])], to: rank)
            }
        }
        return parent
    }

    private static func depths(_ parent: [UInt32]) -> [UInt16] {
        var depth = [UInt16](repeating: 0, count: parent.count)
        for rank in parent.indices.reversed() where parent[rank] != .max {
            depth[rank] = depth[Int(parent[rank])] + 1
        }
        return depth
    }

    private static func turnArcs(
        _ network: Network, _ order: RouteOrder, _ topology: EliminationTopology
    ) -> [UInt32] {
        var arcs = [UInt32](repeating: .max, count: network.turnTo.count)
        for link in 0..<network.linkCount {
            for turn in network.turns(from: LinkID(UInt32(link))) {
                let (from, to) = (order.rank[link], order.rank[Int(network.turnTo[turn])])
                guard from != to else { continue }
                let low = Int(min(from, to))
                let range =
                    from < to
                    ? topology.firstArc[low]..<topology.firstDown[low]
                    : topology.firstDown[low]..<topology.firstArc[low + 1]
                arcs[turn] = range.first { topology.high[Int($0)] == max(from, to) } ?? .max
            }
        }
        return arcs
    }
}

/// The ways by which the arcs of a rank can be replaced by two arcs over a lower one.
///
/// A rank's arc up to h may go down to a lower rank v first and then up to h. For each such v there
/// is one leg: the arc down to v, and the arcs from v to ranks above the rank, which are
/// consecutive. The same against the direction of travel for arcs that come down to the rank.
struct LowerTriangles: Sendable {
    struct Leg: Sendable {
        /// The arc between the rank and the lower one.
        var arc: UInt32
        /// Slice of the lower one's arcs on the other side.
        var first: UInt32
        var end: UInt32
    }
    /// First leg of a rank. [ranks + 1]
    private(set) var firstLeg: [UInt32]
    private(set) var legs: [Leg] = []
    /// All triangles.
    private(set) var count = 0

    @inline(__always) func of(_ rank: Int) -> ArraySlice<Leg> {
        legs[Int(firstLeg[rank])..<Int(firstLeg[rank + 1])]
    }

    init(_ topology: EliminationTopology, up: Bool) {
        let ranks = topology.firstDown.count
        firstLeg = [UInt32](repeating: 0, count: ranks + 1)
        for pass in 0..<2 {
            var next = firstLeg
            for low in 0..<ranks {
                let ups = topology.firstArc[low]..<topology.firstDown[low]
                let downs = topology.firstDown[low]..<topology.firstArc[low + 1]
                var other = up ? ups : downs
                for arc in up ? downs : ups {
                    let rank = topology.high[Int(arc)]
                    while let first = other.first, topology.high[Int(first)] <= rank {
                        other = other.dropFirst()
                    }
                    guard !other.isEmpty else { break }
                    if pass == 0 {
                        firstLeg[Int(rank) + 1] += 1
                        count += other.count
                    } else {
                        legs[Int(next[Int(rank)])] = Leg(
                            arc: arc, first: other.lowerBound, end: other.upperBound)
                        next[Int(rank)] += 1
                    }
                }
            }
            if pass == 1 { continue }
            for rank in 0..<ranks { firstLeg[rank + 1] += firstLeg[rank] }
            legs = [Leg](
                repeating: Leg(arc: 0, first: 0, end: 0), count: Int(firstLeg[ranks]))
        }
    }
}
