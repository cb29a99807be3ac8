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
    /// Runs a scenario and writes the run folder.
    ///
    /// - Throws: `ScenarioErrors`, `Failure`, `Interrupted`.
    public static func start(_ options: RunOptions) throws -> RunOutcome {
        let scenario = try options.scenario()
        let startedAt = Date.now
        let folder = options.out ?? newFolder(of: scenario, at: startedAt)
        // A wrong folder shows before minutes of fetching and importing.
        _ = try RunWriter.earlierRun(in: folder)
        let networks = try networks(of: scenario, options)
        let writer = try RunWriter(folder: folder)
        let log = try EventLog(folder: folder)
        log.event("start", ["scenario": scenario.name, "version": rocadeVersion])
        do {
            try writer.makeFolders()
            let stages = StageClock()
            let outcomes = try simulate(
                scenario, networks, options, writer: writer, stages: stages, log: log)
            var manifest = Manifest(scenario: scenario, options: options, folder: folder)
            manifest.maps = networks.map { Manifest.Map($0.metadata) }
            manifest.startedAt = startedAt.formatted(.iso8601)
            // From here on `rocade check` finds all that it needs.
            try writer.write(json: manifest, to: "manifest.json")
            let outcome = try stages.measure("checks") {
                try judge(folder: folder, scenario: scenario, networks: networks)
            }
            let hashes = try Interruption.abandonable {
                try Hashes(folder: folder, regions: outcomes)
            }
            try writer.write(json: hashes, to: "hashes.json")
            manifest.endedAt = Date.now.formatted(.iso8601)
            try writer.write(json: manifest, to: "manifest.json")
            try writer.write(
                json: Measured(stages: stages.all, outcomes: outcomes), to: "measured.json")
            log.event("end", ["gates_failed": "\(outcome.gatesFailed)"])
            return outcome
        } catch {
            // What is complete stays; what is half done never had its name.
            writer.abandon()
            log.event("stopped", ["reason": "\(error)"])
            throw error
        }
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

    /// All regions, one after the other, and what they have in common.
    private static func simulate(
        _ scenario: Scenario, _ networks: [Network], _ options: RunOptions, writer: RunWriter,
        stages: StageClock, log: EventLog
    ) throws -> [RegionOutcome] {
        var outcomes: [RegionOutcome] = []
        var calibrated: [String: Fleet] = [:]
        for (region, network) in zip(scenario.regions, networks) {
            let run = RegionRun(
                scenario: scenario, region: region, network: network, threads: options.threads,
                writer: writer, stages: stages, log: log, isQuiet: options.isQuiet)
            let fleet = try run.fleet(replica: calibrated[region.map])
            if calibrated[region.map] == nil { calibrated[region.map] = fleet }
            outcomes.append(try run.run(fleet))
        }
        try writer.finish()
        try write(outcomes.map(\.descriptors), to: writer)
        let facts = try String(decoding: facts(scenario, outcomes).encoded(), as: UTF8.self)
        try writer.write(facts, to: RunFacts.path)
        return outcomes
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
        let networks = try manifest.maps.map { map in
            let network = try maps.ensure(map.name) { _ in }
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

    /// One `product.json` for each product, over all regions.
    private static func write(_ regions: [[ProductDescriptor]], to writer: RunWriter) throws {
        guard var merged = regions.first else { return }
        for descriptors in regions.dropFirst() {
            for index in merged.indices { merged[index].merge(descriptors[index]) }
        }
        for descriptor in merged {
            try writer.write(descriptor.json(), to: "products/\(descriptor.product)/product.json")
        }
    }

    private static func networks(of scenario: Scenario, _ options: RunOptions) throws -> [Network] {
        try scenario.regions.map { region in
            try options.maps.ensure(region.map) { message in
                if !options.isQuiet { Console.note(message) }
            }
        }
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

    private static func facts(_ scenario: Scenario, _ outcomes: [RegionOutcome]) -> RunFacts {
        RunFacts(
            name: scenario.name, seed: scenario.seed,
            startUnixSeconds: scenario.startUnixSeconds,
            durationSeconds: Double(scenario.durationSeconds),
            intervalSeconds: scenario.telemetry.intervalSeconds,
            faults: scenario.telemetry.faults.map(\.rawValue).sorted(),
            products: scenario.platform.products.map(\.rawValue),
            regions: outcomes.map { outcome in
                var region = RegionFacts(
                    name: outcome.region.name, map: outcome.region.map,
                    market: outcome.region.market,
                    utcOffsetSeconds: Int(outcome.region.utcOffsetSeconds),
                    cars: outcome.region.cars, vehicles: outcome.region.vehicles,
                    linkKilometers: outcome.linkKilometers,
                    gridlockResolutions: outcome.gridlockResolutions,
                    unroutableTrips: outcome.unroutable)
                region.gateways = outcome.gateways
                region.holidays = outcome.holidays
                region.placesBasis = outcome.placesBasis
                return region
            })
    }
}
