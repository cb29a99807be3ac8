// Who waits to enter a queue, and who is let in.

import Base
import Roads

extension LinkQueueEngine {
    /// Waiters are queues (whose head waits) below the number of queues, and vehicle slots above.
    @inline(__always) mutating func nextWaiter(_ waiter: UInt32) -> UInt32 {
        let index = Int(waiter)
        return index < queues.count
            ? queues[index].nextWaiter : vehicles[index - queues.count].next
    }

    @inline(__always) mutating func setNextWaiter(_ waiter: UInt32, _ next: UInt32) {
        let index = Int(waiter)
        if index < queues.count {
            queues[index].nextWaiter = next
        } else {
            vehicles[index - queues.count].next = next
        }
    }

    /// Puts a waiter last. Events come in the order of (time, queue), so the list is in the order
    /// of blocked-since, then queue.
    mutating func appendWaiter(_ waiter: UInt32, at queue: Int) {
        let last = queues[queue].lastWaiter
        if last == nobody {
            setNextWaiter(waiter, waiter)
        } else {
            setNextWaiter(waiter, nextWaiter(last))
            setNextWaiter(last, waiter)
        }
        queues[queue].lastWaiter = waiter
    }

    /// Takes the first waiter, or the one named, out of the list.
    mutating func removeWaiter(_ wanted: UInt32? = nil, at queue: Int) -> UInt32 {
        let last = queues[queue].lastWaiter
        var before = last
        var waiter = nextWaiter(last)
        while let wanted, waiter != wanted { (before, waiter) = (waiter, nextWaiter(waiter)) }
        if waiter == before {
            queues[queue].lastWaiter = nobody
        } else {
            setNextWaiter(before, nextWaiter(waiter))
            if waiter == last { queues[queue].lastWaiter = before }
        }
        setNextWaiter(waiter, nobody)
        return waiter
    }

    /// Somebody waits for a queue: wakes up when room comes, if it is known when. If not, the queue
    /// is full of vehicles, and one of them has to leave first.
    mutating func expectRoom(_ queue: Int, now: Int64) {
        let state = queues[queue]
        guard !state.has(QueueState.roomPending) else { return }
        guard !state.isFull else { return }
        queues[queue].flags |= QueueState.roomPending
        wheel.schedule(
            .room, UInt32(queue), link: roomOrder(queue), at: max(now, roomTime(state)))
    }

    /// Place of a queue's room among the events of one instant: where links share by priority, all
    /// that come at that instant must be there before one is chosen.
    @inline(__always) mutating func roomOrder(_ queue: Int) -> UInt32 {
        UInt32(fixed.isOn ? queues.count + queue : queue)
    }

    /// Lets waiters in, first come first served, as long as there is room.
    mutating func room(queue: Int, now: Int64) {
        queues[queue].flags &= ~QueueState.roomPending
        if fixed.isOn { return shareRoom(queue, now: now) }
        while queues[queue].lastWaiter != nobody, hasRoom(queue, now: now) {
            let waiter = Int(removeWaiter(at: queue))
            if waiter >= queues.count {
                begin(slot: UInt32(waiter - queues.count), queue: queue, now: now)
                continue
            }
            queues[waiter].flags &= ~QueueState.waiting
            let head = vehicles[Int(queues[waiter].head)]
            if seesPart { earnNoCredit(waiter, head, now: now) }
            if recordsBlocking { noteEmptying(waiter, now: now) }
            if isShut(waiter, turn: head.turn, now: now) {
                scheduleHead(waiter, now: now)
            } else if goes(waiter, head, now: now) {
                cross(from: waiter, to: queue, now: now)
            }
        }
        if queues[queue].lastWaiter != nobody { expectRoom(queue, now: now) }
    }

    /// Whether the way that a waiter wants is closed or red by now.
    @inline(__always) mutating func isShut(_ queue: Int, turn: UInt32, now: Int64) -> Bool {
        queues[queue].has(QueueState.mayClose) && opening(queue, turn: turn, after: now) > now
    }
}
