// What proves a delivery, read from a message at the far end: which vehicle, boot and sequence
// numbers it carries. Bytes may come from anyone.

import Base

/// The identity of a message's samples.
public struct MessageKeys: Hashable, Sendable {
    /// The load run; empty where the mapping leaves it out.
    public var run: String
    /// The region; empty where the mapping leaves it out.
    public var region: String
    /// The device.
    public var vehicle: UInt32
    /// Its boot.
    public var boot: UInt32
    /// Sequence numbers of the samples, in their order.
    public var sequences: [UInt32]
    /// Whether it says that it is a repetition.
    public var isResend: Bool

    /// Keys of a message.
    public init(
        run: String, region: String, vehicle: UInt32, boot: UInt32, sequences: [UInt32],
        isResend: Bool
    ) {
        self.run = run
        self.region = region
        self.vehicle = vehicle
        self.boot = boot
        self.sequences = sequences
        self.isResend = isResend
    }
}

/// Reads keys of messages, JSON or Protobuf, under a mapping.
public struct MessageKeyReader: Sendable {
    private let run: [UInt8]
    private let region: [UInt8]
    private let vid: [UInt8]
    private let boot: [UInt8]
    private let resend: [UInt8]
    private let samples: [UInt8]
    private let sampleSequence: [UInt8]

    /// A reader of messages in the form of a mapping.
    public init(mapping: EnvelopeMapping) {
        func bytes(_ field: String) -> [UInt8] { Array((mapping.name(ofField: field) ?? "").utf8) }
        run = bytes("run")
        region = bytes("region")
        vid = bytes("vid")
        boot = bytes("boot")
        resend = bytes("resend")
        samples = Array(mapping.samples.utf8)
        sampleSequence = Array((mapping.name(ofSampleField: "sequence") ?? "").utf8)
    }

    /// The keys of a message; nil for what is no message of ours.
    public func read(_ payload: UnsafeBufferPointer<UInt8>) -> MessageKeys? {
        guard let first = payload.first else { return nil }
        return first == 0x0A ? readProtobuf(payload) : readJSON(payload)
    }

    /// The keys of a message; nil for what is no message of ours.
    public func read(_ payload: [UInt8]) -> MessageKeys? {
        payload.withUnsafeBufferPointer { read($0) }
    }

    private func readJSON(_ payload: UnsafeBufferPointer<UInt8>) -> MessageKeys? {
        var cursor = JSONCursor(payload)
        var found = MessageKeys(
            run: "", region: "", vehicle: 0, boot: 0, sequences: [], isResend: false)
        var hasVehicle = false
        var hasBoot = false
        var isFirst = true
        cursor.beginObject()
        while let key = cursor.nextKey(isFirst: isFirst) {
            isFirst = false
            if cursor.equals(key, samples) {
                readSamples(&cursor, &found.sequences)
            } else if cursor.equals(key, vid) || cursor.equals(key, boot) {
                let isVehicle = cursor.equals(key, vid)
                guard let value = cursor.scalar(), let number = cursor.integer(value),
                    let id = UInt32(exactly: number)
                else { return nil }
                if isVehicle { found.vehicle = id } else { found.boot = id }
                if isVehicle { hasVehicle = true } else { hasBoot = true }
            } else if cursor.equals(key, run) || cursor.equals(key, region) {
                let isRun = cursor.equals(key, run)
                guard let value = cursor.scalar() else { return nil }
                if isRun {
                    found.run = cursor.text(value)
                } else {
                    found.region = cursor.text(value)
                }
            } else if cursor.equals(key, resend) {
                guard let value = cursor.scalar() else { return nil }
                found.isResend = cursor.text(value) == "true"
            } else {
                cursor.skipValue()
            }
        }
        return cursor.isBad || !hasVehicle || !hasBoot ? nil : found
    }

    private func readSamples(_ cursor: inout JSONCursor, _ sequences: inout [UInt32]) {
        cursor.beginArray()
        var isFirst = true
        while cursor.hasElement(isFirst: isFirst) {
            isFirst = false
            cursor.beginObject()
            var isFirstKey = true
            while let key = cursor.nextKey(isFirst: isFirstKey) {
                isFirstKey = false
                guard cursor.equals(key, sampleSequence) else {
                    cursor.skipValue()
                    continue
                }
                guard let value = cursor.scalar(), let number = cursor.integer(value),
                    let sequence = UInt32(exactly: number)
                else { return cursor.fail() }
                sequences.append(sequence)
            }
        }
    }

    private func readProtobuf(_ payload: UnsafeBufferPointer<UInt8>) -> MessageKeys? {
        var reader = WireReader(payload)
        var found = MessageKeys(
            run: "", region: "", vehicle: 0, boot: 0, sequences: [], isResend: false)
        while !reader.isAtEnd, !reader.isBad {
            let key = reader.varint()
            switch (key >> 3, key & 7) {
            case (2, 2): found.run = String(decoding: reader.slice(), as: UTF8.self)
            case (3, 2): found.region = String(decoding: reader.slice(), as: UTF8.self)
            case (4, 0): found.vehicle = UInt32(truncatingIfNeeded: reader.varint())
            case (5, 0): found.boot = UInt32(truncatingIfNeeded: reader.varint())
            case (11, 0): found.isResend = reader.varint() != 0
            case (12, 2):
                var packed = WireReader(reader.slice())
                while !packed.isAtEnd, !packed.isBad {
                    found.sequences.append(UInt32(truncatingIfNeeded: packed.varint()))
                }
                if packed.isBad { return nil }
            case (_, let type): reader.skip(type)
            }
        }
        return reader.isBad ? nil : found
    }
}
