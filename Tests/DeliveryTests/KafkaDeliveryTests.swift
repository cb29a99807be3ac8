import Base
import Foundation
import Harness
import Sinks
import Testing

@Suite(.serialized) struct KafkaDeliveryTests {
    @Test(arguments: ["none", "lz4", "zstd"])
    func `every record arrives once and in order`(compression: String) throws {
        guard let cluster = try KafkaCluster() else { return print("skipped: no KafkaMock") }
        defer { cluster.remove() }
        let source = try LoadCase()
        defer { source.remove() }
        let outcome = try LoadRun.start(
            source.options(
                "kafka://\(cluster.bootstrap)/telemetry.v1?compression=\(compression)"))
        #expect(outcome.gatesFailed == 0, "\(outcome.table)")
        #expect(outcome.value("received") == outcome.value("records"))
        #expect(outcome.value("duplicate_records") == 0)
        #expect(outcome.value("out_of_order") == 0)
    }

    @Test func `nothing is lost through errors, a new leader and a broker that goes away`() throws {
        guard let cluster = try KafkaCluster() else { return print("skipped: no KafkaMock") }
        defer { cluster.remove() }
        let source = try LoadCase()
        defer { source.remove() }
        ServerProgram.later(1.5) {
            // 6: not leader, 7: timed out, 19: too few replicas.
            cluster.tell("error 0 6 3")
            cluster.tell("error 0 7 3")
            cluster.tell("error 0 19 3")
            Thread.sleep(forTimeInterval: 1)
            cluster.tell("leader telemetry.v1 0 2")
            cluster.tell("down 1")
            Thread.sleep(forTimeInterval: 1)
            cluster.tell("up 1")
        }
        let outcome = try LoadRun.start(
            source.options("kafka://\(cluster.bootstrap)/telemetry.v1", seconds: 6))
        #expect(outcome.gatesFailed == 0, "\(outcome.table)")
        #expect(outcome.value("lost_records") == 0)
        #expect(outcome.value("ledger_violations") == 0)
    }

    @Test func `brokers that are not there and impossible topics are told in one line`() throws {
        let source = try LoadCase(vehicles: 2, each: 5)
        defer { source.remove() }
        var options = try source.options("kafka://127.0.0.1:\(freePort())/telemetry.v1")
        options.readySeconds = 1
        let found = failure { _ = try LoadRun.start(options) }
        #expect(found?.kind == .environment)
        #expect(found?.message.contains("not ready") == true)
        options.target = try Endpoint("kafka://127.0.0.1:1/a/b", environment: [:])
        #expect(failure { _ = try LoadRun.start(options) }?.kind == .input)
    }
}
