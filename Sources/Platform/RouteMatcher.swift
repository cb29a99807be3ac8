// Map matching by a hidden Markov model (P. Newson and J. Krumm, "Hidden Markov Map Matching
// Through Noise and Sparseness", 2009). A state is a position on a directed link; it emits the
// reported position (Gaussian in distance) and heading; between two reports the route on the turn
// graph counts against a state by its length.
//
// Newson and Krumm weigh |route − straight| between every pair of states. The straight distance is
// the same for all pairs of a step, so minus the logarithm is the route's length over a scale plus
// a constant, and the whole Viterbi step is one shortest-path search from all states of the last
// report at once, goal-directed by the straight distance to the new one (`+Search.swift`).

import Base

/// A position of a trip, on the plane and as it was reported.
struct TripPoint: Sendable {
    var x: Float
    var y: Float
    /// Degrees clockwise from north, m/s; NaN when not reported.
    var heading: Float
    var speed: Float
    var longitudeE7: Int32
    var latitudeE7: Int32
    var eventMilliseconds: Int64
    var receivedMilliseconds: Int64
}

/// A piece of the way between two consecutive matched positions.
struct PathStep: Sendable {
    var link: UInt32
    /// Driven on the link in this step; 0 where the vehicle stood.
    var meters: Float
    /// The positions between which it was driven.
    var fromPoint: Int32
    var toPoint: Int32
}

/// Constants of the model. The units of `cost` are minus the natural logarithm of a probability.
enum Matching {
    /// Standard deviation of a position, metres: the receivers' 2.5 to 5, with room for the map's
    /// own error.
    static let sigma: Float = 4
    /// Standard deviation of a heading, degrees, above walking speed.
    static let headingSigma: Float = 20
    /// Below this speed headings are noise, m/s.
    static let headingSpeed: Float = 1
    /// Metres of route that cost 1.
    static let routeScale: Float = 12
    /// States this much worse than the best are dropped.
    static let beam: Float = 14
    /// How far noise may move a vehicle back along its link, metres.
    static let backwards: Float = 15
    /// How far from a road a position may lie, metres, when none is within `MatchingMap.reach`.
    static let farReach: Float = 75
    /// Longest gap that is filled, metres straight, and milliseconds.
    static let longestGap: Float = 2500
    static let longestPause: Int64 = 900_000
    /// States per position.
    static let mostCandidates = 8
}

/// Matches trips one after the other; its columns are scratch, reused so that no position
/// allocates.
struct RouteMatcher {
    /// A state: a position on a link.
    struct Candidate {
        var link: UInt32
        var offset: Float
        /// Cost of what was reported, given the state.
        var emission: Float
        /// Least cost of all ways to the state; infinite when there is none.
        var cost: Float
        /// The state before on the best way, −1 at the start of a chain.
        var previous: Int32
        /// Links between the two, in `pathLinks`; −1 when both lie on one link and it went straight
        /// along it.
        var pathCount: Int32
        var pathFirst: Int32
    }

    /// What the search knows of a link in the step `epoch`.
    struct Label {
        var epoch: UInt32 = 0
        var isClosed = false
        /// The state of the last report that the way began at.
        var source: Int32 = -1
        var cameFrom: UInt32 = .max
        /// Least cost to the link's start.
        var cost: Float = 0
        var targetEpoch: UInt32 = 0
        var target: Int32 = -1
    }

    let map: MatchingMap
    var candidates: [Candidate] = []
    var labels: [Label]
    var epoch: UInt32 = 0
    var heap = MinimumHeap()
    var pathLinks: [UInt32] = []
    /// No state of the newest position is further from it than this, metres.
    var reachOfCandidates = MatchingMap.reach
    /// The states of the positions that have any: position, first state.
    private var columns: [(point: Int32, first: Int32)] = []
    private var chain: [Int32] = []

    /// The way of the last trip matched, in driving order.
    private(set) var steps: [PathStep] = []
    /// Positions of the last trip without a road near.
    private(set) var offRoad = 0
    /// How often the last trip's way was broken.
    private(set) var breaks = 0

    init(map: MatchingMap) {
        self.map = map
        labels = [Label](repeating: Label(), count: map.length.count)
    }

    /// Finds the likeliest way through the positions of a trip; the result is in `steps`.
    /// - Complexity: O(positions × links near each).
    mutating func match(_ points: [TripPoint]) {
        steps.removeAll(keepingCapacity: true)
        offRoad = 0
        breaks = 0
        startChain()
        var last = -1
        for point in points.indices {
            let first = candidates.count
            findCandidates(points[point])
            guard candidates.count > first else {
                offRoad += 1
                continue
            }
            if last >= 0 {
                let linked = connect(from: points[last], to: points[point], first: first)
                if !linked {
                    breaks += 1
                    finishChain()
                    startChain()
                    findCandidates(points[point])
                    startColumn(Int32(point), first: 0)
                } else {
                    columns.append((Int32(point), Int32(first)))
                }
            } else {
                startColumn(Int32(point), first: first)
            }
            last = point
        }
        finishChain()
    }

    private mutating func startChain() {
        candidates.removeAll(keepingCapacity: true)
        columns.removeAll(keepingCapacity: true)
        pathLinks.removeAll(keepingCapacity: true)
    }

    private mutating func startColumn(_ point: Int32, first: Int) {
        for state in first..<candidates.count {
            candidates[state].cost = candidates[state].emission
        }
        columns.append((point, Int32(first)))
    }

    /// Joins the newest states to those before; false when no route joins any.
    private mutating func connect(from: TripPoint, to: TripPoint, first: Int) -> Bool {
        let dx = to.x - from.x
        let dy = to.y - from.y
        let straight = (dx * dx + dy * dy).squareRoot()
        guard straight <= Matching.longestGap,
            to.eventMilliseconds - from.eventMilliseconds <= Matching.longestPause
        else { return false }
        let before = Int(columns[columns.count - 1].first)
        return advance(before..<first, first..<candidates.count, to: to, straight: straight)
    }

    /// Follows the best way back from the chain's end and writes its steps.
    private mutating func finishChain() {
        guard let end = columns.last else { return }
        var best = Int32(-1)
        for state in Int(end.first)..<candidates.count {
            let cost = candidates[state].cost
            if cost.isFinite, best < 0 || cost < candidates[Int(best)].cost {
                best = Int32(state)
            }
        }
        chain.removeAll(keepingCapacity: true)
        while best >= 0 {
            chain.append(best)
            best = candidates[Int(best)].previous
        }
        chain.reverse()
        guard var last = chain.first.map({ candidates[Int($0)] }) else { return }
        for position in 1..<max(1, chain.count) {
            let from = columns[position - 1].point
            let to = columns[position].point
            var state = candidates[Int(chain[position])]
            if state.pathCount < 0 {
                // Noise may have moved it back; what was driven is not driven again.
                state.offset = max(state.offset, last.offset)
                add(state.link, state.offset - last.offset, from, to)
            } else {
                add(last.link, max(0, map.length[Int(last.link)] - last.offset), from, to)
                for link in 0..<Int(state.pathCount) {
                    let between = pathLinks[Int(state.pathFirst) + link]
                    add(between, map.length[Int(between)], from, to)
                }
                add(state.link, state.offset, from, to)
            }
            last = state
        }
    }

    private mutating func add(_ link: UInt32, _ meters: Float, _ from: Int32, _ to: Int32) {
        steps.append(PathStep(link: link, meters: meters, fromPoint: from, toPoint: to))
    }
}
