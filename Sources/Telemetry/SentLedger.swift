import Base
import Records

/// What became of a record after it was generated, as far as the world outside the platform goes.
public enum Fate: UInt8, Sendable, CaseIterable {
    /// Handed to the sink, `copies` times.
    case delivered
    /// Dropped by the device or the network on purpose of a fault.
    case lostByFault
    /// Still stored in the device at the end of the run.
    case buffered

    /// The word in `truth/sent.parquet`.
    public var word: String {
        switch self {
        case .delivered: "delivered"
        case .lostByFault: "lost_by_fault"
        case .buffered: "buffered"
        }
    }
}

/// The ledger of generated records, one row each, sorted by (vehicle, boot, sequence): half of the
/// identity `generated = lost_by_fault + buffered + spooled + received + lost`.
public struct SentLedger: Sendable {
    /// The device.
    public var vehicle: [UInt32] = []
    /// Its boot.
    public var boot: [UInt32] = []
    /// Sequence number within the boot.
    public var sequence: [UInt32] = []
    /// True time of measurement, milliseconds since the start.
    public var eventMilliseconds: [Int64] = []
    /// True time of the first delivery; 0 unless delivered.
    public var receivedMilliseconds: [Int64] = []
    /// `Fate.rawValue`.
    public var fate: [UInt8] = []
    /// Times delivered; 0 unless delivered.
    public var copies: [UInt8] = []
    /// Bits of `Fault.bit` that touched the record.
    public var faults: [Int32] = []
    /// Whether the device held, by the truth, any consent at the event and at the delivery.
    public var hadConsent: [Bool] = []

    /// An empty ledger.
    public init() {}

    /// How many records were generated.
    public var count: Int { vehicle.count }
}

/// What the devices of a range of vehicles did.
public struct DeviceOutput: Sendable {
    /// Everything delivered, duplicates included, by (received, vehicle, boot, sequence, copy).
    public var batch = RecordBatch()
    /// For each record of `batch`, whether it belongs to a canary. Never shown to the platform.
    public var isCanary: [Bool] = []
    /// What was generated.
    public var ledger = SentLedger()

    /// Nothing.
    public init() {}
}
