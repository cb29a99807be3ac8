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
    /// Seconds to get going and to park: the mean of `Standing` at both ends, and a little for the
    /// search for a space; assumption.
    static let overheadSeconds = 55.0

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
    private static let pairsPerTree = 40

    /// A town's usual detour at 35 km/h, for choosing the pairs to learn from.
    static let usual = DetourEstimate(
        straight: [0, 10_000], meters: [50, 13_500], seconds: [30, 1420])

    private init(straight: [Double], meters: [Double], seconds: [Double]) {
        self.straight = straight
        self.meters = meters
        self.seconds = seconds
    }

    /// Learns from drives between homes and the places that `gravity` sends people to.
    init(network: Network, places: PlaceIndex, gravity: Gravity) {
        var stream = RandomStream(seed: 0, purpose: .detour, entity: RandomEntity(0))
        let bins = DetourEstimate.edges.count
        var count = [Double](repeating: 0, count: bins)
        var sums = [(straight: Double, meters: Double, seconds: Double)](
            repeating: (0, 0, 0), count: bins)
        // Trees cost in proportion to the map; small maps, where one home matters, get more.
        let trees = max(24, min(120, 1_200_000 / max(1, network.linkCount)))
        for _ in 0..<trees {
            let home = Int(places.byKind[0].place(uniform: stream.uniform()))
            let tree = ShortestTree(network: network, from: home)
            for pair in 0..<DetourEstimate.pairsPerTree {
                let kind: PlaceKind = [.work, .shop, .leisure, .work, .errand][pair % 5]
                let place = Int(
                    gravity.place(
                        kind, from: Int(places.cell[home]), places: places, stream: &stream))
                guard let drive = tree.drive(network: network, to: place) else { continue }
                let dx = Double(places.east[place] - places.east[home])
                let dy = Double(places.north[place] - places.north[home])
                let distance = (dx * dx + dy * dy).squareRoot()
                let bin = DetourEstimate.edges.lastIndex { $0 <= distance } ?? 0
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
            self = .usual  // A map too small to learn from.
            return
        }
        // Beyond what was seen, the ratios of the last point hold.
        straight.append(straight[last] * 4)
        meters.append(meters[last] * 4)
        seconds.append(seconds[last] * 4)
        self.init(straight: straight, meters: meters, seconds: seconds)
    }
}

/// Fastest free-flow paths from one place over all links (Dijkstra 1959), permitted turns only.
struct ShortestTree {
    private let start: Int
    /// To the beginning of a link.
    private let seconds: [Double]
    /// See `seconds`.
    private let meters: [Double]

    init(network: Network, from place: Int) {
        start = place
        let first = Int(network.placeLink[place])
        let rest = Double(network.linkLength[first]) - Double(network.placeOffset[place])
        var seconds = [Double](repeating: .infinity, count: network.linkCount)
        var meters = seconds
        var heap = LinkHeap()
        // The start link is left from its middle, so it is handled before the others.
        func expand(_ link: Int, cost: Double, meters length: Double) {
            for turn in network.turns(from: LinkID(UInt32(link))) {
                let next = Int(network.turnTo[turn])
                if cost < seconds[next] {
                    seconds[next] = cost
                    meters[next] = length
                    heap.push(cost, UInt32(next))
                }
            }
        }
        expand(first, cost: rest / Double(network.linkSpeed[first]), meters: rest)
        while let (cost, link) = heap.pop() {
            let index = Int(link)
            guard cost == seconds[index] else { continue }
            let length = Double(network.linkLength[index])
            expand(
                index, cost: cost + length / Double(network.linkSpeed[index]),
                meters: meters[index] + length)
        }
        self.seconds = seconds
        self.meters = meters
    }

    /// The drive to a place, or nil when there is none.
    func drive(network: Network, to place: Int) -> (meters: Double, seconds: Double)? {
        let link = Int(network.placeLink[place])
        let offset = Double(network.placeOffset[place])
        let speed = Double(network.linkSpeed[link])
        if link == Int(network.placeLink[start]) {
            let ahead = offset - Double(network.placeOffset[start])
            if ahead >= 0 { return (ahead, ahead / speed) }
        }
        guard seconds[link] < .infinity else { return nil }
        return (meters[link] + offset, seconds[link] + offset / speed)
    }
}

/// A binary heap of (cost, link), smallest first; equal costs leave in order of link.
private struct LinkHeap {
    private var items: [(cost: Double, link: UInt32)] = []

    mutating func push(_ cost: Double, _ link: UInt32) {
        items.append((cost, link))
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
