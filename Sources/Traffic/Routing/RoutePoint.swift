// From where to where routes lead, and what they cost.

import Base
import Roads

/// A point on a link.
public struct RoutePoint: Hashable, Sendable {
    /// The link.
    public var link: LinkID
    /// Metres along it.
    public var offset: Float

    /// A point.
    public init(link: LinkID, offset: Float) {
        self.link = link
        self.offset = offset
    }
}

/// How long and how far a route is; its links are appended to a list of the caller's.
public struct RouteSummary: Hashable, Sendable {
    /// Cost in milliseconds: the links' times, in proportion on the first and last, and the turns'.
    public var milliseconds: UInt32
    /// Metres on the road.
    public var meters: Double

    /// Cost in seconds.
    public var seconds: Double { Double(milliseconds) / 1000 }
}

/// The turn graph as plain columns: its vertices are links, its arcs the permitted turns.
struct TurnGraph: Sendable {
    /// Arcs along the direction of travel; see `Network`.
    let firstTurn: [UInt32]
    let turnTo: [UInt32]
    /// Arcs against it: links from which a link is entered.
    let firstInTurn: [UInt32]
    let inLink: [UInt32]

    init(_ network: Network) {
        firstTurn = Array(network.linkFirstTurn)
        turnTo = Array(network.turnTo)
        let links = network.linkCount
        var first = [UInt32](repeating: 0, count: links + 1)
        for next in turnTo { first[Int(next) + 1] += 1 }
        for link in 0..<links { first[link + 1] += first[link] }
        var place = first
        var inLink = [UInt32](repeating: 0, count: turnTo.count)
        for link in 0..<links {
            for turn in Int(firstTurn[link])..<Int(firstTurn[link + 1]) {
                inLink[Int(place[Int(turnTo[turn])])] = UInt32(link)
                place[Int(turnTo[turn])] += 1
            }
        }
        firstInTurn = first
        self.inLink = inLink
    }
}
