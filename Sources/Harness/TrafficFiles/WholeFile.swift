// Files as bytes, gzip undone where the name says so. Whole in memory: the largest route file of a
// city is a few tens of megabytes.

import Base
import CZlib
import Glibc

enum WholeFile {
    /// All bytes of a file; of its contents when its name ends in `.gz`.
    ///
    /// - Throws: `Failure.input` when it is missing, a folder or no gzip; `.environment` when
    ///   reading fails.
    static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Failure.input("\(path): \(String(cString: strerror(errno))); check the name")
        }
        defer { close(descriptor) }
        guard !Folder.isFolder(path) else {
            throw Failure.input("\(path): it is a folder; name a file")
        }
        var status = stat()
        fstat(descriptor, &status)
        var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size), 1 << 16) + 1)
        var filled = 0
        while true {
            if filled == bytes.count {
                bytes.append(contentsOf: repeatElement(0, count: bytes.count))
            }
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress?.advanced(by: filled), $0.count - filled)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw Failure.environment(
                    "cannot read \(path): \(String(cString: strerror(errno)))")
            }
            if count == 0 { break }
            filled += count
        }
        bytes.removeLast(bytes.count - filled)
        return path.hasSuffix(".gz") ? try gunzip(bytes, path) : bytes
    }

    /// Undoes gzip, also of several members one behind the other (RFC 1952, 2.2).
    private static func gunzip(_ packed: [UInt8], _ path: String) throws -> [UInt8] {
        // On the heap: zlib remembers the address.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        guard rocade_gunzip_init(stream) == Z_OK else {
            throw Failure.environment("zlib cannot start; free some memory")
        }
        defer { inflateEnd(stream) }
        var bytes = [UInt8](repeating: 0, count: max(1 << 16, packed.count * 5))
        var read = 0
        var filled = 0
        var status = Z_OK
        while read < packed.count {
            if filled == bytes.count {
                bytes.append(contentsOf: repeatElement(0, count: bytes.count))
            }
            let (taken, made) = packed.withUnsafeBytes { input in
                bytes.withUnsafeMutableBytes { output in
                    let source = input.baseAddress?.assumingMemoryBound(to: Bytef.self)
                    let target = output.baseAddress?.assumingMemoryBound(to: Bytef.self)
                    stream.pointee.next_in = source.map {
                        UnsafeMutablePointer(mutating: $0 + read)
                    }
                    stream.pointee.avail_in = UInt32(min(packed.count - read, 1 << 30))
                    stream.pointee.next_out = target.map { $0 + filled }
                    stream.pointee.avail_out = UInt32(min(output.count - filled, 1 << 30))
                    let (offered, room) = (stream.pointee.avail_in, stream.pointee.avail_out)
                    status = inflate(stream, Z_NO_FLUSH)
                    return (
                        Int(offered - stream.pointee.avail_in), Int(room - stream.pointee.avail_out)
                    )
                }
            }
            read += taken
            filled += made
            if status == Z_STREAM_END {
                inflateReset(stream)
            } else if status != Z_OK && !(status == Z_BUF_ERROR && filled == bytes.count) {
                throw Failure.input("\(path): it is no gzip file, or damaged; pack it again")
            }
        }
        guard status == Z_STREAM_END else {
            throw Failure.input("\(path): the gzip file ends too early; copy it again")
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }
}
