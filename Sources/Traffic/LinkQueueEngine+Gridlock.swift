// Rings of full links that wait for each other. Real drivers would creep on together; so does this
// rule, and it counts every vehicle that it moves.

import Base

extension LinkQueueEngine {
    /// A waiter found its link full of vehicles. If the heads' wishes lead back to the link, no
    /// event can ever move the ring: looks again after `gridlockSeconds`.
    ///
    /// Each link's head waits for at most one link, so a ring can only be closed by the wait that
    /// was added last, and following the wishes from there finds it.
    /// - Complexity: O(length of the chain of full links).
    mutating func watchForGridlock(_ link: Int, now: Int64) {
        // The ring is known by its lowest link, so that it is watched once whoever finds it.
        guard findRing(through: link), let lowest = ringLinks.min() else { return }
        guard !links[Int(lowest)].has(LinkState.gridlockPending) else { return }
        links[Int(lowest)].flags |= LinkState.gridlockPending
        let patience = Int64((options.gridlockSeconds * 1000).rounded())
        wheel.schedule(.gridlock, lowest, link: lowest, at: now + max(1, patience))
    }

    /// Moves the heads of a ring on together, each into the place that the one before it leaves.
    /// Nobody jumps, nobody is taken off the road, and every link stays as full as it was.
    mutating func resolveGridlock(link: Int, now: Int64) {
        links[link].flags &= ~LinkState.gridlockPending
        guard findRing(through: link) else { return }
        let ring = ringLinks
        ringHeads.removeAll(keepingCapacity: true)
        for (place, member) in ring.enumerated() {
            _ = removeWaiter(member, at: Int(ring[(place + 1) % ring.count]))
            links[Int(member)].flags &= ~LinkState.waiting
        }
        for member in ring {
            let index = Int(member)
            let head = links[index].head
            ringHeads.append(head)
            passEnd(of: index, now: now)
            removeHead(index, now: now)
            leaveTraversal(Int(head), link: index, now: now)
        }
        for (place, head) in ringHeads.enumerated() {
            vehicles[Int(head)].cursor += 1
            enter(slot: head, link: Int(ring[(place + 1) % ring.count]), now: now)
        }
        gridlockResolutions += ring.count
        for member in ring { scheduleHead(Int(member), now: now) }
    }

    /// Follows the heads' wishes from a link through full links; fills `ringLinks` and returns
    /// true when they come back to it.
    private mutating func findRing(through start: Int) -> Bool {
        visit += 1
        ringLinks.removeAll(keepingCapacity: true)
        var link = start
        while visited[link] != visit {
            visited[link] = visit
            let state = links[link]
            guard state.occupied >= state.storage, state.has(LinkState.waiting) else {
                return false
            }
            ringLinks.append(UInt32(link))
            link = Int(routes.link[Int(vehicles[Int(state.head)].cursor) + 1])
        }
        return link == start
    }
}
