import Base

/// How traffic moves. Defaults are those of the scenario section `traffic:`.
public struct TrafficOptions: Hashable, Sendable {
    /// How often link costs are renewed for departures, seconds; 0 keeps free-flow costs.
    public var reroutingSeconds: Double = 900
    /// Share of drivers with navigation: they know the present costs and revise their routes on
    /// the way; the others go by habit.
    public var navigationShare: Double = 0.35
    /// Seed of the draw of who has navigation, and the region's key in it.
    public var seed: UInt64 = 0
    /// See `seed`.
    public var regionKey: UInt32 = 0
    /// Simulated cars over real cars, 0 < share ≤ 1: capacities act for all cars.
    public var observedShare: Double = 1
    /// Space of a queued vehicle, metres (jam density 1/7 per metre and lane).
    public var jamSpacingMeters: Double = 7
    /// Speed of the backward wave, m/s.
    public var backwardWaveSpeed: Double = 5
    /// Whether a traversal takes longer by what starting, stopping, turning and sharp bends cost,
    /// so that the motion along it is kinematically possible. Off, the engine is exactly the
    /// link-queue recursion with free-flow time length / speed.
    public var kinematicLosses = true
    /// How long a ring of full links, whose heads all wait for the next one, stands before they
    /// move on together, seconds.
    public var gridlockSeconds: Double = 30
    /// Length of the cycle of traffic signals, seconds; 0 switches them off, which leaves the lower
    /// capacity that the map gives to links that end at one. HBS 2015 has 60–120 s.
    public var signalCycleSeconds: Double = 90
    /// Vehicles per second and lane that pass a stop line in green (1,800 an hour: HCM 2016's
    /// 1,900 less heavy vehicles). A link's share of green is its capacity over this.
    public var saturationFlow: Double = 0.5
    /// Times at which the end of a link lets nobody out.
    public var closures: [LinkClosure] = []

    /// Whether the result says how long links had no room; see `TrafficResult.blockedSeconds`.
    public var recordsBlocking = false

    /// The defaults.
    public init() {}
}

/// A time in which nobody leaves a link over its end; vehicles queue behind it.
public struct LinkClosure: Hashable, Sendable {
    /// The link whose end is closed.
    public var link: LinkID
    /// First instant of the closure.
    public var from: SimTime
    /// First instant after it.
    public var until: SimTime

    /// A closure in [from, until).
    public init(link: LinkID, from: SimTime, until: SimTime) {
        self.link = link
        self.from = from
        self.until = until
    }
}
