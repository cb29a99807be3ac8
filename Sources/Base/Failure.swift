/// A failure that ends a command with one clear line: what, where, how to mend it.
///
/// Leaf functions throw it; only the `rocade` command prints it and turns it into an exit status.
public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whose fault it is, and so the exit status.
    public enum Kind: Hashable, Sendable {
        /// The user's input is wrong: exit 2.
        case input
        /// The machine, disk, network or a server failed: exit 3.
        case environment
    }

    /// Whose fault it is.
    public var kind: Kind
    /// The one line, without a trailing full stop.
    public var message: String

    /// A mistake in what the user gave: "FILE: what is wrong; how to mend it".
    public static func input(_ message: String) -> Failure {
        Failure(kind: .input, message: message)
    }

    /// A failure of the world around: "cannot write FILE: No space left on device; free some".
    public static func environment(_ message: String) -> Failure {
        Failure(kind: .environment, message: message)
    }

    /// The message.
    public var description: String { message }
}

/// One mistake in a text file, printed as `file:line:column: error: message`.
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    /// The file as the user named it.
    public var file: String
    /// Line, from 1.
    public var line: Int
    /// Column, from 1.
    public var column: Int
    /// What is wrong and, where one is known, the hint.
    public var message: String

    /// A mistake at a place.
    public init(file: String, line: Int, column: Int, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
    }

    /// `file:line:column: error: message`.
    public var description: String { "\(file):\(line):\(column): error: \(message)" }
}
