// The trips of some vehicles, taken out of a region's traffic: what is kept when only a sample
// reports.

import Base
import Demand
import Traffic

extension TrafficResult {
    /// The trips of some vehicles with their plans; all else is gone.
    ///
    /// - Parameter vehicles: ascending.
    func only(
        _ vehicles: [UInt32], plans: [PlannedTrip]
    ) -> (traffic: TrafficResult, plans: [PlannedTrip]) {
        var kept = TrafficResult()
        var keptPlans: [PlannedTrip] = []
        for vehicle in vehicles {
            for trip in trips(of: vehicle..<(vehicle + 1)) {
                kept.vehicle.append(vehicle)
                kept.plan.append(UInt32(keptPlans.count))
                keptPlans.append(plans[Int(plan[trip])])
                kept.departMilliseconds.append(departMilliseconds[trip])
                kept.enterMilliseconds.append(enterMilliseconds[trip])
                kept.exitMilliseconds.append(exitMilliseconds[trip])
                kept.arriveMilliseconds.append(arriveMilliseconds[trip])
                kept.onMapMeters.append(onMapMeters[trip])
                kept.freeFlowSeconds.append(freeFlowSeconds[trip])
                kept.originOffset.append(originOffset[trip])
                kept.destinationOffset.append(destinationOffset[trip])
                kept.flags.append(flags[trip])
                let range = traversals(of: trip)
                kept.traversalLink += traversalLink[range]
                kept.traversalEnterMilliseconds += traversalEnterMilliseconds[range]
                kept.firstTraversal.append(UInt32(kept.traversalLink.count))
            }
        }
        kept.endMilliseconds = endMilliseconds
        kept.hourlyStateHashes = hourlyStateHashes
        kept.gridlockResolutions = gridlockResolutions
        kept.unroutable = unroutable
        kept.linkEntries = linkEntries
        kept.routeQueries = routeQueries
        kept.events = events
        kept.kinematics = kinematics
        return (kept, keptPlans)
    }
}
