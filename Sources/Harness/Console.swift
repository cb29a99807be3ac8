// What people and pipes read: standard output and standard error. A reader that went away
// (`| head -1`) or a full disk behind a redirection must never end the process with a trap.

import Base
import Glibc
import Synchronization

/// Writes to standard output and standard error.
public enum Console {
    /// Whether a progress bar stands on the terminal's last line.
    private static let hasBar = Atomic<Bool>(false)

    /// Prints a line on standard output; does nothing once its reader has gone.
    ///
    /// - Throws: `Failure.environment` when it cannot be written for another reason.
    public static func print(_ line: String) throws {
        let reason = write(line + "\n", to: STDOUT_FILENO)
        if reason != 0 && reason != EPIPE {
            throw Failure.environment(
                "cannot write standard output: \(String(cString: strerror(reason)))")
        }
    }

    /// Prints a line on standard error, below a progress bar if one stands there.
    public static func note(_ line: String) {
        let end = hasBar.exchange(false, ordering: .relaxed) ? "\n" : ""
        _ = write(end + line + "\n", to: STDERR_FILENO)
    }

    /// Draws a progress bar over the one before.
    static func draw(bar: String) {
        hasBar.store(true, ordering: .relaxed)
        _ = write("\r" + bar, to: STDERR_FILENO)
    }

    /// Replaces a progress bar, if one stands there, by a line that stays.
    static func replaceBar(by line: String) {
        let start = hasBar.exchange(false, ordering: .relaxed) ? "\r" : ""
        _ = write(start + line + "\n", to: STDERR_FILENO)
    }

    /// Returns zero, or the system's reason.
    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(
                    descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return errno }
            written += count
        }
        return 0
    }
}
