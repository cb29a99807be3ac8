// Parquet's DELTA_BINARY_PACKED: differences of neighbours, in blocks of 128 values, each a
// smallest difference and four packed groups of 32. Arithmetic wraps around in the width of the
// type, as readers expect.

/// Appends integers as differences.
func appendDelta<T: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
    _ values: UnsafePointer<T>, count: Int, to out: inout RawBuffer
) where T.Magnitude: BitwiseCopyable {
    appendVarint(128, to: &out)
    appendVarint(4, to: &out)
    appendVarint(UInt64(count), to: &out)
    appendVarint(zigzag(count > 0 ? Int64(values[0]) : 0), to: &out)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 128) { differences in
        guard let excess = differences.baseAddress else { return }
        var start = 1
        while start < count {
            let filled = min(128, count - start)
            var smallest = T.max
            for index in start..<start + filled {
                smallest = min(smallest, values[index] &- values[index - 1])
            }
            for index in 0..<filled {
                let difference = values[start + index] &- values[start + index - 1]
                excess[index] = UInt64(T.Magnitude(truncatingIfNeeded: difference &- smallest))
            }
            for index in filled..<128 { excess[index] = 0 }
            appendBlock(excess, filled: filled, smallest: Int64(smallest), to: &out)
            start += filled
        }
    }
}

private func zigzag(_ value: Int64) -> UInt64 {
    UInt64(bitPattern: (value << 1) ^ (value >> 63))
}

private func appendBlock(
    _ excess: UnsafePointer<UInt64>, filled: Int, smallest: Int64, to out: inout RawBuffer
) {
    appendVarint(zigzag(smallest), to: &out)
    let room = 4 + 128 * 8
    let head = out.reserve(room)
    var at = 4
    for group in 0..<4 {
        guard group * 32 < filled else {
            head.storeBytes(of: 0, toByteOffset: group, as: UInt8.self)
            continue
        }
        let values = excess + group * 32
        var bits: UInt64 = 0
        for index in 0..<32 { bits |= values[index] }
        let width = 64 - bits.leadingZeroBitCount
        head.storeBytes(of: UInt8(width), toByteOffset: group, as: UInt8.self)
        pack32(values, width: width, into: head + at)
        at += width * 4
    }
    out.advance(at)
}

/// Packs 32 numbers of `width` bits (0…64) into `4 * width` bytes.
private func pack32(
    _ values: UnsafePointer<UInt64>, width: Int, into target: UnsafeMutableRawPointer
) {
    guard width > 0 else { return }
    var pending: UInt64 = 0
    var used = 0
    var at = 0
    for index in 0..<32 {
        let value = values[index]
        pending |= value &<< UInt64(used)
        used += width
        if used >= 64 {
            target.storeBytes(of: pending.littleEndian, toByteOffset: at, as: UInt64.self)
            at += 8
            used -= 64
            // A shift by 64 gives 0 here: `>>` is the smart shift.
            pending = value >> UInt64(width - used)
        }
    }
    // 32 numbers fill whole 32-bit words.
    if used > 0 {
        target.storeBytes(
            of: UInt32(truncatingIfNeeded: pending).littleEndian, toByteOffset: at, as: UInt32.self)
    }
}

/// Reads exactly `count` integers and leaves the cursor behind the last block.
func readDelta<T: FixedWidthInteger & BitwiseCopyable>(
    _ cursor: inout ByteCursor, count: Int, into out: UnsafeMutablePointer<T>
) throws {
    let blockSize = try cursor.varint()
    let groups = try cursor.varint()
    let total = try cursor.varint()
    var value = UInt64(bitPattern: try cursor.zigzag())
    guard total == UInt64(count) else {
        throw Malformed("a page is damaged (it holds \(total) values instead of \(count))")
    }
    guard groups > 0, groups <= 512, blockSize > 0, blockSize <= 1 << 20,
        blockSize % (8 * groups) == 0
    else { throw Malformed("a page is damaged (blocks of \(blockSize) in \(groups) groups)") }
    guard count > 0 else { return }
    let groupSize = Int(blockSize / groups)
    out[0] = T(truncatingIfNeeded: value)
    var done = 1
    while done < count {
        let smallest = UInt64(bitPattern: try cursor.zigzag())
        let widths = try cursor.take(Int(groups))
        for width in widths where done < count {
            guard width <= 64 else {
                throw Malformed("a page is damaged (\(width)-bit differences)")
            }
            let run = min(groupSize, count - done)
            // The last group may lack the padding behind its last value.
            let packed = try cursor.take(min(groupSize / 8 * Int(width), cursor.remaining))
            guard run * Int(width) <= packed.count * 8 else { throw Malformed("a page is cut off") }
            addUp(packed, Int(width), run, smallest, &value, into: out + done)
            done += run
        }
    }
}

private func addUp<T: FixedWidthInteger & BitwiseCopyable>(
    _ packed: UnsafeRawBufferPointer, _ width: Int, _ count: Int, _ smallest: UInt64,
    _ value: inout UInt64, into out: UnsafeMutablePointer<T>
) {
    var last = value
    defer { value = last }
    guard width > 0, let base = packed.baseAddress else {
        for index in 0..<count {
            last &+= smallest
            out[index] = T(truncatingIfNeeded: last)
        }
        return
    }
    let mask = width == 64 ? UInt64.max : UInt64(1) << UInt64(width) &- 1
    var bit = 0
    for index in 0..<count {
        // Up to 57 bits lie in one load of eight bytes; more need a ninth byte. Both stay within
        // the padding.
        let shift = UInt64(bit & 7)
        var word = base.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self) >> shift
        if width > 57 && shift > 0 {
            let ninth = base.loadUnaligned(fromByteOffset: bit >> 3 + 8, as: UInt8.self)
            word |= UInt64(ninth) << (64 - shift)
        }
        last &+= smallest &+ (word & mask)
        out[index] = T(truncatingIfNeeded: last)
        bit += width
    }
}
