// Links with everything that decides which of them stay: gateways, turns, connection.

import Roads

/// A graph of links, complete but for its final numbers.
struct LinkGraph {
    let drafts: LinkDrafts
    let gateways: [GatewayDraft]
    let turns: TurnTable
    let kept: KeptLinks
    /// Chains that some kept link runs on. [chains]
    private let isChainKept: [Bool]
    private let chains: [RoadChain]

    init(
        _ graph: RoadGraph, _ profiles: EdgeProfiles, isEdgeOfData: [Bool],
        _ restrictions: [TurnRestriction], _ metric: MetricNodes, account: inout ImportAccount
    ) {
        chains = contracted(graph, profiles)
        drafts = LinkDrafts(graph, chains, profiles, metric)
        gateways = GatewayFinder(
            drafts: drafts, graph: graph, metric: metric, isEdgeOfData: isEdgeOfData
        ).find(account: &account)
        let forbidden = ForbiddenTurns(
            restrictions, drafts, graph, metric: metric, account: &account)
        turns = TurnTable(drafts, forbidden)
        kept = KeptLinks(drafts, turns: turns, gateways: gateways)
        var isChainKept = [Bool](repeating: false, count: chains.count)
        for (link, stays) in zip(drafts.links, kept.isKept) where stays {
            isChainKept[Int(link.chain)] = true
        }
        self.isChainKept = isChainKept
    }

    /// Edges under links that stay, ascending.
    func edgesOfKeptLinks() -> [Int] {
        zip(chains, isChainKept).filter(\.1).flatMap { $0.0.parts.map { Int($0.edge) } }.sorted()
    }

    /// Accounts for islands and for roads that are joined to the rest but cannot be both reached
    /// and left.
    func countDropped(_ graph: RoadGraph, _ account: inout ImportAccount) {
        var sets = DisjointSets(count: graph.vertices.count)
        for chain in chains { sets.join(Int(chain.from), Int(chain.to)) }
        var mainland = -1
        for (chain, stays) in zip(chains, isChainKept) where stays {
            mainland = sets.root(of: Int(chain.from))
            break
        }
        var islands: Set<Int> = []
        var (island, stranded, strandedCount) = (0.0, 0.0, 0)
        for (index, chain) in chains.enumerated() where !isChainKept[index] {
            let root = sets.root(of: Int(chain.from))
            if root == mainland {
                stranded += drafts.chainLength[index]
                strandedCount += 1
            } else {
                island += drafts.chainLength[index]
                islands.insert(root)
            }
        }
        account.add("dropped: islands", islands.count, meters: island)
        account.add(
            "dropped: roads that cannot be both reached and left", strandedCount,
            meters: stranded)
    }

    /// Accounts for what stays; a road counts once.
    func countKept(_ account: inout ImportAccount) {
        let meters = zip(drafts.chainLength, isChainKept).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
        account.add(
            MapMetadata.AccountLine.keptLinks, kept.isKept.count { $0 }, meters: meters)
    }
}

extension RoadGraph {
    /// Keeps some edges, in ascending order, and their profiles.
    mutating func keep(_ numbers: [Int], _ profiles: inout EdgeProfiles) {
        edges = numbers.map { edges[$0] }
        profiles.ofEdge = numbers.map { profiles.ofEdge[$0] }
        profiles.softFlags = numbers.map { profiles.softFlags[$0] }
    }
}
