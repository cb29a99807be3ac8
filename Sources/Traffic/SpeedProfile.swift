// The speed of a car along one traversal: pieces of constant acceleration that begin and end at
// given speeds, cover a given distance in exactly a given time, and keep to what bends allow.

import Base

/// Motion with constant acceleration from an instant on.
struct MotionPiece: Sendable {
    /// Seconds since the traversal began.
    var start: Double
    /// Metres along the link at that instant.
    var place: Double
    /// m/s at that instant.
    var speed: Double
    /// m/s².
    var acceleration: Double
}

/// What a traversal must fulfil.
struct Traversal {
    var link: Int
    /// Metres along the link where it begins and ends.
    var from: Double
    var to: Double
    /// How long it takes, and how much of that is more than on empty roads.
    var seconds: Double
    var waitSeconds: Double
    /// Speeds at its ends.
    var entry: Double
    var exit: Double
    /// The link's free-flow speed.
    var top: Double
}

/// Finds the pieces of a traversal; keeps their storage between traversals.
///
/// One number is free, the cruising speed: the car changes to it, holds it between bends, and
/// changes to what comes next, always at its driver's rates. The higher it is, the shorter the
/// drive, so the time is met by search. Who has to wait drives as usual, stands before the end, and
/// starts so that it passes the end at the exit speed; in a long queue it creeps.
struct SpeedProfile: Sendable {
    /// The driver's rates, m/s², both positive.
    let acceleration: Double
    let braking: Double
    private(set) var pieces: [MotionPiece] = []
    /// Traversals that needed higher rates than the driver's, and the highest rate needed.
    private(set) var relaxed = 0
    private(set) var highestRate = 0.0

    private var a = 0.0
    private var b = 0.0
    private var clock = 0.0
    private var place = 0.0

    init(acceleration: Double, braking: Double) {
        self.acceleration = acceleration
        self.braking = braking
        pieces.reserveCapacity(16)
    }

    /// Fits the pieces of a traversal.
    ///
    /// Where the driver's rates cannot meet the times (a blockade right behind a fast link, or
    /// times from an engine without kinematic losses), rates grow by half until they can; with
    /// ever higher rates any time can be met. Each such traversal is counted.
    mutating func fit(_ leg: Traversal, _ kinematics: Kinematics) {
        pieces.removeAll(keepingCapacity: true)
        guard leg.to - leg.from > 1e-3, leg.seconds > 1e-4 else {
            pieces.append(
                MotionPiece(start: 0, place: leg.from, speed: 0, acceleration: 0))
            return
        }
        (a, b) = (acceleration, braking)
        for attempt in 0..<24 {
            let allowance = 1.25 + 0.25 * Double(attempt)
            if fitted(leg, kinematics, allowance) {
                if attempt > 0 {
                    relaxed += 1
                    highestRate = max(highestRate, max(a, b))
                }
                return
            }
            a *= 1.5
            b *= 1.5
        }
        // Rates of 10,000 times the driver's were not enough: not reached by any finite input.
        pieces.append(
            MotionPiece(
                start: 0, place: leg.from, speed: (leg.to - leg.from) / leg.seconds,
                acceleration: 0))
        relaxed += 1
    }

    /// The shortest time of a traversal at the driver's rates, at most a tenth above the link's
    /// speed; `nil` when its exit speed cannot be reached.
    mutating func shortest(_ leg: Traversal, _ kinematics: Kinematics) -> Double? {
        (a, b) = (acceleration, braking)
        return time(leg, kinematics, max(1.1 * leg.top, leg.entry, leg.exit), keep: false)
    }

    private mutating func fitted(
        _ leg: Traversal, _ kinematics: Kinematics, _ allowance: Double
    ) -> Bool {
        if leg.waitSeconds >= 3, !isInQueue(leg), standing(leg, kinematics) { return true }
        if cruising(leg, kinematics, allowance) { return true }
        return standing(leg, kinematics)
    }

    /// Whether a wait is longer than one's own turn at a junction or a red phase takes: then it is
    /// a queue, which moves, slowly (Lighthill and Whitham 1955: at the flow that its end lets
    /// through over its density). Below walking pace it stands and goes.
    private func isInQueue(_ leg: Traversal) -> Bool {
        leg.waitSeconds > 90 && (leg.to - leg.from) / leg.seconds > 0.5
    }

    /// Drives as usual, stands, and starts in time.
    private mutating func standing(_ leg: Traversal, _ kinematics: Kinematics) -> Bool {
        let stop = leg.to - leg.exit * leg.exit / (2 * a)
        guard stop - leg.from >= leg.entry * leg.entry / (2 * b) else { return false }
        var before = leg
        (before.to, before.exit) = (stop, 0)
        let reached = stop > leg.from ? time(before, kinematics, leg.top, keep: false) : 0
        let starting = leg.exit / a
        guard let reached, reached + starting <= leg.seconds else { return false }
        if stop > leg.from { _ = time(before, kinematics, leg.top, keep: true) }
        pieces.append(MotionPiece(start: reached, place: stop, speed: 0, acceleration: 0))
        if starting > 0 {
            pieces.append(
                MotionPiece(
                    start: leg.seconds - starting, place: stop, speed: 0, acceleration: a))
        }
        return true
    }

    /// Meets the time by the cruising speed: regula falsi in the Illinois variant, kept between
    /// bounds; ends at a microsecond.
    private mutating func cruising(
        _ leg: Traversal, _ kinematics: Kinematics, _ allowance: Double
    ) -> Bool {
        let mean = (leg.to - leg.from) / leg.seconds
        var high = max(allowance * leg.top, 1.05 * mean)
        var low = min(0.25, 0.5 * mean)
        guard let shortest = time(leg, kinematics, high, keep: false),
            shortest <= leg.seconds + 0.0011,
            let longest = time(leg, kinematics, low, keep: false),
            longest >= leg.seconds - 0.0011
        else { return false }
        var overHigh = shortest - leg.seconds
        var overLow = longest - leg.seconds
        // A traversal that leaves no choice may miss its time by the rounding to milliseconds.
        if overLow < 0 {
            _ = time(leg, kinematics, low, keep: true)
            return true
        }
        var cruise = high
        var side = 0
        for _ in 0..<60 where overHigh < 0 {
            // The time goes with 1 / speed, so the line is drawn in that.
            let inverse = (overLow / high - overHigh / low) / (overLow - overHigh)
            cruise = 1 / inverse
            if !(cruise > low && cruise < high) { cruise = (low + high) / 2 }
            guard let seconds = time(leg, kinematics, cruise, keep: false) else { return false }
            let over = seconds - leg.seconds
            if abs(over) < 1e-6 { break }
            if over > 0 {
                (low, overLow) = (cruise, over)
                if side > 0 { overHigh /= 2 }
                side = 1
            } else {
                (high, overHigh) = (cruise, over)
                if side < 0 { overLow /= 2 }
                side = -1
            }
        }
        _ = time(leg, kinematics, cruise, keep: true)
        return true
    }

    /// Seconds of a traversal at a cruising speed, or `nil` when its exit speed cannot be reached.
    private mutating func time(
        _ leg: Traversal, _ kinematics: Kinematics, _ cruise: Double, keep: Bool
    ) -> Double? {
        clock = 0
        place = leg.from
        var speed = leg.entry
        let bends = kinematics.bends(of: leg.link)
        for bend in bends {
            let at = Double(kinematics.bendOffset[bend])
            if at <= leg.from { continue }
            if at >= leg.to { break }
            let rest = leg.to - at
            let meetsEnd = (leg.exit * leg.exit + 2 * b * rest).squareRoot()
            let reachesEnd = max(0, leg.exit * leg.exit - 2 * a * rest).squareRoot()
            let wanted = min(Double(kinematics.bendSpeed[bend]), meetsEnd, cruise)
            let slowest = max(0, speed * speed - 2 * b * (at - place)).squareRoot()
            let fastest = (speed * speed + 2 * a * (at - place)).squareRoot()
            let next = min(max(wanted, reachesEnd, slowest), fastest)
            stretch(to: at, from: speed, to: next, cruise, keep)
            speed = next
        }
        let rest = leg.to - place
        let squared = leg.exit * leg.exit
        // Speeds at nodes are in single precision, and lowered only if it matters.
        let tolerance = 1e-6 + 5e-4 * max(squared, speed * speed)
        guard squared <= speed * speed + 2 * a * rest + tolerance,
            squared >= speed * speed - 2 * b * rest - tolerance
        else { return nil }
        stretch(to: leg.to, from: speed, to: leg.exit, cruise, keep)
        return clock
    }

    /// One stretch without bends inside: change to the cruising speed, hold it, change to the last
    /// one; on a short stretch the speed in the middle is what can be reached.
    private mutating func stretch(
        to end: Double, from first: Double, to last: Double, _ cruise: Double, _ keep: Bool
    ) {
        let length = end - place
        let begin = place
        guard length > 0 else { return }
        var middle = cruise
        if cruise >= max(first, last) {
            let peak = (2 * a * b * length + b * first * first + a * last * last) / (a + b)
            middle = min(cruise, max(peak, first * first, last * last).squareRoot())
        } else if cruise <= min(first, last) {
            let needed = first * first / (2 * b) + last * last / (2 * a) - length
            let valley = max(0, needed / (1 / (2 * b) + 1 / (2 * a))).squareRoot()
            middle = min(max(cruise, valley), min(first, last))
        }
        change(from: first, to: middle, keep)
        let rate = last >= middle ? a : b
        let closing = abs(last * last - middle * middle) / (2 * rate)
        let held = begin + length - closing - place
        if held > 0 {
            if keep {
                pieces.append(
                    MotionPiece(start: clock, place: place, speed: middle, acceleration: 0))
            }
            clock += held / max(middle, 1e-9)
            place += held
        }
        change(from: middle, to: last, keep)
        place = end
    }

    @inline(__always)
    private mutating func change(from first: Double, to last: Double, _ keep: Bool) {
        guard first != last else { return }
        let rate = last > first ? a : -b
        if keep {
            pieces.append(
                MotionPiece(start: clock, place: place, speed: first, acceleration: rate))
        }
        clock += (last - first) / rate
        place += (last * last - first * first) / (2 * rate)
    }
}
