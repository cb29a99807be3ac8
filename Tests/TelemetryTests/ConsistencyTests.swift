// Signals of one record, and of one trip's records, never contradict each other: real drivers on
// the roads of a whole country, without any imperfection.

import Base
import Demand
import Foundation
import Records
import Roads
import Telemetry
import TestSupport
import Testing
import Traffic

/// Records of some real drivers, every second, all faults off.
private struct Drives {
    static let map = Shared.root.appending(path: "maps/liechtenstein-2013.roads").path
    static var exists: Bool { FileManager.default.fileExists(atPath: map) }
    static let vehicles: UInt32 = 200

    let network: Network
    let fleet: Fleet
    let plans: [PlannedTrip]
    let result: TrafficResult
    let devices: DeviceFleet

    /// Everybody consents to everything, so that all signals are there.
    static let shared = Result { try Drives() }

    private init() throws {
        network = try Network(path: Self.map)
        let region = Region(
            name: "liechtenstein", map: "liechtenstein-2013", utcOffsetSeconds: 3600,
            cars: 310, vehicles: Int(Self.vehicles))
        let calendar = RunCalendar(startUnixSeconds: 1_898_812_800, utcOffsetSeconds: 3600)
        let fleet = try Fleet(
            network: network, region: region, calendar: calendar, seed: 34,
            options: DemandOptions())
        let until = SimTime(seconds: 86_400)
        var plans: [PlannedTrip] = []
        fleet.plans(of: 0..<Self.vehicles, until: until, into: &plans)
        var options = TrafficOptions()
        options.observedShare = 200.0 / 310
        result = try simulate(network: network, plans: plans, until: until, options: options)
        var telemetry = TelemetryOptions()
        telemetry.intervalSeconds = 1
        telemetry.canaryShare = 0
        let drivers = Drivers(profile: fleet.profile(of:)) { vehicle in
            Purpose.allCases.map {
                ConsentInterval(
                    vehicle: vehicle, purpose: $0.rawValue, from: SimTime(milliseconds: .min),
                    until: SimTime(milliseconds: .max))
            }
        }
        devices = DeviceFleet(
            network: network, region: region, drivers: drivers, result: result, plans: plans,
            calendar: calendar, seed: 34, until: until, options: telemetry)
        self.fleet = fleet
        self.plans = plans
    }
}

@Suite(.enabled(if: Drives.exists, "no imported map in maps/")) struct ConsistencyTests {
    private let drives: Drives
    private let batch: RecordBatch
    private let boots: [[Int]]

    init() throws {
        drives = try Drives.shared.get()
        batch = drives.devices.report(vehicles: 0..<Drives.vehicles).batch
        boots = RecordContentTests.boots(batch)
    }

    private func powertrain(_ row: Int) -> Powertrain {
        drives.fleet.profile(of: VehicleID(batch.vehicle[row])).powertrain
    }

    private func seconds(_ a: Int, _ b: Int) -> Double {
        Double(batch.eventMilliseconds[b] - batch.eventMilliseconds[a]) / 1000
    }

    /// Counts contradictions, so that one mistake gives one line and not ten thousand.
    private func none(
        _ what: String, _ rows: some Sequence<Int>, _ isWrong: (Int) -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let wrong = rows.filter(isWrong)
        #expect(
            wrong.isEmpty,
            "\(what): \(wrong.count) rows, first \(wrong.first.map(describe) ?? "")",
            sourceLocation: sourceLocation)
    }

    private func describe(_ row: Int) -> String {
        "vehicle \(batch.vehicle[row]) boot \(batch.boot[row]) sequence \(batch.sequence[row]) "
            + "speed \(batch.speed[row]) acceleration \(batch.accelerationLongitudinal[row]) "
            + "gear \(batch.currentGear[row]) rpm \(batch.engineSpeed[row]) "
            + "brake \(batch.brakePedalPosition[row]) power \(batch.tractionPower[row])"
    }

    @Test func `signals of one record agree`() {
        #expect(batch.count > 100_000)
        let rows = 0..<batch.count
        none("moving without speed", rows) { batch.isMoving[$0] != (batch.speed[$0] > 0) }
        none("accelerating at rest", rows) {
            batch.speed[$0] == 0 && batch.accelerationLongitudinal[$0] < 0
        }
        none("beyond tyres", rows) {
            batch.accelerationLongitudinal[$0] < -8 || batch.accelerationLongitudinal[$0] > 4.5
        }
        none("gear at rest, or none on the road", rows) {
            batch.speed[$0] == 0
                ? batch.currentGear[$0] != 0 : batch.speed[$0] > 3 && batch.currentGear[$0] < 1
        }
        none("engine below idling or above its limit", rows) {
            let engine = batch.engineSpeed[$0]
            switch powertrain($0) {
            case .electric: return !engine.isNaN
            case .combustion: return !(engine >= 700 && engine < 5500)
            case .hybrid: return !(engine == 0 || engine >= 700 && engine < 5500)
            }
        }
        none("braking hard without the pedal", rows) {
            batch.accelerationLongitudinal[$0] < -0.7 && batch.speed[$0] > 2
                && batch.brakePedalPosition[$0] == 0
        }
        none("the pedal pressed while accelerating", rows) {
            batch.accelerationLongitudinal[$0] > 0 && batch.speed[$0] > 2
                && batch.brakePedalPosition[$0] > 0
        }
        none("lateral acceleration against yaw rate", rows) {
            let lateral = batch.yawRate[$0] * .pi / 180 * batch.speed[$0] / 3.6
            return (lateral - batch.accelerationLateral[$0]).magnitude > 0.15
        }
        none("instant consumption at rest, or none on the road", rows) {
            powertrain($0) != .electric
                && batch.fuelInstantConsumption[$0].isNaN != (batch.speed[$0] <= 1.08)
                && (batch.speed[$0] - 1.08).magnitude > 0.02
        }
        none("an electric car that recovers while it accelerates", rows) {
            powertrain($0) == .electric && batch.accelerationLongitudinal[$0] > 0.3
                && batch.tractionPower[$0] < 0
        }
        none("mean speed against distance and duration", rows) {
            let duration = batch.tripDuration[$0]
            guard duration >= 1 else { return false }
            let mean = Float(batch.traveledDistanceSinceStart[$0]) / duration * 3.6
            return (batch.averageSpeed[$0] - mean).magnitude > 0.06 + 4 / duration + 0.002 * mean
        }
    }

    @Test func `records of one trip agree with each other`() {
        for rows in boots {
            let trip =
                drives.result.vehicle.firstIndex(of: batch.vehicle[rows[0]])
                .map { $0 + Int(batch.boot[rows[0]]) } ?? 0
            let states = rows.map {
                SignalCatalogue.lowVoltageStates[Int(batch.lowVoltageSystemState[$0])]
            }
            #expect(states[0] == "START")
            let isOver = drives.result.arriveMilliseconds[trip] != .max
            #expect(states[states.count - 1] == (isOver ? "OFF" : "ON"))
            #expect(states.dropFirst().dropLast().allSatisfy { $0 == "ON" })
            compareNeighbours(rows)
            let last = rows[rows.count - 1]
            let driven = Double(batch.traveledDistance[last] - batch.traveledDistance[rows[0]])
            var integral = 0.0
            for (a, b) in zip(rows, rows.dropFirst()) {
                integral += Double(batch.speed[a] + batch.speed[b]) / 7.2 * seconds(a, b)
            }
            #expect((driven - integral).magnitude < 3 + 0.003 * driven, "\(describe(last))")
            let trippage = Double(batch.traveledDistanceSinceStart[last])
            #expect((driven - trippage).magnitude <= 1)
        }
    }

    private func compareNeighbours(_ rows: [Int]) {
        let later = zip(rows, rows.dropFirst()).map { ($0, $1) }
        func none(_ what: String, _ isWrong: (Int, Int) -> Bool) {
            let wrong = later.filter { isWrong($0.0, $0.1) }
            #expect(
                wrong.isEmpty,
                "\(what): \(wrong.count), first \(wrong.first.map { describe($0.1) } ?? "")")
        }
        none("odometer") { batch.traveledDistance[$1] < batch.traveledDistance[$0] }
        none("distance of the trip") {
            batch.traveledDistanceSinceStart[$1] < batch.traveledDistanceSinceStart[$0]
        }
        none("fuel used") {
            batch.fuelConsumptionSinceStart[$1] < batch.fuelConsumptionSinceStart[$0]
        }
        none("change of speed") {
            let change =
                Double(batch.speed[$1] - batch.speed[$0]) / 3.6 / max(0.05, seconds($0, $1))
            return change < -8.3 || change > 4.8
        }
        none("distance against speed") {
            let mean = Double(batch.speed[$0] + batch.speed[$1]) / 7.2 * seconds($0, $1)
            let driven = Double(
                batch.traveledDistanceSinceStart[$1] - batch.traveledDistanceSinceStart[$0])
            return (driven - mean).magnitude > 2.2
        }
        none("level and range rise together, when refuelled, or not at all") {
            let level = powertrain($0) == .electric ? batch.stateOfCharge : []
            let isRefuelled = batch.range[$1] > batch.range[$0] + 50_000
            if isRefuelled { return false }
            if powertrain($0) == .electric, level[$1] > level[$0] { return true }
            if powertrain($0) != .electric,
                batch.fuelRelativeLevel[$1] > batch.fuelRelativeLevel[$0]
            {
                return true
            }
            return batch.range[$1] > batch.range[$0]
        }
    }

    @Test func `heading is the direction of motion, except where a corner is cut`() {
        let plane = drives.network.metadata.plane
        var compared = 0
        var off = 0
        for rows in boots {
            for (a, b) in zip(rows, rows.dropFirst())
            where !batch.latitude[a].isNaN && !batch.latitude[b].isNaN && batch.speed[a] > 20
                && batch.yawRate[a].magnitude < 2 && batch.yawRate[b].magnitude < 2
                && seconds(a, b) == 1
            {
                let east = (batch.longitude[b] - batch.longitude[a]) * plane.metersPerDegreeEast
                let north = (batch.latitude[b] - batch.latitude[a]) * plane.metersPerDegreeNorth
                let course = Math.atan2(east, north) * 180 / .pi
                var angle = course - Double(batch.heading[b])
                while angle > 180 { angle -= 360 }
                while angle < -180 { angle += 360 }
                compared += 1
                if angle.magnitude > 15 { off += 1 }
            }
        }
        #expect(compared > 20_000)
        #expect(Double(off) < 0.01 * Double(compared), "\(off) of \(compared)")
    }

    @Test func `consumption at instants adds up to what was used`() {
        var instant = 0.0
        var used = 0.0
        var power = 0.0
        var charge = 0.0
        for rows in boots {
            let last = rows[rows.count - 1]
            let first = rows[0]
            let isElectric = powertrain(last) == .electric
            if isElectric {
                let car = batch.stateOfCharge[first] - batch.stateOfCharge[last]
                guard car > 0 else { continue }
                charge += Double(car) / 100
            } else if powertrain(last) == .combustion {
                used += Double(batch.fuelConsumptionSinceStart[last])
            }
            for (a, b) in zip(rows, rows.dropFirst()) {
                if isElectric { power += Double(batch.tractionPower[a]) * seconds(a, b) / 3.6e6 }
                guard powertrain(last) == .combustion else { continue }
                let rate = batch.fuelInstantConsumption[a]
                let meters = Double(batch.speed[a]) / 3.6 * seconds(a, b)
                // At rest an engine of these cars takes a litre an hour.
                instant += rate.isNaN ? seconds(a, b) / 3600 : Double(rate) * meters / 100_000
            }
        }
        #expect(used > 20 && (instant / used - 1).magnitude < 0.15)
        // Batteries hold 42 … 78 kWh.
        #expect(charge > 0.5 && power / charge > 45 && power / charge < 75)
    }

    @Test func `range is what the level lasts for`() {
        // Range over level is a constant of the car.
        var kilometersPerPercent: [UInt32: Double] = [:]
        for row in 0..<batch.count where powertrain(row) == .electric {
            let level = Double(batch.stateOfCharge[row])
            let ratio = Double(batch.range[row]) / level
            if let first = kilometersPerPercent[batch.vehicle[row]] {
                #expect((ratio / first - 1).magnitude < 0.01)
            } else {
                kilometersPerPercent[batch.vehicle[row]] = ratio
            }
        }
        #expect(kilometersPerPercent.count > 3)
    }

    @Test func `reports do not depend on how vehicles are split`() {
        var parts = RecordBatch()
        var first: UInt32 = 0
        for size in [1, 2, 61, 7, 129] as [UInt32] {
            parts.append(
                contentsOf: drives.devices.report(vehicles: first..<(first + size)).batch)
            first += size
        }
        #expect(first == Drives.vehicles && parts.sortedByArrival().isIdentical(to: batch))
    }

    @Test func `the same traffic twice is identical`() throws {
        var options = TrafficOptions()
        options.observedShare = 200.0 / 310
        let again = try simulate(
            network: drives.network, plans: drives.plans, until: SimTime(seconds: 86_400),
            options: options)
        let result = drives.result
        #expect(again.traversalEnterMilliseconds == result.traversalEnterMilliseconds)
        #expect(again.traversalLink == result.traversalLink)
        #expect(again.hourlyStateHashes == result.hourlyStateHashes)
        #expect(again.onMapMeters == result.onMapMeters)
        #expect(again.arriveMilliseconds == result.arriveMilliseconds)
    }
}
