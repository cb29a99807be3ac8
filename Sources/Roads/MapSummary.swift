// What `rocade map info` prints: the map in a dozen numbers.

import Base

/// A map in numbers.
public struct MapSummary: Hashable, Sendable {
    /// Kilometres of a class of road, both directions of a road counted once.
    public struct ClassLength: Hashable, Sendable {
        /// The class.
        public var roadClass: RoadClass
        /// Kilometres of road.
        public var kilometers: Double
    }

    /// Places of a kind.
    public struct KindCount: Hashable, Sendable {
        /// The kind.
        public var kind: PlaceKind
        /// How many.
        public var count: Int
    }

    /// The map's name.
    public var name: String
    /// Such as "EPSG:25832".
    public var referenceSystem: String
    /// West, south, east, north, degrees.
    public var boundingBox: [Double]
    /// How many nodes.
    public var nodes: Int
    /// How many directed links.
    public var links: Int
    /// How many permitted turns.
    public var turns: Int
    /// Nodes with traffic signals.
    public var signals: Int
    /// Kilometres of road, both directions counted once.
    public var kilometers: Double
    /// Kilometres of links, each direction counted.
    public var directedKilometers: Double
    /// Kilometres by class, classes without any left out.
    public var classes: [ClassLength]
    /// Kilometres of road in tunnels, and on bridges.
    public var tunnelKilometers: Double
    /// See `tunnelKilometers`.
    public var bridgeKilometers: Double
    /// Share of the usable kilometres that the largest connected part holds; nil when the map was
    /// not imported.
    public var connectedShare: Double?
    /// Kilometres of roads read from the file, motorway to road, open to cars; nil likewise.
    public var readKilometers: Double?
    /// Places by kind.
    public var places: [KindCount]
    /// What places are based on.
    public var placesBasis: String
    /// How many gateways.
    public var gateways: Int
    /// SHA-256 of the file that the map was made from.
    public var sourceSHA256: String
    /// Attribution.
    public var attribution: String
    /// The account of the import.
    public var account: [MapMetadata.AccountLine]

    /// Measures a network.
    public init(_ network: Network) {
        let metadata = network.metadata
        name = metadata.name
        referenceSystem = metadata.referenceSystem
        boundingBox = metadata.boundingBox
        nodes = network.nodeCount
        links = network.linkCount
        turns = network.turnTo.count
        signals = network.nodeFlags.count { NodeFlags(rawValue: $0).contains(.signals) }
        var sums = [Double](repeating: 0, count: RoadClass.allCases.count)
        var (directed, tunnel, bridge) = (0.0, 0.0, 0.0)
        for link in 0..<network.linkCount {
            let length = Double(network.linkLength[link]) / 1000
            directed += length
            let reverse = network.linkReverse[link]
            if reverse != .max, reverse < UInt32(link) { continue }
            sums[Int(network.linkClass[link])] += length
            let flags = LinkFlags(rawValue: network.linkFlags[link])
            if flags.contains(.tunnel) { tunnel += length }
            if flags.contains(.bridge) { bridge += length }
        }
        directedKilometers = directed
        tunnelKilometers = tunnel
        bridgeKilometers = bridge
        kilometers = sums.reduce(0, +)
        classes = RoadClass.allCases.compactMap { roadClass in
            let sum = sums[Int(roadClass.rawValue)]
            return sum > 0 ? ClassLength(roadClass: roadClass, kilometers: sum) : nil
        }
        var counts = [Int](repeating: 0, count: PlaceKind.allCases.count)
        for kind in network.placeKind { counts[Int(kind)] += 1 }
        places = PlaceKind.allCases.map { KindCount(kind: $0, count: counts[Int($0.rawValue)]) }
        placesBasis = metadata.placesBasis
        gateways = network.gatewayCount
        sourceSHA256 = metadata.sourceSHA256
        attribution = metadata.attribution
        account = metadata.account
        func length(of line: String) -> Double? {
            metadata.account.first { $0.what == line }?.kilometers
        }
        readKilometers = length(of: MapMetadata.AccountLine.roadsRead)
        let usable = length(of: MapMetadata.AccountLine.usableRoads)
        let kept = length(of: MapMetadata.AccountLine.keptLinks)
        connectedShare = usable.flatMap { all in kept.map { all > 0 ? $0 / all : 1 } }
    }
}

extension MapSummary {
    /// The summary for people: the map, then the account of its import.
    public var text: String {
        var rows: [(String, String)] = [
            ("map", name), ("reference system", referenceSystem),
            ("box", boundingBox.map { Self.fixed($0, 4) }.joined(separator: " ")),
            ("nodes", "\(nodes)"), ("links", "\(links)"), ("turns", "\(turns)"),
            ("signals", "\(signals)"),
            ("roads", "\(Self.fixed(kilometers, 1)) km"),
        ]
        for line in classes {
            rows.append(("  \(line.roadClass)", "\(Self.fixed(line.kilometers, 1)) km"))
        }
        rows.append(("in tunnels", "\(Self.fixed(tunnelKilometers, 1)) km"))
        rows.append(("on bridges", "\(Self.fixed(bridgeKilometers, 1)) km"))
        if let readKilometers {
            rows.append(("roads read", "\(Self.fixed(readKilometers, 1)) km"))
        }
        if let connectedShare {
            rows.append(("connected", "\(Self.fixed(connectedShare * 100, 1)) %"))
        }
        for line in places { rows.append(("places: \(line.kind)", "\(line.count)")) }
        rows.append(("gateways", "\(gateways)"))
        rows.append(("places from", placesBasis))
        rows.append(("attribution", attribution))
        let width = rows.map(\.0.count).max() ?? 0
        var lines = rows.map { Self.padded($0.0, to: width) + "  " + $0.1 }
        if !account.isEmpty { lines += ["", "account of the import"] + Self.account(account) }
        return lines.joined(separator: "\n")
    }

    /// Lines of an account in columns: what, how many, kilometres.
    public static func account(_ lines: [MapMetadata.AccountLine]) -> [String] {
        let width = lines.map(\.what.count).max() ?? 0
        return lines.map { line in
            let count = "\(line.count)"
            let kilometers = line.kilometers.map { "\(fixed($0, 1)) km" } ?? ""
            let text =
                "  " + padded(line.what, to: width) + leading(count, to: 9)
                + (kilometers.isEmpty ? "" : leading(kilometers, to: 13))
            return text
        }
    }

    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func leading(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(1, width - text.count)) + text
    }

    /// A number with so many digits after the point.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        var power = 1.0
        for _ in 0..<digits { power *= 10 }
        let scaled = Int((abs(value) * power).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(scaled)" }
        let rest = "\(scaled % Int(power))"
        let zeros = String(repeating: "0", count: digits - rest.count)
        return "\(sign)\(scaled / Int(power)).\(zeros)\(rest)"
    }
}
