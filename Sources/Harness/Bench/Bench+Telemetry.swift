// From motion to encoded records: a country's cars, all five generations of devices, every
// imperfection switched on. CPU per record, on one thread.

import Base
import Demand
import Foundation
import Records
import Roads
import Telemetry
import Traffic

extension Bench {
    /// Vehicles of a piece of work; its records are encoded before the next begins, as in a run.
    private static let piece: UInt32 = 256

    static func telemetry(_ maps: MapStore) throws -> Result {
        let (network, fleet, region, calendar) = try country(maps)
        let plans = plans(fleet, region)
        let until = SimTime(seconds: 86_400)
        var options = TrafficOptions()
        options.observedShare = Double(region.vehicles) / Double(region.cars)
        let traffic = try simulate(
            network: network, plans: plans, until: until, options: options
        ) { _ in }
        func devices(_ change: (inout TelemetryOptions) -> Void) -> DeviceFleet {
            var options = TelemetryOptions()
            change(&options)
            return DeviceFleet(
                network: network, region: region, fleet: fleet, result: traffic, plans: plans,
                calendar: calendar, seed: 34, until: until, options: options)
        }
        let all = devices {
            $0.profile = "generations"
            $0.faults = Set(Fault.allCases)
            $0.weather = [
                WeatherSpell(.rain, fromSeconds: 21_600, untilSeconds: 43_200, intensity: 0.6)
            ]
        }
        let plain = devices { $0.intervalSeconds = 1 }
        let wall = StageClock.seconds(CLOCK_MONOTONIC)
        let cpu = StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID)
        let mixed = TelemetryCost(all, vehicles: 0..<4096, piece: piece)
        let second = TelemetryCost(plain, vehicles: 0..<1024, piece: piece)
        var measured = mixed.rates(prefix: "")
        measured.merge(second.rates(prefix: "plain_1s_")) { $1 }
        return Result(
            name: "telemetry",
            what: "motion to encoded record: 4,096 vehicles' day, five generations, all "
                + "imperfections; beside it devices that are all alike at 1 s without any",
            counts: [
                "records": mixed.records, "side_signals": mixed.sideSignals,
                "protobuf_bytes": mixed.protobufBytes, "json_bytes": mixed.jsonBytes,
                "plain_1s_records": second.records,
            ],
            cpuSeconds: StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu,
            wallSeconds: StageClock.seconds(CLOCK_MONOTONIC) - wall, measured: measured,
            peer: ["tsbs_points_per_cpu_s": "230000, measured before; random walk, no faults"])
    }
}

/// What the records of some vehicles cost.
private struct TelemetryCost {
    var records = 0
    var sideSignals = 0
    var protobufBytes = 0
    var jsonBytes = 0
    private var recordSeconds = 0.0
    private var protobufSeconds = 0.0
    private var jsonSeconds = 0.0

    init(_ devices: DeviceFleet, vehicles: Range<UInt32>, piece: UInt32) {
        var bytes: [UInt8] = []
        // The first piece warms caches and tables, and is not counted.
        _ = devices.report(vehicles: vehicles.lowerBound..<(vehicles.lowerBound + piece))
        for first in stride(from: vehicles.lowerBound, to: vehicles.upperBound, by: Int(piece)) {
            let start = Self.clock()
            let batch = devices.report(vehicles: first..<(first + piece)).batch
            let made = Self.clock()
            bytes.removeAll(keepingCapacity: true)
            ProtobufEncoder().encode(batch, into: &bytes)
            let packed = Self.clock()
            protobufBytes += bytes.count
            bytes.removeAll(keepingCapacity: true)
            JSONLineEncoder().encode(batch, into: &bytes)
            let written = Self.clock()
            jsonBytes += bytes.count
            records += batch.count
            for row in 0..<batch.count { batch.forEachSide(of: row) { _ in sideSignals += 1 } }
            recordSeconds += made - start
            protobufSeconds += packed - made
            jsonSeconds += written - packed
        }
    }

    private static func clock() -> Double { StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID) }

    func rates(prefix: String) -> [String: Double] {
        let count = Double(max(1, records))
        return [
            "\(prefix)motion_to_protobuf_records_per_cpu_s":
                count / max(1e-9, recordSeconds + protobufSeconds),
            "\(prefix)motion_to_json_records_per_cpu_s":
                count / max(1e-9, recordSeconds + jsonSeconds),
            "\(prefix)record_ns": 1e9 * recordSeconds / count,
            "\(prefix)protobuf_ns": 1e9 * protobufSeconds / count,
            "\(prefix)json_ns": 1e9 * jsonSeconds / count,
        ]
    }
}
