// Which planned trip a driven one was. The traffic numbers the plans of all vehicles; a vehicle's
// own are consecutive, and some may have had no route.

import Base
import Demand
import Traffic

/// Finds the plans of one vehicle's trips.
enum PlanMatch {
    /// The position in `plans` of the plan that `result.plan` gives the number
    /// `result.plan[trips.lowerBound]`, or 0 when nothing fits.
    static func first(
        of trips: Range<Int>, in plans: [PlannedTrip], _ result: TrafficResult
    ) -> Int {
        guard let first = trips.first, let last = trips.last else { return 0 }
        let span = Int(result.plan[last] - result.plan[first])
        guard plans.count > span + 1 else { return 0 }
        for candidate in 0..<(plans.count - span) {
            let fits = trips.allSatisfy { trip in
                let plan = plans[candidate + Int(result.plan[trip] - result.plan[first])]
                let leg = result.enterMilliseconds[trip] - result.departMilliseconds[trip]
                let planned = Int64((Double(plan.origin.offMapSeconds) * 1000).rounded())
                return result.departMilliseconds[trip] >= plan.departure.milliseconds
                    && (leg - planned).magnitude <= 2
            }
            if fits { return candidate }
        }
        return 0
    }
}
