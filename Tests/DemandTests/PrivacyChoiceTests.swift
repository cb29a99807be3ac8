// Consents have the frequencies of the revenue parameters, hang together, and change at any time.

import Base
import Demand
import Roads
import Testing

struct PrivacyChoiceTests {
    private static let many = UInt32(12_000)

    private func initial(_ fleet: Fleet) -> [Set<UInt8>] {
        (0..<PrivacyChoiceTests.many).map { vehicle in
            Set(
                fleet.consents(of: VehicleID(vehicle))
                    .filter { $0.from.milliseconds == .min }.map(\.purpose))
        }
    }

    @Test func `purposes have their frequencies and most drivers consent to something`() throws {
        let fleet = try TownFleet.withGateways.get()
        let held = initial(fleet)
        func share(_ test: (Set<UInt8>) -> Bool) -> Double {
            Double(held.count(where: test)) / Double(held.count)
        }
        expect(share { $0.contains(0) }, in: 0.03...0.05, "insurance")
        expect(share { $0.contains(1) }, in: 0.60...0.64, "mobility")
        expect(share { $0.contains(2) }, in: 0.48...0.52, "technical")
        expect(share { $0.contains(4) }, in: 0.23...0.27, "research")
        expect(share { $0.contains(5) }, in: 0.20...0.24, "fleet")
        expect(share { !$0.isEmpty }, in: 0.72...0.78, "any")
        // Only electric cars charge.
        for (vehicle, purposes) in held.enumerated() where purposes.contains(3) {
            #expect(fleet.profile(of: VehicleID(UInt32(vehicle))).powertrain == .electric)
        }
        expect(share { $0.contains(3) }, in: 0.025...0.055, "charging")
    }

    @Test func `who refuses one purpose refuses others`() throws {
        let held = initial(try TownFleet.withGateways.get())
        func correlation(_ a: UInt8, _ b: UInt8) -> Double {
            let n = Double(held.count)
            let pa = Double(held.count { $0.contains(a) }) / n
            let pb = Double(held.count { $0.contains(b) }) / n
            let both = Double(held.count { $0.contains(a) && $0.contains(b) }) / n
            return (both - pa * pb) / (pa * (1 - pa) * pb * (1 - pb)).squareRoot()
        }
        // Latent correlation 0.75 leaves about 0.5 between the yes and no of common purposes.
        expect(correlation(1, 2), in: 0.4...0.6, "mobility and technical")
        #expect(correlation(1, 4) > 0.25)
        expect(correlation(1, 5), in: -0.05...0.05, "mobility and a fleet's contract")
    }

    @Test func `one vehicle in a hundred changes its mind each day, at any time`() throws {
        var options = DemandOptions()
        options.durationDays = 5
        let fleet = try TownFleet.fleet(TownMap.network(), options: options)
        var changes: [Int64] = []
        for vehicle in 0..<PrivacyChoiceTests.many {
            var seen = Set<Int64>()
            for consent in fleet.consents(of: VehicleID(vehicle)) {
                for time in [consent.from.milliseconds, consent.until.milliseconds]
                where time != .min && time != .max { seen.insert(time) }
            }
            changes += seen
        }
        let end: Int64 = 5 * 86_400_000
        #expect(changes.allSatisfy { $0 >= 0 && $0 < end })
        let expected = Double(PrivacyChoiceTests.many) * 0.05
        expect(Double(changes.count) / expected, in: 0.85...1.1, "changes over expected")
        let quarters = (0..<4).map { quarter in
            changes.count { Int($0 % 86_400_000 / 21_600_000) == quarter }
        }
        #expect(quarters.allSatisfy { $0 > changes.count / 6 })
    }

    @Test func `a longer run begins like a short one, and intervals never overlap`() throws {
        var options = DemandOptions()
        options.consentChangePerDay = 0.5
        let short = try TownFleet.fleet(TownMap.network(), options: options)
        options.durationDays = 10
        let long = try TownFleet.fleet(TownMap.network(), options: options)
        let end = SimTime(milliseconds: 86_400_000)
        func early(_ fleet: Fleet, _ vehicle: UInt32) -> [ConsentInterval] {
            fleet.consents(of: VehicleID(vehicle)).filter { $0.from < end }.map {
                var cut = $0
                if cut.until >= end { cut.until = SimTime(milliseconds: .max) }
                return cut
            }
        }
        for vehicle in 0..<UInt32(200) {
            #expect(early(short, vehicle) == early(long, vehicle))
            let consents = long.consents(of: VehicleID(vehicle))
            #expect(consents.allSatisfy { $0.from < $0.until })
            for (a, b) in zip(consents, consents.dropFirst()) {
                #expect(a.purpose < b.purpose || (a.purpose == b.purpose && a.until < b.from))
            }
        }
    }

    @Test func `the privacy state follows from the consents of the moment`() throws {
        let vehicle = VehicleID(0)
        func interval(_ purpose: UInt8, _ from: Int64, _ until: Int64) -> ConsentInterval {
            ConsentInterval(
                vehicle: vehicle, purpose: purpose, from: SimTime(milliseconds: from),
                until: SimTime(milliseconds: until))
        }
        let consents = [interval(1, 1000, 2000), interval(2, .min, 3000)]
        func state(_ time: Int64) -> UInt8 {
            Fleet.privacyState(of: consents, at: SimTime(milliseconds: time))
        }
        #expect([0, 999, 1000, 1999, 2000, 2999, 3000].map(state) == [1, 1, 2, 2, 1, 1, 0])
        let fleet = try TownFleet.withGateways.get()
        for vehicle in (0..<UInt32(500)).map(VehicleID.init) {
            let held = fleet.consents(of: vehicle).filter { $0.from.milliseconds == .min }
            let expected: UInt8 =
                held.isEmpty ? 0 : held.allSatisfy { $0.purpose == 2 } ? 1 : 2
            #expect(fleet.privacyState(of: vehicle, at: .zero) == expected)
        }
    }
}
