// `rocade bench`: what the parts cost, as JSON. Counts (events, rows, bytes) are the same on every
// machine and may be asserted; times are this machine's and may not.

import Base
import Demand
import Foundation
import Roads
import Scenario
import Traffic

/// The benchmarks.
public enum Bench {
    /// What one benchmark found.
    public struct Result: Codable, Sendable {
        /// Its name.
        public var name: String
        /// What it did, in a sentence.
        public var what: String
        /// Same on every machine.
        public var counts: [String: Int]
        /// CPU seconds of the process.
        public var cpuSeconds: Double
        /// Seconds on the wall.
        public var wallSeconds: Double
        /// Rates and sizes of this machine, with the unit in the name.
        public var measured: [String: Double]
        /// What a peer reached in the same minute, or why it was not asked.
        public var peer: [String: String]
    }

    /// Names, in the order in which they run.
    public static let names = [
        "import", "demand", "traffic", "routing", "telemetry", "parquet", "privacy", "demo",
    ]
    /// Names of those that take many minutes, and run only when asked for.
    public static let longNames = ["sampling", "sinks"]

    /// Runs one benchmark.
    public static func run(_ name: String, maps: MapStore, progress: (String) -> Void) throws
        -> Result
    {
        progress("bench \(name)")
        switch name {
        case "import": return try importing(maps)
        case "demand": return try demand(maps)
        case "traffic": return try traffic(maps)
        case "routing", "route": return try routing(maps)
        case "sampling": return try sampling(maps) { progress("bench sampling: \($0)") }
        case "telemetry": return try telemetry(maps)
        case "parquet": return try parquet()
        case "privacy": return try privacy(progress)
        case "sinks": return try sinks()
        case "demo": return try demo(maps)
        default:
            throw Failure.input(
                "no benchmark '\(name)'\(Suggestion.hint(for: name, among: names + longNames))")
        }
    }

    /// Times a piece of work and fills a result.
    static func measure(
        _ name: String, _ what: String,
        _ work: () throws -> (counts: [String: Int], rates: (Double) -> [String: Double])
    ) rethrows -> Result {
        let wall = StageClock.seconds(CLOCK_MONOTONIC)
        let cpu = StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID)
        let (counts, rates) = try work()
        let cpuSeconds = StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu
        return Result(
            name: name, what: what, counts: counts, cpuSeconds: cpuSeconds,
            wallSeconds: StageClock.seconds(CLOCK_MONOTONIC) - wall,
            measured: rates(max(cpuSeconds, 1e-9)), peer: [:])
    }

    // MARK: Maps

    private static func importing(_ maps: MapStore) throws -> Result {
        let folder = ProcessInfo.processInfo.environment["ROCADE_MAPS"]
        let porto = folder.map { "\($0)/porto.osm.pbf" }
        let file: String
        if let porto, FileManager.default.fileExists(atPath: porto) {
            file = porto
        } else {
            _ = try maps.ensure("liechtenstein-2013") { _ in }
            file = try maps.folder + "/" + maps.catalogue().map(named: "liechtenstein-2013").file
        }
        let scratch = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let name = URL(filePath: file).lastPathComponent
        return try measure("import", "OSM file \(name) to a road map on disk") {
            let network = try MapStore(folder: scratch).importFile(
                file, name: "bench", attribution: "© OpenStreetMap contributors")
            let bytes = try Data(contentsOf: URL(filePath: file)).count
            return (
                ["links": network.linkCount, "nodes": network.nodeCount, "bytes": bytes],
                { ["megabytes_per_cpu_s": Double(bytes) / 1e6 / $0] }
            )
        }
    }

    // MARK: Engine

    /// The demo's country: 20,000 of 31,000 cars for a day.
    static func country(_ maps: MapStore) throws -> (Network, Fleet, Region, RunCalendar) {
        let network = try maps.ensure("liechtenstein-2013") { _ in }
        let region = Region(
            name: "liechtenstein", map: "liechtenstein-2013", utcOffsetSeconds: 3600,
            cars: 31_000, vehicles: 20_000)
        let calendar = RunCalendar(startUnixSeconds: 1_898_812_800, utcOffsetSeconds: 3600)
        let fleet = try Fleet(
            network: network, region: region, calendar: calendar, seed: 34,
            options: DemandOptions())
        return (network, fleet, region, calendar)
    }

    static func plans(_ fleet: Fleet, _ region: Region) -> [PlannedTrip] {
        var plans: [PlannedTrip] = []
        let until = SimTime(seconds: 86_400)
        fleet.plans(of: 0..<UInt32(region.vehicles), until: until, into: &plans)
        return plans
    }

    private static func demand(_ maps: MapStore) throws -> Result {
        let (_, fleet, region, _) = try country(maps)
        return measure("demand", "plans of 20,000 vehicles for the demo's day") {
            let plans = plans(fleet, region)
            return (
                ["trips": plans.count, "vehicle_days": 2 * region.vehicles],
                { ["vehicle_days_per_cpu_s": Double(2 * region.vehicles) / $0] }
            )
        }
    }

    private static func traffic(_ maps: MapStore) throws -> Result {
        let (network, fleet, region, _) = try country(maps)
        let plans = plans(fleet, region)
        var options = TrafficOptions()
        options.observedShare = Double(region.vehicles) / Double(region.cars)
        return try measure("traffic", "a day of traffic alone, routes included") {
            let result = try simulate(
                network: network, plans: plans, until: SimTime(seconds: 86_400), options: options
            ) { _ in }
            let entries = result.traversalLink.count
            return (
                [
                    "link_entries": entries, "trips": result.count,
                    "gridlock_resolutions": result.gridlockResolutions,
                ],
                {
                    [
                        "link_entries_per_cpu_s": Double(entries) / $0,
                        "trips_per_cpu_s": Double(result.count) / $0,
                    ]
                }
            )
        }
    }

    // MARK: Everything

    /// The whole demo in a process of its own, so that its peak memory is its own.
    private static func demo(_ maps: MapStore) throws -> Result {
        _ = try maps.ensure("liechtenstein-2013") { _ in }
        let scratch = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let out = "\(scratch)/run"
        let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
        let wall = StageClock.seconds(CLOCK_MONOTONIC)
        let run = try Subprocess.run([
            program, "run", "scenarios/liechtenstein.yaml", "--out", out, "--json", "--maps",
            maps.folder,
        ])
        let wallSeconds = StageClock.seconds(CLOCK_MONOTONIC) - wall
        guard run.status <= 1 else {
            throw Failure.environment("bench demo: the run failed: \(run.lastLine)")
        }
        let data = try Data(contentsOf: URL(filePath: "\(out)/measured.json"))
        let measured = try JSONDecoder().decode(Measured.self, from: data)
        var rates: [String: Double] = [
            "peak_memory_mib": Double(measured.peakMemoryBytes) / 1_048_576,
            "records_per_wall_s": measured.recordsPerSecond,
        ]
        for stage in measured.stages { rates["\(stage.stage)_wall_s"] = stage.wallSeconds }
        return Result(
            name: "demo", what: "scenarios/liechtenstein.yaml, all stages and checks",
            counts: [
                "records": measured.records, "link_entries": measured.linkEntries,
                "telemetry_bytes": measured.telemetryBytes, "exit_status": Int(run.status),
            ], cpuSeconds: measured.cpuSeconds, wallSeconds: wallSeconds, measured: rates,
            peer: [:])
    }

    static func scratchFolder() throws -> String {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "rocade-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url.path
    }
}
