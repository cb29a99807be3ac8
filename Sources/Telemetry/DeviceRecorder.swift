// Replays vehicles one after the other: each trip from ignition on to ignition off, a record at
// both and one every interval between, as far as the driver's consents allow.

import Base
import Demand
import Records
import Roads
import Traffic

/// Replays the devices of a range of vehicles.
struct DeviceRecorder {
    let fleet: DeviceFleet
    let interval: Int64
    let until: Int64
    let networkModel: NetworkModel

    init(_ fleet: DeviceFleet) {
        self.fleet = fleet
        interval = max(1, Int64((fleet.options.intervalSeconds * 1000).rounded()))
        until = fleet.until.milliseconds
        networkModel = NetworkModel(fleet.options, seed: fleet.seed, until: fleet.until)
    }

    /// Replays all trips of a vehicle.
    func replay(_ vehicle: VehicleID, into records: inout GeneratedRecords) {
        let trips = fleet.result.trips(of: vehicle.rawValue..<(vehicle.rawValue + 1))
        guard !trips.isEmpty else { return }
        var start: CarState?
        guard let device = Device(fleet, vehicle, interval: interval, state: &start),
            var state = start
        else { return }
        var link = DeviceLink(
            networkModel, entity: device.entity, clock: device.clock, consents: device.consents)
        var receiver = SatelliteReceiver(
            sigma: device.sigma, correlationSeconds: fleet.options.gnssCorrelationSeconds,
            intervalSeconds: Double(interval) / 1000)
        for trip in trips {
            let plan = fleet.plans[Int(fleet.result.plan[trip])]
            receiver.restart()
            var recorder = TripRecorder(
                device, plan, boot: UInt32(trip - trips.lowerBound), trip: trip, fleet: fleet)
            recorder.replay(
                self, &state, &link, &receiver, into: &records)
        }
        link.finish(&records)
    }
}

/// Replays one trip.
struct TripRecorder {
    private let device: Device
    private let legs: TripLegs
    private let origin: TripEnd
    private let boot: UInt32
    private let isBelted: Bool
    private let network: Network
    private let surroundings: Surroundings
    private let coverage: Coverage
    private let seed: UInt64
    private var motion: TripMotion
    private var view = CoverageView()
    private var sequence: UInt32 = 0
    private var energy: TripEnergy

    init(
        _ device: Device, _ plan: PlannedTrip, boot: UInt32, trip: Int, fleet: DeviceFleet
    ) {
        self.device = device
        self.boot = boot
        origin = plan.origin
        network = fleet.network
        surroundings = fleet.surroundings
        coverage = fleet.coverage
        seed = fleet.seed
        motion = TripMotion(
            network: fleet.network, result: fleet.result, trip: trip,
            style: device.profile.aggressiveness)
        legs = TripLegs(
            fleet.result, trip: trip, plan: plan,
            borderSpeeds: motion.borderSpeeds)
        energy = TripEnergy(
            model: EnergyModel(device.profile.powertrain), network: fleet.network,
            result: fleet.result, trip: trip, plan: plan)
        var stream = RandomStream(
            seed: fleet.seed, purpose: .tripHabits, entity: device.entity, index: boot)
        isBelted = stream.bernoulli(device.beltShare)
    }

    /// Replays the trip up to its end or the run's.
    mutating func replay(
        _ run: DeviceRecorder, _ state: inout CarState, _ link: inout DeviceLink,
        _ receiver: inout SatelliteReceiver, into records: inout GeneratedRecords
    ) {
        state.begin(
            at: legs.depart, from: run.fleet.chargers.spot(origin, device.profile),
            airTemperature: surroundings.airTemperature(atMilliseconds: legs.depart))
        var span = device.consents.span(at: legs.depart)
        let end = min(legs.arrive, run.until)
        var time = legs.depart
        while time < run.until {
            while device.consents.spans[span].until <= time { span += 1 }
            let consent = device.consents.spans[span]
            if consent.state != .none {
                record(time, consent, state, run, &link, &receiver, into: &records)
            }
            guard time < legs.arrive else { break }
            let sincePhase = (time - device.phase).flooredDivision(by: run.interval)
            time = min((sincePhase + 1) * run.interval + device.phase, legs.arrive)
        }
        let seconds = Float(end - legs.depart) / 1000
        state.end(
            at: end, meters: legs.meters(until: end), energyUsed: Self.amount(energy.total().use),
            coolant: state.coolant(afterSeconds: seconds))
    }

    /// Litres or kilowatt hours: a car uses one of the two.
    @inline(__always)
    private static func amount(_ use: EnergyUse) -> Double { use.liters + use.kilowattHours }

    @inline(__always)
    private mutating func record(
        _ time: Int64, _ consent: ConsentSpan, _ state: CarState, _ run: DeviceRecorder,
        _ link: inout DeviceLink, _ receiver: inout SatelliteReceiver,
        into records: inout GeneratedRecords
    ) {
        let sample = legs.sample(time, motion: &motion)
        var record = Record()
        record.vehicle = device.vehicle
        record.boot = boot
        record.sequence = sequence
        record.eventMilliseconds = device.clock.reading(atMilliseconds: time)
        record.firmware = device.profile.firmware
        record.consentScope = consent.scope.rawValue
        let isInTunnel =
            sample.isOnMap
            && network.linkFlags[sample.link.index] & LinkFlags.tunnel.rawValue != 0
        var faults = device.faults.always
        if sample.isOnMap && consent.state == .full {
            setPosition(&record, sample, time, isInTunnel, &receiver)
            faults |= device.faults.positioned
        }
        setMotion(&record, sample, time)
        setCar(&record, sample, time, state)
        record.isLowBeamOn =
            isInTunnel
            || surroundings.sineOfSun(atMilliseconds: time) < device.car.lightThreshold
        let isCovered =
            !coverage.hasGaps || !sample.isOnMap
            || view.isCovered((sample.longitude, sample.latitude), coverage)
        let row = records.append(
            record, event: time, faults: faults, hadConsent: !device.isCanary)
        link.take(row, at: time, expiry: consent.expiry, isCovered: isCovered, &records)
        sequence += 1
    }
}

extension TripRecorder {
    @inline(__always)
    private func setPosition(
        _ record: inout Record, _ sample: Sample, _ time: Int64, _ isInTunnel: Bool,
        _ receiver: inout SatelliteReceiver
    ) {
        var east = 0.0
        var north = 0.0
        var sigma = 1.0  // What a receiver claims under open sky when there is no noise.
        if receiver.sigma > 0 {
            var stream = RandomStream(
                seed: seed, purpose: .positionNoise, entity: device.entity,
                index: recordIndex(boot: boot, sequence: sequence))
            let error = receiver.error(atMilliseconds: time, &stream)
            sigma = receiver.sigma * (isInTunnel ? SatelliteReceiver.tunnelFactor : 1)
            (east, north) = (error.east * sigma, error.north * sigma)
        }
        let plane = coverage.plane
        record.latitude = Sensor.fixed(sample.latitude + north / plane.metersPerDegreeNorth, 1e7)
        record.longitude = Sensor.fixed(sample.longitude + east / plane.metersPerDegreeEast, 1e7)
        let heading = Sensor.fixed(sample.heading, 10)
        record.heading = heading >= 360 ? 0 : heading
        record.horizontalAccuracy = Sensor.fixed(Float(sigma), 10)
        record.fixType = isInTunnel ? Sensor.flatFix : Sensor.fullFix
    }

    @inline(__always)
    private func setMotion(_ record: inout Record, _ sample: Sample, _ time: Int64) {
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

    @inline(__always)
    private mutating func setCar(
        _ record: inout Record, _ sample: Sample, _ time: Int64, _ state: CarState
    ) {
        let seconds = Float(time - legs.depart) / 1000
        let car = device.car
        record.traveledDistance = UInt32(state.odometer + sample.distance)
        let air = surroundings.airTemperature(atMilliseconds: time)
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
    }
}

/// How sensors say what they measure.
enum Sensor {
    /// Codes of `SignalCatalogue.fixTypes`.
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
