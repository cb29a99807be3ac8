// The results of a load: KPIs with gates, JUnit, the latency distribution, the course over time.
// They are measurements of this machine and this endpoint, and differ from run to run.

import Base
import Checks
import Foundation
import Sinks

/// Puts the results of a load together and writes them.
struct LoadReport {
    let options: LoadOptions
    let schedule: LoadSchedule
    let course: LoadCourse
    let outbox: Outbox
    let receipt: DeliveryReceipt
    /// What was read back; nil when nothing was.
    let readBack: String?
    let readProblem: String?
    let totals: DeliveryTotals

    /// Writes the folder and judges the gates.
    func write() throws -> LoadOutcome {
        var kpis = self.kpis()
        let gates = try usualGates() + options.gates
        let results = evaluate(gates: gates, kpis: &kpis)
        try AtomicFile.write(kpisJSON(kpis), to: "\(options.out)/kpis.json")
        try AtomicFile.write(
            junitXML(results, suite: "load"), to: "\(options.out)/junit.xml")
        try AtomicFile.write(distribution(), to: "\(options.out)/latency.hgrm")
        let summary = try JSONEncoder.pretty.encode(Summary(self))
        try AtomicFile.write(Array(summary) + [0x0A], to: "\(options.out)/load.json")
        try AtomicFile.write(
            page(kpis, failed: results.count { !$0.isPass }), to: "\(options.out)/report.html")
        var table = kpiTable(kpis) + "\n" + gateSummary(results)
        if let saturatedBy = course.saturatedBy {
            table += saturation(saturatedBy) + "\n"
        }
        return LoadOutcome(
            folder: options.out, kpis: kpis, gatesFailed: results.count { !$0.isPass },
            saturatedBy: course.saturatedBy, table: table)
    }

    private func usualGates() throws -> [Gate] {
        try [
            "throughput.lost_records == 0", "throughput.spooled == 0",
            "throughput.ledger_violations == 0",
        ].map { try Gate.parse($0) }
    }

    /// One line on who could not keep up.
    private func saturation(_ who: String) -> String {
        let reached = Double(course.reached) / max(0.001, min(course.elapsed, schedule.duration))
        let wanted = Double(course.planned) / schedule.duration
        let why =
            who == "generator"
            ? "this machine cannot make records faster: the endpoint was not tested at this rate"
            : "the endpoint took less than was due, and memory and spool were full"
        return "saturated_by \(who): \(humanNumber(reached, unit: "")) of "
            + "\(humanNumber(wanted, unit: "")) records/s were offered; \(why)"
    }

    // MARK: KPIs

    private func kpis() -> [KPI] { offered() + ledger() + latencies() + transport() }

    private func kpi(
        _ name: String, _ value: Double?, _ unit: String, _ method: String, _ n: Int? = nil
    ) -> KPI {
        KPI(
            "throughput.\(name)", value, unit: unit, method: method,
            n: n ?? outbox.counts.offeredRecords)
    }

    private func offered() -> [KPI] {
        let counts = outbox.counts
        let seconds = max(0.001, min(course.elapsed, schedule.duration))
        let code: Double =
            switch course.saturatedBy {
            case nil: 0
            case "generator": 1
            default: 2
            }
        let planned = options.speed == nil ? Double(course.planned) / schedule.duration : nil
        return [
            kpi(
                "planned_records_per_s", planned, "records/s",
                options.speed == nil
                    ? "records of the schedule by its length" : "a replay has no planned rate"),
            kpi(
                "offered_records_per_s", Double(counts.offeredRecords) / seconds, "records/s",
                "records of messages taken in when they were due, by time"),
            kpi(
                "records_per_s",
                Double(counts.confirmedRecords) / max(seconds, course.drained), "records/s",
                "records that the endpoint confirmed, by time from the first due to the last proof"),
            kpi("records", Double(counts.offeredRecords), "records", "records handed over"),
            kpi("messages", Double(counts.offeredMessages), "messages", "messages handed over"),
            kpi("bytes", Double(counts.offeredBytes), "bytes", "bytes of messages, uncompressed"),
            kpi(
                "saturated_by", code, "",
                "who kept the planned rate from being offered: 0 nobody, 1 the generator, 2 the "
                    + "endpoint"),
            kpi(
                "behind_schedule", Double(course.behind), "messages",
                "messages taken in more than 10 ms after their due time"),
            kpi("lag_max", course.longestLag, "s", "longest delay of the pace itself"),
        ]
    }

    private func ledger() -> [KPI] {
        let seen = readBack.map { "read back: \($0)" }
        let basis = seen ?? "nothing was read back: the endpoint's confirmations stand in"
        func proved(_ value: Int) -> Double? { readBack == nil ? nil : Double(value) }
        let none = "nothing was read back: unknown; use --read-back"
        return [
            kpi(
                "generated", Double(totals.generated), "records",
                "sequence numbers that the devices gave out, from the first to the last of each "
                    + "boot"),
            kpi(
                "lost_by_fault", Double(totals.lostByFault), "records",
                "numbers for which the run hands no record over: lost, withheld or still in the "
                    + "device"),
            kpi(
                "buffered", Double(totals.buffered), "records",
                "records that the devices hold at the load's end"),
            kpi(
                "spooled", Double(totals.spooled), "records",
                "records that the endpoint never confirmed, and that were not seen there"),
            kpi("received", Double(totals.received), "records", "distinct records seen; \(basis)"),
            kpi(
                "lost_records", proved(totals.lost), "records",
                seen.map { "records confirmed and not seen at the end; \($0)" } ?? none),
            kpi(
                "acked_then_lost", proved(outbox.counts.confirmedThenLost), "records",
                readBack == nil
                    ? none
                    : "records that the endpoint confirmed and lost; they were sent again"),
            kpi(
                "duplicate_records", proved(totals.duplicates), "records",
                seen.map { "copies beyond the first; \($0)" } ?? none),
            kpi(
                "duplicates_by_device", proved(totals.duplicatesPlanned), "records",
                "of these, copies that the devices sent twice on purpose"),
            kpi(
                "out_of_order", proved(totals.outOfOrder), "records",
                seen.map { "first copies behind a higher number of their boot; \($0)" } ?? none),
            kpi(
                "out_of_order_by_device", Double(totals.outOfOrderPlanned), "records",
                "the same in the order in which the devices' records were due"),
            kpi(
                "phantom_records", proved(totals.phantoms), "records",
                seen.map { "seen and never sent; \($0)" } ?? none),
            kpi(
                "vehicles_with_loss", proved(totals.vehiclesWithLoss), "vehicles",
                "vehicles that lost a record", totals.vehicles),
            kpi(
                "ledger_violations", Double(totals.violations), "boots",
                "boots for which generated is not lost by fault + buffered + spooled + received + "
                    + "lost, or for which counts by record and by arrival differ"),
        ]
    }

    private static let percentiles: [(String, Double)] = [
        ("p50", 50), ("p90", 90), ("p95", 95), ("p99", 99), ("p999", 99.9), ("p9999", 99.99),
    ]

    private func latencies() -> [KPI] {
        let latency = outbox.latency
        let count = latency.total
        let method = "from a record's due time to its first confirmation; HdrHistogram, 3 digits"
        func seconds(_ value: UInt64) -> Double? { count == 0 ? nil : Double(value) * 1e-6 }
        var list = Self.percentiles.map { name, percentile in
            kpi(
                "latency_\(name)", seconds(latency.microseconds(atPercentile: percentile)), "s",
                method,
                count)
        }
        list.append(kpi("latency_max", seconds(latency.max), "s", method, count))
        return list
    }

    private func transport() -> [KPI] {
        let counts = outbox.counts
        return [
            kpi("disconnections", Double(counts.disconnections), "", "connections that were lost"),
            kpi("retries", Double(receipt.retries), "", "requests or messages tried again"),
            kpi(
                "resent_records", Double(counts.resentRecords), "records",
                "records sent again, flagged as repetitions"),
            kpi(
                "spooled_bytes", Double(counts.spooledBytes), "bytes",
                "bytes that did not fit into memory and went through the disk"),
            kpi(
                "cpu_s", course.cpuSeconds, "s",
                "processor seconds of this process, read-back included"),
        ]
    }

    /// The distribution in HdrHistogram's text form, in milliseconds.
    private func distribution() -> String {
        let latency = outbox.latency
        let total = Double(latency.total)
        var text = "       Value     Percentile TotalCount 1/(1-Percentile)\n\n"
        guard total > 0 else { return text }
        var distance = 1.0
        var points: [Double] = [0]
        while distance > 0.5 / total, points.count < 200 {
            for tick in 1...5 { points.append(1 - distance + distance / 2 * Double(tick) / 5) }
            distance /= 2
        }
        points.append(1)
        for point in points {
            let value = Double(latency.microseconds(atPercentile: point * 100)) / 1000
            let count = Int((point * total).rounded(.up))
            let inverse = point < 1 ? String(format: "%14.2f", 1 / (1 - point)) : "           inf"
            text += String(format: "%12.3f %14.12f %10ld ", value, point, count) + inverse + "\n"
        }
        let mean = latency.mean / 1000
        text += String(
            format: "#[Mean    = %12.3f, Max        = %12.3f, Total count = %ld]\n", mean,
            Double(latency.max) / 1000, Int(total))
        return text
    }

    /// `load.json`: what was done, for people who compare loads.
    private struct Summary: Encodable {
        var target: String
        var readBack: String?
        var readProblem: String?
        var shape: String
        var rate: Double?
        var speed: Double?
        var seconds: Double
        var saturatedBy: String?
        var lastProblem: String
        var course: [LoadCourse.Second]
        var drainedSeconds: Double
        var version: String

        init(_ report: LoadReport) {
            target = report.options.target.description
            readBack = report.readBack
            readProblem = report.readProblem
            shape = report.options.shape.rawValue
            rate = report.options.rate
            speed = report.options.speed
            seconds = report.schedule.duration
            saturatedBy = report.course.saturatedBy
            lastProblem = report.outbox.counts.lastProblem
            course = report.course.seconds
            drainedSeconds = report.course.drained
            version = rocadeVersion
        }
    }
}
