// Traffic signals: mapped at stop lines or at junctions; a link's capacity falls where it ends at
// one, so each is brought to its junction.

import Roads

extension RoadGraph {
    /// How far a stop line stands from the junction that it belongs to, metres.
    private static let stopLineDistance = 35.0

    /// Moves signals from stop lines to the junction that follows within 35 m.
    ///
    /// Elsewhere the signal stays (a crossing on foot between junctions, roadworks).
    mutating func moveSignalsToJunctions(
        _ pieces: RoadPieces, pinned: Set<UInt32>, account: inout ImportAccount
    ) {
        let (first, list) = incidence()
        func edges(at vertex: Int) -> ArraySlice<Int32> { list[first[vertex]..<first[vertex + 1]] }
        var moved = 0
        var targets: [Int] = []
        for vertex in vertices.indices
        where vertices[vertex].hasSignal && edges(at: vertex).count == 2 {
            var best: (length: Double, vertex: Int)?
            for entry in edges(at: vertex) {
                guard let found = junction(from: vertex, along: entry, first, list, pieces) else {
                    continue
                }
                if best.map({ found.length < $0.length }) ?? true { best = found }
            }
            guard let best else { continue }
            vertices[vertex].hasSignal = false
            vertices[vertex].isPinned = pinned.contains(vertices[vertex].node)
            targets.append(best.vertex)
            moved += 1
        }
        for target in targets {
            vertices[target].hasSignal = true
            vertices[target].isPinned = true
        }
        for vertex in vertices.indices where vertices[vertex].hasSignal {
            vertices[vertex].isForWalkers = edges(at: vertex).count <= 2
        }
        let used = vertices.indices.count { vertices[$0].hasSignal && !edges(at: $0).isEmpty }
        account.add("signals at nodes of the map", used)
        account.add("repaired: signals moved from a stop line to its junction", moved)
    }

    /// The first junction in driving direction along an edge, through vertices without a choice.
    private func junction(
        from start: Int, along firstEdge: Int32, _ first: [Int], _ list: [Int32],
        _ pieces: RoadPieces
    ) -> (length: Double, vertex: Int)? {
        var vertex = start
        var entry = firstEdge
        var length = 0.0
        for _ in 0..<4 {
            let edge = edges[Int(entry)]
            let isForward = Int(edge.from) == vertex
            let traits = pieces.traits[Int(edge.piece)]
            guard isForward ? traits.forward : traits.backward else { return nil }
            length += edge.length
            vertex = Int(isForward ? edge.to : edge.from)
            guard length <= Self.stopLineDistance else { return nil }
            let around = list[first[vertex]..<first[vertex + 1]]
            if around.count > 2 { return (length, vertex) }
            guard around.count == 2, let next = around.first(where: { $0 != entry }) else {
                return nil
            }
            entry = next
        }
        return nil
    }
}
