// When the ends of links show green, where the map has traffic signals.

import Base
import Roads

/// Fixed-time signals: two phases in one cycle, opposite approaches together.
///
/// The map lowers the capacity of a link that ends at a signal to saturation flow × share of green,
/// so the share follows from it. Cycles of different crossings are not coordinated: each begins at
/// an offset of its own, by the node's number.
struct SignalPlan: Sendable {
    /// Milliseconds of a cycle.
    private let cycle: Int64
    /// Milliseconds of green, 0 without a signal; empty on maps without any. [links]
    private var green: [Int32] = []
    /// When green begins in the cycle, milliseconds. [links]
    private var start: [Int32] = []

    /// The signals of a map.
    init(_ network: Network, _ options: TrafficOptions, headings: Kinematics) {
        cycle = Int64((options.signalCycleSeconds * 1000).rounded())
        guard cycle > 0, options.saturationFlow > 0 else { return }
        for node in 0..<network.nodeCount
        where network.nodeFlags[node] & NodeFlags.signals.rawValue != 0 {
            if green.isEmpty {
                green = [Int32](repeating: 0, count: network.linkCount)
                start = green
            }
            let offset = Int64(UInt32(truncatingIfNeeded: node) &* 2_654_435_761) % cycle
            var axis: Float?
            for entry in network.nodeFirstIn[node]..<network.nodeFirstIn[node + 1] {
                let link = Int(network.nodeInLinks[Int(entry)])
                let lanes = Double(max(1, network.linkLanes[link]))
                let share =
                    Double(network.linkCapacity[link]) / (lanes * options.saturationFlow)
                guard share < 1 else { continue }
                let last = Int(network.linkFirstShape[link + 1]) - 1
                let heading = headings.heading[last]
                let across = axis.map { Kinematics.difference(heading, $0).magnitude } ?? 0
                axis = axis ?? heading
                let isSecond = across > 45 && across < 135
                green[link] = Int32((share * Double(cycle)).rounded())
                start[link] = Int32((offset + (isSecond ? cycle / 2 : 0)) % cycle)
            }
        }
    }

    /// What a lone car waits in the mean at a link's end: red² / 2C, seconds.
    func loneWait(_ link: Int) -> Double {
        guard let share = greenShare(link) else { return 0 }
        let red = (1 - share) * Double(cycle) / 1000
        return red * red * 500 / Double(cycle)
    }

    /// The share of green at a link's end, or nil where there is no signal.
    func greenShare(_ link: Int) -> Double? {
        guard !green.isEmpty, green[link] > 0 else { return nil }
        return Double(green[link]) / Double(cycle)
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
