// The mesoscopic engine: individuals in queues at the ends of links, moved by events.
//
// Newell's recursion, vehicle n on link i:
//   T[i+1](n) = max(T[i](n) + L/u ; T[i+1](n−1) + 1/c ; T[i+2](n−K) + L/w)
// The first term is `DrivingVehicle.ready`, the second `QueueState.theoretical`, the third the ring
// of times at which the next queue was left. Closures, signals and those who go first delay the
// second term. A link has a queue for each group of lanes that serve the same turns.
//
// What an event costs: the queue's record, its ring, its head's record and that vehicle's place on
// the route; for a crossing the same again for the next queue; where a turn yields, one more for
// each queue that goes first. Each is one cache line, so some eight lines and no allocation, no
// reference count, no search through anything.

import Base
import Demand
import Roads

/// The state of a simulation and the rules that change it.
///
/// Methods that an event calls are `mutating` even where they change nothing: a call that only
/// borrows copies the whole value, some 2.6 KB, onto the stack, ten times a crossing.
struct LinkQueueEngine: ~Copyable {
    let network: Network
    let plans: [PlannedTrip]
    let options: TrafficOptions
    let end: Int64
    let kinematics: Kinematics
    /// Finds routes; nil when they are given.
    var planner: RoutePlanner?
    var wheel: EventWheel
    let lanes: LaneGroups
    let rules: TurnRules
    var queues: Column<QueueState>
    var vehicles = Column<DrivingVehicle>()
    var freeVehicle = nobody
    /// Rings of leaving times; see `QueueState.ring`. [sum of storage]
    var leftAt = Column<Int64>()
    /// Routes of all trips that have started, one behind the other.
    var steps = Column<RouteStep>()
    var history = TripHistory()
    var trips: [TripState]
    /// Waits at the ends of links in the present window, and how many crossings they sum over.
    var waitSum: Column<UInt64>
    var waitCount: Column<UInt32>
    /// Arrivals of seen vehicles; empty where all are seen. [queues]
    var seen = Column<SeenRate>()
    /// Passages of seen vehicles; empty where all are seen. [turns]
    var seenTurns = Column<SeenRate>()
    /// Since when the head of a queue has let others go first; empty where all are seen. [queues]
    var yieldsSince = Column<Int64>()
    var usualWaits = UsualWaits(expected: [])
    let closures: [LinkClosure]
    let greens: GreenTable
    var fixed = FixedTraffic()
    var shares = MergeShares()
    var visited: Column<UInt32>
    var visit: UInt32 = 0
    var epochVisit: UInt32 = 0
    /// Queues whose heads wait for full links.
    var suspects = Column<UInt32>()
    var ringQueues: [UInt32] = []
    var ringHeads: [UInt32] = []
    var touched = Column<UInt32>()
    /// Nothing but a reason to read.
    var touchSum: UInt32 = 0
    /// Whether times without room are wanted, and they.
    let recordsBlocking: Bool
    var blocked = BlockedTimes()
    var hashes: [UInt64] = []
    var gridlockResolutions = 0
    var routesRevised = 0
    var entries = 0
    var events = 0

    /// Long ago: rings begin as if every place had been free since then.
    static let longAgo = Int64.min / 4

    /// An engine with empty roads; flows by queue are for the caller to set.
    init(
        network: Network, plans: [PlannedTrip], end: Int64, options: TrafficOptions,
        kinematics: Kinematics, planner: RoutePlanner?, junctions: Junctions?,
        greens windows: [GreenWindow]
    ) {
        self.network = network
        self.plans = plans
        self.options = options
        self.end = end
        self.kinematics = kinematics
        self.planner = planner
        wheel = EventWheel(end: end)
        var lanes = junctions.map { LaneGroups(network, $0) } ?? LaneGroups(network)
        greens = GreenTable(windows, network, lanes: &lanes)
        self.lanes = lanes
        rules = TurnRules(junctions)
        queues = Column(repeating: QueueState(), count: lanes.count)
        trips = [TripState](repeating: TripState(), count: plans.count)
        waitSum = Column(repeating: 0, count: network.linkCount)
        waitCount = Column(repeating: 0, count: network.linkCount)
        visited = Column(repeating: 0, count: lanes.count)
        recordsBlocking = options.recordsBlocking
        if recordsBlocking {
            let hours = Int((end + 3_599_999) / 3_600_000)
            blocked = BlockedTimes(
                hours: hours, links: network.linkCount, queues: lanes.count)
        }
        closures = options.closures.sorted {
            ($0.link.rawValue, $0.from, $0.until) < ($1.link.rawValue, $1.from, $1.until)
        }
        for closure in closures { mark(closure.link.index, QueueState.hasClosures) }
        for window in windows { mark(window.link.index, QueueState.hasSignal) }
    }

    /// Sets a flag on all queues of a link.
    private mutating func mark(_ link: Int, _ flag: UInt32) {
        for queue in lanes.queues(of: link) { queues[queue].flags |= flag }
    }

    /// Lays the rings of leaving times out, once all queues know their storage.
    mutating func layRings() {
        var places = 0
        for queue in queues.indices {
            queues[queue].ring = UInt32(places)
            places += Int(queues[queue].storage)
        }
        leftAt = Column(repeating: Self.longAgo, count: places)
    }

    /// Runs to the end. Between events it renews costs, hashes the state and reports progress.
    mutating func run(progress: (SimTime) throws -> Void) throws {
        for plan in plans.indices
        where plan == 0 || plans[plan].vehicle != plans[plan - 1].vehicle {
            scheduleTrip(plan, notBefore: Int64.min)
        }
        changeWindow(now: 0)
        let hour: Int64 = 3_600_000
        let minute: Int64 = 60_000
        var boundary = min(end, minute)
        while true {
            let hasEvents = wheel.open()
            if hasEvents { touchOpenSlot() }
            repeat {
                let event = hasEvents ? wheel.next() : nil
                while boundary <= event?.time ?? end {
                    if isWindow(boundary) { changeWindow(now: boundary) }
                    if boundary % hour == 0 {
                        hashes.append(stateHash(now: boundary))
                        giveStepsBack()
                    }
                    try progress(SimTime(milliseconds: boundary))
                    if boundary == end { break }
                    boundary = min(end, boundary + minute)
                }
                guard let event else { return }
                events += 1
                handle(event)
                if fixed.remaining == 0 { return }
            } while wheel.isOpen
        }
    }

    /// Reads what the events of the open slot will need, one step of the way for all of them before
    /// the next step: so the processor waits for many cache lines at once, and not for one after
    /// the other.
    private mutating func touchOpenSlot() {
        var sum: UInt32 = 0
        let count = wheel.openCount
        touched.removeAll()
        for index in 0..<count {
            let event = wheel.peek(index)
            guard event.kind == EventKind.exit.rawValue else { continue }
            touched.append(queues[Int(event.subject)].head)
        }
        for index in touched.indices {
            let slot = touched[index]
            touched[index] = slot == nobody ? nobody : vehicles[Int(slot)].cursor
        }
        for index in touched.indices where touched[index] != nobody {
            let cursor = Int(touched[index])
            let next = cursor + 1 < steps.count ? cursor + 1 : cursor
            let link = Int(steps[next].link)
            touched[index] = lanes.turns.isEmpty ? UInt32(link) : lanes.first[link]
        }
        for index in touched.indices where touched[index] != nobody {
            sum &+= queues[Int(touched[index])].ring
        }
        for index in touched.indices where touched[index] != nobody {
            let state = queues[Int(touched[index])]
            sum &+= UInt32(truncatingIfNeeded: leftAt[Int(state.ring &+ state.enterPlace)])
        }
        touchSum = sum
    }

    private mutating func handle(_ event: Event) {
        let subject = Int(event.subject)
        switch event.kind {
        case .exit: exit(queue: subject, now: event.time)
        case .park: park(slot: subject, now: event.time)
        case .room: room(queue: subject, now: event.time)
        case .start:
            if fixed.isOn {
                startFixed(trip: subject, now: event.time)
            } else {
                start(plan: subject, now: event.time)
            }
        case .gridlock: sweepForGridlock(now: event.time)
        }
    }
}

// MARK: Queues

extension LinkQueueEngine {
    /// Whether there are cars that are not simulated.
    @inline(__always) var seesPart: Bool { seen.count > 0 }

    /// Whether a vehicle may enter a queue: a place is free, and the space of whoever left it has
    /// come up to the link's start.
    @inline(__always) mutating func hasRoom(_ queue: Int, now: Int64) -> Bool {
        let state = queues[queue]
        return !state.isFull && roomTime(state) <= now
    }

    /// When the next place comes free, given that it has been left.
    @inline(__always) mutating func roomTime(_ state: QueueState) -> Int64 {
        leftAt[Int(state.ring &+ state.enterPlace)] + Int64(state.waveMilliseconds)
    }

    /// Puts an exit event for the head of a queue, unless one is pending for that time.
    mutating func scheduleHead(_ queue: Int, now: Int64) {
        let head = queues[queue].head
        guard head != nobody else { return }
        let vehicle = vehicles[Int(head)]
        let isLast = vehicle.cursor == vehicle.last
        if isLast, vehicle.has(DrivingVehicle.parksAlong) {
            // It parks by an event of its own, or at once if only those before it held it up. An
            // exit event of whoever was the head before is stale.
            queues[queue].flags &= ~QueueState.exitPending
            if vehicle.has(DrivingVehicle.heldUp) {
                wheel.schedule(.park, head, link: UInt32(queue), at: now)
            }
            return
        }
        let allowed = queues[queue].theoretical - Double(queues[queue].tolerance)
        var time = max(vehicle.ready, now, Int64(allowed.rounded(.up)))
        if seesPart, queues[queue].has(QueueState.hasSignal) {
            time = greenTime(queue, vehicle, allowed: allowed, from: time)
        }
        scheduleExit(queue, vehicle, at: time)
    }

    /// Puts an exit event for the head at the first instant from `time` on at which it may go.
    mutating func scheduleExit(_ queue: Int, _ vehicle: DrivingVehicle, at time: Int64) {
        var time = time
        let state = queues[queue]
        if state.has(QueueState.mayClose) { time = opening(queue, turn: vehicle.turn, after: time) }
        let low = UInt32(truncatingIfNeeded: time)
        if state.has(QueueState.exitPending), state.exitEvent == low { return }
        var flags = state.flags & 0xFF_FFFF | QueueState.exitPending
        if vehicle.turn != nobody { flags |= UInt32(lanes.turns[Int(vehicle.turn)].local) << 24 }
        queues[queue].flags = flags
        queues[queue].exitEvent = low
        wheel.schedule(.exit, UInt32(queue), link: UInt32(queue), at: time)
    }

    /// The head of a queue may leave: over the end of its route, into the next link, or it waits.
    private mutating func exit(queue: Int, now: Int64) {
        guard queues[queue].has(QueueState.exitPending),
            queues[queue].exitEvent == UInt32(truncatingIfNeeded: now)
        else { return }
        queues[queue].flags &= ~QueueState.exitPending
        let head = queues[queue].head
        let vehicle = vehicles[Int(head)]
        if vehicle.cursor == vehicle.last {
            bookWait(Int(lanes.link[queue]), now - vehicle.ready)
            passEnd(of: queue, turn: nobody, now: now)
            removeHead(queue, now: now)
            finish(slot: head, now: now)
            scheduleHead(queue, now: now)
            return
        }
        guard goes(queue, vehicle, now: now) else { return }
        let next = nextQueue(cursor: Int(vehicle.cursor) + 1, last: vehicle.last)
        if queues[next].lastWaiter == nobody, hasRoom(next, now: now) {
            cross(from: queue, to: next, now: now)
        } else {
            queues[queue].flags |= QueueState.waiting
            if recordsBlocking { noteFilling(queue, now: now) }
            vehicles[Int(head)].wish = UInt32(next)
            vehicles[Int(head)].since = UInt32(truncatingIfNeeded: now)
            if queues[next].isFull {
                watchForGridlock(queue, now: now)
            }
            if fixed.isOn { shares.join(UInt32(queue), at: next) }
            appendWaiter(UInt32(queue), at: next)
            expectRoom(next, now: now)
        }
    }

    /// Moves the head of a queue into the next one.
    mutating func cross(from queue: Int, to next: Int, now: Int64) {
        let head = queues[queue].head
        passEnd(of: queue, turn: vehicles[Int(head)].turn, now: now)
        removeHead(queue, now: now)
        leaveTraversal(Int(head), link: Int(lanes.link[queue]), now: now)
        vehicles[Int(head)].cursor += 1
        enter(slot: head, queue: next, now: now)
        scheduleHead(queue, now: now)
    }

    /// Books one passage over the end of a link against its rate.
    ///
    /// A vehicle that passes less than 1 ms after its theoretical time counts as on time, so that
    /// rounding to milliseconds does not slow a queue down.
    @inline(__always) mutating func passEnd(of queue: Int, turn: UInt32, now: Int64) {
        let time = Double(now)
        var state = queues[queue]
        var unseenWaits = 0.0
        if seesPart {
            if state.has(QueueState.hasSignal) {
                state.theoretical += redSincePassage(queue, turn: turn, now: now)
            }
            if turn != nobody { seenTurns[Int(turn)].add(at: now) }
            unseenWaits = unseenYields(queue, now: now)
        }
        let isOnTime = time - state.theoretical < 1 || state.has(QueueState.catchesUp)
        var headway = state.headway
        if turn != nobody { headway *= lanes.turns[Int(turn)].headwayFactor }
        queues[queue].flags = state.flags & ~(QueueState.catchesUp | QueueState.yielding)
        queues[queue].lastPass = UInt32(truncatingIfNeeded: now)
        queues[queue].theoretical =
            (isOnTime ? state.theoretical : time) + Double(headway) + unseenWaits
    }

    /// Takes the head out of the queue; its place is free for others after the backward wave.
    mutating func removeHead(_ queue: Int, now: Int64) {
        let head = queues[queue].head
        queues[queue].head = vehicles[Int(head)].next
        if queues[queue].head == nobody { queues[queue].tail = nobody }
        vehicles[Int(head)].next = nobody
        giveFree(queue, now: now)
    }

    /// Books a vehicle out of a queue.
    mutating func giveFree(_ queue: Int, now: Int64) {
        let state = queues[queue]
        leftAt[Int(state.ring &+ state.leavePlace)] = now
        queues[queue].occupied = state.occupied &- 1
        if recordsBlocking { noteEmptying(queue, now: now) }
        if state.lastWaiter != nobody { expectRoom(queue, now: now) }
        if state.has(QueueState.parkingHeldUp) { retryParking(queue, now: now) }
    }

    /// Books a vehicle into a queue.
    @inline(__always) mutating func takePlace(_ queue: Int) {
        queues[queue].occupied += 1
        queues[queue].enterPlace += 1
        if queues[queue].enterPlace == queues[queue].storage { queues[queue].enterPlace = 0 }
    }
}
