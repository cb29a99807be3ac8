// The least that a program can do with each library: what `make bench-sinks` compares the sinks
// with. No retries, no spool, no events: a loop around the library's own calls.

import AsyncHTTPClient
import Base
import CKafka
import CMosquitto
import CPostgres
import Glibc
import NIOCore
import NIOHTTP1
import Records
import Synchronization

/// Bare clients; each sends payloads and returns when the endpoint has confirmed them all.
public enum BareClients {
    /// Confirmations, counted from a library's thread.
    private final class Counter: Sendable {
        let count = Atomic<Int>(0)
        let failures = Atomic<Int>(0)

        func wait(for wanted: Int) throws {
            let end = DeliveryClock.seconds + 120
            while count.load(ordering: .relaxed) < wanted {
                guard DeliveryClock.seconds < end, failures.load(ordering: .relaxed) == 0 else {
                    throw Failure.environment("a bare client was not confirmed everything")
                }
                DeliveryClock.sleep(seconds: 0.0005)
            }
        }
    }

    /// Publishes over some connections, each with libmosquitto's own thread.
    public static func mqtt(
        _ endpoint: Endpoint, _ messages: [OutboundMessage], connections: Int
    ) throws {
        mosquitto_lib_init()
        let counter = Counter()
        let topic = MQTTTopic(template: MQTTTopic.usual)
        let data = Unmanaged.passUnretained(counter).toOpaque()
        let handles = try (0..<connections).map { number in
            guard let handle = mosquitto_new("bare-\(getpid())-\(number)", true, data) else {
                throw Failure.environment("libmosquitto: no memory")
            }
            mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, Int32(MQTT_PROTOCOL_V5))
            mosquitto_int_option(handle, MOSQ_OPT_SEND_MAXIMUM, 65_535)
            mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1)
            mosquitto_publish_callback_set(handle) { _, data, _ in
                guard let data else { return }
                Unmanaged<Counter>.fromOpaque(data).takeUnretainedValue().count
                    .add(1, ordering: .relaxed)
            }
            guard mosquitto_connect(handle, endpoint.host, Int32(endpoint.port), 30) == 0,
                mosquitto_loop_start(handle) == 0
            else { throw Failure.environment("\(endpoint): the bare client cannot connect") }
            return handle
        }
        defer {
            for handle in handles {
                mosquitto_disconnect(handle)
                mosquitto_loop_stop(handle, false)
                mosquitto_destroy(handle)
            }
        }
        for (sent, message) in messages.enumerated() {
            // As many under way as the sink allows itself.
            while sent - counter.count.load(ordering: .relaxed) > 2000 * connections {
                sched_yield()
            }
            let handle = handles[MQTTWorker.hash(message.vehicle) % connections]
            let name = topic.name(region: message.region, vehicle: message.vehicle)
            let code = message.payload.withUnsafeBytes {
                mosquitto_publish(handle, nil, name, Int32($0.count), $0.baseAddress, 1, false)
            }
            guard code == 0 else {
                throw Failure.environment("\(endpoint): \(MQTTLink.text(code))")
            }
        }
        try counter.wait(for: messages.count)
    }

    /// Produces with the sink's settings.
    public static func kafka(_ endpoint: Endpoint, _ messages: [OutboundMessage]) throws {
        let settings = try KafkaSettings(endpoint, mapping: EnvelopeMapping())
        let counter = Counter()
        let configuration = try settings.configuration([
            ("enable.idempotence", "true"), ("acks", "all"), ("compression.codec", "lz4"),
            ("linger.ms", "5"), ("batch.num.messages", "10000"), ("batch.size", "1000000"),
            ("queue.buffering.max.messages", "100000"),
            ("queue.buffering.max.kbytes", "262144"),
        ])
        rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(counter).toOpaque())
        rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, owner in
            guard let owner, let message else { return }
            let counter = Unmanaged<Counter>.fromOpaque(owner).takeUnretainedValue()
            if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                counter.count.add(1, ordering: .relaxed)
            } else {
                counter.failures.add(1, ordering: .relaxed)
            }
        }
        let client = try settings.client(RD_KAFKA_PRODUCER, configuration)
        defer { rd_kafka_destroy(client) }
        for (number, message) in messages.enumerated() {
            let key = "\(message.region):\(message.vehicle)"
            while true {
                let code = message.payload.withUnsafeBytes {
                    rocade_kafka_produce(
                        client, settings.topic, key, key.utf8.count, $0.baseAddress, $0.count, nil,
                        nil)
                }
                if code == RD_KAFKA_RESP_ERR_NO_ERROR { break }
                guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL else {
                    throw Failure.environment("\(endpoint): \(KafkaSettings.text(code))")
                }
                rd_kafka_poll(client, 5)
            }
            if number & 1023 == 0 { rd_kafka_poll(client, 0) }
        }
        rd_kafka_flush(client, 60_000)
        try counter.wait(for: messages.count)
    }

    /// Copies the payloads' rows, 20,000 records a transaction.
    public static func postgres(
        _ endpoint: Endpoint, _ messages: [OutboundMessage], table: String
    ) throws {
        let connection = try PostgresConnection.ready(endpoint, within: 10)
        do {
            var batch: [[UInt8]] = []
            var records = 0
            for message in messages {
                batch.append(message.payload)
                records += message.records
                if records >= 20_000 {
                    try connection.copy(PostgresRows.copyCommand(table), batch)
                    batch.removeAll(keepingCapacity: true)
                    records = 0
                }
            }
            try connection.copy(PostgresRows.copyCommand(table), batch)
        } catch let problem as PostgresConnection.Problem {
            throw Failure.environment("\(endpoint): \(problem.text)")
        }
    }

    /// Posts the payloads in uncompressed bodies, some requests at once.
    public static func http(
        _ endpoint: Endpoint, _ messages: [OutboundMessage], batch: Int, concurrency: Int
    ) throws {
        let connection = try HTTPConnection(endpoint, concurrency: concurrency, headers: [:])
        defer { connection.shutdown() }
        let counter = Counter()
        var sent = 0
        for start in stride(from: 0, to: messages.count, by: batch) {
            var lines: [UInt8] = []
            for message in messages[start..<min(messages.count, start + batch)] {
                lines += message.payload
                lines.append(UInt8(ascii: "\n"))
            }
            while sent - counter.count.load(ordering: .relaxed) >= concurrency { sched_yield() }
            sent += 1
            connection.execute(
                .POST, connection.url(endpoint.path.isEmpty ? "/v1/records" : ""),
                headers: [("content-type", "application/x-ndjson")],
                body: ByteBuffer(bytes: lines)
            ).whenComplete { result in
                if case .success(let answer) = result, answer.status.code < 300 {
                    counter.count.add(1, ordering: .relaxed)
                } else {
                    counter.failures.add(1, ordering: .relaxed)
                }
            }
        }
        try counter.wait(for: sent)
    }
}
