import Base
import Checks
import Foundation
import Harness
import Records
import Sinks
import TestSupport

/// A small run folder, and loads on it.
struct LoadCase {
    static let region = "town"
    let folder: String
    let records: Int

    /// - Parameters:
    ///   - vehicles: that drive one trip each, side by side.
    ///   - each: records of a vehicle, a second of simulated time apart.
    init(vehicles: Int = 50, each: Int = 400) throws {
        folder = try Shared.temporaryFolder("rocade-load")
        records = vehicles * each
        try FileManager.default.createDirectory(
            atPath: folder + "/truth", withIntermediateDirectories: true)
        let batch = Self.batch(vehicles: vehicles, each: each)
        try ParquetFile.write(
            batch.table(), to: folder + "/telemetry/region=town/hour=000/part-0000.parquet")
        let facts = RunFacts(
            name: "load", seed: 1, startUnixSeconds: 0, durationSeconds: 3600, intervalSeconds: 1,
            faults: [], products: [],
            regions: [
                RegionFacts(
                    name: Self.region, map: "none", market: "FR", utcOffsetSeconds: 0,
                    cars: vehicles, vehicles: vehicles, linkKilometers: 1)
            ])
        try facts.encoded().write(to: URL(filePath: folder + "/" + RunFacts.path))
    }

    static func batch(vehicles: Int, each: Int) -> RecordBatch {
        var batch = RecordBatch()
        for step in 0..<each {
            for vehicle in 0..<vehicles {
                var record = Record()
                record.vehicle = UInt32(vehicle)
                record.boot = 3
                record.sequence = UInt32(step)
                record.eventMilliseconds = Int64(step) * 1000
                record.sentMilliseconds = record.eventMilliseconds + 50
                record.receivedMilliseconds = record.eventMilliseconds + 200 + Int64(vehicle)
                record.latitude = 47.1 + Double(vehicle) * 1e-4
                record.longitude = 9.5 + Double(step) * 1e-5
                record.heading = 90
                record.horizontalAccuracy = 2
                record.fixType = 5
                record.speed = Float(step % 60)
                record.isMoving = true
                batch.append(record)
            }
        }
        return batch
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// Options of a load of a few seconds.
    func options(
        _ url: String, rate: Double = 2000, seconds: Double = 4, environment: [String: String] = [:]
    ) throws -> LoadOptions {
        var options = LoadOptions(
            source: folder, target: try Endpoint(url, environment: environment),
            out: folder + "/result")
        options.rate = rate
        options.seconds = seconds
        options.readySeconds = 5
        options.drainSeconds = 40
        options.silenceSeconds = 3
        options.isQuiet = true
        return options
    }
}

extension LoadOutcome {
    /// The value of a KPI.
    func value(_ name: String) -> Double? { kpis.first { $0.id == "throughput.\(name)" }?.value }
}

/// What a closure failed with.
func failure(_ body: () throws -> Void) -> Failure? {
    do {
        try body()
        return nil
    } catch { return error as? Failure }
}

/// A port that nobody listens on at this moment.
func freePort() -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, size)
            getsockname(descriptor, $0, &size)
        }
    }
    return Int(UInt16(bigEndian: address.sin_port))
}

/// A server program that a test starts, kills and starts again.
final class ServerProgram: @unchecked Sendable {
    private let command: [String]
    private let log: String
    private var process: Process?

    init(_ command: [String], log: String) {
        self.command = command
        self.log = log
    }

    func start() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        if !FileManager.default.fileExists(atPath: log) {
            _ = FileManager.default.createFile(atPath: log, contents: nil)
        }
        let handle = FileHandle(forWritingAtPath: log)
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
        self.process = process
    }

    /// SIGKILL, as a power cut would.
    func kill() {
        guard let process, process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Runs `body` after some seconds, on a thread of its own.
    static func later(_ seconds: Double, _ body: @escaping @Sendable () -> Void) {
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: seconds)
            body()
        }
    }
}
