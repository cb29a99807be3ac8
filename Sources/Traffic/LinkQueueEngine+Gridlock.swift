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
    mutating func watchForGridlock(_ queue: Int, now: Int64) {
        // The ring is known by its lowest link, so that it is watched once whoever finds it.
        guard findRing(through: queue), let lowest = ringQueues.min() else { return }
        guard !queues[Int(lowest)].has(QueueState.gridlockPending) else { return }
        queues[Int(lowest)].flags |= QueueState.gridlockPending
        let patience = Int64((options.gridlockSeconds * 1000).rounded())
        wheel.schedule(.gridlock, lowest, link: lowest, at: now + max(1, patience))
    }

    /// Moves the heads of a ring on together, each into the place that the one before it leaves.
    /// Nobody jumps, nobody is taken off the road, and every link stays as full as it was.
    mutating func resolveGridlock(queue: Int, now: Int64) {
        queues[queue].flags &= ~QueueState.gridlockPending
        guard findRing(through: queue) else { return }
        let ring = ringQueues
        ringHeads.removeAll(keepingCapacity: true)
        for (place, member) in ring.enumerated() {
            _ = removeWaiter(member, at: Int(ring[(place + 1) % ring.count]))
            queues[Int(member)].flags &= ~QueueState.waiting
        }
        for member in ring {
            let index = Int(member)
            let head = queues[index].head
            ringHeads.append(head)
            passEnd(of: index, turn: vehicles[Int(head)].turn, now: now)
            removeHead(index, now: now)
            leaveTraversal(Int(head), link: Int(lanes.link[index]), now: now)
        }
        for (place, head) in ringHeads.enumerated() {
            vehicles[Int(head)].cursor += 1
            enter(slot: head, queue: Int(ring[(place + 1) % ring.count]), now: now)
        }
        gridlockResolutions += ring.count
        for member in ring { scheduleHead(Int(member), now: now) }
    }

    /// Follows the heads' wishes from a link through full links; fills `ringQueues` and returns
    /// true when they come back to it.
    private mutating func findRing(through start: Int) -> Bool {
        visit += 1
        ringQueues.removeAll(keepingCapacity: true)
        var queue = start
        while visited[queue] != visit {
            visited[queue] = visit
            let state = queues[queue]
            guard state.occupied >= state.storage, state.has(QueueState.waiting) else {
                return false
            }
            ringQueues.append(UInt32(queue))
            queue = Int(vehicles[Int(state.head)].wish)
        }
        return queue == start
    }
}
