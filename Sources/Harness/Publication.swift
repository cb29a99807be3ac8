// What is told of large runs outside their folders: one small file per scenario with the counts,
// times and memory of every run of it. Figures in prose come from such files.

import Base
import Checks
import Foundation

/// `results/published/NAME.json`.
public struct Publication: Codable, Sendable {
    /// A stage's share of a run.
    public struct Stage: Codable, Sendable {
        /// Its name.
        public var stage: String
        /// CPU seconds over all regions.
        public var cpuS: Double
        /// CPU microseconds over vehicles.
        public var cpuUsPerVehicle: Double
    }

    /// One run.
    public struct Point: Codable, Sendable {
        /// The scenario's name.
        public var scenario: String
        /// Simulated vehicles, and how many of them reported.
        public var vehicles: Int
        /// See `vehicles`.
        public var sampledVehicles: Int
        /// Regions, and how many of them have a state hash that no other has.
        public var regions: Int
        /// See `regions`.
        public var distinctStateHashes: Int
        /// SHA-256 over the state hashes of all regions, by name.
        public var stateSha256: String
        /// What was counted.
        public var trips: Int
        /// See `trips`.
        public var linkEntries: Int
        /// See `trips`.
        public var events: Int
        /// See `trips`.
        public var routes: Int
        /// See `trips`.
        public var records: Int
        /// Seconds from start to end, of all processes where the run was resumed.
        public var wallS: Double
        /// Regions that an earlier process of a resumed run had finished.
        public var resumedRegions: Int
        /// CPU seconds of all stages.
        public var cpuS: Double
        /// CPU microseconds over vehicles.
        public var cpuUsPerVehicle: Double
        /// The most memory that the process held, bytes.
        public var peakMemoryBytes: Int
        /// Worker threads.
        public var threads: Int
        /// By stage.
        public var stages: [Stage]
        /// Gates that failed, and how many there are.
        public var gatesFailed: Int
        /// See `gatesFailed`.
        public var gates: Int
        /// Values of `traffic.*` and of the full counts.
        public var kpis: [String: Double]
        /// The source's commit, where known.
        public var commit: String?
        /// The version of the program.
        public var version: String
        /// When it started, UTC.
        public var startedAt: String
        /// The machine.
        public var processor: String
        /// Its cores.
        public var cores: Int
        /// Its memory, bytes.
        public var memoryBytes: Int
    }

    /// Ascending by vehicles.
    public var points: [Point]

    /// Reads finished runs.
    ///
    /// - Throws: `Failure.input` for a folder that holds no finished run.
    public init(runs: [String]) throws {
        points = try runs.map(Self.point).sorted { $0.vehicles < $1.vehicles }
    }

    /// The file's text.
    public func json() throws -> String {
        let encoder = JSONEncoder.pretty
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// A table for a README: one row per run.
    public var markdown: String {
        var text =
            "| vehicles | regions | trips | link entries | wall | CPU | CPU per vehicle | memory |\n"
            + "|---|---|---|---|---|---|---|---|\n"
        for point in points {
            text +=
                "| \(Progress.short(Double(point.vehicles))) | \(point.regions) "
                + "| \(Progress.short(Double(point.trips))) "
                + "| \(Progress.short(Double(point.linkEntries))) "
                + "| \(String(format: "%.1f min", point.wallS / 60)) "
                + "| \(String(format: "%.0f s", point.cpuS)) "
                + "| \(String(format: "%.0f µs", point.cpuUsPerVehicle)) "
                + "| \(String(format: "%.1f GiB", Double(point.peakMemoryBytes) / 1_073_741_824)) |\n"
        }
        return text
    }

    private static func read<T: Decodable>(_ type: T.Type, _ folder: String, _ name: String) throws
        -> T
    {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
            let value = try? JSONDecoder().decode(type, from: data)
        else { throw Failure.input("\(folder): no \(name) of a finished run; run it to its end") }
        return value
    }

    private static func point(_ folder: String) throws -> Point {
        let manifest = try Manifest.read(folder)
        let measured = try read(Measured.self, folder, "measured.json")
        let hashes = try read(Hashes.self, folder, "hashes.json")
        let kpis = try read([KPI].self, folder, "kpis.json")
        guard !manifest.endedAt.isEmpty else {
            throw Failure.input("\(folder): the run is not finished; go on with it: --resume")
        }
        let count = Double(max(1, measured.vehicles))
        let all = hashes.regions.keys.sorted().compactMap { hashes.regions[$0] }
        let told = kpis.filter { kpi in
            kpi.id.hasPrefix("traffic.") || kpi.id.contains(".full_")
                || (kpi.basis == Basis.full.rawValue && kpi.id.hasSuffix(".share_suppressed"))
        }
        let gates = kpis.compactMap(\.gate)
        let name = try read(RunFacts.self, folder, RunFacts.path).name
        return Point(
            scenario: name, vehicles: measured.vehicles,
            sampledVehicles: measured.sampledVehicles, regions: measured.regions,
            distinctStateHashes: Set(all).count,
            stateSha256: SHA256.hex(Array(all.joined(separator: " ").utf8)),
            trips: measured.trips, linkEntries: measured.linkEntries, events: measured.events,
            routes: measured.routes, records: measured.records, wallS: measured.wallSeconds,
            resumedRegions: measured.resumedRegions, cpuS: measured.cpuSeconds,
            cpuUsPerVehicle: measured.cpuMicrosecondsPerVehicle,
            peakMemoryBytes: measured.peakMemoryBytes, threads: manifest.threads,
            stages: measured.stages.map {
                Stage(
                    stage: $0.stage, cpuS: $0.cpuSeconds,
                    cpuUsPerVehicle: $0.cpuSeconds * 1e6 / count)
            },
            gatesFailed: gates.count { $0.status != "pass" }, gates: gates.count,
            kpis: Dictionary(
                uniqueKeysWithValues: told.compactMap { kpi in kpi.value.map { (kpi.id, $0) } }),
            commit: measured.commit, version: manifest.version, startedAt: manifest.startedAt,
            processor: measured.machine.processor, cores: measured.machine.cores,
            memoryBytes: measured.machine.memoryBytes)
    }
}
