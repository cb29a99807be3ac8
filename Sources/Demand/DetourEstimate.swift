// How much longer than the straight line a drive is on this map, and how long it takes. Plans need
// only estimates: the traffic drives the real routes.

import Base
import Roads

/// Route length and duration as functions of the straight distance, learnt from a few shortest path
/// trees between places as far apart as people travel.
struct DetourEstimate: Hashable, Sendable {
    /// Supporting points, ascending in all three; straight lines between them.
    let straight: [Double]
    /// Route metres at the supporting points.
    let meters: [Double]
    /// Free-flow seconds at the supporting points.
    let seconds: [Double]

    /// Queues, signals and the search for a space lengthen the free-flow time; assumption.
    static let delayFactor = 1.15
    /// Seconds to get going and to park; assumption.
    static let overheadSeconds = 20.0

    /// Length and duration of the drive over a straight distance, metres.
    @inline(__always)
    func drive(straight distance: Double) -> (meters: Double, seconds: Double) {
        var upper = 1
        while upper < straight.count - 1 && straight[upper] < distance { upper += 1 }
        let part =
            (distance - straight[upper - 1]) / (straight[upper] - straight[upper - 1])
        return (
            meters[upper - 1] + part * (meters[upper] - meters[upper - 1]),
            seconds[upper - 1] + part * (seconds[upper] - seconds[upper - 1])
        )
    }

    private static let edges = [
        0.0, 400, 800, 1400, 2200, 3300, 5000, 7500, 11_000, 16_000, 24_000,
    ]
    private static let origins = 24
    private static let candidates = 1500
    private static let reachMeters = 6000.0

    init(network: Network, places: PlaceIndex) {
        var stream = RandomStream(seed: 0, purpose: .detour, entity: RandomEntity(0))
        let bins = DetourEstimate.edges.count
        var count = [Double](repeating: 0, count: bins)
        var sums = [(straight: Double, meters: Double, seconds: Double)](
            repeating: (0, 0, 0), count: bins)
        for _ in 0..<DetourEstimate.origins {
            let home = Int(places.byKind[0].place(uniform: stream.uniform()))
            let tree = ShortestTree(network: network, from: home)
            for _ in 0..<DetourEstimate.candidates {
                let kind = 1 + stream.index(below: PlaceIndex.kinds.count - 1)
                let place = Int(places.byKind[kind].place(uniform: stream.uniform()))
                let chance = stream.uniform()
                let dx = Double(places.east[place] - places.east[home])
                let dy = Double(places.north[place] - places.north[home])
                let distance = (dx * dx + dy * dy).squareRoot()
                guard chance < Math.exp(-distance / DetourEstimate.reachMeters),
                    let drive = tree.drive(network: network, to: place)
                else { continue }
                let bin = (DetourEstimate.edges.lastIndex { $0 <= distance }) ?? 0
                count[bin] += 1
                sums[bin].straight += distance
                sums[bin].meters += drive.meters
                sums[bin].seconds += drive.seconds
            }
        }
        self.init(count: count, sums: sums)
    }

    private init(
        count: [Double], sums: [(straight: Double, meters: Double, seconds: Double)]
    ) {
        var straight = [0.0]
        var meters = [50.0]
        var seconds = [DetourEstimate.overheadSeconds + 10]
        for bin in count.indices where count[bin] >= 8 {
            let n = count[bin]
            let x = sums[bin].straight / n
            guard x > straight[straight.count - 1] + 50 else { continue }
            straight.append(x)
            // Never shorter than the straight line, never falling with the distance.
            meters.append(max(x, meters[meters.count - 1], sums[bin].meters / n))
            seconds.append(
                max(
                    seconds[seconds.count - 1],
                    sums[bin].seconds / n * DetourEstimate.delayFactor
                        + DetourEstimate.overheadSeconds))
        }
        let last = straight.count - 1
        if last == 0 {
            // A map too small to learn from: a city's usual detour, 40 km/h.
            straight.append(10_000)
            meters.append(13_500)
            seconds.append(1235)
        } else {
            // Beyond what was seen, the ratios of the last point hold.
            straight.append(straight[last] * 4)
            meters.append(meters[last] * 4)
            seconds.append(seconds[last] * 4)
        }
        self.straight = straight
        self.meters = meters
        self.seconds = seconds
    }
}

/// Fastest free-flow paths from one place to all nodes (Dijkstra 1959), turns ignored.
struct ShortestTree {
    private let start: Int
    private let seconds: [Double]
    private let meters: [Double]

    init(network: Network, from place: Int) {
        start = place
        let link = Int(network.placeLink[place])
        let rest = Double(network.linkLength[link]) - Double(network.placeOffset[place])
        var seconds = [Double](repeating: .infinity, count: network.nodeCount)
        var meters = seconds
        var heap = NodeHeap()
        let first = network.linkTo[link]
        seconds[Int(first)] = rest / Double(network.linkSpeed[link])
        meters[Int(first)] = rest
        heap.push(seconds[Int(first)], first)
        while let (cost, node) = heap.pop() {
            guard cost == seconds[Int(node)] else { continue }
            for out in network.outLinks(of: NodeID(node)) {
                let length = Double(network.linkLength[out])
                let arrival = cost + length / Double(network.linkSpeed[out])
                let target = Int(network.linkTo[out])
                if arrival < seconds[target] {
                    seconds[target] = arrival
                    meters[target] = meters[Int(node)] + length
                    heap.push(arrival, UInt32(target))
                }
            }
        }
        self.seconds = seconds
        self.meters = meters
    }

    /// The drive to a place, or nil when there is none.
    func drive(network: Network, to place: Int) -> (meters: Double, seconds: Double)? {
        let link = Int(network.placeLink[place])
        let offset = Double(network.placeOffset[place])
        if link == Int(network.placeLink[start]) {
            let ahead = offset - Double(network.placeOffset[start])
            if ahead >= 0 { return (ahead, ahead / Double(network.linkSpeed[link])) }
        }
        let node = Int(network.linkFrom[link])
        guard seconds[node] < .infinity else { return nil }
        return (meters[node] + offset, seconds[node] + offset / Double(network.linkSpeed[link]))
    }
}

/// A binary heap of (cost, node), smallest first; equal costs leave in order of node.
private struct NodeHeap {
    private var items: [(cost: Double, node: UInt32)] = []

    mutating func push(_ cost: Double, _ node: UInt32) {
        items.append((cost, node))
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard items[child] < items[parent] else { return }
            items.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> (Double, UInt32)? {
        guard let first = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return first }
        items[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < items.count && items[child] < items[least] { least = child }
            guard least != parent else { return first }
            items.swapAt(parent, least)
            parent = least
        }
    }
}
