// The product `od-matrix`: trips from zone to zone by hour of departure, from at least k vehicles.

import Base
import Records

/// The cells of `od-matrix` of a partition, laid out as hour, origin, destination from high to low
/// bits, so that they sort by hour, then origin, then destination.
struct ODMatrix: ProductMaker {
    static let purpose = Purpose.mobility

    private let zones: ZoneGrid
    private var cells = CellTable()

    init(_ context: PlatformContext) { zones = context.zones }

    mutating func observe(_ drive: ConsentedDrive, _ staged: StagedRecords) {
        guard drive.points.count > 1, let start = drive.points.first, let end = drive.points.last
        else { return }
        let key = Self.key(
            hour: start.eventMilliseconds.flooredDivision(by: 3_600_000),
            origin: zones.zone(longitudeE7: start.longitudeE7, latitudeE7: start.latitudeE7),
            destination: zones.zone(longitudeE7: end.longitudeE7, latitudeE7: end.latitudeE7))
        cells.add(vehicle: drive.vehicle, key: key, amount: 1, milliseconds: 0)
    }

    consuming func finish() -> [Cell] { cells.sorted() }

    static func release(_ parts: [[Cell]], _ context: PlatformContext) -> ProductOutput {
        let cells = SortedCells.merged(parts)
        let k = context.threshold(context.options.odMatrixK)
        let released = cells.filter { $0.isReleasable(k: k, dominance: context.dominance) }
        var output = ProductOutput(
            release: ProductRelease(
                kind: .odMatrix,
                descriptor: .odMatrix(
                    context, release: context.account(released.count, of: cells.count)),
                table: table(released, region: context.region)))
        output.suppressed = cells.count - released.count
        output.usage = UsageMeter.rows(
            .odMatrix, unit: UsageMeter.tripsUnit,
            months: released.map { context.month(hour(of: $0.key) * 3_600_000) })
        return output
    }

    static func key(hour: Int64, origin: ZoneGrid.Zone, destination: ZoneGrid.Zone) -> UInt64 {
        let hours = UInt64(UInt16(clamping: hour + 0x4000))  // Room for hours before the start.
        return hours << 48 | origin.packed << 24 | destination.packed
    }

    static func hour(of key: UInt64) -> Int64 { Int64(key >> 48) - 0x4000 }

    static func origin(of key: UInt64) -> ZoneGrid.Zone {
        ZoneGrid.Zone(packed: key >> 24 & 0xFF_FFFF)
    }

    static func destination(of key: UInt64) -> ZoneGrid.Zone {
        ZoneGrid.Zone(packed: key & 0xFF_FFFF)
    }

    /// The product's table: sorted by hour, origin, destination.
    static func table(_ released: [Cell], region: String) -> DataTable {
        DataTable([
            DataColumn("region", repeating: region, count: released.count),
            DataColumn("hour_start_s", .int64(released.map { hour(of: $0.key) * 3600 })),
            DataColumn("origin_zone", .string(released.map { origin(of: $0.key).name })),
            DataColumn("destination_zone", .string(released.map { destination(of: $0.key).name })),
            DataColumn("vehicles", .uint32(released.map(\.vehicles))),
            DataColumn("trips", .uint32(released.map { UInt32(clamping: $0.amount) })),
        ])
    }
}
