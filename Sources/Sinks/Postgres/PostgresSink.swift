// Records into a PostgreSQL table by binary COPY. A batch is one COPY and so one transaction: it is
// there as a whole or not at all.

import Base
import CPostgres
import Records
import Synchronization

/// Copies messages, whose payloads are rows that `PostgresRows` encoded.
///
/// One connection: rows stand in the table in the order in which they were taken (`arrival`).
public final class PostgresSink: DeliverySink {
    private struct State {
        var waiting: [OutboundMessage] = []
        var records = 0
        var isEnding = false
        var receipt = DeliveryReceipt()
        var events: (@Sendable (DeliveryEvent) -> Void)?
    }

    private static let mostWaiting = 200_000
    private static let batchRecords = 20_000
    private let endpoint: Endpoint
    private let table: String
    private let state = Mutex(State())
    private let poller = Poller()

    /// A sink of an endpoint.
    public init(_ endpoint: Endpoint) throws {
        self.endpoint = endpoint
        table = endpoint.parameters["table"] ?? "telemetry"
        guard !table.isEmpty, table.utf8.count <= 63 else {
            throw Failure.input("\(endpoint): table=\(table) is no name of a table")
        }
    }

    /// What it is and where it sends.
    public var description: String { "PostgreSQL table \(table) at \(endpoint)" }

    /// Connects, and makes the table where there is none.
    public func start(
        within seconds: Double, events: @escaping @Sendable (DeliveryEvent) -> Void
    ) throws {
        state.withLock { $0.events = events }
        let connection = try PostgresConnection.ready(endpoint, within: seconds)
        do {
            try connection.run(PostgresRows.createTable(table))
            // Shows a table of another shape, and missing rights, before anything is sent.
            try connection.copy(PostgresRows.copyCommand(table), [])
        } catch let problem as PostgresConnection.Problem {
            throw Failure.input(
                "\(endpoint): table '\(table)' cannot be written: \(problem.text); name another "
                    + "with ?table=")
        }
        let work = PostgresWork(endpoint: endpoint, table: table, connection: connection)
        poller.start(everySeconds: 0) { [weak self] in
            self?.round(work)
        } atEnd: {
            work.connection = nil
        }
    }

    /// Takes messages while fewer than 200,000 records wait.
    public func write(_ messages: [OutboundMessage]) -> Int {
        state.withLock { state in
            var taken = 0
            for message in messages {
                guard state.records < Self.mostWaiting else { break }
                state.waiting.append(message)
                state.records += message.records
                taken += 1
            }
            return taken
        }
    }

    private func round(_ work: PostgresWork) -> String? {
        let batch = state.withLock { state in
            var count = 0
            var records = 0
            while count < state.waiting.count, records < Self.batchRecords {
                records += state.waiting[count].records
                count += 1
            }
            let batch = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(count)
            return batch
        }
        guard !batch.isEmpty else {
            DeliveryClock.sleep(seconds: 0.005)
            return nil
        }
        let records = batch.reduce(0) { $0 + $1.records }
        let outcome = work.copy(batch) { reason in
            self.state.withLock {
                $0.receipt.retries += 1
                $0.receipt.lastProblem = reason
                return $0.isEnding
            }
        } lost: { reason in
            self.emit(.disconnected(reason))
        } reconnected: {
            self.state.withLock { $0.receipt.reconnects += 1 }
        }
        state.withLock { state in
            state.records -= records
            guard case .copied(let bytes) = outcome else { return }
            state.receipt.messages += batch.count
            state.receipt.records += records
            state.receipt.bytes += bytes
        }
        switch outcome {
        case .copied: emit(.acknowledged(batch.map(\.token)))
        case .failed(let reason): emit(.failed(batch.map(\.token), reason: reason))
        case .refused(let failure):
            emit(.rejected(failure))
            emit(.failed(batch.map(\.token), reason: failure.message))
        }
        return nil
    }

    private func emit(_ event: DeliveryEvent) {
        let events = state.withLock { $0.events }
        events?(event)
    }

    /// Ends: what is not copied fails.
    public func finish() -> DeliveryReceipt {
        let rest = state.withLock { state in
            state.isEnding = true
            let rest = state.waiting
            state.waiting = []
            return rest
        }
        if !rest.isEmpty { emit(.failed(rest.map(\.token), reason: "the load ended")) }
        _ = poller.finish()
        return state.withLock { $0.receipt }
    }
}

/// The thread that copies. A class, confined to it, because its connection comes and goes.
private final class PostgresWork {
    enum Outcome {
        case copied(bytes: Int)
        case failed(String)
        case refused(Failure)
    }

    private let endpoint: Endpoint
    private let table: String
    private let backoff = Backoff()
    var connection: PostgresConnection?

    init(endpoint: Endpoint, table: String, connection: PostgresConnection) {
        self.endpoint = endpoint
        self.table = table
        self.connection = connection
    }

    /// Copies a batch, again and again until it stands.
    /// - Parameter shouldStop: told of every failed attempt; whether to give up.
    func copy(
        _ batch: [OutboundMessage], shouldStop: (String) -> Bool, lost: (String) -> Void,
        reconnected: () -> Void
    ) -> Outcome {
        var batch = batch
        var attempt = 0
        while true {
            do {
                if connection == nil {
                    connection = try PostgresConnection(endpoint)
                    reconnected()
                }
                try connection?.copy(PostgresRows.copyCommand(table), batch.map(\.payload))
                return .copied(bytes: batch.reduce(0) { $0 + $1.payload.count })
            } catch let problem as PostgresConnection.Problem {
                guard problem.isTransient else {
                    return .refused(
                        .input("\(endpoint): table '\(table)' refuses records: \(problem.text)"))
                }
                if shouldStop(problem.text) { return .failed(problem.text) }
                lost(problem.text)
            } catch {
                let failure = error as? Failure ?? .environment("\(error)")
                if failure.kind == .input { return .refused(failure) }
                if shouldStop(failure.message) { return .failed(failure.message) }
            }
            connection = nil
            // The transaction may have been committed with its confirmation lost.
            for index in batch.indices { batch[index].flagResend() }
            attempt += 1
            DeliveryClock.sleep(
                seconds: min(2, backoff.seconds(attempt: attempt, entity: attempt)))
        }
    }
}
