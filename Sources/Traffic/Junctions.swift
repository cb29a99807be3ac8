// What happens where links meet: which lanes serve which turn, who has to let whom go first, and
// what a turn costs. Columns by turn, in the order of `Network.turnTo`.
//
// A turn that yields goes when nobody whom it has to let go first has just passed, or will pass
// within the gap that its driver needs (gap acceptance: Highway Capacity Manual 2016, chapter 20).

import Base
import Roads

/// The rules at the ends of links.
public struct Junctions: Sendable, Hashable {
    /// The lanes of its link that a turn is made from, counted from the kerb: the first and the
    /// last one. [turns]
    public var firstLane: [UInt8]
    /// See `firstLane`. [turns]
    public var lastLane: [UInt8]
    /// Milliseconds that a turn costs on an empty road: its own length, slowing down for it and for
    /// a look, speeding up again. [turns]
    public var lossMilliseconds: [UInt16]
    /// Headway of a turn at the stop line over that of going straight on. [turns]
    public var headwayFactor: [Float]
    /// Slice of `yieldsTo` of a turn. [turns + 1]
    public var firstYield: [UInt32]
    /// The turns that go first. [yields]
    public var yieldsTo: [UInt32]
    /// How much time a driver needs before the next vehicle that goes first, milliseconds.
    public var gapMilliseconds: UInt32 = 3500
    /// How much time must have passed after the last one, milliseconds.
    public var clearanceMilliseconds: UInt32 = 1000
    /// Drivers grow impatient: after waiting so long they go without any gap, milliseconds.
    public var patienceMilliseconds: UInt32 = 180_000
    /// What starting from standstill costs on the link behind the junction, milliseconds.
    public var restartMilliseconds: UInt32 = 0

    /// No rules: every turn from every lane, at no cost, and nobody yields.
    public init(_ network: Network) {
        let turns = network.turnTo.count
        firstLane = [UInt8](repeating: 0, count: turns)
        lastLane = firstLane
        for link in 0..<network.linkCount {
            for turn in network.turns(from: LinkID(UInt32(link))) {
                lastLane[turn] = max(1, network.linkLanes[link]) - 1
            }
        }
        lossMilliseconds = [UInt16](repeating: 0, count: turns)
        headwayFactor = [Float](repeating: 1, count: turns)
        firstYield = [UInt32](repeating: 0, count: turns + 1)
        yieldsTo = []
    }

    /// How many turns.
    public var count: Int { firstLane.count }

    /// Positions in `yieldsTo` of a turn.
    func yields(of turn: Int) -> Range<Int> { Int(firstYield[turn])..<Int(firstYield[turn + 1]) }
}

/// The queues of a network: a link has one for each group of lanes that serve the same turns, so
/// that those who turn left and cannot do not stop those who go straight on.
struct LaneGroups {
    /// Slice of the groups of a link. [links + 1]
    var first: [UInt32] = [0]
    /// The link of a group. [groups]
    var link: [UInt32] = []
    /// How many lanes it has. [groups]
    var lanes: [UInt8] = []
    /// What the engine reads of a turn. [turns]
    var turns: [TurnState] = []
    /// Whom a turn lets go first. [foes of all turns]
    var foes: [Foe] = []

    var count: Int { link.count }

    /// The groups of a link.
    @inline(__always) func queues(of link: Int) -> Range<Int> {
        Int(first[link])..<Int(first[link + 1])
    }

    /// One group a link: everybody from every lane.
    init(_ network: Network) {
        first = (0...UInt32(network.linkCount)).map { $0 }
        link = (0..<UInt32(network.linkCount)).map { $0 }
        lanes = (0..<network.linkCount).map { max(1, network.linkLanes[$0]) }
    }

    /// Groups by the lanes of the turns.
    init(_ network: Network, _ junctions: Junctions) {
        turns = [TurnState](repeating: TurnState(), count: junctions.count)
        for link in 0..<network.linkCount { append(link, network, junctions) }
        for turn in turns.indices {
            let start = foes.count
            for place in junctions.yields(of: turn) {
                addFoe(Int(junctions.yieldsTo[place]), after: start)
            }
            turns[turn].firstFoe = UInt32(start)
            turns[turn].foes = UInt16(min(foes.count - start, Int(UInt16.max)))
            turns[turn].lossMilliseconds = junctions.lossMilliseconds[turn]
            turns[turn].headwayFactor = junctions.headwayFactor[turn]
        }
    }

    /// Cuts a link's lanes wherever the set of turns changes.
    private mutating func append(_ index: Int, _ network: Network, _ junctions: Junctions) {
        let turns = network.turns(from: LinkID(UInt32(index)))
        let count = Int(max(1, network.linkLanes[index]))
        let base = link.count
        var groupOfLane = [UInt16](repeating: 0, count: count)
        var start = 0
        for lane in 0..<count {
            func served(_ lane: Int) -> [Int] {
                turns.filter {
                    Int(junctions.firstLane[$0]) <= lane && lane <= Int(junctions.lastLane[$0])
                }
            }
            if lane > 0, served(lane) != served(lane - 1) {
                close(index, lanes: lane - start)
                start = lane
            }
            groupOfLane[lane] = UInt16(link.count - base)
        }
        close(index, lanes: count - start)
        first.append(UInt32(link.count))
        for (local, turn) in turns.enumerated() {
            let from = min(count - 1, Int(junctions.firstLane[turn]))
            let to = min(count - 1, Int(junctions.lastLane[turn]))
            self.turns[turn].firstQueue = UInt32(base) + UInt32(groupOfLane[from])
            self.turns[turn].queues = UInt16(groupOfLane[to] - groupOfLane[from] + 1)
            self.turns[turn].local = UInt16(min(local, 31))
        }
    }

    private mutating func close(_ index: Int, lanes count: Int) {
        link.append(UInt32(index))
        lanes.append(UInt8(count))
    }

    /// Adds the groups of a turn to the foes from `start` on, each group once.
    private mutating func addFoe(_ turn: Int, after start: Int) {
        let foe = turns[turn]
        for group in foe.firstQueue..<(foe.firstQueue + UInt32(foe.queues)) {
            let mask: UInt32 = 1 << UInt32(foe.local)
            if let known = foes[start...].firstIndex(where: { $0.queue == group }) {
                foes[known].turns |= mask
            } else {
                foes.append(Foe(queue: group, turns: mask))
            }
        }
    }
}

/// What the engine knows of a turn: 24 bytes.
struct TurnState {
    /// The groups of lanes that serve it.
    var firstQueue: UInt32 = 0
    var queues: UInt16 = 1
    /// Its number among the turns of its link.
    var local: UInt16 = 0
    var firstFoe: UInt32 = 0
    var foes: UInt16 = 0
    var lossMilliseconds: UInt16 = 0
    var headwayFactor: Float = 1
    /// Slice of the green windows; none where it has no signal of its own.
    var firstGreen: UInt32 = 0
    var greens: UInt16 = 0
}

/// A group of lanes, and which of its turns go before another one.
struct Foe {
    var queue: UInt32
    var turns: UInt32
}
