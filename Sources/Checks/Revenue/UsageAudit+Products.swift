// What the products beside feed, matrix and probes account for.

import Base

extension UsageAudit {
    /// Products metered by month, kilometre, event or release.
    static func profiles(_ run: RunFolder) throws -> [Key: Amount] {
        var due: [Key: Amount] = [:]
        func add(_ region: Int, _ product: String, _ unit: String, _ month: String, _ units: Double)
        {
            let key = Key(region: region, product: product, period: month, unit: unit)
            due[key, default: Amount(units: 0)].units += units
        }
        func month(_ seconds: Int64) -> String { Self.month(run.facts.startUnixSeconds + seconds) }
        if let table = try run.product("speed-profiles", columns: ["region", "link", "month"]) {
            let lengths = try linkKilometers(run)
            let region = try run.regionIndices(table)
            let months = try table.column("month").strings()
            for (row, link) in try table.column("link").uint32s().enumerated() {
                let kilometers = lengths[region[row]][link] ?? 0
                add(region[row], "speed-profiles", "released-km-hour", months[row], kilometers)
            }
        }
        if let table = try run.product(
            "road-condition", columns: ["region", "link", "window_start_s"])
        {
            let lengths = try linkKilometers(run)
            let region = try run.regionIndices(table)
            let start = try table.column("window_start_s").int64s()
            for (row, link) in try table.column("link").uint32s().enumerated() {
                add(
                    region[row], "road-condition", "released-km-window", month(start[row]),
                    lengths[region[row]][link] ?? 0)
            }
        }
        if let table = try run.product("hazard-event", columns: ["region", "minute_start_s"]) {
            let region = try run.regionIndices(table)
            for (row, start) in try table.column("minute_start_s").int64s().enumerated() {
                add(region[row], "hazard-event", "event", month(start), 1)
            }
        }
        if let table = try run.product("research", columns: ["region", "month"]) {
            let region = try run.regionIndices(table)
            for (row, month) in try table.column("month").strings().enumerated() {
                let key = Key(
                    region: region[row], product: "research", period: month, unit: "noisy-release")
                due[key] = Amount(units: 1)
            }
        }
        return due
    }

    /// Products metered by vehicle and month: those whose vehicles have a contract, and the
    /// fleets'.
    static func contracts(_ run: RunFolder) throws -> [Key: Amount] {
        var due: [Key: Amount] = [:]
        let register = try ContractRegister(run)
        func add(_ product: String, _ column: String, unit: String = "vehicle-month") throws {
            guard
                let table = try run.product(product, columns: ["region", "contract", column])
            else { return }
            let region = try run.regionIndices(table)
            let token = try table.column("contract").strings()
            let isMonth = column == "month"
            let months = isMonth ? try table.column(column).strings() : []
            let seconds = isMonth ? [] : try table.column(column).int64s()
            for row in token.indices {
                let month =
                    isMonth
                    ? months[row] : Self.month(run.facts.startUnixSeconds + seconds[row])
                // A row of nobody is a line that was never metered.
                let key = Key(
                    region: region[row], product: product, period: month, unit: unit,
                    vehicle: register.vehicle(product, region[row], token[row]) ?? .max)
                due[key] = Amount(units: 1, isTimed: false)
            }
        }
        try add("ubi-score", "month")
        try add("battery-soh", "month", unit: "certificate")
        try add("ev-charging", "parked_from_s")
        try add("aftermarket", "day_start_s")
        return try due.merging(fleet(run)) { $1 }
    }

    private static func fleet(_ run: RunFolder) throws -> [Key: Amount] {
        var due: [Key: Amount] = [:]
        guard
            let table = try run.product("fleet-api", columns: ["region", "vehicle_id", "time_ms"])
        else { return due }
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        for (row, time) in try table.column("time_ms").int64s().enumerated() {
            let second = Int(time.flooredDivision(by: 1000))
            let key = Key(
                region: region[row], product: "fleet-api",
                period: month(run.facts.startUnixSeconds + Int64(second)), unit: "vehicle-month",
                vehicle: vehicle[row])
            let known = due[key] ?? Amount(units: 1, first: second, last: second)
            due[key] = Amount(
                units: 1, first: min(known.first ?? second, second),
                last: max(known.last ?? second, second))
        }
        return due
    }
}

/// The platform's register of contracts: `platform/contracts.parquet`.
struct ContractRegister: Sendable {
    private struct Name: Hashable {
        var product: String
        var region: Int
        var token: String
    }

    private var vehicles: [Name: UInt32] = [:]

    /// Empty without the file.
    init(_ run: RunFolder) throws {
        let file = "platform/contracts.parquet"
        guard run.exists(file) else { return }
        let table = try run.table(file)
        let region = try run.regionIndices(table)
        let product = try table.column("product").strings()
        let token = try table.column("token").strings()
        for (row, vehicle) in try table.column("vehicle_id").uint32s().enumerated() {
            let name = Name(product: product[row], region: region[row], token: token[row])
            vehicles[name] = vehicle
        }
    }

    /// Who bears a token; `nil` for a token that the register does not know.
    func vehicle(_ product: String, _ region: Int, _ token: String) -> UInt32? {
        vehicles[Name(product: product, region: region, token: token)]
    }
}
