// Shards: how regions are dealt, what merge joins, and what it refuses.

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
struct ShardTests {
    static let scenario = """
        name: sharded
        seed: 5
        start: 2030-03-05T06:30:00Z
        duration: 1h
        regions:
          - {name: east, map: liechtenstein-2013, cars: 31_000, vehicles: 300, replicas: 3}
          - {name: west, map: liechtenstein-2013, cars: 31_000, vehicles: 150, market: DE}
        checks: {throughput: {}, privacy: {attacks: [small-cells]}}
        """

    static func options(
        _ folder: String, out: String, shard: String? = nil, threads: Int = 2,
        set: [String] = []
    ) throws -> RunOptions {
        let path = "\(folder)/scenario.yaml"
        try scenario.write(toFile: path, atomically: true, encoding: .utf8)
        var options = RunOptions(
            scenarioPath: path, threads: threads, out: "\(folder)/\(out)", maps: SmallRun.maps,
            isQuiet: true)
        options.shard = try shard.map { try Shard($0) }
        options.overrides = set
        return options
    }

    static func merge(_ folder: String, _ shards: [String], out: String) throws -> RunOutcome {
        let options = RunOptions(scenarioPath: "", threads: 1, maps: SmallRun.maps, isQuiet: true)
        return try Run.merge(
            shards.map { "\(folder)/\($0)" }, out: "\(folder)/\(out)", options)
    }

    @Test func `four shards merged are the run of one process, for any threads`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let whole = try Run.start(Self.options(folder, out: "whole", threads: 1))
        _ = try Run.start(Self.options(folder, out: "threads", threads: 4))
        for index in 0..<4 {
            _ = try Run.start(Self.options(folder, out: "p\(index)", shard: "\(index)/4"))
        }
        // The order in which shards are named changes nothing.
        let merged = try Self.merge(folder, ["p2", "p0", "p3", "p1"], out: "merged")
        #expect(merged.kpis == whole.kpis)
        let files = try SmallRun.contents("\(folder)/whole")
        #expect(!files.keys.contains { $0.hasPrefix("regions") })
        for other in ["threads", "merged"] {
            let others = try SmallRun.contents("\(folder)/\(other)")
            #expect(files.keys.sorted() == others.keys.sorted())
            for (path, data) in files { #expect(others[path] == data, "\(other): \(path)") }
        }
        // Shards are as they were: they can be merged once more.
        #expect(try Self.merge(folder, ["p0", "p1", "p2", "p3"], out: "merged").kpis == whole.kpis)
        #expect(try Run.check("\(folder)/merged").kpis == whole.kpis)
    }

    @Test func `merge refuses what is not every shard of one run`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for index in 0..<2 {
            _ = try Run.start(Self.options(folder, out: "p\(index)", shard: "\(index)/2"))
        }
        _ = try Run.start(Self.options(folder, out: "seed", shard: "1/2", set: ["seed=6"]))
        _ = try Run.start(
            Self.options(folder, out: "other", shard: "1/2", set: ["telemetry.interval=20s"]))
        _ = try Run.start(Self.options(folder, out: "whole"))
        func refused(_ shards: [String], _ words: String) throws {
            let failure = try #require(throws: Failure.self, "\(shards)") {
                _ = try Self.merge(folder, shards, out: "merged")
            }
            #expect(failure.kind == .input && failure.message.contains(words), "\(failure)")
            #expect(!failure.message.contains("\n"))
        }
        try refused(["p0"], "in no shard")
        try refused(["p0", "p0"], "the same shard")
        try refused(["p0", "seed"], "another seed")
        try refused(["p0", "other"], "another scenario")
        try refused(["p0", "whole"], "another shard")
        try refused(["p0", "nowhere"], "nowhere")
        try FileManager.default.removeItem(atPath: "\(folder)/p1/regions/east-02")
        try refused(["p0", "p1"], "not finished")
    }

    @Test func `a region whose files were cut is simulated again`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try Run.start(Self.options(folder, out: "whole", shard: "0/1"))
        let path = "\(folder)/whole/regions/west/truth/trips.parquet"
        let bytes = try Data(contentsOf: URL(filePath: path))
        try bytes.prefix(bytes.count / 2).write(to: URL(filePath: path))
        #expect(throws: Failure.self) { _ = try Self.merge(folder, ["whole"], out: "merged") }
        // The shard counts as finished; its region does not.
        var options = try Self.options(folder, out: "whole", shard: "0/1")
        options.resumes = true
        _ = try Run.start(options)
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }

    @Test func `resume goes on with its own run only, and leaves a finished one alone`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let whole = try Run.start(Self.options(folder, out: "whole"))
        let files = try SmallRun.contents("\(folder)/whole")
        var again = try Self.options(folder, out: "whole")
        again.resumes = true
        #expect(try Run.start(again).kpis == whole.kpis)
        #expect(try SmallRun.contents("\(folder)/whole") == files)
        for setting in ["seed=9", "duration=2h"] {
            again.overrides = [setting]
            let failure = try #require(throws: Failure.self) { _ = try Run.start(again) }
            #expect(failure.kind == .input && failure.message.contains("--resume"))
        }
        #expect(try SmallRun.contents("\(folder)/whole") == files)
    }

    @Test(arguments: ["", "1", "2/2", "-1/2", "0/0", "a/b", "0/2/3"])
    func `a shard is I of N`(text: String) {
        #expect(throws: Failure.self) { _ = try Shard(text) }
    }
}
