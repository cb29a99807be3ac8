// What the traffic of one region did: the truth that telemetry is drawn from. Columns by trip, and
// one slice of traversals per trip.

import Base

/// Trips as they happened, in order of (vehicle, departure): `trip` below is the index.
public struct TrafficResult: Sendable {
    /// Vehicle of a trip. [trips]
    public var vehicle: [UInt32] = []
    /// Index into the planned trips that the engine was given. [trips]
    public var plan: [UInt32] = []
    /// Ignition on, milliseconds; the off-map leg of a trip that enters comes first. [trips]
    public var departMilliseconds: [Int64] = []
    /// First wheel on the map's roads, milliseconds. [trips]
    public var enterMilliseconds: [Int64] = []
    /// Last wheel on the map's roads, milliseconds; the run's end if it is still driving. [trips]
    public var exitMilliseconds: [Int64] = []
    /// Ignition off, off-map leg included; `Int64.max` if it is still driving at the end. [trips]
    public var arriveMilliseconds: [Int64] = []
    /// Metres on the map. [trips]
    public var onMapMeters: [Float] = []
    /// Seconds on the map without any other car. [trips]
    public var freeFlowSeconds: [Float] = []
    /// Slice of the traversal columns of a trip. [trips + 1]
    public var firstTraversal: [UInt32] = [0]
    /// Link of a traversal, in order of travel. [traversals]
    public var traversalLink: [UInt32] = []
    /// When the link was entered, milliseconds since the start; the next one's entry, or the trip's
    /// `exitMilliseconds`, is its exit. [traversals]
    public var traversalEnterMilliseconds: [Int64] = []
    /// Hash of the engine's state at the end of each simulated hour.
    public var hourlyStateHashes: [UInt64] = []
    /// Vehicles that a rule had to move because nothing could: (count, rule).
    public var gridlockResolutions = 0
    /// Trips without any route.
    public var unroutable = 0

    /// No trips.
    public init() {}

    /// How many trips.
    public var count: Int { vehicle.count }
}
