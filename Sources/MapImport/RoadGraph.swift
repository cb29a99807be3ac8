// Splits roads at the nodes they share into an undirected graph; service roads that lead nowhere
// else are taken out of it.

import Roads

/// A piece of one way between two vertices.
struct RoadEdge {
    var from: Int32
    var to: Int32
    /// Positions in `RoadGraph.nodes`, first and last node included.
    var firstNode: Int
    var lastNode: Int
    /// Position of the way in the extract.
    var way: Int32
    /// Position of the traits in `RoadPieces`.
    var piece: Int32
    /// Metres on the ground.
    var length: Double
}

/// A point where edges meet or end.
struct RoadVertex {
    /// Position in the extract's node columns.
    var node: UInt32
    var hasSignal = false
    /// A signal between junctions, which holds the traffic for those who walk.
    var isForWalkers = false
    var hasCrossing = false
    /// Must stay a node of the map: signal, restriction, middle of a loop.
    var isPinned = false
    /// A way goes on from here, but the file lacks the rest.
    var isCut = false
    /// A barrier ends the road here.
    var isBarrier = false
}

/// Roads split at shared nodes.
struct RoadGraph {
    var nodes: [UInt32]
    var vertices: [RoadVertex] = []
    var edges: [RoadEdge] = []

    func nodes(of edge: RoadEdge) -> ArraySlice<UInt32> { nodes[edge.firstNode...edge.lastNode] }

    /// Edges at each vertex: `list[first[v] ..< first[v + 1]]`; a loop stands there twice.
    func incidence() -> (first: [Int], list: [Int32]) {
        var first = [Int](repeating: 0, count: vertices.count + 1)
        for edge in edges {
            first[Int(edge.from) + 1] += 1
            first[Int(edge.to) + 1] += 1
        }
        for vertex in vertices.indices { first[vertex + 1] += first[vertex] }
        var next = first
        var list = [Int32](repeating: 0, count: edges.count * 2)
        for (index, edge) in edges.enumerated() {
            for vertex in [Int(edge.from), Int(edge.to)] {
                list[next[vertex]] = Int32(index)
                next[vertex] += 1
            }
        }
        return (first, list)
    }
}

extension RoadGraph {
    /// Splits pieces at shared nodes, signals, barriers and at the nodes in `pinned`.
    ///
    /// - Parameters:
    ///   - nodeTraits: by node of the extract, for those with tags.
    ///   - pinned: by node of the extract: restrictions turn here.
    init(
        _ pieces: RoadPieces, nodeTraits: [UInt32: NodeTraits], pinned: Set<UInt32>,
        nodeCount: Int, metric: MetricNodes
    ) {
        nodes = pieces.nodes
        var splitter = Splitter(pieces: pieces, nodeCount: nodeCount)
        splitter.traits = nodeTraits
        splitter.pinned = pinned
        for piece in 0..<pieces.count { split(piece, pieces, &splitter, metric) }
    }

    private struct Splitter {
        /// How often roads use a node; ends count twice. Two is enough to be a vertex.
        var uses: [UInt8]
        var vertexOfNode: [Int32]
        var traits: [UInt32: NodeTraits] = [:]
        var pinned: Set<UInt32> = []

        init(pieces: RoadPieces, nodeCount: Int) {
            uses = [UInt8](repeating: 0, count: nodeCount)
            vertexOfNode = [Int32](repeating: -1, count: nodeCount)
            for piece in 0..<pieces.count {
                let nodes = pieces.nodes(of: piece)
                for node in nodes { uses[Int(node)] = min(2, uses[Int(node)] + 1) }
                for node in [nodes.first, nodes.last].compactMap({ $0 }) { uses[Int(node)] = 2 }
            }
        }

        func isVertex(_ node: UInt32) -> Bool {
            if uses[Int(node)] >= 2 || pinned.contains(node) { return true }
            guard let traits = traits[node] else { return false }
            return traits.isSignal || traits.blocksCars
        }
    }

    private mutating func split(
        _ piece: Int, _ pieces: RoadPieces, _ splitter: inout Splitter, _ metric: MetricNodes
    ) {
        let range = pieces.first[piece]..<pieces.first[piece + 1]
        var start = range.lowerBound
        var from = vertex(at: nodes[start], &splitter)
        vertices[from].isCut = vertices[from].isCut || pieces.isCutAtStart[piece]
        for position in range.dropFirst() {
            let isLast = position == range.upperBound - 1
            guard isLast || splitter.isVertex(nodes[position]) else { continue }
            let to = vertex(at: nodes[position], &splitter)
            if isLast { vertices[to].isCut = vertices[to].isCut || pieces.isCutAtEnd[piece] }
            let edge = RoadEdge(
                from: Int32(from), to: Int32(to), firstNode: start, lastNode: position,
                way: pieces.way[piece], piece: Int32(piece), length: 0)
            append(edge, &splitter, metric)
            // Beyond a barrier the road begins again at a vertex of its own.
            from = vertices[to].isBarrier ? vertex(at: nodes[position], &splitter) : to
            start = position
        }
    }

    /// Appends an edge; a loop becomes two edges, so that no link starts where it ends.
    private mutating func append(
        _ edge: RoadEdge, _ splitter: inout Splitter, _ metric: MetricNodes
    ) {
        var edge = edge
        if edge.from == edge.to, edge.lastNode - edge.firstNode >= 2 {
            let middle = (edge.firstNode + edge.lastNode) / 2
            let vertex = vertex(at: nodes[middle], &splitter)
            vertices[vertex].isPinned = true
            var rest = edge
            rest.from = Int32(vertex)
            rest.firstNode = middle
            edge.to = Int32(vertex)
            edge.lastNode = middle
            edge.length = metric.length(nodes(of: edge))
            edges.append(edge)
            edge = rest
        }
        edge.length = metric.length(nodes(of: edge))
        edges.append(edge)
    }

    private mutating func vertex(at node: UInt32, _ splitter: inout Splitter) -> Int {
        let traits = splitter.traits[node]
        let isBarrier = traits?.blocksCars ?? false
        let known = splitter.vertexOfNode[Int(node)]
        if known >= 0, !isBarrier { return Int(known) }
        var vertex = RoadVertex(node: node)
        vertex.hasSignal = traits?.isSignal ?? false
        vertex.hasCrossing = traits?.isCrossing ?? false
        vertex.isBarrier = isBarrier
        vertex.isPinned = vertex.hasSignal || splitter.pinned.contains(node)
        splitter.vertexOfNode[Int(node)] = Int32(vertices.count)
        vertices.append(vertex)
        return vertices.count - 1
    }
}

// MARK: Service roads

extension RoadGraph {
    /// Keeps of the service roads those that connect two places of the other roads.
    mutating func dropServiceRoadsThatConnectNothing(
        _ pieces: RoadPieces, account: inout ImportAccount
    ) {
        let isService = edges.map { pieces.traits[Int($0.piece)].roadClass == .service }
        guard isService.contains(true), isService.contains(false) else { return }
        var isMain = [Bool](repeating: false, count: vertices.count)
        for (edge, service) in zip(edges, isService) where !service {
            isMain[Int(edge.from)] = true
            isMain[Int(edge.to)] = true
        }
        var alive = isService
        pruneDeadEnds(&alive, isMain)
        pruneOneSided(&alive, isMain)
        var dropped = (count: 0, meters: 0.0)
        var kept: [RoadEdge] = []
        for (index, edge) in edges.enumerated() {
            if isService[index], !alive[index] {
                dropped.count += 1
                dropped.meters += edge.length
            } else {
                kept.append(edge)
            }
        }
        edges = kept
        account.add(
            "dropped: service roads that connect nothing", dropped.count, meters: dropped.meters)
    }

    /// Takes away, again and again, service edges that end at a vertex without other roads.
    private func pruneDeadEnds(_ alive: inout [Bool], _ isMain: [Bool]) {
        let (first, list) = incidence()
        var degree = [Int](repeating: 0, count: vertices.count)
        for (index, edge) in edges.enumerated() where alive[index] {
            degree[Int(edge.from)] += 1
            degree[Int(edge.to)] += 1
        }
        var ends = vertices.indices.filter { degree[$0] == 1 && !isMain[$0] }
        while let vertex = ends.popLast() {
            for entry in list[first[vertex]..<first[vertex + 1]] where alive[Int(entry)] {
                let edge = edges[Int(entry)]
                alive[Int(entry)] = false
                let other = Int(edge.from) == vertex ? Int(edge.to) : Int(edge.from)
                degree[other] -= 1
                degree[vertex] -= 1
                if degree[other] == 1, !isMain[other] { ends.append(other) }
            }
        }
    }

    /// Takes away connected groups of service edges that touch other roads at one vertex or none.
    private func pruneOneSided(_ alive: inout [Bool], _ isMain: [Bool]) {
        var groups = DisjointSets(count: edges.count)
        var edgeAtVertex = [Int32](repeating: -1, count: vertices.count)
        for (index, edge) in edges.enumerated() where alive[index] {
            for vertex in [Int(edge.from), Int(edge.to)] where !isMain[vertex] {
                if edgeAtVertex[vertex] >= 0 {
                    groups.join(index, Int(edgeAtVertex[vertex]))
                } else {
                    edgeAtVertex[vertex] = Int32(index)
                }
            }
        }
        // The lowest and highest vertex of other roads that a group touches: equal means one.
        var low = [Int32](repeating: .max, count: edges.count)
        var high = [Int32](repeating: -1, count: edges.count)
        for (index, edge) in edges.enumerated() where alive[index] {
            let group = groups.root(of: index)
            for vertex in [edge.from, edge.to] where isMain[Int(vertex)] {
                low[group] = min(low[group], vertex)
                high[group] = max(high[group], vertex)
            }
        }
        for index in edges.indices where alive[index] {
            let group = groups.root(of: index)
            if high[group] <= low[group] { alive[index] = false }
        }
    }
}

/// Disjoint sets with path halving; the root of a set is its lowest member.
struct DisjointSets {
    private var parent: [Int32]

    init(count: Int) { parent = (0..<count).map(Int32.init) }

    mutating func root(of member: Int) -> Int {
        var at = member
        while Int(parent[at]) != at {
            parent[at] = parent[Int(parent[at])]
            at = Int(parent[at])
        }
        return at
    }

    mutating func join(_ a: Int, _ b: Int) {
        let (rootA, rootB) = (root(of: a), root(of: b))
        if rootA < rootB {
            parent[rootB] = Int32(rootA)
        } else {
            parent[rootA] = Int32(rootB)
        }
    }
}
