// What goes wrong around the command: pipes that close, disks that fill, signals at any time,
// folders that are not the project's.

import Foundation
import Harness
import TestSupport
import Testing

@Suite(.serialized, .enabled(if: CommandTests.isBuilt, "needs the program: make build"))
struct TroubleTests {
    static let isReady = CommandTests.isBuilt && SmallRun.hasMap

    /// Runs a shell line in which `rocade` is the program.
    static func shell(_ line: String) throws -> CommandTests.Ended {
        try CommandTests.run(
            ["-c", "rocade() { '\(CommandTests.program)' \"$@\"; }\n" + line], with: "/bin/bash")
    }

    static func partialFiles(_ folder: String) -> [String] {
        (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(".partial") }
    }

    @Test(
        arguments: [
            ("rocade map list | head -0; echo ${PIPESTATUS[0]}", "0\n"),
            ("rocade --help | head -0; echo ${PIPESTATUS[0]}", "0\n"),
            ("rocade map list > /dev/full; echo $?", "3\n"),
            ("rocade run nowhere.yaml 2> /dev/full; echo $?", "2\n"),
            ("rocade run nowhere.yaml 2>&-; echo $?", "2\n"),
        ])
    func `a closed pipe or a full device is no trap`(line: String, output: String) throws {
        #expect(try Self.shell(line).output == output)
    }

    @Test(.enabled(if: isReady, "needs the program and the map: make demo"))
    func `a file that cannot grow ends the run with 3, one line and whole files`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = "rocade run scenarios/liechtenstein.yaml --vehicles 1500 --out \(folder)/run"
        let ended = try Self.shell("ulimit -f 700; \(run); exit $?")
        #expect(ended.status == 3)
        let errors = ended.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
        #expect(errors.count == 1 && errors[0].contains("File too large"), "\(ended.errors)")
        #expect(Self.partialFiles(folder).isEmpty)
        // What is there is a run to replace, and it can be replaced.
        #expect(try Self.shell("\(run) --duration 6h > /dev/null; exit $?").status != 2)
    }

    @Test(
        .enabled(if: isReady, "needs the program and the map: make demo"),
        arguments: [("TERM", 0.1), ("INT", 0.5), ("TERM", 1.5), ("INT", 3), ("TERM", 4)])
    func `a signal ends a run with 130 at any time`(signal: String, after: Double) throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (process, _, errors) = try CommandTests.start([
            "run", "scenarios/liechtenstein.yaml", "--vehicles", "6000", "--out", "\(folder)/run",
        ])
        Thread.sleep(forTimeInterval: after)
        let isEarly = process.isRunning
        if signal == "INT" { process.interrupt() } else { process.terminate() }
        let text = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        // A fast machine may be done before the last of the delays.
        if isEarly && process.terminationStatus != 0 {
            #expect(process.terminationStatus == 130)
            #expect(String(decoding: text, as: UTF8.self).contains("interrupted"))
        }
        #expect(Self.partialFiles(folder).isEmpty)
    }

    @Test(.enabled(if: isReady, "needs the program and the map: make demo"))
    func `an interrupted run may be run again into its folder`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let command = ["run", "scenarios/liechtenstein.yaml", "--out", "\(folder)/run"]
        let (process, _, _) = try CommandTests.start(command)
        // Wait for the first telemetry file, so that writers are open when the signal comes.
        let telemetry = "\(folder)/run/regions/liechtenstein.partial/telemetry"
        while process.isRunning, !FileManager.default.fileExists(atPath: telemetry) {
            Thread.sleep(forTimeInterval: 0.02)
        }
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(Self.partialFiles(folder).isEmpty)
        let again = try CommandTests.run(command + ["--vehicles", "300"])
        // So few vehicles may miss a gate; that is a verdict all the same.
        #expect([0, 1].contains(again.status), "\(again.errors)")
        let check = try CommandTests.run(["check", "\(folder)/run", "--json"])
        #expect(
            check.output == (try String(contentsOfFile: "\(folder)/run/kpis.json", encoding: .utf8))
        )
    }

    @Test(arguments: [
        ["run", "scenario.yaml"], ["map", "list"], ["map", "fetch", "liechtenstein-2013"],
        ["map", "info", "malta"], ["doctor"], ["validate", "scenario.yaml"],
    ])
    func `outside the project's folder one line says so`(arguments: [String]) throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ended = try CommandTests.run(arguments, in: URL(filePath: folder))
        #expect(ended.status == 2)
        #expect(ended.errors.split(separator: "\n").count == 1)
        #expect(ended.errors.contains("run in the project's folder"), "\(ended.errors)")
    }

    @Test(.enabled(if: isReady, "needs the program and the map: make demo"))
    func `a route from a point to itself is a line of two points`() throws {
        let here = "9.5209,47.1410"
        let ended = try CommandTests.run([
            "route", "liechtenstein-2013", "--from", here, "--to", here, "--json",
        ])
        struct Route: Decodable {
            struct Geometry: Decodable { var coordinates: [[Double]] }
            var metres: Double
            var geometry: Geometry
        }
        let route = try JSONDecoder().decode(Route.self, from: Data(ended.output.utf8))
        #expect(route.metres == 0 && route.geometry.coordinates.count == 2)
    }
}
