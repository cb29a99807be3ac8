import Base
import Foundation
import MapImport
import Roads
import TestSupport
import Testing

/// Real extracts, where the folder of reference data is at hand.
@Suite(.enabled(if: Shared.path("maps/malta.osm.pbf") != nil, "needs ../shared/maps"))
struct RealMapTests {
    /// Imported once for all tests that only look at it.
    static let liechtenstein = Result { try map("liechtenstein-2013") }

    static func map(_ name: String) throws -> NetworkData {
        let path = Shared.path("maps/\(name).osm.pbf") ?? ""
        return try importMap(pbf: path, options: ImportOptions(name: name))
    }

    /// What every map must hold: links reach each other, places lie on links, columns agree.
    static func expectSound(_ data: NetworkData) throws {
        let network = try data.frozen()
        #expect(unreachable(data, backward: false) == 0)
        #expect(unreachable(data, backward: true) == 0)
        // One expectation for all links: a hundred thousand would cost more than the import.
        let unsound = data.linkFrom.indices.filter { link in
            let reverse = data.linkReverse[link]
            let isPaired =
                reverse == .max
                || data.linkReverse[Int(reverse)] == UInt32(link)
                    && data.linkFrom[Int(reverse)] == data.linkTo[link]
            return !isPaired || data.linkFrom[link] == data.linkTo[link]
                || data.turns(from: link).contains { data.linkFrom[$0] != data.linkTo[link] }
        }
        #expect(unsound.isEmpty)
        for kind in PlaceKind.allCases { #expect(data.placeKind.contains(kind.rawValue)) }
        #expect(data.placeWeight.allSatisfy { $0 > 0 && $0.isFinite })
        #expect(data.linkSpeed.allSatisfy { $0 > 1 && $0 < 45 })
        #expect(data.linkCapacity.allSatisfy { $0 > 0.05 && $0 < 5 })
        #expect(network.nodeCount == data.nodeX.count)
    }

    /// Links that the first one does not reach (or that do not reach it), where vehicles may leave
    /// through a gateway and come back.
    static func unreachable(_ data: NetworkData, backward: Bool) -> Int {
        var next = [[Int]](repeating: [], count: data.linkFrom.count)
        func add(_ a: Int, _ b: Int) {
            if backward { next[b].append(a) } else { next[a].append(b) }
        }
        for link in data.linkFrom.indices { for turn in data.turns(from: link) { add(link, turn) } }
        for (exit, entry) in zip(data.gatewayExit, data.gatewayEntry) {
            add(Int(exit), Int(entry))
        }
        var seen = [Bool](repeating: false, count: next.count)
        var open = [0]
        seen[0] = true
        while let link = open.popLast() {
            for other in next[link] where !seen[other] {
                seen[other] = true
                open.append(other)
            }
        }
        return seen.count { !$0 }
    }

    /// Length of all links by the haversine formula on a sphere of 6,371,008.8 m.
    static func haversineMeters(_ data: NetworkData) -> Double {
        func radians(_ e7: Int32) -> Double { Double(e7) / 1e7 * .pi / 180 }
        var sum = 0.0
        for link in data.linkFrom.indices {
            let shape = Int(data.linkFirstShape[link])..<Int(data.linkFirstShape[link + 1])
            for point in shape.dropLast() {
                let a = radians(data.shapeLatitudeE7[point])
                let b = radians(data.shapeLatitudeE7[point + 1])
                let dx =
                    radians(data.shapeLongitudeE7[point + 1])
                    - radians(data.shapeLongitudeE7[point])
                let h = pow(sin((b - a) / 2), 2) + cos(a) * cos(b) * pow(sin(dx / 2), 2)
                sum += 2 * 6_371_008.8 * asin(h.squareRoot())
            }
        }
        return sum
    }

    @Test(arguments: [
        ("malta", 2174.0, 0.8), ("liechtenstein-2013", 352, 0.98), ("monaco", 305, 0.92),
        ("helsinki-centre", 21, 0.85),
    ])
    func `an extract gives its known kilometres and a sound network`(
        name: String, kilometers: Double, share: Double
    ) throws {
        let data = try Self.map(name)
        try Self.expectSound(data)
        let read = try #require(data.kilometers(MapMetadata.AccountLine.roadsRead))
        #expect(abs(read / kilometers - 1) < 0.01)
        let summary = try MapSummary(data.frozen())
        #expect(try #require(summary.connectedShare) > share)
        let length = data.linkLength.reduce(0) { $0 + Double($1) }
        #expect(abs(length / Self.haversineMeters(data) - 1) < 0.005)
        switch name {
        case "malta":
            #expect(try #require(data.count("dropped: islands")) > 10)
            #expect(data.gatewayExit.isEmpty)
        case "helsinki-centre":
            let missing = try #require(data.count("repaired: road nodes missing from the file"))
            #expect((105...115).contains(missing))
        case "monaco": #expect(summary.tunnelKilometers > 10)
        default: break
        }
    }

    @Test func `Liechtenstein has gateways to Switzerland and Austria`() throws {
        let data = try Self.liechtenstein.get()
        func hasGateway(_ longitude: Double, _ latitude: Double) -> Bool {
            data.gatewayExit.contains { exit in
                let node = Int(data.linkTo[Int(exit)])
                return abs(Double(data.nodeLongitudeE7[node]) / 1e7 - longitude) < 0.003
                    && abs(Double(data.nodeLatitudeE7[node]) / 1e7 - latitude) < 0.003
            }
        }
        // Over the Rhine at Balzers, Vaduz, Schaan, Bendern and Ruggell; to Austria at Schaanwald.
        let crossings = [
            (9.489, 47.073), (9.5112, 47.1304), (9.4887, 47.169), (9.498, 47.210),
            (9.519, 47.244), (9.571, 47.2185),
        ]
        for (longitude, latitude) in crossings { #expect(hasGateway(longitude, latitude)) }
        #expect((5...14).contains(data.gatewayExit.count))
        #expect(data.gatewayWeight.allSatisfy { $0 > 0 })
    }

    @Test func `two imports give the same bytes`() throws {
        let first = try Self.liechtenstein.get().encoded()
        #expect(try Self.map("liechtenstein-2013").encoded() == first)
    }

    @Test func `nodes near in number are near on the ground`() throws {
        let data = try Self.liechtenstein.get()
        let steps = data.nodeX.indices.dropFirst().map { node in
            hypot(data.nodeX[node] - data.nodeX[node - 1], data.nodeY[node] - data.nodeY[node - 1])
        }
        #expect(steps.sorted()[steps.count / 2] < 250)
    }

    @Test func `metric coordinates agree with lengths`() throws {
        let data = try Self.liechtenstein.get()
        var worst: Float = 0
        for link in data.linkFrom.indices
        where data.linkFirstShape[link + 1] - data.linkFirstShape[link] == 2 {
            let (a, b) = (Int(data.linkFrom[link]), Int(data.linkTo[link]))
            let straight = hypot(data.nodeX[a] - data.nodeX[b], data.nodeY[a] - data.nodeY[b])
            if straight > 50 { worst = max(worst, abs(straight / data.linkLength[link] - 1)) }
        }
        // A UTM zone's scale is 0.9996 in its middle.
        #expect(worst < 0.0008 && worst > 0)
    }
}
