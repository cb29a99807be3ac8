// What all regions and replicas on one map share about routes.

import Base
import Roads

/// A map made ready for routing, and the habits that its drivers start with. Immutable; a class,
/// because replicas of a map share the one.
public final class RouteKnowledge: Sendable {
    /// Bends and turns.
    public let kinematics: Kinematics
    /// The hierarchy.
    public let hierarchy: RouteHierarchy
    /// What drivers know from days before the run.
    public let learned: LearnedCosts
    /// Without traffic.
    let free: RouteMetric
    /// By slot; nil where nothing is known.
    let habits: [RouteMetric?]

    /// Prepares a map.
    ///
    /// - Parameters:
    ///   - losses: whether bends and turns cost time, as in `TrafficOptions`.
    ///   - learned: as `TrafficResult.learned` of an earlier run on the map.
    /// - Complexity: about 20 µs a link, and 0.6 µs a link and slot that is known.
    public init(
        _ network: Network, losses: Bool = true, learned: LearnedCosts = LearnedCosts(),
        parallel: ParallelWork = .inTurn
    ) {
        let kinematics = Kinematics(network)
        let hierarchy = RouteHierarchy(network)
        let costs = LinkCosts(network: network, kinematics: kinematics, losses: losses)
        let free = RouteMetric(hierarchy, costs: costs)
        self.kinematics = kinematics
        self.hierarchy = hierarchy
        self.learned = learned
        self.free = free
        let known = (0..<LearnedCosts.slots).filter { learned.knows($0) }
        let made = parallel.collect(known.count) { place in
            let waits = learned.waits[known[place]]
            // Nights without waits need no arcs of their own.
            guard waits.contains(where: { $0 > 0 }) else { return free }
            return RouteMetric(hierarchy, costs: costs.waiting(waits))
        }
        var habits = [RouteMetric?](repeating: nil, count: LearnedCosts.slots)
        for (place, slot) in known.enumerated() { habits[slot] = made[place] }
        self.habits = habits
    }
}
