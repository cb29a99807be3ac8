// What regions on one map have in common: the open map, the demand's calibration, and the map made
// ready for routing. Kept while a region that needs it is still to run, so that memory grows with
// the maps in use, not with the replicas.

import Base
import Demand
import Foundation
import Roads
import Traffic

/// A value that the first thread that asks makes, and all others wait for. Unchecked, because
/// `condition` guards all state.
private final class SharedValue<Value: Sendable>: @unchecked Sendable {
    private enum State {
        case absent, making
        case ready(Value)
    }

    private let condition = NSCondition()
    private var state = State.absent

    /// The value, made by this thread where nobody has. After a failure the next one tries.
    func get(_ make: () throws -> Value) throws -> Value {
        condition.lock()
        defer { condition.unlock() }
        while true {
            switch state {
            case .ready(let value): return value
            case .making:
                _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1))
                try Interruption.check()
            case .absent:
                state = .making
                condition.unlock()
                let made = Result { try make() }
                condition.lock()
                if case .success(let value) = made {
                    state = .ready(value)
                } else {
                    state = .absent
                }
                condition.broadcast()
                return try made.get()
            }
        }
    }
}

/// The maps of a run, shared by the threads that run its regions.
final class MapShared: @unchecked Sendable {
    /// What a map's regions share.
    private struct Entry {
        let fleet = SharedValue<Fleet>()
        let knowledge = SharedValue<RouteKnowledge>()
        /// Regions that are not done.
        var waiting = 0
    }

    private let networks: [String: Network]
    private let lock = NSLock()
    // Guarded by `lock`.
    private var entries: [String: Entry] = [:]

    /// Maps by name, and the maps of the regions that are to run, with repetitions.
    init(networks: [String: Network], regions: [String]) {
        self.networks = networks
        for map in regions { entries[map, default: Entry()].waiting += 1 }
    }

    private func entry(_ map: String) -> Entry {
        lock.withLock { entries[map] } ?? Entry()
    }

    /// An open map.
    func network(_ map: String) -> Network {
        guard let network = networks[map] else { fatalError("map \(map) was not opened") }
        return network
    }

    /// A fleet on the map to share the calibration of.
    func fleet(_ map: String, make: () throws -> Fleet) throws -> Fleet {
        try entry(map).fleet.get(make)
    }

    /// The map made ready for routing.
    func knowledge(_ map: String, make: () throws -> RouteKnowledge) throws -> RouteKnowledge {
        try entry(map).knowledge.get(make)
    }

    /// A region of the map is done.
    func finished(_ map: String) {
        lock.withLock {
            entries[map]?.waiting -= 1
            if let entry = entries[map], entry.waiting <= 0 { entries[map] = nil }
        }
    }
}
