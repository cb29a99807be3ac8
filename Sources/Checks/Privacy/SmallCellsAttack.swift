// A8, small-cells: cells of aggregate products behind which stand fewer than k vehicles. They give
// single people away to whoever knows who drives there.

import Base

extension PrivacyAttack {
    static let smallCells = PrivacyAttack(
        name: "small-cells",
        question: "Do fewer than k vehicles stand behind a released cell?"
    ) { context in
        try odMatrix(context) + trafficFeed(context)
    }

    private static let source = "design.md section 9, A8; k of 10 and more: WP 216, EMA 0070"

    private static func id(_ product: String, _ metric: String) -> String {
        "privacy.\(product).small-cells.\(metric)"
    }

    /// A KPI without a value for each metric, with the reason.
    private static func unmeasured(_ product: String, _ reason: String) -> [KPI] {
        [
            KPI(
                id(product, "below_k"), nil, unit: "cells", method: "not measured: \(reason)",
                n: 0, source: source)
        ]
    }

    private static func dominance(_ product: String) -> KPI {
        KPI(
            id(product, "dominance"), nil, unit: "cells",
            method: "not applicable: whether one vehicle makes up most of a cell needs the "
                + "contribution of each vehicle, which a release does not hold",
            n: 0, source: source)
    }

    /// k as the product states it.
    private static func k(of product: String, _ run: RunFolder) throws -> Int? {
        guard run.exists("products/\(product)/product.json") else { return nil }
        let k = try run.productDescriptor(product)["privacy"]?["k"]?.number
        return k.flatMap { $0 >= 1 && $0 < 1e9 ? Int($0) : nil }
    }

    // MARK: od-matrix

    private static func odMatrix(_ context: AttackContext) throws -> [KPI] {
        let product = "od-matrix"
        let run = context.run
        guard let table = try run.product(product) else {
            return unmeasured(product, "the run released no \(product)")
        }
        guard let k = try k(of: product, run) else {
            return unmeasured(product, "product.json states no privacy.k")
        }
        let grids = try zoneGrids(run)
        let cells = try ODCells(table, run)
        guard Set(cells.cells.map(\.region)).allSatisfy({ grids[$0] != nil }) else {
            return unmeasured(product, "product.json states no zone_grids for a region")
        }
        let trips = try TrueTrips(context, zones: grids).trips
        let truth = cells.trueVehicles(trips, limit: k)
        let published = cells.vehicles.count { $0 < k }
        let hidden = truth.count { $0 < k }
        let both = truth.indices.count { truth[$0] < k || cells.vehicles[$0] < k }
        let open = cells.unguarded(trips, k: k)
        let suppressed = open.cells - open.released
        let share = open.cells > 0 ? Double(suppressed) / Double(open.cells) : nil
        return [
            KPI(
                id(product, "below_k"), Double(both), unit: "cells",
                method:
                    "released cells with fewer than k = \(k) distinct vehicles: \(published) as "
                    + "published, \(hidden) by the truth (consenting vehicles with a trip in the "
                    + "cell's hour ± 5 min between the 3 × 3 zones around its ends); adversary: "
                    + "any buyer; honest: 0; baseline: cells under k if all were released",
                n: cells.cells.count, baseline: Double(open.small), source: source),
            KPI(
                id(product, "share_suppressed"), share, unit: "share",
                ci: share.flatMap { Intervals.wilson(share: $0, trials: open.cells) },
                method: "true cells (hour × zone × zone with a trip wholly under consent) that the "
                    + "product does not show: the price of k = \(k); baseline: share of them "
                    + "under k",
                n: open.cells,
                baseline: open.cells > 0 ? Double(open.small) / Double(open.cells) : nil,
                source: source),
            dominance(product),
        ]
    }

    private static func zoneGrids(_ run: RunFolder) throws -> [Int: ZoneGridFacts] {
        var grids: [Int: ZoneGridFacts] = [:]
        for value in try run.productDescriptor("od-matrix")["zone_grids"]?.array ?? [] {
            guard let name = value["region"]?.string,
                let region = run.regions.firstIndex(where: { $0.name == name })
            else { continue }
            grids[region] = ZoneGridFacts(value)
        }
        return grids
    }

    // MARK: traffic-feed

    private static func trafficFeed(_ context: AttackContext) throws -> [KPI] {
        let product = "traffic-feed"
        let run = context.run
        guard let table = try run.product(product, columns: ["vehicles"]) else {
            return unmeasured(product, "the run released no \(product)")
        }
        guard let k = try k(of: product, run) else {
            return unmeasured(product, "product.json states no privacy.k")
        }
        let vehicles = try table.column("vehicles").uint32s()
        let open = try unguardedFeed(context, k: k)
        var kpis = [
            KPI(
                id(product, "below_k"), Double(vehicles.count { $0 < k }), unit: "cells",
                method: "released cells (link × 15 min) with fewer than k = \(k) distinct vehicles "
                    + "as published; adversary: any buyer; honest: 0; baseline: cells under k by "
                    + "the truth if all were released",
                n: vehicles.count, baseline: open.map { Double($0.small) }, source: source)
        ]
        if let open, open.cells > 0 {
            // Every released cell is a true one when matching is perfect; it is nearly so.
            let share = max(0, 1 - Double(vehicles.count) / Double(open.cells))
            kpis.append(
                KPI(
                    id(product, "share_suppressed"), share, unit: "share",
                    ci: Intervals.wilson(share: share, trials: open.cells),
                    method: "one minus released cells over true cells (link × 15 min entered by a "
                        + "vehicle under consent): the price of k = \(k) and of lateness; "
                        + "baseline: share of true cells under k",
                    n: open.cells, baseline: Double(open.small) / Double(open.cells),
                    source: source))
        }
        return kpis + [dominance(product)]
    }

    /// Cells link × 15 min that consenting vehicles entered, by the truth, and those under `k`.
    private static func unguardedFeed(
        _ context: AttackContext, k: Int
    ) throws -> (cells: Int, small: Int)? {
        let run = context.run
        guard run.exists("truth/traversals.parquet") else { return nil }
        let table = try run.table(
            "truth/traversals.parquet", columns: ["region", "vehicle_id", "link", "enter_ms"])
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let link = try table.column("link").uint32s()
        let enter = try table.column("enter_ms").int64s()
        let offsets = run.vehicleOffsets
        // Region and window in the high half of the cell's key, the link in the low half.
        var members: [SIMD2<UInt64>] = []
        members.reserveCapacity(vehicle.count)
        for row in vehicle.indices {
            let car = run.car(region: region[row], vehicle: vehicle[row], offsets: offsets)
            guard context.mobility.holds(car, at: Double(enter[row]) / 1000) else { continue }
            let window = UInt64(UInt32(clamping: enter[row].flooredDivision(by: 900_000)))
            let key = UInt64(region[row]) << 52 | window << 32 | UInt64(link[row])
            members.append(SIMD2(key, UInt64(car)))
        }
        members.sort { ($0.x, $0.y) < ($1.x, $1.y) }
        var result = (cells: 0, small: 0)
        var start = 0
        while start < members.count {
            var end = start + 1
            var distinct = 1
            while end < members.count, members[end].x == members[start].x {
                if members[end].y != members[end - 1].y { distinct += 1 }
                end += 1
            }
            result.cells += 1
            if distinct < k { result.small += 1 }
            start = end
        }
        return result
    }
}
