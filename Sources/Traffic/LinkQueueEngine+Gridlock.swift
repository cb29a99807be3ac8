// What happens when nothing moves: rings of links whose heads all wait for the next one. A ring may
// be closed, or a few free places may go round in it while nobody gets out. Real drivers would
// creep on together; so does this rule, and it counts every vehicle that it moves. Nobody jumps,
// nobody is taken off the road, and every link stays as full as it was.

import Base

extension LinkQueueEngine {
    private var patience: Int64 { max(1, Int64((options.gridlockSeconds * 1000).rounded())) }

    /// Sees to it that somebody looks for a ring when the head of a queue waits for a full link for
    /// longer than `gridlockSeconds`.
    mutating func watchForGridlock(_ queue: Int, now: Int64) {
        guard !queues[queue].has(QueueState.gridlockPending) else { return }
        queues[queue].flags |= QueueState.gridlockPending
        suspects.append(UInt32(queue))
        if suspects.count == 1 { scheduleSweep(now: now) }
    }

    /// The next look is at a whole multiple of the patience, after all else of that instant.
    private mutating func scheduleSweep(now: Int64) {
        wheel.schedule(.gridlock, 0, link: 1 << 28 - 1, at: (now / patience + 1) * patience)
    }

    /// Goes through all queues whose heads have waited, in the order in which they came.
    ///
    /// One event for all: in a city that stands, thousands of heads wait for hours.
    mutating func sweepForGridlock(now: Int64) {
        epochVisit = visit
        var kept = 0
        for index in suspects.indices {
            let queue = Int(suspects[index])
            guard queues[queue].has(QueueState.waiting) else {
                queues[queue].flags &= ~QueueState.gridlockPending
                continue
            }
            suspects[kept] = UInt32(queue)
            kept += 1
        }
        suspects.truncate(to: kept)
        for index in 0..<kept {
            let queue = Int(suspects[index])
            guard queues[queue].has(QueueState.waiting) else { continue }
            let since = vehicles[Int(queues[queue].head)].since
            let waited = Int64(Int32(bitPattern: UInt32(truncatingIfNeeded: now) &- since))
            if waited >= patience, findRing(from: queue) { moveRing(now: now) }
        }
        if suspects.count > 0 { scheduleSweep(now: now) }
    }

    /// Follows the heads' wishes from a queue through links that are full, or but for one place in
    /// eight; fills `ringQueues` and returns true when they come back on themselves.
    ///
    /// In one sweep no queue is looked at twice: so a ring moves once in it, and the cost is that
    /// of the queues that wait.
    private mutating func findRing(from start: Int) -> Bool {
        visit += 1
        ringQueues.removeAll(keepingCapacity: true)
        var queue = start
        while visited[queue] != visit {
            let state = queues[queue]
            guard visited[queue] <= epochVisit, state.has(QueueState.waiting),
                state.occupied + 1 + state.storage / 8 >= state.storage
            else { return false }
            visited[queue] = visit
            ringQueues.append(UInt32(queue))
            queue = Int(vehicles[Int(state.head)].wish)
        }
        ringQueues.removeFirst(ringQueues.firstIndex(of: UInt32(queue)) ?? 0)
        return true
    }

    /// Moves the heads of a ring on together, each into the place that the one before it leaves.
    private mutating func moveRing(now: Int64) {
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
            if seesPart { earnNoCredit(index, vehicles[Int(head)], now: now) }
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
}
