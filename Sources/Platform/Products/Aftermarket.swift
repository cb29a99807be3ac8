// The product `aftermarket`: what a workshop or a maker of parts needs of a car whose owner allows
// it: trouble codes, wear, the next service, once a day; no places.

import Base
import Records

/// The days of a partition's cars.
struct Aftermarket: ProductMaker {
    static let purpose = Purpose.technical
    static let signals: [SideSignal] = [
        .troubleCodes, .troubleCodeCount, .tirePressure, .lowVoltage, .distanceToService,
    ]
    private let bits = Self.signalBits

    /// What a car told on a local day; the last word counts. `nil` for what it did not tell.
    struct Day: Sendable {
        var vehicle: UInt32
        /// Start of the local day, milliseconds.
        var start: Int64
        var codes: Int64?
        var count: Int64?
        var pressure: Int64?
        var voltage: Int64?
        var service: Int64?
        var first: Int64
        var last: Int64
    }

    private let context: PlatformContext
    private var days: [Day] = []

    init(_ context: PlatformContext) { self.context = context }

    mutating func observe(_ drive: ConsentedDrive, _ staged: StagedRecords) {
        for number in drive.records {
            let record = Int(number)
            let words = staged.side(of: record, bits)
            if words.isEmpty { continue }
            let at = day(drive.vehicle, staged.eventMilliseconds[record])
            for word in words {
                switch word.signal {
                case .troubleCodes: days[at].codes = word.value
                case .troubleCodeCount: days[at].count = word.value
                case .tirePressure: days[at].pressure = word.value
                case .lowVoltage: days[at].voltage = word.value
                default: days[at].service = word.value
                }
            }
        }
    }

    private mutating func day(_ vehicle: UInt32, _ time: Int64) -> Int {
        let calendar = context.calendar
        let start = calendar.localMidnight(
            ofDay: calendar.localDay(of: SimTime(milliseconds: time))
        ).milliseconds
        if let at = days.indices.last, days[at].vehicle == vehicle, days[at].start == start {
            days[at].first = min(days[at].first, time)
            days[at].last = max(days[at].last, time)
            return at
        }
        days.append(Day(vehicle: vehicle, start: start, first: time, last: time))
        return days.count - 1
    }

    consuming func finish() -> [Day] { days }

    static func release(_ parts: [[Day]], _ context: PlatformContext) -> ProductOutput {
        let days = parts.flatMap { $0 }
        let contracts = context.contracts(.aftermarket, vehicles: Set(days.map(\.vehicle)))
        let names = Dictionary(uniqueKeysWithValues: contracts.map { ($0.vehicle, $0.token) })
        let rows = days.map { (token: names[$0.vehicle] ?? "", day: $0) }
            .sorted {
                ($0.token, $0.day.start, $0.day.first) < ($1.token, $1.day.start, $1.day.first)
            }
        var output = ProductOutput(
            release: ProductRelease(
                kind: .aftermarket,
                descriptor: .aftermarket(
                    context, release: context.account(rows.count, of: rows.count)),
                table: table(rows, context)))
        output.contracts = contracts
        var notes = DeliveryNotes()
        for day in days {
            notes.note(
                day.vehicle, month: context.month(day.start), from: day.first, until: day.last)
        }
        output.usage = UsageMeter.vehicles(
            VehicleDelivery.joined(notes.deliveries), of: .aftermarket)
        return output
    }

    private static func table(
        _ rows: [(token: String, day: Day)], _ context: PlatformContext
    ) -> DataTable {
        func column(_ name: String, _ signal: SideSignal, _ path: KeyPath<Day, Int64?>)
            -> DataColumn
        {
            DataColumn(
                name,
                .float(
                    rows.map { row in
                        row.day[keyPath: path].flatMap { signal.number($0) }.map { Float($0) } ?? 0
                    }), validity: rows.map { $0.day[keyPath: path] != nil })
        }
        let hides = context.isBroken(.hideTrouble)
        let codes = rows.map { hides ? $0.day.codes.map { _ in 0 } : $0.day.codes }
        return DataTable([
            DataColumn("region", repeating: context.region, count: rows.count),
            DataColumn("contract", .string(rows.map(\.token))),
            DataColumn("day_start_s", .int64(rows.map { $0.day.start / 1000 })),
            DataColumn(
                "trouble_codes",
                .string(codes.map { $0.flatMap { SideSignal.troubleCodes.text($0) } ?? "" }),
                validity: codes.map { $0 != nil }),
            column("trouble_code_count", .troubleCodeCount, \.count),
            column("tyre_pressure_kpa", .tirePressure, \.pressure),
            column("low_voltage_v", .lowVoltage, \.voltage),
            column("distance_to_service_km", .distanceToService, \.service),
        ])
    }
}

extension ProductDescriptor {
    static func aftermarket(_ context: PlatformContext, release: Release) -> ProductDescriptor {
        func number(_ name: String, _ unit: String, _ meaning: String) -> Column {
            Column(name: name, type: "float", unit: unit, meaning: meaning)
        }
        var privacy = Privacy(.technical, treatment: "pseudonymous")
        privacy.timeStepSeconds = 86_400
        var descriptor = ProductDescriptor(
            .aftermarket, summary: "trouble codes, wear and service by vehicle and day",
            purpose: .technical, privacy: privacy, meteringUnit: UsageMeter.vehicleUnit,
            schema: [
                region, contract,
                Column(
                    name: "day_start_s", type: "int64", unit: "s",
                    meaning: "start of the local day, since the start of the run"),
                Column(
                    name: "trouble_codes", type: "string", unit: "",
                    meaning: "codes set, with blanks between; missing where none were told"),
                number("trouble_code_count", "count", "how many are set"),
                number("tyre_pressure_kpa", "kPa", "front left tyre"),
                number("low_voltage_v", "V", "12 V battery at ignition on"),
                number("distance_to_service_km", "km", "to the next service; negative: overdue"),
            ], release: release)
        descriptor.signals = Aftermarket.signals.map(\.path)
        return descriptor
    }
}
