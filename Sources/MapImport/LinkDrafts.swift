// From chains to directed links, before it is known which of them stay.

import Roads

/// A directed link under construction.
struct LinkDraft {
    var from: Int32
    var to: Int32
    var chain: Int32
    /// Runs against the chain.
    var isReversed: Bool
    /// Metres on the ground.
    var length: Double
    var speed: Float
    var lanes: UInt8
    var roadClass: RoadClass
    var flags: LinkFlags
    /// The link of the other direction of the same chain, or −1.
    var reverse: Int32 = -1
    /// Ways at its beginning and at its end: positions in the extract.
    var firstWay: Int32
    var lastWay: Int32
}

/// Links, the vertices they join, and their geometry.
struct LinkDrafts {
    var links: [LinkDraft] = []
    /// Nodes of the extract along each chain: `chainNodes[chainFirst[c] ..< chainFirst[c + 1]]`.
    var chainNodes: [UInt32] = []
    var chainFirst: [Int] = [0]
    /// Metres on the ground. [chains]
    var chainLength: [Double] = []
    /// Links that leave a vertex: `outList[outFirst[v] ..< outFirst[v + 1]]`.
    var outFirst: [Int] = []
    var outList: [Int32] = []
    /// Links that enter a vertex.
    var inFirst: [Int] = []
    var inList: [Int32] = []

    func nodes(ofChain chain: Int32) -> ArraySlice<UInt32> {
        chainNodes[chainFirst[Int(chain)]..<chainFirst[Int(chain) + 1]]
    }

    func out(of vertex: Int32) -> ArraySlice<Int32> {
        outList[outFirst[Int(vertex)]..<outFirst[Int(vertex) + 1]]
    }

    func into(_ vertex: Int32) -> ArraySlice<Int32> {
        inList[inFirst[Int(vertex)]..<inFirst[Int(vertex) + 1]]
    }

    /// The shape of a link as nodes of the extract, in its own direction.
    func nodes(of link: LinkDraft) -> [UInt32] {
        let nodes = nodes(ofChain: link.chain)
        return link.isReversed ? nodes.reversed() : Array(nodes)
    }

    /// The last two nodes (at the end) or the first two (at the start), in driving order.
    func tip(of link: LinkDraft, atEnd: Bool) -> (UInt32, UInt32) {
        let range = chainFirst[Int(link.chain)]..<chainFirst[Int(link.chain) + 1]
        let (first, last) = (range.lowerBound, range.upperBound - 1)
        switch (link.isReversed, atEnd) {
        case (false, true): return (chainNodes[last - 1], chainNodes[last])
        case (false, false): return (chainNodes[first], chainNodes[first + 1])
        case (true, true): return (chainNodes[first + 1], chainNodes[first])
        case (true, false): return (chainNodes[last], chainNodes[last - 1])
        }
    }
}

extension LinkDrafts {
    /// Makes a link for each open direction of each chain.
    init(
        _ graph: RoadGraph, _ chains: [RoadChain], _ profiles: EdgeProfiles, _ metric: MetricNodes
    ) {
        for (index, chain) in chains.enumerated() {
            append(chain, Int32(index), graph, profiles, metric)
        }
        (outFirst, outList) = grouped(vertices: graph.vertices.count) { $0.from }
        (inFirst, inList) = grouped(vertices: graph.vertices.count) { $0.to }
    }

    /// Shorter links are lengthened to this, so that no quotient of length and speed is zero.
    static let shortest = 0.5

    private mutating func append(
        _ chain: RoadChain, _ index: Int32, _ graph: RoadGraph, _ profiles: EdgeProfiles,
        _ metric: MetricNodes
    ) {
        guard let head = chain.parts.first, let tail = chain.parts.last else { return }
        for part in chain.parts {
            var nodes = Array(graph.nodes(of: graph.edges[Int(part.edge)]))
            if part.isReversed { nodes.reverse() }
            chainNodes += part.edge == head.edge ? nodes[...] : nodes.dropFirst()
        }
        chainFirst.append(chainNodes.count)
        let length = chain.parts.reduce(0) { $0 + graph.edges[Int($1.edge)].length }
        chainLength.append(length)
        let number = profiles.ofEdge[Int(head.edge)]
        let profile =
            profiles.table[Int(head.isReversed ? profiles.reversed[Int(number)] : number)]
        let flags = profile.flags.union(softFlags(of: chain, graph, profiles))
        let firstWay = graph.edges[Int(head.edge)].way
        let lastWay = graph.edges[Int(tail.edge)].way
        let nodes = nodes(ofChain: index)
        let (x, y) = (nodes.map { metric.x[Int($0)] }, nodes.map { metric.y[Int($0)] })
        func draft(_ direction: DirectionProfile, isReversed: Bool) -> LinkDraft {
            LinkDraft(
                from: isReversed ? chain.to : chain.from, to: isReversed ? chain.from : chain.to,
                chain: index, isReversed: isReversed, length: max(Self.shortest, length),
                speed: Float(meanSpeed(alongX: x, y, speed: Double(direction.speed))),
                lanes: direction.lanes, roadClass: profile.roadClass,
                flags: flags, firstWay: isReversed ? lastWay : firstWay,
                lastWay: isReversed ? firstWay : lastWay)
        }
        let start = Int32(links.count)
        if let forward = profile.forward { links.append(draft(forward, isReversed: false)) }
        if let backward = profile.backward { links.append(draft(backward, isReversed: true)) }
        if profile.forward != nil, profile.backward != nil {
            links[Int(start)].reverse = start + 1
            links[Int(start) + 1].reverse = start
        }
    }

    /// The flags that hold on more than half of a chain's length.
    private func softFlags(
        of chain: RoadChain, _ graph: RoadGraph, _ profiles: EdgeProfiles
    ) -> LinkFlags {
        var result: LinkFlags = []
        for flag in [LinkFlags.bridge, .urban, .speedAssumed, .lanesAssumed] {
            var balance = 0.0
            for part in chain.parts {
                let edge = Int(part.edge)
                let length = max(graph.edges[edge].length, 0.001)
                balance += profiles.softFlags[edge].contains(flag) ? length : -length
            }
            if balance > 0 { result.insert(flag) }
        }
        return result
    }

    private func grouped(
        vertices: Int, by vertex: (LinkDraft) -> Int32
    ) -> (first: [Int], list: [Int32]) {
        var first = [Int](repeating: 0, count: vertices + 1)
        for link in links { first[Int(vertex(link)) + 1] += 1 }
        for index in 0..<vertices { first[index + 1] += first[index] }
        var next = first
        var list = [Int32](repeating: 0, count: links.count)
        for (index, link) in links.enumerated() {
            list[next[Int(vertex(link))]] = Int32(index)
            next[Int(vertex(link))] += 1
        }
        return (first, list)
    }
}
