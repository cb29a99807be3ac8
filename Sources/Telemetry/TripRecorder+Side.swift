// What stands beside the columns of a record: states on change, what is told at ignition on,
// events.

import Base
import Demand
import Records
import Traffic

extension TripRecorder {
    /// Lets the car age to the trip's beginning; returns when trouble codes are to be told, or
    /// `Int64.max`.
    mutating func beginWear(_ memory: inout VehicleMemory, airTemperature: Float) -> Int64 {
        guard let wear = memory.wear, now.generation.tellsStates else { return .max }
        isTireLow = tirePressure(wear, airTemperature, at: legs.depart) < 190
        _ = memory.wear?.advance(toMeters: memory.state.odometer)
        let codes = memory.wear?.troubleCodes ?? 0
        let isKnown = memory.toldTroubleCodes.map { $0 == codes } ?? (codes == 0)
        return isKnown ? .max : legs.depart + 1000
    }

    private func tirePressure(_ wear: CarWear, _ air: Float, at time: Int64) -> Float {
        wear.tirePressure(
            airTemperature: air, seconds: Float(time - legs.depart) / 1000,
            days: Double(time) / 86_400_000)
    }

    /// Collects a record's side signals in `memory.words`, and says which stream it belongs to.
    @inline(__always)
    mutating func tell(
        _ record: inout Record, _ sample: Sample, _ time: Int64, _ reason: RecordReason,
        _ consent: ConsentSpan, _ weather: WeatherNow, _ isConnected: Bool, _ left: Double,
        _ memory: inout VehicleMemory
    ) {
        guard now.generation.tellsStates else {
            memory.lacksEnd = false
            return
        }
        if memory.lacksEnd {
            memory.words.append(SideWord(.tripFault, TripTrouble.unfinished))
            memory.lacksEnd = false
        }
        let isFirst = sequence == 0
        let isLast = time == legs.arrive
        if sample.speed > 3 { hasSetOff = true }
        var body = BodyState()
        let causes = BodyCauses(
            speed: sample.speed, acceleration: sample.acceleration,
            lateral: sample.lateralAcceleration, weather: weather,
            isFirst: time == legs.depart, isLast: isLast,
            isDrowsy: time >= tiredAt && (time - tiredAt) / 60_000 % 10 == 0,
            hasSetOff: hasSetOff)
        body.setMotion(causes, device.habits)
        body.setBody(causes, device.habits)
        body.set(BodyState.connected, isConnected)
        body.set(BodyState.tire, isTireLow)
        body.set(number: 4, record.latitude.isNaN ? 0 : record.fixType == Sensor.noFix ? 2 : 1)
        body.set(number: 5, consent.state == .full ? 0 : 1)
        if isLast { end(&body, &memory) }
        if isFirst {
            record.stream = Self.stateStream
            tellDaily(time, left, &memory)
        } else if isLast {
            record.stream = Self.stateStream
        }
        if now.generation.findsEvents { tellEvents(&record, sample, reason, &memory) }
        if isHit && isLast { tellCollision(&record, &body, &memory) }
        if reason == .trouble { tellTrouble(&record, &memory) }
        body.appendChanges(since: memory.body, to: &memory.words)
        memory.body = body
        if record.present & Presence.range != 0 {
            tellSlow(record, sample, time, left, &memory)
        }
        if isLast, let kind = trouble.kind, kind != TripTrouble.unfinished {
            memory.words.append(SideWord(.tripFault, kind))
        }
    }

    private static let eventStream: UInt8 = 1
    private static let stateStream: UInt8 = 2
    private static let dtcStream: UInt8 = 3

    private func end(_ body: inout BodyState, _ memory: inout VehicleMemory) {
        let odometer = memory.state.odometer + legs.meters(until: legs.arrive)
        _ = memory.wear?.advance(toMeters: odometer)
        let stops = memory.wear?.breaksDownAt ?? .infinity
        // Who breaks down comes to stand at the end of the trip, warning lights on.
        let isBroken = stops > memory.state.odometer && stops <= odometer
        body.set(BodyState.broken, isBroken)
        if isBroken { body.set(BodyState.hazard, true) }
    }

    private func tellCollision(
        _ record: inout Record, _ body: inout BodyState, _ memory: inout VehicleMemory
    ) {
        record.stream = Self.eventStream
        memory.words.append(SideWord(.collision, 2))
        body.set(BodyState.airbag, true)
        body.set(BodyState.hazard, true)
        body.set(BodyState.broken, true)
    }

    private func tellTrouble(_ record: inout Record, _ memory: inout VehicleMemory) {
        let codes = memory.wear?.troubleCodes ?? 0
        record.stream = Self.dtcStream
        memory.words.append(SideWord(.troubleCodes, Int64(codes)))
        memory.words.append(SideWord(.troubleCodeCount, Int64(codes.nonzeroBitCount)))
        memory.toldTroubleCodes = codes
    }

    @inline(__always)
    private mutating func tellEvents(
        _ record: inout Record, _ sample: Sample, _ reason: RecordReason,
        _ memory: inout VehicleMemory
    ) {
        let lateral = sample.lateralAcceleration
        let isCornering = lateral.magnitude >= 3
        if reason == .harsh {
            record.stream = Self.eventStream
            let value = sample.acceleration
            let signal: SideSignal = value < 0 ? .harshBraking : .harshAcceleration
            let limits: (Float, Float) = value < 0 ? (4, 5.5) : (3.5, 4.2)
            add(signal, value, limits, &memory)
        } else if isCornering && !wasCornering {
            record.stream = Self.eventStream
            add(.harshCornering, lateral, (3.9, 4.9), &memory)
        }
        wasCornering = isCornering
    }

    private func add(
        _ signal: SideSignal, _ value: Float, _ limits: (Float, Float),
        _ memory: inout VehicleMemory
    ) {
        let size = value.magnitude
        memory.words.append(SideWord(signal, size >= limits.1 ? 2 : size >= limits.0 ? 1 : 0))
        memory.words.append(SideWord(.eventPeak, Int64((value * 100).rounded())))
    }

    /// What is looked at once a trip, and what is told once in a firmware's life.
    private func tellDaily(_ time: Int64, _ left: Double, _ memory: inout VehicleMemory) {
        guard let wear = memory.wear else { return }
        let profile = device.profile
        let odometer = memory.state.odometer
        let air = airTemperature(atMilliseconds: time)
        func say(_ signal: SideSignal, _ value: Int64) {
            memory.words.append(SideWord(signal, value))
        }
        if memory.toldFirmware != now.firmware {
            memory.toldFirmware = now.firmware
            let number = VehicleNumber.code(
                regionKey: fleet.region.key, brand: profile.brand, modelYear: profile.modelYear,
                vehicle: device.vehicle)
            say(.vin, number)
            say(.brand, Int64(profile.brand))
            say(.model, Int64(device.vehicle % 10))
            say(.modelYear, Int64(profile.modelYear))
            say(.vssMajor, Int64(SignalCatalogue.vssMajors[Int(now.firmware)]))
            say(.powertrainType, Int64(profile.powertrain.rawValue))
        }
        say(.startTime, fleet.startUnix + clock.reading(atMilliseconds: legs.depart))
        say(.tirePressure, Int64(tirePressure(wear, air, at: time).rounded()))
        say(.lowVoltage, Int64((wear.restingVoltage(airTemperature: air) * 100).rounded()))
        say(.distanceToService, Int64(wear.serviceMeters(odometer: odometer) / 1000))
        // At 13,000 km a year.
        say(.timeToService, Int64(wear.serviceMeters(odometer: odometer) / 13e6 * 31_557_600))
        say(.troubleCodeCount, Int64(wear.troubleCodes.nonzeroBitCount))
        if profile.powertrain != .electric { say(.oilLevel, wear.oilLevel(odometer: odometer)) }
        if device.habits.isDiesel {
            say(.dieselExhaustFluidLevel, wear.exhaustFluid(odometer: odometer))
        }
        if profile.powertrain == .electric { tellBattery(wear, odometer, &memory) }
    }

    private func tellBattery(
        _ wear: CarWear, _ odometer: Double, _ memory: inout VehicleMemory
    ) {
        let year = 1970 + Int(Double(fleet.startUnix) / 31_556_952_000)
        let health = wear.batteryHealth(odometer: odometer, year: year)
        memory.words.append(SideWord(.batteryHealth, Int64((health * 10).rounded())))
        memory.words.append(SideWord(.isCharging, 0))
        memory.words.append(SideWord(.isChargingCableConnected, 0))
        memory.words.append(SideWord(.chargeLimit, 90))
        guard let charge else { return }
        let hours = Double(charge.endMilliseconds - charge.startMilliseconds) / 3_600_000
        guard hours > 0 else { return }
        let power = charge.kilowattHours / hours
        memory.words.append(SideWord(.chargingAveragePower, Int64((power * 10).rounded())))
        memory.words.append(SideWord(.chargingTimeToComplete, 0))
    }

    /// What goes with the slow columns.
    private func tellSlow(
        _ record: Record, _ sample: Sample, _ time: Int64, _ left: Double,
        _ memory: inout VehicleMemory
    ) {
        if device.profile.powertrain == .electric {
            memory.words.append(SideWord(.batteryRange, Int64(record.range)))
            // A battery of some hundred kilograms warms by its losses within the hour.
            let warm = 12 * (1 - Math.exp(-Double(time - legs.depart) / 3_600_000))
            let air = Double(airTemperature(atMilliseconds: time))
            memory.words.append(SideWord(.batteryTemperature, Int64((10 * (air + warm)).rounded())))
        } else {
            memory.words.append(SideWord(.fuelAbsoluteLevel, Int64((10 * left).rounded())))
        }
        if !record.latitude.isNaN && record.fixType != Sensor.noFix {
            // Satellites tell the time right, whatever the device's clock says.
            memory.words.append(SideWord(.fixTimestamp, fleet.startUnix + time))
        }
    }
}

extension TripRecorder {
    /// Spoils what a record says; returns the bits of the faults that touched it.
    @inline(__always)
    mutating func spoil(
        _ record: inout Record, _ time: Int64, _ memory: inout VehicleMemory
    ) -> Int32 {
        let flaws = now.flaws
        var bits = flaws.bits
        if trouble.isStuck(time) { bits |= stick(&record) } else { held = nil }
        if flaws.unitError != 0 { flaws.distort(&record) }
        record.present &= ~flaws.unsupported
        record.present |= flaws.oddity
        guard flaws.missesByChance else { return bits }
        var stream = RandomStream(
            seed: seed, purpose: .missing, entity: device.entity,
            index: recordIndex(boot: boot, sequence: sequence))
        guard stream.bernoulli(fleet.options.missingShare) else { return bits }
        let missing = DeviceFlaws.missing(stream.nextWord())
        bits |= flaws.remove(missing, from: &record)
        if now.generation.knowsMissing && now.generation.tellsStates {
            memory.words.append(SideWord(.unavailable, DeviceFlaws.unavailable(missing)))
        }
        return bits
    }

    /// Repeats what a signal said when it got stuck.
    private mutating func stick(_ record: inout Record) -> Int32 {
        guard let held else {
            self.held = record
            return 0
        }
        switch trouble.stuckKind {
        case 0:
            guard !record.latitude.isNaN else { return 0 }
            (record.latitude, record.longitude) = (held.latitude, held.longitude)
            record.heading = held.heading
        case 1: record.speed = held.speed
        case 2:
            record.fuelRelativeLevel = held.fuelRelativeLevel
            record.stateOfCharge = held.stateOfCharge
        default:
            record.airTemperature = held.airTemperature
            record.coolantTemperature = held.coolantTemperature
        }
        return Fault.stuckSignals.bit
    }
}
