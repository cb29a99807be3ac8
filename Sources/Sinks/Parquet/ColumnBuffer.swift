// The rows of one column that wait until a row group is full.

import Base

/// A column under construction.
struct ColumnBuffer {
    let schema: ColumnSchema
    /// Empty for texts.
    private(set) var values: ColumnValues
    /// Empty for a column without gaps.
    private(set) var validity: [Bool] = []
    /// Texts as codes into `words`; of missing ones 0.
    private(set) var codes: [UInt32] = []
    /// The different texts, in order of first appearance.
    private(set) var words = WordInterner()

    init(_ schema: ColumnSchema) {
        self.schema = schema
        values = Self.noValues(of: schema.type)
    }

    /// Forgets the rows.
    mutating func clear() {
        validity.removeAll(keepingCapacity: true)
        codes.removeAll(keepingCapacity: true)
        words.removeAll()
        // Each array is taken out of the enum while it changes, so that it has one owner.
        switch take() {
        case .bool(var v):
            v.removeAll(keepingCapacity: true)
            values = .bool(v)
        case .int32(var v):
            v.removeAll(keepingCapacity: true)
            values = .int32(v)
        case .uint32(var v):
            v.removeAll(keepingCapacity: true)
            values = .uint32(v)
        case .int64(var v):
            v.removeAll(keepingCapacity: true)
            values = .int64(v)
        case .float(var v):
            v.removeAll(keepingCapacity: true)
            values = .float(v)
        case .double(var v):
            v.removeAll(keepingCapacity: true)
            values = .double(v)
        case .string, .words: values = .string([])
        }
    }

    /// Appends some rows of a column of the same type.
    /// - Throws: `Failure.input` when the type differs, or a gap meets a column without gaps.
    mutating func append(_ column: DataColumn, rows: Range<Int>) throws {
        try appendValidity(column, rows)
        switch (take(), column.values) {
        case (.bool(var v), .bool(let new)):
            v.append(contentsOf: new[rows])
            values = .bool(v)
        case (.int32(var v), .int32(let new)):
            v.append(contentsOf: new[rows])
            values = .int32(v)
        case (.uint32(var v), .uint32(let new)):
            v.append(contentsOf: new[rows])
            values = .uint32(v)
        case (.int64(var v), .int64(let new)):
            v.append(contentsOf: new[rows])
            values = .int64(v)
        case (.float(var v), .float(let new)):
            v.append(contentsOf: new[rows])
            values = .float(v)
        case (.double(var v), .double(let new)):
            v.append(contentsOf: new[rows])
            values = .double(v)
        case (.string(let none), .string(let new)):
            values = .string(none)
            appendTexts(new, rows, column.validity)
        case (.string(let none), .words(let newCodes, let newWords)):
            values = .string(none)
            appendCodes(newCodes, of: newWords, rows, column.validity)
        case (let own, _):
            values = own
            let (is_, wanted) = (column.schema.type.rawValue, schema.type.rawValue)
            throw Failure.input("column '\(schema.name)' holds \(is_), the file wants \(wanted)")
        }
    }

    private mutating func appendValidity(_ column: DataColumn, _ rows: Range<Int>) throws {
        if schema.isNullable {
            if let new = column.validity {
                validity.append(contentsOf: new[rows])
            } else {
                validity.append(contentsOf: repeatElement(true, count: rows.count))
            }
        } else if let new = column.validity, new[rows].contains(false) {
            throw Failure.input("column '\(schema.name)' has missing values, the file allows none")
        }
    }

    private mutating func appendTexts(_ texts: [String], _ rows: Range<Int>, _ present: [Bool]?) {
        codes.reserveCapacity(codes.count + rows.count)
        for row in rows {
            codes.append(present?[row] == false ? 0 : words.code(of: texts[row]))
        }
    }

    /// Appends codes, translated to this buffer's words. The code of a missing value means nothing.
    private mutating func appendCodes(
        _ newCodes: [UInt32], of newWords: [String], _ rows: Range<Int>, _ present: [Bool]?
    ) {
        var translation = [UInt32](repeating: .max, count: newWords.count)
        codes.reserveCapacity(codes.count + rows.count)
        for row in rows {
            if present?[row] == false {
                codes.append(0)
                continue
            }
            let foreign = Int(newCodes[row])
            if translation[foreign] == .max {
                translation[foreign] = words.code(of: newWords[foreign])
            }
            codes.append(translation[foreign])
        }
    }

    private mutating func take() -> ColumnValues {
        let taken = values
        values = .bool([])
        return taken
    }

    /// No rows of a type.
    static func noValues(of type: ColumnType) -> ColumnValues {
        switch type {
        case .bool: .bool([])
        case .int32: .int32([])
        case .uint32: .uint32([])
        case .int64: .int64([])
        case .float: .float([])
        case .double: .double([])
        case .string: .string([])
        }
    }
}
