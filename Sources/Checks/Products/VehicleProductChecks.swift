// Products about single vehicles, `ubi-score`, `ev-charging`, `battery-soh`, `fleet-api`,
// `aftermarket`, against the truth. Their rows name vehicles by tokens; the platform's own register
// says who is meant.

import Base
import Records

extension ProductEvidence {
    private struct CarMonth: Hashable {
        var car: Int
        var month: Int
    }

    private func month(_ seconds: Double) -> Int {
        UsageAudit.monthNumber(run.facts.startUnixSeconds + Int64(seconds.rounded(.down)))
    }

    // MARK: ubi-score

    func ubiScore() throws -> [KPI] {
        let product = "ubi-score"
        guard let table = try run.product(product) else { return [] }
        let cars = try cars(product, table)
        let months = try table.column("month").strings().map { UsageAudit.monthNumber(text: $0) }
        let claimed = try table.column("mileage_km").doubles()
        let truth = try insuredKilometers()
        var overstated = 0
        var unknown = 0
        var errors: [Double] = []
        for row in cars.indices {
            guard cars[row] >= 0 else {
                unknown += 1
                continue
            }
            let key = CarMonth(car: cars[row], month: months[row])
            let most = truth.most[key] ?? 0
            // Whole kilometres, and what an odometer rounds.
            if claimed[row] > most * 1.02 + 1 { overstated += 1 }
            if let whole = truth.whole[key], whole == most, whole >= 10 {
                errors.append(abs(claimed[row] - whole) / whole)
            }
        }
        let median = medianEstimate(sorted: errors.sorted())
        return [
            count(
                product, "overstated_rows", overstated, of: cars.count,
                "scores that state more mileage than the vehicle drove in the month on trips "
                    + "during which it consented to insurance (whole trips counted) + 2 % + 1 km"),
            count(
                product, "unknown_rows", unknown, of: cars.count,
                "scores of contracts that the platform's register does not know"),
            KPI(
                "product.\(product).mileage_error", median?.value, unit: "share", ci: median?.ci,
                method: "median of |stated - true mileage| / true mileage, of vehicles and months "
                    + "with 10 km and more and an unbroken consent", n: errors.count),
        ]
    }

    /// Kilometres of trips that overlap the consent, and of those wholly under it.
    private func insuredKilometers() throws -> (most: [CarMonth: Double], whole: [CarMonth: Double])
    {
        let consent = try ConsentSpans(run: run, purpose: "insurance")
        let table = try run.table(
            "truth/trips.parquet",
            columns: ["region", "vehicle_id", "depart_s", "arrive_s", "distance_m"])
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let depart = try table.column("depart_s").doubles()
        let arrive = try table.column("arrive_s").doublesOrNaN()
        let distance = try table.column("distance_m").doubles()
        var most: [CarMonth: Double] = [:]
        var whole: [CarMonth: Double] = [:]
        for row in vehicle.indices {
            let car = run.car(region: region[row], vehicle: vehicle[row], offsets: offsets)
            let isDriving = arrive[row].isNaN
            let end = isDriving ? run.facts.durationSeconds : arrive[row]
            let span = depart[row]...max(depart[row], end)
            guard consent.overlaps(car, span) else { continue }
            let key = CarMonth(car: car, month: month(depart[row]))
            most[key, default: 0] += distance[row] / 1000
            let isWhole = !consent.changes(car, in: span) && !isDriving
            whole[key, default: 0] += isWhole ? distance[row] / 1000 : .nan
        }
        return (most, whole)
    }

    // MARK: ev-charging

    func evCharging() throws -> [KPI] {
        let product = "ev-charging"
        guard let table = try run.product(product), run.exists("truth/charging.parquet") else {
            return []
        }
        let cars = try cars(product, table)
        let from = try table.column("parked_from_s").doubles()
        let until = try table.column("parked_until_s").doubles()
        let before = try table.column("level_from_pct").doubles()
        let after = try table.column("level_to_pct").doubles()
        let charges = try trueCharges()
        let consent = try ConsentSpans(run: run, purpose: "charging")
        var unexplained = 0
        for row in cars.indices {
            // Clocks are wrong by seconds; gauges show whole tenths of a percent.
            let own = (charges[cars[row]] ?? []).filter {
                $0.start >= from[row] - 60 && $0.end <= until[row] + 60
            }
            let isLawful =
                consent.overlaps(cars[row], from[row] - 60...from[row] + 960)
                && consent.overlaps(cars[row], until[row] - 960...until[row] + 60)
            guard isLawful, let first = own.first, let last = own.last,
                abs(first.before * 100 - before[row]) <= 3, abs(last.after * 100 - after[row]) <= 3
            else {
                unexplained += 1
                continue
            }
        }
        return [
            count(
                product, "unexplained_sessions", unexplained, of: cars.count, unit: "sessions",
                "released charges without a true one of that car within the time that it stood "
                    + "(± 60 s), from and to the stated levels (± 3 points), under consent to "
                    + "charging before and after")
        ]
    }

    private struct Charge {
        var start: Double
        var end: Double
        var before: Double
        var after: Double
    }

    private func trueCharges() throws -> [Int: [Charge]] {
        let table = try run.table(
            "truth/charging.parquet",
            columns: [
                "region", "vehicle_id", "start_s", "end_s", "level_before", "level_after",
            ])
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let columns = try ["start_s", "end_s", "level_before", "level_after"].map {
            try table.column($0).doublesOrNaN()
        }
        var charges: [Int: [Charge]] = [:]
        for row in vehicle.indices {
            let car = run.car(region: region[row], vehicle: vehicle[row], offsets: offsets)
            charges[car, default: []].append(
                Charge(
                    start: columns[0][row], end: columns[1][row], before: columns[2][row],
                    after: columns[3][row]))
        }
        return charges
    }

    // MARK: battery-soh

    func batteryCertificates() throws -> [KPI] {
        let product = "battery-soh"
        guard let table = try run.product(product) else { return [] }
        let cars = try cars(product, table)
        let months = try table.column("month").strings().map { UsageAudit.monthNumber(text: $0) }
        let health = try table.column("health_pct").doubles()
        let technical = try ConsentSpans(run: run, purpose: "technical")
        var known: [CarMonth: [Double]] = [:]
        for row in (told?.regions ?? []).joined() where row.signal == .batteryHealth {
            guard ToldSignals.isLawful(row, evidence.sent, [technical]) else { continue }
            let key = CarMonth(car: row.car, month: month(Double(row.event) / 1000))
            known[key, default: []].append(row.value)
        }
        let unexplained = cars.indices.count { row in
            let key = CarMonth(car: cars[row], month: months[row])
            return !(known[key] ?? []).contains { abs($0 - health[row]) <= 0.51 }
        }
        let isMeasured = told != nil || cars.isEmpty
        return [
            count(
                product, "unexplained_certificates", isMeasured ? unexplained : nil,
                of: cars.count, unit: "certificates",
                "certificates whose health the car did not tell in that month, in a record under "
                    + "consent to technical, to the whole percent"
                    + (isMeasured ? "" : "; not measured: the run kept no signals/ files"))
        ]
    }

    // MARK: fleet-api

    func fleet() throws -> [KPI] {
        let product = "fleet-api"
        guard let table = try run.product(product) else { return [] }
        let how = "rows that no record of that vehicle and second explains, place included"
        let unlawfulHow =
            "rows of a record that was measured or received without consent to the fleet's "
            + "contract, by the truth"
        guard let wire = evidence.wire else {
            let reason = "; not measured: the run kept no telemetry files"
            return [
                count(product, "unexplained_rows", nil, of: table.rowCount, how + reason),
                count(product, "unlawful_rows", nil, of: table.rowCount, unlawfulHow + reason),
            ]
        }
        let consent = try ConsentSpans(run: run, purpose: "fleet")
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let time = try table.column("time_ms").int64s()
        let longitude = try table.column("lon").doublesOrNaN()
        let latitude = try table.column("lat").doublesOrNaN()
        var isExplained = [Bool](repeating: false, count: vehicle.count)
        var isLawful = isExplained
        for (index, records) in wire.regions.enumerated() {
            var rows: [UInt64: [Int]] = [:]
            for row in region.indices where region[row] == index {
                let second = UInt32(truncatingIfNeeded: time[row].flooredDivision(by: 1000))
                rows[UInt64(vehicle[row]) << 32 | UInt64(second), default: []].append(row)
            }
            guard !rows.isEmpty else { continue }
            for record in records.vehicle.indices {
                let second = UInt32(bitPattern: records.second[record])
                let key = UInt64(records.vehicle[record]) << 32 | UInt64(second)
                for row in rows[key] ?? [] {
                    guard WireRecords.e7(longitude[row], limit: 180) == records.longitudeE7[record],
                        WireRecords.e7(latitude[row], limit: 90) == records.latitudeE7[record]
                    else { continue }
                    isExplained[row] = true
                    let car = run.car(
                        region: index, vehicle: vehicle[row], offsets: offsets)
                    guard
                        let sent = evidence.sent.row(
                            ofCar: car, boot: records.boot[record],
                            sequence: records.sequence[record])
                    else { continue }
                    if evidence.sent.isLawful(sent, car, consent) { isLawful[row] = true }
                }
            }
        }
        let unexplained = isExplained.count { !$0 }
        let unlawful = zip(isExplained, isLawful).count { $0 && !$1 }
        return [
            count(product, "unexplained_rows", unexplained, of: vehicle.count, how),
            count(product, "unlawful_rows", unlawful, of: vehicle.count, unlawfulHow),
        ]
    }

    // MARK: aftermarket

    func aftermarket() throws -> [KPI] {
        let product = "aftermarket"
        guard let table = try run.product(product) else { return [] }
        let how =
            "days whose trouble codes are not those that the car told that day in a record under "
            + "consent to technical"
        guard let told else {
            return [
                count(
                    product, "unexplained_rows", table.rowCount == 0 ? 0 : nil, of: table.rowCount,
                    how + "; not measured: the run kept no signals/ files")
            ]
        }
        let technical = try ConsentSpans(run: run, purpose: "technical")
        var texts: [CarMonth: Set<String>] = [:]
        var counts: [CarMonth: Set<Double>] = [:]
        for (index, rows) in told.regions.enumerated() {
            let offset = Int64(run.regions[index].utcOffsetSeconds) + run.facts.startUnixSeconds
            for row in rows where [.troubleCodes, .troubleCodeCount].contains(row.signal) {
                guard ToldSignals.isLawful(row, evidence.sent, [technical]) else { continue }
                let local = row.event.flooredDivision(by: 1000) + offset
                let key = CarMonth(car: row.car, month: Int(local.flooredDivision(by: 86_400)))
                if row.signal == .troubleCodes {
                    texts[key, default: []].insert(row.text ?? "")
                } else {
                    counts[key, default: []].insert(row.value)
                }
            }
        }
        let cars = try cars(product, table)
        let region = try run.regionIndices(table)
        let start = try table.column("day_start_s").int64s()
        let codes = try table.column("trouble_codes")
        let words = try codes.strings()
        let numbers = try table.column("trouble_code_count").doublesOrNaN()
        let unexplained = cars.indices.count { row in
            let offset = Int64(run.regions[region[row]].utcOffsetSeconds)
            let local = start[row] + run.facts.startUnixSeconds + offset
            let key = CarMonth(car: cars[row], month: Int(local.flooredDivision(by: 86_400)))
            let isTold = codes.validity?[row] ?? true
            if isTold, !(texts[key] ?? []).contains(words[row]) { return true }
            if !isTold, texts[key] != nil { return true }
            return !numbers[row].isNaN && !(counts[key] ?? []).contains(numbers[row])
        }
        return [count(product, "unexplained_rows", unexplained, of: cars.count, how)]
    }

    // MARK: Names

    /// Names by which a buyer knows vehicles must say nothing: no device number, no VIN, and no
    /// name that another product's buyer knows, too.
    func identities() throws -> [KPI] {
        var owners: [String: Set<String>] = [:]
        var found: [(product: String, exposed: Int, rows: Int)] = []
        for product in run.releasedProducts() {
            guard let table = try run.product(product),
                try run.productDescriptor(product)["privacy"]?["treatment"]?.string != "identified"
            else { continue }
            let column = table.columns.first { $0.name == "contract" || $0.name == "pseudonym" }
            let names = try column?.strings() ?? []
            for name in Set(names) { owners[name, default: []].insert(product) }
            let known = column?.name == "contract" ? try cars(product, table) : []
            var exposed = 0
            for row in 0..<table.rowCount {
                let car = row < known.count ? known[row] : -1
                let number = car >= 0 ? car - (offsets.last { $0 <= car } ?? 0) : -1
                let isNumber = row < names.count && Self.names(names[row], number)
                if isNumber { exposed += 1 }
            }
            exposed += try Self.vins(table)
            found.append((product, exposed, table.rowCount))
        }
        let shared = owners.values.filter { $0.count > 1 }.count
        var kpis = found.map { product, exposed, rows in
            KPI(
                "privacy.\(product).identity.exposed_rows", Double(exposed), unit: "rows",
                method: "rows that hold a vehicle identification number, or a name that is the "
                    + "vehicle's own number in plain; adversary: any buyer; honest: 0",
                n: rows, baseline: 0, source: "GDPR art. 4(5); EDPB 01/2025")
        }
        kpis.append(
            KPI(
                "privacy.contracts.identity.shared_names", Double(shared), unit: "names",
                method: "names that buyers of more than one product know, by which they could join "
                    + "what they bought; honest: 0", n: owners.count, baseline: 0,
                source: "GDPR art. 4(5); EDPB 01/2025"))
        return kpis
    }

    /// Whether a name is a vehicle's number, perhaps with letters and zeros before it.
    private static func names(_ name: String, _ number: Int) -> Bool {
        guard number >= 0 else { return false }
        return Int(name.drop { !"123456789".contains($0) }) == number && number > 0
    }

    /// Values in the form of ISO 3779 with the made-up maker's code of this fleet.
    private static func vins(_ table: DataTable) throws -> Int {
        var count = 0
        for column in table.columns where column.schema.type == .string {
            count += try column.strings().count { $0.count == 17 && $0.hasPrefix("0RC") }
        }
        return count
    }
}
