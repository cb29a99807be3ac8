// Parquet's BYTE_STREAM_SPLIT: all first bytes, then all second bytes, and so on. Exponents of
// neighbouring measurements are alike, so that zstd finds what it would miss in whole numbers.

/// Appends numbers split into the streams of their bytes.
func appendByteStreams<T: FixedWidthInteger & BitwiseCopyable>(
    _ values: UnsafePointer<T>, count: Int, to out: inout RawBuffer
) {
    let width = MemoryLayout<T>.size
    let target = out.reserve(count * width).assumingMemoryBound(to: UInt8.self)
    for byte in 0..<width {
        let stream = target + byte * count
        let shift = T(8 * byte)
        for index in 0..<count {
            stream[index] = UInt8(truncatingIfNeeded: values[index] &>> shift)
        }
    }
    out.advance(count * width)
}

/// Puts numbers of `width` bytes together again.
func readByteStreams(
    _ bytes: UnsafeRawBufferPointer, count: Int, width: Int, into out: UnsafeMutableRawPointer
) throws {
    guard count * width <= bytes.count else { throw Malformed("a page is cut off") }
    guard let base = bytes.baseAddress, count > 0 else { return }
    let streams = base.assumingMemoryBound(to: UInt8.self)
    if width == 4 {
        let target = out.assumingMemoryBound(to: UInt32.self)
        let (a, b, c, d) = (
            streams, streams + count, streams + 2 * count, streams + 3 * count
        )
        for index in 0..<count {
            let low = UInt32(a[index]) | UInt32(b[index]) << 8
            target[index] = low | UInt32(c[index]) << 16 | UInt32(d[index]) << 24
        }
        return
    }
    let target = out.assumingMemoryBound(to: UInt8.self)
    // Blocks that stay in the first-level cache while their bytes are filled in.
    var start = 0
    while start < count {
        let end = min(start + 1024, count)
        for byte in 0..<width {
            let stream = streams + byte * count
            for index in start..<end { target[index * width + byte] = stream[index] }
        }
        start = end
    }
}
