// Writes flat tables as Parquet that pyarrow, DuckDB and Spark read.

import Base

/// A Parquet file under construction.
///
/// Rows are gathered into row groups of a fixed number of rows, so that the bytes depend on the
/// rows alone, not on how they were handed over. The file appears under its name when `finish`
/// returns; dropping an unfinished writer removes what it wrote. A class because it owns the open
/// file.
///
///     let writer = try ParquetWriter(path: "trips.parquet", schema: table.schema)
///     try writer.append(table)
///     let (rows, bytes) = try writer.finish()
public final class ParquetWriter {
    /// The file's final name.
    public let path: String
    /// Names, types and nullability of the columns.
    public let schema: [ColumnSchema]
    /// How many rows were appended.
    public private(set) var rowCount = 0
    private let rowGroupRows: Int
    private let keyValue: [(String, String)]
    private let file: AtomicFile
    private var columns: [ColumnBuffer]
    private var bufferedRows = 0
    private var rowGroups: [RowGroupMetadata] = []
    private var encoder = ChunkEncoder()
    private var output = RawBuffer(capacity: 1 << 16)

    /// Opens `path + ".partial"`.
    /// - Parameters:
    ///   - path: the final name; missing folders are made.
    ///   - schema: the columns.
    ///   - rowGroupRows: rows of every row group but the last.
    ///   - keyValue: what else to store in the footer, in this order.
    public init(
        path: String, schema: [ColumnSchema], rowGroupRows: Int = 65_536,
        keyValue: [(String, String)] = []
    ) throws {
        precondition(rowGroupRows > 0 && rowGroupRows <= 1 << 24)
        self.path = path
        self.schema = schema
        self.rowGroupRows = rowGroupRows
        self.keyValue = keyValue
        columns = schema.map(ColumnBuffer.init)
        file = try AtomicFile(path: path)
        output.append(Array("PAR1".utf8))
    }

    /// Appends rows. The table's columns must be those of the schema, in its order; a column
    /// without gaps fits one that may have them.
    /// - Throws: `Failure.input` when the columns differ, `.environment` when the disk fails: then
    ///   nothing of the file is left.
    public func append(_ table: DataTable) throws {
        try append(table, rows: 0..<table.rowCount)
    }

    /// Appends some rows of a table.
    public func append(_ table: DataTable, rows: Range<Int>) throws {
        let names = table.columns.map(\.name)
        guard names == schema.map(\.name) else {
            let wanted = schema.map(\.name).joined(separator: ", ")
            let given = names.joined(separator: ", ")
            throw Failure.input("\(path): the columns are \(given); the file wants \(wanted)")
        }
        var start = rows.lowerBound
        while start < rows.upperBound {
            let end = min(rows.upperBound, start + rowGroupRows - bufferedRows)
            for index in columns.indices {
                do {
                    try columns[index].append(table.columns[index], rows: start..<end)
                } catch let failure as Failure {
                    file.abandon()
                    throw Failure.input("\(path): \(failure.message)")
                }
            }
            bufferedRows += end - start
            rowCount += end - start
            start = end
            if bufferedRows == rowGroupRows { try writeRowGroup() }
        }
    }

    /// Ends the row group here, so that rows before and after lie in different ones.
    public func endRowGroup() throws {
        if bufferedRows > 0 { try writeRowGroup() }
    }

    /// Appends the row groups of another file as they stand, without decoding them. Where the
    /// schemas differ, as in whether a column may have gaps, its rows are written anew.
    public func append(rowGroupsOf reader: ParquetReader) throws {
        try endRowGroup()
        guard reader.schema == schema, reader.unsupported.isEmpty else {
            for index in 0..<reader.rowGroupCount { try append(reader.readRowGroup(index)) }
            return try endRowGroup()
        }
        for group in reader.rowGroups {
            let starts = group.chunks.map { min($0.dataOffset, $0.dictionaryOffset ?? .max) }
            let ends = zip(group.chunks, starts).map { $1 + $0.compressedSize }
            guard let start = starts.min(), let end = ends.max(), start >= 4, end >= start else {
                throw Failure.input("\(reader.path): its row groups are damaged")
            }
            // What is still in `output` stands before the group.
            let shift = Int64(file.bytesWritten + output.bytes.count) - start
            do {
                try reader.file.read(Int(end - start), at: Int(start), into: &output)
            } catch let error as Malformed {
                throw Failure.input("\(reader.path): \(error.reason)")
            }
            var moved = group
            for index in moved.chunks.indices {
                moved.chunks[index].dataOffset += shift
                if let offset = moved.chunks[index].dictionaryOffset {
                    moved.chunks[index].dictionaryOffset = offset + shift
                }
            }
            rowGroups.append(moved)
            rowCount += Int(group.rowCount)
            try file.write(output.bytes)
            output.clear()
        }
    }

    /// Writes what is left and the footer, and gives the file its name.
    public func finish() throws -> (rows: Int, bytes: Int) {
        try endRowGroup()
        var root = SchemaElement()
        root.name = "schema"
        root.childCount = schema.count
        let leaves = schema.map { column in
            var leaf = SchemaElement()
            leaf.name = column.name
            leaf.physical = column.type.physical
            leaf.repetition = column.isNullable ? .optional : .required
            leaf.annotation = column.type.annotation
            return leaf
        }
        let metadata = FileMetadata(
            schema: [root] + leaves, rowCount: Int64(rowCount), rowGroups: rowGroups,
            keyValue: keyValue)
        let footer = metadata.encoded()
        output.append(footer)
        output.append(UInt32(footer.count))
        output.append(Array("PAR1".utf8))
        try file.write(output.bytes)
        output.clear()
        try file.finish()
        return (rowCount, file.bytesWritten)
    }

    private func writeRowGroup() throws {
        var group = RowGroupMetadata()
        group.rowCount = Int64(bufferedRows)
        for index in columns.indices {
            do {
                group.chunks.append(
                    try encoder.encode(
                        columns[index], rowCount: bufferedRows, into: &output,
                        origin: file.bytesWritten))
            } catch let error as Malformed {
                file.abandon()
                throw Failure.environment("cannot write \(path): \(error.reason)")
            }
            columns[index].clear()
        }
        rowGroups.append(group)
        bufferedRows = 0
        try file.write(output.bytes)
        output.clear()
    }
}

/// Whole tables in Parquet files.
public enum ParquetFile {
    /// Writes a table; see `ParquetWriter`.
    @discardableResult
    public static func write(
        _ table: DataTable, to path: String, rowGroupRows: Int = 65_536,
        keyValue: [(String, String)] = []
    ) throws -> (rows: Int, bytes: Int) {
        let writer = try ParquetWriter(
            path: path, schema: table.schema, rowGroupRows: rowGroupRows, keyValue: keyValue)
        try writer.append(table)
        return try writer.finish()
    }

    /// Joins files of one schema: their row groups one after the other.
    public static func join(_ paths: [String], to path: String) throws {
        var writer: ParquetWriter?
        for part in paths {
            let reader = try ParquetReader(path: part)
            let open = try writer ?? ParquetWriter(path: path, schema: reader.schema)
            try open.append(rowGroupsOf: reader)
            writer = open
        }
        _ = try writer?.finish()
    }

    /// How many rows a file has, from its footer alone.
    public static func rowCount(_ path: String) throws -> Int {
        try ParquetReader(path: path).rowCount
    }

    /// Reads a table; see `ParquetReader`.
    public static func read(_ path: String, columns: [String]? = nil) throws -> DataTable {
        try ParquetReader(path: path).read(columns: columns)
    }
}
