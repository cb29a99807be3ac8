// From the command's thread, which does not know of tasks, into the server's.

import Foundation

extension PlatformServer {
    /// Serves until the process is told to end; blocks the calling thread.
    public func serve(
        host: String, port: Int, onReady: @escaping @Sendable (Int) -> Void
    ) throws {
        let done = NSCondition()
        // Guarded by `done`.
        nonisolated(unsafe) var result: Result<Void, any Error>?
        Task.detached {
            let outcome: Result<Void, any Error>
            do {
                try await self.run(
                    host: host, port: port, handlesSignals: true, onReady: onReady)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            done.withLock {
                result = outcome
                done.signal()
            }
        }
        done.lock()
        defer { done.unlock() }
        while result == nil { done.wait() }
        try result?.get()
    }
}
