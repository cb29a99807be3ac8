import Base
import Demand
import Foundation
import Records
import Roads
import Telemetry
import Testing
import Traffic

@Suite struct RecordContentTests {
    /// Faults that leave every value what it says.
    static let mild: Set<Fault> = [.gnssNoise, .coverageGaps, .late, .duplicate, .clockSkew]

    /// Rows of a boot, in order of sequence.
    static func boots(_ batch: RecordBatch) -> [[Int]] {
        var rows: [UInt64: [Int]] = [:]
        for row in 0..<batch.count {
            let key = UInt64(batch.vehicle[row]) << 32 | UInt64(batch.boot[row])
            rows[key, default: []].append(row)
        }
        return rows.keys.sorted().map { key in
            (rows[key] ?? []).sorted { batch.sequence[$0] < batch.sequence[$1] }
        }
    }

    @Test func `a trip has a record at ignition on, at ignition off and one every interval`() throws
    {
        let town = try SmallTown()
        let batch = town.report(canaryShare: 0).batch
        for rows in Self.boots(batch) {
            let vehicle = batch.vehicle[rows[0]]
            guard ConsentTests.kind(vehicle) == ConsentTests.mobility else { continue }
            let trip = try #require(
                town.result.vehicle.firstIndex(of: vehicle).map { $0 + Int(batch.boot[rows[0]]) })
            let times = rows.map { batch.eventMilliseconds[$0] }
            #expect(times.first == town.result.departMilliseconds[trip])
            #expect(times.last == town.result.arriveMilliseconds[trip])
            let grid = times.dropFirst().dropLast()
            #expect(Set(grid.map { $0 % 10_000 }).count == 1)
            #expect(zip(grid, grid.dropFirst()).allSatisfy { $1 - $0 == 10_000 })
            #expect(
                batch.sequence[rows[0]] == 0
                    && Int(batch.sequence[rows[rows.count - 1]]) == rows.count - 1)
            let states = rows.map {
                SignalCatalogue.lowVoltageStates[Int(batch.lowVoltageSystemState[$0])]
            }
            #expect(states.first == "START" && states.last == "OFF")
            #expect(states.dropFirst().dropLast().allSatisfy { $0 == "ON" })
        }
    }

    @Test func `odometer, distance, duration and mean speed are one story`() throws {
        let batch = try SmallTown().report(interval: 1, canaryShare: 0).batch
        var last: [UInt32: UInt32] = [:]
        for rows in Self.boots(batch) {
            let first = rows[0]
            let vehicle = batch.vehicle[first]
            if let before = last[vehicle], ConsentTests.kind(vehicle) == ConsentTests.mobility {
                #expect(batch.traveledDistance[first] == before)
            }
            last[vehicle] = rows.map { batch.traveledDistance[$0] }.max()
            var integral = 0.0
            for (a, b) in zip(rows, rows.dropFirst()) {
                #expect(batch.traveledDistance[b] >= batch.traveledDistance[a])
                let seconds = Double(batch.eventMilliseconds[b] - batch.eventMilliseconds[a]) / 1000
                integral += Double(batch.speed[a] + batch.speed[b]) / 7.2 * seconds
                let trip = Double(batch.tripDuration[b])
                guard trip > 1 else { continue }
                let mean = Double(batch.traveledDistanceSinceStart[b]) / trip * 3.6
                #expect((Double(batch.averageSpeed[b]) - mean).magnitude < 0.1 + 8 / trip)
            }
            let end = rows[rows.count - 1]
            let driven = Double(batch.traveledDistance[end] - batch.traveledDistance[first])
            #expect((driven - integral).magnitude < 5 + 0.01 * driven)
            let trip =
                batch.traveledDistanceSinceStart[end] - batch.traveledDistanceSinceStart[first]
            #expect(Double(trip) >= driven - 1 && Double(trip) <= driven + 1)
        }
    }

    @Test func `legs beyond the gateway have speed and distance but no position`() throws {
        let town = try SmallTown()
        let batch = town.report(
            [.gnssNoise, .coverageGaps, .late, .duplicate], canaryShare: 0
        ).batch
        var beyond = 0
        for row in 0..<batch.count {
            let trip = try #require(
                town.result.vehicle.firstIndex(of: batch.vehicle[row]).map {
                    $0 + Int(batch.boot[row])
                })
            let time = batch.eventMilliseconds[row]
            let isOnMap =
                time >= town.result.enterMilliseconds[trip]
                && time <= town.result.exitMilliseconds[trip]
            if !isOnMap {
                beyond += 1
                #expect(batch.latitude[row].isNaN && batch.longitude[row].isNaN)
            } else if ConsentTests.kind(batch.vehicle[row]) == ConsentTests.mobility {
                #expect(!batch.latitude[row].isNaN)
            }
        }
        #expect(beyond > 500)
        for rows in Self.boots(batch) where batch.vehicle[rows[0]] % 5 == 0 {
            let end = rows[rows.count - 1]
            guard SignalCatalogue.lowVoltageStates[Int(batch.lowVoltageSystemState[end])] == "OFF"
            else { continue }
            #expect(batch.traveledDistanceSinceStart[end] == 34_000)
        }
    }

    @Test func `speed agrees with the change of position`() throws {
        let town = try SmallTown()
        let batch = town.report(interval: 1, canaryShare: 0).batch
        let plane = town.network.metadata.plane
        var compared = 0
        for rows in Self.boots(batch) {
            for (a, b) in zip(rows, rows.dropFirst())
            where !batch.latitude[a].isNaN && !batch.latitude[b].isNaN {
                let seconds = Double(batch.eventMilliseconds[b] - batch.eventMilliseconds[a]) / 1000
                let east = (batch.longitude[b] - batch.longitude[a]) * plane.metersPerDegreeEast
                let mean = Double(batch.speed[a] + batch.speed[b]) / 7.2
                #expect((east.magnitude - mean * seconds).magnitude < 1.5)
                compared += 1
            }
        }
        #expect(compared > 10_000)
    }

    @Test func `signals fit the kind of car`() throws {
        let batch = try SmallTown().report(canaryShare: 0).batch
        for row in 0..<batch.count {
            let profile = SmallTown.profile(of: VehicleID(batch.vehicle[row]))
            let burns = profile.powertrain != .electric
            #expect((batch.fuelRelativeLevel[row] != 255) == burns)
            #expect(batch.engineSpeed[row].isNaN != burns)
            #expect(batch.coolantTemperature[row].isNaN != burns)
            #expect(batch.fuelConsumptionSinceStart[row].isNaN != burns)
            let hasBattery = profile.powertrain != .combustion
            #expect(batch.stateOfCharge[row].isNaN != hasBattery)
            #expect(batch.tractionPower[row].isNaN != hasBattery)
            #expect(batch.firmware[row] == profile.firmware)
            if batch.speed[row] < 1 { #expect(batch.fuelInstantConsumption[row].isNaN) }
            if profile.powertrain == .combustion {
                #expect(batch.engineSpeed[row] >= 700 && batch.engineSpeed[row] < 4500)
            }
        }
    }

    @Test func `values keep within the catalogue's limits`() throws {
        let table = try SmallTown().report(Self.mild).batch.table()
        for (signal, column) in zip(SignalCatalogue.all, table.columns)
        where signal.minimum != nil || signal.maximum != nil {
            let values = try column.doubles()
            for row in values.indices where column.validity?[row] ?? true {
                #expect(values[row] >= signal.minimum ?? -.infinity, "\(signal.path)")
                #expect(values[row] <= signal.maximum ?? .infinity, "\(signal.path)")
            }
        }
    }

    @Test func `energy on board falls by what was used`() throws {
        let batch = try SmallTown().report(canaryShare: 0).batch
        for rows in Self.boots(batch) {
            for (a, b) in zip(rows, rows.dropFirst())
            where !batch.fuelConsumptionSinceStart[a].isNaN {
                #expect(batch.fuelConsumptionSinceStart[b] >= batch.fuelConsumptionSinceStart[a])
            }
            let first = rows[0]
            let end = rows[rows.count - 1]
            if SmallTown.profile(of: VehicleID(batch.vehicle[first])).powertrain == .electric {
                #expect(batch.stateOfCharge[end] < batch.stateOfCharge[first])
            }
            #expect(batch.range[end] < batch.range[first])
        }
    }

    @Test func `what the last record says was used is what the truth says`() throws {
        let town = try SmallTown()
        let batch = town.report(canaryShare: 0).batch
        var compared = 0
        for rows in Self.boots(batch) {
            let end = rows[rows.count - 1]
            let vehicle = batch.vehicle[end]
            guard SignalCatalogue.lowVoltageStates[Int(batch.lowVoltageSystemState[end])] == "OFF"
            else { continue }
            let trip = try #require(
                town.result.vehicle.firstIndex(of: vehicle).map { $0 + Int(batch.boot[end]) })
            let powertrain = SmallTown.profile(of: VehicleID(vehicle)).powertrain
            var energy = TripEnergy(
                model: EnergyModel(powertrain), network: town.network, result: town.result,
                trip: trip, plan: town.plans[Int(town.result.plan[trip])])
            let (use, meters) = energy.total()
            #expect(UInt32(meters) == batch.traveledDistanceSinceStart[end])
            guard powertrain != .electric else { continue }
            compared += 1
            let shown = Double(batch.fuelConsumptionSinceStart[end])
            #expect(use.liters > 0.3 && (shown - use.liters).magnitude < 0.001)
        }
        #expect(compared > 30)
    }

    @Test func `who waits at the kerb for room on the road has a position`() throws {
        var town = try SmallTown(driving: 2..<3)
        town.result.departMilliseconds[0] -= 60_000
        let batch = town.devices().report(vehicles: 0..<3).batch
        let waiting = (0..<batch.count).filter {
            batch.boot[$0] == 0
                && batch.eventMilliseconds[$0] < town.result.enterMilliseconds[0]
        }
        #expect(waiting.count > 5)
        for row in waiting {
            #expect(batch.speed[row] == 0 && batch.traveledDistanceSinceStart[row] == 0)
            #expect((batch.longitude[row] - 9.5).magnitude < 1e-6)
        }
    }

    @Test func `who stands at the ends of a trip has a position, and burns fuel at rest`() throws {
        var town = try SmallTown(driving: 6..<7)
        town.plans[0].standing = Standing(beforeMilliseconds: 60_000, afterMilliseconds: 40_000)
        town.result.departMilliseconds[0] -= 60_000
        town.result.arriveMilliseconds[0] += 40_000
        let batch = town.devices().report(vehicles: 0..<8).batch
        let rows = Self.boots(batch)[0]
        let exit = town.result.exitMilliseconds[0]
        let still = rows.filter {
            let time = batch.eventMilliseconds[$0]
            return time <= town.result.enterMilliseconds[0] || time >= exit
        }
        #expect(still.count > 8)
        for row in still {
            #expect(batch.speed[row] == 0 && !batch.isMoving[row])
            #expect(batch.accelerationLongitudinal[row] == 0 && !batch.latitude[row].isNaN)
            #expect(batch.engineSpeed[row] > 700 && batch.engineSpeed[row] < 900)
        }
        let before = still.filter { batch.eventMilliseconds[$0] < exit }
        let fuel = before.map { batch.fuelConsumptionSinceStart[$0] }
        #expect(fuel[fuel.count - 1] > 0.01 && zip(fuel, fuel.dropFirst()).allSatisfy { $0 < $1 })
        let last = rows[rows.count - 1]
        #expect(batch.eventMilliseconds[last] == exit + 40_000)
        #expect(batch.traveledDistanceSinceStart[last] == 10_000)
    }

    @Test func `engines warm up, and lights are on in the dark only`() throws {
        let batch = try SmallTown().report(canaryShare: 0).batch
        // 00:10 to 04:00 UTC on a March night at 9.5° E.
        #expect(batch.isLowBeamOn.allSatisfy { $0 })
        #expect(batch.airTemperature.allSatisfy { $0 > -15 && $0 < 15 })
        for rows in Self.boots(batch) where !batch.coolantTemperature[rows[0]].isNaN {
            let end = rows[rows.count - 1]
            #expect(batch.tripDuration[end] < 600 || batch.coolantTemperature[end] > 70)
            if batch.boot[rows[0]] == 0 && batch.tripDuration[rows[0]] == 0 {
                #expect(batch.coolantTemperature[rows[0]] < 20)
            }
        }
    }

    @Test func `records are valid lines of JSON`() throws {
        let batch = try SmallTown().report(Self.mild).batch.slice(0..<500)
        var bytes: [UInt8] = []
        JSONLineEncoder().encode(batch, into: &bytes)
        let lines = bytes.split(separator: 10)
        #expect(lines.count == 500)
        // Devices that are all alike say everything that is not the engine's or the battery's.
        let needed = SignalCatalogue.all.filter { $0.stream == .envelope || $0.cadence == .fast }
            .map(\.path).filter { !$0.contains("Location.") }
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
            #expect(needed.allSatisfy { object?[$0] != nil && !(object?[$0] is NSNull) })
        }
    }
}

@Suite struct PurityTests {
    static let faults = Set(Fault.allCases)

    @Test func `a vehicle's records do not depend on the range it is asked in`() throws {
        let devices = try SmallTown().devices { $0.faults = Self.faults }
        let whole = devices.report(vehicles: 0..<64)
        var parts = RecordBatch()
        var fates: [UInt8] = []
        for range in [0..<1, 1..<17, 17..<40, 40..<64] as [Range<UInt32>] {
            let part = devices.report(vehicles: range)
            parts.append(contentsOf: part.batch)
            fates += part.ledger.fate
        }
        #expect(parts.sortedByArrival().isIdentical(to: whole.batch))
        #expect(fates == whole.ledger.fate)
    }

    @Test func `two reports with one seed are identical, with another they differ`() throws {
        let a = try SmallTown().devices { $0.faults = Self.faults }.report(vehicles: 0..<64)
        let b = try SmallTown().devices { $0.faults = Self.faults }.report(vehicles: 0..<64)
        let c = try SmallTown().devices(seed: 1) { $0.faults = Self.faults }.report(
            vehicles: 0..<64)
        #expect(a.batch.isIdentical(to: b.batch))
        #expect(!a.batch.isIdentical(to: c.batch))
    }

    @Test func `what arrives is in order of arrival, vehicle, boot, sequence`() throws {
        let batch = try SmallTown().report(Self.faults).batch
        #expect(batch.sortedByArrival().isIdentical(to: batch))
    }

    @Test func `the ledger is sorted and its table has the contract's columns`() throws {
        let ledger = try SmallTown().report(Self.faults).ledger
        for row in 1..<ledger.count {
            let a = (ledger.vehicle[row - 1], ledger.boot[row - 1], ledger.sequence[row - 1])
            #expect(a < (ledger.vehicle[row], ledger.boot[row], ledger.sequence[row]))
        }
        let table = ledger.table(region: "town")
        let wanted: [ColumnSchema] = [
            .init("region", .string), .init("vehicle_id", .uint32), .init("boot", .uint32),
            .init("sequence", .uint32), .init("event_ms", .int64),
            .init("received_ms", .int64, isNullable: true), .init("fate", .string),
            .init("copies", .int32), .init("faults", .int32), .init("had_consent", .bool),
        ]
        #expect(table.schema == wanted && table.rowCount == ledger.count)
        let fates = try table.column("fate").strings()
        let received = try table.column("received_ms")
        for row in fates.indices {
            #expect((fates[row] == "delivered") == received.validity?[row])
        }
    }
}
