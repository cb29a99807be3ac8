// `rocade traffic`: the engine alone, from files to a file.

import Base
import Glibc
import Roads
import Traffic

/// What a run of the engine on fixed routes came to, and what it took.
public struct TrafficSummary: Encodable, Hashable, Sendable {
    /// Trips in the file.
    public var vehicles = 0
    /// Trips that reached the end of their route.
    public var arrived = 0
    /// How many times a vehicle entered a link.
    public var linkEntries = 0
    /// Seconds from departure to arrival, waiting before the first link included; of all arrived.
    public var totalTravelSeconds = 0.0
    /// Metres of all links driven to their ends.
    public var vehicleMeters = 0.0
    /// Vehicles that moved on only because a ring of full links had stood too long.
    public var gridlockMoves = 0
    /// CPU seconds of reading, simulating and writing.
    public var loadCPUSeconds = 0.0
    /// See `loadCPUSeconds`.
    public var simulationCPUSeconds = 0.0
    /// See `loadCPUSeconds`.
    public var outputCPUSeconds = 0.0
    /// Seconds on the wall, of all.
    public var wallSeconds = 0.0
    /// The largest memory that the process held, bytes.
    public var peakMemoryBytes = 0

    enum CodingKeys: String, CodingKey {
        case vehicles, arrived
        case linkEntries = "link_entries"
        case totalTravelSeconds = "total_travel_s"
        case vehicleMeters = "vehicle_m"
        case gridlockMoves = "gridlock_moves"
        case loadCPUSeconds = "load_cpu_s"
        case simulationCPUSeconds = "sim_cpu_s"
        case outputCPUSeconds = "output_cpu_s"
        case wallSeconds = "wall_s"
        case peakMemoryBytes = "peak_rss"
    }
}

/// The engine alone on any network and fixed routes.
public enum TrafficRun {
    /// Reads, simulates, and writes one row a traversal, by trip, then order: `trip,link,enter_s,
    /// exit_s`. Links that were never entered have no row, one that was never left no `exit_s`.
    /// Trips are in order of number where all names are numbers, of their bytes otherwise.
    ///
    /// - Throws: `ScenarioErrors` for wrong rows, `Failure`, or `Interrupted`.
    public static func start(_ files: TrafficFiles, output: String) throws -> TrafficSummary {
        var summary = TrafficSummary()
        let wall = StageClock.seconds(CLOCK_MONOTONIC)
        var cpu = StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID)
        func spent() -> Double {
            let before = cpu
            cpu = StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID)
            return cpu - before
        }
        let input = try TrafficInput(files)
        summary.loadCPUSeconds = spent()
        let result = try simulate(
            network: input.network, flows: input.flows, routes: input.routes,
            options: input.options
        ) { _ in try Interruption.check() }
        summary.simulationCPUSeconds = spent()
        try write(input, result, to: output)
        count(input, result, into: &summary)
        summary.outputCPUSeconds = spent()
        summary.wallSeconds = StageClock.seconds(CLOCK_MONOTONIC) - wall
        summary.peakMemoryBytes = StageClock.peakMemoryBytes
        return summary
    }

    private static func write(
        _ input: TrafficInput, _ result: FixedRouteResult, to path: String
    ) throws {
        var file = try PassageFile(path: path)
        try file.append("trip,link,enter_s,exit_s\n")
        let (trips, links) = (quoted(input.tripNames), quoted(input.linkNames))
        for trip in order(input.tripNames) {
            let entries = input.routes.entries(of: trip)
            for entry in entries where result.enterMilliseconds[entry] >= 0 {
                let isLast = entry + 1 == entries.upperBound
                let link = Int(input.rowOfLink[Int(input.routes.links[entry])])
                try file.append(trips.bytes[trips.range(trip)])
                try file.append([UInt8(ascii: ",")])
                try file.append(links.bytes[links.range(link)])
                try file.append(
                    enter: result.enterMilliseconds[entry],
                    exit: isLast
                        ? result.exitMilliseconds[trip] : result.enterMilliseconds[entry + 1])
            }
        }
        try file.finish()
    }

    /// Names as they may stand in a row: those with commas or quotes within quotes.
    private static func quoted(_ names: NameTable) -> NameTable {
        let special: Set<UInt8> = [UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13]
        guard names.bytes.contains(where: { special.contains($0) }) else { return names }
        var table = NameTable()
        for number in 0..<names.count {
            let name = names.bytes[names.range(number)]
            let isPlain = !name.contains { special.contains($0) }
            let quote: [UInt8] = isPlain ? [] : [UInt8(ascii: "\"")]
            let whole = quote + name + quote
            _ = table.insert(whole, 0, whole.count)
        }
        return table
    }

    /// Trips by number where all names are whole numbers, by their bytes otherwise.
    private static func order(_ names: NameTable) -> [Int] {
        var numbers: [UInt64] = []
        for trip in 0..<names.count {
            let name = names.bytes[names.range(trip)]
            guard name.count <= 18, name.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { break }
            numbers.append(name.reduce(0) { $0 * 10 + UInt64($1 - 48) })
        }
        let trips = Array(0..<names.count)
        if numbers.count == trips.count {
            return trips.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
        }
        return trips.sorted {
            names.bytes[names.range($0)].lexicographicallyPrecedes(names.bytes[names.range($1)])
        }
    }

    private static func count(
        _ input: TrafficInput, _ result: FixedRouteResult, into summary: inout TrafficSummary
    ) {
        summary.vehicles = input.routes.count
        summary.arrived = result.arrived
        summary.linkEntries = result.linkEntries
        summary.gridlockMoves = result.gridlockMoves
        var travel: Int64 = 0
        for trip in 0..<input.routes.count {
            let entries = input.routes.entries(of: trip)
            let exit = result.exitMilliseconds[trip]
            if exit >= 0 { travel += exit - input.routes.departMilliseconds[trip] }
            for entry in entries {
                let isLeft =
                    entry + 1 == entries.upperBound
                    ? exit >= 0 : result.enterMilliseconds[entry + 1] >= 0
                if isLeft {
                    summary.vehicleMeters += Double(
                        input.network.linkLength[Int(input.routes.links[entry])])
                }
            }
        }
        summary.totalTravelSeconds = Double(travel) / 1000
    }
}
