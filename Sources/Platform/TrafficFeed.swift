// The product `traffic-feed`: speed by link and quarter of an hour, from at least k vehicles.

import Base
import Records

/// The cells of `traffic-feed` of a partition.
struct TrafficFeed: ProductMaker {
    static let windowMilliseconds: Int64 = 900_000
    static let purpose = Purpose.mobility
    static let needsRoads = true

    private let map: MatchingMap
    private let latenessMilliseconds: Int64
    private var cells = CellTable()
    /// Pieces of road left out because a record came too late.
    private var tooLate = 0

    init(_ context: PlatformContext) {
        map = context.map
        latenessMilliseconds = Int64((context.options.allowedLatenessSeconds * 1000).rounded())
    }

    mutating func observe(_ drive: ConsentedDrive, _ staged: StagedRecords) {
        drive.forEachPiece(map) { piece in
            let window = piece.middle.flooredDivision(by: Self.windowMilliseconds)
            let closes = (window + 1) * Self.windowMilliseconds + latenessMilliseconds
            guard piece.received <= closes else {
                tooLate += 1
                return
            }
            cells.add(
                vehicle: drive.vehicle, key: Self.key(link: piece.link, window: window),
                amount: piece.millimeters, milliseconds: piece.milliseconds)
        }
    }

    struct Part: Sendable {
        var cells: [Cell]
        var tooLate: Int
    }

    consuming func finish() -> Part { Part(cells: cells.sorted(), tooLate: tooLate) }

    /// Link in the high half, window in the low half, so that cells sort by both.
    static func key(link: UInt32, window: Int64) -> UInt64 {
        UInt64(link) << 32 | UInt64(UInt32(clamping: window + 0x8000_0000))
    }

    static func link(of key: UInt64) -> UInt32 { UInt32(key >> 32) }

    static func window(of key: UInt64) -> Int64 { Int64(key & 0xFFFF_FFFF) - 0x8000_0000 }
}

extension TrafficFeed {
    static func release(_ parts: [Part], _ context: PlatformContext) -> ProductOutput {
        let cells = SortedCells.merged(parts.map(\.cells))
        let k = context.threshold(context.options.trafficFeedK)
        let released = cells.filter {
            $0.isReleasable(k: k, dominance: context.dominance) && $0.milliseconds > 0
        }
        var output = ProductOutput(
            release: ProductRelease(
                kind: .trafficFeed,
                descriptor: .trafficFeed(
                    context, release: context.account(released.count, of: cells.count)),
                table: table(released, region: context.region)))
        output.suppressed = cells.count - released.count
        output.tooLate = parts.reduce(0) { $0 + $1.tooLate }
        output.usage = UsageMeter.kilometers(
            .trafficFeed, unit: UsageMeter.feedUnit,
            released.map {
                (context.month(window(of: $0.key) * windowMilliseconds), link(of: $0.key))
            }, lengths: context.map.length)
        return output
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
