// Whole runs: the same for any number of threads, judged the same from the files alone, and red
// whenever the platform is broken on purpose.

import Base
import Checks
import Foundation
import Harness
import TestSupport
import Testing

@Suite(
    .serialized, .enabled(if: SmallRun.hasMap, "needs the map: rocade map fetch liechtenstein-2013")
)
struct RunTests {
    @Test func `threads change no byte, and the files alone give the same verdict`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let one = try SmallRun.start("\(folder)/a", vehicles: 2500, threads: 1)
        let two = try SmallRun.start("\(folder)/b", vehicles: 2500, threads: 3)
        let files = try SmallRun.contents("\(folder)/a")
        let others = try SmallRun.contents("\(folder)/b")
        #expect(files.keys.sorted() == others.keys.sorted())
        for (path, data) in files { #expect(others[path] == data, "\(path) differs") }
        #expect(files["report.html"] != nil && files["truth/sent.parquet"] != nil)
        #expect(one.gatesFailed == 0, "\(one.table)")

        let again = try Run.check("\(folder)/a")
        #expect(again.kpis == one.kpis && again.gatesFailed == two.gatesFailed)
    }

    @Test(arguments: [
        ("ignore-consent", "privacy.consent.leaked_records"),
        ("lose-batch", "throughput.lost_records"),
        ("small-cells", "privacy.od-matrix.small-cells.below_k"),
        ("small-cells", "privacy.traffic-feed.small-cells.below_k"),
        ("bill-without-consent", "revenue.at_risk_eur"),
        ("no-deduplication", "throughput.duplicates_unexplained"),
        ("no-deduplication", "throughput.duplicates_counted"),
    ])
    func `a platform broken on purpose turns its check red`(defect: String, id: String) throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let outcome = try SmallRun.start(
            "\(folder)/run", set: ["platform.embedded.defects=[\(defect)]"])
        let kpi = try #require(outcome.kpis.first { $0.id == id })
        #expect(kpi.gate?.status == "fail", "\(id) = \(kpi.value ?? .nan)")
        #expect((kpi.value ?? 0) > 0)
        #expect(outcome.gatesFailed >= 1)
        let junit = try String(contentsOfFile: "\(folder)/run/junit.xml", encoding: .utf8)
        #expect(junit.contains("<failure"))
    }

    @Test func `another seed gives another day`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try SmallRun.start("\(folder)/a", vehicles: 200)
        _ = try SmallRun.start("\(folder)/b", vehicles: 200, set: ["seed=35"])
        let path = "truth/trips.parquet"
        #expect(
            try SmallRun.contents("\(folder)/a")[path] != SmallRun.contents("\(folder)/b")[path])
    }

    @Test func `a folder that is no run is left alone`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Also beside files that a run might have written.
        for file in ["thesis.txt", "manifest.json", "log.jsonl"] {
            try "precious".write(toFile: "\(folder)/\(file)", atomically: true, encoding: .utf8)
            let failure = try #require(throws: Failure.self) {
                try SmallRun.start(folder, vehicles: 100)
            }
            #expect(failure.kind == .input && failure.message.contains("thesis.txt"))
            #expect(FileManager.default.fileExists(atPath: "\(folder)/\(file)"))
        }
    }

    @Test func `a damaged run is refused with one line`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let outcome = try SmallRun.start("\(folder)/run", vehicles: 100)
        func refused(_ file: String, _ work: (String) throws -> Void) throws {
            let path = "\(folder)/run/\(file)"
            let whole = try Data(contentsOf: URL(filePath: path))
            for part in [whole.prefix(whole.count / 2), Data("[".utf8), Data()] {
                try part.write(to: URL(filePath: path))
                let failure = try #require(throws: Failure.self, "\(file)") {
                    try work("\(folder)/run")
                }
                #expect(failure.kind == .input && failure.message.contains(file))
                #expect(!failure.message.contains("\n"))
            }
            try whole.write(to: URL(filePath: path))
        }
        for file in [
            "manifest.json", "truth/run.json", "truth/trips.parquet", "truth/sent.parquet",
            "truth/receipts.parquet", "truth/vehicles.parquet",
        ] {
            try refused(file) { _ = try Run.check($0) }
        }
        for file in ["manifest.json", "kpis.json", "truth/links.parquet"] {
            try refused(file) { _ = try Run.report($0, to: nil, maps: SmallRun.maps) }
        }
        #expect(try Run.check("\(folder)/run").kpis == outcome.kpis)
    }

    @Test func `hashes name every deterministic file`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try SmallRun.start("\(folder)/run", vehicles: 100)
        struct Hashes: Decodable {
            var files: [String: String]
            var state: [String: [String]]
        }
        let data = try Data(contentsOf: URL(filePath: "\(folder)/run/hashes.json"))
        let hashes = try JSONDecoder().decode(Hashes.self, from: data)
        let files = try SmallRun.contents("\(folder)/run").keys.filter { $0 != "hashes.json" }
        #expect(hashes.files.keys.sorted() == files.sorted())
        #expect(hashes.state["liechtenstein"]?.count == 24)
        let report = try Data(contentsOf: URL(filePath: "\(folder)/run/report.html"))
        #expect(hashes.files["report.html"] == SHA256.hex(report))
    }
}
