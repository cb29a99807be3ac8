import ArgumentParser
import Base
import Foundation
import Harness

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Says what is installed, what is missing, and how to install it.",
        discussion: "Example: rocade doctor")

    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var maps: MapsOption

    func run() throws {
        let findings = try Doctor.examine(maps: maps.store)
        if json {
            try printJSON(findings)
        } else {
            let width = findings.map(\.name.count).max() ?? 0
            for finding in findings {
                let name = finding.name.padding(toLength: width, withPad: " ", startingAt: 0)
                try Console.print(
                    "\(finding.isPresent ? "ok     " : "missing")  \(name)  \(finding.remark)")
            }
            if let command = Doctor.installCommand(findings) {
                try Console.print("run as root: \(command)")
            }
        }
        let isBroken = findings.contains { !$0.isPresent && !$0.name.hasPrefix("map ") }
        if isBroken { throw ExitCode(ExitStatus.environment.rawValue) }
    }
}
