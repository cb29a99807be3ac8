// What stands in a table, by query, from the last row seen.

import Base
import CPostgres
import Records

/// Queries what the sink copied.
public final class PostgresReadBack: ReadBack {
    private let endpoint: Endpoint
    private let table: String
    private let run: String
    private let poller = Poller()

    /// A reader of the rows of one load run.
    public init(_ endpoint: Endpoint, run: String) throws {
        self.endpoint = endpoint
        self.run = run
        table = endpoint.parameters["table"] ?? "telemetry"
    }

    /// What it reads.
    public var description: String { "PostgreSQL table \(table) at \(endpoint)" }

    /// Starts to query: rarely, so that reading does not slow down what is measured.
    public func start(
        within seconds: Double, arrivals: @escaping @Sendable ([MessageKeys]) -> Void
    ) throws {
        var connection: PostgresConnection? = try PostgresConnection.ready(
            endpoint, within: seconds)
        var last: Int64
        do {
            let rows = try connection?.rows(
                "SELECT coalesce(max(arrival), 0) FROM \(PostgresRows.quoted(table))")
            last = rows?.first?.first.flatMap { $0.flatMap { Int64($0) } } ?? 0
        } catch let problem as PostgresConnection.Problem {
            throw Failure.input("\(endpoint): table '\(table)' cannot be read: \(problem.text)")
        }
        var pause = 0.5
        var next = DeliveryClock.seconds + pause
        let (endpoint, table, run, poller) = (endpoint, table, run, poller)
        poller.start(everySeconds: 0.05) {
            guard DeliveryClock.seconds >= next || poller.isEnding else { return nil }
            let begin = DeliveryClock.seconds
            defer {
                pause = min(5, max(0.5, 5 * (DeliveryClock.seconds - begin)))
                next = DeliveryClock.seconds + pause
            }
            do {
                if connection == nil { connection = try PostgresConnection(endpoint) }
                let query =
                    "SELECT region, vid, boot, sequence, redelivered, arrival FROM "
                    + "\(PostgresRows.quoted(table)) WHERE arrival > \(last) AND run = '\(run)' "
                    + "ORDER BY arrival"
                let rows = try connection?.rows(query) ?? []
                if let arrival = rows.last?[5].flatMap({ Int64($0) }) { last = arrival }
                if !rows.isEmpty { arrivals(rows.compactMap { Self.keys($0, run) }) }
                return nil
            } catch let problem as PostgresConnection.Problem {
                connection = nil
                return problem.text
            } catch {
                connection = nil
                return "\(error)"
            }
        } atEnd: {
            connection = nil
        }
    }

    private static func keys(_ row: [String?], _ run: String) -> MessageKeys? {
        guard row.count == 6, let region = row[0], let vehicle = row[1].flatMap({ UInt32($0) }),
            let boot = row[2].flatMap({ UInt32($0) }), let sequence = row[3].flatMap({ UInt32($0) })
        else { return nil }
        return MessageKeys(
            run: run, region: region, vehicle: vehicle, boot: boot, sequences: [sequence],
            isResend: row[4] == "t")
    }

    /// Queries once more and ends.
    public func finish() -> String? { poller.finish() }
}
