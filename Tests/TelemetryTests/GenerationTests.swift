// Five generations of devices, and what they tell beside the columns, each from its cause.

import Base
import Demand
import Records
import Roads
import Telemetry
import Testing
import Traffic

@Suite struct GenerationTests {
    static let cadences: [Int64] = [60_000, 10_000, 10_000, 3000, 1000]

    private func report(
        _ faults: Set<Fault> = [], _ adjust: (inout TelemetryOptions) -> Void = { _ in }
    ) throws -> DeviceOutput {
        try SmallTown(isBuiltUp: true).report(
            faults, canaryShare: 0, profile: .generations, adjust)
    }

    private func side(
        _ batch: RecordBatch, _ signal: SideSignal
    ) -> [(row: Int, value: Int64)] {
        (0..<batch.count).compactMap { row in
            batch.sideValue(signal, of: row).map { (row, $0) }
        }
    }

    @Test func `each generation keeps its cadence`() throws {
        let batch = try report().batch
        var seen = Set<UInt8>()
        for rows in RecordContentTests.boots(batch) {
            let firmware = batch.firmware[rows[0]]
            seen.insert(firmware)
            let due = rows.filter { batch.stream[$0] == 0 }
            let steps = zip(due, due.dropFirst()).map {
                batch.eventMilliseconds[$1] - batch.eventMilliseconds[$0]
            }
            // Rounding of old clocks, events between samples, and changes of consent.
            let cadence = Self.cadences[Int(firmware)]
            // A sample in whose instant something happens is an event, so a step may be double.
            let kept = steps.filter {
                let rest = $0 % cadence
                return $0 <= 3 * cadence && (rest <= 1000 || cadence - rest <= 1000)
            }
            #expect(kept.count * 10 >= steps.count * 7)
        }
        #expect(seen == [0, 1, 2, 3, 4])
    }

    @Test func `slow signals come with every few samples only, fast ones with all`() throws {
        let batch = try report().batch
        for firmware in [UInt8(3), 4] {
            let rows = (0..<batch.count).filter { batch.firmware[$0] == firmware }
            let slow = rows.filter { batch.present[$0] & Presence.traveledDistance != 0 }
            #expect(rows.allSatisfy { batch.present[$0] & Presence.speed != 0 })
            #expect(slow.count * 5 < rows.count && slow.count * 40 > rows.count)
        }
    }

    @Test func `old clocks count whole seconds`() throws {
        let batch = try report([.clockSkew]).batch
        for row in 0..<batch.count where batch.firmware[row] < 2 {
            #expect(batch.eventMilliseconds[row] % 1000 == 0)
        }
        #expect((0..<batch.count).contains { batch.eventMilliseconds[$0] % 1000 != 0 })
    }

    @Test func `old devices speak old versions of VSS in JSON`() throws {
        let batch = try report().batch
        var bytes: [UInt8] = []
        JSONLineEncoder().encode(batch, into: &bytes)
        let lines = bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
        #expect(lines.count == batch.count)
        for (row, line) in lines.enumerated()
        where batch.present[row] & Presence.traveledDistance != 0 {
            let meters = batch.traveledDistance[row]
            switch batch.firmware[row] {
            case 0, 1:
                #expect(line.contains("\"vss\":4") && !line.contains("EngineCoolant"))
                let tenths = (meters + 50) / 100
                #expect(line.contains("TraveledDistance\":\(tenths / 10)."))
            case 2, 3:
                #expect(line.contains("\"vss\":5") && !line.contains(".ECT"))
                #expect(line.contains("TraveledDistance\":\(meters / 1000)."))
            default:
                #expect(line.contains("\"vss\":6"))
                #expect(line.contains("TraveledDistance\":\(meters),"))
            }
        }
    }

    @Test func `states are told once and then when they change`() throws {
        let batch = try report().batch
        let doors = side(batch, .isDriverDoorLocked)
        for rows in RecordContentTests.boots(batch) where batch.firmware[rows[0]] >= 1 {
            let values = rows.compactMap { batch.sideValue(.isDriverDoorLocked, of: $0) }
            for (a, b) in zip(values, values.dropFirst()) { #expect(a != b) }
        }
        #expect(doors.count > 100)
        #expect((0..<batch.count).allSatisfy { batch.firmware[$0] != 0 || batch.side[$0] == 0 })
        // Unlocked when it stands at its end, locked once it has set off.
        for (row, value) in doors where value == 1 { #expect(batch.speed[row] > 5) }
    }

    @Test func `rain starts the wipers, wets the road and lights the lamps`() throws {
        let dry = try report().batch
        let wet = try report {
            $0.weather = [
                WeatherSpell(.rain, fromSeconds: 0, untilSeconds: 1e6, intensity: 0.8)
            ]
        }.batch
        #expect(side(dry, .rainIntensity).allSatisfy { $0.value == 0 })
        #expect(side(dry, .wiperMode).allSatisfy { $0.value == 0 })
        #expect(side(dry, .roadFriction).allSatisfy { $0.value == 90 })
        #expect(side(wet, .rainIntensity).allSatisfy { $0.value == 80 })
        #expect(side(wet, .roadFriction).allSatisfy { $0.value == 50 })
        let modes = Set(side(wet, .wiperMode).map(\.value))
        #expect(modes == [3, 5])
        #expect(wet.isLowBeamOn.allSatisfy { $0 })
    }

    @Test func `ice makes the anti-lock system work, and cold lowers pressure and voltage`() throws
    {
        let dry = try report().batch
        let icy = try report {
            $0.weather = [
                WeatherSpell(
                    .ice, fromSeconds: 0, untilSeconds: 1e6, intensity: 1, temperatureOffset: -15)
            ]
        }.batch
        func engaged(_ batch: RecordBatch) -> Int {
            side(batch, .isABSEngaged).count { $0.value == 1 }
        }
        #expect(engaged(dry) == 0 && engaged(icy) > 20)
        for signal in [SideSignal.tirePressure, .lowVoltage] {
            let warm = side(dry, signal).map(\.value).reduce(0, +)
            let cold = side(icy, signal).map(\.value).reduce(0, +)
            #expect(cold < warm)
        }
        for row in 0..<dry.count where !dry.airTemperature[row].isNaN {
            #expect((dry.airTemperature[row] - icy.airTemperature[row] - 15).magnitude < 0.11)
        }
    }

    @Test func `an event is told when it happens, by who can, with what made it`() throws {
        var town = try SmallTown(isBuiltUp: true)
        town.style = 1.6
        let batch = town.report(canaryShare: 0, profile: .generations).batch
        var events = 0
        for (row, severity) in side(batch, .harshBraking) + side(batch, .harshAcceleration) {
            events += 1
            #expect(batch.firmware[row] >= 2 && batch.stream[row] == 1)
            let peak = try #require(batch.sideValue(.eventPeak, of: row))
            #expect(abs(Float(peak) / 100) >= 3)
            #expect((Float(peak) / 100 - batch.accelerationLongitudinal[row]).magnitude < 0.011)
            #expect(severity == 0 || abs(peak) >= 350)
        }
        // Against the true motion, every instant of it.
        var wanted = 0
        for trip in 0..<town.result.count {
            let vehicle = town.result.vehicle[trip]
            guard ConsentTests.kind(vehicle) == ConsentTests.mobility,
                SmallTown.profile(of: VehicleID(vehicle)).firmware >= 2
            else { continue }
            var motion = TripMotion(
                network: town.network, result: town.result, trip: trip, style: town.style)
            var wasHarsh = false
            let times = town.result.enterMilliseconds[trip]..<town.result.exitMilliseconds[trip]
            for time in stride(from: times.lowerBound, to: times.upperBound, by: 10) {
                let state = motion.state(atMilliseconds: time)
                let isHarsh = state.acceleration.magnitude >= 3
                if isHarsh && !wasHarsh { wanted += 1 }
                wasHarsh = isHarsh
            }
        }
        let told = side(batch, .eventPeak).filter {
            ConsentTests.kind(batch.vehicle[$0.row]) == ConsentTests.mobility
        }.count
        #expect(events > 50 && wanted > 50)
        // One that begins in the very instant of the ignition's end is not told.
        #expect((told - wanted).magnitude <= UInt(1 + wanted / 20), "\(told) of \(wanted)")
    }

    @Test func `odometer, speed and position still are one story`() throws {
        let batch = try report().batch
        for rows in RecordContentTests.boots(batch) where batch.firmware[rows[0]] == 4 {
            var integral = 0.0
            for (a, b) in zip(rows, rows.dropFirst()) {
                let seconds = Double(batch.eventMilliseconds[b] - batch.eventMilliseconds[a])
                integral += Double(batch.speed[a] + batch.speed[b]) / 7.2 * seconds / 1000
            }
            let last = rows[rows.count - 1]
            let driven =
                Double(batch.traveledDistance[last]) - Double(batch.traveledDistance[rows[0]])
            #expect((driven - integral).magnitude < 5 + 0.01 * driven)
        }
    }

    @Test func `side signals keep within the catalogue`() throws {
        let batch = try report(Set(Fault.allCases)) {
            $0.weather = [WeatherSpell(.snow, fromSeconds: 0, untilSeconds: 1e6)]
        }.batch
        var kinds = Set<SideSignal>()
        for row in 0..<batch.count {
            batch.forEachSide(of: row) { word in
                let signal = word.signal
                kinds.insert(signal)
                let entry = SignalCatalogue.side[Int(word.number)]
                if let number = signal.number(word.value), signal.kind != .instant {
                    #expect(number >= entry.minimum ?? -1e9 && number <= entry.maximum ?? 1e9)
                    if entry.datatype == .uint8 { #expect(number >= 0 && number <= 255) }
                    if entry.datatype == .uint32 { #expect(number >= 0) }
                }
                if signal.kind == .word { #expect(word.value < Int64(entry.words.count)) }
                if signal.kind == .words {
                    #expect(word.value >> Int64(entry.words.count) == 0)
                }
            }
        }
        #expect(kinds.count > 40)
        #expect(!kinds.contains(.altitude))
    }

    @Test func `who was hit at the end of the last trip says so`() throws {
        let output = try report { $0.collisionsPerMillionKilometers = 20_000 }
        let hits = side(output.batch, .collision)
        #expect(hits.count > 3)
        for (row, _) in hits {
            #expect(output.batch.sideValue(.isAirbagDeployed, of: row) == 1)
            #expect(output.batch.stream[row] == 1 && output.batch.speed[row] == 0)
            let later = (0..<output.batch.count).contains {
                output.batch.vehicle[$0] == output.batch.vehicle[row]
                    && output.batch.boot[$0] > output.batch.boot[row]
            }
            #expect(!later)
        }
        #expect(
            side(try report { $0.collisionsPerMillionKilometers = 0 }.batch, .collision).isEmpty)
    }

    @Test func `positions come from satellites, from wheels, or not at all`() throws {
        let town = try SmallTown(isBuiltUp: true)
        let output = try report([.gnssNoise, .deadReckoning])
        let batch = output.batch
        let plane = town.network.metadata.plane
        let begin = Double(SmallTown.tunnel.lowerBound) * Double(SmallTown.linkMeters)
        let end = Double(SmallTown.tunnel.upperBound) * Double(SmallTown.linkMeters)
        var reckoned = 0
        for row in 0..<batch.count where !batch.latitude[row].isNaN {
            let east = (batch.longitude[row] - 9.5) * plane.metersPerDegreeEast
            let isInside = east > begin + 60 && east < end - 60
            if isInside {
                reckoned += 1
                #expect(batch.firmware[row] >= 3 && batch.fixType[row] == 0)
                #expect(batch.horizontalAccuracy[row] > 1)
            } else if batch.fixType[row] == 0 {
                #expect(east > begin - 80 && east < end + 80)
            }
        }
        #expect(reckoned > 50)
        #expect(Set(side(batch, .positionSource).map(\.value)) == [0, 1, 2])
    }
}
