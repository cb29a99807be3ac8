// Chooses routes: for all trips of a window at once, by costs known at its start.
//
// Costs are renewed at the boundaries of windows only, so the routes of a window's trips are known
// to be wanted before the first of them starts: other threads find them ahead of the simulation,
// and which thread finds which changes nothing. Drivers with navigation know the present costs; the
// others go by habit, by what the hour showed on the days before, and on their first day by the
// present costs too.

import Base
import Demand
import Roads

/// The routes of a run's planned trips.
struct RoutePlanner {
    let knowledge: RouteKnowledge
    /// What drivers with navigation know.
    private(set) var present: RouteMetric
    /// What the hour usually is; nil when nobody knows yet.
    private var habitual: RouteMetric?
    /// What has been learned, days before the run included.
    private(set) var learned: LearnedCosts
    /// How many shortest paths were sought.
    var queries = 0

    let drives: DrivePlanner
    private let plans: [PlannedTrip]
    private let options: TrafficOptions
    let parallel: ParallelWork
    private let calendar: StartCalendar
    /// Routes of the present window, and of trips that are later than they meant to be: these few
    /// are looked up, never listed.
    private var batch: RouteBatch?
    private var late: [UInt32: PlannedRoute] = [:]
    /// Smoothed waits, and those that have been announced.
    private var measured: LinkCosts
    private var customiser: RouteCustomiser
    private var habitCustomiser: RouteCustomiser
    private var diary: SlotDiary
    /// Slots whose habits this run has changed.
    private var isRelearned = [Bool](repeating: false, count: LearnedCosts.slots)
    private var slot = -1

    init(
        _ network: Network, plans: [PlannedTrip], end: Int64, options: TrafficOptions,
        knowledge: RouteKnowledge, parallel: ParallelWork
    ) {
        self.plans = plans
        self.options = options
        self.knowledge = knowledge
        self.parallel = parallel
        present = knowledge.free
        customiser = RouteCustomiser(knowledge.hierarchy)
        habitCustomiser = customiser
        measured = knowledge.free.costs
        learned = knowledge.learned
        diary = SlotDiary(links: network.linkCount)
        drives = DrivePlanner(
            network: network, kinematics: knowledge.kinematics, losses: options.kinematicLosses)
        calendar = StartCalendar(plans, end: end)
    }

    /// Whether a vehicle's driver has navigation.
    func navigates(_ vehicle: VehicleID) -> Bool {
        guard options.navigationShare > 0, options.navigationShare < 1 else {
            return options.navigationShare >= 1
        }
        var stream = RandomStream(
            seed: options.seed, purpose: .navigation,
            entity: RandomEntity(regionKey: options.regionKey, member: vehicle.rawValue))
        return stream.uniform() < options.navigationShare
    }
}

extension RandomPurpose {
    /// Whether a driver has navigation.
    static let navigation = RandomPurpose(200)
}

// MARK: Windows

extension RoutePlanner {
    /// Learns what the window up to now showed.
    ///
    /// - Parameter waits: mean waits at the ends of links, milliseconds. [links]
    mutating func closeWindow(_ waits: [UInt32], now: Int64) {
        for link in waits.indices { measured.learn(link: link, waitMilliseconds: waits[link]) }
        diary.add(waits)
        let last = LearnedCosts.slot(now - 1)
        guard LearnedCosts.slot(now) != last, let shown = diary.close() else { return }
        learned.learn(last, shown)
        isRelearned[last] = true
    }

    /// Makes the costs of a window known, and finds the routes of trips that mean to start in it.
    mutating func openWindow(from now: Int64, until next: Int64) {
        if options.reroutingSeconds > 0 { renewMetrics(now: now) }
        keepLate()
        let starting = calendar.plans(from: now, until: next)
        let navigates = starting.map { self.navigates(plans[Int($0)].vehicle) }
        batch = RouteBatch(starting, navigates, finder, parallel)
        queries += starting.count
    }

    /// Keeps the routes of trips that have not started in their window.
    private mutating func keepLate() {
        for plan in batch?.waiting ?? [] { late[plan] = batch?.take(plan) }
    }

    private var finder: RouteFinder {
        RouteFinder(
            plans: plans, drives: drives, present: present, habitual: habitual ?? present)
    }

    private mutating func renewMetrics(now: Int64) {
        let announced = present.costs.announcing(measured)
        let next = LearnedCosts.slot(now)
        if let announced { present = customiser.metric(announced) }
        guard next != slot else { return }
        slot = next
        habitual = knowledge.habits[next]
        guard isRelearned[next] else { return }
        // Nights without waits need no arcs of their own.
        let waits = learned.waits[next]
        habitual =
            waits.contains { $0 > 0 }
            ? habitCustomiser.metric(knowledge.free.costs.waiting(waits)) : knowledge.free
    }

    /// Hands over the route of a trip that starts; without steps when there is none.
    mutating func take(_ plan: UInt32) -> PlannedRoute {
        if let route = batch?.take(plan) ?? late.removeValue(forKey: plan) { return route }
        queries += 1
        return finder.routes([plan], [navigates(plans[Int(plan)].vehicle)])[0]
    }
}

/// When trips mean to get onto the road, by minute.
private struct StartCalendar {
    private static let minute: Int64 = 60_000
    private var first: [Int]
    private var order: [UInt32]

    init(_ plans: [PlannedTrip], end: Int64) {
        let minutes = Int(end / Self.minute) + 1
        func minute(_ plan: PlannedTrip) -> Int? {
            let minute = Int(plan.plannedEntryMilliseconds / Self.minute)
            return minute < minutes ? minute : nil
        }
        first = [Int](repeating: 0, count: minutes + 1)
        for plan in plans { if let minute = minute(plan) { first[minute + 1] += 1 } }
        for minute in 0..<minutes { first[minute + 1] += first[minute] }
        order = [UInt32](repeating: 0, count: first[minutes])
        var next = first
        for (number, plan) in plans.enumerated() {
            guard let minute = minute(plan) else { continue }
            order[next[minute]] = UInt32(number)
            next[minute] += 1
        }
    }

    /// Trips of some minutes, in order of minute, then number.
    func plans(from begin: Int64, until end: Int64) -> [UInt32] {
        let minutes = first.count - 1
        let from = min(minutes, Int(begin / Self.minute))
        let until = min(minutes, Int((end + Self.minute - 1) / Self.minute))
        return Array(order[first[from]..<first[until]])
    }
}

extension PlannedTrip {
    /// When it means to get onto the map's roads, milliseconds.
    var plannedEntryMilliseconds: Int64 {
        max(0, departure.milliseconds) + millisecondsBeforeRoad
    }

    /// Between ignition on and the first wheel on the map: standing, and the leg from beyond a
    /// gateway.
    var millisecondsBeforeRoad: Int64 {
        let leg = origin.isOffMap ? Double(origin.offMapSeconds) : 0
        return standing.beforeMilliseconds + Int64((leg * 1000).rounded())
    }

    /// Where it gets onto its first link: through a gateway at the link's start.
    func start(on network: Network) -> RoutePoint {
        let length = network.linkLength[origin.link.index]
        return RoutePoint(
            link: origin.link, offset: origin.isOffMap ? 0 : max(0, min(origin.offset, length)))
    }

    /// Where it leaves its last link: through a gateway at the link's end.
    func end(on network: Network) -> RoutePoint {
        let length = network.linkLength[destination.link.index]
        return RoutePoint(
            link: destination.link,
            offset: destination.isOffMap ? length : max(0, min(destination.offset, length)))
    }
}
