// Turn restrictions (relations of type restriction with a via node) and the permitted turns that
// they leave.

import Base
import Roads

/// A restriction that cars obey, with its members found in the extract.
struct TurnRestriction {
    var rule: RestrictionRule
    /// Positions of ways in the extract.
    var from: [Int]
    var to: [Int]
    /// Position of the node in the extract.
    var via: UInt32
}

extension TurnRestriction {
    /// Reads the relations; what cannot be used is counted.
    static func all(
        _ extract: OSMExtract, _ profile: CarProfile, account: inout ImportAccount
    ) -> [TurnRestriction] {
        var result: [TurnRestriction] = []
        var unsupported = (viaWay: 0, value: 0, broken: 0)
        for relation in 0..<extract.relations.count {
            let tags = extract.tags(ofRelation: relation)
            guard tags.has("type", "restriction") else { continue }
            switch profile.restriction(tags) {
            case .notForCars: continue
            case .unsupported: unsupported.value += 1
            case .rule(let rule):
                let members = extract.members(ofRelation: relation)
                func ways(_ role: String) -> [Int] {
                    members.filter { $0.role == role && $0.type == UInt8(ascii: "w") }
                        .compactMap { extract.way(withID: $0.id) }
                }
                let via = members.filter { $0.role == "via" }
                if via.contains(where: { $0.type == UInt8(ascii: "w") }) {
                    unsupported.viaWay += 1
                    continue
                }
                let (from, to) = (ways("from"), ways("to"))
                guard via.count == 1, let node = extract.node(withID: via[0].id), !from.isEmpty,
                    !to.isEmpty
                else {
                    unsupported.broken += 1
                    continue
                }
                result.append(
                    TurnRestriction(rule: rule, from: from, to: to, via: UInt32(node)))
            }
        }
        account.add("unsupported: turn restrictions over a way", unsupported.viaWay)
        account.add("unsupported: turn restrictions with a condition", unsupported.value)
        account.add("dropped: turn restrictions with a member missing", unsupported.broken)
        return result
    }
}

/// Pairs of links between which a turn is forbidden.
struct ForbiddenTurns {
    private var pairs: Set<UInt64> = []

    func contains(_ from: Int32, _ to: Int32) -> Bool { pairs.contains(Self.key(from, to)) }

    private static func key(_ from: Int32, _ to: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: from)) << 32 | UInt64(UInt32(bitPattern: to))
    }

    /// Applies restrictions to links.
    ///
    /// A restriction names ways; a way that goes on beyond the via node gives two candidates, of
    /// which the one whose angle fits the restriction's kind is meant.
    init(
        _ restrictions: [TurnRestriction], _ drafts: LinkDrafts, _ graph: RoadGraph,
        metric: MetricNodes, account: inout ImportAccount
    ) {
        var vertexOfNode: [UInt32: Int32] = [:]
        let vias = Set(restrictions.map(\.via))
        for (index, vertex) in graph.vertices.enumerated()
        where vias.contains(vertex.node) && !vertex.isBarrier {
            vertexOfNode[vertex.node] = Int32(index)
        }
        var counts = (applied: 0, chosen: 0, elsewhere: 0)
        for restriction in restrictions {
            guard let via = vertexOfNode[restriction.via] else {
                counts.elsewhere += 1
                continue
            }
            let from = drafts.into(via).filter {
                restriction.from.contains(Int(drafts.links[Int($0)].lastWay))
            }
            let to = drafts.out(of: via).filter {
                restriction.to.contains(Int(drafts.links[Int($0)].firstWay))
            }
            guard !from.isEmpty, !to.isEmpty else {
                counts.elsewhere += 1
                continue
            }
            var turns = from.flatMap { a in to.map { b in (a, b) } }
            let isAmbiguous = from.count > restriction.from.count || to.count > restriction.to.count
            if isAmbiguous {
                let kind = restriction.rule.kind
                let fitting = turns.filter { a, b in
                    kind.fits(turnAngle(from: a, to: b, drafts, metric))
                        && (kind == .uTurn) == (drafts.links[Int(a)].reverse == b)
                }
                if !fitting.isEmpty {
                    turns = fitting
                    counts.chosen += 1
                }
            }
            forbid(turns, by: restriction.rule, at: via, drafts)
            counts.applied += 1
        }
        account.add("turn restrictions applied", counts.applied)
        account.add("repaired: turn restrictions on ways that go on beyond them", counts.chosen)
        account.add("dropped: turn restrictions on roads that are not kept", counts.elsewhere)
    }

    private mutating func forbid(
        _ turns: [(Int32, Int32)], by rule: RestrictionRule, at via: Int32, _ drafts: LinkDrafts
    ) {
        switch rule {
        case .forbidden:
            for (from, to) in turns { pairs.insert(Self.key(from, to)) }
        case .only:
            for (from, _) in turns {
                let permitted = turns.filter { $0.0 == from }.map(\.1)
                for out in drafts.out(of: via) where !permitted.contains(out) {
                    pairs.insert(Self.key(from, out))
                }
            }
        }
    }
}

extension RestrictionRule {
    var kind: TurnKind {
        switch self {
        case .forbidden(let kind), .only(let kind): kind
        }
    }
}

extension TurnKind {
    /// Whether an angle (degrees, left positive, 0 straight on) can be this turn.
    func fits(_ angle: Double) -> Bool {
        switch self {
        case .leftTurn: angle > 10
        case .rightTurn: angle < -10
        case .straightOn: abs(angle) < 60
        case .uTurn: abs(angle) > 120
        case .entry, .exit: true
        }
    }
}

/// The change of direction from the end of one link to the start of another, degrees in
/// (−180, 180], left positive.
func turnAngle(
    from: Int32, to: Int32, _ drafts: LinkDrafts, _ metric: MetricNodes
) -> Double {
    func direction(_ link: Int32, atEnd: Bool) -> Double {
        let (a, b) = drafts.tip(of: drafts.links[Int(link)], atEnd: atEnd)
        return Math.atan2(
            metric.y[Int(b)] - metric.y[Int(a)], metric.x[Int(b)] - metric.x[Int(a)])
    }
    var change = (direction(to, atEnd: false) - direction(from, atEnd: true)) * 180 / .pi
    if change <= -180 { change += 360 }
    if change > 180 { change -= 360 }
    return change
}

/// The permitted turns: `list[first[link] ..< first[link + 1]]`.
struct TurnTable {
    var first: [Int] = [0]
    var list: [Int32] = []

    /// Everywhere on but back; back only where there is no other road. Restrictions are obeyed.
    init(_ drafts: LinkDrafts, _ forbidden: ForbiddenTurns) {
        for (index, link) in drafts.links.enumerated() {
            let out = drafts.out(of: link.to)
            let onward = out.filter { $0 != link.reverse }
            if onward.isEmpty {
                list += out
            } else {
                list += onward.filter { !forbidden.contains(Int32(index), $0) }
            }
            first.append(list.count)
        }
    }

    func turns(from link: Int) -> ArraySlice<Int32> { list[first[link]..<first[link + 1]] }
}
