// Messages to an MQTT broker: some connections shared by all vehicles, or one for each device. Two
// threads own the connections and wait for all of theirs at once.

import Base
import CMosquitto
import Glibc
import Records
import Synchronization

/// Publishes messages.
///
/// QoS 1 counts as confirmed with the broker's PUBACK, QoS 0 when written. What a lost connection
/// leaves unconfirmed fails, to be sent again; the connection comes back with growing pauses.
public final class MQTTSink: DeliverySink {
    /// Connections: `shared(n)`, or one for each device.
    enum Connections: Hashable, Sendable {
        case shared(Int)
        case device
    }

    private let endpoint: Endpoint
    private let workers: [MQTTWorker]
    private let connections: Connections
    private let poller: [Poller]

    /// A sink of an endpoint.
    public init(_ endpoint: Endpoint, mapping: EnvelopeMapping) throws {
        mosquitto_lib_init()
        self.endpoint = endpoint
        let qos = try endpoint.integer("qos", in: 0...1, default: 1)
        let window = try endpoint.integer("window", in: 1...60_000, default: 2000)
        if endpoint.parameters["connections"] == "device" {
            connections = .device
        } else {
            connections = .shared(
                try endpoint.integer("connections", in: 1...10_000, default: 4))
        }
        let template = endpoint.parameters["topic"] ?? mapping.topic ?? MQTTTopic.usual
        let topic = MQTTTopic(template: template)
        guard !topic.pattern.contains("#"), !template.contains("+"), !template.isEmpty else {
            throw Failure.input("\(endpoint): topic '\(template)' must hold no wildcard")
        }
        let options = try MQTTLink.Options(endpoint)
        let count = if case .shared(let links) = connections { min(2, links) } else { 2 }
        let isShared = connections != .device
        let links = if case .shared(let links) = connections { links } else { 0 }
        workers = (0..<count).map { number in
            MQTTWorker(
                number: number, of: count, sharedLinks: isShared ? links : nil, endpoint: endpoint,
                options: options, topic: topic, qos: Int32(qos), window: window)
        }
        poller = (0..<count).map { _ in Poller() }
    }

    /// What it is and where it sends.
    public var description: String { "MQTT to \(endpoint)" }

    /// Waits until the broker takes a connection.
    public func start(
        within seconds: Double, events: @escaping @Sendable (DeliveryEvent) -> Void
    ) throws {
        try MQTTProbe.awaitReady(endpoint, within: seconds)
        for (worker, poller) in zip(workers, poller) {
            worker.start(events: events)
            poller.start(everySeconds: 0) {
                worker.round()
                return nil
            } atEnd: {
                worker.end()
            }
        }
    }

    private func worker(of message: OutboundMessage) -> MQTTWorker {
        workers[MQTTWorker.hash(message.vehicle) % workers.count]
    }

    /// Takes messages while a worker has room.
    public func write(_ messages: [OutboundMessage]) -> Int {
        var taken = 0
        for message in messages {
            guard worker(of: message).offer(message) else { break }
            taken += 1
        }
        for worker in workers { worker.wake() }
        return taken
    }

    /// Ends: what is not confirmed fails.
    public func finish() -> DeliveryReceipt {
        for worker in workers { worker.wake() }
        for poller in poller { _ = poller.finish() }
        var sum = DeliveryReceipt()
        for receipt in workers.map(\.receipt) {
            sum.messages += receipt.messages
            sum.records += receipt.records
            sum.bytes += receipt.bytes
            sum.retries += receipt.retries
            sum.reconnects += receipt.reconnects
            if !receipt.lastProblem.isEmpty { sum.lastProblem = receipt.lastProblem }
        }
        return sum
    }
}
