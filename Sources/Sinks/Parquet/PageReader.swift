// The pages of a column chunk, one after the other, decompressed and split into levels and values.

import CZstd

/// A data or dictionary page, ready to decode. Its memory is valid until the next page.
struct Page {
    var kind: PageKind
    /// Rows of a data page, entries of a dictionary page.
    var count: Int
    var encoding: Encoding
    /// Definition levels in runs, without length; nil where values cannot be missing.
    var levels: UnsafeRawBufferPointer?
    var values: UnsafeRawBufferPointer
}

/// Walks through the pages of one column chunk.
struct PageReader: ~Copyable {
    private let chunk: ChunkMetadata
    private let isNullable: Bool
    private var raw = RawBuffer()
    private var expanded = RawBuffer()
    private var position = 0
    private var rowsLeft: Int
    private let context = ZSTD_createDCtx()

    /// Pages larger than this are taken for damage.
    static let largestPage = 1 << 30

    init(_ file: RandomAccessFile, _ chunk: ChunkMetadata, isNullable: Bool, rows: Int) throws {
        self.chunk = chunk
        self.isNullable = isNullable
        rowsLeft = rows
        guard chunk.valueCount == rows else {
            throw Malformed("its columns differ in length (\(chunk.valueCount) and \(rows) rows)")
        }
        if rows == 0 { return }  // Empty row groups of pyarrow point nowhere.
        // Old writers put 0 for "no dictionary".
        var start = chunk.dataOffset
        if let dictionary = chunk.dictionaryOffset, dictionary > 0 {
            start = min(start, dictionary)
        }
        let end = start + chunk.compressedSize
        guard start >= 4, end <= file.size else { throw Malformed("a column lies beyond its end") }
        try file.read(Int(chunk.compressedSize), at: Int(start), into: &raw)
    }

    deinit { ZSTD_freeDCtx(context) }

    /// The next data or dictionary page; nil when all rows were returned.
    mutating func next() throws -> Page? {
        while rowsLeft > 0 {
            var reader = ThriftReader(raw.bytes, at: position)
            let header = try PageHeader(from: &reader)
            guard header.uncompressedSize <= Self.largestPage,
                header.compressedSize <= raw.count - reader.position
            else { throw Malformed("a page is cut off") }
            let start = reader.position
            position = start + header.compressedSize
            let body = UnsafeRawBufferPointer(rebasing: raw.bytes[start..<position])
            switch header.kind {
            case .index: continue
            case .dictionary:
                let values = try expand(body, to: header.uncompressedSize)
                guard header.valueCount <= header.uncompressedSize || header.valueCount == 0 else {
                    throw Malformed("a dictionary is cut off")
                }
                return Page(
                    kind: .dictionary, count: header.valueCount, encoding: header.encoding,
                    levels: nil, values: values)
            case .data, .dataV2:
                guard header.valueCount <= rowsLeft else {
                    throw Malformed("a column has more values than rows")
                }
                rowsLeft -= header.valueCount
                return header.kind == .data
                    ? try version1(header, body) : try version2(header, body)
            }
        }
        return nil
    }

    private mutating func version1(
        _ header: PageHeader, _ body: UnsafeRawBufferPointer
    ) throws -> Page {
        var cursor = ByteCursor(try expand(body, to: header.uncompressedSize))
        var levels: UnsafeRawBufferPointer?
        if isNullable && header.valueCount > 0 {
            guard header.levelEncoding == .rle else {
                throw Malformed("its definition levels are bit-packed, which is not supported")
            }
            levels = try cursor.takePrefixed()
        }
        let values = try cursor.take(cursor.remaining)
        return Page(
            kind: .data, count: header.valueCount, encoding: header.encoding, levels: levels,
            values: values)
    }

    private mutating func version2(
        _ header: PageHeader, _ body: UnsafeRawBufferPointer
    ) throws -> Page {
        var cursor = ByteCursor(body)
        _ = try cursor.take(header.repetitionLength)
        let levels = try cursor.take(header.definitionLength)
        let rest = try cursor.take(cursor.remaining)
        let size = header.uncompressedSize - header.repetitionLength - header.definitionLength
        guard size >= 0 else { throw Malformed("a page is damaged (impossible sizes)") }
        let values = header.isCompressed ? try expand(rest, to: size) : rest
        return Page(
            kind: .dataV2, count: header.valueCount, encoding: header.encoding,
            levels: isNullable ? levels : nil, values: values)
    }

    private mutating func expand(
        _ body: UnsafeRawBufferPointer, to size: Int
    ) throws -> UnsafeRawBufferPointer {
        if chunk.codec == .uncompressed {
            guard body.count == size else {
                throw Malformed("a page is damaged (impossible sizes)")
            }
            return body
        }
        expanded.clear()
        if size == 0 { return expanded.bytes }
        // Text compressed a thousandfold exists; no codec here reaches more than that by much.
        guard size <= body.count * 70_000 + 1024 else {
            throw Malformed("a page is damaged (impossible sizes)")
        }
        let target = UnsafeMutableRawBufferPointer(start: expanded.reserve(size), count: size)
        switch chunk.codec {
        case .zstd: try expandZstd(body, into: target)
        case .snappy: try expandSnappy(body, into: target)
        case .lz4Raw: try expandLZ4(body, into: target)
        case .gzip: try expandGzip(body, into: target)
        case .uncompressed: break
        case .lzo: throw Malformed("it is compressed with LZO, which is not supported; use zstd")
        case .brotli:
            throw Malformed("it is compressed with Brotli, which is not supported; use zstd")
        case .lz4Hadoop:
            throw Malformed("it is compressed with Hadoop's LZ4, which is not supported; use zstd")
        }
        expanded.advance(size)
        return expanded.bytes
    }

    private func expandZstd(
        _ body: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) throws {
        let size = ZSTD_decompressDCtx(
            context, target.baseAddress, target.count, body.baseAddress, body.count)
        guard ZSTD_isError(size) == 0, size == target.count else {
            throw Malformed("a page is damaged (zstd)")
        }
    }
}
