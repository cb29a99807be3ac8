// Drivers with navigation look again, at the boundaries of windows, whether another way has become
// quicker.

import Base
import Roads

/// The rest of a route that may be revised.
struct RevisionRequest: Sendable {
    /// The vehicle.
    var slot: UInt32
    /// Where the first link stands in the vehicle's route behind which it may change.
    var first: Int
    /// Slice of the list of links: from that link on.
    var rest: Range<Int>
    /// Where the route ends.
    var end: RoutePoint
}

extension RoutePlanner {
    /// A driver changes the route to save a minute, and a tenth of the time that is left: surveys
    /// find that smaller gains are not taken (H. S. Mahmassani and R. Jayakrishnan, Transportation
    /// Research A 25, 1991: an indifference band of a fifth, and a minute at least; navigation
    /// halves it).
    private static let leastGainMilliseconds = 60_000.0
    private static let leastGainShare = 0.1
    private static let piece = 64

    /// Better rests of routes at present costs, or nil where the old one stays; in parallel.
    mutating func revised(_ requests: [RevisionRequest], links: [UInt32]) -> [[UInt32]?] {
        let pieces = (requests.count + Self.piece - 1) / Self.piece
        let metric = present
        let found = parallel.collect(pieces) { number in
            var query = RouteQuery(metric.hierarchy)
            let range = (number * Self.piece)..<min(requests.count, (number + 1) * Self.piece)
            return range.map { Self.better(requests[$0], links, metric, &query) }
        }
        queries += requests.count
        return found.flatMap { $0 }
    }

    private static func better(
        _ request: RevisionRequest, _ links: [UInt32], _ metric: RouteMetric,
        _ query: inout RouteQuery
    ) -> [UInt32]? {
        let old = metric.milliseconds(of: links[request.rest], to: request.end)
        let start = RoutePoint(link: LinkID(links[request.rest.lowerBound]), offset: 0)
        var rest: [UInt32] = []
        let best = query.route(metric, from: start, to: request.end, appendingTo: &rest)
        guard let best else { return nil }
        let gain = old - Double(best.milliseconds)
        return gain >= max(leastGainMilliseconds, leastGainShare * old) ? rest : nil
    }
}

extension RouteMetric {
    /// What a route from the start of its first link costs.
    func milliseconds(of links: ArraySlice<UInt32>, to end: RoutePoint) -> Double {
        var sum: UInt64 = 0
        for place in links.indices.dropLast() {
            let link = Int(links[place])
            sum += UInt64(costs.linkMilliseconds[link])
            let turns = Int(hierarchy.firstTurn[link])..<Int(hierarchy.firstTurn[link + 1])
            if let turn = turns.first(where: { hierarchy.turnTo[$0] == links[place + 1] }) {
                sum += UInt64(costs.turnMilliseconds[turn])
            }
        }
        let share = hierarchy.share(of: end.link.index, at: end.offset)
        return Double(sum) + Double(costs.linkMilliseconds[end.link.index]) * share
    }
}
