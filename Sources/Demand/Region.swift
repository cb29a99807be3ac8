import Base

/// A region of a scenario: one map with its own fleet.
public struct Region: Hashable, Sendable {
    /// The region's name; unique in a scenario.
    public var name: String
    /// The map's name in the catalogue.
    public var map: String
    /// FR DE IT ES UK PL rest-eu NA SA.
    public var market: String
    /// Local time minus UTC, seconds.
    public var utcOffsetSeconds: Int64
    /// How many cars really use the region's roads.
    public var cars: Int
    /// How many of them are ours and simulated; at most `cars`.
    public var vehicles: Int
    /// Whether the map stands in for a place of the market that has no map of its own.
    public var isStandIn: Bool

    /// A region.
    public init(
        name: String, map: String, market: String = "rest-eu", utcOffsetSeconds: Int64 = 0,
        cars: Int, vehicles: Int, isStandIn: Bool = false
    ) {
        self.name = name
        self.map = map
        self.market = market
        self.utcOffsetSeconds = utcOffsetSeconds
        self.cars = cars
        self.vehicles = vehicles
        self.isStandIn = isStandIn
    }

    /// The key of the region's random streams: depends on its name alone.
    public var key: UInt32 { RandomEntity.key(ofName: name) }

    /// The random entity of one of its vehicles.
    public func entity(_ vehicle: VehicleID) -> RandomEntity {
        RandomEntity(regionKey: key, member: vehicle.rawValue)
    }
}

/// What moves a vehicle.
public enum Powertrain: UInt8, Sendable, CaseIterable {
    /// Petrol or diesel.
    case combustion
    /// Hybrid without a plug.
    case hybrid
    /// Battery electric.
    case electric
}

/// What does not change about a vehicle during a run: a pure function of (seed, region, vehicle).
public struct VehicleProfile: Hashable, Sendable {
    /// What moves it.
    public var powertrain: Powertrain
    /// Index into `Fleet.brands`.
    public var brand: UInt8
    /// Model year, such as 2027.
    public var modelYear: UInt16
    /// Firmware generation of its device, index into `SignalCatalogue.firmwareNames`.
    public var firmware: UInt8
    /// Driver style: how hard it accelerates and brakes, 1 = typical, 0.6 … 1.6.
    public var aggressiveness: Float
    /// Odometer at the start of the run, metres.
    public var odometerMeters: UInt32
    /// Place index of home (`Network.place…`).
    public var homePlace: UInt32
    /// Place index of work, or `UInt32.max` when the driver has none on the map.
    public var workPlace: UInt32

    /// A profile.
    public init(
        powertrain: Powertrain, brand: UInt8, modelYear: UInt16, firmware: UInt8,
        aggressiveness: Float, odometerMeters: UInt32, homePlace: UInt32, workPlace: UInt32
    ) {
        self.powertrain = powertrain
        self.brand = brand
        self.modelYear = modelYear
        self.firmware = firmware
        self.aggressiveness = aggressiveness
        self.odometerMeters = odometerMeters
        self.homePlace = homePlace
        self.workPlace = workPlace
    }
}

/// A consent as given or withdrawn: holds in [from, until).
public struct ConsentInterval: Hashable, Sendable {
    /// The vehicle.
    public var vehicle: VehicleID
    /// `Purpose.rawValue` of Records; Demand knows purposes by number only.
    public var purpose: UInt8
    /// First instant at which it holds; `Int64.min` milliseconds when it was given before the run.
    public var from: SimTime
    /// First instant at which it holds no more; `Int64.max` milliseconds when never withdrawn.
    public var until: SimTime

    /// A consent in [from, until).
    public init(vehicle: VehicleID, purpose: UInt8, from: SimTime, until: SimTime) {
        self.vehicle = vehicle
        self.purpose = purpose
        self.from = from
        self.until = until
    }
}
