// A scenario as a source of a load: it is simulated first, into a run folder of its own.

import Base
import Foundation
import Scenario

extension LoadRun {
    /// The run folder of a source: the source itself, or what its scenario gives.
    ///
    /// The scenario is simulated once and kept below `out`, so that the same load can be repeated
    /// on it: `rocade load OUT/run`.
    public static func runFolder(
        _ source: String, out: String, maps: MapStore, vehicles: Int?, isQuiet: Bool
    ) throws -> String {
        if Folder.isFolder(source) { return source }
        guard FileManager.default.fileExists(atPath: source) else {
            throw Failure.input("\(source): no run folder and no scenario")
        }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        var options = RunOptions(
            scenarioPath: source, threads: cores, out: "\(out)/run", maps: maps, isQuiet: isQuiet)
        options.vehicles = vehicles
        // Only the records are wanted: no privacy attacks on the way.
        options.overrides = ["sinks=[{parquet: {}}]", "checks={throughput: {}}", "gates=[]"]
        return try Run.start(options).folder
    }
}
