// What the engine remembers of links, vehicles and routes, in columns and small records.

import Base
import Roads

/// No link, vehicle or waiter.
let nobody = UInt32.max

/// A group of lanes as a queue: 64 bytes, so that an event touches one cache line of it.
struct QueueState {
    /// First and last vehicle slot of the queue, in order of travel.
    var head = nobody
    var tail = nobody
    /// Vehicles in it, and how many fit: jam density × length × lanes, never under one.
    var occupied: UInt32 = 0
    var storage: UInt32 = 1
    /// The times at which the last `storage` vehicles left, a ring in `LinkQueueEngine.leftAt`:
    /// where it begins, and which place the next vehicle to enter takes over. The place that the
    /// next one to leave gives free lies `occupied` before it.
    var ring: UInt32 = 0
    var enterPlace: UInt32 = 0
    /// How long the space of a vehicle that left takes to come up to the link's start: L / w.
    var waveMilliseconds: UInt32 = 0
    /// Low bits of the time of the last passage over the end; half a turn away at first.
    var lastPass: UInt32 = 1 << 31
    /// 1 / (capacity × share), and how far a burst may run ahead of that rate.
    var headway: Float = 0
    var tolerance: Float = 0
    /// When the next vehicle would leave at the long-run rate: theoretical arrival time of the
    /// generic cell rate algorithm, milliseconds.
    var theoretical: Double = 0
    /// Who waits to enter, first come first served: a ring whose last member is named here.
    var lastWaiter = nobody
    /// The queue that waits behind this one for the same entry.
    var nextWaiter = nobody
    /// Low bits of the time of the valid exit event; another one is stale.
    var exitEvent: UInt32 = 0
    /// Flags; the upper eight bits are the number of the head's turn among those of its link.
    var flags: UInt32 = 0

    static let exitPending: UInt32 = 1
    static let roomPending: UInt32 = 2
    /// The head waits to enter its next link.
    static let waiting: UInt32 = 4
    /// A vehicle that wants to park is held up by the queue before it.
    static let parkingHeldUp: UInt32 = 8
    static let hasClosures: UInt32 = 16
    static let gridlockPending: UInt32 = 32
    static let hasSignal: UInt32 = 64
    /// Something may keep the link's end closed for a time.
    static let mayClose = hasClosures | hasSignal
    /// Its rate may catch up by a headway at the next passage.
    static let catchesUp: UInt32 = 128
    /// The head stands and lets others go first.
    static let yielding: UInt32 = 256

    /// Its last place is there only while its head moves: see `LinkQueueEngine.setFlow`.
    static let hasSparePlace: UInt32 = 1024

    @inline(__always) func has(_ flag: UInt32) -> Bool { flags & flag != 0 }

    /// Whether nobody may enter before somebody has left.
    @inline(__always) var isFull: Bool {
        occupied >= storage
            || occupied + 1 >= storage
                && flags & (Self.hasSparePlace | Self.waiting) == Self.hasSparePlace | Self.waiting
    }

    /// The place that the next vehicle to leave gives free.
    @inline(__always) var leavePlace: UInt32 {
        enterPlace >= occupied ? enterPlace &- occupied : enterPlace &+ storage &- occupied
    }
}

/// A vehicle on the road or waiting to start: 56 bytes.
struct DrivingVehicle {
    /// The vehicle behind in the queue, the waiter behind at an entry, or the next free slot.
    var next = nobody
    /// Where on its route: a position in the route columns; and the last one.
    var cursor: UInt32 = 0
    var last: UInt32 = 0
    /// Index of its planned trip.
    var plan: UInt32 = 0
    /// When it has driven its link (to the end, or to its destination), milliseconds.
    var ready: Int64 = 0
    /// Speed at which it entered the link, m/s.
    var speed: Float = 0
    var flags: UInt32 = 0
    /// The queue that it stands in.
    var queue = nobody
    /// The queue that it waits to enter, and low bits of the time since which it does.
    var wish = nobody
    var since: UInt32 = 0
    /// The turn at the end of its link, or `nobody` at the end of its route and without rules.
    var turn = nobody

    /// It parks along its last link instead of leaving over the end.
    static let parksAlong: UInt32 = 1
    /// It has reached its destination and cannot leave the queue yet.
    static let heldUp: UInt32 = 2
    /// It drives exactly as it would on empty roads: planned times and speeds hold.
    static let unhindered: UInt32 = 4
    /// It stood at the end of the link before.
    static let restarts: UInt32 = 8
    /// It gets onto its first link somewhere along it.
    static let startsAlong: UInt32 = 16

    @inline(__always) func has(_ flag: UInt32) -> Bool { flags & flag != 0 }
}

/// A link of a route: 24 bytes, one behind the other for a trip, so that a passage touches one
/// cache line of them.
struct RouteStep {
    /// When the link was entered, for none.
    static let never = UInt32.max

    var link: UInt32
    /// The turn at the link's end, a position in `Network.turnTo`; `nobody` on the last link, and
    /// where junctions have no rules.
    var turn = nobody
    /// When the link was entered, milliseconds: enough for seven weeks.
    var entered = RouteStep.never
    /// Highest speed at the end of the traversal, so that everything behind it can be driven.
    var exitLimit: Float = 0
    /// Duration and exit speed of the traversal on empty roads.
    var freeMilliseconds: UInt32 = 0
    var freeExitSpeed: Float = 0

    /// When the link was entered, milliseconds; -1 before.
    var enteredMilliseconds: Int64 { entered == RouteStep.never ? -1 : Int64(entered) }
}

/// A trip from start to end, by planned trip.
struct TripState {
    /// Ignition on; `Int64.max` when it has not started.
    var depart = Int64.max
    /// First wheel on the road; -1 before.
    var enter: Int64 = -1
    /// Off the road; -1 before.
    var exit: Int64 = -1
    /// Slice of the route columns.
    var routeFirst: UInt32 = 0
    var routeCount: UInt32 = 0
    var freeMilliseconds: UInt32 = 0
    var meters: Float = 0
    /// Speed at which the first link is entered, m/s.
    var entrySpeed: Float = 0
    var isUnroutable = false
    /// The slice is one of the history's.
    var isInHistory = false
}
