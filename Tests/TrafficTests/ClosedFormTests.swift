import Base
import Demand
import Roads
import Testing
import Traffic

/// The cases with an answer on paper: one lane, 20 m/s, jam density 0.2 per metre, wave 5 m/s, so
/// capacity 0.8 per second. Tolerance: one vehicle or one headway.
@Suite struct ClosedFormTests {
    typealias Piece = Roadworks.Piece

    static func run(
        _ network: Network, _ plans: [PlannedTrip], until seconds: Double,
        _ options: TrafficOptions = Roadworks.theory
    ) throws -> TrafficResult {
        try simulate(
            network: network, plans: plans, until: SimTime(seconds: seconds), options: options)
    }

    @Test func `free flow has no delay`() throws {
        let network = try Roadworks.chain([Piece()])
        let plans = Roadworks.flow([(0.5, 500)], to: 0)
        let result = try Self.run(network, plans, until: 1000)
        #expect(result.travelSeconds.count == 250)
        #expect(result.travelSeconds.reduce(0, +) == 12_500)
        #expect(result.linkEntries == 250 && result.gridlockResolutions == 0)
    }

    @Test func `a link lets out its capacity`() throws {
        let network = try Roadworks.chain([Piece()])
        let plans = Roadworks.flow([(2, 2000)], to: 0)
        let result = try Self.run(network, plans, until: 2000)
        #expect(abs(result.travelSeconds.count - 1560) <= 1)
    }

    @Test func `a bottleneck builds a queue and serves it`() throws {
        let network = try Roadworks.chain([Piece(capacity: 2.0 / 3), Piece()])
        let plans = Roadworks.flow([(0.8, 500), (0.4, 1500)], to: 1)
        let result = try Self.run(network, plans, until: 4000)
        let times = result.travelSeconds
        #expect(times.count == 800)
        #expect(abs(times.reduce(0, +) - 105_000) < 105_000 * 0.01)
        let mean = times.reduce(0, +) / 800 - 100
        #expect(abs(mean - 31.25) < 1.5)
        #expect(abs((times.max() ?? 0) - 200) < 1.5)
    }

    static let spilling: [PlannedTrip] = Roadworks.flow(
        [(0.8, 400), (0.4, 800), (0.1, 2000)], to: 2)

    static func firstLinkDelays(_ result: TrafficResult) -> [(exit: Double, delay: Double)] {
        result.passages(of: 0).map { ($0.exit, $0.exit - $0.enter - 50) }
    }

    @Test func `a full link spills back into the one before`() throws {
        let network = try Roadworks.chain([Piece(), Piece(capacity: 0.4), Piece()])
        let result = try Self.run(network, Self.spilling, until: 2000)
        // One headway of the time: 2.5 s at first, 10 s between late vehicles.
        let delayed = Self.firstLinkDelays(result).filter { $0.delay > 0.01 }
        #expect(abs((delayed.first?.exit ?? 0) - 300) <= 2.5)
        #expect(abs((delayed.last?.exit ?? 0) - 1050) <= 10)
        let late = result.passages(of: 1).filter { $0.exit - $0.enter > 50.01 }
        #expect(abs((late.last?.exit ?? 0) - 1433) <= 10)
        let done = result.travelSeconds
        #expect(abs(done.count - 585) <= 1)
        let meanDelay = done.reduce(0, +) / Double(done.count) - 150
        #expect(abs(meanDelay - 237) < 2)
    }

    @Test func `without storage the first link is never delayed, so the spillback test can fail`()
        throws
    {
        let network = try Roadworks.chain([Piece(), Piece(capacity: 0.4), Piece()])
        var point = Roadworks.theory
        point.jamSpacingMeters = 0.001
        let result = try Self.run(network, Self.spilling, until: 2000, point)
        #expect(Self.firstLinkDelays(result).allSatisfy { $0.delay < 0.01 })
    }

    @Test func `a closed exit fills the link, and its space comes back with the wave`() throws {
        let network = try Roadworks.chain([Piece(), Piece()])
        var options = Roadworks.theory
        options.closures = [
            LinkClosure(link: LinkID(1), from: .zero, until: SimTime(seconds: 600))
        ]
        let plans = Roadworks.flow([(0.8, 700)], to: 1)
        let result = try Self.run(network, plans, until: 1500, options)
        let entries = result.passages(of: 1).map(\.enter)
        #expect(entries.filter { $0 < 700 }.count == 200)
        #expect(abs(entries[199] - 300) <= 1.25)
        #expect(entries[200] == 800)
        #expect(abs(entries[201] - 801.25) < 0.01)
    }

    /// A square of four links of 1 km; every vehicle drives one round, less a millimetre.
    static func ring(density: Double) throws -> (Network, [PlannedTrip]) {
        var data = Roadworks.empty("ring")
        let corners = [(0.0, 0.0), (1000, 0), (1000, 1000), (0, 1000)]
        let nodes = corners.map { Roadworks.node(&data, east: $0.0, north: $0.1) }
        for index in 0..<4 {
            data.addLink(
                from: nodes[index], to: nodes[(index + 1) % 4], length: 1000, speed: 20,
                capacity: 0.8)
        }
        data.deriveDefaultTurns()
        let perLink = Int((density * 1000).rounded())
        var plans: [PlannedTrip] = []
        for vehicle in 0..<(4 * perLink) {
            let offset = Float((Double(vehicle % perLink) + 0.5) / density)
            plans.append(
                Roadworks.trip(
                    vehicle, at: 0, from: vehicle / perLink, offset: offset,
                    to: vehicle / perLink, stop: offset - 0.001))
        }
        return (try data.frozen(), plans)
    }

    @Test(arguments: [0.01, 0.03, 0.05, 0.1, 0.15, 0.19])
    func `a ring road follows the fundamental diagram`(density: Double) throws {
        let (network, plans) = try Self.ring(density: density)
        let expected = min(20 * density, 5 * (0.2 - density))
        // Before the first round is over; in whole times of the wave, in which flow pulses.
        let round = 4000 * density / expected
        let window = density > 0.04 ? max(1, (round / 200).rounded(.down)) * 200 : 0.9 * round
        let result = try Self.run(network, plans, until: window)
        var passed = 0
        for trip in 0..<result.count { passed += result.traversals(of: trip).count - 1 }
        let flow = Double(passed) / 4 / window
        #expect(abs(flow - expected) < 0.02)
        #expect(result.gridlockResolutions == 0)
    }

    @Test func `a merge is fair and passes the capacity of the road behind it`() throws {
        var data = Roadworks.empty("merge")
        let places = [(0.0, 0.0), (0, 2000), (1000, 1000), (2000, 1000), (3000, 1000)]
        let nodes = places.map { Roadworks.node(&data, east: $0.0, north: $0.1) }
        for (from, to) in [(0, 2), (1, 2), (2, 3), (3, 4)] {
            data.addLink(from: nodes[from], to: nodes[to], length: 1000, speed: 20, capacity: 0.8)
        }
        data.deriveDefaultTurns()
        var plans = Roadworks.flow([(0.7, 3000)], from: 0, to: 3)
        plans += Roadworks.flow([(0.7, 3000)], from: 1, to: 3).enumerated().map { index, trip in
            var other = trip
            other.vehicle = VehicleID(UInt32(10_000 + index))
            return other
        }
        let result = try Self.run(try data.frozen(), plans, until: 3000)
        let late = result.passages(of: 2).map(\.enter).filter { $0 >= 1500 && $0 < 2900 }
        #expect(abs(Double(late.count) / 1400 - 0.8) < 0.01)
        var shares = [0, 0]
        for trip in 0..<result.count {
            for index in result.traversals(of: trip) where result.traversalLink[index] == 2 {
                let enter = result.traversalEnterMilliseconds[index]
                if enter >= 1_500_000 { shares[result.vehicle[trip] < 10_000 ? 0 : 1] += 1 }
            }
        }
        #expect(abs(shares[0] - shares[1]) <= 2)
    }

    /// Rate, the uniform term (C − g)² / (2C(1 − λ/s)), and the same for whole vehicles that come
    /// in step with the cycle.
    @Test(arguments: [(0.1, 17.1, 19.7), (0.2, 20.0, 21.3), (0.3, 24.0, 24.8)])
    func `a signal delays as Webster's uniform term says`(
        rate: Double, fluid: Double, discrete: Double
    ) throws {
        var data = Roadworks.empty("signal")
        let nodes = (0..<3).map { Roadworks.node(&data, east: 1000 * Double($0), north: 0) }
        for index in 0..<2 {
            data.addLink(
                from: nodes[index], to: nodes[index + 1], length: 1000, speed: 20, lanes: 1,
                capacity: index == 0 ? 0.4 : 0.8)
        }
        data.deriveDefaultTurns()
        data.nodeFlags[1] = NodeFlags.signals.rawValue
        var options = Roadworks.theory
        options.signalCycleSeconds = 120
        options.saturationFlow = 0.8
        // Arrivals drift through the cycle, so that all phases count alike.
        let flow = Roadworks.flow([(rate * 1.0037, 3600 / rate)], to: 1)
        let until = SimTime(seconds: 3600 / rate + 600)
        let result = try simulate(
            network: data.frozen(), plans: flow, until: until, options: options)
        let times = result.travelSeconds
        #expect(times.count > 3600)
        let mean = times.reduce(0, +) / Double(times.count) - 100
        #expect(mean > fluid - 0.5 && mean < discrete + 0.5, "mean delay \(mean) s")
        // Nobody passes in red: departures of the first link fall into half of the cycle.
        let phases = result.passages(of: 0).map { $0.exit.truncatingRemainder(dividingBy: 120) }
        let first = phases.min() ?? 0
        let last = phases.max() ?? 0
        #expect(last - first <= 60.001 || phases.allSatisfy { $0 <= first + 60 || $0 >= last - 60 })
        options.signalCycleSeconds = 0
        let open = try simulate(
            network: data.frozen(), plans: flow, until: until, options: options)
        #expect(abs((open.travelSeconds.max() ?? 0) - 100) < 0.01)
    }
}
