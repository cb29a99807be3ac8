import Base
import Foundation
import MapImport
import Roads
import TestSupport
import Testing

/// Islands, gateways, odd and broken files.
@Suite struct ExtentTests {
    @Test func `the largest part stays and islands are reported`() throws {
        var text = OSMText.block()
        text.node(30, 5000, 0)
        text.node(31, 5500, 0)
        text.way([30, 31], ["highway": "residential"])
        let data = try text.imported()
        #expect(data.nodeX.count == 5)
        #expect(data.count("dropped: islands") == 1)
        #expect(abs((data.kilometers("dropped: islands") ?? 0) - 0.5) < 0.001)
    }

    @Test func `a street that cannot be left is dropped`() throws {
        var text = OSMText.block()
        text.node(30, 700, 400)
        text.way([7, 30], ["highway": "residential", "oneway": "yes"])
        let data = try text.imported()
        #expect(data.count("dropped: roads that cannot be both reached and left") == 1)
        #expect(data.linkFrom.count == 16)
    }

    @Test func `a road whose way leaves the file is a gateway`() throws {
        var text = OSMText.block()
        text.node(30, 700, 400)
        text.way([7, 30, 31], ["highway": "secondary"])
        let data = try text.imported()
        #expect(data.gatewayExit.count == 1)
        let exit = Int(data.gatewayExit[0])
        #expect(Int(data.linkTo[exit]) == data.node(700, 400))
        #expect(data.linkReverse[exit] == data.gatewayEntry[0])
        #expect(NodeFlags(rawValue: data.nodeFlags[data.node(700, 400)]).contains(.gateway))
        #expect(data.count("repaired: road nodes missing from the file") == 1)
    }

    @Test func `a village street that leaves the file is none`() throws {
        var text = OSMText.block()
        text.node(30, 700, 400)
        text.way([7, 30, 31], ["highway": "residential"])
        #expect(try text.imported().gatewayExit.isEmpty)
    }

    @Test func `the halves of a cut motorway are one gateway and survive`() throws {
        var text = OSMText.block()
        text.node(30, 1000, 400)
        text.node(32, 1000, 430)
        text.way([7, 30, 31], ["highway": "motorway"])
        text.way([33, 32, 7], ["highway": "motorway"])
        let data = try text.imported()
        #expect(data.gatewayExit.count == 1)
        let (exit, entry) = (Int(data.gatewayExit[0]), Int(data.gatewayEntry[0]))
        #expect(Int(data.linkTo[exit]) == data.node(1000, 400))
        #expect(Int(data.linkFrom[entry]) == data.node(1000, 430))
        // The way on lies off the map.
        #expect(data.turns(from: exit).isEmpty)
        let motorway = Set(
            data.linkClass.indices.filter { data.linkClass[$0] == 0 }.map(UInt32.init))
        #expect(motorway.isDisjoint(with: data.placeLink))
    }

    @Test func `unsorted files with negative ids read the same`() throws {
        let sorted = try OSMText.block().imported()
        var text = OSMText()
        for (id, x, y) in [(-1, 0.0, 0.0), (-2, 200, 0), (-3, 200, 200), (-4, 0, 200)] {
            text.node(Int64(id), x, y)
        }
        text.way([-1, -2, -3, -4, -1], ["highway": "residential"], id: -7)
        text.node(-9, 300, 0)
        text.way([-2, -9], ["highway": "residential"], id: -8)
        let straight = try text.imported()
        text.reverseLines()
        let reversed = try text.imported()
        #expect(try straight.encoded() == reversed.encoded())
        #expect(straight.kilometers("kept: links of the largest connected part") == 0.9)
        #expect(sorted.nodeX.count == 5)
    }

    @Test func `a missing node cuts its road in two`() throws {
        var text = OSMText.block()
        text.node(30, 500, 400)
        text.node(32, 700, 400)
        text.way([7, 30, 31, 32, 3], ["highway": "residential"])
        let data = try text.imported()
        #expect(data.count("repaired: roads cut at a missing node") == 1)
        #expect(data.link((400, 400), (500, 400)) != nil)
        #expect(data.link((400, 0), (700, 400)) != nil)
        #expect(data.link((500, 400), (700, 400)) == nil)
    }

    @Test(arguments: ["missing", "text", "truncated", "empty"])
    func `a file that is no extract ends in one line`(how: String) throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/broken.osm.pbf"
        switch how {
        case "text": try Data("<html>404 not found</html>".utf8).write(to: URL(filePath: path))
        case "empty": try Data().write(to: URL(filePath: path))
        case "truncated":
            guard let whole = Shared.path("maps/liechtenstein-2013.osm.pbf") else { return }
            let data = try Data(contentsOf: URL(filePath: whole))
            try data.prefix(data.count * 2 / 3).write(to: URL(filePath: path))
        default: break
        }
        let failure = try #require(throws: Failure.self) {
            try importMap(pbf: path, options: ImportOptions(name: "broken"))
        }
        #expect(failure.kind == .input)
        #expect(failure.message.hasPrefix(path))
        #expect(!failure.message.contains("\n"))
    }

    @Test func `a file without roads and an unknown country are refused`() throws {
        var text = OSMText()
        text.node(1, 0, 0)
        text.node(2, 100, 0)
        text.way([1, 2], ["highway": "footway"])
        let empty = try #require(throws: Failure.self) { try text.imported() }
        #expect(empty.message.contains("no roads for cars"))
        let unknown = try #require(throws: Failure.self) {
            try OSMText.block().imported(country: "QQ")
        }
        #expect(unknown.message.contains("QQ"))
    }
}
