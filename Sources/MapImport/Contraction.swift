// Joins edges that follow each other without a choice and without a change into chains. A chain
// becomes one link in each open direction; its geometry keeps every node.

import Roads

/// What holds in one direction of a road.
struct DirectionProfile: Hashable {
    /// Free-flow speed, m/s.
    var speed: Float
    var lanes: UInt8
}

/// What must be equal for two edges to be joined.
struct EdgeProfile: Hashable {
    var roadClass: RoadClass
    /// Nil: closed in this direction.
    var forward: DirectionProfile?
    var backward: DirectionProfile?
    /// `roundabout`, `tunnel`, `destinationOnly`.
    var flags: LinkFlags

    /// The same road seen from its other end.
    var reversed: EdgeProfile {
        EdgeProfile(
            roadClass: roadClass, forward: backward, backward: forward, flags: flags)
    }
}

/// The profiles of all edges, each distinct one once.
struct EdgeProfiles {
    private(set) var table: [EdgeProfile] = []
    /// The number of the reversed profile. [table]
    private(set) var reversed: [Int32] = []
    private var numbers: [EdgeProfile: Int32] = [:]
    /// Profile of each edge. [edges]
    var ofEdge: [Int32] = []
    /// `bridge`, `urban`, `speedAssumed`, `lanesAssumed`: these do not keep edges apart. [edges]
    var softFlags: [LinkFlags] = []

    mutating func number(of profile: EdgeProfile) -> Int32 {
        if let known = numbers[profile] { return known }
        let number = Int32(table.count)
        numbers[profile] = number
        table.append(profile)
        reversed.append(number)
        let other = self.number(of: profile.reversed)
        reversed[Int(number)] = other
        return number
    }
}

/// Edges in a row, from one vertex that stays to another.
struct RoadChain {
    var from: Int32
    var to: Int32
    /// Edges in order; `isReversed` where the chain runs against the edge.
    var parts: [Part]

    struct Part {
        var edge: Int32
        var isReversed: Bool
    }
}

/// Joins edges into chains; every edge is in exactly one.
///
/// A vertex stays when it is pinned, when other than two edges meet there, or when the two differ
/// in what holds for traffic.
func contracted(_ graph: RoadGraph, _ profiles: EdgeProfiles) -> [RoadChain] {
    let (first, list) = graph.incidence()
    var walker = ChainWalker(graph: graph, profiles: profiles, first: first, list: list)
    for vertex in graph.vertices.indices where !walker.passes[vertex] {
        for entry in list[first[vertex]..<first[vertex + 1]] where !walker.isUsed[Int(entry)] {
            walker.walk(from: vertex, along: Int(entry))
        }
    }
    // What is left are rings without any vertex that stays.
    for edge in graph.edges.indices where !walker.isUsed[edge] {
        let start = Int(graph.edges[edge].from)
        walker.passes[start] = false
        walker.walk(from: start, along: edge)
    }
    return walker.chains
}

private struct ChainWalker {
    let graph: RoadGraph
    let first: [Int]
    let list: [Int32]
    /// Chains pass through these vertices. [vertices]
    var passes: [Bool]
    var isUsed: [Bool]
    var chains: [RoadChain] = []

    init(graph: RoadGraph, profiles: EdgeProfiles, first: [Int], list: [Int32]) {
        self.graph = graph
        self.first = first
        self.list = list
        isUsed = [Bool](repeating: false, count: graph.edges.count)
        passes = graph.vertices.indices.map { vertex in
            guard !graph.vertices[vertex].isPinned, first[vertex + 1] - first[vertex] == 2 else {
                return false
            }
            let (a, b) = (Int(list[first[vertex]]), Int(list[first[vertex] + 1]))
            guard a != b else { return false }
            let into =
                Int(graph.edges[a].to) == vertex
                ? profiles.ofEdge[a] : profiles.reversed[Int(profiles.ofEdge[a])]
            let out =
                Int(graph.edges[b].from) == vertex
                ? profiles.ofEdge[b] : profiles.reversed[Int(profiles.ofEdge[b])]
            return into == out
        }
    }

    mutating func walk(from start: Int, along firstEdge: Int) {
        var parts: [RoadChain.Part] = []
        var vertex = start
        var edge = firstEdge
        while true {
            isUsed[edge] = true
            let isReversed = Int(graph.edges[edge].from) != vertex
            parts.append(.init(edge: Int32(edge), isReversed: isReversed))
            vertex = Int(isReversed ? graph.edges[edge].from : graph.edges[edge].to)
            guard passes[vertex] else { break }
            let (a, b) = (Int(list[first[vertex]]), Int(list[first[vertex] + 1]))
            edge = a == edge ? b : a
        }
        if vertex == start, parts.count > 1 {
            // No link may start where it ends: the ring is cut at a vertex in its middle.
            let half = parts.count / 2
            let last = parts[half - 1]
            let edge = graph.edges[Int(last.edge)]
            let middle = last.isReversed ? edge.from : edge.to
            passes[Int(middle)] = false
            chains.append(
                RoadChain(from: Int32(start), to: middle, parts: Array(parts[..<half])))
            chains.append(
                RoadChain(from: middle, to: Int32(start), parts: Array(parts[half...])))
        } else {
            chains.append(RoadChain(from: Int32(start), to: Int32(vertex), parts: parts))
        }
    }
}
