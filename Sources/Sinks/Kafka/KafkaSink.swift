// Messages to Kafka: keyed by vehicle, so that a vehicle's messages keep their order; idempotent,
// acks=all; CloudEvents 1.0 binary headers, so that consumers know a repetition by `ce_id`.

import Base
import CKafka
import Records
import Synchronization

/// Produces messages through librdkafka.
public final class KafkaSink: DeliverySink {
    /// The producer's handle; librdkafka is thread-safe.
    private struct Client: @unchecked Sendable {
        let handle: OpaquePointer
    }

    private struct State {
        var client: Client?
        var receipt = DeliveryReceipt()
        var events: (@Sendable (DeliveryEvent) -> Void)?
        var acknowledged: [UInt64] = []
        var failed: [UInt64] = []
        var problem = ""
        var isFatal = false
        var records: [UInt64: Int] = [:]
    }

    private let settings: KafkaSettings
    private let producer: [(String, String)]
    private let state = Mutex(State())
    private let poller = Poller()

    /// A sink of an endpoint.
    public init(_ endpoint: Endpoint, mapping: EnvelopeMapping) throws {
        settings = try KafkaSettings(endpoint, mapping: mapping)
        let compression = try endpoint.choice(
            "compression", of: ["none", "gzip", "snappy", "lz4", "zstd"], default: "lz4")
        let timeout = try endpoint.integer("timeout", in: 1...3600, default: 30)
        producer = [
            ("enable.idempotence", "true"), ("acks", "all"),
            ("compression.codec", compression), ("linger.ms", "5"),
            ("batch.num.messages", "10000"), ("batch.size", "1000000"),
            ("queue.buffering.max.messages", "100000"),
            ("queue.buffering.max.kbytes", "262144"),
            ("message.timeout.ms", String(timeout * 1000)),
        ]
    }

    deinit {
        if let client = state.withLock({ $0.client }) { rd_kafka_destroy(client.handle) }
    }

    /// What it is and where it sends.
    public var description: String { "Kafka topic \(settings.topic) at \(settings.endpoint)" }

    /// Waits until the brokers answer.
    public func start(
        within seconds: Double, events: @escaping @Sendable (DeliveryEvent) -> Void
    ) throws {
        state.withLock { $0.events = events }
        let client = try open()
        do { _ = try settings.awaitReady(client, within: seconds) } catch {
            rd_kafka_destroy(client)
            throw error
        }
        let opened = Client(handle: client)
        state.withLock { $0.client = opened }
        poller.start(everySeconds: 0) { [weak self] in
            self?.poll()
            return nil
        } atEnd: {
        }
    }

    private func open() throws -> OpaquePointer {
        let configuration = try settings.configuration(producer)
        rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(self).toOpaque())
        rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, owner in
            guard let owner, let message else { return }
            Unmanaged<KafkaSink>.fromOpaque(owner).takeUnretainedValue()
                .delivered(message.pointee)
        }
        return try settings.client(RD_KAFKA_PRODUCER, configuration)
    }

    /// Takes messages while librdkafka's queue has room.
    public func write(_ messages: [OutboundMessage]) -> Int {
        guard let client = state.withLock({ $0.isFatal ? nil : $0.client })?.handle else {
            return 0
        }
        var taken = 0
        for message in messages {
            let code = produce(message, client)
            if code == RD_KAFKA_RESP_ERR_NO_ERROR {
                taken += 1
                continue
            }
            if code == RD_KAFKA_RESP_ERR__FATAL { state.withLock { $0.isFatal = true } }
            if let refusal = settings.refusal(code) {
                let events = state.withLock { $0.events }
                events?(.rejected(refusal))
            }
            break
        }
        return taken
    }

    private func produce(
        _ message: OutboundMessage, _ client: OpaquePointer
    ) -> rd_kafka_resp_err_t {
        let key = "\(message.region):\(message.vehicle)"
        let headers = rd_kafka_headers_new(6)
        func add(_ name: String, _ value: String) {
            rd_kafka_header_add(headers, name, -1, value, -1)
        }
        add("ce_specversion", "1.0")
        add("ce_id", "\(message.vehicle):\(message.boot):\(message.firstSequence)")
        add("ce_source", "/rocade/\(message.region)/\(message.vehicle)")
        add("ce_type", "rocade.telemetry.v1")
        add("ce_partitionkey", key)
        add("content-type", "application/json")
        let records = message.records
        state.withLock { $0.records[message.token] = records }
        let code = message.payload.withUnsafeBytes { payload in
            rocade_kafka_produce(
                client, settings.topic, key, key.utf8.count, payload.baseAddress, payload.count,
                headers, UnsafeMutableRawPointer(bitPattern: UInt(message.token &+ 1)))
        }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            rd_kafka_headers_destroy(headers)
            state.withLock { $0.records[message.token] = nil }
        } else {
            let bytes = message.payload.count
            state.withLock { $0.receipt.bytes += bytes }
        }
        return code
    }

    /// librdkafka's report on one message.
    private func delivered(_ message: rd_kafka_message_t) {
        let token = UInt64(UInt(bitPattern: message._private)) &- 1
        let code = message.err
        let refusal = settings.refusal(code)
        let events = state.withLock { state in
            let records = state.records.removeValue(forKey: token) ?? 0
            if code == RD_KAFKA_RESP_ERR_NO_ERROR {
                state.acknowledged.append(token)
                state.receipt.messages += 1
                state.receipt.records += records
            } else {
                state.failed.append(token)
                state.problem = KafkaSettings.text(code)
                state.receipt.retries += 1
                state.receipt.lastProblem = state.problem
            }
            return state.events
        }
        if let refusal { events?(.rejected(refusal)) }
    }

    private func poll() {
        guard let client = state.withLock({ $0.client })?.handle else {
            return DeliveryClock.sleep(seconds: 0.01)
        }
        rd_kafka_poll(client, 20)
        flush()
        // An idempotent producer gives up for good when it cannot keep its promise: a new one goes
        // on, with what the old one owes flagged as repetitions.
        let isFatal =
            rd_kafka_fatal_error(client, nil, 0) != RD_KAFKA_RESP_ERR_NO_ERROR
            || state.withLock { $0.isFatal }
        if isFatal { replace(client) }
    }

    private func replace(_ client: OpaquePointer) {
        state.withLock { $0.client = nil }
        // Reports on everything that is queued, as failed.
        rd_kafka_purge(
            client, Int32(RD_KAFKA_PURGE_F_QUEUE) | Int32(RD_KAFKA_PURGE_F_INFLIGHT))
        rd_kafka_flush(client, 1000)
        rd_kafka_destroy(client)
        flush()
        do {
            let fresh = Client(handle: try open())
            state.withLock {
                $0.client = fresh
                $0.isFatal = false
                $0.receipt.reconnects += 1
            }
        } catch {
            let events = state.withLock { $0.events }
            events?(.rejected(.environment("\(error)")))
        }
    }

    private func flush() {
        let (acknowledged, failed, problem, events) = state.withLock { state in
            let result = (state.acknowledged, state.failed, state.problem, state.events)
            state.acknowledged.removeAll()
            state.failed.removeAll()
            return result
        }
        if !acknowledged.isEmpty { events?(.acknowledged(acknowledged)) }
        if !failed.isEmpty { events?(.failed(failed, reason: problem)) }
    }

    /// Ends: what librdkafka cannot deliver within five seconds fails.
    public func finish() -> DeliveryReceipt {
        if let client = state.withLock({ $0.client })?.handle {
            rd_kafka_flush(client, 5000)
            rd_kafka_purge(
                client, Int32(RD_KAFKA_PURGE_F_QUEUE) | Int32(RD_KAFKA_PURGE_F_INFLIGHT))
            rd_kafka_flush(client, 1000)
        }
        _ = poller.finish()
        flush()
        return state.withLock { $0.receipt }
    }
}
