// Which vehicles of a region are kept in full: they report, and their truth is written. All others
// are simulated all the same and enter the full counts.

import Base
import Demand

/// The hash sample of a region's vehicles.
public enum VehicleSample {
    /// The sampled vehicles, ascending: each by a lot of its own, so that a larger share only adds
    /// vehicles and a larger fleet changes nobody's lot. At least one, that of the lowest lot.
    public static func members(share: Double, seed: UInt64, region: Region) -> [UInt32] {
        let all = 0..<UInt32(region.vehicles)
        guard share < 1 else { return Array(all) }
        var members: [UInt32] = []
        var lowest: (lot: Double, vehicle: UInt32) = (.infinity, 0)
        for vehicle in all {
            var stream = RandomStream(
                seed: seed, purpose: .sample, entity: region.entity(VehicleID(vehicle)))
            let lot = stream.uniform()
            if lot < share { members.append(vehicle) }
            if lot < lowest.lot { lowest = (lot, vehicle) }
        }
        return members.isEmpty && region.vehicles > 0 ? [lowest.vehicle] : members
    }
}
