import CZlib
import CZstd

/// How a body is compressed; the raw value is HTTP's word for it.
public enum Compression: String, Hashable, Sendable, CaseIterable {
    /// Not at all.
    case identity
    /// RFC 1952, level 1: fast rather than small.
    case gzip
    /// RFC 8878, level 1.
    case zstd

    /// The largest body that is unpacked: a small one may claim to be huge.
    public static let largestBody = 256 << 20

    /// Compresses bytes.
    public func compressed(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .identity: return bytes
        case .zstd:
            let bound = ZSTD_compressBound(bytes.count)
            return [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
                let size = bytes.withUnsafeBytes {
                    ZSTD_compress(buffer.baseAddress, bound, $0.baseAddress, $0.count, 1)
                }
                guard ZSTD_isError(size) == 0 else { fatalError("zstd refused to compress") }
                count = size
            }
        case .gzip: return Self.gzip(bytes)
        }
    }

    private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        guard rocade_gzip_init(&stream, 1) == Z_OK else { fatalError("zlib has no memory") }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, UInt(bytes.count))) + 64
        return [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            bytes.withUnsafeBufferPointer { input in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(bound)
                guard deflate(&stream, Z_FINISH) == Z_STREAM_END else {
                    fatalError("zlib needs more room than it said")
                }
            }
            count = bound - Int(stream.avail_out)
        }
    }

    /// Unpacks bytes; nil when they are damaged or larger than `largestBody`.
    public func unpacked(_ bytes: [UInt8]) -> [UInt8]? {
        switch self {
        case .identity: return bytes
        case .gzip: return Self.gunzip(bytes)
        case .zstd:
            let size = bytes.withUnsafeBytes {
                ZSTD_getFrameContentSize($0.baseAddress, $0.count)
            }
            guard size <= UInt64(Self.largestBody) else { return nil }
            var isGood = true
            let result = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
                let got = bytes.withUnsafeBytes {
                    ZSTD_decompress(buffer.baseAddress, Int(size), $0.baseAddress, $0.count)
                }
                isGood = ZSTD_isError(got) == 0
                count = isGood ? got : 0
            }
            return isGood ? result : nil
        }
    }

    private static func gunzip(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard rocade_gunzip_init(&stream) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        return bytes.withUnsafeBufferPointer { input in
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = UInt32(input.count)
            while true {
                let (status, count) = chunk.withUnsafeMutableBufferPointer { buffer in
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = UInt32(buffer.count)
                    let status = inflate(&stream, Z_NO_FLUSH)
                    return (status, buffer.count - Int(stream.avail_out))
                }
                guard status == Z_OK || status == Z_STREAM_END else { return nil }
                result += chunk[..<count]
                if result.count > Self.largestBody { return nil }
                if status == Z_STREAM_END { return result }
                if count == 0 && stream.avail_in == 0 { return nil }
            }
        }
    }
}
