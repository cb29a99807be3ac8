import Base
import MapImport
import Roads
import Testing

/// Restrictions, U-turns and signals.
@Suite struct TurnAndSignalTests {
    /// From the south into the middle of the block (way 104), and the three ways on.
    private func middle(_ data: NetworkData) throws -> (from: Int, left: Int, on: Int, right: Int) {
        (
            try #require(data.link((200, 0), (200, 200))),
            try #require(data.link((200, 200), (0, 200))),
            try #require(data.link((200, 200), (200, 400))),
            try #require(data.link((200, 200), (400, 200)))
        )
    }

    @Test func `without restrictions all turns but the one back are open`() throws {
        let data = try OSMText.block().imported()
        let cross = try middle(data)
        #expect(Set(data.turns(from: cross.from)) == [cross.left, cross.on, cross.right])
    }

    @Test func `a forbidden left turn is closed although its ways go on`() throws {
        var text = OSMText.block()
        text.restriction("no_left_turn", from: 104, via: 9, to: 105)
        let data = try text.imported()
        let cross = try middle(data)
        #expect(Set(data.turns(from: cross.from)) == [cross.on, cross.right])
        // From the north, a left turn leads east.
        let north = try #require(data.link((200, 400), (200, 200)))
        #expect(!data.turns(from: north).contains(cross.right))
        #expect(data.count("turn restrictions applied") == 1)
    }

    @Test func `an only-restriction closes all other turns`() throws {
        var text = OSMText.block()
        text.node(20, 200, -100)
        // A way of its own that ends at node 2, so that the restriction is unambiguous.
        let south = text.way([20, 2], ["highway": "residential"])
        text.restriction("only_straight_on", from: south, via: 2, to: 104)
        let data = try text.imported()
        let from = try #require(data.link((200, -100), (200, 0)))
        let on = try #require(data.link((200, 0), (200, 200)))
        #expect(data.turns(from: from) == [on])
    }

    @Test func `restrictions for others and those over ways are not applied`() throws {
        var text = OSMText.block()
        text.restriction("no_left_turn", from: 104, via: 9, to: 105, ["except": "psv;motorcar"])
        text.restriction("no_left_turn", from: 104, via: 100, to: 105, viaType: "way")
        text.restriction("no_left_turn", from: 104, via: 9, to: 9999)
        let data = try text.imported()
        let cross = try middle(data)
        #expect(data.turns(from: cross.from).count == 3)
        #expect(data.count("unsupported: turn restrictions over a way") == 1)
        #expect(data.count("dropped: turn restrictions with a member missing") == 1)
    }

    @Test func `a restriction's node is not joined away`() throws {
        var text = OSMText.block()
        text.restriction("no_u_turn", from: 100, via: 3, to: 100)
        #expect(try text.imported().nodeX.count == 6)
    }

    @Test func `one turns back at a dead end and nowhere else`() throws {
        var text = OSMText.block()
        text.node(20, 500, 400)
        text.way([7, 20], ["highway": "residential"])
        let data = try text.imported()
        let into = try #require(data.link((400, 400), (500, 400)))
        #expect(data.turns(from: into) == [Int(data.linkReverse[into])])
        for link in data.linkFrom.indices where link != into {
            #expect(!data.turns(from: link).contains(Int(data.linkReverse[link])))
        }
    }

    @Test func `a signal between junctions keeps its node and most of the capacity`() throws {
        var text = OSMText.block()
        text.node(20, 500, 400)
        text.node(21, 600, 400, ["highway": "traffic_signals"])
        text.node(22, 800, 400)
        text.way([7, 20, 21, 22], ["highway": "primary"])
        let data = try text.imported()
        let before = try #require(data.link((400, 400), (600, 400)))
        let after = try #require(data.link((600, 400), (800, 400)))
        #expect(NodeFlags(rawValue: data.nodeFlags[Int(data.linkTo[before])]).contains(.signals))
        #expect(abs(data.linkCapacity[before] - data.linkCapacity[after] * 0.8) < 1e-6)
        #expect(data.count("signals at nodes of the map") == 1)
    }

    @Test func `signals at a junction halve the capacity before it`() throws {
        var text = OSMText.block()
        text.node(9, 200, 200, ["highway": "traffic_signals"])
        let data = try text.imported()
        let cross = try middle(data)
        #expect(
            NodeFlags(rawValue: data.nodeFlags[Int(data.linkTo[cross.from])]).contains(.signals))
        #expect(data.linkCapacity[cross.from] < data.linkCapacity[cross.on] * 0.6)
    }

    @Test func `a signal at the stop line moves to the junction behind it`() throws {
        var text = OSMText.block()
        text.node(20, 200, 185, ["highway": "traffic_signals"])
        text.node(21, 100, -100)
        text.way([2, 20, 9], ["highway": "tertiary"], id: 106)
        let data = try text.imported()
        #expect(NodeFlags(rawValue: data.nodeFlags[data.node(200, 200)]).contains(.signals))
        #expect(data.count("repaired: signals moved from a stop line to its junction") == 1)
    }

    @Test func `a roundabout is a ring of one-way links`() throws {
        var text = OSMText.block()
        text.node(20, 600, 400)
        text.node(21, 620, 420)
        text.node(22, 640, 400)
        text.node(23, 620, 380)
        text.node(24, 800, 400)
        text.way([20, 23, 22, 21, 20], ["highway": "tertiary", "junction": "roundabout"])
        text.way([7, 20], ["highway": "tertiary"])
        text.way([22, 24], ["highway": "tertiary"])
        let data = try text.imported()
        let ring = data.linkFlags.indices.filter {
            LinkFlags(rawValue: data.linkFlags[$0]).contains(.roundabout)
        }
        #expect(ring.count == 2)
        #expect(ring.allSatisfy { data.linkReverse[$0] == .max })
        #expect(ring.allSatisfy { data.linkFrom[$0] != data.linkTo[$0] })
    }
}
