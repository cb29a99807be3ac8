// The product `traffic-feed`: speed by link and quarter of an hour, from at least k vehicles.

import Base
import Roads

/// The cells of `traffic-feed` of a partition.
struct TrafficFeed {
    static let windowMilliseconds: Int64 = 900_000

    var cells = CellTable()
    var latenessMilliseconds: Int64 = 0
    /// Pieces of road left out because a record came too late.
    private(set) var tooLate = 0

    /// Counts a matched trip: between two positions the time is shared among the links of the way
    /// by their free-flow times, since nobody knows where it was lost.
    mutating func add(
        vehicle: UInt32, steps: [PathStep], points: [TripPoint], map: MatchingMap
    ) {
        var at = 0
        while at < steps.count {
            var end = at + 1
            while end < steps.count, steps[end].toPoint == steps[at].toPoint { end += 1 }
            add(vehicle: vehicle, leg: steps[at..<end], points: points, map: map)
            at = end
        }
    }

    private mutating func add(
        vehicle: UInt32, leg: ArraySlice<PathStep>, points: [TripPoint], map: MatchingMap
    ) {
        let from = points[Int(leg[leg.startIndex].fromPoint)]
        let to = points[Int(leg[leg.startIndex].toPoint)]
        let duration = to.eventMilliseconds - from.eventMilliseconds
        guard duration > 0 else { return }
        let received = max(from.receivedMilliseconds, to.receivedMilliseconds)
        var total: Float = 0
        for step in leg { total += step.meters / map.speed[Int(step.link)] }
        var passed: Float = 0
        for (position, step) in leg.enumerated() {
            let weight =
                total > 0
                ? step.meters / map.speed[Int(step.link)] / total
                : (position == leg.count - 1 ? 1 : 0)
            let middle = Int64(Double(passed + weight / 2) * Double(duration))
            passed += weight
            if weight == 0 { continue }
            let window = (from.eventMilliseconds + middle)
                .flooredDivision(by: Self.windowMilliseconds)
            let closes = (window + 1) * Self.windowMilliseconds + latenessMilliseconds
            guard received <= closes else {
                tooLate += 1
                continue
            }
            cells.add(
                vehicle: vehicle, key: Self.key(link: step.link, window: window),
                amount: Int64((Double(step.meters) * 1000).rounded()),
                milliseconds: Int64((Double(weight) * Double(duration)).rounded()))
        }
    }

    /// Link in the high half, window in the low half, so that cells sort by both.
    static func key(link: UInt32, window: Int64) -> UInt64 {
        UInt64(link) << 32 | UInt64(UInt32(clamping: window + 0x8000_0000))
    }

    static func link(of key: UInt64) -> UInt32 { UInt32(key >> 32) }

    static func window(of key: UInt64) -> Int64 { Int64(key & 0xFFFF_FFFF) - 0x8000_0000 }
}

extension TrafficFeed {
    /// The cells with at least `k` vehicles and some time, as the product's table.
    static func released(_ cells: [Cell], k: Int) -> [Cell] {
        cells.filter { Int($0.vehicles) >= k && $0.milliseconds > 0 }
    }

    /// The product's table: sorted by link, then window.
    static func table(_ released: [Cell], region: String) -> DataTable {
        DataTable([
            DataColumn("region", repeating: region, count: released.count),
            DataColumn("link", .uint32(released.map { link(of: $0.key) })),
            DataColumn(
                "window_start_s",
                .int64(released.map { window(of: $0.key) * (windowMilliseconds / 1000) })),
            DataColumn("vehicles", .uint32(released.map(\.vehicles))),
            DataColumn(
                "speed_mps",
                .float(released.map { Float(Double($0.amount) / Double($0.milliseconds)) })),
        ])
    }
}
