// A small, balanced cut through a piece of a street graph: inertial flow (A. Schild and
// C. Sommer, "On Balanced Separators in Road Networks", SEA 2015), with the blocking flows of
// E. A. Dinic.

/// Workspace for cutting cells; a cell is a set of nodes.
struct CellCut {
    /// Share of a cell's nodes that are sources, and that are sinks.
    static let terminalShare = 0.3

    /// After `load`: the nodes of the cell, and each node's place among them.
    private(set) var nodes: [UInt32] = []
    private(set) var placeOf: [UInt32]
    /// The best cut so far: whether a node of the cell lies on its first side. [nodes of the cell]
    private(set) var isFirst: [Bool] = []

    private var best: (links: Int, smaller: Int)?

    private var cellOf: [UInt32]
    private var cell: UInt32 = 0
    private var localOf: [UInt32]
    // The cell's own graph. Capacities are undirected: both arcs of a street start with them.
    private var first: [UInt32] = []
    private var to: [UInt32] = []
    private var twin: [UInt32] = []
    private var capacity: [Int32] = []
    private var residual: [Int32] = []
    // The flow's.
    private var role: [UInt8] = []
    private var level: [Int32] = []
    private var next: [UInt32] = []
    private var queue: [UInt32] = []
    private var path: [UInt32] = []
    private var reachesSink: [Bool] = []

    private static let source: UInt8 = 1
    private static let sink: UInt8 = 2

    init(_ graph: StreetGraph) {
        placeOf = [UInt32](repeating: 0, count: graph.nodeCount)
        cellOf = [UInt32](repeating: 0, count: graph.nodeCount)
        localOf = [UInt32](repeating: 0, count: graph.to.count)
    }

    /// Takes over the piece of the graph between some nodes.
    mutating func load(_ members: ArraySlice<UInt32>, of graph: StreetGraph) {
        cell += 1
        nodes.removeAll(keepingCapacity: true)
        for node in members {
            placeOf[Int(node)] = UInt32(nodes.count)
            cellOf[Int(node)] = cell
            nodes.append(node)
        }
        first.removeAll(keepingCapacity: true)
        to.removeAll(keepingCapacity: true)
        capacity.removeAll(keepingCapacity: true)
        twin.removeAll(keepingCapacity: true)
        for node in nodes {
            first.append(UInt32(to.count))
            for street in Int(graph.first[Int(node)])..<Int(graph.first[Int(node) + 1]) {
                let end = Int(graph.to[street])
                guard cellOf[end] == cell else { continue }
                localOf[street] = UInt32(to.count)
                to.append(placeOf[end])
                capacity.append(graph.links[street])
                twin.append(graph.twin[street])
            }
        }
        first.append(UInt32(to.count))
        for arc in twin.indices { twin[arc] = localOf[Int(twin[arc])] }
        resize(&role, nodes.count, 0)
        resize(&level, nodes.count, 0)
        resize(&next, nodes.count, 0)
        resize(&isFirst, nodes.count, false)
        resize(&reachesSink, nodes.count, false)
        best = nil
    }

    /// Whether a node belongs to the cell and lies beyond the cut, seen from the first side.
    func isBeyond(_ node: UInt32) -> Bool {
        cellOf[Int(node)] == cell && !isFirst[Int(placeOf[Int(node)])]
    }

    private func resize<T>(_ column: inout [T], _ count: Int, _ value: T) {
        column.removeAll(keepingCapacity: true)
        column.append(contentsOf: repeatElement(value, count: count))
    }

    /// Cuts between the first and the last nodes of an order of the cell's nodes, and keeps the cut
    /// if it is the best so far: fewest links for the nodes that it takes off.
    mutating func consider(_ order: ArraySlice<UInt32>) {
        let terminals = max(1, Int(Double(nodes.count) * Self.terminalShare))
        for place in role.indices { role[place] = 0 }
        for node in order.prefix(terminals) { role[Int(placeOf[Int(node)])] = Self.source }
        for node in order.suffix(terminals) { role[Int(placeOf[Int(node)])] = Self.sink }
        residual.removeAll(keepingCapacity: true)
        residual.append(contentsOf: capacity)
        var links = 0
        while findLevels() {
            links += pushBlockingFlow()
            // Even halves would not make up for so many.
            if let best, links * best.smaller >= best.links * (nodes.count / 2) { return }
        }
        let nearSources = queue.count
        let nearSinks = reachSinks()
        let smaller = (
            min(nearSources, nodes.count - nearSources), min(nearSinks, nodes.count - nearSinks)
        )
        let size = max(smaller.0, smaller.1)
        if let best, links * best.smaller >= best.links * size { return }
        best = (links, size)
        let bySinks = smaller.1 > smaller.0
        for place in level.indices {
            isFirst[place] = bySinks ? !reachesSink[place] : level[place] >= 0
        }
    }

    /// Breadth-first levels from the sources over arcs with room; whether a sink was reached.
    private mutating func findLevels() -> Bool {
        queue.removeAll(keepingCapacity: true)
        for place in level.indices {
            level[place] = -1
            next[place] = first[place]
            if role[place] == Self.source {
                level[place] = 0
                queue.append(UInt32(place))
            }
        }
        var last = Int32.max
        var head = 0
        while head < queue.count {
            let at = Int(queue[head])
            head += 1
            if level[at] >= last { break }
            for arc in Int(first[at])..<Int(first[at + 1]) where residual[arc] > 0 {
                let end = Int(to[arc])
                guard level[end] < 0 else { continue }
                level[end] = level[at] + 1
                if role[end] == Self.sink { last = level[end] }
                queue.append(UInt32(end))
            }
        }
        return last != .max
    }

    private mutating func pushBlockingFlow() -> Int {
        var flow = 0
        for source in role.indices where role[source] == Self.source {
            path.removeAll(keepingCapacity: true)
            var at = source
            while true {
                if role[at] == Self.sink {
                    flow += augment()
                    at = path.isEmpty ? source : Int(to[Int(path[path.count - 1])])
                    continue
                }
                if let arc = advance(at) {
                    path.append(UInt32(arc))
                    at = Int(to[arc])
                    continue
                }
                level[at] = -1
                guard let back = path.popLast() else { break }
                at = Int(to[Int(twin[Int(back)])])
            }
        }
        return flow
    }

    /// The next arc with room from a node to the next level.
    @inline(__always) private mutating func advance(_ at: Int) -> Int? {
        while next[at] < first[at + 1] {
            let arc = Int(next[at])
            if residual[arc] > 0, level[Int(to[arc])] == level[at] + 1 { return arc }
            next[at] += 1
        }
        return nil
    }

    /// Pushes what the path holds; the path ends before its first full arc then.
    private mutating func augment() -> Int {
        var room = Int32.max
        for arc in path { room = min(room, residual[Int(arc)]) }
        var keep = path.count
        for (place, arc) in path.enumerated() {
            residual[Int(arc)] -= room
            residual[Int(twin[Int(arc)])] += room
            if residual[Int(arc)] == 0, place < keep { keep = place }
        }
        path.removeSubrange(keep...)
        return Int(room)
    }

    /// Finds the nodes from which a sink can be reached over arcs with room; returns how many.
    private mutating func reachSinks() -> Int {
        queue.removeAll(keepingCapacity: true)
        for place in role.indices {
            reachesSink[place] = role[place] == Self.sink
            if reachesSink[place] { queue.append(UInt32(place)) }
        }
        var head = 0
        while head < queue.count {
            let at = Int(queue[head])
            head += 1
            for arc in Int(first[at])..<Int(first[at + 1]) where residual[Int(twin[arc])] > 0 {
                let end = Int(to[arc])
                guard !reachesSink[end] else { continue }
                reachesSink[end] = true
                queue.append(UInt32(end))
            }
        }
        return queue.count
    }
}
