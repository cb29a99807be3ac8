// The routes of one window's trips, found in pieces: by other threads while the window is
// simulated, ahead of the trips that need them, or else when the first trip of a piece starts.

import Base
import Demand
import Roads

/// Routes that are being found.
struct RouteBatch {
    /// Trips of a piece: some milliseconds' work, so that nobody waits long for another, and enough
    /// that trips to the same part of the map stand together in it.
    private static let piece = 512

    private let starting: [UInt32]
    private let promised: Promised<[PlannedRoute]>
    /// Where a trip stands among those of the window; sorted by trip. [trips of the window]
    private let order: [(plan: UInt32, place: UInt32)]
    private var isTaken: [Bool]

    /// Begins to find the routes of trips, in their order.
    init(
        _ starting: [UInt32], _ navigates: [Bool], _ finder: RouteFinder, _ parallel: ParallelWork
    ) {
        self.starting = starting
        let pieces = (starting.count + Self.piece - 1) / Self.piece
        promised = parallel.promise(pieces) { number in
            let range = (number * Self.piece)..<min(starting.count, (number + 1) * Self.piece)
            return finder.routes(starting[range], navigates[range])
        }
        order = starting.enumerated().map { (plan: $1, place: UInt32($0)) }
            .sorted { $0.plan < $1.plan }
        isTaken = [Bool](repeating: false, count: starting.count)
    }

    /// Trips whose routes have not been taken, in order of starting.
    var waiting: [UInt32] { starting.indices.filter { !isTaken[$0] }.map { starting[$0] } }

    /// Hands a trip's route over, once it has been found; nil when it is not here.
    mutating func take(_ plan: UInt32) -> PlannedRoute? {
        guard let place = place(of: plan), !isTaken[place] else { return nil }
        isTaken[place] = true
        return promised.value(place / Self.piece)[place % Self.piece]
    }

    private func place(of plan: UInt32) -> Int? {
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if order[middle].plan < plan { low = middle + 1 } else { high = middle }
        }
        return low < order.count && order[low].plan == plan ? Int(order[low].place) : nil
    }
}

/// Finds the routes of trips at given costs; pieces of work share it.
struct RouteFinder: Sendable {
    let plans: [PlannedTrip]
    let drives: DrivePlanner
    let present: RouteMetric
    let habitual: RouteMetric

    func routes(_ trips: ArraySlice<UInt32>, _ navigates: ArraySlice<Bool>) -> [PlannedRoute] {
        var query = RouteQuery(present.hierarchy)
        var links: [UInt32] = []
        var routes = [PlannedRoute?](repeating: nil, count: trips.count)
        for place in nearTogether(trips) {
            let trip = plans[Int(trips[trips.startIndex + place])]
            let knowsPresent = navigates[navigates.startIndex + place]
            links.removeAll(keepingCapacity: true)
            let route = query.route(
                knowsPresent ? present : habitual, from: trip.start(on: drives.network),
                to: trip.end(on: drives.network), appendingTo: &links)
            routes[place] = drives.drive(links, of: trip, meters: Float(route?.meters ?? 0))
        }
        return routes.compactMap(\.self)
    }

    /// Places of trips, those with destinations near each other together: their searches go up the
    /// same part of the hierarchy and find it in the cache. They find the same in any order.
    private func nearTogether(_ trips: ArraySlice<UInt32>) -> [Int] {
        let rank = present.hierarchy.order.rank
        let keys = trips.enumerated().map { place, number in
            let end = plans[Int(number)].end(on: drives.network)
            return UInt64(rank[end.link.index]) << 32 | UInt64(place)
        }
        return keys.sorted().map { Int(UInt32(truncatingIfNeeded: $0)) }
    }
}
