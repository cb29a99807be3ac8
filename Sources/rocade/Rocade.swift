// The command. Parses, calls the harness, prints, and turns failures into exit statuses; nothing
// else lives here.

import ArgumentParser
import Base
import Foundation
import Harness
import Scenario

@main
struct Rocade: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rocade",
        abstract: "Test harness for connected-vehicle data platforms.",
        discussion: """
            Simulated vehicles drive on real roads, report flawed telemetry into the platform under
            test, and checks compare what it did with the truth.

            First run:  rocade run scenarios/liechtenstein.yaml
            Exit status: 0 all well, 1 a gate failed, 2 your input is wrong, 3 the environment
            failed, 130 interrupted.
            """,
        version: rocadeVersion,
        subcommands: [
            MapCommand.self, RouteCommand.self, TrafficCommand.self, ValidateCommand.self,
            RunCommand.self, MergeCommand.self, CheckCommand.self, LoadCommand.self,
            PlatformCommand.self, AttackCommand.self, PlanCommand.self, PublishCommand.self,
            ReportCommand.self,
            BenchCommand.self, DoctorCommand.self,
        ]
    )

    static func main() {
        Memory.keepFreed()
        Interruption.install()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            exit(withFailure: error)
        }
    }

    /// Prints the one line of a failure and ends with its status.
    private static func exit(withFailure error: any Error) -> Never {
        func end(_ text: String, _ status: ExitStatus) -> Never {
            if !text.isEmpty { Console.note(text) }
            // Work that was left behind may still run: nothing is torn down under it.
            if status == .interrupted { _exit(status.rawValue) }
            Foundation.exit(status.rawValue)
        }
        switch error {
        case let errors as ScenarioErrors: end(errors.description, .input)
        case let failure as Failure:
            end("error: \(failure.message)", failure.kind == .input ? .input : .environment)
        case is Interrupted:
            end("interrupted; complete files are kept and valid", .interrupted)
        case let code as ExitCode: Foundation.exit(code.rawValue)
        default:
            let status = Self.exitCode(for: error)
            if status.isSuccess {
                try? Console.print(Self.fullMessage(for: error))
                Foundation.exit(0)
            }
            if status == .validationFailure { end(Self.usageLine(for: error), .input) }
            end("error: \(error.localizedDescription)", .environment)
        }
    }

    /// One line on a wrong option, with the command that explains the right ones.
    private static func usageLine(for error: any Error) -> String {
        let message = Self.message(for: error).split(separator: "\n").joined(separator: " ")
        let pointer = Self.fullMessage(for: error).firstMatch(of: #/See '(.+ --help)'/#)
        let start = message.prefix(1).lowercased() + message.dropFirst()
        return "error: \(start); see: \(pointer.map { String($0.1) } ?? "rocade --help")"
    }
}

/// Prints a value as JSON, keys in order.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try Console.print(String(decoding: try encoder.encode(value), as: UTF8.self))
}

/// What a command made, for machines.
struct Made: Encodable {
    /// The file.
    var path: String
}

/// Where maps are.
struct MapsOption: ParsableArguments {
    @Option(help: "Folder of the map catalogue and the imported maps.")
    var maps = "maps"

    var store: MapStore { MapStore(folder: maps) }
}
