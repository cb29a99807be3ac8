// What a complete region says about itself besides its files: all that putting a run together
// needs, so that threads, shards and resumed runs are joined by the same code.

import Base
import Checks
import Foundation
import Platform
import Scenario

/// What makes two runs the same run.
struct RunIdentity: Codable, Hashable {
    var scenarioSHA256: String
    var seed: UInt64
    var version: String

    init(_ scenario: Scenario) {
        scenarioSHA256 = SHA256.hex(Array(scenario.resolvedJSON.utf8))
        seed = scenario.seed
        version = rocadeVersion
    }
}

/// `regions/NAME/region.json`: mergeable facts of a region.
struct RegionFile: Codable {
    /// The file's name.
    static let name = "region.json"

    var identity: RunIdentity
    var mapSHA256: String
    /// The region's part of `truth/run.json`.
    var facts: RegionFacts
    /// Engine state at the end of each simulated hour, hexadecimal.
    var stateHashes: [String]
    var trips: Int
    var linkEntries: Int
    /// Events that the engine handled.
    var events: Int
    /// Shortest paths that were computed.
    var routes: Int
    var records: Int
    var telemetryBytes: Int
    var descriptors: [ProductDescriptor]
    /// What this machine took; no part of any result.
    var stages: [StageClock.Stage]
    /// Bytes of every other file.
    var files: [String: Int] = [:]

    /// Reads a region that is there as a whole; nil where it is missing or damaged.
    static func read(_ folder: String) -> RegionFile? {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
            let found = try? JSONDecoder().decode(RegionFile.self, from: data),
            sizes(in: folder) == found.files
        else { return nil }
        return found
    }

    /// Files of a region's folder, this one left out, with their sizes.
    static func sizes(in folder: String) -> [String: Int] {
        var sizes: [String: Int] = [:]
        for path in Folder.files(below: folder) where path != name {
            var status = stat()
            guard stat("\(folder)/\(path)", &status) == 0 else { continue }
            sizes[path] = Int(status.st_size)
        }
        return sizes
    }
}

/// A complete region and where it stands.
struct StagedRegion {
    var folder: String
    var file: RegionFile
    /// Whether this process simulated it.
    var isNew = false
}
