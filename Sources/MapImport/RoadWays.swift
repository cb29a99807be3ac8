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
        var sums = Sums()
        for way in 0..<extract.ways.count {
            let tags = extract.tags(ofWay: way)
            let verdict = profile.road(tags)
            if case .other = verdict { continue }
            let runs = Self.presentRuns(extract.refs(ofWay: way), extract)
            let meters = runs.reduce(0) { $0 + metric.length($1.nodes) }
            sums.add(CarProfile.roadClass(tags), verdict, meters)
            if case .road(let traits) = verdict {
                for run in runs { append(run, way: way, traits) }
            }
        }
        sums.write(to: &account)
        countRepairs(extract, &account)
    }

    private struct Sums {
        typealias Sum = (count: Int, meters: Double)
        var ways: Sum = (0, 0)
        var service: Sum = (0, 0)
        var open: Sum = (0, 0)
        var openService: Sum = (0, 0)
        var dropped: [DropReason: Sum] = [:]

        mutating func add(_ roadClass: RoadClass?, _ verdict: RoadVerdict, _ meters: Double) {
            func plus(_ sum: inout Sum) { sum = (sum.count + 1, sum.meters + meters) }
            let isService = roadClass == .service
            if isService { plus(&service) } else if roadClass != nil { plus(&ways) }
            switch verdict {
            case .road where isService: plus(&openService)
            case .road: plus(&open)
            case .dropped(let reason): plus(&dropped[reason, default: (0, 0)])
            case .other: break
            }
        }

        func write(to account: inout ImportAccount) {
            account.add("ways of class motorway to road", ways.count, meters: ways.meters)
            account.add("ways of class service", service.count, meters: service.meters)
            for reason in DropReason.allCases {
                guard let sum = dropped[reason] else { continue }
                account.add(reason.rawValue, sum.count, meters: sum.meters)
            }
            account.add(MapMetadata.AccountLine.roadsRead, open.count, meters: open.meters)
            account.add(
                "service roads read", openService.count, meters: openService.meters)
        }
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

    /// Counts missing and repeated nodes of the roads motorway to road, kept or not.
    private func countRepairs(_ extract: OSMExtract, _ account: inout ImportAccount) {
        var missing: Set<UInt32> = []
        var cutWays = 0
        var repeated = 0
        for way in 0..<extract.ways.count {
            guard let roadClass = CarProfile.roadClass(extract.tags(ofWay: way)) else { continue }
            let refs = extract.refs(ofWay: way)
            let lost = refs.filter { extract.isMissing(Int($0)) }
            if !lost.isEmpty, roadClass != .service {
                missing.formUnion(lost)
                cutWays += 1
            }
            repeated += zip(refs, refs.dropFirst()).count { $0 == $1 }
        }
        account.add("repaired: road nodes missing from the file", missing.count)
        account.add("repaired: roads cut at a missing node", cutWays)
        account.add("repaired: nodes named twice in a row", repeated)
    }
}
