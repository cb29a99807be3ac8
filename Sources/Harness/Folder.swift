// Folders and whole files on disk, with the system's reason when it refuses.

import Base
import Foundation
import Glibc

enum Folder {
    /// Makes a folder and those above it.
    ///
    /// - Throws: `Failure.input` where a file is in the way, `Failure.environment` otherwise.
    static func make(_ path: String) throws {
        if isFolder(path) { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try make(String(path[..<slash]))
        }
        guard mkdir(path, 0o777) != 0 else { return }
        let reason = errno
        if reason == EEXIST {
            if isFolder(path) { return }
            throw Failure.input("\(path) is a file, not a folder; name another")
        }
        throw Failure.environment(
            "cannot make \(path): \(String(cString: strerror(reason))); "
                + "choose a folder that you may write to")
    }

    /// All files below a folder, relative to it, sorted.
    static func files(below folder: String) -> [String] {
        let entries = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
        return (entries ?? []).filter { !isFolder("\(folder)/\($0)") }.sorted()
    }

    /// Whether there is a folder of that name.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

/// Files that are there as a whole or not at all.
public enum AtomicFile {
    /// Writes bytes beside the target and renames them into place.
    ///
    /// - Throws: `Failure.environment` with the system's reason; the target is then as it was.
    public static func write(_ bytes: [UInt8], to path: String) throws {
        let partial = path + ".partial"
        func fail(_ reason: Int32) -> Failure {
            unlink(partial)
            return .environment(
                "cannot write \(path): \(String(cString: strerror(reason))); "
                    + "free some space or check rights")
        }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try Folder.make(String(path[..<slash]))
        }
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw fail(errno) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let reason = errno
                close(descriptor)
                throw fail(reason)
            }
            written += count
        }
        guard close(descriptor) == 0, rename(partial, path) == 0 else { throw fail(errno) }
    }

    /// Writes a text.
    public static func write(_ text: String, to path: String) throws {
        try write(Array(text.utf8), to: path)
    }
}
