// Visits from flat Parquet, one row group in memory at a time.

import Base
import Sinks

enum VisitParquet {
    static func read(
        _ path: String, _ columns: VisitColumns
    ) throws -> (visits: Visits, notes: [String]) {
        let reader = try ParquetReader(path: path)
        let names = reader.schema.map(\.name)
        let places = try columns.places(in: names + reader.unsupported.map(\.name), path: path)
        let all = names + reader.unsupported.map(\.name)
        let wanted = [places.uid, places.lat, places.lng] + (places.t.map { [$0] } ?? [])
        var builder = VisitBuilder(path: path, hasTime: places.t != nil)
        var interner = WordInterner()
        for group in 0..<reader.rowGroupCount {
            let table = try reader.readRowGroup(group, columns: wanted.map { all[$0] })
            let unit = places.t.flatMap { reader.timeUnit(of: all[$0]) }
            try append(
                table, unit: unit, path: path, firstRow: builder.rows, &builder, &interner)
        }
        return try builder.finish()
    }

    private static func append(
        _ table: DataTable, unit: TimeUnit?, path: String, firstRow: Int,
        _ builder: inout VisitBuilder, _ interner: inout WordInterner
    ) throws {
        let uid = table.columns[0]
        let codes = try codes(of: uid, &builder.names, &interner)
        let latitude = try degrees(table.columns[1], path)
        let longitude = try degrees(table.columns[2], path)
        let times = try table.columns.count > 3 ? times(of: table.columns[3], unit, path) : nil
        for row in 0..<table.rowCount {
            try builder.checkMemory()
            let here = "row \(firstRow + row + 1)"
            guard uid.validity?[row] != false else {
                builder.skip("\(here) has no uid")
                continue
            }
            guard abs(latitude[row]) <= 90, abs(longitude[row]) <= 180 else {
                builder.skip(
                    "\(here) lies at \(latitude[row]), \(longitude[row]); degrees are needed")
                continue
            }
            if let times {
                guard let time = times[row] else {
                    builder.skip("\(here) has no time that can be read")
                    continue
                }
                builder.append(
                    code: codes[row], time: time, latitude: latitude[row],
                    longitude: longitude[row])
            } else {
                builder.append(
                    code: codes[row], time: nil, latitude: latitude[row],
                    longitude: longitude[row])
            }
        }
    }

    /// Codes of the vehicles' names over the whole file.
    private static func codes(
        of column: DataColumn, _ names: inout [String], _ interner: inout WordInterner
    ) throws -> [UInt32] {
        func code(_ name: String) -> UInt32 {
            let code = interner.code(of: name)
            if Int(code) == names.count { names.append(name) }
            return code
        }
        switch column.values {
        case .words(let codes, let words):
            // Words that no row has get codes, too; names that never occur are dropped later.
            let map = words.map(code)
            return codes.map { map[Int($0)] }
        case .string(let texts): return texts.map(code)
        case .double, .float, .bool:
            throw Failure.input(
                "column '\(column.name)' holds \(column.schema.type.rawValue) and cannot name "
                    + "vehicles; convert it to text or integers")
        default:
            var last: (number: Int64, code: UInt32)?
            return try column.int64s().map { number in
                if let last, last.number == number { return last.code }
                let found = code(String(number))
                last = (number, found)
                return found
            }
        }
    }

    /// Degrees; NaN where they are missing.
    private static func degrees(_ column: DataColumn, _ path: String) throws -> [Double] {
        switch column.values {
        case .double, .float: break
        default:
            throw Failure.input(
                "\(path): column '\(column.name)' holds \(column.schema.type.rawValue); "
                    + "degrees as fractions are needed")
        }
        return try column.doublesOrNaN()
    }

    private static func times(
        of column: DataColumn, _ unit: TimeUnit?, _ path: String
    ) throws -> [TimeText.Reading?] {
        let validity = column.validity
        func reading(_ row: Int, _ milliseconds: Int64) -> TimeText.Reading? {
            validity?[row] == false
                ? nil : TimeText.Reading(milliseconds: milliseconds, hasZone: true)
        }
        func parsed(_ text: String) -> TimeText.Reading? {
            var text = text
            return text.withUTF8 { TimeText.read(UnsafeRawBufferPointer($0)) }
        }
        switch column.values {
        case .words(let codes, let words):
            let times = words.map(parsed)
            return codes.indices.map { validity?[$0] == false ? nil : times[Int(codes[$0])] }
        case .string(let texts):
            return texts.indices.map { validity?[$0] == false ? nil : parsed(texts[$0]) }
        case .bool:
            throw Failure.input("\(path): column '\(column.name)' holds no times")
        case .double(let values):
            return values.indices.map { row in
                values[row].isFinite
                    ? reading(row, TimeText.milliseconds(sinceEpoch: values[row])) : nil
            }
        case .float:
            throw Failure.input(
                "\(path): column '\(column.name)' holds times as 32-bit fractions, which are "
                    + "minutes apart; convert it to timestamps")
        default:
            return try column.int64s().enumerated().map { row, value in
                reading(row, milliseconds(value, unit))
            }
        }
    }

    private static func milliseconds(_ value: Int64, _ unit: TimeUnit?) -> Int64 {
        switch unit {
        case .days: return value &* 86_400_000
        case .milliseconds: return value
        case .microseconds: return value.flooredDivision(by: 1000)
        case .nanoseconds: return value.flooredDivision(by: 1_000_000)
        case nil: return TimeText.milliseconds(sinceEpoch: Double(value))
        }
    }
}
