// Scenarios of several regions: what they share, what they keep apart, and what may be left out.

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
struct RegionsTests {
    /// A run of replicas of the demo's map with names, markets and sizes of their own.
    static func run(
        _ out: String, regions: [String], vehicles: Int? = nil, threads: Int = 2,
        set: [String] = []
    ) throws -> RunOutcome {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/scenario.yaml"
        try """
        name: regions
        seed: 5
        start: 2030-03-05T05:30:00Z
        duration: 5h
        regions:
        \(regions.map { "  - {\($0), map: liechtenstein-2013, cars: 31_000}" }
            .joined(separator: "\n"))
        checks: {throughput: {}, privacy: {attacks: default}, revenue: {prior: evidence}}
        gates:
          - throughput.lost_records == 0
          - throughput.phantom_records == 0
          - privacy.consent.leaked_records == 0
          - revenue.at_risk_eur == 0
        """.write(toFile: path, atomically: true, encoding: .utf8)
        var options = RunOptions(
            scenarioPath: path, threads: threads, out: out, maps: SmallRun.maps, isQuiet: true)
        options.vehicles = vehicles
        options.overrides = set
        return try Run.start(options)
    }

    static let east = "name: east, vehicles: 600, utc_offset: 1h"
    static let west = "name: west, vehicles: 200, utc_offset: -5h, market: DE"

    @Test func `regions stand one after the other, apart in row groups`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let one = try Self.run("\(folder)/a", regions: [Self.east, Self.west], threads: 1)
        let three = try Self.run("\(folder)/b", regions: [Self.east, Self.west], threads: 3)
        #expect(one.gatesFailed == 0, "\(one.table)")
        let files = try SmallRun.contents("\(folder)/a")
        let others = try SmallRun.contents("\(folder)/b")
        #expect(files.keys.sorted() == others.keys.sorted())
        for (path, data) in files { #expect(others[path] == data, "\(path) differs") }
        #expect(try Run.check("\(folder)/a").kpis == three.kpis)

        for path in files.keys
        where path.hasSuffix(".parquet") && !path.hasPrefix("telemetry")
            && path != "facts.parquet"  // By market and product, not by region.
        {
            let reader = try ParquetReader(path: "\(folder)/a/\(path)")
            var seen: [String] = []
            for group in 0..<reader.rowGroupCount {
                let table = try reader.readRowGroup(group, columns: ["region"])
                let names = Set(try table.column("region").strings())
                #expect(names.count <= 1, "\(path): a row group spans \(names.sorted())")
                seen += names.filter { $0 != seen.last }
            }
            #expect(["", "east", "west", "east west"].contains(seen.joined(separator: " ")))
        }
        let trips = try ParquetFile.read("\(folder)/a/truth/trips.parquet", columns: ["region"])
        #expect(Set(try trips.column("region").strings()) == ["east", "west"])
        let report = String(decoding: files["report.html"] ?? Data(), as: UTF8.self)
        #expect(report.contains("<figcaption>east: ") && report.contains("<figcaption>west: "))
        let product = String(
            decoding: files["products/od-matrix/product.json"] ?? Data(), as: UTF8.self)
        #expect(product.contains("\"east\"") && product.contains("\"west\""))
    }

    @Test func `a replica is the fleet that it would be alone`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try Self.run("\(folder)/both", regions: [Self.east, Self.west])
        _ = try Self.run("\(folder)/alone", regions: [Self.west])
        let both = try SmallRun.contents("\(folder)/both")
        let alone = try SmallRun.contents("\(folder)/alone")
        let paths = alone.keys.filter { $0.hasPrefix("telemetry/region=west/") }
        #expect(!paths.isEmpty)
        #expect(paths.allSatisfy { both[$0] == alone[$0] })
    }

    @Test func `a run's vehicles are shared out in proportion`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try Self.run("\(folder)/run", regions: [Self.east, Self.west], vehicles: 41)
        let regions = try RunFolder(path: "\(folder)/run").regions
        #expect(regions.map(\.vehicles) == [31, 10])
        for total in [1, 62_001, -3] {
            let failure = try #require(throws: Failure.self) {
                try Self.run("\(folder)/no", regions: [Self.east, Self.west], vehicles: total)
            }
            #expect(failure.kind == .input && failure.message.contains("from 2"))
        }
    }

    @Test(arguments: [
        (["sinks=[jsonl]"], ["telemetry-jsonl"]),
        (["sinks=[parquet, jsonl]"], ["telemetry", "telemetry-jsonl"]),
        (["sinks=[]", "platform.embedded.products=[traffic-feed]"], []),
        (["checks={}", "gates=[]", "telemetry.faults=[]", "telemetry.interval=1s"], ["telemetry"]),
        (["platform.embedded.products=[]", "duration=1min"], ["telemetry"]),
        (["checks.privacy.attacks=[small-cells]", "duration=50h"], ["telemetry"]),
    ])
    func `stages can be switched off`(set: [String], folders: [String]) throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let outcome = try Self.run(
            "\(folder)/run", regions: [Self.east], vehicles: 150, set: set)
        let files = try SmallRun.contents("\(folder)/run").keys
        let written = Set(
            files.filter { $0.hasPrefix("telemetry") }.map { $0.prefix { $0 != "/" } })
        let isEmptyRun = set.contains("duration=1min")
        #expect(isEmptyRun || written.sorted() == folders.map { $0[...] })
        #expect(try Run.check("\(folder)/run").kpis == outcome.kpis)
        #expect(files.contains("report.html"))
    }
}
