// Finds where the map ends but the road does not. A gateway is a link that leaves and one that
// comes back; on divided roads they belong to different carriageways.

import Roads

/// A gateway under construction.
struct GatewayDraft {
    /// Links: the last on the way out, the first on the way back.
    var exit: Int32
    var entry: Int32
    var weight: Float
}

/// Finds gateways among the ends of roads of class tertiary or better at the edge of the data.
struct GatewayFinder {
    let drafts: LinkDrafts
    let graph: RoadGraph
    let metric: MetricNodes
    /// Whether the data ends at a vertex.
    let isEdgeOfData: [Bool]

    /// The halves of a divided road end within this of each other, metres; motorways and trunk
    /// roads, which cutters leave at full ways, may end further apart.
    private static let pairDistance = 200.0
    private static let motorwayPairDistance = 2000.0

    func find(account: inout ImportAccount) -> [GatewayDraft] {
        var result: [GatewayDraft] = []
        var exits: [Int32] = []
        var entries: [Int32] = []
        for vertex in 0..<Int32(graph.vertices.count) {
            guard let end = end(at: vertex) else { continue }
            switch end {
            case .both(let exit, let entry): result.append(gateway(exit, entry))
            case .exit(let link): exits.append(link)
            case .entry(let link): entries.append(link)
            }
        }
        let pairs = paired(exits, entries)
        result += pairs
        account.add("gateways on two-way roads", result.count - pairs.count)
        account.add("gateways on divided roads", pairs.count)
        account.add(
            "dropped: carriageways that end at the border without a partner",
            exits.count + entries.count - 2 * pairs.count)
        return result
    }

    private enum End {
        case both(exit: Int32, entry: Int32)
        case exit(Int32)
        case entry(Int32)
    }

    private func end(at vertex: Int32) -> End? {
        let (into, out) = (drafts.into(vertex), drafts.out(of: vertex))
        guard into.count <= 1, out.count <= 1, let any = into.first ?? out.first else {
            return nil
        }
        guard Self.isMajor(drafts.links[Int(any)].roadClass), isEdgeOfData[Int(vertex)] else {
            return nil
        }
        switch (into.first, out.first) {
        case (let exit?, let entry?):
            // Either one two-way road, or two carriageways that meet and fold back.
            return .both(exit: exit, entry: entry)
        case (let exit?, nil): return .exit(exit)
        case (nil, let entry?): return .entry(entry)
        case (nil, nil): return nil
        }
    }

    /// Joins each exit with the nearest entry of its class, the nearest pairs first.
    private func paired(_ exits: [Int32], _ entries: [Int32]) -> [GatewayDraft] {
        var candidates: [(distance: Double, exit: Int32, entry: Int32)] = []
        for exit in exits {
            for entry in entries {
                let (a, b) = (drafts.links[Int(exit)], drafts.links[Int(entry)])
                guard a.roadClass == b.roadClass else { continue }
                let isFast = a.roadClass == .motorway || a.roadClass == .trunk
                let distance = metric.distance(
                    Int(graph.vertices[Int(a.to)].node), Int(graph.vertices[Int(b.from)].node))
                if distance <= (isFast ? Self.motorwayPairDistance : Self.pairDistance) {
                    candidates.append((distance, exit, entry))
                }
            }
        }
        candidates.sort { ($0.distance, $0.exit, $0.entry) < ($1.distance, $1.exit, $1.entry) }
        var used: Set<Int32> = []
        var result: [GatewayDraft] = []
        for candidate in candidates
        where !used.contains(candidate.exit) && !used.contains(candidate.entry) {
            used.insert(candidate.exit)
            used.insert(candidate.entry)
            result.append(gateway(candidate.exit, candidate.entry))
        }
        return result
    }

    private func gateway(_ exit: Int32, _ entry: Int32) -> GatewayDraft {
        let link = drafts.links[Int(exit)]
        return GatewayDraft(exit: exit, entry: entry, weight: Self.weight(link))
    }

    private static func isMajor(_ roadClass: RoadClass) -> Bool {
        switch roadClass {
        case .motorway, .trunk, .primary, .secondary, .tertiary: true
        default: false
        }
    }

    /// Thousands of vehicles a day and direction that a road of the class usually carries, per
    /// lane: the order of magnitude of national traffic counts (BASt 2019: motorways 52,000 on
    /// four to six lanes both ways, federal roads 9,500; lesser roads 1,000 to 5,000).
    private static func weight(_ link: LinkDraft) -> Float {
        let perLane: Float =
            switch link.roadClass {
            case .motorway: 11
            case .trunk: 8
            case .primary: 5
            case .secondary: 2.5
            default: 1
            }
        return perLane * Float(link.lanes)
    }
}
