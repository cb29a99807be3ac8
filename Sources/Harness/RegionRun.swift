// One region from its map to its products. Reads like the pipeline: plans, traffic, devices and
// platform by partition, products, truth.

import Base
import Checks
import Demand
import Foundation
import Platform
import Records
import Roads
import Scenario
import Sinks
import Synchronization
import Telemetry
import Traffic

/// Runs one region.
struct RegionRun {
    /// Vehicles of a partition: the unit of parallel work, and part of the files' layout.
    static let partitionVehicles: UInt32 = 2048
    let scenario: Scenario
    let region: Region
    let network: Network
    let threads: Int
    let writer: RegionWriter
    let stages: StageClock
    let log: EventLog
    let isQuiet: Bool

    /// The region's fleet and its map made ready for routing; by two threads where there are two,
    /// because neither needs the other.
    func prepare(_ shared: MapShared) throws -> (Fleet, RouteKnowledge) {
        guard threads > 1 else {
            let fleet = try stages.measure("demand") { try self.fleet(shared) }
            return (fleet, try stages.measure("routing") { try self.knowledge(shared) })
        }
        return try stages.measure("demand+routing") {
            let fleet = Mutex<Result<Fleet, any Error>?>(nil)
            let knowledge = Mutex<Result<RouteKnowledge, any Error>?>(nil)
            // Shared for reading only: what both parts write is their own.
            nonisolated(unsafe) let work = self
            DispatchQueue.concurrentPerform(iterations: 2) { part in
                if part == 0 {
                    let made = Result { try work.knowledge(shared) }
                    knowledge.withLock { $0 = made }
                } else {
                    let made = Result { try work.fleet(shared) }
                    fleet.withLock { $0 = made }
                }
            }
            guard let fleet = fleet.withLock({ $0 }), let knowledge = knowledge.withLock({ $0 })
            else { fatalError("a part of the preparation was left out") }
            return (try fleet.get(), try knowledge.get())
        }
    }

    /// The region's fleet; a replica shares the calibration of another fleet on its map.
    private func fleet(_ shared: MapShared) throws -> Fleet {
        let calendar = scenario.calendar(of: region)
        let shared = try shared.fleet(region.map) {
            var options = scenario.demand
            options.durationDays = Int((scenario.until.seconds / 86_400).rounded(.up))
            return try Interruption.abandonable { [options] in
                try Fleet(
                    network: network, region: region, calendar: calendar,
                    seed: scenario.seed, options: options)
            }
        }
        return try Fleet(replica: region, of: shared, calendar: calendar, seed: scenario.seed)
    }

    /// The map made ready for routing, shared with the other regions on it.
    private func knowledge(_ shared: MapShared) throws -> RouteKnowledge {
        try shared.knowledge(region.map) {
            try Interruption.abandonable {
                RouteKnowledge(
                    network, losses: scenario.traffic.kinematicLosses,
                    parallel: .threads(threads))
            }
        }
    }

    /// Runs all stages and leaves the region's files complete in the writer's folder.
    func run(_ fleet: Fleet, _ knowledge: RouteKnowledge) throws -> RegionFile {
        let calendar = scenario.calendar(of: region)
        let plans = try stages.measure("plans") { try self.plans(of: fleet) }
        let traffic = try stages.measure("traffic") { try self.traffic(plans, knowledge) }
        let full = try fullCounts(fleet, traffic, plans)
        let (result, kept) = sampled(traffic, plans)
        let devices = stages.measure("devices") {
            DeviceFleet(
                network: network, region: region, fleet: fleet, result: result, plans: kept,
                calendar: calendar, seed: scenario.seed, until: scenario.until,
                options: scenario.telemetry)
        }
        let delivered = try stages.measure("telemetry+platform") {
            try deliver(devices, fleet, calendar)
        }
        try stages.measure("truth") {
            try writeTruth(fleet, kept, result, devices)
            if let full { try writeFull(full) }
            try writer.finish()
        }
        return RegionFile(
            identity: RunIdentity(scenario), mapSHA256: network.metadata.sourceSHA256,
            facts: facts(traffic, full, fleet, members: devices.members.count),
            stateHashes: traffic.hourlyStateHashes.map { String($0, radix: 16) },
            trips: traffic.count, linkEntries: traffic.traversalLink.count,
            events: traffic.events, routes: traffic.routeQueries, records: delivered.records,
            telemetryBytes: delivered.bytes, descriptors: delivered.descriptors,
            stages: stages.all)
    }

    private func facts(
        _ traffic: TrafficResult, _ full: FullCounts?, _ fleet: Fleet, members: Int
    ) -> RegionFacts {
        var facts = RegionFacts(
            name: region.name, map: region.map, market: region.market,
            utcOffsetSeconds: Int(region.utcOffsetSeconds), cars: region.cars,
            vehicles: region.vehicles,
            linkKilometers: network.linkLength.reduce(0.0) { $0 + Double($1) } / 1000,
            gridlockResolutions: traffic.gridlockResolutions,
            unroutableTrips: traffic.unroutable,
            sampledVehicles: isSampled ? members : nil, linkEntries: traffic.traversalLink.count,
            full: full?.traffic, isStandIn: region.isStandIn ? true : nil)
        facts.gateways = network.gatewayCount
        facts.holidays = fleet.holidaysOfRun.map(\.text)
        facts.placesBasis = network.metadata.placesBasis
        return facts
    }

    /// Whether only some vehicles report.
    var isSampled: Bool { scenario.telemetry.sampleShare < 1 }

    private func fullCounts(
        _ fleet: Fleet, _ traffic: TrafficResult, _ plans: [PlannedTrip]
    ) throws -> FullCounts? {
        guard isSampled else { return nil }
        let consents = try stages.measure("consents") {
            try MobilityConsents(fleet, threads: threads)
        }
        return stages.measure("full counts") {
            FullCounts(
                network: network, region: region, result: traffic, plans: plans,
                consents: consents, zoneMeters: scenario.platform.zoneMeters)
        }
    }

    /// The part of the traffic that reports.
    private func sampled(
        _ traffic: TrafficResult, _ plans: [PlannedTrip]
    ) -> (TrafficResult, [PlannedTrip]) {
        guard isSampled else { return (traffic, plans) }
        let members = VehicleSample.members(
            share: scenario.telemetry.sampleShare, seed: scenario.seed, region: region)
        return traffic.only(members, plans: plans)
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

    private func traffic(
        _ plans: [PlannedTrip], _ knowledge: RouteKnowledge
    ) throws -> TrafficResult {
        var options = scenario.traffic
        options.observedShare = Double(region.vehicles) / Double(region.cars)
        options.seed = scenario.seed
        options.regionKey = region.key
        let hours = scenario.until.seconds / 3600
        let progress = progress("traffic", "simulated hours", hours)
        let result = try simulate(
            network: network, plans: plans, until: scenario.until, options: options,
            knowledge: knowledge, parallel: .threads(threads)
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
        let state = "\(writer.folder)/platform-state"
        defer { try? FileManager.default.removeItem(atPath: state) }
        let platform = try RegionPlatform(
            region: region.name, network: network, calendar: calendar,
            options: scenario.platform, seed: scenario.seed, folder: state)
        let consents = devices.members.flatMap { vehicle in
            fleet.consents(of: VehicleID(vehicle)).map(Self.registration)
        }
        try platform.register(consents)

        let chunk = Int(Self.partitionVehicles)
        let members = devices.members
        let vehicles = members.count
        let count = (vehicles + chunk - 1) / chunk
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
            let last = min(vehicles, (part + 1) * chunk) - 1
            return try work.run(part, vehicles: members[part * chunk]..<(members[last] + 1))
        } consume: { part, output in
            try writer.append(output.ledger.table(region: region.name), to: "truth/sent.parquet")
            results.append(output.result)
            controls.append(output.control)
            records += output.records
            bytes += output.bytes
            progress.update(Double(min(vehicles, (part + 1) * chunk)))
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

    static func registration(_ interval: ConsentInterval) -> ConsentRegistration {
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
        if let contracts = output.contracts {
            try writer.append(contracts, to: "platform/contracts.parquet")
        }
        if let epsilon = output.epsilon {
            try writer.append(epsilon, to: "platform/epsilon.parquet")
        }
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
