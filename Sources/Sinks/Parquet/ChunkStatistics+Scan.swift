// Smallest and largest values of a column chunk. Readers skip row groups by them, so that a wrong
// one loses rows: where there is doubt there is none.

import Glibc

extension ChunkStatistics {
    /// Of integers in their own order.
    init<T: FixedWidthInteger & BitwiseCopyable>(
        integers values: UnsafeBufferPointer<T>, nullCount: Int
    ) {
        self.init(minimum: nil, maximum: nil, nullCount: Int64(nullCount))
        guard var low = values.first else { return }
        var high = low
        for value in values {
            low = min(low, value)
            high = max(high, value)
        }
        minimum = littleEndian(low)
        maximum = littleEndian(high)
    }

    /// Of single-precision numbers given as bits.
    ///
    /// The format says to leave NaN out. DuckDB sorts NaN above all numbers and would skip rows
    /// that it should find, so a chunk with a NaN gets no bounds. A zero is −0 as smallest, +0 as
    /// largest.
    init(floats values: UnsafeBufferPointer<Int32>, nullCount: Int) {
        self.init(minimum: nil, maximum: nil, nullCount: Int64(nullCount))
        guard var low = values.first.map(ordered) else { return }
        var high = low
        for bits in values {
            let key = ordered(bits)
            low = min(low, key)
            high = max(high, key)
        }
        let infinity = Int32(bitPattern: Float.infinity.bitPattern)
        guard high <= infinity, low >= ordered(infinity | Int32.min) else { return }
        let (lowest, highest) = (ordered(low), ordered(high))
        minimum = littleEndian(lowest == 0 ? Int32.min : lowest)
        maximum = littleEndian(highest == Int32.min ? 0 : highest)
    }

    /// Of double-precision numbers given as bits; see `init(floats:nullCount:)`.
    init(doubles values: UnsafeBufferPointer<Int64>, nullCount: Int) {
        self.init(minimum: nil, maximum: nil, nullCount: Int64(nullCount))
        guard var low = values.first.map(ordered) else { return }
        var high = low
        for bits in values {
            let key = ordered(bits)
            low = min(low, key)
            high = max(high, key)
        }
        let infinity = Int64(bitPattern: Double.infinity.bitPattern)
        guard high <= infinity, low >= ordered(infinity | Int64.min) else { return }
        let (lowest, highest) = (ordered(low), ordered(high))
        minimum = littleEndian(lowest == 0 ? Int64.min : lowest)
        maximum = littleEndian(highest == Int64.min ? 0 : highest)
    }

    /// Of truth values.
    init(bools values: UnsafeBufferPointer<Bool>, nullCount: Int) {
        self.init(minimum: nil, maximum: nil, nullCount: Int64(nullCount))
        guard !values.isEmpty else { return }
        minimum = [values.contains(false) ? 0 : 1]
        maximum = [values.contains(true) ? 1 : 0]
    }

    /// Of texts, in the order of their bytes, which for UTF-8 is that of code points; none where a
    /// bound is long, because shortened bounds are not understood by all readers.
    init(words: WordInterner, nullCount: Int) {
        self.init(minimum: nil, maximum: nil, nullCount: Int64(nullCount))
        words.withTexts { bytes, ends in
            guard let first = ends.first else { return }
            func text(_ range: Range<Int>) -> UnsafeRawBufferPointer {
                UnsafeRawBufferPointer(rebasing: bytes[range])
            }
            var (low, high) = (0..<first, 0..<first)
            for code in ends.indices.dropFirst() {
                let word = ends[code - 1]..<ends[code]
                if precedes(text(word), text(low)) { low = word }
                if precedes(text(high), text(word)) { high = word }
            }
            if low.count <= 256 { minimum = Array(text(low)) }
            if high.count <= 256 { maximum = Array(text(high)) }
        }
    }
}

private func precedes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    let shared = min(left.count, right.count)
    guard shared > 0, let a = left.baseAddress, let b = right.baseAddress else {
        return left.count < right.count
    }
    let order = memcmp(a, b, shared)
    return order == 0 ? left.count < right.count : order < 0
}

/// Bits of a float as an integer of the same order: −NaN < −∞ < … < −0 < +0 < … < ∞ < NaN. It is
/// its own inverse.
private func ordered<T: FixedWidthInteger>(_ bits: T) -> T {
    bits ^ ((bits &>> T(T.bitWidth - 1)) & T.max)
}

private func littleEndian<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
