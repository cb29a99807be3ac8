// Other programs, run to their end with their output caught.

import Base
import Foundation

/// What a program printed and how it ended.
struct SubprocessResult: Sendable {
    var status: Int32
    var output: String
    var errors: String

    /// The last line that says something, for messages.
    var lastLine: String {
        let lines = (errors + "\n" + output).split(separator: "\n").map(String.init)
        return lines.last { $0.contains("E:") || $0.contains("ERROR") } ?? lines.last ?? "no output"
    }
}

enum Subprocess {
    /// Runs a program found on PATH.
    ///
    /// - Throws: `Failure.environment` when it cannot be started, `Interrupted` when the user asked
    ///   to stop; the program is told to end.
    static func run(_ command: [String], in folder: String? = nil) throws -> SubprocessResult {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        if let folder { process.currentDirectoryURL = URL(filePath: folder) }
        let scratch = FileManager.default.temporaryDirectory
            .appending(path: "rocade-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let paths = ["out", "err"].map { scratch.appending(path: $0) }
        for path in paths { try Data().write(to: path) }
        // Files instead of pipes: a program that prints much can never block.
        let handles = try paths.map { try FileHandle(forWritingTo: $0) }
        process.standardOutput = handles[0]
        process.standardError = handles[1]
        process.standardInput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw Failure.environment("cannot run \(command[0]): \(error.localizedDescription)")
        }
        while process.isRunning {
            if Interruption.isRequested { process.terminate() }
            Thread.sleep(forTimeInterval: 0.02)
        }
        try Interruption.check()
        for handle in handles { try? handle.close() }
        let texts = paths.map { path in
            (try? Data(contentsOf: path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        return SubprocessResult(
            status: process.terminationStatus, output: texts[0], errors: texts[1])
    }
}
