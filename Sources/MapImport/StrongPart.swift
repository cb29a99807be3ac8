// Which links stay: the largest part of the map within which every link reaches every other, turn
// restrictions obeyed.

import Roads

/// Strongly connected components of links under their permitted turns, numbered from 0.
///
/// Tarjan's algorithm (1972) without recursion.
/// - Parameter successors: of a link, beyond the table; used for gateways.
/// - Complexity: O(links + turns).
func strongComponents(
    linkCount: Int, turns: TurnTable, successors extra: [Int32]
) -> (ofLink: [Int32], count: Int) {
    var order = [Int32](repeating: -1, count: linkCount)
    var low = order
    var component = order
    var isOpen = [Bool](repeating: false, count: linkCount)
    var open: [Int32] = []
    var path: [(link: Int32, next: Int)] = []
    var visited: Int32 = 0
    var components: Int32 = 0
    func enter(_ link: Int32) {
        order[Int(link)] = visited
        low[Int(link)] = visited
        visited += 1
        open.append(link)
        isOpen[Int(link)] = true
        path.append((link, turns.first[Int(link)]))
    }
    func leave(_ link: Int32) {
        if let parent = path.last?.link {
            low[Int(parent)] = min(low[Int(parent)], low[Int(link)])
        }
        guard low[Int(link)] == order[Int(link)] else { return }
        while let member = open.popLast() {
            isOpen[Int(member)] = false
            component[Int(member)] = components
            if member == link { break }
        }
        components += 1
    }
    for start in 0..<Int32(linkCount) where order[Int(start)] < 0 {
        enter(start)
        while let (link, next) = path.last {
            let end = turns.first[Int(link) + 1]
            // One place past the table's slice stands for the extra successor.
            guard next <= end else {
                path.removeLast()
                leave(link)
                continue
            }
            path[path.count - 1].next = next + 1
            let successor = next < end ? turns.list[next] : extra[Int(link)]
            guard successor >= 0 else { continue }
            if order[Int(successor)] < 0 {
                enter(successor)
            } else if isOpen[Int(successor)] {
                low[Int(link)] = min(low[Int(link)], order[Int(successor)])
            }
        }
    }
    return (component, Int(components))
}

/// The component with the greatest length of links; of equals the lowest.
func greatestComponent(_ component: [Int32], count: Int, lengths: [Double]) -> Int32 {
    var sums = [Double](repeating: 0, count: count)
    for (link, number) in component.enumerated() { sums[Int(number)] += lengths[link] }
    var best = 0
    for number in sums.indices where sums[number] > sums[best] { best = number }
    return Int32(best)
}

/// Which links stay, and whether a link reaches the others without leaving the map.
struct KeptLinks {
    /// Within the largest part; a one-way gateway counts as a way from its exit to its entry.
    var isKept: [Bool]
    /// Within the largest part even without gateways: places belong here.
    var isCore: [Bool]
}

extension KeptLinks {
    init(_ drafts: LinkDrafts, turns: TurnTable, gateways: [GatewayDraft]) {
        let none = [Int32](repeating: -1, count: drafts.links.count)
        var around = none
        for gateway in gateways { around[Int(gateway.exit)] = gateway.entry }
        let lengths = drafts.links.map(\.length)
        func part(_ extra: [Int32]) -> [Bool] {
            let found = strongComponents(
                linkCount: drafts.links.count, turns: turns, successors: extra)
            let best = greatestComponent(found.ofLink, count: found.count, lengths: lengths)
            return found.ofLink.map { $0 == best }
        }
        isKept = part(around)
        let inner = part(none)
        isCore = zip(isKept, inner).map { $0 && $1 }
        if !isCore.contains(true) { isCore = isKept }
    }
}
