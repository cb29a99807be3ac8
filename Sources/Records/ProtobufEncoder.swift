// Records in Protobuf (`schema/record.proto`), written by hand: a library's encoder costs sixteen
// times as much. Tests decode it with Google's own.

import Base

/// Writes records as a `rocade.telemetry.v1.RecordList`: each as an element of its only field, so
/// that what is written for parts of a batch can be joined to one message.
public struct ProtobufEncoder: Sendable {
    private static let rowsPerChunk = 64
    /// Field 1, a message.
    private static let elementTag: UInt8 = 0x0A

    /// An encoder.
    public init() {}

    /// Appends some rows to `bytes`.
    public func encode(_ batch: RecordBatch, rows: Range<Int>, into bytes: inout [UInt8]) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= batch.count)
        let capacity = Self.rowsPerChunk * (Self.maximumRecordBytes + 3)
        let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        defer { scratch.deallocate() }
        var from = rows.lowerBound
        while from < rows.upperBound {
            let to = min(from + Self.rowsPerChunk, rows.upperBound)
            var writer = ProtobufWriter(at: scratch)
            for row in from..<to { Self.write(row, of: batch, to: &writer) }
            bytes.append(
                contentsOf: UnsafeBufferPointer(start: scratch, count: writer.at - scratch))
            from = to
        }
    }

    /// Appends all rows to `bytes`.
    public func encode(_ batch: RecordBatch, into bytes: inout [UInt8]) {
        encode(batch, rows: 0..<batch.count, into: &bytes)
    }

    /// One element: tag, length in two bytes (a decoder takes the longer form of a short length,
    /// too), record.
    @inline(__always)
    private static func write(_ row: Int, of batch: RecordBatch, to writer: inout ProtobufWriter) {
        let start = writer.at
        writer.skip(3)
        let major = batch.vssMajor(of: row)
        writeColumns(
            row, of: batch, present: batch.present[row], major: major, to: &writer)
        if batch.side[row] != 0 {
            batch.forEachSide(of: row) { word in
                writer.side(Self.side[Int(word.number)], word.value)
            }
        }
        if !batch.vssMajors.isEmpty { writer.field(1200, unsigned: UInt64(major)) }
        let length = writer.at - start - 3
        start[0] = elementTag
        start[1] = UInt8(truncatingIfNeeded: length) | 0x80
        start[2] = UInt8(truncatingIfNeeded: length >> 7)
    }
}

/// How a side signal is written: tag, kind, whether negative numbers are to be short.
struct ProtobufSideForm: Sendable {
    let tag: UInt32
    let kind: SideKind
    let isSigned: Bool

    init(_ tag: UInt32, _ kind: SideKind, isSigned: Bool) {
        self.tag = tag
        self.kind = kind
        self.isSigned = isSigned
    }
}
