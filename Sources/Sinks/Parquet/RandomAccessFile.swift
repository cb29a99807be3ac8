// A file read in pieces. `pread` and not `mmap`: a file that shrinks while it is read gives an
// error and not a fatal signal.

import Base
import Glibc

/// An open file. A class because it owns a descriptor; immutable, and `pread` keeps no position, so
/// that threads may share it.
final class RandomAccessFile: Sendable {
    /// The name as given.
    let path: String
    /// Bytes, when it was opened.
    let size: Int
    private let descriptor: Int32

    /// Opens a file for reading.
    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 {
            if errno == ENOENT || errno == ENOTDIR {
                throw Failure.input("\(path): there is no such file")
            }
            throw cannot("read", path, errno)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let reason = errno
            close(descriptor)
            throw cannot("read", path, reason)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw Failure.input("\(path): not a file")
        }
        size = status.st_size
    }

    deinit { close(descriptor) }

    /// Appends `count` bytes from `offset` on.
    func read(_ count: Int, at offset: Int, into buffer: inout RawBuffer) throws {
        let target = buffer.reserve(count)
        var done = 0
        while done < count {
            let got = pread(descriptor, target + done, count - done, offset + done)
            if got < 0 {
                if errno == EINTR { continue }
                throw cannot("read", path, errno)
            }
            if got == 0 { throw Malformed("it is cut off") }
            done += got
        }
        buffer.advance(count)
    }
}
