// What a car carries from trip to trip: odometer, energy on board, warmth of the engine.

import Base
import Demand
import Traffic

/// The state of one car while its day is replayed.
struct CarState {
    /// Metres at the beginning of the trip.
    private(set) var odometer: Double
    /// Litres or kilowatt hours on board at the beginning of the trip.
    private(set) var energy: Double
    private let capacity: Double
    /// Of an electric car: the same replay as in the truth.
    private var battery: Battery?
    /// Coolant at the beginning of the trip, Celsius.
    private(set) var coolant: Float = 0
    /// When the car was last parked, milliseconds; before the run at first.
    private var parkedSince = -6 * 3_600_000 as Int64
    private var coolantAtParking: Float = 0

    /// Seconds in which a running engine warms up, and a parked one cools down; assumptions.
    private static let warmUpSeconds: Float = 300
    private static let coolDownSeconds: Float = 7200

    init(
        _ profile: VehicleProfile, _ car: CarModel, _ electric: ElectricCar?,
        _ stream: inout RandomStream
    ) {
        odometer = Double(profile.odometerMeters)
        battery = electric.map(Battery.init)
        capacity = electric?.capacityKilowattHours ?? car.tankLiters
        energy = capacity * (electric?.startLevel ?? 0.15 + 0.80 * stream.uniform())
    }

    /// Gets ready for a trip: charges or refuels when low, lets the engine cool; returns the
    /// charge.
    mutating func begin(
        at time: Int64, from spot: ParkingSpot, airTemperature: Float
    ) -> ChargingSession? {
        let parkedHours = max(0, Double(time - parkedSince) / 3_600_000)
        var session: ChargingSession?
        if battery != nil {
            session = battery?.park(at: spot, from: max(0, parkedSince), until: time)
            energy = (battery?.level ?? 0) * capacity
        } else if energy < 0.12 * capacity {
            energy = capacity
        }
        let kept = Float(Math.exp(-parkedHours * 3600 / Double(Self.coolDownSeconds)))
        coolant = airTemperature + max(0, coolantAtParking - airTemperature) * kept
        return session
    }

    /// Ends a trip.
    mutating func end(at time: Int64, meters: Double, energyUsed: Double, coolant: Float) {
        odometer += meters
        energy = remaining(energyUsed)
        battery?.drive(from: 0, to: 0, kilowattHours: energyUsed)
        parkedSince = time
        coolantAtParking = coolant
    }

    /// What is on board when so much was used since the trip began; a car that would run dry stops
    /// at a filling station or a fast charger.
    @inline(__always)
    func remaining(_ used: Double) -> Double {
        if let battery { return battery.level(afterUsing: used) * capacity }
        var left = energy - used
        while left < 0.05 * capacity { left += 0.75 * capacity }
        return left
    }

    /// Share of a full tank or battery.
    @inline(__always)
    func level(_ remaining: Double) -> Double { remaining / capacity }

    /// Coolant after some seconds of the trip, Celsius.
    @inline(__always)
    func coolant(afterSeconds seconds: Float) -> Float {
        let missing = coolant - CarModel.warmCoolant
        return CarModel.warmCoolant
            + missing * Float(Math.exp(Double(-seconds / Self.warmUpSeconds)))
    }
}
