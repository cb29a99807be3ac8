// One drive along a route on empty roads: where it is bounded, how long each traversal takes. The
// engine plans with it, and `TripMotion` repeats it to draw the motion.

import Base
import Roads

/// A route's drive; the links themselves are passed in as a slice of a column.
struct RouteDrive {
    let network: Network
    let kinematics: Kinematics
    let losses: Bool
    /// Metres along the first link, and along the last.
    let origin: Double
    let destination: Double
    let startsFromStop: Bool
    let endsInStop: Bool

    init(
        network: Network, kinematics: Kinematics, losses: Bool, origin: Float, destination: Float,
        stops: (start: Bool, end: Bool)
    ) {
        self.network = network
        self.kinematics = kinematics
        self.losses = losses
        self.origin = Double(origin)
        self.destination = Double(destination)
        startsFromStop = stops.start
        endsInStop = stops.end
    }

    /// Where a traversal begins and ends along its link.
    func span(link: Int, isFirst: Bool, isLast: Bool) -> (from: Double, to: Double) {
        let from = isFirst ? origin : 0
        let to = isLast ? destination : Double(network.linkLength[link])
        return (from, max(from, to))
    }

    /// Speed with which the first link is begun: who comes over the map's border at speed still
    /// has to meet what follows, which may be the destination a few metres on.
    func entrySpeed(link: Int, isLast: Bool, exit: Double) -> Double {
        guard !startsFromStop, losses else { return 0 }
        let span = span(link: link, isFirst: true, isLast: isLast)
        return min(
            Double(kinematics.entrySpeed[link]),
            kinematics.entryLimit(
                link: link, speed: Double(network.linkSpeed[link]), from: span.from, to: span.to,
                exit: exit))
    }

    /// The highest speed at the end of each traversal from which the rest of the route can be
    /// driven with calm braking; from the last traversal to the first.
    func limits(
        links: [UInt32], range: Range<Int>, into limits: UnsafeMutableBufferPointer<Float>
    ) {
        guard losses else { return }
        let last = range.count - 1
        var exit = endsInStop ? 0 : Double(network.linkSpeed[Int(links[range.lowerBound + last])])
        for leg in (0...last).reversed() {
            limits[leg] = Float(exit)
            guard leg > 0 else { break }
            let link = Int(links[range.lowerBound + leg])
            let before = Int(links[range.lowerBound + leg - 1])
            let span = span(link: link, isFirst: false, isLast: leg == last)
            let entry = kinematics.entryLimit(
                link: link, speed: Double(network.linkSpeed[link]), from: span.from, to: span.to,
                exit: exit)
            exit = min(entry, kinematics.turnSpeed(network, from: before, to: link))
        }
    }

    /// The drive of one traversal.
    func run(link: Int, isFirst: Bool, isLast: Bool, entry: Double, exit: Double) -> Run {
        let span = span(link: link, isFirst: isFirst, isLast: isLast)
        let speed = Double(network.linkSpeed[link])
        guard losses else {
            return Run(seconds: (span.to - span.from) / speed, exitSpeed: 0)
        }
        return kinematics.run(
            link: link, speed: speed, from: span.from, to: span.to, entry: entry, exit: exit)
    }

    /// Whole milliseconds of a traversal; at least one, so that time always moves on.
    static func milliseconds(_ run: Run) -> UInt32 {
        UInt32(max(1, (run.seconds * 1000).rounded()))
    }
}
