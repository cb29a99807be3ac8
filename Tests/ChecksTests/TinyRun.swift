// A run folder small enough to break by hand: 40 cars of one region, a Monday, two trips each over
// four links. What it holds is honest until a test changes it.

import Base
import Checks
import Foundation
import Sinks
import TestSupport

/// A record of the sent ledger.
struct TinySent {
    var vehicle: UInt32
    var boot: UInt32
    var sequence: UInt32
    var event: Int64
    var received: Int64
    var fate = "delivered"
    var copies: Int32 = 1
}

/// A row of usage.
struct TinyUsage {
    var product: String
    var unit: String
    var vehicle: UInt32?
    var units: Double
    var first: Double = 0
    var last: Double = 0
}

/// A piece of driven or matched road.
struct TinyPiece {
    var vehicle: UInt32
    var boot: UInt32
    var link: UInt32
    var enter: Int64
    var metres: Float
}

/// A cell of `traffic-feed`.
struct TinyCell {
    var link: UInt32
    var start: Int64
    var vehicles: UInt32 = TinyRun.consenting
    var speed: Float = 10
}

/// A row of `probe-wholesale`.
struct TinyProbe {
    var pseudonym: String
    var second: Int64
    var longitude: Double
    var latitude: Double
}

/// A consent; `nil` where open.
struct TinyConsent {
    var vehicle: UInt32
    var purpose: String
    var from: Double?
    var until: Double?
}

struct TinyRun {
    static let cars = 40
    static let consenting: UInt32 = 30
    static let links = 4

    var sent: [TinySent] = []
    var usage: [TinyUsage] = []
    var driven: [TinyPiece] = []
    var matched: [TinyPiece] = []
    var consents: [TinyConsent] = []
    var feed: [TinyCell] = []
    /// Hours that have a cell of `od-matrix`, and how many vehicles it claims.
    var matrix: [(hour: Int64, vehicles: UInt32)] = []
    var probes: [TinyProbe] = []
    /// The book of an earlier check.
    var ledger: String?
    /// Files that are not written.
    var omitted: Set<String> = []
    /// Runs (vehicle, boot, first, last, copies, out of order); from `sent` unless a test sets
    /// them.
    var receipts: [[UInt32]]?
    /// How many telemetry rows are written, and the records that they name instead of those sent.
    var telemetryRows: Int?
    var telemetryNames: [Int: TinySent] = [:]
    /// Departures, seconds, of a car's trips; arrival is ten minutes later.
    var departures: [Double] = [7 * 3600, 16.5 * 3600]
    /// Lengths of trips in the order of the file, used in turn; by car unless a test sets them.
    var meters: [Double]?
    /// How often each trip stands in the file.
    var tripsPerDeparture = 1
    /// Energy of each trip.
    var kilowattHours = 0.0

    /// An honest run.
    init() {
        for car in 0..<UInt32(Self.cars) {
            for (boot, departure) in departures.enumerated() {
                add(car: car, boot: UInt32(boot), departure: departure)
            }
            if car < Self.consenting {
                consents.append(TinyConsent(vehicle: car, purpose: "mobility"))
                usage.append(
                    TinyUsage(
                        product: "probe-wholesale", unit: "vehicle-month", vehicle: car, units: 1,
                        first: departures[0], last: departures[1] + (car == 3 ? 80 : 90)))
            }
        }
        for record in sent where record.vehicle < Self.consenting && record.fate == "delivered" {
            probes.append(Self.probe(record))
        }
        for start in departures.map({ Int64($0) }) {
            feed += (0..<UInt32(Self.links)).map { TinyCell(link: $0, start: start) }
            matrix.append((start / 3600, Self.consenting))
        }
        // One window on each link, in the morning and in the evening, has 30 consenting cars.
        usage.append(
            TinyUsage(
                product: "traffic-feed", unit: "released-km-window",
                units: 2 * Double(Self.links)))
        usage.append(TinyUsage(product: "od-matrix", unit: "od-cell", units: 2))
        matched = driven
    }

    private mutating func add(car: UInt32, boot: UInt32, departure: Double) {
        let start = Int64(departure * 1000)
        for link in 0..<UInt32(Self.links) {
            driven.append(
                TinyPiece(
                    vehicle: car, boot: boot, link: link, enter: start + Int64(link) * 20_000,
                    metres: 1000))
        }
        for sequence in 0..<UInt32(10) {
            let event = start + Int64(sequence) * 10_000
            var record = TinySent(
                vehicle: car, boot: boot, sequence: sequence, event: event, received: event + 2000)
            if sequence == 4 { record.copies = 2 }
            if sequence == 6 { record.fate = "lost_by_fault" }
            if sequence == 9, car == 3, boot == 1 { record.fate = "buffered" }
            sent.append(record)
        }
    }

    /// Where a car says that it is.
    static func place(_ record: TinySent) -> (longitude: Double, latitude: Double) {
        (9.5 + 0.001 * Double(record.vehicle), 47.1 + 0.001 * Double(record.sequence))
    }

    /// The row of a product made of a record.
    static func probe(_ record: TinySent) -> TinyProbe {
        let place = place(record)
        return TinyProbe(
            pseudonym: "p\(100 + record.vehicle)", second: record.event / 1000,
            longitude: place.longitude, latitude: place.latitude)
    }

    /// Receipts of a far end that loses nothing: maximal runs of equal copies.
    static func honestReceipts(_ sent: [TinySent]) -> [[UInt32]] {
        var runs: [[UInt32]] = []
        for record in sent where record.fate == "delivered" {
            if let last = runs.last, last[0] == record.vehicle, last[1] == record.boot,
                last[3] + 1 == record.sequence, last[4] == UInt32(record.copies)
            {
                runs[runs.count - 1][3] = record.sequence
            } else {
                runs.append([
                    record.vehicle, record.boot, record.sequence, record.sequence,
                    UInt32(record.copies), 0,
                ])
            }
        }
        return runs
    }

    /// Writes the folder and opens it; the caller removes `RunFolder.path`.
    func write() throws -> RunFolder {
        let path = try Shared.temporaryFolder("rocade-checks")
        for folder in [
            "truth", "platform", "telemetry/region=toy/hour=007", "products/traffic-feed",
            "products/od-matrix", "products/probe-wholesale",
        ] {
            try FileManager.default.createDirectory(
                atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
        }
        let facts = RunFacts(
            name: "tiny", seed: 34, startUnixSeconds: 1_898_812_800, durationSeconds: 86_400,
            intervalSeconds: 10, faults: [], products: ["traffic-feed"],
            regions: [
                RegionFacts(
                    name: "toy", map: "grid", market: "rest-eu", utcOffsetSeconds: 3600,
                    cars: 60, vehicles: Self.cars, linkKilometers: 4)
            ])
        try facts.encoded().write(to: URL(filePath: "\(path)/\(RunFacts.path)"))
        try writeTruth(path)
        try writePlatform(path)
        try writeProducts(path)
        try ledger.map { try Data($0.utf8).write(to: URL(filePath: "\(path)/ledger.csv")) }
        for file in omitted { try FileManager.default.removeItem(atPath: "\(path)/\(file)") }
        return try RunFolder(path: path)
    }

    private func region(_ count: Int) -> DataColumn {
        DataColumn("region", repeating: "toy", count: count)
    }

    private func writeTruth(_ path: String) throws {
        try ParquetFile.write(tripsTable, to: "\(path)/truth/trips.parquet")
        try ParquetFile.write(
            DataTable([
                region(consents.count),
                DataColumn("vehicle_id", .uint32(consents.map(\.vehicle))),
                DataColumn("purpose", .string(consents.map(\.purpose))),
                DataColumn(
                    "from_s", .double(consents.map { $0.from ?? 0 }),
                    validity: consents.map { $0.from != nil }),
                DataColumn(
                    "until_s", .double(consents.map { $0.until ?? 0 }),
                    validity: consents.map { $0.until != nil }),
            ]), to: "\(path)/truth/consents.parquet")
        try ParquetFile.write(
            DataTable([
                region(driven.count),
                DataColumn("vehicle_id", .uint32(driven.map(\.vehicle))),
                DataColumn("trip_id", .uint32(driven.map(\.boot))),
                DataColumn("link", .uint32(driven.map(\.link))),
                DataColumn("enter_ms", .int64(driven.map(\.enter))),
                DataColumn("metres", .float(driven.map(\.metres))),
            ]), to: "\(path)/truth/traversals.parquet")
        try ParquetFile.write(
            DataTable([
                region(Self.links),
                DataColumn("link", .uint32((0..<UInt32(Self.links)).map { $0 })),
                DataColumn("length_m", .float([Float](repeating: 1000, count: Self.links))),
                DataColumn("from_lon", .double((0..<Self.links).map { 9.5 + 0.01 * Double($0) })),
                DataColumn("from_lat", .double([Double](repeating: 47.1, count: Self.links))),
                DataColumn("to_lon", .double((1...Self.links).map { 9.5 + 0.01 * Double($0) })),
                DataColumn("to_lat", .double([Double](repeating: 47.1, count: Self.links))),
            ]), to: "\(path)/truth/network.parquet")
        let cells = departures.flatMap { start in
            (0..<UInt32(Self.links)).map { (link: $0, start: Int32(start)) }
        }
        try ParquetFile.write(
            DataTable([
                region(cells.count), DataColumn("link", .uint32(cells.map(\.link))),
                DataColumn("window_start_s", .int32(cells.map(\.start))),
                DataColumn("speed_mps", .float([Float](repeating: 10, count: cells.count))),
            ]), to: "\(path)/truth/links.parquet")
        try ParquetFile.write(sentTable, to: "\(path)/truth/sent.parquet")
        let ids = (0..<UInt32(Self.cars)).map { $0 }
        try ParquetFile.write(
            DataTable([
                region(ids.count), DataColumn("vehicle_id", .uint32(ids)),
                DataColumn("is_canary", .bool(ids.map { $0 == 39 })),
            ]), to: "\(path)/truth/vehicles.parquet")
    }

    private var tripsTable: DataTable {
        let departures = departures.flatMap {
            [Double](repeating: $0, count: tripsPerDeparture)
        }
        let rows = (0..<UInt32(Self.cars)).flatMap { car in departures.map { (car, $0) } }
        let n = rows.count
        func constant(_ name: String, _ value: Double) -> DataColumn {
            DataColumn(name, .double([Double](repeating: value, count: n)))
        }
        return DataTable([
            region(n),
            DataColumn("vehicle_id", .uint32(rows.map(\.0))),
            DataColumn("origin_link", .uint32(rows.map { _ in 0 })),
            DataColumn("destination_link", .uint32(rows.map { _ in 3 })),
            DataColumn("depart_s", .double(rows.map(\.1))),
            DataColumn(
                "arrive_s", .double(rows.map { $0.1 + 600 }),
                validity: [Bool](repeating: true, count: n)),
            DataColumn(
                "distance_m",
                .double(
                    rows.indices.map { row in
                        meters.map { $0[row % $0.count] } ?? 4000 + 100 * Double(rows[row].0)
                    })),
            constant("energy_kwh", kilowattHours),
            constant("free_flow_s", 500), constant("travel_s", 600),
            constant("on_map_m", 4000),
            DataColumn("enter_s", .double(rows.map(\.1))),
            DataColumn("exit_s", .double(rows.map { $0.1 + 600 })),
            constant("origin_lon", 9.51), constant("origin_lat", 47.11),
            constant("destination_lon", 9.55), constant("destination_lat", 47.15),
        ])
    }

    private var sentTable: DataTable {
        DataTable([
            region(sent.count),
            DataColumn("vehicle_id", .uint32(sent.map(\.vehicle))),
            DataColumn("boot", .uint32(sent.map(\.boot))),
            DataColumn("sequence", .uint32(sent.map(\.sequence))),
            DataColumn("event_ms", .int64(sent.map(\.event))),
            DataColumn(
                "received_ms", .int64(sent.map(\.received)),
                validity: sent.map { $0.fate == "delivered" }),
            DataColumn("fate", .string(sent.map(\.fate))),
            DataColumn("copies", .int32(sent.map { $0.fate == "delivered" ? $0.copies : 0 })),
            DataColumn("had_consent", .bool(sent.map { $0.vehicle < Self.consenting })),
        ])
    }

    private func writePlatform(_ path: String) throws {
        let runs = receipts ?? Self.honestReceipts(sent)
        func field(_ name: String, _ index: Int) -> DataColumn {
            DataColumn(name, .uint32(runs.map { $0[index] }))
        }
        try ParquetFile.write(
            DataTable([
                region(runs.count), field("vehicle_id", 0), field("boot", 1),
                field("first_sequence", 2), field("last_sequence", 3), field("copies", 4),
                field("out_of_order", 5),
            ]), to: "\(path)/truth/receipts.parquet")
        try ParquetFile.write(
            DataTable([
                region(matched.count),
                DataColumn("vehicle_id", .uint32(matched.map(\.vehicle))),
                DataColumn("boot", .uint32(matched.map(\.boot))),
                DataColumn("link", .uint32(matched.map(\.link))),
                DataColumn("metres", .float(matched.map(\.metres))),
            ]), to: "\(path)/platform/matches.parquet")
        try ParquetFile.write(usageTable, to: "\(path)/usage.parquet")
        try writeTelemetry(path)
        try writeDescriptors(path)
    }

    private func writeTelemetry(_ path: String) throws {
        var records = sent.flatMap { record in
            [TinySent](
                repeating: record, count: record.fate == "delivered" ? Int(record.copies) : 0)
        }
        for (row, record) in telemetryNames { records[row] = record }
        let made = records
        records = (0..<(telemetryRows ?? made.count)).map { made[$0 % made.count] }
        let places = records.map(Self.place)
        try ParquetFile.write(
            DataTable([
                DataColumn("vid", .uint32(records.map(\.vehicle))),
                DataColumn("boot", .uint32(records.map(\.boot))),
                DataColumn("sequence", .uint32(records.map(\.sequence))),
                DataColumn("event_ms", .int64(records.map(\.event))),
                DataColumn(
                    "Vehicle.CurrentLocation.Longitude", .double(places.map(\.longitude))),
                DataColumn("Vehicle.CurrentLocation.Latitude", .double(places.map(\.latitude))),
                DataColumn("Vehicle.Speed", .float(records.indices.map { $0 % 8 == 0 ? 0 : 50 })),
                DataColumn(
                    "Vehicle.Acceleration.Longitudinal",
                    .float(records.indices.map { Float($0 % 5) - 2 })),
            ]), to: "\(path)/telemetry/region=toy/hour=007/part-0000.parquet")
    }

    private func writeProducts(_ path: String) throws {
        try ParquetFile.write(
            DataTable([
                region(feed.count), DataColumn("link", .uint32(feed.map(\.link))),
                DataColumn("window_start_s", .int64(feed.map(\.start))),
                DataColumn("vehicles", .uint32(feed.map(\.vehicles))),
                DataColumn("speed_mps", .float(feed.map(\.speed))),
            ]), to: "\(path)/products/traffic-feed/part-0.parquet")
        try ParquetFile.write(
            DataTable([
                region(matrix.count),
                DataColumn("hour_start_s", .int64(matrix.map { $0.hour * 3600 })),
                DataColumn("origin_zone", .string(matrix.map { _ in "0:0" })),
                DataColumn("destination_zone", .string(matrix.map { _ in "2:2" })),
                DataColumn("vehicles", .uint32(matrix.map(\.vehicles))),
                DataColumn("trips", .uint32(matrix.map(\.vehicles))),
            ]), to: "\(path)/products/od-matrix/part-0.parquet")
        try ParquetFile.write(
            DataTable([
                region(probes.count), DataColumn("pseudonym", .string(probes.map(\.pseudonym))),
                DataColumn("time_s", .int64(probes.map(\.second))),
                DataColumn("lon", .double(probes.map(\.longitude))),
                DataColumn("lat", .double(probes.map(\.latitude))),
            ]), to: "\(path)/products/probe-wholesale/part-0.parquet")
    }

    private var usageTable: DataTable {
        let isVehicle = usage.map { $0.vehicle != nil }
        return DataTable([
            region(usage.count),
            DataColumn("product", .string(usage.map(\.product))),
            DataColumn("period", .string(usage.map { _ in "2030-03" })),
            DataColumn("unit", .string(usage.map(\.unit))),
            DataColumn(
                "vehicle_id", .uint32(usage.map { $0.vehicle ?? 0 }), validity: isVehicle),
            DataColumn("units", .double(usage.map(\.units))),
            DataColumn("first_event_s", .double(usage.map(\.first)), validity: isVehicle),
            DataColumn("last_event_s", .double(usage.map(\.last)), validity: isVehicle),
        ])
    }

    private func writeDescriptors(_ path: String) throws {
        let texts = [
            "traffic-feed":
                #"{"purpose": "mobility", "privacy": {"k": 5}, "window_seconds": 900}"#,
            "probe-wholesale": #"{"purpose": "mobility", "privacy": {}}"#,
            "od-matrix": """
            {"purpose": "mobility", "privacy": {"k": 10}, "window_seconds": 3600, "zone_grids":
            [{"region": "toy", "origin_lon": 9.5, "origin_lat": 47.1, "size_lon": 0.02,
            "size_lat": 0.02}]}
            """,
        ]
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            try Data(text.utf8).write(to: URL(filePath: "\(path)/products/\(name)/product.json"))
        }
    }
}

extension [KPI] {
    /// The value of a KPI, or nil.
    func value(_ id: String) -> Double? { first { $0.id == id }?.value }
}

/// Runs `body` on a written run and removes the folder.
func withRun<T>(_ run: TinyRun, _ body: (RunFolder) throws -> T) throws -> T {
    let folder = try run.write()
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    return try body(folder)
}
