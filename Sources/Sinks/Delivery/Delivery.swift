// Delivery over the wire: messages go to an endpoint, what became of them comes back as events.
// Four methods a sink, as for files; what a message looks like was decided before (`Records`).

import Base
import Glibc
import Records

/// A message on its way.
public struct OutboundMessage: Sendable {
    /// Names the message in events.
    public var token: UInt64
    /// The vehicle's region.
    public var region: String
    /// The device.
    public var vehicle: UInt32
    /// Its boot.
    public var boot: UInt32
    /// Sequence number of the first sample.
    public var firstSequence: UInt32
    /// How many samples.
    public var records: Int
    /// The bytes.
    public var payload: [UInt8]
    /// Where in `payload` the resend flag stands; −1 without one.
    public var resendAt: Int

    /// A message.
    public init(
        token: UInt64, region: String, vehicle: UInt32, boot: UInt32, firstSequence: UInt32,
        records: Int, payload: [UInt8], resendAt: Int
    ) {
        self.token = token
        self.region = region
        self.vehicle = vehicle
        self.boot = boot
        self.firstSequence = firstSequence
        self.records = records
        self.payload = payload
        self.resendAt = resendAt
    }

    /// Flags it as a repetition.
    public mutating func flagResend() {
        EncodedMessage.flagResend(&payload, at: resendAt)
    }
}

/// What became of messages. Events come from any thread, one at a time for a token.
public enum DeliveryEvent: Sendable {
    /// The receipt of a batch: the endpoint confirmed these messages.
    case acknowledged([UInt64])
    /// Not confirmed, and perhaps not received: to be sent again, flagged.
    case failed([UInt64], reason: String)
    /// A connection was lost: what it confirmed may be gone with the endpoint's memory.
    case disconnected(String)
    /// The endpoint will never take messages of this kind: the load ends.
    case rejected(Failure)
}

/// What a sink did, from start to finish.
public struct DeliveryReceipt: Hashable, Sendable {
    /// Messages that the endpoint confirmed.
    public var messages = 0
    /// Records in them.
    public var records = 0
    /// Bytes handed to the network, before headers; repetitions count again.
    public var bytes = 0
    /// Requests or messages that were tried again.
    public var retries = 0
    /// Connections opened after the first.
    public var reconnects = 0
    /// The last reason for a retry or a lost connection; empty without one.
    public var lastProblem = ""

    /// Nothing done.
    public init() {}
}

/// Where messages go.
///
/// `write` never blocks: it takes as many messages as there is room for, in order, and the caller
/// keeps the rest. All messages of a vehicle leave in the order in which they were taken. At least
/// once: every message taken ends in exactly one `acknowledged` or `failed` event before `finish`
/// returns.
public protocol DeliverySink: AnyObject, Sendable {
    /// What it is and where it sends, without secrets.
    var description: String { get }
    /// Waits until the endpoint is ready, then connects.
    /// - Throws: `Failure.environment` when it is not ready in time, `Failure.input` when it
    ///   refuses the certificate, the password or the topic.
    func start(
        within seconds: Double, events: @escaping @Sendable (DeliveryEvent) -> Void) throws
    /// Takes the first of some messages; returns how many.
    func write(_ messages: [OutboundMessage]) -> Int
    /// Ends; what is still unconfirmed fails.
    func finish() -> DeliveryReceipt
}

/// Reads back, from the far end, what arrived there.
public protocol ReadBack: AnyObject, Sendable {
    /// What it reads.
    var description: String { get }
    /// Starts to listen, for arrivals from now on; returns when it does.
    /// - Parameter arrivals: called from any thread, one call at a time, in order of arrival.
    func start(
        within seconds: Double, arrivals: @escaping @Sendable ([MessageKeys]) -> Void) throws
    /// Ends. Returns a line on what went wrong, or nil.
    func finish() -> String?
}

/// The clock of delivery: monotonic, and never part of a deterministic result.
public enum DeliveryClock {
    /// Nanoseconds since some fixed instant.
    public static var nanoseconds: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Seconds since some fixed instant.
    public static var seconds: Double { Double(nanoseconds) * 1e-9 }

    /// Sleeps.
    public static func sleep(seconds: Double) {
        guard seconds > 0 else { return }
        var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int((seconds - floor(seconds)) * 1e9))
        var left = timespec()
        while nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
    }
}

/// Waiting times between attempts: doubling from `first` to `longest`, ± 20 % by connection and
/// attempt, so that a fleet does not come back in step.
public struct Backoff: Hashable, Sendable {
    /// Seconds before the second attempt.
    public var first = 0.25
    /// Seconds at most.
    public var longest = 10.0

    /// The usual times.
    public init() {}

    /// Seconds before the next attempt.
    /// - Parameters:
    ///   - attempt: how many have failed, from 1.
    ///   - entity: the connection, for the jitter.
    public func seconds(attempt: Int, entity: Int) -> Double {
        let base = min(longest, first * Double(1 << min(20, max(0, attempt - 1))))
        // SplitMix64's finaliser: any fixed scrambling does.
        var word = UInt64(truncatingIfNeeded: entity) &* 0x9E37_79B9_7F4A_7C15
        word = word &+ UInt64(truncatingIfNeeded: attempt) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 30)) &* 0x94D0_49BB_1331_11EB
        word ^= word >> 31
        return base * (0.8 + 0.4 * Double(word >> 11) / Double(1 << 53))
    }
}
