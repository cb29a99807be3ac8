// The engine alone: given routes over any network, with each link's own fundamental diagram, fixed
// signals and shares at merges. No demand, no route choice, no kinematic losses: exactly Newell's
// recursion, so that theory, other simulators and users' own demand can be compared with it.

import Base
import Roads

/// How a link carries traffic, all lanes together: a triangular fundamental diagram.
public struct LinkFlow: Hashable, Sendable {
    /// Vehicles per second over the link's exit, at most.
    public var capacity: Double
    /// Vehicles per metre when they stand.
    public var jamDensity: Double
    /// Speed of the backward wave, m/s.
    public var waveSpeed: Double
    /// Its share where it competes with others for the next link, relative to theirs.
    public var priority: Double

    /// A link's flow.
    public init(capacity: Double, jamDensity: Double, waveSpeed: Double, priority: Double) {
        self.capacity = capacity
        self.jamDensity = jamDensity
        self.waveSpeed = waveSpeed
        self.priority = priority
    }

    /// What a link does when nothing is said: 7 m a queued vehicle and lane, wave 5 m/s, the
    /// capacity that follows from both, and shares in proportion to capacity.
    public init(speed: Double, lanes: Int) {
        jamDensity = Double(max(1, lanes)) / 7
        waveSpeed = 5
        capacity = Self.capacity(speed: speed, jamDensity: jamDensity, waveSpeed: waveSpeed)
        priority = capacity
    }

    /// The flow at the tip of the triangle, vehicles/s: κ·u·w / (u + w).
    public static func capacity(
        speed: Double, jamDensity: Double, waveSpeed: Double
    ) -> Double { jamDensity * speed * waveSpeed / (speed + waveSpeed) }
}

/// A time in every cycle in which a link lets vehicles out; one without any always does.
public struct GreenWindow: Hashable, Sendable {
    /// The link whose exit has the signal.
    public var link: LinkID
    /// The link to which it lets vehicles go; nil for all.
    public var to: LinkID?
    /// Length of the cycle, milliseconds; the first begins at time zero.
    public var cycleMilliseconds: Int64
    /// When green begins in the cycle, milliseconds.
    public var startMilliseconds: Int64
    /// How long it lasts, also over the cycle's end; milliseconds.
    public var greenMilliseconds: Int64

    /// Green in [start, start + green) of every cycle.
    public init(
        link: LinkID, to: LinkID? = nil, cycleMilliseconds: Int64, startMilliseconds: Int64,
        greenMilliseconds: Int64
    ) {
        self.link = link
        self.to = to
        self.cycleMilliseconds = cycleMilliseconds
        self.startMilliseconds = startMilliseconds
        self.greenMilliseconds = greenMilliseconds
    }
}

/// Trips with given routes, as columns. Trips of one instant start in their order here.
public struct FixedRoutes: Sendable {
    /// When a trip wants onto its first link, milliseconds. [trips]
    public var departMilliseconds: [Int64] = []
    /// Slice of `links` of a trip. [trips + 1]
    public var firstEntry: [UInt32] = [0]
    /// Links in order of travel. [link entries]
    public var links: [UInt32] = []

    /// No trips.
    public init() {}

    /// Adds a trip.
    public mutating func append(depart: SimTime, links route: some Sequence<UInt32>) {
        departMilliseconds.append(depart.milliseconds)
        links.append(contentsOf: route)
        firstEntry.append(UInt32(links.count))
    }

    /// How many trips.
    public var count: Int { departMilliseconds.count }

    /// Positions in the columns by link entry of a trip.
    public func entries(of trip: Int) -> Range<Int> {
        Int(firstEntry[trip])..<Int(firstEntry[trip + 1])
    }
}

/// What holds besides network and routes.
public struct FixedRouteOptions: Sendable {
    /// Signals; links may have several windows.
    public var signals: [GreenWindow] = []
    /// Times at which the end of a link lets nobody out.
    public var closures: [LinkClosure] = []
    /// Lanes, yielding and losses by turn; nil where everybody may turn from every lane, at no
    /// cost, and room is shared by priority alone.
    public var junctions: Junctions?
    /// How long a closed ring of full links stands before its heads move on together, seconds.
    public var gridlockSeconds = 30.0
    /// When to stop at the latest; unless given, a week after the last departure or closure. The
    /// simulation ends as soon as all have arrived.
    public var until: SimTime?

    /// No signals, no closures.
    public init() {}
}

/// What became of fixed routes. Times are milliseconds; -1 where it has not happened.
public struct FixedRouteResult: Sendable {
    /// When each link of each route was entered. [link entries of the routes]
    public var enterMilliseconds: [Int64] = []
    /// When each trip left its last link. [trips]
    public var exitMilliseconds: [Int64] = []
    /// How many times a vehicle entered a link.
    public var linkEntries = 0
    /// Trips that reached the end of their route.
    public var arrived = 0
    /// Vehicles that moved because a ring of full links had stood too long.
    public var gridlockMoves = 0
    /// How many events the engine handled.
    public var events = 0
    /// Hash of the engine's state at the end of each simulated hour with traffic.
    public var hourlyStateHashes: [UInt64] = []
}

/// Drives fixed routes over a network of links with the given flows.
///
/// Vehicle n on link i, with K the vehicles that a link holds, u, c, w its speed, capacity, wave:
/// `T[i+1](n) = max(T[i](n) + L/u; T[i+1](n−1) + 1/c; T[i+2](n−K) + L'/w)`. Where κ·L is no whole
/// number, K is the next one and L'/w grows so that the link's largest flow is kept. Where links
/// compete for one, room goes to them in proportion to their priorities (Daganzo's merge), and
/// to those who want to start on it as if they were one more link with its priority.
/// A vehicle waits before its first link until that has room.
///
/// A pure function of its arguments; `progress` comes once a simulated minute and may throw.
/// - Throws: `Failure.input` when arguments do not fit each other, and what `progress` throws.
public func simulate(
    network: Network, flows: [LinkFlow], routes: FixedRoutes, options: FixedRouteOptions,
    progress: (SimTime) throws -> Void = { _ in }
) throws -> FixedRouteResult {
    try check(network, flows, routes, options)
    guard routes.count > 0 else { return FixedRouteResult() }
    var engine = LinkQueueEngine(network: network, flows: flows, routes: routes, options: options)
    try engine.run(progress: progress)
    return engine.fixedResult()
}

private func check(
    _ network: Network, _ flows: [LinkFlow], _ routes: FixedRoutes, _ options: FixedRouteOptions
) throws {
    guard flows.count == network.linkCount else {
        throw Failure.input("traffic: there must be one flow a link")
    }
    for (link, flow) in flows.enumerated() {
        let values = [flow.capacity, flow.jamDensity, flow.waveSpeed, flow.priority]
        guard values.allSatisfy({ $0 > 0 && $0 < .infinity }) else {
            throw Failure.input("traffic: the flow of link \(link) must be positive throughout")
        }
    }
    let known = UInt32(network.linkCount)
    guard routes.links.allSatisfy({ $0 < known }),
        options.closures.allSatisfy({ $0.link.rawValue < known }),
        options.signals.allSatisfy({ $0.link.rawValue < known })
    else { throw Failure.input("traffic: a link is named that the network does not have") }
    guard options.junctions.map({ $0.count == network.turnTo.count }) ?? true else {
        throw Failure.input("traffic: the rules of junctions must be those of the network's turns")
    }
    for signal in options.signals {
        guard signal.cycleMilliseconds > 0, signal.greenMilliseconds > 0 else {
            throw Failure.input("traffic: a signal needs a cycle and a green time")
        }
    }
    for trip in 0..<routes.count {
        let entries = routes.entries(of: trip)
        guard !entries.isEmpty, routes.departMilliseconds[trip] >= 0 else {
            throw Failure.input("traffic: trip \(trip) has no links or departs before time zero")
        }
        for entry in entries.dropFirst() {
            let (from, to) = (Int(routes.links[entry - 1]), Int(routes.links[entry]))
            guard network.linkTo[from] == network.linkFrom[to] else {
                throw Failure.input("traffic: links \(from) and \(to) of trip \(trip) do not meet")
            }
        }
    }
}
