import Base
import Foundation
import Harness
import Records
import Server
import Sinks
import Testing

/// The platform as a server, for the length of a test.
private func serving<T: Sendable>(
    token: String? = nil,
    fault: @escaping @Sendable (Int) -> PlatformServer.Fault? = { _ in nil },
    _ body: @escaping @Sendable (Int, PlatformHub) throws -> T
) async throws -> T {
    let hub = PlatformHub(platform: nil)
    let server = PlatformServer(hub: hub, folder: "/tmp", token: token, fault: fault)
    let (ports, gate) = AsyncStream.makeStream(of: Int.self)
    let task = Task {
        try await server.run(host: "127.0.0.1", port: 0, handlesSignals: false) {
            gate.yield($0)
        }
    }
    defer { task.cancel() }
    var iterator = ports.makeAsyncIterator()
    guard let port = await iterator.next() else { throw CancellationError() }
    // The load blocks its thread: it must not be one of those that tasks share.
    return try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            continuation.resume(with: Result { try body(port, hub) })
        }
    }
}

@Suite(.serialized) struct HTTPDeliveryTests {
    @Test(arguments: ["identity", "gzip", "zstd"])
    func `every record arrives once and in order`(encoding: String) async throws {
        let source = try LoadCase()
        defer { source.remove() }
        let (outcome, taken) = try await serving { port, hub in
            let options = try source.options("http://127.0.0.1:\(port)?encoding=\(encoding)")
            return (try LoadRun.start(options), hub.counts.records)
        }
        #expect(outcome.gatesFailed == 0, "\(outcome.table)")
        #expect(outcome.saturatedBy == nil)
        let records = try #require(outcome.value("records"))
        #expect(records > 7000 && records <= 8000)
        #expect(outcome.value("received") == records)
        #expect(outcome.value("lost_records") == 0)
        #expect(outcome.value("duplicate_records") == 0)
        #expect(outcome.value("out_of_order") == 0)
        #expect(outcome.value("acked_then_lost") == 0)
        #expect(taken == Int(records))
    }

    @Test func `nothing is lost when the endpoint answers 429 and 500 or says nothing`()
        async throws
    {
        let source = try LoadCase()
        defer { source.remove() }
        let outcome = try await serving { request in
            switch request {
            case 5..<15: .answer(429, taken: false)
            case 20..<25: .answer(500, taken: true)
            case 30..<33: .answer(503, taken: false)
            case 40, 41: .silence(seconds: 4)
            default: nil
            }
        } _: { port, _ in
            try LoadRun.start(source.options("http://127.0.0.1:\(port)?timeout=1&batch=5"))
        }
        #expect(outcome.gatesFailed == 0, "\(outcome.table)")
        #expect(outcome.value("lost_records") == 0)
        #expect(outcome.value("ledger_violations") == 0)
        // What was taken and answered 500 came twice: at least once, and it shows.
        #expect(try #require(outcome.value("duplicate_records")) > 0)
        #expect(try #require(outcome.value("retries")) > 10)
    }

    @Test func `what the endpoint confirms and forgets is found out and sent again`() async throws {
        let source = try LoadCase()
        defer { source.remove() }
        let outcome = try await serving { request in
            (10..<20).contains(request) ? .forget : nil
        } _: { port, _ in
            try LoadRun.start(source.options("http://127.0.0.1:\(port)?batch=5"))
        }
        #expect(try #require(outcome.value("acked_then_lost")) > 0)
        #expect(outcome.value("lost_records") == 0, "\(outcome.table)")
        #expect(try #require(outcome.value("resent_records")) > 0)
    }

    @Test func `an endpoint that forgets for good fails the gate`() async throws {
        let source = try LoadCase()
        defer { source.remove() }
        let outcome = try await serving { request in
            request % 3 == 2 ? .forget : request > 30 ? .forget : nil
        } _: { port, _ in
            var options = try source.options("http://127.0.0.1:\(port)?batch=5")
            options.drainSeconds = 5
            return try LoadRun.start(options)
        }
        #expect(outcome.gatesFailed > 0)
        #expect(try #require(outcome.value("lost_records")) > 0)
        #expect(outcome.value("ledger_violations") == 0)
    }

    @Test func `without a read-back losses are unknown, and that is no pass`() async throws {
        let source = try LoadCase()
        defer { source.remove() }
        let outcome = try await serving { port, _ in
            var options = try source.options("http://127.0.0.1:\(port)", seconds: 1)
            options.isBlind = true
            return try LoadRun.start(options)
        }
        #expect(outcome.value("lost_records") == nil)
        #expect(outcome.gatesFailed > 0)
    }

    @Test func `a rate beyond this machine is told, and is no pass`() async throws {
        let source = try LoadCase(vehicles: 200, each: 500)
        defer { source.remove() }
        let outcome = try await serving { port, _ in
            var options = try source.options("http://127.0.0.1:\(port)", rate: 1e7, seconds: 1)
            options.limits = MessageStore.Limits(memoryBytes: 1 << 30, diskBytes: 0)
            options.drainSeconds = 2
            return try LoadRun.start(options)
        }
        #expect(outcome.saturatedBy == "generator", "\(outcome.table)")
        #expect(outcome.table.contains("saturated_by generator"))
    }

    @Test func `a spool that is full holds the load back and loses nothing`() async throws {
        let source = try LoadCase()
        defer { source.remove() }
        let outcome = try await serving { request in
            request < 60 ? .answer(429, taken: false) : nil
        } _: { port, _ in
            var options = try source.options("http://127.0.0.1:\(port)?batch=1", seconds: 2)
            options.limits = MessageStore.Limits(
                memoryBytes: 100_000, diskBytes: 200_000, segmentBytes: 50_000)
            return try LoadRun.start(options)
        }
        #expect(outcome.saturatedBy == "endpoint", "\(outcome.table)")
        #expect(try #require(outcome.value("spooled_bytes")) > 0)
        #expect(outcome.value("lost_records") == 0)
        #expect(outcome.value("ledger_violations") == 0)
    }

    @Test func `a wrong token is the user's mistake, told in one line`() async throws {
        let source = try LoadCase()
        defer { source.remove() }
        let found = try await serving(token: "right") { port, _ in
            let environment = ["ROCADE_TOKEN": "wrong-secret"]
            let options = try source.options(
                "http://127.0.0.1:\(port)", environment: environment)
            return failure { _ = try LoadRun.start(options) }
        }
        #expect(found?.kind == .input)
        #expect(found?.message.contains("401") == true)
        #expect(found?.message.contains("wrong-secret") == false)
        #expect(found?.message.contains("\n") == false)
    }

    @Test func `an endpoint that is not there is the environment's failure`() throws {
        let source = try LoadCase(vehicles: 2, each: 5)
        defer { source.remove() }
        var options = try source.options("http://127.0.0.1:\(freePort())")
        options.readySeconds = 0.5
        let found = failure { _ = try LoadRun.start(options) }
        #expect(found?.kind == .environment)
        #expect(found?.message.contains("not ready") == true)
    }
}
