// The columns of a record: position, motion, car.

import Base
import Demand
import Records
import Roads
import Traffic

extension TripRecorder {
    /// Sets the position; returns the bits of the faults that touched it.
    @inline(__always)
    mutating func setPosition(
        _ record: inout Record, _ sample: Sample, _ time: Int64, _ isInTunnel: Bool,
        _ receiver: inout SatelliteReceiver
    ) -> Int32 {
        var east = 0.0
        var north = 0.0
        var sigma = 1.0  // What a receiver claims under open sky when there is no noise.
        var bits: Int32 = 0
        let hidesSatellites = isInTunnel && fleet.options.faults.contains(.deadReckoning)
        if !isInTunnel { tunnelStart = -1 }
        if receiver.sigma > 0 || fleet.canyon != nil || hidesSatellites {
            var stream = RandomStream(
                seed: seed, purpose: .positionNoise, entity: device.entity,
                index: recordIndex(boot: boot, sequence: sequence))
            let open = receiver.sigma > 0 ? receiver.sigma : 2.5
            sigma = open * (isInTunnel && !hidesSatellites ? SatelliteReceiver.tunnelFactor : 1)
            var mean = (east: 0.0, north: 0.0)
            if let canyon = fleet.canyon, canyon.factor(sample.link) > 1 {
                sigma *= canyon.factor(sample.link)
                mean = canyon.bias(sample.link)
                bits |= Fault.urbanCanyon.bit
            }
            let error = receiver.error(atMilliseconds: time, &stream)
            let scale = receiver.sigma > 0 || bits != 0 ? sigma : 0
            (east, north) = (
                error.east * scale + mean.east * open, error.north * scale + mean.north * open
            )
            if hidesSatellites {
                bits |= Fault.deadReckoning.bit
                guard reckon(&record, sample, &sigma, &east, &north) else { return bits }
            }
        }
        let plane = coverage.plane
        record.latitude = Sensor.fixed(sample.latitude + north / plane.metersPerDegreeNorth, 1e7)
        record.longitude = Sensor.fixed(sample.longitude + east / plane.metersPerDegreeEast, 1e7)
        let heading = Sensor.fixed(sample.heading, 10)
        record.heading = heading >= 360 ? 0 : heading
        record.horizontalAccuracy = Sensor.fixed(Float(sigma), 10)
        record.fixType =
            hidesSatellites ? Sensor.noFix : isInTunnel ? Sensor.flatFix : Sensor.fullFix
        return bits
    }

    /// Goes on without satellites: the error grows with the distance since the tunnel's mouth, in a
    /// direction that lasts; false where the device cannot.
    private mutating func reckon(
        _ record: inout Record, _ sample: Sample, _ sigma: inout Double, _ east: inout Double,
        _ north: inout Double
    ) -> Bool {
        guard now.generation.reckons else { return false }
        if tunnelStart < 0 { tunnelStart = sample.distance }
        let drift = fleet.options.drift * (sample.distance - tunnelStart)
        var stream = RandomStream(
            seed: seed, purpose: .canyon,
            entity: RandomEntity(regionKey: 0, member: device.vehicle),
            index: UInt32(truncatingIfNeeded: Int(tunnelStart)))
        let direction = 2 * Double.pi * stream.uniform()
        east += drift * Math.cos(direction)
        north += drift * Math.sin(direction)
        sigma += drift
        return true
    }

    @inline(__always)
    func setMotion(_ record: inout Record, _ sample: Sample, _ time: Int64) {
        let seconds = Double(time - legs.depart) / 1000
        record.speed = Sensor.fixed(sample.speed * 3.6, 100)
        record.isMoving = record.speed > 0
        // Below the resolution of the speed the brakes have done their work.
        let acceleration = record.isMoving ? sample.acceleration : max(0, sample.acceleration)
        record.accelerationLongitudinal = Sensor.fixed(acceleration, 100)
        record.accelerationLateral = Sensor.fixed(sample.lateralAcceleration, 100)
        record.yawRate = Sensor.fixed(sample.yawRate, 100)
        record.traveledDistanceSinceStart = UInt32(sample.distance)
        record.tripDuration = Sensor.fixed(Float(seconds), 10)
        record.averageSpeed =
            seconds > 0 ? Sensor.fixed(Float(sample.distance / seconds) * 3.6, 10) : 0
        record.brakePedalPosition = CarModel.brakePedal(
            speed: sample.speed, acceleration: sample.acceleration)
        record.lowVoltageSystemState =
            time == legs.depart ? Sensor.start : time == legs.arrive ? Sensor.off : Sensor.on
        record.isBelted = isBelted && time != legs.depart
    }

    /// Sets what the car says of itself; returns litres or kilowatt hours on board.
    @inline(__always)
    mutating func setCar(
        _ record: inout Record, _ sample: Sample, _ time: Int64, _ state: CarState
    ) -> Double {
        let seconds = Float(time - legs.depart) / 1000
        let car = device.car
        record.traveledDistance = UInt32(state.odometer + sample.distance)
        let air = airTemperature(atMilliseconds: time)
        record.airTemperature = Sensor.fixed(air, 10)
        let power = CarModel.wheelPower(speed: sample.speed, acceleration: sample.acceleration)
        let used = Self.amount(energy.used(atMilliseconds: time, meters: sample.distance))
        let left = state.remaining(used)
        record.range = UInt32(max(0, left / car.energyPerKilometer * 1000))
        record.currentGear = car.gear(speed: sample.speed)
        if car.powertrain != .combustion {
            let drawn = car.batteryPower(wheelPower: power, airTemperature: air)
            record.tractionPower = Sensor.fixed(drawn, 1)
            // A hybrid's small battery stands in for the car's momentum.
            let charge =
                car.powertrain == .electric
                ? Float(100 * state.level(left)) : 62 - 0.012 * sample.speed * sample.speed
            record.stateOfCharge = Sensor.fixed(charge, 100)
        }
        if car.powertrain != .electric {
            record.fuelRelativeLevel = UInt8(max(0, min(100, 100 * state.level(left))))
            record.fuelConsumptionSinceStart = Sensor.fixed(Float(used), 1000)
            if sample.speed > 0.3 {
                let perHour = car.fuelPerHour(wheelPower: power)
                record.fuelInstantConsumption = Sensor.fixed(
                    min(99.9, perHour / (sample.speed * 3.6) * 100), 10)
            }
            record.engineSpeed = Sensor.fixed(
                car.engineSpeed(
                    speed: sample.speed, gear: record.currentGear, wheelPower: power), 1)
            record.coolantTemperature = Sensor.fixed(state.coolant(afterSeconds: seconds), 10)
        }
        return left
    }
}

/// How sensors say what they measure.
enum Sensor {
    /// Codes of `SignalCatalogue.fixTypes`.
    static let noFix: UInt8 = 0
    static let flatFix: UInt8 = 1
    static let fullFix: UInt8 = 5
    /// Codes of `SignalCatalogue.lowVoltageStates`.
    static let off: UInt8 = 2
    static let on: UInt8 = 4
    static let start: UInt8 = 5

    /// A value in whole steps, `scale` of them per unit: what a sensor's resolution leaves.
    @inline(__always)
    static func fixed(_ value: Float, _ scale: Float) -> Float {
        let steps = value * scale
        return Float(Int32(steps < 0 ? steps - 0.5 : steps + 0.5)) / scale
    }

    /// The same in double precision.
    @inline(__always)
    static func fixed(_ value: Double, _ scale: Double) -> Double {
        let steps = value * scale
        return Double(Int64(steps < 0 ? steps - 0.5 : steps + 0.5)) / scale
    }
}
