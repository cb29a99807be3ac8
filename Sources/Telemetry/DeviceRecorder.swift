// Replays vehicles one after the other: each trip from ignition on to ignition off, a record at
// both and one every interval between, as far as the driver's consents allow; and, where the device
// can tell, one when something happens.

import Base
import Demand
import Records
import Roads
import Traffic

/// Replays the devices of a range of vehicles.
struct DeviceRecorder {
    let fleet: DeviceFleet
    let until: Int64
    let networkModel: NetworkModel
    /// Whether any fault changes what a record says.
    let spoilsRecords: Bool

    init(_ fleet: DeviceFleet) {
        self.fleet = fleet
        until = fleet.until.milliseconds
        networkModel = NetworkModel(fleet.options, seed: fleet.seed, until: fleet.until)
        let spoiling: Set<Fault> = [
            .missingSignals, .stuckSignals, .sentinels, .unitErrors, .formatErrors,
        ]
        spoilsRecords = !fleet.options.faults.isDisjoint(with: spoiling)
    }

    /// Replays all trips of a vehicle.
    func replay(_ vehicle: VehicleID, into records: inout GeneratedRecords) {
        let trips = fleet.result.trips(of: vehicle.rawValue..<(vehicle.rawValue + 1))
        guard !trips.isEmpty else { return }
        var start: CarState?
        guard let device = Device(fleet, vehicle, state: &start), let state = start else { return }
        var generation = device.generation(at: .min).generation
        var memory = VehicleMemory(
            state: state,
            link: DeviceLink(
                networkModel, entity: device.entity, clock: device.clock,
                consents: device.consents, storeCapacity: generation.store),
            receiver: SatelliteReceiver(
                sigma: device.sigma, correlationSeconds: fleet.options.gnssCorrelationSeconds,
                intervalSeconds: Double(generation.cadence) / 1000))
        if fleet.isMixed {
            memory.wear = CarWear(device.profile, entity: device.entity, seed: fleet.seed)
        }
        for trip in trips {
            let plan = fleet.plans[Int(fleet.result.plan[trip])]
            memory.receiver.restart()
            let now = device.generation(at: fleet.result.departMilliseconds[trip])
            generation = now.generation
            memory.link.storeCapacity = generation.store
            var recorder = TripRecorder(
                device, now, plan, boot: UInt32(trip - trips.lowerBound), trip: trip, fleet: fleet,
                isLastTrip: trip == trips.upperBound - 1)
            recorder.replay(self, &memory, into: &records)
        }
        memory.link.finish(&records)
    }
}

/// What a vehicle carries from trip to trip.
struct VehicleMemory {
    var state: CarState
    var link: DeviceLink
    var receiver: SatelliteReceiver
    var wear: CarWear?
    /// What the far end was last told.
    var body: BodyState?
    /// Trouble codes that it was last told.
    var toldTroubleCodes: UInt64?
    /// The firmware that it was told of.
    var toldFirmware: UInt8?
    /// The trip before had no end.
    var lacksEnd = false
    /// Columns with the cadence `state` as they were last told.
    var toldStates: UInt64 = .max
    /// The side signals of the record in the making.
    var words: [SideWord] = []

    init(state: CarState, link: DeviceLink, receiver: SatelliteReceiver) {
        self.state = state
        self.link = link
        self.receiver = receiver
        words.reserveCapacity(64)
    }
}

/// Replays one trip.
struct TripRecorder {
    let device: Device
    let now: DeviceUnderFirmware
    let legs: TripLegs
    let origin: TripEnd
    let boot: UInt32
    let isBelted: Bool
    let isLastTrip: Bool
    let fleet: DeviceFleet
    let network: Network
    let surroundings: Surroundings
    let coverage: Coverage
    let seed: UInt64
    let clock: DeviceClock
    let trouble: TripTrouble
    /// Milliseconds at which the driver begins to be tired.
    let tiredAt: Int64
    /// Whether the trip ends in a collision.
    let isHit: Bool
    var motion: TripMotion
    var view = CoverageView()
    var sequence: UInt32 = 0
    var energy: TripEnergy
    /// A record that a stuck signal repeats.
    var held: Record?
    var hasSetOff = false
    var isTireLow = false
    var charge: ChargingSession?
    var wasCornering = false
    /// Metres in the tunnel so far, and where it began.
    var tunnelStart = -1.0

    init(
        _ device: Device, _ now: DeviceUnderFirmware, _ plan: PlannedTrip, boot: UInt32, trip: Int,
        fleet: DeviceFleet, isLastTrip: Bool
    ) {
        self.device = device
        self.now = now
        self.boot = boot
        self.isLastTrip = isLastTrip
        self.fleet = fleet
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
        stream = RandomStream(
            seed: fleet.seed, purpose: .tripTrouble, entity: device.entity, index: boot)
        trouble = TripTrouble(
            fleet.options, depart: legs.depart, arrive: legs.arrive, stream: &stream)
        var clock = device.clock
        clock.step = now.generation.clockStep
        let isUnset = stream.bernoulli(fleet.options.unsetClockShare)
        let unsetFor = 15_000 + Int64(stream.uniform() * 90_000)
        if isUnset && fleet.options.faults.contains(.clockErrors) {
            clock.start(
                unsetAt: legs.depart, until: legs.depart + unsetFor, startUnix: fleet.startUnix)
        }
        self.clock = clock
        // Tired after an hour and a half on the road at the earliest.
        tiredAt = legs.depart + 5_400_000 + Int64(stream.exponential(mean: 5_400_000))
        // Nobody drives on after a collision: it ends the vehicle's last trip of the run, as often
        // as all its kilometres ask for.
        let kilometers = Double(fleet.result.onMapMeters[trip]) / 1000 * Double(boot + 1)
        isHit =
            stream.bernoulli(kilometers * fleet.options.collisionsPerMillionKilometers * 1e-6)
            && isLastTrip && legs.arrive != .max && fleet.isMixed
    }

    /// Replays the trip up to its end or the run's.
    mutating func replay(
        _ run: DeviceRecorder, _ memory: inout VehicleMemory,
        into records: inout GeneratedRecords
    ) {
        let air = airTemperature(atMilliseconds: legs.depart)
        charge = memory.state.begin(
            at: legs.depart, from: fleet.chargers.spot(origin, device.profile),
            airTemperature: air)
        memory.link.clock = clock
        let dtcDue = beginWear(&memory, airTemperature: air)
        var span = device.consents.span(at: legs.depart)
        let end = min(legs.arrive, run.until)
        var time = legs.depart
        var reason = RecordReason.due
        while time < run.until {
            while device.consents.spans[span].until <= time { span += 1 }
            let consent = device.consents.spans[span]
            if consent.state != .none && !trouble.isSilent(time) {
                record(time, reason, consent, run, &memory, into: &records)
            }
            guard time < legs.arrive else { break }
            (time, reason) = next(after: time, dtcDue: dtcDue)
        }
        if trouble.kind == TripTrouble.unfinished { memory.lacksEnd = true }
        let seconds = Float(end - legs.depart) / 1000
        memory.state.end(
            at: end, meters: legs.meters(until: end), energyUsed: Self.amount(energy.total().use),
            coolant: memory.state.coolant(afterSeconds: seconds))
    }

    /// When the next record is due, and why.
    @inline(__always)
    private mutating func next(after time: Int64, dtcDue: Int64) -> (Int64, RecordReason) {
        let cadence = now.generation.cadence
        let phase = device.phase % cadence
        let sincePhase = (time - phase).flooredDivision(by: cadence)
        var due = min((sincePhase + 1) * cadence + phase, legs.arrive)
        var reason = RecordReason.due
        if dtcDue > time && dtcDue <= due && dtcDue < legs.arrive {
            (due, reason) = (dtcDue, .trouble)
        }
        guard now.generation.findsEvents, time >= legs.visible, time < legs.lastVisible,
            let harsh = motion.harshOnset(
                after: time, until: min(due, legs.lastVisible), beyond: Self.harshLimit),
            harsh < due || reason == .due && due < legs.arrive
        else { return (due, reason) }
        return (harsh, .harsh)
    }

    /// m/s² from which driving is harsh: the limit of the measured sets in the anchors.
    static let harshLimit = 3.0

    /// Litres or kilowatt hours: a car uses one of the two.
    @inline(__always)
    static func amount(_ use: EnergyUse) -> Double { use.liters + use.kilowattHours }

    /// Celsius, the weather included.
    @inline(__always)
    func airTemperature(atMilliseconds time: Int64) -> Float {
        let usual = surroundings.airTemperature(atMilliseconds: time)
        if fleet.weather.isDry { return usual }
        return usual + fleet.weather.now(atMilliseconds: time).temperatureOffset
    }
}

/// Why a record is made.
enum RecordReason {
    /// A sample is due, or the ignition goes on or off.
    case due
    /// The driver began to brake or accelerate hard.
    case harsh
    /// Trouble codes changed.
    case trouble
}

extension TripRecorder {
    @inline(__always)
    private mutating func record(
        _ time: Int64, _ reason: RecordReason, _ consent: ConsentSpan, _ run: DeviceRecorder,
        _ memory: inout VehicleMemory, into records: inout GeneratedRecords
    ) {
        let sample = legs.sample(time, motion: &motion)
        var record = Record()
        record.vehicle = device.vehicle
        record.boot = boot
        record.sequence = sequence
        record.eventMilliseconds = clock.reading(atMilliseconds: time)
        record.firmware = now.firmware
        record.consentScope = consent.scope.rawValue
        let isInTunnel =
            sample.isOnMap
            && network.linkFlags[sample.link.index] & LinkFlags.tunnel.rawValue != 0
        var faults = device.faults.always | lastingFaults(time)
        if sample.isOnMap && consent.state == .full {
            faults |= device.faults.positioned
            faults |= setPosition(&record, sample, time, isInTunnel, &memory.receiver)
        }
        setMotion(&record, sample, time)
        let left = setCar(&record, sample, time, memory.state)
        let weather = fleet.weather.now(atMilliseconds: time)
        record.isLowBeamOn =
            isInTunnel || weather.isDim
            || surroundings.sineOfSun(atMilliseconds: time) < device.car.lightThreshold
        let obstacle = obstacle(sample, time, &memory.link)
        if fleet.isMixed {
            thin(&record, time, reason, &memory)
            tell(
                &record, sample, time, reason, consent, weather, obstacle == nil, left, &memory)
        }
        if run.spoilsRecords { faults |= spoil(&record, time, &memory) }
        let row = records.append(
            record, event: time, faults: faults, hadConsent: !device.isCanary)
        records.moveSide(&memory.words)
        memory.link.take(row, at: time, expiry: consent.expiry, obstacle: obstacle, &records)
        sequence += 1
    }

    /// What keeps a record in the device: no network here, or nobody at the far end.
    @inline(__always)
    private mutating func obstacle(
        _ sample: Sample, _ time: Int64, _ link: inout DeviceLink
    ) -> Fault? {
        let isCovered =
            !coverage.hasGaps || !sample.isOnMap
            || view.isCovered((sample.longitude, sample.latitude), coverage)
        guard isCovered else { return .coverageGaps }
        return link.hasOutages && !link.isConnected(at: time) ? .reconnectStorm : nil
    }

    /// Bits of the faults that last for a trip or longer.
    @inline(__always)
    private func lastingFaults(_ time: Int64) -> Int32 {
        var bits: Int32 = 0
        if clock.isWrong(atMilliseconds: time) { bits |= Fault.clockErrors.bit }
        if trouble.kind != nil { bits |= Fault.tripFaults.bit }
        if legs.depart >= device.updatedAt { bits |= Fault.ota.bit }
        return bits
    }

    /// Leaves out what this generation does not send with every sample.
    @inline(__always)
    private func thin(
        _ record: inout Record, _ time: Int64, _ reason: RecordReason,
        _ memory: inout VehicleMemory
    ) {
        let states: UInt64 =
            (record.isMoving ? 1 : 0) | (record.isLowBeamOn ? 2 : 0) | (record.isBelted ? 4 : 0)
            | UInt64(record.lowVoltageSystemState) << 3
        let isWhole =
            sequence % now.generation.slowEvery == 0 || time == legs.depart || time == legs.arrive
            || reason != .due
        if !isWhole {
            record.present &= Presence.fastCadence
            let changed = states ^ memory.toldStates
            if changed & 1 != 0 { record.present |= Presence.isMoving }
            if changed & 2 != 0 { record.present |= Presence.isLowBeamOn }
            if changed & 4 != 0 { record.present |= Presence.isBelted }
            if changed >> 3 != 0 { record.present |= Presence.lowVoltageSystemState }
        }
        memory.toldStates = states
    }
}
