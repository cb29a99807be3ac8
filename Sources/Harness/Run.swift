// A whole run: scenario → maps → regions → checks → results.

import Base
import Checks
import Demand
import Foundation
import Platform
import Roads
import Scenario
import Telemetry

/// What a run or a check ends with.
public struct RunOutcome: Sendable {
    /// The run folder.
    public var folder: String
    /// All KPIs, gates evaluated.
    public var kpis: [KPI]
    /// How many gates failed.
    public var gatesFailed: Int
    /// The terminal's table.
    public var table: String
}

/// Runs scenarios and checks what runs wrote.
public enum Run {
    /// Runs a scenario, or the part of it that a shard has, and writes the run folder.
    ///
    /// - Throws: `ScenarioErrors`, `Failure`, `Interrupted`.
    public static func start(_ options: RunOptions) throws -> RunOutcome {
        let scenario = try options.scenario()
        let startedAt = Date.now
        let folder = options.out ?? newFolder(of: scenario, at: startedAt)
        // A wrong folder shows before minutes of fetching and importing.
        let store = try RunStore(folder: folder)
        let maps = try networks(of: scenario.regions.map(\.map), options)
        var manifest = Manifest(scenario: scenario, options: options, folder: folder)
        manifest.maps = scenario.regions.compactMap { maps[$0.map] }
            .map { Manifest.Map($0.metadata) }
        manifest.startedAt = startedAt.formatted(.iso8601)
        let earlier = options.resumes ? EventLog.earlierSeconds(in: folder) : 0
        if options.resumes {
            if let outcome = try resume(store, manifest) { return outcome }
        } else {
            try store.clear()
        }
        let log = try EventLog(folder: folder)
        log.event(
            "start",
            [
                "scenario": scenario.name, "version": rocadeVersion,
                "earlier_s": "\(Int(earlier))",
            ])
        do {
            // From here on the folder is known as this run's.
            try store.write(json: manifest, to: "manifest.json")
            let clock = StageClock(earlierSeconds: earlier)
            let regions = try simulate(scenario, maps, options, store: store, log: log)
            guard options.shard == nil else {
                return try endShard(store, regions, &manifest, clock, options)
            }
            return try complete(
                store, scenario, regions, maps: maps, manifest: &manifest, clock: clock, log: log)
        } catch {
            // What is complete stays; what is half done never had its name.
            store.abandon()
            log.event("stopped", ["reason": "\(error)"])
            throw error
        }
    }

    /// From complete regions to a checked run: the same for one process and for shards.
    static func complete(
        _ store: RunStore, _ scenario: Scenario, _ regions: [StagedRegion],
        maps: [String: Network], manifest: inout Manifest, clock: StageClock, log: EventLog
    ) throws -> RunOutcome {
        try clock.measure("assembly") {
            try Assembly(store: store, scenario: scenario, regions: regions).assemble()
        }
        let networks = scenario.regions.compactMap { maps[$0.map] }
        let outcome = try clock.measure("checks") {
            try judge(folder: store.folder, scenario: scenario, networks: networks)
        }
        let hashes = try clock.measure("hashes") {
            try Interruption.abandonable {
                try Hashes(folder: store.folder, regions: regions.map(\.file))
            }
        }
        try store.write(json: hashes, to: "hashes.json")
        try store.write(
            json: Measured(regions, clock: clock), to: "measured.json")
        manifest.endedAt = Date.now.formatted(.iso8601)
        try store.write(json: manifest, to: "manifest.json")
        try store.removeRegions()
        log.event("end", ["gates_failed": "\(outcome.gatesFailed)"])
        return outcome
    }

    /// A folder named after the scenario and the second, and after what else is started in it.
    private static func newFolder(of scenario: Scenario, at date: Date) -> String {
        let name = "results/\(scenario.name)-\(Manifest.stamp(date))"
        var folder = name
        var count = 1
        while FileManager.default.fileExists(atPath: folder) {
            count += 1
            folder = "\(name)-\(count)"
        }
        return folder
    }

    /// Checks again what a run wrote; nothing is simulated.
    ///
    /// - Parameter gates: a file with one gate a line, or nil for the scenario's own.
    public static func check(_ folder: String, gates gatesPath: String? = nil) throws -> RunOutcome
    {
        let manifest = try Manifest.read(folder)
        var scenario = try ScenarioFile.parse(
            manifest.scenario, file: "\(folder)/manifest.json (scenario)")
        if let gatesPath { scenario.gates = try gates(from: gatesPath) }
        let (run, checks, gates) = (try RunFolder(path: folder), scenario.checks, scenario.gates)
        let outcome = try Interruption.abandonable {
            try runChecks(run: run, options: checks, gates: gates)
        }
        return RunOutcome(
            folder: folder, kpis: outcome.kpis, gatesFailed: outcome.gatesFailed,
            table: kpiTable(outcome.kpis) + "\n" + gateSummary(outcome.gates))
    }

    /// Writes the report of a run again.
    public static func report(_ folder: String, to path: String?, maps: MapStore) throws -> String {
        let manifest = try Manifest.read(folder)
        var opened: [String: Network] = [:]
        let networks = try manifest.maps.map { map in
            let network = try opened[map.name] ?? maps.ensure(map.name) { _ in }
            opened[map.name] = network
            guard network.metadata.sourceSHA256 == map.sha256 else {
                throw Failure.input(
                    "map \(map.name) is no longer the one of this run; run the scenario again")
            }
            return network
        }
        guard let data = FileManager.default.contents(atPath: "\(folder)/kpis.json") else {
            throw Failure.input("\(folder): no kpis.json; the run did not finish, run it again")
        }
        guard let kpis = try? KPI.list(decoding: data) else {
            throw Failure.input("\(folder)/kpis.json: not a list of KPIs; run the scenario again")
        }
        let target = path ?? "\(folder)/report.html"
        let run = try RunFolder(path: folder)
        let html = try Interruption.abandonable {
            try Report(run: run, kpis: kpis, networks: networks).html()
        }
        try AtomicFile.write(html, to: target)
        return target
    }

    /// The maps of a run, each opened once; fetched and imported where they are missing.
    static func networks(of names: [String], _ options: RunOptions) throws -> [String: Network] {
        var maps: [String: Network] = [:]
        for name in names where maps[name] == nil {
            maps[name] = try options.maps.ensure(name) { message in
                if !options.isQuiet { Console.note(message) }
            }
        }
        return maps
    }

    private static func judge(
        folder: String, scenario: Scenario, networks: [Network]
    ) throws -> RunOutcome {
        let run = try RunFolder(path: folder)
        let outcome = try Interruption.abandonable {
            try runChecks(run: run, options: scenario.checks, gates: scenario.gates)
        }
        try AtomicFile.write(kpisJSON(outcome.kpis), to: "\(folder)/kpis.json")
        try AtomicFile.write(
            junitXML(outcome.gates, suite: scenario.name), to: "\(folder)/junit.xml")
        try AtomicFile.write(ledgerCSV(outcome.ledger), to: "\(folder)/ledger.csv")
        try writeFacts(of: run, outcome.facts, to: "\(folder)/facts.parquet")
        let html = try Interruption.abandonable {
            try Report(run: run, kpis: outcome.kpis, networks: networks).html()
        }
        try AtomicFile.write(html, to: "\(folder)/report.html")
        return RunOutcome(
            folder: folder, kpis: outcome.kpis, gatesFailed: outcome.gatesFailed,
            table: kpiTable(outcome.kpis) + "\n" + gateSummary(outcome.gates))
    }

    private static func gates(from path: String) throws -> [Gate] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure.input("\(path): cannot read the gates")
        }
        var gates: [Gate] = []
        var problems: [Diagnostic] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
            do {
                gates.append(try Gate.parse(trimmed))
            } catch {
                problems.append(
                    Diagnostic(file: path, line: index + 1, column: 1, message: "\(error)"))
            }
        }
        if !problems.isEmpty { throw ScenarioErrors(diagnostics: problems) }
        return gates
    }
}
