// The product `ubi-score`: what an insurer learns of an enrolled driver. A score for each month,
// and the four figures that it follows from (a decision about a person must be explained, GDPR art.
// 15 and 22), coarse; never a trip, a place or a time.

import Base
import Records
import Roads

/// What a partition's insured drivers did, by vehicle and month.
struct UBIScore: ProductMaker {
    static let purpose = Purpose.insurance
    static let needsRoads = true
    static let needsCar = true
    static let signals: [SideSignal] = [.harshBraking, .harshAcceleration, .harshCornering]
    private let bits = Self.signalBits

    /// A vehicle's month.
    struct Month: Sendable {
        var vehicle: UInt32
        var month: Int
        var meters: Int64 = 0
        var nightMeters: Int64 = 0
        var harsh = 0
        /// By road: motorway, main, local. Metres, and metres above the limit.
        var roadMeters = SIMD4<Int64>()
        var speedingMeters = SIMD4<Int64>()
        var first: Int64
        var last: Int64
    }

    private let context: PlatformContext
    /// `RoadGroup` by link.
    private let group: [UInt8]
    private var months: [Month] = []

    init(_ context: PlatformContext) {
        self.context = context
        group = context.network.linkClass.map(Self.group)
    }

    /// 0 motorways and the like, 1 main roads, 2 the rest.
    private static func group(_ roadClass: UInt8) -> UInt8 {
        roadClass <= RoadClassLimits.lastTrunk ? 0 : roadClass <= RoadClassLimits.lastMain ? 1 : 2
    }

    private enum RoadClassLimits {
        static let lastTrunk: UInt8 = 3
        static let lastMain: UInt8 = 9
    }

    /// Above the limit: by more than a tenth and the meter's error.
    private static let tolerance: Float = 1.1
    private static let slack: Float = 1
    /// No car is faster, m/s.
    private static let fastest = 75.0
    /// m/s² from which driving is harsh.
    private static let harshLimit: Float = 3
    /// Two onsets within these milliseconds are one event.
    private static let sameEvent: Int64 = 5000

    mutating func observe(_ drive: ConsentedDrive, _ staged: StagedRecords) {
        let start = staged.eventMilliseconds[Int(drive.records[0])]
        let at = entry(drive.vehicle, start)
        months[at].first = min(months[at].first, start)
        let end = staged.eventMilliseconds[Int(drive.records[drive.records.count - 1])]
        months[at].last = max(months[at].last, start, end)
        let odometer = meters(drive, staged)
        var matched = 0.0
        for step in drive.steps { matched += Double(step.meters) }
        // A car whose odometer counts kilometres as metres is believed less than the map.
        let isSane = Double(odometer) >= matched / 2
        let driven = isSane ? odometer : Int64(matched)
        months[at].meters += driven
        if isNight(start) { months[at].nightMeters += driven }
        months[at].harsh += harshEvents(drive, staged)
        speeding(drive, &months[at])
    }

    private mutating func entry(_ vehicle: UInt32, _ time: Int64) -> Int {
        let month = context.month(time)
        if let at = months.indices.last, months[at].vehicle == vehicle, months[at].month == month {
            return at
        }
        months.append(Month(vehicle: vehicle, month: month, first: time, last: time))
        return months.count - 1
    }

    /// 23:00 to 05:00 by local time, at the start of the drive.
    private func isNight(_ time: Int64) -> Bool {
        let hour = context.hourOfDay(time)
        return hour >= 23 || hour < 5
    }

    /// Metres by the odometer; steps that no car can make are left out.
    private func meters(_ drive: ConsentedDrive, _ staged: StagedRecords) -> Int64 {
        var sum: Int64 = 0
        var last: (odometer: UInt32, time: Int64)?
        for number in drive.records {
            let odometer = staged.car[Int(number)].odometer
            guard odometer != .max else { continue }
            let time = staged.eventMilliseconds[Int(number)]
            defer { last = (odometer, time) }
            guard let last, odometer >= last.odometer else { continue }
            let step = Int64(odometer - last.odometer)
            let seconds = Double(max(0, time - last.time)) / 1000
            if Double(step) <= seconds * Self.fastest + 100 { sum += step }
        }
        return sum
    }

    /// Events that the device found, else onsets of strong acceleration between its samples.
    private func harshEvents(_ drive: ConsentedDrive, _ staged: StagedRecords) -> Int {
        var count = 0
        var last = Int64.min / 2
        var wasHarsh = false
        for number in drive.records {
            let record = Int(number)
            let time = staged.eventMilliseconds[record]
            let car = staged.car[record]
            let isTold = !staged.side(of: record, bits).isEmpty
            let isHarsh =
                car.longitudinal.magnitude >= Self.harshLimit
                || car.lateral.magnitude >= Self.harshLimit
            if isTold || isHarsh && !wasHarsh, time - last >= Self.sameEvent {
                count += 1
                last = time
            }
            wasHarsh = isHarsh
        }
        return count
    }

    /// Metres above the limit by road: the speed told at the end of a piece of the way counts for
    /// it.
    private func speeding(_ drive: ConsentedDrive, _ month: inout Month) {
        let limits = context.map.speed
        for step in drive.steps where step.meters > 0 {
            let road = Int(group[Int(step.link)])
            let meters = Int64(step.meters.rounded())
            month.roadMeters[road] += meters
            let speed = drive.points[Int(step.toPoint)].speed
            if speed > limits[Int(step.link)] * Self.tolerance + Self.slack {
                month.speedingMeters[road] += meters
            }
        }
    }

    consuming func finish() -> [Month] { months }
}

extension UBIScore {
    /// A row as sold.
    private struct Row {
        var token: String
        var month: Int
        var score: Int32
        var kilometers: Int32
        var night: Float
        var harsh: Float
        var speeding: [Float]
    }

    /// One entry for each vehicle and month: drives over midnight of a month may have made two.
    private static func joined(_ parts: [[Month]]) -> [Month] {
        let sorted = parts.joined().sorted {
            ($0.vehicle, $0.month, $0.first) < ($1.vehicle, $1.month, $1.first)
        }
        var months: [Month] = []
        for next in sorted {
            guard let last = months.last, last.vehicle == next.vehicle, last.month == next.month
            else {
                months.append(next)
                continue
            }
            let at = months.count - 1
            months[at].meters += next.meters
            months[at].nightMeters += next.nightMeters
            months[at].harsh += next.harsh
            months[at].roadMeters &+= next.roadMeters
            months[at].speedingMeters &+= next.speedingMeters
            months[at].first = min(last.first, next.first)
            months[at].last = max(last.last, next.last)
        }
        return months
    }

    static func release(_ parts: [[Month]], _ context: PlatformContext) -> ProductOutput {
        let months = joined(parts)
        let contracts = context.contracts(.ubiScore, vehicles: Set(months.map(\.vehicle)))
        let names = Dictionary(uniqueKeysWithValues: contracts.map { ($0.vehicle, $0.token) })
        let factor = context.isBroken(.overstateMileage) ? 1.2 : 1
        let rows = months.map { row($0, names[$0.vehicle] ?? "", factor) }
            .sorted { ($0.token, $0.month) < ($1.token, $1.month) }
        var output = ProductOutput(
            release: ProductRelease(
                kind: .ubiScore,
                descriptor: .ubiScore(
                    context, release: context.account(rows.count, of: rows.count)),
                table: table(rows, context.region)))
        output.contracts = contracts
        output.usage = UsageMeter.vehicles(
            VehicleDelivery.joined(
                months.map {
                    VehicleDelivery(
                        vehicle: $0.vehicle, month: $0.month, firstMilliseconds: $0.first,
                        lastMilliseconds: $0.last)
                }), of: .ubiScore)
        return output
    }

    private static func row(_ month: Month, _ token: String, _ factor: Double) -> Row {
        func share(_ part: Int64, _ whole: Int64) -> Double {
            whole > 0 ? min(1, Double(part) / Double(whole)) : 0
        }
        let kilometers = factor * Double(month.meters) / 1000
        let night = share(month.nightMeters, month.meters)
        let harsh = kilometers >= 1 ? Double(month.harsh) / kilometers * 100 : 0
        let speeding = (0..<3).map { share(month.speedingMeters[$0], month.roadMeters[$0]) }
        // Weights are for illustration: insurers keep theirs to themselves.
        let penalty =
            min(40, 2 * harsh) + 25 * night + 20 * speeding[0] + 30 * speeding[1]
            + 40 * speeding[2] + min(15, kilometers / 200)
        return Row(
            token: token, month: month.month, score: Int32(max(0, 100 - penalty).rounded()),
            kilometers: Int32(kilometers.rounded()), night: rounded(night, 100),
            harsh: rounded(harsh, 10), speeding: speeding.map { rounded($0, 100) })
    }

    private static func rounded(_ value: Double, _ steps: Double) -> Float {
        Float((value * steps).rounded() / steps)
    }

    private static func table(_ rows: [Row], _ region: String) -> DataTable {
        DataTable([
            DataColumn("region", repeating: region, count: rows.count),
            DataColumn("contract", .string(rows.map(\.token))),
            DataColumn("month", .string(rows.map { RunCalendar.text(ofMonth: $0.month) })),
            DataColumn("score", .int32(rows.map(\.score))),
            DataColumn("mileage_km", .int32(rows.map(\.kilometers))),
            DataColumn("night_share", .float(rows.map(\.night))),
            DataColumn("harsh_per_100km", .float(rows.map(\.harsh))),
            DataColumn("speeding_motorway", .float(rows.map { $0.speeding[0] })),
            DataColumn("speeding_main", .float(rows.map { $0.speeding[1] })),
            DataColumn("speeding_local", .float(rows.map { $0.speeding[2] })),
        ])
    }
}

extension ProductDescriptor {
    static func ubiScore(_ context: PlatformContext, release: Release) -> ProductDescriptor {
        func share(_ name: String, _ meaning: String) -> Column {
            Column(name: name, type: "float", unit: "share", meaning: meaning)
        }
        return ProductDescriptor(
            .ubiScore,
            summary: "a driving score by enrolled vehicle and month; personal data of the insured",
            purpose: .insurance, privacy: Privacy(.insurance, treatment: "pseudonymous"),
            meteringUnit: UsageMeter.vehicleUnit,
            schema: [
                region, contract,
                Column(name: "month", type: "string", unit: "", meaning: "month (UTC), 2030-03"),
                Column(
                    name: "score", type: "int32", unit: "", meaning: "0 (worst) to 100 (best)"),
                Column(
                    name: "mileage_km", type: "int32", unit: "km",
                    meaning: "driven under consent, by the odometer"),
                share("night_share", "of the mileage, on drives begun from 23:00 to 05:00"),
                Column(
                    name: "harsh_per_100km", type: "float", unit: "count/100 km",
                    meaning: "onsets of braking, accelerating, cornering beyond 3 m/s^2"),
                share(
                    "speeding_motorway",
                    "of the metres on motorways and trunk roads, a tenth above the limit"),
                share("speeding_main", "the same on primary, secondary and tertiary roads"),
                share("speeding_local", "the same on all other roads"),
            ], release: release)
    }
}
