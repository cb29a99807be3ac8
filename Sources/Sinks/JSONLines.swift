// Any table as JSON lines: one object per row, keys in column order, missing values left out.

import Base

/// Encodes tables as lines of JSON (RFC 8259, UTF-8).
public enum JSONLines {
    /// One object per row, each followed by a line feed.
    ///
    /// Missing values are left out. Numbers are written with the digits that give them back
    /// exactly; JSON has no NaN and no infinity, they are left out too.
    public static func encode(_ table: DataTable) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(table.rowCount * table.columns.count * 16)
        let keys = table.columns.map { key($0.name) }
        let words = table.columns.map(quotedWords)
        for row in 0..<table.rowCount {
            out.append(UInt8(ascii: "{"))
            let start = out.count
            for (index, column) in table.columns.enumerated() where column.validity?[row] != false {
                let before = out.count
                if before > start { out.append(UInt8(ascii: ",")) }
                out += keys[index]
                if !append(column.values, row, words[index], &out) {
                    out.removeLast(out.count - before)
                }
            }
            out.append(UInt8(ascii: "}"))
            out.append(UInt8(ascii: "\n"))
        }
        return out
    }

    private static func key(_ name: String) -> [UInt8] {
        var bytes: [UInt8] = []
        appendQuoted(name, &bytes)
        bytes.append(UInt8(ascii: ":"))
        return bytes
    }

    /// The words of a column, quoted once.
    private static func quotedWords(_ column: DataColumn) -> [[UInt8]] {
        guard case .words(_, let words) = column.values else { return [] }
        return words.map { word in
            var bytes: [UInt8] = []
            appendQuoted(word, &bytes)
            return bytes
        }
    }

    /// Appends a value; false if JSON has none for it.
    private static func append(
        _ values: ColumnValues, _ row: Int, _ words: [[UInt8]], _ out: inout [UInt8]
    ) -> Bool {
        switch values {
        case .bool(let v): out += (v[row] ? "true" : "false").utf8
        case .int32(let v): out += v[row].description.utf8
        case .uint32(let v): out += v[row].description.utf8
        case .int64(let v): out += v[row].description.utf8
        case .float(let v):
            guard v[row].isFinite else { return false }
            out += v[row].description.utf8
        case .double(let v):
            guard v[row].isFinite else { return false }
            out += v[row].description.utf8
        case .string(let v): appendQuoted(v[row], &out)
        case .words(let codes, _): out += words[Int(codes[row])]
        }
        return true
    }

    /// Appends a text in quotes, with what JSON forbids escaped.
    private static func appendQuoted(_ text: String, _ out: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        out.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                out.append(UInt8(ascii: "\\"))
                out.append(byte)
            case 0..<0x20:
                out += "\\u00".utf8
                out.append(digits[Int(byte >> 4)])
                out.append(digits[Int(byte & 15)])
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
