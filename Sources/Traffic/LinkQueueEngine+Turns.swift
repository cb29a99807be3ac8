// What decides whether the head of a queue may make its turn: closures, signals, and those who go
// first; and which lanes it takes on the next link.

import Base
import Roads

/// How drivers accept gaps; see `Junctions`.
struct TurnRules {
    let gap: Int64
    let clearance: Int64
    let patience: Int64
    let restart: Int64

    init(_ junctions: Junctions?) {
        gap = Int64(junctions?.gapMilliseconds ?? 0)
        clearance = Int64(junctions?.clearanceMilliseconds ?? 0)
        patience = Int64(max(1, junctions?.patienceMilliseconds ?? 1))
        restart = Int64(junctions?.restartMilliseconds ?? 0)
    }

    /// The gap that a driver wants: a growing wait makes him take smaller ones.
    func gap(after waited: Int64) -> Int64 { gap * max(0, patience - waited) / patience }
}

extension LinkQueueEngine {
    /// Whether the head of a queue may go now as far as others are concerned who go first; if not,
    /// it looks again when the next of them has passed.
    mutating func goes(_ queue: Int, _ vehicle: DrivingVehicle, now: Int64) -> Bool {
        guard vehicle.turn != nobody else { return true }
        let turn = lanes.turns[Int(vehicle.turn)]
        guard turn.foes > 0 else { return true }
        let waited = now - vehicle.ready
        var clear = clearTime(turn, waited: waited, now: now)
        if seesPart {
            clear = max(clear, unseenPassTime(turn, vehicle, waited: waited, now: now))
        }
        guard clear > now else { return true }
        if seesPart, !queues[queue].has(QueueState.yielding) { yieldsSince[queue] = now }
        queues[queue].flags |= QueueState.yielding
        scheduleExit(queue, vehicle, at: clear)
        return false
    }

    /// When the way will be clear as far as can be seen: `now`, or when whoever is in the way has
    /// passed.
    ///
    /// Who stands and lets others go first himself, or has no room to go on, is in nobody's way:
    /// so rings of drivers who all wait for each other do not last.
    private mutating func clearTime(_ turn: TurnState, waited: Int64, now: Int64) -> Int64 {
        var clear = now
        let gap = rules.gap(after: waited)
        let low = UInt32(truncatingIfNeeded: now)
        for place in Int(turn.firstFoe)..<(Int(turn.firstFoe) + Int(turn.foes)) {
            let foe = lanes.foes[place]
            let state = queues[Int(foe.queue)]
            let since = Int64(Int32(bitPattern: low &- state.lastPass))
            if since >= 0, since < rules.clearance {
                clear = max(clear, now + rules.clearance - since)
            }
            guard state.has(QueueState.exitPending), !state.has(QueueState.yielding),
                foe.turns >> (state.flags >> 24) & 1 == 1
            else { continue }
            let ahead = Int64(Int32(bitPattern: state.exitEvent &- low))
            if ahead >= 0, ahead < gap { clear = max(clear, now + ahead + rules.clearance) }
        }
        return clear
    }

    /// The first instant from `time` on at which the end of a queue's link is open to a turn:
    /// neither closed nor red.
    mutating func opening(_ queue: Int, turn: UInt32, after time: Int64) -> Int64 {
        let link = Int(lanes.link[queue])
        let isClosable = queues[queue].has(QueueState.hasClosures)
        let windows = greens.windows(link: link, turn: turn, lanes: lanes)
        var open = time
        while true {
            let before = open
            if isClosable { open = closureEnd(link, after: open) }
            if !windows.isEmpty { open = greens.next(windows, from: open) }
            if open == before { return open }
        }
    }

    private mutating func closureEnd(_ link: Int, after time: Int64) -> Int64 {
        var open = time
        var index = firstClosure(of: link)
        while index < closures.count, closures[index].link.index == link {
            if closures[index].from.milliseconds <= open {
                open = max(open, closures[index].until.milliseconds)
            }
            index += 1
        }
        return open
    }

    /// Where the closures of a link begin in their order by link.
    private mutating func firstClosure(of link: Int) -> Int {
        var low = 0
        var high = closures.count
        while low < high {
            let middle = (low + high) / 2
            if closures[middle].link.index < link { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The queue that a vehicle joins on the link at `cursor` of its route: of those that serve
    /// its turn there, the one that is filled least.
    @inline(__always) mutating func nextQueue(cursor: Int, last: UInt32) -> Int {
        let step = steps[cursor]
        let link = Int(step.link)
        guard !lanes.turns.isEmpty else { return link }
        var first = Int(lanes.first[link])
        var count = Int(lanes.first[link + 1]) - first
        guard count > 1 else { return first }
        if cursor < Int(last) {
            let turn = lanes.turns[Int(step.turn)]
            first = Int(turn.firstQueue)
            count = Int(turn.queues)
        }
        var best = first
        for queue in (first + 1)..<(first + max(1, count)) {
            let (one, other) = (queues[queue], queues[best])
            if UInt64(one.occupied) * UInt64(other.storage)
                < UInt64(other.occupied) * UInt64(one.storage)
            {
                best = queue
            }
        }
        return best
    }
}

/// Times of green by link and by turn.
struct GreenTable {
    struct Slot {
        var cycle: Int64
        var start: Int64
        var green: Int64

        /// When the last green until `time` begins or began.
        func begin(before time: Int64) -> Int64 {
            start + (time - start).flooredDivision(by: cycle) * cycle
        }

        /// Milliseconds of green in a time.
        func green(from: Int64, to: Int64) -> Int64 {
            func sum(_ time: Int64) -> Int64 {
                let cycles = (time - start).flooredDivision(by: cycle)
                return cycles * green + min(green, time - start - cycles * cycle)
            }
            return sum(to) - sum(from)
        }
    }

    private var slots: [Slot] = []
    /// Slice of the slots of a link; empty without any signal. [links + 1]
    private var firstOfLink: [UInt32] = []

    /// Sorts windows; those for one turn are noted with the turn.
    init(_ windows: [GreenWindow], _ network: Network, lanes: inout LaneGroups) {
        guard !windows.isEmpty else { return }
        let sorted = windows.sorted {
            ($0.link.rawValue, $0.to?.rawValue ?? nobody, $0.startMilliseconds)
                < ($1.link.rawValue, $1.to?.rawValue ?? nobody, $1.startMilliseconds)
        }
        firstOfLink = [UInt32](repeating: 0, count: network.linkCount + 1)
        for window in sorted where window.to == nil {
            firstOfLink[window.link.index + 1] += 1
            slots.append(Self.slot(window))
        }
        for link in 0..<network.linkCount { firstOfLink[link + 1] += firstOfLink[link] }
        for window in sorted {
            guard let to = window.to, !lanes.turns.isEmpty else { continue }
            for turn in network.turns(from: window.link) where network.turnTo[turn] == to.rawValue {
                if lanes.turns[turn].greens == 0 {
                    lanes.turns[turn].firstGreen = UInt32(slots.count)
                }
                lanes.turns[turn].greens += 1
                slots.append(Self.slot(window))
            }
        }
    }

    private static func slot(_ window: GreenWindow) -> Slot {
        Slot(
            cycle: window.cycleMilliseconds, start: window.startMilliseconds,
            green: window.greenMilliseconds)
    }

    /// The windows that hold for a turn: its own, or else its link's.
    @inline(__always) func windows(link: Int, turn: UInt32, lanes: LaneGroups) -> Range<Int> {
        guard !firstOfLink.isEmpty else { return 0..<0 }
        if turn != nobody {
            let state = lanes.turns[Int(turn)]
            if state.greens > 0 {
                return Int(state.firstGreen)..<(Int(state.firstGreen) + Int(state.greens))
            }
        }
        return Int(firstOfLink[link])..<Int(firstOfLink[link + 1])
    }

    /// The window that holds for a turn, where it is the only one.
    func onlyWindow(link: Int, turn: UInt32, lanes: LaneGroups) -> Slot? {
        let windows = windows(link: link, turn: turn, lanes: lanes)
        return windows.count == 1 ? slots[windows.lowerBound] : nil
    }

    /// The first instant from `time` on at which one of the windows is green.
    @inline(__always) func next(_ windows: Range<Int>, from time: Int64) -> Int64 {
        var earliest = Int64.max
        for window in windows {
            let slot = slots[window]
            let phase = time - slot.start
            let since = phase - phase.flooredDivision(by: slot.cycle) * slot.cycle
            if since < slot.green { return time }
            earliest = min(earliest, time + slot.cycle - since)
        }
        return earliest
    }
}
