// SIGINT and SIGTERM set a flag; stages look at it between pieces of work, close their files and
// stop. A second signal ends the process at once.

import Glibc
import Synchronization

/// The user's wish to stop.
public enum Interruption {
    private static let count = Atomic<Int>(0)

    /// Starts to listen, also where the parent process started us with these signals blocked.
    public static func install() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in
                if Interruption.count.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
            }
        }
    }

    /// Whether the user asked to stop.
    public static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

    /// Throws `Interrupted` when the user asked to stop.
    public static func check() throws {
        if isRequested { throw Interrupted() }
    }
}
