// Who has what how often: the inverted index behind the k-attacks.

import Base

/// Items (places, or places at times) of vehicles with their numbers of visits, both ways.
struct ItemTable: Sendable {
    /// Items of vehicle v: `firstItem[v] ..< firstItem[v + 1]`, ascending. [vehicles + 1]
    private(set) var firstItem: [Int] = [0]
    private(set) var item: [UInt32] = []
    /// Visits of the vehicle to the item. [entries]
    private(set) var count: [UInt32] = []
    /// All visits of a vehicle. [vehicles]
    private(set) var total: [Int] = []
    /// Vehicles of item i: `firstHolder[i] ..< firstHolder[i + 1]`, ascending. [items + 1]
    private(set) var firstHolder: [Int]
    private(set) var holder: [UInt32]
    /// Visits of that holder. [entries]
    private(set) var holderCount: [UInt32]

    var vehicleCount: Int { total.count }

    /// - Parameter rowItem: the item of every row.
    init(_ visits: Visits, item rowItem: [UInt32]) {
        var items = 0
        for vehicle in 0..<visits.vehicleCount {
            let own = rowItem[visits.rows(of: vehicle)].sorted()
            for (at, next) in own.enumerated() {
                if at > 0, own[at - 1] == next {
                    count[count.count - 1] += 1
                } else {
                    item.append(next)
                    count.append(1)
                }
            }
            items = max(items, Int(own.last.map { $0 + 1 } ?? 0))
            total.append(own.count)
            firstItem.append(item.count)
        }
        var first = [Int](repeating: 0, count: items + 1)
        for i in item { first[Int(i) + 1] += 1 }
        for i in 0..<items { first[i + 1] += first[i] }
        var next = first
        holder = [UInt32](repeating: 0, count: item.count)
        holderCount = holder
        firstHolder = first
        for vehicle in total.indices {
            for entry in firstItem[vehicle]..<firstItem[vehicle + 1] {
                let at = next[Int(item[entry])]
                holder[at] = UInt32(vehicle)
                holderCount[at] = count[entry]
                next[Int(item[entry])] += 1
            }
        }
    }

    func entries(of vehicle: Int) -> Range<Int> { firstItem[vehicle]..<firstItem[vehicle + 1] }

    func holders(of item: UInt32) -> Range<Int> {
        firstHolder[Int(item)]..<firstHolder[Int(item) + 1]
    }
}

/// Numbers for the other vehicles that share anything with a target. Scratch memory of a thread.
struct Candidates {
    /// Number of a vehicle, or −1. [vehicles]
    private var number: [Int32]
    /// The vehicles by number.
    private(set) var vehicle: [UInt32] = []

    init(_ vehicles: Int) { number = [Int32](repeating: -1, count: vehicles) }

    /// Forgets all.
    mutating func reset() {
        for v in vehicle { number[Int(v)] = -1 }
        vehicle.removeAll(keepingCapacity: true)
    }

    /// The number of a vehicle, a new one if need be.
    mutating func insert(_ v: UInt32) -> Int {
        if number[Int(v)] < 0 {
            number[Int(v)] = Int32(vehicle.count)
            vehicle.append(v)
        }
        return Int(number[Int(v)])
    }
}
