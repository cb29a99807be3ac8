// What arrived in a topic: a consumer of all its partitions, without a group, from where they ended
// when the load began.

import Base
import CKafka
import Records

/// Consumes what the sink produces.
public final class KafkaReadBack: ReadBack {
    private let settings: KafkaSettings
    private let reader: MessageKeyReader
    private let run: String
    private let poller = Poller()

    /// A reader of the messages of one load run.
    public init(_ endpoint: Endpoint, mapping: EnvelopeMapping, run: String) throws {
        settings = try KafkaSettings(endpoint, mapping: mapping)
        reader = MessageKeyReader(mapping: mapping)
        self.run = run
    }

    /// What it reads.
    public var description: String { "Kafka topic \(settings.topic) at \(settings.endpoint)" }

    /// Starts at the present end of every partition.
    public func start(
        within seconds: Double, arrivals: @escaping @Sendable ([MessageKeys]) -> Void
    ) throws {
        let configuration = try settings.configuration([
            ("group.id", "rocade-\(run)"), ("enable.auto.commit", "false"),
            ("auto.offset.reset", "earliest"), ("fetch.wait.max.ms", "50"),
        ])
        let client = try settings.client(RD_KAFKA_CONSUMER, configuration)
        do { try assign(client, within: seconds) } catch {
            rd_kafka_destroy(client)
            throw error
        }
        guard let queue = rd_kafka_queue_get_consumer(client) else {
            rd_kafka_destroy(client)
            throw Failure.environment("librdkafka: no consumer queue")
        }
        nonisolated(unsafe) let handle = (client: client, queue: queue)
        poller.start(everySeconds: 0) { [reader, run] in
            Self.consume(handle.queue, reader, run, arrivals)
        } atEnd: {
            rd_kafka_queue_destroy(handle.queue)
            rd_kafka_consumer_close(handle.client)
            rd_kafka_destroy(handle.client)
        }
    }

    private func assign(_ client: OpaquePointer, within seconds: Double) throws {
        let partitions = try settings.awaitReady(client, within: seconds)
        guard let list = rd_kafka_topic_partition_list_new(Int32(partitions.count)) else {
            throw Failure.environment("librdkafka: no memory")
        }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        let end = DeliveryClock.seconds + seconds
        for partition in partitions {
            var low: Int64 = 0
            var high: Int64 = 0
            while true {
                let code = rd_kafka_query_watermark_offsets(
                    client, settings.topic, partition, &low, &high, 2000)
                if code == RD_KAFKA_RESP_ERR_NO_ERROR { break }
                guard DeliveryClock.seconds < end else {
                    throw Failure.environment(
                        "\(settings.endpoint): cannot read topic '\(settings.topic)': "
                            + KafkaSettings.text(code))
                }
                DeliveryClock.sleep(seconds: 0.1)
            }
            rd_kafka_topic_partition_list_add(list, settings.topic, partition)
            rd_kafka_topic_partition_list_set_offset(list, settings.topic, partition, high)
        }
        let code = rd_kafka_assign(client, list)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw Failure.environment(
                "\(settings.endpoint): cannot consume: \(KafkaSettings.text(code))")
        }
    }

    private static func consume(
        _ queue: OpaquePointer, _ reader: MessageKeyReader, _ run: String,
        _ arrivals: @Sendable ([MessageKeys]) -> Void
    ) -> String? {
        var messages = [UnsafeMutablePointer<rd_kafka_message_t>?](repeating: nil, count: 1024)
        let count = rd_kafka_consume_batch_queue(queue, 100, &messages, messages.count)
        var keys: [MessageKeys] = []
        for message in messages.prefix(max(0, count)) {
            guard let message else { continue }
            defer { rd_kafka_message_destroy(message) }
            guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
            let start = message.pointee.payload?.assumingMemoryBound(to: UInt8.self)
            let payload = UnsafeBufferPointer(start: start, count: message.pointee.len)
            if let found = reader.read(payload), found.run == run || found.run.isEmpty {
                keys.append(found)
            }
        }
        if !keys.isEmpty { arrivals(keys) }
        return nil
    }

    /// Ends.
    public func finish() -> String? { poller.finish() }
}
