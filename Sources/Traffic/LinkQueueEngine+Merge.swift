// Who goes on where several links compete for one: in proportion to their priorities, whatever
// they do not use going to the others (C. F. Daganzo, "The cell transmission model, part II",
// 1995: flows are the median of what each sends, and what the other's use and its share leave).
//
// Start-time fair queueing (P. Goyal, H. Vin, H. Cheng, 1996) does that vehicle by vehicle: a
// passage costs a competitor 1 / priority of virtual time, and room goes to whoever has got least.

import Base

/// The accounts of those who compete, where fixed routes say how they share.
struct MergeShares {
    /// What a passage costs: 1 / priority. [links]
    var cost: [Double] = []
    /// The account of the first competitor of each link. [links]
    var first: [UInt32] = []
    /// Virtual time of each link: what the one that went last had got. [links]
    var time: [Double] = []
    /// Whose passage was the last, or `nobody`. [links]
    var last: [UInt32] = []
    /// Vehicles that want to start on a link and stand behind the one that competes. [links]
    var waitingHead: [UInt32] = []
    var waitingTail: [UInt32] = []
    /// Whether one of them competes. [links]
    var competes: [Bool] = []
    var accounts: [Account] = []

    /// What a competitor has got at one link.
    struct Account {
        /// A link, or `nobody` for those who start here.
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

    /// Position of a competitor's account at a link; opened when there is none.
    /// - Complexity: O(competitors of the link).
    mutating func account(of competitor: UInt32, at link: Int) -> Int {
        var index = first[link]
        while index != nobody {
            if accounts[Int(index)].competitor == competitor { return Int(index) }
            index = accounts[Int(index)].next
        }
        accounts.append(
            Account(competitor: competitor, next: first[link], got: time[link]))
        first[link] = UInt32(accounts.count - 1)
        return accounts.count - 1
    }

    /// What a passage costs a competitor at a link.
    func cost(of competitor: UInt32, at link: Int) -> Double {
        cost[competitor == nobody ? link : Int(competitor)]
    }

    /// A competitor comes: who did not want what he could have had keeps a claim to one passage.
    mutating func join(_ competitor: UInt32, at link: Int) {
        let index = account(of: competitor, at: link)
        let least = time[link] - cost(of: competitor, at: link)
        accounts[index].got = max(accounts[index].got, least)
    }

    /// A competitor goes.
    mutating func book(_ competitor: UInt32, at link: Int) {
        let index = account(of: competitor, at: link)
        time[link] = max(time[link], accounts[index].got)
        accounts[index].got += cost(of: competitor, at: link)
        last[link] = competitor
    }
}

extension LinkQueueEngine {
    /// A vehicle waits to start on a link. All who do compete through the first of them.
    mutating func waitToStart(_ slot: UInt32, at link: Int, now: Int64) {
        guard shares.competes[link] else {
            shares.competes[link] = true
            shares.join(nobody, at: link)
            appendWaiter(UInt32(links.count) + slot, at: link)
            expectRoom(link, now: now)
            return
        }
        if shares.waitingHead[link] == nobody {
            shares.waitingHead[link] = slot
        } else {
            vehicles[Int(shares.waitingTail[link])].next = slot
        }
        shares.waitingTail[link] = slot
    }

    /// Lets waiters in by their shares, as long as there is room.
    mutating func shareRoom(_ link: Int, now: Int64) {
        while links[link].lastWaiter != nobody, hasRoom(link, now: now) {
            let waiter = nextByShare(link, now: now)
            guard waiter != nobody else { break }
            let competitor = Int(waiter) < links.count ? waiter : nobody
            if competitor != nobody, isTurnOfLast(link, before: competitor, now: now) {
                links[link].flags |= LinkState.roomPending
                wheel.schedule(.room, UInt32(link), link: roomOrder(link), at: now + 1)
                return
            }
            _ = removeWaiter(waiter, at: link)
            shares.book(competitor, at: link)
            if competitor == nobody {
                startNext(waiter - UInt32(links.count), at: link, now: now)
            } else {
                links[Int(waiter)].flags &= ~LinkState.waiting
                crossAtMerge(from: Int(waiter), to: link, now: now)
            }
        }
        if links[link].lastWaiter != nobody { expectRoom(link, now: now) }
    }

    /// The waiter that has got least, the first come among equals. Those whose signal has turned
    /// red meanwhile leave the list until it is green.
    private mutating func nextByShare(_ link: Int, now: Int64) -> UInt32 {
        var best = nobody
        var least = Double.infinity
        let last = links[link].lastWaiter
        var waiter = nextWaiter(last)
        while true {
            let following = nextWaiter(waiter)
            let isLink = Int(waiter) < links.count
            if isLink, links[Int(waiter)].has(LinkState.hasClosures),
                opening(Int(waiter), after: now) > now
            {
                _ = removeWaiter(waiter, at: link)
                links[Int(waiter)].flags &= ~LinkState.waiting
                scheduleHead(Int(waiter), now: now)
            } else {
                let index = shares.account(of: isLink ? waiter : nobody, at: link)
                if shares.accounts[index].got < least {
                    (best, least) = (waiter, shares.accounts[index].got)
                }
            }
            if waiter == last { return best }
            waiter = following
        }
    }

    /// Whether the link that went last has got less than a waiter all the same, and its next
    /// vehicle comes within a millisecond: rounding must not cost it its turn.
    private mutating func isTurnOfLast(_ link: Int, before waiter: UInt32, now: Int64) -> Bool {
        let last = shares.last[link]
        guard last != nobody, last != waiter, !links[Int(last)].has(LinkState.waiting),
            links[Int(last)].has(LinkState.exitPending),
            links[Int(last)].exitEvent == UInt32(truncatingIfNeeded: now + 1)
        else { return false }
        let head = vehicles[Int(links[Int(last)].head)]
        guard head.cursor < head.last, routes.link[Int(head.cursor) + 1] == UInt32(link) else {
            return false
        }
        let own = shares.accounts[shares.account(of: last, at: link)].got
        return own < shares.accounts[shares.account(of: waiter, at: link)].got
    }

    /// The first of those who wait to start does; the next one takes its place.
    private mutating func startNext(_ slot: UInt32, at link: Int, now: Int64) {
        let following = shares.waitingHead[link]
        if following == nobody {
            shares.competes[link] = false
        } else {
            let isOnly = following == shares.waitingTail[link]
            shares.waitingHead[link] = isOnly ? nobody : vehicles[Int(following)].next
            vehicles[Int(following)].next = nobody
            appendWaiter(UInt32(links.count) + following, at: link)
        }
        begin(slot: slot, link: link, now: now)
    }

    /// Moves the head of a link on after it has waited for its share of the next one.
    ///
    /// Where it had to let others go first, the link may catch up by one headway: else a link that
    /// is ready just after the room that was its own would lose its share to the discreteness of
    /// vehicles. With one competitor the recursion's headway holds as everywhere.
    private mutating func crossAtMerge(from link: Int, to next: Int, now: Int64) {
        let account = shares.first[next]
        if account != nobody, shares.accounts[Int(account)].next != nobody {
            let due = links[link].theoretical
            links[link].theoretical = max(due, Double(now) - Double(links[link].headway))
            links[link].flags |= LinkState.catchesUp
        }
        cross(from: link, to: next, now: now)
    }
}
