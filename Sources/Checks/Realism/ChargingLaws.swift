// Whether the energy that electric cars drove is the energy that they charged: the level after one
// charge, less what the trips between used, is the level before the next.

import Base

/// `realism.charging_unexplained` and the mean level, from `truth/charging.parquet` and the trips.
func chargingLaws(_ run: RunFolder) throws -> [KPI] {
    let file = "truth/charging.parquet"
    guard run.exists(file) else { return [] }
    let charges = try Charges(run, file)
    let used = try EnergyByCar(run)
    var (unexplained, checked) = (0, 0)
    var enRoute = 0.0
    var total = 0.0
    for rows in charges.cars {
        let car = charges.car[rows.lowerBound]
        var onTheWay = 0.0
        var level = charges.before[rows.lowerBound]
        var since = -Double.infinity
        for row in rows {
            let energy = charges.after[row] - charges.before[row]
            total += charges.energy[row]
            if charges.kind[row] == "en-route" {
                enRoute += charges.energy[row]
                onTheWay += energy
                continue
            }
            // A stay begins when all trips before it are over.
            let driven = used.kilowattHours(car, after: since, until: charges.start[row] + 0.001)
            let expected = level + onTheWay - driven / charges.capacity[row]
            let isPlausible =
                charges.before[row] >= -1e-9 && charges.after[row] <= 1 + 1e-9
                && abs(charges.energy[row] - energy * charges.capacity[row]) < 1e-6
            checked += 1
            if abs(expected - charges.before[row]) > 1e-6 || !isPlausible { unexplained += 1 }
            level = charges.after[row]
            since = charges.start[row] + 0.001
            onTheWay = 0
        }
    }
    guard checked > 0 else { return [] }
    return [
        KPI(
            "realism.charging_unexplained", Double(unexplained), unit: "charges",
            method: "charges of electric cars whose level before is not the level after the last "
                + "one less what the trips between used, or whose energy is not the rise of the "
                + "level", n: checked, band: [0, 0], source: "conservation of energy"),
        KPI(
            "realism.charging_en_route_share", total > 0 ? enRoute / total : 0, unit: "share",
            method: "share of the charged energy that comes from fast chargers along a trip, "
                + "beyond the map or where the truth has no position",
            n: checked),
    ]
}

/// `truth/charging.parquet`.
private struct Charges {
    /// Dense number of the car over all regions. [rows]
    var car: [Int]
    var kind: [String]
    var start: [Double]
    var energy: [Double]
    var before: [Double]
    var after: [Double]
    var capacity: [Double]
    /// The rows of each car.
    var cars: [Range<Int>] = []

    init(_ run: RunFolder, _ file: String) throws {
        let table = try run.table(file)
        let region = try run.regionIndices(table)
        let offsets = run.vehicleOffsets
        let vehicle = try table.column("vehicle_id").uint32s()
        car = vehicle.indices.map { offsets[region[$0]] + Int(vehicle[$0]) }
        kind = try table.column("kind").strings()
        start = try table.column("start_s").doubles()
        energy = try table.column("energy_kwh").doubles()
        before = try table.column("level_before").doubles()
        after = try table.column("level_after").doubles()
        capacity = try table.column("battery_kwh").doubles()
        var first = 0
        for row in car.indices where row + 1 == car.count || car[row + 1] != car[row] {
            cars.append(first..<(row + 1))
            first = row + 1
        }
    }
}

/// The electric energy of trips, by car and time of arrival.
private struct EnergyByCar {
    private var trips: [[(arrive: Double, kilowattHours: Double)]]

    init(_ run: RunFolder) throws {
        let table = try run.table(
            "truth/trips.parquet", columns: ["region", "vehicle_id", "arrive_s", "energy_kwh"])
        let region = try run.regionIndices(table)
        let offsets = run.vehicleOffsets
        let vehicle = try table.column("vehicle_id").uint32s()
        let arrive = try table.column("arrive_s").doublesOrNaN()
        let energy = try table.column("energy_kwh").doubles()
        trips = .init(repeating: [], count: run.facts.vehicles)
        for row in vehicle.indices where energy[row] > 0 {
            let car = offsets[region[row]] + Int(vehicle[row])
            guard car < trips.count else { continue }
            // Who still drives at the end has used its energy by then.
            let end = arrive[row].isNaN ? run.facts.durationSeconds : arrive[row]
            trips[car].append((min(end, run.facts.durationSeconds), energy[row]))
        }
    }

    func kilowattHours(_ car: Int, after: Double, until: Double) -> Double {
        guard car < trips.count else { return 0 }
        var sum = 0.0
        for trip in trips[car] where trip.arrive > after && trip.arrive <= until {
            sum += trip.kilowattHours
        }
        return sum
    }
}
