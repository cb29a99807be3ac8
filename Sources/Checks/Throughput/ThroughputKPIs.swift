// Throughput: was every record that a device made accounted for, once, and how late?

import Base
import Sinks

/// What the throughput check found; the revenue check reads it too.
struct ThroughputSummary: Sendable {
    var counts = LedgerCounts()
    var delays = DelayHistogram()
    /// Delivered records without a possible time of receipt.
    var impossibleDelays = 0
    /// First copies that came after a higher sequence number of their boot, by the truth, and
    /// Σ over vehicles of the difference to what was confirmed.
    var trulyOutOfOrder = 0
    var outOfOrderUnexplained = 0
    /// What the telemetry files hold against what was handed over, `nil` when the run kept none.
    var files: WireDifference?
    var fileBytes = 0
    /// Rows of products made of a record a second time.
    var soldAgain: Int?
    var matched: [MatchedVehicle]?

    /// Share of the records handed over that the far end has; 1 when none was handed over.
    var uptime: Double {
        let delivered = counts.generated - counts.lostByFault - counts.buffered
        return delivered > 0 ? 1 - Double(counts.lost) / Double(delivered) : 1
    }

    /// Share of the true kilometres of the boots that were or had to be matched on the right link.
    var matchedShare: Estimate? {
        matched.flatMap { ratioEstimate($0.map(\.rightMetres), $0.map(\.trueMetres)) }
    }
}

/// Reads the ledgers of a run and reconciles them, region by region.
func throughputSummary(run: RunFolder) throws -> ThroughputSummary {
    try throughputSummary(
        run: run, evidence: RunEvidence(run), mobility: ConsentSpans(run: run, purpose: "mobility"))
}

/// The same from evidence that is at hand.
func throughputSummary(
    run: RunFolder, evidence: RunEvidence, mobility: ConsentSpans
) throws -> ThroughputSummary {
    var summary = ThroughputSummary()
    try addLedger(run, evidence.sent, to: &summary)
    addDelays(run, evidence.sent, to: &summary)
    try addMatches(run, evidence.sent, mobility, to: &summary)
    if let wire = evidence.wire {
        summary.files = WireDifference(wire, evidence.sent, run)
        summary.fileBytes = wire.bytes
    }
    summary.soldAgain = evidence.probes.map {
        ProbeVerdict($0, evidence.sent, mobility).repeated
    }
    return summary
}

private func addLedger(
    _ run: RunFolder, _ sent: SentRows, to summary: inout ThroughputSummary
) throws {
    let receiptTable = try run.table("truth/receipts.parquet")
    let receipts = try ReceiptColumns(receiptTable)
    var receiptRows: [String: [Int]] = [:]
    for (region, rows) in try receiptTable.regionRanges() {
        receiptRows[region, default: []] += rows
    }
    let offsets = run.vehicleOffsets
    for (index, region) in run.regions.enumerated() {
        let rows = sent.regions.first { $0.region == region.name }?.rows ?? 0..<0
        let part = receipts.sorted(receiptRows.removeValue(forKey: region.name) ?? [])
        summary.counts =
            summary.counts
            + (try reconcile(
                sent: sent.columns, rows: rows, receipts: part, vehicles: region.vehicles))
        var confirmed = [Int](repeating: 0, count: region.vehicles + 1)
        for run in part.vehicle.indices {
            let vehicle = min(region.vehicles, Int(part.vehicle[run]))
            confirmed[vehicle] += Int(part.outOfOrder[run])
        }
        for vehicle in confirmed.indices {
            let car = vehicle < region.vehicles ? offsets[index] + vehicle : run.facts.vehicles
            let expected = sent.outOfOrder(ofCar: car)
            summary.trulyOutOfOrder += expected
            summary.outOfOrderUnexplained += abs(confirmed[vehicle] - expected)
        }
    }
    // Receipts for a region that the run does not have confirm nothing that was sent.
    for (_, rows) in receiptRows.sorted(by: { $0.key < $1.key }) {
        summary.counts =
            summary.counts
            + (try reconcile(
                sent: SentColumns(), rows: 0..<0, receipts: receipts.sorted(rows), vehicles: 0))
    }
}

private func addDelays(
    _ run: RunFolder, _ sent: SentRows, to summary: inout ThroughputSummary
) {
    let end = Int64(run.facts.durationSeconds * 1000)
    for row in sent.event.indices where sent.columns.fate[row] == SentFate.delivered {
        let (event, received) = (sent.event[row], sent.received[row])
        if received < event || received > end {
            summary.impossibleDelays += 1
        } else {
            summary.delays.add(milliseconds: received &- event)
        }
    }
}

private func addMatches(
    _ run: RunFolder, _ sent: SentRows, _ mobility: ConsentSpans,
    to summary: inout ThroughputSummary
) throws {
    guard run.exists("platform/matches.parquet"), run.exists("truth/traversals.parquet") else {
        return
    }
    let truthTable = try run.table(
        "truth/traversals.parquet",
        columns: ["region", "vehicle_id", "trip_id", "link", "metres"])
    let matchTable = try run.table("platform/matches.parquet")
    let truth = try MeterColumns(truthTable, boot: "trip_id")
    let matches = try MeterColumns(matchTable, boot: "boot")
    let truthRows = try run.rowsByRegion(truthTable)
    let matchRows = try run.rowsByRegion(matchTable)
    let offsets = run.vehicleOffsets
    var vehicles: [MatchedVehicle] = []
    for region in run.regions.indices {
        vehicles += compareMatches(
            truth: truth, truthRows: truthRows[region], matches: matches,
            matchRows: matchRows[region]
        ) { vehicle, boot in
            let car = run.car(region: region, vehicle: vehicle, offsets: offsets)
            return sent.mustBeMatched(car: car, boot: boot, mobility)
        }
    }
    summary.matched = vehicles
}

extension SentRows {
    /// Whether a platform had what it takes to match a boot: a minute's records, all delivered
    /// under consent.
    fileprivate func mustBeMatched(
        car: Int, boot: UInt32, _ consent: ConsentSpans
    ) -> Bool {
        let rows = rows(ofCar: car, boot: boot)
        return rows.count >= 6 && rows.allSatisfy { isLawful($0, car, consent) }
    }

    /// First copies of a car's records that were received after a higher number of their boot.
    fileprivate func outOfOrder(ofCar car: Int) -> Int {
        var count = 0
        var earliest = Int64.max
        var boot: UInt32?
        for row in rows(ofCar: car).reversed() {
            if columns.boot[row] != boot { earliest = .max }
            boot = columns.boot[row]
            guard columns.fate[row] == SentFate.delivered, received[row] != .min else { continue }
            if received[row] > earliest { count += 1 }
            earliest = min(earliest, received[row])
        }
        return count
    }
}

extension RunFolder {
    /// The rows of a table by region of the run.
    func rowsByRegion(_ table: DataTable) throws -> [[Int]] {
        var result: [[Int]] = regions.map { _ in [] }
        for (name, rows) in try table.regionRanges() {
            guard let index = regions.firstIndex(where: { $0.name == name }) else {
                throw Failure.input("\(path): a table names region '\(name)', run.json does not")
            }
            result[index] += rows
        }
        return result
    }
}

/// The KPIs `throughput.*` of a run folder.
public func throughputKPIs(run: RunFolder) throws -> [KPI] {
    try throughputKPIs(of: throughputSummary(run: run)) + feedSpeedKPIs(run: run)
}

/// The KPIs of a summary: files, ledger, order, delay, map matching.
func throughputKPIs(of summary: ThroughputSummary) -> [KPI] {
    fileKPIs(summary) + ledgerKPIs(summary) + delayKPIs(summary) + matchKPIs(summary)
}

private func fileKPIs(_ summary: ThroughputSummary) -> [KPI] {
    guard let files = summary.files else {
        let why = "the run kept no telemetry files"
        return ["records", "bytes", "records_unwritten"].map {
            KPI(
                "throughput.\($0)", nil, unit: $0 == "bytes" ? "bytes" : "records", method: why,
                n: 0)
        }
    }
    return [
        KPI(
            "throughput.records", Double(files.rows), unit: "records",
            method: "rows of the telemetry files, duplicates included", n: files.rows),
        KPI(
            "throughput.bytes", Double(summary.fileBytes), unit: "bytes",
            method: "size of the telemetry files", n: files.rows),
        KPI(
            "throughput.records_unwritten", Double(files.difference + files.altered),
            unit: "records",
            method: "sum over vehicles of |copies that the truth handed over - rows of the files| "
                + "(\(files.difference)), and vehicles with as many rows that name other records "
                + "(\(files.altered), by a sum of hashes)",
            n: files.copies),
    ]
}

private func ledgerKPIs(_ summary: ThroughputSummary) -> [KPI] {
    let counts = summary.counts
    // Of nothing, nothing can be lost: that proves no platform.
    let isEmpty = counts.generated == 0 && counts.received == 0
    func kpi(
        _ id: String, _ value: Int?, _ method: String, unit: String = "records"
    ) -> KPI {
        KPI(
            "throughput.\(id)", isEmpty ? nil : value.map(Double.init), unit: unit,
            method: isEmpty ? "not measured: no device made a record (\(method))" : method,
            n: counts.generated)
    }
    return [
        kpi("generated", counts.generated, "records that devices made (truth/sent)"),
        kpi("lost_by_fault", counts.lostByFault, "dropped on purpose by a simulated fault"),
        kpi("buffered", counts.buffered, "still stored in a device when the run ended"),
        kpi("spooled", 0, "waiting in a sink's spool: file sinks have none"),
        kpi("received", counts.received, "distinct records that the far end confirmed (receipts)"),
        kpi("lost_records", counts.lost, "handed to the far end, yet in no receipt"),
        kpi("phantom_records", counts.phantom, "in a receipt, yet never handed to the far end"),
        kpi(
            "identity_violations", counts.violations,
            "vehicles for which generated = lost_by_fault + buffered + spooled + received + lost "
                + "does not hold", unit: "vehicles"),
        kpi(
            "unledgered_records", counts.unledgered,
            "sequence numbers that a boot of truth/sent leaves out: devices number every record, "
                + "so that nothing can vanish from both sides of the ledger"),
    ] + repetitionKPIs(summary) { kpi($0, $1, $2, unit: $3) }
}

private func repetitionKPIs(
    _ summary: ThroughputSummary, kpi: (String, Int?, String, String) -> KPI
) -> [KPI] {
    let counts = summary.counts
    let sold =
        summary.soldAgain.map { "\($0) rows of probe-wholesale" }
        ?? "probe-wholesale was not released or could not be traced"
    return [
        kpi(
            "duplicate_records", counts.duplicates, "copies beyond the first, as confirmed",
            "records"),
        kpi(
            "duplicates_unexplained", counts.duplicatesUnexplained,
            "sum over confirmed records of |copies confirmed - copies handed over|; "
                + "the truth handed over \(counts.duplicatesInjected) duplicates", "records"),
        kpi(
            "duplicates_counted", counts.confirmedAgain + (summary.soldAgain ?? 0),
            "repetitions that the platform took for new records: records in more than one receipt "
                + "(\(counts.confirmedAgain)) and second rows of a product from one record "
                + "(\(sold))", "records"),
        kpi(
            "out_of_order", counts.outOfOrder,
            "first copies that came after a higher sequence number of their boot, as confirmed",
            "records"),
        kpi(
            "out_of_order_unexplained", summary.outOfOrderUnexplained,
            "sum over vehicles of |out of order as confirmed - by the times of receipt in "
                + "truth/sent|; the truth has \(summary.trulyOutOfOrder)", "records"),
    ]
}

private func delayKPIs(_ summary: ThroughputSummary) -> [KPI] {
    let delays = summary.delays
    return [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)].map { name, q in
        KPI(
            "throughput.delay_\(name)", delays.quantile(q), unit: "s",
            method: delays.total == 0
                ? "no record was delivered"
                : "quantile \(q) of first receipt - measurement in simulated time: the upper edge "
                    + "of its bin, 10 ms wide below a minute and 1 s above", n: delays.total)
    } + [
        KPI(
            "throughput.delay_impossible",
            delays.total + summary.impossibleDelays > 0 ? Double(summary.impossibleDelays) : nil,
            unit: "records",
            method: "delivered records of truth/sent that were received never, before they were "
                + "measured, or after the run: their delays are in no quantile",
            n: delays.total + summary.impossibleDelays)
    ]
}

private func matchKPIs(_ summary: ThroughputSummary) -> [KPI] {
    guard let vehicles = summary.matched, let share = summary.matchedShare else {
        return ["matched_km_share", "matched_km_precision"].map {
            KPI(
                "throughput.\($0)", nil, unit: "share",
                method: "no drive was matched, and none had to be", n: 0)
        }
    }
    let precision = ratioEstimate(vehicles.map(\.rightMetres), vehicles.map(\.matchedMetres))
    return [
        KPI(
            "throughput.matched_km_share", share.value, unit: "share",
            ci: share.interval(in: 0...1),
            method: "sum over (vehicle, boot, link) of min(true, matched) metres / true metres of "
                + "the boots that were matched or had to be (6 records and more, all delivered "
                + "under consent); linearised ratio interval, clusters are vehicles",
            n: share.n),
        KPI(
            "throughput.matched_km_precision", precision?.value, unit: "share",
            ci: precision?.interval(in: 0...1),
            method: "the same sum / metres that the platform claims", n: share.n),
    ]
}
