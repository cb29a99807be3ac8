// The platform's state in SQLite: consents, secrets, watermarks, usage. Never a row per record: a
// watermark stands for all records of a boot, with its gaps as text.

import Base
import Foundation
import GRDB
import Records

/// The working database of a region's platform.
struct PlatformState: Sendable {
    private let queue: DatabaseQueue
    private let path: String

    /// Creates an empty database in a folder; one left by an earlier run is replaced.
    init(folder: String, region: String) throws {
        path = "\(folder)/platform-\(Self.fileName(region)).sqlite"
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            for file in [path, path + "-journal"] where FileManager.default.fileExists(atPath: file)
            {
                try FileManager.default.removeItem(atPath: file)
            }
            var configuration = Configuration()
            // A working file that a run makes anew: it need not survive a power failure.
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA synchronous = OFF")
            }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { try $0.execute(sql: Self.schema) }
        } catch {
            throw Failure.environment(
                "\(path): cannot create the platform's database: \(error); "
                    + "choose another folder or free some space")
        }
    }

    private static func fileName(_ region: String) -> String {
        String(region.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "_" })
    }

    private static let schema = """
        CREATE TABLE consent (
            device INTEGER NOT NULL, purpose TEXT NOT NULL,
            valid_from_ms INTEGER NOT NULL, valid_until_ms INTEGER NOT NULL,
            notice_version INTEGER NOT NULL,
            PRIMARY KEY (device, purpose, valid_from_ms)
        ) WITHOUT ROWID;
        CREATE TABLE secret (
            period INTEGER PRIMARY KEY, secret BLOB NOT NULL
        );
        CREATE TABLE watermark (
            device INTEGER NOT NULL, boot INTEGER NOT NULL,
            next_sequence INTEGER NOT NULL, gaps TEXT NOT NULL,
            PRIMARY KEY (device, boot)
        ) WITHOUT ROWID;
        CREATE TABLE usage (
            product TEXT NOT NULL, period TEXT NOT NULL, unit TEXT NOT NULL,
            device INTEGER, units REAL NOT NULL, first_event_s REAL, last_event_s REAL
        );
        """

    private func write(_ updates: @Sendable (Database) throws -> Void) throws {
        do {
            try queue.write(updates)
        } catch {
            throw Failure.environment(
                "\(path): cannot write the platform's database: \(error); free some space")
        }
    }
}

extension PlatformState {
    /// Stores consents; one with the same device, purpose and start replaces the older.
    func store(_ consents: [ConsentRegistration]) throws {
        try write { database in
            let insert = try database.makeStatement(
                sql: "INSERT OR REPLACE INTO consent VALUES (?, ?, ?, ?, ?)")
            for consent in consents {
                try insert.execute(arguments: [
                    Int64(consent.device.rawValue), consent.purpose.name,
                    consent.from.milliseconds, consent.until.milliseconds, consent.noticeVersion,
                ])
            }
        }
    }

    /// All consents, sorted by device, purpose and start.
    func consents() throws -> [ConsentRegistration] {
        let purposes = Dictionary(uniqueKeysWithValues: Purpose.allCases.map { ($0.name, $0) })
        do {
            return try queue.read { database in
                let rows = try Row.fetchCursor(
                    database, sql: "SELECT * FROM consent ORDER BY device, purpose, valid_from_ms")
                var consents: [ConsentRegistration] = []
                while let row = try rows.next() {
                    let name: String = row[1]
                    guard let purpose = purposes[name] else { continue }
                    let device: Int64 = row[0]
                    consents.append(
                        ConsentRegistration(
                            device: VehicleID(UInt32(device)), purpose: purpose,
                            from: SimTime(milliseconds: row[2]),
                            until: SimTime(milliseconds: row[3]), noticeVersion: row[4]))
                }
                return consents
            }
        } catch {
            throw Failure.environment("\(path): cannot read the platform's database: \(error)")
        }
    }

    /// Replaces what the last publication left: watermarks, secrets in use, usage.
    func store(
        watermarks: [[Watermark]], secrets: [(period: Int64, secret: [UInt8])], usage: [UsageRow]
    ) throws {
        try write { database in
            try database.execute(
                sql: "DELETE FROM watermark; DELETE FROM secret; DELETE FROM usage")
            let mark = try database.makeStatement(
                sql: "INSERT OR REPLACE INTO watermark VALUES (?, ?, ?, ?)")
            for watermark in watermarks.joined() {
                try mark.execute(arguments: [
                    Int64(watermark.vehicle), Int64(watermark.boot), watermark.next,
                    watermark.gaps,
                ])
            }
            for (period, secret) in secrets {
                try database.execute(
                    sql: "INSERT INTO secret VALUES (?, ?)", arguments: [period, Data(secret)])
            }
            let meter = try database.makeStatement(
                sql: "INSERT INTO usage VALUES (?, ?, ?, ?, ?, ?, ?)")
            for row in usage {
                try meter.execute(arguments: [
                    row.product.rawValue, row.period, row.unit, row.vehicle.map { Int64($0) },
                    row.units, row.firstEvent, row.lastEvent,
                ])
            }
        }
    }
}
