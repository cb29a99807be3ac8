import Foundation
import TestSupport

/// A Mosquitto of a test's own.
struct Broker {
    let folder: String
    let port: Int
    let program: ServerProgram

    /// Nil where Mosquitto is not installed.
    init?(_ settings: [String] = ["allow_anonymous true"]) throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/sbin/mosquitto") else {
            return nil
        }
        let folder = try Shared.temporaryFolder("rocade-mosquitto")
        self.folder = folder
        port = freePort()
        var lines = ["listener \(port) 127.0.0.1", "persistence false", "max_queued_messages 0"]
        lines += ["max_inflight_messages 0"] + settings
        if getuid() == 0 { lines.append("user root") }
        let path = folder + "/mosquitto.conf"
        try lines.map { $0.replacing("FOLDER", with: folder) }.joined(separator: "\n")
            .write(toFile: path, atomically: true, encoding: .utf8)
        program = ServerProgram(["/usr/sbin/mosquitto", "-c", path], log: folder + "/log")
    }

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    func remove() {
        program.kill()
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// A PostgreSQL cluster of a test's own, with a password for user `postgres`.
struct Database {
    static let password = "by heart"
    let folder: String
    let port: Int
    let program: ServerProgram
    private static let binaries = "/usr/lib/postgresql/15/bin"
    private let prefix: [String]

    /// Nil where PostgreSQL is not installed.
    init?() throws {
        guard FileManager.default.isExecutableFile(atPath: Self.binaries + "/initdb") else {
            return nil
        }
        folder = try Shared.temporaryFolder("rocade-postgres")
        port = freePort()
        // The server refuses to run as root.
        prefix = getuid() == 0 ? ["runuser", "-u", "postgres", "--"] : []
        try Self.password.write(toFile: folder + "/word", atomically: true, encoding: .utf8)
        if getuid() == 0 { _ = Self.run(["chown", "-R", "postgres", folder]) }
        let made = Self.run(
            prefix + [
                Self.binaries + "/initdb", "-D", folder + "/data", "-U", "postgres", "-A",
                "scram-sha-256", "--pwfile", folder + "/word", "--no-sync",
            ])
        guard made == 0 else { throw CocoaError(.executableLoad) }
        program = ServerProgram(
            prefix + [
                Self.binaries + "/postgres", "-D", folder + "/data", "-p", String(port), "-c",
                "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=\(folder)/data",
            ], log: folder + "/log")
    }

    /// Stops at once, as a crash would: sessions in a COPY are cut off.
    func stop() {
        _ = Self.run(
            prefix + [
                Self.binaries + "/pg_ctl", "-D", folder + "/data", "-m", "immediate", "stop",
            ])
    }

    private static func run(_ command: [String]) -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return -1 }
        process.waitUntilExit()
        return process.terminationStatus
    }

    func remove() {
        stop()
        program.kill()
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// The Kafka endpoint of the tests: librdkafka's mock cluster in a process of its own.
final class KafkaCluster: @unchecked Sendable {
    let bootstrap: String
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// Nil where the program was not built.
    init?(brokers: Int = 2, topic: String = "telemetry.v1", partitions: Int = 4) throws {
        let places = [".build/release/KafkaMock", ".build/debug/KafkaMock"]
        let path = places.map { Shared.root.appending(path: $0).path }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let path else { return nil }
        process.executableURL = URL(filePath: path)
        process.arguments = [String(brokers), topic, String(partitions)]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        bootstrap = Self.line(output)
    }

    private static func line(_ pipe: Pipe) -> String {
        var bytes: [UInt8] = []
        while let byte = try? pipe.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 {
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Sends a command and waits for its answer.
    func tell(_ command: String) {
        try? input.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
        _ = Self.line(output)
    }

    func remove() {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }
}
