// Columns of files from arrays of a batch, and back. What needs no conversion is shared.

import Base

/// The columns of a table in the making.
struct ColumnList {
    /// What was added.
    private(set) var columns: [DataColumn] = []

    mutating func add(_ name: String, _ values: [UInt32]) {
        columns.append(DataColumn(name, .uint32(values)))
    }

    mutating func add(_ name: String, _ values: [Int64]) {
        columns.append(DataColumn(name, .int64(values)))
    }

    mutating func add(_ name: String, _ values: [Bool]) {
        columns.append(DataColumn(name, .bool(values)))
    }

    mutating func add(_ name: String, _ values: [Float]) {
        columns.append(DataColumn(name, .float(values)))
    }

    mutating func add(_ name: String, _ values: [UInt8]) {
        columns.append(DataColumn(name, .int32(values.map { Int32($0) })))
    }

    mutating func add(_ name: String, _ values: [Int8]) {
        columns.append(DataColumn(name, .int32(values.map { Int32($0) })))
    }

    mutating func add(
        _ name: String, optional values: [Float], _ present: [UInt64], _ bit: UInt64
    ) {
        columns.append(
            DataColumn(
                name, .float(values),
                validity: values.indices.map { values[$0] == values[$0] && present[$0] & bit != 0 })
        )
    }

    mutating func add(
        _ name: String, optional values: [Double], _ present: [UInt64], _ bit: UInt64
    ) {
        columns.append(
            DataColumn(
                name, .double(values),
                validity: values.indices.map { values[$0] == values[$0] && present[$0] & bit != 0 })
        )
    }

    mutating func add(
        _ name: String, optional values: [UInt8], _ present: [UInt64], _ bit: UInt64
    ) {
        let validity = values.indices.map { values[$0] != .max && present[$0] & bit != 0 }
        columns.append(DataColumn(name, .int32(values.map { Int32($0) }), validity: validity))
    }

    mutating func add(
        _ name: String, masked values: [Float], _ present: [UInt64], _ bit: UInt64
    ) {
        add(name, optional: values, present, bit)
    }

    mutating func add(
        _ name: String, masked values: [UInt32], _ present: [UInt64], _ bit: UInt64
    ) {
        columns.append(DataColumn(name, .uint32(values), validity: mask(present, bit)))
    }

    mutating func add(
        _ name: String, masked values: [Bool], _ present: [UInt64], _ bit: UInt64
    ) {
        columns.append(DataColumn(name, .bool(values), validity: mask(present, bit)))
    }

    mutating func add(
        _ name: String, masked values: [Int8], _ present: [UInt64], _ bit: UInt64
    ) {
        let wide = values.map { Int32($0) }
        columns.append(DataColumn(name, .int32(wide), validity: mask(present, bit)))
    }

    mutating func add(
        _ name: String, masked values: [UInt8], _ present: [UInt64], _ bit: UInt64
    ) {
        let wide = values.map { Int32($0) }
        columns.append(DataColumn(name, .int32(wide), validity: mask(present, bit)))
    }

    mutating func add(
        _ name: String, masked codes: [UInt8], _ present: [UInt64], _ bit: UInt64, words: [String]
    ) {
        let codes = codes.map { UInt32($0) }
        columns.append(
            DataColumn(name, .words(codes: codes, words: words), validity: mask(present, bit)))
    }

    private func mask(_ present: [UInt64], _ bit: UInt64) -> [Bool] {
        present.map { $0 & bit != 0 }
    }

    mutating func add(_ name: String, _ codes: [UInt8], words: [String]) {
        let codes = codes.map { UInt32($0) }
        columns.append(DataColumn(name, .words(codes: codes, words: words)))
    }
}

/// Arrays of a batch from the columns of a table.
enum Columns {
    static func read(_ table: DataTable, _ name: String) throws -> [UInt32] {
        try table.column(name).uint32s()
    }

    static func read(_ table: DataTable, _ name: String) throws -> [Int64] {
        try table.column(name).int64s()
    }

    static func read(_ table: DataTable, _ name: String) throws -> [Bool] {
        try table.column(name).bools()
    }

    static func read(_ table: DataTable, _ name: String) throws -> [Float] {
        let column = try table.column(name)
        if case .float(let values) = column.values {
            guard let validity = column.validity else { return values }
            return zip(values, validity).map { $1 ? $0 : .nan }
        }
        return try read(table, name).map { (value: Double) in Float(value) }
    }

    static func read(_ table: DataTable, _ name: String) throws -> [Double] {
        let column = try table.column(name)
        let values = try column.doubles()
        guard let validity = column.validity else { return values }
        return zip(values, validity).map { $1 ? $0 : .nan }
    }

    static func read(_ table: DataTable, _ name: String) throws -> [UInt8] {
        let column = try table.column(name)
        return try narrowed(column, missing: .max)
    }

    static func read(_ table: DataTable, _ name: String) throws -> [Int8] {
        let column = try table.column(name)
        return try narrowed(column, missing: 0)
    }

    private static func narrowed<T: FixedWidthInteger>(
        _ column: DataColumn, missing: T
    ) throws -> [T] {
        let values = try column.int64s()
        return try values.indices.map { row in
            if let validity = column.validity, !validity[row] { return missing }
            guard let value = T(exactly: values[row]) else {
                throw Failure.input(
                    "column '\(column.name)' holds \(values[row]), beyond \(T.min) … \(T.max)")
            }
            return value
        }
    }

    /// The streams of records; all are samples in files that do not name them.
    static func readStream(_ table: DataTable) throws -> [UInt8] {
        guard table.columns.contains(where: { $0.name == "stream" }) else {
            return [UInt8](repeating: 0, count: table.rowCount)
        }
        return try readWords(table, "stream", SignalCatalogue.streamNames)
    }

    /// The presence of columns whose values cannot say that they are missing.
    static func presence(
        _ table: DataTable, _ bits: [(path: String, bit: UInt64)]
    ) throws -> [UInt64] {
        var present = [UInt64](repeating: SignalCatalogue.allPresent, count: table.rowCount)
        for (path, bit) in bits {
            guard let validity = try table.column(path).validity else { continue }
            for row in present.indices where !validity[row] { present[row] &= ~bit }
        }
        return present
    }

    /// Codes into `words` of a column of text, whatever the order of the file's own list.
    static func readWords(_ table: DataTable, _ name: String, _ words: [String]) throws -> [UInt8] {
        func code(_ word: String) throws -> UInt8 {
            if let code = words.firstIndex(of: word) { return UInt8(code) }
            let known = words.joined(separator: ", ")
            throw Failure.input("column '\(name)' holds '\(word)' (known words: \(known))")
        }
        let column = try table.column(name)
        let isThere = column.validity
        if case .words(let codes, let own) = column.values {
            var translation: [UInt8?] = [UInt8?](repeating: nil, count: own.count)
            return try codes.indices.map { row in
                if let isThere, !isThere[row] { return 0 }
                let at = Int(codes[row])
                if let known = translation[at] { return known }
                let fresh = try code(own[at])
                translation[at] = fresh
                return fresh
            }
        }
        let texts = try column.strings()
        return try texts.indices.map { isThere?[$0] == false ? 0 : try code(texts[$0]) }
    }
}

/// Rows of a column by their numbers.
enum Gather {
    /// Rows that are turned into columns at a time: their records fit into the first-level cache.
    static let blockRows = 64

    /// Fills some rows of a column from records.
    @inline(__always)
    static func block<T>(
        _ records: [Record], _ order: [UInt32], _ rows: Range<Int>, _ column: inout [T],
        _ field: (UnsafePointer<Record>) -> T
    ) {
        records.withUnsafeBufferPointer { from in
            guard let base = from.baseAddress else { return }
            column.withUnsafeMutableBufferPointer { to in
                for row in rows { to[row] = field(base + Int(order[row])) }
            }
        }
    }

    static func rows<T>(_ order: [UInt32], of values: [T]) -> [T] {
        [T](unsafeUninitializedCapacity: order.count) { buffer, count in
            for (position, row) in order.enumerated() {
                buffer.initializeElement(at: position, to: values[Int(row)])
            }
            count = order.count
        }
    }
}

/// Equality in which a missing value equals a missing value.
enum Identity {
    static func same(_ a: [Float], _ b: [Float]) -> Bool {
        a.count == b.count
            && a.indices.allSatisfy { a[$0] == b[$0] || (a[$0].isNaN && b[$0].isNaN) }
    }

    static func same(_ a: [Double], _ b: [Double]) -> Bool {
        a.count == b.count
            && a.indices.allSatisfy { a[$0] == b[$0] || (a[$0].isNaN && b[$0].isNaN) }
    }
}
