// The counts of a run's products and the cells of its cars, for membership inference (A10).

import Base

extension PrivacyAttack {
    static let membership = PrivacyAttack(
        name: "membership",
        question: "Do released counts tell whether a vehicle is among those counted?"
    ) { context in
        var kpis: [KPI] = []
        if var attack = try trips(context) { kpis += attack.kpis(context, context.mobility) }
        if var attack = try profiles(context) { kpis += attack.kpis(context, context.mobility) }
        if var attack = try research(context) {
            kpis += attack.kpis(
                context, try ConsentSpans(run: context.run, purpose: "research"))
        }
        return kpis
    }

    private static func privacy(_ product: String, _ run: RunFolder) throws -> JSONValue? {
        try run.productDescriptor(product)["privacy"]
    }

    // MARK: od-matrix

    private static func trips(_ context: AttackContext) throws -> CountMembership? {
        let run = context.run
        guard let table = try run.product("od-matrix") else { return nil }
        let k = try privacy("od-matrix", run)?["k"]?.number ?? 1
        var attack = CountMembership("od-matrix", .threshold(k: Int(k)))
        let grids = try grids("od-matrix", run)
        let region = try run.regionIndices(table)
        let hour = try table.column("hour_start_s").int64s()
        let origin = try table.column("origin_zone").strings()
        let destination = try table.column("destination_zone").strings()
        let vehicles = try table.column("vehicles").doubles()
        for row in region.indices {
            guard let from = zone(origin[row]), let to = zone(destination[row]) else { continue }
            attack.counts[cell(region[row], Int(hour[row] / 3600), from, to)] = vehicles[row]
        }
        for trip in try TrueStarts(context).trips {
            guard let grid = grids[trip.region], let to = trip.destination else { continue }
            attack.add(
                car: trip.car,
                cell: cell(
                    trip.region, Int((trip.seconds / 3600).rounded(.down)), grid.zone(trip.origin),
                    grid.zone(to)))
        }
        return attack
    }

    private static func grids(_ product: String, _ run: RunFolder) throws -> [Int: ZoneGridFacts] {
        var grids: [Int: ZoneGridFacts] = [:]
        for value in try run.productDescriptor(product)["zone_grids"]?.array ?? [] {
            guard let region = run.regions.firstIndex(where: { $0.name == value["region"]?.string })
            else { continue }
            grids[region] = ZoneGridFacts(value)
        }
        return grids
    }

    private static func zone(_ name: String) -> SIMD2<Int32>? {
        let parts = name.split(separator: ":").compactMap { Int32($0) }
        return parts.count == 2 ? SIMD2(parts[0], parts[1]) : nil
    }

    /// Bits: region 12, hour 12, four coordinates of ten.
    private static func cell(
        _ region: Int, _ hour: Int, _ from: SIMD2<Int32>, _ to: SIMD2<Int32>
    ) -> UInt64 {
        func bits(_ value: Int32) -> UInt64 { UInt64(truncatingIfNeeded: value) & 0x3FF }
        return UInt64(region & 0xFFF) << 52 | UInt64(hour & 0xFFF) << 40 | bits(from.x) << 30
            | bits(from.y) << 20 | bits(to.x) << 10 | bits(to.y)
    }

    // MARK: speed-profiles

    private static func profiles(_ context: AttackContext) throws -> CountMembership? {
        let run = context.run
        guard let table = try run.product("speed-profiles"),
            run.exists("truth/traversals.parquet")
        else { return nil }
        let k = try privacy("speed-profiles", run)?["k"]?.number ?? 1
        var attack = CountMembership("speed-profiles", .threshold(k: Int(k)))
        func cell(_ region: Int, _ link: UInt32, _ slot: ProfileSlot) -> UInt64 {
            UInt64(region) << 40 | UInt64(link) << 16 | UInt64(slot.packed)
        }
        let region = try run.regionIndices(table)
        let link = try table.column("link").uint32s()
        let months = try table.column("month").strings()
        let hour = try table.column("hour").int64s()
        let vehicles = try table.column("vehicles").doubles()
        for row in region.indices {
            let slot = ProfileSlot(
                month: UsageAudit.monthNumber(text: months[row]), hour: Int(hour[row]))
            attack.counts[cell(region[row], link[row], slot)] = vehicles[row]
        }
        let drives = try Traversals(run)
        let offsets = run.vehicleOffsets
        for row in drives.link.indices {
            let index = drives.region[row]
            let slot = ProfileSlot(
                run.facts, run.regions[index], milliseconds: drives.enter[row])
            attack.add(
                car: run.car(region: index, vehicle: drives.vehicle[row], offsets: offsets),
                cell: cell(index, drives.link[row], slot))
        }
        return attack
    }

    // MARK: research

    private static func research(_ context: AttackContext) throws -> CountMembership? {
        let run = context.run
        guard let table = try run.product("research"),
            let stated = try privacy("research", run),
            let epsilon = stated["epsilon"]?.number, epsilon > 0
        else { return nil }
        let bound = stated["contribution_bound"]?.number ?? 1
        let isLaplace = stated["mechanism"]?.string != "gaussian"
        let sigma = ResearchNoise.sigma(
            isLaplace, epsilon: epsilon, delta: stated["delta"]?.number ?? 0, bound: bound)
        var attack = CountMembership(
            "research",
            isLaplace ? .laplace(scale: bound / epsilon) : .gaussian(variance: sigma * sigma))
        let grids = try grids("research", run)
        func cell(_ region: Int, _ zone: SIMD2<Int32>, _ month: Int, _ part: Int, _ band: Int)
            -> UInt64
        {
            let clamped = SIMD2(max(0, zone.x), max(0, zone.y))
            return UInt64(region) << 52 | UInt64(clamped.x & 0x3FFF) << 38
                | UInt64(clamped.y & 0x3FFF) << 24 | UInt64(month & 0xFFFF) << 8
                | UInt64(part) << 4 | UInt64(band)
        }
        let region = try run.regionIndices(table)
        let zones = try table.column("zone").strings()
        let months = try table.column("month").strings()
        let hour = try table.column("hour_from").int64s()
        let band = try table.column("distance_band").int64s()
        let trips = try table.column("trips").doubles()
        for row in region.indices {
            guard let zone = zone(zones[row]) else { continue }
            let month = UsageAudit.monthNumber(text: months[row])
            attack.counts[
                cell(region[row], zone, month, Int(hour[row]) / 4, Int(band[row]))] = trips[row]
        }
        for trip in try TrueStarts(context).trips {
            guard let grid = grids[trip.region], let band = trip.distanceBand else { continue }
            let slot = ProfileSlot(
                run.facts, run.regions[trip.region], milliseconds: Int64(trip.seconds * 1000))
            attack.add(
                car: trip.car,
                cell: cell(
                    trip.region, grid.zone(trip.origin), slot.month, slot.hour / 4, band))
        }
        return attack
    }
}

/// Where and when trips of all cars began on the map, whoever consented.
struct TrueStarts {
    struct Trip {
        var region: Int
        var car: Int
        var seconds: Double
        /// Longitude, latitude.
        var origin: SIMD2<Double>
        var destination: SIMD2<Double>?

        /// 0 to 4, by metres as the crow flies; `nil` without a known end.
        var distanceBand: Int? {
            guard let destination else { return nil }
            let north = (destination.y - origin.y) * 111_200
            let east =
                (destination.x - origin.x) * 111_200
                * Math.cos(origin.y * .pi / 180)
            let meters = (north * north + east * east).squareRoot()
            return [2000.0, 5000, 10_000, 20_000].firstIndex { meters < $0 } ?? 4
        }
    }

    private(set) var trips: [Trip] = []

    init(_ context: AttackContext) throws {
        let run = context.run
        let table = try run.table(
            "truth/trips.parquet",
            columns: [
                "region", "vehicle_id", "depart_s", "origin_lon", "origin_lat",
                "destination_lon", "destination_lat",
            ])
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let depart = try table.column("depart_s").doubles()
        let ends = try ["origin_lon", "origin_lat", "destination_lon", "destination_lat"].map {
            try table.column($0).doublesOrNaN()
        }
        let offsets = run.vehicleOffsets
        for row in vehicle.indices where !ends[0][row].isNaN && !ends[1][row].isNaN {
            let hasEnd = !ends[2][row].isNaN && !ends[3][row].isNaN
            trips.append(
                Trip(
                    region: region[row],
                    car: run.car(region: region[row], vehicle: vehicle[row], offsets: offsets),
                    seconds: depart[row], origin: SIMD2(ends[0][row], ends[1][row]),
                    destination: hasEnd ? SIMD2(ends[2][row], ends[3][row]) : nil))
        }
    }
}

extension ZoneGridFacts {
    /// The zone of a position.
    fileprivate func zone(_ place: SIMD2<Double>) -> SIMD2<Int32> {
        SIMD2(
            Int32(((place.x - west) / width).rounded(.down)),
            Int32(((place.y - south) / height).rounded(.down)))
    }
}
