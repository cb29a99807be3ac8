import Base
import Foundation
import Harness
import Sinks
import Testing

@Suite(.serialized) struct MQTTDeliveryTests {
    @Test(arguments: ["qos=1&connections=4", "qos=0&connections=1", "qos=1&connections=device"])
    func `every record arrives once and in order`(settings: String) throws {
        guard let broker = try Broker() else { return print("skipped: no Mosquitto") }
        defer { broker.remove() }
        try broker.program.start()
        let source = try LoadCase()
        defer { source.remove() }
        let outcome = try LoadRun.start(
            source.options("mqtt://127.0.0.1:\(broker.port)?\(settings)"))
        #expect(outcome.gatesFailed == 0, "\(outcome.table)")
        #expect(outcome.value("received") == outcome.value("records"))
        #expect(outcome.value("duplicate_records") == 0)
        #expect(outcome.value("out_of_order") == 0)
    }

    @Test func `nothing is lost when the broker is killed and started again`() throws {
        guard let broker = try Broker() else { return print("skipped: no Mosquitto") }
        defer { broker.remove() }
        try broker.program.start()
        let source = try LoadCase()
        defer { source.remove() }
        ServerProgram.later(2) {
            broker.program.kill()
            Thread.sleep(forTimeInterval: 1)
            try? broker.program.start()
        }
        let outcome = try LoadRun.start(
            source.options("mqtt://127.0.0.1:\(broker.port)", rate: 4000, seconds: 6))
        #expect(outcome.gatesFailed == 0, "\(outcome.table)")
        #expect(outcome.value("lost_records") == 0)
        #expect(outcome.value("ledger_violations") == 0)
        #expect(try #require(outcome.value("disconnections")) > 0)
        #expect(outcome.value("acked_then_lost") != nil)
    }

    @Test func `a broker that is not there is the environment's failure`() throws {
        let source = try LoadCase(vehicles: 2, each: 5)
        defer { source.remove() }
        var options = try source.options("mqtt://127.0.0.1:\(freePort())")
        options.readySeconds = 0.5
        let found = failure { _ = try LoadRun.start(options) }
        #expect(found?.kind == .environment)
        options.target = try Endpoint("mqtt://no-such-host.invalid", environment: [:])
        #expect(failure { _ = try LoadRun.start(options) }?.kind == .environment)
    }

    @Test func `a wrong password and a forbidden topic are the user's mistakes`() throws {
        guard
            let broker = try Broker([
                "allow_anonymous false", "password_file FOLDER/words", "acl_file FOLDER/acl",
            ])
        else { return print("skipped: no Mosquitto") }
        defer { broker.remove() }
        try broker.write("words", "")
        try broker.write("acl", "user car\ntopic readwrite allowed/#\n")
        let made = Process()
        made.executableURL = URL(filePath: "/usr/bin/env")
        made.arguments = ["mosquitto_passwd", "-b", broker.folder + "/words", "car", "right"]
        try made.run()
        made.waitUntilExit()
        try broker.program.start()
        let source = try LoadCase()
        defer { source.remove() }
        func load(_ query: String, _ password: String) throws -> Failure? {
            let options = try source.options(
                "mqtt://car@127.0.0.1:\(broker.port)?\(query)",
                environment: ["ROCADE_PASSWORD": password])
            return failure { _ = try LoadRun.start(options) }
        }
        let wrongWord = try load("qos=1", "wrong")
        #expect(wrongWord?.kind == .input)
        #expect(wrongWord?.message.contains("refuses the account") == true)
        let wrongTopic = try load("qos=1", "right")
        #expect(wrongTopic?.kind == .input, "\(String(describing: wrongTopic))")
        #expect(try load("topic=allowed/{region}/{vid}", "right") == nil)
    }
}
