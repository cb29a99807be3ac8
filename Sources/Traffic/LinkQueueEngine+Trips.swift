// A vehicle's way through the engine: departure, route, link after link, parking, and the next
// trip.

import Base
import Demand
import Roads

extension LinkQueueEngine {
    /// A parked vehicle leaves again a minute after it arrived at the earliest.
    static let turnaroundMilliseconds: Int64 = 60_000
    /// Who waits for less at the end of a link slows down, but does not come to a stand.
    static let standstillMilliseconds: Int64 = 2000

    /// Puts the start of a trip into the calendar: as planned, but not before the trip before is
    /// over. A trip from beyond a gateway drives its off-map leg first.
    mutating func scheduleTrip(_ first: Int, notBefore: Int64) {
        let trip = plans[first]
        let depart = max(0, trip.departure.milliseconds, notBefore)
        guard depart < end else { return }
        trips[first].depart = depart
        let enter = depart + trip.millisecondsBeforeRoad
        wheel.schedule(.start, UInt32(first), link: trip.origin.link.rawValue, at: enter)
    }

    private mutating func scheduleFollowing(_ plan: Int, notBefore: Int64) {
        let next = plan + 1
        guard next < plans.count, plans[next].vehicle == plans[plan].vehicle else { return }
        scheduleTrip(next, notBefore: notBefore)
    }

    /// A trip's vehicle wants onto the road, on the route that was found for it.
    mutating func start(plan: Int, now: Int64) {
        let trip = plans[plan]
        guard let route = planner?.take(UInt32(plan)), !route.steps.isEmpty else {
            // The trip is left out and counted; the driver's next one starts where it starts.
            trips[plan].isUnroutable = true
            scheduleFollowing(plan, notBefore: trips[plan].depart)
            return
        }
        let base = steps.count
        give(route, to: plan)
        let slot = allocateVehicle()
        vehicles[Int(slot)].plan = UInt32(plan)
        vehicles[Int(slot)].cursor = UInt32(base)
        vehicles[Int(slot)].last = UInt32(steps.count - 1)
        let length = network.linkLength[trip.destination.link.index]
        let parks = !trip.destination.isOffMap && endOffset(trip) < length - 0.5
        vehicles[Int(slot)].flags =
            DrivingVehicle.unhindered | (parks ? DrivingVehicle.parksAlong : 0)
            | (startOffset(trip) > 0 ? DrivingVehicle.startsAlong : 0)
        let queue = nextQueue(cursor: base, last: vehicles[Int(slot)].last)
        if queues[queue].lastWaiter == nobody, hasRoom(queue, now: now) {
            begin(slot: slot, queue: queue, now: now)
        } else {
            appendWaiter(UInt32(queues.count) + slot, at: queue)
            expectRoom(queue, now: now)
        }
    }

    /// Where a trip gets onto its first link: through a gateway at the link's start.
    mutating func startOffset(_ trip: PlannedTrip) -> Float {
        trip.start(on: network).offset
    }

    /// Where a trip leaves its last link: through a gateway at the link's end.
    mutating func endOffset(_ trip: PlannedTrip) -> Float {
        trip.end(on: network).offset
    }

    /// Appends a route to the steps as that of a trip.
    mutating func give(_ route: PlannedRoute, to plan: Int) {
        trips[plan].routeFirst = UInt32(steps.count)
        trips[plan].routeCount = UInt32(route.steps.count)
        trips[plan].meters = route.meters
        trips[plan].entrySpeed = route.entrySpeed
        trips[plan].freeMilliseconds = route.freeMilliseconds
        for step in route.steps { steps.append(step) }
    }

    mutating func allocateVehicle() -> UInt32 {
        guard freeVehicle != nobody else {
            vehicles.append(DrivingVehicle())
            return UInt32(vehicles.count - 1)
        }
        let slot = freeVehicle
        freeVehicle = vehicles[Int(slot)].next
        vehicles[Int(slot)] = DrivingVehicle()
        return slot
    }

    /// First wheel on the road.
    mutating func begin(slot: UInt32, queue: Int, now: Int64) {
        let plan = Int(vehicles[Int(slot)].plan)
        trips[plan].enter = now
        vehicles[Int(slot)].speed = trips[plan].entrySpeed
        enter(slot: slot, queue: queue, now: now)
    }

    /// A vehicle enters a link: its time on it is known at once unless others get in the way.
    mutating func enter(slot: UInt32, queue: Int, now: Int64) {
        if fixed.isOn { return enterFixed(slot: slot, queue: queue, now: now) }
        let index = Int(slot)
        let cursor = Int(vehicles[index].cursor)
        vehicles[index].queue = UInt32(queue)
        vehicles[index].turn = steps[cursor].turn
        steps[cursor].entered = UInt32(truncatingIfNeeded: now)
        entries += 1
        vehicles[index].ready = now + Int64(travelTime(slot: index, cursor: cursor))
        vehicles[index].next = nobody
        takePlace(queue)
        if recordsBlocking { noteFilling(queue, now: now) }
        if seesPart { seen[queue].add(at: now) }
        let starts = vehicles[index].has(DrivingVehicle.startsAlong)
        vehicles[index].flags &= ~DrivingVehicle.startsAlong
        insert(slot, into: queue, startsAlong: starts, now: now)
        if cursor == Int(vehicles[index].last), vehicles[index].has(DrivingVehicle.parksAlong) {
            wheel.schedule(.park, slot, link: UInt32(queue), at: vehicles[index].ready)
        }
        if queues[queue].head == slot { scheduleHead(queue, now: now) }
    }

    /// Milliseconds of the traversal on an empty link, for the speed at which it is entered.
    private mutating func travelTime(slot: Int, cursor: Int) -> UInt32 {
        let vehicle = vehicles[slot]
        if vehicle.has(DrivingVehicle.unhindered) || !options.kinematicLosses {
            return steps[cursor].freeMilliseconds
        }
        return RouteDrive.milliseconds(hinderedRun(vehicle, cursor: cursor))
    }

    private mutating func hinderedRun(_ vehicle: DrivingVehicle, cursor: Int) -> Run {
        let plan = Int(vehicle.plan)
        let link = Int(steps[cursor].link)
        // A hindered vehicle is never on its first link: hindrance begins at a link's end.
        let length = Double(network.linkLength[link])
        let ends = cursor == Int(vehicle.last)
        return kinematics.run(
            link: link, speed: Double(network.linkSpeed[link]), from: 0,
            to: ends ? Double(endOffset(plans[plan])) : length,
            entry: Double(vehicle.speed), exit: Double(steps[cursor].exitLimit))
    }

    /// Puts a vehicle into the queue. It goes last; but one that starts along the link goes before
    /// those that will reach the end later than it, because they are behind it on the road.
    private mutating func insert(_ slot: UInt32, into queue: Int, startsAlong: Bool, now: Int64) {
        let tail = queues[queue].tail
        let ready = vehicles[Int(slot)].ready
        guard tail != nobody else {
            queues[queue].head = slot
            queues[queue].tail = slot
            return
        }
        if !startsAlong || vehicles[Int(tail)].ready <= ready {
            vehicles[Int(tail)].next = slot
            queues[queue].tail = slot
            return
        }
        var before = nobody
        var after = queues[queue].head
        while after != nobody, vehicles[Int(after)].ready <= max(ready, now) {
            (before, after) = (after, vehicles[Int(after)].next)
        }
        vehicles[Int(slot)].next = after
        if after == nobody { queues[queue].tail = slot }
        if before == nobody {
            queues[queue].head = slot
        } else {
            vehicles[Int(before)].next = slot
        }
    }

    /// Adds a wait at a link's end to the present window.
    @inline(__always) mutating func bookWait(_ link: Int, _ milliseconds: Int64) {
        waitSum[link] += UInt64(milliseconds)
        waitCount[link] += 1
    }

    /// A vehicle leaves a link over its end: books its wait, and how fast it goes on.
    mutating func leaveTraversal(_ slot: Int, link: Int, now: Int64) {
        let vehicle = vehicles[slot]
        let wait = now - vehicle.ready
        bookWait(link, wait)
        if fixed.isOn, wait >= Self.standstillMilliseconds {
            vehicles[slot].flags |= DrivingVehicle.restarts
        }
        guard options.kinematicLosses else { return }
        let cursor = Int(vehicle.cursor)
        let planned = steps[cursor].freeExitSpeed
        if vehicle.has(DrivingVehicle.unhindered), wait == 0 {
            vehicles[slot].speed = planned
            return
        }
        let free =
            vehicle.has(DrivingVehicle.unhindered)
            ? Double(planned) : hinderedRun(vehicle, cursor: cursor).exitSpeed
        let speed = Float(Kinematics.exitSpeed(free: free, waitSeconds: Double(wait) / 1000))
        vehicles[slot].speed = speed
        if speed == planned {
            vehicles[slot].flags |= DrivingVehicle.unhindered
        } else {
            vehicles[slot].flags &= ~DrivingVehicle.unhindered
        }
    }

    /// Off the road; the off-map leg and the time to switch off follow, then the vehicle is parked
    /// until its next trip.
    mutating func finish(slot: UInt32, now: Int64) {
        let plan = Int(vehicles[Int(slot)].plan)
        trips[plan].exit = now
        vehicles[Int(slot)].next = freeVehicle
        freeVehicle = slot
        if fixed.isOn {
            fixed.remaining -= 1
            return
        }
        history.finished.append(UInt32(plan))
        let rest = millisecondsOffRoad(after: plans[plan])
        scheduleFollowing(plan, notBefore: now + rest + Self.turnaroundMilliseconds)
    }

    /// Between the end of the drive on the map and ignition off: the leg beyond the gateway, when
    /// a trip ends there, and standing.
    mutating func millisecondsOffRoad(after trip: PlannedTrip) -> Int64 {
        let leg = trip.destination.isOffMap ? Double(trip.destination.offMapSeconds) : 0
        return Int64((leg * 1000).rounded()) + trip.standing.afterMilliseconds
    }
}

// MARK: Parking along a link

extension LinkQueueEngine {
    /// A vehicle has reached its destination along the link and leaves the road, unless the
    /// queue at the link's end is so long that the destination lies within it and vehicles that
    /// came before stand in the way.
    mutating func park(slot: Int, now: Int64) {
        let vehicle = vehicles[slot]
        guard vehicle.cursor == vehicle.last, vehicle.has(DrivingVehicle.parksAlong),
            vehicle.ready <= now, trips[Int(vehicle.plan)].exit < 0
        else { return }
        let queue = Int(vehicle.queue)
        let link = Int(lanes.link[queue])
        var ahead = 0
        var before = nobody
        var other = queues[queue].head
        while other != UInt32(slot) {
            guard other != nobody else { return }
            ahead += 1
            (before, other) = (other, vehicles[Int(other)].next)
        }
        let stands = ahead > 0 && vehicles[Int(queues[queue].head)].ready < now
        let spacing = options.jamSpacingMeters / options.observedShare
        let standing = Double(ahead) * spacing / Double(lanes.lanes[queue])
        let offset = Double(endOffset(plans[Int(vehicle.plan)]))
        if stands, standing > Double(network.linkLength[link]) - offset {
            vehicles[slot].flags |= DrivingVehicle.heldUp
            queues[queue].flags |= QueueState.parkingHeldUp
            return
        }
        if before == nobody {
            removeHead(queue, now: now)
        } else {
            vehicles[Int(before)].next = vehicle.next
            if vehicle.next == nobody { queues[queue].tail = before }
            vehicles[slot].next = nobody
            giveFree(queue, now: now)
        }
        finish(slot: UInt32(slot), now: now)
        if before == nobody { scheduleHead(queue, now: now) }
    }

    /// Somebody left the link: those held up before their destination look again.
    mutating func retryParking(_ queue: Int, now: Int64) {
        queues[queue].flags &= ~QueueState.parkingHeldUp
        var slot = queues[queue].head
        while slot != nobody {
            if vehicles[Int(slot)].has(DrivingVehicle.heldUp) {
                wheel.schedule(.park, slot, link: UInt32(queue), at: now)
            }
            slot = vehicles[Int(slot)].next
        }
    }
}
