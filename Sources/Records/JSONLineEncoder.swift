// Records as lines of JSON, one object per record, keys as in files (`schema/record.schema.json`).
// Numbers are fixed-point with the catalogue's decimals; a value that was not reported is left out.

/// Writes records as JSON lines.
///
/// Measured at millions of records per second and core: bytes are written by hand, nothing is
/// allocated per record.
public struct JSONLineEncoder: Sendable {
    private static let rowsPerChunk = 16
    private static let words = JSONWords()

    /// An encoder.
    public init() {}

    /// Appends the lines of some rows to `bytes`.
    public func encode(_ batch: RecordBatch, rows: Range<Int>, into bytes: inout [UInt8]) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= batch.count)
        let capacity = Self.rowsPerChunk * Self.maximumLineBytes
        let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        defer { scratch.deallocate() }
        let words = Self.words
        var from = rows.lowerBound
        while from < rows.upperBound {
            let to = min(from + Self.rowsPerChunk, rows.upperBound)
            var writer = JSONWriter(at: scratch)
            for row in from..<to { Self.write(row, of: batch, words: words, to: &writer) }
            bytes.append(
                contentsOf: UnsafeBufferPointer(start: scratch, count: writer.at - scratch))
            from = to
        }
    }

    /// Writes one record, with the line feed.
    @inline(__always)
    private static func write(
        _ row: Int, of batch: RecordBatch, words: JSONWords, to writer: inout JSONWriter
    ) {
        let major = batch.vssMajor(of: row)
        writeColumns(
            row, of: batch, present: batch.present[row], major: major, words: words, to: &writer)
        if batch.side[row] != 0 {
            batch.forEachSide(of: row) { word in
                let form = words.side[Int(word.number)]
                writer.side(form, key: major == 4 ? form.version4 : form.key, word.value)
            }
        }
        if !batch.vssMajors.isEmpty { writer.field(",\"vss\":", integer: Int64(major)) }
        writer.endLine()
    }

    /// Appends the lines of all rows to `bytes`.
    public func encode(_ batch: RecordBatch, into bytes: inout [UInt8]) {
        encode(batch, rows: 0..<batch.count, into: &bytes)
    }
}
