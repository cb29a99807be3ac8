// The reference platforms of a scenario's regions, ready to take records from outside: each knows
// its map and its drivers' consents, and nothing of the simulation.

import Base
import Demand
import Foundation
import Platform
import Records
import Scenario
import Sinks

/// Platforms that wait for records: a value that one server owns.
public struct ListeningPlatform: Sendable {
    private let scenario: Scenario
    private var platforms: [String: RegionPlatform] = [:]
    private var ingests: [String: PartitionIngest] = [:]

    /// The platforms of a scenario's regions, with all consents registered.
    /// - Parameter folder: for their working databases.
    public init(scenario: Scenario, maps: MapStore, folder: String, isQuiet: Bool) throws {
        self.scenario = scenario
        try Folder.make(folder)
        for region in scenario.regions {
            let network = try maps.ensure(region.map) { if !isQuiet { Console.note($0) } }
            var options = scenario.demand
            options.durationDays = Int((scenario.until.seconds / 86_400).rounded(.up))
            let calendar = scenario.calendar(of: region)
            let fleet = try Interruption.abandonable { [options] in
                try Fleet(
                    network: network, region: region, calendar: calendar, seed: scenario.seed,
                    options: options)
            }
            let platform = try RegionPlatform(
                region: region.name, network: network, calendar: calendar,
                options: scenario.platform, seed: scenario.seed, folder: folder)
            let consents = (0..<UInt32(region.vehicles)).flatMap { vehicle in
                fleet.consents(of: VehicleID(vehicle)).map(RegionRun.registration)
            }
            try platform.register(consents)
            platforms[region.name] = platform
            ingests[region.name] = try platform.partition()
        }
    }

    /// Names of the regions.
    public var regions: [String] { platforms.keys.sorted() }

    /// Takes records in order of arrival; false for a region that the scenario does not have.
    public mutating func ingest(_ batch: RecordBatch, region: String) -> Bool {
        let name = region.isEmpty && ingests.count == 1 ? ingests.keys.first ?? "" : region
        guard ingests[name] != nil else { return false }
        ingests[name]?.ingest(batch)
        return true
    }

    /// Makes the products of what was taken, and writes them below a folder.
    /// - Returns: the files, relative to it.
    public mutating func publish(to folder: String) throws -> [String] {
        var files: [String] = []
        for name in regions {
            guard let platform = platforms[name], let ingest = ingests[name] else { continue }
            ingests[name] = try platform.partition()
            let output = try platform.publish([ingest.finish()])
            var tables = output.products.map { ("products/\($0.kind.rawValue)", $0.table) }
            tables.append(("usage", output.usage))
            for (path, table) in tables {
                let file = "\(path)/region=\(name).parquet"
                try ParquetFile.write(table, to: "\(folder)/\(file)")
                files.append(file)
            }
        }
        return files
    }
}
