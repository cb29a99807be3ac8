// Rows of `truth/charging.parquet`: when and where electric cars charged, and how much.

import Base
import Demand
import Roads

extension TrafficResult {
    /// `truth/charging.parquet` of some vehicles, ascending: every charge within the run, and
    /// each electric car's level at its end (a row of kind `end` without energy), so that the
    /// energy of the trips can be checked against the battery.
    public func chargingTable(
        network: Network, region: Region, plans: [PlannedTrip], vehicles: [UInt32],
        profile: (VehicleID) -> VehicleProfile, car: (VehicleID) -> ElectricCar?
    ) -> DataTable {
        var columns = ChargingColumns()
        let chargers = ChargerMap(network: network)
        for vehicle in vehicles {
            guard let car = car(VehicleID(vehicle)) else { continue }
            let profile = profile(VehicleID(vehicle))
            columns.begin(vehicle, car)
            var battery = Battery(car)
            var spot = TripEnd(link: LinkID(0), offset: 0, place: profile.homePlace)
            var parked: Int64 = 0
            let trips = trips(of: vehicle..<(vehicle + 1))
            for trip in trips {
                let planned = plans[Int(plan[trip])]
                columns.append(
                    battery.park(
                        at: chargers.spot(planned.origin, profile), from: parked,
                        until: departMilliseconds[trip]), at: planned.origin, network)
                var energy = TripEnergy(
                    model: EnergyModel(.electric), network: network, result: self, trip: trip,
                    plan: planned)
                let used = energy.total().use.kilowattHours
                let arrive = min(arriveMilliseconds[trip], endMilliseconds)
                battery.drive(
                    from: departMilliseconds[trip], to: arrive, kilowattHours: used
                ) { columns.append($0, at: nil, network) }
                spot = planned.destination
                parked = arrive
            }
            if trips.isEmpty || arriveMilliseconds[trips.upperBound - 1] != .max {
                columns.append(
                    battery.park(
                        at: chargers.spot(spot, profile), from: parked, until: endMilliseconds),
                    at: spot, network)
            }
            columns.end(level: battery.level, at: endMilliseconds)
        }
        return columns.table(region: region.name)
    }
}

/// Columns of charges.
private struct ChargingColumns {
    private var current: (vehicle: UInt32, capacity: Double) = (0, 0)
    private var vehicle: [UInt32] = []
    private var kind: [UInt32] = []
    private var start: [Double] = []
    private var end: [Double] = []
    private var longitude = OptionalDoubles()
    private var latitude = OptionalDoubles()
    private var energy: [Double] = []
    private var before: [Double] = []
    private var after: [Double] = []
    private var capacity: [Double] = []

    private static let words = ["home", "work", "public", "fast", "en-route", "start", "end"]

    mutating func begin(_ vehicle: UInt32, _ car: ElectricCar) {
        current = (vehicle, car.capacityKilowattHours)
        append(
            kind: 5, from: 0, to: 0, energy: 0, levels: (car.startLevel, car.startLevel), at: nil)
    }

    mutating func end(level: Double, at time: Int64) {
        append(kind: 6, from: time, to: time, energy: 0, levels: (level, level), at: nil)
    }

    mutating func append(_ session: ChargingSession?, at place: TripEnd?, _ network: Network) {
        guard let session else { return }
        append(
            kind: UInt32(session.kind.rawValue), from: session.startMilliseconds,
            to: session.endMilliseconds, energy: session.kilowattHours,
            levels: (session.levelBefore, session.levelAfter),
            at: place.flatMap { coordinates($0, network) })
    }

    private mutating func append(
        kind: UInt32, from: Int64, to: Int64, energy: Double,
        levels: (before: Double, after: Double), at point: (longitude: Double, latitude: Double)?
    ) {
        vehicle.append(current.vehicle)
        self.kind.append(kind)
        start.append(Double(from) / 1000)
        end.append(Double(to) / 1000)
        longitude.append(point?.longitude)
        latitude.append(point?.latitude)
        self.energy.append(energy)
        before.append(levels.before)
        after.append(levels.after)
        capacity.append(current.capacity)
    }

    func table(region: String) -> DataTable {
        DataTable([
            DataColumn("region", repeating: region, count: vehicle.count),
            DataColumn("vehicle_id", .uint32(vehicle)),
            DataColumn("kind", .words(codes: kind, words: Self.words)),
            DataColumn("start_s", .double(start)),
            DataColumn("end_s", .double(end)),
            longitude.column("lon"),
            latitude.column("lat"),
            DataColumn("energy_kwh", .double(energy)),
            DataColumn("level_before", .double(before)),
            DataColumn("level_after", .double(after)),
            DataColumn("battery_kwh", .double(capacity)),
        ])
    }
}
