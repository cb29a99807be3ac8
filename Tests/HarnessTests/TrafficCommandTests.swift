import Base
import Foundation
import Harness
import TestSupport
import Testing

/// The cases with an answer on paper, through `rocade traffic` from files to a file. Tolerance: one
/// vehicle or one headway.
@Suite struct TrafficCommandTests {
    @Test func `free flow has no delay`() throws {
        var road = TrafficCase(chain: [0.8])
        road.flow("a", [(0.5, 500)])
        let passages = try road.run()
        #expect(passages.travel.count == 250 && passages.travel.reduce(0, +) == 12_500)
        #expect(passages.summary.arrived == 250 && passages.summary.linkEntries == 250)
        #expect(passages.summary.totalTravelSeconds == 12_500)
    }

    @Test func `a link lets out its capacity`() throws {
        var road = TrafficCase(chain: [0.8])
        road.flow("a", [(2, 2000)])
        let passages = try road.run()
        #expect(abs(passages.exits.filter { $0 <= 2000 }.count - 1560) <= 1)
        #expect(passages.summary.arrived == 4000)
    }

    @Test func `a bottleneck builds a queue and serves it`() throws {
        var road = TrafficCase(chain: [2.0 / 3, 0.8])
        road.flow("a b", [(0.8, 500), (0.4, 1500)])
        let passages = try road.run()
        #expect(passages.travel.count == 800)
        // One headway, 1.5 s, for the mean and the largest delay; so 800 × 1.5 s for the total.
        #expect(abs(passages.meanDelay(free: 100) - 31.25) < 1.5)
        #expect(abs((passages.travel.max() ?? 0) - 200) < 1.5)
        #expect(abs(passages.summary.totalTravelSeconds - 105_000) < 1200)
    }

    @Test func `a full link spills back into the one before`() throws {
        var road = TrafficCase(chain: [0.8, 0.4, 0.8])
        road.flow("a b c", [(0.8, 400), (0.4, 800), (0.1, 2000)])
        let passages = try road.run()
        // One headway of the time: 2.5 s at first, 10 s between late vehicles.
        let first = passages.delayed("a")
        #expect(abs((first.first?.exit ?? 0) - 300) <= 2.5)
        #expect(abs((first.last?.exit ?? 0) - 1050) <= 10)
        #expect(abs((passages.delayed("b").last?.exit ?? 0) - 1433) <= 10)
        let done = zip(passages.travel, passages.exits).filter { $0.1 <= 2000 }.map(\.0)
        #expect(abs(done.count - 585) <= 1)
        let delay = done.reduce(0, +) / Double(done.count) - 150
        #expect(abs(delay - 237) < 2.5)
    }

    @Test func `a link with room for all never delays the one before, so that test can fail`()
        throws
    {
        var road = TrafficCase()
        road.link("a", 0, 1)
        road.links += "b,1,2,1000,20,1,0.4,900,5,1\n"
        road.link("c", 2, 3)
        road.flow("a b c", [(0.8, 400), (0.4, 800), (0.1, 2000)])
        #expect(try road.run().delayed("a").isEmpty)
    }

    @Test func `a closed exit fills the link, and its space comes back with the wave`() throws {
        var road = TrafficCase(chain: [0.8, 0.8])
        road.flow("a b", [(0.8, 1000)])
        road.closures += "b,0,600\n"
        let entries = try road.run().of("b").map(\.enter)
        #expect(entries.filter { $0 < 700 }.count == 200)
        #expect(abs(entries[199] - 300) <= 1.25)
        #expect(entries[200] == 800)
        #expect(abs(entries[201] - 801.25) < 0.01)
    }

    @Test(arguments: [(0.1, 17.1, 19.7), (0.2, 20, 21.3), (0.3, 24, 24.8)])
    func `a signal delays as it should below saturation`(
        rate: Double, fluid: Double, discrete: Double
    ) throws {
        var road = TrafficCase(chain: [0.8])
        road.flow("a", [(rate, 12_000)])
        // Vehicles come to the stop line at 50 s and later; red begins there and then.
        road.signals += "a,120,110,60\n"
        let passages = try road.run()
        let mean = passages.meanDelay(free: 50)
        #expect(abs(mean - discrete) < 0.1 && mean >= fluid, "\(mean)")
        for exit in passages.exits {
            #expect((exit - 110).truncatingRemainder(dividingBy: 120) < 60)
        }
    }

    @Test(arguments: [(0.25, 1.0), (0.4, 4), (0.45, 9)])
    func `chance arrivals wait as in an M/D/1 queue`(rate: Double, wait: Double) throws {
        var road = TrafficCase()
        road.link("a", 0, 1, length: 10_000, capacity: 0.5)
        var stream = RandomStream(
            seed: 5, purpose: RandomPurpose(299), entity: RandomEntity(UInt64(rate * 100)))
        var time = 0.0
        for _ in 0..<100_000 {
            time += stream.exponential(mean: 1 / rate)
            road.trip("a", at: time)
        }
        let mean = try road.run().meanDelay(free: 500)
        #expect(abs(mean - wait) < 0.1 * wait, "\(mean)")
    }

    @Test(arguments: [10, 30, 50, 100, 150, 190])
    func `a ring road follows the fundamental diagram`(perKilometer: Int) throws {
        var road = TrafficCase()
        for node in 0..<4 { road.link("\(node)", node, (node + 1) % 4) }
        let density = Double(perKilometer) / 1000
        let expected = min(20 * density, 5 * (0.2 - density))
        // All start at once and drive so many rounds that the start is forgotten and nobody
        // arrives while flow is measured.
        for vehicle in 0..<(4 * perKilometer) {
            let start = vehicle / perKilometer
            road.trip((0..<120).map { "\(($0 + start) % 4)" }.joined(separator: " "), at: 0)
        }
        let passages = try road.run()
        #expect((passages.exits.min() ?? 0) > 5000)
        var flow = 0.0
        for link in 0..<4 { flow += passages.rate("\(link)", from: 1000, to: 5000) / 4 }
        // One vehicle a round is what four whole links of vehicles may be off.
        #expect(abs(flow - expected) < 0.02, "\(flow) instead of \(expected)")
    }

    /// S1, S2, R, the first one's share, and the flows that follow.
    static let merges: [(Double, Double, Double, Double, (Double, Double))] = [
        (0.6, 0.6, 0.8, 1.0 / 3, (0.2667, 0.5333)),
        (0.2, 0.8, 0.8, 0.5, (0.2, 0.6)),
        (0.7, 0.7, 0.8, 0.75, (0.6, 0.2)),
    ]

    @Test(arguments: 0..<6)
    func `a merge shares by priority, and what one leaves goes to the other`(row: Int) throws {
        let (first, second, room, share, expected) = Self.merges[row / 2]
        // What the links send is bounded by demand, or by their capacities under more demand.
        let byCapacity = row % 2 == 1
        var road = TrafficCase()
        road.link("a", 0, 2, capacity: byCapacity ? first : 0.8, priority: share)
        road.link("b", 1, 2, capacity: byCapacity ? second : 0.8, priority: 1 - share)
        road.link("c", 2, 3, capacity: room)
        road.link("d", 3, 4)
        let one = road.flow("a c d", [(byCapacity ? 0.8 : first, 4000)])
        let two = road.flow("b c d", [(byCapacity ? 0.8 : second, 4000)])
        let passages = try road.run()
        let rates = [one, two].map { passages.rate("c", trips: $0, from: 2000, to: 4000) }
        // One vehicle in 2,000 s, at both ends of the window.
        #expect(abs(rates[0] - expected.0) <= 2.0 / 2000, "\(rates)")
        #expect(abs(rates[1] - expected.1) <= 2.0 / 2000, "\(rates)")
    }

    @Test(arguments: [[0.8, 0.8, 0.8], [0.8, 0.05, 0.8], [0.15, 0.8, 0.1]])
    func `a merge of three arms shares by priority what the others leave`(demand: [Double]) throws {
        // Room 0.8 in shares 1 : 2 : 5; an arm that sends less leaves the rest to the others.
        let expected: [[Double]] = [
            [0.1, 0.2, 0.5], [0.125, 0.05, 0.625], [0.15, 0.55, 0.1],
        ]
        let cases: [[Double]] = [[0.8, 0.8, 0.8], [0.8, 0.05, 0.8], [0.15, 0.8, 0.1]]
        let row = try #require(cases.firstIndex(of: demand))
        var road = TrafficCase()
        for arm in 0..<3 { road.link("arm\(arm)", arm, 3, priority: [1, 2, 5][arm]) }
        road.link("out", 3, 4)
        let arms = (0..<3).map { road.flow("arm\($0) out", [(demand[$0], 4000)]) }
        let passages = try road.run()
        for (arm, trips) in arms.enumerated() {
            let rate = passages.rate("out", trips: trips, from: 2000, to: 4000)
            #expect(abs(rate - expected[row][arm]) <= 2.0 / 2000, "arm \(arm): \(rate)")
        }
    }

    @Test func `a blocked branch of a diverge holds up the other`() throws {
        var road = TrafficCase()
        road.link("a", 0, 1)
        road.link("b", 1, 2, capacity: 0.2)
        road.link("c", 1, 3)
        for index in 0..<3200 {
            road.trip(index.isMultiple(of: 2) ? "a b" : "a c", at: Double(index) * 1.25)
        }
        let out = try road.run().of("a").filter { $0.exit >= 2000 && $0.exit < 4000 }.count
        #expect(abs(Double(out) / 2000 - 0.4) <= 2.0 / 2000)
    }

    @Test func `a queue spills back through a junction into both roads that meet there`() throws {
        var road = TrafficCase()
        road.link("main", 0, 2, priority: 2)
        road.link("side", 1, 2, priority: 1)
        road.link("both", 2, 3, capacity: 0.4)
        road.link("out", 3, 4)
        let main = road.flow("main both out", [(0.35, 4000)])
        let side = road.flow("side both out", [(0.35, 4000)])
        let passages = try road.run()
        // 0.7 (t − 50) have entered, 0.4 (t − 300) have left so long ago that their space has come
        // back; the link holds 200: full at 383.3 s. One headway of what comes is 2.9 s.
        let delayed = passages.delayed("main") + passages.delayed("side")
        let first = delayed.map(\.exit).filter { $0 > 60 }.min() ?? 0
        #expect(abs(first - 383.3) <= 2.9, "\(first)")
        for (trips, rate) in [(main, 0.4 * 2 / 3), (side, 0.4 / 3)] {
            let found = passages.rate("both", trips: trips, from: 1000, to: 4000)
            #expect(abs(found - rate) <= 2.0 / 3000, "\(found) instead of \(rate)")
        }
    }

    @Test func `a signal above saturation serves its green, and the queue grows by the rest`()
        throws
    {
        var road = TrafficCase()
        // Long enough for the whole queue, so that all may enter at once.
        road.link("a", 0, 1, length: 10_000)
        road.flow("a", [(0.6, 3600)])
        road.signals += "a,120,20,60\n"
        let passages = try road.run()
        // The first comes to the line at 500 s, when green begins. In its first 60 s all 36 that
        // come pass; from then on 48 a cycle, 0.4 a second, of the 72 that come.
        for cycle in 1...30 {
            let time = Double(cycle) * 120
            let served = passages.exits.filter { $0 < 500 + time }.count
            #expect(abs(served - (48 * cycle - 12)) <= 1, "\(served) in \(cycle) cycles")
            let queue = 0.6 * time - Double(served)
            #expect(abs(queue - (0.2 * time + 12)) <= 1, "\(queue) queue after \(time) s")
        }
        // So each one's time follows; one headway is 1.25 s.
        for (trip, exit) in passages.exits.enumerated().dropFirst(36) {
            let (cycle, place) = (trip - 36).quotientAndRemainder(dividingBy: 48)
            #expect(abs(exit - (620 + 120 * Double(cycle) + 1.25 * Double(place))) <= 1.25)
        }
    }

    @Test func `a blocked turn stops those going straight only when its lane overflows`() throws {
        var road = TrafficCase()
        road.link("in", 0, 1)
        road.link("wide", 1, 2, lanes: 2)
        road.link("straight", 2, 3)
        road.link("left", 2, 4)
        road.turns = "from_link,to_link,lanes\nin,wide,0\nwide,straight,0\nwide,left,1\n"
        let through = road.flow("in wide straight", [(0.4, 4000)])
        road.flow("in wide left", [(0.2, 4000)])
        road.closures += "left,0,100000\n"
        let passages = try road.run()
        // 200 fit on the closed link, as many on the lane before it. The 401st leaves at 2,000 s,
        // finds no room at 2,050 s, and stands before everybody on the lane that all share.
        let early = passages.all.filter { through.contains($0.trip) && $0.exit < 2050 }
        #expect(early.count > 2000)
        #expect(early.allSatisfy { $0.exit - $0.enter < 53 })
        let last = passages.of("wide", trips: through).map(\.enter).filter { $0 < 90_000 }.max()
        #expect(abs((last ?? 0) - 2050) <= 2.5, "\(String(describing: last))")
        // On one lane for all they stand as soon as the closed link is full.
        road.turns = nil
        let shared = try road.run()
        let stopped = shared.of("straight").map(\.enter).filter { $0 < 90_000 }.max() ?? 0
        #expect(abs(stopped - 1100) <= 5, "\(stopped)")
    }
}
