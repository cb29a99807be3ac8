// What the routing benchmark routes: a network, pairs of points with times of departure, and costs
// over a made-up day. Cities come from imported maps or `$ROCADE_MAPS`; the pairs of Porto Alegre
// are those of the comparison with SUMO where `../shared` has them, and random ones elsewhere.

import Base
import Foundation
import Roads
import Traffic

/// A network and the routes to find on it.
struct RoutingCase {
    /// Two points.
    struct Pair {
        var start: RoutePoint
        var end: RoutePoint
    }
    /// In the names of its figures.
    let name: String
    let network: Network
    let pairs: [Pair]

    /// Random points of a network.
    init(name: String, network: Network, randomPairs: Int) {
        self.name = name
        self.network = network
        pairs = (0..<randomPairs).map { number in
            Pair(start: Self.point(network, 2 * number), end: Self.point(network, 2 * number + 1))
        }
    }

    /// A random point of a network.
    static func point(_ network: Network, _ number: Int) -> RoutePoint {
        var stream = RandomStream(
            seed: 34, purpose: RandomPurpose(603), entity: RandomEntity(UInt64(number)))
        let link = stream.index(below: network.linkCount)
        let offset = Float(stream.uniform()) * network.linkLength[link]
        return RoutePoint(link: LinkID(UInt32(link)), offset: offset)
    }

    /// The given pairs of Porto Alegre, whole links, or nil where the reference data are not.
    init?(referenceFolder folder: String) throws {
        let files = ["links", "turns", "50000.trips"].map { "\(folder)/poa.\($0).csv.gz" }
        guard files.allSatisfy({ FileManager.default.fileExists(atPath: $0) }) else { return nil }
        name = "porto_alegre_given"
        var city = ReferenceCity()
        try city.readLinks(files[0])
        try city.readTurns(files[1])
        network = try city.data.frozen()
        let length = Array(network.linkLength)
        pairs = try city.pairsOfLinks(files[2]).map { from, to in
            Pair(
                start: RoutePoint(link: LinkID(from), offset: 0),
                end: RoutePoint(link: LinkID(to), offset: length[Int(to)]))
        }
    }

    /// Waits at the ends of links in a part of a made-up day: none at night, most at eight and
    /// five, more on main roads, and different from link to link and part to part.
    func costs(_ free: LinkCosts, part: Int, of parts: Int) -> LinkCosts {
        let hour = 24 * (Double(part) + 0.5) / Double(parts)
        func peak(_ at: Double, _ width: Double) -> Double {
            max(0, 1 - abs(hour - at) / width)
        }
        let load = max(peak(8, 4), peak(17, 5))
        let waits = (0..<network.linkCount).map { link in
            var stream = RandomStream(
                seed: 34, purpose: RandomPurpose(604), entity: RandomEntity(UInt64(link)),
                index: UInt32(part))
            let isMain = network.linkClass[link] <= RoadClass.tertiaryLink.rawValue
            let u = stream.uniform()
            let factor = load * (isMain ? 3 : 1) * u * u * u
            return UInt32((Double(free.freeMilliseconds[link]) * factor).rounded())
        }
        return free.waiting(waits)
    }
}

/// The network of the comparison with SUMO, with coordinates and turns.
private struct ReferenceCity {
    private(set) var data = NetworkData(metadata: MapMetadata(name: "poa"))
    private var names = NameTable()
    private var linkOfRow: [UInt32] = []

    mutating func readLinks(_ path: String) throws {
        struct Row {
            var ends: [Int]
            var length: Double
            var speed: Double
        }
        var csv = try CSVRows(path: path)
        let columns = try csv.columns([
            "link", "from_node", "to_node", "length_m", "speed_mps", "lon_from", "lat_from",
            "lon_to", "lat_to",
        ])
        var nodes = NameTable()
        var rows: [Row] = []
        while try csv.next() {
            let name = csv.fields[columns[0]]
            _ = names.insert(csv.bytes, name.start, name.end)
            var ends: [Int] = []
            for end in 0..<2 {
                let field = csv.fields[columns[1 + end]]
                ends.append(nodes.numberOrInsert(csv.bytes, field.start, field.end))
                let longitude = try csv.number(columns[5 + 2 * end], -180...180) ?? 0
                let latitude = try csv.number(columns[6 + 2 * end], -90...90) ?? 0
                if ends[end] < data.nodeX.count { continue }
                data.addNode(
                    longitudeE7: Int32((longitude * 1e7).rounded()),
                    latitudeE7: Int32((latitude * 1e7).rounded()),
                    x: Float(longitude * 96_000), y: Float(latitude * 111_000))
            }
            rows.append(
                Row(
                    ends: ends, length: try csv.number(columns[3], 0.01...1e7) ?? 1,
                    speed: try csv.number(columns[4], 0.01...1000) ?? 1))
        }
        try csv.finish()
        linkOfRow = [UInt32](repeating: 0, count: rows.count)
        for row in rows.indices.sorted(by: { (rows[$0].ends[0], $0) < (rows[$1].ends[0], $1) }) {
            linkOfRow[row] =
                data.addLink(
                    from: NodeID(UInt32(rows[row].ends[0])), to: NodeID(UInt32(rows[row].ends[1])),
                    length: Float(rows[row].length), speed: Float(rows[row].speed)
                ).rawValue
        }
    }

    mutating func readTurns(_ path: String) throws {
        let turns = try pairsOfLinks(path).sorted { $0 < $1 }
        data.linkFirstTurn = [UInt32](repeating: 0, count: linkOfRow.count + 1)
        for (place, turn) in turns.enumerated()
        where place == 0 || turns[place - 1] != turn {
            data.turnTo.append(turn.1)
            data.linkFirstTurn[Int(turn.0) + 1] += 1
        }
        for link in linkOfRow.indices { data.linkFirstTurn[link + 1] += data.linkFirstTurn[link] }
    }

    /// The columns `from_link` and `to_link` of a file.
    func pairsOfLinks(_ path: String) throws -> [(UInt32, UInt32)] {
        var csv = try CSVRows(path: path)
        let columns = try csv.columns(["from_link", "to_link"])
        var pairs: [(UInt32, UInt32)] = []
        while try csv.next() {
            let ends = columns.compactMap { column in
                let field = csv.fields[column]
                return names.number(csv.bytes, field.start, field.end).map { linkOfRow[$0] }
            }
            if ends.count == 2 { pairs.append((ends[0], ends[1])) }
        }
        try csv.finish()
        return pairs
    }
}
