// Where buildings reflect satellite signals: streets with many places per metre, from the map.
// Within a street the error has a mean of its own, since the reflecting walls stand still.

import Base
import Roads

/// How much larger position errors are, by link.
struct UrbanCanyon: Sendable {
    /// Factor on sigma, in sixteenths: 16 is open sky. [links]
    private let sixteenths: [UInt8]
    private let seed: UInt64
    private let regionKey: UInt32

    /// Places per 100 m of street at which the factor is half of what it can become.
    private static let halfDensity: Float = 6

    /// - Parameter factor: in the densest streets.
    init(_ network: Network, factor: Double, seed: UInt64, regionKey: UInt32) {
        self.seed = seed
        self.regionKey = regionKey
        var places = [Float](repeating: 0, count: network.linkCount)
        for place in 0..<network.placeCount {
            let link = Int(network.placeLink[place])
            guard link < places.count else { continue }
            places[link] += 1
            let reverse = network.linkReverse[link]
            if reverse != .max { places[Int(reverse)] += 1 }
        }
        let most = Float(max(1, min(15, factor)) - 1)
        sixteenths = (0..<network.linkCount).map { link in
            let isUrban = network.linkFlags[link] & LinkFlags.urban.rawValue != 0
            let isTunnel = network.linkFlags[link] & LinkFlags.tunnel.rawValue != 0
            guard isUrban, !isTunnel else { return 16 }
            // A town without known places still has houses along its streets.
            let density = max(1, 100 * places[link] / max(20, network.linkLength[link]))
            return UInt8((16 * (1 + most * density / (density + Self.halfDensity))).rounded())
        }
    }

    /// Factor on sigma.
    @inline(__always)
    func factor(_ link: LinkID) -> Double { Double(sixteenths[link.index]) / 16 }

    /// The mean error of a street in units of sigma under open sky, east and north.
    func bias(_ link: LinkID) -> (east: Double, north: Double) {
        let size = factor(link) - 1
        guard size > 0 else { return (0, 0) }
        var stream = RandomStream(
            seed: seed, purpose: .canyon,
            entity: RandomEntity(regionKey: regionKey, member: link.rawValue))
        return (0.6 * size * stream.normal(), 0.6 * size * stream.normal())
    }
}
