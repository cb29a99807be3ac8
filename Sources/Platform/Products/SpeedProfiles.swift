// The product `speed-profiles`: how fast a road is at which hour of the day, pooled over a month.
// Where a quarter of an hour never sees k vehicles, a month of the same hours does.

import Base
import Records

/// The cells of `speed-profiles` of a partition: link × month × local hour of the day.
struct SpeedProfiles: ProductMaker {
    static let purpose = Purpose.mobility
    static let needsRoads = true

    /// Between records further apart than this, how fast which road was driven is a guess,
    /// milliseconds. And nobody is counted on a road without a record from it: a thrifty device
    /// reports every kilometre, and what lies between is what the map suggests.
    private static let longestGap: Int64 = 120_000

    private let context: PlatformContext
    private var cells = CellTable()

    init(_ context: PlatformContext) { self.context = context }

    mutating func observe(_ drive: ConsentedDrive, _ staged: StagedRecords) {
        // Months and hours change on quarters of an hour, by any clock: most pieces follow one of
        // the same quarter.
        var known: (quarter: Int64, slot: UInt64)?
        drive.forEachPiece(context.map) { piece in
            guard piece.gap <= Self.longestGap else { return }
            let quarter = piece.middle.flooredDivision(by: 900_000)
            if known?.quarter != quarter { known = (quarter, slot(piece.middle)) }
            let key = UInt64(piece.link) << 32 | (known?.slot ?? 0)
            cells.add(
                vehicle: drive.vehicle, key: key, amount: piece.millimeters,
                milliseconds: piece.milliseconds, isSeen: piece.isSeen)
        }
    }

    private func slot(_ milliseconds: Int64) -> UInt64 {
        UInt64(context.month(milliseconds)) << 5 | UInt64(context.hourOfDay(milliseconds))
    }

    consuming func finish() -> [Cell] { cells.sorted() }

    private static func link(of cell: Cell) -> UInt32 { UInt32(cell.key >> 32) }
    private static func month(of cell: Cell) -> Int { Int(cell.key >> 5 & 0x7FF_FFFF) }

    static func release(_ parts: [[Cell]], _ context: PlatformContext) -> ProductOutput {
        let cells = SortedCells.merged(parts)
        let k = context.threshold(context.options.speedProfilesK)
        let released = cells.filter {
            $0.isReleasable(k: k, dominance: context.dominance) && $0.milliseconds > 0
        }
        let factor = context.isBroken(.wrongSpeeds) ? 4.0 / 3 : 1
        let table = DataTable([
            DataColumn("region", repeating: context.region, count: released.count),
            DataColumn("link", .uint32(released.map(link))),
            DataColumn(
                "month", .string(released.map { RunCalendar.text(ofMonth: month(of: $0)) })),
            DataColumn("hour", .int32(released.map { Int32($0.key & 31) })),
            DataColumn("vehicles", .uint32(released.map(\.vehicles))),
            DataColumn(
                "speed_mps",
                .float(
                    released.map {
                        Float(factor * Double($0.amount) / Double($0.milliseconds))
                    })),
        ])
        var output = ProductOutput(
            release: ProductRelease(
                kind: .speedProfiles,
                descriptor: .speedProfiles(
                    context, release: context.account(released.count, of: cells.count)),
                table: table))
        output.suppressed = cells.count - released.count
        output.usage = UsageMeter.kilometers(
            .speedProfiles, unit: UsageMeter.hourUnit,
            released.map { (month(of: $0), link(of: $0)) }, lengths: context.map.length)
        return output
    }
}

extension ProductDescriptor {
    static func speedProfiles(_ context: PlatformContext, release: Release) -> ProductDescriptor {
        var privacy = Privacy(.mobility, treatment: "aggregate")
        privacy.k = context.options.speedProfilesK
        privacy.dominance = context.options.dominance
        return ProductDescriptor(
            .speedProfiles, summary: "speed by road link, month and hour of the day",
            purpose: .mobility, privacy: privacy, meteringUnit: UsageMeter.hourUnit,
            schema: [
                region, link,
                Column(name: "month", type: "string", unit: "", meaning: "month (UTC), 2030-03"),
                Column(
                    name: "hour", type: "int32", unit: "h",
                    meaning: "hour of the day by the region's clocks, 0 to 23"),
                Column(
                    name: "vehicles", type: "uint32", unit: "count",
                    meaning: "distinct vehicles that reported from the link"),
                Column(
                    name: "speed_mps", type: "float", unit: "m/s",
                    meaning: "metres driven over seconds spent by these vehicles"),
            ], release: release)
    }
}
