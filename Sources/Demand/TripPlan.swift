import Base

/// Why a trip is made: what its destination is for.
public enum TripPurpose: UInt8, Sendable, CaseIterable {
    /// Back home.
    case home
    /// To work.
    case work
    /// To a shop.
    case shop
    /// To a school, mostly bringing somebody.
    case school
    /// To sport, culture, friends.
    case leisure
    /// To a doctor, an office and other errands.
    case errand
}

/// One end of a trip: a point on a link, and what lies beyond a gateway.
public struct TripEnd: Hashable, Sendable {
    /// The link of access; of a gateway, its exit or entry link.
    public var link: LinkID
    /// Metres along that link.
    public var offset: Float
    /// Index of the place (`Network.place…`), or `UInt32.max` beyond a gateway.
    public var place: UInt32
    /// Index of the gateway (`Network.gateway…`), or `UInt16.max` on the map.
    public var gateway: UInt16
    /// Length of the leg beyond the gateway, metres; 0 on the map.
    public var offMapMeters: Float
    /// Duration of the leg beyond the gateway, seconds; 0 on the map.
    public var offMapSeconds: Float

    /// An end of a trip.
    public init(
        link: LinkID, offset: Float, place: UInt32, gateway: UInt16 = .max,
        offMapMeters: Float = 0, offMapSeconds: Float = 0
    ) {
        self.link = link
        self.offset = offset
        self.place = place
        self.gateway = gateway
        self.offMapMeters = offMapMeters
        self.offMapSeconds = offMapSeconds
    }

    /// Whether it lies beyond a gateway.
    public var isOffMap: Bool { gateway != .max }
}

/// A trip that a vehicle means to make.
///
/// The ignition is on from `departure`. A trip from beyond a gateway then stands, drives its
/// off-map leg and enters the map when that is over; a trip to beyond a gateway drives its off-map
/// leg after leaving the map, and then stands.
public struct PlannedTrip: Hashable, Sendable {
    /// The vehicle.
    public var vehicle: VehicleID
    /// When the driver means to leave. Not before the end of the trip before.
    public var departure: SimTime
    /// Why.
    public var purpose: TripPurpose
    /// From where.
    public var origin: TripEnd
    /// To where.
    public var destination: TripEnd
    /// Seconds that the car stands with the ignition on before it sets off, and after it has come
    /// to its place; whole milliseconds.
    public var standing = Standing.none

    /// A trip.
    public init(
        vehicle: VehicleID, departure: SimTime, purpose: TripPurpose, origin: TripEnd,
        destination: TripEnd, standing: Standing = .none
    ) {
        self.vehicle = vehicle
        self.departure = departure
        self.purpose = purpose
        self.origin = origin
        self.destination = destination
        self.standing = standing
    }
}
