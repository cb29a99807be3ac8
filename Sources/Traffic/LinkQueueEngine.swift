// The mesoscopic engine: individuals in link queues, moved by events.
//
// Newell's recursion, vehicle n on link i:
//   T[i+1](n) = max(T[i](n) + L/u ; T[i+1](n−1) + 1/c ; T[i+2](n−K) + L/w)
// The first term is `DrivingVehicle.ready`, the second `LinkState.theoretical`, the third the ring
// of times at which the next link was left. What it leaves out: lanes, priorities.
// Closures and signals delay the second term.
//
// What an event costs: the link's record, its ring, its head's record and that vehicle's place on
// the route; for a crossing the same again for the next link. Each is one cache line, so some eight
// lines and no allocation, no reference count, no search through anything.

import Base
import Demand
import Roads

/// The state of a simulation and the rules that change it.
struct LinkQueueEngine {
    let network: Network
    let plans: [PlannedTrip]
    let options: TrafficOptions
    let end: Int64
    var router: Router
    var wheel: EventWheel
    var links: [LinkState]
    var vehicles: [DrivingVehicle] = []
    var freeVehicle = nobody
    /// Rings of leaving times; see `LinkState.ring`. [sum of storage]
    var leftAt: [Int64]
    var routes = RouteColumns()
    var trips: [TripState]
    /// Waits at the ends of links in the present window, and how many crossings they sum over.
    var waitSum: [UInt64]
    var waitCount: [UInt32]
    var closures: [LinkClosure]
    let signals: SignalPlan
    var fixed = FixedTraffic()
    var shares = MergeShares()
    var visited: [UInt32]
    var visit: UInt32 = 0
    var ringLinks: [UInt32] = []
    var ringHeads: [UInt32] = []
    var hashes: [UInt64] = []
    var gridlockResolutions = 0
    var entries = 0
    var events = 0

    /// Long ago: rings begin as if every place had been free since then.
    static let longAgo = Int64.min / 4

    init(
        network: Network, plans: [PlannedTrip], until: SimTime, options: TrafficOptions,
        landmarks: Int = 16
    ) {
        self.network = network
        self.plans = plans
        self.options = options
        end = until.milliseconds
        router = Router(network, losses: options.kinematicLosses, landmarks: landmarks)
        wheel = EventWheel(end: end)
        links = [LinkState](repeating: LinkState(), count: network.linkCount)
        trips = [TripState](repeating: TripState(), count: plans.count)
        waitSum = [UInt64](repeating: 0, count: network.linkCount)
        waitCount = [UInt32](repeating: 0, count: network.linkCount)
        visited = [UInt32](repeating: 0, count: network.linkCount)
        closures = options.closures.sorted {
            ($0.link.rawValue, $0.from, $0.until) < ($1.link.rawValue, $1.from, $1.until)
        }
        signals = SignalPlan(network, options, headings: router.kinematics)
        var places = 0
        for link in links.indices {
            links[link] = Self.emptyLink(network, link, options)
            if let share = signals.greenShare(link) {
                // In green the stop line passes the saturation flow; red does the rest.
                links[link].flags |= LinkState.hasSignal
                links[link].headway *= Float(share)
                links[link].tolerance *= Float(share)
            }
            links[link].ring = UInt32(places)
            places += Int(links[link].storage)
        }
        for closure in closures { links[closure.link.index].flags |= LinkState.hasClosures }
        leftAt = [Int64](repeating: Self.longAgo, count: places)
    }

    /// Storage, wave and rate of a link.
    ///
    /// A share of the cars sees the same road: the rate is share × capacity in the long run. But a
    /// lone car among few must not wait for headways that in truth belong to unseen cars, so the
    /// rate carries burst credit (generic cell rate algorithm, ITU-T I.371): with T = 1/(c·share)
    /// and tolerance τ = (1/share − 1)/c a vehicle may pass at TAT − τ, that is 1/c after the one
    /// before, as long as the credit lasts. At share 1, τ = 0: exactly the headway 1/c. Storage is
    /// share × that of all cars, but never under one vehicle, nor under two where the road holds
    /// two: else two of the few that follow each other would block a short link that in truth is
    /// empty (6 % of Liechtenstein's cars waited three times too long that way). A place takes
    /// spacing / w to be refilled by the wave (Newell's reaction time), at most the road's L / w.
    private static func emptyLink(
        _ network: Network, _ link: Int, _ options: TrafficOptions
    ) -> LinkState {
        var state = LinkState()
        let share = options.observedShare
        let length = Double(network.linkLength[link])
        let lanes = Double(max(1, network.linkLanes[link]))
        let capacity = Double(network.linkCapacity[link])
        let all = max(1, (length * lanes / options.jamSpacingMeters).rounded())
        let places = max(min(2, all), (all * share).rounded())
        let filled = min(length, places * options.jamSpacingMeters / (lanes * share))
        state.storage = UInt32(places)
        state.waveMilliseconds = UInt32((filled / options.backwardWaveSpeed * 1000).rounded())
        state.headway = Float(1000 / (capacity * share))
        state.tolerance = Float(1000 * (1 / share - 1) / capacity)
        return state
    }

    /// Runs to the end. Between events it renews costs, hashes the state and reports progress.
    mutating func run(progress: (SimTime) throws -> Void) throws {
        for plan in plans.indices
        where plan == 0 || plans[plan].vehicle != plans[plan - 1].vehicle {
            scheduleTrip(plan, notBefore: Int64.min)
        }
        let window = Int64((options.reroutingSeconds * 1000).rounded())
        let hour: Int64 = 3_600_000
        let minute: Int64 = 60_000
        var boundary = min(end, minute)
        while true {
            let event = wheel.next()
            while boundary <= event?.time ?? end {
                if window > 0, boundary / window != (boundary - minute) / window {
                    learnCosts(now: boundary)
                }
                if boundary % hour == 0 { hashes.append(stateHash(now: boundary)) }
                try progress(SimTime(milliseconds: boundary))
                if boundary == end { break }
                boundary = min(end, boundary + minute)
            }
            guard let event else { return }
            events += 1
            handle(event)
            if fixed.remaining == 0 { return }
        }
    }

    private mutating func handle(_ event: Event) {
        let subject = Int(event.subject)
        switch event.kind {
        case .exit: exit(link: subject, now: event.time)
        case .park: park(slot: subject, now: event.time)
        case .room: room(link: subject, now: event.time)
        case .start:
            if fixed.isOn {
                startFixed(trip: subject, now: event.time)
            } else {
                start(plan: subject, now: event.time)
            }
        case .gridlock: resolveGridlock(link: subject, now: event.time)
        }
    }
}

// MARK: Links

extension LinkQueueEngine {
    /// Whether a vehicle may enter a link: a place is free, and the space of whoever left it has
    /// come up to the link's start.
    @inline(__always) func hasRoom(_ link: Int, now: Int64) -> Bool {
        let state = links[link]
        return state.occupied < state.storage && roomTime(state) <= now
    }

    /// When the next place comes free, given that it has been left.
    @inline(__always) func roomTime(_ state: LinkState) -> Int64 {
        leftAt[Int(state.ring &+ state.enterPlace)] + Int64(state.waveMilliseconds)
    }

    /// Puts an exit event for the head of a link, unless one is pending for that time.
    mutating func scheduleHead(_ link: Int, now: Int64) {
        let head = links[link].head
        guard head != nobody else { return }
        let vehicle = vehicles[Int(head)]
        let isLast = vehicle.cursor == vehicle.last
        if isLast, vehicle.has(DrivingVehicle.parksAlong) {
            // It parks by an event of its own, or at once if only those before it held it up. An
            // exit event of whoever was the head before is stale.
            links[link].flags &= ~LinkState.exitPending
            if vehicle.has(DrivingVehicle.heldUp) {
                wheel.schedule(.park, head, link: UInt32(link), at: now)
            }
            return
        }
        let allowed = links[link].theoretical - Double(links[link].tolerance)
        var time = max(vehicle.ready, now, Int64(allowed.rounded(.up)))
        if links[link].has(LinkState.mayClose) { time = opening(link, after: time) }
        let low = UInt32(truncatingIfNeeded: time)
        if links[link].has(LinkState.exitPending), links[link].exitEvent == low { return }
        links[link].flags |= LinkState.exitPending
        links[link].exitEvent = low
        wheel.schedule(.exit, UInt32(link), link: UInt32(link), at: time)
    }

    /// The first instant from `time` on at which the link's end is open: no closure, and green.
    func opening(_ link: Int, after time: Int64) -> Int64 {
        if fixed.isOn { return fixedOpening(link, after: time) }
        var open = time
        if links[link].has(LinkState.hasSignal) { open = signals.green(link, after: open) }
        guard links[link].has(LinkState.hasClosures) else { return open }
        for closure in closures where closure.link.index == link {
            if closure.from.milliseconds <= open, open < closure.until.milliseconds {
                open = closure.until.milliseconds
                if links[link].has(LinkState.hasSignal) { open = signals.green(link, after: open) }
            }
        }
        return open
    }

    /// The head of a link may leave: over the end of its route, into the next link, or it waits.
    private mutating func exit(link: Int, now: Int64) {
        guard links[link].has(LinkState.exitPending),
            links[link].exitEvent == UInt32(truncatingIfNeeded: now)
        else { return }
        links[link].flags &= ~LinkState.exitPending
        let head = links[link].head
        let vehicle = vehicles[Int(head)]
        if vehicle.cursor == vehicle.last {
            bookWait(link, now - vehicle.ready)
            passEnd(of: link, now: now)
            removeHead(link, now: now)
            finish(slot: head, now: now)
            scheduleHead(link, now: now)
            return
        }
        let next = Int(routes.link[Int(vehicle.cursor) + 1])
        if links[next].lastWaiter == nobody, hasRoom(next, now: now) {
            cross(from: link, to: next, now: now)
        } else {
            links[link].flags |= LinkState.waiting
            if fixed.isOn { shares.join(UInt32(link), at: next) }
            appendWaiter(UInt32(link), at: next)
            expectRoom(next, now: now)
        }
    }

    /// Moves the head of a link into the next one.
    mutating func cross(from link: Int, to next: Int, now: Int64) {
        let head = links[link].head
        passEnd(of: link, now: now)
        removeHead(link, now: now)
        leaveTraversal(Int(head), link: link, now: now)
        vehicles[Int(head)].cursor += 1
        enter(slot: head, link: next, now: now)
        scheduleHead(link, now: now)
    }

    /// Books one passage over the end of a link against its rate.
    ///
    /// A vehicle that passes less than 1 ms after its theoretical time counts as on time, so that
    /// rounding to milliseconds does not slow a queue down.
    @inline(__always) mutating func passEnd(of link: Int, now: Int64) {
        let time = Double(now)
        let theoretical = links[link].theoretical
        let isOnTime = time - theoretical < 1 || links[link].has(LinkState.catchesUp)
        links[link].flags &= ~LinkState.catchesUp
        links[link].theoretical = (isOnTime ? theoretical : time) + Double(links[link].headway)
    }

    /// Takes the head out of the queue; its place is free for others after the backward wave.
    mutating func removeHead(_ link: Int, now: Int64) {
        let head = links[link].head
        links[link].head = vehicles[Int(head)].next
        if links[link].head == nobody { links[link].tail = nobody }
        vehicles[Int(head)].next = nobody
        giveFree(link, now: now)
    }

    /// Books a vehicle out of a link.
    mutating func giveFree(_ link: Int, now: Int64) {
        var state = links[link]
        leftAt[Int(state.ring &+ state.leavePlace)] = now
        state.leavePlace += 1
        if state.leavePlace == state.storage { state.leavePlace = 0 }
        state.occupied -= 1
        links[link] = state
        if state.lastWaiter != nobody { expectRoom(link, now: now) }
        if state.has(LinkState.parkingHeldUp) { retryParking(link, now: now) }
    }

    /// Books a vehicle into a link.
    @inline(__always) mutating func takePlace(_ link: Int) {
        links[link].occupied += 1
        links[link].enterPlace += 1
        if links[link].enterPlace == links[link].storage { links[link].enterPlace = 0 }
    }
}

// MARK: Waiting to enter

extension LinkQueueEngine {
    /// Waiters are links (whose head waits) below the number of links, and vehicle slots above.
    @inline(__always) func nextWaiter(_ waiter: UInt32) -> UInt32 {
        let index = Int(waiter)
        return index < links.count ? links[index].nextWaiter : vehicles[index - links.count].next
    }

    @inline(__always) mutating func setNextWaiter(_ waiter: UInt32, _ next: UInt32) {
        let index = Int(waiter)
        if index < links.count {
            links[index].nextWaiter = next
        } else {
            vehicles[index - links.count].next = next
        }
    }

    /// Puts a waiter last. Events come in the order of (time, link), so the list is in the order
    /// of blocked-since, then link.
    mutating func appendWaiter(_ waiter: UInt32, at link: Int) {
        let last = links[link].lastWaiter
        if last == nobody {
            setNextWaiter(waiter, waiter)
        } else {
            setNextWaiter(waiter, nextWaiter(last))
            setNextWaiter(last, waiter)
        }
        links[link].lastWaiter = waiter
    }

    /// Takes the first waiter, or the one named, out of the list.
    mutating func removeWaiter(_ wanted: UInt32? = nil, at link: Int) -> UInt32 {
        let last = links[link].lastWaiter
        var before = last
        var waiter = nextWaiter(last)
        while let wanted, waiter != wanted { (before, waiter) = (waiter, nextWaiter(waiter)) }
        if waiter == before {
            links[link].lastWaiter = nobody
        } else {
            setNextWaiter(before, nextWaiter(waiter))
            if waiter == last { links[link].lastWaiter = before }
        }
        setNextWaiter(waiter, nobody)
        return waiter
    }

    /// Somebody waits for a link: wakes up when room comes, if it is known when. If not, the link
    /// is full of vehicles, and one of them has to leave first; then a ring may have closed.
    mutating func expectRoom(_ link: Int, now: Int64) {
        let state = links[link]
        guard !state.has(LinkState.roomPending) else { return }
        guard state.occupied < state.storage else {
            watchForGridlock(link, now: now)
            return
        }
        links[link].flags |= LinkState.roomPending
        wheel.schedule(.room, UInt32(link), link: roomOrder(link), at: max(now, roomTime(state)))
    }

    /// Place of a link's room among the events of one instant: where links share by priority, all
    /// that come at that instant must be there before one is chosen.
    @inline(__always) func roomOrder(_ link: Int) -> UInt32 {
        UInt32(fixed.isOn ? links.count + link : link)
    }

    /// Lets waiters in, first come first served, as long as there is room.
    private mutating func room(link: Int, now: Int64) {
        links[link].flags &= ~LinkState.roomPending
        if fixed.isOn { return shareRoom(link, now: now) }
        while links[link].lastWaiter != nobody, hasRoom(link, now: now) {
            let waiter = Int(removeWaiter(at: link))
            if waiter >= links.count {
                begin(slot: UInt32(waiter - links.count), link: link, now: now)
                continue
            }
            links[waiter].flags &= ~LinkState.waiting
            if links[waiter].has(LinkState.mayClose), opening(waiter, after: now) > now {
                scheduleHead(waiter, now: now)
            } else {
                cross(from: waiter, to: link, now: now)
            }
        }
        if links[link].lastWaiter != nobody { expectRoom(link, now: now) }
    }
}
