// The product `battery-soh`: a certificate of the traction battery's health by vehicle and month, a
// document for the owner to show to a dealer or a lender. Here every owner who allows technical use
// is taken to ask for one a month: the platform knows of no sales.

import Base
import Records

/// The last health that each car of a partition told in a month.
struct BatteryCertificates: ProductMaker {
    static let purpose = Purpose.technical
    static let needsCar = true
    static let signals: [SideSignal] = [.batteryHealth]
    private let bits = Self.signalBits

    /// What a certificate says.
    struct Health: Sendable {
        var vehicle: UInt32
        var month: Int
        /// Percent.
        var health: Double
        /// Metres; `UInt32.max` when the record did not say.
        var odometer: UInt32
        var time: Int64
    }

    private let context: PlatformContext
    private var found: [Health] = []

    init(_ context: PlatformContext) { self.context = context }

    mutating func observe(_ drive: ConsentedDrive, _ staged: StagedRecords) {
        for number in drive.records {
            let record = Int(number)
            for word in staged.side(of: record, bits) where word.signal == .batteryHealth {
                guard let health = word.signal.number(word.value) else { continue }
                let time = staged.eventMilliseconds[record]
                let next = Health(
                    vehicle: drive.vehicle, month: context.month(time), health: health,
                    odometer: staged.car[record].odometer, time: time)
                if let last = found.last, last.vehicle == next.vehicle, last.month == next.month {
                    if next.time >= last.time { found[found.count - 1] = next }
                } else {
                    found.append(next)
                }
            }
        }
    }

    consuming func finish() -> [Health] { found }

    static func release(_ parts: [[Health]], _ context: PlatformContext) -> ProductOutput {
        // A clock that goes wrong may bring back an earlier month: the latest word counts.
        var latest: [[UInt64]: Health] = [:]
        for health in parts.joined() {
            let key = [UInt64(health.vehicle), UInt64(health.month)]
            if let known = latest[key], known.time > health.time { continue }
            latest[key] = health
        }
        let all = latest.values.sorted { ($0.vehicle, $0.month) < ($1.vehicle, $1.month) }
        let contracts = context.contracts(.batterySOH, vehicles: Set(all.map(\.vehicle)))
        let names = Dictionary(uniqueKeysWithValues: contracts.map { ($0.vehicle, $0.token) })
        let rows = all.map { (token: names[$0.vehicle] ?? "", health: $0) }
            .sorted { ($0.token, $0.health.month) < ($1.token, $1.health.month) }
        var output = ProductOutput(
            release: ProductRelease(
                kind: .batterySOH,
                descriptor: .batterySOH(
                    context, release: context.account(rows.count, of: rows.count)),
                table: table(rows, context)))
        output.contracts = contracts
        output.usage = UsageMeter.vehicles(
            all.map {
                VehicleDelivery(
                    vehicle: $0.vehicle, month: $0.month, firstMilliseconds: $0.time,
                    lastMilliseconds: $0.time)
            }, of: .batterySOH, unit: UsageMeter.certificateUnit)
        return output
    }

    private static func table(
        _ rows: [(token: String, health: Health)], _ context: PlatformContext
    ) -> DataTable {
        let more = context.isBroken(.overstateHealth) ? 5.0 : 0
        return DataTable([
            DataColumn("region", repeating: context.region, count: rows.count),
            DataColumn("contract", .string(rows.map(\.token))),
            DataColumn(
                "month", .string(rows.map { RunCalendar.text(ofMonth: $0.health.month) })),
            DataColumn(
                "health_pct", .int32(rows.map { Int32(($0.health.health + more).rounded()) })),
            DataColumn(
                "mileage_from_km",
                .int32(rows.map { Int32($0.health.odometer / 10_000_000) * 10_000 }),
                validity: rows.map { $0.health.odometer != .max }),
        ])
    }
}

extension ProductDescriptor {
    static func batterySOH(_ context: PlatformContext, release: Release) -> ProductDescriptor {
        var descriptor = ProductDescriptor(
            .batterySOH, summary: "certificates of batteries' health; the owner's document",
            purpose: .technical, privacy: Privacy(.technical, treatment: "pseudonymous"),
            meteringUnit: UsageMeter.certificateUnit,
            schema: [
                region, contract,
                Column(name: "month", type: "string", unit: "", meaning: "month (UTC), 2030-03"),
                Column(
                    name: "health_pct", type: "int32", unit: "percent",
                    meaning: "health of the traction battery, as the car last told it"),
                Column(
                    name: "mileage_from_km", type: "int32", unit: "km",
                    meaning: "odometer, rounded down to 10,000 km"),
            ], release: release)
        descriptor.signals = BatteryCertificates.signals.map(\.path)
        return descriptor
    }
}
