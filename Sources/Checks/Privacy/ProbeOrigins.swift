// Whose records stand behind the rows of `probe-wholesale`: the product names no vehicle, but the
// run knows what every device sent, when and where. A row is traced to the record nearest to it of
// the same second; what no record explains is nobody's honest data.

import Base

/// The origin of every row of `probe-wholesale`.
struct ProbeOrigins: Sendable {
    /// The region of each row. [rows]
    let region: [Int]
    /// The car of each row, or −1 when no delivered record explains it. [rows]
    private(set) var car: [Int32]
    /// The row of `SentRows` behind each row, or −1. [rows]
    private(set) var sentRow: [Int32]
    /// Seconds since the start. [rows]
    let second: [Int]
    /// Numbers of pseudonyms, dense by region and word. [rows]
    let pseudonym: [UInt32]

    /// How far from a record a row may lie: a platform may round or smooth positions.
    static let toleranceMeters = 30.0

    /// Traces the product, or `nil` when it was not released.
    init?(_ run: RunFolder, wire: WireRecords, sent: SentRows) throws {
        let columns = ["region", "pseudonym", "time_s", "lon", "lat"]
        guard let table = try run.product("probe-wholesale", columns: columns) else { return nil }
        region = try run.regionIndices(table)
        second = try table.column("time_s").int64s().map { Int(Int32(clamping: $0)) }
        pseudonym = try Self.numbers(table.column("pseudonym").strings(), region)
        let longitude = try table.column("lon").doublesOrNaN()
        let latitude = try table.column("lat").doublesOrNaN()
        car = [Int32](repeating: -1, count: region.count)
        sentRow = car
        let offsets = run.vehicleOffsets
        let rows = rangesByRegion(region, count: wire.regions.count)
        for (index, records) in wire.regions.enumerated() where !rows[index].isEmpty {
            let clock = WireRecords.Region.Clock(records)
            for row in rows[index].joined() {
                let x = WireRecords.e7(longitude[row], limit: 180)
                let y = WireRecords.e7(latitude[row], limit: 90)
                guard x != WireRecords.noPosition, y != WireRecords.noPosition else { continue }
                let place = SIMD2(x, y)
                // A platform may round seconds another way; what fits exactly comes first.
                var best = Self.nearest(records, clock.records(at: second[row]), place)
                if best == nil {
                    best =
                        Self.nearest(records, clock.records(at: second[row] - 1), place)
                        ?? Self.nearest(records, clock.records(at: second[row] + 1), place)
                }
                guard let record = best else { continue }
                let who = run.car(
                    region: index, vehicle: records.vehicle[record], offsets: offsets)
                guard
                    let found = sent.row(
                        ofCar: who, boot: records.boot[record], sequence: records.sequence[record])
                else { continue }
                car[row] = Int32(who)
                sentRow[row] = Int32(found)
            }
        }
    }

    /// The record nearest to a place, within the tolerance; of equals the first.
    private static func nearest(
        _ records: WireRecords.Region, _ candidates: ArraySlice<Int32>, _ place: SIMD2<Int32>
    ) -> Int? {
        // Plane approximation: 1e-7 degrees of latitude are 11.1 mm.
        let shrink = Math.cos(Double(place.y) * 1e-7 * Double.pi / 180)
        let limit = toleranceMeters / 0.011_132
        var best: Int?
        var least = limit * limit
        for candidate in candidates {
            let record = Int(candidate)
            let (x, y) = (records.longitudeE7[record], records.latitudeE7[record])
            if x == place.x && y == place.y { return record }
            guard x != WireRecords.noPosition, y != WireRecords.noPosition else { continue }
            let dy = Double(y) - Double(place.y)
            guard abs(dy) <= limit else { continue }
            let dx = (Double(x) - Double(place.x)) * shrink
            let square = dx * dx + dy * dy
            if square < least { (best, least) = (record, square) }
        }
        return best
    }

    private static func numbers(_ words: [String], _ region: [Int]) -> [UInt32] {
        var known: [String: UInt32] = [:]
        var last: (word: String, region: Int, number: UInt32)?
        return words.indices.map { row in
            if let last, last.region == region[row], last.word == words[row] { return last.number }
            let key = "\(region[row])/\(words[row])"
            let number = known[key] ?? UInt32(known.count)
            known[key] = number
            last = (words[row], region[row], number)
            return number
        }
    }
}

/// What the origins say about consent and pseudonyms.
struct ProbeVerdict: Hashable, Sendable {
    var rows = 0
    /// Rows that no delivered record explains.
    var unexplained = 0
    /// Rows of a record that was measured or received without consent, by the truth.
    var unlawful = 0
    /// Rows beyond the first of one record.
    var repeated = 0
    /// Pseudonyms with rows of more than one vehicle.
    var shared = 0
    var pseudonyms = 0

    init(_ origins: ProbeOrigins, _ sent: SentRows, _ consent: ConsentSpans) {
        rows = origins.car.count
        pseudonyms = Int(origins.pseudonym.max().map { $0 + 1 } ?? 0)
        var owner = [Int32](repeating: -1, count: pseudonyms)
        var isShared = [Bool](repeating: false, count: pseudonyms)
        var isSold = [Bool](repeating: false, count: sent.event.count)
        for row in origins.car.indices {
            guard origins.car[row] >= 0 else {
                unexplained += 1
                continue
            }
            let (car, record) = (origins.car[row], Int(origins.sentRow[row]))
            if !sent.isLawful(record, Int(car), consent) { unlawful += 1 }
            if isSold[record] { repeated += 1 }
            isSold[record] = true
            let name = Int(origins.pseudonym[row])
            if owner[name] >= 0, owner[name] != car { isShared[name] = true }
            owner[name] = car
        }
        shared = isShared.count { $0 }
    }
}
