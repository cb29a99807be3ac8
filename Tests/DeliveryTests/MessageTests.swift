import Base
import Records
import Scenario
import Sinks
import Testing

@Suite struct MessageTests {
    private let batch = LoadCase.batch(vehicles: 1, each: 12)

    private func decode(_ payload: [UInt8]) -> RecordBatch? {
        payload.withUnsafeBufferPointer { MessageDecoder().decode($0) }
    }

    @Test func `a message reads back as its records`() throws {
        let encoder = JSONEnvelopeEncoder(mapping: EnvelopeMapping(), run: "r1", region: "town")
        let message = encoder.encode(batch, rows: 2..<7)
        let found = try #require(decode(message.payload))
        var expected = batch.slice(2..<7)
        // The header has the last sample's time of sending, and the wire has none of receipt.
        let sent = try #require(expected.sentMilliseconds.last)
        expected.sentMilliseconds = [Int64](repeating: sent, count: 5)
        expected.receivedMilliseconds = expected.sentMilliseconds
        #expect(JSONLines.encode(found.table()) == JSONLines.encode(expected.table()))
        let keys = try #require(MessageKeyReader(mapping: EnvelopeMapping()).read(message.payload))
        #expect(keys.run == "r1" && keys.region == "town" && keys.boot == 3)
        #expect(keys.sequences == [2, 3, 4, 5, 6] && !keys.isResend)
    }

    @Test func `a message is flagged as a repetition without being written anew`() throws {
        let encoder = JSONEnvelopeEncoder(mapping: EnvelopeMapping(), run: "r1", region: "town")
        var message = encoder.encode(batch, rows: 0..<3)
        let length = message.payload.count
        message.flagResend()
        #expect(message.payload.count == length)
        let keys = try #require(MessageKeyReader(mapping: EnvelopeMapping()).read(message.payload))
        #expect(keys.isResend && keys.sequences == [0, 1, 2])
        #expect(decode(message.payload)?.isResend == [true, true, true])
    }

    @Test func `a mapping renames and leaves out, and keys are still read`() throws {
        let mapping = try MappingFile.parse(
            """
            fields: {vid: vehicleId, boot: bootCount, consent_scope: "", schema: ""}
            sample: {sequence: seq, event_ms: ts}
            samples: points
            signals: {Vehicle.Speed: speedKmh, Vehicle.IsMoving: ""}
            constant: {tenant: acme}
            """, file: "m.yaml")
        let encoder = JSONEnvelopeEncoder(mapping: mapping, run: "r1", region: "town")
        let message = encoder.encode(batch, rows: 4..<6)
        let text = String(decoding: message.payload, as: UTF8.self)
        #expect(text.contains("\"vehicleId\":0") && text.contains("\"tenant\":\"acme\""))
        #expect(text.contains("\"speedKmh\":") && !text.contains("Vehicle.Speed"))
        #expect(!text.contains("Vehicle.IsMoving") && !text.contains("consent_scope"))
        let keys = try #require(MessageKeyReader(mapping: mapping).read(message.payload))
        #expect(keys.sequences == [4, 5] && keys.boot == 3)
        // The default reader must not understand it: the mapping is what is read by.
        #expect(MessageKeyReader(mapping: EnvelopeMapping()).read(message.payload) == nil)
    }

    @Test func `a mapping that hides what delivery is proved by is refused with its place`() {
        let error = #expect(throws: ScenarioErrors.self) {
            try MappingFile.parse("fields: {vid: \"\"}\nsignls: {}\n", file: "m.yaml")
        }
        let lines = error?.diagnostics.map(\.description) ?? []
        #expect(lines.contains { $0.contains("'vid' must keep a name") })
        #expect(lines.contains { $0.hasPrefix("m.yaml:2:1:") && $0.contains("'signals'") })
    }

    @Test func `the frame in Protobuf carries keys, samples and a flag`() throws {
        let encoder = ProtobufEnvelopeEncoder(run: "r1", region: "town") { batch, row, out in
            out.append(UInt8(batch.sequence[row]))
        }
        var message = encoder.encode(batch, rows: 1..<4)
        let reader = MessageKeyReader(mapping: EnvelopeMapping())
        #expect(reader.read(message.payload)?.isResend == false)
        message.flagResend()
        let keys = try #require(reader.read(message.payload))
        #expect(keys.isResend && keys.sequences == [1, 2, 3] && keys.region == "town")
    }

    @Test func `damaged messages are refused, and never a trap`() {
        let encoder = JSONEnvelopeEncoder(mapping: EnvelopeMapping(), run: "r1", region: "town")
        let payload = encoder.encode(batch, rows: 0..<2).payload
        let reader = MessageKeyReader(mapping: EnvelopeMapping())
        for length in 0..<payload.count {
            #expect(reader.read(Array(payload[..<length])) == nil)
            #expect(decode(Array(payload[..<length])) == nil)
        }
        for place in stride(from: 0, to: payload.count, by: 3) {
            var broken = payload
            broken[place] = UInt8(ascii: "\\")
            _ = reader.read(broken)
            _ = decode(broken)
        }
        #expect(reader.read([UInt8](repeating: UInt8(ascii: "["), count: 100_000)) == nil)
    }

    @Test(arguments: Compression.allCases)
    func `bodies unpack to what was packed, and damage is noticed`(form: Compression) throws {
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let packed = form.compressed(bytes)
        #expect(form.unpacked(packed) == bytes)
        guard form != .identity else { return }
        #expect(packed.count < bytes.count)
        #expect(form.unpacked(Array(packed.prefix(packed.count / 2))) == nil)
        #expect(form.unpacked([1, 2, 3]) == nil)
    }

    @Test func `endpoints are read, and secrets never stand in them`() throws {
        let found = try Endpoint(
            "mqtts://car@broker.example:8884?qos=0", environment: ["ROCADE_PASSWORD": "s3cret"])
        #expect(found.scheme == .mqtts && found.port == 8884 && found.user == "car")
        #expect(found.password.value == "s3cret")
        #expect(!"\(found)".contains("s3cret") && !"\(found.password)".contains("s3cret"))
        let kafka = try Endpoint("kafka://a:1,b:2/topic", environment: [:])
        #expect(kafka.hosts.count == 2 && kafka.path == "topic")
        let inURL = failure {
            _ = try Endpoint("postgresql://me:s3cret@host/db", environment: [:])
        }
        #expect(inURL?.kind == .input)
        #expect(inURL?.message.contains("ROCADE_PASSWORD") == true)
        #expect(inURL?.message.contains("s3cret") == false)
        for wrong in ["amqp://x", "mqtt://", "http://h:99999", "mqtt://h?qos2=1", "file:"] {
            #expect(failure { _ = try Endpoint(wrong, environment: [:]) }?.kind == .input)
        }
    }

    @Test func `pauses between attempts grow, differ and stay bounded`() {
        let backoff = Backoff()
        let first = (0..<100).map { backoff.seconds(attempt: 1, entity: $0) }
        #expect(first.allSatisfy { $0 >= 0.2 && $0 <= 0.3 })
        #expect(Set(first).count == 100)
        #expect(backoff.seconds(attempt: 30, entity: 1) <= 12)
        #expect(backoff.seconds(attempt: 5, entity: 1) > backoff.seconds(attempt: 2, entity: 1))
    }
}
