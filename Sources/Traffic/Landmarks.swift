// Lower bounds on travel times by the triangle inequality: the "ALT" of A. V. Goldberg and
// C. Harrelson, "Computing the Shortest Path: A* Search Meets Graph Theory" (SODA 2005).

import Base
import Roads

/// The turn graph as plain columns: its vertices are links, its arcs the permitted turns.
struct TurnGraph: Sendable {
    let firstTurn: [UInt32]
    let turnTo: [UInt32]
    /// Arcs against the direction of travel: links from which a link is entered, and the turn.
    let firstInTurn: [UInt32]
    let inLink: [UInt32]
    let inTurn: [UInt32]

    var linkCount: Int { firstTurn.count - 1 }

    init(_ network: Network) {
        firstTurn = Array(network.linkFirstTurn)
        turnTo = Array(network.turnTo)
        let links = network.linkCount
        var first = [UInt32](repeating: 0, count: links + 1)
        for next in turnTo { first[Int(next) + 1] += 1 }
        for link in 0..<links { first[link + 1] += first[link] }
        var place = first
        var inLink = [UInt32](repeating: 0, count: turnTo.count)
        var inTurn = [UInt32](repeating: 0, count: turnTo.count)
        for link in 0..<links {
            for turn in Int(firstTurn[link])..<Int(firstTurn[link + 1]) {
                let at = Int(place[Int(turnTo[turn])])
                inLink[at] = UInt32(link)
                inTurn[at] = UInt32(turn)
                place[Int(turnTo[turn])] += 1
            }
        }
        firstInTurn = first
        self.inLink = inLink
        self.inTurn = inTurn
    }
}

/// Free-flow times from and to a few far-away links.
struct Landmarks: Sendable {
    /// Time of no way; differences with it keep the bounds valid: they are either negative, or
    /// huge where there is no way either.
    static let unreachable: Int32 = 1 << 29

    /// How many landmarks.
    let count: Int
    /// For each link `count` times from the landmarks to its start, then `count` times from its
    /// start to the landmarks, milliseconds: one or two cache lines that are read together.
    let table: [Int32]

    /// Chooses landmarks far from each other, the first one far from link 0.
    /// - Complexity: 2 × `count` Dijkstra searches.
    init(_ graph: TurnGraph, costs: LinkCosts, count: Int) {
        let links = graph.linkCount
        var columns: [[Int32]] = []
        var nearest = [Int32](repeating: .max, count: links)
        var chosen = Self.farthest(Self.search(graph, costs, from: 0, backward: false))
        for _ in 0..<count {
            let away = Self.search(graph, costs, from: chosen, backward: false)
            let back = Self.search(graph, costs, from: chosen, backward: true)
            for link in 0..<links {
                nearest[link] = min(nearest[link], away[link] / 2 + back[link] / 2)
            }
            columns.append(away)
            columns.append(back)
            chosen = Self.farthest(nearest)
        }
        var table = [Int32](repeating: 0, count: links * 2 * count)
        for link in 0..<links {
            for landmark in 0..<count {
                table[link * 2 * count + landmark] = columns[2 * landmark][link]
                table[link * 2 * count + count + landmark] = columns[2 * landmark + 1][link]
            }
        }
        self.count = count
        self.table = table
    }

    /// The link with the largest finite time; the lowest one among equals.
    private static func farthest(_ times: [Int32]) -> Int {
        var best = 0
        var longest: Int32 = -1
        for link in times.indices where times[link] < unreachable / 2 && times[link] > longest {
            (best, longest) = (link, times[link])
        }
        return best
    }

    /// Free-flow times from the start of a link to the start of every other, or back.
    static func search(_ graph: TurnGraph, _ costs: LinkCosts, from source: Int, backward: Bool)
        -> [Int32]
    {
        var time = [Int32](repeating: unreachable, count: graph.linkCount)
        var queue = RouteQueue()
        time[source] = 0
        queue.push(cost: 0, link: UInt32(source))
        while let (cost, link) = queue.pop() {
            let at = Int(link)
            guard Int32(cost) == time[at] else { continue }
            if backward {
                for arc in Int(graph.firstInTurn[at])..<Int(graph.firstInTurn[at + 1]) {
                    let before = Int(graph.inLink[arc])
                    let step =
                        costs.freeMilliseconds[before]
                        + costs.turnMilliseconds[Int(graph.inTurn[arc])]
                    improve(&time, &queue, before, cost + step)
                }
            } else {
                for turn in Int(graph.firstTurn[at])..<Int(graph.firstTurn[at + 1]) {
                    let step = costs.freeMilliseconds[at] + costs.turnMilliseconds[turn]
                    improve(&time, &queue, Int(graph.turnTo[turn]), cost + step)
                }
            }
        }
        return time
    }

    @inline(__always) private static func improve(
        _ time: inout [Int32], _ queue: inout RouteQueue, _ link: Int, _ cost: UInt32
    ) {
        guard Int32(cost) < time[link] else { return }
        time[link] = Int32(cost)
        queue.push(cost: cost, link: UInt32(link))
    }
}
