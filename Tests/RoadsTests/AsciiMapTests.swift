import Base
import Roads
import Testing

@Suite struct AsciiMapTests {
    static let drawing = """
        A---B-->C
        |   |   v
        D---E---F
        """

    @Test func `a drawing becomes nodes, two-way and one-way streets`() throws {
        let network = try AsciiMap.parse(Self.drawing, cellMeters: 50).frozen()
        #expect(network.nodeCount == 6 && network.linkCount == 12)
        let ab = try #require(AsciiMap.link("AB", in: Self.drawing, of: network))
        #expect(network.linkLength[ab.index] == 200)
        #expect(AsciiMap.link("CB", in: Self.drawing, of: network) == nil)
        #expect(AsciiMap.link("CF", in: Self.drawing, of: network) != nil)
        #expect(AsciiMap.link("FC", in: Self.drawing, of: network) == nil)
        let be = try #require(AsciiMap.link("BE", in: Self.drawing, of: network))
        #expect(network.linkLength[be.index] == 100)
    }

    @Test func `properties of streets, nodes and turns are read`() throws {
        let text = """
            A---B---C
                |
                D
            AB: speed=36 lanes=2 class=primary capacity=1200 home=3
            B: signals
            C: gateway=2
            ABD: no
            """
        let network = try AsciiMap.parse(text).frozen()
        let ab = try #require(AsciiMap.link("AB", in: text, of: network))
        #expect(network.linkSpeed[ab.index] == 10 && network.linkLanes[ab.index] == 2)
        #expect(network.linkClass[ab.index] == RoadClass.primary.rawValue)
        #expect(abs(network.linkCapacity[ab.index] - 1 / 3) < 1e-6)
        let bc = try #require(AsciiMap.link("BC", in: text, of: network))
        #expect(network.turns(from: ab).map { network.turnTo[$0] } == [bc.rawValue])
        #expect(NodeFlags(rawValue: network.nodeFlags[1]).contains(.signals))
        #expect(Array(network.placeKind) == [PlaceKind.home.rawValue])
        #expect(Array(network.gatewayWeight) == [2] && network.gatewayExit[0] == bc.rawValue)
    }

    @Test(arguments: [
        ("A---A", "two nodes are named A"), ("A---", "ends at no node"), ("A   B", "no street"),
        ("A->-<-B", "arrows both ways"), ("A---B\nAC: lanes=2", "no node is named C"),
        ("A---B\nAB: colour=2", "no property colour"),
    ])
    func `a mistake is named with its line`(text: String, message: String) throws {
        let failure = try #require(throws: Failure.self) { try AsciiMap.parse(text) }
        #expect(failure.message.contains(message) && failure.message.hasPrefix("map line"))
    }

    @Test func `plus signs are corners without a name`() throws {
        let network = try AsciiMap.parse("A---+\n    |\nB---+").frozen()
        #expect(network.nodeCount == 4 && network.linkCount == 6)
    }
}
