// Parquet's mix of runs and bit-packed groups of eight ("RLE / bit-packing hybrid"): dictionary
// codes, definition levels and, with plain packing, truth values.

/// Bits needed for the numbers 0…`largest`.
func bitWidth(of largest: UInt32) -> Int { 32 - largest.leadingZeroBitCount }

/// Appends `count` numbers of `width` bits, least significant bit first, padded to whole groups of
/// eight with zeros.
func appendPacked(
    _ values: UnsafePointer<UInt32>, count: Int, width: Int, to out: inout RawBuffer
) {
    let total = (count + 7) / 8 * width
    let target = out.reserve(total)
    var pending: UInt64 = 0
    var pendingBits = 0
    var at = 0
    for index in 0..<count {
        pending |= UInt64(values[index]) << UInt64(pendingBits)
        pendingBits += width
        if pendingBits >= 32 {
            target.storeBytes(
                of: UInt32(truncatingIfNeeded: pending).littleEndian, toByteOffset: at,
                as: UInt32.self)
            at += 4
            pending >>= 32
            pendingBits -= 32
        }
    }
    while at < total {
        target.storeBytes(of: UInt8(truncatingIfNeeded: pending), toByteOffset: at, as: UInt8.self)
        pending >>= 8
        at += 1
    }
    out.advance(total)
}

/// Appends numbers of `width` bits as runs where a number repeats often, and packed elsewhere.
func appendHybrid(
    _ values: UnsafePointer<UInt32>, count: Int, width: Int, to out: inout RawBuffer
) {
    var literalStart = 0
    var index = 0
    while index < count {
        let value = values[index]
        var end = index + 1
        while end < count && values[end] == value { end += 1 }
        // Packed numbers come in eights: a run first fills up what stands before it.
        let fill = (8 - (index - literalStart) & 7) & 7
        if end - index >= fill + 16 {
            appendLiterals(values + literalStart, index + fill - literalStart, width, &out)
            appendVarint(UInt64(end - index - fill) << 1, to: &out)
            for byte in 0..<(width + 7) / 8 {
                out.append(byte: UInt8(truncatingIfNeeded: value >> UInt32(8 * byte)))
            }
            literalStart = end
        }
        index = end
    }
    appendLiterals(values + literalStart, count - literalStart, width, &out)
}

private func appendLiterals(
    _ values: UnsafePointer<UInt32>, _ count: Int, _ width: Int, _ out: inout RawBuffer
) {
    guard count > 0 else { return }
    appendVarint(UInt64((count + 7) / 8) << 1 | 1, to: &out)
    appendPacked(values, count: count, width: width, to: &out)
}

/// Appends truth values, eight to a byte.
func appendBits(_ values: UnsafePointer<Bool>, count: Int, to out: inout RawBuffer) {
    let total = (count + 7) / 8
    let target = out.reserve(total)
    let bytes = UnsafeRawPointer(values)
    for index in 0..<count / 8 {
        // Gathers the lowest bits of eight bytes: each product bit lands in the top byte.
        let eight = UInt64(
            littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        let packed = ((eight & 0x0101_0101_0101_0101) &* 0x0102_0408_1020_4080) >> 56
        target.storeBytes(of: UInt8(packed), toByteOffset: index, as: UInt8.self)
    }
    if count & 7 != 0 {
        var last: UInt8 = 0
        for index in count & ~7..<count where values[index] { last |= 1 << UInt8(index & 7) }
        target.storeBytes(of: last, toByteOffset: total - 1, as: UInt8.self)
    }
    out.advance(total)
}

/// Appends an unsigned number, seven bits to a byte.
func appendVarint(_ value: UInt64, to out: inout RawBuffer) {
    var rest = value
    while rest >= 128 {
        out.append(byte: UInt8(truncatingIfNeeded: rest) | 128)
        rest >>= 7
    }
    out.append(byte: UInt8(rest))
}

/// A place in untrusted bytes. Behind their end `RawBuffer.padding` further bytes can be read.
struct ByteCursor {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var remaining: Int { bytes.count - position }

    mutating func byte() throws -> UInt8 {
        guard position < bytes.count else { throw Malformed("a page is cut off") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func varint() throws -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64 {
            let next = try byte()
            value |= UInt64(next & 127) << shift
            if next < 128 { return value }
            shift += 7
        }
        throw Malformed("a page is damaged (a number is too long)")
    }

    mutating func zigzag() throws -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// The next `count` bytes.
    mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
        guard count >= 0, count <= remaining else { throw Malformed("a page is cut off") }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// Bytes with their length, as 32 bits, before them.
    mutating func takePrefixed() throws -> UnsafeRawBufferPointer {
        let head = try take(4)
        return try take(Int(UInt32(littleEndian: head.loadUnaligned(as: UInt32.self))))
    }
}

/// Reads exactly `count` numbers of `width` bits (0…32) from runs and packed groups.
func readHybrid(
    _ bytes: UnsafeRawBufferPointer, width: Int, count: Int, into out: UnsafeMutablePointer<UInt32>
) throws {
    guard width >= 0 && width <= 32 else {
        throw Malformed("a page is damaged (\(width)-bit codes)")
    }
    var cursor = ByteCursor(bytes)
    var done = 0
    while done < count {
        let head = try cursor.varint()
        guard head >> 1 > 0 else { throw Malformed("a page is damaged (an empty run)") }
        if head & 1 == 0 {
            let run = Int(min(head >> 1, UInt64(count - done)))
            var value: UInt32 = 0
            for byte in 0..<(width + 7) / 8 {
                value |= UInt32(try cursor.byte()) << UInt32(8 * byte)
            }
            (out + done).update(repeating: value, count: run)
            done += run
        } else {
            let groups = Int(min(head >> 1, UInt64((count - done + 7) / 8)))
            let run = min(groups * 8, count - done)
            // Some writers cut the padding of the last group off.
            let packed = try cursor.take(min(groups * width, cursor.remaining))
            guard run * width <= packed.count * 8 else { throw Malformed("a page is cut off") }
            unpack(packed, width: width, count: run, into: out + done)
            done += run
        }
    }
}

/// Unpacks numbers of up to 32 bits; reads up to 7 bytes behind the end.
private func unpack(
    _ packed: UnsafeRawBufferPointer, width: Int, count: Int, into out: UnsafeMutablePointer<UInt32>
) {
    guard let base = packed.baseAddress, width > 0 else {
        out.update(repeating: 0, count: count)
        return
    }
    let mask = UInt64(1) << UInt64(width) &- 1
    var bit = 0
    for index in 0..<count {
        let word = UInt64(
            littleEndian: base.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
        out[index] = UInt32(truncatingIfNeeded: (word >> UInt64(bit & 7)) & mask)
        bit += width
    }
}

/// Unpacks truth values, eight to a byte.
func unpackBits(
    _ packed: UnsafeRawBufferPointer, count: Int, into out: UnsafeMutablePointer<Bool>
) throws {
    guard count <= packed.count * 8 else { throw Malformed("a page is cut off") }
    for index in 0..<count { out[index] = packed[index >> 3] >> UInt8(index & 7) & 1 == 1 }
}

/// Reads truth values that stand as runs of one-bit numbers, and counts those that are true.
func readHybridBits(
    _ bytes: UnsafeRawBufferPointer, count: Int, into out: UnsafeMutablePointer<Bool>
) throws -> Int {
    var cursor = ByteCursor(bytes)
    var (done, ones) = (0, 0)
    while done < count {
        let head = try cursor.varint()
        guard head >> 1 > 0 else { throw Malformed("a page is damaged (an empty run)") }
        if head & 1 == 0 {
            let run = Int(min(head >> 1, UInt64(count - done)))
            let value = try cursor.byte() & 1 == 1
            (out + done).update(repeating: value, count: run)
            ones += value ? run : 0
            done += run
        } else {
            let groups = Int(min(head >> 1, UInt64((count - done + 7) / 8)))
            let run = min(groups * 8, count - done)
            let packed = try cursor.take(min(groups, cursor.remaining))
            try unpackBits(packed, count: run, into: out + done)
            for index in done..<done + run { ones += out[index] ? 1 : 0 }
            done += run
        }
    }
    return ones
}
