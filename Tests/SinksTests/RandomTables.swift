// Tables that try the corners of the format: extremes, NaN, runs, gaps, empty and long texts.

import Base
import Foundation
import TestSupport

/// Makes tables of every column type.
enum RandomTables {
    /// A table whose columns differ in how their values are distributed.
    static func table(rows: Int, seed: UInt64) -> DataTable {
        var random = SplitMix(seed)
        var columns: [DataColumn] = []
        for type in ColumnType.allCases {
            for shape in Shape.allCases {
                for gaps in Gaps.allCases {
                    let name = "\(type.rawValue)-\(shape)-\(gaps)"
                    let values = values(type, shape, rows, &random)
                    columns.append(
                        DataColumn(name, values, validity: gaps.validity(rows, &random)))
                }
            }
        }
        return DataTable(columns)
    }

    /// How values follow each other.
    enum Shape: CaseIterable {
        case constant, runs, ascending, any
    }

    /// Which values are missing.
    enum Gaps: CaseIterable {
        case notNullable, nullableWithoutGaps, some, all

        func validity(_ rows: Int, _ random: inout SplitMix) -> [Bool]? {
            switch self {
            case .notNullable: nil
            case .nullableWithoutGaps: [Bool](repeating: true, count: rows)
            case .some: (0..<rows).map { _ in random.next() % 3 != 0 }
            case .all: [Bool](repeating: false, count: rows)
            }
        }
    }

    private static func values(
        _ type: ColumnType, _ shape: Shape, _ rows: Int, _ random: inout SplitMix
    ) -> ColumnValues {
        let bits = bits(shape, rows, &random)
        switch type {
        case .bool: return .bool(bits.map { $0 & 1 == 1 })
        case .int32: return .int32(bits.map { Int32(truncatingIfNeeded: $0) })
        case .uint32: return .uint32(bits.map { UInt32(truncatingIfNeeded: $0) })
        case .int64: return .int64(bits.map { Int64(bitPattern: $0) })
        case .float:
            return .float(bits.map { shape == .any ? Float($0) / 1e9 : Float($0 % 100) / 10 })
        case .double:
            return .double(bits.map { shape == .any ? Double(bitPattern: $0) : Double($0) / 10 })
        case .string:
            let words = ["", "a", "Ünïcødé 🚗", String(repeating: "long ", count: 100), "a\"b\\c\n"]
            if shape == .any { return .string(bits.map { "\($0)-\(words[Int($0 % 5)])" }) }
            if shape == .ascending { return .string(bits.map { words[Int($0 % 5)] }) }
            return .words(codes: bits.map { UInt32($0 % 5) }, words: words)
        }
    }

    private static func bits(_ shape: Shape, _ rows: Int, _ random: inout SplitMix) -> [UInt64] {
        switch shape {
        case .constant:
            let value = random.next()
            return [UInt64](repeating: value, count: rows)
        case .runs:
            var value: UInt64 = 0
            return (0..<rows).map { _ in
                if random.next() % 50 == 0 { value = random.next() }
                return value
            }
        case .ascending:
            var value = random.next() % 1000
            return (0..<rows).map { _ in
                value &+= random.next() % 10
                return value
            }
        case .any: return (0..<rows).map { _ in random.next() }
        }
    }
}

/// A small generator for tests.
struct SplitMix {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Rows as texts, so that tables compare whatever the form of their columns: floats by their bits,
/// missing values as "null".
func normalized(_ table: DataTable) -> [String: [String]] {
    var result: [String: [String]] = [:]
    for column in table.columns {
        let texts: [String] =
            switch column.values {
            case .bool(let v): v.map(\.description)
            case .int32(let v): v.map(\.description)
            case .uint32(let v): v.map(\.description)
            case .int64(let v): v.map(\.description)
            case .float(let v): v.map { "\($0.bitPattern)" }
            case .double(let v): v.map { "\($0.bitPattern)" }
            case .string(let v): v
            case .words(let codes, let words):
                codes.map { Int($0) < words.count ? words[Int($0)] : "?" }
            }
        let key =
            "\(column.name): \(column.schema.type.rawValue)\(column.validity == nil ? "" : "?")"
        result[key] = texts.indices.map { column.validity?[$0] == false ? "null" : texts[$0] }
    }
    return result
}

/// Runs a test in a folder of its own.
func withFolder(_ body: (String) throws -> Void) throws {
    let folder = try Shared.temporaryFolder("rocade-sinks")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
}
