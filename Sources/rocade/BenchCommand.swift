import ArgumentParser
import Base
import Foundation
import Harness

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Runs the benchmarks: counts and times as JSON.",
        discussion: """
            Example: rocade bench traffic
            Names: \(Bench.names.joined(separator: ", "))
            Only when asked for: \(Bench.longNames.joined(separator: ", ")) (many minutes)
            """)

    @Argument(help: "One benchmark; all unless given.") var name: String?
    @Flag(help: "Print JSON, as without it.") var json = false
    @OptionGroup var maps: MapsOption

    func run() throws {
        let results = try (name.map { [$0] } ?? Bench.names).map { name in
            try Bench.run(name, maps: maps.store) {
                Console.note($0)
            }
        }
        try printJSON(results)
    }
}
