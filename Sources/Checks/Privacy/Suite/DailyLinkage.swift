// A6: pseudonyms change every night; a car that parks somewhere in the evening drives off from
// there in the morning. Who else does?

import Base

/// Links the days of a vehicle by where it stood overnight.
package struct DailyLinkage: Sendable {
    /// Of every vehicle and pair of consecutive active days: how many that drove on both days stood
    /// in its cell overnight, itself among them. In order of vehicle, then day. [links]
    package let standing: [Int]
    /// The vehicle of each link. [links]
    package let vehicle: [UInt32]
    /// Vehicles that drove on both days, over the links: who could be meant. [links]
    private let active: [Int]

    package init(_ visits: Visits, grid: SpatialGrid) {
        let cells = visits.cells(grid)
        var day: [Int32] = []
        var cell: [UInt64] = []
        var vehicle: [UInt32] = []
        for v in 0..<visits.vehicleCount {
            var last: (day: Int, cell: UInt64)?
            for row in visits.rows(of: v) {
                let today = visits.day(row)
                // A day's last cell, once the day after turns out to be active.
                if let last, today == last.day + 1 {
                    day.append(Int32(last.day))
                    cell.append(last.cell)
                    vehicle.append(UInt32(v))
                }
                last = (today, cells[row])
            }
        }
        var number = PlaceTimeIndex()
        let place = day.indices.map { Int(number.number(cell: cell[$0], bin: day[$0])) }
        var counts = [Int](repeating: 0, count: number.count)
        for p in place { counts[p] += 1 }
        var byDay = [Int](repeating: 0, count: Int(day.max() ?? -1) + 1)
        for d in day { byDay[Int(d)] += 1 }
        standing = place.map { counts[$0] }
        active = day.map { byDay[Int($0)] }
        self.vehicle = vehicle
    }

    /// The figures of the golden values.
    func figures(_ grid: SpatialGrid) -> [AttackFigure] {
        let n = standing.count
        guard n > 0 else {
            return [AttackFigure("daily_linkage_overnight", grid.name, "top1_expected", nil, n: 0)]
        }
        let top1 = standing.reduce(0) { $0 + 1 / Double($1) } / Double(n)
        let unique = Double(standing.count { $0 == 1 }) / Double(n)
        let chance = active.reduce(0) { $0 + 1 / Double($1) } / Double(n)
        // With the right segment withheld, one other that stood there would be taken for it.
        let wrong = Double(standing.count { $0 == 2 }) / Double(n)
        return [
            AttackFigure(
                "daily_linkage_overnight", grid.name, "top1_expected", top1,
                ci: Intervals.wilson(share: top1, trials: n), baseline: chance, control: wrong,
                n: n),
            AttackFigure(
                "daily_linkage_overnight", grid.name, "share_unique", unique,
                ci: Intervals.wilson(share: unique, trials: n), baseline: 0, control: wrong, n: n),
        ]
    }
}
