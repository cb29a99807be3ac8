// Reads flat tables from Parquet as we, pyarrow, DuckDB and Spark write them. What is not flat, or
// is stored in a way that none of them uses by itself, gives one clear error and never a trap:
// files come from others.

import Base
import Glibc

/// An open Parquet file.
///
///     let reader = try ParquetReader(path: "trips.parquet")
///     let trips = try reader.read(columns: ["vehicle_id", "depart_s"])
///
/// Integers of 8 and 16 bits and dates come as `int32`; timestamps and 64-bit unsigned integers as
/// `int64`, in the unit that `timeUnit(of:)` names; texts as `words` when they repeat. Missing
/// numbers are NaN or 0 beside `false` in the validity. Threads may share a reader.
public struct ParquetReader: Sendable {
    /// The file's name as given.
    public let path: String
    /// The columns that can be read, in file order.
    public let schema: [ColumnSchema]
    /// Names of columns that cannot be read, with the reason; reading them all throws.
    public let unsupported: [(name: String, reason: String)]
    /// What the footer holds besides, in file order.
    public let keyValue: [(String, String)]
    /// All rows.
    public let rowCount: Int
    let file: RandomAccessFile
    let rowGroups: [RowGroupMetadata]
    private let columns: [FileColumn]

    /// Opens a file and reads its footer.
    /// - Throws: `Failure.input` when it is no Parquet file or is damaged, `.environment` when the
    ///   disk fails.
    public init(path: String) throws {
        self.path = path
        file = try RandomAccessFile(path: path)
        do {
            let metadata = try Self.footer(of: file)
            let top = try Self.topLevel(metadata.schema)
            columns = top.columns
            schema = columns.map(\.schema)
            unsupported = top.unsupported
            keyValue = metadata.keyValue
            rowGroups = metadata.rowGroups
            rowCount = try Self.checkedRows(metadata, leaves: top.leafCount, fileSize: file.size)
        } catch let error as Malformed {
            throw Failure.input("\(path): \(error.reason)")
        }
    }

    /// How many row groups.
    public var rowGroupCount: Int { rowGroups.count }

    /// The rows of a row group.
    public func rowCount(ofRowGroup index: Int) -> Int { Int(rowGroups[index].rowCount) }

    /// The unit of a column of dates, times or timestamps; nil for others.
    public func timeUnit(of name: String) -> TimeUnit? {
        columns.first { $0.schema.name == name }?.timeUnit
    }

    /// Reads all rows, of some columns or all, in the order asked for.
    public func read(columns names: [String]? = nil) throws -> DataTable {
        try read(rowGroups.indices, names)
    }

    /// Reads one row group.
    public func readRowGroup(_ index: Int, columns names: [String]? = nil) throws -> DataTable {
        precondition(rowGroups.indices.contains(index))
        return try read(index..<index + 1, names)
    }

    private func read(_ groups: Range<Int>, _ names: [String]?) throws -> DataTable {
        try DataTable(chosen(names).map { try read($0, groups) })
    }

    private func chosen(_ names: [String]?) throws -> [FileColumn] {
        guard let names else {
            if let first = unsupported.first {
                throw Failure.input("\(path): column '\(first.name)' \(first.reason)")
            }
            return columns
        }
        return try names.map { name in
            if let column = columns.first(where: { $0.schema.name == name }) { return column }
            if let column = unsupported.first(where: { $0.name == name }) {
                throw Failure.input("\(path): column '\(name)' \(column.reason)")
            }
            let all = columns.map(\.schema.name).joined(separator: ", ")
            throw Failure.input("\(path): there is no column '\(name)' (columns: \(all))")
        }
    }

    private func read(_ column: FileColumn, _ groups: Range<Int>) throws -> DataColumn {
        let source = ColumnSource(
            file: file, isNullable: column.schema.isNullable,
            chunks: rowGroups[groups].map { ($0.chunks[column.leaf], Int($0.rowCount)) })
        try checkMemory(for: source.rowCount, of: column)
        do {
            for (chunk, _) in source.chunks where chunk.physical != column.physical {
                throw Malformed("its types differ between row groups")
            }
            return try decode(column, source)
        } catch let error as Malformed {
            throw Failure.input("\(path): column '\(column.schema.name)': \(error.reason)")
        }
    }

    /// An allocation that cannot succeed would end the process without a word.
    private func checkMemory(for rows: Int, of column: FileColumn) throws {
        let gigabytes = rows / (1 << 30 / 16)
        let present = sysconf(Int32(_SC_PHYS_PAGES)) / (1 << 30 / sysconf(Int32(_SC_PAGESIZE)))
        guard gigabytes <= present else {
            throw Failure.environment(
                "\(path): column '\(column.schema.name)' has \(rows) rows and needs "
                    + "\(gigabytes) GB of memory, \(present) GB are there; use a larger machine")
        }
    }

    private func decode(_ column: FileColumn, _ source: ColumnSource) throws -> DataColumn {
        let name = column.schema.name
        switch column.schema.type {
        case .bool:
            let (values, validity) = try decodeBools(source)
            return DataColumn(name, .bool(values), validity: validity)
        case .int32:
            let (values, validity) = try decodeNumbers(source, as: Int32.self)
            return DataColumn(name, .int32(values), validity: validity)
        case .uint32:
            let (values, validity) = try decodeNumbers(source, as: UInt32.self)
            return DataColumn(name, .uint32(values), validity: validity)
        case .int64 where column.physical == .int96:
            let (values, validity) = try decodeNumbers(source, as: JulianTime.self)
            let times = try values.map { try $0.nanoseconds() }
            return DataColumn(name, .int64(times), validity: validity)
        case .int64:
            let (values, validity) = try decodeNumbers(source, as: Int64.self)
            if column.isUnsigned, values.contains(where: { $0 < 0 }) {
                throw Malformed("a number is larger than 2^63 - 1")
            }
            return DataColumn(name, .int64(values), validity: validity)
        case .float:
            let (values, validity) = try decodeNumbers(source, as: Float.self)
            return DataColumn(name, .float(values), validity: validity)
        case .double:
            let (values, validity) = try decodeNumbers(source, as: Double.self)
            return DataColumn(name, .double(values), validity: validity)
        case .string:
            let (codes, words, validity) = try decodeTexts(source)
            // Spelled out where words hardly repeat: codes would then only cost.
            if words.count > 256 && words.count > codes.count / 2 {
                return DataColumn(name, .string(codes.map { words[Int($0)] }), validity: validity)
            }
            return DataColumn(name, .words(codes: codes, words: words), validity: validity)
        }
    }
}

/// A column of the file that can be read.
private struct FileColumn {
    var schema: ColumnSchema
    var physical: PhysicalType
    var isUnsigned: Bool
    var timeUnit: TimeUnit?
    /// Which leaf of the schema's tree, and so which chunk of each row group.
    var leaf: Int
}

// MARK: The footer

extension ParquetReader {
    private static func footer(of file: RandomAccessFile) throws -> FileMetadata {
        guard file.size >= 12 else { throw Malformed("not a Parquet file (too short)") }
        var ends = RawBuffer()
        try file.read(4, at: 0, into: &ends)
        try file.read(8, at: file.size - 8, into: &ends)
        let (head, tail) = (Array(ends.bytes[0..<4]), Array(ends.bytes[8..<12]))
        if tail == Array("PARE".utf8) { throw Malformed("it is encrypted, which is not supported") }
        guard head == Array("PAR1".utf8) else { throw Malformed("not a Parquet file") }
        guard tail == head else { throw Malformed("it is cut off (its end is missing)") }
        let size = Int(
            UInt32(littleEndian: ends.bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        guard size <= file.size - 12 else {
            throw Malformed("it is damaged (footer of \(size) bytes)")
        }
        var footer = RawBuffer()
        try file.read(size, at: file.size - 8 - size, into: &footer)
        return try FileMetadata(decoding: footer.bytes)
    }

    private typealias TopLevel = (
        columns: [FileColumn], unsupported: [(name: String, reason: String)], leafCount: Int
    )

    /// The children of the root: readable columns and the others.
    private static func topLevel(_ schema: [SchemaElement]) throws -> TopLevel {
        guard let root = schema.first, root.physical == nil else {
            throw Malformed("its schema is damaged")
        }
        var result: TopLevel = ([], [], 0)
        var index = 1
        for _ in 0..<max(0, root.childCount) {
            guard index < schema.count else { throw Malformed("its schema is damaged") }
            let element = schema[index]
            let start = index
            try skip(schema, &index)
            let leaves = schema[start..<index].count { $0.physical != nil }
            if let reason = element.obstacle {
                result.unsupported.append((element.name, reason))
            } else if let physical = element.physical, let type = element.columnType {
                let isNullable = element.repetition == .optional
                result.columns.append(
                    FileColumn(
                        schema: ColumnSchema(element.name, type, isNullable: isNullable),
                        physical: physical,
                        isUnsigned: element.annotation == .integer(bits: 64, isSigned: false),
                        timeUnit: element.timeUnit, leaf: result.leafCount))
            }
            result.leafCount += leaves
        }
        guard index == schema.count else { throw Malformed("its schema is damaged") }
        return result
    }

    /// Steps over a node and all below it.
    private static func skip(_ schema: [SchemaElement], _ index: inout Int) throws {
        var pending = 1
        while pending > 0 {
            guard index < schema.count, pending <= schema.count else {
                throw Malformed("its schema is damaged")
            }
            let children = schema[index].physical == nil ? schema[index].childCount : 0
            guard children >= 0, children <= schema.count else {
                throw Malformed("its schema is damaged")
            }
            pending += children - 1
            index += 1
        }
    }

    /// All rows, after a look at whether the metadata can be true.
    private static func checkedRows(
        _ metadata: FileMetadata, leaves: Int, fileSize: Int
    ) throws -> Int {
        var rows: Int64 = 0
        for group in metadata.rowGroups {
            guard group.chunks.count == leaves else { throw Malformed("a row group lacks columns") }
            guard group.rowCount < 1 << 40, rows < 1 << 50 else {
                throw Malformed("it is damaged (too many rows)")
            }
            rows += group.rowCount
        }
        guard rows == metadata.rowCount else {
            throw Malformed("it is damaged (\(rows) rows instead of \(metadata.rowCount))")
        }
        // Runs of equal values take next to nothing, but our pages and those of others hold fewer
        // than 1,024 rows per byte: a small file that claims more would only exhaust the memory.
        guard rows <= 1 << 24 + fileSize * 1024 else {
            throw Malformed("it is damaged (\(rows) rows in \(fileSize) bytes)")
        }
        return Int(rows)
    }
}

extension SchemaElement {
    /// Why the column cannot be read, or nil.
    fileprivate var obstacle: String? {
        if physical == nil { return "is nested, which is not supported; flatten it" }
        if repetition == .repeated { return "holds lists, which is not supported; flatten it" }
        if case .other(let name) = annotation {
            return "is of type \(name), which is not supported; convert it"
        }
        if case .decimal = annotation {
            return "is of type decimal, which is not supported; convert it to double"
        }
        if columnType == nil { return "is of a binary type, which is not supported; convert it" }
        return nil
    }

    /// The unit of times, or nil.
    fileprivate var timeUnit: TimeUnit? {
        if physical == .int96 { return .nanoseconds }
        switch annotation {
        case .date: return .days
        case .time(let unit), .timestamp(let unit): return unit
        default: return nil
        }
    }

    /// What the column becomes, or nil.
    fileprivate var columnType: ColumnType? {
        switch physical {
        case .boolean: .bool
        case .int32: annotation == .integer(bits: 32, isSigned: false) ? .uint32 : .int32
        case .int64, .int96: .int64
        case .float: .float
        case .double: .double
        case .byteArray: .string
        case .fixedLengthByteArray, nil: nil
        }
    }
}
