// What a share of the cars does not see of the others: the queues that they make at red lights, and
// that they pass neither red lights nor full links while the seen ones stand there.
//
// `setFlow` lets a burst of seen cars run ahead of their rate, because unseen ones are elsewhere on
// a road that has been idle. A red light and a full link make nobody idle: such times earn no
// credit. And who comes to a red light stands behind all who came before, seen or not: the unseen
// ones come at (1/share − 1) times the rate of the seen ones and leave one saturation headway after
// the other. In the mean that is the term 1/(1 − λ/s) of the uniform delay. Where a turn lets
// others go first, unseen ones among them come by chance. Nothing here acts at share 1.

import Base
import Roads

extension RandomPurpose {
    /// When unseen vehicles pass who go first.
    static let unseenTraffic = RandomPurpose(201)
}

/// At which rate seen vehicles enter a queue: 16 bytes.
struct SeenRate {
    /// When the last one entered, milliseconds.
    private var time: Int64 = 0
    /// Vehicles per millisecond then, the last one included.
    private var rate: Float = 0

    /// Vehicles count by exp(−age / memory), so that the rate follows the day's course and not
    /// single vehicles, milliseconds; assumption.
    private static let memory = 300_000.0

    /// Vehicles per millisecond at a time: (1 − age / 8m)⁸ in place of exp(−age / m), which other
    /// machines would round differently.
    func value(at now: Int64) -> Double {
        let left = max(0, 1 - Double(now - time) / (8 * Self.memory))
        let square = left * left
        let fourth = square * square
        return Double(rate) * fourth * fourth
    }

    /// One more vehicle.
    mutating func add(at now: Int64) {
        rate = Float(value(at: now) + 1 / Self.memory)
        time = now
    }
}

extension LinkQueueEngine {
    /// After this long without anybody all credit is there, milliseconds.
    private static let idleMilliseconds: Int64 = 600_000

    /// When the head of a queue at a light may go, the seen and the unseen ones before it
    /// considered.
    ///
    /// - Parameters:
    ///   - allowed: when its rate lets it go if the light had been green since the last passage.
    ///   - time: the earliest instant otherwise.
    mutating func greenTime(
        _ queue: Int, _ vehicle: DrivingVehicle, allowed: Double, from time: Int64
    ) -> Int64 {
        var time = opening(queue, turn: vehicle.turn, after: time)
        // Each red after the last passage moves the rate's clock on; one or two are usual.
        for _ in 0..<3 {
            let late = allowed + redSincePassage(queue, turn: vehicle.turn, now: time)
            let earliest = Int64(late.rounded(.up))
            guard earliest > time else { break }
            time = opening(queue, turn: vehicle.turn, after: earliest)
        }
        return behindUnseen(queue, vehicle, time)
    }

    /// Milliseconds of red since the last passage; 0 without a light, and after a long idle time.
    mutating func redSincePassage(_ queue: Int, turn: UInt32, now: Int64) -> Double {
        let since = Int64(
            Int32(bitPattern: UInt32(truncatingIfNeeded: now) &- queues[queue].lastPass))
        guard since > 0, since < Self.idleMilliseconds,
            let light = greens.onlyWindow(link: Int(lanes.link[queue]), turn: turn, lanes: lanes)
        else { return 0 }
        return Double(since - light.green(from: now - since, to: now))
    }

    /// A vehicle that may go at `time` goes after the unseen ones that have come since the light
    /// turned red before; in this green, for what is left then waits by the rate.
    private mutating func behindUnseen(_ queue: Int, _ vehicle: DrivingVehicle, _ time: Int64)
        -> Int64
    {
        guard
            let light = greens.onlyWindow(
                link: Int(lanes.link[queue]), turn: vehicle.turn, lanes: lanes)
        else { return time }
        let begin = light.begin(before: time)
        let red = begin - (light.cycle - light.green)
        guard time < begin + light.green, vehicle.ready > red else { return time }
        let share = options.observedShare
        let unseen = seen[queue].value(at: vehicle.ready) * (1 / share - 1)
        let before = unseen * Double(vehicle.ready - red) * Double(queues[queue].headway) * share
        return max(time, begin + Int64(min(Double(light.green - 1), before)))
    }

    /// The head of a queue has waited for room: that was no idle time, and no waiting for a gap.
    mutating func earnNoCredit(_ queue: Int, _ head: DrivingVehicle, now: Int64) {
        let waited = UInt32(truncatingIfNeeded: now) &- head.since
        let state = queues[queue]
        queues[queue].theoretical = min(
            Double(now) + Double(state.tolerance), state.theoretical + Double(waited))
        if state.has(QueueState.yielding) { yieldsSince[queue] += Int64(waited) }
    }

    // MARK: Who goes first

    /// A seen vehicle that should have gone first but has stood so long lets nobody unseen pass
    /// either, milliseconds.
    private static let stuckMilliseconds: Int64 = 4000

    /// When the next unseen one who goes first will have passed if he comes within the gap that the
    /// driver wants; else `now`. Unseen ones come by chance, in proportion to the seen ones.
    mutating func unseenPassTime(
        _ turn: TurnState, _ vehicle: DrivingVehicle, waited: Int64, now: Int64
    ) -> Int64 {
        let gap = rules.gap(after: waited)
        var rate = 0.0
        for place in Int(turn.firstFoe)..<(Int(turn.firstFoe) + Int(turn.foes)) {
            let foe = lanes.foes[place]
            if isStuck(Int(foe.queue), now: now) { continue }
            let link = LinkID(lanes.link[Int(foe.queue)])
            let first = network.turns(from: link).lowerBound
            var turns = foe.turns
            while turns != 0 {
                let other = first + turns.trailingZeroBitCount
                turns &= turns - 1
                rate += seenTurns[other].value(at: now) / Double(max(1, lanes.turns[other].queues))
            }
        }
        rate *= 1 / options.observedShare - 1
        // Less than one in a week comes too late for everybody.
        guard gap > 0, rate > 1e-9 else { return now }
        var stream = RandomStream(
            seed: options.seed, purpose: .unseenTraffic,
            entity: RandomEntity(UInt64(vehicle.plan) << 32 | UInt64(vehicle.cursor)),
            index: UInt32(truncatingIfNeeded: now))
        let ahead = Int64(stream.exponential(mean: 1 / rate))
        return ahead < gap ? now + ahead + rules.clearance : now
    }

    private mutating func isStuck(_ queue: Int, now: Int64) -> Bool {
        let state = queues[queue]
        guard state.head != nobody, !state.has(QueueState.waiting) else {
            return state.has(QueueState.waiting)
        }
        let ahead = Int64(
            Int32(bitPattern: state.exitEvent &- UInt32(truncatingIfNeeded: now)))
        return state.has(QueueState.exitPending) && ahead > Self.stuckMilliseconds
            && vehicles[Int(state.head)].ready < now - Self.stuckMilliseconds
    }

    /// What the unseen ones between the head, which passes now after it let others go first, and a
    /// seen one that stands behind it will wait for gaps of their own: each as long as it did, but
    /// no longer than anybody's patience.
    mutating func unseenYields(_ queue: Int, now: Int64) -> Double {
        guard queues[queue].has(QueueState.yielding), queues[queue].head != nobody else { return 0 }
        let next = vehicles[Int(queues[queue].head)].next
        guard next != nobody, vehicles[Int(next)].ready <= now else { return 0 }
        let waited = min(rules.patience, now - yieldsSince[queue])
        return Double(waited) * (1 / options.observedShare - 1)
    }
}
