// The laws of telemetry on feeds that are known by heart, and on feeds that break them.

import Base
import Checks
import Testing

@Suite struct TelemetryLawTests {
    /// Cars that stand for a tenth and a half of their time, drive at 36 km/h else, a record every
    /// ten seconds, heading north.
    static func feed(cars: UInt32 = 40, seconds: Int64 = 2000) -> RegionTelemetry {
        var all = RegionTelemetry()
        for car in 0..<cars {
            var meters = 0.0
            for step in 0..<(seconds / 10) {
                let isIdle = step % 20 < 3
                let speed = isIdle ? 0.0 : 36.0
                if step > 0 {
                    let before = (step - 1) % 20 < 3 ? 0.0 : 36.0
                    meters += (speed + before) / 7.2 * 10
                }
                all.vehicle.append(car)
                all.boot.append(0)
                all.sequence.append(UInt32(step))
                all.event.append(step * 10_000)
                all.received.append(step * 10_000 + 300)
                all.firmware.append("tcu-4.0")
                all.longitude.append(9.5)
                all.latitude.append(47.1 + meters / 111_200)
                all.speed.append(speed)
                all.acceleration.append(Double(step % 41) / 10 - 2)
                all.odometer.append(50_000 + meters.rounded())
            }
        }
        return all
    }

    static func kpis(
        _ change: (inout RegionTelemetry) -> Void = { _ in }
    ) -> [String: KPI] {
        var all = feed()
        change(&all)
        all.sort()
        var sums = TelemetrySums()
        sums.add(all)
        return Dictionary(
            uniqueKeysWithValues: sums.kpis().map {
                (String($0.id.dropFirst("realism.telemetry.".count)), $0)
            })
    }

    static func isIn(_ kpi: KPI?) throws -> Bool {
        let kpi = try #require(kpi)
        let value = try #require(kpi.value, "\(kpi.id): \(kpi.method)")
        let band = try #require(kpi.band)
        #expect(kpi.source?.isEmpty == false)
        return value >= band[0] && value <= band[1]
    }

    @Test func `a sound feed keeps within the bands`() throws {
        let found = Self.kpis()
        #expect(abs((found["idle_share"]?.value ?? 0) - 0.15) < 0.01)
        #expect(abs((found["acceleration_p1"]?.value ?? 0) + 2) < 0.011)
        #expect(abs((found["acceleration_p99"]?.value ?? 0) - 2) < 0.011)
        #expect(found["interval_p50.tcu-4.0"]?.value == 10)
        #expect(found["interval_p95.tcu-4.0"]?.value == 10)
        #expect(found["odometer_ratio"].map { abs(($0.value ?? 0) - 1) < 0.001 } == true)
        #expect(found["teleport_share"]?.value == 0 && found["late_share"]?.value == 0)
        for id in [
            "idle_share", "acceleration_p1", "acceleration_p99", "null_rate_speed", "late_share",
            "teleport_share", "odometer_ratio", "interval_p50.tcu-4.0",
        ] {
            #expect(try Self.isIn(found[id]), "\(id)")
        }
        // A feed without any disorder is not a real one.
        #expect(try !Self.isIn(found["inversions_per_1000"]))
        #expect(try !Self.isIn(found["duplicate_share"]))
    }

    @Test func `each law notices what it is about`() throws {
        func breaks(
            _ id: String, _ change: (inout RegionTelemetry) -> Void
        ) throws {
            #expect(try !Self.isIn(Self.kpis(change)[id]), "\(id)")
        }
        try breaks("idle_share") { for row in $0.speed.indices { $0.speed[row] = 50 } }
        try breaks("acceleration_p1") {
            for row in $0.acceleration.indices { $0.acceleration[row] *= 2 }
        }
        try breaks("acceleration_p99") {
            for row in $0.acceleration.indices { $0.acceleration[row] *= 0.5 }
        }
        try breaks("null_rate_speed") {
            for row in $0.speed.indices where row % 10 == 0 { $0.speed[row] = .nan }
        }
        try breaks("late_share") {
            for row in $0.received.indices where row % 5 == 0 { $0.received[row] += 70_000 }
        }
        try breaks("teleport_share") {
            for row in $0.latitude.indices where row % 30 == 0 { $0.latitude[row] += 0.05 }
        }
        try breaks("odometer_ratio") {
            for row in $0.speed.indices { $0.speed[row] /= 3.6 }
        }
        try breaks("interval_p50.tcu-4.0") {
            for row in $0.event.indices { $0.event[row] *= 7 }
        }
    }

    @Test func `disorder and repetitions are counted one by one`() throws {
        let found = Self.kpis { feed in
            // The third record of every car arrives after its fifth; the tenth arrives twice.
            for row in feed.vehicle.indices {
                if feed.sequence[row] == 3 { feed.received[row] += 21_000 }
            }
            for row in feed.vehicle.indices where feed.sequence[row] == 10 {
                feed.vehicle.append(feed.vehicle[row])
                feed.boot.append(0)
                feed.sequence.append(10)
                feed.event.append(feed.event[row])
                feed.received.append(feed.received[row] + 500)
                feed.firmware.append(feed.firmware[row])
                feed.longitude.append(feed.longitude[row])
                feed.latitude.append(feed.latitude[row])
                feed.speed.append(feed.speed[row])
                feed.acceleration.append(feed.acceleration[row])
                feed.odometer.append(feed.odometer[row])
            }
        }
        #expect(found["inversions_per_1000"]?.value == 5)
        #expect(found["duplicate_share"]?.value == 0.005)
        #expect(try Self.isIn(found["inversions_per_1000"]))
        #expect(try Self.isIn(found["duplicate_share"]))
    }

    @Test func `harsh braking is counted over the kilometres of those who tell it`() throws {
        var all = Self.feed()
        all.sort()
        var sums = TelemetrySums()
        sums.add(all)
        sums.addHarsh(20)
        let kilometers = 40 * (all.odometer[199] - all.odometer[0]) / 1000
        let found = sums.kpis().first { $0.id == "realism.telemetry.harsh_braking_per_100km" }
        let value = try #require(found?.value)
        #expect(abs(value - 2000 / kilometers) < 1e-9)
        var old = TelemetrySums()
        var feed = Self.feed()
        for row in feed.firmware.indices { feed.firmware[row] = "tcu-2.8" }
        feed.sort()
        old.add(feed)
        old.addHarsh(20)
        let none = old.kpis().first { $0.id == "realism.telemetry.harsh_braking_per_100km" }
        #expect(none?.value == nil)
    }

    @Test func `a run without telemetry files has no laws of telemetry`() throws {
        let kpis = try withRun(TinyRun()) { try realismKPIs(run: $0) }
        let ours = kpis.filter { $0.id.hasPrefix("realism.telemetry.") }
        #expect(ours.count == 12)
        #expect(ours.allSatisfy { $0.value == nil && $0.method.contains("not applicable") })
    }
}
