// The oracle of the routing benchmark: Dijkstra's algorithm, written for clarity, and the cost of a
// route added up link by link.

import Base
import Roads
import Traffic

/// Exact costs on a network.
struct ExactRoutes {
    let network: Network
    let costs: LinkCosts

    /// Milliseconds from a point to the start of every link; `UInt32.max` where there is no way.
    func milliseconds(from start: RoutePoint) -> [UInt32] {
        var known = [UInt32](repeating: .max, count: network.linkCount)
        var queue: [(cost: UInt32, link: UInt32)] = []
        func relax(_ turn: Int, _ base: UInt32) {
            let link = network.turnTo[turn]
            let cost = base + costs.turnMilliseconds[turn]
            guard cost < known[Int(link)] else { return }
            known[Int(link)] = cost
            queue.append((cost, link))
            var at = queue.count - 1
            while at > 0, queue[at].cost < queue[(at - 1) / 2].cost {
                queue.swapAt(at, (at - 1) / 2)
                at = (at - 1) / 2
            }
        }
        func pop() -> (cost: UInt32, link: UInt32) {
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
        let first = part(start.link.index, from: start.offset, to: .infinity)
        for turn in network.turns(from: start.link) { relax(turn, UInt32(first.rounded())) }
        while !queue.isEmpty {
            let (cost, link) = pop()
            guard cost == known[Int(link)] else { continue }
            let base = cost + costs.linkMilliseconds[Int(link)]
            for turn in network.turns(from: LinkID(link)) { relax(turn, base) }
        }
        return known
    }

    /// Milliseconds of a route, added up; nil when it takes a turn that is not permitted.
    func milliseconds(of links: [UInt32], from start: RoutePoint, to end: RoutePoint) -> Double? {
        var sum = 0.0
        for (place, link) in links.enumerated() {
            sum += part(
                Int(link), from: place == 0 ? start.offset : 0,
                to: place == links.count - 1 ? end.offset : .infinity)
            guard place + 1 < links.count else { continue }
            let turn = network.turns(from: LinkID(link)).first {
                network.turnTo[$0] == links[place + 1]
            }
            guard let turn else { return nil }
            sum += Double(costs.turnMilliseconds[turn])
        }
        return sum
    }

    /// Milliseconds of a piece of a link.
    func part(_ link: Int, from: Float, to: Float) -> Double {
        let length = Double(network.linkLength[link])
        let share = (min(Double(to), length) - Double(from)) / length
        return Double(costs.linkMilliseconds[link]) * share
    }
}
