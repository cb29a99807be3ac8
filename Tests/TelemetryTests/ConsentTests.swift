import Base
import Demand
import Records
import Telemetry
import Testing

@Suite struct ConsentTests {
    static let none = 0
    static let technical = 1
    static let mobility = 2
    static let withdrawsAll = 3
    static let withdrawsMobility = 4
    static let givesMobility = 5

    static func kind(_ vehicle: UInt32) -> Int { Int(vehicle) % SmallTown.kinds }

    @Test func `a device without any consent records and sends nothing`() throws {
        let output = try SmallTown().report(Set(Fault.allCases), canaryShare: 0)
        #expect(output.ledger.vehicle.allSatisfy { Self.kind($0) != Self.none })
        #expect(output.batch.vehicle.allSatisfy { Self.kind($0) != Self.none })
        #expect(output.isCanary.allSatisfy { !$0 })
    }

    @Test func `technical consent alone gives data without positions`() throws {
        let batch = try SmallTown().report(canaryShare: 0).batch
        var seen = 0
        for row in 0..<batch.count where Self.kind(batch.vehicle[row]) == Self.technical {
            seen += 1
            #expect(batch.consentScope[row] == ConsentScope(.technical).rawValue)
            #expect(batch.latitude[row].isNaN && batch.longitude[row].isNaN)
            #expect(batch.heading[row].isNaN && batch.horizontalAccuracy[row].isNaN)
            #expect(SignalCatalogue.fixTypes[Int(batch.fixType[row])] == "NONE")
        }
        #expect(seen > 1000)
    }

    @Test func `the scope on the wire is what the driver holds at the event`() throws {
        let output = try SmallTown().report(canaryShare: 0)
        for row in 0..<output.batch.count {
            let vehicle = VehicleID(output.batch.vehicle[row])
            let now = SimTime(milliseconds: output.batch.eventMilliseconds[row])
            var scope: UInt8 = 0
            for consent in SmallTown.consents(of: vehicle)
            where consent.from <= now && now < consent.until {
                scope |= 1 << consent.purpose
            }
            #expect(output.batch.consentScope[row] == scope)
        }
    }

    @Test(arguments: [Set<Fault>(), Set(Fault.allCases)])
    func `withdrawal stops the device at that instant`(faults: Set<Fault>) throws {
        let output = try SmallTown().report(faults, canaryShare: 0)
        let ledger = output.ledger
        let change = SmallTown.change.milliseconds
        var stopped = Set<UInt32>()
        for row in 0..<ledger.count where Self.kind(ledger.vehicle[row]) == Self.withdrawsAll {
            #expect(ledger.eventMilliseconds[row] < change)
            stopped.insert(ledger.vehicle[row])
            #expect(ledger.fate[row] != Fate.buffered.rawValue)
            #expect(ledger.hadConsent[row] || ledger.fate[row] == Fate.lostByFault.rawValue)
            if ledger.fate[row] == Fate.delivered.rawValue {
                #expect(ledger.receivedMilliseconds[row] < change)
            }
        }
        #expect(stopped.count >= 2)
        for row in 0..<output.batch.count
        where Self.kind(output.batch.vehicle[row]) == Self.withdrawsAll {
            #expect(output.batch.receivedMilliseconds[row] < change)
        }
    }

    @Test(arguments: [Set<Fault>(), Set(Fault.allCases)])
    func `no position is delivered after the consent to positions ended`(faults: Set<Fault>) throws
    {
        let output = try SmallTown().report(faults, canaryShare: 0)
        let change = SmallTown.change.milliseconds
        var before = 0
        var after = 0
        for row in 0..<output.batch.count
        where Self.kind(output.batch.vehicle[row]) == Self.withdrawsMobility {
            if output.batch.receivedMilliseconds[row] >= change {
                after += 1
                #expect(output.batch.latitude[row].isNaN)
            } else if !output.batch.latitude[row].isNaN {
                before += 1
            }
        }
        #expect(before > 10 && after > 100)
    }

    @Test func `a device starts in the middle of a trip when consent is given`() throws {
        let output = try SmallTown().report(canaryShare: 0)
        let ledger = output.ledger
        let change = SmallTown.change.milliseconds
        var midTrip = 0
        for row in 0..<ledger.count where Self.kind(ledger.vehicle[row]) == Self.givesMobility {
            #expect(ledger.eventMilliseconds[row] >= change)
            if ledger.boot[row] == 0 && ledger.sequence[row] == 0 {
                midTrip += ledger.eventMilliseconds[row] < change + 10_000 ? 1 : 0
            }
        }
        #expect(midTrip >= 2)
    }

    @Test func `every record's consent is judged by the truth`() throws {
        let output = try SmallTown().report(Set(Fault.allCases))
        let ledger = output.ledger
        func holds(_ vehicle: UInt32, _ milliseconds: Int64) -> Bool {
            SmallTown.consents(of: VehicleID(vehicle)).contains {
                $0.from.milliseconds <= milliseconds && milliseconds < $0.until.milliseconds
            }
        }
        for row in 0..<ledger.count where ledger.fate[row] == Fate.delivered.rawValue {
            let vehicle = ledger.vehicle[row]
            let wanted =
                holds(vehicle, ledger.eventMilliseconds[row])
                && holds(vehicle, ledger.receivedMilliseconds[row])
            #expect(ledger.hadConsent[row] == wanted)
            #expect(wanted || Self.kind(vehicle) == Self.none)
        }
    }
}

@Suite struct CanaryTests {
    @Test func `canaries are vehicles without consent among the first 2,048`() throws {
        let devices = try SmallTown().devices()
        #expect(devices.canaries.count == 3000)
        let chosen = devices.canaries.indices.filter { devices.canaries[$0] }
        #expect(chosen.count == 20)
        #expect(chosen.allSatisfy { $0 < 2048 && $0 % SmallTown.kinds == ConsentTests.none })
        let many = try SmallTown().devices { $0.canaryShare = 0.5 }
        #expect(many.canaries.filter { $0 }.count == 128)
        #expect(many.canaries.indices.filter { many.canaries[$0] && $0 >= 2048 }.isEmpty)
        let other = try SmallTown().devices(seed: 35)
        #expect(other.canaries != devices.canaries)
    }

    @Test func `canaries send everything, claim everything and hold nothing`() throws {
        let output = try SmallTown().report(canaryShare: 1)
        var seen = 0
        for row in 0..<output.batch.count {
            let isNone = ConsentTests.kind(output.batch.vehicle[row]) == ConsentTests.none
            #expect(output.isCanary[row] == isNone)
            guard isNone else { continue }
            seen += 1
            #expect(output.batch.consentScope[row] == 63)
        }
        #expect(seen > 1000)
        for row in 0..<output.ledger.count {
            let isNone = ConsentTests.kind(output.ledger.vehicle[row]) == ConsentTests.none
            #expect(!(isNone && output.ledger.hadConsent[row]))
        }
        #expect(Reconciliation(output).problems == [])
    }
}
