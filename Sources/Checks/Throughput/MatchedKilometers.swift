// Where the platform thinks that devices drove, against where they drove: Σ min(true, matched)
// metres over (vehicle, boot, link), for boots that the platform matched, and those that it had to
// match: leaving out what is hard would raise the share.

import Base

/// Metres by (vehicle, boot, link): true traversals, or the platform's matches.
struct MeterColumns: Sendable {
    var vehicle: [UInt32]
    var boot: [UInt32]
    var link: [UInt32]
    var metres: [Double]

    /// From a table whose boot column has the given name (`trip_id` in the truth).
    init(_ table: DataTable, boot name: String) throws {
        vehicle = try table.column("vehicle_id").uint32s()
        boot = try table.column(name).uint32s()
        link = try table.column("link").uint32s()
        // What is no length is no road.
        metres = try table.column("metres").doublesOrNaN().map { $0.isFinite ? max(0, $0) : 0 }
    }

    init(vehicle: [UInt32], boot: [UInt32], link: [UInt32], metres: [Double]) {
        self.vehicle = vehicle
        self.boot = boot
        self.link = link
        self.metres = metres
    }

    /// The rows in order of (vehicle, boot): the range itself when they are sorted, which is so in
    /// files of a run.
    func order(_ rows: [Int]) -> [Int] {
        let isSorted = zip(rows, rows.dropFirst()).allSatisfy { key($0) <= key($1) }
        return isSorted ? rows : rows.sorted { (key($0), $0) < (key($1), $1) }
    }

    func key(_ row: Int) -> UInt64 { UInt64(vehicle[row]) << 32 | UInt64(boot[row]) }
}

/// True, matched and rightly matched metres of one vehicle.
struct MatchedVehicle: Hashable, Sendable {
    var trueMetres = 0.0
    var matchedMetres = 0.0
    var rightMetres = 0.0
}

/// Compares one region; a value per vehicle that has a boot that was matched or had to be, in order
/// of vehicle.
///
/// - Parameter isExpected: whether a (vehicle, boot) that the platform did not match had to be.
func compareMatches(
    truth: MeterColumns, truthRows: [Int], matches: MeterColumns, matchRows: [Int],
    isExpected: (UInt32, UInt32) -> Bool
) -> [MatchedVehicle] {
    let trueOrder = truth.order(truthRows)
    let matchOrder = matches.order(matchRows)
    var result: [MatchedVehicle] = []
    var lastVehicle: UInt32?
    var t = 0
    var m = 0
    while m < matchOrder.count || t < trueOrder.count {
        let matchKey = m < matchOrder.count ? matches.key(matchOrder[m]) : .max
        let trueKey = t < trueOrder.count ? truth.key(trueOrder[t]) : .max
        let key = min(matchKey, trueKey)
        let vehicle = UInt32(truncatingIfNeeded: key >> 32)
        let driven = slice(truth, trueOrder, &t, key)
        let matched = slice(matches, matchOrder, &m, key)
        if matchKey > key, !isExpected(vehicle, UInt32(truncatingIfNeeded: key)) { continue }
        if vehicle != lastVehicle { result.append(MatchedVehicle()) }
        lastVehicle = vehicle
        let last = result.count - 1
        for (_, metres) in driven { result[last].trueMetres += metres }
        for (_, metres) in matched { result[last].matchedMetres += metres }
        result[last].rightMetres += commonMetres(driven, matched)
    }
    return result
}

/// The links of one boot with their metres, sorted by link, equal links added up; moves `at` on.
private func slice(
    _ columns: MeterColumns, _ order: [Int], _ at: inout Int, _ key: UInt64
) -> [(link: UInt32, metres: Double)] {
    var found: [(link: UInt32, metres: Double)] = []
    while at < order.count, columns.key(order[at]) == key {
        found.append((columns.link[order[at]], columns.metres[order[at]]))
        at += 1
    }
    found.sort { $0.link < $1.link }
    var merged: [(link: UInt32, metres: Double)] = []
    for piece in found {
        if let last = merged.last, last.link == piece.link {
            merged[merged.count - 1].metres += piece.metres
        } else {
            merged.append(piece)
        }
    }
    return merged
}

private func commonMetres(
    _ a: [(link: UInt32, metres: Double)], _ b: [(link: UInt32, metres: Double)]
) -> Double {
    var (i, j, sum) = (0, 0, 0.0)
    while i < a.count, j < b.count {
        if a[i].link == b[j].link {
            sum += min(a[i].metres, b[j].metres)
            i += 1
            j += 1
        } else if a[i].link < b[j].link {
            i += 1
        } else {
            j += 1
        }
    }
    return sum
}
