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

    /// Kilometres of link times windows, by month.
    static func feed(
        _ released: [Cell], lengths: [Float], calendar: RunCalendar
    ) -> [UsageRow] {
        // By month; whole millimetres, so that the order of cells does not matter.
        var millimeters: [Int: Int64] = [:]
        for cell in released {
            let window = TrafficFeed.window(of: cell.key) * TrafficFeed.windowMilliseconds
            let length = Double(lengths[Int(TrafficFeed.link(of: cell.key))])
            millimeters[calendar.month(of: SimTime(milliseconds: window)), default: 0] +=
                Int64((length * 1000).rounded())
        }
        return millimeters.sorted { $0.key < $1.key }.map { month, sum in
            UsageRow(
                product: .trafficFeed, period: RunCalendar.text(ofMonth: month), unit: feedUnit,
                units: Double(sum) / 1e6)
        }
    }

    /// Cells, by month of the hour.
    static func trips(_ released: [Cell], calendar: RunCalendar) -> [UsageRow] {
        var cells: [Int: Int] = [:]
        for cell in released {
            let hour = SimTime(milliseconds: ODMatrix.hour(of: cell.key) * 3_600_000)
            cells[calendar.month(of: hour), default: 0] += 1
        }
        return cells.sorted { $0.key < $1.key }.map { month, count in
            UsageRow(
                product: .odMatrix, period: RunCalendar.text(ofMonth: month), unit: tripsUnit,
                units: Double(count))
        }
    }

    /// One row for each vehicle and month.
    static func vehicles(_ deliveries: [VehicleDelivery]) -> [UsageRow] {
        deliveries.map {
            UsageRow(
                product: .probeWholesale, period: RunCalendar.text(ofMonth: $0.month),
                unit: vehicleUnit, vehicle: $0.vehicle, units: 1,
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
