// Where the data ends although the road does not: the only places for gateways.

import Roads

extension RoadGraph {
    /// Whether each vertex lies where the map was cut.
    ///
    /// It does when its way goes on over nodes that the file lacks. A dead end does, unless it lies
    /// at the sea, when it is within 500 m of a country's border, or within 400 m of the outline of
    /// all that the file holds. So does a vertex where a divided road's halves meet and fold back.
    func verticesAtEdgeOfData(_ extract: OSMExtract, _ metric: MetricNodes) -> [Bool] {
        var result = vertices.map(\.isCut)
        let edge = DataEdge(extract, metric)
        let (first, list) = incidence()
        for vertex in vertices.indices where !vertices[vertex].isBarrier {
            let edges = list[first[vertex]..<first[vertex + 1]]
            let isEnd = edges.count == 1 || foldsBack(vertex, edges, metric)
            guard isEnd, !result[vertex] else { continue }
            let node = Int(vertices[vertex].node)
            result[vertex] = edge.isNear(metric.x[node], metric.y[node])
        }
        return result
    }

    /// Whether two edges meet in a hairpin: the turn from one to the other is over 120 degrees.
    private func foldsBack(
        _ vertex: Int, _ edges: ArraySlice<Int32>, _ metric: MetricNodes
    ) -> Bool {
        guard edges.count == 2, let first = edges.first, let last = edges.last, first != last
        else { return false }
        func leaving(_ number: Int32) -> (x: Double, y: Double) {
            let edge = self.edges[Int(number)]
            let isStart = Int(edge.from) == vertex
            let here = Int(nodes[isStart ? edge.firstNode : edge.lastNode])
            let next = Int(nodes[isStart ? edge.firstNode + 1 : edge.lastNode - 1])
            return (metric.x[next] - metric.x[here], metric.y[next] - metric.y[here])
        }
        let (a, b) = (leaving(first), leaving(last))
        let lengths = ((a.x * a.x + a.y * a.y) * (b.x * b.x + b.y * b.y)).squareRoot()
        // The cosine of 60 degrees between two roads that leave: a turn of more than 120.
        return lengths > 0 && (a.x * b.x + a.y * b.y) / lengths > 0.5
    }
}

/// The lines at which data ends.
private struct DataEdge: ~Copyable {
    private var hull: AreaLayer
    private let outline: Int?
    private let borders: LineLayer
    private let coasts: LineLayer

    private static let hullMargin = 400.0
    private static let borderMargin = 500.0
    private static let coastMargin = 300.0

    init(_ extract: OSMExtract, _ metric: MetricNodes) {
        hull = AreaLayer()
        outline = hull.addConcaveHull(of: Self.thinned(extract, metric), ratio: 0.1)
        var coastLines: [MetricLine] = []
        for way in 0..<extract.ways.count where CarProfile.isCoast(extract.tags(ofWay: way)) {
            coastLines += Self.lines(ofWay: way, extract, metric)
        }
        var borderLines: [MetricLine] = []
        for relation in 0..<extract.relations.count
        where CarProfile.isBorder(extract.tags(ofRelation: relation)) {
            for member in extract.members(ofRelation: relation)
            where member.type == UInt8(ascii: "w") {
                guard let way = extract.way(withID: member.id) else { continue }
                // A border along the coast or out at sea is no way out.
                if CarProfile.isCoast(extract.tags(ofWay: way)) { continue }
                borderLines += Self.lines(ofWay: way, extract, metric)
            }
        }
        borders = LineLayer(borderLines)
        coasts = LineLayer(coastLines)
    }

    func isNear(_ x: Double, _ y: Double) -> Bool {
        if coasts.nearest(toX: x, y, within: Self.coastMargin) != nil { return false }
        if borders.nearest(toX: x, y, within: Self.borderMargin) != nil { return true }
        guard let outline else { return false }
        return hull.distanceToOutline(of: outline, fromX: x, y).map { $0 <= Self.hullMargin }
            ?? false
    }

    /// A way's lines between nodes that the file lacks.
    private static func lines(
        ofWay way: Int, _ extract: OSMExtract, _ metric: MetricNodes
    ) -> [MetricLine] {
        extract.refs(ofWay: way).split { extract.isMissing(Int($0)) }.filter { $0.count > 1 }
            .map { refs in
                MetricLine(
                    x: refs.map { metric.x[Int($0)] }, y: refs.map { metric.y[Int($0)] })
            }
    }

    /// One node in each square of 200 m: the hull of all would cost more than the whole import.
    private static func thinned(_ extract: OSMExtract, _ metric: MetricNodes) -> MetricLine {
        var seen: Set<UInt64> = []
        var line = MetricLine(x: [], y: [])
        for node in extract.nodeIDs.indices where !extract.isMissing(node) {
            let column = UInt32(truncatingIfNeeded: Int((metric.x[node] / 200).rounded(.down)))
            let row = UInt32(truncatingIfNeeded: Int((metric.y[node] / 200).rounded(.down)))
            guard seen.insert(UInt64(column) << 32 | UInt64(row)).inserted else { continue }
            line.x.append(metric.x[node])
            line.y.append(metric.y[node])
        }
        return line
    }
}
