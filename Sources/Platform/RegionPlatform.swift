// The reference platform of a region: small, honest, and unable to see the truth. It knows the
// public road map, what drivers consented to, and the records that arrive.

import Base
import Records
import Roads
import Synchronization

/// The platform of one region.
///
/// A class because it owns the database that registration and publication share. `partition()`
/// gives values that threads fill in parallel; `publish(_:)` joins them in the given order, so that
/// nothing depends on threads.
///
/// ```swift
/// let platform = try RegionPlatform(
///     region: "liechtenstein", network: network, calendar: calendar, options: PlatformOptions(),
///     seed: 34, folder: "work")
/// try platform.register(consents)
/// var part = try platform.partition()
/// for batch in batches { part.ingest(batch) }
/// let output = try platform.publish([part.finish()])
/// ```
public final class RegionPlatform: Sendable {
    private let context: PlatformContext
    private let state: PlatformState
    /// The snapshot for new partitions; nil after a registration.
    private let snapshot = Mutex<ConsentSnapshot?>(nil)

    /// A platform without consents, whose database lies in `folder`.
    ///
    /// - Parameters:
    ///   - seed: of the run; pseudonym secrets are derived from it.
    ///   - folder: for `platform-<region>.sqlite`, a working file outside the compared files; one
    ///     left by an earlier run is replaced.
    /// - Throws: `Failure.environment` when the database cannot be created.
    public init(
        region: String, network: Network, calendar: RunCalendar, options: PlatformOptions,
        seed: UInt64, folder: String
    ) throws {
        context = PlatformContext(
            region: region, network: network, calendar: calendar, options: options, seed: seed)
        state = try PlatformState(folder: folder, region: region)
    }

    /// Stores what drivers told the platform. A consent with the device, purpose and start of an
    /// earlier one replaces it: so a withdrawal is registered by its `until`.
    public func register(_ consents: [ConsentRegistration]) throws {
        try state.store(consents)
        snapshot.withLock { $0 = nil }
    }

    /// An empty partition with the consents registered so far.
    public func partition() throws -> PartitionIngest {
        let consents = try snapshot.withLock { cached throws in
            if let cached { return cached }
            let fresh = ConsentSnapshot(try state.consents())
            cached = fresh
            return fresh
        }
        return PartitionIngest(context: context, consents: consents)
    }

    /// Joins partitions of disjoint vehicles into products, usage and receipts, and stores
    /// watermarks, secrets in use and usage in the database.
    public func publish(_ results: [PartitionResult]) throws -> PlatformOutput {
        let (output, usage, periods) = release(results)
        try state.store(
            watermarks: Self.inOrder(results).map(\.watermarks),
            secrets: periods.map { ($0, context.pseudonyms.secret(period: $0)) }, usage: usage)
        return output
    }

    /// What `publish(_:)` would give, without touching the state: for a control world.
    public func preview(_ results: [PartitionResult]) -> PlatformOutput { release(results).output }
}

extension RegionPlatform {
    /// By lowest device; partitions are runs of devices.
    private static func inOrder(_ results: [PartitionResult]) -> [PartitionResult] {
        results.indices
            .sorted { (results[$0].firstVehicle, $0) < (results[$1].firstVehicle, $1) }
            .map { results[$0] }
    }

    private func release(
        _ unsorted: [PartitionResult]
    ) -> (output: PlatformOutput, usage: [UsageRow], periods: [Int64]) {
        let results = Self.inOrder(unsorted)
        var output = PlatformOutput()
        output.receipts.reserveCapacity(results.reduce(0) { $0 + $1.receipts.count })
        for result in results {
            output.counters.merge(result.counters)
            output.delays.merge(result.delays)
            output.receipts += result.receipts
        }
        output.matches = matchesTable(results)
        var usage: [UsageRow] = []
        var contracts: [Contract] = []
        var epsilon: [EpsilonLine] = []
        var periods: Set<Int64> = []
        for kind in context.options.products {
            let made = kind.maker.release(
                unsorted: results.compactMap { $0.parts[kind] }, context)
            output.products.append(made.release)
            usage += made.usage
            contracts += made.contracts
            epsilon += made.epsilon
            periods.formUnion(made.periods)
            output.counters.tooLateForFeed += made.tooLate
            output.counters.suppressedCells += made.suppressed
            switch kind {
            case .trafficFeed: output.counters.suppressedFeedCells += made.suppressed
            case .odMatrix: output.counters.suppressedOdCells += made.suppressed
            default: break
            }
        }
        usage += UsageMeter.vehicles(
            VehicleDelivery.joined(results.flatMap(\.billedWithoutConsent)))
        output.usage = UsageMeter.table(usage, region: context.region)
        let kinds = context.options.products
        if kinds.contains(where: \.hasContracts) {
            output.contracts = Contract.table(contracts, region: context.region)
        }
        if kinds.contains(.research) {
            output.epsilon = EpsilonLine.table(epsilon, region: context.region)
        }
        return (output, usage, periods.sorted())
    }

    private func matchesTable(_ results: [PartitionResult]) -> DataTable {
        let count = results.reduce(0) { $0 + $1.matches.link.count }
        var joined = MatchColumns()
        joined.reserve(count)
        for result in results { joined.append(result.matches) }
        return DataTable([
            DataColumn("region", repeating: context.region, count: count),
            DataColumn("vehicle_id", .uint32(joined.vehicle)),
            DataColumn("boot", .uint32(joined.boot)),
            DataColumn("link", .uint32(joined.link)),
            DataColumn("metres", .float(joined.meters)),
        ])
    }
}

extension MatchColumns {
    fileprivate mutating func reserve(_ count: Int) {
        vehicle.reserveCapacity(count)
        boot.reserveCapacity(count)
        link.reserveCapacity(count)
        meters.reserveCapacity(count)
    }

    fileprivate mutating func append(_ other: MatchColumns) {
        vehicle += other.vehicle
        boot += other.boot
        link += other.link
        meters += other.meters
    }
}
