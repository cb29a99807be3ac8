// A run small enough for a test: the demo's country with a few hundred vehicles.

import Foundation
import Harness
import Scenario
import TestSupport

enum SmallRun {
    static let maps = MapStore(folder: Shared.root.appending(path: "maps").path)
    static let scenario = Shared.root.appending(path: "scenarios/liechtenstein.yaml").path

    /// Whether the demo's map has been fetched; `make test` does that first.
    static let hasMap = FileManager.default.fileExists(atPath: maps.path(of: "liechtenstein-2013"))

    /// Runs the demo with few vehicles and some settings.
    static func start(
        _ out: String, vehicles: Int = 1200, threads: Int = 2, set: [String] = []
    ) throws -> RunOutcome {
        var options = RunOptions(
            scenarioPath: scenario, threads: threads, out: out, maps: maps, isQuiet: true)
        options.vehicles = vehicles
        options.overrides = set
        return try Run.start(options)
    }

    /// Paths and contents of a run's deterministic files.
    static func contents(_ folder: String) throws -> [String: Data] {
        let exempt = ["manifest.json", "measured.json", "log.jsonl"]
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
        var files: [String: Data] = [:]
        for path in paths ?? [] where !exempt.contains(path) {
            var isFolder: ObjCBool = false
            let full = "\(folder)/\(path)"
            if FileManager.default.fileExists(atPath: full, isDirectory: &isFolder),
                !isFolder.boolValue
            {
                files[path] = try Data(contentsOf: URL(filePath: full))
            }
        }
        return files
    }
}
