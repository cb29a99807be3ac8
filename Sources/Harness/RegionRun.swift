// One region from its map to its products. Reads like the pipeline: plans, traffic, devices and
// platform by partition, products, truth.

import Base
import Demand
import Foundation
import Platform
import Records
import Roads
import Scenario
import Sinks
import Telemetry
import Traffic

/// What a region's run leaves behind besides files.
struct RegionOutcome: Sendable {
    var region: Region
    var stateHashes: [UInt64]
    var linkKilometers: Double
    var trips: Int
    var linkEntries: Int
    var gridlockResolutions: Int
    var unroutable: Int
    var records: Int
    var telemetryBytes: Int
    var descriptors: [ProductDescriptor]
    var gateways: Int
    var holidays: [String]
    var placesBasis: String
}

/// Runs one region.
struct RegionRun {
    /// Vehicles of a partition: the unit of parallel work, and part of the files' layout.
    static let partitionVehicles: UInt32 = 2048
    let scenario: Scenario
    let region: Region
    let network: Network
    let threads: Int
    let writer: RunWriter
    let stages: StageClock
    let log: EventLog
    let isQuiet: Bool

    /// The region's fleet; a replica shares the calibration of another fleet on its map.
    func fleet(replica other: Fleet?) throws -> Fleet {
        let calendar = scenario.calendar(of: region)
        return try stages.measure("demand") {
            if let other {
                return try Fleet(
                    replica: region, of: other, calendar: calendar, seed: scenario.seed)
            }
            var options = scenario.demand
            options.durationDays = Int((scenario.until.seconds / 86_400).rounded(.up))
            return try Interruption.abandonable { [options] in
                try Fleet(
                    network: network, region: region, calendar: calendar, seed: scenario.seed,
                    options: options)
            }
        }
    }

    /// Runs all stages.
    func run(_ fleet: Fleet) throws -> RegionOutcome {
        let calendar = scenario.calendar(of: region)
        let plans = try stages.measure("demand") { try self.plans(of: fleet) }
        let result = try stages.measure("traffic") { try traffic(plans) }
        let devices = DeviceFleet(
            network: network, region: region, fleet: fleet, result: result, plans: plans,
            calendar: calendar, seed: scenario.seed, until: scenario.until,
            options: scenario.telemetry)
        let delivered = try stages.measure("telemetry+platform") {
            try deliver(devices, fleet, calendar)
        }
        try stages.measure("truth") { try writeTruth(fleet, plans, result, devices) }
        try writer.endRegion()
        let kilometers = network.linkLength.reduce(0.0) { $0 + Double($1) } / 1000
        return RegionOutcome(
            region: region, stateHashes: result.hourlyStateHashes, linkKilometers: kilometers,
            trips: result.count, linkEntries: result.traversalLink.count,
            gridlockResolutions: result.gridlockResolutions, unroutable: result.unroutable,
            records: delivered.records, telemetryBytes: delivered.bytes,
            descriptors: delivered.descriptors, gateways: network.gatewayCount,
            holidays: fleet.holidaysOfRun.map(\.text), placesBasis: network.metadata.placesBasis)
    }

    // MARK: Demand

    private func plans(of fleet: Fleet) throws -> [PlannedTrip] {
        let progress = progress("plans", "vehicles", Double(region.vehicles))
        let chunk = Int(Self.partitionVehicles)
        let until = scenario.until
        let vehicles = region.vehicles
        var plans: [PlannedTrip] = []
        try OrderedParallel.run((vehicles + chunk - 1) / chunk, threads: threads) { part in
            try Interruption.check()
            var trips: [PlannedTrip] = []
            let range = UInt32(part * chunk)..<UInt32(min(vehicles, (part + 1) * chunk))
            fleet.plans(of: range, until: until, into: &trips)
            return trips
        } consume: { part, trips in
            plans += trips
            progress.update(Double(min(vehicles, (part + 1) * chunk)))
        }
        progress.finish(Double(vehicles), ", \(plans.count) trips")
        return plans
    }

    // MARK: Traffic

    private func traffic(_ plans: [PlannedTrip]) throws -> TrafficResult {
        var options = scenario.traffic
        options.observedShare = Double(region.vehicles) / Double(region.cars)
        let hours = scenario.until.seconds / 3600
        let progress = progress("traffic", "simulated hours", hours)
        let result = try simulate(
            network: network, plans: plans, until: scenario.until, options: options
        ) { time in
            try Interruption.check()
            progress.update(time.seconds / 3600)
        }
        progress.finish(hours, ", \(result.traversalLink.count) link entries")
        log.event(
            "traffic",
            [
                "region": region.name, "trips": "\(result.count)",
                "gridlock_resolutions": "\(result.gridlockResolutions)",
                "unroutable": "\(result.unroutable)",
            ])
        return result
    }

    // MARK: Devices, sinks and platform

    private func deliver(
        _ devices: DeviceFleet, _ fleet: Fleet, _ calendar: RunCalendar
    ) throws -> Delivery {
        let state = FileManager.default.temporaryDirectory
            .appending(path: "rocade-platform-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: state) }
        let platform = try RegionPlatform(
            region: region.name, network: network, calendar: calendar,
            options: scenario.platform, seed: scenario.seed, folder: state)
        let consents = (0..<UInt32(region.vehicles)).flatMap { vehicle in
            fleet.consents(of: VehicleID(vehicle)).map(Self.registration)
        }
        try platform.register(consents)

        let chunk = Self.partitionVehicles
        let vehicles = UInt32(region.vehicles)
        let count = Int((vehicles + chunk - 1) / chunk)
        let progress = progress("devices, platform", "vehicles", Double(vehicles))
        let work = PartitionWork(
            devices: devices, platform: platform, sinks: scenario.sinks, folder: writer.folder,
            region: region.name)
        var results: [PartitionResult] = []
        var controls: [PartitionResult] = []
        var records = 0
        var bytes = 0
        try OrderedParallel.run(count, threads: threads) { part in
            try Interruption.check()
            let first = UInt32(part) * chunk
            return try work.run(part, vehicles: first..<min(vehicles, first + chunk))
        } consume: { part, output in
            try writer.append(output.ledger.table(region: region.name), to: "truth/sent.parquet")
            results.append(output.result)
            controls.append(output.control)
            records += output.records
            bytes += output.bytes
            progress.update(Double(min(vehicles, UInt32(part + 1) * chunk)))
        }
        progress.finish(Double(vehicles), ", \(records) records")
        let descriptors = try publish(platform, results, controls)
        return Delivery(records: records, bytes: bytes, descriptors: descriptors)
    }

    private struct Delivery {
        var records: Int
        var bytes: Int
        var descriptors: [ProductDescriptor]
    }

    private static func registration(_ interval: ConsentInterval) -> ConsentRegistration {
        guard let purpose = Purpose(rawValue: interval.purpose) else {
            fatalError("demand knows a purpose that records do not: \(interval.purpose)")
        }
        return ConsentRegistration(
            device: interval.vehicle, purpose: purpose, from: interval.from,
            until: interval.until)
    }

    private func publish(
        _ platform: RegionPlatform, _ results: [PartitionResult], _ controls: [PartitionResult]
    ) throws -> [ProductDescriptor] {
        let preview = try Interruption.abandonable { platform.preview(controls) }
        for product in preview.products {
            try writer.append(
                product.table, to: "truth/control/\(product.kind.rawValue).parquet")
        }
        let output = try Interruption.abandonable { try platform.publish(results) }
        for product in output.products {
            try writer.append(
                product.table, to: "products/\(product.kind.rawValue)/part-0.parquet")
        }
        try writer.append(output.usage, to: "usage.parquet")
        try writer.append(output.matches, to: "platform/matches.parquet")
        try writer.append(receipts(output.receipts), to: "truth/receipts.parquet")
        let counters = output.counters
        log.event(
            "platform",
            [
                "region": region.name, "received": "\(counters.received)",
                "accepted": "\(counters.accepted)", "duplicates": "\(counters.duplicates)",
                "rejected_without_consent": "\(counters.rejectedWithoutConsent)",
            ])
        return output.products.map(\.descriptor)
    }

    private func receipts(_ runs: [ReceiptRun]) -> DataTable {
        DataTable([
            DataColumn("region", repeating: region.name, count: runs.count),
            DataColumn("vehicle_id", .uint32(runs.map(\.vehicle))),
            DataColumn("boot", .uint32(runs.map(\.boot))),
            DataColumn("first_sequence", .uint32(runs.map(\.first))),
            DataColumn("last_sequence", .uint32(runs.map(\.last))),
            DataColumn("copies", .uint32(runs.map(\.copies))),
            DataColumn("out_of_order", .uint32(runs.map(\.outOfOrder))),
        ])
    }

    private func progress(_ title: String, _ unit: String, _ total: Double) -> Progress {
        Progress("\(region.name): \(title)", unit: unit, total: total, isSilent: isQuiet)
    }
}
