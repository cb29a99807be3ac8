import Base
import Roads
import Testing
import Traffic

/// The cases with an answer on paper, through the engine's entry for fixed routes: one lane,
/// 20 m/s, jam density 0.2 per metre, wave 5 m/s, so capacity 0.8 per second. Tolerance: one
/// vehicle or one headway.
@Suite struct FixedRoutesTests {
    /// A network by hand, links from node to node, and the routes on it.
    struct Case {
        var data = NetworkData(metadata: MapMetadata(name: "case"))
        var flows: [LinkFlow] = []
        var routes = FixedRoutes()
        var options = FixedRouteOptions()

        /// Links must be added in the order of their first node.
        mutating func link(
            _ from: Int, _ to: Int, length: Float = 1000, capacity: Double = 0.8,
            priority: Double = 1
        ) {
            while data.nodeX.count <= max(from, to) {
                data.addNode(longitudeE7: 0, latitudeE7: 0, x: 0, y: 0)
            }
            data.addLink(
                from: NodeID(UInt32(from)), to: NodeID(UInt32(to)), length: length, speed: 20)
            flows.append(
                LinkFlow(capacity: capacity, jamDensity: 0.2, waveSpeed: 5, priority: priority))
        }

        /// A chain of links of 1 km with capacities.
        init(chain capacities: [Double] = []) {
            for (index, capacity) in capacities.enumerated() {
                link(index, index + 1, capacity: capacity)
            }
        }

        /// Vehicles that leave at a steady rate in each period, the first one at its beginning.
        mutating func flow(_ links: [UInt32], _ periods: [(rate: Double, until: Double)]) {
            var begin = 0.0
            for period in periods {
                for index in 0..<Int(((period.until - begin) * period.rate).rounded()) {
                    let time = begin + Double(index) / period.rate
                    routes.append(depart: SimTime(seconds: time), links: links)
                }
                begin = period.until
            }
        }

        func run() throws -> Passages {
            var data = data
            data.deriveDefaultTurns()
            let result = try simulate(
                network: try data.frozen(), flows: flows, routes: routes, options: options)
            return Passages(routes: routes, result: result)
        }
    }

    struct Passages {
        var routes: FixedRoutes
        var result: FixedRouteResult

        /// Seconds from departure to arrival.
        var travel: [Double] {
            (0..<routes.count).map {
                Double(result.exitMilliseconds[$0] - routes.departMilliseconds[$0]) / 1000
            }
        }

        var exits: [Double] { result.exitMilliseconds.map { Double($0) / 1000 } }

        /// Traversals of a link in order of entry, seconds.
        func of(_ link: UInt32, trips: Range<Int>? = nil) -> [(enter: Double, exit: Double)] {
            var all: [(enter: Double, exit: Double)] = []
            for trip in trips ?? 0..<routes.count {
                let entries = routes.entries(of: trip)
                for entry in entries where routes.links[entry] == link {
                    let exit =
                        entry + 1 == entries.upperBound
                        ? result.exitMilliseconds[trip] : result.enterMilliseconds[entry + 1]
                    all.append(
                        (Double(result.enterMilliseconds[entry]) / 1000, Double(exit) / 1000))
                }
            }
            return all.sorted { $0.enter < $1.enter }
        }

        /// Entries of a link per second in a time.
        func rate(_ link: UInt32, trips: Range<Int>, from: Double, to: Double) -> Double {
            let count = of(link, trips: trips).filter { $0.enter >= from && $0.enter < to }.count
            return Double(count) / (to - from)
        }
    }

    @Test func `free flow has no delay`() throws {
        var road = Case(chain: [0.8])
        road.flow([0], [(0.5, 500)])
        let passages = try road.run()
        #expect(passages.travel.count == 250 && passages.travel.reduce(0, +) == 12_500)
        #expect(passages.result.linkEntries == 250 && passages.result.arrived == 250)
    }

    @Test func `a link lets out its capacity`() throws {
        var road = Case(chain: [0.8])
        road.flow([0], [(2, 2000)])
        let passages = try road.run()
        #expect(abs(passages.exits.filter { $0 <= 2000 }.count - 1560) <= 1)
        #expect(passages.result.arrived == 4000)
    }

    @Test func `a bottleneck builds a queue and serves it`() throws {
        var road = Case(chain: [2.0 / 3, 0.8])
        road.flow([0, 1], [(0.8, 500), (0.4, 1500)])
        let passages = try road.run()
        let delays = passages.travel.map { $0 - 100 }
        #expect(delays.count == 800)
        // One headway, 1.5 s, for the mean and the largest delay; so 800 × 1.5 s for the total.
        #expect(abs(delays.reduce(0, +) / 800 - 31.25) < 1.5)
        #expect(abs((delays.max() ?? 0) - 100) < 1.5)
        #expect(abs(passages.travel.reduce(0, +) - 105_000) < 1200)
    }

    @Test func `a full link spills back into the one before`() throws {
        var road = Case(chain: [0.8, 0.4, 0.8])
        road.flow([0, 1, 2], [(0.8, 400), (0.4, 800), (0.1, 2000)])
        let passages = try road.run()
        let first = passages.of(0).filter { $0.exit - $0.enter > 50.01 }
        #expect(abs((first.first?.exit ?? 0) - 300) <= 2.5)
        #expect(abs((first.last?.exit ?? 0) - 1050) <= 10)
        let late = passages.of(1).filter { $0.exit - $0.enter > 50.01 }
        #expect(abs((late.last?.exit ?? 0) - 1433) <= 10)
        let done = zip(passages.travel, passages.exits).filter { $0.1 <= 2000 }.map(\.0)
        #expect(abs(done.count - 585) <= 1)
        let delay = done.reduce(0, +) / Double(done.count) - 150
        #expect(abs(delay - 237) < 2.5)
    }

    @Test func `a closed exit fills the link, and its space comes back with the wave`() throws {
        var road = Case(chain: [0.8, 0.8])
        road.flow([0, 1], [(0.8, 1000)])
        road.options.closures = [
            LinkClosure(link: LinkID(1), from: .zero, until: SimTime(seconds: 600))
        ]
        let entries = try road.run().of(1).map(\.enter)
        #expect(entries.filter { $0 < 700 }.count == 200)
        #expect(abs(entries[199] - 300) <= 1.25)
        #expect(entries[200] == 800)
        #expect(abs(entries[201] - 801.25) < 0.01)
    }

    @Test(arguments: [(0.1, 17.1, 19.7), (0.2, 20, 21.3), (0.3, 24, 24.8)])
    func `a signal delays as it should below saturation`(
        rate: Double, fluid: Double, discrete: Double
    ) throws {
        var road = Case(chain: [0.8])
        road.flow([0], [(rate, 12_000)])
        // Vehicles come to the stop line at 50 s and later; red begins there and then.
        road.options.signals = [
            GreenWindow(
                link: LinkID(0), cycleMilliseconds: 120_000, startMilliseconds: 110_000,
                greenMilliseconds: 60_000)
        ]
        let passages = try road.run()
        let mean = passages.travel.reduce(0, +) / Double(passages.travel.count) - 50
        #expect(abs(mean - discrete) < 0.1 && mean >= fluid, "\(mean)")
        for exit in passages.exits {
            #expect((exit - 110).truncatingRemainder(dividingBy: 120) < 60)
        }
    }

    @Test(arguments: [(0.25, 1.0), (0.4, 4), (0.45, 9)])
    func `chance arrivals wait as in an M/D/1 queue`(rate: Double, wait: Double) throws {
        var road = Case()
        road.link(0, 1, length: 10_000, capacity: 0.5)
        var stream = RandomStream(
            seed: 5, purpose: RandomPurpose(299), entity: RandomEntity(UInt64(rate * 100)))
        var time = 0.0
        for _ in 0..<100_000 {
            time += stream.exponential(mean: 1 / rate)
            road.routes.append(depart: SimTime(seconds: time), links: [0])
        }
        let passages = try road.run()
        let mean = passages.travel.reduce(0, +) / Double(passages.travel.count) - 500
        #expect(abs(mean - wait) < 0.1 * wait, "\(mean)")
    }

    @Test(arguments: [10, 30, 50, 100, 150, 190])
    func `a ring road follows the fundamental diagram`(perKilometer: Int) throws {
        var road = Case()
        for node in 0..<4 { road.link(node, (node + 1) % 4) }
        let density = Double(perKilometer) / 1000
        let expected = min(20 * density, 5 * (0.2 - density))
        // All start at once and drive so many rounds that the start is forgotten.
        for vehicle in 0..<(4 * perKilometer) {
            let start = UInt32(vehicle / perKilometer)
            road.routes.append(depart: .zero, links: (0..<120).map { ($0 + start) % 4 })
        }
        road.options.until = SimTime(seconds: 5000)
        let passages = try road.run()
        var flow = 0.0
        for link in 0..<UInt32(4) {
            flow += passages.rate(link, trips: 0..<passages.routes.count, from: 1000, to: 5000) / 4
        }
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
        var road = Case()
        road.link(0, 2, capacity: byCapacity ? first : 0.8, priority: share)
        road.link(1, 2, capacity: byCapacity ? second : 0.8, priority: 1 - share)
        road.link(2, 3, capacity: room)
        road.link(3, 4)
        road.flow([0, 2, 3], [(byCapacity ? 0.8 : first, 4000)])
        let middle = road.routes.count
        road.flow([1, 2, 3], [(byCapacity ? 0.8 : second, 4000)])
        let passages = try road.run()
        let one = passages.rate(2, trips: 0..<middle, from: 2000, to: 4000)
        let two = passages.rate(2, trips: middle..<passages.routes.count, from: 2000, to: 4000)
        // One vehicle in 2,000 s, at both ends of the window.
        #expect(abs(one - expected.0) <= 2.0 / 2000, "\(one)")
        #expect(abs(two - expected.1) <= 2.0 / 2000, "\(two)")
    }

    @Test func `a merge of three arms shares by priority`() throws {
        var road = Case()
        for arm in 0..<3 { road.link(arm, 3, priority: [1, 2, 5][arm]) }
        road.link(3, 4)
        for arm in 0..<UInt32(3) { road.flow([arm, 3], [(0.8, 4000)]) }
        let passages = try road.run()
        for arm in 0..<3 {
            let rate = passages.rate(
                3, trips: arm * 3200..<(arm + 1) * 3200, from: 2000, to: 4000)
            #expect(abs(rate - [0.1, 0.2, 0.5][arm]) <= 2.0 / 2000, "arm \(arm): \(rate)")
        }
    }

    @Test func `those who start on a full road share it with those who come`() throws {
        var road = Case(chain: [0.8, 0.4])
        road.flow([0, 1], [(0.8, 4000)])
        let middle = road.routes.count
        road.flow([1], [(0.8, 4000)])
        let passages = try road.run()
        let coming = passages.rate(1, trips: 0..<middle, from: 2000, to: 4000)
        let starting = passages.rate(
            1, trips: middle..<passages.routes.count, from: 2000, to: 4000)
        #expect(abs(coming - 0.2) <= 0.001 && abs(starting - 0.2) <= 0.001)
        #expect(passages.result.arrived == 6400)
    }

    @Test func `a blocked branch of a diverge holds up the other`() throws {
        var road = Case()
        road.link(0, 1)
        road.link(1, 2, capacity: 0.2)
        road.link(1, 3)
        for index in 0..<3200 {
            road.routes.append(
                depart: SimTime(seconds: Double(index) * 1.25),
                links: [0, index % 2 == 0 ? 1 : 2])
        }
        let passages = try road.run()
        let out = passages.of(0).filter { $0.exit >= 2000 && $0.exit < 4000 }.count
        #expect(abs(Double(out) / 2000 - 0.4) <= 2.0 / 2000)
    }

    @Test func `a signal above saturation serves its green times, and closures go before`() throws {
        var road = Case(chain: [0.8])
        road.flow([0], [(0.6, 2400)])
        road.options.signals = [
            GreenWindow(
                link: LinkID(0), cycleMilliseconds: 120_000, startMilliseconds: 0,
                greenMilliseconds: 60_000)
        ]
        road.options.closures = [
            LinkClosure(link: LinkID(0), from: .zero, until: SimTime(seconds: 245))
        ]
        let exits = try road.run().exits
        #expect(exits.first == 245)
        #expect(exits.filter { $0 < 300 }.count == 44)
        // 60 s of green at a headway of 1.25 s, from its first instant on: 48 vehicles.
        #expect(exits.filter { $0 >= 360 && $0 < 420 }.count == 48)
        #expect(exits.filter { $0 >= 480 && $0 < 540 }.count == 48)
    }

    @Test(arguments: [Float(3), 8, 12.5, 99])
    func `links shorter than their vehicles are long still carry their capacity`(length: Float)
        throws
    {
        var road = Case()
        road.link(0, 1)
        road.link(1, 2, length: length)
        road.link(2, 3, length: length)
        road.link(3, 4)
        road.flow([0, 1, 2, 3], [(2, 2000)])
        let exits = try road.run().exits.filter { $0 >= 1000 && $0 < 2000 }
        #expect(abs(exits.count - 800) <= 2)
    }

    @Test func `a link that never opens keeps its vehicles, and the run ends all the same`() throws
    {
        var road = Case(chain: [0.8, 0.8])
        road.flow([0, 1], [(0.5, 100)])
        road.options.closures = [
            LinkClosure(link: LinkID(1), from: .zero, until: SimTime(seconds: 1e6))
        ]
        road.options.until = SimTime(seconds: 2000)
        let result = try road.run().result
        #expect(result.arrived == 0 && result.linkEntries == 100)
        #expect(result.exitMilliseconds.allSatisfy { $0 == -1 })
    }

    @Test func `two runs are identical, and wrong arguments are refused`() throws {
        var road = Case(chain: [0.8, 0.4, 0.8])
        road.flow([0, 1, 2], [(0.8, 5000)])
        let (first, second) = (try road.run().result, try road.run().result)
        #expect(first.enterMilliseconds == second.enterMilliseconds)
        #expect(first.hourlyStateHashes == second.hourlyStateHashes)
        #expect(!first.hourlyStateHashes.isEmpty)
        var gap = road
        gap.routes.append(depart: .zero, links: [0, 2])
        #expect(throws: Failure.self) { try gap.run() }
        var nameless = road
        nameless.routes.append(depart: .zero, links: [7])
        #expect(throws: Failure.self) { try nameless.run() }
        var still = road
        still.flows[1].capacity = 0
        #expect(throws: Failure.self) { try still.run() }
    }
}
