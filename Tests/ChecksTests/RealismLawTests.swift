import Base
import Checks
import Foundation
import Sinks
import Testing

/// Laws of realism that turn red, or count otherwise, when the run is made otherwise.
struct RealismLawTests {
    private func region(_ count: Int) -> DataColumn {
        DataColumn("region", repeating: "toy", count: count)
    }

    /// KPIs of a tiny run with one more file, or other facts.
    private func kpis(
        _ run: TinyRun = TinyRun(), file: String? = nil, _ columns: [DataColumn] = [],
        _ change: (inout RunFacts) -> Void = { _ in }
    ) throws -> [KPI] {
        try withRun(run) { run in
            var facts = run.facts
            change(&facts)
            try facts.encoded().write(to: URL(filePath: "\(run.path)/\(RunFacts.path)"))
            if let file {
                let rows = columns.first?.count ?? 0
                try ParquetFile.write(
                    DataTable([region(rows)] + columns), to: "\(run.path)/\(file)")
            }
            return try realismKPIs(run: RunFolder(path: run.path))
        }
    }

    @Test func `a holiday is no day for the laws of workdays`() throws {
        let monday = try kpis()
        #expect(monday.value("realism.departures_07_09") == 0.5)
        let holiday = try kpis { $0.regions[0].holidays = ["2030-03-04"] }
        #expect(holiday.value("realism.departures_07_09") == nil)
        // The run's last hour is Tuesday's first by the region's clocks: a workday without trips.
        #expect(holiday.value("realism.trips_per_car_day") == 0)
        #expect(holiday.value("realism.idle_car_days") == 0)
    }

    @Test func `mileage on an island does not apply, and says what it was`() throws {
        let island = try kpis { $0.regions[0].gateways = 0 }
        let kpi = try #require(island.first { $0.id == "realism.annual_km" })
        #expect(kpi.value == nil && kpi.method.contains("4343.5 km"))
        let open = try kpis { $0.regions[0].gateways = 3 }
        #expect(open.value("realism.annual_km") != nil)
    }

    @Test func `exponential lengths are preferred, lengths of a power law are not`() throws {
        func preference(_ quantile: (Double) -> Double) throws -> Double {
            var run = TinyRun()
            run.meters = (0..<80).map { quantile((Double($0) + 0.5) / 80) }
            run.departures = [7 * 3600, 16.5 * 3600]
            run.tripsPerDeparture = 2
            return try #require(try kpis(run).value("realism.displacement_short_tail"))
        }
        #expect(try preference { 1000 - 6000 * Math.log(1 - $0) } > 0.1)
        #expect(try preference { 1000 * Math.pow(1 - $0, -1 / 0.8) } < -0.1)
    }

    /// Drives of two minutes each: a car stands for a share of the time, then drives at 36 km/h
    /// with so many brakings of 4 m/s².
    private func motion(idle: Int, brakings: Int) throws -> [KPI] {
        var speed: [Float] = []
        var trip: [UInt32] = []
        for drive in 0..<20 {
            var seconds = [Float](repeating: 0, count: idle)
            seconds += [Float](repeating: 10, count: 120 - idle)
            for braking in 0..<brakings {
                let at = idle + 20 + 15 * braking
                seconds[at] = 6
                seconds[at + 1] = 8
            }
            speed += seconds
            trip += [UInt32](repeating: UInt32(drive), count: 120)
        }
        let n = speed.count
        return try kpis(
            file: "truth/motion.parquet",
            [
                DataColumn("vehicle_id", .uint32(trip.map { $0 % 4 })),
                DataColumn("trip_id", .uint32(trip)),
                DataColumn("time_ms", .int64((0..<n).map { Int64($0) * 1000 })),
                DataColumn("speed_mps", .float(speed)),
                DataColumn("is_urban", .bool([Bool](repeating: true, count: n))),
            ])
    }

    @Test func `motion is judged by the second`() throws {
        let calm = try motion(idle: 18, brakings: 0)
        #expect(calm.value("realism.idle_driving") == 0.15)
        #expect(calm.value("realism.harsh_per_100km") == 0)
        let harsh = try motion(idle: 18, brakings: 1)
        let rate = try #require(harsh.value("realism.harsh_per_100km"))
        // One in each drive of 102 s at 10 m/s, less what the braking takes.
        #expect(abs(rate - 100 / 1.014) < 0.01)
        let p1 = try #require(try motion(idle: 18, brakings: 3).value("realism.acceleration_p1"))
        #expect(abs(p1 + 4) < 0.02)
        let standing = try motion(idle: 60, brakings: 0)
        #expect(standing.value("realism.idle_driving") == 0.5)
    }

    @Test func `charges that the driven energy does not explain are counted`() throws {
        func unexplained(before: Double, energy: Double) throws -> Double? {
            var run = TinyRun()
            run.kilowattHours = 5
            // Car 0 drives 5 kWh at 7:00 and 16:30, arrives ten minutes later and charges.
            let rows: [(String, Double, Double, Double, Double)] = [
                ("start", 0, 0, 0.8, 0.8), ("home", 60_000, energy, before, before + energy / 50),
                ("end", 86_400, 0, 0.9, 0.9),
            ]
            return try kpis(
                run, file: "truth/charging.parquet",
                [
                    DataColumn("vehicle_id", .uint32(rows.map { _ in 0 })),
                    DataColumn("kind", .string(rows.map(\.0))),
                    DataColumn("start_s", .double(rows.map(\.1))),
                    DataColumn("energy_kwh", .double(rows.map(\.2))),
                    DataColumn("level_before", .double(rows.map(\.3))),
                    DataColumn("level_after", .double(rows.map(\.4))),
                    DataColumn("battery_kwh", .double(rows.map { _ in 50 })),
                ]
            ).value("realism.charging_unexplained")
        }
        #expect(try unexplained(before: 0.6, energy: 15) == 0)
        // A level that fell too little, and a charge that brought too little.
        #expect(try unexplained(before: 0.7, energy: 10) == 1)
        #expect(try unexplained(before: 0.6, energy: 10) == 1)
    }
}
