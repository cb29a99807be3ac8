// Makes the speeds and times at the nodes of a trip possible for its driver.
//
// The engine knows no deceleration between links: who enters a short link at speed may find its end
// closed. A driver sees that coming. So speeds at nodes are lowered until each can be reached from
// its neighbours, and a node is passed a little later where the traversal before it then takes
// longer: the wait behind it is shorter by as much. The ends of the trip keep their times.

import Base

extension TripMotion {
    /// Lowers speeds at nodes and shifts the times at which they are passed until each traversal
    /// can be driven at the driver's rates, if that is possible at all.
    ///
    /// - Parameter canChangeEntry: whether the trip begins at a speed that it may choose.
    mutating func makePossible(canChangeEntry: Bool) {
        var hasChanged = false
        for _ in 0..<6 {
            let wasSlowed = lowerForBlockades()
            let wasLowered = lowerToReachable(canChangeEntry: canChangeEntry)
            guard wasSlowed || wasLowered else { break }
            hasChanged = true
        }
        if hasChanged { shiftTimes() }
    }

    private func length(_ leg: Int) -> Double {
        let span = span(leg)
        return span.to - span.from
    }

    /// Lowers the speeds at both ends of traversals that take longer than even hard braking and
    /// starting again within the link would: drivers see a blockade before they reach its link.
    private mutating func lowerForBlockades() -> Bool {
        let (a, b) = (profile.acceleration, profile.braking)
        var hasChanged = false
        for leg in (0..<range.count).reversed() {
            let length = length(leg)
            let seconds = Double(times[leg + 1] - times[leg]) / 1000
            let entry = Double(speeds[leg])
            let exit = Double(speeds[leg + 1])
            let needed = entry * entry / (2 * b) + exit * exit / (2 * a)
            guard needed > length, Self.longest(entry, exit, length, a, b) < seconds - 0.001 else {
                continue
            }
            var feasible = (0.99 * length / needed).squareRoot()
            var excessive = 1.0
            for _ in 0..<6 {
                let middle = (feasible + excessive) / 2
                let longest = Self.longest(middle * entry, middle * exit, length, a, b)
                if longest < seconds { excessive = middle } else { feasible = middle }
            }
            speeds[leg] = Float(feasible * entry)
            speeds[leg + 1] = Float(feasible * exit)
            hasChanged = true
        }
        return hasChanged
    }

    /// Lowers speeds at nodes that braking does not reach from the one before, and accelerating
    /// not from there to the one behind.
    private mutating func lowerToReachable(canChangeEntry: Bool) -> Bool {
        let slack: Float = 1.0001
        let margin: Float = 0.99  // So that the time of the traversal keeps some play.
        var hasChanged = false
        for leg in (0..<range.count).reversed() where leg > 0 || canChangeEntry {
            let exit = Double(speeds[leg + 1])
            let most = Float((exit * exit + 2 * profile.braking * length(leg)).squareRoot())
            if speeds[leg] > most * slack {
                speeds[leg] = margin * most
                hasChanged = true
            }
        }
        for leg in 0..<range.count {
            let entry = Double(speeds[leg])
            let most = Float((entry * entry + 2 * profile.acceleration * length(leg)).squareRoot())
            if speeds[leg + 1] > most * slack {
                speeds[leg + 1] = margin * most
                hasChanged = true
            }
        }
        return hasChanged
    }

    /// Passes nodes later, and if that moves the trip's end, earlier, so that every traversal has
    /// at least its shortest time.
    private mutating func shiftTimes() {
        var shortest = [Int64](repeating: 0, count: range.count)
        let last = range.count
        var moved = times
        for leg in 0..<last {
            let least = profile.shortest(traversal(leg), kinematics) ?? 0
            shortest[leg] = Int64((least * 1000).rounded(.up))
            moved[leg + 1] = max(times[leg + 1], moved[leg] + shortest[leg])
        }
        moved[last] = times[last]
        var leg = last - 1
        while leg > 0, moved[leg] > moved[leg + 1] - shortest[leg] {
            moved[leg] = max(times[0], moved[leg + 1] - shortest[leg])
            leg -= 1
        }
        for leg in 0..<last {
            largestShift = max(largestShift, Double(abs(moved[leg] - times[leg])) / 1000)
            let change = (moved[leg + 1] - moved[leg]) - (times[leg + 1] - times[leg])
            waits[leg] = max(0, waits[leg] + Float(change))
        }
        times = moved
    }

    /// The longest time over a length without stopping at speed zero: brake, then accelerate.
    private static func longest(
        _ entry: Double, _ exit: Double, _ length: Double, _ a: Double, _ b: Double
    ) -> Double {
        let excess = entry * entry / (2 * b) + exit * exit / (2 * a) - length
        guard excess > 0 else { return .infinity }
        let slow = min(
            min(entry, exit), (excess / (1 / (2 * b) + 1 / (2 * a))).squareRoot())
        return (entry - slow) / b + (exit - slow) / a
    }
}
