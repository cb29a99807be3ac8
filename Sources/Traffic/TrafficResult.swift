// What the traffic of one region did: the truth that telemetry is drawn from. Columns by trip, and
// one slice of traversals per trip.

import Base

/// Trips as they happened, in order of (vehicle, departure): `trip` below is the index.
public struct TrafficResult: Sendable {
    /// Vehicle of a trip. [trips]
    public var vehicle: [UInt32] = []
    /// Index into the planned trips that the engine was given. [trips]
    public var plan: [UInt32] = []
    /// Ignition on, milliseconds; standing and the off-map leg of a trip that enters come before
    /// its first wheel on the map. [trips]
    public var departMilliseconds: [Int64] = []
    /// First wheel on the map's roads, milliseconds. [trips]
    public var enterMilliseconds: [Int64] = []
    /// Last wheel on the map's roads, milliseconds; the run's end if it is still driving. [trips]
    public var exitMilliseconds: [Int64] = []
    /// Ignition off, off-map leg and standing included; `Int64.max` if it is still driving at the
    /// end. [trips]
    public var arriveMilliseconds: [Int64] = []
    /// Metres on the map; up to the run's end if it is still driving. [trips]
    public var onMapMeters: [Float] = []
    /// Seconds on the map without any other car, of the whole route. [trips]
    public var freeFlowSeconds: [Float] = []
    /// Metres along the first link at which the trip begins. [trips]
    public var originOffset: [Float] = []
    /// Metres along the destination's link at which the trip ends. [trips]
    public var destinationOffset: [Float] = []
    /// `TripFlags`. [trips]
    public var flags: [TripFlags] = []
    /// Slice of the traversal columns of a trip. [trips + 1]
    public var firstTraversal: [UInt32] = [0]
    /// Link of a traversal, in order of travel. [traversals]
    public var traversalLink: [UInt32] = []
    /// When the link was entered, milliseconds since the start; the next one's entry, or the trip's
    /// `exitMilliseconds`, is its exit. [traversals]
    public var traversalEnterMilliseconds: [Int64] = []
    /// The end of the run, milliseconds.
    public var endMilliseconds: Int64 = 0
    /// Hash of the engine's state at the end of each simulated hour.
    public var hourlyStateHashes: [UInt64] = []
    /// Vehicles that a rule had to move because nothing could: (count, rule).
    public var gridlockResolutions = 0
    /// Trips without any route.
    public var unroutable = 0
    /// How many times a vehicle entered a link: the engine's unit of work.
    public var linkEntries = 0
    /// How many shortest paths were computed.
    public var routeQueries = 0
    /// How many times a driver changed the route on the way.
    public var routesRevised = 0
    /// What drivers have learned of the usual waits, earlier days included.
    public var learned = LearnedCosts()
    /// How many events the engine handled.
    public var events = 0
    /// Seconds in which links had no room for one more vehicle, by hour, then link: the mean of its
    /// queues; empty unless asked for.
    public var blockedSeconds: [Float] = []
    /// How fast bends and turns can be driven; what motion is drawn with.
    public var kinematics = Kinematics()

    /// No trips.
    public init() {}

    /// How many trips.
    public var count: Int { vehicle.count }

    /// Positions in the traversal columns of a trip.
    public func traversals(of trip: Int) -> Range<Int> {
        Int(firstTraversal[trip])..<Int(firstTraversal[trip + 1])
    }

    /// The trips of a range of vehicles.
    public func trips(of vehicles: Range<UInt32>) -> Range<Int> {
        firstTrip(from: vehicles.lowerBound)..<firstTrip(from: vehicles.upperBound)
    }

    private func firstTrip(from wanted: UInt32) -> Int {
        var low = 0
        var high = vehicle.count
        while low < high {
            let middle = (low + high) / 2
            if vehicle[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// What is special about a trip. Values of `TrafficResult.flags`.
public struct TripFlags: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt8
    /// Flags from bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// It comes from beyond a gateway: it enters the map at speed.
    public static let startsOffMap = TripFlags(rawValue: 1)
    /// It goes beyond a gateway: it leaves the map at speed.
    public static let endsOffMap = TripFlags(rawValue: 2)
    /// It is still on the map at the end of the run.
    public static let onRoadAtEnd = TripFlags(rawValue: 4)
}
