// The bytes of JSON values. The caller has made room: `JSONLineEncoder.maximumLineBytes` a record.

import Base

/// Writes keys and values at a pointer that moves on. Keys come with their comma, quotes and colon.
struct JSONWriter {
    /// Where the next byte goes.
    private(set) var at: UnsafeMutablePointer<UInt8>

    /// A writer that starts at a place.
    init(at start: UnsafeMutablePointer<UInt8>) { at = start }

    @inline(__always)
    private mutating func put(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        at.update(from: text.utf8Start, count: count)
        at += count
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8) {
        at.pointee = byte
        at += 1
    }

    @inline(__always)
    mutating func field(_ key: StaticString, integer value: Int64) {
        put(key)
        if value < 0 { put(UInt8(ascii: "-")) }
        digits(value.magnitude)
    }

    @inline(__always)
    mutating func field(_ key: StaticString, truth value: Bool) {
        put(key)
        if value { put("true") } else { put("false") }
    }

    /// A percentage; 255 stands for a missing one.
    @inline(__always)
    mutating func field(_ key: StaticString, percent value: UInt8) {
        guard value != .max else { return }
        put(key)
        digits(UInt64(value))
    }

    @inline(__always)
    mutating func field(_ key: StaticString, word list: [StaticString], _ code: UInt8) {
        put(key)
        put(list[Int(code)])
    }

    @inline(__always)
    mutating func field(
        _ key: StaticString, optional value: Double, scale: UInt64, decimals: Int
    ) {
        guard value == value else { return }
        field(key, fixed: value, scale: scale, decimals: decimals)
    }

    /// A fixed-point number; `null` for what JSON cannot say.
    @inline(__always)
    mutating func field(_ key: StaticString, fixed value: Double, scale: UInt64, decimals: Int) {
        put(key)
        let scaled = value.magnitude * Double(scale) + 0.5
        guard scaled < 9e15 else {
            put("null")
            return
        }
        let whole = UInt64(scaled)
        if value < 0 && whole > 0 { put(UInt8(ascii: "-")) }
        guard decimals > 0 else {
            digits(whole)
            return
        }
        digits(whole / scale)
        put(UInt8(ascii: "."))
        var rest = whole % scale
        for place in stride(from: decimals - 1, through: 0, by: -1) {
            at[place] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
            rest /= 10
        }
        at += decimals
    }

    @inline(__always)
    private mutating func digits(_ value: UInt64) {
        if value < 10 {
            put(UInt8(truncatingIfNeeded: value) &+ UInt8(ascii: "0"))
            return
        }
        if value < 100 {
            pair(value, at: 0)
            at += 2
            return
        }
        longDigits(value)
    }

    /// Three digits and more, two at a time from the right.
    @inline(never)
    private mutating func longDigits(_ value: UInt64) {
        var count = 3
        var limit: UInt64 = 1000
        while value >= limit && count < 20 {
            count += 1
            limit = count < 20 ? limit &* 10 : .max
        }
        var rest = value
        var place = count
        while rest >= 100 {
            place -= 2
            pair(rest % 100, at: place)
            rest /= 100
        }
        if rest >= 10 {
            pair(rest, at: place - 2)
        } else {
            at[place - 1] = UInt8(truncatingIfNeeded: rest) &+ UInt8(ascii: "0")
        }
        at += count
    }

    @inline(__always)
    private func pair(_ value: UInt64, at place: Int) {
        let tens = value / 10
        at[place] = UInt8(truncatingIfNeeded: tens) &+ UInt8(ascii: "0")
        at[place + 1] = UInt8(truncatingIfNeeded: value &- tens &* 10) &+ UInt8(ascii: "0")
    }

    /// A fixed-point number, or text around it for devices that spoil it: `form` 1 writes
    /// `"12.3"`, 2 writes `"12.3km/h"`.
    @inline(__always)
    mutating func field(
        _ key: StaticString, textual value: Double, scale: UInt64, decimals: Int,
        unit: StaticString, form: UInt64
    ) {
        if form == 0 {
            field(key, fixed: value, scale: scale, decimals: decimals)
            return
        }
        put(key)
        field("\"", fixed: value, scale: scale, decimals: decimals)
        if form >= 2 { put(unit) }
        put(UInt8(ascii: "\""))
    }

    /// Writes a side signal.
    @inline(never)
    mutating func side(_ form: JSONSideForm, key: StaticString, _ value: Int64) {
        switch form.kind {
        case .truth: field(key, truth: value != 0)
        case .integer: field(key, integer: value)
        case .fixed:
            let scale = Self.scale(form.decimals)
            field(
                key, fixed: Double(value) / Double(scale), scale: scale, decimals: form.decimals)
        case .word: field(key, word: form.words, UInt8(truncatingIfNeeded: value))
        case .words: list(key, form.words, UInt64(bitPattern: value))
        case .instant: instant(key, value)
        case .vin:
            put(key)
            put(UInt8(ascii: "\""))
            VehicleNumber.write(code: value, at: at)
            at += 17
            put(UInt8(ascii: "\""))
        }
    }

    private mutating func list(_ key: StaticString, _ words: [StaticString], _ set: UInt64) {
        put(key)
        put(UInt8(ascii: "["))
        var isFirst = true
        for (bit, word) in words.enumerated() where set >> UInt64(bit) & 1 == 1 {
            if !isFirst { put(UInt8(ascii: ",")) }
            isFirst = false
            put(word)
        }
        put(UInt8(ascii: "]"))
    }

    /// Unix time, milliseconds, as ISO 8601 in UTC.
    private mutating func instant(_ key: StaticString, _ milliseconds: Int64) {
        put(key)
        put(UInt8(ascii: "\""))
        let seconds = milliseconds.flooredDivision(by: 1000)
        let day = seconds.flooredDivision(by: 86_400)
        let date = CivilDate(unixDay: day)
        let time = UInt64(seconds - day * 86_400)
        pair(UInt64(date.year) / 100, at: 0)
        pair(UInt64(date.year) % 100, at: 2)
        at += 4
        for (mark, part) in [
            ("-", UInt64(date.month)), ("-", UInt64(date.day)), ("T", time / 3600),
            (":", time / 60 % 60), (":", time % 60),
        ] as [(StaticString, UInt64)] {
            put(mark)
            pair(part, at: 0)
            at += 2
        }
        put(UInt8(ascii: "."))
        let rest = UInt64(milliseconds - seconds * 1000)
        put(UInt8(truncatingIfNeeded: rest / 100) &+ UInt8(ascii: "0"))
        pair(rest % 100, at: 0)
        at += 2
        put("Z\"")
    }

    /// 10 to a power.
    static func scale(_ decimals: Int) -> UInt64 {
        var scale: UInt64 = 1
        for _ in 0..<decimals { scale *= 10 }
        return scale
    }

    /// Closes the object and the line.
    @inline(__always)
    mutating func endLine() { put("}\n") }
}

/// How a side signal is written.
struct JSONSideForm: Sendable {
    let key: StaticString
    /// The key in version 4 of VSS.
    let version4: StaticString
    let kind: SideKind
    let decimals: Int
    let words: [StaticString]

    init(
        _ key: StaticString, version4: StaticString, _ kind: SideKind, decimals: Int,
        words: [StaticString]
    ) {
        self.key = key
        self.version4 = version4
        self.kind = kind
        self.decimals = decimals
        self.words = words
    }
}
