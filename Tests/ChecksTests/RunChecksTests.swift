import Base
import Checks
import Foundation
import TestSupport
import Testing

/// The checks as a whole, and the folder that they read.
struct RunChecksTests {
    @Test func `a folder that is no run is told so`() throws {
        let path = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: Failure.self) { try RunFolder(path: path) }
        #expect(error?.kind == .input)
        #expect(error?.message.contains("not a run folder") == true)
    }

    @Test func `the facts of a run read back as they were`() throws {
        let facts = try withRun(TinyRun()) { $0.facts }
        #expect(try RunFacts(decoding: facts.encoded()) == facts)
        #expect(facts.calendar(of: facts.regions[0]).weekday(ofDay: 0) == 0)
    }

    @Test func `regions are ranges of rows`() throws {
        let table = DataTable([
            DataColumn("region", .words(codes: [0, 0, 1, 1, 1], words: ["a", "b"]))
        ])
        let ranges = try table.regionRanges()
        #expect(ranges.map(\.region) == ["a", "b"])
        #expect(ranges.map(\.rows) == [0..<2, 2..<5])
        #expect(try table.rows(ofRegion: "c").isEmpty)
        #expect(try DataTable([DataColumn("region", .string([]))]).regionRanges().isEmpty)
    }

    private static let gates = [
        "throughput.lost_records == 0", "throughput.phantom_records == 0",
        "throughput.identity_violations == 0", "throughput.duplicates_unexplained == 0",
        "throughput.records_unwritten == 0", "throughput.matched_km_share >= 90%",
        "revenue.at_risk_eur == 0", "revenue.unconsented_rows == 0",
    ]

    private func check(_ run: TinyRun, _ extra: [String] = []) throws -> CheckOutcome {
        var options = CheckOptions()
        options.attacks = []
        return try withRun(run) {
            try runChecks(
                run: $0, options: options, gates: (Self.gates + extra).map(Gate.parse))
        }
    }

    private func failed(_ outcome: CheckOutcome) -> [String] {
        outcome.gates.filter { !$0.isPass }.map(\.gate.kpi)
    }

    @Test func `an honest run passes every gate`() throws {
        let outcome = try check(TinyRun())
        #expect(outcome.gatesFailed == 0, "\(gateSummary(outcome.gates))")
        #expect(Set(outcome.kpis.map(\.id)).count == outcome.kpis.count)
        for kpi in outcome.kpis {
            #expect(!kpi.method.isEmpty)
            #expect(kpi.value.map(\.isFinite) ?? true)
            if let ci = kpi.ci { #expect(ci.count == 2 && ci[0] <= ci[1]) }
        }
    }

    @Test func `each way to break the platform turns its gate red and no other`() throws {
        var lossy = TinyRun()
        lossy.receipts = TinyRun.honestReceipts(lossy.sent).enumerated()
            .filter { $0.offset % 10 != 3 }.map(\.element)
        #expect(failed(try check(lossy)) == ["throughput.lost_records"])

        var inventive = TinyRun()
        inventive.receipts = TinyRun.honestReceipts(inventive.sent) + [[40, 0, 0, 9, 1, 0]]
        #expect(
            failed(try check(inventive)) == [
                "throughput.phantom_records", "throughput.identity_violations",
            ])

        var forgetful = TinyRun()
        forgetful.receipts = TinyRun.honestReceipts(forgetful.sent).map {
            [$0[0], $0[1], $0[2], $0[3], 1, 0]
        }
        #expect(failed(try check(forgetful)) == ["throughput.duplicates_unexplained"])

        var lost = TinyRun()
        for piece in lost.matched.indices where piece % 3 == 0 { lost.matched[piece].link += 100 }
        #expect(failed(try check(lost)) == ["throughput.matched_km_share"])

        var greedy = TinyRun()
        greedy.usage.append(
            TinyUsage(
                product: "probe-wholesale", unit: "vehicle-month", vehicle: 39, units: 1,
                first: 25_300, last: 59_500))
        #expect(
            failed(try check(greedy)) == ["revenue.at_risk_eur", "revenue.unconsented_rows"])

        var leaky = TinyRun()
        leaky.telemetryRows = 500
        #expect(failed(try check(leaky)) == ["throughput.records_unwritten"])
    }

    @Test func `a gate on what nobody computed fails the run`() throws {
        let outcome = try check(
            TinyRun(), ["realism.zipf_exponent < 2", "privacy.nothing.at.all == 0"])
        #expect(outcome.gatesFailed == 2)
        #expect(outcome.gates.suffix(2).map(\.status) == ["missing", "missing"])
        #expect(kpisJSON(outcome.kpis).contains("\"status\": \"missing\""))
    }

    @Test func `a second check writes the same bytes`() throws {
        let texts = try withRun(TinyRun()) { run in
            var options = CheckOptions()
            options.attacks = []
            return try (0..<2).map { _ in
                let outcome = try runChecks(
                    run: run, options: options, gates: Self.gates.map(Gate.parse))
                return kpisJSON(outcome.kpis) + junitXML(outcome.gates, suite: "tiny")
                    + ledgerCSV(outcome.ledger) + kpiTable(outcome.kpis)
            }
        }
        #expect(texts[0] == texts[1])
    }
}
