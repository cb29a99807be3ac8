// `rocade validate`, `run`, `check`, `report`.

import ArgumentParser
import Base
import Checks
import Foundation
import Harness
import Scenario

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Names every mistake of a scenario as file:line:column.",
        discussion: "Example: rocade validate scenarios/liechtenstein.yaml")

    @Argument(help: "The scenario's YAML file.") var scenario: String
    @Option(help: "Setting path=value laid over the scenario; may be repeated.")
    var set: [String] = []
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var maps: MapsOption

    func run() throws {
        let known = try maps.store.knownNames()
        do {
            let found = try ScenarioFile.load(scenario, overrides: set, maps: known)
            if json {
                try printJSON([Problem]())
            } else {
                try Console.print(
                    "\(scenario): valid; \(found.regions.count) region(s), "
                        + "\(found.vehicles) vehicles, \(found.durationSeconds / 3600) h, "
                        + "\(found.gates.count) gates")
            }
        } catch let errors as ScenarioErrors {
            guard json else { throw errors }
            try printJSON(
                errors.diagnostics.map {
                    Problem(file: $0.file, line: $0.line, column: $0.column, message: $0.message)
                })
            throw ExitCode(ExitStatus.input.rawValue)
        }
    }

    private struct Problem: Encodable {
        var file: String
        var line: Int
        var column: Int
        var message: String
    }
}

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Simulates, emits, ingests, checks, and writes the run folder.",
        discussion: """
            Example: rocade run scenarios/liechtenstein.yaml --vehicles 2000 --out results/small
            Exit status 1 when a gate fails.
            """)

    @Argument(help: "The scenario's YAML file.") var scenario: String
    // Negative numbers are for our own messages, not options unknown to the parser.
    @Option(
        parsing: .unconditional, help: "Simulated vehicles in total; regions in proportion.")
    var vehicles: Int?
    @Option(parsing: .unconditional, help: "Simulated time, such as 24h.") var duration: String?
    @Option(parsing: .unconditional, help: "Seed of all chance.") var seed: String?
    @Option(
        parsing: .unconditional,
        help: "Worker threads; the result is the same for any number.")
    var threads: Int?
    @Option(help: "Run folder; results/NAME-TIME unless given.") var out: String?
    @Option(help: "Setting path=value laid over the scenario; may be repeated.")
    var set: [String] = []
    @Option(
        parsing: .unconditional,
        help: "Simulates part I of N (I from 0); join the parts with merge.")
    var shard: String?
    @Flag(help: "Go on with the run that --out holds, from its last finished region.")
    var resume = false
    @Flag(help: "Print the KPIs as JSON.") var json = false
    @OptionGroup var maps: MapsOption

    func run() throws {
        if resume, out == nil {
            throw Failure.input("--resume needs the run folder: --out DIR")
        }
        if let threads, threads < 1 {
            throw Failure.input("--threads \(threads): give 1 or more")
        }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        var options = RunOptions(
            scenarioPath: scenario, threads: threads ?? cores, out: out, maps: maps.store,
            isQuiet: json)
        options.vehicles = vehicles
        options.overrides = set
        if let duration { options.overrides.append("duration=\(duration)") }
        if let seed { options.overrides.append("seed=\(seed)") }
        options.shard = try shard.map { try Shard($0) }
        options.resumes = resume
        try show(Run.start(options), json: json, hasReport: shard == nil)
    }
}

struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Joins the shards of a run into the run that one machine would have written.",
        discussion: """
            Example: rocade merge results/part0 results/part1 --out results/whole
            Exit status 1 when a gate fails, 2 when the shards are not those of one run.
            """)

    @Argument(help: "The run folders that run --shard wrote, all of them.") var shards: [String]
    @Option(help: "The folder of the whole run.") var out: String
    @Flag(help: "Print the KPIs as JSON.") var json = false
    @OptionGroup var maps: MapsOption

    func run() throws {
        let options = RunOptions(scenarioPath: "", threads: 1, maps: maps.store, isQuiet: json)
        try show(Run.merge(shards, out: out, options), json: json, hasReport: true)
    }
}

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks again what a run wrote; nothing is simulated.",
        discussion: "Example: rocade check results/small")

    @Argument(help: "The run folder.") var folder: String
    @Option(help: "File with one gate a line, instead of the scenario's.") var gates: String?
    @Flag(help: "Print the KPIs as JSON.") var json = false

    func run() throws {
        try show(Run.check(folder, gates: gates), json: json, hasReport: false)
    }
}

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes the report of a run as one HTML file.",
        discussion: "Example: rocade report results/small -o small.html")

    @Argument(help: "The run folder.") var folder: String
    @Option(name: .shortAndLong, help: "The file; report.html in the run folder unless given.")
    var output: String?
    @Flag(help: "Print the file's path as JSON.") var json = false
    @OptionGroup var maps: MapsOption

    func run() throws {
        let path = try Run.report(folder, to: output, maps: maps.store)
        if json { return try printJSON(Made(path: path)) }
        try Console.print(path)
    }
}

private func show(_ outcome: RunOutcome, json: Bool, hasReport: Bool) throws {
    if json {
        // Console.print ends the line.
        try Console.print(kpisJSON(outcome.kpis).trimmingCharacters(in: .newlines))
    } else {
        try Console.print(outcome.table)
        if hasReport { try Console.print("report: \(outcome.folder)/report.html") }
    }
    if outcome.gatesFailed > 0 { throw ExitCode(ExitStatus.gateFailed.rawValue) }
}
