// Decompression of gzip (RFC 1952) and DEFLATE (RFC 1951), for files of others. Codes are resolved
// by one table of 2^15 entries: simple, and fast enough for what is read once.

/// Expands gzip members to exactly the target's size.
func expandGzip(
    _ body: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
) throws {
    guard let base = target.bindMemory(to: UInt8.self).baseAddress else { return }
    var inflater = Inflater(body, base, capacity: target.count)
    while inflater.written < target.count {
        try inflater.gzipMember()
    }
}

private struct Inflater {
    private let input: UnsafeRawBufferPointer
    private let target: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    private(set) var written = 0
    private var position = 0
    private var bits: UInt64 = 0
    private var bitCount = 0

    init(
        _ input: UnsafeRawBufferPointer, _ target: UnsafeMutablePointer<UInt8>, capacity: Int
    ) {
        self.input = input
        self.target = target
        self.capacity = capacity
    }

    private static let damage = Malformed("a page is damaged (gzip)")

    mutating func gzipMember() throws {
        guard try take(8) == 0x1F, try take(8) == 0x8B, try take(8) == 8 else { throw Self.damage }
        let flags = try take(8)
        for _ in 0..<6 { _ = try take(8) }
        if flags & 4 != 0 {
            let length = try take(16)
            for _ in 0..<length { _ = try take(8) }
        }
        if flags & 8 != 0 { while try take(8) != 0 {} }
        if flags & 16 != 0 { while try take(8) != 0 {} }
        if flags & 2 != 0 { _ = try take(16) }
        while true {
            let isLast = try take(1) == 1
            switch try take(2) {
            case 0: try stored()
            case 1:
                try compressed(Self.fixedLiterals(), HuffmanTable([Int](repeating: 5, count: 30)))
            case 2: try dynamic()
            default: throw Self.damage
            }
            if isLast { break }
        }
        // Checksum and length; the caller checks the length.
        _ = try take(bitCount & 7)
        for _ in 0..<8 { _ = try take(8) }
    }

    private static func fixedLiterals() throws -> HuffmanTable {
        var lengths = [Int](repeating: 8, count: 288)
        for symbol in 144..<256 { lengths[symbol] = 9 }
        for symbol in 256..<280 { lengths[symbol] = 7 }
        return try HuffmanTable(lengths)
    }

    private mutating func stored() throws {
        _ = try take(bitCount & 7)
        let length = try take(16)
        guard try take(16) == ~length & 0xFFFF, length <= capacity - written else {
            throw Self.damage
        }
        for _ in 0..<length {
            target[written] = UInt8(truncatingIfNeeded: try take(8))
            written += 1
        }
    }

    private mutating func dynamic() throws {
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let orderCount = try take(4) + 4
        let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
        var orderLengths = [Int](repeating: 0, count: 19)
        for index in 0..<orderCount { orderLengths[order[index]] = try take(3) }
        let codes = try HuffmanTable(orderLengths)
        var lengths: [Int] = []
        while lengths.count < literalCount + distanceCount {
            switch try symbol(codes) {
            case 16:
                guard let last = lengths.last else { throw Self.damage }
                lengths += repeatElement(last, count: try take(2) + 3)
            case 17: lengths += repeatElement(0, count: try take(3) + 3)
            case 18: lengths += repeatElement(0, count: try take(7) + 11)
            case let length: lengths.append(length)
            }
        }
        guard lengths.count == literalCount + distanceCount else { throw Self.damage }
        try compressed(
            try HuffmanTable(Array(lengths[..<literalCount])),
            try HuffmanTable(Array(lengths[literalCount...])))
    }

    private mutating func compressed(_ literals: HuffmanTable, _ distances: HuffmanTable) throws {
        while true {
            let code = try symbol(literals)
            if code < 256 {
                guard written < capacity else { throw Self.damage }
                target[written] = UInt8(code)
                written += 1
                continue
            }
            if code == 256 { return }
            guard code < 286 else { throw Self.damage }
            let length = lengthBases[code - 257] + (try take(lengthBits[code - 257]))
            let step = try symbol(distances)
            guard step < 30 else { throw Self.damage }
            let distance = distanceBases[step] + (try take(step < 4 ? 0 : step / 2 - 1))
            guard distance <= written, length <= capacity - written else { throw Self.damage }
            for index in written..<written + length { target[index] = target[index - distance] }
            written += length
        }
    }

    /// Fills up to at least 48 bits; behind the end come zeros, which `drop` refuses to consume.
    private mutating func fill() {
        while bitCount <= 56 {
            let next = position < input.count ? UInt64(input[position]) : 0
            bits |= next << UInt64(bitCount)
            position += 1
            bitCount += 8
        }
    }

    private mutating func drop(_ count: Int) throws {
        bits >>= UInt64(count)
        bitCount -= count
        guard position - bitCount / 8 <= input.count else { throw Malformed("a page is cut off") }
    }

    private mutating func take(_ count: Int) throws -> Int {
        fill()
        let value = Int(bits & (1 << UInt64(count) - 1))
        try drop(count)
        return value
    }

    private mutating func symbol(_ table: HuffmanTable) throws -> Int {
        fill()
        let entry = Int(table.entries[Int(bits & UInt64(table.entries.count - 1))])
        guard entry != 0 else { throw Self.damage }
        try drop(entry & 15)
        return entry >> 4
    }
}

private let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
]
private let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]
private let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
    3073, 4097, 6145, 8193, 12289, 16385, 24577,
]

/// A prefix code as a table: the next bits give symbol × 16 + length, or 0 for no code.
private struct HuffmanTable {
    let entries: [UInt16]

    init(_ lengths: [Int]) throws {
        let longest = max(lengths.max() ?? 0, 1)
        var table = [UInt16](repeating: 0, count: 1 << longest)
        var code = 0
        for length in 1...longest {
            for symbol in lengths.indices where lengths[symbol] == length {
                guard code < 1 << length else { throw Malformed("a page is damaged (gzip codes)") }
                var mirrored = 0
                for bit in 0..<length { mirrored |= (code >> bit & 1) << (length - 1 - bit) }
                for index in stride(from: mirrored, to: table.count, by: 1 << length) {
                    table[index] = UInt16(symbol << 4 | length)
                }
                code += 1
            }
            code <<= 1
        }
        entries = table
    }
}
