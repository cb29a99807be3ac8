// A small run folder whose privacy figures are known by hand, to be broken in one place per test.

import Base
import Checks
import Foundation
import Sinks
import TestSupport

/// A run of 24 vehicles in one region, one hour. Vehicle v < 20 consents to `mobility` all the time
/// and drives at time 100 v from zone 0:0 to zone 5:0, as one of two groups: k is 3. Vehicles 20
/// and 21 never consent, and 21 is a canary; 22 withdraws at 1000 s, 23 consents to `insurance`
/// only.
struct PrivacyRun {
    var odMatrix = DataTable([
        DataColumn("region", .string(["town"])),
        DataColumn("hour_start_s", .int64([0])),
        DataColumn("origin_zone", .string(["0:0"])),
        DataColumn("destination_zone", .string(["5:0"])),
        DataColumn("vehicles", .uint32([20])),
        DataColumn("trips", .uint32([20])),
    ])
    var trafficFeed = DataTable([
        DataColumn("region", .string(["town", "town"])),
        DataColumn("link", .uint32([0, 1])),
        DataColumn("window_start_s", .int64([0, 0])),
        DataColumn("vehicles", .uint32([8, 9])),
        DataColumn("speed_mps", .float([9, 10])),
    ])
    var probes: DataTable?
    var usage = PrivacyRun.usage(vehicles: [0, 22], first: [0, 10], last: [100, 900])
    var matches = PrivacyRun.matches(vehicles: [0, 1, 2])
    /// What the control world released; `nil` for the same as the real one.
    var controlFeed: DataTable?
    var controlMatrix: DataTable?
    /// Records of the canary that were delivered.
    var canaryCopies: Int32 = 1
    var omitted: Set<String> = []
    /// Further trips of vehicle 2 in the same hour between the same zones.
    var repeatedTrips = 0

    static let vehicles = 24

    static func usage(vehicles: [UInt32], first: [Double], last: [Double]) -> DataTable {
        let count = vehicles.count + 1
        return DataTable([
            DataColumn("region", repeating: "town", count: count),
            DataColumn(
                "product",
                .string(["od-matrix"] + vehicles.map { _ in "probe-wholesale" })),
            DataColumn("period", repeating: "2030-03", count: count),
            DataColumn("unit", .string(["od-cell"] + vehicles.map { _ in "vehicle-month" })),
            DataColumn(
                "vehicle_id", .uint32([0] + vehicles),
                validity: [false] + vehicles.map { _ in true }),
            DataColumn("units", .double([Double](repeating: 1, count: count))),
            DataColumn(
                "first_event_s", .double([0] + first), validity: [false] + first.map { _ in true }),
            DataColumn(
                "last_event_s", .double([0] + last), validity: [false] + last.map { _ in true }),
        ])
    }

    static func matches(vehicles: [UInt32]) -> DataTable {
        DataTable([
            DataColumn("region", repeating: "town", count: vehicles.count),
            DataColumn("vehicle_id", .uint32(vehicles)),
            DataColumn("boot", .uint32(vehicles.map { _ in 0 })),
            DataColumn("link", .uint32(vehicles.map { _ in 0 })),
            DataColumn("metres", .float(vehicles.map { _ in 100 })),
        ])
    }

    /// Writes the folder, runs some checks on it, and removes it.
    func kpis(_ attacks: [String] = PrivacyAttack.allNames) throws -> [String: KPI] {
        let folder = try Shared.temporaryFolder("rocade-privacy")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write(to: folder)
        var options = CheckOptions()
        options.attacks = attacks
        let kpis = try privacyKPIs(run: RunFolder(path: folder), options: options)
        return Dictionary(uniqueKeysWithValues: kpis.map { ($0.id, $0) })
    }

    private func write(to folder: String) throws {
        func write(_ table: DataTable, _ path: String) throws {
            if !omitted.contains(path) { try ParquetFile.write(table, to: "\(folder)/\(path)") }
        }
        try write(vehiclesTable, "truth/vehicles.parquet")
        try write(tripsTable, "truth/trips.parquet")
        try write(visitsTable, "truth/visits.parquet")
        try write(consentsTable, "truth/consents.parquet")
        try write(sentTable, "truth/sent.parquet")
        try write(traversalsTable, "truth/traversals.parquet")
        try write(networkTable, "truth/network.parquet")
        try write(controlFeed ?? trafficFeed, "truth/control/traffic-feed.parquet")
        try write(controlMatrix ?? odMatrix, "truth/control/od-matrix.parquet")
        try write(trafficFeed, "products/traffic-feed/part-0.parquet")
        try write(odMatrix, "products/od-matrix/part-0.parquet")
        if let probes {
            try write(probes, "products/probe-wholesale/part-0.parquet")
            try write(probes, "truth/control/probe-wholesale.parquet")
        }
        try write(usage, "usage.parquet")
        try write(matches, "platform/matches.parquet")
        let facts = RunFacts(
            name: "town", seed: 1, startUnixSeconds: 1_898_812_800, durationSeconds: 3600,
            intervalSeconds: 10, faults: [], products: ["traffic-feed", "od-matrix"],
            regions: [
                RegionFacts(
                    name: "town", map: "town", market: "DE", utcOffsetSeconds: 3600, cars: 24,
                    vehicles: Self.vehicles, linkKilometers: 1)
            ])
        try facts.encoded().write(to: URL(filePath: "\(folder)/\(RunFacts.path)"))
        for (product, extra) in [
            ("traffic-feed", ""),
            (
                "od-matrix",
                #", "zone_grids": [{"region": "town", "origin_lon": 9, "origin_lat": 47, "#
                    + #""size_lon": 0.02, "size_lat": 0.02}]"#
            ),
        ] {
            guard !omitted.contains("products/\(product)/part-0.parquet") else { continue }
            let text = #"{"purpose": "mobility", "privacy": {"k": 3}\#(extra)}"#
            try Data(text.utf8).write(
                to: URL(filePath: "\(folder)/products/\(product)/product.json"))
        }
    }
}

extension PrivacyRun {
    private var ids: [UInt32] { (0..<UInt32(Self.vehicles)).map { $0 } }

    private func region(_ count: Int) -> DataColumn {
        DataColumn("region", repeating: "town", count: count)
    }

    private var vehiclesTable: DataTable {
        DataTable([
            region(ids.count), DataColumn("vehicle_id", .uint32(ids)),
            DataColumn("is_canary", .bool(ids.map { $0 == 21 })),
        ])
    }

    /// Group a (even numbers) starts in the south of zone 0:0, group b in its north; vehicle 0
    /// comes from beyond a gateway that lies in zone 0:0.
    private var tripsTable: DataTable {
        let ids = self.ids + [UInt32](repeating: 2, count: repeatedTrips)
        let count = ids.count
        return DataTable([
            region(count), DataColumn("vehicle_id", .uint32(ids)),
            DataColumn("trip_id", .uint32(ids.map { _ in 0 })),
            DataColumn("depart_s", .double(ids.map { 100 * Double($0) })),
            DataColumn(
                "arrive_s", .double(ids.map { 100 * Double($0) + 500 }),
                validity: ids.map { _ in true }),
            DataColumn("enter_s", .double(ids.map { 100 * Double($0) })),
            DataColumn("origin_link", .uint32(ids.map { _ in 0 })),
            DataColumn("destination_link", .uint32(ids.map { _ in 1 })),
            DataColumn("origin_lon", .double(ids.map { _ in 9.01 }), validity: ids.map { $0 != 0 }),
            DataColumn(
                "origin_lat", .double(ids.map { $0 % 2 == 0 ? 47.001 : 47.019 }),
                validity: ids.map { $0 != 0 }),
            DataColumn("destination_lon", .double(ids.map { _ in 9.11 })),
            DataColumn("destination_lat", .double(ids.map { _ in 47.01 })),
        ])
    }

    private var visitsTable: DataTable {
        let count = 2 * ids.count
        let trips = ids + ids
        let isOrigin = ids.map { _ in true } + ids.map { _ in false }
        return DataTable([
            region(count), DataColumn("vehicle_id", .uint32(trips)),
            DataColumn(
                "start_s", .double(trips.map { 100 * Double($0) + 500 }),
                validity: isOrigin.map { !$0 }),
            DataColumn(
                "end_s", .double(trips.map { 100 * Double($0) }), validity: isOrigin),
            DataColumn("lon", .double(isOrigin.map { $0 ? 9.01 : 9.11 })),
            DataColumn("kind", .string(isOrigin.map { $0 ? "home" : "work" })),
            DataColumn(
                "lat",
                .double(
                    trips.indices.map {
                        isOrigin[$0] ? (trips[$0] % 2 == 0 ? 47.001 : 47.019) : 47.01
                    })),
        ])
    }

    private var consentsTable: DataTable {
        let holders = Array(ids.prefix(20)) + [22, 23]
        return DataTable([
            region(holders.count), DataColumn("vehicle_id", .uint32(holders)),
            DataColumn("purpose", .string(holders.map { $0 == 23 ? "insurance" : "mobility" })),
            DataColumn(
                "from_s", .double(holders.map { _ in 0 }), validity: holders.map { _ in false }),
            DataColumn(
                "until_s", .double(holders.map { _ in 1000 }), validity: holders.map { $0 == 22 }),
        ])
    }

    private var sentTable: DataTable {
        let copies = ids.map { $0 == 21 ? canaryCopies : 1 }
        return DataTable([
            region(ids.count), DataColumn("vehicle_id", .uint32(ids)),
            DataColumn("boot", .uint32(ids.map { _ in 0 })),
            DataColumn("sequence", .uint32(ids.map { _ in 0 })),
            DataColumn("event_ms", .int64(ids.map { 100_000 * Int64($0) })),
            DataColumn(
                "received_ms", .int64(ids.map { 100_000 * Int64($0) + 2000 }),
                validity: copies.map { $0 > 0 }),
            DataColumn("fate", .string(copies.map { $0 > 0 ? "delivered" : "buffered" })),
            DataColumn("copies", .int32(copies)),
            DataColumn("had_consent", .bool(ids.map { $0 < 20 || $0 > 21 })),
        ])
    }

    private var traversalsTable: DataTable {
        DataTable([
            region(ids.count), DataColumn("vehicle_id", .uint32(ids)),
            DataColumn("trip_id", .uint32(ids.map { _ in 0 })),
            DataColumn("link", .uint32(ids.map { _ in 0 })),
            DataColumn("enter_ms", .int64(ids.map { 100_000 * Int64($0) })),
            DataColumn("metres", .float(ids.map { _ in 100 })),
        ])
    }

    private var networkTable: DataTable {
        DataTable([
            region(2), DataColumn("link", .uint32([0, 1])),
            DataColumn("from_lon", .double([9.01, 9.05])),
            DataColumn("from_lat", .double([47.01, 47.01])),
            DataColumn("to_lon", .double([9.05, 9.11])),
            DataColumn("to_lat", .double([47.01, 47.01])),
        ])
    }
}
