// Where the data ends: the outline of everything in the file, and ways whose nodes are missing.

import Roads

extension RoadGraph {
    /// Whether each vertex lies at the edge of what the file holds; asked of dead ends only.
    ///
    /// The outline is the concave hull of all nodes of the file (roads, paths, buildings, land
    /// use), thinned to one in a square of 200 m.
    func isEdgeOfData(_ extract: OSMExtract, _ metric: MetricNodes) -> [Bool] {
        var result = vertices.map(\.isCut)
        var hull = AreaLayer()
        let outline = hull.addConcaveHull(of: Self.thinned(extract, metric), ratio: 0.1)
        guard let outline else { return result }
        let (first, _) = incidence()
        for vertex in vertices.indices {
            // Both carriageways of a divided road end singly.
            guard first[vertex + 1] - first[vertex] == 1, !vertices[vertex].isBarrier else {
                continue
            }
            let node = Int(vertices[vertex].node)
            let distance = hull.distanceToOutline(
                of: outline, fromX: metric.x[node], metric.y[node])
            if let distance, distance < 400 { result[vertex] = true }
        }
        return result
    }

    private static func thinned(_ extract: OSMExtract, _ metric: MetricNodes) -> MetricLine {
        var seen: Set<UInt64> = []
        var line = MetricLine(x: [], y: [])
        for node in extract.nodeIDs.indices where !extract.isMissing(node) {
            let column = UInt64((metric.x[node] / 200).rounded(.down))
            let row = UInt64(max(0, (metric.y[node] / 200).rounded(.down)))
            guard seen.insert(column << 32 | row).inserted else { continue }
            line.x.append(metric.x[node])
            line.y.append(metric.y[node])
        }
        return line
    }
}
