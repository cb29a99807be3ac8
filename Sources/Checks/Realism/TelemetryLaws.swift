// Whether what devices sent looks like what real devices send: from the telemetry files alone, with
// the truth only for which road a car was on. Imperfections that are switched on are meant to show:
// a band says what measured or published feeds show.

import Base
import Sinks

extension RealismLaw {
    private static let obd = "carOBD and OBDdatasets, measured"
    private static let feeds = "published cadences: Tesla, FleetWise, Stellantis, Smartcar"

    static let telemetryIdle = RealismLaw(
        "telemetry.idle_share", unit: "share", band: 0.10...0.20,
        "share of reported ignition time with a speed under 1 km/h", source: obd)
    static let telemetryP1 = RealismLaw(
        "telemetry.acceleration_p1", unit: "m/s²", band: -2.6 ... -1.9,
        "1st percentile of the reported longitudinal acceleration, by time", source: obd)
    static let telemetryP99 = RealismLaw(
        "telemetry.acceleration_p99", unit: "m/s²", band: 1.9...2.6,
        "99th percentile of the reported longitudinal acceleration, by time", source: obd)
    static let harshEvents = RealismLaw(
        "telemetry.harsh_braking_per_100km", unit: "1/100 km", band: 1...5,
        "harsh braking events over the kilometres of the devices that find them",
        source: "\(obd): 2.9-4.2 in towns; 0 on a campus")
    static let nullRate = RealismLaw(
        "telemetry.null_rate_speed", unit: "share", band: 0...0.05,
        "share of records without a speed", source: "OBDdatasets: 2.6-5.0 % of one logger's speeds")
    static let lateShare = RealismLaw(
        "telemetry.late_share", unit: "share", band: 0...0.10,
        "share of first copies received more than 60 s after the device's time of measurement",
        source: "TSBS takes 5 % of batches; stimaboda.com: gaps of 20-40 min on rural routes")
    static let inversions = RealismLaw(
        "telemetry.inversions_per_1000", unit: "1/1000", band: 0.1...100,
        "first copies that arrived after a higher sequence number of their boot",
        source: "AWS IoT FleetWise: messages might be received out of order; the band is ours")
    static let duplicates = RealismLaw(
        "telemetry.duplicate_share", unit: "share", band: 0.0005...0.02,
        "copies beyond the first over records",
        source: "MQTT QoS 1 delivers at least once; the band is ours")
    static let teleports = RealismLaw(
        "telemetry.teleport_share", unit: "share", band: 0...0.01,
        "neighbouring positions of a boot that imply more than 200 km/h, 100 m allowed for",
        source: "the band is ours: wrong units and clocks make some")
    static let odometer = RealismLaw(
        "telemetry.odometer_ratio", unit: "", band: 0.97...1.03,
        "integral of the reported speeds over the odometer's difference, median over boots of "
            + "1 km and more", source: "they measure one motion")
    static let roadP50 = RealismLaw(
        "telemetry.road_distance_p50", unit: "m", band: 0.3...4,
        "median distance of positions from the straight road that the car is on",
        source: "GNSS 1-3 m code phase; SDII sample 1.3-1.7 m")
    static let roadP95 = RealismLaw(
        "telemetry.road_distance_p95", unit: "m", band: 2...15,
        "95th percentile of the same", source: "low-cost car receivers: 8 m on 95.3-99.7 %")

    static func interval(_ firmware: String, _ quantile: String) -> RealismLaw {
        RealismLaw(
            "telemetry.interval_\(quantile).\(firmware)", unit: "s", band: 1...62,
            "time between a boot's neighbouring records by the device's clock", source: feeds)
    }

    /// Bands are for a car's free choice of speed on a class: from half to 1.6 times usual limits.
    static func speed(_ road: String, _ quantile: String, band: ClosedRange<Double>) -> RealismLaw {
        RealismLaw(
            "telemetry.speed_\(quantile).\(road)", unit: "km/h", band: band,
            "quantile of the reported speed while moving, by time",
            source: "usual limits by class; the band is ours")
    }
}

/// The KPIs `realism.telemetry.*`.
func telemetryLaws(_ run: RunFolder) throws -> [KPI] {
    let files = run.files(under: "telemetry", suffix: ".parquet")
    let known = try files.first.map {
        try ParquetReader(path: "\(run.path)/\($0)").schema.map(\.name)
    }
    guard let known, Set(RegionTelemetry.columns).isSubset(of: known) else {
        let laws: [RealismLaw] = [
            .telemetryIdle, .telemetryP1, .telemetryP99, .harshEvents, .nullRate, .lateShare,
            .inversions, .duplicates, .teleports, .odometer, .roadP50, .roadP95,
        ]
        return laws.map { $0.notApplicable("the run kept no telemetry files that say it") }
    }
    var sums = TelemetrySums()
    let roads = try TrueRoads(run)
    for (index, region) in run.regions.enumerated() {
        let mark = "region=\(region.name)/"
        let own = files.filter { $0.contains(mark) }
        guard !own.isEmpty else { continue }
        let records = try RegionTelemetry(run, own)
        sums.add(records, roads?.region(index))
        sums.addHarsh(
            try countHarsh(run, run.files(under: "signals", suffix: ".parquet"), mark))
    }
    return sums.kpis()
}

/// Harsh braking events in the files of side signals, repetitions left out.
private func countHarsh(_ run: RunFolder, _ files: [String], _ mark: String) throws -> Int {
    struct Key: Hashable {
        var vehicle, boot, sequence: UInt32
    }
    var seen = Set<Key>()
    for file in files where file.contains(mark) {
        let table = try run.table(file, columns: ["vid", "boot", "sequence", "signal"])
        let vehicle = try table.column("vid").uint32s()
        let boot = try table.column("boot").uint32s()
        let sequence = try table.column("sequence").uint32s()
        let column = try table.column("signal")
        let signal = try column.strings()
        for row in signal.indices where signal[row] == "X.Event.HarshBraking.Severity" {
            seen.insert(Key(vehicle: vehicle[row], boot: boot[row], sequence: sequence[row]))
        }
    }
    return seen.count
}

/// The telemetry of one region, by (vehicle, boot, sequence), first copies before repetitions.
package struct RegionTelemetry {
    package var vehicle: [UInt32] = []
    package var boot: [UInt32] = []
    package var sequence: [UInt32] = []
    package var event: [Int64] = []
    package var received: [Int64] = []
    package var firmware: [String] = []
    package var longitude: [Double] = []
    package var latitude: [Double] = []
    /// km/h.
    package var speed: [Double] = []
    package var acceleration: [Double] = []
    /// Metres; NaN where missing.
    package var odometer: [Double] = []
    /// Rows in order.
    private(set) var order: [Int32] = []

    /// The columns that it needs.
    static let columns = [
        "vid", "boot", "sequence", "event_ms", "received_ms", "firmware",
        "Vehicle.CurrentLocation.Longitude", "Vehicle.CurrentLocation.Latitude",
        "Vehicle.Speed", "Vehicle.Acceleration.Longitudinal", "Vehicle.TraveledDistance",
    ]

    /// Nothing yet.
    package init() {}

    init(_ run: RunFolder, _ files: [String]) throws {
        let names = Self.columns
        for file in files {
            let table = try run.table(file, columns: names)
            vehicle += try table.column("vid").uint32s()
            boot += try table.column("boot").uint32s()
            sequence += try table.column("sequence").uint32s()
            event += try table.column("event_ms").int64s()
            received += try table.column("received_ms").int64s()
            firmware += try table.column("firmware").strings()
            longitude += try table.column(names[6]).doublesOrNaN()
            latitude += try table.column(names[7]).doublesOrNaN()
            speed += try table.column(names[8]).doublesOrNaN()
            acceleration += try table.column(names[9]).doublesOrNaN()
            odometer += try table.column(names[10]).doublesOrNaN()
        }
        sort()
    }

    /// Puts the rows in order.
    package mutating func sort() {
        let keys = vehicle.indices.map { UInt64(vehicle[$0]) << 32 | UInt64(boot[$0]) }
        order = (0..<Int32(vehicle.count)).sorted { a, b in
            let (i, j) = (Int(a), Int(b))
            if keys[i] != keys[j] { return keys[i] < keys[j] }
            if sequence[i] != sequence[j] { return sequence[i] < sequence[j] }
            return received[i] != received[j] ? received[i] < received[j] : a < b
        }
    }

    /// Rows of each boot, repetitions included.
    func eachBoot(_ body: (ArraySlice<Int32>) -> Void) {
        var start = 0
        while start < order.count {
            let first = Int(order[start])
            var end = start + 1
            while end < order.count, vehicle[Int(order[end])] == vehicle[first],
                boot[Int(order[end])] == boot[first]
            { end += 1 }
            body(order[start..<end])
            start = end
        }
    }
}
