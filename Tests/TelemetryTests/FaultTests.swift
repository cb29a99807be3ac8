import Base
import Records
import Telemetry
import Testing

@Suite struct FaultTests {
    static let delivered = Int(Fate.delivered.rawValue)
    static let lost = Int(Fate.lostByFault.rawValue)
    static let buffered = Int(Fate.buffered.rawValue)

    @Test func `without faults all records arrive once, in order, soon, with true times`() throws {
        let output = try SmallTown().report()
        let account = Reconciliation(output)
        #expect(account.problems == [] && account.generated > 10_000)
        #expect(account.extraCopies == 0 && account.outOfOrder == 0)
        // Only withdrawals of consent in flight lose anything.
        #expect(account.fates[Self.buffered] == 0 && account.fates[Self.lost] <= 64)
        let ledger = output.ledger
        for row in 0..<ledger.count where Int(ledger.fate[row]) == Self.delivered {
            let delay = ledger.receivedMilliseconds[row] - ledger.eventMilliseconds[row]
            #expect(delay >= 100 && delay < 500)
        }
        #expect(ledger.faults.allSatisfy { $0 == 0 })
        #expect(output.batch.isResend.allSatisfy { !$0 })
    }

    @Test(arguments: Fault.allCases)
    func `each fault alone is reconciled exactly`(fault: Fault) throws {
        let output = try SmallTown(isBuiltUp: true).report([fault])
        let account = Reconciliation(output)
        #expect(account.problems == [])
        let touched = output.ledger.faults.filter { $0 & fault.bit != 0 }.count
        #expect(touched > 100)
        #expect(output.ledger.faults.allSatisfy { $0 & ~fault.bit == 0 })
        #expect((account.extraCopies > 0) == (fault == .duplicate))
        let disordering: Set<Fault> = [.late, .coverageGaps, .reorder, .reconnectStorm]
        #expect((account.outOfOrder > 0) == disordering.contains(fault))
        #expect((account.fates[Self.buffered] > 0) == (fault == .coverageGaps))
        let losing: Set<Fault> = [.coverageGaps, .loss, .reconnectStorm]
        #expect((account.fates[Self.lost] > 64) == losing.contains(fault))
    }

    @Test(arguments: DeviceProfile.allCases)
    func `all faults together are reconciled exactly`(profile: DeviceProfile) throws {
        let output = try SmallTown(isBuiltUp: true).report(
            Set(Fault.allCases), profile: profile)
        let account = Reconciliation(output)
        #expect(account.problems == [])
        for fault in Fault.allCases {
            #expect(output.ledger.faults.contains { $0 & fault.bit != 0 }, "\(fault)")
        }
        #expect(account.extraCopies > 0 && account.outOfOrder > 0)
        #expect(account.fates.allSatisfy { $0 > 0 })
        #expect(account.generated == account.fates.reduce(0, +))
    }

    // What the network lost never arrives, and cannot vanish.
    @Test(arguments: Fault.allCases.filter { $0 != .loss })
    func `a record that vanishes, doubles or changes its fate is noticed`(fault: Fault) throws {
        let output = try SmallTown(isBuiltUp: true).report([fault])
        let at = try #require(
            output.ledger.faults.indices.first {
                output.ledger.faults[$0] & fault.bit != 0
                    && Int(output.ledger.fate[$0]) == Self.delivered
            })
        let batch = output.batch
        let row = try #require(
            (0..<batch.count).first {
                batch.vehicle[$0] == output.ledger.vehicle[at]
                    && batch.boot[$0] == output.ledger.boot[at]
                    && batch.sequence[$0] == output.ledger.sequence[at]
            })
        var broken = output
        broken.batch = batch.gathered((0..<UInt32(batch.count)).filter { $0 != UInt32(row) })
        #expect(!Reconciliation(broken).problems.isEmpty)
        broken = output
        broken.batch.appendRow(from: batch, at: row)
        #expect(!Reconciliation(broken).problems.isEmpty)
        broken = output
        broken.ledger.fate[at] = Fate.lostByFault.rawValue
        #expect(!Reconciliation(broken).problems.isEmpty)
        broken = output
        broken.ledger.copies[at] += 1
        #expect(!Reconciliation(broken).problems.isEmpty)
    }

    @Test func `every fault has a bit of its own`() {
        #expect(Fault.allCases.reduce(0) { $0 | $1.bit } == (1 << Fault.allCases.count) - 1)
    }

    @Test func `a fault changes nothing but what it is about`() throws {
        let town = try SmallTown()
        let plain = town.report([.late])
        let doubled = town.report([.late, .duplicate])
        let marked = doubled.ledger.faults.map { $0 & ~Fault.duplicate.bit }
        #expect(marked == plain.ledger.faults)
        #expect(doubled.ledger.receivedMilliseconds == plain.ledger.receivedMilliseconds)
    }

    @Test func `stored records come in a burst behind the first one in coverage`() throws {
        let output = try SmallTown().report([.coverageGaps])
        let batch = output.batch
        var bursts = 0
        for row in 0..<batch.count where batch.isResend[row] {
            bursts += 1
            let delay = batch.receivedMilliseconds[row] - batch.eventMilliseconds[row]
            #expect(delay > 500)
        }
        #expect(bursts > 100)
        // A device keeps the newest: what it dropped is older than what it still has.
        let ledger = output.ledger
        for row in 1..<ledger.count
        where Int(ledger.fate[row]) == Self.lost && Int(ledger.fate[row - 1]) == Self.buffered {
            #expect(ledger.vehicle[row] != ledger.vehicle[row - 1])
        }
    }

    @Test func `a device stores no more than it has room for`() throws {
        let output = try SmallTown().report([.coverageGaps], interval: 1)
        var waiting: [UInt32: Int] = [:]
        for row in 0..<output.ledger.count where Int(output.ledger.fate[row]) == Self.buffered {
            waiting[output.ledger.vehicle[row], default: 0] += 1
        }
        #expect(waiting.values.allSatisfy { $0 <= 8 })
        #expect(waiting.values.contains(8))
    }

    @Test func `late records are late by the mean that was asked for`() throws {
        let output = try SmallTown().report([.late], interval: 2)
        let ledger = output.ledger
        var delays: [Double] = []
        for row in 0..<ledger.count
        where ledger.faults[row] & Fault.late.bit != 0 && Int(ledger.fate[row]) == Self.delivered {
            delays.append(
                Double(ledger.receivedMilliseconds[row] - ledger.eventMilliseconds[row]) / 1000)
        }
        let share = Double(delays.count) / Double(ledger.count)
        #expect(share > 0.04 && share < 0.06)
        let mean = delays.reduce(0, +) / Double(delays.count)
        #expect(mean > 85 && mean < 96)
    }

    @Test func `a skewed clock shows on the wire and nowhere else`() throws {
        let town = try SmallTown()
        let exact = town.report()
        let skewed = town.report([.clockSkew])
        #expect(skewed.ledger.eventMilliseconds == exact.ledger.eventMilliseconds)
        #expect(skewed.ledger.receivedMilliseconds == exact.ledger.receivedMilliseconds)
        #expect(skewed.batch.receivedMilliseconds == exact.batch.receivedMilliseconds)
        var errors: [UInt32: Set<Int64>] = [:]
        for row in 0..<exact.batch.count {
            let event = skewed.batch.eventMilliseconds[row] - exact.batch.eventMilliseconds[row]
            let sent = skewed.batch.sentMilliseconds[row] - exact.batch.sentMilliseconds[row]
            #expect((event - sent).magnitude <= 1)
            errors[exact.batch.vehicle[row], default: []].insert(event)
        }
        let means = errors.values.map { Double($0.reduce(0, +)) / Double($0.count) / 1000 }
        let deviation = (means.map { $0 * $0 }.reduce(0, +) / Double(means.count)).squareRoot()
        #expect(deviation > 0.5 && deviation < 1.1)
        // The drift is slow: far less than a second in four hours.
        #expect(errors.values.allSatisfy { ($0.max() ?? 0) - ($0.min() ?? 0) < 1000 })
    }

    @Test func `what has not arrived by the end is still in the device`() throws {
        let town = try SmallTown()
        let until = SimTime(seconds: 1000)
        let output = town.devices(until: until) { $0.faults = [.late] }.report(vehicles: 0..<64)
        let account = Reconciliation(output)
        #expect(account.problems == [] && account.fates[Self.buffered] > 0)
        #expect(output.ledger.eventMilliseconds.allSatisfy { $0 < until.milliseconds })
        #expect(output.batch.receivedMilliseconds.allSatisfy { $0 < until.milliseconds })
    }
}
