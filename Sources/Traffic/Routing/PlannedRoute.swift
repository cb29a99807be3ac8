// A route with the drive along it on empty roads: a pure function of its links and trip, so that
// whoever finds the route plans its drive too.

import Base
import Demand
import Roads

/// A route that is ready to be driven; without steps where there is no way.
struct PlannedRoute: Sendable {
    var steps: ArraySlice<RouteStep> = []
    var meters: Float = 0
    /// Speed at which the first link is entered, m/s.
    var entrySpeed: Float = 0
    /// Duration on empty roads.
    var freeMilliseconds: UInt32 = 0
}

/// Plans drives.
struct DrivePlanner: Sendable {
    let network: Network
    let kinematics: Kinematics
    /// As `TrafficOptions.kinematicLosses`.
    let losses: Bool

    /// The drive along a route's links: speed limits backwards, so that each traversal ends slowly
    /// enough for what follows, then times and speeds forwards.
    func drive(_ links: [UInt32], of trip: PlannedTrip, meters: Float) -> PlannedRoute {
        guard !links.isEmpty else { return PlannedRoute() }
        let drive = RouteDrive(
            network: network, kinematics: kinematics, losses: losses,
            origin: trip.start(on: network).offset, destination: trip.end(on: network).offset,
            stops: (!trip.origin.isOffMap, !trip.destination.isOffMap))
        var limits = [Float](repeating: 0, count: links.count)
        limits.withUnsafeMutableBufferPointer {
            drive.limits(links: links, range: links.indices, into: $0)
        }
        let last = links.count - 1
        var speed = drive.entrySpeed(
            link: Int(links[0]), isLast: last == 0, exit: Double(limits[0]))
        var route = PlannedRoute(meters: meters, entrySpeed: Float(speed))
        var steps: [RouteStep] = []
        steps.reserveCapacity(links.count)
        for index in links.indices {
            let run = drive.run(
                link: Int(links[index]), isFirst: index == 0, isLast: index == last, entry: speed,
                exit: Double(limits[index]))
            var step = RouteStep(link: links[index])
            if index < last { step.turn = network.turn(from: step.link, to: links[index + 1]) }
            step.exitLimit = limits[index]
            step.freeMilliseconds = RouteDrive.milliseconds(run)
            step.freeExitSpeed = Float(run.exitSpeed)
            steps.append(step)
            speed = Double(step.freeExitSpeed)
            route.freeMilliseconds += step.freeMilliseconds
        }
        route.steps = steps[...]
        return route
    }
}

extension Network {
    /// The turn from a link to a following one, or `nobody`.
    func turn(from link: UInt32, to next: UInt32) -> UInt32 {
        for turn in turns(from: LinkID(link)) where turnTo[turn] == next { return UInt32(turn) }
        return nobody
    }
}
