// How fast a road can be driven: bends, turns, starts and stops. The engine uses it for how long a
// free traversal takes, `TripMotion` for the motion itself, so that the two agree: what the engine
// allows in time can be driven in space.

import Base
import Roads

/// Speeds that the geometry of a map allows, and how long a piece of road takes at least.
///
/// The rates here are those of the calmest driver style (0.6 of the typical +2.0 / −2.5 m/s²), so
/// that every driver can keep the engine's times. Cornering is limited to 3 m/s² to the side, a
/// comfortable value for cars (R. Lamm et al., "Highway Design and Traffic Safety Engineering
/// Handbook", 1999: side friction demand 0.2–0.3 g at urban curve speeds).
public struct Kinematics: Sendable {
    /// m/s² of the calmest style.
    public static let calmAcceleration = 1.2
    /// m/s² of the calmest style, positive.
    public static let calmBraking = 1.5
    /// Comfortable acceleration to the side, m/s².
    public static let lateralAcceleration = 3.0
    /// A corner is rounded over this many metres before and after its node.
    public static let cornerMeters = 10.0
    /// Nothing is driven through more slowly than this, m/s.
    public static let slowestCorner = 2.0
    /// Metres from the stop line at which a queued vehicle stands when its turn to leave comes.
    public static let stopLineMeters = 8.0

    /// Slice of the bend columns of a link. [links + 1]
    let firstBend: [UInt32]
    /// Metres along the link of a bend that cannot be driven at the link's speed. [bends]
    let bendOffset: [Float]
    /// Speed there, m/s, lowered so that every later bend of the link can be met. [bends]
    let bendSpeed: [Float]
    /// Speed at which a link may be entered so that its bends can be met, m/s. [links]
    let entrySpeed: [Float]
    /// Speed at which a permitted turn can be driven, m/s. [turns of the network]
    let turnSpeed: [Float]
    /// Heading of the piece that begins at a shape point, degrees clockwise from north. [shape]
    let heading: [Float]

    /// Of no map.
    init() {
        firstBend = []
        bendOffset = []
        bendSpeed = []
        entrySpeed = []
        turnSpeed = []
        heading = []
    }

    /// Of a map.
    /// - Complexity: O(shape points + turns).
    public init(_ network: Network) {
        let heading = Self.headings(network)
        var firstBend: [UInt32] = [0]
        firstBend.reserveCapacity(network.linkCount + 1)
        var bendOffset: [Float] = []
        var bendSpeed: [Float] = []
        var entrySpeed = [Float](repeating: 0, count: network.linkCount)
        for link in 0..<network.linkCount {
            let first = bendOffset.count
            Self.appendBends(network, link, heading, &bendOffset, &bendSpeed)
            entrySpeed[link] = Self.lowerForBraking(
                network, link, bendOffset, &bendSpeed, from: first)
            firstBend.append(UInt32(bendOffset.count))
        }
        var turnSpeed = [Float](repeating: 0, count: network.turnTo.count)
        for link in 0..<network.linkCount {
            let end = heading[Int(network.linkFirstShape[link + 1]) - 1]
            for turn in network.turns(from: LinkID(UInt32(link))) {
                let next = Int(network.turnTo[turn])
                let begin = heading[Int(network.linkFirstShape[next])]
                let corner = Self.cornerSpeed(
                    Double(Self.difference(begin, end)), Self.cornerMeters)
                turnSpeed[turn] = min(network.linkSpeed[link], entrySpeed[next], Float(corner))
            }
        }
        self.firstBend = firstBend
        self.bendOffset = bendOffset
        self.bendSpeed = bendSpeed
        self.entrySpeed = entrySpeed
        self.turnSpeed = turnSpeed
        self.heading = heading
    }

    /// Positions in the bend columns of a link.
    @inline(__always) func bends(of link: Int) -> Range<Int> {
        firstBend.isEmpty ? 0..<0 : Int(firstBend[link])..<Int(firstBend[link + 1])
    }

    /// Speed at which the way from one link to a following one can be driven, m/s.
    func turnSpeed(_ network: Network, from link: Int, to next: Int) -> Double {
        for turn in network.turns(from: LinkID(UInt32(link)))
        where Int(network.turnTo[turn]) == next {
            return Double(turnSpeed[turn])
        }
        return Self.slowestCorner
    }
}

extension Kinematics {
    /// Degrees in (−180, 180] from one heading to another, positive clockwise.
    @inline(__always) static func difference(_ to: Float, _ from: Float) -> Float {
        var angle = to - from
        if angle > 180 { angle -= 360 }
        if angle <= -180 { angle += 360 }
        return angle
    }

    /// Speed through a corner of so many degrees that is rounded over `meters` on both sides: the
    /// circle that touches both legs there has the radius meters / tan(angle / 2).
    static func cornerSpeed(_ degrees: Double, _ meters: Double) -> Double {
        let half = abs(degrees) / 2 * .pi / 180
        let sine = Math.sin(half)
        guard sine > 1e-4 else { return .infinity }
        let radius = meters * Math.cos(half) / sine
        return max(slowestCorner, (lateralAcceleration * max(0, radius)).squareRoot())
    }

    private static func headings(_ network: Network) -> [Float] {
        let plane = network.metadata.plane
        var heading = [Float](repeating: 0, count: network.shapeOffset.count)
        for link in 0..<network.linkCount {
            let shape = network.shape(of: LinkID(UInt32(link)))
            for point in shape.dropLast() {
                let east =
                    Double(network.shapeLongitudeE7[point + 1] - network.shapeLongitudeE7[point])
                    * 1e-7 * plane.metersPerDegreeEast
                let north =
                    Double(network.shapeLatitudeE7[point + 1] - network.shapeLatitudeE7[point])
                    * 1e-7 * plane.metersPerDegreeNorth
                var degrees = Math.atan2(east, north) * 180 / .pi
                if degrees < 0 { degrees += 360 }
                heading[point] = Float(degrees)
            }
            if shape.count > 1 { heading[shape.upperBound - 1] = heading[shape.upperBound - 2] }
        }
        return heading
    }

    /// The bends inside a link that are slower than its speed. A vertex is rounded over half of
    /// its shorter leg, but never over less than 5 m: surveyors' jitter is no bend.
    private static func appendBends(
        _ network: Network, _ link: Int, _ heading: [Float], _ offsets: inout [Float],
        _ speeds: inout [Float]
    ) {
        let shape = network.shape(of: LinkID(UInt32(link)))
        guard shape.count > 2 else { return }
        for point in (shape.lowerBound + 1)..<(shape.upperBound - 1) {
            let before = network.shapeOffset[point] - network.shapeOffset[point - 1]
            let after = network.shapeOffset[point + 1] - network.shapeOffset[point]
            let rounded = Double(max(5, min(25, min(before, after) / 2)))
            let angle = Double(difference(heading[point], heading[point - 1]))
            let speed = Float(cornerSpeed(angle, rounded))
            guard speed < 0.95 * network.linkSpeed[link] else { continue }
            offsets.append(network.shapeOffset[point])
            speeds.append(speed)
        }
    }

    /// Lowers the speeds of a link's bends so that each can be reached by calm braking from the one
    /// before, and returns the speed at which the link may be entered.
    private static func lowerForBraking(
        _ network: Network, _ link: Int, _ offsets: [Float], _ speeds: inout [Float],
        from first: Int
    ) -> Float {
        var later = network.linkSpeed[link]
        var place = network.linkLength[link]
        for bend in (first..<offsets.count).reversed() {
            let room = max(0, place - offsets[bend])
            let reachable = (later * later + 2 * Float(calmBraking) * room).squareRoot()
            speeds[bend] = min(speeds[bend], reachable)
            (later, place) = (speeds[bend], offsets[bend])
        }
        let reachable = (later * later + 2 * Float(calmBraking) * max(0, place)).squareRoot()
        return min(network.linkSpeed[link], reachable)
    }
}

/// How long a drive over a piece of road takes, and how fast it ends.
struct Run {
    /// Seconds.
    var seconds: Double
    /// Speed at the end, m/s.
    var exitSpeed: Double
}

extension Kinematics {
    /// The fastest calm drive along a link from `begin` to `end` metres.
    ///
    /// Between bends the car accelerates to at most the link's speed, cruises, and brakes for the
    /// next bend; the highest speed that is reached on a short piece follows from energy.
    /// - Parameters:
    ///   - entry: speed at `begin`; must allow to brake to what follows, as `entryLimit` says.
    ///   - exit: highest speed at `end`.
    func run(
        link: Int, speed: Double, from begin: Double, to end: Double, entry: Double, exit: Double
    ) -> Run {
        var seconds = 0.0
        var at = begin
        var now = min(entry, speed)
        for bend in bends(of: link) {
            let place = Double(bendOffset[bend])
            if place <= begin { continue }
            if place >= end { break }
            let beforeEnd = (exit * exit + 2 * Self.calmBraking * (end - place)).squareRoot()
            let piece = Self.pieceRun(
                place - at, from: now, to: min(Double(bendSpeed[bend]), beforeEnd), top: speed)
            seconds += piece.seconds
            (at, now) = (place, piece.exitSpeed)
        }
        let last = Self.pieceRun(end - at, from: now, to: min(exit, speed), top: speed)
        return Run(seconds: seconds + last.seconds, exitSpeed: last.exitSpeed)
    }

    /// The fastest calm drive over a straight piece: accelerate, cruise at `top`, brake.
    static func pieceRun(_ length: Double, from: Double, to: Double, top: Double) -> Run {
        let a = calmAcceleration
        let b = calmBraking
        guard length > 0 else { return Run(seconds: 0, exitSpeed: from) }
        let exit = min(to, (from * from + 2 * a * length).squareRoot())
        let peakSquared = (2 * a * b * length + b * from * from + a * exit * exit) / (a + b)
        if peakSquared >= top * top {
            let rising = (top * top - from * from) / (2 * a)
            let falling = (top * top - exit * exit) / (2 * b)
            let cruise = max(0, length - rising - falling) / top
            return Run(seconds: (top - from) / a + cruise + (top - exit) / b, exitSpeed: exit)
        }
        // A peak under `from` means that not even braking all the way is enough; by construction
        // of the entry limits that is rounding only, and the mean speed is right.
        let peak = max(max(from, exit), peakSquared.squareRoot())
        if peak == 0 { return Run(seconds: 0, exitSpeed: 0) }
        let seconds =
            peakSquared <= max(from * from, exit * exit)
            ? 2 * length / (from + exit) : (peak - from) / a + (peak - exit) / b
        return Run(seconds: seconds, exitSpeed: exit)
    }

    /// How far a calm driver gets in a time from a speed, when braking to a stop and when
    /// accelerating.
    static func reach(from speed: Double, seconds: Double) -> (least: Double, most: Double) {
        let braking = min(seconds, speed / calmBraking)
        return (
            (speed - calmBraking * braking / 2) * braking,
            (speed + calmAcceleration * seconds / 2) * seconds
        )
    }

    /// The highest speed at `begin` from which calm braking meets all that follows up to `end`.
    func entryLimit(
        link: Int, speed: Double, from begin: Double, to end: Double, exit: Double
    ) -> Double {
        let limit = min(speed, (exit * exit + 2 * Self.calmBraking * (end - begin)).squareRoot())
        for bend in bends(of: link) {
            let place = Double(bendOffset[bend])
            if place <= begin { continue }
            if place >= end { break }
            // Its speed is already lowered for the bends behind it, so the first one binds.
            let bound = Double(bendSpeed[bend])
            let reachable = (bound * bound + 2 * Self.calmBraking * (place - begin)).squareRoot()
            return min(limit, reachable)
        }
        return limit
    }

    /// Speed at the end of a link after waiting there: a short wait is rolled off, after a long one
    /// the car starts from near the stop line. Engine and motion use the same rule, so that the
    /// next link's time has room for the acceleration.
    static func exitSpeed(free: Double, waitSeconds: Double) -> Double {
        let started = (2 * calmAcceleration * stopLineMeters).squareRoot()
        return max(min(free, started), free - calmBraking * waitSeconds)
    }
}
