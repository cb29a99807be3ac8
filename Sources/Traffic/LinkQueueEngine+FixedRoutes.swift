// The engine's second way in: routes that are given instead of planned and searched for.

import Base
import Roads

/// What fixed routes need besides the engine's own state.
struct FixedTraffic {
    /// Whether the routes are given at all.
    var isOn = false
    /// Time of a link on an empty road. [links]
    var freeMilliseconds: [UInt32] = []
    /// Trips that have not arrived.
    var remaining = -1
}

extension LinkQueueEngine {
    /// A week: nothing but a link that never opens again keeps vehicles so long.
    private static let patienceMilliseconds: Int64 = 7 * 86_400_000

    /// An engine with empty roads and all trips of fixed routes in its calendar.
    init(
        network: Network, flows: [LinkFlow], routes fixed: FixedRoutes,
        options given: FixedRouteOptions
    ) {
        var options = TrafficOptions()
        options.kinematicLosses = false
        options.reroutingSeconds = 0
        options.gridlockSeconds = given.gridlockSeconds
        options.closures = given.closures
        let latest = max(
            fixed.departMilliseconds.max() ?? 0,
            given.closures.map(\.until.milliseconds).max() ?? 0)
        let until = given.until ?? SimTime(milliseconds: latest + Self.patienceMilliseconds)
        self.init(
            network: network, plans: [], end: until.milliseconds, options: options,
            kinematics: Kinematics(network), planner: nil, junctions: given.junctions,
            greens: given.signals)
        self.fixed.isOn = true
        self.fixed.remaining = fixed.count
        for queue in queues.indices { setFlow(queue, flows[Int(lanes.link[queue])]) }
        layRings()
        self.fixed.freeMilliseconds = (0..<network.linkCount).map { link in
            max(
                1,
                Self.milliseconds(
                    Double(network.linkLength[link]) / Double(network.linkSpeed[link])))
        }
        shares = MergeShares(
            cost: queues.indices.map { queue in
                1 / (flows[Int(lanes.link[queue])].priority * laneShare(queue))
            })
        begin(fixed)
    }

    /// Puts all trips into the calendar.
    private mutating func begin(_ fixed: FixedRoutes) {
        steps = Column(repeating: RouteStep(link: 0), count: fixed.links.count)
        for entry in fixed.links.indices { steps[entry].link = fixed.links[entry] }
        trips = [TripState](repeating: TripState(), count: fixed.count)
        for trip in 0..<fixed.count {
            let entries = fixed.entries(of: trip)
            trips[trip].routeFirst = UInt32(entries.lowerBound)
            trips[trip].routeCount = UInt32(entries.count)
            wheel.schedule(
                .start, UInt32(trip), link: fixed.links[entries.lowerBound],
                at: fixed.departMilliseconds[trip])
            guard !lanes.turns.isEmpty else { continue }
            for entry in entries.dropLast() {
                steps[entry].turn = network.turn(
                    from: steps[entry].link, to: steps[entry + 1].link)
            }
        }
    }

    /// A queue's share of its link's lanes.
    private mutating func laneShare(_ queue: Int) -> Double {
        let link = Int(lanes.link[queue])
        return Double(lanes.lanes[queue]) / Double(max(1, network.linkLanes[link]))
    }

    /// Storage, wave and headway of a queue by its link's own diagram.
    ///
    /// κ·L = K − δ with K whole: K places, each refilled after L/w + δ/c, where c is the tip of
    /// the triangle. Then K vehicles pass in the time L/u + L/w + δ/c = K/c, as on the road; a
    /// link of whole κ·L has exactly the recursion's L/w.
    private mutating func setFlow(_ queue: Int, _ flow: LinkFlow) {
        let link = Int(lanes.link[queue])
        let part = laneShare(queue)
        let length = Double(network.linkLength[link])
        let held = length * flow.jamDensity * part
        let whole = max(1, abs(held - held.rounded()) < 1e-3 ? held.rounded() : held.rounded(.up))
        let tip = LinkFlow.capacity(
            speed: Double(network.linkSpeed[link]), jamDensity: flow.jamDensity * part,
            waveSpeed: flow.waveSpeed)
        let wave = length / flow.waveSpeed + max(0, whole - held) / tip
        queues[queue].storage = UInt32(whole)
        queues[queue].waveMilliseconds = Self.milliseconds(wave)
        queues[queue].headway = Float(1000 / (flow.capacity * part))
        queues[queue].tolerance = 0
    }

    /// Whole milliseconds; seven weeks stand for all that is longer.
    private static func milliseconds(_ seconds: Double) -> UInt32 {
        UInt32(min(4e9, (seconds * 1000).rounded()))
    }

    /// A vehicle wants onto the first link of its route.
    mutating func startFixed(trip: Int, now: Int64) {
        let first = trips[trip].routeFirst
        trips[trip].depart = now
        let slot = allocateVehicle()
        vehicles[Int(slot)].plan = UInt32(trip)
        vehicles[Int(slot)].cursor = first
        vehicles[Int(slot)].last = first + trips[trip].routeCount - 1
        let queue = nextQueue(cursor: Int(first), last: vehicles[Int(slot)].last)
        if queues[queue].lastWaiter == nobody, hasRoom(queue, now: now) {
            begin(slot: slot, queue: queue, now: now)
        } else {
            waitToStart(slot, at: queue, now: now)
        }
    }

    /// A vehicle enters a link of its fixed route.
    @inline(__always) mutating func enterFixed(slot: UInt32, queue: Int, now: Int64) {
        let index = Int(slot)
        let cursor = Int(vehicles[index].cursor)
        var time = now + Int64(fixed.freeMilliseconds[Int(lanes.link[queue])])
        if !lanes.turns.isEmpty {
            let made = vehicles[index].turn
            if made != nobody { time += Int64(lanes.turns[Int(made)].lossMilliseconds) }
            if vehicles[index].has(DrivingVehicle.restarts) {
                time += rules.restart
                vehicles[index].flags &= ~DrivingVehicle.restarts
            }
            vehicles[index].turn = steps[cursor].turn
        }
        steps[cursor].entered = UInt32(truncatingIfNeeded: now)
        entries += 1
        vehicles[index].ready = time
        vehicles[index].queue = UInt32(queue)
        vehicles[index].next = nobody
        takePlace(queue)
        let tail = queues[queue].tail
        queues[queue].tail = slot
        if tail == nobody {
            queues[queue].head = slot
            scheduleHead(queue, now: now)
        } else {
            vehicles[Int(tail)].next = slot
        }
    }

    /// What happened, in the order of the routes.
    mutating func fixedResult() -> FixedRouteResult {
        var result = FixedRouteResult()
        result.enterMilliseconds = steps.indices.map { steps[$0].enteredMilliseconds }
        result.exitMilliseconds = trips.map(\.exit)
        result.linkEntries = entries
        result.arrived = trips.count - fixed.remaining
        result.gridlockMoves = gridlockResolutions
        result.events = events
        result.hourlyStateHashes = hashes
        return result
    }
}
