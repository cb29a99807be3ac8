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
            return withPresent(v, validity) { values, data in
                if let base = values.baseAddress {
                    appendBits(base, count: values.count, to: &data)
                }
                let statistics = ChunkStatistics(bools: values, nullCount: nullCount)
                return Body(encoding: .plain, statistics: statistics)
            }
        case .int32(let v):
            return withPresent(v, validity) { values, data in
                let statistics = ChunkStatistics(integers: values, nullCount: nullCount)
                return Self.deltas(values, statistics, &data)
            }
        case .uint32(let v):
            return withPresent(v, validity) { values, data in
                let statistics = ChunkStatistics(integers: values, nullCount: nullCount)
                return values.withMemoryRebound(to: Int32.self) {
                    Self.deltas($0, statistics, &data)
                }
            }
        case .int64(let v):
            return withPresent(v, validity) { values, data in
                let statistics = ChunkStatistics(integers: values, nullCount: nullCount)
                return Self.deltas(values, statistics, &data)
            }
        case .float(let v):
            return withPresent(v, validity) { values, data in
                values.withMemoryRebound(to: Int32.self) { bits in
                    let statistics = ChunkStatistics(floats: bits, nullCount: nullCount)
                    return Self.streams(bits, statistics, &data)
                }
            }
        case .double(let v):
            return withPresent(v, validity) { values, data in
                values.withMemoryRebound(to: Int64.self) { bits in
                    let statistics = ChunkStatistics(doubles: bits, nullCount: nullCount)
                    return Self.streams(bits, statistics, &data)
                }
            }
        case .string(let v):
            return encodeTexts(v, validity, nullCount: nullCount)
        case .words(let codes, let words):
            return encodeWords(codes, words, validity, nullCount: nullCount)
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

    /// Calls `body` with the values that are not missing.
    private mutating func withPresent<T: BitwiseCopyable>(
        _ values: [T], _ validity: [Bool]?,
        _ body: (UnsafeBufferPointer<T>, inout RawBuffer) -> Body
    ) -> Body {
        guard let validity else { return values.withUnsafeBufferPointer { body($0, &data) } }
        dense.clear()
        let room = dense.reserve(values.count * MemoryLayout<T>.stride)
        let target = room.bindMemory(to: T.self, capacity: values.count)
        let count = compact(values, validity, into: target)
        return body(UnsafeBufferPointer(start: target, count: count), &data)
    }

    /// Texts spelled out: as a dictionary if at most one in four is new, else one after the other.
    private mutating func encodeTexts(
        _ texts: [String], _ validity: [Bool]?, nullCount: Int
    ) -> Body {
        let limit = Self.dictionaryLimit(present: texts.count - nullCount)
        var codeOfWord: [String: UInt32] = [:]
        var words: [String] = []
        var codes: [UInt32] = []
        codes.reserveCapacity(texts.count - nullCount)
        for row in texts.indices where validity?[row] != false {
            if let known = codeOfWord[texts[row]] {
                codes.append(known)
                continue
            }
            guard words.count < limit else {
                for other in texts.indices where validity?[other] != false {
                    appendText(texts[other], to: &data)
                }
                let present = validity.map { v in zip(texts, v).filter(\.1).map(\.0) } ?? texts
                let statistics = ChunkStatistics(words: present, nullCount: nullCount)
                return Body(encoding: .plain, statistics: statistics)
            }
            let code = UInt32(words.count)
            codeOfWord[texts[row]] = code
            words.append(texts[row])
            codes.append(code)
        }
        return encodeDictionary(codes, words, nullCount: nullCount)
    }

    /// Codes into words: the words that occur, in order of first occurrence, so that the bytes
    /// depend on the rows alone.
    private mutating func encodeWords(
        _ codes: [UInt32], _ words: [String], _ validity: [Bool]?, nullCount: Int
    ) -> Body {
        let limit = Self.dictionaryLimit(present: codes.count - nullCount)
        var translation = [UInt32](repeating: .max, count: words.count)
        var used: [String] = []
        var own: [UInt32] = []
        own.reserveCapacity(codes.count - nullCount)
        for row in codes.indices where validity?[row] != false {
            let code = Int(codes[row])
            if translation[code] == .max {
                guard used.count < limit else {
                    let texts = codes.indices.map {
                        validity?[$0] == false ? "" : words[Int(codes[$0])]
                    }
                    return encodeTexts(texts, validity, nullCount: nullCount)
                }
                translation[code] = UInt32(used.count)
                used.append(words[code])
            }
            own.append(translation[code])
        }
        return encodeDictionary(own, used, nullCount: nullCount)
    }

    private static func dictionaryLimit(present: Int) -> Int { max(64, present / 4) }

    private mutating func encodeDictionary(
        _ codes: [UInt32], _ words: [String], nullCount: Int
    ) -> Body {
        let statistics = ChunkStatistics(words: words, nullCount: nullCount)
        if words.isEmpty { return Body(encoding: .plain, statistics: statistics) }
        for word in words { appendText(word, to: &dictionary) }
        let width = bitWidth(of: UInt32(words.count - 1))
        data.append(byte: UInt8(width))
        codes.withUnsafeBufferPointer {
            if let base = $0.baseAddress {
                appendHybrid(base, count: $0.count, width: width, to: &data)
            }
        }
        return Body(encoding: .rleDictionary, statistics: statistics, words: words.count)
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

/// A text with its length before it.
private func appendText(_ text: String, to out: inout RawBuffer) {
    var text = text
    text.withUTF8 {
        out.append(UInt32($0.count))
        out.append(UnsafeRawBufferPointer($0))
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
