// The frame of a message in Protobuf (proto3 wire format). Samples are written by whoever knows
// their signals and come here as bytes.
//
//     message Envelope {
//       string schema = 1;          string run = 2;        string region = 3;
//       uint32 vid = 4;             uint32 boot = 5;       uint32 sequence = 6;
//       uint32 trip = 7;            int64 sent_ms = 8;     string firmware = 9;
//       uint32 consent_scope = 10;  bool resend = 11;
//       repeated uint32 sequences = 12;  // packed, one a sample
//       repeated int64 event_ms = 13;    // packed, one a sample
//       repeated bytes samples = 14;     // the signals of a sample
//     }

import Base

/// Writes messages as Protobuf.
public struct ProtobufEnvelopeEncoder: Sendable {
    private let run: String
    private let region: String
    /// Appends the signals of one row as a Protobuf message.
    private let sample: @Sendable (RecordBatch, Int, inout [UInt8]) -> Void

    /// - Parameter sample: appends the signals of one row.
    public init(
        run: String, region: String,
        sample: @escaping @Sendable (RecordBatch, Int, inout [UInt8]) -> Void
    ) {
        self.run = run
        self.region = region
        self.sample = sample
    }

    /// Encodes some rows of one (vehicle, boot) as one message.
    public func encode(_ batch: RecordBatch, rows: Range<Int>) -> EncodedMessage {
        precondition(!rows.isEmpty)
        let row = rows.lowerBound
        var out: [UInt8] = []
        Wire.text(1, "rocade.telemetry.v1", &out)
        Wire.text(2, run, &out)
        Wire.text(3, region, &out)
        Wire.number(4, UInt64(batch.vehicle[row]), &out)
        Wire.number(5, UInt64(batch.boot[row]), &out)
        Wire.number(6, UInt64(batch.sequence[row]), &out)
        Wire.number(7, UInt64(batch.boot[row]), &out)
        let sent = batch.sentMilliseconds[rows].max() ?? 0
        Wire.number(8, UInt64(bitPattern: sent), &out)
        Wire.text(9, SignalCatalogue.firmwareNames[Int(batch.firmware[row])], &out)
        Wire.number(10, UInt64(batch.consentScope[row]), &out)
        // Written even when false, so that it can be flagged in place.
        Wire.key(11, 0, &out)
        let resendAt = out.count
        out.append(batch.isResend[row] ? 1 : 0)
        var packed: [UInt8] = []
        for row in rows { Wire.varint(UInt64(batch.sequence[row]), &packed) }
        Wire.bytes(12, packed, &out)
        packed.removeAll(keepingCapacity: true)
        for row in rows {
            Wire.varint(UInt64(bitPattern: batch.eventMilliseconds[row]), &packed)
        }
        Wire.bytes(13, packed, &out)
        for row in rows {
            packed.removeAll(keepingCapacity: true)
            sample(batch, row, &packed)
            Wire.bytes(14, packed, &out)
        }
        return EncodedMessage(
            vehicle: batch.vehicle[row], boot: batch.boot[row],
            sequences: Array(batch.sequence[rows]), payload: out, resendAt: resendAt)
    }
}

/// The wire format's pieces.
enum Wire {
    static func varint(_ value: UInt64, _ out: inout [UInt8]) {
        var rest = value
        while rest >= 128 {
            out.append(UInt8(truncatingIfNeeded: rest) | 128)
            rest >>= 7
        }
        out.append(UInt8(rest))
    }

    static func key(_ field: UInt64, _ type: UInt64, _ out: inout [UInt8]) {
        varint(field << 3 | type, &out)
    }

    /// Proto3 leaves zero out.
    static func number(_ field: UInt64, _ value: UInt64, _ out: inout [UInt8]) {
        guard value != 0 else { return }
        key(field, 0, &out)
        varint(value, &out)
    }

    static func bytes(_ field: UInt64, _ value: [UInt8], _ out: inout [UInt8]) {
        key(field, 2, &out)
        varint(UInt64(value.count), &out)
        out += value
    }

    static func text(_ field: UInt64, _ value: String, _ out: inout [UInt8]) {
        guard !value.isEmpty else { return }
        bytes(field, Array(value.utf8), &out)
    }
}

/// Reads the fields of a Protobuf message; malformed bytes end it with `isBad`.
struct WireReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var at = 0
    private(set) var isBad = false

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { at >= bytes.count }

    mutating func varint() -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while at < bytes.count, shift < 64 {
            let byte = bytes[at]
            at += 1
            value |= UInt64(byte & 127) << shift
            if byte < 128 { return value }
            shift += 7
        }
        isBad = true
        at = bytes.count
        return 0
    }

    /// The bytes of a length-delimited field.
    mutating func slice() -> UnsafeBufferPointer<UInt8> {
        let length = varint()
        guard !isBad, length <= UInt64(bytes.count - at) else {
            isBad = true
            at = bytes.count
            return UnsafeBufferPointer(rebasing: bytes[0..<0])
        }
        defer { at += Int(length) }
        return UnsafeBufferPointer(rebasing: bytes[at..<at + Int(length)])
    }

    mutating func skip(_ type: UInt64) {
        switch type {
        case 0: _ = varint()
        case 1: advance(8)
        case 2: _ = slice()
        case 5: advance(4)
        default:
            isBad = true
            at = bytes.count
        }
    }

    private mutating func advance(_ count: Int) {
        if bytes.count - at < count { isBad = true }
        at = min(bytes.count, at + count)
    }
}
