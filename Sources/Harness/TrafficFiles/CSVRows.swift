// Tables as text (RFC 4180): a header, then rows; fields in quotes may hold commas, line ends and
// doubled quotes. Works on bytes, and makes no string of a field unless it is wrong.

import Base
import Scenario

/// A field of a row: positions in the file's bytes, quotes left out.
struct CSVField {
    var start = 0
    var end = 0
    var isEmpty: Bool { start == end }
}

/// The rows of a file, one after the other, and the mistakes found in them.
struct CSVRows {
    /// So many mistakes are worth naming at once.
    static let mostMistakes = 20

    let path: String
    let bytes: [UInt8]
    private(set) var fields: [CSVField] = []
    /// Mistakes in order of line.
    private(set) var mistakes: [Diagnostic] = []
    /// Line of the present row, from 1.
    private(set) var line = 0
    private var position = 0
    private var lineStart = 0
    private var following = 1
    private var names: [String] = []

    /// Opens a file and reads its header.
    init(path: String) throws {
        self.path = path
        bytes = try WholeFile.read(path)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        guard advance() else { throw Failure.input("\(path): the file is empty; write a header") }
        names = fields.map { text($0) }
    }

    /// Where a column stands in a row, or nil.
    func column(_ name: String) -> Int? { names.firstIndex(of: name) }

    /// Positions of columns that must be there.
    /// - Throws: `ScenarioErrors` that name all that are missing.
    mutating func columns(_ wanted: [String]) throws -> [Int] {
        let missing = wanted.filter { column($0) == nil }
        for name in missing {
            mistakes.append(
                Diagnostic(
                    file: path, line: line, column: 1,
                    message:
                        "column \(name) is missing; needed are \(wanted.joined(separator: ","))"))
        }
        try finish()
        return wanted.compactMap { column($0) }
    }

    /// The next row with as many fields as the header; others are mistakes. Blank lines are none.
    mutating func next() throws -> Bool {
        while advance() {
            if fields.count == names.count { return true }
            if fields.count == 1, fields[0].isEmpty { continue }
            try mistake(
                in: nil, "the row has \(fields.count) fields, the header has \(names.count)")
        }
        return false
    }

    /// The text of a field, for messages.
    func text(_ field: CSVField) -> String {
        String(decoding: bytes[field.start..<field.end], as: UTF8.self)
    }

    /// Notes what is wrong with the present row.
    /// - Throws: `ScenarioErrors` when there are so many that more would not help.
    mutating func mistake(in field: CSVField?, _ message: String) throws {
        let column = max(0, (field?.start ?? lineStart) - lineStart) + 1
        mistakes.append(Diagnostic(file: path, line: line, column: column, message: message))
        if mistakes.count >= Self.mostMistakes { try finish() }
    }

    /// Throws the mistakes, if there are any.
    func finish() throws {
        if !mistakes.isEmpty { throw ScenarioErrors(diagnostics: mistakes) }
    }

    /// A number within bounds, or nil and a mistake. An empty field is `fallback`.
    mutating func number(
        _ column: Int?, _ bounds: ClosedRange<Double>, or fallback: Double? = nil
    ) throws -> Double? {
        guard let column else { return fallback }
        let field = fields[column]
        if field.isEmpty, let fallback { return fallback }
        guard let value = bytes.withUnsafeBufferPointer({ Self.number($0, field) }) else {
            try mistake(in: field, "\(names[column]) is no number: '\(text(field))'")
            return nil
        }
        guard bounds.contains(value) else {
            try mistake(
                in: field,
                "\(names[column]) is \(text(field)); it must lie between \(bounds.lowerBound) "
                    + "and \(bounds.upperBound)")
            return nil
        }
        return value
    }

    /// A decimal number. Up to 15 digits and 22 places are exact in one division; the rest is the
    /// library's.
    private static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ field: CSVField) -> Double? {
        var mantissa: UInt64 = 0
        var digits = 0
        var places = -1
        var index = field.start
        let isNegative = index < field.end && bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        while index < field.end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "."), places < 0 {
                places = 0
            } else if byte >= 48, byte <= 57, digits < 15 {
                mantissa = mantissa * 10 + UInt64(byte - 48)
                digits += 1
                if places >= 0 { places += 1 }
            } else {
                let text = String(decoding: bytes[field.start..<field.end], as: UTF8.self)
                let value = Double(text.trimmed)
                return value?.isFinite == true ? value : nil
            }
            index += 1
        }
        guard digits > 0 else { return nil }
        let value = Double(mantissa) / powersOfTen[max(0, places)]
        return isNegative ? -value : value
    }

    private static let powersOfTen: [Double] = (0...15).map { places in
        (0..<places).reduce(1.0) { power, _ in power * 10 }
    }

    /// Splits the next line into fields; false at the end of the file.
    private mutating func advance() -> Bool {
        guard position < bytes.count else { return false }
        line = following
        lineStart = position
        fields.removeAll(keepingCapacity: true)
        bytes.withUnsafeBufferPointer { bytes in
            while true {
                let isQuoted = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
                var field = CSVField(start: isQuoted ? position + 1 : position, end: 0)
                if isQuoted { skipQuoted(bytes, field.start) }
                field.end = position
                while position < bytes.count, bytes[position] != UInt8(ascii: ","),
                    bytes[position] != UInt8(ascii: "\n")
                {
                    position += 1
                }
                if !isQuoted { field.end = position }
                let isLast = position >= bytes.count || bytes[position] == UInt8(ascii: "\n")
                if isLast, field.end > field.start, bytes[field.end - 1] == UInt8(ascii: "\r") {
                    field.end -= 1
                }
                fields.append(field)
                position += 1
                if isLast { break }
            }
        }
        following += 1
        return true
    }

    /// Moves to the quote that ends a quoted field.
    private mutating func skipQuoted(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) {
        position = start
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\n") { following += 1 }
            if bytes[position] == UInt8(ascii: "\"") {
                guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\"") else {
                    return
                }
                position += 1
            }
            position += 1
        }
    }
}

extension String {
    /// Without spaces at both ends.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
