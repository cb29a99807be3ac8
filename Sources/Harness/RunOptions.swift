// What the command line adds to a scenario.

import Base
import Demand
import Foundation
import Scenario

/// How a scenario is run on this machine.
public struct RunOptions: Sendable {
    /// The scenario's file.
    public var scenarioPath: String
    /// `path=value` settings.
    public var overrides: [String] = []
    /// The run's vehicles in total; regions in proportion.
    public var vehicles: Int?
    /// Worker threads; any number gives the same result.
    public var threads: Int
    /// The run folder, or nil for `results/<name>-<UTC time>`.
    public var out: String?
    /// Where maps are.
    public var maps: MapStore
    /// No progress.
    public var isQuiet: Bool
    /// The part of the run to simulate; nil for all of it.
    public var shard: Shard?
    /// Whether to go on with what the run folder holds.
    public var resumes = false

    /// Options of a run.
    public init(
        scenarioPath: String, threads: Int, out: String? = nil, maps: MapStore = MapStore(),
        isQuiet: Bool = false
    ) {
        self.scenarioPath = scenarioPath
        self.threads = threads
        self.out = out
        self.maps = maps
        self.isQuiet = isQuiet
    }

    /// Reads the scenario with all settings.
    public func scenario() throws -> Scenario {
        let known = try maps.knownNames()
        let base = try ScenarioFile.load(scenarioPath, overrides: overrides, maps: known)
        guard let vehicles else { return base }
        let counts = try Self.apportioned(vehicles, over: base.regions)
        let settings = counts.enumerated().map { "regions.\($0.offset).vehicles=\($0.element)" }
        return try ScenarioFile.load(
            scenarioPath, overrides: overrides, settings: settings, maps: known)
    }

    /// Shares `total` vehicles out in proportion to the regions' own numbers, by largest remainder.
    static func apportioned(_ total: Int, over regions: [Region]) throws -> [Int] {
        let sum = regions.reduce(0) { $0 + $1.vehicles }
        let cars = regions.reduce(0) { $0 + $1.cars }
        guard total >= regions.count, total <= cars else {
            throw Failure.input(
                "--vehicles \(total): give a number from \(regions.count), one for each region, "
                    + "to \(cars), the cars of the scenario")
        }
        let exact = regions.map { Double($0.vehicles) * Double(total) / Double(sum) }
        var counts = zip(exact, regions).map { max(1, min($1.cars, Int($0))) }
        let order = exact.indices.sorted {
            (exact[$1] - exact[$1].rounded(.down), $0) < (exact[$0] - exact[$0].rounded(.down), $1)
        }
        var next = 0
        while counts.reduce(0, +) < total {
            let index = order[next % order.count]
            if counts[index] < regions[index].cars { counts[index] += 1 }
            next += 1
        }
        while counts.reduce(0, +) > total {
            let index = order[next % order.count]
            if counts[index] > 1 { counts[index] -= 1 }
            next += 1
        }
        return counts
    }
}
