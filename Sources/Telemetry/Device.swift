import Base
import Demand
import Records

/// One vehicle's device and car: what holds for the whole run.
struct Device {
    let vehicle: UInt32
    let entity: RandomEntity
    let profile: VehicleProfile
    let car: CarModel
    /// Its clock when it was last set.
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
    let habits: DriverHabits
    /// The first instant of the next generation of firmware; never for most.
    let updatedAt: Int64
    private let generations: (before: DeviceUnderFirmware, after: DeviceUnderFirmware)

    /// The device of a vehicle, or nil when it never sends.
    ///
    /// - Parameter state: the car's state at the start of the run.
    init?(_ fleet: DeviceFleet, _ vehicle: VehicleID, state: inout CarState?) {
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
        let cadence = DeviceGeneration.of(firmware: profile.firmware, fleet.options).cadence
        phase = Int64(stream.index(below: Int(cadence)))
        let quality = 0.7 + 0.6 * stream.uniform()
        let isSkewed = fleet.options.faults.contains(.clockSkew)
        var ticking =
            isSkewed
            ? DeviceClock(sigmaSeconds: fleet.options.clockSkewSigmaSeconds, &stream) : .exact
        let isNoisy = fleet.options.faults.contains(.gnssNoise)
        sigma = isNoisy ? fleet.options.gnssSigmaMeters * quality : 0
        faults = (isSkewed ? Fault.clockSkew.bit : 0, isNoisy ? Fault.gnssNoise.bit : 0)
        Self.spoil(&ticking, fleet, entity)
        clock = ticking
        stream = RandomStream(seed: fleet.seed, purpose: .habits, entity: entity)
        habits = DriverHabits(
            modelYear: profile.modelYear, isCombustion: profile.powertrain == .combustion, &stream)
        updatedAt = Self.update(fleet, entity, profile.firmware)
        let before = DeviceUnderFirmware(fleet, profile, profile.firmware, entity)
        generations = (
            before,
            updatedAt == .max
                ? before : DeviceUnderFirmware(fleet, profile, profile.firmware + 1, entity)
        )
    }

    /// What it is at an instant.
    func generation(at time: Int64) -> DeviceUnderFirmware {
        time < updatedAt ? generations.before : generations.after
    }

    private static func spoil(
        _ clock: inout DeviceClock, _ fleet: DeviceFleet, _ entity: RandomEntity
    ) {
        guard fleet.options.faults.contains(.clockErrors) else { return }
        var stream = RandomStream(seed: fleet.seed, purpose: .clockError, entity: entity)
        if stream.bernoulli(fleet.options.hourOffShare) { clock.shift(milliseconds: 3_600_000) }
        if stream.bernoulli(fleet.options.rolloverShare) {
            clock.shift(milliseconds: -1024 * 7 * 86_400_000)
        }
    }

    /// When the update reaches a device: at a first ignition in the rollout's window, the middle
    /// third of the run.
    private static func update(
        _ fleet: DeviceFleet, _ entity: RandomEntity, _ firmware: UInt8
    ) -> Int64 {
        guard fleet.options.faults.contains(.ota), firmware < 4 else { return .max }
        var stream = RandomStream(seed: fleet.seed, purpose: .update, entity: entity)
        guard stream.bernoulli(fleet.options.updateShare) else { return .max }
        let third = Double(fleet.until.milliseconds) / 3
        return Int64(third * (1 + stream.uniform()))
    }
}

/// What a device is under one firmware.
struct DeviceUnderFirmware {
    let firmware: UInt8
    let generation: DeviceGeneration
    let flaws: DeviceFlaws

    init(
        _ fleet: DeviceFleet, _ profile: VehicleProfile, _ firmware: UInt8, _ entity: RandomEntity
    ) {
        self.firmware = firmware
        generation = .of(firmware: firmware, fleet.options)
        flaws = DeviceFlaws(
            fleet.options, profile, firmware: firmware, generation: generation, entity: entity,
            seed: fleet.seed)
    }
}
