/// A table in columns: what is written to Parquet, read from it, and handed from the platform to
/// whoever stores it. Names are the file's column names.
public struct DataTable: Hashable, Sendable {
    /// The columns, all of the same length.
    public var columns: [DataColumn]

    /// A table of columns; traps when their lengths differ.
    public init(_ columns: [DataColumn] = []) {
        precondition(columns.allSatisfy { $0.count == columns[0].count })
        self.columns = columns
    }

    /// How many rows.
    public var rowCount: Int { columns.first?.count ?? 0 }

    /// The shape: names, types, nullability.
    public var schema: [ColumnSchema] { columns.map(\.schema) }

    /// The column of a name.
    /// - Throws: `Failure.input` that names the missing column and those present.
    public func column(_ name: String) throws -> DataColumn {
        if let found = columns.first(where: { $0.name == name }) { return found }
        let names = columns.map(\.name).joined(separator: ", ")
        throw Failure.input("there is no column '\(name)' (columns: \(names))")
    }

    /// Some rows.
    public func rows(_ range: Range<Int>) -> DataTable { DataTable(columns.map { $0.rows(range) }) }
}

/// The types of columns.
public enum ColumnType: String, Hashable, Sendable, CaseIterable {
    /// One bit.
    case bool
    /// Signed and unsigned integers.
    case int32, uint32, int64
    /// IEEE 754.
    case float, double
    /// UTF-8 text.
    case string
}

/// Name, type and nullability of a column.
public struct ColumnSchema: Hashable, Sendable {
    /// The column's name in the file.
    public var name: String
    /// The type of its values.
    public var type: ColumnType
    /// Whether values may be missing.
    public var isNullable: Bool

    /// A shape.
    public init(_ name: String, _ type: ColumnType, isNullable: Bool = false) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
    }
}

/// The values of a column. A missing value has any value here and `false` in `DataColumn.validity`.
public enum ColumnValues: Hashable, Sendable {
    /// Truth values.
    case bool([Bool])
    /// 32-bit integers.
    case int32([Int32])
    /// 32-bit unsigned integers.
    case uint32([UInt32])
    /// 64-bit integers.
    case int64([Int64])
    /// Single precision.
    case float([Float])
    /// Double precision.
    case double([Double])
    /// Text, each value spelled out.
    case string([String])
    /// Text as codes into a short list of words: the form for names that repeat.
    case words(codes: [UInt32], words: [String])
}

/// A named column.
public struct DataColumn: Hashable, Sendable {
    /// The column's name in the file.
    public var name: String
    /// Its values.
    public var values: ColumnValues
    /// `false` where the value is missing; `nil` for a column that cannot have gaps.
    public var validity: [Bool]?

    /// A column; traps when the validity's length differs from the values'.
    public init(_ name: String, _ values: ColumnValues, validity: [Bool]? = nil) {
        self.name = name
        self.values = values
        self.validity = validity
        precondition(validity == nil || validity?.count == count)
    }

    /// A column with one word in every row.
    public init(_ name: String, repeating word: String, count: Int) {
        self.init(name, .words(codes: [UInt32](repeating: 0, count: count), words: [word]))
    }

    /// How many rows.
    public var count: Int {
        switch values {
        case .bool(let v): v.count
        case .int32(let v): v.count
        case .uint32(let v): v.count
        case .int64(let v): v.count
        case .float(let v): v.count
        case .double(let v): v.count
        case .string(let v): v.count
        case .words(let v, _): v.count
        }
    }

    /// Name, type and nullability.
    public var schema: ColumnSchema {
        let type: ColumnType =
            switch values {
            case .bool: .bool
            case .int32: .int32
            case .uint32: .uint32
            case .int64: .int64
            case .float: .float
            case .double: .double
            case .string, .words: .string
            }
        return ColumnSchema(name, type, isNullable: validity != nil)
    }

    /// Some rows.
    public func rows(_ range: Range<Int>) -> DataColumn {
        let part: ColumnValues =
            switch values {
            case .bool(let v): .bool(Array(v[range]))
            case .int32(let v): .int32(Array(v[range]))
            case .uint32(let v): .uint32(Array(v[range]))
            case .int64(let v): .int64(Array(v[range]))
            case .float(let v): .float(Array(v[range]))
            case .double(let v): .double(Array(v[range]))
            case .string(let v): .string(Array(v[range]))
            case .words(let v, let words): .words(codes: Array(v[range]), words: words)
            }
        return DataColumn(name, part, validity: validity.map { Array($0[range]) })
    }
}

extension DataColumn {
    private func wrongType(_ wanted: String) -> Failure {
        .input("column '\(name)' holds \(schema.type.rawValue), not \(wanted)")
    }

    /// The values of a `bool` column.
    public func bools() throws -> [Bool] {
        if case .bool(let v) = values { return v }
        throw wrongType("bool")
    }

    /// The values of a `uint32` column.
    public func uint32s() throws -> [UInt32] {
        if case .uint32(let v) = values { return v }
        throw wrongType("uint32")
    }

    /// The values of any integer column, widened.
    public func int64s() throws -> [Int64] {
        switch values {
        case .int64(let v): return v
        case .int32(let v): return v.map(Int64.init)
        case .uint32(let v): return v.map(Int64.init)
        default: throw wrongType("an integer type")
        }
    }

    /// The values of any numeric column, as doubles.
    public func doubles() throws -> [Double] {
        switch values {
        case .double(let v): return v
        case .float(let v): return v.map(Double.init)
        case .int64(let v): return v.map(Double.init)
        case .int32(let v): return v.map(Double.init)
        case .uint32(let v): return v.map(Double.init)
        default: throw wrongType("a number")
        }
    }

    /// The values of a `string` column, spelled out.
    public func strings() throws -> [String] {
        switch values {
        case .string(let v): return v
        case .words(let codes, let words): return codes.map { words[Int($0)] }
        default: throw wrongType("string")
        }
    }
}
