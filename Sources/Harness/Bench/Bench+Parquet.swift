// Parquet against its peer: the same 20 columns, a million rows, zstd level 1, written and read by
// our code and by pyarrow in the same minute.

import Base
import Foundation
import Sinks

extension Bench {
    private static let rows = 1_000_000

    static func parquet() throws -> Result {
        let scratch = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let path = "\(scratch)/ours.parquet"
        let table = telemetryLike()
        var result = try measure("parquet", "a million rows of 20 columns, zstd 1, written") {
            try ParquetFile.write(table, to: path, rowGroupRows: 250_000)
            return (["rows": rows], { ["write_rows_per_cpu_s": Double(rows) / $0] })
        }
        let read = try measure("read", "") {
            let back = try ParquetFile.read(path)
            return (["rows": back.rowCount], { ["read_rows_per_cpu_s": Double(rows) / $0] })
        }
        result.measured.merge(read.measured) { $1 }
        let bytes = (try? Data(contentsOf: URL(filePath: path)).count) ?? 0
        result.counts["bytes"] = bytes
        result.peer = pyarrow(path, scratch)
        return result
    }

    private static func pyarrow(_ path: String, _ scratch: String) -> [String: String] {
        let program = """
            import sys, time, pyarrow.parquet as p, pyarrow as a
            a.set_cpu_count(1)
            t = time.process_time(); x = p.read_table("\(path)", use_threads=False)
            r = time.process_time() - t
            floats = [f.name for f in x.schema if a.types.is_floating(f.type)]
            t = time.process_time()
            p.write_table(x, "\(scratch)/theirs.parquet", compression="zstd", compression_level=1,
                          row_group_size=250000, use_dictionary=False,
                          column_encoding={f.name: "BYTE_STREAM_SPLIT" if f.name in floats
                                           else "DELTA_BINARY_PACKED" for f in x.schema})
            w = time.process_time() - t
            sys.stdout.write(f"{round(x.num_rows / r)} {round(x.num_rows / w)}")
            """
        guard let run = try? Subprocess.run([".venv/bin/python", "-c", program]), run.status == 0
        else { return ["pyarrow": "not asked: no .venv; run make setup"] }
        let figures = run.output.split(whereSeparator: \.isWhitespace).map(String.init)
        guard figures.count == 2 else { return ["pyarrow": run.lastLine] }
        return [
            "pyarrow_read_rows_per_cpu_s": figures[0], "pyarrow_write_rows_per_cpu_s": figures[1],
        ]
    }

    /// Columns that behave as telemetry does: slow counters, random walks, coarse levels.
    private static func telemetryLike() -> DataTable {
        var stream = RandomStream(
            seed: 1, purpose: RandomPurpose(601), entity: RandomEntity(1))
        func refreshed(_ index: Int) {
            if index % 50_000 == 0 {
                stream = RandomStream(
                    seed: 1, purpose: RandomPurpose(602), entity: RandomEntity(UInt64(index)))
            }
        }
        var columns: [DataColumn] = []
        for number in 0..<8 {
            var value: UInt32 = 1000
            let values = (0..<rows).map { row -> UInt32 in
                refreshed(row)
                value = row % 100 == 0 ? UInt32(row) : value &+ UInt32(stream.index(below: 30))
                return value
            }
            columns.append(DataColumn("counter\(number)", .uint32(values)))
        }
        for number in 0..<10 {
            var value = 0.0
            let values = (0..<rows).map { row -> Float in
                refreshed(row)
                value += stream.uniform() - 0.5
                return Float((value * 10).rounded() / 10)
            }
            columns.append(DataColumn("walk\(number)", .float(values)))
        }
        for number in 0..<2 {
            var value = 9.5
            let values = (0..<rows).map { row -> Double in
                refreshed(row)
                value += (stream.uniform() - 0.5) * 1e-4
                return (value * 1e6).rounded() / 1e6
            }
            columns.append(DataColumn("degrees\(number)", .double(values)))
        }
        return DataTable(columns)
    }
}
