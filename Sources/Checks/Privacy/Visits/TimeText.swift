// Times as others write them: ISO 8601 with or without a zone, or a number since 1970.

import Base

/// Reads times.
enum TimeText {
    /// A time, and whether its text named a zone.
    struct Reading: Equatable {
        /// Milliseconds since 1970-01-01T00:00Z; a text without zone is taken as UTC.
        var milliseconds: Int64
        var hasZone: Bool
    }

    /// `2025-03-03T09:28:08`, `2025-03-03 09:28:08.25+01:00`, `2025-03-03`, `…Z`, `… UTC`, or a
    /// number of seconds (also ms, µs, ns, told by size) since 1970; nil for anything else.
    static func read(_ text: UnsafeRawBufferPointer) -> Reading? {
        var cursor = Cursor(text)
        guard text.count >= 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-") else {
            guard let number = DecimalText.read(text, decimalComma: false) else { return nil }
            return Reading(milliseconds: milliseconds(sinceEpoch: number), hasZone: true)
        }
        guard let year = cursor.digits(4), cursor.skip("-"), let month = cursor.digits(2),
            cursor.skip("-"), let day = cursor.digits(2),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        var result = date.unixDay * 86_400_000
        guard !cursor.isAtEnd else { return Reading(milliseconds: result, hasZone: false) }
        guard cursor.skip("T") || cursor.skip(" ") || cursor.skip("t"),
            let hour = cursor.digits(2), hour < 24, cursor.skip(":"),
            let minute = cursor.digits(2), minute < 60
        else { return nil }
        var second = 0
        var fraction: Int64 = 0
        if cursor.skip(":") {
            // A leap second is the next one.
            guard let value = cursor.digits(2), value <= 60 else { return nil }
            second = value
            if cursor.skip(".") || cursor.skip(",") {
                guard let part = cursor.thousandths() else { return nil }
                fraction = part
            }
        }
        result += Int64((hour * 60 + minute) * 60 + second) * 1000 + fraction
        guard let zone = cursor.zone() else { return nil }
        return Reading(
            milliseconds: result - Int64(zone.minutes) * 60_000, hasZone: zone.isNamed)
    }

    /// Seconds up to the year 5138; larger numbers are ms, µs or ns.
    static func milliseconds(sinceEpoch number: Double) -> Int64 {
        let size = abs(number)
        let value =
            size < 1e11
            ? number * 1000 : size < 1e14 ? number : size < 1e17 ? number / 1e3 : number / 1e6
        return Int64(max(-9e15, min(9e15, value.rounded(.down))))
    }
}

/// A place in a text.
private struct Cursor {
    private let text: UnsafeRawBufferPointer
    private var at = 0

    init(_ text: UnsafeRawBufferPointer) { self.text = text }

    var isAtEnd: Bool { at == text.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard at < text.count, text[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int? {
        guard at + count <= text.count else { return nil }
        var value = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private mutating func digit() -> Int? {
        guard at < text.count, text[at] >= 48, text[at] <= 57 else { return nil }
        defer { at += 1 }
        return Int(text[at]) - 48
    }

    /// The digits after a decimal point, rounded down to thousandths.
    mutating func thousandths() -> Int64? {
        guard let first = digit() else { return nil }
        var value = Int64(first) * 100
        var weight: Int64 = 10
        while let next = digit() {
            value += Int64(next) * weight
            weight /= 10
        }
        return value
    }

    /// Minutes east of UTC at the end of the text; nil when something else stands there.
    mutating func zone() -> (minutes: Int, isNamed: Bool)? {
        if isAtEnd { return (0, false) }
        if skip("Z") || skip("z") { return isAtEnd ? (0, true) : nil }
        _ = skip(" ")
        if skip("U") { return skip("T") && skip("C") && isAtEnd ? (0, true) : nil }
        let sign: Int
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = digits(2), hours <= 15 else { return nil }
        _ = skip(":")
        let minutes = isAtEnd ? 0 : digits(2)
        guard let minutes, minutes < 60, isAtEnd else { return nil }
        return (sign * (hours * 60 + minutes), true)
    }
}

/// Reads decimal numbers.
enum DecimalText {
    /// A finite number, spaces around it allowed; nil for anything else. Up to 15 digits are exact
    /// in one division; the rest is the library's.
    static func read(_ text: UnsafeRawBufferPointer, decimalComma: Bool) -> Double? {
        let point = UInt8(ascii: decimalComma ? "," : ".")
        var mantissa: UInt64 = 0
        var digits = 0
        var places = -1
        var index = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative { index = 1 }
        while index < text.count {
            let byte = text[index]
            if byte == point, places < 0 {
                places = 0
            } else if byte >= 48, byte <= 57, digits < 15 {
                mantissa = mantissa * 10 + UInt64(byte - 48)
                digits += 1
                if places >= 0 { places += 1 }
            } else {
                return slow(text, decimalComma: decimalComma)
            }
            index += 1
        }
        guard digits > 0 else { return nil }
        let value = Double(mantissa) / powers[max(0, places)]
        return isNegative ? -value : value
    }

    private static func slow(_ text: UnsafeRawBufferPointer, decimalComma: Bool) -> Double? {
        var word = String(decoding: text, as: UTF8.self)[...]
        while word.first == " " { word.removeFirst() }
        while word.last == " " { word.removeLast() }
        let plain = decimalComma ? String(word.map { $0 == "," ? "." : $0 }) : String(word)
        guard let value = Double(plain), value.isFinite else { return nil }
        return value
    }

    private static let powers: [Double] = (0...15).map { places in
        (0..<places).reduce(1.0) { power, _ in power * 10 }
    }
}
