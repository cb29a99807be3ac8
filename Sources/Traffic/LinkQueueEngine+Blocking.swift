// How long links have no room for one more vehicle: their queue, or the wave that dissolves it, has
// come up to their start. Traffic engineers call them spilled back.

import Base
import Roads

/// Times without room, where the options ask for them.
struct BlockedTimes {
    /// Seconds by hour, then link: the mean of its queues. Empty unless asked for.
    var seconds: [Float] = []
    /// Since when a queue has had none, milliseconds; −1 while it has. [queues]
    var since: [Int64] = []

    init() {}

    init(hours: Int, links: Int, queues: Int) {
        seconds = [Float](repeating: 0, count: hours * links)
        since = [Int64](repeating: -1, count: queues)
    }
}

extension LinkQueueEngine {
    /// A vehicle has entered a queue, or its head has begun to wait.
    mutating func noteFilling(_ queue: Int, now: Int64) {
        guard blocked.since[queue] < 0 else { return }
        let state = queues[queue]
        if state.isFull {
            blocked.since[queue] = now
        } else {
            addBlocked(queue, from: now, to: roomTime(state))
        }
    }

    /// A vehicle has left a queue, or its head waits no longer.
    mutating func noteEmptying(_ queue: Int, now: Int64) {
        let since = blocked.since[queue]
        let state = queues[queue]
        guard since >= 0, !state.isFull else { return }
        addBlocked(queue, from: since, to: max(now, roomTime(state)))
        blocked.since[queue] = -1
    }

    private mutating func addBlocked(_ queue: Int, from: Int64, to: Int64) {
        let hour: Int64 = 3_600_000
        let link = Int(lanes.link[queue])
        let share = 1 / Float(1000 * lanes.queues(of: link).count)
        var time = from
        while time < min(to, end) {
            let next = min(to, end, (time / hour + 1) * hour)
            let place = Int(time / hour) * network.linkCount + link
            blocked.seconds[place] += Float(next - time) * share
            time = next
        }
    }

    /// Those that have none at the end of the run.
    mutating func closeBlocked() {
        for queue in blocked.since.indices where blocked.since[queue] >= 0 {
            addBlocked(queue, from: blocked.since[queue], to: end)
        }
    }
}
