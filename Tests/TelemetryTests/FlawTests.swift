// Imperfections of values, clocks and trips, one by one: each does what it is documented to do, to
// the records that the truth names, and to no others.

import Base
import Demand
import Records
import Roads
import Telemetry
import Testing

@Suite struct FlawTests {
    struct Key: Hashable {
        var vehicle, boot, sequence: UInt32
    }

    /// First copies of what arrived, by key.
    private func rows(_ batch: RecordBatch) -> [Key: Int] {
        var rows: [Key: Int] = [:]
        for row in 0..<batch.count {
            let key = Key(
                vehicle: batch.vehicle[row], boot: batch.boot[row], sequence: batch.sequence[row])
            if rows[key] == nil { rows[key] = row }
        }
        return rows
    }

    /// Calls with each delivered record of a flawless and a flawed world, and whether the truth
    /// says that the fault touched it.
    private func compare(
        _ fault: Fault, _ also: Set<Fault> = [], profile: DeviceProfile = .standard,
        _ body: (RecordBatch, Int, RecordBatch, Int, Bool) throws -> Void
    ) throws -> Int {
        let town = try SmallTown(isBuiltUp: true)
        let exact = town.report(also, canaryShare: 0, profile: profile)
        let flawed = town.report(also.union([fault]), canaryShare: 0, profile: profile)
        let before = rows(exact.batch)
        let after = rows(flawed.batch)
        var touched = 0
        let ledger = flawed.ledger
        for row in 0..<ledger.count {
            let key = Key(
                vehicle: ledger.vehicle[row], boot: ledger.boot[row],
                sequence: ledger.sequence[row])
            guard let a = before[key], let b = after[key] else { continue }
            let isTouched = ledger.faults[row] & fault.bit != 0
            if isTouched { touched += 1 }
            try body(exact.batch, a, flawed.batch, b, isTouched)
        }
        return touched
    }

    @Test func `the town's walls push positions aside, each street its own way`() throws {
        let plane = try SmallTown().network.metadata.plane
        var sums: [Int: (north: Double, n: Double)] = [:]
        let touched = try compare(.urbanCanyon, [.gnssNoise]) { exact, a, flawed, b, isTouched in
            guard !exact.latitude[a].isNaN else { return }
            let isSame =
                exact.latitude[a] == flawed.latitude[b] && exact.longitude[a] == flawed.longitude[b]
            #expect(isSame != isTouched)
            guard isTouched else { return }
            let north = (flawed.latitude[b] - exact.latitude[a]) * plane.metersPerDegreeNorth
            let east = (exact.longitude[a] - 9.5) * plane.metersPerDegreeEast
            let street = Int(east / 500) * 2 + (exact.heading[a] > 180 ? 1 : 0)
            sums[street, default: (0, 0)].north += north
            sums[street, default: (0, 0)].n += 1
            #expect(flawed.horizontalAccuracy[b] > exact.horizontalAccuracy[a])
        }
        #expect(touched > 500)
        let means = sums.values.filter { $0.n > 30 }.map { $0.north / $0.n }
        #expect(means.contains { $0.magnitude > 1 })
        #expect((means.max() ?? 0) - (means.min() ?? 0) > 2)
    }

    @Test func `a missing signal is left out by who can say so`() throws {
        let touched = try compare(.missingSignals) { exact, a, flawed, b, isTouched in
            let gone = exact.present[a] & ~flawed.present[b]
            #expect((gone != 0) == isTouched)
            if gone & Presence.speed != 0 { #expect(flawed.speed[b].isNaN) }
            if gone & Presence.latitude != 0 {
                #expect(flawed.latitude[b].isNaN && flawed.longitude[b].isNaN)
            }
            #expect(flawed.present[b] & ~exact.present[a] == 0)
        }
        #expect(touched > 1000)
    }

    @Test func `a sentinel stands where old firmware misses a value`() throws {
        var zeros = 0
        var speeds = 0
        let touched = try compare(.sentinels) { exact, a, flawed, b, isTouched in
            let isSame =
                exact.speed[a] == flawed.speed[b] && exact.range[a] == flawed.range[b]
                && exact.traveledDistance[a] == flawed.traveledDistance[b]
                && (exact.latitude[a] == flawed.latitude[b] || exact.latitude[a].isNaN)
            if !isSame { #expect(isTouched) }
            if isTouched { #expect(exact.firmware[a] < 2) }
            if flawed.latitude[b] == 0 && flawed.longitude[b] == 0 { zeros += 1 }
            if flawed.speed[b] == 255 { speeds += 1 }
            #expect(flawed.present[b] == exact.present[a])
        }
        #expect(touched > 200 && zeros > 10 && speeds > 50)
    }

    @Test func `a stuck signal repeats what it said, while the car moves on`() throws {
        var held: [UInt32: Set<Float>] = [:]
        let touched = try compare(.stuckSignals) { exact, a, flawed, b, isTouched in
            let isSame =
                exact.speed[a] == flawed.speed[b]
                && exact.airTemperature[a] == flawed.airTemperature[b]
                && (exact.latitude[a] == flawed.latitude[b] || exact.latitude[a].isNaN)
                && (exact.stateOfCharge[a] == flawed.stateOfCharge[b]
                    || exact.stateOfCharge[a].isNaN)
                && exact.fuelRelativeLevel[a] == flawed.fuelRelativeLevel[b]
                && (exact.coolantTemperature[a] == flawed.coolantTemperature[b]
                    || exact.coolantTemperature[a].isNaN)
            if !isTouched { #expect(isSame) }
            if isTouched && exact.speed[a] != flawed.speed[b] {
                held[exact.vehicle[a] << 8 | exact.boot[a], default: []].insert(flawed.speed[b])
            }
        }
        #expect(touched > 200 && held.count > 2)
        #expect(held.values.allSatisfy { $0.count == 1 })
    }

    @Test func `wrong units belong to a brand's firmware`() throws {
        var kinds: [UInt8: Set<String>] = [:]
        _ = try compare(.unitErrors) { exact, a, flawed, b, isTouched in
            var found = Set<String>()
            if flawed.speed[b] != exact.speed[a] {
                found.insert("speed")
                #expect((flawed.speed[b] * 3.6 - exact.speed[a]).magnitude < 0.05)
            }
            if flawed.traveledDistance[b] != exact.traveledDistance[a] {
                found.insert("odometer")
                #expect(flawed.traveledDistance[b] == exact.traveledDistance[a] / 1000)
            }
            if !exact.longitude[a].isNaN, flawed.longitude[b] != exact.longitude[a] {
                found.insert("longitude")
                #expect((flawed.longitude[b] * 10 - exact.longitude[a]).magnitude < 1e-5)
            }
            if flawed.airTemperature[b] != exact.airTemperature[a] {
                found.insert("temperature")
                let back = (flawed.airTemperature[b] - 32) / 1.8
                #expect((back - exact.airTemperature[a]).magnitude < 0.1)
            }
            if !found.isEmpty { #expect(isTouched) }
            kinds[exact.firmware[a], default: []].formUnion(found)
        }
        #expect(kinds.values.contains { !$0.isEmpty })
        // All cars of one brand and firmware make the same mistake.
        #expect(kinds.values.allSatisfy { $0.count <= 1 })
    }

    @Test func `old firmware writes numbers as text, and the columns keep them`() throws {
        let touched = try compare(.formatErrors) { exact, a, flawed, b, isTouched in
            let oddity = flawed.present[b] >> 62
            #expect((oddity != 0) == isTouched)
            if oddity != 0 { #expect(oddity == (exact.firmware[a] == 0 ? 2 : 1)) }
            #expect(flawed.speed[b] == exact.speed[a])
        }
        #expect(touched > 100)
    }

    @Test func `clocks that are wrong are wrong by a start in 1970, an hour or 1,024 weeks`() throws
    {
        var kinds = Set<String>()
        let start = SmallTown.calendar.startUnixSeconds * 1000
        _ = try compare(.clockErrors) { exact, a, flawed, b, isTouched in
            let off = flawed.eventMilliseconds[b] - exact.eventMilliseconds[a]
            #expect((off != 0) == isTouched)
            guard off != 0 else { return }
            if flawed.eventMilliseconds[b] + start < 120_000 {
                kinds.insert("1970")
                #expect(flawed.eventMilliseconds[b] + start >= 0)
            } else if off == 3_600_000 {
                kinds.insert("hour")
            } else {
                let weeks: Int64 = 1024 * 7 * 86_400_000
                #expect(off % weeks == 0 || (off - 3_600_000) % weeks == 0)
                kinds.insert("weeks")
            }
        }
        #expect(kinds == ["1970", "hour", "weeks"])
    }

    @Test func `an update changes the firmware between two trips`() throws {
        let output = try SmallTown().report([.ota], canaryShare: 0)
        let batch = output.batch
        var updated = 0
        for rows in RecordContentTests.boots(batch) {
            let versions = Set(rows.map { batch.firmware[$0] })
            #expect(versions.count == 1)
            let own = SmallTown.profile(of: VehicleID(batch.vehicle[rows[0]])).firmware
            let now = batch.firmware[rows[0]]
            #expect(now == own || now == own + 1)
            if now != own { updated += 1 }
        }
        #expect(updated >= 3)
        for row in 0..<output.ledger.count {
            let own = SmallTown.profile(of: VehicleID(output.ledger.vehicle[row])).firmware
            if own == 4 { #expect(output.ledger.faults[row] & Fault.ota.bit == 0) }
        }
    }

    @Test func `records overtake each other within one vehicle by no more than was asked for`()
        throws
    {
        let output = try SmallTown().report([.reorder], interval: 1, canaryShare: 0)
        let account = Reconciliation(output)
        #expect(account.problems == [] && account.outOfOrder > 100)
        for row in 0..<output.ledger.count
        where output.ledger.fate[row] == Fate.delivered.rawValue {
            let delay =
                output.ledger.receivedMilliseconds[row] - output.ledger.eventMilliseconds[row]
            #expect(delay < 31_000)
        }
    }

    @Test func `after an outage devices come back one by one, with pauses that grow`() throws {
        let output = try SmallTown().report([.reconnectStorm], canaryShare: 0) {
            $0.storeCapacity = 1000
        }
        let batch = output.batch
        var back: [Int64] = []
        var burst: [UInt32: Int64] = [:]
        for row in 0..<batch.count {
            let received = batch.receivedMilliseconds[row]
            #expect(received < 1_000_500 || received >= 1_300_000)
            if batch.isResend[row], burst[batch.vehicle[row]] == nil {
                burst[batch.vehicle[row]] = received
                back.append(received)
            }
        }
        back.sort()
        #expect(back.count > 20)
        let (first, last) = (back[0], back[back.count - 1])
        // Pauses double from 5 s: who tries in a five-minute outage waits up to two minutes more.
        #expect(last - first > 20_000 && last < 1_300_000 + 160_000)
    }

    @Test func `a trip that lacks a part says which, as far as anyone can`() throws {
        let town = try SmallTown()
        let whole = town.report(canaryShare: 0, profile: .generations)
        let broken = town.report([.tripFaults], canaryShare: 0, profile: .generations) {
            ($0.unstartedShare, $0.lackingShare, $0.unfinishedShare) = (0.25, 0.25, 0.25)
        }
        #expect(broken.ledger.count < whole.ledger.count)
        var told: [Int64: Int] = [:]
        for rows in RecordContentTests.boots(broken.batch) {
            let batch = broken.batch
            for row in rows {
                if let value = batch.sideValue(.tripFault, of: row) { told[value, default: 0] += 1 }
            }
            guard batch.firmware[rows[0]] >= 1,
                ConsentTests.kind(batch.vehicle[rows[0]]) == ConsentTests.mobility
            else { continue }
            let states = rows.map {
                SignalCatalogue.lowVoltageStates[Int(batch.lowVoltageSystemState[$0])]
            }
            let last = batch.sideValue(.tripFault, of: rows[rows.count - 1])
            if last == 0 { #expect(states.first != "START") }
            if states.first != "START" { #expect(last == 0 || states.last != "OFF") }
        }
        #expect((told[0] ?? 0) > 2 && (told[1] ?? 0) > 2 && (told[2] ?? 0) > 0)
    }

    @Test func `the network loses the share of records that was asked for`() throws {
        let output = try SmallTown().report([.loss], interval: 2, canaryShare: 0)
        let lost = output.ledger.faults.count { $0 & Fault.loss.bit != 0 }
        let share = Double(lost) / Double(output.ledger.count)
        #expect(share > 0.045 && share < 0.055)
        for row in 0..<output.ledger.count where output.ledger.faults[row] & Fault.loss.bit != 0 {
            #expect(output.ledger.fate[row] == Fate.lostByFault.rawValue)
        }
    }
}
