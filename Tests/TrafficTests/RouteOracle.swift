// What routes are compared with.

import Base
import Roads
import Traffic

enum RouteOracle {
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
}
