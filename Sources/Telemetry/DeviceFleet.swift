// The devices of a region: what they record of the traffic, and what of it arrives when.

import Base
import Demand
import Records
import Roads
import Traffic

/// The devices in the cars of a region.
///
/// What a vehicle's device does is a pure function of (seed, region, vehicle, traffic, options), so
/// that threads may ask for ranges of vehicles in any order.
public struct DeviceFleet: Sendable {
    /// By vehicle of the region: whether its device is broken on purpose and sends although its
    /// driver consented to nothing. Truth; never shown to the platform.
    public let canaries: [Bool]
    /// The vehicles that report, ascending: all, or the sample.
    public let members: [UInt32]

    let network: Network
    let region: Region
    let drivers: Drivers
    let result: TrafficResult
    let plans: [PlannedTrip]
    let seed: UInt64
    let until: SimTime
    let options: TelemetryOptions
    let surroundings: Surroundings
    let coverage: Coverage
    let chargers: ChargerMap
    let weather: Weather
    /// Whether it has five generations of devices; else they are all alike.
    let isMixed: Bool
    /// `nil` without the fault.
    let canyon: UrbanCanyon?
    /// The start of the run, Unix milliseconds.
    let startUnix: Int64

    /// The devices of a fleet whose traffic is known.
    ///
    /// - Parameters:
    ///   - result: the traffic of the region's vehicles.
    ///   - plans: the planned trips that the traffic was made from.
    ///   - until: the end of the run: what has not arrived by then is still in the device.
    public init(
        network: Network, region: Region, fleet: Fleet, result: TrafficResult,
        plans: [PlannedTrip], calendar: RunCalendar, seed: UInt64, until: SimTime,
        options: TelemetryOptions
    ) {
        self.init(
            network: network, region: region, drivers: Drivers(fleet), result: result,
            plans: plans, calendar: calendar, seed: seed, until: until, options: options)
    }

    /// The same for drivers from anywhere.
    package init(
        network: Network, region: Region, drivers: Drivers, result: TrafficResult,
        plans: [PlannedTrip], calendar: RunCalendar, seed: UInt64, until: SimTime,
        options: TelemetryOptions
    ) {
        self.network = network
        self.region = region
        self.drivers = drivers
        self.result = result
        self.plans = plans
        self.seed = seed
        self.until = until
        self.options = options
        let plane = network.metadata.plane
        surroundings = Surroundings(
            longitude: plane.centreLongitude, latitude: plane.centreLatitude, calendar: calendar,
            until: until)
        coverage = Coverage(
            plane: plane,
            share: options.faults.contains(.coverageGaps) ? options.coverageGapShare : 0,
            seed: seed, regionKey: region.key)
        members = VehicleSample.members(
            share: options.sampleShare, seed: seed, region: region)
        chargers = ChargerMap(network: network)
        isMixed = options.devices == .generations
        weather = Weather(options.weather, until: until)
        canyon =
            options.faults.contains(.urbanCanyon)
            ? UrbanCanyon(
                network, factor: options.canyonFactor, seed: seed, regionKey: region.key) : nil
        startUnix = calendar.startUnixSeconds * 1000
        canaries = Canaries.choose(
            share: options.canaryShare, members: members, seed: seed, region: region,
            consents: drivers.consents)
    }

    /// What the devices of those vehicles of a range that report generate and deliver.
    public func report(vehicles: Range<UInt32>) -> DeviceOutput {
        precondition(vehicles.upperBound <= canaries.count)
        let recorder = DeviceRecorder(self)
        var records = GeneratedRecords()
        records.reserve(expectedRecords(of: vehicles))
        if isMixed {
            records.vssMajors = SignalCatalogue.vssMajors
        }
        for vehicle in members(in: vehicles) { recorder.replay(VehicleID(vehicle), into: &records) }
        return records.output(isCanary: canaries)
    }

    private func members(in vehicles: Range<UInt32>) -> ArraySlice<UInt32> {
        func first(from bound: UInt32) -> Int {
            var (low, high) = (0, members.count)
            while low < high {
                let middle = (low + high) / 2
                if members[middle] < bound { low = middle + 1 } else { high = middle }
            }
            return low
        }
        return members[first(from: vehicles.lowerBound)..<first(from: vehicles.upperBound)]
    }

    /// An estimate: as if every driver had consented; with events and troubles, it may be exceeded.
    private func expectedRecords(of vehicles: Range<UInt32>) -> Int {
        var sum = 0
        for vehicle in members(in: vehicles) {
            let firmware = isMixed ? drivers.profile(VehicleID(vehicle)).firmware : 0
            let cadence = DeviceGeneration.of(firmware: firmware, options).cadence
            for trip in result.trips(of: vehicle..<(vehicle + 1)) {
                let end = min(result.arriveMilliseconds[trip], until.milliseconds)
                sum += Int((end - result.departMilliseconds[trip]) / cadence) + 4
            }
        }
        return sum
    }
}

/// What telemetry asks about drivers and cars.
package struct Drivers: Sendable {
    /// The car.
    package var profile: @Sendable (VehicleID) -> VehicleProfile
    /// The consents.
    package var consents: @Sendable (VehicleID) -> [ConsentInterval]
    /// The battery and chargers of an electric car.
    package var electricCar: @Sendable (VehicleID) -> ElectricCar?

    /// Drivers from functions; electric cars among them have a charger at home.
    package init(
        profile: @escaping @Sendable (VehicleID) -> VehicleProfile,
        consents: @escaping @Sendable (VehicleID) -> [ConsentInterval]
    ) {
        self.profile = profile
        self.consents = consents
        electricCar = { vehicle in
            profile(vehicle).powertrain == .electric
                ? ElectricCar(
                    capacityKilowattHours: 60, startLevel: 0.7, homeKilowatts: 11,
                    workKilowatts: 0, plugInLevel: 0.6) : nil
        }
    }

    init(_ fleet: Fleet) {
        profile = fleet.profile(of:)
        consents = fleet.consents(of:)
        electricCar = fleet.electricCar(of:)
    }
}
