// Reads anyone's visits from CSV (also gzip) or flat Parquet, in bounded memory besides the visits
// themselves, and says what was odd: rows without a place, times without a zone, repeated rows.

import Base
import Foundation
import Sinks

/// Which column holds what; nil: by its usual names.
public struct VisitColumns: Hashable, Sendable {
    /// Column of the vehicle or pseudonym.
    public var uid: String?
    /// Column of the time.
    public var t: String?
    /// Column of the latitude, degrees.
    public var lat: String?
    /// Column of the longitude, degrees.
    public var lng: String?

    /// Whether rows may do without a name; their latitude is then their name.
    var areNamed = true

    /// All by their usual names.
    public init() {}

    /// From `uid=vehicle,t=time,lat=latitude,lng=longitude`, any of them.
    /// - Throws: `Failure.input` for anything else.
    public init(_ text: String) throws {
        for part in text.split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2, !sides[1].isEmpty else {
                throw Failure.input(
                    "--columns: '\(part)' is no pair; write uid=…,t=…,lat=…,lng=…")
            }
            switch sides[0] {
            case "uid": uid = sides[1]
            case "t": t = sides[1]
            case "lat": lat = sides[1]
            case "lng", "lon": lng = sides[1]
            default:
                throw Failure.input(
                    "--columns: there is no role '\(sides[0])'; choose among uid, t, lat, lng")
            }
        }
    }

    /// Usual names, the likeliest first.
    private static let usual = [
        "uid": [
            "uid", "user", "user_id", "userid", "vehicle_id", "vehicle", "vid", "pseudonym",
            "device_id", "id",
        ],
        "t": [
            "t", "time", "datetime", "timestamp", "ts", "date_time", "start_time", "time_s",
            "start_s", "check-in_time", "date",
        ],
        "lat": ["lat", "latitude", "y"],
        "lng": ["lng", "lon", "long", "longitude", "x"],
    ]

    /// Where the columns stand among a file's names; nil for times that are not there.
    func places(
        in names: [String], path: String
    ) throws -> (uid: Int, t: Int?, lat: Int, lng: Int) {
        func find(_ role: String, _ given: String?) throws -> Int? {
            if let given {
                let found = names.indices.filter { names[$0] == given }
                guard let only = found.first else {
                    throw Failure.input(
                        "\(path): there is no column '\(given)' "
                            + "(columns: \(names.joined(separator: ", ")))")
                }
                guard found.count == 1 else {
                    throw Failure.input(
                        "\(path): \(found.count) columns are called '\(given)'; rename one")
                }
                return only
            }
            let lowered = names.map { $0.lowercased() }
            for name in Self.usual[role] ?? [] {
                let found = lowered.indices.filter { lowered[$0] == name }
                guard found.count < 2 else {
                    throw Failure.input(
                        "\(path): \(found.count) columns are called '\(name)'; rename one, or "
                            + "name another with --columns \(role)=…")
                }
                if let only = found.first { return only }
            }
            return nil
        }
        func need(_ role: String, _ given: String?) throws -> Int {
            if let place = try find(role, given) { return place }
            throw Failure.input(
                "\(path): no column for \(role) (columns: \(names.joined(separator: ", "))); "
                    + "name it with --columns \(role)=…")
        }
        let latitude = try need("lat", lat)
        let name = try areNamed ? need("uid", uid) : find("uid", uid) ?? latitude
        return try (name, find("t", t), latitude, need("lng", lng))
    }
}

/// Visits on their way from a file, and what was odd about them.
struct VisitBuilder {
    let path: String
    var code: [UInt32] = []
    var milliseconds: [Int64] = []
    var latitude: [Int32] = []
    var longitude: [Int32] = []
    var names: [String] = []
    let hasTime: Bool
    private(set) var rows = 0
    private(set) var skipped = 0
    private(set) var firstSkip: String?
    private(set) var zoned = 0
    private(set) var unzoned = 0

    init(path: String, hasTime: Bool) {
        self.path = path
        self.hasTime = hasTime
    }

    /// Adds a row that is sound.
    mutating func append(
        code: UInt32, time: TimeText.Reading?, latitude: Double, longitude: Double
    ) {
        rows += 1
        self.code.append(code)
        self.latitude.append(Visits.e7(latitude))
        self.longitude.append(Visits.e7(longitude))
        if let time, hasTime {
            milliseconds.append(time.milliseconds)
            if time.hasZone { zoned += 1 } else { unzoned += 1 }
        }
    }

    /// Sorting takes about 48 bytes a visit; without a word the process would end when they are
    /// not there.
    /// - Throws: `Failure.environment` when the memory cannot hold what was read so far.
    func checkMemory() throws {
        let present = ProcessInfo.processInfo.physicalMemory
        guard code.count % (1 << 20) == 0, UInt64(code.count) * 48 > present else { return }
        throw Failure.environment(
            "\(path): more than \(code.count) visits do not fit into \(present >> 30) GB of memory; "
                + "attack one region or fortnight at a time")
    }

    /// Leaves a row out.
    mutating func skip(_ reason: @autoclosure () -> String) {
        rows += 1
        skipped += 1
        if firstSkip == nil { firstSkip = reason() }
    }

    /// The visits, and a line for everything odd.
    /// - Throws: `Failure.input` when most rows make no sense or none is left.
    func finish() throws -> (visits: Visits, notes: [String]) {
        if let firstSkip, skipped * 2 > rows {
            throw Failure.input(
                "\(path): \(skipped) of \(rows) rows cannot be used; the first: \(firstSkip)")
        }
        guard !code.isEmpty else {
            throw Failure.input("\(path): it holds no rows; give one visit a line")
        }
        let visits = Visits(
            code: code, names: names, milliseconds: milliseconds, latitudeE7: latitude,
            longitudeE7: longitude)
        var notes: [String] = []
        if let firstSkip {
            notes.append("\(skipped) of \(rows) rows left out; the first: \(firstSkip)")
        }
        if !hasTime { notes.append("no column of times: attacks that need them do not apply") }
        if zoned > 0 && unzoned > 0 {
            notes.append("\(unzoned) times name no zone and were taken as UTC; \(zoned) name one")
        }
        if visits.duplicates > 0 {
            notes.append("\(visits.duplicates) rows repeat another exactly and were left out")
        }
        if visits.contradictions > 0 {
            notes.append(
                "\(visits.contradictions) rows put an id to two places at one time; "
                    + "several vehicles may share it")
        }
        return (visits, notes)
    }
}

extension Visits {
    /// Reads a CSV file of places: columns for latitude and longitude, degrees.
    /// - Throws: as `read`.
    public static func readPlaces(_ path: String) throws -> Visits {
        var columns = VisitColumns()
        columns.areNamed = false
        return try VisitCSV.read(path, columns).visits
    }

    /// Reads a file of visits.
    ///
    /// - Returns: the visits, and a line for everything odd about the file.
    /// - Throws: `Failure.input` when the file is missing, damaged, or lacks a column;
    ///   `.environment` when the disk or the memory fails.
    public static func read(
        _ path: String, columns: VisitColumns
    ) throws -> (visits: Visits, notes: [String]) {
        let source = try ByteSource(path: path)
        var head = [UInt8](repeating: 0, count: 4)
        let count = try head.withUnsafeMutableBytes { try source.read(into: $0) }
        if count == 4, head == Array("PAR1".utf8) {
            return try VisitParquet.read(path, columns)
        }
        return try VisitCSV.read(path, columns)
    }
}
