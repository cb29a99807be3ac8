// `manifest.json`, `measured.json` and `hashes.json`: what was run, what only this machine can say,
// and what two runs must have in common.

import Base
import Checks
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
    /// SHA-256 of the program: a run goes on with the program that began it.
    var program: String?
    var maps: [Map] = []
    var threads: Int
    /// `I/N` of a shard.
    var shard: String?
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
        program = try? SHA256.hex(file: "/proc/self/exe")
        threads = options.threads
        shard = options.shard?.text
        host = ProcessInfo.processInfo.hostName
        out = folder
        let vehicles = options.vehicles.map { " --vehicles \($0)" } ?? ""
        let settings = options.overrides.map { " --set '\($0)'" }.joined()
        let part = options.shard.map { " --shard \($0.text)" } ?? ""
        command = "rocade run \(options.scenarioPath)\(vehicles)\(settings)\(part)"
    }

    /// What keeps two manifests from being of one run, in a word; nil when nothing does.
    ///
    /// - Parameter isShard: whether they may be different shards.
    func difference(from other: Manifest, isShard: Bool = false) -> String? {
        if seed != other.seed { return "seed (\(seed), not \(other.seed))" }
        if scenarioSHA256 != other.scenarioSHA256 { return "scenario" }
        if version != other.version { return "version (\(version), not \(other.version))" }
        let maps = { (manifest: Manifest) in manifest.maps.map { "\($0.name) \($0.sha256)" } }
        if maps(self) != maps(other) { return "map" }
        let parts = (shard?.split(separator: "/").last, other.shard?.split(separator: "/").last)
        if isShard ? parts.0 != parts.1 : shard != other.shard { return "shard" }
        if !isShard, program != other.program { return "build of the program" }
        return nil
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

/// What two runs of one scenario, seed and build must have in common, byte for byte.
struct Hashes: Codable {
    /// Engine state at the end of each simulated hour, hexadecimal, by region.
    var state: [String: [String]]
    /// One hash of all of a region's hours, by region.
    var regions: [String: String]
    /// SHA-256 by file.
    var files: [String: String]

    /// Files that carry wall time, host or path.
    static let exempt = ["manifest.json", "measured.json", "log.jsonl", "hashes.json"]

    init(folder: String, regions: [RegionFile]) throws {
        state = Dictionary(uniqueKeysWithValues: regions.map { ($0.facts.name, $0.stateHashes) })
        self.regions = Dictionary(
            uniqueKeysWithValues: regions.map { region in
                let all = Array(region.stateHashes.joined(separator: " ").utf8)
                return (region.facts.name, SHA256.hex(all))
            })
        files = [:]
        for entry in Folder.files(below: folder)
        where !Self.exempt.contains(entry) && !entry.hasPrefix("regions/") {
            files[entry] = try SHA256.hex(file: "\(folder)/\(entry)")
        }
    }
}
