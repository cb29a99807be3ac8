// What is wrong with one device's values: signals that its car does not have, sentinels, wrong
// units, numbers as text. A pure function of the device and its firmware.

import Base
import Demand
import Records

/// The flaws of a device under one firmware.
struct DeviceFlaws {
    /// Bits of `Presence` that the car does not have.
    var unsupported: UInt64 = 0
    /// Bits of `Oddity`.
    var oddity: UInt64 = 0
    /// What is in the wrong unit: 0 nothing, 1 speed in m/s, 2 longitude a tenth, 3 odometer in km,
    /// 4 temperatures in Fahrenheit.
    var unitError = 0
    /// Whether missing values are said by sentinels.
    var usesSentinels = false
    /// Whether values are missing by chance.
    var missesByChance = false

    /// Signals that cars can lack: not those that identify the record's place and motion.
    private static let optional: [UInt64] = [
        Presence.yawRate, Presence.accelerationLateral, Presence.averageSpeed,
        Presence.fuelInstantConsumption, Presence.fuelConsumptionSinceStart,
        Presence.coolantTemperature, Presence.range, Presence.currentGear,
        Presence.brakePedalPosition, Presence.airTemperature, Presence.isLowBeamOn,
        Presence.isBelted, Presence.fuelRelativeLevel, Presence.engineSpeed,
    ]

    init() {}

    init(
        _ options: TelemetryOptions, _ profile: VehicleProfile, firmware: UInt8,
        generation: DeviceGeneration, entity: RandomEntity, seed: UInt64
    ) {
        var stream = RandomStream(seed: seed, purpose: .flaws, entity: entity)
        if options.faults.contains(.missingSignals) {
            for bit in Self.optional where stream.bernoulli(options.unsupportedShare) {
                unsupported |= bit
            }
        }
        usesSentinels = options.faults.contains(.sentinels) && !generation.knowsMissing
        missesByChance = usesSentinels || options.faults.contains(.missingSignals)
        stream = RandomStream(seed: seed, purpose: .flaws, entity: entity, index: 1)
        if options.faults.contains(.formatErrors), firmware < 2,
            stream.bernoulli(options.textShare)
        {
            oddity = firmware == 0 ? Oddity.unitsInText : Oddity.numbersAsText
        }
        if options.faults.contains(.unitErrors) {
            // A mistake belongs to a brand's firmware, not to a car.
            let cohort = RandomEntity(UInt64(profile.brand) << 8 | UInt64(firmware))
            stream = RandomStream(seed: seed, purpose: .cohort, entity: cohort)
            if stream.bernoulli(options.unitErrorShare) { unitError = 1 + stream.index(below: 4) }
        }
    }

    /// What touches a record that misses nothing by chance.
    var bits: Int32 {
        (unsupported != 0 ? Fault.missingSignals.bit : 0)
            | (oddity != 0 ? Fault.formatErrors.bit : 0)
            | (unitError != 0 ? Fault.unitErrors.bit : 0)
    }

    /// Signals that are missing now and then: more often the speed, as in measured logs.
    static func missing(_ word: UInt32) -> UInt64 {
        switch word % 8 {
        case 0, 1, 2: Presence.speed
        case 3:
            Presence.latitude | Presence.longitude | Presence.heading
                | Presence.horizontalAccuracy
        case 4: Presence.coolantTemperature
        case 5: Presence.accelerationLongitudinal | Presence.accelerationLateral
        case 6: Presence.traveledDistance
        default: Presence.range
        }
    }

    /// Bits of `X.Quality.Unavailable` (POSITION, SPEED, ACCELERATION, ODOMETER, FUEL, CHARGE,
    /// COOLANT, BRAKE) of what is missing.
    static func unavailable(_ missing: UInt64) -> Int64 {
        var set: Int64 = 0
        if missing & Presence.latitude != 0 { set |= 1 }
        if missing & Presence.speed != 0 { set |= 2 }
        if missing & Presence.accelerationLongitudinal != 0 { set |= 4 }
        if missing & Presence.traveledDistance != 0 { set |= 8 }
        if missing & Presence.fuelRelativeLevel != 0 { set |= 16 }
        if missing & Presence.stateOfCharge != 0 { set |= 32 }
        if missing & Presence.coolantTemperature != 0 { set |= 64 }
        if missing & Presence.brakePedalPosition != 0 { set |= 128 }
        return set
    }

    /// Takes signals out of a record, or puts sentinels in their place; returns the faults' bits.
    @inline(never)
    func remove(_ missing: UInt64, from record: inout Record) -> Int32 {
        guard usesSentinels else {
            record.present &= ~missing
            if missing & Presence.latitude != 0 { record.clearPosition() }
            if missing & Presence.speed != 0 { record.speed = .nan }
            return Fault.missingSignals.bit
        }
        if missing & Presence.speed != 0 { record.speed = 255 }
        if missing & Presence.latitude != 0 && !record.latitude.isNaN {
            (record.latitude, record.longitude, record.heading) = (0, 0, 0)
        }
        if missing & Presence.coolantTemperature != 0 && !record.coolantTemperature.isNaN {
            record.coolantTemperature = -40
        }
        if missing & Presence.accelerationLongitudinal != 0 {
            (record.accelerationLongitudinal, record.accelerationLateral) = (0, 0)
        }
        if missing & Presence.traveledDistance != 0 { record.traveledDistance = 0 }
        if missing & Presence.range != 0 { record.range = 65_535 }
        return Fault.sentinels.bit
    }

    /// Puts a record into the wrong unit.
    @inline(never)
    func distort(_ record: inout Record) {
        switch unitError {
        case 1: record.speed = Sensor.fixed(record.speed / 3.6, 100)
        case 2 where !record.longitude.isNaN:
            record.longitude = Sensor.fixed(record.longitude / 10, 1e7)
        case 3: record.traveledDistance /= 1000
        case 4:
            record.airTemperature = Sensor.fixed(record.airTemperature * 1.8 + 32, 10)
            record.coolantTemperature = record.coolantTemperature * 1.8 + 32
        default: break
        }
    }
}

extension Record {
    /// Takes the position away, as where there is none.
    mutating func clearPosition() {
        (latitude, longitude) = (.nan, .nan)
        (heading, horizontalAccuracy) = (.nan, .nan)
        fixType = 0
    }
}
