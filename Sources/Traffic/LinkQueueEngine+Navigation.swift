// Where routes enter the engine: at the boundaries of windows, and when drivers with navigation
// change theirs on the way.

import Base
import Demand
import Roads

extension LinkQueueEngine {
    /// Windows of the calendar when costs are never renewed.
    private static let quietWindow: Int64 = 900_000

    /// Whether costs are renewed, or routes found, at a whole minute.
    func isWindow(_ boundary: Int64) -> Bool {
        let renewed = Int64((options.reroutingSeconds * 1000).rounded())
        let window = renewed > 0 ? renewed : Self.quietWindow
        return boundary / window != (boundary - 60_000) / window
    }

    /// The window up to now is over, and the next one begins.
    mutating func changeWindow(now: Int64) {
        guard planner != nil else { return }
        if now > 0, options.reroutingSeconds > 0 {
            let waits = closedWaits(now: now)
            planner?.closeWindow(waits, now: now)
        }
        guard now < end else { return }
        var next = now + 60_000
        while next < end, !isWindow(next) { next += 60_000 }
        planner?.openWindow(from: now, until: next)
        if now > 0, options.reroutingSeconds > 0, options.navigationShare > 0 {
            reviseRoutes()
        }
    }

    /// Each link's mean wait at the end of a window; see `UsualWaits`.
    private mutating func closedWaits(now: Int64) -> [UInt32] {
        (0..<network.linkCount).map { link in
            var standing: UInt64 = 0
            for queue in lanes.queues(of: link) {
                let head = queues[queue].head
                if head != nobody, vehicles[Int(head)].ready < now {
                    standing = max(standing, UInt64(now - vehicles[Int(head)].ready))
                }
            }
            let wait = usualWaits.close(
                link: link, sum: waitSum[link], count: waitCount[link], standing: standing)
            waitSum[link] = 0
            waitCount[link] = 0
            return UInt32(min(wait, 86_400_000))
        }
    }

    // MARK: On the way

    /// Links from the present one on that stay: a vehicle may stand at the entry of its next link,
    /// in the lanes of the turn behind it.
    private static let keptLinks = 2

    private mutating func reviseRoutes() {
        var requests: [RevisionRequest] = []
        var links: [UInt32] = []
        for slot in vehicles.indices {
            let vehicle = vehicles[slot]
            let first = Int(vehicle.cursor) + Self.keptLinks
            guard trips[Int(vehicle.plan)].exit < 0, first < Int(vehicle.last),
                planner?.navigates(plans[Int(vehicle.plan)].vehicle) == true
            else { continue }
            let rest = first..<(Int(vehicle.last) + 1)
            requests.append(
                RevisionRequest(
                    slot: UInt32(slot), first: first,
                    rest: links.count..<(links.count + rest.count),
                    end: plans[Int(vehicle.plan)].end(on: network)))
            for place in rest { links.append(steps[place].link) }
        }
        guard let better = planner?.revised(requests, links: links) else { return }
        for (request, rest) in zip(requests, better) {
            if let rest { changeRoute(request, rest) }
        }
    }

    /// Gives a vehicle another rest of its route: a new slice of the route columns, what it has
    /// driven included. Leaves the old one when the new one would have had to be driven more
    /// slowly on the present link already, whose drive is on.
    private mutating func changeRoute(_ request: RevisionRequest, _ rest: [UInt32]) {
        let vehicle = vehicles[Int(request.slot)]
        let plan = Int(vehicle.plan)
        let old = trips[plan]
        let kept = Int(old.routeFirst)..<request.first
        let cursor = Int(vehicle.cursor - old.routeFirst)
        let before = (request.first...Int(vehicle.last)).map { steps[$0].link }
        let route = planner?.drives.drive(
            kept.map { steps[$0].link } + rest, of: plans[plan],
            meters: old.meters + Float(meters(rest) - meters(before)))
        guard let route, route.steps[cursor].exitLimit == steps[Int(vehicle.cursor)].exitLimit
        else { return }
        let base = steps.count
        give(route, to: plan)
        for place in 0..<kept.count {
            steps[base + place].entered = steps[kept.lowerBound + place].entered
        }
        vehicles[Int(request.slot)].cursor = UInt32(base + cursor)
        vehicles[Int(request.slot)].last = UInt32(steps.count - 1)
        routesRevised += 1
    }

    /// Metres of all but the last of some links, which both rests of a route have in common.
    private func meters(_ links: [UInt32]) -> Double {
        links.dropLast().reduce(0) { $0 + Double(network.linkLength[Int($1)]) }
    }
}
