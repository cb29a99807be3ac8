// `measured.json`: what only this machine can say of a run.

import Base
import Checks
import Foundation

/// Times, rates and memory of a run. Never compared between runs.
struct Measured: Codable {
    /// The machine that measured.
    struct Machine: Codable {
        var processor: String
        var cores: Int
        var memoryBytes: Int

        static var this: Machine {
            let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
            let name = line?.split(separator: ":").last.map(String.init) ?? "unknown"
            return Machine(
                processor: name.trimmingCharacters(in: .whitespaces),
                cores: ProcessInfo.processInfo.activeProcessorCount,
                memoryBytes: Int(ProcessInfo.processInfo.physicalMemory))
        }
    }

    /// By stage: CPU seconds over all regions, also of those that an earlier process had finished;
    /// wall seconds add up over regions that ran at the same time.
    var stages: [StageClock.Stage]
    /// From the start of the run to its end: of this process and of those that it resumed.
    var wallSeconds: Double
    /// The part of it that earlier processes took, by the log; without the pauses between.
    var earlierWallSeconds: Double?
    /// Of all stages.
    var cpuSeconds: Double
    /// Of this process, whatever it did.
    var processCPUSeconds: Double
    var peakMemoryBytes: Int
    var records: Int
    var recordsPerSecond: Double
    var linkEntries: Int
    var linkEntriesPerCPUSecond: Double
    var telemetryBytes: Int
    var regions: Int
    /// Regions that an earlier process of a resumed run had finished.
    var resumedRegions: Int
    var vehicles: Int
    /// Vehicles that reported.
    var sampledVehicles: Int
    var trips: Int
    var events: Int
    var routes: Int
    /// CPU seconds of all stages over vehicles, microseconds.
    var cpuMicrosecondsPerVehicle: Double
    var machine: Machine
    /// The commit of the source folder that the command was run in; nil elsewhere.
    var commit: String?

    init(_ staged: [StagedRegion], clock: StageClock) {
        let regions = staged.map(\.file)
        resumedRegions = staged.count { !$0.isNew }
        let sum = StageClock()
        for stage in regions.flatMap(\.stages) + clock.all { sum.add(stage) }
        stages = sum.all
        earlierWallSeconds = clock.earlierSeconds
        wallSeconds = clock.elapsedSeconds + clock.earlierSeconds
        let seconds = stages.reduce(0) { $0 + $1.cpuSeconds }
        cpuSeconds = seconds
        processCPUSeconds = StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID)
        peakMemoryBytes = StageClock.peakMemoryBytes
        func total(_ value: (RegionFile) -> Int) -> Int { regions.reduce(0) { $0 + value($1) } }
        records = total(\.records)
        linkEntries = total(\.linkEntries)
        telemetryBytes = total(\.telemetryBytes)
        self.regions = regions.count
        vehicles = total(\.facts.vehicles)
        sampledVehicles = total { $0.facts.sampledVehicles ?? $0.facts.vehicles }
        trips = total(\.trips)
        events = total(\.events)
        routes = total(\.routes)
        cpuMicrosecondsPerVehicle = vehicles > 0 ? seconds * 1e6 / Double(vehicles) : 0
        let all = stages
        func stage(_ name: String) -> StageClock.Stage? { all.first { $0.stage == name } }
        let delivery = stage("telemetry+platform")?.wallSeconds ?? 0
        recordsPerSecond = delivery > 0 ? Double(records) / delivery : 0
        let traffic = stage("traffic")?.cpuSeconds ?? 0
        linkEntriesPerCPUSecond = traffic > 0 ? Double(linkEntries) / traffic : 0
        machine = .this
        commit = Self.commitHere()
    }

    private static func commitHere() -> String? {
        guard FileManager.default.fileExists(atPath: ".git"),
            let answer = try? Subprocess.run(["git", "rev-parse", "HEAD"]), answer.status == 0
        else { return nil }
        return answer.lastLine
    }
}
