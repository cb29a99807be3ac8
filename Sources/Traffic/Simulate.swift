import Base
import Demand
import Roads

/// Simulates the traffic of one region from time zero: every trip as an individual in link queues.
///
/// A trip departs as planned, or a minute after the vehicle's trip before has ended if that is
/// later; its ignition is on while it stands before and after the drive. A trip from beyond a
/// gateway spends `offMapSeconds` before it enters the map, one to beyond a gateway after it has
/// left. Routes are the quickest at the costs that the driver knows: with navigation the present
/// ones at the start of the window of the planned departure, and those of later windows on the way;
/// without, those that the hour had on the days before. Trips that have not departed by `until` are
/// left out; those without any route are left out and counted.
///
/// The result is a pure function of the arguments; `progress` is told once per simulated minute,
/// and may throw to stop the simulation.
/// - Parameters:
///   - plans: sorted by vehicle, then departure.
///   - until: end of the simulation; vehicles still driving then have no arrival.
///   - knowledge: of the network, made with the same `kinematicLosses`; made anew unless given.
///   - parallel: finds routes with it; changes nothing but the time.
/// - Throws: `Failure.input` when the plans are not sorted, or name a link that the network lacks
///   or options out of range; and what `progress` throws.
public func simulate(
    network: Network, plans: [PlannedTrip], until: SimTime, options: TrafficOptions,
    knowledge: RouteKnowledge? = nil, parallel: ParallelWork = .inTurn,
    progress: (SimTime) throws -> Void = { _ in }
) throws -> TrafficResult {
    try check(network, plans, options)
    guard until > .zero else { return TrafficResult() }
    let known =
        knowledge ?? RouteKnowledge(network, losses: options.kinematicLosses, parallel: parallel)
    precondition(known.hierarchy.linkCount == network.linkCount)
    var engine = LinkQueueEngine(
        network: network, plans: plans, until: until, options: options, knowledge: known,
        parallel: parallel)
    try engine.run(progress: progress)
    return engine.result()
}

/// The same with the plans of a fleet; see `simulate(network:plans:until:options:progress:)`.
public func simulate(
    network: Network, fleet plans: [PlannedTrip], until: SimTime, options: TrafficOptions,
    progress: (SimTime) throws -> Void
) throws -> TrafficResult {
    try simulate(
        network: network, plans: plans, until: until, options: options, progress: progress)
}

private func check(_ network: Network, _ plans: [PlannedTrip], _ options: TrafficOptions) throws {
    guard options.observedShare > 0, options.observedShare <= 1 else {
        throw Failure.input("traffic: the observed share must lie in (0, 1]")
    }
    guard (0...1).contains(options.navigationShare) else {
        throw Failure.input("traffic: the share of drivers with navigation must lie in [0, 1]")
    }
    guard options.jamSpacingMeters > 0, options.backwardWaveSpeed > 0 else {
        throw Failure.input("traffic: jam spacing and backward wave speed must be positive")
    }
    guard options.closures.allSatisfy({ $0.link.index < network.linkCount }) else {
        throw Failure.input("traffic: a closure names a link that the map does not have")
    }
    for (index, trip) in plans.enumerated() {
        let links = [trip.origin.link.index, trip.destination.link.index]
        guard links.allSatisfy({ $0 < network.linkCount }) else {
            throw Failure.input("plans: trip \(index) names a link that the map does not have")
        }
        guard index > 0 else { continue }
        let before = plans[index - 1]
        guard (before.vehicle, before.departure) <= (trip.vehicle, trip.departure) else {
            throw Failure.input("plans: trip \(index) is not in order of vehicle and departure")
        }
    }
}
