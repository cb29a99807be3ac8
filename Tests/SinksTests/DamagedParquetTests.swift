// Files that are not what they should be: one line that names the file, never a trap.

import Base
import Foundation
import Sinks
import TestSupport
import Testing

struct DamagedParquetTests {
    @Test func `a file cut off anywhere is refused with one line`() throws {
        try withFolder { folder in
            let path = folder + "/a.parquet"
            try ParquetFile.write(RandomTables.table(rows: 50, seed: 9), to: path)
            let whole = try Data(contentsOf: URL(filePath: path))
            for length in stride(from: 0, to: whole.count, by: 997) {
                try whole.prefix(length).write(to: URL(filePath: path))
                expectOneLine(path) { try ParquetFile.read(path) }
            }
            try whole.prefix(whole.count - 1).write(to: URL(filePath: path))
            #expect(throws: Failure.input("\(path): it is cut off (its end is missing)")) {
                try ParquetReader(path: path)
            }
        }
    }

    @Test func `flipped bytes give an error or a table of the same shape`() throws {
        try withFolder { folder in
            let path = folder + "/a.parquet"
            let table = RandomTables.table(rows: 40, seed: 10)
            try ParquetFile.write(table, to: path, rowGroupRows: 16)
            let survivors = try flip(path, times: 500, seed: 11)
            #expect(survivors > 30)
        }
    }

    @Test(
        .enabled(if: Oracle.isThere, "needs .venv; run `make setup`"),
        arguments: [
            "compression='snappy'", "compression='gzip'", "compression='lz4'",
            "compression='none', data_page_version='2.0', data_page_size=100",
            "compression='none', use_dictionary=False, column_encoding="
                + "{'i': 'DELTA_BINARY_PACKED', 's': 'DELTA_BYTE_ARRAY', "
                + "'d': 'BYTE_STREAM_SPLIT', 'b': 'RLE'}",
        ])
    func `flipped bytes of other writers' files never trap`(options: String) throws {
        try withFolder { folder in
            let path = folder + "/a.parquet"
            let program = """
                import sys, pyarrow as pa, pyarrow.parquet as pq
                n = 200
                t = pa.table({'i': [None if i % 7 == 0 else i * i for i in range(n)],
                    's': ['word%d' % (i % 20) for i in range(n)], 'd': [i / 3 for i in range(n)],
                    'b': [i % 3 == 0 for i in range(n)]})
                pq.write_table(t, sys.argv[1], \(options))
                """
            _ = try Oracle.python(program, path)
            _ = try flip(path, times: 400, seed: 12)
        }
    }

    @Test func `what is no Parquet file is said to be none`() throws {
        try withFolder { folder in
            let path = folder + "/a.parquet"
            let text = "vehicle_id,depart_s\n1,2\n"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: Failure.input("\(path): not a Parquet file")) {
                try ParquetReader(path: path)
            }
            try "".write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: Failure.input("\(path): not a Parquet file (too short)")) {
                try ParquetReader(path: path)
            }
            #expect(throws: Failure.input("\(folder): not a file")) {
                try ParquetReader(path: folder)
            }
            #expect(throws: Failure.input("\(folder)/b: there is no such file")) {
                try ParquetReader(path: folder + "/b")
            }
        }
    }

    @Test func `a column that is not there is named with those that are`() throws {
        try withFolder { folder in
            let path = folder + "/a.parquet"
            let table = DataTable([DataColumn("a", .int32([1])), DataColumn("b", .int32([1]))])
            try ParquetFile.write(table, to: path)
            let message = "\(path): there is no column 'c' (columns: a, b)"
            #expect(throws: Failure.input(message)) {
                try ParquetFile.read(path, columns: ["a", "c"])
            }
        }
    }

    @Test func `a small file that claims to hold a great many rows is refused`() throws {
        try withFolder { folder in
            let path = folder + "/a.parquet"
            let table = DataTable([DataColumn("a", .int32([7, 7, 7, 7, 7]))])
            try ParquetFile.write(table, to: path)
            var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
            // Row counts stand as zigzag 10 after their field heads; make them 2^62 where they fit.
            let footer =
                bytes.count - 8 - Int(bytes[bytes.count - 8]) - 256 * Int(bytes[bytes.count - 7])
            for index in footer..<bytes.count - 8 where bytes[index] == 10 { bytes[index] = 0x7E }
            try Data(bytes).write(to: URL(filePath: path))
            expectOneLine(path) { try ParquetFile.read(path) }
        }
    }

    /// Reads a file with one to three bytes changed, often in the footer; how often it could be
    /// read.
    private func flip(_ path: String, times: Int, seed: UInt64) throws -> Int {
        let whole = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let shape = try ParquetFile.read(path).schema
        let rows = try ParquetFile.rowCount(path)
        var random = SplitMix(seed)
        var survivors = 0
        for _ in 0..<times {
            var bytes = whole
            for _ in 0...random.next() % 3 {
                let span = random.next() % 2 == 0 ? whole.count : min(whole.count, 3000)
                let place = whole.count - 1 - Int(random.next() % UInt64(span))
                bytes[place] = UInt8(truncatingIfNeeded: random.next())
            }
            try Data(bytes).write(to: URL(filePath: path))
            do {
                let read = try ParquetFile.read(path)
                // A flipped bit in a name or type is not seen, a changed number of columns is.
                #expect(read.schema.count == shape.count && read.rowCount == rows)
                survivors += 1
            } catch let failure as Failure {
                checkOneLine(failure, path)
            }
        }
        return survivors
    }
}

/// Expects a `Failure.input` of one line that names the file.
func expectOneLine(_ path: String, _ body: () throws -> DataTable) {
    do {
        _ = try body()
        Issue.record("\(path) was read although it is damaged")
    } catch let failure as Failure {
        checkOneLine(failure, path)
    } catch {
        Issue.record("\(error)")
    }
}

private func checkOneLine(_ failure: Failure, _ path: String) {
    #expect(failure.kind == .input)
    #expect(failure.message.hasPrefix("\(path): "))
    #expect(!failure.message.contains("\n"))
}
