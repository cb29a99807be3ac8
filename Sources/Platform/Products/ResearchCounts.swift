// The product `research`: how many trips of which length begin where and when, with noise that
// keeps a promise of differential privacy. All cells of the domain are released, empty ones, too:
// which cells there are says nothing about anybody.

import Base
import Records

/// The trips of a partition that count.
struct ResearchCounts: ProductMaker {
    static let purpose = Purpose.research
    /// Hours of a part of the day.
    static let partHours = 4
    static let dayParts = 24 / partHours
    /// Limits between bands of distance, metres as the crow flies.
    static let limits: [Float] = [2000, 5000, 10_000, 20_000]
    static let bands = limits.count + 1

    /// A trip that may count.
    struct Trip: Sendable {
        var vehicle: UInt32
        var month: Int
        /// Drawn; of a vehicle's month the lowest lots count.
        var lot: UInt64
        var cell: UInt32
    }

    private let context: PlatformContext
    private let grid: Domain
    private let lotKey: UInt64
    private var trips: [Trip] = []

    init(_ context: PlatformContext) {
        self.context = context
        grid = Domain(context)
        lotKey = context.pseudonyms.noiseKey("research", period: "lots")
    }

    /// The cells: zone × part of the day × band of distance. A function of the map alone.
    struct Domain: Sendable {
        let columns: Int
        let rows: Int
        let zones: ZoneGrid

        init(_ context: PlatformContext) {
            zones = context.researchZones
            let box = context.map.box
            let corner = zones.zone(
                longitudeE7: Int32((box[2] * 1e7).rounded()),
                latitudeE7: Int32((box[3] * 1e7).rounded()))
            columns = max(0, corner.x) + 1
            rows = max(0, corner.y) + 1
        }

        var count: Int { columns * rows * dayParts * bands }

        /// Positions beyond the map belong to its edge: every trip has a cell.
        func cell(_ zone: ZoneGrid.Zone, part: Int, band: Int) -> UInt32 {
            let x = max(0, min(columns - 1, zone.x))
            let y = max(0, min(rows - 1, zone.y))
            return UInt32(((y * columns + x) * dayParts + part) * bands + band)
        }

        func zone(_ cell: Int) -> ZoneGrid.Zone {
            let number = cell / bands / dayParts
            return ZoneGrid.Zone(x: number % columns, y: number / columns)
        }
    }

    mutating func observe(_ drive: ConsentedDrive, _ staged: StagedRecords) {
        guard drive.points.count > 1, let start = drive.points.first, let end = drive.points.last
        else { return }
        let dx = end.x - start.x
        let dy = end.y - start.y
        let distance = (dx * dx + dy * dy).squareRoot()
        let band = Self.limits.firstIndex { distance < $0 } ?? Self.limits.count
        let month = context.month(start.eventMilliseconds)
        var stream = RandomStream(
            seed: lotKey, purpose: .contribution,
            entity: RandomEntity(UInt64(drive.vehicle)), index: drive.boot)
        trips.append(
            Trip(
                vehicle: drive.vehicle, month: month, lot: stream.nextBits(),
                cell: grid.cell(
                    grid.zones.zone(longitudeE7: start.longitudeE7, latitudeE7: start.latitudeE7),
                    part: context.hourOfDay(start.eventMilliseconds) / Self.partHours, band: band)))
    }

    /// Trips of a vehicle stand together, so that the bound can be kept here.
    consuming func finish() -> [Trip] {
        let bound = context.options.research.bound
        trips.sort { ($0.vehicle, $0.month, $0.lot) < ($1.vehicle, $1.month, $1.lot) }
        var kept: [Trip] = []
        var own = 0
        for trip in trips {
            if let last = kept.last, last.vehicle == trip.vehicle, last.month == trip.month {
                own += 1
            } else {
                own = 1
            }
            if own <= bound { kept.append(trip) }
        }
        return kept
    }
}

extension ResearchCounts {
    static func release(_ parts: [[Trip]], _ context: PlatformContext) -> ProductOutput {
        let domain = Domain(context)
        var counts: [Int: [Int64]] = [:]
        for trip in parts.joined() {
            counts[trip.month, default: [Int64](repeating: 0, count: domain.count)][
                Int(trip.cell)] += 1
        }
        let months = counts.keys.sorted()
        let options = context.options.research
        var noisy: [Int64] = []
        for month in months {
            let period = RunCalendar.text(ofMonth: month)
            let exact = counts[month] ?? []
            let noise = ReleaseNoise(
                options,
                key: context.pseudonyms.noiseKey("research", period: period, counts: exact),
                isHalved: context.isBroken(.halfNoise))
            for (cell, count) in exact.enumerated() {
                noisy.append(count + noise.noise(cell: UInt64(cell)))
            }
        }
        var output = ProductOutput(
            release: ProductRelease(
                kind: .research,
                descriptor: .research(
                    context, release: context.account(noisy.count, of: noisy.count)),
                table: table(noisy, months, domain, context.region)))
        output.usage = UsageMeter.rows(.research, unit: UsageMeter.releaseUnit, months: months)
        output.epsilon = months.map {
            EpsilonLine(
                product: .research, period: RunCalendar.text(ofMonth: $0), options: options,
                cells: domain.count)
        }
        return output
    }

    private static func table(
        _ counts: [Int64], _ months: [Int], _ domain: Domain, _ region: String
    ) -> DataTable {
        let cells = counts.indices.map { $0 % domain.count }
        return DataTable([
            DataColumn("region", repeating: region, count: counts.count),
            DataColumn(
                "month",
                .string(
                    counts.indices.map { RunCalendar.text(ofMonth: months[$0 / domain.count]) })),
            DataColumn("zone", .string(cells.map { domain.zone($0).name })),
            DataColumn(
                "hour_from", .int32(cells.map { Int32($0 / bands % dayParts * partHours) })),
            DataColumn("distance_band", .int32(cells.map { Int32($0 % bands) })),
            DataColumn("trips", .int64(counts)),
        ])
    }
}

extension ProductDescriptor {
    static func research(_ context: PlatformContext, release: Release) -> ProductDescriptor {
        let options = context.options.research
        var privacy = Privacy(.research, treatment: "differentially private")
        privacy.mechanism = options.mechanism.rawValue
        privacy.epsilon = options.epsilon
        privacy.delta = options.mechanism == .gaussian ? options.delta : 0
        privacy.privacyUnit = "vehicle-month"
        privacy.contributionBound = options.bound
        privacy.zoneMeters = context.options.researchZoneMeters
        let limits = ResearchCounts.limits.map { "\(Int($0))" }.joined(separator: ", ")
        var descriptor = ProductDescriptor(
            .research, summary: "trips by zone, part of the day and distance, with noise",
            purpose: .research, privacy: privacy, meteringUnit: UsageMeter.releaseUnit,
            schema: [
                region,
                Column(name: "month", type: "string", unit: "", meaning: "month (UTC), 2030-03"),
                Column(
                    name: "zone", type: "string", unit: "",
                    meaning: "zone x:y of the first position; beyond the map: at its edge"),
                Column(
                    name: "hour_from", type: "int32", unit: "h",
                    meaning: "begin of four hours of the day, by the region's clocks"),
                Column(
                    name: "distance_band", type: "int32", unit: "",
                    meaning: "0 to 4: as the crow flies, limits at \(limits) m"),
                Column(
                    name: "trips", type: "int64", unit: "count",
                    meaning: "trips plus noise, hence negative at times"),
            ], release: release)
        descriptor.zoneGrids = [context.researchZones.described(context.region)]
        return descriptor
    }
}
