// The cells of `od-matrix`, released and true, and how many vehicles can really be behind them.

import Base

/// Cells hour × origin × destination of a release, sorted.
struct ODCells: Sendable {
    /// A cell; cells sort by region, hour, origin, destination.
    struct Cell: Hashable, Comparable, Sendable {
        var region: Int
        var hour: Int
        var origin: SIMD2<Int32>
        var destination: SIMD2<Int32>

        static func < (a: Cell, b: Cell) -> Bool {
            if a.region != b.region { return a.region < b.region }
            if a.hour != b.hour { return a.hour < b.hour }
            if a.origin != b.origin {
                return (a.origin.x, a.origin.y) < (b.origin.x, b.origin.y)
            }
            return (a.destination.x, a.destination.y) < (b.destination.x, b.destination.y)
        }
    }

    /// The cells, ascending. [cells]
    private(set) var cells: [Cell] = []
    /// Distinct vehicles as published. [cells]
    private(set) var vehicles: [UInt32] = []
    /// Trips as published. [cells]
    private(set) var trips: [UInt32] = []

    init(_ table: DataTable, _ run: RunFolder) throws {
        let region = try run.regionIndices(table)
        let hour = try table.column("hour_start_s").int64s()
        let origin = try table.column("origin_zone").strings()
        let destination = try table.column("destination_zone").strings()
        let published = try table.column("vehicles").uint32s()
        let driven = try table.column("trips").uint32s()
        let unsorted = try region.indices.map { row in
            Cell(
                region: region[row], hour: Int(hour[row].flooredDivision(by: 3600)),
                origin: try Self.zone(origin[row]), destination: try Self.zone(destination[row]))
        }
        let order = unsorted.indices.sorted {
            unsorted[$0] == unsorted[$1] ? $0 < $1 : unsorted[$0] < unsorted[$1]
        }
        cells = order.map { unsorted[$0] }
        vehicles = order.map { published[$0] }
        trips = order.map { driven[$0] }
    }

    private static func zone(_ text: String) throws -> SIMD2<Int32> {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let x = Int32(parts[0]), let y = Int32(parts[1]),
            max(x.magnitude, y.magnitude) <= 1_000_000_000
        else {
            throw Failure.input("od-matrix: zone '\(text)' is not 'x:y'; write whole numbers")
        }
        return SIMD2(x, y)
    }

    /// For each cell, how many distinct vehicles can honestly be counted in it, as far as `k` and
    /// what it claims: those with a trip in the cell's hour between the 3 × 3 zones around both of
    /// its ends.
    ///
    /// - Complexity: O(trips × 9 + hits): trips look up the cells that start near them.
    func trueVehicles(_ trips: [TrueTrips.Trip], atLeast k: Int) -> [Int] {
        var seen = [Set<Int>](repeating: [], count: cells.count)
        func note(_ cell: Int, _ car: Int) {
            if seen[cell].count < max(k, Int(vehicles[cell])) { seen[cell].insert(car) }
        }
        for trip in trips {
            for hour in trip.hours {
                for range in nearby(trip, hour: hour) {
                    for cell in range where Self.isNear(cells[cell].destination, trip.destination) {
                        note(cell, trip.car)
                    }
                }
            }
        }
        return seen.map(\.count)
    }

    /// Runs of cells of an hour whose origin is near a trip's.
    private func nearby(_ trip: TrueTrips.Trip, hour: Int) -> [Range<Int>] {
        let lowest = SIMD2<Int32>(.min, .min)
        guard let origin = trip.origin else {
            let key = Cell(region: trip.region, hour: hour, origin: lowest, destination: lowest)
            var next = key
            next.hour += 1
            return [position(of: key)..<position(of: next)]
        }
        return [Int32(-1), 0, 1].map { dx in
            // Three zones above each other stand together in the order of cells.
            let from = Cell(
                region: trip.region, hour: hour, origin: SIMD2(origin.x + dx, origin.y - 1),
                destination: lowest)
            var to = from
            to.origin.y += 3
            return position(of: from)..<position(of: to)
        }
    }

    /// The first cell that is not before `key`.
    private func position(of key: Cell) -> Int {
        var low = 0
        var high = cells.count
        while low < high {
            let middle = (low + high) / 2
            if cells[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func isNear(_ zone: SIMD2<Int32>, _ other: SIMD2<Int32>?) -> Bool {
        guard let other else { return true }
        return abs(zone.x - other.x) <= 1 && abs(zone.y - other.y) <= 1
    }

    /// Cells of which, by the truth, one vehicle made more than a share of the published trips:
    /// only trips wholly under consent, in their hour and zones, are held against it.
    func dominated(_ trips: [TrueTrips.Trip], limit: Double) -> Int {
        var own: [Int: [Int: Int]] = [:]
        for trip in trips where trip.isWholly {
            guard let origin = trip.origin, let destination = trip.destination else { continue }
            let cell = Cell(
                region: trip.region, hour: trip.hour, origin: origin, destination: destination)
            let at = position(of: cell)
            guard at < cells.count, cells[at] == cell else { continue }
            own[at, default: [:]][trip.car, default: 0] += 1
        }
        return own.count { cell, cars in
            Double(cars.values.max() ?? 0) > limit * Double(self.trips[cell])
        }
    }

    /// The cells that an unguarded platform would have released: wholly consented trips with known
    /// ends, the hour by the truth. How many cells, how many of them under `k`, how many released.
    func unguarded(_ trips: [TrueTrips.Trip], k: Int) -> (cells: Int, small: Int, released: Int) {
        var members: [(cell: Cell, car: Int)] = []
        for trip in trips where trip.isWholly {
            guard let origin = trip.origin, let destination = trip.destination else { continue }
            let cell = Cell(
                region: trip.region, hour: trip.hour, origin: origin, destination: destination)
            members.append((cell, trip.car))
        }
        members.sort { $0.cell == $1.cell ? $0.car < $1.car : $0.cell < $1.cell }
        var result = (cells: 0, small: 0, released: 0)
        var start = 0
        while start < members.count {
            var end = start + 1
            var distinct = 1
            while end < members.count, members[end].cell == members[start].cell {
                if members[end].car != members[end - 1].car { distinct += 1 }
                end += 1
            }
            result.cells += 1
            if distinct < k { result.small += 1 }
            let at = position(of: members[start].cell)
            if at < cells.count, cells[at] == members[start].cell { result.released += 1 }
            start = end
        }
        return result
    }
}
