// `rocade load`.

import ArgumentParser
import Base
import Checks
import Foundation
import Harness
import Scenario
import Sinks

struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Load-tests an endpoint with a run's records, and proves what arrived.",
        discussion: """
            Examples:
              rocade load results/small --to http://127.0.0.1:8080 --rate 20000 --duration 60s
              rocade load scenarios/liechtenstein.yaml --to mqtt://127.0.0.1:1883 --profile ramp

            Endpoints: http(s)://HOST[:PORT][/PATH],
            mqtt(s)://[USER@]HOST[:PORT]?qos=1&connections=4,
            kafka://HOST:PORT[,HOST:PORT]/TOPIC, postgresql://[USER@]HOST[:PORT]/DATABASE?table=T,
            file:PATH. Secrets come from ROCADE_PASSWORD, ROCADE_TOKEN, or the same with _FILE.
            Records are due at fixed times whatever the endpoint does; latency counts from there.
            Exit status 1 when a gate fails, 3 when the rate could not be offered.
            """)

    @Argument(help: "A run folder, or a scenario's YAML file.") var source: String
    @Option(help: "Where records go.") var to: String
    @Option(help: "Where they are read back; --to itself unless given; 'none' for nothing.")
    var readBack: String?
    @Option(parsing: .unconditional, help: "Records/s at the peak; 10000 unless given.")
    var rate: Double?
    @Option(parsing: .unconditional, help: "Simulated seconds per second, instead of a rate.")
    var speed: Double?
    @Option(help: "constant, ramp, step, spike, soak, diurnal or herd (outage-herd).")
    var profile = "constant"
    @Option(parsing: .unconditional, help: "How long, such as 60s or 10min.")
    var duration: String?
    @Option(parsing: .unconditional, help: "First simulated hour that is sent.")
    var fromHour = 0
    @Option(parsing: .unconditional, help: "Samples of a message at most.") var batch = 10
    @Option(parsing: .unconditional, help: "Simulated vehicles, when a scenario is the source.")
    var vehicles: Int?
    @Option(help: "Numbers of connections or requests at once, such as 1,2,4,8: fits a law.")
    var sweep: String?
    @Option(help: "File that maps messages to the platform's own form.") var mapping: String?
    @Option(help: "Gate such as 'throughput.latency_p99 < 250ms'; may be repeated.")
    var gate: [String] = []
    @Option(parsing: .unconditional, help: "How long to wait for the endpoint, such as 30s.")
    var wait = "30s"
    @Option(parsing: .unconditional, help: "How long what is unsettled has at the end.")
    var drain = "60s"
    @Option(parsing: .unconditional, help: "Memory for unsettled messages, MiB.")
    var memory = 256
    @Option(parsing: .unconditional, help: "Disk for unsettled messages, MiB.")
    var spool = 4096
    @Option(help: "Folder of results; results/load-TIME unless given.") var out: String?
    @Flag(help: "Print the KPIs as JSON.") var json = false
    @OptionGroup var maps: MapsOption

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let folder = out ?? LoadOptions.newFolder(at: Date.now)
        var options = LoadOptions(
            source: source, target: try Endpoint(to, environment: environment), out: folder)
        if readBack == "none" {
            options.isBlind = true
        } else {
            options.readBack = try readBack.map { try Endpoint($0, environment: environment) }
        }
        let name = profile == "outage-herd" ? "herd" : profile
        guard let shape = LoadShape(rawValue: name) else {
            let known = LoadShape.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure.input("--profile \(profile): unknown (known: \(known))")
        }
        options.shape = shape
        options.rate = rate
        options.speed = speed
        try limits(&options)
        options.mapping = try mapping.map { try MappingFile.read($0) } ?? options.mapping
        options.gates = try gate.map { text in
            do { return try Gate.parse(text) } catch {
                throw Failure.input("--gate '\(text)': \(error)")
            }
        }
        options.isQuiet = json
        options.source = try LoadRun.runFolder(
            source, out: folder, maps: maps.store, vehicles: vehicles, isQuiet: json)
        if let sweep {
            let workers = sweep.split(separator: ",").compactMap { Int($0) }
            let found = try LoadRun.sweep(options, workers: workers)
            try Console.print(found.text + "results: \(found.folder)")
            return
        }
        let outcome = try LoadRun.start(options)
        if json {
            try Console.print(kpisJSON(outcome.kpis).trimmingCharacters(in: .newlines))
        } else {
            try Console.print(outcome.table)
            try Console.print("results: \(outcome.folder)")
        }
        if outcome.saturatedBy != nil { throw ExitCode(ExitStatus.environment.rawValue) }
        if outcome.gatesFailed > 0 { throw ExitCode(ExitStatus.gateFailed.rawValue) }
    }

    private func limits(_ options: inout LoadOptions) throws {
        func seconds(_ text: String, _ option: String) throws -> Double {
            guard let value = WrittenDuration.seconds(text) else {
                throw Failure.input("--\(option) \(text): give a time such as 60s or 10min")
            }
            return value
        }
        options.seconds = try duration.map { try seconds($0, "duration") }
        options.readySeconds = try seconds(wait, "wait")
        options.drainSeconds = try seconds(drain, "drain")
        if let rate, !(rate > 0) { throw Failure.input("--rate \(rate): give records/s above 0") }
        if let speed, !(speed > 0) {
            throw Failure.input("--speed \(speed): give a factor above 0")
        }
        if let length = options.seconds, !(length > 0) {
            throw Failure.input("--duration \(duration ?? ""): give a time above 0")
        }
        guard (1...10_000).contains(batch), memory >= 1, spool >= 0, fromHour >= 0 else {
            throw Failure.input("--batch, --memory, --spool, --from-hour: give positive numbers")
        }
        options.samples = batch
        options.fromHour = fromHour
        options.limits.memoryBytes = memory << 20
        options.limits.diskBytes = spool << 20
    }
}
