// The command as its user meets it: exit statuses, one-line errors, a clean stop.

import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct CommandTests {
    static let program = Shared.root.appending(path: ".build/release/rocade").path
    static let isBuilt = FileManager.default.isExecutableFile(atPath: program)

    /// Command lines and the exit statuses that they must end with.
    static let commands: [([String], Int32)] = [
        (["run", "nowhere.yaml"], 2),
        (["validate", "scenarios/liechtenstein.yaml"], 0),
        (["check", "Tests"], 2),
        (["map", "import", "README.md"], 2),
        (["map", "import", "nowhere.osm.pbf"], 2),
        (["map", "info", "atlantis"], 2),
        (["run", "scenarios/liechtenstein.yaml", "--vehicles", "0"], 2),
        (["run", "scenarios/liechtenstein.yaml", "--threads", "0"], 2),
        (["run", "scenarios/liechtenstein.yaml", "--seed", "-1"], 2),
        (["run", "scenarios/liechtenstein.yaml", "--duration", "0"], 2),
        (["run", "scenarios/liechtenstein.yaml", "--set", "regions.7.cars=3"], 2),
        (["run", "scenarios/liechtenstein.yaml", "--out", ""], 2),
        (["run", "scenarios/liechtenstein.yaml", "--out", "Package.swift"], 2),
        (["run", "scenarios/liechtenstein.yaml", "--out", "/proc/nowhere"], 3),
        (["run", "scenarios/liechtenstein.yaml", "--maps", "Sources"], 2),
        (["map", "import", "Tests"], 2),
        (["map", "import", "README.md", "--name", "../elsewhere"], 2),
        (["route", "atlantis", "--from", "1,1", "--to", "2,2"], 2),
        (["run", "scenarios/liechtenstein.yaml", "--shard", "4/4"], 2),
        (["run", "scenarios/liechtenstein.yaml", "--resume"], 2),
        (["merge", "Tests", "--out", "results/nothing"], 2),
        (["merge"], 2),
        (["publish"], 2),
        (["publish", "Tests"], 2),
        (["check", ""], 2),
        (["run"], 2),
        (["frobnicate"], 2),
        (["--help"], 0),
        (["--version"], 0),
    ]

    struct Ended {
        var status: Int32
        var output: String
        var errors: String
    }

    static func start(
        _ arguments: [String], with program: String = program, in folder: URL = Shared.root
    ) throws -> (Process, Pipe, Pipe) {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let pipes = (Pipe(), Pipe())
        process.standardOutput = pipes.0
        process.standardError = pipes.1
        try process.run()
        return (process, pipes.0, pipes.1)
    }

    static func run(
        _ arguments: [String], with program: String = program, in folder: URL = Shared.root
    ) throws -> Ended {
        let (process, out, err) = try start(arguments, with: program, in: folder)
        let output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let errors = String(decoding: err.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Ended(status: process.terminationStatus, output: output, errors: errors)
    }

    @Test(
        .enabled(if: isBuilt, "needs the program: make build"),
        arguments: commands)
    func `the exit status says whose turn it is`(arguments: [String], status: Int32) throws {
        let ended = try Self.run(arguments)
        #expect(ended.status == status, "\(arguments): \(ended.errors)")
        if status != 0 {
            #expect(ended.errors.split(separator: "\n").count == 1, "\(ended.errors)")
        }
    }

    @Test(
        .enabled(if: isBuilt, "needs the program: make build"),
        arguments: [
            [], ["map", "fetch"], ["map", "list"], ["map", "import"], ["map", "info"],
            ["map", "render"], ["route"], ["validate"], ["run"], ["merge"], ["check"], ["publish"],
            ["report"],
            ["bench"],
            ["doctor"],
        ])
    func `every command's help has an example, and JSON`(command: [String]) throws {
        let ended = try Self.run(command + ["--help"])
        #expect(ended.status == 0)
        #expect(ended.output.contains("Example: rocade") || command.isEmpty)
        #expect(ended.output.contains("--json") || command.isEmpty)
    }

    @Test(.enabled(if: isBuilt, "needs the program: make build"))
    func `mistakes of a scenario are all named, with their places`() throws {
        let path = "Tests/ScenarioTests/Fixtures/invalid/several.yaml"
        let ended = try Self.run(["validate", path])
        #expect(ended.status == 2 && ended.output.isEmpty)
        let lines = ended.errors.split(separator: "\n")
        #expect(lines.count >= 8)
        #expect(lines.allSatisfy { $0.contains(#/several\.yaml:\d+:\d+: error: /#) })
    }
}
