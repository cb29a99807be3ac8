// A8 on plain visits: were flows between cells released, behind how many would fewer than k
// vehicles stand, or one vehicle for most of the trips?

import Base

/// Flows between cells: consecutive visits of a vehicle.
package struct FlowCells: Sendable {
    /// Consecutive pairs of visits.
    package let moves: Int
    /// Distinct vehicles behind each flow.
    package let vehicles: [Int]
    /// Flows of which one vehicle makes more than half of the moves, among those of k vehicles and
    /// more: they pass the threshold, and still tell of one.
    package let dominated: Int

    static let usualThreshold = 10

    /// Flows of days `0 ..< days`.
    package init(_ visits: Visits, grid: SpatialGrid, days: Int = 7) {
        let cells = visits.cells(grid)
        var flows: [(from: UInt64, to: UInt64, vehicle: UInt32)] = []
        for vehicle in 0..<visits.vehicleCount {
            var last: UInt64?
            for row in visits.rows(of: vehicle) where visits.day(row) < days {
                if let last { flows.append((last, cells[row], UInt32(vehicle))) }
                last = cells[row]
            }
        }
        moves = flows.count
        flows.sort { ($0.from, $0.to, $0.vehicle) < ($1.from, $1.to, $1.vehicle) }
        var vehicles: [Int] = []
        var dominated = 0
        var start = 0
        while start < flows.count {
            var end = start
            var distinct = 0
            var own = 0
            var largest = 0
            while end < flows.count, flows[end].from == flows[start].from,
                flows[end].to == flows[start].to
            {
                if end == start || flows[end].vehicle != flows[end - 1].vehicle {
                    distinct += 1
                    own = 0
                }
                own += 1
                largest = max(largest, own)
                end += 1
            }
            vehicles.append(distinct)
            if distinct >= Self.usualThreshold, 2 * largest > end - start { dominated += 1 }
            start = end
        }
        self.vehicles = vehicles
        self.dominated = dominated
    }

    /// Share of flows with fewer than k vehicles.
    package func share(below k: Int) -> Double? {
        vehicles.isEmpty
            ? nil : Double(vehicles.count { $0 < k }) / Double(vehicles.count)
    }

    func figures(_ grid: SpatialGrid) -> [AttackFigure] {
        let name = "od_small_cells"
        return [AttackFigure(name, grid.name, "od_pairs", Double(vehicles.count), n: moves)]
            + [2, 5, 10, 20].map { k in
                AttackFigure(
                    name, grid.name, "share_pairs_lt\(k)", share(below: k), n: vehicles.count)
            } + [
                AttackFigure(
                    name, grid.name, "dominated_pairs_ge10", Double(dominated),
                    n: vehicles.count { $0 >= Self.usualThreshold })
            ]
    }
}
