// Shortest paths from link to link over the permitted turns, so that restrictions hold by
// construction. A* with landmarks; nothing is allocated per query.

import Base
import Roads

/// A point on a link.
public struct RoutePoint: Hashable, Sendable {
    /// The link.
    public var link: LinkID
    /// Metres along it.
    public var offset: Float

    /// A point.
    public init(link: LinkID, offset: Float) {
        self.link = link
        self.offset = offset
    }
}

/// How long and how far a route is; its links are appended to a list of the caller's.
public struct RouteSummary: Hashable, Sendable {
    /// Cost in milliseconds: the links' times, in proportion on the first and last, and the turns'.
    public var milliseconds: UInt32
    /// Metres on the road.
    public var meters: Double

    /// Cost in seconds.
    public var seconds: Double { Double(milliseconds) / 1000 }
}

/// Finds the quickest route between points of a network at given link costs.
///
/// A vertex of the search is the start of a link, an arc a link with a permitted turn. The search
/// is A*: the bound is the best of four landmarks' bounds on free-flow times, chosen for each
/// query; since present costs are never below free flow, it stays admissible and consistent when
/// traffic changes the costs, and nothing has to be prepared again. Equal costs are settled in
/// order of link.
///
/// A router is a value; each thread uses its own copy.
public struct Router: Sendable {
    /// How fast bends and turns of the network can be driven.
    public let kinematics: Kinematics
    /// The present costs.
    public internal(set) var costs: LinkCosts
    /// How many queries were answered.
    public private(set) var queries = 0
    /// How many vertices were settled by all queries.
    public private(set) var settled = 0

    let graph: TurnGraph
    private let landmarks: Landmarks
    private let length: [Float]
    private var labels: [Label]
    private var stamp: UInt32 = 0
    private var queue = RouteQueue()
    private var active: [ActiveBound] = []

    /// Prepares a network: reverses the turn graph and measures from landmarks.
    ///
    /// - Parameters:
    ///   - losses: whether bends and turns cost time; as in `TrafficOptions`.
    ///   - landmarks: more make queries faster and the preparation longer.
    /// - Complexity: 2 × `landmarks` Dijkstra searches.
    public init(
        _ network: Network, kinematics: Kinematics? = nil, losses: Bool = true,
        landmarks: Int = 16
    ) {
        let known = kinematics ?? Kinematics(network)
        self.kinematics = known
        costs = LinkCosts(network: network, kinematics: known, losses: losses)
        graph = TurnGraph(network)
        self.landmarks = Landmarks(graph, costs: costs, count: landmarks)
        length = Array(network.linkLength)
        labels = [Label](repeating: Label(), count: network.linkCount)
        active.reserveCapacity(ActiveBound.most)
    }

    /// The quickest route, or `nil` when there is none.
    ///
    /// The first link is driven from the start's offset, the last one to the destination's. When
    /// both lie on one link and the destination is not behind the start, the route is that link.
    /// - Parameter links: the route's links are appended to it, both ends included.
    public mutating func route(
        from start: RoutePoint, to end: RoutePoint, appendingTo links: inout [UInt32]
    ) -> RouteSummary? {
        queries += 1
        let source = start.link.index
        let target = end.link.index
        let startShare = share(of: source, at: start.offset)
        let endShare = share(of: target, at: end.offset)
        if source == target, end.offset >= start.offset {
            links.append(start.link.rawValue)
            let cost = Double(costs.linkMilliseconds[source]) * (endShare - startShare)
            return RouteSummary(
                milliseconds: UInt32(cost.rounded()), meters: Double(end.offset - start.offset))
        }
        let first = Double(costs.linkMilliseconds[source]) * (1 - startShare)
        guard let cost = search(from: source, to: target, first: UInt32(first.rounded())) else {
            return nil
        }
        let meters = appendPath(to: target, source: source, &links)
        let last = Double(costs.linkMilliseconds[target]) * endShare
        return RouteSummary(
            milliseconds: cost + UInt32(last.rounded()),
            meters: Double(length[source] - start.offset) + meters + Double(end.offset))
    }

    private func share(of link: Int, at offset: Float) -> Double {
        Double(max(0, min(1, offset / length[link])))
    }

    /// Walks the parents back and appends source … target; returns the metres between the two.
    private func appendPath(to target: Int, source: Int, _ links: inout [UInt32]) -> Double {
        let base = links.count
        var meters = 0.0
        links.append(UInt32(target))
        var at = Int(labels[target].parent)
        // The source is labelled itself only when the route comes back through it as a loop.
        while at != Label.root {
            links.append(UInt32(at))
            meters += Double(length[at])
            at = Int(labels[at].parent)
        }
        links.append(UInt32(source))
        links[base...].reverse()
        return meters
    }

    private mutating func search(from source: Int, to target: Int, first: UInt32) -> UInt32? {
        stamp += 1
        queue.removeAll()
        chooseBounds(from: source, to: target)
        let cost = searchTurnGraph(
            graph, costs, landmarks, Search(source: source, target: target, first: first, stamp),
            &active, &labels, &queue, &settled)
        return cost
    }

    /// Picks the bounds that are tightest at the source.
    private mutating func chooseBounds(from source: Int, to target: Int) {
        active.removeAll(keepingCapacity: true)
        let columns = 2 * landmarks.count
        for column in 0..<columns {
            let atSource = landmarks.table[source * columns + column]
            let atTarget = landmarks.table[target * columns + column]
            // From a landmark: d(m, t) − d(m, v). To a landmark: d(v, m) − d(t, m).
            let sign: Int32 = column < landmarks.count ? -1 : 1
            let bound = ActiveBound(
                column: column, sign: sign, offset: -sign * atTarget,
                atSource: sign * atSource - sign * atTarget)
            let place = active.firstIndex { $0.atSource < bound.atSource } ?? active.count
            guard place < ActiveBound.most else { continue }
            if active.count == ActiveBound.most { active.removeLast() }
            active.insert(bound, at: place)
        }
    }
}

/// What the search knows of the start of a link. Valid when its stamp is the query's.
struct Label: Sendable {
    static let root = Int(UInt32.max)
    var stamp: UInt32 = 0
    var cost: UInt32 = 0
    var bound: UInt32 = 0
    var parent: UInt32 = .max
}

/// One column of the landmark table in use: the bound at v is offset + sign × table[v, column].
struct ActiveBound: Sendable {
    static let most = 4
    var column: Int
    var sign: Int32
    var offset: Int32
    var atSource: Int32
}

private struct Search {
    var source: Int
    var target: Int
    var first: UInt32
    var stamp: UInt32

    init(source: Int, target: Int, first: UInt32, _ stamp: UInt32) {
        self.source = source
        self.target = target
        self.first = first
        self.stamp = stamp
    }
}

/// A* from the end of the source link to the start of the target link; a free function, because
/// array arguments are read without checks for exclusive access.
///
/// A vertex costs about one cache line for its label, one for its landmarks and one for its turns.
private func searchTurnGraph(
    _ graph: TurnGraph, _ costs: LinkCosts, _ landmarks: Landmarks, _ search: Search,
    _ active: inout [ActiveBound], _ labels: inout [Label], _ queue: inout RouteQueue,
    _ settled: inout Int
) -> UInt32? {
    let turnTo = graph.turnTo
    let firstTurn = graph.firstTurn
    let turnCost = costs.turnMilliseconds
    let linkCost = costs.linkMilliseconds
    let table = landmarks.table
    let columns = 2 * landmarks.count

    @inline(__always) func relax(_ turn: Int, from parent: UInt32, _ base: UInt32) {
        let link = Int(turnTo[turn])
        let cost = base &+ turnCost[turn]
        if labels[link].stamp == search.stamp {
            guard cost < labels[link].cost else { return }
        } else {
            var bound: Int32 = 0
            for known in active {
                bound = max(
                    bound, known.offset &+ known.sign &* table[link &* columns &+ known.column])
            }
            labels[link].stamp = search.stamp
            labels[link].bound = UInt32(bound)
        }
        labels[link].cost = cost
        labels[link].parent = parent
        queue.push(cost: cost &+ labels[link].bound, link: UInt32(link))
    }

    for turn in Int(firstTurn[search.source])..<Int(firstTurn[search.source + 1]) {
        relax(turn, from: .max, search.first)
    }
    while let (key, link) = queue.pop() {
        let at = Int(link)
        let label = labels[at]
        // With a consistent bound the first time a vertex leaves the queue is final; what is left
        // of worse entries no longer matches the label.
        guard key == label.cost &+ label.bound else { continue }
        settled += 1
        if at == search.target { return label.cost }
        if label.bound >= UInt32(Landmarks.unreachable / 2) { return nil }
        let base = label.cost &+ linkCost[at]
        for turn in Int(firstTurn[at])..<Int(firstTurn[at + 1]) { relax(turn, from: link, base) }
    }
    return nil
}
