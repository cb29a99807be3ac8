// The engine's second way in: routes that are given instead of planned and searched for.

import Base
import Roads

/// What fixed routes need besides the engine's own state.
struct FixedTraffic {
    /// Whether the routes are given at all.
    var isOn = false
    /// Time of a link on an empty road. [links]
    var freeMilliseconds: [UInt32] = []
    /// Windows of green, by link; and the slice of a link. [links + 1]
    var greens: [GreenWindow] = []
    var firstGreen: [UInt32] = []
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
        self.init(network: network, plans: [], until: until, options: options, landmarks: 0)
        self.fixed.isOn = true
        self.fixed.remaining = fixed.count
        setFlows(flows)
        setSignals(given.signals)
        shares = MergeShares(cost: flows.map { 1 / $0.priority })
        routes.link = fixed.links
        routes.entered = [Int64](repeating: -1, count: fixed.links.count)
        trips = [TripState](repeating: TripState(), count: fixed.count)
        for trip in 0..<fixed.count {
            let entries = fixed.entries(of: trip)
            trips[trip].routeFirst = UInt32(entries.lowerBound)
            trips[trip].routeCount = UInt32(entries.count)
            wheel.schedule(
                .start, UInt32(trip), link: fixed.links[entries.lowerBound],
                at: fixed.departMilliseconds[trip])
        }
    }

    /// Storage, wave and headway of each link by its own diagram.
    ///
    /// κ·L = K − δ with K whole: K places, each refilled after L/w + δ/c, where c is the tip of
    /// the triangle. Then K vehicles pass in the time L/u + L/w + δ/c = K/c, as on the road; a
    /// link of whole κ·L has exactly the recursion's L/w.
    private mutating func setFlows(_ flows: [LinkFlow]) {
        var places = 0
        for (link, flow) in flows.enumerated() {
            let length = Double(network.linkLength[link])
            let speed = Double(network.linkSpeed[link])
            let held = length * flow.jamDensity
            let whole = max(
                1, abs(held - held.rounded()) < 1e-3 ? held.rounded() : held.rounded(.up))
            let tip = LinkFlow.capacity(
                speed: speed, jamDensity: flow.jamDensity, waveSpeed: flow.waveSpeed)
            let wave = length / flow.waveSpeed + max(0, whole - held) / tip
            links[link].storage = UInt32(whole)
            links[link].ring = UInt32(places)
            links[link].waveMilliseconds = Self.milliseconds(wave)
            links[link].headway = Float(1000 / flow.capacity)
            links[link].tolerance = 0
            places += Int(whole)
            fixed.freeMilliseconds.append(max(1, Self.milliseconds(length / speed)))
        }
        leftAt = [Int64](repeating: Self.longAgo, count: places)
    }

    /// Whole milliseconds; seven weeks stand for all that is longer.
    private static func milliseconds(_ seconds: Double) -> UInt32 {
        UInt32(min(4e9, (seconds * 1000).rounded()))
    }

    private mutating func setSignals(_ signals: [GreenWindow]) {
        fixed.greens = signals.sorted {
            ($0.link.rawValue, $0.startMilliseconds) < ($1.link.rawValue, $1.startMilliseconds)
        }
        fixed.firstGreen = [UInt32](repeating: 0, count: links.count + 1)
        for green in signals {
            links[green.link.index].flags |= LinkState.hasClosures
            fixed.firstGreen[green.link.index + 1] += 1
        }
        for link in links.indices { fixed.firstGreen[link + 1] += fixed.firstGreen[link] }
    }

    /// The first instant from `time` on at which a link is neither closed nor red.
    func fixedOpening(_ link: Int, after time: Int64) -> Int64 {
        var open = time
        while true {
            let before = open
            var index = firstClosure(of: link)
            while index < closures.count, closures[index].link.index == link {
                let closure = closures[index]
                if closure.from.milliseconds <= open {
                    open = max(open, closure.until.milliseconds)
                }
                index += 1
            }
            open = green(link, from: open)
            if open == before { return open }
        }
    }

    /// Where the closures of a link begin in their order by link.
    private func firstClosure(of link: Int) -> Int {
        var low = 0
        var high = closures.count
        while low < high {
            let middle = (low + high) / 2
            if closures[middle].link.index < link { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The first instant from `time` on at which one of the link's windows is green.
    func green(_ link: Int, from time: Int64) -> Int64 {
        let windows = Int(fixed.firstGreen[link])..<Int(fixed.firstGreen[link + 1])
        return windows.map { fixed.greens[$0].next(from: time) }.min() ?? time
    }

    /// A vehicle wants onto the first link of its route.
    mutating func startFixed(trip: Int, now: Int64) {
        let first = trips[trip].routeFirst
        trips[trip].depart = now
        let slot = allocateVehicle()
        vehicles[Int(slot)].plan = UInt32(trip)
        vehicles[Int(slot)].cursor = first
        vehicles[Int(slot)].last = first + trips[trip].routeCount - 1
        let link = Int(routes.link[Int(first)])
        if links[link].lastWaiter == nobody, hasRoom(link, now: now) {
            begin(slot: slot, link: link, now: now)
        } else {
            waitToStart(slot, at: link, now: now)
        }
    }

    /// A vehicle enters a link of its fixed route.
    @inline(__always) mutating func enterFixed(slot: UInt32, link: Int, now: Int64) {
        let index = Int(slot)
        routes.entered[Int(vehicles[index].cursor)] = now
        entries += 1
        vehicles[index].ready = now + Int64(fixed.freeMilliseconds[link])
        vehicles[index].next = nobody
        takePlace(link)
        let tail = links[link].tail
        links[link].tail = slot
        if tail == nobody {
            links[link].head = slot
            scheduleHead(link, now: now)
        } else {
            vehicles[Int(tail)].next = slot
        }
    }

    /// What happened, in the order of the routes.
    func fixedResult() -> FixedRouteResult {
        var result = FixedRouteResult()
        result.enterMilliseconds = routes.entered
        result.exitMilliseconds = trips.map(\.exit)
        result.linkEntries = entries
        result.arrived = trips.count - fixed.remaining
        result.gridlockMoves = gridlockResolutions
        result.events = events
        result.hourlyStateHashes = hashes
        return result
    }
}
