// The product `ev-charging`: when, where and by how much the electric cars of consenting drivers
// were charged, for whoever runs chargers or a grid. A contract product: a vehicle has a name,
// which only this product's buyers know.

import Base
import Records

/// The charges of a partition's cars: what a parked car gained between two drives.
struct EVCharging: ProductMaker {
    static let purpose = Purpose.charging
    static let needsCar = true
    static let signals: [SideSignal] = [.chargingAveragePower]
    private let bits = Self.signalBits
    /// Times are rounded outwards to quarters of an hour.
    static let step: Int64 = 900_000
    /// Percentage points that a gauge must rise to be believed.
    static let leastRise: Float = 2

    /// A charge.
    struct Session: Sendable {
        var vehicle: UInt32
        var from: Int64
        var until: Int64
        var zone: ZoneGrid.Zone?
        var levelFrom: Float
        var levelTo: Float
        /// kW; NaN when the car did not say.
        var power: Float
    }

    private struct Parked {
        var vehicle = UInt32.max
        var boot: UInt32 = 0
        var level = Float.nan
        var time: Int64 = 0
        var zone: ZoneGrid.Zone?
    }

    private let zones: ZoneGrid
    private var parked = Parked()
    private var sessions: [Session] = []

    init(_ context: PlatformContext) { zones = context.chargingZones }

    mutating func observe(_ drive: ConsentedDrive, _ staged: StagedRecords) {
        let told = drive.records.filter { !staged.car[Int($0)].charge.isNaN }
        guard let first = told.first.map({ Int($0) }), let last = told.last.map({ Int($0) })
        else { return }
        let level = staged.car[first].charge
        if parked.vehicle == drive.vehicle, drive.boot == parked.boot + 1,
            level - parked.level >= Self.leastRise,
            staged.eventMilliseconds[first] > parked.time
        {
            sessions.append(
                Session(
                    vehicle: drive.vehicle, from: parked.time,
                    until: staged.eventMilliseconds[first], zone: parked.zone,
                    levelFrom: parked.level, levelTo: level, power: power(first, staged)))
        }
        parked = Parked(
            vehicle: drive.vehicle, boot: drive.boot, level: staged.car[last].charge,
            time: staged.eventMilliseconds[last],
            zone: drive.points.last.map {
                zones.zone(longitudeE7: $0.longitudeE7, latitudeE7: $0.latitudeE7)
            })
    }

    private func power(_ record: Int, _ staged: StagedRecords) -> Float {
        for word in staged.side(of: record, bits) where word.signal == .chargingAveragePower {
            return Float(word.signal.number(word.value) ?? .nan)
        }
        return .nan
    }

    consuming func finish() -> [Session] { sessions }

    static func release(_ parts: [[Session]], _ context: PlatformContext) -> ProductOutput {
        let sessions = parts.flatMap { $0 }
        let contracts = context.contracts(.evCharging, vehicles: Set(sessions.map(\.vehicle)))
        let names = Dictionary(uniqueKeysWithValues: contracts.map { ($0.vehicle, $0.token) })
        let rows = sessions.map { (token: names[$0.vehicle] ?? "", session: $0) }
            .sorted { ($0.token, $0.session.from) < ($1.token, $1.session.from) }
        var output = ProductOutput(
            release: ProductRelease(
                kind: .evCharging,
                descriptor: .evCharging(
                    context, release: context.account(rows.count, of: rows.count)),
                table: table(rows, context)))
        output.contracts = contracts
        var notes = DeliveryNotes()
        for session in sessions {
            notes.note(
                session.vehicle, month: context.month(session.from), from: session.from,
                until: session.until)
        }
        output.usage = UsageMeter.vehicles(
            VehicleDelivery.joined(notes.deliveries), of: .evCharging)
        return output
    }

    private static func table(
        _ rows: [(token: String, session: Session)], _ context: PlatformContext
    ) -> DataTable {
        let more: Float = context.isBroken(.overstateCharges) ? 10 : 0
        return DataTable([
            DataColumn("region", repeating: context.region, count: rows.count),
            DataColumn("contract", .string(rows.map(\.token))),
            DataColumn(
                "parked_from_s",
                .int64(rows.map { $0.session.from.flooredDivision(by: step) * step / 1000 })),
            DataColumn(
                "parked_until_s",
                .int64(
                    rows.map { -(-$0.session.until).flooredDivision(by: step) * step / 1000 })),
            DataColumn(
                "zone", .string(rows.map { $0.session.zone?.name ?? "" }),
                validity: rows.map { $0.session.zone != nil }),
            DataColumn(
                "level_from_pct", .int32(rows.map { Int32($0.session.levelFrom.rounded()) })),
            DataColumn(
                "level_to_pct", .int32(rows.map { Int32(($0.session.levelTo + more).rounded()) })),
            DataColumn(
                "power_kw", .float(rows.map { $0.session.power.isNaN ? 0 : $0.session.power }),
                validity: rows.map { !$0.session.power.isNaN }),
        ])
    }
}

extension ProductDescriptor {
    static func evCharging(_ context: PlatformContext, release: Release) -> ProductDescriptor {
        var privacy = Privacy(.charging, treatment: "pseudonymous")
        privacy.timeStepSeconds = 900
        privacy.zoneMeters = context.options.chargingZoneMeters
        func time(_ name: String, _ meaning: String) -> Column {
            Column(name: name, type: "int64", unit: "s", meaning: meaning)
        }
        func level(_ name: String, _ meaning: String) -> Column {
            Column(name: name, type: "int32", unit: "percent", meaning: meaning)
        }
        var descriptor = ProductDescriptor(
            .evCharging, summary: "charges of electric cars by zone; personal data under contract",
            purpose: .charging, privacy: privacy, meteringUnit: UsageMeter.vehicleUnit,
            schema: [
                region, contract,
                time("parked_from_s", "parked since, rounded down to a quarter of an hour"),
                time("parked_until_s", "parked until, rounded up to a quarter of an hour"),
                Column(
                    name: "zone", type: "string", unit: "",
                    meaning: "zone x:y in which it was parked; missing without a position"),
                level("level_from_pct", "charge before"), level("level_to_pct", "charge after"),
                Column(
                    name: "power_kw", type: "float", unit: "kW",
                    meaning: "mean power, where the car told it"),
            ], release: release)
        descriptor.zoneGrids = [context.chargingZones.described(context.region)]
        descriptor.signals =
            ["Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed"]
            + EVCharging.signals.map(\.path)
        return descriptor
    }
}
