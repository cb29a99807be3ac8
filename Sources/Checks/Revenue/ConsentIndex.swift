// Who consented to what, when, by the truth: `truth/consents.parquet` for one purpose, indexed by
// vehicle.

import Base

/// The consents of a run's vehicles to one purpose.
struct ConsentIndex: Sendable {
    /// Slice of the interval columns of each vehicle of the run's dense numbering. [vehicles + 1]
    private var firstInterval: [Int]
    /// Seconds since the start; minus and plus infinity where open.
    private var from: [Double] = []
    private var until: [Double] = []
    private let offsets: [Int]

    init(run: RunFolder, purpose: String) throws {
        let table = try run.table("truth/consents.parquet")
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let purposes = try table.column("purpose").strings()
        let starts = try table.column("from_s").doublesOrNaN()
        let ends = try table.column("until_s").doublesOrNaN()
        offsets = run.vehicleOffsets
        let vehicles = run.facts.vehicles
        var counts = [Int](repeating: 0, count: vehicles + 1)
        var owner = [Int](repeating: -1, count: vehicle.count)
        for row in vehicle.indices where purposes[row] == purpose {
            let car = offsets[region[row]] + Int(vehicle[row])
            guard car < vehicles else {
                throw Failure.input(
                    "truth/consents.parquet: vehicle \(vehicle[row]) is none of the run's; "
                        + "write the run again")
            }
            owner[row] = car
            counts[car + 1] += 1
        }
        for car in 0..<vehicles { counts[car + 1] += counts[car] }
        firstInterval = counts
        var next = counts
        from = [Double](repeating: 0, count: counts[vehicles])
        until = from
        for row in vehicle.indices where owner[row] >= 0 {
            let at = next[owner[row]]
            next[owner[row]] += 1
            from[at] = starts[row].isNaN ? -.infinity : starts[row]
            until[at] = ends[row].isNaN ? .infinity : ends[row]
        }
    }

    /// Whether a vehicle of a region holds the consent at an instant.
    func holds(region: Int, vehicle: UInt32, seconds: Double) -> Bool {
        let car = offsets[region] + Int(vehicle)
        guard car + 1 < firstInterval.count else { return false }
        for at in firstInterval[car]..<firstInterval[car + 1]
        where from[at] <= seconds && seconds < until[at] {
            return true
        }
        return false
    }

    /// Share of [0, `end`] during which each vehicle of the run holds the consent.
    func shares(until end: Double) -> [Double] {
        (0..<firstInterval.count - 1).map { car in
            var held = 0.0
            for at in firstInterval[car]..<firstInterval[car + 1] {
                held += max(0, min(end, until[at]) - max(0, from[at]))
            }
            return end > 0 ? min(1, held / end) : 0
        }
    }
}
