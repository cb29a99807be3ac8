import Base
import Checks
import Foundation
import Sinks
import Testing

/// The laws of places on two weeks that follow them by construction.
struct PlaceLawTests {
    /// KPIs of a fortnight in which every one of five cars makes these visits, (seconds, place).
    private func kpis(_ visits: [(seconds: Double, place: Int)]) throws -> [KPI] {
        try withRun(TinyRun()) { run in
            var facts = run.facts
            facts.durationSeconds = 14 * 86_400
            try facts.encoded().write(to: URL(filePath: "\(run.path)/\(RunFacts.path)"))
            let rows = (0..<UInt32(5)).flatMap { car in visits.map { (car, $0) } }
            let isKnown = [Bool](repeating: true, count: rows.count)
            try ParquetFile.write(
                DataTable([
                    DataColumn("region", repeating: "toy", count: rows.count),
                    DataColumn("vehicle_id", .uint32(rows.map(\.0))),
                    DataColumn(
                        "start_s", .double(rows.map { max(0, $0.1.seconds) }),
                        validity: rows.map { $0.1.seconds >= 0 }),
                    DataColumn(
                        "lon", .double(rows.map { 9.5 + 0.01 * Double($0.1.place) }),
                        validity: isKnown),
                    DataColumn(
                        "lat", .double(rows.map { _ in 47.1 }), validity: isKnown),
                ]), to: "\(run.path)/truth/visits.parquet")
            return try realismKPIs(run: RunFolder(path: run.path))
        }
    }

    @Test func `a new place every day grows linearly and explores at every other move`() throws {
        // Home since before the start, then each day a new place and home again.
        var visits: [(seconds: Double, place: Int)] = [(-1, 0)]
        for day in 0..<14 {
            visits.append((Double(day) * 86_400 + 30_000, day + 1))
            visits.append((Double(day) * 86_400 + 60_000, 0))
        }
        let kpis = try kpis(visits)
        let share = try #require(kpis.value("realism.exploration_share"))
        #expect(abs(share - 0.5) < 1e-12)
        let growth = try #require(kpis.value("realism.places_growth"))
        // Home makes S(t) = t + 1, a little flatter than t.
        #expect(growth > 0.7 && growth < 1)
        // Out and back is the same motif each day, whatever the place.
        #expect(kpis.value("realism.motifs_17") == 1)
    }

    @Test func `visits in inverse proportion to rank have exponent one`() throws {
        var visits: [(seconds: Double, place: Int)] = []
        for rank in 1...10 {
            for _ in 0..<(2520 / rank) { visits.append((Double(visits.count), rank)) }
        }
        let zipf = try #require(try kpis(visits).value("realism.zipf_exponent"))
        #expect(abs(zipf - 1) < 1e-9)
    }

    @Test func `the same two places every day explore nothing`() throws {
        var visits: [(seconds: Double, place: Int)] = [(-1, 0)]
        for day in 0..<14 {
            visits.append((Double(day) * 86_400 + 30_000, 1))
            visits.append((Double(day) * 86_400 + 60_000, 0))
        }
        let kpis = try kpis(visits)
        #expect(kpis.value("realism.exploration_share") == 0)
        let growth = try #require(kpis.value("realism.places_growth"))
        #expect(abs(growth) < 1e-12)
        #expect(kpis.first { $0.id == "realism.gyration_tail" }?.value == nil)
    }
}
