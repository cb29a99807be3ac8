// A file as a stream of bytes in bounded memory, gzip undone: what text tables of any size are read
// from.

import Base
import CZlib
import Glibc

/// The bytes of a file from its start to its end, in pieces. A file that begins like gzip (RFC
/// 1952) is unpacked, whatever its name; members that stand one behind the other are one stream.
///
/// A class because it owns a descriptor and zlib's state; for one thread.
public final class ByteSource {
    /// The name as given.
    public let path: String
    /// Bytes on the disk.
    public let size: Int
    /// Bytes taken from the disk so far: progress.
    public private(set) var taken = 0

    private static let pieceSize = 1 << 18
    private let descriptor: Int32
    /// zlib remembers the address, so it stays where it is; nil for a file that is not packed.
    private var stream: UnsafeMutablePointer<z_stream>?
    private let packed: UnsafeMutablePointer<UInt8>
    private var isBetweenMembers = true

    /// Opens a file.
    /// - Throws: `Failure.input` when it is missing or no file, `.environment` when reading fails.
    public init(path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure.input("\(path): \(String(cString: strerror(errno))); check the name")
        }
        var status = stat()
        fstat(descriptor, &status)
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw Failure.input("\(path): not a file; name a file")
        }
        size = status.st_size
        packed = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.pieceSize)
        var head: [UInt8] = [0, 0]
        if pread(descriptor, &head, 2, 0) == 2, head == [0x1F, 0x8B] {
            let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
            stream.initialize(to: z_stream())
            self.stream = stream
            guard rocade_gunzip_init(stream) == Z_OK else {
                throw Failure.environment("zlib cannot start; free some memory")
            }
        }
    }

    deinit {
        if let stream {
            inflateEnd(stream)
            stream.deallocate()
        }
        packed.deallocate()
        close(descriptor)
    }

    /// Fills the front of a buffer.
    /// - Returns: how many bytes; 0 at the end only.
    /// - Throws: `Failure.input` for damaged gzip, `.environment` when the disk fails.
    public func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let stream else { return try fill(target) }
        let room = min(target.count, 1 << 30)
        stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: Bytef.self)
        stream.pointee.avail_out = UInt32(room)
        while stream.pointee.avail_out == UInt32(room) {
            if stream.pointee.avail_in == 0 {
                let count = try fill(
                    UnsafeMutableRawBufferPointer(start: packed, count: Self.pieceSize))
                if count == 0 {
                    if isBetweenMembers { return 0 }
                    throw Failure.input("\(path): the gzip file ends too early; copy it again")
                }
                stream.pointee.next_in = packed
                stream.pointee.avail_in = UInt32(count)
            }
            isBetweenMembers = false
            let status = inflate(stream, Z_NO_FLUSH)
            if status == Z_STREAM_END {
                isBetweenMembers = true
                inflateReset(stream)
            } else if status != Z_OK && status != Z_BUF_ERROR {
                throw Failure.input("\(path): the gzip file is damaged; pack it again")
            }
        }
        return room - Int(stream.pointee.avail_out)
    }

    private func fill(_ target: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Glibc.read(descriptor, target.baseAddress, target.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw Failure.environment(
                    "cannot read \(path): \(String(cString: strerror(errno)))")
            }
            taken += count
            return count
        }
    }
}
