// When the ends of links show green, where the map has traffic signals.

import Base
import Roads

/// Fixed-time signals: two phases in one cycle, opposite approaches together.
///
/// The map lowers the capacity of a link that ends at a signal to saturation flow × share of green,
/// so the share follows from it. Signals that stand close together are one crossing, as on roads
/// with two carriageways: they share one cycle, and the links between them stay green, for whoever
/// is inside a crossing clears it. Cycles of different crossings are not coordinated: each begins
/// at an offset of its own, by the number of its first node.
struct SignalPlan: Sendable {
    /// Signals at the ends of a link of this length are one crossing, metres. (SUMO's netconvert
    /// joins those within 20 m of each other; the way from one corner to the next is longer.)
    private static let crossingMeters: Float = 40

    /// Milliseconds of a cycle.
    private let cycle: Int64
    /// Milliseconds of green, 0 without a signal; empty on maps without any. [links]
    private var green: [Int32] = []
    /// When green begins in the cycle, milliseconds. [links]
    private var start: [Int32] = []
    /// The map's capacity over the saturation flow, 0 without a signal. [links]
    private var mapShare: [Float] = []

    /// The signals of a map.
    init(_ network: Network, _ options: TrafficOptions, headings: Kinematics) {
        cycle = Int64((options.signalCycleSeconds * 1000).rounded())
        guard cycle > 0, options.saturationFlow > 0 else { return }
        let signals = (0..<network.nodeCount).filter { Self.isSignal(network, $0) }
        guard !signals.isEmpty else { return }
        green = [Int32](repeating: 0, count: network.linkCount)
        start = green
        mapShare = [Float](repeating: 0, count: network.linkCount)
        var crossings = Crossings(count: network.nodeCount)
        for node in signals {
            for link in Self.incoming(network, node) where Self.isInside(network, link) {
                crossings.join(node, Int(network.linkFrom[link]))
            }
        }
        var members = [Int: [Int]](minimumCapacity: signals.count)
        for node in signals { members[crossings.first(of: node), default: []].append(node) }
        for (first, nodes) in members {
            let offset = Int64(UInt32(truncatingIfNeeded: first) &* 2_654_435_761) % cycle
            let links = nodes.flatMap { Self.incoming(network, $0) }
            plan(links, offset: offset, network, options, headings)
        }
    }

    /// Gives the links into one crossing their times, which depend on nothing but them.
    private mutating func plan(
        _ links: [Int], offset: Int64, _ network: Network, _ options: TrafficOptions,
        _ headings: Kinematics
    ) {
        var axis: Float?
        for link in links {
            let lanes = Double(max(1, network.linkLanes[link]))
            let share = Double(network.linkCapacity[link]) / (lanes * options.saturationFlow)
            guard share < 1 else { continue }
            mapShare[link] = Float(share)
            guard !Self.isInside(network, link) else { continue }
            let heading = headings.heading[Int(network.linkFirstShape[link + 1]) - 1]
            let across = axis.map { Kinematics.difference(heading, $0).magnitude } ?? 0
            axis = axis ?? heading
            let isSecond = across > 45 && across < 135
            green[link] = Int32((share * Double(cycle)).rounded())
            start[link] = Int32((offset + (isSecond ? cycle / 2 : 0)) % cycle)
        }
    }

    private static func isSignal(_ network: Network, _ node: Int) -> Bool {
        network.nodeFlags[node] & NodeFlags.signals.rawValue != 0
    }

    private static func incoming(_ network: Network, _ node: Int) -> [Int] {
        (network.nodeFirstIn[node]..<network.nodeFirstIn[node + 1]).map {
            Int(network.nodeInLinks[Int($0)])
        }
    }

    /// Whether a link lies between two signals of one crossing.
    private static func isInside(_ network: Network, _ link: Int) -> Bool {
        network.linkLength[link] <= crossingMeters
            && isSignal(network, Int(network.linkFrom[link]))
            && isSignal(network, Int(network.linkTo[link]))
    }

    /// What a lone car waits in the mean at a link's end: red² / 2C, seconds.
    func loneWait(_ link: Int) -> Double {
        guard !green.isEmpty, green[link] > 0 else { return 0 }
        let red = Double(cycle - Int64(green[link])) / 1000
        return red * red * 500 / Double(cycle)
    }

    /// What the map's capacity of a link that ends at a signal is of the saturation flow, which
    /// its stop line passes in green; nil where there is no signal.
    func capacityShare(_ link: Int) -> Double? {
        guard !mapShare.isEmpty, mapShare[link] > 0 else { return nil }
        return Double(mapShare[link])
    }

    /// The times of green, for the engine.
    var windows: [GreenWindow] {
        green.indices.filter { green[$0] > 0 }.map { link in
            GreenWindow(
                link: LinkID(UInt32(link)), cycleMilliseconds: cycle,
                startMilliseconds: Int64(start[link]), greenMilliseconds: Int64(green[link]))
        }
    }
}

/// Which nodes are one crossing: each is found by the one with the least number.
private struct Crossings {
    private var parent: [UInt32]

    init(count: Int) { parent = (0..<UInt32(count)).map { $0 } }

    mutating func first(of node: Int) -> Int {
        var node = node
        while Int(parent[node]) != node {
            parent[node] = parent[Int(parent[node])]
            node = Int(parent[node])
        }
        return node
    }

    mutating func join(_ one: Int, _ other: Int) {
        let (one, other) = (first(of: one), first(of: other))
        parent[max(one, other)] = UInt32(min(one, other))
    }
}
