import Base

/// What the far end confirms: consecutive sequence numbers of one (vehicle, boot) that were
/// received equally often. Maximal runs, sorted by (vehicle, boot, first).
public struct ReceiptRun: Hashable, Sendable {
    /// The device.
    public var vehicle: UInt32
    /// The device's boot.
    public var boot: UInt32
    /// First and last sequence number of the run.
    public var first: UInt32
    /// See `first`.
    public var last: UInt32
    /// How often each was received, at least 1.
    public var copies: UInt32
    /// How many of the run's first copies arrived after a higher sequence number of the boot.
    public var outOfOrder: UInt32

    /// A run.
    public init(
        vehicle: UInt32, boot: UInt32, first: UInt32, last: UInt32, copies: UInt32,
        outOfOrder: UInt32
    ) {
        self.vehicle = vehicle
        self.boot = boot
        self.first = first
        self.last = last
        self.copies = copies
        self.outOfOrder = outOfOrder
    }
}
