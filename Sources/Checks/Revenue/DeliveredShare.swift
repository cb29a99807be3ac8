// How much of what could be delivered a platform delivered. What could be follows from the truth at
// the run's own penetration, so that the share measures the platform and not the size of the fleet.

import Base

/// Released or metered, of what could have been.
func deliveredShare(
    _ product: DeliveredProduct, _ usage: UsageRows, _ descriptor: [String: JSONValue],
    _ consent: ConsentSpans, _ run: RunFolder
) throws -> Estimate? {
    switch product.product {
    case .trafficFeed:
        let seconds = descriptor["window_seconds"]?.number ?? 900
        let possible = try releasableKilometerWindows(
            run, consent, k: product.k ?? 1, windowSeconds: seconds)
        return share(product.units, of: possible.units, n: possible.cells)
    case .odMatrix:
        guard let grids = descriptor["zone_grids"]?.array else { return nil }
        let seconds = descriptor["window_seconds"]?.number ?? 3600
        let possible = try releasableCells(
            run, consent, k: product.k ?? 1, grids: grids, windowSeconds: seconds)
        return share(product.units, of: Double(possible), n: possible)
    case .speedProfiles:
        let possible = try releasableKilometerHours(run, consent, k: product.k ?? 1)
        return share(product.units, of: possible.units, n: possible.cells)
    case .roadCondition, .hazardEvent, .research:
        // What could have been told or asked for, nobody wrote down.
        return nil
    case .evCharging:
        return try meteredShare(usage, consent, run, among: chargedCars(run))
    case .batterySOH:
        return try meteredShare(usage, consent, run, among: electricCars(run))
    default:
        return try meteredShare(usage, consent, run)
    }
}

/// A ratio of counts with its binomial standard error.
private func share(_ part: Double, of whole: Double, n: Int) -> Estimate? {
    guard whole > 0, n > 0 else { return nil }
    let p = min(1, part / whole)
    return Estimate(
        value: p, standardError: (p * (1 - p) / Double(n)).squareRoot(), n: n)
}

/// Kilometres × windows in which the truth has at least `k` consenting vehicles entering a link.
func releasableKilometerWindows(
    _ run: RunFolder, _ consent: ConsentSpans, k: Int, windowSeconds: Double
) throws -> (units: Double, cells: Int) {
    let window = max(1, Int64(windowSeconds * 1000))
    return try releasableKilometers(run, consent, k: k) { enter, _ in
        UInt64(clamping: enter / window)
    }
}

/// Kilometres × hours of the day × months in which the truth has at least `k` consenting vehicles.
func releasableKilometerHours(
    _ run: RunFolder, _ consent: ConsentSpans, k: Int
) throws -> (units: Double, cells: Int) {
    try releasableKilometers(run, consent, k: k) { enter, region in
        UInt64(clamping: ProfileSlot(run.facts, region, milliseconds: enter).packed)
    }
}

/// A month and an hour of the day by a region's clocks.
struct ProfileSlot: Hashable, Sendable {
    /// Months since January of year 0 (UTC).
    var month: Int
    var hour: Int

    init(month: Int, hour: Int) {
        self.month = month
        self.hour = hour
    }

    init(_ facts: RunFacts, _ region: RegionFacts, milliseconds: Int64) {
        let seconds = facts.startUnixSeconds + milliseconds.flooredDivision(by: 1000)
        month = UsageAudit.monthNumber(seconds)
        let local = seconds + Int64(region.utcOffsetSeconds)
        let hours = local.flooredDivision(by: 3600)
        hour = Int(hours - hours.flooredDivision(by: 24) * 24)
    }

    /// Sixteen bits.
    var packed: Int { (month % 2000) * 24 + hour }
}

/// Kilometres × slots in which at least `k` consenting vehicles enter a link.
private func releasableKilometers(
    _ run: RunFolder, _ consent: ConsentSpans, k: Int,
    slot: (_ enterMilliseconds: Int64, _ region: RegionFacts) -> UInt64
) throws -> (units: Double, cells: Int) {
    let lengthsByRegion = try NetworkColumns(run, columns: ["length_m"]).byRegion { links in
        var lengths = [Double](repeating: 0, count: Int(links.link.max().map { $0 + 1 } ?? 0))
        for (link, length) in zip(links.link, links.values[0]) { lengths[Int(link)] = length }
        return lengths
    }
    let table = try run.table(
        "truth/traversals.parquet", columns: ["region", "vehicle_id", "link", "enter_ms"])
    let vehicle = try table.column("vehicle_id").uint32s()
    let link = try table.column("link").uint32s()
    let enter = try table.column("enter_ms").int64s()
    var (units, cells) = (0.0, 0)
    for (name, rows) in try table.regionRanges() {
        guard let region = run.regions.firstIndex(where: { $0.name == name }) else { continue }
        let offset = run.vehicleOffsets[region]
        let lengths = lengthsByRegion[region]
        var keys: [UInt64] = []
        keys.reserveCapacity(rows.count)
        for row in rows {
            let seconds = Double(enter[row]) / 1000
            guard consent.holds(offset + Int(vehicle[row]), at: seconds) else {
                continue
            }
            // 24 bits of link, 16 of window, 24 of vehicle: enough for a region and four months.
            let slot = slot(enter[row], run.regions[region]) & 0xFFFF
            keys.append(
                UInt64(link[row] & 0xFF_FFFF) << 40 | slot << 24
                    | UInt64(vehicle[row] & 0xFF_FFFF))
        }
        for cell in distinctCounts(&keys) where cell.distinct >= k {
            let at = Int(cell.key >> 16)
            units += at < lengths.count ? lengths[at] / 1000 : 0
            cells += 1
        }
    }
    return (units, cells)
}

/// Distinct low 24 bits for each value of the high 40 bits of some keys; sorts the keys.
func distinctCounts(_ keys: inout [UInt64]) -> [(key: UInt64, distinct: Int)] {
    keys.sort()
    var result: [(key: UInt64, distinct: Int)] = []
    var previous: UInt64?
    for key in keys {
        if key == previous { continue }
        previous = key
        if let last = result.last, last.key == key >> 24 {
            result[result.count - 1].distinct += 1
        } else {
            result.append((key >> 24, 1))
        }
    }
    return result
}

/// Cells of zone × zone × window in which the truth has at least `k` consenting vehicles.
func releasableCells(
    _ run: RunFolder, _ consent: ConsentSpans, k: Int, grids: [JSONValue], windowSeconds: Double
) throws -> Int {
    let table = try run.table(
        "truth/trips.parquet",
        columns: [
            "region", "vehicle_id", "depart_s", "origin_lon", "origin_lat", "destination_lon",
            "destination_lat", "arrive_s",
        ])
    let region = try run.regionIndices(table)
    let vehicle = try table.column("vehicle_id").uint32s()
    let depart = try table.column("depart_s").doublesOrNaN()
    let arrive = try table.column("arrive_s").doublesOrNaN()
    let ends = try ["origin_lon", "origin_lat", "destination_lon", "destination_lat"].map {
        try table.column($0).doublesOrNaN()
    }
    let offsets = run.vehicleOffsets
    var vehicles: [ODCell: Set<UInt32>] = [:]
    for row in vehicle.indices where !arrive[row].isNaN {
        guard ends.allSatisfy({ !$0[row].isNaN }),
            consent.holds(
                run.car(region: region[row], vehicle: vehicle[row], offsets: offsets),
                at: depart[row]),
            let grid = grids.first(where: { $0["region"]?.string == run.regions[region[row]].name }
            ),
            let origin = zone(grid, ends[0][row], ends[1][row]),
            let destination = zone(grid, ends[2][row], ends[3][row])
        else { continue }
        let cell = ODCell(
            region: region[row], window: Int((depart[row] / windowSeconds).rounded(.down)),
            from: origin, to: destination)
        vehicles[cell, default: []].insert(vehicle[row])
    }
    return vehicles.values.count { $0.count >= k }
}

private struct ODCell: Hashable {
    var region: Int
    var window: Int
    var from: SIMD2<Int>
    var to: SIMD2<Int>
}

private func zone(_ grid: JSONValue, _ longitude: Double, _ latitude: Double) -> SIMD2<Int>? {
    guard let west = grid["origin_lon"]?.number, let south = grid["origin_lat"]?.number,
        let width = grid["size_lon"]?.number, let height = grid["size_lat"]?.number,
        width > 0, height > 0
    else { return nil }
    return SIMD2(
        Int(((longitude - west) / width).rounded(.down)),
        Int(((latitude - south) / height).rounded(.down)))
}

/// Cars that were charged while the run saw them before and after.
private func chargedCars(_ run: RunFolder) throws -> Set<Int>? {
    let file = "truth/charging.parquet"
    guard run.exists(file) else { return nil }
    let table = try run.table(file, columns: ["region", "vehicle_id", "start_s", "end_s"])
    let region = try run.regionIndices(table)
    let vehicle = try table.column("vehicle_id").uint32s()
    let start = try table.column("start_s").doublesOrNaN()
    let end = try table.column("end_s").doublesOrNaN()
    let offsets = run.vehicleOffsets
    var cars: Set<Int> = []
    for row in vehicle.indices where start[row] > 0 && end[row] < run.facts.durationSeconds {
        cars.insert(run.car(region: region[row], vehicle: vehicle[row], offsets: offsets))
    }
    return cars
}

private func electricCars(_ run: RunFolder) throws -> Set<Int> {
    let table = try run.table(
        "truth/vehicles.parquet", columns: ["region", "vehicle_id", "powertrain"])
    let region = try run.regionIndices(table)
    let vehicle = try table.column("vehicle_id").uint32s()
    let powertrain = try table.column("powertrain").strings()
    let offsets = run.vehicleOffsets
    var cars: Set<Int> = []
    for row in vehicle.indices where powertrain[row] == "electric" {
        cars.insert(run.car(region: region[row], vehicle: vehicle[row], offsets: offsets))
    }
    return cars
}

/// Vehicles metered, of those (or those among some) that set out on a trip while they consented.
private func meteredShare(
    _ usage: UsageRows, _ consent: ConsentSpans, _ run: RunFolder, among cars: Set<Int>? = nil
) throws -> Estimate? {
    let trips = try run.table(
        "truth/trips.parquet", columns: ["region", "vehicle_id", "depart_s"])
    let region = try run.regionIndices(trips)
    let vehicle = try trips.column("vehicle_id").uint32s()
    let depart = try trips.column("depart_s").doublesOrNaN()
    let offsets = run.vehicleOffsets
    var isMetered = [Bool](repeating: false, count: run.facts.vehicles)
    for row in usage.vehicle.indices {
        guard let id = usage.vehicle[row] else { continue }
        let car = run.car(region: usage.region[row], vehicle: id, offsets: offsets)
        if car < isMetered.count { isMetered[car] = true }
    }
    var couldBe = [Bool](repeating: false, count: run.facts.vehicles)
    for row in vehicle.indices {
        let car = run.car(region: region[row], vehicle: vehicle[row], offsets: offsets)
        guard car < couldBe.count, cars?.contains(car) ?? true else { continue }
        if consent.holds(car, at: depart[row]) { couldBe[car] = true }
    }
    let possible = couldBe.count { $0 }
    let metered = couldBe.indices.count { couldBe[$0] && isMetered[$0] }
    return share(Double(metered), of: Double(possible), n: possible)
}
