import Base
import Foundation
import Records
import Testing

@Suite struct JSONLineEncoderTests {
    static func lines(_ batch: RecordBatch) throws -> [[String: Any]] {
        var bytes: [UInt8] = []
        JSONLineEncoder().encode(batch, into: &bytes)
        return try bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast().map {
            let object = try JSONSerialization.jsonObject(with: Data($0))
            return try #require(object as? [String: Any])
        }
    }

    @Test func `every value comes back from the JSON as it is in the table`() throws {
        let batch = SampleBatch.make(200)
        let lines = try Self.lines(batch)
        #expect(lines.count == 200)
        for (signal, column) in zip(SignalCatalogue.all, batch.table().columns) {
            for (row, line) in lines.enumerated() {
                let value = line[signal.path]
                if let validity = column.validity, !validity[row] {
                    #expect(value == nil)
                    continue
                }
                switch column.values {
                case .bool(let v): #expect(value as? Bool == v[row])
                case .words(let v, let words): #expect(value as? String == words[Int(v[row])])
                case .float(let v): #expect((value as? Double).map { Float($0) } == v[row])
                case .double(let v):
                    let number = try #require(value as? Double)
                    #expect(abs(number - v[row]) < 1e-9)
                default:
                    let integers = try column.int64s()
                    #expect(value as? Int64 == integers[row])
                }
            }
        }
    }

    @Test func `lines have the properties that the schema requires and no others`() throws {
        let known = Set(SignalCatalogue.everything.map(\.path))
        let needed = Set(SignalCatalogue.all.filter { !$0.isNullable }.map(\.path))
        for line in try Self.lines(SampleBatch.make(20)) {
            #expect(needed.isSubset(of: line.keys) && known.isSuperset(of: line.keys))
        }
    }

    @Test func `extreme numbers are written in full`() throws {
        var record = Record()
        record.vehicle = .max
        record.receivedMilliseconds = .min
        record.sentMilliseconds = .max
        record.eventMilliseconds = 100
        record.latitude = -90
        record.longitude = -0.00000004
        record.heading = 359.9
        record.speed = .infinity
        record.accelerationLateral = -0.05
        record.traveledDistance = 1_000_000
        var batch = RecordBatch()
        batch.append(record)
        var bytes: [UInt8] = []
        JSONLineEncoder().encode(batch, rows: 0..<1, into: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("{\"vid\":4294967295,\"boot\":0,\"sequence\":0,\"event_ms\":100,"))
        #expect(text.contains("\"received_ms\":-9223372036854775808,"))
        #expect(text.contains("\"sent_ms\":9223372036854775807,"))
        #expect(text.contains("Latitude\":-90.0000000,"))
        #expect(text.contains("Longitude\":0.0000000,"))
        #expect(text.contains("Heading\":359.9,"))
        #expect(text.contains("Vehicle.Speed\":null,"))
        #expect(text.contains("\"stream\":\"telemetry\","))
        #expect(text.contains("Lateral\":-0.05,"))
        #expect(text.contains("Vehicle.TraveledDistance\":1000000,"))
        #expect(text.hasSuffix("}\n"))
    }

    @Test func `parts are written as the whole is`() {
        let batch = SampleBatch.make(300)
        var whole: [UInt8] = []
        JSONLineEncoder().encode(batch, into: &whole)
        var parts: [UInt8] = []
        for from in stride(from: 0, to: 300, by: 90) {
            JSONLineEncoder().encode(batch, rows: from..<min(300, from + 90), into: &parts)
        }
        #expect(parts == whole)
    }
}
