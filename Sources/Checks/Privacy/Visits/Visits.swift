// Anyone's visits (vehicle, time, place) in columns: what the attacks of `rocade attack` read.
// The order of the file leaves no trace: rows are sorted by vehicle, then time, then place.

import Base

/// Visits of vehicles: 16 bytes each.
public struct Visits: Sendable {
    /// Names of vehicles, ascending: whole numbers by value, other texts by bytes. [vehicles]
    public private(set) var names: [String] = []
    /// The rows of vehicle v are `firstRow[v] ..< firstRow[v + 1]`. [vehicles + 1]
    public private(set) var firstRow: [Int] = [0]
    /// Milliseconds since 1970-01-01T00:00Z; empty when the file has no times. [rows]
    public private(set) var milliseconds: [Int64] = []
    /// 1e-7 degrees (a centimetre). [rows]
    public private(set) var latitudeE7: [Int32] = []
    /// 1e-7 degrees. [rows]
    public private(set) var longitudeE7: [Int32] = []
    /// Rows that repeated another one exactly and were left out.
    public private(set) var duplicates = 0
    /// Rows that put a vehicle to two places at one instant; they stay.
    public private(set) var contradictions = 0
    /// Midnight UTC of the first day, milliseconds since 1970: where days and time bins begin.
    public private(set) var origin: Int64 = 0

    /// How many rows.
    public var count: Int { latitudeE7.count }
    /// How many vehicles.
    public var vehicleCount: Int { names.count }
    /// Whether rows have times.
    public var hasTime: Bool { !milliseconds.isEmpty }
    /// Days from the first to the last visit, both counted; 0 without times.
    public var days: Int {
        guard let last = milliseconds.max() else { return 0 }
        return Int((last - origin) / Self.dayMilliseconds) + 1
    }

    static let dayMilliseconds: Int64 = 86_400_000

    /// Day of a row, from 0; trailing days count on.
    @inline(__always)
    func day(_ row: Int) -> Int { Int((milliseconds[row] - origin) / Self.dayMilliseconds) }

    /// Rows of a vehicle.
    @inline(__always)
    func rows(of vehicle: Int) -> Range<Int> { firstRow[vehicle]..<firstRow[vehicle + 1] }

    /// The first of some rows of one vehicle that is not before a time; their end if none is.
    func firstRow(in rows: Range<Int>, from time: Int64) -> Int {
        var low = rows.lowerBound
        var high = rows.upperBound
        while low < high {
            let middle = (low + high) / 2
            if milliseconds[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// A position in 1e-7 degrees, as the nearest double to its decimals.
    static func degrees(_ e7: Int32) -> Double { Double(e7) / 1e7 }

    /// Visits from columns in any order.
    ///
    /// - Parameters:
    ///   - code: whose row it is, an index into `names`; names that never occur are left out.
    ///   - milliseconds: since 1970-01-01T00:00Z; empty where there are no times.
    ///   - latitude: degrees, like `longitude`.
    public init(
        code: [UInt32], names: [String], milliseconds: [Int64], latitude: [Double],
        longitude: [Double]
    ) {
        self.init(
            code: code, names: names, milliseconds: milliseconds,
            latitudeE7: latitude.map(Self.e7), longitudeE7: longitude.map(Self.e7))
    }

    /// Degrees as whole 1e-7 degrees.
    static func e7(_ degrees: Double) -> Int32 {
        Int32((degrees * 1e7).rounded(.toNearestOrEven))
    }

    init(
        code: [UInt32], names: [String], milliseconds: [Int64], latitudeE7: [Int32],
        longitudeE7: [Int32]
    ) {
        let (order, kept) = Self.ordered(names, present: code)
        var start = [Int](repeating: 0, count: kept.count + 1)
        for c in code { start[Int(order[Int(c)]) + 1] += 1 }
        for vehicle in kept.indices { start[vehicle + 1] += start[vehicle] }
        var next = start
        var rowOf = [Int](repeating: 0, count: code.count)
        for row in code.indices {
            let vehicle = Int(order[Int(code[row])])
            rowOf[next[vehicle]] = row
            next[vehicle] += 1
        }
        self.names = kept
        self.milliseconds.reserveCapacity(milliseconds.count)
        self.latitudeE7.reserveCapacity(code.count)
        self.longitudeE7.reserveCapacity(code.count)
        let hasTime = !milliseconds.isEmpty
        for vehicle in kept.indices {
            let own = rowOf[start[vehicle]..<start[vehicle + 1]].map { row in
                Row(
                    time: hasTime ? milliseconds[row] : 0, latitude: latitudeE7[row],
                    longitude: longitudeE7[row])
            }
            append(own, hasTime: hasTime)
            firstRow.append(count)
        }
        if let first = self.milliseconds.min() {
            origin = first.flooredDivision(by: Self.dayMilliseconds) * Self.dayMilliseconds
        }
    }

    private struct Row: Comparable {
        var time: Int64
        var latitude: Int32
        var longitude: Int32

        static func < (a: Row, b: Row) -> Bool {
            (a.time, a.latitude, a.longitude) < (b.time, b.latitude, b.longitude)
        }
    }

    /// Adds the rows of the next vehicle. Without times a repeated place is another visit.
    private mutating func append(_ rows: [Row], hasTime: Bool) {
        var last: Row?
        for row in rows.sorted() {
            if hasTime, let last, last.time == row.time {
                if last == row {
                    duplicates += 1
                    continue
                }
                contradictions += 1
            }
            last = row
            if hasTime { milliseconds.append(row.time) }
            latitudeE7.append(row.latitude)
            longitudeE7.append(row.longitude)
        }
    }

    /// The rank of every name that occurs, and those names in order.
    private static func ordered(
        _ names: [String], present code: [UInt32]
    ) -> (rank: [UInt32], names: [String]) {
        var occurs = [Bool](repeating: false, count: names.count)
        for c in code { occurs[Int(c)] = true }
        let numbers = names.map { name -> Int64? in
            guard let number = Int64(name), String(number) == name else { return nil }
            return number
        }
        let used = names.indices.filter { occurs[$0] }
        let areNumbers = used.allSatisfy { numbers[$0] != nil }
        let sorted = used.sorted { a, b in
            if areNumbers, let x = numbers[a], let y = numbers[b] { return x < y }
            return names[a].utf8.lexicographicallyPrecedes(names[b].utf8)
        }
        var rank = [UInt32](repeating: .max, count: names.count)
        for (at, name) in sorted.enumerated() { rank[name] = UInt32(at) }
        return (rank, sorted.map { names[$0] })
    }
}

extension Visits {
    /// The visits of some vehicles, or of some days.
    func filtered(
        vehicles keep: (Int) -> Bool = { _ in true }, rows keepRow: (Int) -> Bool = { _ in true }
    ) -> Visits {
        var code: [UInt32] = []
        var rows: [Int] = []
        for vehicle in 0..<vehicleCount where keep(vehicle) {
            for row in self.rows(of: vehicle) where keepRow(row) {
                code.append(UInt32(vehicle))
                rows.append(row)
            }
        }
        var part = Visits(
            code: code, names: names, milliseconds: hasTime ? rows.map { milliseconds[$0] } : [],
            latitudeE7: rows.map { latitudeE7[$0] }, longitudeE7: rows.map { longitudeE7[$0] })
        part.origin = origin
        return part
    }

    /// A number that names a vehicle for ever: targets are drawn by it.
    func identity(_ vehicle: Int) -> UInt64 { XXHash64.hash(Array(names[vehicle].utf8)) }

    /// At most `limit` vehicles, those that draw the lowest lots: the same ones whatever else is
    /// in the file and in whatever order. Ascending.
    func targets(limit: Int, seed: UInt64) -> [Int] {
        guard vehicleCount > limit else { return Array(0..<vehicleCount) }
        let lots = (0..<vehicleCount).map { vehicle in
            var stream = RandomStream(
                seed: seed, purpose: .unicityTarget, entity: RandomEntity(identity(vehicle)))
            return stream.nextBits()
        }
        return (0..<vehicleCount).sorted { (lots[$0], $0) < (lots[$1], $1) }.prefix(limit).sorted()
    }

    /// The same visits as the attacks of a run see them: 1e-5 degrees, one region, seconds since
    /// `origin`.
    package var sightings: Sightings {
        var subject: [UInt32] = []
        subject.reserveCapacity(count)
        for vehicle in 0..<vehicleCount {
            subject.append(
                contentsOf: repeatElement(UInt32(vehicle), count: rows(of: vehicle).count))
        }
        return Sightings(
            grouped: subject, identity: (0..<vehicleCount).map(identity),
            latitudeE5: latitudeE7.map { SpatialGrid.e5(Self.degrees($0)) },
            longitudeE5: longitudeE7.map { SpatialGrid.e5(Self.degrees($0)) },
            seconds: hasTime
                ? milliseconds.map { ($0 - origin) / 1000 } : [Int64](repeating: 0, count: count))
    }

    /// The cell of every row.
    func cells(_ grid: SpatialGrid) -> [UInt64] {
        (0..<count).map {
            grid.cell(
                region: 0, latitudeE5: SpatialGrid.e5(Self.degrees(latitudeE7[$0])),
                longitudeE5: SpatialGrid.e5(Self.degrees(longitudeE7[$0])))
        }
    }
}
