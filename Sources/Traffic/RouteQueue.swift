/// A 4-ary min-heap of 64-bit keys: the upper half is the cost, the lower half the link, so that
/// ties are broken by link. Four children share a cache line; the array is kept between queries.
struct RouteQueue {
    private var keys: [UInt64] = []

    var isEmpty: Bool { keys.isEmpty }

    mutating func removeAll() { keys.removeAll(keepingCapacity: true) }

    @inline(__always) mutating func push(cost: UInt32, link: UInt32) {
        let key = UInt64(cost) << 32 | UInt64(link)
        var at = keys.count
        keys.append(key)
        while at > 0 {
            let parent = (at - 1) >> 2
            if keys[parent] <= key { break }
            keys[at] = keys[parent]
            at = parent
        }
        keys[at] = key
    }

    @inline(__always) mutating func pop() -> (cost: UInt32, link: UInt32)? {
        guard let least = keys.first, let key = keys.popLast() else { return nil }
        let count = keys.count
        if count > 0 {
            var at = 0
            while true {
                let first = at << 2 + 1
                if first >= count { break }
                var child = first
                let end = min(first + 4, count)
                var other = first + 1
                while other < end {
                    if keys[other] < keys[child] { child = other }
                    other += 1
                }
                if keys[child] >= key { break }
                keys[at] = keys[child]
                at = child
            }
            keys[at] = key
        }
        return (UInt32(truncatingIfNeeded: least >> 32), UInt32(truncatingIfNeeded: least))
    }
}
