/// How traffic moves. Defaults are those of the scenario section `traffic:`.
public struct TrafficOptions: Hashable, Sendable {
    /// How often link costs are renewed for departures, seconds; 0 keeps free-flow costs.
    public var reroutingSeconds: Double = 900
    /// Simulated cars over real cars, 0 < share ≤ 1: capacities act for all cars.
    public var observedShare: Double = 1
    /// Space of a queued vehicle, metres (jam density 1/7 per metre and lane).
    public var jamSpacingMeters: Double = 7
    /// Speed of the backward wave, m/s.
    public var backwardWaveSpeed: Double = 5

    /// The defaults.
    public init() {}
}
