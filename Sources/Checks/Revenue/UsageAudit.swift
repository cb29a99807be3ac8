// What was metered against what was delivered: every line of usage must follow from rows that the
// products hold, and every row must be metered once. Billing too much and forgetting to bill look
// alike here: both differ.

import Base

/// Usage against products.
struct UsageAudit: Sendable {
    /// Lines that were metered and that the products account for otherwise or not at all.
    var overbilled = 0
    /// Lines that the products account for and that were metered otherwise or not at all.
    var underbilled = 0
    /// Lines on both sides, each once.
    var lines = 0
    /// Why some product could not be audited.
    var unmeasured: String?

    /// Lines that differ.
    var unexplained: Int { overbilled + underbilled }

    /// What one line of usage is about.
    struct Key: Hashable, Comparable, Sendable {
        var region: Int
        var product: String
        var period: String
        var unit: String
        /// `nil` for products that are metered by cell.
        var vehicle: UInt32?

        static func < (a: Key, b: Key) -> Bool {
            let (left, right) = (
                (a.region, a.product, a.period, a.unit), (b.region, b.product, b.period, b.unit)
            )
            if left != right { return left < right }
            return (a.vehicle.map(Int.init) ?? -1) < (b.vehicle.map(Int.init) ?? -1)
        }
    }

    /// An amount, and between which seconds it was collected.
    struct Amount: Hashable, Sendable {
        var units: Double
        var first: Int?
        var last: Int?
        /// Whether the product says when it was collected.
        var isTimed = true
    }

    init(_ run: RunFolder, _ evidence: RunEvidence) throws {
        var due = try Self.cells(run)
        due.merge(try Self.profiles(run)) { $1 }
        due.merge(try Self.contracts(run)) { $1 }
        let sold = try run.product("probe-wholesale", columns: ["region"])?.rowCount ?? 0
        if sold > 0 {
            if let probes = evidence.probes {
                due.merge(Self.vehicles(probes, run)) { $1 }
            } else {
                unmeasured = "no telemetry files tell whose rows probe-wholesale holds"
            }
        }
        let isTraced = unmeasured == nil
        let metered = try Self.metered(run).filter {
            isTraced || $0.key.product != "probe-wholesale"
        }
        for key in Set(due.keys).union(metered.keys).sorted() {
            lines += 1
            let rows = metered[key] ?? []
            guard let owed = due[key] else {
                overbilled += rows.count
                continue
            }
            guard let row = rows.first else {
                underbilled += 1
                continue
            }
            overbilled += rows.count - 1
            switch Self.difference(row, owed) {
            case let difference where difference > 0: overbilled += 1
            case let difference where difference < 0: underbilled += 1
            default: break
            }
        }
    }

    /// Which way a line differs: 1 for too much or another time, −1 for too little.
    private static func difference(_ row: Amount, _ owed: Amount) -> Int {
        guard row.units.isFinite else { return 1 }
        // A metre, and the rounding of sums.
        let tolerance = 0.001 + 1e-9 * abs(owed.units)
        if row.units > owed.units + tolerance { return 1 }
        if row.units < owed.units - tolerance { return -1 }
        if !owed.isTimed { return row.first != nil && row.last != nil ? 0 : 1 }
        return row.first == owed.first && row.last == owed.last ? 0 : 1
    }

    /// What the aggregate products account for: kilometres × windows, and cells.
    private static func cells(_ run: RunFolder) throws -> [Key: Amount] {
        var due: [Key: Amount] = [:]
        func add(
            _ region: Int, _ product: String, _ unit: String, _ seconds: Int64, _ units: Double
        ) {
            let key = Key(
                region: region, product: product,
                period: month(run.facts.startUnixSeconds + seconds), unit: unit)
            due[key, default: Amount(units: 0)].units += units
        }
        if let feed = try run.product(
            "traffic-feed", columns: ["region", "link", "window_start_s"])
        {
            let lengths = try linkKilometers(run)
            let region = try run.regionIndices(feed)
            let link = try feed.column("link").uint32s()
            let start = try feed.column("window_start_s").int64s()
            for row in link.indices {
                add(
                    region[row], "traffic-feed", "released-km-window", start[row],
                    lengths[region[row]][link[row]] ?? 0)
            }
        }
        if let matrix = try run.product("od-matrix", columns: ["region", "hour_start_s"]) {
            let region = try run.regionIndices(matrix)
            let start = try matrix.column("hour_start_s").int64s()
            for row in start.indices { add(region[row], "od-matrix", "od-cell", start[row], 1) }
        }
        return due
    }

    static func linkKilometers(_ run: RunFolder) throws -> [[UInt32: Double]] {
        try NetworkColumns(run, columns: ["length_m"]).byRegion { links in
            var lengths = [UInt32: Double](minimumCapacity: links.link.count)
            for row in links.link.indices {
                // Whole millimetres, as they are metered.
                lengths[links.link[row]] = (links.values[0][row] * 1000).rounded() / 1e6
            }
            return lengths
        }
    }

    /// What `probe-wholesale` accounts for: a unit for each vehicle and month with a row.
    private static func vehicles(_ origins: ProbeOrigins, _ run: RunFolder) -> [Key: Amount] {
        let offsets = run.vehicleOffsets
        var due: [Key: Amount] = [:]
        var spans: [UInt64: (first: Int, last: Int)] = [:]
        for row in origins.car.indices where origins.car[row] >= 0 {
            let second = origins.second[row]
            let unix = run.facts.startUnixSeconds + Int64(second)
            let span = UInt64(origins.car[row]) << 32 | UInt64(monthNumber(unix))
            let known = spans[span] ?? (second, second)
            spans[span] = (min(known.first, second), max(known.last, second))
        }
        for (span, times) in spans {
            let car = Int(span >> 32)
            let region = offsets.lastIndex { $0 <= car } ?? 0
            let key = Key(
                region: region, product: "probe-wholesale",
                period: monthText(Int(span & 0xFFFF_FFFF)), unit: "vehicle-month",
                vehicle: UInt32(car - offsets[region]))
            due[key] = Amount(units: 1, first: times.first, last: times.last)
        }
        return due
    }

    /// `usage.parquet`; several rows for a key are one too many each.
    private static func metered(_ run: RunFolder) throws -> [Key: [Amount]] {
        let table = try run.table("usage.parquet")
        let region = try run.regionIndices(table)
        let product = try table.column("product").strings()
        let period = try table.column("period").strings()
        let unit = try table.column("unit").strings()
        let vehicle = try table.column("vehicle_id")
        let vehicles = try vehicle.uint32s()
        let units = try table.column("units").doublesOrNaN()
        let first = try table.column("first_event_s").doublesOrNaN()
        let last = try table.column("last_event_s").doublesOrNaN()
        func second(_ value: Double) -> Int? {
            abs(value) < 1e12 ? Int(value.rounded(.down)) : nil
        }
        var result: [Key: [Amount]] = [:]
        for row in region.indices {
            let isVehicle = vehicle.validity?[row] ?? true
            let key = Key(
                region: region[row], product: product[row], period: period[row], unit: unit[row],
                vehicle: isVehicle ? vehicles[row] : nil)
            result[key, default: []].append(
                Amount(units: units[row], first: second(first[row]), last: second(last[row])))
        }
        return result
    }

    static func month(_ unixSeconds: Int64) -> String {
        monthText(monthNumber(unixSeconds))
    }

    static func monthText(_ month: Int) -> String {
        let number = month % 12 + 1
        return "\(month / 12)-\(number < 10 ? "0" : "")\(number)"
    }

    /// Months since January of year 0 in UTC. Counted here and not shared with the platform's
    /// meter, so that a mistake there cannot excuse itself.
    static func monthNumber(_ unixSeconds: Int64) -> Int {
        var days = Int(unixSeconds.flooredDivision(by: 86_400))
        // From 1970 on, year by year; a run lies a few decades later.
        var year = 1970
        func isLeap(_ year: Int) -> Bool {
            year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        }
        while days < 0 {
            year -= 1
            days += isLeap(year) ? 366 : 365
        }
        while days >= (isLeap(year) ? 366 : 365) {
            days -= isLeap(year) ? 366 : 365
            year += 1
        }
        let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var month = 0
        while days >= lengths[month] {
            days -= lengths[month]
            month += 1
        }
        return year * 12 + month
    }
}

/// The KPI `revenue.usage_unexplained`.
func usageKPI(_ run: RunFolder, _ evidence: RunEvidence) throws -> KPI {
    let how =
        "lines of usage.parquet that differ from what the products hold, by region, product, "
        + "month, unit and vehicle: released kilometres × windows, released cells, vehicles behind "
        + "the rows of probe-wholesale with their first and last second"
    let id = "revenue.usage_unexplained"
    guard run.exists("usage.parquet") else {
        return KPI(
            id, nil, unit: "lines", method: "not measured: usage.parquet is missing (\(how))", n: 0)
    }
    let audit = try UsageAudit(run, evidence)
    if let reason = audit.unmeasured, audit.unexplained == 0 {
        return KPI(
            id, nil, unit: "lines", method: "not measured: \(reason) (\(how))", n: audit.lines)
    }
    return KPI(
        id, Double(audit.unexplained), unit: "lines",
        method: "\(how); \(audit.overbilled) billed too much or at another time, "
            + "\(audit.underbilled) too little", n: audit.lines)
}
