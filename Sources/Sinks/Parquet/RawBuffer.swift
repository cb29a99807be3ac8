// Growable raw memory for pages: what the encoders write to and the codecs expand into.

/// Owned bytes that grow at the end.
///
/// Behind `count` at least `padding` further bytes can be read and written, so that kernels may
/// load and store whole 64-bit words at the last element.
struct RawBuffer: ~Copyable {
    /// Readable and writable bytes behind the end.
    static let padding = 16

    private(set) var base: UnsafeMutableRawPointer
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int = 1024) {
        self.capacity = capacity
        base = .allocate(byteCount: capacity + Self.padding, alignment: 16)
        base.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + Self.padding)
    }

    deinit { base.deallocate() }

    /// The bytes; valid until the buffer changes.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// Makes room for `extra` bytes and returns where they go; `advance` then takes them in.
    mutating func reserve(_ extra: Int) -> UnsafeMutableRawPointer {
        if count + extra > capacity { grow(to: max(count + extra, capacity + capacity / 2)) }
        return base + count
    }

    /// Takes in `extra` bytes written behind the end.
    mutating func advance(_ extra: Int) {
        precondition(extra >= 0 && count + extra <= capacity)
        count += extra
    }

    /// Forgets the content and keeps the memory.
    mutating func clear() { count = 0 }

    /// Appends bytes.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    /// Appends bytes.
    mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

    /// Appends one byte.
    mutating func append(byte: UInt8) {
        reserve(1).storeBytes(of: byte, as: UInt8.self)
        count += 1
    }

    /// Appends a 32-bit integer, little-endian.
    mutating func append(_ value: UInt32) {
        reserve(4).storeBytes(of: value.littleEndian, as: UInt32.self)
        count += 4
    }

    private mutating func grow(to newCapacity: Int) {
        let total = newCapacity + Self.padding
        let larger = UnsafeMutableRawPointer.allocate(byteCount: total, alignment: 16)
        larger.copyMemory(from: base, byteCount: count)
        // What lies behind is zeroed once: padding that is read must never be another's data.
        (larger + count).initializeMemory(as: UInt8.self, repeating: 0, count: total - count)
        base.deallocate()
        base = larger
        capacity = newCapacity
    }
}
