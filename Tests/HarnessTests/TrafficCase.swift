import Base
import Foundation
import Harness
import TestSupport

/// A network and trips as the files of `rocade traffic`: links of 1 km, 20 m/s, 0.2 vehicles a
/// metre and lane, a backward wave of 5 m/s, so a capacity of 0.8 vehicles per second and lane.
struct TrafficCase {
    var links =
        "link,from_node,to_node,length_m,speed_mps,lanes,capacity_vps,jam_density_vpm,"
        + "wave_mps,priority\n"
    var routes = "trip,depart_s,links\n"
    var tripCount = 0
    var signals = "link,cycle_s,green_start_s,green_s\n"
    var closures = "link,from_s,to_s\n"
    var turns: String?

    /// Adds a link.
    mutating func link(
        _ name: String, _ from: Int, _ to: Int, length: Double = 1000, lanes: Int = 1,
        capacity: Double? = nil, priority: Double = 1
    ) {
        links +=
            "\(name),\(from),\(to),\(length),20,\(lanes),\(capacity ?? 0.8 * Double(lanes)),"
            + "\(0.2 * Double(lanes)),5,\(priority)\n"
    }

    /// A chain of links a, b, c… with capacities.
    init(chain capacities: [Double] = []) {
        for (index, capacity) in capacities.enumerated() {
            link(String("abcdef".dropFirst(index).prefix(1)), index, index + 1, capacity: capacity)
        }
    }

    /// Adds a trip; trips are named by their number.
    mutating func trip(_ links: String, at seconds: Double) {
        routes += "\(tripCount),\(seconds),\(links)\n"
        tripCount += 1
    }

    /// Vehicles that leave at a steady rate in each period, the first one at its beginning.
    /// Returns their numbers.
    @discardableResult
    mutating func flow(_ links: String, _ periods: [(rate: Double, until: Double)]) -> Range<Int> {
        let first = tripCount
        var begin = 0.0
        for period in periods {
            for index in 0..<Int(((period.until - begin) * period.rate).rounded()) {
                trip(links, at: begin + Double(index) / period.rate)
            }
            begin = period.until
        }
        return first..<tripCount
    }

    /// Writes the files, runs what the command runs, and reads what it wrote.
    func run() throws -> Passages {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func file(_ name: String, _ text: String) throws -> String {
            let path = "\(folder)/\(name).csv"
            try Data(text.utf8).write(to: URL(filePath: path))
            return path
        }
        var files = TrafficFiles(
            links: try file("links", links), routes: try file("routes", routes))
        files.signals = try file("signals", signals)
        files.closures = try file("closures", closures)
        files.turns = try turns.map { try file("turns", $0) }
        let output = "\(folder)/out.csv"
        let summary = try TrafficRun.start(files, output: output)
        return try Passages(
            summary: summary, departures: routes, rows: Data(contentsOf: URL(filePath: output)))
    }

    /// What a run wrote.
    struct Passages {
        struct Passage {
            var trip: Int
            var link: Substring
            var enter: Double
            var exit: Double
        }

        var summary: TrafficSummary
        /// All rows, by trip, then order.
        var all: [Passage] = []
        /// Seconds from departure to arrival, by trip.
        var travel: [Double] = []
        /// When each trip ended.
        var exits: [Double] = []

        init(summary: TrafficSummary, departures: String, rows: Data) throws {
            self.summary = summary
            let departures = departures.split(separator: "\n").dropFirst().map {
                Double($0.split(separator: ",")[1]) ?? .nan
            }
            exits = [Double](repeating: .nan, count: departures.count)
            for row in String(decoding: rows, as: UTF8.self).split(separator: "\n").dropFirst() {
                let fields = row.split(separator: ",", omittingEmptySubsequences: false)
                let trip = Int(fields[0]) ?? -1
                let exit = Double(fields[3]) ?? .nan
                all.append(
                    Passage(
                        trip: trip, link: fields[1], enter: Double(fields[2]) ?? .nan, exit: exit))
                exits[trip] = exit
            }
            travel = zip(exits, departures).map { $0 - $1 }
        }

        /// Mean of the trips' times less what they take on an empty road.
        func meanDelay(free: Double) -> Double {
            travel.reduce(0, +) / Double(travel.count) - free
        }

        /// Traversals of a link in order of entry.
        func of(_ link: String, trips: Range<Int>? = nil) -> [Passage] {
            all.filter { $0.link == link && (trips?.contains($0.trip) ?? true) }
                .sorted { ($0.enter, $0.trip) < ($1.enter, $1.trip) }
        }

        /// Traversals of a link of 1 km that took longer than on an empty road.
        func delayed(_ link: String, trips: Range<Int>? = nil) -> [Passage] {
            of(link, trips: trips).filter { $0.exit - $0.enter > 50.01 }
        }

        /// Entries of a link per second in a time.
        func rate(_ link: String, trips: Range<Int>? = nil, from: Double, to: Double) -> Double {
            let entries = of(link, trips: trips).filter { $0.enter >= from && $0.enter < to }
            return Double(entries.count) / (to - from)
        }
    }
}
