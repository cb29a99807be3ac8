// Who goes on where several links compete for one: in proportion to their priorities, whatever
// they do not use going to the others (C. F. Daganzo, "The cell transmission model, part II",
// 1995: flows are the median of what each sends, and what the other's use and its share leave).
//
// Start-time fair queueing (P. Goyal, H. Vin, H. Cheng, 1996) does that vehicle by vehicle: a
// passage costs a competitor 1 / priority of virtual time, and room goes to whoever has got least.

import Base

/// The accounts of those who compete, where fixed routes say how they share.
struct MergeShares {
    /// What a passage costs: 1 / priority. [queues]
    var cost: [Double] = []
    /// The account of the first competitor of each queue. [queues]
    var first: [UInt32] = []
    /// Virtual time of each queue: what the one that went last had got. [queues]
    var time: [Double] = []
    /// Whose passage was the last, or `nobody`. [queues]
    var last: [UInt32] = []
    /// Vehicles that want to start on a link and stand behind the one that competes. [queues]
    var waitingHead: [UInt32] = []
    var waitingTail: [UInt32] = []
    /// Whether one of them competes. [queues]
    var competes: [Bool] = []
    var accounts: [Account] = []

    /// What a competitor has got at one queue.
    struct Account {
        /// A queue, or `nobody` for those who start here.
        var competitor: UInt32
        var next: UInt32
        var got: Double
    }

    init() {}

    init(cost: [Double]) {
        self.cost = cost
        first = [UInt32](repeating: nobody, count: cost.count)
        time = [Double](repeating: 0, count: cost.count)
        last = first
        waitingHead = first
        waitingTail = first
        competes = [Bool](repeating: false, count: cost.count)
    }

    /// Position of a competitor's account at a queue; opened when there is none.
    /// - Complexity: O(competitors of the queue).
    mutating func account(of competitor: UInt32, at queue: Int) -> Int {
        var index = first[queue]
        while index != nobody {
            if accounts[Int(index)].competitor == competitor { return Int(index) }
            index = accounts[Int(index)].next
        }
        accounts.append(
            Account(competitor: competitor, next: first[queue], got: time[queue]))
        first[queue] = UInt32(accounts.count - 1)
        return accounts.count - 1
    }

    /// What a passage costs a competitor at a queue.
    mutating func cost(of competitor: UInt32, at queue: Int) -> Double {
        cost[competitor == nobody ? queue : Int(competitor)]
    }

    /// A competitor comes: who did not want what he could have had keeps a claim to one passage.
    mutating func join(_ competitor: UInt32, at queue: Int) {
        let index = account(of: competitor, at: queue)
        let least = time[queue] - cost(of: competitor, at: queue)
        accounts[index].got = max(accounts[index].got, least)
    }

    /// A competitor goes.
    mutating func book(_ competitor: UInt32, at queue: Int) {
        let index = account(of: competitor, at: queue)
        time[queue] = max(time[queue], accounts[index].got)
        accounts[index].got += cost(of: competitor, at: queue)
        last[queue] = competitor
    }
}

extension LinkQueueEngine {
    /// A vehicle waits to start on a link. All who do compete through the first of them.
    mutating func waitToStart(_ slot: UInt32, at queue: Int, now: Int64) {
        guard shares.competes[queue] else {
            shares.competes[queue] = true
            shares.join(nobody, at: queue)
            appendWaiter(UInt32(queues.count) + slot, at: queue)
            expectRoom(queue, now: now)
            return
        }
        if shares.waitingHead[queue] == nobody {
            shares.waitingHead[queue] = slot
        } else {
            vehicles[Int(shares.waitingTail[queue])].next = slot
        }
        shares.waitingTail[queue] = slot
    }

    /// Lets waiters in by their shares, as long as there is room.
    mutating func shareRoom(_ queue: Int, now: Int64) {
        while queues[queue].lastWaiter != nobody, hasRoom(queue, now: now) {
            let waiter = nextByShare(queue, now: now)
            guard waiter != nobody else { break }
            let competitor = Int(waiter) < queues.count ? waiter : nobody
            if competitor != nobody, isTurnOfLast(queue, before: competitor, now: now) {
                queues[queue].flags |= QueueState.roomPending
                wheel.schedule(.room, UInt32(queue), link: roomOrder(queue), at: now + 1)
                return
            }
            _ = removeWaiter(waiter, at: queue)
            shares.book(competitor, at: queue)
            if competitor == nobody {
                startNext(waiter - UInt32(queues.count), at: queue, now: now)
            } else {
                queues[Int(waiter)].flags &= ~QueueState.waiting
                crossAtMerge(from: Int(waiter), to: queue, now: now)
            }
        }
        if queues[queue].lastWaiter != nobody { expectRoom(queue, now: now) }
    }

    /// The waiter that has got least, the first come among equals. Those whose signal has turned
    /// red meanwhile leave the list until it is green.
    private mutating func nextByShare(_ queue: Int, now: Int64) -> UInt32 {
        var best = nobody
        var least = Double.infinity
        let last = queues[queue].lastWaiter
        var waiter = nextWaiter(last)
        while true {
            let following = nextWaiter(waiter)
            let isQueue = Int(waiter) < queues.count
            if isQueue, isHeldBack(Int(waiter), now: now) {
                _ = removeWaiter(waiter, at: queue)
            } else {
                let index = shares.account(of: isQueue ? waiter : nobody, at: queue)
                if shares.accounts[index].got < least {
                    (best, least) = (waiter, shares.accounts[index].got)
                }
            }
            if waiter == last { return best }
            waiter = following
        }
    }

    /// Whether a waiter may not go now: it is red, closed, or others go first. It comes back when
    /// it may.
    private mutating func isHeldBack(_ waiter: Int, now: Int64) -> Bool {
        let head = vehicles[Int(queues[waiter].head)]
        if isShut(waiter, turn: head.turn, now: now) {
            queues[waiter].flags &= ~QueueState.waiting
            scheduleHead(waiter, now: now)
            return true
        }
        guard !goes(waiter, head, now: now) else { return false }
        queues[waiter].flags &= ~QueueState.waiting
        return true
    }

    /// Whether the link that went last has got less than a waiter all the same, and its next
    /// vehicle comes within a millisecond: rounding must not cost it its turn.
    private mutating func isTurnOfLast(_ queue: Int, before waiter: UInt32, now: Int64) -> Bool {
        let last = shares.last[queue]
        guard last != nobody, last != waiter, !queues[Int(last)].has(QueueState.waiting),
            queues[Int(last)].has(QueueState.exitPending),
            queues[Int(last)].exitEvent == UInt32(truncatingIfNeeded: now + 1)
        else { return false }
        let head = vehicles[Int(queues[Int(last)].head)]
        guard head.cursor < head.last,
            steps[Int(head.cursor) + 1].link == lanes.link[queue]
        else { return false }
        let own = shares.accounts[shares.account(of: last, at: queue)].got
        return own < shares.accounts[shares.account(of: waiter, at: queue)].got
    }

    /// The first of those who wait to start does; the next one takes its place.
    private mutating func startNext(_ slot: UInt32, at queue: Int, now: Int64) {
        let following = shares.waitingHead[queue]
        if following == nobody {
            shares.competes[queue] = false
        } else {
            let isOnly = following == shares.waitingTail[queue]
            shares.waitingHead[queue] = isOnly ? nobody : vehicles[Int(following)].next
            vehicles[Int(following)].next = nobody
            appendWaiter(UInt32(queues.count) + following, at: queue)
        }
        begin(slot: slot, queue: queue, now: now)
    }

    /// Moves the head of a link on after it has waited for its share of the next one.
    ///
    /// Where it had to let others go first, the link may catch up by one headway: else a link that
    /// is ready just after the room that was its own would lose its share to the discreteness of
    /// vehicles. With one competitor the recursion's headway holds as everywhere.
    private mutating func crossAtMerge(from queue: Int, to next: Int, now: Int64) {
        let account = shares.first[next]
        if account != nobody, shares.accounts[Int(account)].next != nobody {
            let due = queues[queue].theoretical
            queues[queue].theoretical = max(due, Double(now) - Double(queues[queue].headway))
            queues[queue].flags |= QueueState.catchesUp
        }
        cross(from: queue, to: next, now: now)
    }
}
