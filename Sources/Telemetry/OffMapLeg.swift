// Driving beyond the map's border, where no road is known: only how long and how far. A device goes
// on to report speed, distance and energy there, so the leg is driven in a way that could be.

/// Motion on a leg of which only length and duration are known.
///
/// From rest the car first drives through a town: equal cycles of accelerating, cruising, braking
/// and standing. Then it accelerates once, cruises, and changes to the speed at which the map's
/// border is crossed. A slow leg is a town for most of its time, a fast one a motorway.
package struct OffMapLeg {
    private let meters: Double
    private let seconds: Double
    /// Equal cycles at the beginning: how many, their seconds, those of them that it stands, and
    /// their cruising speed, m/s.
    private var cycles = 0
    private var period = 0.0
    private var standing = 0.0
    private var townSpeed = 0.0
    /// Metres of the cycles.
    private var townMeters = 0.0
    /// Cruising speed after the cycles, and the speed at the border, m/s.
    private var cruise = 0.0
    private var border = 0.0
    /// Rates of all changes of speed, m/s².
    private var acceleration = 1.2
    private var braking = 1.5

    /// Seconds of a cycle in town, the share of them that the car stands, and its mean speed, m/s:
    /// whole drives stand for 12–16 % of their time (measured OBD sets), nearly all of it on
    /// streets; that it is 30 % there is an assumption.
    static let town = (period: 75.0, standing: 0.30, mean: 8.5)
    /// At most so many seconds are spent in town where the rest is faster; assumption.
    static let townSeconds = 480.0

    /// A leg; `seconds` of 0 is none.
    ///
    /// - Parameter borderSpeed: m/s at the map's border; `nil` for the cruising speed.
    package init(meters: Double, seconds: Double, borderSpeed: Double? = nil) {
        self.meters = meters
        self.seconds = seconds
        guard seconds > 0 else { return }
        let mean = meters / seconds
        let inTown =
            mean < Self.town.mean ? 0.75 * seconds : min(Self.townSeconds, 0.45 * seconds)
        for share in [1, 0.5, 0.25, 0] {
            setTown(seconds: share * inTown, mean: min(mean, Self.town.mean))
            if setCruise(borderSpeed) || setCruise(nil) { return }
        }
        // So short a leg that nobody could drive it from rest: at constant speed.
        (cruise, border) = (mean, mean)
        (acceleration, braking) = (.infinity, .infinity)
    }

    /// Fills the beginning with cycles of a mean speed.
    private mutating func setTown(seconds: Double, mean: Double) {
        cycles = Int((seconds / Self.town.period).rounded())
        townMeters = 0
        guard cycles > 0 else { return }
        period = seconds / Double(cycles)
        standing = Self.town.standing * period
        // Length of a cycle = moving · speed − loss · speed².
        let moving = period - standing
        let loss = (1 / acceleration + 1 / braking) / 2
        let root = moving * moving - 4 * loss * mean * period
        townSpeed = (moving - max(0, root).squareRoot()) / (2 * loss)
        townMeters = Double(cycles) * townSpeed * (moving - loss * townSpeed)
    }

    /// Finds the cruising speed that makes the length right, by bisection; false if there is none.
    private mutating func setCruise(_ borderSpeed: Double?) -> Bool {
        let time = seconds - Double(cycles) * period
        let length = meters - townMeters
        guard time > 0, length > 0 else { return false }
        var (low, high) = (0.0, 3 * length / time + 1)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            let change = change(from: middle, to: borderSpeed ?? middle)
            let covered =
                middle * (time - middle / acceleration / 2 - change.seconds) + change.meters
            if covered < length { low = middle } else { high = middle }
            // Beyond this there is no time for it.
            if middle / acceleration + change.seconds > time { high = min(high, middle) }
        }
        cruise = (low + high) / 2
        border = borderSpeed ?? cruise
        let last = change(from: cruise, to: border)
        let rising = cruise / acceleration
        let covered = cruise * (time - rising / 2 - last.seconds) + last.meters
        return rising + last.seconds <= time && (covered - length).magnitude < 0.001
    }

    private func change(from first: Double, to last: Double) -> (seconds: Double, meters: Double) {
        let seconds = (last - first).magnitude / (last > first ? acceleration : braking)
        return (seconds, seconds * (first + last) / 2)
    }

    /// The motion some seconds after the start.
    package func motion(at elapsed: Double) -> LegMotion {
        // Whoever finds no room on the map at once waits at its border.
        guard elapsed <= seconds + 0.002, seconds > 0 else {
            return LegMotion(meters: meters, speed: 0, acceleration: 0)
        }
        // So does whoever has switched on and not yet set off.
        guard elapsed >= 0 else { return LegMotion(meters: 0, speed: 0, acceleration: 0) }
        let time = min(seconds, elapsed)
        let inTown = Double(cycles) * period
        if time < inTown { return townMotion(time) }
        let t = time - inTown
        if t < cruise / acceleration {
            return LegMotion(
                meters: townMeters + acceleration * t * t / 2, speed: acceleration * t,
                acceleration: acceleration)
        }
        let last = change(from: cruise, to: border)
        let left = seconds - time
        if left < last.seconds {
            let rate = border > cruise ? acceleration : -braking
            let speed = border - rate * left
            return LegMotion(
                meters: meters - (speed + border) / 2 * left, speed: speed, acceleration: rate)
        }
        return LegMotion(
            meters: townMeters + cruise * (t - cruise / acceleration / 2), speed: cruise,
            acceleration: 0)
    }

    private func townMotion(_ time: Double) -> LegMotion {
        let cycle = min(cycles - 1, Int(time / period))
        let t = time - Double(cycle) * period
        let perCycle = townMeters / Double(cycles)
        let base = Double(cycle) * perCycle
        let moving = period - standing
        if t < townSpeed / acceleration {
            return LegMotion(
                meters: base + acceleration * t * t / 2, speed: acceleration * t,
                acceleration: acceleration)
        }
        if t < moving - townSpeed / braking {
            return LegMotion(
                meters: base + townSpeed * (t - townSpeed / acceleration / 2), speed: townSpeed,
                acceleration: 0)
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
