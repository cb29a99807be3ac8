// A pull parser over the bytes of JSON (RFC 8259): just enough to read keys, numbers, truth values
// and plain texts of a message without building a tree. Whatever is malformed ends the walk.

/// Walks over JSON bytes; every method leaves the cursor behind what it read.
///
/// Bytes may come from anyone: nothing here traps. Nesting deeper than 64 counts as malformed.
public struct JSONCursor {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// The next byte to be read.
    public private(set) var at: Int
    /// Whether something was malformed; then nothing read is to be trusted.
    public private(set) var isBad = false

    /// A cursor at the first byte.
    public init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        at = 0
    }

    /// Gives up.
    public mutating func fail() {
        isBad = true
        at = bytes.count
    }

    private mutating func skipBlanks() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            default: return
            }
        }
    }

    /// The next byte that is no blank, without reading it.
    public mutating func peek() -> UInt8? {
        skipBlanks()
        return at < bytes.count ? bytes[at] : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        at += 1
        return true
    }

    /// Enters an object.
    public mutating func beginObject() { if !take(UInt8(ascii: "{")) { fail() } }

    /// Enters a list.
    public mutating func beginArray() { if !take(UInt8(ascii: "[")) { fail() } }

    /// The bytes of the next key of an object, without quotes; nil at its end.
    /// - Parameter isFirst: whether no key was read of this object.
    public mutating func nextKey(isFirst: Bool) -> Range<Int>? {
        if isBad || take(UInt8(ascii: "}")) { return nil }
        if !isFirst, !take(UInt8(ascii: ",")) {
            fail()
            return nil
        }
        guard let key = string(), take(UInt8(ascii: ":")) else {
            fail()
            return nil
        }
        return key
    }

    /// Whether the list has another element; the cursor then stands before it.
    /// - Parameter isFirst: whether no element was read of this list.
    public mutating func hasElement(isFirst: Bool) -> Bool {
        if isBad || take(UInt8(ascii: "]")) { return false }
        if !isFirst, !take(UInt8(ascii: ",")) {
            fail()
            return false
        }
        return !isBad
    }

    /// The bytes of a text, without quotes and with escapes as they stand.
    public mutating func string() -> Range<Int>? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = at
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                at += 1
                return start..<at - 1
            }
            at += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        fail()
        return nil
    }

    /// The bytes of a number, truth value or `null`, or of a text without its quotes.
    public mutating func scalar() -> Range<Int>? {
        if peek() == UInt8(ascii: "\"") { return string() }
        let start = at
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x09, 0x0A, 0x0D:
                return at > start ? start..<at : nil
            default: at += 1
            }
        }
        return at > start ? start..<at : nil
    }

    /// Reads over one value of any kind.
    public mutating func skipValue(depth: Int = 0) {
        guard depth < 64, let byte = peek() else { return fail() }
        switch byte {
        case UInt8(ascii: "{"):
            at += 1
            var isFirst = true
            while nextKey(isFirst: isFirst) != nil {
                isFirst = false
                skipValue(depth: depth + 1)
            }
        case UInt8(ascii: "["):
            at += 1
            var isFirst = true
            while hasElement(isFirst: isFirst) {
                isFirst = false
                skipValue(depth: depth + 1)
            }
        default: if scalar() == nil { fail() }
        }
    }

    /// Whether the bytes of a range spell a text.
    public func equals(_ range: Range<Int>, _ text: [UInt8]) -> Bool {
        guard range.count == text.count else { return false }
        for (offset, byte) in text.enumerated() where bytes[range.lowerBound + offset] != byte {
            return false
        }
        return true
    }

    /// The bytes of a range as text.
    public func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    /// The bytes of a range as a whole number; nil for anything else.
    public func integer(_ range: Range<Int>) -> Int64? {
        var value: Int64 = 0
        var from = range.lowerBound
        let isNegative = from < range.upperBound && bytes[from] == UInt8(ascii: "-")
        if isNegative { from += 1 }
        guard from < range.upperBound, range.upperBound - from <= 18 else { return nil }
        for place in from..<range.upperBound {
            let digit = Int64(bytes[place]) - 48
            guard digit >= 0, digit <= 9 else { return nil }
            value = value * 10 + digit
        }
        return isNegative ? -value : value
    }
}
