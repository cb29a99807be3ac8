// What `rocade traffic` reads: links, routes, signals, closures. All mistakes of a file are named.

import Base
import Roads
import Traffic

/// The files of a run of the engine alone.
public struct TrafficFiles: Sendable {
    /// CSV of links.
    public var links: String
    /// CSV of routes.
    public var routes: String
    /// CSV of signals at the ends of links.
    public var signals: String?
    /// CSV of times in which the ends of links are closed.
    public var closures: String?
    /// CSV of turns: lanes, signals, lengths.
    public var turns: String?
    /// CSV of who yields to whom.
    public var yields: String?

    /// Links and routes; the rest is optional.
    public init(links: String, routes: String) {
        self.links = links
        self.routes = routes
    }
}

/// A network with fixed routes, and the names that the user gave them.
struct TrafficInput {
    var network: Network
    var flows: [LinkFlow]
    var routes = FixedRoutes()
    var options = FixedRouteOptions()
    /// Whether only the turns of a file may be made.
    var hasTurns = false
    /// Names of links by row, and the rows' place in the network.
    var linkNames: NameTable
    var linkOfRow: [UInt32]
    var rowOfLink: [UInt32]
    /// Names of trips by row.
    var tripNames = NameTable()

    /// Reads all files.
    ///
    /// - Throws: `ScenarioErrors` with file, line and reason of each wrong row of the first file
    ///   that has any; `Failure` when a file cannot be read.
    init(_ files: TrafficFiles) throws {
        let table = try LinkTable(path: files.links)
        var (data, linkOfRow) = table.network()
        self.linkOfRow = linkOfRow
        linkNames = table.names
        rowOfLink = linkOfRow
        flows = table.flows
        for (row, link) in linkOfRow.enumerated() {
            rowOfLink[Int(link)] = UInt32(row)
            flows[Int(link)] = table.flows[row]
        }
        var turns: TurnTable?
        if let path = files.turns {
            turns = try TurnTable(path: path, table: table, lanes: data.linkLanes, linkOfRow)
            turns?.apply(to: &data)
        }
        if let path = files.yields {
            guard turns != nil else {
                throw Failure.input("--yields names turns; give them with --turns FILE")
            }
            try turns?.readYields(path: path, table: table, linkOfRow: linkOfRow)
        }
        network = try data.frozen()
        hasTurns = turns != nil
        options.junctions = turns?.junctions(network)
        options.signals = turns?.greens ?? []
        try readRoutes(files.routes, links: files.links)
        if let signals = files.signals { try readSignals(signals, table) }
        if let closures = files.closures { try readClosures(closures, table) }
    }

    /// Three years: what is longer is a calendar's time, not one that counts from zero.
    private static let longest = 1e8

    private mutating func readRoutes(_ path: String, links: String) throws {
        var rows = try CSVRows(path: path)
        let columns = try rows.columns(["trip", "depart_s", "links"])
        while try rows.next() {
            if tripNames.count & 0xfff == 0 { try Interruption.check() }
            let trip = rows.fields[columns[0]]
            if trip.isEmpty {
                try rows.mistake(in: trip, "the trip has no name")
                continue
            }
            guard tripNames.insert(rows.bytes, trip.start, trip.end) != nil else {
                try rows.mistake(in: trip, "trip \(rows.text(trip)) is there twice")
                continue
            }
            let depart = try rows.number(columns[1], 0...Self.longest)
            try appendRoute(&rows, rows.fields[columns[2]], links)
            routes.departMilliseconds.append(SimTime(seconds: depart ?? 0).milliseconds)
            routes.firstEntry.append(UInt32(routes.links.count))
        }
        try rows.finish()
    }

    /// Adds the links of a route, each of which begins where the one before ends.
    private mutating func appendRoute(
        _ rows: inout CSVRows, _ field: CSVField, _ file: String
    ) throws {
        var before = CSVField()
        var index = field.start
        while index < field.end {
            var name = CSVField(start: index, end: index)
            while name.end < field.end, rows.bytes[name.end] != UInt8(ascii: " ") { name.end += 1 }
            index = name.end + 1
            if name.isEmpty { continue }
            guard let row = linkNames.number(rows.bytes, name.start, name.end) else {
                return try rows.mistake(
                    in: name, "link \(rows.text(name)) is not in \(file)")
            }
            let link = linkOfRow[row]
            if !before.isEmpty, let last = routes.links.last,
                network.linkTo[Int(last)] != network.linkFrom[Int(link)]
            {
                return try rows.mistake(
                    in: name,
                    "link \(rows.text(name)) does not begin where link \(rows.text(before)) ends")
            }
            if !before.isEmpty, let last = routes.links.last, hasTurns,
                !network.turns(from: LinkID(last)).contains(where: { network.turnTo[$0] == link })
            {
                return try rows.mistake(
                    in: name,
                    "there is no turn from link \(rows.text(before)) to \(rows.text(name))")
            }
            routes.links.append(link)
            before = name
        }
        if before.isEmpty { try rows.mistake(in: field, "the route has no links") }
    }

    private mutating func readSignals(_ path: String, _ table: LinkTable) throws {
        var rows = try CSVRows(path: path)
        let columns = try rows.columns(["link", "cycle_s", "green_start_s", "green_s"])
        while try rows.next() {
            let link = try table.link(&rows, columns[0], linkOfRow)
            let cycle = try rows.number(columns[1], 0.001...86_400)
            let start = try rows.number(columns[2], -86_400...Self.longest)
            let green = try rows.number(columns[3], 0.001...86_400)
            guard let link, let cycle, let start, let green else { continue }
            if green > cycle {
                try rows.mistake(
                    in: rows.fields[columns[3]], "green_s is longer than cycle_s")
                continue
            }
            options.signals.append(
                GreenWindow(
                    link: LinkID(link), cycleMilliseconds: SimTime(seconds: cycle).milliseconds,
                    startMilliseconds: SimTime(seconds: start).milliseconds,
                    greenMilliseconds: SimTime(seconds: green).milliseconds))
        }
        try rows.finish()
    }

    private mutating func readClosures(_ path: String, _ table: LinkTable) throws {
        var rows = try CSVRows(path: path)
        let columns = try rows.columns(["link", "from_s", "to_s"])
        while try rows.next() {
            let link = try table.link(&rows, columns[0], linkOfRow)
            let from = try rows.number(columns[1], -Self.longest...Self.longest)
            let until = try rows.number(columns[2], -Self.longest...Self.longest)
            guard let link, let from, let until else { continue }
            if until < from {
                try rows.mistake(in: rows.fields[columns[2]], "to_s lies before from_s")
                continue
            }
            options.closures.append(
                LinkClosure(
                    link: LinkID(link), from: SimTime(seconds: from), until: SimTime(seconds: until)
                ))
        }
        try rows.finish()
    }
}
