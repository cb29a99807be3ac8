import Base
import Demand
import Roads
import Testing
import Traffic

@Suite struct EngineTests {
    /// Trips between pseudo-random points of a network.
    static func trips(
        _ network: Network, count: Int, perVehicle: Int = 3, over seconds: Double, seed: UInt64 = 7
    ) -> [PlannedTrip] {
        var plans: [PlannedTrip] = []
        for vehicle in 0..<(count / perVehicle) {
            var stream = RandomStream(
                seed: seed, purpose: RandomPurpose(299), entity: RandomEntity(UInt64(vehicle)))
            var link = stream.index(below: network.linkCount)
            var offset = Float(stream.uniform()) * network.linkLength[link]
            let times = (0..<perVehicle).map { _ in stream.uniform() * seconds }.sorted()
            for time in times {
                let to = stream.index(below: network.linkCount)
                let end = Float(stream.uniform()) * network.linkLength[to]
                plans.append(
                    Roadworks.trip(
                        vehicle, at: time, from: link, offset: offset, to: to, stop: end))
                (link, offset) = (to, end)
            }
        }
        return plans
    }

    /// Breaks of what must hold in every result, as sentences.
    static func faults(_ result: TrafficResult, _ network: Network, _ plans: [PlannedTrip])
        -> [String]
    {
        var faults: [String] = []
        for trip in 0..<result.count {
            let range = result.traversals(of: trip)
            let plan = plans[Int(result.plan[trip])]
            if result.arriveMilliseconds[trip] != .max {
                let first = range.first.map { result.traversalLink[$0] }
                let last = range.last.map { result.traversalLink[$0] }
                if first != plan.origin.link.rawValue || last != plan.destination.link.rawValue {
                    faults.append("trip \(trip) does not lead from its origin to its destination")
                }
            }
            for index in range.dropFirst() {
                let from = LinkID(result.traversalLink[index - 1])
                let next = result.traversalLink[index]
                if !network.turns(from: from).contains(where: { network.turnTo[$0] == next }) {
                    faults.append("trip \(trip) turns from \(from) to \(next), which is forbidden")
                }
                let spent =
                    result.traversalEnterMilliseconds[index]
                    - result.traversalEnterMilliseconds[index - 1]
                if spent <= 0 { faults.append("trip \(trip) takes no time on \(from)") }
            }
            if trip > 0, result.vehicle[trip] == result.vehicle[trip - 1],
                result.departMilliseconds[trip] < result.arriveMilliseconds[trip - 1] + 60_000
            {
                faults.append("trip \(trip) leaves before the one before has arrived")
            }
            if result.departMilliseconds[trip] < plan.departure.milliseconds {
                faults.append("trip \(trip) leaves too early")
            }
        }
        return faults
    }

    @Test func `a car stands with its engine on before and after the drive`() throws {
        let network = try Roadworks.chain([.init(), .init()])
        var plans = [
            Roadworks.trip(0, at: 100, from: 0, to: 1, stop: 500),
            Roadworks.trip(0, at: 110, from: 1, offset: 500, to: 1),
        ]
        plans[0].standing = Standing(beforeMilliseconds: 30_000, afterMilliseconds: 12_000)
        let result = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 2000), options: .init())
        #expect(result.departMilliseconds[0] == 100_000)
        #expect(result.enterMilliseconds[0] == 130_000)
        #expect(result.arriveMilliseconds[0] == result.exitMilliseconds[0] + 12_000)
        // The next trip waits for the end of standing and the turnaround.
        #expect(result.departMilliseconds[1] == result.arriveMilliseconds[0] + 60_000)
        let idling = EnergyModel(.combustion).use(meters: 0, seconds: 42)
        #expect(idling.liters > 0.01)
        func liters(_ plan: PlannedTrip) -> Double {
            var energy = TripEnergy(
                model: EnergyModel(.combustion), network: network, result: result, trip: 0,
                plan: plan)
            return energy.total().use.liters
        }
        var other = result
        other.departMilliseconds[0] += 30_000
        other.arriveMilliseconds[0] -= 12_000
        var without = TripEnergy(
            model: EnergyModel(.combustion), network: network, result: other, trip: 0,
            plan: Roadworks.trip(0, at: 130, from: 0, to: 1, stop: 500))
        #expect(abs(liters(plans[0]) - without.total().use.liters - idling.liters) < 1e-9)
    }

    @Test func `turn restrictions hold and trips follow each other on a crowded grid`() throws {
        let network = try Roadworks.grid(side: 10, restricted: 4)
        let plans = Self.trips(network, count: 6000, over: 1800)
        let result = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 20_000), options: .init())
        #expect(Self.faults(result, network, plans).prefix(3) == [])
        #expect(result.count + result.unroutable == plans.count)
        #expect(result.arriveMilliseconds.allSatisfy { $0 != .max })
        let waits = (0..<result.count).filter {
            let driven = result.exitMilliseconds[$0] - result.enterMilliseconds[$0]
            return Double(driven) / 1000 > Double(result.freeFlowSeconds[$0]) + 1
        }
        #expect(waits.count > result.count / 10)
    }

    @Test func `vehicles leave a link in the order in which they came`() throws {
        let network = try Roadworks.grid(side: 8, restricted: 5)
        let plans = Self.trips(network, count: 4000, over: 900)
        var options = TrafficOptions()
        options.kinematicLosses = false
        let result = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 9000), options: options)
        for link in 0..<UInt32(network.linkCount) {
            var through: [(enter: Int64, exit: Int64)] = []
            for trip in 0..<result.count {
                let range = result.traversals(of: trip)
                for index in range.dropFirst().dropLast() where result.traversalLink[index] == link
                {
                    through.append(
                        (
                            result.traversalEnterMilliseconds[index],
                            result.traversalEnterMilliseconds[index + 1]
                        ))
                }
            }
            through.sort { $0 < $1 }
            #expect(zip(through, through.dropFirst()).allSatisfy { $0.exit < $1.exit })
        }
    }

    @Test func `two runs are identical, and progress comes once a minute`() throws {
        let network = try Roadworks.grid(side: 8, restricted: 5)
        let plans = Self.trips(network, count: 3000, over: 9000)
        var told: [SimTime] = []
        let end = SimTime(seconds: 4 * 3600)
        let first = try simulate(network: network, plans: plans, until: end, options: .init()) {
            told.append($0)
        }
        let second = try simulate(network: network, plans: plans, until: end, options: .init())
        #expect(first.traversalEnterMilliseconds == second.traversalEnterMilliseconds)
        #expect(first.traversalLink == second.traversalLink)
        #expect(first.hourlyStateHashes == second.hourlyStateHashes)
        #expect(first.hourlyStateHashes.count == 4)
        #expect(told.count == 240 && told.last == end && told == told.sorted())
    }

    @Test func `one changed departure changes the hash of its hour`() throws {
        let network = try Roadworks.grid(side: 8)
        var plans = Self.trips(network, count: 600, perVehicle: 1, over: 7000)
        let end = SimTime(seconds: 7200)
        let before = try simulate(network: network, plans: plans, until: end, options: .init())
        plans[3].departure = SimTime(seconds: 3590)
        let after = try simulate(network: network, plans: plans, until: end, options: .init())
        #expect(before.hourlyStateHashes[0] != after.hourlyStateHashes[0])
    }

    @Test func `what has not departed is left out, what still drives has no arrival`() throws {
        let network = try Roadworks.chain([.init(), .init()])
        let plans = [
            Roadworks.trip(0, at: 0, from: 0, to: 1), Roadworks.trip(1, at: 50, from: 0, to: 1),
            Roadworks.trip(2, at: 100, from: 0, to: 1),
        ]
        let result = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 100),
            options: Roadworks.theory)
        #expect(result.vehicle == [0, 1])
        #expect(result.arriveMilliseconds == [.max, .max])
        #expect(result.exitMilliseconds == [100_000, 100_000])
        #expect(result.onMapMeters[1] > 900 && result.onMapMeters[1] <= 1000)
        #expect(result.flags[1].contains(.onRoadAtEnd))
    }

    @Test func `a trip waits for the trip before and a minute more`() throws {
        let network = try Roadworks.chain([.init(), .init()])
        let plans = [
            Roadworks.trip(0, at: 0, from: 0, to: 0), Roadworks.trip(0, at: 10, from: 1, to: 1),
        ]
        let result = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 1000),
            options: Roadworks.theory)
        #expect(result.departMilliseconds == [0, 110_000])
    }

    @Test func `off-map legs come before entering and after leaving`() throws {
        let network = try Roadworks.chain([.init(), .init()])
        var coming = Roadworks.trip(0, at: 0, from: 0, to: 1, stop: 300)
        coming.origin.gateway = 0
        coming.origin.offMapSeconds = 600
        var going = Roadworks.trip(1, at: 0, from: 0, offset: 500, to: 1)
        going.destination.gateway = 0
        going.destination.offMapSeconds = 900
        let result = try simulate(
            network: network, plans: [coming, going], until: SimTime(seconds: 5000),
            options: Roadworks.theory)
        #expect(result.departMilliseconds == [0, 0])
        #expect(result.enterMilliseconds == [600_000, 0])
        #expect(result.exitMilliseconds == [665_000, 75_000])
        #expect(result.arriveMilliseconds == [665_000, 975_000])
        #expect(result.onMapMeters == [1300, 1500])
    }

    @Test func `parts of links take parts of their time, also backwards round a block`() throws {
        let network = try Roadworks.chain([.init(), .init()])
        let along = try simulate(
            network: network,
            plans: [Roadworks.trip(0, at: 0, from: 0, offset: 250, to: 0, stop: 750)],
            until: SimTime(seconds: 500), options: Roadworks.theory)
        #expect(along.exitMilliseconds == [25_000] && along.traversalLink == [0])
        let behind = try simulate(
            network: network,
            plans: [Roadworks.trip(0, at: 0, from: 0, offset: 750, to: 0, stop: 250)],
            until: SimTime(seconds: 500), options: Roadworks.theory)
        #expect(behind.unroutable == 1 && behind.count == 0)
        let (ring, plans) = try ClosedFormTests.ring(density: 0.001)
        let round = try simulate(
            network: ring, plans: plans, until: SimTime(seconds: 500), options: Roadworks.theory)
        #expect(round.exitMilliseconds.allSatisfy { abs($0 - 200_000) <= 2 })
        #expect(round.traversalLink.count == 5 * 4)
    }

    @Test func `a vehicle that parks along a link does not wait for the queue at its end`() throws {
        let network = try Roadworks.chain([.init(), .init()])
        var options = Roadworks.theory
        options.closures = [
            LinkClosure(link: LinkID(0), from: .zero, until: SimTime(seconds: 600))
        ]
        var plans = Roadworks.flow([(0.5, 100)], to: 1)
        plans.append(Roadworks.trip(98, at: 110, from: 0, to: 0, stop: 400))
        plans.append(Roadworks.trip(99, at: 120, from: 0, to: 0, stop: 900))
        let result = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 2000), options: options)
        // 50 cars stand on 250 m: a door 600 m before the end is free, one 100 m before is not.
        #expect(result.arriveMilliseconds[50] == 130_000)
        #expect(result.arriveMilliseconds[51] > 600_000)
        #expect(result.arriveMilliseconds[51] < 660_000)
    }

    @Test func `a ring of full links is found, resolved and counted`() throws {
        var data = Roadworks.empty("knot")
        let corners = [(0.0, 0.0), (50, 0), (50, 50), (0, 50)]
        let nodes = corners.map { Roadworks.node(&data, east: $0.0, north: $0.1) }
        for index in 0..<4 {
            data.addLink(
                from: nodes[index], to: nodes[(index + 1) % 4], length: 50, speed: 10,
                capacity: 0.5)
        }
        data.deriveDefaultTurns()
        let network = try data.frozen()
        // 10 cars fit each link; 12 start on each, and all want to go three links on.
        var plans: [PlannedTrip] = []
        for vehicle in 0..<48 {
            let link = vehicle / 12
            plans.append(
                Roadworks.trip(vehicle, at: 0, from: link, to: (link + 3) % 4, stop: 50))
        }
        let result = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 20_000),
            options: Roadworks.theory)
        #expect(result.gridlockResolutions > 0 && result.gridlockResolutions % 4 == 0)
        #expect(result.arriveMilliseconds.allSatisfy { $0 != .max })
        #expect(EngineTests.faults(result, network, plans) == [])
        let free = try simulate(
            network: network, plans: Array(plans.prefix(4)), until: SimTime(seconds: 20_000),
            options: Roadworks.theory)
        #expect(free.gridlockResolutions == 0)
    }

    @Test func `a sample of the cars waits little when they are few and keeps the long-run rate`()
        throws
    {
        let network = try Roadworks.chain([.init(), .init()])
        var options = Roadworks.theory
        options.observedShare = 0.1
        // Two cars a second apart: no wait beyond the headway 1.25 s of the full capacity.
        let pair = [
            Roadworks.trip(0, at: 0, from: 0, to: 1), Roadworks.trip(1, at: 1, from: 0, to: 1),
        ]
        let lone = try simulate(
            network: network, plans: pair, until: SimTime(seconds: 1000), options: options)
        #expect(lone.exitMilliseconds == [100_000, 101_250])
        // Demand over the sample's capacity 0.08 per second is served at that rate.
        let crowd = try simulate(
            network: network, plans: Roadworks.flow([(0.2, 5000)], to: 1),
            until: SimTime(seconds: 5000), options: options)
        #expect(abs(Double(crowd.travelSeconds.count) - 0.08 * 4900) <= 3)
    }

    @Test func `drivers avoid the road on which others wait`() throws {
        var data = Roadworks.empty("choice")
        let places = [(0.0, 0.0), (500, 0), (1000, 400), (1500, 0), (2000, 0)]
        let nodes = places.map { Roadworks.node(&data, east: $0.0, north: $0.1) }
        // Short way 1 → 3 with little capacity, long way 1 → 2 → 3 with plenty.
        for (from, to, length, capacity) in [
            (0, 1, 500, 1.0), (1, 2, 700, 1), (1, 3, 1000, 0.1), (2, 3, 700, 1), (3, 4, 500, 1),
        ] as [(Int, Int, Float, Float)] {
            data.addLink(
                from: nodes[from], to: nodes[to], length: length, speed: 20, capacity: capacity)
        }
        data.deriveDefaultTurns()
        let network = try data.frozen()
        let plans = Roadworks.flow([(0.3, 3600)], to: 4)
        var options = Roadworks.theory
        let blind = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 7200), options: options)
        options.reroutingSeconds = 300
        let aware = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 7200), options: options)
        #expect(!blind.traversalLink.contains(1))
        #expect(aware.traversalLink.filter { $0 == 1 }.count > 300)
        let mean = aware.travelSeconds.reduce(0, +) / Double(aware.travelSeconds.count)
        #expect(mean < 400)
    }

    @Test func `plans in the wrong order and foreign links are refused in one line`() throws {
        let network = try Roadworks.chain([.init()])
        let late = [
            Roadworks.trip(1, at: 0, from: 0, to: 0), Roadworks.trip(0, at: 0, from: 0, to: 0),
        ]
        let foreign = [Roadworks.trip(0, at: 0, from: 0, to: 5)]
        for plans in [late, foreign] {
            #expect(throws: Failure.self) {
                try simulate(
                    network: network, plans: plans, until: SimTime(seconds: 1), options: .init())
            }
        }
    }
}
