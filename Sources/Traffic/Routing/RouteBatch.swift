// The routes of one window's trips, found in pieces: by other threads while the window is
// simulated, ahead of the trips that need them, or else when the first trip of a piece starts.

import Base
import Demand
import Roads

/// Routes that are being found.
struct RouteBatch {
    /// Trips of a piece: a millisecond's work or less, so that nobody waits long for another.
    private static let piece = 32

    private let starting: [UInt32]
    private let promised: Promised<FoundRoutes>
    /// Where a trip stands among those of the window; sorted by trip. [trips of the window]
    private let order: [(plan: UInt32, place: UInt32)]
    private var isTaken: [Bool]
    private var found: [FoundRoutes?]

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
        found = [FoundRoutes?](repeating: nil, count: pieces)
    }

    /// Trips whose routes have not been taken, in order of starting.
    var waiting: [UInt32] { starting.indices.filter { !isTaken[$0] }.map { starting[$0] } }

    /// Whether a trip's route is here.
    func has(_ plan: Int) -> Bool { place(of: UInt32(plan)).map { !isTaken[$0] } ?? false }

    /// Hands a trip's route over, once it has been found; no links where there is no way.
    mutating func take(_ plan: Int) -> (links: ArraySlice<UInt32>, meters: Float)? {
        guard let place = place(of: UInt32(plan)), !isTaken[place] else { return nil }
        isTaken[place] = true
        return route(at: place)
    }

    /// A trip's route.
    mutating func route(of plan: UInt32) -> (links: ArraySlice<UInt32>, meters: Float) {
        place(of: plan).map { route(at: $0) } ?? ([], 0)
    }

    private mutating func route(at place: Int) -> (links: ArraySlice<UInt32>, meters: Float) {
        let piece = place / Self.piece
        let routes = found[piece] ?? promised.value(piece)
        found[piece] = routes
        let index = place % Self.piece
        let slice = Int(routes.first[index])..<Int(routes.first[index + 1])
        return (routes.links[slice], routes.meters[index])
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

/// Routes one behind the other; no links where there is no way.
struct FoundRoutes: Sendable {
    var links: [UInt32] = []
    /// Slices of `links`. [routes + 1]
    var first: [UInt32] = [0]
    var meters: [Float] = []
}

/// Finds the routes of trips at given costs; pieces of work share it.
struct RouteFinder: Sendable {
    let network: Network
    let plans: [PlannedTrip]
    let present: RouteMetric
    let habitual: RouteMetric

    func routes(_ trips: ArraySlice<UInt32>, _ navigates: ArraySlice<Bool>) -> FoundRoutes {
        var query = RouteQuery(present.hierarchy)
        var found = FoundRoutes()
        for (number, knowsPresent) in zip(trips, navigates) {
            let trip = plans[Int(number)]
            let route = query.route(
                knowsPresent ? present : habitual, from: trip.start(on: network),
                to: trip.end(on: network), appendingTo: &found.links)
            found.first.append(UInt32(found.links.count))
            found.meters.append(Float(route?.meters ?? 0))
        }
        return found
    }
}
