// Every attack on a world with a leak planted for it, and on the same world without: it must find
// the one, and raise no alarm over the other. False alarms are counted over 100 seeds, where chance
// is in it; an interval of 95 % may miss a few.

import Base
import Checks
import Testing

private let seeds: ClosedRange<UInt64> = 1...100
/// Two and a half expected at one end of a 95 % interval; 9 or more come by chance once in 1,000.
private let mostFalseAlarms = 8

private func figures(
    _ visits: Visits, _ attack: String, homes: TrueHomes? = nil, places: Visits? = nil,
    seed: UInt64 = 1
) throws -> [AttackFigure] {
    var options = AttackSuite.Options()
    options.attacks = [attack]
    options.homes = homes
    options.sensitive = places
    options.seed = seed
    let report = try AttackSuite.run(visits, options) { _ in }
    #expect(report.notApplicable.isEmpty, "\(report.notApplicable)")
    return report.figures
}

/// Whether a figure is better than guessing, surely.
private func isAlarm(_ figures: [AttackFigure], _ metric: String, _ resolution: String) -> Bool {
    guard let figure = figures.first(where: { $0.metric == metric && $0.resolution == resolution }),
        let ci = figure.ci, let baseline = figure.baseline
    else {
        Issue.record("no figure \(metric) at \(resolution)")
        return false
    }
    return ci[0] > baseline
}

private func falseAlarms(_ isAlarm: (UInt64) throws -> Bool) rethrows -> Int {
    try seeds.reduce(0) { try $0 + (isAlarm($1) ? 1 : 0) }
}

private func stream(_ seed: UInt64, _ purpose: UInt16, _ entity: Int) -> RandomStream {
    RandomStream(
        seed: seed, purpose: RandomPurpose(purpose), entity: RandomEntity(UInt64(entity)))
}

@Suite(.serialized)
struct PlantedLeakTests {
    /// Two weeks; in the second a vehicle keeps its haunts, or gets those of anybody.
    private func fortnight(seed: UInt64, keepsHabits: Bool) -> Visits {
        var world = VisitWorld(vehicles: 120)
        for vehicle in 0..<120 {
            var random = stream(seed, 592, vehicle)
            var haunts = (0..<3).map { _ in random.index(below: 300) }
            for day in 0..<14 {
                if day == 7, !keepsHabits { haunts = haunts.map { _ in random.index(below: 300) } }
                for hour in [8, 18] {
                    world.add(vehicle, day: day, hour: hour, place: haunts[random.index(below: 3)])
                }
            }
        }
        return world.visits
    }

    @Test func `weekly linkage finds pseudonyms that keep their habits, and no others`() throws {
        let leak = try figures(fortnight(seed: 1, keepsHabits: true), "weekly-linkage")
        #expect(isAlarm(leak, "top1_expected", "1km"))
        let rate = try falseAlarms { seed in
            isAlarm(
                try figures(fortnight(seed: seed, keepsHabits: false), "weekly-linkage"),
                "top1_expected", "1km")
        }
        #expect(rate <= mostFalseAlarms, "\(rate) false alarms in 100")
    }

    /// A week in which cars spend the night at home, or all in one depot.
    private func week(seed: UInt64, sleepsAtHome: Bool) -> Visits {
        var world = VisitWorld(vehicles: 100)
        for vehicle in 0..<100 {
            var random = stream(seed, 593, vehicle)
            for day in 0..<7 where random.bernoulli(0.9) {
                world.add(vehicle, day: day, hour: 9, place: random.index(below: 400))
                world.add(vehicle, day: day, hour: 20, place: sleepsAtHome ? vehicle : 0)
            }
        }
        return world.visits
    }

    @Test func `daily linkage finds cars that sleep at home, not those that share a depot`() throws
    {
        let leak = try figures(week(seed: 1, sleepsAtHome: true), "daily-linkage")
        #expect(isAlarm(leak, "top1_expected", "1km"))
        let rate = try falseAlarms { seed in
            isAlarm(
                try figures(week(seed: seed, sleepsAtHome: false), "daily-linkage"),
                "top1_expected", "1km")
        }
        #expect(rate == 0, "\(rate) false alarms in 100")
    }

    @Test func `unicity is high for points of one's own, zero where everybody has the same`() throws
    {
        func unicity(_ isShared: Bool, _ seed: UInt64) throws -> Double {
            var world = VisitWorld(vehicles: 40)
            for vehicle in 0..<40 {
                var random = stream(seed, 594, isShared ? 0 : vehicle)
                for day in 0..<5 {
                    world.add(vehicle, day: day, hour: 9, place: random.index(below: 50))
                }
            }
            var options = AttackSuite.Options()
            options.attacks = ["unicity"]
            let report = try AttackSuite.run(world.visits, options) { _ in }
            let figure = report.unicity.first { $0.spatial == "1km" && $0.hours == 1 && $0.p == 4 }
            return try #require(figure).unicity
        }
        #expect(try unicity(false, 1) > 0.9)
        for seed in seeds.prefix(10) { #expect(try unicity(true, seed) == 0) }
    }

    @Test func `a flow of three is found, and one of ten is not`() throws {
        func below10(_ extra: Int) throws -> Double {
            var world = VisitWorld(vehicles: 40)
            for vehicle in 0..<20 + extra {
                let far = vehicle < 20 ? 0 : 200
                world.add(vehicle, day: 0, hour: 8, place: far)
                world.add(vehicle, day: 0, hour: 9, place: far + 50)
            }
            let found = try figures(world.visits, "small-cells")
            let figure = found.first { $0.metric == "share_pairs_lt10" && $0.resolution == "1km" }
            return try #require(figure?.value)
        }
        #expect(try below10(0) == 0)
        #expect(try below10(3) == 0.5)
        #expect(try below10(10) == 0)
    }

    @Test func `vehicle identification numbers in clear are found, pseudonyms are not`() throws {
        var world = VisitWorld(seed: 1, vehicles: 30, days: 2)
        func vins() throws -> Double? {
            try figures(world.visits, "fingerprint").first { $0.metric == "vins_in_clear" }?.value
        }
        // Pseudonyms of usual forms, over many names.
        for seed in seeds {
            world.names = (0..<30).map { vehicle in
                var random = stream(seed, 595, vehicle)
                let hex = String(random.nextBits() | 1 << 63, radix: 16)
                return seed % 2 == 0 ? hex : hex.uppercased() + "00"
            }
            #expect(try vins() == 0)
        }
        world.names[7] = "WVWZZZ1JZXW000001"
        #expect(try vins() == 1)
    }

    @Test func `a zone that is published beside all but one of its parts gives that away`() throws {
        // Cells of 1 km in one of 2 km, a day: three with ten vehicles and more, one with three.
        func visits(_ small: Int) -> Visits {
            var rows: [(Int, Double, Double)] = []
            let (south, north) = (45.0045, 45.0135)
            let (west, east) = (7.0087, 7.0214)
            for vehicle in 0..<12 {
                rows += [(vehicle, south, west), (vehicle, south, east), (vehicle, north, west)]
            }
            for vehicle in 0..<small { rows.append((vehicle, north, east)) }
            return Visits(
                code: rows.map { UInt32($0.0) }, names: (0..<12).map { "\($0)" },
                milliseconds: rows.indices.map { VisitWorld.start + Int64($0) },
                latitude: rows.map(\.1), longitude: rows.map(\.2))
        }
        func outcome(_ small: Int) -> Differencing.Outcome {
            Differencing(visits(small)).zones(.oneKilometer, in: .twoKilometers)
        }
        #expect(outcome(3).recovered == 1 && outcome(3).hidden == 1 && outcome(3).single == 0)
        #expect(outcome(1).single == 1)
        #expect(outcome(0).recovered == 0)
        #expect(outcome(10).recovered == 0)
    }

    @Test func `a window that grows by a day gives that day away`() {
        func outcome(_ last: Int, early: Int) -> Differencing.Outcome {
            var world = VisitWorld(vehicles: 30)
            for vehicle in 0..<early { world.add(vehicle, day: 0, hour: 8, place: 0) }
            for vehicle in 0..<last { world.add(vehicle, day: 3, hour: 8, place: 0) }
            return Differencing(world.visits).windows(.oneKilometer, days: 3)
        }
        let one = outcome(1, early: 20)
        #expect(one.hidden == 1 && one.recovered == 1 && one.single == 1)
        #expect(outcome(3, early: 5).recovered == 0)  // The short window is left out itself.
        #expect(outcome(10, early: 20).hidden == 0)
    }

    @Test func `noise of half the scale breaks its promise, noise of the right scale does not`() {
        func isAlarm(_ scale: Double, _ seed: UInt64) -> Bool {
            let audit = EpsilonAudit(claimed: 0.66, scale: scale, seed: seed)
            return audit.lowerBound() > audit.claimed
        }
        for seed in seeds.prefix(10) { #expect(isAlarm(0.5 / 0.66, seed), "seed \(seed)") }
        let rate = falseAlarms { isAlarm(1 / 0.66, $0) }
        #expect(rate <= mostFalseAlarms, "\(rate) false alarms in 100")
    }

    @Test func `counts tell who is in them, unless the small ones are left out`() throws {
        var world = VisitWorld(vehicles: 150)
        for vehicle in 0..<150 {
            var random = stream(1, 596, vehicle)
            for day in 0..<7 {
                for hour in [8, 12, 18] {
                    world.add(vehicle, day: day, hour: hour, place: random.index(below: 500))
                }
            }
        }
        let attack = MembershipAttack(world.visits, grid: .oneKilometer)
        func alarms(_ release: MembershipAttack.Release, targets: Int, seed: UInt64) -> Int {
            attack.areas(group: 50, release: release, targets: targets, seed: seed, threads: 2)
                .count { $0.area > 0.75 }
        }
        #expect(alarms(.raw, targets: 20, seed: 1) == 20)
        // No count reaches ten: nothing is released, nothing is told.
        let rate = seeds.prefix(20).reduce(0) { $0 + alarms(.k10, targets: 5, seed: $1) }
        #expect(rate == 0)
        let controls = attack.areas(group: 50, release: .raw, targets: 60, seed: 2, threads: 2)
        let mean = controls.reduce(0) { $0 + $1.control } / Double(controls.count)
        #expect(abs(mean - 0.5) < 0.05, "\(mean)")
    }

    @Test func `homes are found where cars sleep there, not where they do not`() throws {
        func median(_ sleepsAtHome: Bool, seed: UInt64) throws -> (Double, Double) {
            var world = VisitWorld(vehicles: 60)
            var homes: [String: SIMD2<Double>] = [:]
            for vehicle in 0..<60 {
                var random = stream(seed, 597, vehicle)
                for day in 0..<10 {
                    world.add(vehicle, day: day, hour: 9, place: random.index(below: 400))
                    world.add(
                        vehicle, day: day, hour: 20,
                        place: sleepsAtHome ? vehicle : random.index(below: 400))
                }
                homes["\(vehicle)"] = SIMD2(
                    45 + Double(vehicle / 10) / 10, 7 + Double(vehicle % 10) / 10)
            }
            let found = try figures(
                world.visits, "home-reidentification", homes: TrueHomes(homes))
            let figure = try #require(found.first { $0.metric == "median_error_m" })
            return (try #require(figure.value), try #require(figure.control))
        }
        let leak = try median(true, seed: 1)
        #expect(leak.0 < 1)
        // Twice as near as to the home of another: an alarm.
        let rate = try falseAlarms { seed in
            let (value, control) = try median(false, seed: seed)
            return value < control / 2
        }
        #expect(rate <= mostFalseAlarms, "\(rate) false alarms in 100")
    }

    @Test func `counts by the hour give slow paths away, and leave jumps by lot alone`() {
        func gain(_ jumps: Bool, seed: UInt64) -> Double {
            var world = VisitWorld(vehicles: 25)
            for vehicle in 0..<25 {
                var random = stream(seed, 598, vehicle)
                for hour in 0..<24 {
                    let place = jumps ? random.index(below: 400) : vehicle * 12 + hour / 8
                    world.add(vehicle, day: 0, hour: hour, place: place)
                }
            }
            let (attack, lot) = TrajectoryRecovery(
                world.visits, grid: .fiveKilometers, limit: 25, hours: 24, seed: seed
            ).recovered()
            let n = Double(attack.count)
            return attack.reduce(0, +) / n - lot.reduce(0, +) / n
        }
        #expect(gain(false, seed: 1) > 0.5)
        let rate = falseAlarms { gain(true, seed: $0) > 0.05 }
        #expect(rate <= mostFalseAlarms, "\(rate) false alarms in 100")
    }

    @Test func `scores of one's own single out and tell the home, equal scores do neither`() throws
    {
        func found(_ isOwn: Bool, seed: UInt64) throws -> [AttackFigure] {
            var world = VisitWorld(vehicles: 80)
            for vehicle in 0..<80 {
                var random = stream(seed, 599, vehicle)
                let home = random.index(below: 200)
                let trips = isOwn ? 2 + vehicle : 6
                for trip in 0..<trips {
                    world.add(
                        vehicle, day: trip % 14, hour: 7 + trip / 14,
                        place: isOwn && trip % 3 == 1 ? home + vehicle % 17 : home)
                }
            }
            return try figures(world.visits, "score-inference", seed: seed)
        }
        func isAlarm(_ figures: [AttackFigure], _ metric: String) -> Bool {
            (figures.first { $0.metric == metric }?.ci?[0] ?? 0) > 0
        }
        let leak = try found(true, seed: 1)
        #expect(isAlarm(leak, "home_zone_residual_risk"))
        #expect(isAlarm(leak, "singling_out_residual_risk"))
        let rate = try falseAlarms { seed in
            let none = try found(false, seed: seed)
            return isAlarm(none, "home_zone_residual_risk")
                || isAlarm(none, "singling_out_residual_risk")
        }
        #expect(rate <= mostFalseAlarms, "\(rate) false alarms in 100")
    }

    @Test func `visits to sensitive places count where few others go`() throws {
        func attributable(_ visitors: Int) throws -> Double {
            var world = VisitWorld(seed: 1, vehicles: 40, days: 3, pool: 50)
            for vehicle in 0..<visitors { world.add(vehicle, day: 1, hour: 15, place: 99) }
            let place = Visits(
                code: [0], names: ["clinic"], milliseconds: [], latitude: [45.9001],
                longitude: [7.9])
            let found = try figures(world.visits, "sensitive-places", places: place)
            return try #require(found.first { $0.metric == "attributable_visits" }?.value)
        }
        #expect(try attributable(0) == 0)
        #expect(try attributable(3) == 3)
        #expect(try attributable(12) == 0)
    }

    @Test func `pairs of home and work of one's own are found, shared ones are not`() throws {
        func unique(_ isShared: Bool) throws -> Double {
            var world = VisitWorld(vehicles: 60)
            for vehicle in 0..<60 {
                for day in 0..<5 {
                    world.add(vehicle, day: day, hour: 8, place: isShared ? 1 : 100 + vehicle)
                    world.add(vehicle, day: day, hour: 20, place: isShared ? 2 : vehicle)
                }
            }
            let found = try figures(world.visits, "home-work-sets")
            let figure = found.first { $0.metric == "share_eq1" && $0.resolution == "1km" }
            return try #require(figure?.value)
        }
        #expect(try unique(false) == 1)
        #expect(try unique(true) == 0)
    }
}
