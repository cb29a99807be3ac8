// How fast we write and read a telemetry table of 20 columns. Not run by default: set ROCADE_BENCH.

import Base
import Foundation
import Glibc
import Records
import Sinks
import Testing

@Suite(
    .enabled(if: ProcessInfo.processInfo.environment["ROCADE_BENCH"] != nil, "set ROCADE_BENCH=1"),
    .serialized)
struct ParquetSpeedTests {
    @Test func `speed of writing and reading 20 columns`() throws {
        try withFolder { folder in
            let path = folder + "/speed.parquet"
            let table = Self.telemetry(vehicles: 2500, samples: 100)
            let copies = 8
            var written = (rows: 0, bytes: 0)
            let writing = try seconds {
                let writer = try ParquetWriter(path: path, schema: table.schema)
                for _ in 0..<copies { try writer.append(table) }
                written = try writer.finish()
            }
            let reading = try seconds { _ = try ParquetFile.read(path) }
            let rows = Double(written.rows)
            print(
                String(
                    format: "write %.2f M rows/s, read %.2f M rows/s, %.1f B/row",
                    rows / writing / 1e6,
                    rows / reading / 1e6, Double(written.bytes) / rows))
            for column in table.columns {
                let one = DataTable([column])
                let writing = try seconds {
                    let writer = try ParquetWriter(path: path, schema: one.schema)
                    for _ in 0..<copies { try writer.append(one) }
                    written = try writer.finish()
                }
                let reading = try seconds { _ = try ParquetFile.read(path) }
                print(
                    String(
                        format: "%8.2f ns write %8.2f ns read %8.2f B  ", writing / rows * 1e9,
                        reading / rows * 1e9, Double(written.bytes) / rows), column.name)
            }
        }
    }

    @Test func `speed of texts that differ and of record batches`() throws {
        try withFolder { folder in
            let path = folder + "/speed.parquet"
            let count = 1_000_000
            let texts = (0..<count).map { String(format: "%016lx", $0 &* 0x1E37_79B9_7F4A_7C15) }
            let words = ColumnValues.words(
                codes: (0..<count).map { UInt32(($0 &* 7919) % 20_000) },
                words: Array(texts.prefix(20_000)))
            for column in [DataColumn("texts", .string(texts)), DataColumn("words", words)] {
                let writing = try seconds { try ParquetFile.write(DataTable([column]), to: path) }
                let reading = try seconds { _ = try ParquetFile.read(path) }
                print(
                    String(
                        format: "%8.2f ns write %8.2f ns read  ", writing * 1e9 / Double(count),
                        reading * 1e9 / Double(count)), column.name)
            }
            var batch = RecordBatch()
            for index in 0..<250_000 {
                var record = Record()
                record.vehicle = UInt32(index / 100)
                record.sequence = UInt32(index)
                record.receivedMilliseconds = Int64(index) * 10
                record.speed = Float(index % 500) / 10
                record.latitude = 47 + Double(index) / 1e6
                record.longitude = 9 + Double(index) / 1e7
                batch.append(record)
            }
            for spec in SinkSpec.allCases {
                var bytes = 0
                let time = try seconds {
                    var sink = spec.makeSink(folder: folder, region: "r", partition: 0)
                    try sink.start()
                    for start in stride(from: 0, to: batch.count, by: 10_000) {
                        try sink.write(batch.slice(start..<start + 10_000))
                    }
                    bytes = try sink.finish().bytes
                }
                let rows = Double(batch.count)
                print(
                    String(
                        format: "%.2f M rows/s, %.1f B/row  ", rows / time / 1e6,
                        Double(bytes) / rows),
                    spec.rawValue)
            }
        }
    }

    /// CPU seconds of this process: the least of three runs.
    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        var least = Double.infinity
        for _ in 0..<3 {
            let start = clock()
            try body()
            least = min(least, Double(clock() - start) / Double(CLOCKS_PER_SEC))
        }
        return least
    }

    /// Vehicles on random walks, vehicle by vehicle.
    static func telemetry(vehicles: Int, samples: Int) -> DataTable {
        var random = SplitMix(7)
        func unit() -> Double { Double(random.next() >> 11) / 9_007_199_254_740_992 }
        func noise() -> Double { unit() + unit() + unit() + unit() - 2 }
        func tenth(_ value: Double) -> Float { Float((value * 10).rounded() / 10) }
        let count = vehicles * samples
        var integers = [[UInt32]](repeating: [], count: 8)
        var (times, doubles) = ([Int64](), [[Double]](repeating: [], count: 2))
        var floats = [[Float]](repeating: [], count: 8)
        var (moving, firmware) = ([Bool](), [UInt32]())
        for vehicle in 0..<vehicles {
            var (lat, lon, heading) = (43 + 8 * unit(), 8 * unit(), 360 * unit())
            var (speed, odometer) = (110 * unit(), 2e8 * unit())
            let (charge, air, version) = (
                tenth(100 * unit()), tenth(14 + 5 * noise()), random.next() % 5
            )
            for sample in 0..<samples {
                speed = min(180, max(0, speed + 0.6 * noise()))
                heading = (heading + 2 * noise() + 360).truncatingRemainder(dividingBy: 360)
                lat += cos(heading * .pi / 180) * speed / 3.6 / 111_320
                lon += sin(heading * .pi / 180) * speed / 3.6 / 75_000
                odometer += speed / 3.6
                times.append(Int64(sample * 1000) + Int64(random.next() % 40))
                doubles[0].append((lat * 1e6).rounded() / 1e6)
                doubles[1].append((lon * 1e6).rounded() / 1e6)
                let values = [
                    tenth(120 + 2 * noise()), tenth(heading), tenth(speed), charge,
                    Float((noise() * 100).rounded() / 100), Float((noise() * 80).rounded() / 100),
                    air, tenth(speed * 30),
                ]
                for (index, value) in values.enumerated() { floats[index].append(value) }
                let numbers = [
                    UInt32(vehicle), UInt32(sample), UInt32(odometer), UInt32(speed / 25), 3,
                    6 + UInt32(random.next() % 24), 210 + UInt32(vehicle % 50),
                    random.next() % 10 == 0 ? 1 : 0,
                ]
                for (index, value) in numbers.enumerated() { integers[index].append(value) }
                moving.append(speed > 1)
                firmware.append(UInt32(version))
            }
        }
        let some = (0..<count).map { floats[3][$0] > 50 }
        var columns = [
            DataColumn("time", .int64(times)), DataColumn("lat", .double(doubles[0])),
            DataColumn("lon", .double(doubles[1])), DataColumn("moving", .bool(moving)),
            DataColumn("firmware", .words(codes: firmware, words: ["a", "b", "c", "d", "e"])),
        ]
        let names = ["alt", "heading", "speed", "soc?", "acc_lon", "acc_lat", "temp", "rpm"]
        for (index, name) in names.enumerated().prefix(7) {
            let validity = name.hasSuffix("?") ? some : nil
            columns.append(DataColumn(name, .float(floats[index]), validity: validity))
        }
        let counts = ["vehicle", "sequence", "odometer", "gear", "fix", "hdop", "tyre", "event"]
        for (index, name) in counts.enumerated() {
            columns.append(DataColumn(name, .uint32(integers[index])))
        }
        precondition(columns.count == 20)
        return DataTable(columns)
    }
}
