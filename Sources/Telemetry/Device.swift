import Base
import Demand
import Records

/// One vehicle's device and car: what holds for the whole run.
struct Device {
    let vehicle: UInt32
    let entity: RandomEntity
    let profile: VehicleProfile
    let car: CarModel
    let clock: DeviceClock
    let consents: ConsentHistory
    let isCanary: Bool
    /// Records are due when time modulo the interval is this, milliseconds.
    let phase: Int64
    /// Standard deviation of its receiver's error, metres per axis; 0 without the fault.
    let sigma: Double
    /// Share of trips on which the driver wears the belt.
    let beltShare: Double
    /// Bits of the faults that touch every record, and every record with a position.
    let faults: (always: Int32, positioned: Int32)

    /// The device of a vehicle, or nil when it never sends.
    ///
    /// - Parameter state: the car's state at the start of the run.
    init?(_ fleet: DeviceFleet, _ vehicle: VehicleID, interval: Int64, state: inout CarState?) {
        isCanary = fleet.canaries[Int(vehicle.rawValue)]
        consents =
            isCanary ? .pretended : ConsentHistory(fleet.drivers.consents(vehicle))
        guard !consents.isSilent else { return nil }
        self.vehicle = vehicle.rawValue
        entity = fleet.region.entity(vehicle)
        profile = fleet.drivers.profile(vehicle)
        var stream = RandomStream(seed: fleet.seed, purpose: .car, entity: entity)
        let electric = fleet.drivers.electricCar(vehicle)
        car = CarModel(profile, electric, &stream)
        state = CarState(profile, car, electric, &stream)
        beltShare = stream.bernoulli(0.05) ? 0.5 : 0.99
        stream = RandomStream(seed: fleet.seed, purpose: .device, entity: entity)
        phase = Int64(stream.index(below: Int(interval)))
        let quality = 0.7 + 0.6 * stream.uniform()
        let isSkewed = fleet.options.faults.contains(.clockSkew)
        clock =
            isSkewed
            ? DeviceClock(sigmaSeconds: fleet.options.clockSkewSigmaSeconds, &stream) : .exact
        let isNoisy = fleet.options.faults.contains(.gnssNoise)
        sigma = isNoisy ? fleet.options.gnssSigmaMeters * quality : 0
        faults = (isSkewed ? Fault.clockSkew.bit : 0, isNoisy ? Fault.gnssNoise.bit : 0)
    }
}
