// Driving beyond the map's border, where no road is known: only how long and how far. A device goes
// on to report speed, distance and energy there, so the leg is driven in a way that could be.

/// Motion on a leg of which only length and duration are known: from rest in equal cycles of
/// accelerating, cruising, braking and standing; the last one ends cruising, at the map's border.
///
/// Slow legs stop more often and for longer than fast ones, as in towns and on motorways. All
/// cycles share the cruising speed that makes the length right.
package struct OffMapLeg {
    private let meters: Double
    private let seconds: Double
    /// Seconds of a cycle.
    private let period: Double
    /// Seconds standing at a cycle's end.
    private let standing: Double
    /// Cruising speed, m/s.
    private let cruise: Double
    private let cycles: Int
    /// Rates of the ramps, m/s².
    private let acceleration: Double
    private let braking: Double

    /// A leg; `seconds` of 0 is none.
    package init(meters: Double, seconds: Double) {
        self.meters = meters
        self.seconds = seconds
        let mean = seconds > 0 ? meters / seconds : 0
        let wanted = max(60, 9 * mean)
        let share = max(0.02, min(0.15, 0.15 - 0.009 * (mean - 12)))
        var count = max(1, Int((seconds / wanted).rounded()))
        while true {
            let period = seconds / Double(count)
            let standing = share * period
            // Length = by · cruise − loss · cruise².
            let by = Double(count - 1) * (period - standing) + period
            let loss = (Double(count - 1) * (1 / 1.2 + 1 / 1.5) + 1 / 1.2) / 2
            let root = by * by - 4 * loss * meters
            let cruise = root > 0 ? (by - root.squareRoot()) / (2 * loss) : .infinity
            let isSteady = cruise * (1 / 1.2 + 1 / 1.5) < period - standing
            if isSteady || count == 1 {
                (self.period, self.standing, cycles) = (period, standing, count)
                // So short a leg that nobody could drive it from rest: at constant speed.
                self.cruise = isSteady ? cruise : mean
                (acceleration, braking) = isSteady ? (1.2, 1.5) : (.infinity, .infinity)
                return
            }
            count = count / 2
        }
    }

    /// The motion some seconds after the start.
    package func motion(at elapsed: Double) -> LegMotion {
        // Whoever finds no room on the map at once waits at its border.
        guard elapsed <= seconds + 0.002, seconds > 0 else {
            return LegMotion(meters: meters, speed: 0, acceleration: 0)
        }
        let time = max(0, min(seconds, elapsed))
        let cycle = min(cycles - 1, Int(time / period))
        let isLast = cycle == cycles - 1
        let t = time - Double(cycle) * period
        let rising = cruise / acceleration
        let falling = cruise / braking
        let moving = period - standing
        let perCycle = cruise * (moving - rising / 2 - falling / 2)
        let base = Double(cycle) * perCycle
        if t < rising {
            return LegMotion(
                meters: base + acceleration * t * t / 2, speed: acceleration * t,
                acceleration: acceleration)
        }
        if isLast || t < moving - falling {
            return LegMotion(
                meters: base + cruise * (t - rising / 2), speed: cruise, acceleration: 0)
        }
        if t < moving {
            let left = moving - t
            return LegMotion(
                meters: base + perCycle - braking * left * left / 2, speed: braking * left,
                acceleration: -braking)
        }
        return LegMotion(meters: base + perCycle, speed: 0, acceleration: 0)
    }

    /// The same leg driven the other way round: from the border at speed to rest.
    package func reversedMotion(at elapsed: Double) -> LegMotion {
        let motion = motion(at: seconds - elapsed)
        return LegMotion(
            meters: meters - motion.meters, speed: motion.speed,
            acceleration: -motion.acceleration)
    }
}

/// Where a car is on a leg beyond the map, and how it moves.
package struct LegMotion: Hashable {
    /// Metres since the leg began.
    package var meters: Double
    /// m/s.
    package var speed: Double
    /// m/s².
    package var acceleration: Double
}
