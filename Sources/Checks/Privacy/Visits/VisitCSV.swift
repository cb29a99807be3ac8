// Visits from text tables (RFC 4180: quotes may hold separators, line ends and doubled quotes), a
// block of the file in memory at a time. Commas, semicolons and tabs are told from the header.

import Base
import Sinks

enum VisitCSV {
    static func read(
        _ path: String, _ columns: VisitColumns
    ) throws -> (visits: Visits, notes: [String]) {
        let lines = CSVStream(try ByteSource(path: path))
        guard try lines.next() else {
            throw Failure.input("\(path): the file is empty; write a header")
        }
        let names = lines.fields.indices.map { lines.text($0) }
        let places = try columns.places(in: names, path: path)
        var builder = VisitBuilder(path: path, hasTime: places.t != nil)
        var interner = WordInterner()
        let needed = max(places.uid, places.lat, places.lng, places.t ?? 0)
        while try lines.next() {
            if lines.fields.count == 1, lines.fields[0].isEmpty { continue }
            guard lines.fields.count > needed else {
                builder.skip(
                    "line \(lines.line) has \(lines.fields.count) fields, the header has "
                        + "\(names.count)")
                continue
            }
            read(lines, places, names, &builder, &interner)
            try builder.checkMemory()
        }
        return try builder.finish()
    }

    private static func read(
        _ lines: CSVStream, _ places: (uid: Int, t: Int?, lat: Int, lng: Int), _ names: [String],
        _ builder: inout VisitBuilder, _ interner: inout WordInterner
    ) {
        func complain(_ column: Int, _ what: String) -> String {
            "line \(lines.line), column \(names[column]): '\(lines.text(column))' \(what)"
        }
        guard !lines.fields[places.uid].isEmpty else {
            builder.skip(complain(places.uid, "names nobody"))
            return
        }
        var degrees = SIMD2<Double>()
        for (axis, column, limit) in [(0, places.lat, 90.0), (1, places.lng, 180.0)] {
            let value = lines.withField(column) {
                DecimalText.read($0, decimalComma: lines.hasDecimalComma)
            }
            guard let value, abs(value) <= limit else {
                builder.skip(complain(column, "is no degrees from -\(limit) to \(limit)"))
                return
            }
            degrees[axis] = value
        }
        var time: TimeText.Reading?
        if let column = places.t {
            time = lines.withField(column) { TimeText.read($0) }
            guard time != nil else {
                builder.skip(
                    complain(column, "is no time; write 2025-03-03T09:28:08 or seconds since 1970"))
                return
            }
        }
        let code = lines.withField(places.uid) { interner.code(of: $0) }
        if Int(code) == builder.names.count { builder.names.append(lines.text(places.uid)) }
        builder.append(code: code, time: time, latitude: degrees[0], longitude: degrees[1])
    }
}

/// The rows of a text table, one after the other. A class because its buffer is large and used in
/// place; for one thread.
final class CSVStream {
    /// The fields of the present row: bytes of the buffer, quotes left out.
    private(set) var fields: [Range<Int>] = []
    /// Line of the present row, from 1.
    private(set) var line = 0
    /// Whether fractions are written with a comma, as where semicolons separate.
    private(set) var hasDecimalComma = false

    /// A row longer than this is taken for damage.
    private static let longestRow = 1 << 24
    private let source: ByteSource
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)
    private var position = 0
    private var filled = 0
    private var hasEnded = false
    private var following = 1
    private var separator: UInt8?

    init(_ source: ByteSource) { self.source = source }

    /// Moves to the next row; false at the end of the file.
    func next() throws -> Bool {
        line = following
        while true {
            if let end = split() {
                if separator == nil {
                    settle()
                    continue
                }
                position = end
                return true
            }
            if hasEnded { return false }
            try refill()
        }
    }

    /// The text of a field; doubled quotes are made single.
    func text(_ column: Int) -> String {
        var bytes = Array(buffer[fields[column]])
        if bytes.contains(UInt8(ascii: "\"")) {
            var plain: [UInt8] = []
            var at = 0
            while at < bytes.count {
                plain.append(bytes[at])
                let isDoubled =
                    bytes[at] == UInt8(ascii: "\"") && at + 1 < bytes.count
                    && bytes[at + 1] == bytes[at]
                at += isDoubled ? 2 : 1
            }
            bytes = plain
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The bytes of a field, spaces around it left out.
    func withField<Result>(
        _ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        var range = fields[column]
        while !range.isEmpty, buffer[range.lowerBound] == 32 {
            range = range.lowerBound + 1..<range.upperBound
        }
        while !range.isEmpty, buffer[range.upperBound - 1] == 32 {
            range = range.lowerBound..<range.upperBound - 1
        }
        return try buffer.withUnsafeBytes {
            try body(UnsafeRawBufferPointer(rebasing: $0[range]))
        }
    }

    /// Tells the separator from the header, which must then be split again.
    private func settle() {
        if filled - position >= 3, Array(buffer[position..<position + 3]) == [0xEF, 0xBB, 0xBF] {
            position += 3
        }
        let end = buffer[position..<filled].firstIndex(of: 10) ?? filled
        let header = buffer[position..<end]
        let counts = [UInt8(ascii: ","), UInt8(ascii: ";"), 9].map { mark in
            (mark: mark, count: header.count { $0 == mark })
        }
        let best = counts.reduce(counts[0]) { $1.count > $0.count ? $1 : $0 }
        separator = best.mark
        hasDecimalComma = best.mark == UInt8(ascii: ";")
        following = 1
    }

    private func refill() throws {
        if position > 0 {
            buffer.withUnsafeMutableBytes {
                $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<filled]))
            }
            filled -= position
            position = 0
        }
        if filled == buffer.count {
            guard filled < Self.longestRow else {
                throw Failure.input(
                    "\(source.path): line \(line) does not end; is a quote left open?")
            }
            buffer.append(contentsOf: repeatElement(0, count: buffer.count))
        }
        let count = try buffer.withUnsafeMutableBytes {
            try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
        }
        filled += count
        hasEnded = count == 0
    }

    /// Splits the row that begins at `position`; nil when its end is not in the buffer yet.
    private func split() -> Int? {
        guard position < filled else { return nil }
        fields.removeAll(keepingCapacity: true)
        let separator = separator ?? UInt8(ascii: ",")
        // Local, since a class's properties are checked at each access.
        let (filled, hasEnded) = (filled, hasEnded)
        var lines = 0
        var at = position
        return buffer.withUnsafeBufferPointer { bytes -> Int? in
            while true {
                var start = at
                var end: Int?
                if at < filled, bytes[at] == UInt8(ascii: "\"") {
                    start += 1
                    at += 1
                    while true {
                        guard at < filled else { return nil }
                        if bytes[at] == 10 { lines += 1 }
                        if bytes[at] == UInt8(ascii: "\"") {
                            guard at + 1 < filled || hasEnded else { return nil }
                            guard at + 1 < filled, bytes[at + 1] == UInt8(ascii: "\"") else {
                                break
                            }
                            at += 1
                        }
                        at += 1
                    }
                    end = at
                }
                while at < filled, bytes[at] != separator, bytes[at] != 10 { at += 1 }
                guard at < filled || hasEnded else { return nil }
                let isLast = at >= filled || bytes[at] == 10
                var stop = end ?? at
                if isLast, end == nil, stop > start, bytes[stop - 1] == 13 { stop -= 1 }
                fields.append(start..<stop)
                at += 1
                if isLast { break }
            }
            following = line + lines + 1
            return min(at, filled)
        }
    }
}
