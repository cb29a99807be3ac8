// A file that becomes visible whole or not at all.

import Base
import Glibc

/// Writes to `PATH.partial` and renames it when finished, so that a file under its final name is
/// always complete. A class because it owns a descriptor that must be closed exactly once.
final class AtomicFile {
    /// The final name.
    let path: String
    private let partialPath: String
    private var descriptor: Int32
    /// Bytes written so far.
    private(set) var bytesWritten = 0

    /// Opens the file, making the folders above it.
    init(path: String) throws {
        self.path = path
        partialPath = path + ".partial"
        try makeFolder(parent(of: path))
        descriptor = open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        if descriptor < 0 { throw cannot("write", path, errno) }
    }

    deinit { abandon() }

    /// Writes all bytes; after a failure nothing is left of the file.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard descriptor >= 0 else { throw Self.isGone(path) }
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                let reason = errno
                abandon()
                throw cannot("write", path, reason)
            }
            done += written
        }
        bytesWritten += done
    }

    /// Closes the file and gives it its name.
    func finish() throws {
        guard descriptor >= 0 else { throw Self.isGone(path) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(partialPath, path) == 0 else {
            let reason = errno
            unlink(partialPath)
            throw cannot("write", path, reason)
        }
    }

    /// For a caller that goes on after a failure.
    private static func isGone(_ path: String) -> Failure {
        .environment("cannot write \(path): an earlier write of it failed")
    }

    /// Closes and removes what was written; harmless after `finish`.
    func abandon() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        unlink(partialPath)
    }
}

/// The failure of a system call on a file, with the remedy where there is a usual one.
func cannot(_ verb: String, _ path: String, _ number: Int32) -> Failure {
    let reason = String(cString: strerror(number))
    let hint =
        switch number {
        case ENOSPC, EDQUOT: "; free some space or choose another folder"
        case EACCES, EPERM, EROFS: "; choose a folder that you may write to"
        case EMFILE, ENFILE: "; raise the limit on open files (ulimit -n)"
        default: ""
        }
    return .environment("cannot \(verb) \(path): \(reason)\(hint)")
}

private func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[..<slash])
}

/// Makes a folder and those above it.
func makeFolder(_ path: String) throws {
    if path.isEmpty || access(path, F_OK) == 0 { return }
    try makeFolder(parent(of: path))
    if mkdir(path, 0o777) != 0 && errno != EEXIST { throw cannot("make", path, errno) }
}
