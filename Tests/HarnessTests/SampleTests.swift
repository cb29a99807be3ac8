// A sample reports; all are simulated and counted.

import Base
import Checks
import Foundation
import Harness
import Sinks
import TestSupport
import Testing

@Suite(
    .serialized, .enabled(if: SmallRun.hasMap, "needs the map: rocade map fetch liechtenstein-2013")
)
struct SampleTests {
    static func start(_ folder: String, _ out: String, set: [String]) throws -> RunOutcome {
        try SmallRun.start(
            "\(folder)/\(out)", vehicles: 1500, set: ["duration=30h"] + set)
    }

    @Test func `a sample changes neither the traffic nor what its vehicles do`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let all = try Self.start(folder, "all", set: [])
        let some = try Self.start(folder, "some", set: ["telemetry.sample=20%"])
        func kpi(_ outcome: RunOutcome, _ id: String) -> KPI? {
            outcome.kpis.first { $0.id == id }
        }
        for metric in [
            "trips", "vehicle_km", "mean_speed", "mean_delay", "driving_at_peak", "gridlocked",
            "link_entries",
        ] {
            let id = "traffic.\(metric)"
            let (a, b) = (try #require(kpi(all, id)), try #require(kpi(some, id)))
            let (x, y) = (try #require(a.value), try #require(b.value))
            #expect(abs(x - y) <= 1e-9 * abs(x), "\(id): \(x) \(y)")
            #expect(b.basis == "full" && a.basis == "full" && b.n == a.n)
        }
        #expect(some.kpis.allSatisfy { $0.basis == "full" || $0.basis == "sampled" })
        #expect(kpi(some, "throughput.records")?.basis == "sampled")
        // k is never judged on the sample.
        #expect(kpi(some, "privacy.traffic-feed.small-cells.below_k")?.value == nil)
        #expect(kpi(some, "privacy.traffic-feed.small-cells.full_below_k")?.basis == "full")
        #expect(!some.kpis.contains { $0.id.contains("unicity.p4") })
        #expect(kpi(some, "throughput.lost_records")?.value == 0)

        let whole = try Self.rows("\(folder)/all/truth/trips.parquet")
        let kept = try Self.rows("\(folder)/some/truth/trips.parquet")
        #expect(!kept.isEmpty && kept.count < whole.count / 3)
        #expect(Set(whole).isSuperset(of: kept))
    }

    /// Vehicle, trip, departure and arrival of each trip.
    private static func rows(_ path: String) throws -> [[Double]] {
        let table = try ParquetFile.read(path)
        let columns = try ["vehicle_id", "trip_id", "depart_s", "travel_s", "energy_kwh"].map {
            try table.column($0).doublesOrNaN()
        }
        return (0..<table.rowCount).map { row in columns.map { $0[row].isNaN ? -1 : $0[row] } }
    }

    @Test func `full counts are what one counts in the truth of all`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try Self.start(folder, "all", set: [])
        _ = try Self.start(folder, "some", set: ["telemetry.sample=20%"])
        let expected = try Self.counted("\(folder)/all")
        let table = try ParquetFile.read("\(folder)/some/truth/full/cells.parquet")
        let products = try table.column("product").strings()
        let vehicles = try table.column("vehicles").int64s()
        let cells = try table.column("cells").int64s()
        var found: [Int64: Int64] = [:]
        for row in products.indices where products[row] == "traffic-feed" {
            found[vehicles[row]] = cells[row]
        }
        #expect(found == expected)
        // The day's flow on links is the sum of its quarters of an hour.
        let whole = try Self.flows("\(folder)/all/truth/links.parquet")
        #expect(try Self.flows("\(folder)/some/truth/links.parquet") == whole)
    }

    /// Cells (link and quarter of an hour) by distinct vehicles that entered under consent.
    private static func counted(_ folder: String) throws -> [Int64: Int64] {
        let consents = try ParquetFile.read("\(folder)/truth/consents.parquet")
        let purpose = try consents.column("purpose").strings()
        let holder = try consents.column("vehicle_id").uint32s()
        let from = try consents.column("from_s").doublesOrNaN()
        let until = try consents.column("until_s").doublesOrNaN()
        var spans: [UInt32: [(Double, Double)]] = [:]
        for row in purpose.indices where purpose[row] == "mobility" {
            spans[holder[row], default: []].append(
                (from[row].isNaN ? -1e9 : from[row], until[row].isNaN ? 1e9 : until[row]))
        }
        let table = try ParquetFile.read("\(folder)/truth/traversals.parquet")
        let vehicle = try table.column("vehicle_id").uint32s()
        let link = try table.column("link").uint32s()
        let enter = try table.column("enter_ms").int64s()
        var behind: [Int64: Set<UInt32>] = [:]
        for row in vehicle.indices {
            let time = Double(enter[row]) / 1000
            guard (spans[vehicle[row]] ?? []).contains(where: { $0.0 <= time && time < $0.1 })
            else { continue }
            behind[(enter[row] / 900_000) << 32 | Int64(link[row]), default: []]
                .insert(vehicle[row])
        }
        var result: [Int64: Int64] = [:]
        for members in behind.values { result[Int64(members.count), default: 0] += 1 }
        return result
    }

    private static func flows(_ path: String) throws -> [UInt32: Int64] {
        let table = try ParquetFile.read(path)
        let link = try table.column("link").uint32s()
        let flow = try table.column("flow").int64s()
        var sums: [UInt32: Int64] = [:]
        for row in link.indices { sums[link[row], default: 0] += flow[row] }
        return sums
    }
}
