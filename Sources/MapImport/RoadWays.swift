// From OSM ways to the pieces of road that cars may use: access and class are decided here, broken
// node lists are repaired or cut.

import Roads

/// Runs of nodes that belong to one way each; every run has two nodes or more, all present.
struct RoadPieces {
    /// Positions in the extract's node columns, one piece after the other.
    var nodes: [UInt32] = []
    var first: [Int] = [0]
    /// Position of the way in the extract.
    var way: [Int32] = []
    var traits: [RoadTraits] = []
    /// The way goes on beyond the first and the last node, but the file lacks its nodes.
    var isCutAtStart: [Bool] = []
    var isCutAtEnd: [Bool] = []

    var count: Int { way.count }

    func nodes(of piece: Int) -> ArraySlice<UInt32> { nodes[first[piece]..<first[piece + 1]] }
}

extension RoadPieces {
    /// Takes the ways that cars may use and accounts for the others.
    init(
        _ extract: OSMExtract, profile: CarProfile, metric: MetricNodes,
        account: inout ImportAccount
    ) {
        var dropped = [DropReason: (count: Int, meters: Double)]()
        var read = (roads: 0, roadMeters: 0.0, service: 0, serviceMeters: 0.0)
        for way in 0..<extract.ways.count {
            let tags = extract.tags(ofWay: way)
            let verdict = profile.road(tags)
            if case .other = verdict { continue }
            let runs = Self.presentRuns(extract.refs(ofWay: way), extract)
            let meters = runs.reduce(0) { $0 + metric.length($1.nodes) }
            switch CarProfile.roadClass(tags) {
            case .service?:
                read.service += 1
                read.serviceMeters += meters
            case .some:
                read.roads += 1
                read.roadMeters += meters
            case nil: break
            }
            switch verdict {
            case .dropped(let reason):
                let before = dropped[reason] ?? (0, 0)
                dropped[reason] = (before.count + 1, before.meters + meters)
            case .road(let traits):
                for run in runs { append(run, way: way, traits) }
            case .other: break
            }
        }
        account.add("read: ways of class motorway to road", read.roads, meters: read.roadMeters)
        account.add("read: service ways", read.service, meters: read.serviceMeters)
        for reason in DropReason.allCases {
            guard let sum = dropped[reason] else { continue }
            account.add(reason.rawValue, sum.count, meters: sum.meters)
        }
        countRepairs(extract, &account)
    }

    private struct Run {
        var nodes: [UInt32]
        var isCutAtStart: Bool
        var isCutAtEnd: Bool
    }

    /// Cuts a way where the file lacks a node; a node named twice in a row counts once.
    private static func presentRuns(_ refs: ArraySlice<UInt32>, _ extract: OSMExtract) -> [Run] {
        var runs: [Run] = []
        var nodes: [UInt32] = []
        var follows = false
        func close(isCut: Bool) {
            if nodes.count >= 2 {
                runs.append(Run(nodes: nodes, isCutAtStart: follows, isCutAtEnd: isCut))
            }
            nodes = []
        }
        for ref in refs {
            if extract.isMissing(Int(ref)) {
                close(isCut: true)
                follows = true
            } else if nodes.last != ref {
                nodes.append(ref)
            }
        }
        close(isCut: false)
        return runs
    }

    private mutating func append(_ run: Run, way: Int, _ traits: RoadTraits) {
        nodes += run.nodes
        first.append(nodes.count)
        self.way.append(Int32(way))
        self.traits.append(traits)
        isCutAtStart.append(run.isCutAtStart)
        isCutAtEnd.append(run.isCutAtEnd)
    }

    private func countRepairs(_ extract: OSMExtract, _ account: inout ImportAccount) {
        var missing = 0
        var cutWays = 0
        var repeated = 0
        var seen = [Bool](repeating: false, count: extract.nodeIDs.count)
        for way in 0..<extract.ways.count {
            guard CarProfile.roadClass(extract.tags(ofWay: way)) != nil else { continue }
            let refs = extract.refs(ofWay: way)
            let before = missing
            var hasGap = false
            for ref in refs where extract.isMissing(Int(ref)) {
                hasGap = true
                if !seen[Int(ref)] { missing += 1 }
                seen[Int(ref)] = true
            }
            if hasGap || missing > before { cutWays += 1 }
            repeated += zip(refs, refs.dropFirst()).count { $0 == $1 }
        }
        account.add("repaired: road nodes missing from the file", missing)
        account.add("repaired: roads cut at a missing node", cutWays)
        account.add("repaired: nodes named twice in a row", repeated)
    }
}
