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

    /// Each link's mean wait in the window that closes. A queue that nobody has left counts with
    /// the time its head has stood already.
    private mutating func closedWaits(now: Int64) -> [UInt32] {
        (0..<network.linkCount).map { link in
            var wait: UInt64 = 0
            if waitCount[link] > 0 { wait = waitSum[link] / UInt64(waitCount[link]) }
            for queue in lanes.queues(of: link) {
                let head = queues[queue].head
                if head != nobody, vehicles[Int(head)].ready < now {
                    wait = max(wait, UInt64(now - vehicles[Int(head)].ready))
                }
            }
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
        for slot in vehicles.indices {
            let vehicle = vehicles[slot]
            let first = Int(vehicle.cursor) + Self.keptLinks
            guard trips[Int(vehicle.plan)].exit < 0, first < Int(vehicle.last),
                planner?.navigates(plans[Int(vehicle.plan)].vehicle) == true
            else { continue }
            requests.append(
                RevisionRequest(
                    slot: UInt32(slot), rest: first..<(Int(vehicle.last) + 1),
                    end: plans[Int(vehicle.plan)].end(on: network)))
        }
        guard let better = planner?.revised(requests, links: routes.link) else { return }
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
        let base = routes.link.count
        let kept = Int(old.routeFirst)..<request.rest.lowerBound
        let cursor = base + Int(vehicle.cursor - old.routeFirst)
        routes.link.append(contentsOf: routes.link[kept])
        routes.link.append(contentsOf: rest)
        trips[plan].routeFirst = UInt32(base)
        trips[plan].routeCount = UInt32(routes.link.count - base)
        trips[plan].meters += Float(meters(rest[...]) - meters(routes.link[request.rest]))
        planDrive(plan: plan)
        guard routes.exitLimit[cursor] == routes.exitLimit[Int(vehicle.cursor)] else {
            routes.removeAll(from: base)
            trips[plan] = old
            return
        }
        for place in 0..<kept.count {
            routes.entered[base + place] = routes.entered[kept.lowerBound + place]
        }
        vehicles[Int(request.slot)].cursor = UInt32(cursor)
        vehicles[Int(request.slot)].last = UInt32(routes.link.count - 1)
        routesRevised += 1
    }

    /// Metres of all but the last of some links, which both rests of a route have in common.
    private func meters(_ links: ArraySlice<UInt32>) -> Double {
        links.dropLast().reduce(0) { $0 + Double(network.linkLength[Int($1)]) }
    }
}

extension RouteColumns {
    /// Forgets the last routes.
    mutating func removeAll(from place: Int) {
        link.removeSubrange(place...)
        if !turn.isEmpty { turn.removeSubrange(place...) }
        entered.removeSubrange(place...)
        exitLimit.removeSubrange(place...)
        freeMilliseconds.removeSubrange(place...)
        freeExitSpeed.removeSubrange(place...)
    }
}
