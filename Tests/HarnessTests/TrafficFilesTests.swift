// `rocade traffic` from files to a file: what it reads, what it refuses and where, what it writes.

import Base
import Foundation
import Harness
import Scenario
import TestSupport
import Testing

@Suite struct TrafficFilesTests {
    static let links = """
        link,from_node,to_node,length_m,speed_mps,lanes,colour,capacity_vps,priority
        b,1,2,1000,20,1,"red, dark",0.5,
        a,0,1,500,20,2,blue,,3
        c,1,0,100,10,1,,,

        """
    static let routes = """
        trip,depart_s,links
        10,0.5,a b
        9,0,a b
        2,100,a c a b

        """

    struct Outcome {
        var summary: TrafficSummary
        var rows: [String]
    }

    /// Runs on texts; a name that ends in `.gz` is packed by the system's gzip.
    static func run(
        links: String = links, routes: String = routes, signals: String? = nil,
        closures: String? = nil, packed: Bool = false
    ) throws -> Outcome {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func file(_ name: String, _ text: String) throws -> String {
            let path = "\(folder)/\(name).csv"
            try Data(text.utf8).write(to: URL(filePath: path))
            guard packed else { return path }
            try gzip(["-f", path])
            return path + ".gz"
        }
        let output = "\(folder)/deep/er/out.csv\(packed ? ".gz" : "")"
        var files = TrafficFiles(
            links: try file("links", links), routes: try file("routes", routes))
        files.signals = try signals.map { try file("signals", $0) }
        files.closures = try closures.map { try file("closures", $0) }
        let summary = try TrafficRun.start(files, output: output)
        if packed { try gzip(["-d", output]) }
        let text = try String(contentsOfFile: "\(folder)/deep/er/out.csv", encoding: .utf8)
        let left = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/deep/er")
        #expect(left == ["out.csv"])
        return Outcome(summary: summary, rows: text.split(separator: "\n").map(String.init))
    }

    static func gzip(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip"] + arguments
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    /// The mistakes as "file:line: reason", without the folder and the column.
    static func mistakes(
        links: String = links, routes: String = routes, signals: String? = nil,
        closures: String? = nil
    ) -> [String] {
        do {
            _ = try run(links: links, routes: routes, signals: signals, closures: closures)
            return []
        } catch let errors as ScenarioErrors {
            return errors.diagnostics.map {
                "\(URL(filePath: $0.file).lastPathComponent):\($0.line): \($0.message)"
            }
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `traversals come by trip and order, whatever the files' order`() throws {
        let outcome = try Self.run()
        #expect(
            outcome.rows == [
                "trip,link,enter_s,exit_s",
                "2,a,100.000,125.000", "2,c,125.000,135.000", "2,a,135.000,160.000",
                "2,b,160.000,210.000",
                "9,a,0.000,25.000", "9,b,25.000,75.000",
                // 2 s after the trip before, by the capacity of link b.
                "10,a,0.500,25.875", "10,b,25.875,77.000",
            ])
        let summary = outcome.summary
        #expect(summary.vehicles == 3 && summary.arrived == 3 && summary.linkEntries == 8)
        #expect(summary.vehicleMeters == 3 * 1500 + 600)
        #expect(abs(summary.totalTravelSeconds - (110 + 75 + 76.5)) < 1e-9)
    }

    @Test func `gzip files give the same`() throws {
        let signals = "link,cycle_s,green_start_s,green_s\na,60,30,20\n"
        let closures = "link,from_s,to_s\nb,0,200\n"
        let plain = try Self.run(signals: signals, closures: closures)
        let packed = try Self.run(signals: signals, closures: closures, packed: true)
        #expect(plain.rows == packed.rows)
        #expect(plain.rows.contains("9,a,0.000,30.000"))
        #expect(plain.rows.contains("9,b,30.000,200.000"))
        #expect(plain.rows.contains("2,a,100.000,150.000"))
    }

    @Test func `names may be quoted, lines may end in CRLF, waiting before the first link counts`()
        throws
    {
        let links =
            "link,from_node,to_node,length_m,speed_mps,lanes,jam_density_vpm\r\n"
            + "\"x,1\",n,m,10,10,1,0.1\r\n"
        let routes = "trip,depart_s,links\r\n\"t,\"\"2\"\"\",0,\"x,1\"\r\nt1,0,\"x,1\"\r\n"
        let outcome = try Self.run(links: links, routes: routes)
        #expect(outcome.rows.dropFirst().first == "\"t,\"\"2\"\"\",\"x,1\",0.000,1.000")
        // One vehicle fits; its space comes back after 10 m / 5 m/s.
        #expect(outcome.rows.last == "t1,\"x,1\",3.000,4.000")
        #expect(outcome.summary.totalTravelSeconds == 5)
    }

    /// A wrong file and the mistakes that must be named.
    static let wrongLinks: [(String, [String])] = [
        (
            "link,from_node,to_node,speed_mps,lanes\na,0,1,20,1\n",
            [
                "links.csv:1: column length_m is missing; "
                    + "needed are link,from_node,to_node,length_m,speed_mps,lanes"
            ]
        ),
        (
            links + "d,0,1,-5,20,1,,,\ne,0,1,5,fast,1,,,\na,0,1,5,20,1,,,\nf,0,1\n",
            [
                "links.csv:5: length_m is -5; it must lie between 0.01 and 10000000.0",
                "links.csv:6: speed_mps is no number: 'fast'",
                "links.csv:7: link a is there twice",
                "links.csv:8: the row has 3 fields, the header has 9",
            ]
        ),
        (
            links + "d,0,1,5,20,1.5,,,\ne,0,,5,nan,0,,,\n,0,1,5,20,1,,,-1\n"
                + "f,0,1,1e7,0.5,1,,,\n",
            [
                "links.csv:5: lanes is no whole number",
                "links.csv:6: the node has no name",
                "links.csv:6: speed_mps is no number: 'nan'",
                "links.csv:6: lanes is 0; it must lie between 1.0 and 255.0",
                "links.csv:7: the link has no name",
                "links.csv:7: priority is -1; it must lie between 1e-06 and 1000000.0",
                "links.csv:8: the link holds over a million vehicles; "
                    + "check length_m, jam_density_vpm",
                "links.csv:8: the link takes over a million seconds; check length_m, speed_mps",
            ]
        ),
    ]

    @Test(arguments: wrongLinks)
    func `wrong rows of links are named with line and reason`(text: String, wanted: [String]) {
        #expect(Self.mistakes(links: text) == wanted)
    }

    @Test func `wrong rows of routes are named with line and reason`() {
        let routes =
            Self.routes
            + "11,0,a z\n12,0,a a\n9,0,a\n13,soon,a\n14,-1,a\n15,0,\n\"16\n\",0,a b b\n17,0,b a\n"
        #expect(
            Self.mistakes(routes: routes).map {
                $0.replacing(#/not in .*links/#, with: "not in links")
            } == [
                "routes.csv:5: link z is not in links.csv",
                "routes.csv:6: link a does not begin where link a ends",
                "routes.csv:7: trip 9 is there twice",
                "routes.csv:8: depart_s is no number: 'soon'",
                "routes.csv:9: depart_s is -1; it must lie between 0.0 and 100000000.0",
                "routes.csv:10: the route has no links",
                "routes.csv:11: link b does not begin where link b ends",
                "routes.csv:13: link a does not begin where link b ends",
            ])
        #expect(Self.mistakes(routes: "trip,links\n").count == 1)
    }

    @Test func `wrong rows of signals and closures are named`() {
        let signals = "link,cycle_s,green_start_s,green_s\nz,60,0,30\na,60,0,90\na,0,0,30\n"
        #expect(Self.mistakes(signals: signals).map { $0.prefix(14) }.count == 3)
        let closures = "link,from_s,to_s\na,20,10\n"
        #expect(
            Self.mistakes(closures: closures) == ["closures.csv:2: to_s lies before from_s"])
    }

    @Test func `so many mistakes are enough`() {
        let routes = Self.routes + (100..<200).map { "\($0),0,z\n" }.joined()
        #expect(Self.mistakes(routes: routes).count == 20)
    }

    @Test func `missing, empty and damaged files are named`() throws {
        #expect(Self.mistakes(links: "") != [])
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bad = "\(folder)/bad.csv.gz"
        try Data("no gzip".utf8).write(to: URL(filePath: bad))
        for path in ["\(folder)/nowhere.csv", folder, bad] {
            #expect(throws: Failure.self) {
                try TrafficRun.start(
                    TrafficFiles(links: path, routes: path), output: "\(folder)/out.csv")
            }
        }
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/out.csv"))
    }

    @Test func `the summary's keys are those of the contract`() throws {
        let data = try JSONEncoder().encode(Self.run().summary)
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let keys: Set = [
            "vehicles", "arrived", "link_entries", "total_travel_s", "vehicle_m", "load_cpu_s",
            "sim_cpu_s", "output_cpu_s", "wall_s", "peak_rss",
        ]
        #expect(keys.isSubset(of: object.map { Set($0.keys) } ?? []))
    }

    @Test(.enabled(if: CommandTests.isBuilt, "needs the program: make build"))
    func `the command prints JSON, and a wrong row ends with 2`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (links, routes) = ("\(folder)/l.csv", "\(folder)/r.csv")
        try Data(Self.links.utf8).write(to: URL(filePath: links))
        try Data(Self.routes.utf8).write(to: URL(filePath: routes))
        let good = try CommandTests.run([
            "traffic", links, routes, "-o", "\(folder)/o.csv", "--json",
        ])
        #expect(good.status == 0 && good.output.contains("\"link_entries\" : 8"))
        try Data((Self.routes + "1,0,a q\n").utf8).write(to: URL(filePath: routes))
        let wrong = try CommandTests.run(["traffic", links, routes, "-o", "\(folder)/p.csv"])
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("r.csv:5:7: error: link q is not in"), "\(wrong.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/p.csv"))
    }
}
