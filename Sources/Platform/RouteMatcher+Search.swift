// One Viterbi step as one shortest-path search over the turn graph: from all states of the last
// report, each at its cost, towards all states of the new one.

extension RouteMatcher {
    /// Gives the new states their least cost and way; false when none can be reached.
    mutating func advance(
        _ before: Range<Int>, _ after: Range<Int>, to point: TripPoint, straight: Float
    ) -> Bool {
        let perMeter = 1 / Matching.routeScale
        var best = stayOnLink(before, after)
        let offset = candidates[before.lowerBound..<before.upperBound].reduce(Float.infinity) {
            min($0, $1.cost)
        }
        let limit = offset + (2.5 * straight + 250) * perMeter
        markTargets(after)
        heap.removeAll()
        for state in before where candidates[state].cost.isFinite {
            let link = candidates[state].link
            let left = max(0, map.length[Int(link)] - candidates[state].offset)
            let cost = candidates[state].cost + left * perMeter
            relaxTurns(of: link, cost: cost, source: Int32(state), cameFrom: .max, point)
        }
        var targets = after.count
        while let (bound, link) = heap.popMinimum() {
            // No way through this link can still be kept.
            if bound > min(limit, best + Matching.beam) { break }
            let label = labels[Int(link)]
            if label.isClosed { continue }
            labels[Int(link)].isClosed = true
            if label.targetEpoch == epoch {
                reach(label, perMeter: perMeter, best: &best)
                targets -= 1
                if targets == 0 { break }
            }
            let cost = label.cost + map.length[Int(link)] * perMeter
            relaxTurns(of: link, cost: cost, source: label.source, cameFrom: link, point)
        }
        guard best.isFinite else { return false }
        settle(after, best: best)
        return true
    }

    /// Ways that stay on their link; the least total cost found.
    private mutating func stayOnLink(_ before: Range<Int>, _ after: Range<Int>) -> Float {
        var best = Float.infinity
        for state in after {
            for last in before where candidates[last].link == candidates[state].link {
                let moved = candidates[state].offset - candidates[last].offset
                guard moved >= -Matching.backwards else { continue }
                let cost =
                    candidates[last].cost + abs(moved) / Matching.routeScale
                    + candidates[state].emission
                if cost < candidates[state].cost {
                    candidates[state].cost = cost
                    candidates[state].previous = Int32(last)
                    candidates[state].pathCount = -1
                }
            }
            best = min(best, candidates[state].cost)
        }
        return best
    }

    private mutating func markTargets(_ after: Range<Int>) {
        epoch &+= 1
        if epoch == 0 {  // Wrapped after four billion steps: forget all labels.
            for link in labels.indices { labels[link] = Label() }
            epoch = 1
        }
        for state in after {
            let link = Int(candidates[state].link)
            labels[link].targetEpoch = epoch
            labels[link].target = Int32(state)
        }
    }

    /// Offers a way to all links that may follow a link.
    private mutating func relaxTurns(
        of link: UInt32, cost: Float, source: Int32, cameFrom: UInt32, _ point: TripPoint
    ) {
        let turns = Int(map.firstTurn[Int(link)])..<Int(map.firstTurn[Int(link) + 1])
        for turn in turns {
            let next = map.turnTo[turn]
            var label = labels[Int(next)]
            if label.epoch == epoch, label.isClosed || label.cost <= cost { continue }
            label.epoch = epoch
            label.isClosed = false
            label.source = source
            label.cameFrom = cameFrom
            label.cost = cost
            labels[Int(next)] = label
            // At least this much is left: every state of the new report lies near it. The plane
            // is good to a few percent, hence 0.9.
            let dx = map.startX[Int(next)] - point.x
            let dy = map.startY[Int(next)] - point.y
            let left = max(0, (dx * dx + dy * dy).squareRoot() - reachOfCandidates)
            heap.insert(cost + left * (0.9 / Matching.routeScale), next)
        }
    }

    /// A way has reached the start of a link that holds a new state.
    private mutating func reach(_ label: Label, perMeter: Float, best: inout Float) {
        let state = Int(label.target)
        let cost =
            label.cost + candidates[state].offset * perMeter + candidates[state].emission
        guard cost < candidates[state].cost else { return }
        candidates[state].cost = cost
        candidates[state].previous = label.source
        candidates[state].pathFirst = Int32(pathLinks.count)
        var link = label.cameFrom
        while link != .max {
            pathLinks.append(link)
            link = labels[Int(link)].cameFrom
        }
        candidates[state].pathCount = Int32(pathLinks.count) - candidates[state].pathFirst
        pathLinks[Int(candidates[state].pathFirst)...].reverse()
        best = min(best, cost)
    }

    /// Drops states beyond the beam and counts costs from the best, so that they stay small.
    private mutating func settle(_ after: Range<Int>, best: Float) {
        for state in after {
            let cost = candidates[state].cost - best
            candidates[state].cost = cost <= Matching.beam ? cost : .infinity
        }
    }
}

/// A binary heap of (key, link), smallest key first, ties by link.
struct MinimumHeap {
    private var entries: [(key: Float, link: UInt32)] = []

    mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    mutating func insert(_ key: Float, _ link: UInt32) {
        var hole = entries.count
        entries.append((key, link))
        while hole > 0 {
            let parent = (hole - 1) / 2
            if !Self.precedes((key, link), entries[parent]) { break }
            entries[hole] = entries[parent]
            hole = parent
        }
        entries[hole] = (key, link)
    }

    mutating func popMinimum() -> (key: Float, link: UInt32)? {
        guard let last = entries.popLast() else { return nil }
        guard let first = entries.first else { return last }
        var hole = 0
        while true {
            var child = 2 * hole + 1
            if child >= entries.count { break }
            if child + 1 < entries.count, Self.precedes(entries[child + 1], entries[child]) {
                child += 1
            }
            if !Self.precedes(entries[child], last) { break }
            entries[hole] = entries[child]
            hole = child
        }
        entries[hole] = last
        return first
    }

    @inline(__always)
    private static func precedes(
        _ a: (key: Float, link: UInt32), _ b: (key: Float, link: UInt32)
    ) -> Bool {
        a.key < b.key || (a.key == b.key && a.link < b.link)
    }
}
