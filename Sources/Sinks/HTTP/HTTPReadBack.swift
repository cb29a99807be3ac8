// The receipts of `rocade platform --listen`, read while sending: a line per message, from the
// number of the last one seen.

import AsyncHTTPClient
import Base
import NIOCore
import NIOHTTP1
import Records
import Synchronization

/// Asks the platform again and again what arrived.
public final class HTTPReadBack: ReadBack {
    private let connection: HTTPConnection
    private let run: String
    private let poller = Poller()

    /// A reader of the receipts of one load run.
    public init(_ endpoint: Endpoint, run: String) throws {
        connection = try HTTPConnection(endpoint, concurrency: 1, headers: [:])
        self.run = run
    }

    deinit { connection.shutdown() }

    /// What it reads.
    public var description: String { "receipts of \(connection.endpoint)" }

    /// Whether an endpoint gives receipts.
    public enum Offer: Hashable, Sendable {
        /// It is a Rocade platform.
        case given
        /// It is something else.
        case foreign
        /// It does not answer yet.
        case silent
    }

    /// Whether the endpoint gives receipts, at this moment.
    public var offer: Offer {
        do {
            let answer = try connection.execute(.GET, connection.url("/v1/health")).wait()
            guard answer.status.code < 500 else { return .silent }
            guard answer.status == .ok, let body = answer.body else { return .foreign }
            return String(buffer: body).contains("\"rocade\"") ? .given : .foreign
        } catch {
            // Certificates that do not fit will not fit later: the sink says so.
            return HTTPConnection.refusal(error, connection.endpoint) == nil ? .silent : .foreign
        }
    }

    /// Starts to ask.
    public func start(
        within seconds: Double, arrivals: @escaping @Sendable ([MessageKeys]) -> Void
    ) throws {
        try connection.awaitReady(within: seconds)
        guard offer == .given else {
            throw Failure.input(
                "\(connection.endpoint): it has no receipts to read back; use --read-back none, "
                    + "or name what the records end up in")
        }
        let reader = MessageKeyReader(mapping: EnvelopeMapping())
        var seen = 0
        poller.start(everySeconds: 0.2) { [connection, run] in
            while true {
                let url = connection.url("/v1/arrivals?run=\(run)&from=\(seen)")
                do {
                    let answer = try connection.execute(.GET, url).wait()
                    guard answer.status == .ok else { return "it answers \(answer.status.code)" }
                    var keys: [MessageKeys] = []
                    for line in (answer.body.map { Array($0.readableBytesView) } ?? [])
                        .split(separator: UInt8(ascii: "\n"))
                    {
                        guard let found = reader.read(Array(line)) else {
                            return "a receipt cannot be read"
                        }
                        keys.append(found)
                    }
                    if keys.isEmpty { return nil }
                    seen += keys.count
                    arrivals(keys)
                } catch {
                    // The endpoint may be down for a while: that is what is being tested.
                    return HTTPConnection.text(error)
                }
            }
        } atEnd: {
        }
    }

    /// Asks once more and ends.
    public func finish() -> String? { poller.finish() }
}
