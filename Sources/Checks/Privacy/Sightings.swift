// What an adversary can see of a feed: somebody was somewhere at some time. Pure columns, so that
// attacks run on any feed: trip ends of the truth, a product of pseudonyms, a golden data set.

import Base

/// Sightings of subjects (vehicles or pseudonyms) in columns, grouped by subject.
package struct Sightings: Sendable {
    /// Who: dense numbers, never decreasing. [rows]
    package private(set) var subject: [UInt32] = []
    /// Index of the region; places of different regions are different. [rows]
    package private(set) var region: [UInt16] = []
    /// 1e-5 degrees. [rows]
    package private(set) var latitudeE5: [Int32] = []
    package private(set) var longitudeE5: [Int32] = []
    /// Whole seconds since the beginning of the first time bin. [rows]
    package private(set) var seconds: [Int64] = []
    /// A number that names a subject for ever: targets are chosen by it. [subjects]
    package private(set) var identity: [UInt64] = []

    package var count: Int { subject.count }
    package var subjectCount: Int { identity.count }

    package init() {}

    /// Sightings of one region that are grouped by subject already.
    init(
        grouped subject: [UInt32], identity: [UInt64], latitudeE5: [Int32], longitudeE5: [Int32],
        seconds: [Int64]
    ) {
        self.subject = subject
        self.identity = identity
        self.latitudeE5 = latitudeE5
        self.longitudeE5 = longitudeE5
        self.seconds = seconds
        region = [UInt16](repeating: 0, count: subject.count)
    }

    /// Sightings from columns in any order; the order of a subject's rows stays.
    ///
    /// - Parameters:
    ///   - code: whose row it is, an index into `identities`; those that never occur are left out.
    ///   - latitude: degrees, like `longitude`.
    ///   - rowSeconds: since the beginning of the first time bin.
    package init(
        code: [UInt32], identities: [UInt64], region rowRegion: [UInt16], latitude: [Double],
        longitude: [Double], seconds rowSeconds: [Double]
    ) {
        var order = Array(code.indices)
        if !order.dropFirst().allSatisfy({ code[$0 - 1] <= code[$0] }) {
            order.sort { (code[$0], $0) < (code[$1], $1) }
        }
        subject.reserveCapacity(order.count)
        var last: UInt32?
        for row in order {
            if code[row] != last { identity.append(identities[Int(code[row])]) }
            last = code[row]
            subject.append(UInt32(identity.count - 1))
        }
        region = order.map { rowRegion[$0] }
        latitudeE5 = order.map { SpatialGrid.e5(latitude[$0]) }
        longitudeE5 = order.map { SpatialGrid.e5(longitude[$0]) }
        seconds = order.map { Int64(rowSeconds[$0].rounded(.down)) }
    }

    /// The cell of a row.
    @inline(__always)
    func cell(_ row: Int, _ grid: SpatialGrid) -> UInt64 {
        grid.cell(
            region: region[row], latitudeE5: latitudeE5[row], longitudeE5: longitudeE5[row])
    }

    /// The time bin of a row; zero for bins of 0 hours, which means "no time".
    func bin(_ row: Int, hours: Int) -> Int32 {
        guard hours > 0 else { return 0 }
        return Int32(truncatingIfNeeded: seconds[row].flooredDivision(by: Int64(hours) * 3600))
    }

    /// The cell of every row.
    func cells(_ grid: SpatialGrid) -> [UInt64] { (0..<count).map { cell($0, grid) } }

    /// The time bin of every row; all zero for bins of 0 hours, which means "no time".
    func bins(hours: Int) -> [Int32] {
        guard hours > 0 else { return [Int32](repeating: 0, count: count) }
        let length = Int64(hours) * 3600
        let short = UInt32(length)
        return seconds.map { time in
            // In 32 bits where that does: a division of 64 takes several times as long.
            if let time = UInt32(exactly: time) { return Int32(time / short) }
            return Int32(truncatingIfNeeded: time.flooredDivision(by: length))
        }
    }

    /// At most `limit` subjects, those that draw the lowest lots: the same ones whatever else is in
    /// the feed and in whatever order. Ascending.
    package func targets(limit: Int, seed: UInt64) -> [UInt32] {
        let everyone = (0..<UInt32(subjectCount))
        guard subjectCount > limit else { return Array(everyone) }
        let lots = identity.map { who in
            var stream = RandomStream(
                seed: seed, purpose: .unicityTarget, entity: RandomEntity(who))
            return stream.nextBits()
        }
        let drawn = everyone.sorted { (lots[Int($0)], $0) < (lots[Int($1)], $1) }
        return drawn.prefix(limit).sorted()
    }
}
