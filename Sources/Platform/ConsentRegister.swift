// What drivers told the platform about what may be done with their data, and the form in which the
// ingest looks it up: columns sorted by device, so that a record costs a few comparisons.

import Base
import Records

/// A consent as a driver gave it to the platform: holds in [from, until).
public struct ConsentRegistration: Hashable, Sendable {
    /// The authenticated device id.
    public var device: VehicleID
    /// For what.
    public var purpose: Purpose
    /// First instant at which it holds; `Int64.min` milliseconds when it is older than the run.
    public var from: SimTime
    /// First instant at which it holds no more; `Int64.max` milliseconds when never withdrawn.
    public var until: SimTime
    /// Version of the notice that the driver was shown (GDPR art. 7(1): it must be provable).
    public var noticeVersion: Int

    /// A consent.
    public init(
        device: VehicleID, purpose: Purpose, from: SimTime, until: SimTime, noticeVersion: Int = 1
    ) {
        self.device = device
        self.purpose = purpose
        self.from = from
        self.until = until
        self.noticeVersion = noticeVersion
    }
}

/// All consents at one moment, in columns grouped by device.
struct ConsentSnapshot: Sendable {
    /// The consents of device d are `first[d] ..< first[d + 1]`. [devices + 1]
    private let first: [UInt32]
    /// `ConsentScope` with one bit. [consents]
    private let purpose: [UInt8]
    /// Milliseconds; see `ConsentRegistration`. [consents]
    private let from: [Int64]
    private let until: [Int64]

    /// A snapshot of registrations, in any order.
    init(_ registrations: [ConsentRegistration]) {
        let sorted = registrations.sorted {
            ($0.device, $0.purpose.rawValue, $0.from) < ($1.device, $1.purpose.rawValue, $1.from)
        }
        var first: [UInt32] = [0]
        for (position, consent) in sorted.enumerated() {
            while first.count <= consent.device.index { first.append(UInt32(position)) }
        }
        first.append(UInt32(sorted.count))
        self.first = first
        purpose = sorted.map { ConsentScope($0.purpose).rawValue }
        from = sorted.map(\.from.milliseconds)
        until = sorted.map(\.until.milliseconds)
    }

    /// The purposes that hold both when a record was measured and when it was received.
    ///
    /// - Parameters:
    ///   - event: by the device's clock, milliseconds.
    ///   - received: by the platform's clock, milliseconds.
    ///   - guardMilliseconds: how much later than the consent the event must be, since the
    ///     device's clock may be ahead of the truth.
    func scope(
        device: UInt32, event: Int64, received: Int64, guardMilliseconds: Int64
    ) -> ConsentScope {
        guard Int(device) + 1 < first.count else { return [] }
        var atEvent: UInt8 = 0
        var atReceipt: UInt8 = 0
        for consent in Int(first[Int(device)])..<Int(first[Int(device) + 1]) {
            let start = from[consent]
            let end = until[consent]
            // No overflow: ingest quarantines times beyond ±2⁵³, and the guard is seconds.
            if event &- guardMilliseconds >= start && event < end { atEvent |= purpose[consent] }
            if received >= start && received < end { atReceipt |= purpose[consent] }
        }
        return ConsentScope(rawValue: atEvent & atReceipt)
    }
}
