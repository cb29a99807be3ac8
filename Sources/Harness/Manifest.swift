// `manifest.json`, `measured.json` and `hashes.json`: what was run, what only this machine can say,
// and what two runs must have in common.

import Base
import Demand
import Foundation
import Roads
import Scenario

/// The version of this program; it enters the manifest.
public let rocadeVersion = "0.1.0"

/// What was run, where and when. Not compared between runs.
struct Manifest: Codable {
    /// A map that the run used.
    struct Map: Codable {
        var name: String
        var sha256: String
        var crs: String

        init(_ metadata: MapMetadata) {
            name = metadata.name
            sha256 = metadata.sourceSHA256
            crs = metadata.referenceSystem
        }
    }

    /// The scenario as resolved, as JSON text; reading it again gives the same scenario.
    var scenario: String
    var scenarioSHA256: String
    var scenarioPath: String
    var seed: UInt64
    var version: String
    var maps: [Map] = []
    var threads: Int
    var host: String
    var out: String
    var startedAt = ""
    var endedAt = ""
    /// The command that repeats the run.
    var command: String

    init(scenario: Scenario, options: RunOptions, folder: String) {
        self.scenario = scenario.resolvedJSON
        scenarioSHA256 = SHA256.hex(Array(scenario.resolvedJSON.utf8))
        scenarioPath = options.scenarioPath
        seed = scenario.seed
        version = rocadeVersion
        threads = options.threads
        host = ProcessInfo.processInfo.hostName
        out = folder
        let vehicles = options.vehicles.map { " --vehicles \($0)" } ?? ""
        let settings = options.overrides.map { " --set '\($0)'" }.joined()
        command = "rocade run \(options.scenarioPath)\(vehicles)\(settings)"
    }

    /// Reads the manifest of a run folder.
    static func read(_ folder: String) throws -> Manifest {
        let path = "\(folder)/manifest.json"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure.input("\(folder): this is no run folder (no manifest.json)")
        }
        do {
            return try JSONDecoder().decode(Manifest.self, from: data)
        } catch {
            throw Failure.input("\(path): not a manifest of this version; run the scenario again")
        }
    }

    /// UTC time for folder names, such as 20300304T070000Z.
    static func stamp(_ date: Date) -> String {
        date.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
    }
}

/// What only this machine can say.
struct Measured: Codable {
    var stages: [StageClock.Stage]
    var wallSeconds: Double
    var cpuSeconds: Double
    var peakMemoryBytes: Int
    var records: Int
    var recordsPerSecond: Double
    var linkEntries: Int
    var linkEntriesPerCPUSecond: Double
    var telemetryBytes: Int

    init(stages: [StageClock.Stage], outcomes: [RegionOutcome]) {
        self.stages = stages
        wallSeconds = stages.reduce(0) { $0 + $1.wallSeconds }
        cpuSeconds = stages.reduce(0) { $0 + $1.cpuSeconds }
        peakMemoryBytes = StageClock.peakMemoryBytes
        records = outcomes.reduce(0) { $0 + $1.records }
        linkEntries = outcomes.reduce(0) { $0 + $1.linkEntries }
        telemetryBytes = outcomes.reduce(0) { $0 + $1.telemetryBytes }
        func stage(_ name: String) -> StageClock.Stage? { stages.first { $0.stage == name } }
        let delivery = stage("telemetry+platform")?.wallSeconds ?? 0
        recordsPerSecond = delivery > 0 ? Double(records) / delivery : 0
        let traffic = stage("traffic")?.cpuSeconds ?? 0
        linkEntriesPerCPUSecond = traffic > 0 ? Double(linkEntries) / traffic : 0
    }
}

/// What two runs of one scenario, seed and build must have in common, byte for byte.
struct Hashes: Codable {
    /// Engine state at the end of each simulated hour, hexadecimal, by region.
    var state: [String: [String]]
    /// SHA-256 by file.
    var files: [String: String]

    /// Files that carry wall time, host or path.
    static let exempt = ["manifest.json", "measured.json", "log.jsonl", "hashes.json"]

    init(folder: String, regions: [RegionOutcome]) throws {
        state = Dictionary(
            uniqueKeysWithValues: regions.map { outcome in
                (outcome.region.name, outcome.stateHashes.map { String($0, radix: 16) })
            })
        files = [:]
        let entries = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
        for entry in (entries ?? []).sorted() where !Self.exempt.contains(entry) {
            var isFolder: ObjCBool = false
            let path = "\(folder)/\(entry)"
            if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                !isFolder.boolValue
            {
                files[entry] = try SHA256.hex(file: path)
            }
        }
    }
}
