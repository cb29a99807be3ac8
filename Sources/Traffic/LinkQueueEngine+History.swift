// Gives the memory of finished routes back: what is kept of a traversal that is over is its link
// and when it was entered, 8 bytes instead of a step's 24.

import Base

/// Traversals that are over, a slice per finished trip.
struct TripHistory: ~Copyable {
    /// Trips that have finished since the history was last written, in order of finishing.
    var finished = Column<UInt32>()
    /// Link of a traversal, and when it was entered, milliseconds. [traversals]
    var link = Column<UInt32>()
    var entered = Column<UInt32>()
}

extension LinkQueueEngine {
    /// Moves the traversals of finished trips into the history and the routes that are still driven
    /// to the front of the steps, in the order in which they stand there. Slices that a changed
    /// route left behind go with it. Changes no state that events see.
    mutating func giveStepsBack() {
        guard !fixed.isOn else { return }
        for index in history.finished.indices {
            let plan = Int(history.finished[index])
            let first = Int(trips[plan].routeFirst)
            let range = first..<(first + Int(trips[plan].routeCount))
            trips[plan].routeFirst = UInt32(history.link.count)
            trips[plan].isInHistory = true
            for step in range where steps[step].entered != RouteStep.never {
                history.link.append(steps[step].link)
                history.entered.append(steps[step].entered)
            }
            trips[plan].routeCount = UInt32(history.link.count) - trips[plan].routeFirst
        }
        history.finished.removeAll()
        closeGaps()
    }

    private mutating func closeGaps() {
        let driving = vehicles.indices.filter { trips[Int(vehicles[$0].plan)].exit < 0 }
            .sorted {
                trips[Int(vehicles[$0].plan)].routeFirst < trips[Int(vehicles[$1].plan)].routeFirst
            }
        var end = 0
        for slot in driving {
            let plan = Int(vehicles[slot].plan)
            let first = Int(trips[plan].routeFirst)
            let shift = UInt32(first - end)
            for step in first..<(first + Int(trips[plan].routeCount)) {
                steps[end] = steps[step]
                end += 1
            }
            trips[plan].routeFirst -= shift
            vehicles[slot].cursor -= shift
            vehicles[slot].last -= shift
        }
        steps.truncate(to: end)
    }
}
