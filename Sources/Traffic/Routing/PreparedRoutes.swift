// Routes that have been found and not been driven yet.

import Base
import Roads

/// Routes by planned trip, until their trips start.
struct PreparedRoutes {
    private static let absent = UInt32.max

    private var links: [UInt32] = []
    /// Slice of `links` of a trip; no links where there is no way. [plans]
    private var first: [UInt32]
    private var count: [UInt32]
    private var meters: [Float]
    /// Trips with a route, in order of being found; some have started since.
    private var waiting: [UInt32] = []

    init(plans: Int) {
        first = [UInt32](repeating: 0, count: plans)
        count = [UInt32](repeating: Self.absent, count: plans)
        meters = [Float](repeating: 0, count: plans)
    }

    /// Moves what nobody has taken to the front, so that memory is bounded by late trips.
    mutating func compact() {
        var kept: [UInt32] = []
        var still: [UInt32] = []
        for plan in waiting where count[Int(plan)] != Self.absent {
            let from = Int(first[Int(plan)])
            first[Int(plan)] = UInt32(kept.count)
            kept.append(contentsOf: links[from..<(from + Int(count[Int(plan)]))])
            still.append(plan)
        }
        (links, waiting) = (kept, still)
    }

    /// Keeps a route; no links where there is none.
    mutating func add(_ plan: UInt32, _ route: ArraySlice<UInt32>, meters length: Float) {
        first[Int(plan)] = UInt32(links.count)
        count[Int(plan)] = UInt32(route.count)
        meters[Int(plan)] = length
        links.append(contentsOf: route)
        waiting.append(plan)
    }

    /// Whether a trip's route has been sought.
    func has(_ plan: Int) -> Bool { count[plan] != Self.absent }

    /// Hands a trip's route over; returns its metres, or nil when there is no way.
    mutating func take(_ plan: Int, appendingTo route: inout [UInt32]) -> Float? {
        let range = Int(first[plan])..<Int(first[plan] + count[plan])
        count[plan] = Self.absent
        guard !range.isEmpty else { return nil }
        route.append(contentsOf: links[range])
        return meters[plan]
    }
}
