import Base
import Records

/// What a partition of vehicles contributes to the platform's output: counts, sorted runs and
/// cells, all mergeable with those of other vehicles.
public struct PartitionResult: Sendable {
    /// What was counted.
    public var counters = PlatformCounters()
    /// Received − event of first copies, seconds.
    public var delays = PlatformCounters.emptyDelays
    /// Sorted by (vehicle, boot, first).
    public var receipts: [ReceiptRun] = []

    var watermarks: [Watermark] = []
    var matches = MatchColumns()
    /// What the products' makers gathered.
    var parts: [ProductKind: any Sendable] = [:]
    /// What a platform that is broken on purpose bills although it was rejected.
    var billedWithoutConsent: [VehicleDelivery] = []

    /// The lowest device of the partition, by which parts are put in order.
    var firstVehicle: UInt32 { receipts.first?.vehicle ?? .max }
}

/// Metres by (vehicle, boot, link), sorted.
struct MatchColumns: Sendable {
    var vehicle: [UInt32] = []
    var boot: [UInt32] = []
    var link: [UInt32] = []
    var meters: [Float] = []
}

/// What is billed for a vehicle in a month.
struct VehicleDelivery: Hashable, Sendable {
    var vehicle: UInt32
    /// Months since year 0.
    var month: Int
    var firstMilliseconds: Int64
    var lastMilliseconds: Int64
}
