import Base
import Checks
import Foundation
import Sinks
import Testing

/// The laws of places on two weeks that follow them by construction.
struct PlaceLawTests {
    /// KPIs of a fortnight in which every one of five cars makes these visits, (seconds, place).
    private func kpis(_ visits: [(seconds: Double, place: Int)]) throws -> [KPI] {
        try kpis(cars: [[(seconds: Double, place: Int)]](repeating: visits, count: 5))
    }

    /// KPIs of a fortnight in which each car makes visits of its own.
    private func kpis(cars: [[(seconds: Double, place: Int)]]) throws -> [KPI] {
        try withRun(TinyRun()) { run in
            var facts = run.facts
            facts.durationSeconds = 14 * 86_400
            try facts.encoded().write(to: URL(filePath: "\(run.path)/\(RunFacts.path)"))
            let rows = cars.enumerated().flatMap { car, visits in
                visits.map { (UInt32(car), $0) }
            }
            let isKnown = [Bool](repeating: true, count: rows.count)
            try ParquetFile.write(
                DataTable([
                    DataColumn("region", repeating: "toy", count: rows.count),
                    DataColumn("vehicle_id", .uint32(rows.map(\.0))),
                    DataColumn(
                        "start_s", .double(rows.map { max(0, $0.1.seconds) }),
                        validity: rows.map { $0.1.seconds >= 0 }),
                    DataColumn(
                        "lon", .double(rows.map { 9.5 + 0.01 * Double($0.1.place) }),
                        validity: isKnown),
                    DataColumn(
                        "lat", .double(rows.map { _ in 47.1 }), validity: isKnown),
                ]), to: "\(run.path)/truth/visits.parquet")
            return try realismKPIs(run: RunFolder(path: run.path))
        }
    }

    @Test func `a new place every day grows linearly and explores at every other move`() throws {
        // Home since before the start, then each day a new place and home again.
        var visits: [(seconds: Double, place: Int)] = [(-1, 0)]
        for day in 0..<14 {
            visits.append((Double(day) * 86_400 + 30_000, day + 1))
            visits.append((Double(day) * 86_400 + 60_000, 0))
        }
        let kpis = try kpis(visits)
        let share = try #require(kpis.value("realism.exploration_share"))
        #expect(abs(share - 0.5) < 1e-12)
        let growth = try #require(kpis.value("realism.places_growth"))
        // Home makes S(t) = t + 1, a little flatter than t.
        #expect(growth > 0.7 && growth < 1)
        // Out and back is the same motif each day, whatever the place.
        #expect(kpis.value("realism.motifs_17") == 1)
    }

    @Test func `visits in inverse proportion to rank have exponent one`() throws {
        var visits: [(seconds: Double, place: Int)] = []
        for rank in 1...10 {
            for _ in 0..<(2520 / rank) { visits.append((Double(visits.count), rank)) }
        }
        let zipf = try #require(try kpis(visits).value("realism.zipf_exponent"))
        #expect(abs(zipf - 1) < 1e-9)
    }

    @Test func `the same two places every day explore nothing`() throws {
        var visits: [(seconds: Double, place: Int)] = [(-1, 0)]
        for day in 0..<14 {
            visits.append((Double(day) * 86_400 + 30_000, 1))
            visits.append((Double(day) * 86_400 + 60_000, 0))
        }
        let kpis = try kpis(visits)
        #expect(kpis.value("realism.exploration_share") == 0)
        let growth = try #require(kpis.value("realism.places_growth"))
        #expect(abs(growth) < 1e-12)
        #expect(kpis.first { $0.id == "realism.gyration_tail" }?.value == nil)
    }

    @Test func `days of many shapes are not covered by seventeen motifs`() throws {
        // A round trip over k places and m places out and back: 28 shapes, one a day.
        let cars = (0..<2).map { car -> [(seconds: Double, place: Int)] in
            var visits: [(seconds: Double, place: Int)] = [(-1, 0)]
            for day in 0..<14 {
                let shape = car * 14 + day
                let (round, stars) = (1 + shape % 7, shape / 7)
                var places = (1...round).map { $0 } + [0]
                for star in 0..<stars { places += [20 + star, 0] }
                for (step, place) in places.enumerated() {
                    visits.append((Double(day) * 86_400 + 30_000 + 600 * Double(step), place))
                }
            }
            return visits
        }
        let share = try #require(try kpis(cars: cars).value("realism.motifs_17"))
        // The last day ends at 4 the next morning, after the run.
        #expect(share < 0.85 && share > 0.5)
        // Each shape on many days: seventeen of them are not enough either, two are.
        let few = (0..<20).map { _ in Array(cars[0].prefix(while: { $0.seconds < 2 * 86_400 })) }
        #expect(try kpis(cars: few).value("realism.motifs_17") == 1)
    }

    @Test func `the spread of cars with gateways follows the law that they were made by`() throws {
        // r + 5.8 km with exponent 1.65 and no cutoff: half of the visits are 2 r away.
        let radii = (0..<2000).map { car in
            5.8 * Math.pow(1 - (Double(car) + 0.5) / 2000, -1 / 0.65) - 5.8
        }
        func exponent(gateways: Int, stretch: Double) throws -> KPI {
            try withRun(TinyRun()) { run in
                var facts = run.facts
                facts.durationSeconds = 14 * 86_400
                facts.regions[0].gateways = gateways
                try facts.encoded().write(to: URL(filePath: "\(run.path)/\(RunFacts.path)"))
                let rows = radii.flatMap { radius in [nil, 2 * radius * stretch] }
                let n = rows.count
                try ParquetFile.write(
                    DataTable([
                        DataColumn("region", repeating: "toy", count: n),
                        DataColumn("vehicle_id", .uint32((0..<n).map { UInt32($0 / 2) })),
                        DataColumn("start_s", .double((0..<n).map { Double($0 % 2) * 40_000 })),
                        DataColumn(
                            "lon", .double(rows.map { _ in 9.5 }),
                            validity: rows.map { $0 == nil }),
                        DataColumn(
                            "lat", .double(rows.map { _ in 47.1 }),
                            validity: rows.map { $0 == nil }),
                        DataColumn(
                            "gateway_lon", .double(rows.map { _ in 9.51 }),
                            validity: rows.map { $0 != nil }),
                        DataColumn(
                            "gateway_lat", .double(rows.map { _ in 47.1 }),
                            validity: rows.map { $0 != nil }),
                        DataColumn(
                            "off_map_m", .double(rows.map { ($0 ?? 0) * 1300 }),
                            validity: rows.map { $0 != nil }),
                    ]), to: "\(run.path)/truth/visits.parquet")
                let kpis = try realismKPIs(run: RunFolder(path: run.path))
                return try #require(kpis.first { $0.id == "realism.gyration_tail" })
            }
        }
        let fit = try exponent(gateways: 2, stretch: 1)
        let value = try #require(fit.value)
        // The gateway itself is 760 m away.
        #expect(abs(value - 1.65) < 0.08, "\(value) \(fit.method)")
        #expect(try exponent(gateways: 0, stretch: 1).value == nil)
        // Everybody ten times nearer: what is left of the tail falls off much faster.
        let near = try #require(try exponent(gateways: 2, stretch: 0.02).value)
        #expect(!(1.4...1.9).contains(near))
    }
}
