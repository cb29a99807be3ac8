// Counts by cell of an aggregate product. Sums are integers, so that they are the same for every
// order of additions and for every cut of the fleet into partitions.

/// What is known of one cell.
struct Cell: Hashable, Sendable {
    /// Which cell: bits as the product lays them out; cells sort by it.
    var key: UInt64
    /// Distinct vehicles.
    var vehicles: UInt32
    /// `traffic-feed`: millimetres driven. `od-matrix`: trips.
    var amount: Int64
    /// `traffic-feed`: milliseconds spent. `od-matrix`: 0.
    var milliseconds: Int64
    /// The largest part of `amount` that one vehicle made.
    var largest: Int64 = 0
}

/// What cells of aggregate products have in common: they join by key.
protocol MergeableCell: Sendable {
    /// Which cell; cells sort by it.
    var key: UInt64 { get }
    /// Adds the same cell of other vehicles.
    mutating func merge(_ other: Self)
}

extension Cell: MergeableCell {
    mutating func merge(_ other: Cell) {
        vehicles += other.vehicles
        amount += other.amount
        milliseconds += other.milliseconds
        largest = max(largest, other.largest)
    }

    /// Whether enough vehicles stand behind it, and none of them for most of it. Where single
    /// vehicles are allowed (k = 1) no such rule can hold.
    func isReleasable(k: Int, dominance: Double) -> Bool {
        guard Int(vehicles) >= k else { return false }
        return k <= 1 || Double(largest) <= dominance * Double(amount)
    }
}

/// Cells of a partition while it is being worked through, vehicle by vehicle.
struct CellTable: Sendable {
    private var index = DenseIndex()
    private var cells: [Cell] = []
    private var lastVehicle: [UInt32] = []
    /// What the last vehicle has made of each cell.
    private var own: [Int64] = []
    /// The last vehicle that was seen in a cell and not only inferred.
    private var lastSeen: [UInt32] = []

    /// Adds to a cell. All calls for one vehicle must follow each other: then a vehicle is new to a
    /// cell exactly when it is not the last that came.
    ///
    /// - Parameter isSeen: whether it was seen there; else it adds to the sums and not to the
    ///   distinct vehicles.
    mutating func add(
        vehicle: UInt32, key: UInt64, amount: Int64, milliseconds: Int64, isSeen: Bool = true
    ) {
        let number = index.number(of: key)
        if number == cells.count {
            cells.append(Cell(key: key, vehicles: 0, amount: 0, milliseconds: 0))
            lastVehicle.append(vehicle)
            own.append(0)
            lastSeen.append(.max)
        } else if lastVehicle[number] != vehicle {
            lastVehicle[number] = vehicle
            own[number] = 0
        }
        if isSeen && lastSeen[number] != vehicle {
            cells[number].vehicles += 1
            lastSeen[number] = vehicle
        }
        cells[number].amount += amount
        own[number] += amount
        cells[number].largest = max(cells[number].largest, own[number])
        cells[number].milliseconds += milliseconds
    }

    /// The cells sorted by key.
    func sorted() -> [Cell] { cells.sorted { $0.key < $1.key } }

}

/// Sorted runs of cells.
enum SortedCells {
    /// Joins sorted cells of partitions with disjoint vehicles: distinct counts add.
    /// - Complexity: O(cells × log(partitions)).
    static func merged<C: MergeableCell>(_ parts: [[C]]) -> [C] {
        var parts = parts
        while parts.count > 1 {
            var joined: [[C]] = []
            for pair in stride(from: 0, to: parts.count, by: 2) {
                joined.append(
                    pair + 1 < parts.count ? merged(parts[pair], parts[pair + 1]) : parts[pair])
            }
            parts = joined
        }
        return parts.first ?? []
    }

    private static func merged<C: MergeableCell>(_ a: [C], _ b: [C]) -> [C] {
        var out: [C] = []
        out.reserveCapacity(a.count + b.count)
        var i = 0
        var j = 0
        while i < a.count && j < b.count {
            if a[i].key < b[j].key {
                out.append(a[i])
                i += 1
            } else if b[j].key < a[i].key {
                out.append(b[j])
                j += 1
            } else {
                var cell = a[i]
                cell.merge(b[j])
                out.append(cell)
                i += 1
                j += 1
            }
        }
        out += a[i...]
        out += b[j...]
        return out
    }
}
