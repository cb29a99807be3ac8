import Base
import Demand
import Foundation
import Roads
import TestSupport
import Testing
import Traffic

@Suite struct NavigationTests {
    static let day = SimTime(seconds: 86_400)

    /// A long approach to B, from where the way to C and D leads straight on or by F and G.
    static let drawing: String = {
        let approach = "A" + String(repeating: "-+", count: 60)
        let blank = String(repeating: " ", count: approach.count + 1)
        return "\(approach)-B---C-D\n\(blank)|   |\n\(blank)F---G\n"
    }()

    /// Ten vehicles on the long approach, and one that meets the closed road before them.
    static func approaching(_ network: Network) throws -> [PlannedTrip] {
        let nodes = try "AB".map { try #require(AsciiMap.node($0, in: drawing)) }
        let far = try #require(network.outLinks(of: nodes[0]).first)
        let near = try #require(
            (0..<network.linkCount).last { link in
                network.linkTo[link] == nodes[1].rawValue
                    && network.linkFrom[link] != AsciiMap.node("C", in: drawing)?.rawValue
                    && network.linkFrom[link] != AsciiMap.node("F", in: drawing)?.rawValue
            })
        let end = try #require(AsciiMap.link("CD", in: drawing, of: network)).index
        return [Roadworks.trip(0, at: 0, from: near, to: end)]
            + (1...10).map {
                Roadworks.trip($0, at: Double($0) * 60, from: far, offset: 1, to: end)
            }
    }

    @Test(arguments: [1.0, 0.0])
    func `a road that closes is driven round by those with navigation, and by nobody without`(
        share: Double
    ) throws {
        let network = try AsciiMap.parse(Self.drawing, cellMeters: 250).frozen()
        var options = TrafficOptions()
        options.navigationShare = share
        // A day without anybody: all know that there is nothing to wait for.
        let quiet = try simulate(
            network: network, plans: [], until: Self.day, options: options)
        let knowledge = RouteKnowledge(network, learned: quiet.learned)
        let closed = try #require(AsciiMap.link("BC", in: Self.drawing, of: network))
        options.closures = [
            LinkClosure(link: closed, from: .zero, until: SimTime(seconds: 14_400))
        ]
        let result = try simulate(
            network: network, plans: Self.approaching(network), until: SimTime(seconds: 10_800),
            options: options, knowledge: knowledge)
        #expect(result.count == 11)
        #expect(result.travelSeconds.count == (share > 0 ? 10 : 0))
        #expect(result.routesRevised == (share > 0 ? 10 : 0))
        #expect(result.passages(of: closed.rawValue).count == (share > 0 ? 1 : 11))
    }

    /// More than a grid with forbidden turns can carry, from everywhere to everywhere.
    static func rush(_ network: Network, trips: Int, days: Int = 1) -> [PlannedTrip] {
        (0..<trips).flatMap { number in
            (0..<days).map { day in
                var stream = RandomStream(
                    seed: 3, purpose: RandomPurpose(298), entity: RandomEntity(UInt64(number)))
                let from = stream.index(below: network.linkCount)
                let to = stream.index(below: network.linkCount)
                let time = 86_400 * Double(day) + 7 * 3600 + 5400 * stream.uniform()
                return Roadworks.trip(number, at: time, from: from, offset: 5, to: to, stop: 40)
            }
        }
    }

    @Test func `revised routes take permitted turns only, and motion stays possible`() throws {
        let network = try Roadworks.grid(side: 12, restricted: 4)
        var options = TrafficOptions()
        options.navigationShare = 1
        options.observedShare = 0.2
        options.reroutingSeconds = 300
        let plans = Self.rush(network, trips: 9000)
        let result = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 13 * 3600), options: options)
        #expect(result.routesRevised > 100)
        for trip in 0..<result.count {
            let links = result.traversalLink[result.traversals(of: trip)]
            for (link, next) in zip(links, links.dropFirst()) {
                #expect(
                    network.turns(from: LinkID(link)).contains { network.turnTo[$0] == next })
            }
            if result.arriveMilliseconds[trip] != .max {
                let plan = plans[Int(result.plan[trip])]
                #expect(links.first == plan.origin.link.rawValue)
                #expect(links.last == plan.destination.link.rawValue)
            }
        }
        var hardest = 0.0
        var relaxed = 0
        for trip in stride(from: 0, to: result.count, by: 30) {
            var motion = TripMotion(network: network, result: result, trip: trip, style: 0.5)
            let times = result.enterMilliseconds[trip]...result.exitMilliseconds[trip]
            for time in stride(from: times.lowerBound, through: times.upperBound, by: 4000) {
                let state = motion.state(atMilliseconds: time)
                hardest = min(hardest, Double(state.acceleration))
            }
            relaxed += motion.relaxedTraversals
        }
        #expect(hardest > -8)
        #expect(relaxed == 0)
    }

    @Test func `habitual routes are the quickest at what the hour showed on the days before`()
        throws
    {
        let network = try Roadworks.grid(side: 12, restricted: 4)
        var options = TrafficOptions()
        options.navigationShare = 0
        options.observedShare = 0.2
        // Five cars stand for each: 18,000, which this grid can carry.
        let plans = Self.rush(network, trips: 3600)
        let first = try simulate(
            network: network, plans: plans, until: Self.day, options: options)
        #expect(first.routesRevised == 0)
        #expect((0..<LearnedCosts.slots).allSatisfy { first.learned.knows($0) })
        #expect(first.learned.waits[3].allSatisfy { $0 == 0 })
        #expect(first.learned.waits[8].contains { $0 > 10_000 })
        let knowledge = RouteKnowledge(network, learned: first.learned)
        let second = try simulate(
            network: network, plans: plans, until: Self.day, options: options,
            knowledge: knowledge)
        let free = RouteHierarchyTests.free(network)
        var excess: [Double] = []
        for trip in stride(from: 0, to: second.count, by: 5) {
            let plan = plans[Int(second.plan[trip])]
            let costs = free.waiting(
                first.learned.waits[LearnedCosts.slot(plan.departure.milliseconds)])
            let start = RoutePoint(link: plan.origin.link, offset: plan.origin.offset)
            let end = RoutePoint(link: plan.destination.link, offset: plan.destination.offset)
            guard start.link != end.link, second.arriveMilliseconds[trip] != .max else { continue }
            let exact = RouteOracle.dijkstra(network, costs, from: start)[end.link.index]
            let links = Array(second.traversalLink[second.traversals(of: trip)])
            let driven = try #require(RouteOracle.added(network, costs, links, start, end))
            let share = Double(end.offset / network.linkLength[end.link.index])
            let least = Double(exact) + Double(costs.linkMilliseconds[end.link.index]) * share
            excess.append(driven.milliseconds / least - 1)
        }
        #expect(excess.count > 300)
        #expect(excess.reduce(0, +) / Double(excess.count) < 0.001)
        #expect(excess.allSatisfy { $0 < 0.01 })
    }

    /// Pieces on several threads, in another order for each number of them, and at once.
    static func eager(_ threads: Int) -> ParallelWork {
        let run: ParallelWork.Run = { count, body in
            let rounds = (count + threads - 1) / threads
            DispatchQueue.concurrentPerform(iterations: threads) { thread in
                for round in (0..<rounds).reversed() {
                    let piece = round * threads + thread
                    if piece < count { body(piece) }
                }
            }
        }
        return ParallelWork(run: run) { count, body in
            run(count, body)
            return { _ in }
        }
    }

    @Test func `the number of threads changes nothing`() throws {
        let network = try Roadworks.grid(side: 10, restricted: 4)
        var options = TrafficOptions()
        options.seed = 34
        options.observedShare = 0.1
        let plans = Self.rush(network, trips: 4000, days: 2)
        let results = try [1, 2, 4, 8].map { threads in
            try simulate(
                network: network, plans: plans, until: SimTime(seconds: 36 * 3600),
                options: options,
                parallel: threads > 1 ? Self.eager(threads) : .inTurn)
        }
        let first = results[0]
        #expect(first.hourlyStateHashes.count == 36)
        #expect(first.routesRevised > 0)
        for other in results.dropFirst() {
            #expect(other.hourlyStateHashes == first.hourlyStateHashes)
            #expect(other.traversalLink == first.traversalLink)
            #expect(other.traversalEnterMilliseconds == first.traversalEnterMilliseconds)
            #expect(other.exitMilliseconds == first.exitMilliseconds)
            #expect(other.learned == first.learned)
        }
    }

    /// The engine gives the routes of finished trips back every hour and moves the others together.
    @Test func `every trip is one way from its start to its end, hours later too`() throws {
        let network = try Roadworks.grid(side: 10, restricted: 4)
        var options = TrafficOptions()
        options.observedShare = 0.1
        let plans = Self.rush(network, trips: 4000, days: 2)
        let result = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 36 * 3600), options: options)
        #expect(result.routesRevised > 0)
        #expect(result.linkEntries == result.traversalLink.count)
        for trip in 0..<result.count {
            let range = result.traversals(of: trip)
            guard let first = range.first, let last = range.last else { continue }
            let plan = plans[Int(result.plan[trip])]
            #expect(result.traversalLink[first] == plan.origin.link.rawValue)
            if result.arriveMilliseconds[trip] != .max {
                #expect(result.traversalLink[last] == plan.destination.link.rawValue)
            }
            for (one, next) in zip(range, range.dropFirst()) {
                let way = (Int(result.traversalLink[one]), Int(result.traversalLink[next]))
                #expect(network.linkTo[way.0] == network.linkFrom[way.1])
                let times = result.traversalEnterMilliseconds
                #expect(times[one] < times[next])
            }
        }
    }
}
