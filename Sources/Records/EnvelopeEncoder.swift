// Messages: one vehicle, N samples, the header once. JSON here; the frame of the Protobuf form
// takes samples that another encoder wrote.

import Base

/// A message: its bytes and what is needed to prove its delivery.
public struct EncodedMessage: Sendable {
    /// The device.
    public var vehicle: UInt32
    /// Its boot.
    public var boot: UInt32
    /// Sequence numbers of its samples, in their order.
    public var sequences: [UInt32]
    /// The message's own bytes.
    public var payload: [UInt8]
    /// Where in `payload` the resend flag stands; −1 where the mapping leaves it out.
    public var resendAt: Int

    /// A message.
    public init(
        vehicle: UInt32, boot: UInt32, sequences: [UInt32], payload: [UInt8], resendAt: Int
    ) {
        self.vehicle = vehicle
        self.boot = boot
        self.sequences = sequences
        self.payload = payload
        self.resendAt = resendAt
    }
}

/// Writes messages as JSON.
///
/// The rows of a message belong to one (vehicle, boot) and share firmware, consent scope and resend
/// flag: `messageRows` cuts a batch so. The resend flag is written five bytes wide (`false`, or
/// `true` and a blank), so that a message can be flagged later without being written anew.
public struct JSONEnvelopeEncoder: Sendable {
    private let mapping: EnvelopeMapping
    private let run: String
    private let region: String
    private let lines = JSONLineEncoder()
    /// Keys of the header with quotes and colon, in order; nil for those left out.
    private let keys: [[UInt8]?]
    private let tail: [UInt8]
    private let sequenceKey: [UInt8]
    private let eventKey: [UInt8]?
    private let renamed: [(path: [UInt8], name: [UInt8])]
    /// Columns of the catalogue's envelope that a message's header does not have: they stay with
    /// the sample.
    private let kept: [[UInt8]]

    /// - Parameters:
    ///   - run: names the load run in every message, so that earlier ones are told apart.
    ///   - region: the vehicles' region.
    public init(mapping: EnvelopeMapping, run: String, region: String) {
        self.mapping = mapping
        self.run = run
        self.region = region
        keys = EnvelopeMapping.headerFields.map { field in
            mapping.name(ofField: field).map { Array("\"\($0)\":".utf8) }
        }
        var end = ""
        for name in mapping.constants.keys.sorted() {
            end += ",\"\(name)\":\"\(mapping.constants[name] ?? "")\""
        }
        tail = Array("\(end),\"\(mapping.samples)\":[".utf8)
        sequenceKey = Array("\"\(mapping.name(ofSampleField: "sequence") ?? "sequence")\":".utf8)
        eventKey = mapping.name(ofSampleField: "event_ms").map { Array(",\"\($0)\":".utf8) }
        let known = EnvelopeMapping.headerFields + EnvelopeMapping.sampleFields + ["received_ms"]
        kept = SignalCatalogue.envelope.map(\.path).filter { !known.contains($0) }
            .map { Array($0.utf8) }
        renamed = mapping.signals.keys.sorted().map {
            (Array($0.utf8), Array((mapping.signals[$0] ?? "").utf8))
        }
    }

    /// Encodes some rows of a batch as one message.
    /// - Complexity: O(bytes); allocates the payload and nothing per sample.
    public func encode(_ batch: RecordBatch, rows: Range<Int>) -> EncodedMessage {
        precondition(!rows.isEmpty)
        var text: [UInt8] = []
        text.reserveCapacity(rows.count * 640)
        lines.encode(batch, rows: rows, into: &text)
        var payload: [UInt8] = []
        payload.reserveCapacity(text.count + 256)
        let resendAt = writeHeader(batch, rows, &payload)
        var from = 0
        for row in rows {
            if row > rows.lowerBound { payload.append(UInt8(ascii: ",")) }
            payload.append(UInt8(ascii: "{"))
            payload += sequenceKey
            payload += String(batch.sequence[row]).utf8
            if let eventKey {
                payload += eventKey
                payload += String(batch.eventMilliseconds[row]).utf8
            }
            let end = text[from...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            let signals = copyKept(text, from, end, &payload)
            if renamed.isEmpty {
                payload += text[signals..<end]
            } else {
                writeRenamed(text[signals..<end], &payload)
            }
            from = end + 1
        }
        payload += "]}".utf8
        return EncodedMessage(
            vehicle: batch.vehicle[rows.lowerBound], boot: batch.boot[rows.lowerBound],
            sequences: Array(batch.sequence[rows]), payload: payload, resendAt: resendAt)
    }

    private func writeHeader(
        _ batch: RecordBatch, _ rows: Range<Int>, _ payload: inout [UInt8]
    ) -> Int {
        let row = rows.lowerBound
        var resendAt = -1
        let sent = batch.sentMilliseconds[rows].max() ?? 0
        payload.append(UInt8(ascii: "{"))
        var isFirst = true
        for (index, key) in keys.enumerated() {
            guard let key else { continue }
            if !isFirst { payload.append(UInt8(ascii: ",")) }
            isFirst = false
            payload += key
            switch EnvelopeMapping.headerFields[index] {
            case "schema": payload += "\"rocade.telemetry.v1\"".utf8
            case "run": payload += "\"\(run)\"".utf8
            case "region": payload += "\"\(region)\"".utf8
            case "vid": payload += String(batch.vehicle[row]).utf8
            case "boot", "trip": payload += String(batch.boot[row]).utf8
            case "sequence": payload += String(batch.sequence[row]).utf8
            case "sent_ms": payload += String(sent).utf8
            case "firmware":
                let name = SignalCatalogue.firmwareNames[Int(batch.firmware[row])]
                payload += "\"\(name)\"".utf8
            case "consent_scope": payload += String(batch.consentScope[row]).utf8
            default:
                resendAt = payload.count
                payload += (batch.isResend[row] ? "true " : "false").utf8
            }
        }
        payload += isFirst ? tail.dropFirst() : tail[...]
        return resendAt
    }

    /// Where the signals start in a line: at the comma before the first key with a point in it. The
    /// envelope's names have none, and its values hold no comma. Copies what stays with the sample.
    private func copyKept(
        _ line: [UInt8], _ from: Int, _ end: Int, _ payload: inout [UInt8]
    ) -> Int {
        var at = from
        while at < end {
            guard line[at] == UInt8(ascii: ",") else {
                at += 1
                continue
            }
            let key = at + 2
            var inside = key
            while inside < end, line[inside] != UInt8(ascii: "\"") {
                if line[inside] == UInt8(ascii: ".") { return at }
                inside += 1
            }
            if !kept.isEmpty, kept.contains(where: { $0.elementsEqual(line[key..<inside]) }) {
                var stop = inside
                while stop < end, line[stop] != UInt8(ascii: ","), line[stop] != 0x7D { stop += 1 }
                payload += line[at..<stop]
            }
            at = inside
        }
        // A record without any signal: only the closing brace is left.
        return end - 1
    }

    /// Copies `,"path":value…}` with other names.
    private func writeRenamed(_ part: ArraySlice<UInt8>, _ payload: inout [UInt8]) {
        var at = part.startIndex
        while at < part.endIndex, part[at] == UInt8(ascii: ",") {
            let keyEnd = part[(at + 2)...].firstIndex(of: UInt8(ascii: "\"")) ?? part.endIndex
            let key = part[(at + 2)..<keyEnd]
            var end = keyEnd + 2
            while end < part.endIndex, part[end] != UInt8(ascii: ","), part[end] != 0x7D {
                end += 1
            }
            if let other = renamed.first(where: { $0.path.elementsEqual(key) }) {
                if !other.name.isEmpty {
                    payload += ",\"".utf8
                    payload += other.name
                    payload += part[keyEnd..<end]
                }
            } else {
                payload += part[at..<end]
            }
            at = end
        }
        payload.append(UInt8(ascii: "}"))
    }
}

extension EncodedMessage {
    /// Flags the message as a repetition, in place.
    public mutating func flagResend() { Self.flagResend(&payload, at: resendAt) }

    /// Flags the bytes of a message; Protobuf's flag is one byte, JSON's five.
    public static func flagResend(_ payload: inout [UInt8], at place: Int) {
        guard place >= 0, place < payload.count else { return }
        if payload[place] <= 1 {
            payload[place] = 1
            return
        }
        for (offset, byte) in "true ".utf8.enumerated() { payload[place + offset] = byte }
    }
}
