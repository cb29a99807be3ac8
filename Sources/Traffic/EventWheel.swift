// The engine's calendar. Times are exact to the millisecond: a slot only collects what happens
// within 64 ms, and is sorted when its turn comes.

/// What can happen, in the order in which it happens to one link at one instant.
enum EventKind: UInt32 {
    /// The first vehicle of the link's queue may leave over the link's end. Subject: link.
    case exit = 0
    /// A vehicle reaches its destination along the link. Subject: vehicle slot.
    case park = 1
    /// Room comes free at the link's start, and somebody waits for it. Subject: link.
    case room = 2
    /// A vehicle wants to start on the link. Subject: plan.
    case start = 3
    /// Somebody has waited for room for long. No subject.
    case gridlock = 4
}

/// An event as the wheel hands it out.
struct Event {
    var time: Int64
    var kind: EventKind
    var subject: UInt32
}

/// A timing wheel of 16,384 slots of 64 ms (17 minutes) and one list per revolution beyond it.
///
/// Events come out in the total order (time, link, kind, subject). Scheduling costs one write to
/// a pool and one to a slot's head, whatever the number pending; a slot's handful of events are
/// sorted in the cache. The pool grows to the largest number pending and is then reused.
struct EventWheel: ~Copyable {
    private static let slotBits: Int64 = 6
    private static let wheelBits = 14
    private static let none = UInt32.max

    private struct Node {
        var time: Int64
        var link: UInt32
        var kind: UInt32
        var subject: UInt32
        var next: UInt32
    }

    private struct Entry {
        /// Millisecond within the slot, link, kind, and the low bits of the subject.
        var order: UInt64
        var node: UInt32
    }

    private let end: Int64
    private let lastSlot: Int
    private var nodes = Column<Node>()
    private var free = EventWheel.none
    private var slots: Column<UInt32>
    private var revolutions: Column<UInt32>
    private var slot = -1
    private var current = Column<Entry>()
    private var position = 0

    /// A wheel for events in [0, end); later ones are dropped when scheduled.
    init(end: Int64) {
        self.end = end
        lastSlot = Int(max(0, end - 1) >> Self.slotBits)
        slots = Column(repeating: Self.none, count: 1 << Self.wheelBits)
        revolutions = Column(repeating: Self.none, count: (lastSlot >> Self.wheelBits) + 1)
    }

    /// Adds an event; not before the one handed out last.
    mutating func schedule(_ kind: EventKind, _ subject: UInt32, link: UInt32, at time: Int64) {
        guard time < end else { return }
        let node = allocate(
            Node(time: time, link: link, kind: kind.rawValue, subject: subject, next: Self.none))
        let target = Int(time >> Self.slotBits)
        if target <= slot {
            insertIntoCurrent(node)
        } else if target >> Self.wheelBits == max(slot, 0) >> Self.wheelBits {
            let place = target & (1 << Self.wheelBits - 1)
            nodes[Int(node)].next = slots[place]
            slots[place] = node
        } else {
            let revolution = target >> Self.wheelBits
            nodes[Int(node)].next = revolutions[revolution]
            revolutions[revolution] = node
        }
    }

    /// Opens the next slot that holds events; false when nothing is left before the end.
    mutating func open() -> Bool {
        while position == current.count {
            guard slot < lastSlot else { return false }
            advance()
        }
        return true
    }

    /// Whether the open slot has events left.
    @inline(__always) var isOpen: Bool { position < current.count }

    /// How many events of the open slot are left, and one of them.
    @inline(__always) var openCount: Int { current.count - position }
    @inline(__always) func peek(_ index: Int) -> (kind: UInt32, subject: UInt32) {
        let node = nodes[Int(current[position + index].node)]
        return (node.kind, node.subject)
    }

    /// The next event of the open slot, in total order.
    @inline(__always) mutating func next() -> Event {
        let index = current[position].node
        position += 1
        let node = nodes[Int(index)]
        nodes[Int(index)].next = free
        free = index
        guard let kind = EventKind(rawValue: node.kind) else { fatalError("unknown event kind") }
        return Event(time: node.time, kind: kind, subject: node.subject)
    }

    private mutating func allocate(_ node: Node) -> UInt32 {
        guard free != Self.none else {
            nodes.append(node)
            return UInt32(nodes.count - 1)
        }
        let index = free
        free = nodes[Int(index)].next
        nodes[Int(index)] = node
        return index
    }

    private func entry(_ index: UInt32) -> Entry {
        let node = nodes[Int(index)]
        let millisecond = UInt64(truncatingIfNeeded: node.time) & (1 << Self.slotBits - 1)
        let order =
            millisecond << 56 | UInt64(node.link) << 28 | UInt64(node.kind) << 25
            | UInt64(node.subject) & (1 << 25 - 1)
        return Entry(order: order, node: index)
    }

    /// Opens the next slot; at the start of a revolution its list is dealt out to the slots first.
    private mutating func advance() {
        slot += 1
        current.removeAll()
        position = 0
        let mask = 1 << Self.wheelBits - 1
        if slot & mask == 0 {
            var node = revolutions[slot >> Self.wheelBits]
            revolutions[slot >> Self.wheelBits] = Self.none
            while node != Self.none {
                let following = nodes[Int(node)].next
                let target = Int(nodes[Int(node)].time >> Self.slotBits) & mask
                nodes[Int(node)].next = slots[target]
                slots[target] = node
                node = following
            }
        }
        var node = slots[slot & mask]
        slots[slot & mask] = Self.none
        while node != Self.none {
            current.append(entry(node))
            node = nodes[Int(node)].next
        }
        sortCurrent()
    }

    private mutating func sortCurrent() {
        if current.count > 24 {
            var entries = current.elements
            entries.sort { $0.order < $1.order }
            return
        }
        var sorted = 1
        while sorted < current.count {
            let moving = current[sorted]
            var at = sorted
            while at > 0, current[at - 1].order > moving.order {
                current[at] = current[at - 1]
                at -= 1
            }
            current[at] = moving
            sorted += 1
        }
    }

    private mutating func insertIntoCurrent(_ node: UInt32) {
        let added = entry(node)
        current.append(added)
        var at = current.count - 1
        while at > position, current[at - 1].order > added.order {
            current[at] = current[at - 1]
            at -= 1
        }
        current[at] = added
    }
}
