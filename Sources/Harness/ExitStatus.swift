// Every way in which the command ends.

/// Exit statuses of `rocade`.
public enum ExitStatus: Int32, Sendable {
    /// All well.
    case success = 0
    /// A gate failed.
    case gateFailed = 1
    /// The user's input is wrong.
    case input = 2
    /// The environment failed: disk, network, server, memory, a missing package.
    case environment = 3
    /// Interrupted by SIGINT or SIGTERM; what was written is valid.
    case interrupted = 130
}

/// Thrown where a stage notices that the user asked to stop.
public struct Interrupted: Error, Hashable, Sendable {
    /// A stop.
    public init() {}
}
