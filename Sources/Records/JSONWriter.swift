// The bytes of JSON values. The caller has made room: `JSONLineEncoder.maximumLineBytes` a record.

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

    /// Closes the object and the line.
    @inline(__always)
    mutating func endLine() { put("}\n") }
}
