// librdkafka's handle with its settings, and its errors in words.

import Base
import CKafka
import Records

/// Settings that the producer and the consumer share.
struct KafkaSettings: Sendable {
    let endpoint: Endpoint
    let topic: String
    private let common: [(String, String)]

    init(_ endpoint: Endpoint, mapping: EnvelopeMapping) throws {
        self.endpoint = endpoint
        let name = endpoint.path.isEmpty ? mapping.topic ?? "telemetry.v1" : endpoint.path
        guard !name.contains("/"), !name.contains("{"), name.utf8.count <= 249 else {
            throw Failure.input("\(endpoint): '\(name)' is no name of a Kafka topic")
        }
        topic = name
        let servers = endpoint.hosts.map { "\($0.name):\($0.port)" }.joined(separator: ",")
        var list = [
            ("bootstrap.servers", servers), ("client.id", "rocade"),
            ("broker.address.family", "any"), ("log_level", "0"),
            ("reconnect.backoff.ms", "100"), ("reconnect.backoff.max.ms", "5000"),
            ("topic.metadata.refresh.interval.ms", "5000"),
        ]
        let ca = try endpoint.file("ca")
        let sasl = try endpoint.choice(
            "sasl", of: ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"], default: "PLAIN")
        let hasAccount = !endpoint.user.isEmpty
        if hasAccount {
            list += [
                ("sasl.mechanism", sasl), ("sasl.username", endpoint.user),
                ("sasl.password", endpoint.password.value ?? ""),
            ]
        }
        if let ca { list.append(("ssl.ca.location", ca)) }
        if let certificate = try endpoint.file("cert"), let key = try endpoint.file("key") {
            list += [("ssl.certificate.location", certificate), ("ssl.key.location", key)]
        }
        let isEncrypted = ca != nil || endpoint.parameters["cert"] != nil
        let security = (hasAccount ? "sasl_" : "") + (isEncrypted ? "ssl" : "plaintext")
        list.append(("security.protocol", security))
        common = list
    }

    /// A configuration for `rd_kafka_new`, which takes it over.
    func configuration(_ more: [(String, String)]) throws -> OpaquePointer {
        guard let configuration = rd_kafka_conf_new() else {
            throw Failure.environment("librdkafka: no memory")
        }
        var text = [CChar](repeating: 0, count: 512)
        for (name, value) in common + more {
            let code = rd_kafka_conf_set(configuration, name, value, &text, text.count)
            guard code == RD_KAFKA_CONF_OK else {
                rd_kafka_conf_destroy(configuration)
                throw Failure.input("\(endpoint): \(Self.string(text))")
            }
        }
        return configuration
    }

    /// A client.
    func client(_ type: rd_kafka_type_t, _ configuration: OpaquePointer) throws -> OpaquePointer {
        var text = [CChar](repeating: 0, count: 512)
        guard let client = rd_kafka_new(type, configuration, &text, text.count) else {
            rd_kafka_conf_destroy(configuration)
            throw Failure.input("\(endpoint): \(Self.string(text))")
        }
        return client
    }

    /// Waits until the brokers answer and know the topic. Returns its partitions.
    func awaitReady(_ client: OpaquePointer, within seconds: Double) throws -> [Int32] {
        let end = DeliveryClock.seconds + seconds
        guard let handle = rd_kafka_topic_new(client, topic, nil) else {
            throw Failure.input("\(endpoint): '\(topic)' is no name of a Kafka topic")
        }
        defer { rd_kafka_topic_destroy(handle) }
        while true {
            var metadata: UnsafePointer<rd_kafka_metadata>?
            var code = rd_kafka_metadata(client, 0, handle, &metadata, 2000)
            var partitions: [Int32] = []
            if code == RD_KAFKA_RESP_ERR_NO_ERROR, let found = metadata?.pointee,
                found.topic_cnt == 1
            {
                code = found.topics[0].err
                let list = found.topics[0]
                partitions = (0..<Int(list.partition_cnt)).map { list.partitions[$0].id }
            }
            if let metadata { rd_kafka_metadata_destroy(metadata) }
            if code == RD_KAFKA_RESP_ERR_NO_ERROR, !partitions.isEmpty { return partitions }
            if let refusal = refusal(code) { throw refusal }
            guard DeliveryClock.seconds < end else {
                let isUnknown =
                    code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
                    || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC
                if isUnknown {
                    throw Failure.input(
                        "\(endpoint): there is no topic '\(topic)'; create it, or name another")
                }
                throw Failure.environment(
                    "\(endpoint): not ready after \(Int(seconds)) s: \(Self.text(code)); start the "
                        + "brokers, or check hosts and ports")
            }
            DeliveryClock.sleep(seconds: 0.1)
        }
    }

    /// What no waiting mends.
    func refusal(_ code: rd_kafka_resp_err_t) -> Failure? {
        switch code {
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
            .input("\(endpoint): the account may not write topic '\(topic)'")
        case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, RD_KAFKA_RESP_ERR__AUTHENTICATION:
            .input(
                "\(endpoint): the brokers refuse the account; give it as USER@ in the URL and its "
                    + "password in ROCADE_PASSWORD")
        case RD_KAFKA_RESP_ERR__SSL:
            .input("\(endpoint): the TLS handshake failed; name the authority with ?ca=FILE")
        case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
            .input("\(endpoint): '\(topic)' is no name of a Kafka topic")
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
            .input("\(endpoint): a message is larger than the brokers take; use a smaller --batch")
        default: nil
        }
    }

    /// An error in words.
    static func text(_ code: rd_kafka_resp_err_t) -> String {
        rd_kafka_err2str(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
    }

    private static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
