import Base
import Demand
import Roads
import Testing
import Traffic

/// Junctions with rules: lanes by turn, gaps, greens by turn. One lane carries 1/7 vehicle a metre
/// and 0.57 a second at 20 m/s.
@Suite struct JunctionTests {
    /// A crossing by hand: link 0 comes in from afar, link 1 joins link 0 to the crossing, links 2
    /// and 3 go on, link 4 comes in from the side.
    ///
    ///     0 ─0→ 1 ─1→ 2 ─2→ 3        link 3: 2 → 4, link 4: 5 → 2
    private struct Crossing {
        var data = NetworkData(metadata: MapMetadata(name: "crossing"))
        var routes = FixedRoutes()
        var options = FixedRouteOptions()

        init(lanes: UInt8) {
            for _ in 0..<6 { data.addNode(longitudeE7: 0, latitudeE7: 0, x: 0, y: 0) }
            func link(_ from: UInt32, _ to: UInt32, _ length: Float, _ lanes: UInt8) {
                data.addLink(
                    from: NodeID(from), to: NodeID(to), length: length, speed: 20, lanes: lanes)
            }
            link(0, 1, 400, 1)
            link(1, 2, 300, lanes)
            link(2, 3, 400, 1)
            link(2, 4, 70, 1)
            link(5, 2, 400, 1)
            data.deriveDefaultTurns()
        }

        func turn(_ from: UInt32, _ to: UInt32, _ network: Network) -> Int {
            network.turns(from: LinkID(from)).first { network.turnTo[$0] == to } ?? 0
        }

        /// Vehicles one behind the other at a steady rate.
        mutating func flow(
            _ links: [UInt32], every seconds: Double, until end: Double, at: Double = 0
        ) {
            var time = at
            while time < end {
                routes.append(depart: SimTime(seconds: time), links: links)
                time += seconds
            }
        }

        func run(_ rules: (inout Junctions, Network, Crossing) -> Void) throws -> FixedRouteResult {
            let network = try data.frozen()
            var options = options
            var junctions = Junctions(network)
            rules(&junctions, network, self)
            options.junctions = junctions
            let flows = (0..<network.linkCount).map { link in
                LinkFlow(speed: 20, lanes: Int(network.linkLanes[link]))
            }
            return try simulate(network: network, flows: flows, routes: routes, options: options)
        }
    }

    /// Sets who yields to whom, by turn.
    private static func yield(_ junctions: inout Junctions, _ turn: Int, to foes: [Int]) {
        junctions.yieldsTo = foes.map { UInt32($0) }
        junctions.firstYield = (0...junctions.count).map { $0 > turn ? UInt32(foes.count) : 0 }
    }

    @Test(arguments: [true, false])
    func `a blocked left turn stops those going straight once its lane is full`(
        _ hasLaneOfItsOwn: Bool
    ) throws {
        var crossing = Crossing(lanes: 2)
        // In turn straight on and left; the way out to the left is shut until 900 s.
        for car in 0..<240 {
            let links: [UInt32] = car % 2 == 0 ? [0, 1, 2] : [0, 1, 3]
            crossing.routes.append(depart: SimTime(seconds: Double(car) * 2.5), links: links)
        }
        crossing.options.closures = [
            LinkClosure(link: LinkID(3), from: .zero, until: SimTime(seconds: 900))
        ]
        let result = try crossing.run { junctions, network, crossing in
            guard hasLaneOfItsOwn else { return }
            junctions.lastLane[crossing.turn(1, 2, network)] = 0
            junctions.firstLane[crossing.turn(1, 3, network)] = 1
        }
        func delay(_ car: Int) -> Double {
            let time = result.exitMilliseconds[car] - Int64(car) * 2500
            return Double(time) / 1000 - 1100 / 20
        }
        // 10 fit behind the closure and 43 into the lane: full at 53 × 5 s.
        if hasLaneOfItsOwn {
            #expect((0..<100).filter { $0 % 2 == 0 }.allSatisfy { delay($0) < 2 })
            #expect((130..<240).filter { $0 % 2 == 0 }.allSatisfy { delay($0) > 60 })
        } else {
            #expect((40..<240).filter { $0 % 2 == 0 }.allSatisfy { delay($0) > 60 })
        }
        #expect(result.arrived == 240)
    }

    /// How many of the lesser road pass in 1,000 s while the greater one has one every so often.
    private func passages(every headway: Double, _ yields: Bool) throws -> Int {
        var crossing = Crossing(lanes: 1)
        crossing.flow([0, 1, 2], every: headway, until: 1400)
        let major = crossing.routes.count
        crossing.flow([4, 3], every: 1, until: 1000)
        let result = try crossing.run { junctions, network, crossing in
            guard yields else { return }
            junctions.patienceMilliseconds = 100_000_000
            Self.yield(
                &junctions, crossing.turn(4, 3, network), to: [crossing.turn(1, 2, network)])
        }
        return (major..<crossing.routes.count).filter {
            let time = result.exitMilliseconds[$0]
            return time >= 100_000 && time < 1_100_000
        }.count
    }

    @Test func `who yields uses the gaps that are long enough, and no others`() throws {
        // A gap of 10 s holds those that pass from 1 s after a car to 3.5 s before the next one,
        // one each 1.75 s: four. One of 5 s holds one, one of 4 s none.
        #expect(abs(try passages(every: 10, true) - 400) <= 2)
        #expect(abs(try passages(every: 5, true) - 200) <= 2)
        #expect(try passages(every: 4, true) == 0)
        #expect(abs(try passages(every: 4, false) - 571) <= 2)
    }

    @Test func `waiting makes drivers take smaller gaps`() throws {
        var crossing = Crossing(lanes: 1)
        crossing.flow([0, 1, 2], every: 4, until: 900)
        let car = crossing.routes.count
        crossing.routes.append(depart: SimTime(seconds: 101), links: [4, 3])
        let result = try crossing.run { junctions, network, crossing in
            Self.yield(
                &junctions, crossing.turn(4, 3, network), to: [crossing.turn(1, 2, network)])
        }
        // Looks a second after each car, 3 s before the next: 3.5 s · (1 − w / 180 s) ≤ 3 s.
        let wait = Double(result.exitMilliseconds[car]) / 1000 - 101 - 20 - 3.5
        #expect(wait > 20 && wait < 32)
    }

    @Test func `each turn has its own green`() throws {
        var crossing = Crossing(lanes: 2)
        crossing.flow([0, 1, 2], every: 4, until: 600)
        let left = crossing.routes.count
        crossing.flow([0, 1, 3], every: 4, until: 600, at: 2)
        crossing.options.signals = [(UInt32(2), Int64(0)), (3, 30_000)].map { to, start in
            GreenWindow(
                link: LinkID(1), to: LinkID(to), cycleMilliseconds: 60_000,
                startMilliseconds: start, greenMilliseconds: 20_000)
        }
        let result = try crossing.run { junctions, network, crossing in
            junctions.lastLane[crossing.turn(1, 2, network)] = 0
            junctions.firstLane[crossing.turn(1, 3, network)] = 1
        }
        #expect(result.arrived == crossing.routes.count)
        for trip in 0..<crossing.routes.count {
            let phase =
                result.enterMilliseconds[crossing.routes.entries(of: trip).last ?? 0] % 60_000
            #expect(trip < left ? phase < 20_000 : phase >= 30_000 && phase < 50_000)
        }
    }

    @Test func `a turn costs what its rules say, and standing costs a start`() throws {
        var crossing = Crossing(lanes: 1)
        crossing.routes.append(depart: .zero, links: [0, 1, 2])
        let free = try crossing.run { junctions, network, crossing in
            junctions.lossMilliseconds[crossing.turn(1, 2, network)] = 3000
            junctions.restartMilliseconds = 2000
        }
        #expect(free.exitMilliseconds[0] == 58_000)
        crossing.options.closures = [
            LinkClosure(link: LinkID(1), from: .zero, until: SimTime(seconds: 100))
        ]
        let stopped = try crossing.run { junctions, _, _ in
            junctions.restartMilliseconds = 2000
        }
        #expect(stopped.exitMilliseconds[0] == 122_000)
    }

    @Test func `on a map the lesser road waits for the greater one`() throws {
        let text = """
            A--B--C
               |
               D
            AB: class=primary
            BC: class=primary
            BD: class=residential
            """
        func wait(_ major: Int) throws -> Double {
            let network = try AsciiMap.parse(text, cellMeters: 300).frozen()
            func link(_ from: Character, _ to: Character) -> Int {
                let (start, end) = (AsciiMap.node(from, in: text), AsciiMap.node(to, in: text))
                return (0..<network.linkCount).first {
                    network.linkFrom[$0] == start?.rawValue && network.linkTo[$0] == end?.rawValue
                } ?? 0
            }
            var plans = (0..<major).map {
                Roadworks.trip(
                    $0, at: Double($0) * 4, from: link("A", "B"), to: link("B", "C"), stop: 800)
            }
            for car in 0..<20 {
                plans.append(
                    Roadworks.trip(
                        major + car, at: 100 + Double(car) * 10, from: link("D", "B"),
                        to: link("B", "C"), stop: 800))
            }
            let result = try simulate(
                network: network, plans: plans, until: SimTime(seconds: 2000), options: .init())
            let times = (0..<result.count).filter { Int(result.vehicle[$0]) >= major }.map {
                Double(result.exitMilliseconds[$0] - result.enterMilliseconds[$0]) / 1000
            }
            return times.reduce(0, +) / Double(times.count)
        }
        let (alone, among) = (try wait(0), try wait(120))
        #expect(among > alone + 10)
    }

    /// Waiting for room is no waiting for gaps: those who are not seen do not make it again.
    @Test func `a jam that has dissolved does not hold back who had to yield before it`() throws {
        let text = """
            A--B--C--E
               |
               D
            AB: class=primary
            BC: class=primary
            CE: class=primary
            BD: class=residential
            """
        let network = try AsciiMap.parse(text, cellMeters: 100).frozen()
        func link(_ name: String) throws -> Int {
            try #require(AsciiMap.link(name, in: text, of: network)).index
        }
        var plans: [PlannedTrip] = []
        for (from, every) in [("AB", 12.0), ("DB", 30.0)] {
            for car in 0..<60 {
                plans.append(
                    Roadworks.trip(
                        plans.count, at: Double(car) * every, from: try link(from),
                        to: try link("CE")))
            }
        }
        var options = TrafficOptions()
        options.observedShare = 0.2
        options.closures = [
            LinkClosure(
                link: LinkID(UInt32(try link("BC"))), from: .zero,
                until: SimTime(seconds: 3600))
        ]
        let result = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 12 * 3600), options: options)
        // 120 cars at a fifth of a lane's 1,800 an hour are through 20 minutes after it opens; those
        // who yield take some more.
        let last = result.arriveMilliseconds.max() ?? .max
        #expect(last < 3 * 3_600_000, "the last one arrives at \(last / 1000) s")
    }

    @Test func `signals of one crossing change together, and whoever is inside goes on`() throws {
        // Two carriageways, 20 m apart, and a street across.
        var data = Roadworks.empty("crossing")
        let places: [(Double, Double)] = [
            (0, -200), (0, 0), (0, 20), (0, 220), (-200, 0), (200, 0), (200, 20), (-200, 20),
        ]
        let nodes = places.map { Roadworks.node(&data, east: $0.0, north: $0.1) }
        for (from, to) in [(0, 1), (1, 2), (1, 5), (2, 3), (2, 7), (4, 1), (6, 2)] {
            let (start, end) = (places[from], places[to])
            let length = abs(start.0 - end.0) + abs(start.1 - end.1)
            data.addLink(
                from: nodes[from], to: nodes[to], length: Float(length), speed: 10, lanes: 1,
                capacity: to == 1 || to == 2 ? 0.25 : 0.5)
        }
        data.deriveDefaultTurns()
        for node in [1, 2] { data.nodeFlags[node] = NodeFlags.signals.rawValue }
        let plans = (0..<900).map { Roadworks.trip($0, at: Double($0) * 4, from: 0, to: 3) }
        let result = try simulate(
            network: data.frozen(), plans: plans, until: SimTime(seconds: 7200), options: .init())
        // 900 an hour, as many as its half of green lets through, and nobody stands inside.
        let inside = result.passages(of: 1).map { $0.exit - $0.enter }
        #expect(inside.count == 900)
        #expect((inside.max() ?? 99) < 8, "\(inside.max() ?? 0) s inside")
    }
}
