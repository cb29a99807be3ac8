// True motion along a trip, from the times at which its links were entered.

import Base
import Roads

/// Where a vehicle is and how it moves at any instant of a trip on the map.
///
/// Position and speed are continuous; the speed is 0 where the trip starts and ends (not at a
/// gateway, which is crossed at speed); a link is entered exactly at its time. Accelerations keep
/// to the driver's: +2.0 m/s² times the style, −2.5 m/s² times its power 0.55. Where the engine's
/// times cannot be met with these (a queue behind a short, fast link), drivers brake before the
/// engine makes them wait: the node is passed up to `largestShift` later. What even that does not
/// mend is driven with higher rates, and `relaxedTraversals` counts it. Instants must not descend;
/// the cost of a sample does not depend on how far apart they are, but for one fit of about a
/// microsecond per link that is sampled at all.
public struct TripMotion: Sendable {
    /// Typical rates of a driver, m/s².
    public static let typicalAcceleration = 2.0
    /// See `typicalAcceleration`; positive.
    public static let typicalBraking = 2.5
    /// Power of the style by which braking varies: traffic ahead makes drivers brake more alike
    /// than they accelerate; set so that harsh braking is as rare as in measured drives (1 to 5 per
    /// 100 km in towns).
    private static let brakingSpread = 0.55

    let network: Network
    let kinematics: Kinematics
    let links: [UInt32]
    let range: Range<Int>
    private let drive: RouteDrive
    /// When each traversal is begun, and when the last one ends, milliseconds.
    var times: [Int64]
    /// Speed at the start of each traversal, and at the end of the last.
    var speeds: [Float]
    /// Milliseconds of each traversal beyond its time on empty roads.
    var waits: [Float]
    var profile: SpeedProfile
    /// The most by which a node is passed earlier or later than its traversal begins, seconds; see
    /// `makePossible`. 0 for most trips.
    public internal(set) var largestShift = 0.0

    var leg = 0
    private var fitted = -1
    private var metersBefore = 0.0
    var piece = 0
    private var point = 0
    /// Whether the piece that `harshOnset` saw last was harsh.
    var wasHarsh = false

    /// The motion of a trip of a result.
    ///
    /// - Parameter style: how hard the driver accelerates and brakes; 1 is typical, 0.6 … 1.6.
    /// - Complexity: O(traversals of the trip).
    public init(network: Network, result: TrafficResult, trip: Int, style: Float = 1) {
        self.network = network
        kinematics = result.kinematics
        links = result.traversalLink
        range = result.traversals(of: trip)
        times = Array(result.traversalEnterMilliseconds[range])
        times.append(result.exitMilliseconds[trip])
        let flags = result.flags[trip]
        let isCut = flags.contains(.onRoadAtEnd)
        var destination = result.destinationOffset[trip]
        if isCut, let last = range.last {
            // Where the run's end finds it, along the link that it is on.
            var meters = result.onMapMeters[trip] + result.originOffset[trip]
            for index in range.dropLast() { meters -= network.linkLength[Int(links[index])] }
            destination = max(0, min(meters, network.linkLength[Int(links[last])]))
        }
        drive = RouteDrive(
            network: network, kinematics: kinematics, losses: true,
            origin: result.originOffset[trip], destination: destination,
            stops: (!flags.contains(.startsOffMap), !flags.contains(.endsOffMap) && !isCut))
        let factor = Double(max(0.6, min(1.6, style)))
        profile = SpeedProfile(
            acceleration: Self.typicalAcceleration * factor,
            braking: Self.typicalBraking * Math.pow(factor, Self.brakingSpread))
        speeds = [Float](repeating: 0, count: range.count + 1)
        waits = [Float](repeating: 0, count: range.count)
        guard !range.isEmpty else { return }
        chain()
        if isCut { speeds[range.count] = endSpeed() }
        makePossible(canChangeEntry: flags.contains(.startsOffMap))
    }

    /// How many of the traversals sampled so far needed higher rates than the driver's.
    public var relaxedTraversals: Int { profile.relaxed }

    /// The highest of these rates, m/s²; 0 without any.
    public var highestRate: Double { profile.highestRate }

    /// Speeds at the start and the end of the drive on the map, m/s; `nil` if it never began.
    public var borderSpeeds: (entry: Double?, exit: Double?) {
        range.isEmpty ? (nil, nil) : (Double(speeds[0]), Double(speeds[range.count]))
    }

    /// The motion at an instant; before the first wheel on the road it stands at the start, after
    /// the last at the end.
    public mutating func state(atMilliseconds time: Int64) -> MotionState {
        guard !range.isEmpty else { return Self.nowhere }
        advance(to: time)
        let begin = times[leg]
        let exit = times[range.count]
        let seconds = Double(max(begin, min(time, exit)) - begin) / 1000
        let pieces = profile.pieces
        while piece + 1 < pieces.count, pieces[piece + 1].start <= seconds { piece += 1 }
        let now = pieces[piece]
        let elapsed = seconds - now.start
        let span = span(leg)
        let run = now.place + (now.speed + 0.5 * now.acceleration * elapsed) * elapsed
        let place = max(span.from, min(span.to, run))
        let speed = max(0, now.speed + now.acceleration * elapsed)
        let isOver = time >= exit
        return located(
            place, meters: metersBefore + place - span.from,
            speed: Float(isOver ? Double(speeds[range.count]) : speed),
            acceleration: Float(isOver || time < times[0] ? 0 : now.acceleration))
    }

    /// Goes to the traversal of an instant and fits it.
    @inline(__always) mutating func advance(to time: Int64) {
        let last = range.count - 1
        while leg < last, times[leg + 1] <= time {
            let span = span(leg)
            metersBefore += span.to - span.from
            leg += 1
        }
        if fitted != leg { fit() }
    }

    private static let nowhere = MotionState(
        link: .none, offset: 0, distance: 0, speed: 0, acceleration: 0, lateralAcceleration: 0,
        yawRate: 0, longitude: 0, latitude: 0, heading: 0)

    @inline(__always) func span(_ leg: Int) -> (from: Double, to: Double) {
        drive.span(
            link: Int(links[range.lowerBound + leg]), isFirst: leg == 0,
            isLast: leg == range.count - 1)
    }

    /// What the profile of a traversal must fulfil.
    func traversal(_ leg: Int) -> Traversal {
        let span = span(leg)
        let link = Int(links[range.lowerBound + leg])
        return Traversal(
            link: link, from: span.from, to: span.to,
            seconds: Double(times[leg + 1] - times[leg]) / 1000,
            waitSeconds: Double(waits[leg]) / 1000, entry: Double(speeds[leg]),
            exit: Double(speeds[leg + 1]), top: Double(network.linkSpeed[link]))
    }

    private mutating func fit() {
        let traversal = traversal(leg)
        profile.fit(traversal, kinematics)
        fitted = leg
        piece = 0
        point = Int(network.linkFirstShape[traversal.link])
    }
}

// MARK: Speeds at the nodes

extension TripMotion {
    /// The same chain of traversals as the engine's: entry speed, time on empty roads, wait, exit
    /// speed, link after link.
    private mutating func chain() {
        var limits = [Float](repeating: 0, count: range.count)
        limits.withUnsafeMutableBufferPointer {
            drive.limits(links: links, range: range, into: $0)
        }
        var speed = drive.entrySpeed(
            link: Int(links[range.lowerBound]), isLast: range.count == 1,
            exit: Double(limits[0]))
        speeds[0] = Float(speed)
        for leg in 0..<range.count {
            let isLast = leg == range.count - 1
            let run = drive.run(
                link: Int(links[range.lowerBound + leg]), isFirst: leg == 0, isLast: isLast,
                entry: speed, exit: Double(limits[leg]))
            let free = Int64(RouteDrive.milliseconds(run))
            let wait = max(0, times[leg + 1] - times[leg] - free)
            waits[leg] = Float(wait)
            let leaving = Kinematics.exitSpeed(
                free: Double(Float(run.exitSpeed)), waitSeconds: Double(wait) / 1000)
            // At the end of the drive it stops, however long it had to wait for it.
            speed = Double(Float(isLast && drive.endsInStop ? 0 : leaving))
            speeds[leg + 1] = Float(speed)
        }
    }
}

extension TripMotion {
    /// Speed at which the run's end finds it: that of steady acceleration on the last traversal.
    private func endSpeed() -> Float {
        let last = traversal(range.count - 1)
        guard last.seconds > 0 else { return Float(last.entry) }
        let steady = 2 * (last.to - last.from) / last.seconds - last.entry
        return Float(max(0, min(last.top, steady)))
    }
}

// MARK: On the geometry

extension TripMotion {
    /// The state at a place along the present link. Headings turn evenly over a few metres before
    /// and after each vertex, so that yaw rate and lateral acceleration are finite.
    private mutating func located(
        _ place: Double, meters: Double, speed: Float, acceleration: Float
    ) -> MotionState {
        let link = Int(links[range.lowerBound + leg])
        let first = Int(network.linkFirstShape[link])
        let last = Int(network.linkFirstShape[link + 1]) - 1
        while point + 1 < last, Double(network.shapeOffset[point + 1]) <= place { point += 1 }
        let from = network.shapeOffset[point]
        let to = network.shapeOffset[point + 1]
        let share = to > from ? max(0, min(1, (place - Double(from)) / Double(to - from))) : 0
        let west = Double(network.shapeLongitudeE7[point])
        let south = Double(network.shapeLatitudeE7[point])
        let east = Double(network.shapeLongitudeE7[point + 1])
        let north = Double(network.shapeLatitudeE7[point + 1])
        let (heading, bending) = direction(Float(place), link, first, last, from, to)
        var yawRate = -bending * speed
        // A vertex with very short legs would turn the car faster than its tyres can.
        let most = Float(1.3 * Kinematics.lateralAcceleration * 180 / .pi)
        if speed > 0.1, abs(yawRate) * speed > most {
            yawRate = yawRate > 0 ? most / speed : -most / speed
        }
        return MotionState(
            link: LinkID(UInt32(link)), offset: Float(place), distance: meters, speed: speed,
            acceleration: acceleration, lateralAcceleration: speed * yawRate * (.pi / 180),
            yawRate: yawRate, longitude: (west + (east - west) * share) * 1e-7,
            latitude: (south + (north - south) * share) * 1e-7, heading: heading)
    }

    /// Heading, and degrees per metre that it turns clockwise.
    @inline(__always) private func direction(
        _ place: Float, _ link: Int, _ first: Int, _ last: Int, _ from: Float, _ to: Float
    ) -> (heading: Float, bending: Float) {
        let heading = kinematics.heading[point]
        let corner = Float(Kinematics.cornerMeters)
        let half = min(corner, (to - from) / 2)
        var before = heading
        var after = heading
        var past: Float = 0
        if place < from + half {
            if point > first {
                before = kinematics.heading[point - 1]
            } else if leg > 0 {
                before = lastHeading(Int(links[range.lowerBound + leg - 1]))
            }
            past = half + (place - from)
        } else if place > to - half {
            if point + 1 < last {
                after = kinematics.heading[point + 1]
            } else if leg + 1 < range.count {
                let next = Int(links[range.lowerBound + leg + 1])
                after = kinematics.heading[Int(network.linkFirstShape[next])]
            }
            past = half - (to - place)
        }
        let angle = Kinematics.difference(after, before)
        guard angle != 0, half > 0.01 else { return (heading, 0) }
        let bending = angle / (2 * half)
        var turned = before + bending * past
        if turned < 0 { turned += 360 }
        if turned >= 360 { turned -= 360 }
        return (turned, bending)
    }

    private func lastHeading(_ link: Int) -> Float {
        kinematics.heading[Int(network.linkFirstShape[link + 1]) - 1]
    }
}
