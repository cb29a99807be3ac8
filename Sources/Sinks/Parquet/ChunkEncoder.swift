// One column of one row group as Parquet pages: at most a dictionary page and one data page.

import Base
import CZstd

/// Encodes and compresses column chunks, reusing its buffers.
struct ChunkEncoder: ~Copyable {
    private var dictionary = RawBuffer()
    private var data = RawBuffer()
    private var packed = RawBuffer()
    private var dense = RawBuffer()
    private let context = ZSTD_createCCtx()
    private let level: Int32 = 1

    deinit { ZSTD_freeCCtx(context) }

    /// Appends the pages of a column to `out`, whose first byte stands at `origin` in the file.
    mutating func encode(
        _ column: borrowing ColumnBuffer, rowCount: Int, into out: inout RawBuffer, origin: Int
    ) throws -> ChunkMetadata {
        dictionary.clear()
        data.clear()
        var nullCount = 0
        if column.schema.isNullable { nullCount = appendLevels(column.validity) }
        let body = encodeValues(column, rowCount: rowCount, nullCount: nullCount)
        guard data.count < Int32.max, dictionary.count < Int32.max else {
            throw Malformed("column '\(column.schema.name)' has over 2 GB of text in a row group")
        }
        var chunk = ChunkMetadata()
        chunk.physical = column.schema.type.physical
        chunk.valueCount = Int64(rowCount)
        chunk.statistics = body.statistics
        chunk.encodings = [.rle, body.encoding] + (body.words > 0 ? [.plain] : [])
        try appendPages(body, rowCount: rowCount, chunk: &chunk, into: &out, origin: origin)
        return chunk
    }

    private struct Body {
        var encoding: Encoding
        var statistics: ChunkStatistics
        /// Entries of the dictionary page; 0 without one.
        var words = 0
    }

    /// Definition levels (1 = present) with their length before them; returns the number of gaps.
    private mutating func appendLevels(_ validity: [Bool]) -> Int {
        let present = validity.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        packed.clear()
        if present == validity.count || present == 0 {
            appendVarint(UInt64(validity.count) << 1, to: &packed)
            packed.append(byte: present == 0 ? 0 : 1)
        } else {
            appendVarint(UInt64((validity.count + 7) / 8) << 1 | 1, to: &packed)
            validity.withUnsafeBufferPointer {
                if let base = $0.baseAddress { appendBits(base, count: $0.count, to: &packed) }
            }
        }
        data.append(UInt32(packed.count))
        data.append(packed.bytes)
        return validity.count - present
    }

    private mutating func encodeValues(
        _ column: borrowing ColumnBuffer, rowCount: Int, nullCount: Int
    ) -> Body {
        let validity = nullCount > 0 ? column.validity : nil
        switch column.values {
        case .bool(let v):
            return withPresent(v, validity) { values, data, _ in
                if let base = values.baseAddress {
                    appendBits(base, count: values.count, to: &data)
                }
                let statistics = ChunkStatistics(bools: values, nullCount: nullCount)
                return Body(encoding: .plain, statistics: statistics)
            }
        case .int32(let v):
            return withPresent(v, validity) { values, data, _ in
                let statistics = ChunkStatistics(integers: values, nullCount: nullCount)
                return Self.deltas(values, statistics, &data)
            }
        case .uint32(let v):
            return withPresent(v, validity) { values, data, _ in
                let statistics = ChunkStatistics(integers: values, nullCount: nullCount)
                return values.withMemoryRebound(to: Int32.self) {
                    Self.deltas($0, statistics, &data)
                }
            }
        case .int64(let v):
            return withPresent(v, validity) { values, data, _ in
                let statistics = ChunkStatistics(integers: values, nullCount: nullCount)
                return Self.deltas(values, statistics, &data)
            }
        case .float(let v):
            return withPresent(v, validity) { values, data, _ in
                values.withMemoryRebound(to: Int32.self) { bits in
                    let statistics = ChunkStatistics(floats: bits, nullCount: nullCount)
                    return Self.streams(bits, statistics, &data)
                }
            }
        case .double(let v):
            return withPresent(v, validity) { values, data, _ in
                values.withMemoryRebound(to: Int64.self) { bits in
                    let statistics = ChunkStatistics(doubles: bits, nullCount: nullCount)
                    return Self.streams(bits, statistics, &data)
                }
            }
        case .string, .words:
            let words = column.words
            return withPresent(column.codes, validity) { codes, data, dictionary in
                Self.texts(codes, words, nullCount, dictionary: &dictionary, &data)
            }
        }
    }

    private static func deltas<T: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
        _ values: UnsafeBufferPointer<T>, _ statistics: ChunkStatistics, _ data: inout RawBuffer
    ) -> Body where T.Magnitude: BitwiseCopyable {
        if let base = values.baseAddress { appendDelta(base, count: values.count, to: &data) }
        return Body(encoding: .deltaBinaryPacked, statistics: statistics)
    }

    private static func streams<T: FixedWidthInteger & BitwiseCopyable>(
        _ values: UnsafeBufferPointer<T>, _ statistics: ChunkStatistics, _ data: inout RawBuffer
    ) -> Body {
        if let base = values.baseAddress { appendByteStreams(base, count: values.count, to: &data) }
        return Body(encoding: .byteStreamSplit, statistics: statistics)
    }

    /// Calls `body` with the values that are not missing and the two pages.
    private mutating func withPresent<T: BitwiseCopyable>(
        _ values: [T], _ validity: [Bool]?,
        _ body: (UnsafeBufferPointer<T>, inout RawBuffer, inout RawBuffer) -> Body
    ) -> Body {
        guard let validity else {
            return values.withUnsafeBufferPointer { body($0, &data, &dictionary) }
        }
        dense.clear()
        let room = dense.reserve(values.count * MemoryLayout<T>.stride)
        let target = room.bindMemory(to: T.self, capacity: values.count)
        let count = compact(values, validity, into: target)
        return body(UnsafeBufferPointer(start: target, count: count), &data, &dictionary)
    }

    /// Texts as codes into a dictionary if at most every second one is new, else one after the
    /// other.
    private static func texts(
        _ codes: UnsafeBufferPointer<UInt32>, _ words: WordInterner, _ nullCount: Int,
        dictionary: inout RawBuffer, _ data: inout RawBuffer
    ) -> Body {
        let statistics = ChunkStatistics(words: words, nullCount: nullCount)
        guard let base = codes.baseAddress, words.count > 0 else {
            return Body(encoding: .plain, statistics: statistics)
        }
        return words.withTexts { bytes, ends in
            if ends.count > max(64, codes.count / 2) {
                for code in codes { append(Int(code), bytes, ends, to: &data) }
                return Body(encoding: .plain, statistics: statistics)
            }
            for code in ends.indices { append(code, bytes, ends, to: &dictionary) }
            let width = bitWidth(of: UInt32(ends.count - 1))
            data.append(byte: UInt8(width))
            appendHybrid(base, count: codes.count, width: width, to: &data)
            return Body(encoding: .rleDictionary, statistics: statistics, words: ends.count)
        }
    }

    /// Appends a text with its length before it.
    private static func append(
        _ code: Int, _ bytes: UnsafeRawBufferPointer, _ ends: [Int], to out: inout RawBuffer
    ) {
        let text = (code == 0 ? 0 : ends[code - 1])..<ends[code]
        out.append(UInt32(text.count))
        out.append(UnsafeRawBufferPointer(rebasing: bytes[text]))
    }

    // MARK: Pages

    /// Compresses the pages if that saves a tenth, and appends them with their heads.
    private mutating func appendPages(
        _ body: Body, rowCount: Int, chunk: inout ChunkMetadata, into out: inout RawBuffer,
        origin: Int
    ) throws {
        packed.clear()
        let dictionarySize = body.words > 0 ? try compress(dictionary.bytes) : 0
        let dataSize = try compress(data.bytes)
        let raw = dictionary.count + data.count
        let isWorthIt = packed.count + raw / 10 < raw
        chunk.codec = isWorthIt ? .zstd : .uncompressed
        let start = out.count
        if body.words > 0 {
            chunk.dictionaryOffset = Int64(origin + out.count)
            var head = PageHeader(kind: .dictionary, valueCount: body.words, encoding: .plain)
            head.uncompressedSize = dictionary.count
            head.compressedSize = isWorthIt ? dictionarySize : dictionary.count
            append(head, to: &out, &chunk)
            out.append(
                isWorthIt
                    ? UnsafeRawBufferPointer(start: packed.base, count: dictionarySize)
                    : dictionary.bytes)
        }
        chunk.dataOffset = Int64(origin + out.count)
        var head = PageHeader(kind: .data, valueCount: rowCount, encoding: body.encoding)
        head.uncompressedSize = data.count
        head.compressedSize = isWorthIt ? dataSize : data.count
        append(head, to: &out, &chunk)
        out.append(
            isWorthIt
                ? UnsafeRawBufferPointer(start: packed.base + dictionarySize, count: dataSize)
                : data.bytes)
        chunk.compressedSize = Int64(out.count - start)
    }

    private func append(_ head: PageHeader, to out: inout RawBuffer, _ chunk: inout ChunkMetadata) {
        let bytes = head.encoded()
        out.append(bytes)
        chunk.uncompressedSize += Int64(bytes.count + head.uncompressedSize)
    }

    private mutating func compress(_ bytes: UnsafeRawBufferPointer) throws -> Int {
        let bound = ZSTD_compressBound(bytes.count)
        let target = packed.reserve(bound)
        let size = ZSTD_compressCCtx(context, target, bound, bytes.baseAddress, bytes.count, level)
        guard ZSTD_isError(size) == 0 else {
            throw Malformed("compression failed: \(String(cString: ZSTD_getErrorName(size)))")
        }
        packed.advance(size)
        return size
    }
}

/// Copies the values that are there and returns how many.
private func compact<T: BitwiseCopyable>(
    _ values: [T], _ validity: [Bool], into target: UnsafeMutablePointer<T>
) -> Int {
    var count = 0
    for index in values.indices {
        target[count] = values[index]
        count += validity[index] ? 1 : 0
    }
    return count
}

extension ColumnType {
    /// How Parquet stores it.
    var physical: PhysicalType {
        switch self {
        case .bool: .boolean
        case .int32, .uint32: .int32
        case .int64: .int64
        case .float: .float
        case .double: .double
        case .string: .byteArray
        }
    }

    /// What Parquet says about it.
    var annotation: Annotation {
        switch self {
        case .int32: .integer(bits: 32, isSigned: true)
        case .uint32: .integer(bits: 32, isSigned: false)
        case .int64: .integer(bits: 64, isSigned: true)
        case .string: .string
        case .bool, .float, .double: .none
        }
    }
}
