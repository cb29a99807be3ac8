// What we write we read again, bit for bit, whatever the table; and the bytes depend on the rows
// alone.

import Base
import Foundation
import Sinks
import TestSupport
import Testing

struct ParquetRoundTripTests {
    @Test(arguments: [0, 1, 2, 7, 8, 9, 31, 127, 128, 129, 130, 1000, 4099])
    func `tables of any length come back identical`(rows: Int) throws {
        try withFolder { folder in
            let table = RandomTables.table(rows: rows, seed: UInt64(rows) + 1)
            let written = try ParquetFile.write(
                table, to: folder + "/a.parquet", rowGroupRows: 1024, keyValue: [("k", "v")])
            let read = try ParquetFile.read(folder + "/a.parquet")
            #expect(normalized(read) == normalized(table))
            #expect(read.schema == table.schema)
            #expect(written.rows == rows)
            let reader = try ParquetReader(path: folder + "/a.parquet")
            #expect(reader.keyValue.map(\.0) == ["k"] && reader.keyValue.map(\.1) == ["v"])
            #expect(reader.rowGroupCount == (rows + 1023) / 1024)
            let size = try Data(contentsOf: URL(filePath: folder + "/a.parquet")).count
            #expect(size == written.bytes)
        }
    }

    @Test func `the bytes depend on the rows alone, not on how they were handed over`() throws {
        try withFolder { folder in
            let table = RandomTables.table(rows: 2500, seed: 20)
            try ParquetFile.write(table, to: folder + "/whole.parquet", rowGroupRows: 1000)
            let writer = try ParquetWriter(
                path: folder + "/parts.parquet", schema: table.schema, rowGroupRows: 1000)
            var start = 0
            for step in [1, 10, 989, 1, 1200, 0, 299] {
                try writer.append(respelled(table.rows(start..<start + step)))
                start += step
            }
            _ = try writer.finish()
            let whole = try Data(contentsOf: URL(filePath: folder + "/whole.parquet"))
            #expect(try Data(contentsOf: URL(filePath: folder + "/parts.parquet")) == whole)
        }
    }

    /// The same rows with words as texts, texts as words, and other values behind the gaps.
    private func respelled(_ table: DataTable) -> DataTable {
        DataTable(
            table.columns.map { column in
                switch column.values {
                case .string(let texts):
                    let codes = texts.indices.map { UInt32($0) }
                    let values = ColumnValues.words(codes: codes, words: texts)
                    return DataColumn(column.name, values, validity: column.validity)
                case .words(let codes, let words):
                    let texts = codes.map { words[Int($0)] }
                    return DataColumn(column.name, .string(texts), validity: column.validity)
                case .int32(let values):
                    let others = values.indices.map {
                        column.validity?[$0] == false ? 77 : values[$0]
                    }
                    return DataColumn(column.name, .int32(others), validity: column.validity)
                default: return column
                }
            })
    }

    @Test func `row groups have a fixed number of rows and can be ended early`() throws {
        try withFolder { folder in
            let table = DataTable([DataColumn("a", .int32(Array(0..<25)))])
            let writer = try ParquetWriter(
                path: folder + "/a.parquet", schema: table.schema, rowGroupRows: 10)
            try writer.append(table)
            try writer.endRowGroup()
            try writer.endRowGroup()
            try writer.append(table, rows: 0..<3)
            _ = try writer.finish()
            let reader = try ParquetReader(path: folder + "/a.parquet")
            let rows = (0..<reader.rowGroupCount).map { reader.rowCount(ofRowGroup: $0) }
            #expect(rows == [10, 10, 5, 3])
            #expect(try reader.readRowGroup(3).column("a").int64s() == [0, 1, 2])
        }
    }

    @Test func `repeated words come back as codes, different ones spelled out`() throws {
        try withFolder { folder in
            let rows = 5000
            let table = DataTable([
                DataColumn("few", .string((0..<rows).map { "word \($0 % 7)" })),
                DataColumn("many", .string((0..<rows).map { "vehicle \($0)" })),
            ])
            try ParquetFile.write(table, to: folder + "/a.parquet")
            let read = try ParquetFile.read(folder + "/a.parquet")
            guard case .words(_, let words) = read.columns[0].values,
                case .string = read.columns[1].values
            else {
                Issue.record("other forms than expected")
                return
            }
            #expect(words == (0..<7).map { "word \($0)" })
            #expect(normalized(read) == normalized(table))
        }
    }

    @Test func `columns come in the order asked for`() throws {
        try withFolder { folder in
            let table = RandomTables.table(rows: 10, seed: 3)
            try ParquetFile.write(table, to: folder + "/a.parquet")
            let names = [table.columns[5].name, table.columns[2].name]
            let read = try ParquetFile.read(folder + "/a.parquet", columns: names)
            #expect(read.columns.map(\.name) == names)
            #expect(
                normalized(read) == normalized(DataTable([table.columns[5], table.columns[2]])))
        }
    }

    @Test func `rows that do not fit the file are refused and leave nothing`() throws {
        try withFolder { folder in
            let path = folder + "/a.parquet"
            let table = DataTable([DataColumn("a", .int32([1, 2]))])
            var writer = try ParquetWriter(path: path, schema: table.schema)
            let other = DataTable([DataColumn("b", .int32([1]))])
            #expect(throws: Failure.input("\(path): the columns are b; the file wants a")) {
                try writer.append(other)
            }
            writer = try ParquetWriter(path: path, schema: table.schema)
            let type = "\(path): column 'a' holds double, the file wants int32"
            #expect(throws: Failure.input(type)) {
                try writer.append(DataTable([DataColumn("a", .double([1]))]))
            }
            writer = try ParquetWriter(path: path, schema: table.schema)
            let gap = "\(path): column 'a' has missing values, the file allows none"
            #expect(throws: Failure.input(gap)) {
                try writer.append(DataTable([DataColumn("a", .int32([1]), validity: [false])]))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }
}
