// The reference platform over HTTP, so that a whole load test runs on one machine and a real
// platform can take its place.
//
//     POST /v1/records?run=R     newline-delimited messages, plain, gzip or zstd  → 202 {"accepted":…}
//     GET  /v1/arrivals?run=R&from=N   messages received from number N on, a line each
//     GET  /v1/receipts?run=R    runs of sequence numbers received equally often, a line each
//     POST /v1/publish           makes the products of what came in
//     GET  /v1/health            {"rocade":"<version>"}

import Base
import Foundation
import HTTPTypes
import Harness
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Records
import Sinks

/// Serves a hub.
public struct PlatformServer: Sendable {
    /// How a server that is broken on purpose treats a request, so that a client can be tested.
    public enum Fault: Hashable, Sendable {
        /// Answers with a status; the records were taken, or not.
        case answer(Int, taken: Bool)
        /// Takes the records and says nothing for some seconds.
        case silence(seconds: Double)
        /// Confirms the records and forgets them.
        case forget
    }

    /// No larger body is taken, packed or unpacked.
    public static let largestBody = 64 << 20
    private let hub: PlatformHub
    private let folder: String
    /// The token that clients must show; nil for none.
    private let token: String?
    /// What goes wrong with the request of a number, from 0.
    private let fault: @Sendable (Int) -> Fault?
    private let requests = RequestCounter()

    /// A server.
    /// - Parameters:
    ///   - folder: where products are written.
    ///   - token: the bearer token that clients must show; nil for none.
    ///   - fault: what goes wrong with the request of a number.
    public init(
        hub: PlatformHub, folder: String, token: String? = nil,
        fault: @escaping @Sendable (Int) -> Fault? = { _ in nil }
    ) {
        self.hub = hub
        self.folder = folder
        self.token = token
        self.fault = fault
    }

    /// Serves until the task is cancelled or the process is told to end.
    /// - Parameter onReady: called with the port once requests are taken.
    /// - Throws: `Failure.environment` when the address cannot be had.
    public func run(
        host: String, port: Int, handlesSignals: Bool,
        onReady: @escaping @Sendable (Int) -> Void
    ) async throws {
        var logger = Logger(label: "rocade.platform")
        logger.logLevel = .critical
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "rocade"),
            onServerRunning: { channel in onReady(channel.localAddress?.port ?? port) },
            logger: logger)
        do {
            if handlesSignals {
                try await application.runService()
            } else {
                try await application.runService(gracefulShutdownSignals: [])
            }
        } catch is CancellationError {
            return
        } catch {
            throw Failure.environment(
                "cannot listen on \(host):\(port): \(error); choose another port with --listen")
        }
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/v1/health") { _, _ in
            let counts = hub.counts
            return Self.json(
                "{\"rocade\":\(Self.quoted(rocadeVersion)),\"records\":\(counts.records),"
                    + "\"malformed\":\(counts.malformed),\"foreign\":\(counts.foreign)}")
        }
        router.post("/v1/records") { request, _ in try await records(request) }
        router.get("/v1/arrivals") { request, _ in
            let query = request.uri.queryParameters
            let from = query["from"].flatMap { Int(String($0)) } ?? 0
            return Self.lines(
                hub.arrivals(run: String(query["run"] ?? ""), from: from).map(Self.line))
        }
        router.get("/v1/receipts") { request, _ in
            let run = String(request.uri.queryParameters["run"] ?? "")
            return Self.lines(
                hub.receipts(run: run).map { region, run in
                    "{\"region\":\(Self.quoted(region)),\"vid\":\(run.vehicle),"
                        + "\"boot\":\(run.boot),\"first\":\(run.first),\"last\":\(run.last),"
                        + "\"copies\":\(run.copies),\"out_of_order\":\(run.outOfOrder)}"
                })
        }
        router.post("/v1/publish") { request, _ in
            guard isAllowed(request) else { return Self.json("{}", status: .unauthorized) }
            let files = try hub.publish(to: folder)
            return Self.json("[\(files.map(Self.quoted).joined(separator: ","))]")
        }
        return router
    }

    private func isAllowed(_ request: Request) -> Bool {
        token == nil || request.headers[.authorization] == "Bearer \(token ?? "")"
    }

    private func records(_ request: Request) async throws -> Response {
        guard isAllowed(request) else {
            return Self.json("{\"error\":\"wrong token\"}", status: .unauthorized)
        }
        let fault = self.fault(requests.next())
        if case .answer(let status, taken: false) = fault {
            return Self.json("{\"error\":\"broken on purpose\"}", status: .init(code: status))
        }
        let run = String(request.uri.queryParameters["run"] ?? "")
        let buffer = try await request.body.collect(upTo: Self.largestBody)
        let name = request.headers[.contentEncoding] ?? "identity"
        guard let encoding = Compression(rawValue: name) else {
            return Self.json(
                "{\"error\":\"unknown content-encoding\"}", status: .unsupportedMediaType)
        }
        guard let body = encoding.unpacked(Array(buffer.readableBytesView)) else {
            return Self.json("{\"error\":\"damaged body\"}", status: .badRequest)
        }
        if fault == .forget { return Self.json("{\"accepted\":0}", status: .accepted) }
        let answer = hub.take(body, run: run)
        switch fault {
        case .answer(let status, _):
            return Self.json("{\"error\":\"broken on purpose\"}", status: .init(code: status))
        case .silence(let seconds): try await Task.sleep(for: .seconds(seconds))
        case .forget, nil: break
        }
        guard answer.malformed == 0, answer.foreign == 0 else {
            return Self.json(
                "{\"error\":\"malformed messages: \(answer.malformed), records of unknown regions: "
                    + "\(answer.foreign)\"}", status: .badRequest)
        }
        return Self.json("{\"accepted\":\(answer.accepted)}", status: .accepted)
    }

    /// A message as it stands in a line of `/v1/arrivals`.
    private static func line(_ keys: MessageKeys) -> String {
        let samples = keys.sequences.map { "{\"sequence\":\($0)}" }.joined(separator: ",")
        return "{\"run\":\(quoted(keys.run)),\"region\":\(quoted(keys.region)),"
            + "\"vid\":\(keys.vehicle),\"boot\":\(keys.boot),\"resend\":\(keys.isResend),"
            + "\"samples\":[\(samples)]}"
    }

    private static func quoted(_ text: String) -> String {
        "\"\(text.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline })\""
    }

    private static func json(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
    }

    private static func lines(_ lines: [String]) -> Response {
        let text = lines.joined(separator: "\n") + (lines.isEmpty ? "" : "\n")
        return Response(
            status: .ok, headers: [.contentType: "application/x-ndjson"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
