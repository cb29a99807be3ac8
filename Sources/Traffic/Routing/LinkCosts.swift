// What routes are chosen by: how long links and turns take, as drivers know it at a time.

import Base
import Roads

/// Travel time of every link and turn, milliseconds. Integers, so that sums do not depend on the
/// order of addition and ties are ties on every machine.
public struct LinkCosts: Sendable {
    /// Free-flow time of a whole link, sharp bends included. [links]
    public let freeMilliseconds: [UInt32]
    /// Time that a turn costs by slowing down and speeding up. [turns of the network]
    public let turnMilliseconds: [UInt32]
    /// Present time of a link: never below the free-flow time. [links]
    public private(set) var linkMilliseconds: [UInt32]
    /// Smoothed waits at the end of links. [links]
    private var waitMilliseconds: [UInt32]

    /// Costs without traffic.
    ///
    /// - Parameter losses: whether bends and turns cost time; as in `TrafficOptions`.
    public init(network: Network, kinematics: Kinematics, losses: Bool = true) {
        let a = Kinematics.calmAcceleration
        let b = Kinematics.calmBraking
        var free = [UInt32](repeating: 1, count: network.linkCount)
        var turns = [UInt32](repeating: 0, count: network.turnTo.count)
        for link in 0..<network.linkCount {
            let speed = Double(network.linkSpeed[link])
            let length = Double(network.linkLength[link])
            guard losses else {
                free[link] = UInt32(max(1, (length / speed * 1000).rounded()))
                continue
            }
            let entry = Double(kinematics.entrySpeed[link])
            let run = kinematics.run(
                link: link, speed: speed, from: 0, to: length, entry: entry, exit: speed)
            free[link] = UInt32(max(1, (run.seconds * 1000).rounded()))
            for turn in network.turns(from: LinkID(UInt32(link))) {
                let through = Double(kinematics.turnSpeed[turn])
                let next = Double(network.linkSpeed[Int(network.turnTo[turn])])
                let before = (speed - through) * (speed - through) / (2 * b * speed)
                let after = (next - through) * (next - through) / (2 * a * next)
                turns[turn] = UInt32(((before + after) * 1000).rounded())
            }
        }
        freeMilliseconds = free
        turnMilliseconds = turns
        linkMilliseconds = free
        waitMilliseconds = [UInt32](repeating: 0, count: free.count)
    }

    /// The same roads with other waits at the ends of links, milliseconds. [links]
    public func waiting(_ milliseconds: [UInt32]) -> LinkCosts {
        precondition(milliseconds.count == freeMilliseconds.count)
        var costs = self
        costs.waitMilliseconds = milliseconds
        for link in milliseconds.indices {
            costs.linkMilliseconds[link] = freeMilliseconds[link] + milliseconds[link]
        }
        return costs
    }

    /// What drivers are told when costs have changed to others: waits that differ by little stay
    /// as they were told before, so that quiet hours need no new hierarchy. Nil when all stay.
    func announcing(_ measured: LinkCosts) -> LinkCosts? {
        var told = self
        var isNew = false
        for link in linkMilliseconds.indices {
            let old = linkMilliseconds[link]
            let new = measured.linkMilliseconds[link]
            let change = max(old, new) - min(old, new)
            guard change > 2000, change > old / 20 else { continue }
            told.linkMilliseconds[link] = new
            told.waitMilliseconds[link] = measured.waitMilliseconds[link]
            isNew = true
        }
        return isNew ? told : nil
    }

    /// Learns the mean wait of a link in the last window: half of the old knowledge stays
    /// (exponential smoothing with weight 1/2).
    mutating func learn(link: Int, waitMilliseconds wait: UInt32) {
        let smoothed = UInt32((UInt64(waitMilliseconds[link]) + UInt64(wait)) / 2)
        waitMilliseconds[link] = smoothed
        linkMilliseconds[link] = freeMilliseconds[link] + smoothed
    }
}
