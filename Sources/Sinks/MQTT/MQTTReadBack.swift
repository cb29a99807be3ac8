// What arrived at a broker, as a subscriber sees it: one connection, subscribed to the topics of
// all vehicles, made again whenever it is lost.

import Base
import CMosquitto
import Glibc
import Records
import Synchronization

/// Subscribes to what the sink publishes.
public final class MQTTReadBack: ReadBack {
    private let endpoint: Endpoint
    private let options: MQTTLink.Options
    private let pattern: String
    private let reader: MessageKeyReader
    private let run: String
    private let poller = Poller()

    /// A reader of the messages of one load run.
    public init(_ endpoint: Endpoint, mapping: EnvelopeMapping, run: String) throws {
        mosquitto_lib_init()
        self.endpoint = endpoint
        self.run = run
        options = try MQTTLink.Options(endpoint)
        let template = endpoint.parameters["topic"] ?? mapping.topic ?? MQTTTopic.usual
        pattern = MQTTTopic(template: template).pattern
        reader = MessageKeyReader(mapping: mapping)
    }

    /// What it reads.
    public var description: String { "subscription to \(pattern) at \(endpoint)" }

    /// Subscribes; returns when the broker has granted it.
    public func start(
        within seconds: Double, arrivals: @escaping @Sendable ([MessageKeys]) -> Void
    ) throws {
        try MQTTProbe.awaitReady(endpoint, within: seconds)
        let subscriber = MQTTSubscriber(
            endpoint: endpoint, options: options, pattern: pattern, reader: reader, run: run,
            arrivals: arrivals)
        poller.start(everySeconds: 0) {
            subscriber.round()
        } atEnd: {
            subscriber.end()
        }
        let end = DeliveryClock.seconds + seconds
        while !subscriber.isSubscribed {
            guard DeliveryClock.seconds < end, !subscriber.isRefused else {
                _ = poller.finish()
                throw Failure.input(
                    "\(endpoint): the broker grants no subscription to \(pattern); use "
                        + "--read-back with an account that may read, or --read-back none")
            }
            DeliveryClock.sleep(seconds: 0.01)
        }
    }

    /// Unsubscribes.
    public func finish() -> String? { poller.finish() }
}

/// The subscriber's thread. `@unchecked Sendable`: only the flags are shared.
private final class MQTTSubscriber: @unchecked Sendable, MQTTLinkHandler {
    private let endpoint: Endpoint
    private let options: MQTTLink.Options
    private let pattern: String
    private let reader: MessageKeyReader
    private let run: String
    private let arrivals: @Sendable ([MessageKeys]) -> Void
    private let granted = Atomic<Bool>(false)
    private let refused = Atomic<Bool>(false)
    private let backoff = Backoff()
    private var link: MQTTLink?
    private var keys: [MessageKeys] = []
    private var attempts = 0
    private var nextAttempt = 0.0
    private var lastKeepAlive = 0.0

    init(
        endpoint: Endpoint, options: MQTTLink.Options, pattern: String, reader: MessageKeyReader,
        run: String, arrivals: @escaping @Sendable ([MessageKeys]) -> Void
    ) {
        self.endpoint = endpoint
        self.options = options
        self.pattern = pattern
        self.reader = reader
        self.run = run
        self.arrivals = arrivals
    }

    var isSubscribed: Bool { granted.load(ordering: .acquiring) }
    var isRefused: Bool { refused.load(ordering: .acquiring) }

    func round() -> String? {
        guard let link else { return open() }
        var wanted = pollfd(fd: link.socket, events: Int16(POLLIN), revents: 0)
        if link.wantsToWrite { wanted.events |= Int16(POLLOUT) }
        poll(&wanted, 1, 50)
        var code: Int32 = 0
        if wanted.revents & Int16(POLLOUT) != 0 { code = link.write() }
        if code == 0, wanted.revents & ~Int16(POLLOUT) != 0 { code = link.read() }
        let now = DeliveryClock.seconds
        if code == 0, now - lastKeepAlive > 1 {
            lastKeepAlive = now
            code = link.keepAlive()
        }
        flush()
        return code == 0 ? nil : lose(MQTTLink.text(code))
    }

    private func open() -> String? {
        guard DeliveryClock.seconds >= nextAttempt else {
            DeliveryClock.sleep(seconds: 0.01)
            return nil
        }
        attempts += 1
        do {
            let fresh = try MQTTLink(
                number: 0, id: "rocade-read-\(getpid())-\(endpoint.port)-\(run)", options: options,
                isCleanStart: false, handler: self)
            link = fresh
            let code = fresh.connect(options)
            return code == 0 ? nil : lose(MQTTLink.text(code))
        } catch {
            return lose("\(error)")
        }
    }

    private func lose(_ reason: String) -> String {
        link = nil
        // Soon again: what is published meanwhile would look lost.
        nextAttempt =
            DeliveryClock.seconds + min(0.5, backoff.seconds(attempt: attempts, entity: -1))
        return reason
    }

    private func flush() {
        guard !keys.isEmpty else { return }
        arrivals(keys)
        keys.removeAll(keepingCapacity: true)
    }

    func end() {
        flush()
        link?.disconnect()
        link = nil
    }

    func link(_ link: MQTTLink, connected code: Int32) {
        guard code == 0 else {
            if MQTTLink.refusal(code, endpoint) != nil { refused.store(true, ordering: .releasing) }
            return
        }
        attempts = 0
        _ = link.subscribe(pattern, qos: 1)
    }

    func link(_ link: MQTTLink, published message: Int32, code: Int32) {}

    func link(_ link: MQTTLink, subscribed codes: [Int32]) {
        if codes.contains(where: { $0 >= 0x80 }) {
            refused.store(true, ordering: .releasing)
        } else {
            granted.store(true, ordering: .releasing)
        }
    }

    func link(_ link: MQTTLink, received payload: UnsafeBufferPointer<UInt8>) {
        guard let found = reader.read(payload), found.run == run || found.run.isEmpty else {
            return
        }
        keys.append(found)
        if keys.count >= 512 { flush() }
    }
}

/// Waits for a broker, with one connection that only says hello.
enum MQTTProbe {
    private final class Hello: MQTTLinkHandler {
        var code: Int32?
        func link(_ link: MQTTLink, connected code: Int32) { self.code = code }
        func link(_ link: MQTTLink, published message: Int32, code: Int32) {}
        func link(_ link: MQTTLink, subscribed codes: [Int32]) {}
        func link(_ link: MQTTLink, received payload: UnsafeBufferPointer<UInt8>) {}
    }

    /// Returns when the broker takes a connection.
    static func awaitReady(_ endpoint: Endpoint, within seconds: Double) throws {
        let end = DeliveryClock.seconds + seconds
        let options = try MQTTLink.Options(endpoint)
        var problem = ""
        while true {
            let code = try hello(options, endpoint)
            if code == 0 { return }
            if let refusal = MQTTLink.refusal(code, endpoint) { throw refusal }
            problem = MQTTLink.text(code)
            guard DeliveryClock.seconds < end else {
                let hint =
                    endpoint.scheme == .mqtts && endpoint.parameters["cert"] == nil
                    ? ", or give a certificate with cert=FILE&key=FILE if it asks for one" : ""
                throw Failure.environment(
                    "\(endpoint): not ready after \(Int(seconds)) s: \(problem); start the broker, "
                        + "or check host and port\(hint)")
            }
            DeliveryClock.sleep(seconds: 0.1)
        }
    }

    private static func hello(_ options: MQTTLink.Options, _ endpoint: Endpoint) throws -> Int32 {
        let handler = Hello()
        let link = try MQTTLink(
            number: 0, id: "rocade-hello-\(getpid())-\(endpoint.port)", options: options,
            isCleanStart: true, handler: handler)
        var code = link.connect(options)
        let end = DeliveryClock.seconds + 5
        while code == 0, handler.code == nil, DeliveryClock.seconds < end {
            var wanted = pollfd(fd: link.socket, events: Int16(POLLIN), revents: 0)
            if link.wantsToWrite { wanted.events |= Int16(POLLOUT) }
            poll(&wanted, 1, 50)
            if wanted.revents & Int16(POLLOUT) != 0 { code = link.write() }
            if code == 0, wanted.revents & ~Int16(POLLOUT) != 0 { code = link.read() }
        }
        if let answer = handler.code {
            link.disconnect()
            return answer
        }
        return code == 0 ? MOSQ_ERR_CONN_LOST.code : code
    }
}
