// In which order links are contracted: nested dissection of the street graph. The links over a cut
// come after all links on either side of it ("cut-based order": V. Buchhold, D. Wagner, T. Zeitz,
// M. Zündorf, "Customizable Contraction Hierarchies with Turn Costs", ATMOS 2020).

import Base
import Roads

/// Ranks of links; the highest rank is contracted last.
struct RouteOrder: Sendable {
    /// Rank of a link. [links]
    private(set) var rank: [UInt32]
    /// Link of a rank. [links]
    private(set) var link: [UInt32]

    /// Directions in which cells are tried to be cut.
    private static let directions = 6

    init(_ network: Network) {
        rank = [UInt32](repeating: 0, count: network.linkCount)
        link = rank
        let graph = StreetGraph(network)
        var sweeps = Self.sweeps(network)
        var workspace = CellCut(graph)
        var spare: [UInt32] = []
        var top = network.linkCount
        // Depth first, so that the ranks of a cell are consecutive.
        var cells = [0..<network.nodeCount]
        while let cell = cells.popLast() {
            if cell.count == 1 {
                take(linksAt: sweeps[0][cell.lowerBound], network, &top) { $0 == $1 }
                continue
            }
            workspace.load(sweeps[0][cell], of: graph)
            for sweep in sweeps { workspace.consider(sweep[cell]) }
            let sides = workspace.isFirst
            for node in workspace.nodes where sides[Int(workspace.placeOf[Int(node)])] {
                take(linksAt: node, network, &top) { _, other in workspace.isBeyond(other) }
            }
            var middle = cell.lowerBound
            for sweep in sweeps.indices {
                spare.removeAll(keepingCapacity: true)
                middle = cell.lowerBound
                for place in cell {
                    let node = sweeps[sweep][place]
                    if sides[Int(workspace.placeOf[Int(node)])] {
                        sweeps[sweep][middle] = node
                        middle += 1
                    } else {
                        spare.append(node)
                    }
                }
                for (place, node) in spare.enumerated() { sweeps[sweep][middle + place] = node }
            }
            cells.append(cell.lowerBound..<middle)
            cells.append(middle..<cell.upperBound)
        }
    }

    /// Gives the next lower ranks to the links between a node and others that fit.
    private mutating func take(
        linksAt node: UInt32, _ network: Network, _ top: inout Int,
        if fits: (_ node: UInt32, _ other: UInt32) -> Bool
    ) {
        let n = Int(node)
        func give(_ chosen: UInt32) {
            top -= 1
            rank[Int(chosen)] = UInt32(top)
            link[top] = chosen
        }
        for out in network.nodeFirstOut[n]..<network.nodeFirstOut[n + 1]
        where fits(node, network.linkTo[Int(out)]) { give(out) }
        for place in Int(network.nodeFirstIn[n])..<Int(network.nodeFirstIn[n + 1]) {
            let into = network.nodeInLinks[place]
            let from = network.linkFrom[Int(into)]
            // A loop has been met among those that leave.
            if from != node, fits(node, from) { give(into) }
        }
    }

    /// The nodes along each of the directions.
    private static func sweeps(_ network: Network) -> [[UInt32]] {
        (0..<directions).map { direction in
            let angle = Double(direction) * .pi / Double(directions)
            let (x, y) = (Math.cos(angle), Math.sin(angle))
            let keys = (0..<network.nodeCount).map {
                Double(network.nodeX[$0]) * x + Double(network.nodeY[$0]) * y
            }
            return (0..<UInt32(network.nodeCount)).sorted {
                (keys[Int($0)], $0) < (keys[Int($1)], $1)
            }
        }
    }
}
