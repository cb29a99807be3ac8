// `rocade merge`: the shards of a run become the run that one machine would have written.

import Base
import Checks
import Demand
import Foundation
import Roads
import Scenario

extension Run {
    /// Joins the regions of shards, checks them and writes the run folder.
    ///
    /// - Parameters:
    ///   - folders: what `rocade run --shard I/N` wrote, every shard once.
    ///   - out: the folder of the whole run.
    /// - Throws: `Failure.input` with one line when the shards are not those of one run.
    public static func merge(_ folders: [String], out: String, _ options: RunOptions) throws
        -> RunOutcome
    {
        guard let first = folders.first else {
            throw Failure.input("merge: name the run folders of all shards")
        }
        let startedAt = Date.now
        let base = try Manifest.read(first)
        let scenario = try ScenarioFile.parse(
            base.scenario, file: "\(first)/manifest.json (scenario)")
        guard !folders.contains(where: { sameFile($0, out) }) else {
            throw Failure.input("merge: --out \(out) is one of the shards; name another folder")
        }
        return try reading(folders[...]) {
            let regions = try staged(folders, base: base, scenario)
            let store = try RunStore(folder: out)
            let maps = try networks(of: scenario.regions.map(\.map), options)
            try check(maps, base)
            try store.clear()
            let log = try EventLog(folder: out)
            log.event("merge", ["scenario": scenario.name, "shards": "\(folders.count)"])
            var manifest = base
            manifest.shard = nil
            manifest.out = out
            manifest.startedAt = startedAt.formatted(.iso8601)
            manifest.endedAt = ""
            manifest.command = "rocade merge \(folders.joined(separator: " ")) --out \(out)"
            do {
                try store.write(json: manifest, to: "manifest.json")
                return try complete(
                    store, scenario, regions, maps: maps, manifest: &manifest,
                    clock: StageClock(), log: log)
            } catch {
                store.abandon()
                log.event("stopped", ["reason": "\(error)"])
                throw error
            }
        }
    }

    /// Holds all folders while `body` runs.
    private static func reading<T>(
        _ folders: ArraySlice<String>, _ body: () throws -> T
    ) throws -> T {
        guard let first = folders.first else { return try body() }
        return try RunStore.reading(first) { try reading(folders.dropFirst(), body) }
    }

    private static func sameFile(_ a: String, _ b: String) -> Bool {
        var one = stat()
        var other = stat()
        guard stat(a, &one) == 0, stat(b, &other) == 0 else { return false }
        return one.st_dev == other.st_dev && one.st_ino == other.st_ino
    }

    /// The regions of all shards in the order of the scenario, each exactly once.
    private static func staged(
        _ folders: [String], base: Manifest, _ scenario: Scenario
    ) throws -> [StagedRegion] {
        let identity = RunIdentity(scenario)
        var found: [String: StagedRegion] = [:]
        var shards: [String: String] = [:]
        for folder in folders {
            let manifest = try Manifest.read(folder)
            if let difference = manifest.difference(from: base, isShard: true) {
                throw Failure.input(
                    "merge: \(folder) is of another \(difference) than \(folders[0]); "
                        + "merge shards of one run")
            }
            guard let text = manifest.shard else {
                throw Failure.input("merge: \(folder) is no shard; merge what --shard I/N wrote")
            }
            if let other = shards.updateValue(folder, forKey: text) {
                throw Failure.input("merge: \(folder) and \(other) are the same shard, \(text)")
            }
            let shard = try Shard(text)
            for index in shard.regions(of: scenario) {
                let name = scenario.regions[index].name
                let place = "\(folder)/regions/\(name)"
                guard let file = RegionFile.read(place), file.identity == identity else {
                    throw Failure.input(
                        "merge: \(folder) is not finished (region \(name) is missing); "
                            + "go on with it: \(manifest.command) --out \(folder) --resume")
                }
                found[name] = StagedRegion(folder: place, file: file)
            }
        }
        let missing = scenario.regions.map(\.name).filter { found[$0] == nil }
        guard missing.isEmpty else {
            let names = missing.prefix(3).joined(separator: ", ")
            throw Failure.input(
                "merge: \(missing.count) of \(scenario.regions.count) regions are in no shard "
                    + "(\(names)\(missing.count > 3 ? ", …" : "")); name every shard of the run")
        }
        return scenario.regions.compactMap { found[$0.name] }
    }

    private static func check(_ maps: [String: Network], _ manifest: Manifest) throws {
        for map in manifest.maps where maps[map.name]?.metadata.sourceSHA256 != map.sha256 {
            throw Failure.input(
                "merge: map \(map.name) here is not the one of the shards; fetch it again")
        }
    }
}
