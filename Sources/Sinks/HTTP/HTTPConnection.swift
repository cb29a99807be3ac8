// What the HTTP sink and its read-back share: the client with its TLS, the token, and how failures
// are told to people.

import AsyncHTTPClient
import Base
import NIOCore
import NIOHTTP1
import NIOSSL

/// A client of one endpoint.
struct HTTPConnection: Sendable {
    let endpoint: Endpoint
    let client: HTTPClient
    let headers: HTTPHeaders
    let timeoutSeconds: Int

    init(_ endpoint: Endpoint, concurrency: Int, headers extra: [String: String]) throws {
        self.endpoint = endpoint
        timeoutSeconds = try endpoint.integer("timeout", in: 1...3600, default: 10)
        var configuration = HTTPClient.Configuration()
        configuration.timeout = .init(
            connect: .seconds(5), read: .seconds(Int64(timeoutSeconds)))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = concurrency
        configuration.redirectConfiguration = .disallow
        if endpoint.scheme == .https {
            configuration.tlsConfiguration = try Self.tls(endpoint)
        }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        var headers = HTTPHeaders()
        headers.add(name: "user-agent", value: "rocade")
        if let token = endpoint.token.value {
            headers.add(name: "authorization", value: "Bearer \(token)")
        }
        for name in extra.keys.sorted() { headers.add(name: name, value: extra[name] ?? "") }
        self.headers = headers
    }

    private static func tls(_ endpoint: Endpoint) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let ca = try endpoint.file("ca") { tls.trustRoots = .file(ca) }
        let certificate = try endpoint.file("cert")
        let key = try endpoint.file("key")
        guard (certificate == nil) == (key == nil) else {
            throw Failure.input("\(endpoint): 'cert' and 'key' come together")
        }
        guard let certificate, let key else { return tls }
        do {
            tls.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate)
                .map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
        } catch {
            throw Failure.input("\(endpoint): cert or key is no PEM file: \(error)")
        }
        return tls
    }

    /// The URL of a path below the endpoint.
    func url(_ path: String) -> String {
        let base = "\(endpoint.scheme.rawValue)://\(endpoint.host):\(endpoint.port)"
        let folder = endpoint.path.isEmpty ? "" : "/" + endpoint.path
        return base + folder + path
    }

    /// Starts a request.
    func execute(
        _ method: HTTPMethod, _ url: String, headers more: [(String, String)] = [],
        body: ByteBuffer? = nil
    ) -> EventLoopFuture<HTTPClient.Response> {
        var all = headers
        for (name, value) in more { all.replaceOrAdd(name: name, value: value) }
        do {
            let request = try HTTPClient.Request(
                url: url, method: method, headers: all, body: body.map { .byteBuffer($0) })
            return client.execute(
                request: request, deadline: .now() + .seconds(Int64(timeoutSeconds) + 5))
        } catch {
            return client.eventLoopGroup.next().makeFailedFuture(error)
        }
    }

    /// Waits until the endpoint answers at all.
    func awaitReady(within seconds: Double) throws {
        let end = DeliveryClock.seconds + seconds
        var problem = "no answer"
        var attempt = 0
        while true {
            do {
                let status = try execute(.GET, url("/v1/health")).wait().status.code
                // Whatever a foreign endpoint says to this path, it is there.
                if status < 500 && status != 429 { return }
                problem = "it answers \(status)"
            } catch {
                if let failure = Self.refusal(error, endpoint) { throw failure }
                problem = Self.text(error)
            }
            attempt += 1
            guard DeliveryClock.seconds < end else {
                throw Failure.environment(
                    "\(endpoint): not ready after \(Int(seconds)) s: \(problem); start it, or "
                        + "check host and port")
            }
            DeliveryClock.sleep(seconds: min(0.5, 0.05 * Double(attempt)))
        }
    }

    /// A failure that no waiting mends: the certificates do not fit.
    static func refusal(_ error: any Error, _ endpoint: Endpoint) -> Failure? {
        let text = text(error)
        let isTLS =
            error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError
            || text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("handshakeFailed")
            || text.contains("unableToValidateCertificate")
        guard isTLS, !text.contains("uncleanShutdown") else { return nil }
        return .input(
            "\(endpoint): the TLS handshake failed (\(text)); name the server's authority with "
                + "?ca=FILE, and cert=FILE&key=FILE if it asks for a certificate")
    }

    /// An error as a few words on one line.
    static func text(_ error: any Error) -> String {
        String("\(error)".split(separator: "\n").joined(separator: " ").prefix(200))
    }

    /// Ends the client; also called on its own threads, where waiting is not allowed.
    func shutdown() { client.shutdown { _ in } }
}
