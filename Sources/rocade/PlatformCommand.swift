// `rocade platform`.

import ArgumentParser
import Base
import Foundation
import Harness
import Scenario
import Server

struct PlatformCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "platform",
        abstract: "Serves the reference platform over HTTP: ingest, receipts, products.",
        discussion: """
            Example: rocade platform scenarios/liechtenstein.yaml --listen 127.0.0.1:8080
            Then:    rocade load scenarios/liechtenstein.yaml --to http://127.0.0.1:8080
            Clients must show the token of ROCADE_TOKEN (or a file named by ROCADE_TOKEN_FILE), if
            there is one. SIGINT ends it, with the products of what came in written to --out.
            """)

    @Argument(help: "The scenario's YAML file.") var scenario: String
    @Option(help: "Address and port; 127.0.0.1:8080 unless given.") var listen = "127.0.0.1:8080"
    @Option(help: "Folder of products; results/platform-TIME unless given.") var out: String?
    @Option(help: "Setting path=value laid over the scenario; may be repeated.")
    var set: [String] = []
    @Option(parsing: .unconditional, help: "Simulated vehicles in total.") var vehicles: Int?
    @OptionGroup var maps: MapsOption

    func run() throws {
        guard let colon = listen.lastIndex(of: ":"),
            let port = Int(listen[listen.index(after: colon)...]), (0...65_535).contains(port)
        else {
            throw Failure.input("--listen \(listen): give HOST:PORT, such as 127.0.0.1:8080")
        }
        let host = String(listen[..<colon])
        var options = RunOptions(scenarioPath: scenario, threads: 1, maps: maps.store)
        options.overrides = set
        options.vehicles = vehicles
        let folder = out ?? PlatformFolder.fresh()
        let platform = try ListeningPlatform(
            scenario: try options.scenario(), maps: maps.store, folder: "\(folder)/state",
            isQuiet: false)
        let regions = platform.regions.joined(separator: ", ")
        let hub = PlatformHub(platform: platform)
        let environment = ProcessInfo.processInfo.environment
        let server = PlatformServer(
            hub: hub, folder: folder, token: try PlatformFolder.token(environment))
        try server.serve(host: host, port: port) { port in
            Console.note("listening on http://\(host):\(port) for \(regions)")
        }
        let files = try hub.publish(to: folder)
        let counts = hub.counts
        try Console.print("\(counts.records) records; products: \(folder)/\(files.first ?? "")")
    }
}
