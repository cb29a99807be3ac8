import Base
import Foundation
import Harness
import Sinks
import Testing

@Suite(.serialized) struct PostgresDeliveryTests {
    private let word = ["ROCADE_PASSWORD": Database.password]

    @Test func `records stand in the table, also when the server is restarted in a copy`() throws {
        guard let database = try Database() else { return print("skipped: no PostgreSQL") }
        defer { database.remove() }
        try database.program.start()
        let source = try LoadCase()
        defer { source.remove() }
        let url = "postgresql://postgres@127.0.0.1:\(database.port)/postgres"
        var options = try source.options(url, environment: word)
        options.readySeconds = 20
        let calm = try LoadRun.start(options)
        #expect(calm.gatesFailed == 0, "\(calm.table)")
        #expect(calm.value("received") == calm.value("records"))
        #expect(calm.value("duplicate_records") == 0)
        #expect(calm.value("out_of_order") == 0)

        ServerProgram.later(2) {
            database.stop()
            Thread.sleep(forTimeInterval: 1)
            try? database.program.start()
        }
        var rough = try source.options(url, rate: 20_000, seconds: 6, environment: word)
        rough.readySeconds = 20
        let outcome = try LoadRun.start(rough)
        #expect(outcome.gatesFailed == 0, "\(outcome.table)")
        #expect(outcome.value("lost_records") == 0)
        #expect(outcome.value("ledger_violations") == 0)
        #expect(try #require(outcome.value("retries")) > 0)
    }

    @Test func `a wrong password, database or table is the user's mistake`() throws {
        guard let database = try Database() else { return print("skipped: no PostgreSQL") }
        defer { database.remove() }
        try database.program.start()
        let source = try LoadCase(vehicles: 2, each: 20)
        defer { source.remove() }
        func load(_ rest: String, _ password: String) throws -> Failure? {
            var options = try source.options(
                "postgresql://postgres@127.0.0.1:\(database.port)/\(rest)", seconds: 1,
                environment: ["ROCADE_PASSWORD": password])
            options.readySeconds = 20
            return failure { _ = try LoadRun.start(options) }
        }
        let wrongWord = try load("postgres", "wrong")
        #expect(wrongWord?.kind == .input, "\(String(describing: wrongWord))")
        #expect(wrongWord?.message.contains("password") == true)
        #expect(try load("nowhere", Database.password)?.kind == .input)
        #expect(try load("postgres?table=pg_catalog.pg_class", Database.password)?.kind == .input)
    }
}
