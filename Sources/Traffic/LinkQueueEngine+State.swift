// What the engine does at boundaries of time: hashes its state, and hands over what happened.

import Base
import Demand
import Roads

extension LinkQueueEngine {
    /// XXH64 over every queue (number, then trip, place on the route and readiness of each vehicle
    /// in order), every rate's state, and the waiters' order.
    mutating func stateHash(now: Int64) -> UInt64 {
        var words: [UInt64] = [UInt64(bitPattern: now), UInt64(entries)]
        for queue in queues.indices {
            let state = queues[queue]
            if state.head == nobody, state.lastWaiter == nobody { continue }
            words.append(UInt64(queue) << 32 | UInt64(state.occupied))
            words.append(state.theoretical.bitPattern)
            var slot = state.head
            while slot != nobody {
                let vehicle = vehicles[Int(slot)]
                let place = vehicle.cursor - trips[Int(vehicle.plan)].routeFirst
                words.append(UInt64(vehicle.plan) << 32 | UInt64(place))
                words.append(UInt64(bitPattern: vehicle.ready))
                slot = vehicle.next
            }
            guard state.lastWaiter != nobody else { continue }
            var waiter = nextWaiter(state.lastWaiter)
            while waiter != state.lastWaiter {
                words.append(waiterWord(waiter))
                waiter = nextWaiter(waiter)
            }
            words.append(waiterWord(waiter))
        }
        return words.withUnsafeBytes { XXHash64.hash($0) }
    }

    private mutating func waiterWord(_ waiter: UInt32) -> UInt64 {
        let index = Int(waiter)
        return index < queues.count
            ? UInt64(waiter) : 1 << 32 | UInt64(vehicles[index - queues.count].plan)
    }

    /// What happened, by trip in order of (vehicle, departure).
    mutating func result() -> TrafficResult {
        var result = TrafficResult()
        result.traversalLink.reserveCapacity(entries)
        result.traversalEnterMilliseconds.reserveCapacity(entries)
        var entrySpeed = [Float](repeating: 0, count: plans.count)
        for slot in vehicles.indices where trips[Int(vehicles[slot].plan)].exit < 0 {
            let vehicle = vehicles[slot]
            entrySpeed[Int(vehicle.plan)] = vehicle.speed
        }
        for plan in plans.indices {
            let trip = trips[plan]
            if trip.isUnroutable { result.unroutable += 1 }
            guard trip.depart != .max, !trip.isUnroutable else { continue }
            append(plan, trip, entrySpeed: Double(entrySpeed[plan]), to: &result)
        }
        result.endMilliseconds = end
        result.hourlyStateHashes = hashes
        result.gridlockResolutions = gridlockResolutions
        result.linkEntries = entries
        result.routeQueries = planner?.queries ?? 0
        result.events = events
        result.routesRevised = routesRevised
        result.learned = planner?.learned ?? LearnedCosts()
        if recordsBlocking { closeBlocked() }
        result.blockedSeconds = blocked.seconds
        result.kinematics = kinematics
        return result
    }

    private mutating func append(
        _ plan: Int, _ trip: TripState, entrySpeed: Double, to result: inout TrafficResult
    ) {
        let planned = plans[plan]
        let driven = appendTraversals(of: trip, to: &result)
        let isDone = trip.exit >= 0
        let rest = millisecondsOffRoad(after: planned)
        let isHome = isDone && trip.exit + rest < end
        var flags: TripFlags = []
        if planned.origin.isOffMap { flags.insert(.startsOffMap) }
        if planned.destination.isOffMap { flags.insert(.endsOffMap) }
        if !isDone, driven > 0 { flags.insert(.onRoadAtEnd) }
        result.vehicle.append(planned.vehicle.rawValue)
        result.plan.append(UInt32(plan))
        result.departMilliseconds.append(trip.depart)
        result.enterMilliseconds.append(trip.enter >= 0 ? trip.enter : end)
        result.exitMilliseconds.append(isDone ? trip.exit : end)
        result.arriveMilliseconds.append(isHome ? trip.exit + rest : .max)
        result.onMapMeters.append(
            isDone ? trip.meters : metersSoFar(plan, driven: driven, entrySpeed: entrySpeed))
        result.freeFlowSeconds.append(Float(trip.freeMilliseconds) / 1000)
        result.originOffset.append(startOffset(planned))
        result.destinationOffset.append(endOffset(planned))
        result.flags.append(flags)
        result.firstTraversal.append(UInt32(result.traversalLink.count))
    }

    /// How many links a trip has entered.
    private mutating func appendTraversals(
        of trip: TripState, to result: inout TrafficResult
    ) -> Int {
        let range = Int(trip.routeFirst)..<Int(trip.routeFirst + trip.routeCount)
        guard !trip.isInHistory else {
            for index in range {
                result.traversalLink.append(history.link[index])
                result.traversalEnterMilliseconds.append(Int64(history.entered[index]))
            }
            return range.count
        }
        var driven = 0
        for index in range where steps[index].entered != RouteStep.never {
            result.traversalLink.append(steps[index].link)
            result.traversalEnterMilliseconds.append(steps[index].enteredMilliseconds)
            driven += 1
        }
        return driven
    }

    /// Metres of a trip that is still on the road: whole links, and of the present one the share
    /// of its free time that has passed, as far as braking and accelerating since its entry allow,
    /// ending a vehicle's length before its end.
    private mutating func metersSoFar(_ plan: Int, driven: Int, entrySpeed: Double) -> Float {
        guard driven > 0 else { return 0 }
        let first = Int(trips[plan].routeFirst)
        var meters = -Double(startOffset(plans[plan]))
        for index in first..<(first + driven - 1) {
            meters += Double(network.linkLength[Int(steps[index].link)])
        }
        let index = first + driven - 1
        let isLast = driven == Int(trips[plan].routeCount)
        let link = Int(steps[index].link)
        let start = driven == 1 ? Double(startOffset(plans[plan])) : 0
        let stop = isLast ? Double(endOffset(plans[plan])) : Double(network.linkLength[link])
        let milliseconds = Double(end - steps[index].enteredMilliseconds)
        var passed = milliseconds / Double(max(1, steps[index].freeMilliseconds)) * (stop - start)
        if options.kinematicLosses {
            let reach = Kinematics.reach(from: entrySpeed, seconds: milliseconds / 1000)
            passed = max(reach.least, min(reach.most, passed))
        }
        let room = max(0, stop - start - options.jamSpacingMeters)
        return Float(meters + start + min(room, passed))
    }
}
