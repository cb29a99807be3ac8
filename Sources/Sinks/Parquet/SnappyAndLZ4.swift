// Decompression of Snappy's raw format (github.com/google/snappy, format_description.txt) and of
// LZ4 blocks (lz4_Block_format.md). Both are runs of literals and copies of what was written
// before; every length is checked against both ends.

/// A target that is filled from the front by literals and copies.
private struct Expansion {
    let target: UnsafeMutableRawBufferPointer
    var count = 0

    mutating func literal(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count <= target.count - count, let base = target.baseAddress else {
            if bytes.isEmpty { return }
            throw Malformed("a page is damaged (too long)")
        }
        guard let source = bytes.baseAddress else { return }
        (base + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    mutating func copy(_ length: Int, from distance: Int) throws {
        guard distance > 0, distance <= count, length <= target.count - count,
            let base = target.baseAddress
        else { throw Malformed("a page is damaged (impossible copy)") }
        let bytes = base.assumingMemoryBound(to: UInt8.self)
        if distance >= length {
            (base + count).copyMemory(from: base + (count - distance), byteCount: length)
        } else {
            // The copy overlaps what it writes: that is how runs are written.
            for index in count..<count + length { bytes[index] = bytes[index - distance] }
        }
        count += length
    }
}

/// Expands a Snappy block to exactly the target's size.
func expandSnappy(
    _ body: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
) throws {
    var cursor = ByteCursor(body)
    var output = Expansion(target: target)
    guard try cursor.varint() == UInt64(target.count) else {
        throw Malformed("a page is damaged (Snappy)")
    }
    while cursor.remaining > 0 {
        let tag = Int(try cursor.byte())
        switch tag & 3 {
        case 0:
            var length = tag >> 2
            if length >= 60 {
                let digits = length - 59
                length = 0
                for digit in 0..<digits { length |= Int(try cursor.byte()) << (8 * digit) }
            }
            try output.literal(try cursor.take(length + 1))
        case 1:
            let low = Int(try cursor.byte())
            try output.copy((tag >> 2 & 7) + 4, from: (tag >> 5) << 8 | low)
        default:
            var distance = 0
            for digit in 0..<(tag & 3 == 2 ? 2 : 4) {
                distance |= Int(try cursor.byte()) << (8 * digit)
            }
            try output.copy(tag >> 2 + 1, from: distance)
        }
    }
    guard output.count == target.count else { throw Malformed("a page is cut off (Snappy)") }
}

/// Expands an LZ4 block to exactly the target's size.
func expandLZ4(
    _ body: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
) throws {
    var cursor = ByteCursor(body)
    var output = Expansion(target: target)
    while true {
        let token = Int(try cursor.byte())
        try output.literal(try cursor.take(try extended(token >> 4, &cursor)))
        if cursor.remaining == 0 { break }  // The last sequence has no copy.
        let low = Int(try cursor.byte())
        let distance = low | Int(try cursor.byte()) << 8
        try output.copy(try extended(token & 15, &cursor) + 4, from: distance)
    }
    guard output.count == target.count else { throw Malformed("a page is cut off (LZ4)") }
}

private func extended(_ start: Int, _ cursor: inout ByteCursor) throws -> Int {
    var length = start
    guard start == 15 else { return length }
    while true {
        let more = Int(try cursor.byte())
        length += more
        if more < 255 { return length }
    }
}
