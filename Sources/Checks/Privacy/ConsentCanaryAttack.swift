// A14, consent-canary: did anything of a vehicle without consent get into what the platform keeps,
// meters or sells? Canaries are devices broken on purpose that send without consent. Two proofs:
// paired worlds (with and without the canaries) for products that name no vehicle, and an exact
// join with the true consents where a vehicle is named.

import Base

extension PrivacyAttack {
    static let consentCanary = PrivacyAttack(
        name: "consent-canary",
        question: "Does anything of a vehicle without consent reach a product, a meter or a store?"
    ) { context in
        let sent = try CanaryRecords(context.run)
        var kpis: [KPI] = []
        for product in context.run.releasedProducts() {
            kpis.append(try pairedWorlds(product, context.run, sent))
        }
        if let usage = try usageKPI(context) { kpis.append(usage) }
        if let matches = try matchesKPI(context) { kpis.append(matches) }
        return kpis + leakedRecords(kpis, sent)
    }

    private static let source = "design.md section 9, A14; GDPR art. 6(1)(a), 7(3)"

    /// Columns that name a cell of a product; other products are compared row by row.
    private static let cellColumns = [
        "traffic-feed": ["region", "link", "window_start_s"],
        "od-matrix": ["region", "hour_start_s", "origin_zone", "destination_zone"],
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
        guard sent.fromCanaries > 0 else {
            return KPI(
                id, nil, unit: "records",
                method: "not measured: no canary delivered a record, so that equal worlds prove "
                    + "nothing (\(how))",
                n: 0, source: source)
        }
        let difference = try WorldDifference(
            released: run.product(product) ?? DataTable(), control: run.table(control),
            keys: cellColumns[product] ?? [])
        return KPI(
            id, Double(difference.differing), unit: "records", method: how, n: difference.rows,
            baseline: 0, source: source)
    }

    /// Metered vehicles that held no consent to the product's purpose when the first or the last
    /// metered event happened.
    private static func usageKPI(_ context: AttackContext) throws -> KPI? {
        let run = context.run
        guard run.exists("usage.parquet") else { return nil }
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

    /// Drives that the platform matched to the map although no part of them was under consent.
    private static func matchesKPI(_ context: AttackContext) throws -> KPI? {
        let run = context.run
        let file = "platform/matches.parquet"
        guard run.exists(file) else { return nil }
        let table = try run.table(file, columns: ["region", "vehicle_id", "boot"])
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let boot = try table.column("boot").uint32s()
        let drives = try DriveTimes(run)
        let offsets = run.vehicleOffsets
        var leaked = 0
        var isLawful = true
        for row in vehicle.indices {
            let isNew =
                row == 0 || vehicle[row] != vehicle[row - 1] || boot[row] != boot[row - 1]
                || region[row] != region[row - 1]
            if isNew {
                let car = run.car(region: region[row], vehicle: vehicle[row], offsets: offsets)
                isLawful = context.mobility.overlaps(car, drives.span(car: car, boot: boot[row]))
            }
            if !isLawful { leaked += 1 }
        }
        return KPI(
            "privacy.matches.consent-canary.joined_rows", Double(leaked), unit: "records",
            method: "links in the platform's matches of drives during which the vehicle, by the "
                + "truth, held no consent to mobility at any moment (exact join by vehicle and "
                + "boot); honest: 0, which is also the baseline",
            n: vehicle.count, baseline: 0, source: source)
    }

    /// The sum of all findings, and what it says about the rate.
    private static func leakedRecords(_ parts: [KPI], _ sent: CanaryRecords) -> [KPI] {
        let id = "privacy.consent.leaked_records"
        let sum = parts.compactMap(\.value).reduce(0, +)
        let unmeasured = parts.filter { $0.value == nil }.map(\.id)
        let bound = sent.delivered > 0 ? " (rule of three: rate below 3/\(sent.delivered))" : ""
        let how =
            "rows of products that differ from the world without canaries, plus metered and "
            + "matched rows of vehicles without consent; \(sent.fromCanaries) records of canaries "
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

    init(_ run: RunFolder) throws {
        let vehicles = try run.table(
            "truth/vehicles.parquet", columns: ["region", "vehicle_id", "is_canary"])
        let offsets = run.vehicleOffsets
        var isCanary = [Bool](repeating: false, count: run.facts.vehicles)
        let regions = try run.regionIndices(vehicles)
        let ids = try vehicles.column("vehicle_id").uint32s()
        let flags = try vehicles.column("is_canary").bools()
        for row in ids.indices where flags[row] {
            let car = run.car(region: regions[row], vehicle: ids[row], offsets: offsets)
            if isCanary.indices.contains(car) { isCanary[car] = true }
        }
        let sent = try run.table(
            "truth/sent.parquet", columns: ["region", "vehicle_id", "copies", "had_consent"])
        let vehicle = try sent.column("vehicle_id").uint32s()
        let copies = try sent.column("copies").int64s()
        let hadConsent = try sent.column("had_consent").bools()
        for (name, rows) in try sent.regionRanges() {
            guard let region = run.regions.firstIndex(where: { $0.name == name }) else { continue }
            for row in rows where !hadConsent[row] && copies[row] > 0 {
                delivered += 1
                let car = run.car(region: region, vehicle: vehicle[row], offsets: offsets)
                if isCanary.indices.contains(car), isCanary[car] { fromCanaries += 1 }
            }
        }
    }
}

/// When each drive took place, by the truth.
private struct DriveTimes {
    /// Car in the high half, trip in the low half, ascending.
    private var key: [UInt64] = []
    private var span: [ClosedRange<Double>] = []
    private let whole: ClosedRange<Double>

    init(_ run: RunFolder) throws {
        let table = try run.table(
            "truth/trips.parquet",
            columns: ["region", "vehicle_id", "trip_id", "depart_s", "arrive_s"])
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let trip = try table.column("trip_id").uint32s()
        let depart = try table.column("depart_s").doubles()
        let arrive = try table.column("arrive_s").doublesOrNaN()
        let offsets = run.vehicleOffsets
        let keys = trip.indices.map { row -> UInt64 in
            let car = run.car(region: region[row], vehicle: vehicle[row], offsets: offsets)
            return UInt64(car) << 32 | UInt64(trip[row])
        }
        let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
        key = order.map { keys[$0] }
        span = order.map { row in
            let end = arrive[row].isNaN ? run.facts.durationSeconds : arrive[row]
            return depart[row]...max(depart[row], end)
        }
        whole = 0...max(0, run.facts.durationSeconds)
    }

    /// The drive of a car's boot; the whole run for one that the truth does not know.
    func span(car: Int, boot: UInt32) -> ClosedRange<Double> {
        let wanted = UInt64(car) << 32 | UInt64(boot)
        var low = 0
        var high = key.count
        while low < high {
            let middle = (low + high) / 2
            if key[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low < key.count && key[low] == wanted ? span[low] : whole
    }
}
