import Base
import Platform
import Records
import Testing

@Suite struct ConsentTests {
    private func accepted(
        _ consents: [ConsentRegistration], event: Int64, received: Int64,
        guardSeconds: Double = 0
    ) throws -> Bool {
        let network = try RoadSketch.grid(columns: 2, rows: 2, spacing: 100).network()
        var options = PlatformOptions()
        options.consentGuardSeconds = guardSeconds
        let world = try TestPlatform(network, options: options, consents: consents)
        defer { world.remove() }
        var batch = RecordBatch()
        batch.add(3, sequence: 0, event: event, received: received)
        let output = try world.run(batch)
        #expect(output.receipts.count == 1, "delivery is confirmed whatever the gate says")
        #expect(
            output.counters.accepted + output.counters.rejectedWithoutConsent == 1)
        return output.counters.accepted == 1
    }

    private func consent(
        _ from: Int64, _ until: Int64, _ purpose: Purpose = .mobility
    ) -> ConsentRegistration {
        ConsentRegistration(
            device: VehicleID(3), purpose: purpose, from: SimTime(milliseconds: from),
            until: SimTime(milliseconds: until))
    }

    @Test(arguments: [
        (999, 1000, false), (1000, 1000, true), (1000, 1999, true), (1999, 1999, true),
        (1999, 2000, false), (2000, 2000, false), (2000, 1999, false), (1500, 9000, false),
        (500, 1500, false),
    ])
    func `consent must hold at event and at receipt`(
        event: Int64, received: Int64, holds: Bool
    ) throws {
        #expect(try accepted([consent(1000, 2000)], event: event, received: received) == holds)
    }

    @Test func `a device that never consented is rejected`() throws {
        #expect(try accepted([], event: 0, received: 0) == false)
        let other = ConsentRegistration.always(4)
        #expect(try accepted([other], event: 0, received: 0) == false)
    }

    @Test func `a withdrawal replaces the consent that it ends`() throws {
        #expect(
            try accepted([consent(0, .max), consent(0, 500)], event: 400, received: 600) == false)
    }

    @Test func `two purposes do not add up to one`() throws {
        let split = [consent(0, 1000), consent(1000, 2000, .research)]
        #expect(try accepted(split, event: 900, received: 1100) == false)
        let renewed = [consent(0, 1000), consent(1050, 2000)]
        #expect(try accepted(renewed, event: 900, received: 1100))
    }

    @Test func `a clock that is ahead cannot make a record younger than its consent`() throws {
        let given = [consent(1000, .max)]
        #expect(try accepted(given, event: 5999, received: 9000, guardSeconds: 5) == false)
        #expect(try accepted(given, event: 6000, received: 9000, guardSeconds: 5))
        let old = [consent(.min, .max)]
        #expect(try accepted(old, event: 0, received: 0, guardSeconds: 5))
    }

    @Test func `records with another purpose are stored but enter no mobility product`() throws {
        let network = try RoadSketch.grid(columns: 4, rows: 2, spacing: 200).network()
        var options = PlatformOptions()
        options.products = [.trafficFeed, .odMatrix, .probeWholesale]
        options.trafficFeedK = 1
        options.odMatrixK = 1
        options.probeTrimMeters = 0
        let world = try TestPlatform(
            network, options: options, consents: [consent(0, .max, .fleet)])
        defer { world.remove() }
        var batch = RecordBatch()
        let route = network.route([0, 1, 2, 3])
        batch.add(3, Drive(route: route, start: 100).fixes(on: network))
        let output = try world.run(batch)
        #expect(output.counters.accepted == batch.count)
        #expect(output.matches.rowCount == 0)
        #expect(output.products.count == 3)
        for product in output.products { #expect(product.table.rowCount == 0) }
        #expect(output.usage.rowCount == 0)
    }
}
