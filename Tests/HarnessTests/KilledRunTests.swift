// Runs that are killed outright, at any time and at chosen points, and go on to the same result.

import Base
import Foundation
import Glibc
import TestSupport
import Testing

@Suite(
    .serialized,
    .enabled(if: TroubleTests.isReady, "needs the program and the map: make demo"))
struct KilledRunTests {
    /// Four small regions of one map, an hour and a half long, half of the vehicles in full.
    static let scenario = """
        name: killed
        seed: 5
        start: 2030-03-05T06:30:00Z
        duration: 90min
        regions:
          - {name: east, map: liechtenstein-2013, cars: 31_000, vehicles: 300, replicas: 3}
          - {name: west, map: liechtenstein-2013, cars: 31_000, vehicles: 150, market: DE}
        telemetry: {sample: 50%}
        checks: {throughput: {}, privacy: {attacks: [small-cells]}}
        """

    /// Shared by all tests: what an undisturbed run writes is the same for all.
    static let world = Result { try Case() }

    /// A folder with the scenario, and what an undisturbed run of it writes.
    struct Case {
        let folder: String
        let expected: [String: Data]
        var path: String { "\(folder)/scenario.yaml" }

        init() throws {
            folder = try Shared.temporaryFolder()
            try KilledRunTests.scenario.write(
                toFile: "\(folder)/scenario.yaml", atomically: true, encoding: .utf8)
            let ended = try CommandTests.run([
                "run", "\(folder)/scenario.yaml", "--out", "\(folder)/whole",
            ])
            #expect(ended.status == 0, "\(ended.errors)")
            expected = try SmallRun.contents("\(folder)/whole")
        }

        /// Starts the command and kills it when `isDue` says so, or lets it end.
        /// - Returns: whether it was killed.
        func kill(_ arguments: [String], when isDue: (Double) -> Bool) throws -> Bool {
            let (process, _, _) = try CommandTests.start(arguments)
            let start = Date.now
            while process.isRunning, !isDue(Date.now.timeIntervalSince(start)) { usleep(300) }
            let wasRunning = process.isRunning
            Glibc.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            return wasRunning
        }

        /// Ends a run and compares it with the undisturbed one.
        func finish(_ arguments: [String], _ out: String) throws {
            let ended = try CommandTests.run(arguments)
            #expect(ended.status == 0, "\(ended.errors)")
            let files = try SmallRun.contents(out)
            #expect(files.keys.sorted() == expected.keys.sorted())
            for (path, data) in expected { #expect(files[path] == data, "\(path) differs") }
        }
    }

    @Test func `a run killed at random times ends with the same bytes`() throws {
        let world = try Self.world.get()
        let out = "\(world.folder)/random"
        defer { try? FileManager.default.removeItem(atPath: out) }
        let run = ["run", world.path, "--out", out, "--threads", "2", "--resume"]
        var stream = RandomStream(
            seed: 20, purpose: RandomPurpose(990), entity: RandomEntity(1))
        var kills = 0
        for attempt in 0..<40 where kills < 20 {
            let after = 0.02 + stream.uniform() * 0.9
            if try world.kill(run, when: { $0 > after }) {
                kills += 1
            } else {
                // It had finished: from the start again.
                try world.finish(run, out)
                try FileManager.default.removeItem(atPath: out)
            }
            #expect(attempt < 39 || kills >= 20)
        }
        try world.finish(run, out)
    }

    /// Files whose appearance says where the run stands: inside a region, right after a region's
    /// rename, while results are put together, checked and hashed, and while regions are removed.
    static let points = [
        "regions/east-01.partial", "regions/east-01", "regions/west.partial/truth",
        "truth/trips.parquet.partial", "truth/trips.parquet", "telemetry/region=east-02",
        "truth/run.json", "kpis.json", "hashes.json",
    ]

    @Test(arguments: points)
    func `a run killed at a chosen point ends with the same bytes`(point: String) throws {
        let world = try Self.world.get()
        let out = "\(world.folder)/point-\(point.count)"
        defer { try? FileManager.default.removeItem(atPath: out) }
        let run = ["run", world.path, "--out", out, "--resume"]
        let path = "\(out)/\(point)"
        _ = try world.kill(run) { _ in access(path, F_OK) == 0 }
        try world.finish(run, out)
    }

    @Test(arguments: ["manifest.json", "truth/sent.parquet", "kpis.json", "hashes.json"])
    func `a merge killed at a chosen point can be repeated`(point: String) throws {
        let world = try Self.world.get()
        let shards = (0..<2).map { "\(world.folder)/part\($0)" }
        defer {
            for path in shards + ["\(world.folder)/merged"] {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
        for (index, shard) in shards.enumerated() {
            let run = ["run", world.path, "--out", shard, "--shard", "\(index)/2", "--resume"]
            // A shard is killed after its first region, too.
            _ = try world.kill(run) { seconds in
                let regions = try? FileManager.default.contentsOfDirectory(
                    atPath: "\(shard)/regions")
                return regions?.contains { !$0.hasSuffix(".partial") } ?? false || seconds > 20
            }
            #expect(try CommandTests.run(run).status == 0)
        }
        let out = "\(world.folder)/merged"
        let merge = ["merge"] + shards + ["--out", out]
        _ = try world.kill(merge) { _ in access("\(out)/\(point)", F_OK) == 0 }
        try world.finish(merge, out)
        try world.finish(merge, out)
    }

    @Test func `a folder in use is refused, and the lock of a killed run is none`() throws {
        let world = try Self.world.get()
        let out = "\(world.folder)/locked"
        let run = ["run", world.path, "--out", out, "--resume"]
        let (first, _, _) = try CommandTests.start(run)
        while first.isRunning, access("\(out)/manifest.json", F_OK) != 0 { usleep(300) }
        let second = try CommandTests.run(run)
        if first.isRunning {
            #expect(second.status == 2)
            #expect(second.errors.contains("another run is writing there"), "\(second.errors)")
            #expect(second.errors.split(separator: "\n").count == 1)
        }
        Glibc.kill(first.processIdentifier, SIGKILL)
        first.waitUntilExit()
        try world.finish(run, out)
    }
}
