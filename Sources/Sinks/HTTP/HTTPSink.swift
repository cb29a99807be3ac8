// Messages as HTTP requests: newline-delimited JSON, compressed, several requests in flight. A
// request is tried again on 429, 5xx, time-outs and lost connections; other refusals end the load.

import AsyncHTTPClient
import Base
import NIOCore
import NIOHTTP1
import Records
import Synchronization

/// Posts batches of messages.
///
/// HTTP/1.1, or 2 where TLS offers it. A request holds what came since the last one left, so that
/// batches grow with the load; a receipt is the answer to a request.
public final class HTTPSink: DeliverySink {
    private struct State {
        var waiting: [OutboundMessage] = []
        var inFlight = 0
        /// Requests that wait for their next attempt.
        var resting = 0
        var isEnding = false
        var receipt = DeliveryReceipt()
        var events: (@Sendable (DeliveryEvent) -> Void)?
    }

    private let connection: HTTPConnection
    private let target: String
    private let encoding: Compression
    private let batchMessages: Int
    private let concurrency: Int
    private let backoff = Backoff()
    private let state = Mutex(State())
    /// Vehicles keep their order because each one has its lane, and a lane one request at a time.
    private let lanes: Mutex<Lanes>

    /// What a lane has in flight.
    private struct Lanes {
        var isBusy: [Bool]
        var waiting: [[OutboundMessage]]
    }

    /// A sink of an endpoint.
    public init(_ endpoint: Endpoint, mapping: EnvelopeMapping, run: String) throws {
        let name = try endpoint.choice(
            "encoding", of: Compression.allCases.map(\.rawValue), default: "gzip")
        encoding = Compression(rawValue: name) ?? .gzip
        batchMessages = try endpoint.integer("batch", in: 1...100_000, default: 500)
        concurrency = try endpoint.integer("concurrency", in: 1...1024, default: 16)
        connection = try HTTPConnection(
            endpoint, concurrency: concurrency, headers: mapping.headers)
        let path = mapping.path ?? (endpoint.path.isEmpty ? "/v1/records" : "")
        target = connection.url(path) + (mapping.path == nil ? "?run=\(run)" : "")
        lanes = Mutex(
            Lanes(
                isBusy: [Bool](repeating: false, count: concurrency),
                waiting: [[OutboundMessage]](repeating: [], count: concurrency)))
    }

    deinit { connection.shutdown() }

    /// What it is and where it sends.
    public var description: String { "HTTP requests to \(connection.endpoint)" }

    /// Waits until the endpoint answers.
    public func start(
        within seconds: Double, events: @escaping @Sendable (DeliveryEvent) -> Void
    ) throws {
        state.withLock { $0.events = events }
        try connection.awaitReady(within: seconds)
    }

    private func lane(of message: OutboundMessage) -> Int {
        Int(truncatingIfNeeded: (UInt64(message.vehicle) &* 0x9E37_79B9_7F4A_7C15) >> 40)
            % concurrency
    }

    /// Takes messages while fewer than four batches a lane wait.
    public func write(_ messages: [OutboundMessage]) -> Int {
        var taken = 0
        var touched: Set<Int> = []
        lanes.withLock { lanes in
            for message in messages {
                let lane = lane(of: message)
                guard lanes.waiting[lane].count < 4 * batchMessages else { break }
                lanes.waiting[lane].append(message)
                touched.insert(lane)
                taken += 1
            }
        }
        for lane in touched { pump(lane) }
        return taken
    }

    /// Starts the next request of a lane, if it has none in flight.
    private func pump(_ lane: Int) {
        let batch: [OutboundMessage] = lanes.withLock { lanes in
            guard !lanes.isBusy[lane], !lanes.waiting[lane].isEmpty else { return [] }
            lanes.isBusy[lane] = true
            let batch = Array(lanes.waiting[lane].prefix(batchMessages))
            lanes.waiting[lane].removeFirst(batch.count)
            return batch
        }
        guard !batch.isEmpty else { return }
        state.withLock { $0.inFlight += 1 }
        // Encoding is the client's work: it must not hold up who keeps the pace.
        let loop = connection.client.eventLoopGroup.next()
        loop.execute { self.send(batch, lane, attempt: 1, on: loop) }
    }

    private func send(
        _ batch: [OutboundMessage], _ lane: Int, attempt: Int, on loop: any EventLoop
    ) {
        var lines: [UInt8] = []
        lines.reserveCapacity(batch.reduce(0) { $0 + $1.payload.count + 1 })
        for message in batch {
            lines += message.payload
            lines.append(UInt8(ascii: "\n"))
        }
        let body = encoding.compressed(lines)
        state.withLock { $0.receipt.bytes += body.count }
        var headers = [("content-type", "application/x-ndjson")]
        if encoding != .identity { headers.append(("content-encoding", encoding.rawValue)) }
        connection.execute(
            .POST, target, headers: headers, body: ByteBuffer(bytes: body)
        ).whenComplete { result in
            switch result {
            case .success(let response):
                self.answered(response, batch, lane, attempt, loop)
            case .failure(let error):
                if let failure = HTTPConnection.refusal(error, self.connection.endpoint) {
                    return self.refuse(failure, batch, lane)
                }
                let text = HTTPConnection.text(error)
                self.emit(.disconnected(text))
                self.retry(batch, lane, attempt, loop, text, after: nil, isInDoubt: true)
            }
        }
    }

    private func answered(
        _ response: HTTPClient.Response, _ batch: [OutboundMessage], _ lane: Int, _ attempt: Int,
        _ loop: any EventLoop
    ) {
        let code = response.status.code
        switch code {
        case 200..<300:
            state.withLock {
                $0.inFlight -= 1
                $0.receipt.messages += batch.count
                $0.receipt.records += batch.reduce(0) { $0 + $1.records }
            }
            emit(.acknowledged(batch.map(\.token)))
            free(lane)
        case 408, 425, 429, 500..<600:
            let pause = response.headers.first(name: "retry-after").flatMap { Double($0) }
            // 429 says that nothing was taken; after a 5xx nobody knows.
            retry(
                batch, lane, attempt, loop, "it answers \(code)", after: pause,
                isInDoubt: code != 429)
        default:
            let text = response.body.map { String(buffer: $0).prefix(120) } ?? ""
            let hint =
                switch code {
                case 401, 403: "; set ROCADE_TOKEN"
                case 404, 405: "; check the path"
                case 413: "; set a smaller ?batch="
                default: ""
                }
            let line = text.split(separator: "\n").first.map { ": \($0)" } ?? ""
            refuse(
                .input("\(connection.endpoint): it refuses records with \(code)\(line)\(hint)"),
                batch, lane)
        }
    }

    private func retry(
        _ batch: [OutboundMessage], _ lane: Int, _ attempt: Int, _ loop: any EventLoop,
        _ reason: String, after pause: Double?, isInDoubt: Bool
    ) {
        let isEnding = state.withLock { state in
            state.receipt.retries += 1
            state.receipt.lastProblem = reason
            if state.isEnding { state.inFlight -= 1 }
            return state.isEnding
        }
        if isEnding {
            emit(.failed(batch.map(\.token), reason: reason))
            return free(lane)
        }
        var again = batch
        if isInDoubt {
            for index in again.indices { again[index].flagResend() }
        }
        let seconds = min(60, pause ?? backoff.seconds(attempt: attempt, entity: lane))
        let next = again
        loop.scheduleTask(in: .milliseconds(Int64(seconds * 1000))) {
            self.send(next, lane, attempt: attempt + 1, on: loop)
        }
    }

    private func refuse(_ failure: Failure, _ batch: [OutboundMessage], _ lane: Int) {
        state.withLock {
            $0.inFlight -= 1
            $0.receipt.lastProblem = failure.message
        }
        emit(.rejected(failure))
        emit(.failed(batch.map(\.token), reason: failure.message))
        free(lane)
    }

    private func free(_ lane: Int) {
        lanes.withLock { $0.isBusy[lane] = false }
        if !state.withLock({ $0.isEnding }) { pump(lane) }
    }

    private func emit(_ event: DeliveryEvent) {
        let events = state.withLock { $0.events }
        events?(event)
    }

    /// Ends: requests in flight have a moment, the rest fails.
    public func finish() -> DeliveryReceipt {
        state.withLock { $0.isEnding = true }
        let rest = lanes.withLock { lanes in
            let rest = lanes.waiting.flatMap { $0 }
            for lane in lanes.waiting.indices { lanes.waiting[lane] = [] }
            return rest
        }
        if !rest.isEmpty { emit(.failed(rest.map(\.token), reason: "the load ended")) }
        let end = DeliveryClock.seconds + Double(connection.timeoutSeconds) + 6
        while state.withLock({ $0.inFlight }) > 0, DeliveryClock.seconds < end {
            DeliveryClock.sleep(seconds: 0.01)
        }
        return state.withLock { $0.receipt }
    }
}
