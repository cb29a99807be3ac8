import Base
import Records
import Testing

@Suite struct RecordBatchTests {
    @Test func `a batch survives the way through a table`() throws {
        let batch = SampleBatch.make(1000)
        let table = batch.table()
        #expect(table.rowCount == 1000)
        // What stands beside the columns has a table of its own.
        var columns = batch
        columns.side = columns.side.map { _ in 0 }
        #expect(try RecordBatch(table: table).isIdentical(to: columns))
        let beside = batch.sideTable()
        let words = batch.side.indices.reduce(0) { sum, row in
            var count = 0
            batch.forEachSide(of: row) { _ in count += 1 }
            return sum + count
        }
        #expect(beside.rowCount == words && words > 400)
    }

    @Test func `a file from before streams were told holds samples`() throws {
        var table = SampleBatch.make(20).table()
        table.columns.removeAll { $0.name == "stream" }
        #expect(try RecordBatch(table: table).stream.allSatisfy { $0 == 0 })
    }

    @Test func `side signals follow their records`() throws {
        let batch = SampleBatch.make(400)
        let order = (0..<400).reversed().map { UInt32($0) }
        let backwards = batch.gathered(order)
        var joined = batch.slice(0..<150)
        joined.append(contentsOf: batch.slice(150..<400))
        for row in 0..<400 {
            var words: [SideWord] = []
            batch.forEachSide(of: row) { words.append(SideWord($0.signal, $0.value)) }
            #expect(words == (row % 4 == 1 ? SampleBatch.words(row) : []))
            var others: [SideWord] = []
            backwards.forEachSide(of: 399 - row) { others.append(SideWord($0.signal, $0.value)) }
            #expect(others == words)
        }
        #expect(joined.isIdentical(to: batch))
        var changed = batch
        changed.sideWords[3] ^= 1 << 20
        #expect(!changed.isIdentical(to: batch))
    }

    @Test func `records one by one become the columns that they come from`() {
        let batch = SampleBatch.make(500, hasSide: false)
        let records = (0..<500).map { batch.record(at: $0) }
        let order = (0..<700).map { UInt32(($0 * 37) % 500) }
        #expect(RecordBatch(records, order: order).isIdentical(to: batch.gathered(order)))
        #expect(RecordBatch(records, order: []).count == 0)
    }

    @Test func `vehicle numbers have the form that VSS asks for and differ`() throws {
        let pattern = /[0-9A-HJ-NPR-Z]{13}[0-9]{4}/
        var seen = Set<String>()
        for vehicle in stride(from: UInt32(0), to: 60_000_000, by: 999_983) {
            for (brand, year) in [(0, 2021), (13, 2030)] as [(UInt8, UInt16)] {
                let text = VehicleNumber.text(
                    code: VehicleNumber.code(
                        regionKey: 5, brand: brand, modelYear: year, vehicle: vehicle))
                #expect(text.wholeMatch(of: pattern) != nil, "\(text)")
                #expect(seen.insert(text).inserted)
            }
        }
    }

    @Test func `a table has the catalogue's names, types and gaps`() {
        let schema = SampleBatch.make(3).table().schema
        let wanted = SignalCatalogue.all.map {
            ColumnSchema($0.path, $0.columnType, isNullable: $0.isNullable)
        }
        #expect(schema == wanted)
    }

    @Test func `text in any form and order of words is understood`() throws {
        let batch = SampleBatch.make(40, hasSide: false)
        var table = batch.table()
        let at = try #require(table.columns.firstIndex { $0.name == "firmware" })
        let spelled = try table.columns[at].strings()
        table.columns[at] = DataColumn("firmware", .string(spelled))
        #expect(try RecordBatch(table: table).isIdentical(to: batch))
        let words = Array(SignalCatalogue.firmwareNames.reversed())
        let codes = batch.firmware.map { 4 - UInt32($0) }
        table.columns[at] = DataColumn("firmware", .words(codes: codes, words: words))
        #expect(try RecordBatch(table: table).isIdentical(to: batch))
    }

    @Test func `an unknown word and a missing column are named`() throws {
        var table = SampleBatch.make(2).table()
        let at = try #require(table.columns.firstIndex { $0.name == "firmware" })
        table.columns[at] = DataColumn("firmware", repeating: "tcu-9", count: 2)
        let unknown = try #require(throws: Failure.self) { try RecordBatch(table: table) }
        #expect(unknown.message.contains("'tcu-9'") && unknown.message.contains("tcu-2.8"))
        table.columns.remove(at: at)
        let missing = try #require(throws: Failure.self) { try RecordBatch(table: table) }
        #expect(missing.message.contains("'firmware'"))
    }

    @Test func `a number that does not fit is refused`() throws {
        var table = SampleBatch.make(1).table()
        let name = "Vehicle.Chassis.Brake.PedalPosition"
        let at = try #require(table.columns.firstIndex { $0.name == name })
        table.columns[at] = DataColumn(name, .int32([300]))
        let failure = try #require(throws: Failure.self) { try RecordBatch(table: table) }
        #expect(failure.message.contains("300"))
    }

    @Test func `rows can be taken, appended and reordered`() {
        let batch = SampleBatch.make(100)
        var copy = RecordBatch()
        for row in 0..<50 { copy.appendRow(from: batch, at: row) }
        copy.append(contentsOf: batch.slice(50..<99))
        copy.append(batch.record(at: 99))
        #expect(copy.isIdentical(to: batch))
        let backwards = batch.gathered((0..<100).reversed())
        #expect(!backwards.isIdentical(to: batch))
        #expect(backwards.gathered((0..<100).reversed()).isIdentical(to: batch))
        #expect(batch.filtered { $0 < 10 }.isIdentical(to: batch.slice(0..<10)))
        #expect(batch.slice(10..<20).isIdentical(to: batch.gathered((10..<20).map { UInt32($0) })))
    }

    @Test func `arrival order is by time, then vehicle, boot, sequence`() {
        var batch = SampleBatch.make(500)
        for row in 0..<500 { batch.receivedMilliseconds[row] /= 100_000 }
        let sorted = batch.sortedByArrival()
        for row in 1..<500 {
            let a = sorted.record(at: row - 1)
            let b = sorted.record(at: row)
            let first = (a.receivedMilliseconds, a.vehicle, a.boot, a.sequence)
            #expect(first <= (b.receivedMilliseconds, b.vehicle, b.boot, b.sequence))
        }
    }

    @Test func `the linear sort by time is stable and agrees with the general one`() {
        let batch = SampleBatch.make(3000)
        for divisor in [Int64(1), 1000, 1_000_000] {
            let times = batch.receivedMilliseconds.map { $0 / divisor - 3 }
            let wanted = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
            #expect(ArrivalOrder.stable(times) == wanted.map { UInt32($0) })
        }
        #expect(ArrivalOrder.stable([]) == [])
        #expect(ArrivalOrder.stable([5]) == [0])
    }
}
