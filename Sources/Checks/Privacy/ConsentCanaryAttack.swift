// A14, consent-canary: did anything of a vehicle without consent get into what the platform keeps,
// meters or sells? Canaries are devices broken on purpose that send without consent. Three proofs:
// paired worlds (with and without the canaries) for products that name no vehicle, an exact join
// with the true consents where a vehicle is named, and every row of `probe-wholesale` traced to the
// record behind it.

import Base

extension PrivacyAttack {
    static let consentCanary = PrivacyAttack(
        name: "consent-canary",
        question: "Does anything of a vehicle without consent reach a product, a meter or a store?"
    ) { context in
        let sent = try CanaryRecords(context)
        var kpis: [KPI] = []
        let run = context.run
        for product in Set(run.releasedProducts() + run.facts.products).sorted() {
            kpis.append(try pairedWorlds(product, run, sent))
        }
        let isProbe = run.exists("products/probe-wholesale/part-0.parquet")
        if isProbe { kpis += probeKPIs(context) }
        let joined = [try usageKPI(context), try matchesKPI(context)]
        let leaked = leakedRecords(kpis + joined, sent)
        return kpis + joined + leaked + (isProbe ? [pseudonymKPI(context)] : [])
    }

    private static let source = "design.md section 9, A14; GDPR art. 6(1)(a), 7(3)"

    /// Columns that name a cell of a product; other products are compared row by row.
    private static let cellColumns = [
        "traffic-feed": ["region", "link", "window_start_s"],
        "od-matrix": ["region", "hour_start_s", "origin_zone", "destination_zone"],
        "speed-profiles": ["region", "link", "month", "hour"],
        "road-condition": ["region", "link", "window_start_s"],
        "research": ["region", "month", "zone", "hour_from", "distance_band"],
    ]

    private static func pairedWorlds(
        _ product: String, _ run: RunFolder, _ sent: CanaryRecords
    ) throws -> KPI {
        let id = "privacy.\(product).consent-canary.differing_rows"
        let control = "truth/control/\(product).parquet"
        let how =
            "rows in which the released product differs from that of the same platform fed "
            + "without the canaries (paired worlds, compared as multisets); adversary: none, an "
            + "audit; honest: 0, which is also the baseline"
        guard run.exists(control) else {
            return KPI(
                id, nil, unit: "records", method: "not measured: \(control) is missing (\(how))",
                n: 0, source: source)
        }
        guard let released = try run.product(product) else {
            return KPI(
                id, nil, unit: "records", method: "not measured: it was not released (\(how))",
                n: 0, source: source)
        }
        guard sent.fromCanaries > 0 else {
            return KPI(
                id, nil, unit: "records",
                method: "not measured: no canary delivered a record, so that equal worlds prove "
                    + "nothing (\(how))",
                n: 0, source: source)
        }
        let difference = try WorldDifference(
            released: released, control: run.table(control),
            keys: cellColumns[product] ?? [])
        return KPI(
            id, Double(difference.differing), unit: "records", method: how, n: difference.rows,
            baseline: 0, source: source)
    }

    /// Rows of `probe-wholesale` without a lawful record behind them.
    private static func probeKPIs(_ context: AttackContext) -> [KPI] {
        let prefix = "privacy.probe-wholesale.consent-canary."
        let how =
            "each row is traced to the telemetry record nearest to it, of the same second and "
            + "within \(numberText(ProbeOrigins.toleranceMeters)) m; honest: 0, the baseline"
        guard let origins = context.evidence.probes else {
            return ["unlawful_rows", "unexplained_rows"].map {
                KPI(
                    prefix + $0, nil, unit: "records",
                    method: "not measured: the run kept no telemetry files (\(how))", n: 0,
                    source: source)
            }
        }
        let verdict = ProbeVerdict(origins, context.evidence.sent, context.mobility)
        return [
            KPI(
                prefix + "unlawful_rows", Double(verdict.unlawful), unit: "records",
                method: "rows of a record that was measured or received without consent to "
                    + "mobility, by the truth and in true time: \(how)",
                n: verdict.rows, baseline: 0, source: source),
            KPI(
                prefix + "unexplained_rows", Double(verdict.unexplained), unit: "records",
                method: "rows that no delivered record explains: invented, moved, or of a device "
                    + "that never sent them: \(how)",
                n: verdict.rows, baseline: 0, source: source),
        ]
    }

    /// Pseudonyms that more than one vehicle bears.
    private static func pseudonymKPI(_ context: AttackContext) -> KPI {
        let verdict = context.evidence.probes.map {
            ProbeVerdict($0, context.evidence.sent, context.mobility)
        }
        return KPI(
            "privacy.probe-wholesale.shared_pseudonyms", verdict.map { Double($0.shared) },
            unit: "pseudonyms",
            method: "pseudonyms whose rows come from records of more than one vehicle"
                + (verdict == nil ? "; not measured: the run kept no telemetry files" : ""),
            n: verdict?.pseudonyms ?? 0, source: source)
    }

    /// Metered vehicles that held no consent to the product's purpose when the first or the last
    /// metered event happened.
    private static func usageKPI(_ context: AttackContext) throws -> KPI {
        let run = context.run
        guard run.exists("usage.parquet") else {
            return KPI(
                "privacy.usage.consent-canary.joined_rows", nil, unit: "records",
                method: "not measured: usage.parquet is missing", n: 0, source: source)
        }
        let table = try run.table(
            "usage.parquet",
            columns: ["region", "product", "vehicle_id", "first_event_s", "last_event_s"])
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id")
        let vehicles = try vehicle.uint32s()
        let product = try table.column("product").strings()
        let first = try table.column("first_event_s").doublesOrNaN()
        let last = try table.column("last_event_s").doublesOrNaN()
        var spans = ["mobility": context.mobility]
        var purposes: [String: String] = [:]
        let offsets = run.vehicleOffsets
        var judged = 0
        var leaked = 0
        for row in vehicles.indices where vehicle.validity?[row] ?? true {
            let purpose = try purposes[product[row]] ?? purposeOf(product[row], run)
            purposes[product[row]] = purpose
            let consent = try spans[purpose] ?? ConsentSpans(run: run, purpose: purpose)
            spans[purpose] = consent
            let car = run.car(region: region[row], vehicle: vehicles[row], offsets: offsets)
            judged += 1
            let isLawful = [first[row], last[row]].allSatisfy { consent.holds(car, at: $0) }
            if !isLawful { leaked += 1 }
        }
        return KPI(
            "privacy.usage.consent-canary.joined_rows", Double(leaked), unit: "records",
            method: "metered rows of vehicles that, by the truth, held no consent to the product's "
                + "purpose at their first or last metered event (exact join by vehicle; a row "
                + "without times counts); honest: 0, which is also the baseline",
            n: judged, baseline: 0, source: source)
    }

    private static func purposeOf(_ product: String, _ run: RunFolder) throws -> String {
        guard run.exists("products/\(product)/product.json") else { return "mobility" }
        return try run.productDescriptor(product)["purpose"]?.string ?? "mobility"
    }

    /// Links that the platform matched although nothing allowed it to.
    private static func matchesKPI(_ context: AttackContext) throws -> KPI {
        let run = context.run
        let id = "privacy.matches.consent-canary.joined_rows"
        let file = "platform/matches.parquet"
        guard run.exists(file) else {
            return KPI(
                id, nil, unit: "records", method: "not measured: \(file) is missing", n: 0,
                source: source)
        }
        let table = try run.table(file, columns: ["region", "vehicle_id", "boot", "link"])
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let boot = try table.column("boot").uint32s()
        let link = try table.column("link").uint32s()
        let offsets = run.vehicleOffsets
        var drive = DriveConsent(context)
        var leaked = 0
        for row in vehicle.indices {
            let isNew =
                row == 0 || vehicle[row] != vehicle[row - 1] || boot[row] != boot[row - 1]
                || region[row] != region[row - 1]
            if isNew {
                let car = run.car(region: region[row], vehicle: vehicle[row], offsets: offsets)
                try drive.take(car: car, boot: boot[row])
            }
            if !drive.allows(link[row]) { leaked += 1 }
        }
        return KPI(
            id, Double(leaked), unit: "records",
            method: "links in the platform's matches of drives without any record that was "
                + "measured and received under consent to mobility, or driven while it did not "
                + "hold (± \(numberText(DriveConsent.slackSeconds)) s), by the truth (exact join "
                + "by vehicle and boot); honest: 0, which is also the baseline",
            n: vehicle.count, baseline: 0, source: source)
    }

    /// The sum of all findings, and what it says about the rate.
    private static func leakedRecords(_ parts: [KPI], _ sent: CanaryRecords) -> [KPI] {
        let id = "privacy.consent.leaked_records"
        let sum = parts.compactMap(\.value).reduce(0, +)
        let unmeasured = parts.filter { $0.value == nil }.map(\.id)
        let bound = sent.delivered > 0 ? " (rule of three: rate below 3/\(sent.delivered))" : ""
        let how =
            "rows of products that differ from the world without canaries, rows of "
            + "probe-wholesale without a lawful record behind them, metered and matched rows of "
            + "vehicles without consent; \(sent.fromCanaries) records of canaries "
            + "and \(sent.delivered) records in all were delivered without consent\(bound)"
        var reason: String?
        if sent.fromCanaries == 0 {
            reason = "no canary delivered a record, so that finding nothing proves nothing"
        } else if parts.isEmpty {
            reason = "the platform left neither products nor usage nor matches"
        } else if !unmeasured.isEmpty {
            reason = "no value for \(unmeasured.joined(separator: ", "))"
        }
        if let reason, sum == 0 {
            return [
                KPI(
                    id, nil, unit: "records", method: "not measured: \(reason); \(how)",
                    n: sent.delivered, source: source)
            ]
        }
        let count = min(Int(sum), sent.delivered)
        return [
            KPI(
                id, sum, unit: "records", method: how, n: sent.delivered, baseline: 0,
                source: source),
            KPI(
                "privacy.consent.leak_rate",
                sent.delivered > 0 ? Double(count) / Double(sent.delivered) : nil, unit: "share",
                ci: Intervals.clopperPearson(successes: count, trials: sent.delivered),
                method: "leaked rows for each record delivered without consent, at most 1; the "
                    + "interval takes records as independent; with no leak its upper end is the "
                    + "exact form of the rule of three",
                n: sent.delivered, baseline: 0, source: source),
        ]
    }
}

/// Records that were delivered although, by the truth, the vehicle held no consent at all.
private struct CanaryRecords {
    /// All of them, and those of devices broken on purpose.
    var delivered = 0
    var fromCanaries = 0

    init(_ context: AttackContext) throws {
        let run = context.run
        let vehicles = try run.table(
            "truth/vehicles.parquet", columns: ["region", "vehicle_id", "is_canary"])
        let offsets = run.vehicleOffsets
        let regions = try run.regionIndices(vehicles)
        let ids = try vehicles.column("vehicle_id").uint32s()
        let flags = try vehicles.column("is_canary").bools()
        let sent = context.evidence.sent
        for row in sent.hadConsent.indices
        where !sent.hadConsent[row] && sent.columns.copies[row] > 0 { delivered += 1 }
        for row in ids.indices where flags[row] {
            let car = run.car(region: regions[row], vehicle: ids[row], offsets: offsets)
            fromCanaries += sent.rows(ofCar: car).count {
                !sent.hadConsent[$0] && sent.columns.copies[$0] > 0
            }
        }
    }
}
