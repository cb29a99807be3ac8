// Small OSM files for tests, written as XML: nodes by metres from a point near Vaduz.

import Base
import Foundation
import MapImport
import Roads
import TestSupport

/// An OSM file under construction.
struct OSMText {
    private var body = ""
    private let plane = TangentPlane(centreLongitude: 9.52, centreLatitude: 47.14)
    private var nextWay: Int64 = 1000

    /// A node at metres east and north of the centre.
    mutating func node(_ id: Int64, _ x: Double, _ y: Double, _ tags: [String: String] = [:]) {
        let (lon, lat) = (plane.longitude(east: x), plane.latitude(north: y))
        body += "<node id=\"\(id)\" version=\"1\" lat=\"\(lat)\" lon=\"\(lon)\">"
        body += Self.text(tags) + "</node>\n"
    }

    /// A way; returns its id.
    @discardableResult
    mutating func way(_ nodes: [Int64], _ tags: [String: String], id: Int64? = nil) -> Int64 {
        let id = id ?? nextWay
        nextWay += 1
        body += "<way id=\"\(id)\" version=\"1\">"
        body += nodes.map { "<nd ref=\"\($0)\"/>" }.joined()
        body += Self.text(tags) + "</way>\n"
        return id
    }

    /// A restriction over a node.
    mutating func restriction(
        _ value: String, from: Int64, via: Int64, to: Int64, viaType: String = "node",
        _ tags: [String: String] = [:]
    ) {
        body += """
            <relation id="\(nextWay)" version="1"><member type="way" ref="\(from)" role="from"/>
            <member type="\(viaType)" ref="\(via)" role="via"/>
            <member type="way" ref="\(to)" role="to"/>
            """
        nextWay += 1
        let all = tags.merging(["type": "restriction", "restriction": value]) { old, _ in old }
        body += Self.text(all) + "</relation>\n"
    }

    /// Puts what comes next before what was written: files need not be sorted.
    mutating func reverseLines() {
        body = body.split(separator: "\n").reversed().joined(separator: "\n")
    }

    private static func text(_ tags: [String: String]) -> String {
        tags.sorted { $0.key < $1.key }.map { "<tag k=\"\($0.key)\" v=\"\($0.value)\"/>" }.joined()
    }

    /// Imports the file as a map named "test".
    func imported(country: String? = "CH") throws -> NetworkData {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/test.osm"
        let text =
            "<?xml version=\"1.0\"?><osm version=\"0.6\" generator=\"test\">\n\(body)</osm>\n"
        try Data(text.utf8).write(to: URL(filePath: path))
        return try importMap(pbf: path, options: ImportOptions(name: "test", country: country))
    }

    /// A block of two-way residential streets, 400 m square, with a street through its middle:
    ///
    ///     5---6---7
    ///     |   |   |
    ///     4---9---8
    ///     |   |   |
    ///     1---2---3      nodes 200 m apart; every street is one way (100: 1-2-3, 101: 3-8-7,
    ///                    102: 7-6-5, 103: 5-4-1, 104: 2-9-6, 105: 4-9-8)
    static func block() -> OSMText {
        var text = OSMText()
        let places: [(Int64, Double, Double)] = [
            (1, 0, 0), (2, 200, 0), (3, 400, 0), (4, 0, 200), (9, 200, 200), (8, 400, 200),
            (5, 0, 400), (6, 200, 400), (7, 400, 400),
        ]
        for (id, x, y) in places { text.node(id, x, y) }
        let ways: [(Int64, [Int64])] = [
            (100, [1, 2, 3]), (101, [3, 8, 7]), (102, [7, 6, 5]), (103, [5, 4, 1]),
            (104, [2, 9, 6]), (105, [4, 9, 8]),
        ]
        for (id, nodes) in ways { text.way(nodes, ["highway": "residential"], id: id) }
        return text
    }
}

extension NetworkData {
    /// Links that begin on a way, or end on it.
    func links(ofWay way: Int64) -> [Int] { linkWay.indices.filter { linkWay[$0] == way } }

    func turns(from link: Int) -> [Int] {
        turnTo[Int(linkFirstTurn[link])..<Int(linkFirstTurn[link + 1])].map(Int.init)
    }

    /// The node at metres east and north of the tests' centre, or −1.
    func node(_ x: Double, _ y: Double) -> Int {
        let plane = TangentPlane(centreLongitude: 9.52, centreLatitude: 47.14)
        return nodeX.indices.first { node in
            abs(plane.east(Double(nodeLongitudeE7[node]) / 1e7) - x) < 1
                && abs(plane.north(Double(nodeLatitudeE7[node]) / 1e7) - y) < 1
        } ?? -1
    }

    /// The link between two places in metres; nil when there is none.
    func link(_ a: (Double, Double), _ b: (Double, Double)) -> Int? {
        let (from, to) = (node(a.0, a.1), node(b.0, b.1))
        return linkFrom.indices.first { Int(linkFrom[$0]) == from && Int(linkTo[$0]) == to }
    }

    func count(_ line: String) -> Int? { metadata.account.first { $0.what == line }?.count }

    func kilometers(_ line: String) -> Double? {
        metadata.account.first { $0.what == line }?.kilometers
    }
}
