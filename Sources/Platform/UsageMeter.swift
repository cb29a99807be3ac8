// Metering: what was delivered, in the units that the price list knows. The form is usage.parquet.

import Base

/// One metered quantity.
struct UsageRow: Hashable, Sendable {
    var product: ProductKind
    /// Month of the UTC calendar, "2030-03".
    var period: String
    var unit: String
    /// Set for products billed by vehicle.
    var vehicle: UInt32?
    var units: Double
    /// Seconds since the start; set for products billed by vehicle.
    var firstEvent: Double?
    var lastEvent: Double?
}

/// Notes which vehicles something was delivered of, and when it was measured.
struct DeliveryNotes: Sendable {
    private(set) var deliveries: [VehicleDelivery] = []

    /// Notes that what was measured between two instants is delivered.
    mutating func note(_ vehicle: UInt32, month: Int, from first: Int64, until last: Int64) {
        if let at = deliveries.indices.last, deliveries[at].vehicle == vehicle,
            deliveries[at].month == month
        {
            deliveries[at].lastMilliseconds = max(deliveries[at].lastMilliseconds, last)
            deliveries[at].firstMilliseconds = min(deliveries[at].firstMilliseconds, first)
        } else {
            deliveries.append(
                VehicleDelivery(
                    vehicle: vehicle, month: month, firstMilliseconds: first,
                    lastMilliseconds: last))
        }
    }
}

extension VehicleDelivery {
    /// One entry for each vehicle and month, sorted by month, then vehicle.
    static func joined(_ deliveries: [VehicleDelivery]) -> [VehicleDelivery] {
        let sorted = deliveries.sorted { ($0.month, $0.vehicle) < ($1.month, $1.vehicle) }
        return sorted.reduce(into: []) { joined, next in
            guard let last = joined.last, last.vehicle == next.vehicle, last.month == next.month
            else {
                joined.append(next)
                return
            }
            let at = joined.count - 1
            joined[at].firstMilliseconds = min(last.firstMilliseconds, next.firstMilliseconds)
            joined[at].lastMilliseconds = max(last.lastMilliseconds, next.lastMilliseconds)
        }
    }
}

enum UsageMeter {
    static let feedUnit = "released-km-window"
    static let tripsUnit = "od-cell"
    static let vehicleUnit = "vehicle-month"
    static let hourUnit = "released-km-hour"
    static let eventUnit = "event"
    static let certificateUnit = "certificate"
    static let releaseUnit = "noisy-release"

    /// Sums of some units, by month.
    static func sums(
        _ product: ProductKind, unit: String, _ amounts: [(month: Int, units: Double)]
    ) -> [UsageRow] {
        amounts.sorted { $0.month < $1.month }.map { month, units in
            UsageRow(
                product: product, period: RunCalendar.text(ofMonth: month), unit: unit,
                units: units)
        }
    }

    /// Kilometres of released links, by month: whole millimetres, so that their order does not
    /// matter.
    static func kilometers(
        _ product: ProductKind, unit: String, _ released: [(month: Int, link: UInt32)],
        lengths: [Float]
    ) -> [UsageRow] {
        var millimeters: [Int: Int64] = [:]
        for (month, link) in released {
            millimeters[month, default: 0] +=
                Int64((Double(lengths[Int(link)]) * 1000).rounded())
        }
        return sums(product, unit: unit, millimeters.map { ($0.key, Double($0.value) / 1e6) })
    }

    /// How many rows, by month.
    static func rows(_ product: ProductKind, unit: String, months: [Int]) -> [UsageRow] {
        var counts: [Int: Int] = [:]
        for month in months { counts[month, default: 0] += 1 }
        return sums(product, unit: unit, counts.map { ($0.key, Double($0.value)) })
    }

    /// One row for each vehicle and month.
    static func vehicles(
        _ deliveries: [VehicleDelivery], of product: ProductKind = .probeWholesale,
        unit: String = vehicleUnit
    ) -> [UsageRow] {
        deliveries.map {
            UsageRow(
                product: product, period: RunCalendar.text(ofMonth: $0.month),
                unit: unit, vehicle: $0.vehicle, units: 1,
                firstEvent: Double($0.firstMilliseconds) / 1000,
                lastEvent: Double($0.lastMilliseconds) / 1000)
        }
    }

    /// usage.parquet.
    static func table(_ rows: [UsageRow], region: String) -> DataTable {
        DataTable([
            DataColumn("region", repeating: region, count: rows.count),
            DataColumn("product", .string(rows.map(\.product.rawValue))),
            DataColumn("period", .string(rows.map(\.period))),
            DataColumn("unit", .string(rows.map(\.unit))),
            DataColumn(
                "vehicle_id", .uint32(rows.map { $0.vehicle ?? 0 }),
                validity: rows.map { $0.vehicle != nil }),
            DataColumn("units", .double(rows.map(\.units))),
            DataColumn(
                "first_event_s", .double(rows.map { $0.firstEvent ?? 0 }),
                validity: rows.map { $0.firstEvent != nil }),
            DataColumn(
                "last_event_s", .double(rows.map { $0.lastEvent ?? 0 }),
                validity: rows.map { $0.lastEvent != nil }),
        ])
    }
}

extension RunCalendar {
    /// Months since January of year 0 in UTC, for billing (days to civil date: H. Hinnant,
    /// "chrono-Compatible Low-Level Date Algorithms").
    func month(of time: SimTime) -> Int {
        let seconds = startUnixSeconds + time.milliseconds.flooredDivision(by: 1000)
        let shifted = seconds.flooredDivision(by: 86_400) + 719_468  // Days since 0000-03-01.
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        return Int((yearOfEra + era * 400) * 12 + monthFromMarch + 2)
    }

    /// "2030-03".
    static func text(ofMonth month: Int) -> String {
        let year = String(month / 12)
        let number = String(month % 12 + 1)
        return String(repeating: "0", count: max(0, 4 - year.count)) + year + "-"
            + String(repeating: "0", count: 2 - number.count) + number
    }
}
