// Each sink against the least that a program can do with the same library: same server, same
// payload, same minute, turn and turn about. `tools/bench_sinks.py` starts the servers.

import Base
import Foundation
import Records
import Sinks
import Synchronization

extension Bench {
    /// Endpoints of the sinks' benchmark, from `ROCADE_BENCH_MQTT` and so on.
    static func sinks() throws -> Result {
        let environment = ProcessInfo.processInfo.environment
        var counts: [String: Int] = [:]
        var measured: [String: Double] = [:]
        var peer: [String: String] = [:]
        let wall = StageClock.seconds(CLOCK_MONOTONIC)
        let cpu = StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID)
        for (name, url) in try endpoints(environment) {
            let one = try SinkCase(name: name, url: url, environment: environment)
            let (sink, bare) = try one.compare()
            counts["\(name)_records"] = one.records
            measured["\(name)_sink_records_per_s"] = sink.rate
            measured["\(name)_bare_records_per_s"] = bare.rate
            measured["\(name)_sink_cpu_us_per_record"] = sink.cpuMicroseconds
            measured["\(name)_bare_cpu_us_per_record"] = bare.cpuMicroseconds
            measured["\(name)_ratio"] = sink.rate / bare.rate
            peer[name] = "bare client of the same library, in turns; best of \(SinkCase.rounds)"
        }
        return Result(
            name: "sinks", what: "each sink against a bare client of its library", counts: counts,
            cpuSeconds: StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu,
            wallSeconds: StageClock.seconds(CLOCK_MONOTONIC) - wall, measured: measured,
            peer: peer)
    }

    private static func endpoints(
        _ environment: [String: String]
    ) throws -> [(name: String, url: String)] {
        let found = ["mqtt", "kafka", "postgresql", "http"].compactMap { name in
            environment["ROCADE_BENCH_\(name.uppercased())"].map { (name, $0) }
        }
        guard !found.isEmpty else {
            throw Failure.input("bench sinks needs servers: run make bench-sinks")
        }
        return found
    }
}

/// One library's comparison.
private struct SinkCase {
    static let rounds = 3

    struct Speed {
        var rate: Double
        var cpuMicroseconds: Double
    }

    let name: String
    let endpoint: Endpoint
    let messages: [OutboundMessage]

    var records: Int { messages.reduce(0) { $0 + $1.records } }

    init(name: String, url: String, environment: [String: String]) throws {
        self.name = name
        endpoint = try Endpoint(url, environment: environment)
        let batch = Self.batch()
        let json = JSONEnvelopeEncoder(
            mapping: EnvelopeMapping(), run: "bench", region: "bench")
        let rows = PostgresRows(run: "bench", region: "bench")
        let isTable = endpoint.scheme == .postgresql
        messages = stride(from: 0, to: batch.count, by: 10).map { start in
            let encoded =
                isTable
                ? rows.encode(batch, rows: start..<start + 10)
                : json.encode(batch, rows: start..<start + 10)
            return OutboundMessage(
                token: UInt64(start / 10), region: "bench", vehicle: encoded.vehicle,
                boot: encoded.boot, firstSequence: encoded.sequences.first ?? 0, records: 10,
                payload: encoded.payload, resendAt: encoded.resendAt)
        }
    }

    /// 20,000 messages of 10 records.
    private static func batch() -> RecordBatch {
        var batch = RecordBatch()
        for message in 0..<20_000 {
            for sample in 0..<10 {
                var record = Record()
                record.vehicle = UInt32(message % 1000)
                record.boot = 1
                record.sequence = UInt32(message / 1000 * 10 + sample)
                record.eventMilliseconds = Int64(record.sequence) * 1000
                record.sentMilliseconds = record.eventMilliseconds + 40
                record.receivedMilliseconds = record.sentMilliseconds + 200
                record.latitude = 47 + Double(message % 977) * 1e-4
                record.longitude = 9 + Double(sample * 13 + message % 89) * 1e-4
                record.heading = Float(message % 360)
                record.horizontalAccuracy = 2.5
                record.speed = Float((message * 7 + sample) % 130)
                record.isMoving = true
                batch.append(record)
            }
        }
        return batch
    }

    func compare() throws -> (sink: Speed, bare: Speed) {
        var sinks: [Speed] = []
        var bares: [Speed] = []
        for _ in 0..<Self.rounds {
            sinks.append(try time { try throughSink() })
            bares.append(try time { try throughBareClient() })
        }
        func best(_ list: [Speed]) -> Speed {
            list.max { $0.rate < $1.rate } ?? Speed(rate: 0, cpuMicroseconds: 0)
        }
        return (best(sinks), best(bares))
    }

    private func time(_ work: () throws -> Double) throws -> Speed {
        let cpu = StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID)
        let seconds = try work()
        let spent = StageClock.seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu
        return Speed(
            rate: Double(records) / seconds, cpuMicroseconds: spent / Double(records) * 1e6)
    }

    /// Seconds from the first message to the last confirmation.
    private func throughSink() throws -> Double {
        let sink = try endpoint.makeSink(mapping: EnvelopeMapping(), run: "bench")
        let confirmed = Confirmations()
        try sink.start(within: 10) { confirmed.take($0) }
        let begin = DeliveryClock.seconds
        var sent = 0
        while sent < messages.count {
            let taken = sink.write(Array(messages[sent..<min(messages.count, sent + 256)]))
            if taken == 0 { DeliveryClock.sleep(seconds: 0.0002) }
            sent += taken
        }
        while confirmed.count < messages.count {
            guard DeliveryClock.seconds < begin + 120, confirmed.failures == 0 else {
                throw Failure.environment("\(endpoint): the sink was not confirmed everything")
            }
            DeliveryClock.sleep(seconds: 0.0005)
        }
        let seconds = DeliveryClock.seconds - begin
        _ = sink.finish()
        return seconds
    }

    private func throughBareClient() throws -> Double {
        let begin = DeliveryClock.seconds
        switch endpoint.scheme {
        case .mqtt, .mqtts: try BareClients.mqtt(endpoint, messages, connections: 4)
        case .kafka: try BareClients.kafka(endpoint, messages)
        case .postgresql:
            try BareClients.postgres(
                endpoint, messages, table: endpoint.parameters["table"] ?? "telemetry")
        case .http, .https:
            try BareClients.http(endpoint, messages, batch: 500, concurrency: 16)
        case .file: throw Failure.input("bench sinks: a file has no library")
        }
        return DeliveryClock.seconds - begin
    }
}

/// Counts a sink's events. A class because the sink's threads share it.
private final class Confirmations: Sendable {
    private let confirmed = Atomic<Int>(0)
    private let failed = Atomic<Int>(0)

    var count: Int { confirmed.load(ordering: .relaxed) }
    var failures: Int { failed.load(ordering: .relaxed) }

    func take(_ event: DeliveryEvent) {
        switch event {
        case .acknowledged(let tokens): confirmed.add(tokens.count, ordering: .relaxed)
        case .failed(let tokens, _): failed.add(tokens.count, ordering: .relaxed)
        case .disconnected, .rejected: failed.add(1, ordering: .relaxed)
        }
    }
}
