import Base
import Foundation
import MapImport
import Roads
import Testing

/// What tags of ways mean for cars.
@Suite struct RoadRuleTests {
    @Test func `a plain block keeps its junctions and joins the rest`() throws {
        let data = try OSMText.block().imported()
        // The four corners are no junctions; the other five nodes are.
        #expect(data.nodeX.count == 5)
        #expect(data.linkFrom.count == 16)
        let side = try #require(data.link((200, 0), (400, 200)))
        #expect(abs(data.linkLength[side] - 400) < 0.5)
        #expect(data.linkFirstShape[side + 1] - data.linkFirstShape[side] == 3)
        #expect(data.linkReverse[Int(data.linkReverse[side])] == UInt32(side))
        #expect(data.metadata.referenceSystem == "EPSG:25832")
    }

    @Test(arguments: [
        (["oneway": "yes"], true, false), (["oneway": "-1"], false, true),
        (["junction": "roundabout"], true, false), (["highway": "motorway"], true, false),
        (["oneway": "no", "junction": "roundabout"], true, true), ([:], true, true),
    ])
    func `one-way tags open one direction`(
        tags: [String: String], forward: Bool, backward: Bool
    ) throws {
        var text = OSMText.block()
        text.node(20, 300, 300)
        let base = ["highway": "tertiary"].merging(tags) { $1 }
        text.way([9, 20, 7], base)
        let data = try text.imported()
        #expect((data.link((200, 200), (400, 400)) != nil) == forward)
        #expect((data.link((400, 400), (200, 200)) != nil) == backward)
        if forward != backward {
            let link = try #require(
                data.link((200, 200), (400, 400)) ?? data.link((400, 400), (200, 200)))
            let flags = LinkFlags(rawValue: data.linkFlags[link])
            #expect(flags.contains(.oneway) && data.linkReverse[link] == .max)
            #expect(flags.contains(.roundabout) == (tags["junction"] != nil))
        }
    }

    @Test(arguments: [
        (["access": "private"], false), (["motor_vehicle": "no"], false),
        (["access": "no", "motorcar": "yes"], true), (["vehicle": "destination"], true),
        (["highway": "footway"], false), (["area": "yes"], false),
        (["highway": "construction"], false),
    ])
    func `access decides whether a way is a road`(tags: [String: String], isKept: Bool) throws {
        var text = OSMText.block()
        text.way([9, 7], ["highway": "unclassified"].merging(tags) { $1 })
        let link = try text.imported().link((200, 200), (400, 400))
        #expect((link != nil) == isKept)
    }

    @Test(arguments: [
        ("30 mph", 30 * 1.609_344), ("100", 100), ("CH:urban", 50), ("CH:rural", 80),
        ("80;60", 80), ("DE:zone:30", 30), ("none", 120), ("walk", 20), ("signals", 100),
    ])
    func `speed limits are read in every usual form`(value: String, expected: Double) throws {
        var text = OSMText.block()
        // Trunk roads run at their limit; a divided one out of town has the expressway's 100.
        text.way(
            [9, 7], ["highway": "trunk", "maxspeed": value, "oneway": "yes", "zone:traffic": ""])
        let data = try text.imported()
        let link = try #require(data.link((200, 200), (400, 400)))
        let urban = LinkFlags(rawValue: data.linkFlags[link]).contains(.urban)
        let speed = value == "signals" && urban ? 50 : expected
        #expect(abs(Double(data.linkSpeed[link]) * 3.6 - speed) < 0.01)
    }

    @Test func `lanes and limits may differ by direction`() throws {
        var text = OSMText.block()
        text.way(
            [9, 7],
            [
                "highway": "trunk", "lanes": "3", "lanes:forward": "2", "maxspeed:forward": "60",
                "maxspeed:backward": "40",
            ])
        let data = try text.imported()
        let there = try #require(data.link((200, 200), (400, 400)))
        let back = try #require(data.link((400, 400), (200, 200)))
        #expect((data.linkLanes[there], data.linkLanes[back]) == (2, 1))
        #expect(abs(data.linkSpeed[there] - 60 / 3.6) < 0.01)
        #expect(abs(data.linkSpeed[back] - 40 / 3.6) < 0.01)
    }

    @Test func `national limits follow the country`() throws {
        for (country, kilometersPerHour) in [("CH", 80.0), ("DE", 100), ("GB", 97)] {
            var text = OSMText.block()
            text.node(20, 3000, 0)
            text.way([3, 20], ["highway": "trunk", "oneway": "no"])
            let data = try text.imported(country: country)
            let link = try #require(data.link((400, 0), (3000, 0)))
            #expect(abs(Double(data.linkSpeed[link]) * 3.6 - kilometersPerHour) < 0.01)
        }
    }

    @Test func `a bollard closes a street and a lift gate does not`() throws {
        for (barrier, isOpen) in [("bollard", false), ("lift_gate", true)] {
            var text = OSMText.block()
            text.node(20, 300, 300, ["barrier": barrier])
            text.way([9, 20, 7], ["highway": "residential"])
            let data = try text.imported()
            #expect((data.link((200, 200), (400, 400)) != nil) == isOpen)
            if !isOpen {
                // Both stumps stay, each with a turn back at its end.
                let stumps = data.linkFrom.indices.filter { abs(data.linkLength[$0] - 141) < 2 }
                #expect(stumps.count == 4)
            }
        }
    }

    @Test func `service roads stay when they connect two roads`() throws {
        var text = OSMText.block()
        text.node(20, 100, 100)
        text.node(21, 300, 300)
        text.way([9, 7], ["highway": "service"])
        text.way([9, 20], ["highway": "service"])
        text.way([9, 21], ["highway": "service", "service": "driveway"])
        let data = try text.imported()
        #expect(data.link((200, 200), (400, 400)) != nil)
        #expect(data.count("dropped: service roads that connect nothing") == 1)
        #expect(data.count("dropped: drives, aisles and lanes within a plot") == 1)
    }

    @Test func `ferries are left out and counted`() throws {
        var text = OSMText.block()
        text.node(20, 4000, 0)
        text.way([3, 20], ["route": "ferry", "motorcar": "yes"])
        let data = try text.imported()
        #expect(data.count("dropped: ferries") == 1)
        #expect(data.nodeX.count == 5)
    }

    @Test func `a street changes where its attributes do`() throws {
        var text = OSMText.block()
        text.node(20, 500, 400)
        text.node(21, 600, 400)
        text.way([7, 20], ["highway": "residential", "maxspeed": "30"])
        text.way([20, 21], ["highway": "residential", "maxspeed": "50"])
        text.node(22, 500, 0)
        text.node(23, 600, 0)
        text.way([3, 22], ["highway": "residential", "name": "A"])
        text.way([22, 23], ["highway": "residential", "name": "B"])
        let data = try text.imported()
        #expect(data.link((400, 400), (500, 400)) != nil)
        #expect(data.link((400, 0), (600, 0)) != nil)
    }

    @Test func `hairpins are driven slowly and straights at the limit`() throws {
        var text = OSMText.block()
        text.node(20, 2000, 400)
        text.way([7, 20], ["highway": "trunk", "maxspeed": "80", "oneway": "no"])
        // Half circles of 15 m radius.
        var nodes: [Int64] = [3]
        for step in 0...72 {
            let angle = Double(step) * .pi / 18
            let turn = Double(step / 18)
            let side: Double = step / 18 % 2 == 0 ? 1 : -1
            let id = Int64(100 + step)
            text.node(
                id, 600 + turn * 30 - 15 * cos(angle - turn * .pi), side * 15 * abs(sin(angle)))
            nodes.append(id)
        }
        text.way(nodes, ["highway": "trunk", "maxspeed": "80", "oneway": "no"])
        let data = try text.imported()
        let straight = try #require(data.link((400, 400), (2000, 400)))
        #expect(abs(data.linkSpeed[straight] * 3.6 - 80) < 0.01)
        let bent = try #require(data.links(ofWay: data.linkWay.max() ?? 0).first)
        #expect(data.linkSpeed[bent] * 3.6 < 60)
    }
}
