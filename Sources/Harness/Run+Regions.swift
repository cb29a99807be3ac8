// The regions of a run: which are still to be simulated, several at once, each into a folder of its
// own; and what goes on where a run was stopped.

import Base
import Checks
import Demand
import Foundation
import Roads
import Scenario
import Synchronization

extension Run {
    /// Simulates the regions that are not there yet, and gives all of them in the scenario's order.
    static func simulate(
        _ scenario: Scenario, _ maps: [String: Network], _ options: RunOptions, store: RunStore,
        log: EventLog
    ) throws -> [StagedRegion] {
        let wanted = options.shard?.regions(of: scenario) ?? Array(scenario.regions.indices)
        let identity = RunIdentity(scenario)
        var present: Set<Int> = []
        for index in wanted {
            let region = scenario.regions[index]
            let folder = "\(store.regionsFolder)/\(region.name)"
            guard FileManager.default.fileExists(atPath: folder) else { continue }
            let file = RegionFile.read(folder)
            if file?.identity == identity,
                file?.mapSHA256 == maps[region.map]?.metadata.sourceSHA256
            {
                present.insert(index)
            } else {
                try? FileManager.default.removeItem(atPath: folder)
            }
        }
        let todo = wanted.filter { !present.contains($0) }
        let shared = MapShared(networks: maps, regions: todo.map { scenario.regions[$0].map })
        let atOnce = RegionQueue.inFlight(
            regions: todo.map { scenario.regions[$0].vehicles }, threads: options.threads)
        let run = RegionWork(
            scenario: scenario, shared: shared, store: store, log: log,
            threads: max(1, options.threads / atOnce), isParallel: atOnce > 1,
            isQuiet: options.isQuiet || wanted.count > 1)
        let total = wanted.reduce(0) { $0 + scenario.regions[$1].vehicles }
        let progress = Progress(
            "regions", unit: "vehicles", total: Double(total),
            isSilent: options.isQuiet || wanted.count == 1)
        let done = Tally(present.reduce(0) { $0 + scenario.regions[$1].vehicles })
        try RegionQueue.run(todo.count, threads: atOnce) { index in
            let region = scenario.regions[todo[index]]
            try run.run(region)
            progress.update(Double(done.add(region.vehicles)))
        }
        progress.finish(Double(done.value), ", \(wanted.count) regions")
        return try wanted.map { index in
            let folder = "\(store.regionsFolder)/\(scenario.regions[index].name)"
            guard let file = RegionFile.read(folder) else {
                throw Failure.environment("\(folder): the region's files changed; run again")
            }
            return StagedRegion(folder: folder, file: file, isNew: !present.contains(index))
        }
    }

    /// Prepares a folder for going on with its run. Returns what a run that had finished found.
    ///
    /// - Throws: `Failure.input` when the folder holds another run.
    static func resume(_ store: RunStore, _ manifest: Manifest) throws -> RunOutcome? {
        let path = "\(store.folder)/manifest.json"
        guard FileManager.default.fileExists(atPath: path) else {
            // Killed before it had a manifest: there is nothing to go on with.
            try store.clear()
            return nil
        }
        let earlier = try Manifest.read(store.folder)
        if let difference = earlier.difference(from: manifest) {
            throw Failure.input(
                "--resume: \(store.folder) holds a run of another \(difference); "
                    + "name its folder, or leave --resume out to replace it")
        }
        // A shard is looked through again: what it left may have been damaged since.
        guard !earlier.endedAt.isEmpty, earlier.shard == nil else {
            try store.clearResults()
            return nil
        }
        store.abandon()
        try store.removeRegions()
        return try found(in: store.folder)
    }

    /// What the checks of a finished run found, read from its files.
    private static func found(in folder: String) throws -> RunOutcome {
        guard let data = FileManager.default.contents(atPath: "\(folder)/kpis.json") else {
            throw Failure.input("\(folder): kpis.json is gone; run again without --resume")
        }
        let kpis = try KPI.list(decoding: data)
        let failed = kpis.count { kpi in kpi.gate.map { $0.status != "pass" } ?? false }
        return RunOutcome(
            folder: folder, kpis: kpis, gatesFailed: failed,
            table: kpiTable(kpis) + "\nthe run had finished; nothing was done\n")
    }

    /// A shard's end: its regions stand where they are, for `rocade merge`.
    static func endShard(
        _ store: RunStore, _ regions: [StagedRegion], _ manifest: inout Manifest,
        _ clock: StageClock, _ options: RunOptions
    ) throws -> RunOutcome {
        try store.write(
            json: Measured(regions, clock: clock), to: "measured.json")
        manifest.endedAt = Date.now.formatted(.iso8601)
        try store.write(json: manifest, to: "manifest.json")
        return RunOutcome.shard(manifest, store.folder)
    }
}

extension RunOutcome {
    /// What a shard shows: no KPIs before all are merged.
    static func shard(_ manifest: Manifest, _ folder: String) -> RunOutcome {
        RunOutcome(
            folder: folder, kpis: [], gatesFailed: 0,
            table: "shard \(manifest.shard ?? "") is complete; join all with: rocade merge RUN… "
                + "--out DIR")
    }
}

/// A sum that threads add to. A class because they share it.
private final class Tally: Sendable {
    private let sum: Mutex<Int>
    init(_ start: Int) { sum = Mutex(start) }
    var value: Int { sum.withLock { $0 } }
    func add(_ more: Int) -> Int {
        sum.withLock {
            $0 += more
            return $0
        }
    }
}

/// Runs a region from its map to its complete folder; used by several threads at once.
struct RegionWork: Sendable {
    let scenario: Scenario
    let shared: MapShared
    let store: RunStore
    let log: EventLog
    /// Threads inside a region.
    let threads: Int
    /// Whether other regions run at the same time: then CPU seconds are those of the thread.
    let isParallel: Bool
    let isQuiet: Bool

    func run(_ region: Region) throws {
        try Interruption.check()
        defer { shared.finished(region.map) }
        let writer = try RegionWriter(store: store, region: region.name)
        let run = RegionRun(
            scenario: scenario, region: region, network: shared.network(region.map),
            threads: threads, writer: writer, stages: StageClock(isThread: isParallel), log: log,
            isQuiet: isQuiet)
        do {
            let (fleet, knowledge) = try run.prepare(shared)
            try writer.commit(run.run(fleet, knowledge))
        } catch {
            writer.abandon()
            throw error
        }
        log.event("region", ["region": region.name, "vehicles": "\(region.vehicles)"])
    }
}
