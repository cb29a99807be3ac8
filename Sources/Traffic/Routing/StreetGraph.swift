// Junctions and the streets between them, without direction: what the order of the hierarchy is
// cut from.

import Roads

/// Nodes and undirected streets; parallel links are one street.
struct StreetGraph {
    /// The streets of a node are `first[n] ..< first[n + 1]`. [nodes + 1]
    private(set) var first: [UInt32] = [0]
    /// The node at the other end. [2 × streets]
    private(set) var to: [UInt32] = []
    /// How many links, of both directions, the street has: what it costs to cut it.
    private(set) var links: [Int32] = []
    /// The same street, seen from the other end.
    private(set) var twin: [UInt32] = []

    var nodeCount: Int { first.count - 1 }

    init(_ network: Network) {
        var ends: [UInt32] = []
        for node in 0..<network.nodeCount {
            ends.removeAll(keepingCapacity: true)
            for link in Int(network.nodeFirstOut[node])..<Int(network.nodeFirstOut[node + 1]) {
                ends.append(network.linkTo[link])
            }
            for place in Int(network.nodeFirstIn[node])..<Int(network.nodeFirstIn[node + 1]) {
                ends.append(network.linkFrom[Int(network.nodeInLinks[place])])
            }
            ends.sort()
            let base = to.count
            for end in ends where Int(end) != node {
                if to.count > base, to[to.count - 1] == end {
                    links[to.count - 1] += 1
                } else {
                    to.append(end)
                    links.append(1)
                }
            }
            first.append(UInt32(to.count))
        }
        findTwins()
    }

    /// Streets ascend by other end at every node, so that those of one node are met in order.
    private mutating func findTwins() {
        twin = [UInt32](repeating: 0, count: to.count)
        var next = first
        for node in 0..<nodeCount {
            for street in Int(first[node])..<Int(first[node + 1]) {
                let end = Int(to[street])
                twin[street] = next[end]
                next[end] += 1
            }
        }
    }
}
