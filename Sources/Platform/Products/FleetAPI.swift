// The product `fleet-api`: what the operator of a fleet gets of its own vehicles under its
// contract: by vehicle, with position. The most personal of all products, and it says so.

import Base
import Records

/// The rows of a partition.
struct FleetAPI: ProductMaker {
    static let purpose = Purpose.fleet
    static let needsCar = true
    static let signals: [SideSignal] = [.troubleCodeCount]
    private let bits = Self.signalBits

    /// A row.
    struct Row: Sendable {
        var vehicle: UInt32
        var milliseconds: Int64
        var longitudeE7: Int32
        var latitudeE7: Int32
        /// m/s; NaN when not reported.
        var speed: Float
        var odometer: UInt32
        /// Percent of battery or tank; NaN when not reported.
        var energy: Float
        /// −1 before the car told any.
        var troubles: Int32
    }

    private let context: PlatformContext
    private let interval: Int64
    private var rows: [Row] = []
    private var notes = DeliveryNotes()
    private var troubles: (vehicle: UInt32, count: Int32) = (.max, -1)

    init(_ context: PlatformContext) {
        self.context = context
        interval = Int64((context.options.fleetIntervalSeconds * 1000).rounded())
    }

    mutating func observe(_ drive: ConsentedDrive, _ staged: StagedRecords) {
        if troubles.vehicle != drive.vehicle { troubles = (drive.vehicle, -1) }
        var due = Int64.min
        for number in drive.records {
            let record = Int(number)
            for word in staged.side(of: record, bits) {
                troubles.count = Int32(clamping: word.value)
            }
            let time = staged.eventMilliseconds[record]
            guard time >= due else { continue }
            due = time + interval
            let car = staged.car[record]
            rows.append(
                Row(
                    vehicle: drive.vehicle, milliseconds: time,
                    longitudeE7: staged.longitudeE7[record],
                    latitudeE7: staged.latitudeE7[record], speed: staged.speed[record],
                    odometer: car.odometer,
                    energy: !car.charge.isNaN
                        ? car.charge : car.fuel == 255 ? .nan : Float(car.fuel),
                    troubles: troubles.count))
            notes.note(drive.vehicle, month: context.month(time), from: time, until: time)
        }
    }

    struct Part: Sendable {
        var rows: [Row]
        var deliveries: [VehicleDelivery]
    }

    consuming func finish() -> Part { Part(rows: rows, deliveries: notes.deliveries) }

    static func release(_ parts: [Part], _ context: PlatformContext) -> ProductOutput {
        let rows = parts.flatMap(\.rows)
        var output = ProductOutput(
            release: ProductRelease(
                kind: .fleetAPI,
                descriptor: .fleetAPI(
                    context, release: context.account(rows.count, of: rows.count)),
                table: table(rows, context.region)))
        output.usage = UsageMeter.vehicles(
            VehicleDelivery.joined(parts.flatMap(\.deliveries)), of: .fleetAPI)
        return output
    }

    private static func table(_ rows: [Row], _ region: String) -> DataTable {
        let hasPlace = rows.map { $0.longitudeE7 != StagedRecords.noPosition }
        func degrees(_ value: Int32) -> Double {
            value == StagedRecords.noPosition ? 0 : Double(value) / 1e7
        }
        return DataTable([
            DataColumn("region", repeating: region, count: rows.count),
            DataColumn("vehicle_id", .uint32(rows.map(\.vehicle))),
            DataColumn("time_ms", .int64(rows.map(\.milliseconds))),
            DataColumn("lon", .double(rows.map { degrees($0.longitudeE7) }), validity: hasPlace),
            DataColumn("lat", .double(rows.map { degrees($0.latitudeE7) }), validity: hasPlace),
            DataColumn(
                "speed_mps", .float(rows.map { $0.speed.isNaN ? 0 : $0.speed }),
                validity: rows.map { !$0.speed.isNaN }),
            DataColumn(
                "odometer_m", .uint32(rows.map(\.odometer)),
                validity: rows.map { $0.odometer != .max }),
            DataColumn(
                "energy_pct", .float(rows.map { $0.energy.isNaN ? 0 : $0.energy }),
                validity: rows.map { !$0.energy.isNaN }),
            DataColumn(
                "trouble_codes", .int32(rows.map(\.troubles)),
                validity: rows.map { $0.troubles >= 0 }),
        ])
    }
}

extension ProductDescriptor {
    static func fleetAPI(_ context: PlatformContext, release: Release) -> ProductDescriptor {
        var privacy = Privacy(.fleet, treatment: "identified")
        privacy.sampleIntervalSeconds = context.options.fleetIntervalSeconds
        func number(_ name: String, _ type: String, _ unit: String, _ meaning: String) -> Column {
            Column(name: name, type: type, unit: unit, meaning: meaning)
        }
        var descriptor = ProductDescriptor(
            .fleetAPI, summary: "a fleet's own vehicles by name, place and state; personal data",
            purpose: .fleet, privacy: privacy, meteringUnit: UsageMeter.vehicleUnit,
            schema: [
                region, number("vehicle_id", "uint32", "", "the vehicle"),
                number(
                    "time_ms", "int64", "ms", "time of measurement, since the start of the run"),
                number("lon", "double", "degrees", "WGS 84 longitude; missing without a position"),
                number("lat", "double", "degrees", "WGS 84 latitude"),
                number("speed_mps", "float", "m/s", "speed"),
                number("odometer_m", "uint32", "m", "odometer"),
                number("energy_pct", "float", "percent", "level of the battery, or of the tank"),
                number("trouble_codes", "int32", "count", "trouble codes set, as last told"),
            ], release: release)
        descriptor.legalBasis = "contract of the fleet's operator, drivers informed and consenting"
        descriptor.signals = FleetAPI.signals.map(\.path)
        return descriptor
    }
}
