// Our files as pyarrow and DuckDB see them.

import Base
import Foundation
import Sinks
import TestSupport
import Testing

@Suite(.enabled(if: Oracle.isThere, "needs .venv; run `make setup`"))
struct ParquetOracleTests {
    @Test func `pyarrow reads every type, shape and gap of ours identically`() throws {
        try withFolder { folder in
            let table = RandomTables.table(rows: 500, seed: 2)
            try ParquetFile.write(table, to: folder + "/a.parquet", rowGroupRows: 200)
            let program = Oracle.dumpFunctions + "\ndump(pq.read_table(sys.argv[1]))"
            #expect(try Oracle.python(program, folder + "/a.parquet") == dump(table))
        }
    }

    @Test func `DuckDB reads every type, shape and gap of ours identically`() throws {
        try withFolder { folder in
            let table = RandomTables.table(rows: 500, seed: 3)
            try ParquetFile.write(table, to: folder + "/a.parquet", rowGroupRows: 200)
            let program =
                Oracle.dumpFunctions
                + "\ndump(duckdb.sql(f\"select * from '{sys.argv[1]}'\").to_arrow_table())"
            #expect(try Oracle.python(program, folder + "/a.parquet") == dump(table))
        }
    }
}

/// A table in the form that the oracles print.
func dump(_ table: DataTable) -> String {
    var lines: [String] = []
    for column in table.columns {
        lines.append("# \(column.name) \(column.schema.type.rawValue)")
        for row in 0..<column.count {
            guard column.validity?[row] != false else {
                lines.append("null")
                continue
            }
            lines.append(text(column.values, row))
        }
    }
    return lines.joined(separator: "\n") + "\n"
}

private func text(_ values: ColumnValues, _ row: Int) -> String {
    switch values {
    case .bool(let v): "\(v[row])"
    case .int32(let v): "\(v[row])"
    case .uint32(let v): "\(v[row])"
    case .int64(let v): "\(v[row])"
    case .float(let v): "\(v[row].bitPattern)"
    case .double(let v): "\(v[row].bitPattern)"
    case .string(let v): hex(v[row])
    case .words(let codes, let words): hex(words[Int(codes[row])])
    }
}

private func hex(_ text: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
        decoding: text.utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
