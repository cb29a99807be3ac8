// What regions on one map have in common: the open map and the demand's calibration. Kept while a
// region that needs it is still to run, so that memory grows with the maps in use, not with the
// replicas.

import Base
import Demand
import Foundation
import Roads

/// The maps of a run, shared by the threads that run its regions.
final class MapShared: @unchecked Sendable {
    // `condition` guards all state.
    private enum Calibration {
        case absent, making
        case ready(Fleet)
    }

    private let condition = NSCondition()
    private let networks: [String: Network]
    private var calibrations: [String: Calibration] = [:]
    private var waiting: [String: Int] = [:]

    /// Maps by name, and the maps of the regions that are to run, with repetitions.
    init(networks: [String: Network], regions: [String]) {
        self.networks = networks
        for map in regions { waiting[map, default: 0] += 1 }
    }

    /// An open map.
    func network(_ map: String) -> Network {
        guard let network = networks[map] else { fatalError("map \(map) was not opened") }
        return network
    }

    /// A fleet on the map to share the calibration of: nil for the first that asks, which then
    /// hands its own fleet to `calibrated`; all others wait for it.
    func calibration(_ map: String) throws -> Fleet? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            switch calibrations[map] ?? .absent {
            case .ready(let fleet): return fleet
            case .absent:
                calibrations[map] = .making
                return nil
            case .making:
                _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1))
                try Interruption.check()
            }
        }
    }

    /// Keeps a fleet for the other regions of its map; nil after a failure.
    func calibrated(_ map: String, _ fleet: Fleet?) {
        condition.lock()
        calibrations[map] = fleet.map { .ready($0) } ?? .absent
        condition.broadcast()
        condition.unlock()
    }

    /// A region of the map is done.
    func finished(_ map: String) {
        condition.lock()
        waiting[map, default: 1] -= 1
        if waiting[map] == 0 { calibrations[map] = nil }
        condition.unlock()
    }
}
