// The rules of junctions as a road map suggests them: lanes by direction, right of way by signals,
// class of road and side. Maps seldom say more, and where they do the import has used it.

import Base
import Roads

extension Junctions {
    /// Rules by geometry and class of road.
    ///
    /// - Lanes: those who turn towards the kerb use the kerb's lane, those who turn across the
    ///   other road the farthest one, those who go straight on all, but from three lanes on not the
    ///   one of the turn across.
    /// - Right of way: at signals only turns across oncoming traffic yield; on a roundabout those
    ///   on it go first; else the greater class of road, and among equals whoever does not turn
    ///   across the oncoming, and whoever comes from the side of the kerb.
    /// - Who joins a motorway or trunk road merges by turns and does not wait for a gap.
    init(_ network: Network, headings: Kinematics) {
        self.init(network)
        let side = Self.kerbSide(network, headings)
        var map = MapTurns(network, headings, side: side)
        map.assignLanes(&self)
        yieldsTo = []
        var yields = [[UInt32]](repeating: [], count: count)
        for node in 0..<network.nodeCount { map.rightOfWay(at: node, &yields) }
        firstYield = [0]
        for turn in 0..<count {
            yieldsTo += yields[turn]
            firstYield.append(UInt32(yieldsTo.count))
        }
    }

    /// +1 where traffic keeps right, −1 where it keeps left: roundabouts show it, for they are
    /// driven with the kerb on the outside. Right where a map has none.
    private static func kerbSide(_ network: Network, _ headings: Kinematics) -> Float {
        var turned: Float = 0
        for link in 0..<network.linkCount
        where network.linkFlags[link] & LinkFlags.roundabout.rawValue != 0 {
            let shape = network.shape(of: LinkID(UInt32(link)))
            for point in shape.dropFirst().dropLast() {
                turned += Kinematics.difference(
                    headings.heading[point], headings.heading[point - 1])
            }
        }
        return turned > 0 ? -1 : 1
    }
}

/// Directions of a map's turns, and what follows from them.
private struct MapTurns {
    /// Sharper turns than this are turns, degrees.
    static let straight: Float = 35

    let network: Network
    /// Degrees of a turn towards the kerb; negative across the road. [turns]
    let kerbward: [Float]
    /// Headings at the start and at the end of links, degrees. [links]
    let begin: [Float]
    let end: [Float]
    let side: Float
    private var arms: [Arm] = []

    /// A turn at a node.
    private struct Arm {
        var turn: Int
        var from: Int
        var to: Int
        /// Where around the node it comes in and goes out, degrees clockwise.
        var inward: Float
        var outward: Float
    }

    init(_ network: Network, _ headings: Kinematics, side: Float) {
        self.network = network
        self.side = side
        begin = (0..<network.linkCount).map {
            headings.heading[Int(network.linkFirstShape[$0])]
        }
        end = (0..<network.linkCount).map {
            headings.heading[Int(network.linkFirstShape[$0 + 1]) - 1]
        }
        var kerbward = [Float](repeating: 0, count: network.turnTo.count)
        for link in 0..<network.linkCount {
            for turn in network.turns(from: LinkID(UInt32(link))) {
                let next = Int(network.turnTo[turn])
                let angle = Kinematics.difference(begin[next], end[link])
                // Going back is a turn across, on either side of the world.
                kerbward[turn] = abs(angle) > 160 ? -abs(angle) : angle * side
            }
        }
        self.kerbward = kerbward
    }

    // MARK: Lanes

    func assignLanes(_ junctions: inout Junctions) {
        for link in 0..<network.linkCount {
            let turns = network.turns(from: LinkID(UInt32(link)))
            let near = turns.contains { kerbward[$0] > Self.straight }
            let far = turns.contains { kerbward[$0] < -Self.straight }
            let through = turns.contains { abs(kerbward[$0]) <= Self.straight }
            let lanes = Int(max(1, network.linkLanes[link]))
            for turn in turns {
                let angle = kerbward[turn]
                // Saturation flow of turns: HCM 2016, 19-8: 0.85 towards the kerb, 0.95 across.
                junctions.headwayFactor[turn] =
                    angle > Self.straight ? 1 / 0.85 : angle < -Self.straight ? 1 / 0.95 : 1
                guard lanes > 1, turns.count > 1 else { continue }
                var used = 0...(lanes - 1)
                if angle > Self.straight {
                    used = through ? 0...0 : far ? 0...((lanes - 1) / 2) : used
                } else if angle < -Self.straight {
                    used =
                        through
                        ? (lanes - 1)...(lanes - 1) : near ? (lanes / 2)...(lanes - 1) : used
                } else if far, lanes > 2 {
                    used = 0...(lanes - 2)
                }
                junctions.firstLane[turn] = UInt8(used.lowerBound)
                junctions.lastLane[turn] = UInt8(used.upperBound)
            }
        }
    }

    // MARK: Right of way

    /// Adds who yields to whom at a node.
    mutating func rightOfWay(at node: Int, _ yields: inout [[UInt32]]) {
        let incoming = Int(network.nodeFirstIn[node])..<Int(network.nodeFirstIn[node + 1])
        guard incoming.count > 1 else { return }
        arms.removeAll(keepingCapacity: true)
        for place in incoming {
            let link = Int(network.nodeInLinks[place])
            for turn in network.turns(from: LinkID(UInt32(link))) {
                let next = Int(network.turnTo[turn])
                // Who drives out keeps to the side of the kerb of his leg, who comes in to the
                // other one, as seen from the middle.
                arms.append(
                    Arm(
                        turn: turn, from: link, to: next,
                        inward: Self.around(end[link] + 180 - side),
                        outward: Self.around(begin[next] + side)))
            }
        }
        let hasSignals = network.nodeFlags[node] & NodeFlags.signals.rawValue != 0
        for arm in arms {
            for other in arms where other.from != arm.from {
                // Back where the other comes from: a turn at a dead end, in nobody's way.
                if network.linkReverse[arm.from] == UInt32(arm.to) { continue }
                if yieldsAt(arm, other, hasSignals: hasSignals), meets(arm, other) {
                    yields[arm.turn].append(UInt32(other.turn))
                }
            }
        }
    }

    private static func around(_ degrees: Float) -> Float {
        let turns = (degrees / 360).rounded(.down)
        return degrees - 360 * turns
    }

    /// Whether two turns end on one link or cross each other.
    private func meets(_ arm: Arm, _ other: Arm) -> Bool {
        if arm.to == other.to { return true }
        func isBetween(_ angle: Float) -> Bool {
            Self.around(angle - arm.inward) < Self.around(arm.outward - arm.inward)
        }
        return isBetween(other.inward) != isBetween(other.outward)
    }

    private func yieldsAt(_ arm: Arm, _ other: Arm, hasSignals: Bool) -> Bool {
        let between = abs(Kinematics.difference(end[arm.from], end[other.from]))
        let isOncoming = between > 135
        let crosses = kerbward[arm.turn] < -Self.straight
        let otherCrosses = kerbward[other.turn] < -Self.straight
        if hasSignals { return isOncoming && crosses && !otherCrosses }
        if arm.to == other.to, isFast(arm.to) { return false }
        let (rank, otherRank) = (rank(arm.from), rank(other.from))
        if rank != otherRank { return rank > otherRank }
        if isOncoming { return crosses && !otherCrosses }
        // Among equals whoever comes from the side of the kerb goes first: his heading lies a
        // quarter turn against the kerb from one's own.
        let angle = Kinematics.difference(end[other.from], end[arm.from]) * side
        return angle < 0
    }

    private func isFast(_ link: Int) -> Bool {
        network.linkClass[link] <= RoadClass.trunkLink.rawValue
            && network.linkFlags[link] & LinkFlags.roundabout.rawValue == 0
    }

    /// Lower goes first.
    private func rank(_ link: Int) -> UInt8 {
        network.linkFlags[link] & LinkFlags.roundabout.rawValue != 0
            ? 0 : network.linkClass[link] + 1
    }
}
