// Products about roads, `speed-profiles`, `hazard-event`, `road-condition`, against the truth.

import Base
import Records

extension ProductEvidence {
    private static let cells = "design.md section 9, A8; k of 10 and more: WP 216, EMA 0070"

    private func attackContext() throws -> AttackContext {
        try AttackContext(
            run: run, options: CheckOptions(), evidence: evidence, mobility: mobility, full: nil)
    }

    private func threshold(_ product: String) throws -> Int {
        let k = try run.productDescriptor(product)["privacy"]?["k"]?.number
        return k.flatMap { $0 >= 1 && $0 < 1e9 ? Int($0) : nil } ?? 1
    }

    // MARK: speed-profiles

    func speedProfiles() throws -> [KPI] {
        let product = "speed-profiles"
        guard let table = try run.product(product), run.exists("truth/traversals.parquet") else {
            return []
        }
        let k = try threshold(product)
        let dominance =
            try run.productDescriptor(product)["privacy"]?["dominance"]?.number ?? 0.5
        let audit = try ProfileAudit(self, table, k: k, dominance: dominance)
        let share =
            audit.released > 0 ? Double(audit.dominated) / Double(audit.released) : nil
        let error = audit.meters > 0 ? audit.error / audit.meters : nil
        return [
            KPI(
                "product.\(product).speed_error", error, unit: "share",
                method: "|released - true speed| / true speed, weighted by true metres, over "
                    + "cells in which the truth has \(k) consenting vehicles (metres over seconds "
                    + "of their true traversals)", n: audit.compared),
            count(
                product, "overcounted", audit.overcounted, of: audit.released, unit: "cells",
                "released cells (link × month × hour of the day) that claim more vehicles than "
                    + "consented on the link or one that touches it ± 5 min"),
            KPI(
                "privacy.\(product).small-cells.below_k", Double(audit.below), unit: "cells",
                method: "released cells with fewer than k = \(k) distinct vehicles as published "
                    + "or by the truth (as for overcounted); adversary: any buyer; honest: 0",
                n: audit.released, baseline: Double(audit.trueSmall), source: Self.cells),
            KPI(
                "privacy.\(product).small-cells.dominated_share", share, unit: "share",
                ci: share.flatMap { Intervals.wilson(share: $0, trials: audit.released) },
                method: "released cells of which, by the truth, one vehicle drove more of the "
                    + "metres than the dominance rule allows (\(numberText(dominance)) + 0.1 for "
                    + "what map matching moves); adversary: any buyer who knows that vehicle; "
                    + "baseline: the same of all cells with k vehicles", n: audit.released,
                baseline: audit.open > 0
                    ? Double(audit.openDominated) / Double(audit.open) : nil,
                source: Self.cells),
            KPI(
                "privacy.\(product).small-cells.k", Double(k), unit: "vehicles",
                method: "distinct vehicles that a cell needs, as product.json states it", n: 1,
                source: Self.cells),
        ]
    }

    // MARK: hazard-event

    func hazardEvents() throws -> [KPI] {
        let product = "hazard-event"
        guard let table = try run.product(product) else { return [] }
        let how =
            "released events without a delivered record of a car that consented to mobility and "
            + "technical, told the danger in that minute, and by the truth was on the link or one "
            + "that touches it (± 60 s)"
        let rows = table.rowCount
        guard let told else {
            let reason = "not measured: the run kept no signals/ files (\(how))"
            return [
                KPI(
                    "product.\(product).unexplained_events", rows == 0 ? 0 : nil, unit: "events",
                    method: rows == 0 ? how : reason, n: rows, baseline: 0)
            ]
        }
        let technical = try ConsentSpans(run: run, purpose: "technical")
        let region = try run.regionIndices(table)
        let minute = try table.column("minute_start_s").int64s()
        let link = try table.column("link").uint32s()
        let kind = try table.column("kind").strings()
        let places = try CarPlaces(run)
        let roads = LinkNeighbours(run)
        var unexplained = 0
        for index in run.regions.indices {
            var witnesses: [HazardKey: [ToldSignals.Row]] = [:]
            for row in told.regions[index] {
                guard let danger = Self.danger(row),
                    ToldSignals.isLawful(row, evidence.sent, [mobility, technical])
                else { continue }
                let key = HazardKey(minute: row.event.flooredDivision(by: 60_000), kind: danger)
                witnesses[key, default: []].append(row)
            }
            for row in region.indices where region[row] == index {
                let key = HazardKey(
                    minute: minute[row].flooredDivision(by: 60), kind: kind[row])
                let near = try roads.of(link[row], region: index)
                let isTrue = (witnesses[key] ?? []).contains {
                    places.wasOn(near, car: $0.car, seconds: Double($0.event) / 1000)
                }
                if !isTrue { unexplained += 1 }
            }
        }
        return [count(product, "unexplained_events", unexplained, of: rows, unit: "events", how)]
    }

    private struct HazardKey: Hashable {
        var minute: Int64
        var kind: String
    }

    /// The danger that a signal tells of.
    private static func danger(_ row: ToldSignals.Row) -> String? {
        switch row.signal {
        case .collision: "accident"
        case .isAirbagDeployed: row.value == 1 ? "accident" : nil
        case .isBrokenDown: row.value == 1 ? "broken-down-vehicle" : nil
        case .isEmergencyBraking: row.value == 1 ? "emergency-braking" : nil
        case .roadFriction: row.value <= 20 ? "slippery-road" : nil
        case .isRearFogOn: row.value == 1 ? "reduced-visibility" : nil
        default: nil
        }
    }

    // MARK: road-condition

    func roadCondition() throws -> [KPI] {
        let product = "road-condition"
        guard let table = try run.product(product) else { return [] }
        let k = try threshold(product)
        let seconds = try run.productDescriptor(product)["window_seconds"]?.number ?? 3600
        var kpis: [KPI] = []
        if let audit = try FeedAudit(attackContext(), table, k: k, windowSeconds: seconds) {
            kpis = [
                count(
                    product, "overcounted", audit.overcounted, of: audit.released, unit: "cells",
                    "released cells (link × window) that claim more vehicles than consented on the "
                        + "link or one that touches it ± 60 s"),
                KPI(
                    "privacy.\(product).small-cells.below_k", Double(audit.either), unit: "cells",
                    method: "released cells with fewer than k = \(k) distinct vehicles, as "
                        + "published or by the truth; adversary: any buyer; honest: 0",
                    n: audit.released, baseline: Double(audit.trueSmall), source: Self.cells),
            ]
        }
        let unexplained = try told.map { try grip(table, $0, windowSeconds: seconds) }
        kpis.append(
            count(
                product, "unexplained_grip", unexplained, of: table.rowCount, unit: "cells",
                "released cells whose friction lies outside what cars told in the window and two "
                    + "hours before it (or else last), by more than 5 points"
                    + (told == nil ? "; not measured: the run kept no signals/ files" : "")))
        return kpis
    }

    /// Weather is a region's, so that what any car told of it bounds what all found.
    private func grip(
        _ table: DataTable, _ told: ToldSignals, windowSeconds: Double
    ) throws -> Int {
        let region = try run.regionIndices(table)
        let start = try table.column("window_start_s").int64s()
        let friction = try table.column("friction_pct").doublesOrNaN()
        var unexplained = 0
        for index in run.regions.indices {
            let frictions = told.regions[index].filter { $0.signal == .roadFriction }
                .sorted { $0.event < $1.event }
            for row in region.indices where region[row] == index && !friction[row].isNaN {
                let from = start[row] * 1000
                let until = from + Int64(windowSeconds * 1000)
                let first = frictions.indices.partition { frictions[$0].event >= from }
                let last = frictions.indices.partition { frictions[$0].event >= until }
                // A car tells its friction when a drive begins with another one, or when it
                // changes: what it knows on a drive of two hours was told since, or is as it was
                // before.
                let early = frictions.indices.partition { frictions[$0].event >= from - 7_200_000 }
                let before = early > 0 ? early - 1 : early
                let known = frictions[(early < last ? early : before)..<max(first, last)]
                    .map(\.value)
                guard let low = known.min(), let high = known.max() else {
                    unexplained += 1
                    continue
                }
                if friction[row] < low - 5 || friction[row] > high + 5 { unexplained += 1 }
            }
        }
        return unexplained
    }
}

/// Where cars truly were, by time.
struct CarPlaces: Sendable {
    private let drives: Traversals
    /// The rows of car c are `first[c] ..< first[c + 1]`. [cars + 1]
    private var first: [Int]

    init(_ run: RunFolder) throws {
        drives = try Traversals(run)
        let offsets = run.vehicleOffsets
        first = [Int](repeating: 0, count: run.facts.vehicles + 2)
        for row in drives.vehicle.indices {
            let car = run.car(
                region: drives.region[row], vehicle: drives.vehicle[row], offsets: offsets)
            first[car + 1] += 1
        }
        for car in 1..<first.count { first[car] += first[car - 1] }
    }

    /// Whether a car was on one of some links, ± 60 s.
    func wasOn(_ links: [UInt32], car: Int, seconds: Double) -> Bool {
        guard car >= 0, car + 1 < first.count else { return false }
        let rows = first[car]..<first[car + 1]
        return rows.contains { row in
            guard links.contains(drives.link[row]) else { return false }
            let span = drives.span(row)
            return span.lowerBound - 60 <= seconds && seconds <= span.upperBound + 60
        }
    }
}
