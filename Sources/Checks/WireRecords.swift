// The records as they went over the wire: `telemetry/`, what the sinks wrote. They name the device
// and say where it was, so that a product without names can be traced back to devices.

import Base

/// The records of the telemetry files of a run, repetitions included.
struct WireRecords: Sendable {
    /// The records of one region, in the order of its files: hour of receipt, part, row.
    struct Region: Sendable {
        var vehicle: [UInt32] = []
        var boot: [UInt32] = []
        var sequence: [UInt32] = []
        /// Measurement by the device's clock, whole seconds since the start.
        var second: [Int32] = []
        /// 1e-7 degrees; `noPosition` without one.
        var longitudeE7: [Int32] = []
        var latitudeE7: [Int32] = []
    }

    static let noPosition = Int32.min

    /// In the order of `run.json`.
    private(set) var regions: [Region]
    /// Rows of all files, and their size.
    private(set) var records = 0
    private(set) var bytes = 0

    private static let longitude = "Vehicle.CurrentLocation.Longitude"
    private static let latitude = "Vehicle.CurrentLocation.Latitude"

    /// The records, or `nil` when the run kept no such files.
    /// - Throws: `Failure.input` for a file of a region that `run.json` does not know.
    init?(_ run: RunFolder) throws {
        let files = run.files(under: "telemetry", suffix: ".parquet")
        guard !files.isEmpty else { return nil }
        regions = run.regions.map { _ in Region() }
        for file in files {
            let folder = file.split(separator: "/").first { $0.hasPrefix("region=") }
            let name = folder.map { String($0.dropFirst("region=".count)) } ?? ""
            guard let region = run.regions.firstIndex(where: { $0.name == name }) else {
                throw Failure.input("\(run.path)/\(file): its folder names no region of run.json")
            }
            try append(run, file, region)
            bytes += run.bytes(of: file)
        }
        records = regions.reduce(0) { $0 + $1.vehicle.count }
    }

    private mutating func append(_ run: RunFolder, _ file: String, _ index: Int) throws {
        var region = Region()
        swap(&region, &regions[index])
        defer { swap(&region, &regions[index]) }
        let table = try run.table(
            file,
            columns: ["vid", "boot", "sequence", "event_ms", Self.longitude, Self.latitude])
        region.vehicle += try table.column("vid").uint32s().map {
            run.rank(of: $0, region: index)
        }
        region.boot += try table.column("boot").uint32s()
        region.sequence += try table.column("sequence").uint32s()
        region.second += try table.column("event_ms").int64s().map {
            Int32(clamping: $0.flooredDivision(by: 1000))
        }
        region.longitudeE7 += try Self.scaled(table.column(Self.longitude), limit: 180)
        region.latitudeE7 += try Self.scaled(table.column(Self.latitude), limit: 90)
    }

    private static func scaled(_ column: DataColumn, limit: Double) throws -> [Int32] {
        try column.doublesOrNaN().map { e7($0, limit: limit) }
    }

    /// Degrees as 1e-7 degrees.
    static func e7(_ degrees: Double, limit: Double) -> Int32 {
        abs(degrees) <= limit ? Int32((degrees * 1e7).rounded()) : noPosition
    }
}

extension WireRecords.Region {
    /// Positions by second of measurement: finds what was near a place at a time.
    struct Clock: Sendable {
        /// First second, and the records of second s: `order[start[s - first] ..< …]`.
        private let first: Int
        private let start: [Int32]
        private let order: [Int32]

        /// Seconds beyond which a device's clock is plainly wrong (one that was never set says
        /// 1970): such records are at no known time.
        private static let sane = -7 * 86_400...400 * 86_400

        init(_ region: WireRecords.Region) {
            let second = region.second
            let known = second.indices.filter { Self.sane.contains(Int(second[$0])) }
            first = known.map { Int(second[$0]) }.min() ?? 0
            let last = known.map { Int(second[$0]) }.max() ?? 0
            var start = [Int32](repeating: 0, count: last - first + 2)
            for record in known { start[Int(second[record]) - first + 1] += 1 }
            for at in 1..<start.count { start[at] += start[at - 1] }
            var cursor = start
            var order = [Int32](repeating: 0, count: known.count)
            for record in known {
                let slot = Int(second[record]) - first
                order[Int(cursor[slot])] = Int32(record)
                cursor[slot] += 1
            }
            self.start = start
            self.order = order
        }

        /// The records that were measured in a second.
        func records(at second: Int) -> ArraySlice<Int32> {
            let slot = second - first
            guard slot >= 0, slot + 1 < start.count else { return [] }
            return order[Int(start[slot])..<Int(start[slot + 1])]
        }
    }
}
