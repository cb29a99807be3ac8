// A8, small-cells: cells of aggregate products behind which stand fewer than k vehicles. They give
// single people away to whoever knows who drives there.

import Base

extension PrivacyAttack {
    static let smallCells = PrivacyAttack(
        name: "small-cells",
        question: "Do fewer than k vehicles stand behind a released cell?"
    ) { context in
        let kpis = try odMatrix(context) + trafficFeed(context)
        guard let full = context.full else { return kpis }
        return try judged(kpis, on: full, context.run)
    }

    /// The same where only a sample reported: k is judged on the full counts, never on the sample.
    private static func judged(
        _ kpis: [KPI], on full: FullCells, _ run: RunFolder
    ) throws -> [KPI] {
        var judged = kpis.filter { !$0.id.hasSuffix(".share_suppressed") }
        for index in judged.indices where judged[index].id.hasSuffix(".below_k") {
            judged[index].value = nil
            judged[index].ci = nil
            judged[index].baseline = nil
            judged[index].method =
                "not applicable: the platform saw a sample, and k is never judged on one; "
                + "see full_below_k and full_coverage"
        }
        for product in ["od-matrix", "traffic-feed"] {
            guard let k = try k(of: product, run) else { continue }
            judged += full.kpis(product: product, k: k)
        }
        return judged
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
            method: "not applicable: a quarter of an hour gives no vehicle the time for a second "
                + "round; speed-profiles pools a month, and is measured",
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
        let truth = cells.trueVehicles(trips, atLeast: k)
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
                id(product, "overcounted"),
                Double(
                    truth.indices.count {
                        truth[$0] < cells.vehicles[$0] || cells.trips[$0] < cells.vehicles[$0]
                    }), unit: "cells",
                method: "released cells that claim more vehicles than the truth allows (as above), "
                    + "or fewer trips than vehicles",
                n: cells.cells.count, baseline: 0, source: source),
            KPI(
                id(product, "share_suppressed"), share, unit: "share",
                ci: share.flatMap { Intervals.wilson(share: $0, trials: open.cells) },
                method: "true cells (hour × zone × zone with a trip wholly under consent) that the "
                    + "product does not show: the price of k = \(k); baseline: share of them "
                    + "under k",
                n: open.cells,
                baseline: open.cells > 0 ? Double(open.small) / Double(open.cells) : nil,
                source: source),
            kKPI(product, k), try dominance(cells, trips, run),
        ]
    }

    private static func dominance(
        _ cells: ODCells, _ trips: [TrueTrips.Trip], _ run: RunFolder
    ) throws -> KPI {
        let product = "od-matrix"
        let limit = try run.productDescriptor(product)["privacy"]?["dominance"]?.number ?? 0.5
        return KPI(
            id(product, "dominance"), Double(cells.dominated(trips, limit: limit)), unit: "cells",
            method: "released cells of which by the truth one vehicle made more than "
                + "\(numberText(limit)) of the published trips; adversary: a buyer who knows that "
                + "vehicle; honest: 0", n: cells.cells.count, baseline: 0, source: source)
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
        guard let table = try run.product(product) else {
            return unmeasured(product, "the run released no \(product)")
        }
        guard let k = try k(of: product, run) else {
            return unmeasured(product, "product.json states no privacy.k")
        }
        let seconds = try run.productDescriptor(product)["window_seconds"]?.number ?? 900
        guard let audit = try FeedAudit(context, table, k: k, windowSeconds: seconds) else {
            return unmeasured(product, "the truth kept no traversals to recount it from")
        }
        return feedKPIs(product, audit, k: k) + [kKPI(product, k), dominance(product)]
    }

    private static func feedKPIs(_ product: String, _ audit: FeedAudit, k: Int) -> [KPI] {
        let seconds = numberText(FeedAudit.slackSeconds)
        let recount =
            "consenting vehicles that were on the link, or one that touches it, in the window "
            + "± \(seconds) s"
        let share = audit.released > 0 ? Double(audit.doubtful) / Double(audit.released) : nil
        let open = audit.trueCells
        let shown = open > 0 ? max(0, 1 - Double(audit.released) / Double(open)) : nil
        return [
            KPI(
                id(product, "below_k"), Double(audit.either), unit: "cells",
                method:
                    "released cells (link × 15 min) with fewer than k = \(k) distinct vehicles: "
                    + "\(audit.published) as published, \(audit.hidden) by the truth (\(recount)); "
                    + "adversary: any buyer; honest: 0; baseline: cells under k if all were "
                    + "released",
                n: audit.released, baseline: Double(audit.trueSmall), source: source),
            KPI(
                id(product, "overcounted"), Double(audit.overcounted), unit: "cells",
                method:
                    "released cells that claim more vehicles than the truth allows (\(recount))",
                n: audit.released, baseline: 0, source: source),
            KPI(
                id(product, "overcounted_share"), share, unit: "share",
                ci: share.flatMap { Intervals.wilson(share: $0, trials: audit.released) },
                method: "released cells that claim more vehicles than consented on that very link "
                    + "in the window ± \(seconds) s; map matching explains some, counting too "
                    + "high raises it",
                n: audit.released, source: source),
            KPI(
                id(product, "share_suppressed"), shown, unit: "share",
                ci: shown.flatMap { Intervals.wilson(share: $0, trials: open) },
                method: "one minus released cells over true cells (link × 15 min entered by a "
                    + "vehicle under consent): the price of k = \(k) and of lateness; "
                    + "baseline: share of true cells under k",
                n: open, baseline: open > 0 ? Double(audit.trueSmall) / Double(open) : nil,
                source: source),
        ]
    }

    /// The k that the product works with: the other figures hold it to nothing better.
    private static func kKPI(_ product: String, _ k: Int) -> KPI {
        KPI(
            id(product, "k"), Double(k), unit: "vehicles",
            method: "distinct vehicles that a cell needs, as product.json states it", n: 1,
            source: source)
    }
}
