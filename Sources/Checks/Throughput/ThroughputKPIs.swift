// Throughput: was every record that a device made accounted for, once, and how late?

import Base
import Sinks

/// What the throughput check found; the revenue check reads it too.
struct ThroughputSummary: Sendable {
    var counts = LedgerCounts()
    var delays = DelayHistogram()
    /// Rows of the telemetry files, `nil` when the run kept none.
    var fileRecords: Int?
    var fileBytes = 0
    var matched: [MatchedVehicle]?
    /// Copies handed over by the truth: what the files must hold.
    var copiesDelivered = 0

    /// Share of the records handed over that the far end has; 1 when none was handed over.
    var uptime: Double {
        let delivered = counts.generated - counts.lostByFault - counts.buffered
        return delivered > 0 ? 1 - Double(counts.lost) / Double(delivered) : 1
    }

    /// Share of the true kilometres of matched boots on the right link.
    var matchedShare: Estimate? {
        matched.flatMap { ratioEstimate($0.map(\.rightMetres), $0.map(\.trueMetres)) }
    }
}

/// Reads the ledgers of a run and reconciles them, region by region.
func throughputSummary(run: RunFolder) throws -> ThroughputSummary {
    var summary = ThroughputSummary()
    try addLedger(run, to: &summary)
    try addDelays(run, to: &summary)
    try addMatches(run, to: &summary)
    let files = run.files(under: "telemetry", suffix: ".parquet")
    if !files.isEmpty {
        summary.fileRecords = try files.reduce(0) { sum, file in
            sum + (try ParquetFile.rowCount(run.path + "/" + file))
        }
        summary.fileBytes = files.reduce(0) { $0 + run.bytes(of: $1) }
    }
    return summary
}

private func addLedger(_ run: RunFolder, to summary: inout ThroughputSummary) throws {
    let table = try run.table(
        "truth/sent.parquet",
        columns: ["region", "vehicle_id", "boot", "sequence", "fate", "copies"])
    let receiptTable = try run.table("truth/receipts.parquet")
    let sent = try SentColumns(table)
    let receipts = try ReceiptColumns(receiptTable)
    let receiptRanges = try receiptTable.regionRanges()
    var seen: Set<String> = []
    for (region, rows) in try table.regionRanges() {
        seen.insert(region)
        let part = receiptRanges.first { $0.region == region }?.rows ?? 0..<0
        summary.counts =
            summary.counts
            + (try reconcile(sent: sent, rows: rows, receipts: receipts.sorted(part)))
    }
    for (region, rows) in receiptRanges where !seen.contains(region) {
        summary.counts =
            summary.counts
            + (try reconcile(sent: SentColumns(), rows: 0..<0, receipts: receipts.sorted(rows)))
    }
    for row in sent.fate.indices where sent.fate[row] == SentFate.delivered {
        summary.copiesDelivered += Int(sent.copies[row])
    }
}

private func addDelays(_ run: RunFolder, to summary: inout ThroughputSummary) throws {
    let table = try run.table(
        "truth/sent.parquet", columns: ["event_ms", "received_ms", "fate"])
    let event = try table.column("event_ms").int64s()
    let received = try table.column("received_ms").int64s()
    let fate = try SentFate.codes(table.column("fate"))
    for row in fate.indices where fate[row] == SentFate.delivered {
        summary.delays.add(milliseconds: received[row] - event[row])
    }
}

private func addMatches(_ run: RunFolder, to summary: inout ThroughputSummary) throws {
    guard run.exists("platform/matches.parquet"), run.exists("truth/traversals.parquet") else {
        return
    }
    let truthTable = try run.table(
        "truth/traversals.parquet",
        columns: ["region", "vehicle_id", "trip_id", "link", "metres"])
    let matchTable = try run.table("platform/matches.parquet")
    let truth = try MeterColumns(truthTable, boot: "trip_id")
    let matches = try MeterColumns(matchTable, boot: "boot")
    let truthRanges = try truthTable.regionRanges()
    var vehicles: [MatchedVehicle] = []
    for (region, rows) in try matchTable.regionRanges() {
        let trueRows = truthRanges.first { $0.region == region }?.rows ?? 0..<0
        vehicles += compareMatches(
            truth: truth, truthRows: trueRows, matches: matches, matchRows: rows)
    }
    summary.matched = vehicles
}

/// The KPIs `throughput.*` of a run folder.
public func throughputKPIs(run: RunFolder) throws -> [KPI] {
    throughputKPIs(of: try throughputSummary(run: run))
}

/// The KPIs of a summary: files, ledger, order, delay, map matching.
func throughputKPIs(of summary: ThroughputSummary) -> [KPI] {
    fileKPIs(summary) + ledgerKPIs(summary.counts) + delayKPIs(summary.delays)
        + matchKPIs(summary)
}

private func fileKPIs(_ summary: ThroughputSummary) -> [KPI] {
    guard let records = summary.fileRecords else {
        let why = "the run kept no telemetry files"
        return ["records", "bytes", "records_unwritten"].map {
            KPI(
                "throughput.\($0)", nil, unit: $0 == "bytes" ? "bytes" : "records", method: why,
                n: 0)
        }
    }
    return [
        KPI(
            "throughput.records", Double(records), unit: "records",
            method: "rows of the telemetry files, duplicates included", n: records),
        KPI(
            "throughput.bytes", Double(summary.fileBytes), unit: "bytes",
            method: "size of the telemetry files", n: records),
        KPI(
            "throughput.records_unwritten", Double(abs(summary.copiesDelivered - records)),
            unit: "records",
            method: "difference of the copies that the truth handed over and the rows of the files",
            n: summary.copiesDelivered),
    ]
}

private func ledgerKPIs(_ counts: LedgerCounts) -> [KPI] {
    func kpi(_ id: String, _ value: Int, _ method: String, unit: String = "records") -> KPI {
        KPI("throughput.\(id)", Double(value), unit: unit, method: method, n: counts.generated)
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
        kpi("duplicate_records", counts.duplicates, "copies beyond the first, as confirmed"),
        kpi(
            "duplicates_unexplained", counts.duplicatesUnexplained,
            "sum over confirmed records of |copies confirmed - copies handed over|; "
                + "the truth handed over \(counts.duplicatesInjected) duplicates"),
        kpi(
            "out_of_order", counts.outOfOrder,
            "first copies that came after a higher sequence number of their boot"),
    ]
}

private func delayKPIs(_ delays: DelayHistogram) -> [KPI] {
    [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)].map { name, q in
        KPI(
            "throughput.delay_\(name)", delays.quantile(q), unit: "s",
            method: delays.total == 0
                ? "no record was delivered"
                : "quantile \(q) of first receipt - measurement in simulated time, "
                    + "bins of 10 ms below a minute and 1 s above", n: delays.total)
    }
}

private func matchKPIs(_ summary: ThroughputSummary) -> [KPI] {
    guard let vehicles = summary.matched, let share = summary.matchedShare else {
        return ["matched_km_share", "matched_km_precision"].map {
            KPI(
                "throughput.\($0)", nil, unit: "share", method: "the platform matched nothing", n: 0
            )
        }
    }
    let precision = ratioEstimate(vehicles.map(\.rightMetres), vehicles.map(\.matchedMetres))
    return [
        KPI(
            "throughput.matched_km_share", share.value, unit: "share",
            ci: share.interval(in: 0...1),
            method: "sum over (vehicle, boot, link) of min(true, matched) metres / true metres of "
                + "the matched boots; linearised ratio interval, clusters are vehicles",
            n: share.n),
        KPI(
            "throughput.matched_km_precision", precision?.value, unit: "share",
            ci: precision?.interval(in: 0...1),
            method: "the same sum / metres that the platform claims", n: share.n),
    ]
}
