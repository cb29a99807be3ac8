// When electric cars charge, and how much: one replay of a car's trips and stays, which the truth's
// tables and the devices' gauges both run, so that they agree to the last bit.

import Base
import Demand
import Roads

/// Where a battery was charged. Words of the column `kind` of `truth/charging.parquet`.
public enum ChargingKind: UInt8, Sendable, CaseIterable {
    /// At the driver's home.
    case home
    /// At the driver's work.
    case work
    /// At a charger where the driver was anyway.
    case `public`
    /// At a fast charger that the driver went to.
    case fast
    /// At a fast charger along a trip that the battery alone would not have lasted for; its time is
    /// not part of the trip's, and it has no position.
    case enRoute
}

/// A battery being charged.
public struct ChargingSession: Hashable, Sendable {
    /// Where.
    public var kind: ChargingKind
    /// Plugged in and drawing, milliseconds.
    public var startMilliseconds: Int64
    /// Full enough, or the driver left, milliseconds.
    public var endMilliseconds: Int64
    /// Energy into the battery.
    public var kilowattHours: Double
    /// Share of the battery before.
    public var levelBefore: Double
    /// Share of the battery after.
    public var levelAfter: Double
}

/// What a place offers to a car that is parked there.
public struct ParkingSpot: Hashable, Sendable {
    /// It is the car's home.
    public var isHome: Bool
    /// It is the driver's work.
    public var isWork: Bool
    /// It is a charging station that the driver came for.
    public var isCharger: Bool
    /// A public charger is near.
    public var hasChargerNearby: Bool

    /// A spot.
    public init(isHome: Bool, isWork: Bool, isCharger: Bool, hasChargerNearby: Bool) {
        self.isHome = isHome
        self.isWork = isWork
        self.isCharger = isCharger
        self.hasChargerNearby = hasChargerNearby
    }
}

/// The battery of an electric car from trip to trip.
///
/// Drivers plug in where they are parked when the level is low enough for the place, as most
/// surveys of charging find (assumptions: numbers below): at home under a level of their own, at
/// work under 60 %, in the street under 50 % for stays of twenty minutes and more. Who would fall
/// under the reserve stops at a fast charger on the way.
public struct Battery: Hashable, Sendable {
    /// The car.
    public let car: ElectricCar
    /// Share of the battery that is charged.
    public private(set) var level: Double

    /// Nobody drives on below this share; about 30 km are left.
    public static let reserve = 0.10
    /// Slow chargers fill up to this share, fast ones up to that.
    private static let target = (slow: 0.90, fast: 0.80)
    private static let workThreshold = 0.60
    private static let publicThreshold = 0.50
    private static let leastPublicStay: Int64 = 20 * 60_000
    /// kW; the mean over a session of a charger of 100 to 150 kW.
    private static let fastKilowatts = 60.0
    private static let publicKilowatts = 11.0

    /// The battery at the start of a run.
    public init(_ car: ElectricCar) {
        self.car = car
        level = car.startLevel
    }

    /// The share that is left when so many kWh were used since the last stay, fast charging on the
    /// way included.
    @inline(__always)
    public func level(afterUsing kilowattHours: Double) -> Double {
        var left = level - kilowattHours / car.capacityKilowattHours
        while left < Self.reserve { left += Self.target.fast - Self.reserve }
        return left
    }

    /// Drives a trip.
    ///
    /// - Parameter tell: told of every charge on the way; its time is where the energy ran out if
    ///   it is used evenly over the trip.
    public mutating func drive(
        from depart: Int64, to arrive: Int64, kilowattHours: Double,
        tell: (ChargingSession) -> Void = { _ in }
    ) {
        var left = level - kilowattHours / car.capacityKilowattHours
        let gain = Self.target.fast - Self.reserve
        while left < Self.reserve {
            let used = kilowattHours / car.capacityKilowattHours
            let missing = Self.reserve - left
            let part = used > 0 ? max(0, min(1, 1 - missing / used)) : 0
            let start = depart + Int64(Double(arrive - depart) * part)
            let energy = gain * car.capacityKilowattHours
            tell(
                ChargingSession(
                    kind: .enRoute, startMilliseconds: start,
                    endMilliseconds: start + Int64(energy / Self.fastKilowatts * 3_600_000),
                    kilowattHours: energy, levelBefore: Self.reserve,
                    levelAfter: Self.target.fast))
            left += gain
        }
        level = left
    }

    /// Parks, and charges if the driver plugs in.
    ///
    /// - Parameter end: when the next trip begins, or the run ends.
    public mutating func park(
        at spot: ParkingSpot, from start: Int64, until end: Int64
    ) -> ChargingSession? {
        guard let (kind, kilowatts, target) = offer(spot, stay: end - start), level < target
        else { return nil }
        let hours = Double(end - start) / 3_600_000
        let wanted = (target - level) * car.capacityKilowattHours
        let energy = min(wanted, kilowatts * hours)
        guard energy > 0 else { return nil }
        let before = level
        level = energy == wanted ? target : level + energy / car.capacityKilowattHours
        let duration = Int64((energy / kilowatts * 3_600_000).rounded())
        return ChargingSession(
            kind: kind, startMilliseconds: start, endMilliseconds: min(end, start + duration),
            kilowattHours: energy, levelBefore: before, levelAfter: level)
    }

    /// The charger that the driver plugs into, if any: kind, kW, level that it fills up to.
    private func offer(
        _ spot: ParkingSpot, stay: Int64
    ) -> (kind: ChargingKind, kilowatts: Double, target: Double)? {
        if spot.isHome {
            return car.homeKilowatts > 0 && level < car.plugInLevel
                ? (.home, car.homeKilowatts, Self.target.slow) : nil
        }
        if spot.isCharger { return (.fast, Self.fastKilowatts, Self.target.fast) }
        if spot.isWork && car.workKilowatts > 0 {
            return level < Self.workThreshold
                ? (.work, car.workKilowatts, Self.target.slow) : nil
        }
        return spot.hasChargerNearby && level < Self.publicThreshold
            && stay >= Self.leastPublicStay
            ? (.public, Self.publicKilowatts, Self.target.slow) : nil
    }
}

/// Which places of a map have a public charger.
public struct ChargerMap: Sendable {
    private let isCharger: [Bool]
    private let isNear: [Bool]

    /// Drivers walk so far from a charger, metres; assumption.
    private static let walk = 200.0

    /// The chargers of a map.
    ///
    /// - Complexity: O(places × chargers).
    public init(network: Network) {
        let plane = network.metadata.plane
        let places = 0..<network.placeCount
        let chargers = places.filter { network.placeKind[$0] == PlaceKind.charging.rawValue }
        isCharger = places.map { network.placeKind[$0] == PlaceKind.charging.rawValue }
        func point(_ place: Int) -> (Double, Double) {
            (
                plane.east(Double(network.placeLongitudeE7[place]) * 1e-7),
                plane.north(Double(network.placeLatitudeE7[place]) * 1e-7)
            )
        }
        let points = chargers.map(point)
        isNear = places.map { place in
            let (x, y) = point(place)
            return points.contains { other in
                (x - other.0) * (x - other.0) + (y - other.1) * (y - other.1)
                    < Self.walk * Self.walk
            }
        }
    }

    /// What the end of a trip offers to a car.
    public func spot(_ end: TripEnd, _ profile: VehicleProfile) -> ParkingSpot {
        guard !end.isOffMap, end.place != .max else {
            return ParkingSpot(
                isHome: false, isWork: false, isCharger: false, hasChargerNearby: false)
        }
        // Plans made by hand may name places that the map does not have.
        let isKnown = Int(end.place) < isCharger.count
        return ParkingSpot(
            isHome: end.place == profile.homePlace, isWork: end.place == profile.workPlace,
            isCharger: isKnown && isCharger[Int(end.place)],
            hasChargerNearby: isKnown && isNear[Int(end.place)])
    }
}
