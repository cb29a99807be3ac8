// A connection through libpq, and its failures in words.

import Base
import CPostgres
import Glibc
import Records

/// A connection. A class because it owns libpq's handle; confined to one thread.
final class PostgresConnection {
    private let handle: OpaquePointer
    private let endpoint: Endpoint

    /// Connects; waits at most five seconds.
    /// - Throws: `Failure.input` for what no waiting mends, `Failure.environment` otherwise.
    init(_ endpoint: Endpoint) throws {
        self.endpoint = endpoint
        var settings = [
            ("host", endpoint.host), ("port", String(endpoint.port)),
            ("dbname", endpoint.path.isEmpty ? "postgres" : endpoint.path),
            ("connect_timeout", "5"), ("application_name", "rocade"),
            ("client_encoding", "UTF8"), ("options", "-c client_min_messages=error"),
            ("keepalives_idle", "10"), ("tcp_user_timeout", "20000"),
        ]
        if !endpoint.user.isEmpty { settings.append(("user", endpoint.user)) }
        if let password = endpoint.password.value { settings.append(("password", password)) }
        if let ca = try endpoint.file("ca") {
            settings += [("sslmode", "verify-full"), ("sslrootcert", ca)]
        }
        if let certificate = try endpoint.file("cert"), let key = try endpoint.file("key") {
            settings += [("sslcert", certificate), ("sslkey", key)]
        }
        let text = settings.map { "\($0.0)='\(Self.quoted($0.1))'" }.joined(separator: " ")
        guard let handle = PQconnectdb(text) else {
            throw Failure.environment("libpq: no memory for a connection")
        }
        self.handle = handle
        guard PQstatus(handle) == CONNECTION_OK else {
            throw Self.failure(Self.line(PQerrorMessage(handle)), endpoint)
        }
    }

    deinit { PQfinish(handle) }

    private static func quoted(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    }

    private static func line(_ text: UnsafeMutablePointer<CChar>?) -> String {
        let message = text.map { String(cString: $0) } ?? ""
        return message.split(separator: "\n").joined(separator: " ")
    }

    /// libpq gives no code for a refused connection: its words must do.
    private static func failure(_ text: String, _ endpoint: Endpoint) -> Failure {
        let wrong = [
            "password authentication failed", "no password supplied", "does not exist",
            "certificate verify failed", "no pg_hba.conf entry", "does not support SSL",
            "certificate authentication failed",
        ]
        let isRefusal =
            wrong.contains { text.contains($0) } && !text.contains("starting up")
        let hint =
            text.contains("password") ? "; put the password into ROCADE_PASSWORD" : ""
        return isRefusal
            ? .input("\(endpoint): \(text)\(hint)") : .environment("\(endpoint): \(text)")
    }

    /// Waits until the server takes a connection.
    static func ready(_ endpoint: Endpoint, within seconds: Double) throws -> PostgresConnection {
        let end = DeliveryClock.seconds + seconds
        while true {
            do { return try PostgresConnection(endpoint) } catch let failure as Failure {
                if failure.kind == .input { throw failure }
                guard DeliveryClock.seconds < end else {
                    throw Failure.environment(
                        "\(failure.message); not ready after \(Int(seconds)) s: start it, or check "
                            + "host and port")
                }
            }
            DeliveryClock.sleep(seconds: 0.1)
        }
    }

    /// Why a command failed.
    struct Problem: Error {
        var state: String
        var text: String
        /// Whether another attempt can go better: the connection or the server's resources.
        var isTransient: Bool {
            state.isEmpty || ["08", "40", "53", "55", "57", "58"].contains(state.prefix(2))
        }
    }

    private func problem(_ result: OpaquePointer?) -> Problem {
        let state = result.flatMap { PQresultErrorField($0, 67) }.map { String(cString: $0) } ?? ""
        let own = result.map { Self.line(PQresultErrorMessage($0)) } ?? ""
        return Problem(
            state: state, text: own.isEmpty ? Self.line(PQerrorMessage(handle)) : own)
    }

    /// Runs a command without rows.
    func run(_ command: String) throws {
        let result = PQexec(handle, command)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
            throw problem(result)
        }
    }

    /// The rows of a query as texts; nil for NULL.
    func rows(_ query: String) throws -> [[String?]] {
        let result = PQexec(handle, query)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_TUPLES_OK else { throw problem(result) }
        return (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { column in
                PQgetisnull(result, row, column) != 0
                    ? nil : PQgetvalue(result, row, column).map { String(cString: $0) }
            }
        }
    }

    /// A server that was stopped keeps its connection and never answers: a minute is enough.
    private func awaitAnswer() throws {
        let end = DeliveryClock.seconds + 60
        PQflush(handle)
        while PQisBusy(handle) != 0 {
            guard DeliveryClock.seconds < end else {
                throw Problem(state: "", text: "no answer for 60 s")
            }
            var wanted = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            poll(&wanted, 1, 500)
            guard PQconsumeInput(handle) == 1 else { throw problem(nil) }
        }
    }

    /// Copies bytes in binary form, as one transaction.
    func copy(_ command: String, _ parts: [[UInt8]]) throws {
        guard PQsendQuery(handle, command) == 1 else { throw problem(nil) }
        try awaitAnswer()
        let result = PQgetResult(handle)
        let status = PQresultStatus(result)
        if status != PGRES_COPY_IN {
            defer { PQclear(result) }
            throw problem(result)
        }
        PQclear(result)
        for part in [PostgresRows.header] + parts + [PostgresRows.trailer] {
            let code = part.withUnsafeBytes {
                PQputCopyData(
                    handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count))
            }
            guard code == 1 else { throw problem(nil) }
        }
        guard PQputCopyEnd(handle, nil) == 1 else { throw problem(nil) }
        try awaitAnswer()
        var failure: Problem?
        while let result = PQgetResult(handle) {
            if PQresultStatus(result) != PGRES_COMMAND_OK, failure == nil {
                failure = problem(result)
            }
            PQclear(result)
        }
        if let failure { throw failure }
        guard PQstatus(handle) == CONNECTION_OK else { throw problem(nil) }
    }
}
