// The engine's first way in: trips that are planned, and seek their routes themselves.

import Base
import Demand
import Roads

extension LinkQueueEngine {
    /// An engine with empty roads and no trip begun.
    init(
        network: Network, plans: [PlannedTrip], until: SimTime, options: TrafficOptions,
        knowledge: RouteKnowledge, parallel: ParallelWork
    ) {
        let kinematics = knowledge.kinematics
        let signals = SignalPlan(network, options, headings: kinematics)
        let planner = RoutePlanner(
            network, plans: plans, end: until.milliseconds, options: options,
            knowledge: knowledge, parallel: parallel)
        self.init(
            network: network, plans: plans, end: until.milliseconds, options: options,
            kinematics: kinematics, planner: planner,
            junctions: Junctions(network, headings: kinematics), greens: signals.windows)
        for queue in queues.indices {
            let link = Int(lanes.link[queue])
            // In green the stop line passes the saturation flow; red does the rest.
            let share = signals.capacityShare(link)
            let saturation = Double(network.linkCapacity[link]) / (share ?? 1)
            setFlow(queue, link, saturation: saturation)
            if let share {
                queues[queue].headway *= Float(share)
                queues[queue].tolerance *= Float(share)
            }
        }
        layRings()
        if options.observedShare < 1 {
            seen = Column(repeating: SeenRate(), count: queues.count)
            seenTurns = Column(repeating: SeenRate(), count: network.turnTo.count)
            yieldsSince = Column(repeating: 0, count: queues.count)
        }
        usualWaits = UsualWaits(
            expected: (0..<network.linkCount).map { Float(signals.loneWait($0) * 1000) })
    }

    /// Storage, wave and rate of a queue.
    ///
    /// A share of the cars sees the same road: the rate is share × capacity in the long run. But a
    /// lone car among few must not wait for headways that in truth belong to unseen cars, so the
    /// rate carries burst credit (generic cell rate algorithm, ITU-T I.371): with T = 1/(c·share)
    /// and tolerance τ = (1/share − 1)/c a vehicle may pass at TAT − τ, that is 1/c after the one
    /// before, as long as the credit lasts. At share 1, τ = 0: exactly the headway 1/c. Storage is
    /// share × that of all cars, but never under one vehicle; where it holds one or two, while its
    /// head moves one more as far as the road holds it: else the few that happen to follow each
    /// other would block a link that in truth is far from full (6 % of Liechtenstein's cars waited
    /// three times too long that way). A place takes spacing / w to be refilled by the wave
    /// (Newell's reaction time), at most the road's L / w.
    ///
    /// - Parameter saturation: vehicles per second that its end passes in green, all lanes.
    private mutating func setFlow(_ queue: Int, _ link: Int, saturation: Double) {
        let share = options.observedShare
        let length = Double(network.linkLength[link])
        let count = Double(lanes.lanes[queue])
        let part = count / Double(max(1, network.linkLanes[link]))
        let capacity = Double(network.linkCapacity[link]) * part
        let all = max(1, (length * count / options.jamSpacingMeters).rounded())
        let stored = max(1, (all * share).rounded())
        let places = min(all, stored <= 2 ? stored + 1 : stored)
        let filled = min(length, places * options.jamSpacingMeters / (count * share))
        queues[queue].storage = UInt32(places)
        if places > stored { queues[queue].flags |= QueueState.hasSparePlace }
        queues[queue].waveMilliseconds = UInt32(
            (waveSeconds(link, lanes: count, filled: filled, capacity: saturation * part) * 1000)
                .rounded())
        queues[queue].headway = Float(1000 / (capacity * share))
        queues[queue].tolerance = Float(1000 * (1 / share - 1) / capacity)
    }

    /// How long the space that a vehicle leaves at a link's end takes to come up to its start.
    ///
    /// The backward wave is as fast as the triangular fundamental diagram needs it for the link to
    /// pass its capacity while a queue drains through it (C. F. Daganzo, 1994: of free speed,
    /// capacity, jam density and wave speed three determine the fourth). With one speed everywhere,
    /// links that are driven at 20 km/h, as on roundabouts and in tight turns, would pass a quarter
    /// less than stop lines do (HCM 2016, chapter 19, and 22 for roundabouts), and those of a few
    /// metres half: all that a city carries hangs on these. Nobody reacts faster than in a second,
    /// and on ordinary links the wave has the usual speed.
    private mutating func waveSeconds(
        _ link: Int, lanes count: Double, filled: Double, capacity: Double
    ) -> Double {
        let usual = filled / options.backwardWaveSpeed
        guard options.kinematicLosses else { return usual }
        let length = Double(network.linkLength[link])
        let speed = Double(network.linkSpeed[link])
        let started = Kinematics.exitSpeed(free: speed, waitSeconds: .infinity)
        let draining = kinematics.run(
            link: link, speed: speed, from: 0, to: length,
            entry: min(started, Double(kinematics.entrySpeed[link])), exit: speed)
        let vehicles = filled * count / options.jamSpacingMeters
        let least = vehicles / count * Self.reactionSeconds
        return min(usual, max(least, vehicles / capacity - draining.seconds))
    }

    /// The shortest time in which a driver follows the one before, seconds (M. Treiber, A. Kesting,
    /// "Traffic Flow Dynamics", 2013, chapter 11: 1.0–1.5 s).
    private static let reactionSeconds = 1.0
}
