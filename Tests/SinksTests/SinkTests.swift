// Telemetry into files: names, order, hours, and what is left when the disk is full.

import Base
import Foundation
import Records
import Sinks
import TestSupport
import Testing

struct SinkTests {
    @Test func `records go to a file per hour of receipt, in order of arrival`() throws {
        try withFolder { folder in
            var sink = SinkSpec.parquet.makeSink(folder: folder, region: "grid", partition: 12)
            try sink.start()
            let all = batch(records: 1000, everyMilliseconds: 12_345)
            try sink.write(all.slice(0..<10))
            try sink.write(all.slice(10..<900))
            try sink.write(all.slice(900..<1000))
            let receipt = try sink.finish()
            let hours = (0...3).map { "telemetry/region=grid/hour=00\($0)/part-0012.parquet" }
            #expect(receipt.files == hours)
            #expect(receipt.records == 1000)
            var bytes = 0
            var columns = [[Int64]](repeating: [], count: 2)
            for (hour, file) in hours.enumerated() {
                bytes += try Data(contentsOf: URL(filePath: "\(folder)/\(file)")).count
                let table = try ParquetFile.read("\(folder)/\(file)")
                #expect(table.schema == all.table().schema)
                let received = try table.column("received_ms").int64s()
                #expect(received.allSatisfy { $0 / 3_600_000 == hour })
                columns[0] += received
                columns[1] += try table.column("sequence").int64s()
            }
            #expect(columns[0] == all.receivedMilliseconds)
            #expect(columns[1] == all.sequence.map(Int64.init))
            #expect(bytes == receipt.bytes)
        }
    }

    @Test(.enabled(if: Oracle.isThere, "needs .venv; run `make setup`"))
    func `DuckDB sees a telemetry folder as one table with region and hour`() throws {
        try withFolder { folder in
            for partition in 0..<2 {
                var sink = ParquetSink(folder: folder, region: "grid", partition: partition)
                try sink.write(batch(records: 600, everyMilliseconds: 12_345))
                _ = try sink.finish()
            }
            let program = """
                import sys, duckdb
                print(duckdb.sql(f"select min(region), count(*), count(distinct hour), "
                    f"sum(sequence) from '{sys.argv[1]}/telemetry/**/*.parquet'").fetchall())
                """
            let seen = try Oracle.python(program, folder)
            #expect(seen == "[('grid', 1200, 3, 359400)]\n")
        }
    }

    @Test func `a batch comes back from its file as it was`() throws {
        try withFolder { folder in
            var sink = ParquetSink(folder: folder, region: "grid", partition: 0)
            let all = batch(records: 50, everyMilliseconds: 10)
            try sink.write(all)
            let file = try #require(try sink.finish().files.first)
            let read = try RecordBatch(table: try ParquetFile.read("\(folder)/\(file)"))
            #expect(normalized(read.table()) == normalized(all.table()))
        }
    }

    @Test func `JSON lines hold a record each and appear when finished`() throws {
        try withFolder { folder in
            var sink = SinkSpec.jsonLines.makeSink(folder: folder, region: "grid", partition: 3)
            try sink.start()
            let all = batch(records: 300, everyMilliseconds: 60_000)
            try sink.write(all.slice(0..<100))
            let path = "\(folder)/telemetry-jsonl/region=grid/part-0003.jsonl"
            #expect(!FileManager.default.fileExists(atPath: path))
            try sink.write(all.slice(100..<300))
            let receipt = try sink.finish()
            #expect(receipt.files == ["telemetry-jsonl/region=grid/part-0003.jsonl"])
            #expect(receipt.records == 300)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.utf8.count == receipt.bytes)
            let lines = text.split(separator: "\n")
            #expect(lines.count == 300)
            let object = try JSONSerialization.jsonObject(with: Data(lines[299].utf8))
            let record = try #require(object as? [String: Any])
            #expect(record["sequence"] as? Int == 299)
            #expect(record["received_ms"] as? Int == 299 * 60_000)
        }
    }

    @Test func `a sink that got nothing leaves no telemetry file`() throws {
        try withFolder { folder in
            var sink = SinkSpec.parquet.makeSink(folder: folder, region: "grid", partition: 0)
            try sink.start()
            #expect(try sink.finish() == SinkReceipt(records: 0, bytes: 0, files: []))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
    func `a full disk ends in one line and leaves earlier files readable`() throws {
        try withFolder { folder in
            var sink = ParquetSink(folder: folder, region: "grid", partition: 0, rowGroupRows: 100)
            let all = batch(records: 1000, everyMilliseconds: 12_345)
            let second = "\(folder)/telemetry/region=grid/hour=001/part-0000.parquet"
            try fillDisk(under: second)
            let expected =
                "cannot write \(second): No space left on device; "
                + "free some space or choose another folder"
            #expect(throws: Failure.environment(expected)) { try sink.write(all) }
            let first = "\(folder)/telemetry/region=grid/hour=000/part-0000.parquet"
            let earlier = all.receivedMilliseconds.prefix { $0 < 3_600_000 }
            #expect(try ParquetFile.read(first).rowCount == earlier.count)
            let names = try FileManager.default.contentsOfDirectory(
                atPath: "\(folder)/telemetry/region=grid/hour=001")
            #expect(names == [])
            #expect(throws: Failure.self) { try sink.finish() }
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
    func `a disk that is full only at the end leaves nothing half-written`() throws {
        try withFolder { folder in
            let path = folder + "/a.parquet"
            try fillDisk(under: path)
            let table = DataTable([DataColumn("a", .int32([1, 2]))])
            let writer = try ParquetWriter(path: path, schema: table.schema)
            try writer.append(table)
            #expect(throws: Failure.self) { try writer.finish() }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }

    @Test func `a folder that cannot be made is named`() throws {
        try withFolder { folder in
            try "".write(toFile: folder + "/file", atomically: true, encoding: .utf8)
            let path = folder + "/file/a.parquet"
            let message = "cannot write \(path): Not a directory"
            #expect(throws: Failure.environment(message)) {
                try ParquetWriter(path: path, schema: [])
            }
        }
    }

    @Test func `a writer that is dropped removes what it wrote`() throws {
        try withFolder { folder in
            let table = RandomTables.table(rows: 100, seed: 1)
            do {
                let writer = try ParquetWriter(
                    path: folder + "/a.parquet", schema: table.schema, rowGroupRows: 10)
                try writer.append(table)
                let names = try FileManager.default.contentsOfDirectory(atPath: folder)
                #expect(names == ["a.parquet.partial"])
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }

    @Test func `any table becomes JSON lines that others read`() throws {
        let table = DataTable([
            DataColumn("a\"b", .int64([.min, 2, 3])),
            DataColumn("d", .double([0.1, .nan, 1e300])),
            DataColumn("f", .float([0.1, 2, -0.0]), validity: [false, true, true]),
            DataColumn("s", .string(["tab\t\u{1}", "Ünï\\", ""])),
            DataColumn(
                "w", .words(codes: [0, 0, 9], words: ["x\n"]), validity: [true, true, false]),
            DataColumn("b", .bool([true, false, true])),
        ])
        let expected = #"""
            {"a\"b":-9223372036854775808,"d":0.1,"s":"tab\u0009\u0001","w":"x\u000a","b":true}
            {"a\"b":2,"f":2.0,"s":"Ünï\\","w":"x\u000a","b":false}
            {"a\"b":3,"d":1e+300,"f":-0.0,"s":"","b":true}

            """#
        #expect(String(decoding: JSONLines.encode(table), as: UTF8.self) == expected)
    }

    /// Makes the file that `path` is written to a device that is always full.
    private func fillDisk(under path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: path + ".partial", withDestinationPath: "/dev/full")
    }

    private func batch(records: Int, everyMilliseconds step: Int64) -> RecordBatch {
        var batch = RecordBatch()
        for index in 0..<records {
            var record = Record()
            record.vehicle = UInt32(index % 7)
            record.sequence = UInt32(index)
            record.receivedMilliseconds = Int64(index) * step
            record.speed = Float(index % 50)
            record.latitude = index % 3 == 0 ? .nan : 47 + Double(index) / 1e4
            batch.append(record)
        }
        return batch
    }
}
