// `rocade publish`: the figures of large runs in one small file.

import ArgumentParser
import Base
import Harness

struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Writes counts, times and memory of finished runs into one small file.",
        discussion: """
            Example: rocade publish results/e340k results/e34m -o results/published/europe-2030.json
            Prints a Markdown table of the same figures.
            """)

    @Argument(help: "The run folders, one for each point.") var runs: [String]
    @Option(name: .shortAndLong, help: "The file; results/published/runs.json unless given.")
    var output = "results/published/runs.json"
    @Flag(help: "Print the file's content as JSON.") var json = false

    func run() throws {
        guard !runs.isEmpty else { throw Failure.input("publish: name at least one run folder") }
        let publication = try Publication(runs: runs)
        try AtomicFile.write(publication.json(), to: output)
        let shown = try json ? publication.json() : publication.markdown + output + "\n"
        try Console.print(String(shown.dropLast()))
    }
}
