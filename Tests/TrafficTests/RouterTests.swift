import Base
import Demand
import Foundation
import Roads
import TestSupport
import Testing
import Traffic

@Suite struct RouterTests {
    /// Plain Dijkstra over links, written for clarity: cost to reach the start of every link.
    static func dijkstra(_ network: Network, _ costs: LinkCosts, from start: RoutePoint) -> [UInt32]
    {
        var cost = [UInt32](repeating: .max, count: network.linkCount)
        var queue: [(cost: UInt32, link: Int)] = []
        func push(_ value: UInt32, _ link: Int) {
            guard value < cost[link] else { return }
            cost[link] = value
            queue.append((value, link))
            var at = queue.count - 1
            while at > 0, queue[at].cost < queue[(at - 1) / 2].cost {
                queue.swapAt(at, (at - 1) / 2)
                at = (at - 1) / 2
            }
        }
        func pop() -> (cost: UInt32, link: Int) {
            queue.swapAt(0, queue.count - 1)
            let least = queue.removeLast()
            var at = 0
            while 2 * at + 1 < queue.count {
                var child = 2 * at + 1
                if child + 1 < queue.count, queue[child + 1].cost < queue[child].cost { child += 1 }
                guard queue[child].cost < queue[at].cost else { break }
                queue.swapAt(at, child)
                at = child
            }
            return least
        }
        let source = start.link.index
        let rest = 1 - Double(start.offset / network.linkLength[source])
        let first = UInt32((Double(costs.linkMilliseconds[source]) * rest).rounded())
        for turn in network.turns(from: start.link) {
            push(first + costs.turnMilliseconds[turn], Int(network.turnTo[turn]))
        }
        while !queue.isEmpty {
            let (known, link) = pop()
            guard known == cost[link] else { continue }
            for turn in network.turns(from: LinkID(UInt32(link))) {
                let step = costs.linkMilliseconds[link] + costs.turnMilliseconds[turn]
                push(known + step, Int(network.turnTo[turn]))
            }
        }
        return cost
    }

    /// Cost and metres of a list of links, added up link by link; nil when a turn is forbidden.
    static func added(
        _ network: Network, _ costs: LinkCosts, _ links: [UInt32], _ start: RoutePoint,
        _ end: RoutePoint
    ) -> (milliseconds: Double, meters: Double)? {
        var milliseconds = 0.0
        var meters = 0.0
        for (place, link) in links.enumerated() {
            let length = network.linkLength[Int(link)]
            let from = place == 0 ? start.offset : 0
            let to = place == links.count - 1 ? end.offset : length
            milliseconds += Double(costs.linkMilliseconds[Int(link)]) * Double((to - from) / length)
            meters += Double(to - from)
            guard place + 1 < links.count else { continue }
            let turn = network.turns(from: LinkID(link)).first {
                network.turnTo[$0] == links[place + 1]
            }
            guard let turn else { return nil }
            milliseconds += Double(costs.turnMilliseconds[turn])
        }
        return (milliseconds, meters)
    }

    static func compare(_ network: Network, sources: Int, targets: Int) -> (
        checked: Int, wrong: Int
    ) {
        var router = Router(network)
        var stream = RandomStream(
            seed: 1, purpose: RandomPurpose(298), entity: RandomEntity(5))
        func point() -> RoutePoint {
            let link = stream.index(below: network.linkCount)
            let offset = Float(stream.uniform()) * network.linkLength[link]
            return RoutePoint(link: LinkID(UInt32(link)), offset: offset)
        }
        var checked = 0
        var wrong = 0
        for _ in 0..<sources {
            let start = point()
            let exact = dijkstra(network, router.costs, from: start)
            for _ in 0..<targets {
                let end = point()
                var links: [UInt32] = []
                let found = router.route(from: start, to: end, appendingTo: &links)
                checked += 1
                let reach = exact[end.link.index]
                let share = Double(end.offset / network.linkLength[end.link.index])
                let last = Double(router.costs.linkMilliseconds[end.link.index]) * share
                guard let found else {
                    if reach != .max { wrong += 1 }
                    continue
                }
                if start.link == end.link, end.offset >= start.offset { continue }
                let sum = added(network, router.costs, links, start, end)
                let matches =
                    abs(Double(found.milliseconds) - Double(reach) - last) <= 1
                    && abs((sum?.milliseconds ?? 0) - Double(found.milliseconds)) <= 2
                    && abs((sum?.meters ?? 0) - found.meters) < 0.5
                if !matches { wrong += 1 }
            }
        }
        return (checked, wrong)
    }

    @Test func `routes on a grid with restrictions cost what Dijkstra's cost`() throws {
        let network = try Roadworks.grid(side: 20, restricted: 3)
        let (checked, wrong) = Self.compare(network, sources: 40, targets: 25)
        #expect(checked == 1000 && wrong == 0)
    }

    static let realMap = Shared.root.appending(path: "maps/liechtenstein-2013.roads").path
    static var hasRealMap: Bool { (try? Network(path: realMap)) != nil }

    @Test(.enabled(if: Self.hasRealMap, "maps/liechtenstein-2013.roads has not been imported"))
    func `routes on a real map cost what Dijkstra's cost`() throws {
        let network = try Network(path: Self.realMap)
        let (checked, wrong) = Self.compare(network, sources: 100, targets: 10)
        #expect(checked == 1000 && wrong == 0)
    }

    @Test func `a destination behind the start on one link needs a way round`() throws {
        let network = try Roadworks.grid(side: 4)
        var router = Router(network)
        let link = LinkID(5)
        var links: [UInt32] = []
        let ahead = router.route(
            from: RoutePoint(link: link, offset: 20), to: RoutePoint(link: link, offset: 90),
            appendingTo: &links)
        #expect(links == [5] && ahead?.meters == 70)
        links = []
        let behind = router.route(
            from: RoutePoint(link: link, offset: 90), to: RoutePoint(link: link, offset: 20),
            appendingTo: &links)
        #expect(links.first == 5 && links.last == 5 && links.count >= 4)
        #expect((behind?.meters ?? 0) > 300)
    }

    @Test func `a point that cannot be reached has no route`() throws {
        let network = try Roadworks.chain([.init(), .init()])
        var router = Router(network)
        var links: [UInt32] = []
        let found = router.route(
            from: RoutePoint(link: LinkID(1), offset: 0),
            to: RoutePoint(link: LinkID(0), offset: 10), appendingTo: &links)
        #expect(found == nil && links.isEmpty)
    }
}
