import ArgumentParser
import Base
import Foundation
import Harness

struct TrafficCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "traffic",
        abstract: "Runs the traffic engine alone on any network and fixed routes.",
        discussion: """
            Example: rocade traffic links.csv routes.csv.gz -o passages.csv --json

            LINKS     link,from_node,to_node,length_m,speed_mps,lanes and, all lanes together,
                      capacity_vps (at the exit), jam_density_vpm, wave_mps, priority (merges)
            ROUTES    trip,depart_s,links (ids with spaces between)
            signals   link,cycle_s,green_start_s,green_s
            closures  link,from_s,to_s
            turns     from_link,to_link and lanes (from the kerb at 0: 0 1), via_m, via_mps, and
                      cycle_s,green_start_s,green_s; a row for each time of green
            yields    from_link,to_link,foe_from_link,foe_to_link: the foe goes first
            OUTPUT    trip,link,enter_s,exit_s by trip, then order
            Other columns are ignored; names that end in .gz are read and written with gzip.
            """)

    @Argument(help: "The links' CSV file.") var links: String
    @Argument(help: "The routes' CSV file.") var routes: String
    @Option(name: .shortAndLong, help: "The CSV file of traversals.") var output: String
    @Option(help: "CSV file of signals at links' exits.") var signals: String?
    @Option(help: "CSV file of times in which links' exits are closed.") var closures: String?
    @Option(help: "CSV file of turns: only these may be made.") var turns: String?
    @Option(help: "CSV file of who lets whom go first; needs --turns.") var yields: String?
    @Flag(help: "Print the summary as JSON.") var json = false

    func run() throws {
        var files = TrafficFiles(links: links, routes: routes)
        files.signals = signals
        files.closures = closures
        files.turns = turns
        files.yields = yields
        let summary = try TrafficRun.start(files, output: output)
        if summary.arrived < summary.vehicles {
            Console.note("\(summary.vehicles - summary.arrived) vehicles never arrived")
        }
        if summary.gridlockMoves > 0 {
            Console.note("\(summary.gridlockMoves) moves out of rings of full links")
        }
        if json { return try printJSON(summary) }
        try Console.print(
            String(
                format: "%d of %d vehicles arrived; %d link entries, %.0f s of travel, %.0f km",
                summary.arrived, summary.vehicles, summary.linkEntries,
                summary.totalTravelSeconds, summary.vehicleMeters / 1000))
        try Console.print(
            String(
                format: "CPU: %.2f s loading, %.2f s simulating, %.2f s writing; %d MB of memory",
                summary.loadCPUSeconds, summary.simulationCPUSeconds, summary.outputCPUSeconds,
                summary.peakMemoryBytes / 1_000_000))
    }
}
