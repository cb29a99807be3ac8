// The k-attacks against a program that does it the slow way, as the published definitions read, and
// on cases that can be worked out by hand.

import Base
import Checks
import Testing

/// A world of a few vehicles on a few places: ties, repetitions, vehicles with one visit.
private func randomVisits(seed: UInt64, vehicles: Int, places: Int, most: Int) -> Visits {
    var stream = RandomStream(seed: seed, purpose: RandomPurpose(590), entity: RandomEntity(1))
    var code: [UInt32] = []
    var times: [Int64] = []
    var latitude: [Double] = []
    for vehicle in 0..<vehicles {
        for _ in 0...stream.index(below: most) {
            code.append(UInt32(vehicle))
            // January 11 and November 1 are one day to scikit-mobility.
            let day: Int64 = stream.bernoulli(0.5) ? 1_736_553_600_000 : 1_761_955_200_000
            times.append(day + Int64(stream.index(below: 40)) * 3_600_000)
            latitude.append(45 + Double(stream.index(below: places)) / 100)
        }
    }
    return Visits(
        code: code, names: (0..<vehicles).map { "\($0)" }, milliseconds: times,
        latitude: latitude, longitude: latitude.map { _ in 7.5 })
}

/// The definitions, word for word, over all combinations.
private struct Slow {
    let visits: Visits
    let places: [[Int32]]

    init(_ visits: Visits) {
        self.visits = visits
        places = (0..<visits.vehicleCount).map { vehicle in
            Array(visits.latitudeE7[visits.firstRow[vehicle]..<visits.firstRow[vehicle + 1]])
        }
    }

    func combinations<T>(_ items: [T], _ k: Int) -> [[T]] {
        if k == 0 { return [[]] }
        guard items.count >= k else { return [] }
        let rest = Array(items.dropFirst())
        return combinations(rest, k - 1).map { [items[0]] + $0 } + combinations(rest, k)
    }

    func risk<T>(_ items: [T], k: Int, fits: ([T], Int) -> Bool) -> Double {
        combinations(items, min(k, items.count)).map { known in
            1 / Double((0..<visits.vehicleCount).count { fits(known, $0) })
        }.max() ?? 0
    }

    func counted<T: Hashable>(_ values: [T]) -> [T: Int] {
        values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    func visitRisk<T: Hashable>(_ keys: [[T]], _ vehicle: Int, _ k: Int) -> Double {
        risk(keys[vehicle], k: k) { known, other in
            let theirs = counted(keys[other])
            return counted(known).allSatisfy { theirs[$0.key, default: 0] >= $0.value }
        }
    }

    func sequenceRisk(_ vehicle: Int, _ k: Int) -> Double {
        risk(places[vehicle], k: k) { known, other in
            var rest = known[...]
            for place in places[other] where place == rest.first { rest.removeFirst() }
            return rest.isEmpty
        }
    }

    func countRisk(
        _ vehicle: Int, _ k: Int, _ fits: @escaping ([(Int32, Int)], [Int32: Int]) -> Bool
    ) -> Double {
        let own = counted(places[vehicle]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return risk(own, k: k) { known, other in
            let theirs = counted(places[other])
            return known.allSatisfy { theirs[$0.0] != nil } && fits(known, theirs)
        }
    }
}

private func isNear(_ known: Double, _ theirs: Double, _ t: Double) -> Bool {
    theirs - theirs * t <= known && known <= theirs + theirs * t
}

struct KAttackTests {
    @Test(arguments: [(1, 12, 5, 7), (2, 20, 9, 9), (3, 6, 3, 12), (4, 70, 4, 5)])
    func `every risk is that of the definitions`(
        seed: Int, vehicles: Int, places: Int, most: Int
    ) throws {
        let visits = randomVisits(
            seed: UInt64(seed), vehicles: vehicles, places: places, most: most)
        let slow = Slow(visits)
        let index = KAttackIndex(visits)
        let days = (0..<visits.vehicleCount).map { vehicle in
            (visits.firstRow[vehicle]..<visits.firstRow[vehicle + 1]).map {
                "\(visits.latitudeE7[$0]) \(visits.milliseconds[$0] / 86_400_000)"
            }
        }
        for k in 1...3 {
            func found(_ name: String) throws -> [Double] {
                let attack = try #require(KAttack.all.first { $0.name == name })
                return index.attack(
                    attack, k: k, targets: Array(0..<visits.vehicleCount), threads: 2
                ).map(\.risk)
            }
            let own = try [
                "LocationAttack", "LocationTimeAttack!Day", "UniqueLocationAttack",
                "LocationSequenceAttack", "LocationFrequencyAttack:0.5",
                "LocationProbabilityAttack:0.5", "LocationProportionAttack:0.5",
                "LocationProportionAttack",
            ].map(found)
            for vehicle in 0..<visits.vehicleCount {
                func total(_ counts: [Int32: Int]) -> Double {
                    Double(counts.values.reduce(0, +))
                }
                let mine = Double(slow.places[vehicle].count)
                let wanted = [
                    slow.visitRisk(slow.places, vehicle, k), slow.visitRisk(days, vehicle, k),
                    slow.countRisk(vehicle, k) { _, _ in true },
                    slow.sequenceRisk(vehicle, k),
                    slow.countRisk(vehicle, k) { known, theirs in
                        known.allSatisfy { isNear(Double($0.1), Double(theirs[$0.0] ?? 0), 0.5) }
                    },
                    slow.countRisk(vehicle, k) { known, theirs in
                        known.allSatisfy {
                            isNear(
                                Double($0.1) / mine, Double(theirs[$0.0] ?? 0) / total(theirs), 0.5)
                        }
                    },
                    slow.countRisk(vehicle, k) { proportionFits($0, $1, 0.5) },
                    slow.countRisk(vehicle, k) { proportionFits($0, $1, 0) },
                ]
                #expect(own.map { $0[vehicle] } == wanted, "vehicle \(vehicle), k \(k)")
            }
        }
    }

    private func proportionFits(
        _ known: [(Int32, Int)], _ theirs: [Int32: Int], _ t: Double
    ) -> Bool {
        let most = Double(known.map(\.1).max() ?? 1)
        let theirMost = Double(known.compactMap { theirs[$0.0] }.max() ?? 1)
        return known.allSatisfy {
            isNear(Double($0.1) / most, Double(theirs[$0.0] ?? 0) / theirMost, t)
        }
    }

    @Test func `home and work are the least visited places as published, the most as corrected`()
        throws
    {
        // 0 and 1 share their two commonest places, 0 and 2 their two rarest.
        let rows: [(UInt32, Int)] = [
            (0, 1), (0, 1), (0, 1), (0, 2), (0, 2), (0, 3), (1, 1), (1, 1), (1, 2), (1, 2),
            (1, 9), (2, 3), (2, 2), (2, 2), (2, 5), (2, 5), (2, 5),
        ]
        let visits = Visits(
            code: rows.map(\.0), names: ["a", "b", "c"], milliseconds: [],
            latitude: rows.map { Double($0.1) }, longitude: rows.map { _ in 0 })
        let index = KAttackIndex(visits)
        func risks(_ name: String) throws -> [Double] {
            let attack = try #require(KAttack.all.first { $0.name == name })
            return index.attack(attack, k: 2, targets: [0, 1, 2], threads: 1).map(\.risk)
        }
        #expect(try risks("HomeWorkAttack") == [0.5, 1, 0.5])
        #expect(try risks("HomeWorkAttack!top2") == [0.5, 0.5, 1])
    }

    @Test func `11 January is 1 November only as published, and hours count only as corrected`()
        throws
    {
        func visits(_ times: [Int64]) -> Visits {
            Visits(
                code: [0, 1], names: ["a", "b"], milliseconds: times, latitude: [1, 1],
                longitude: [1, 1])
        }
        func risk(_ name: String, _ visits: Visits) throws -> Double {
            let attack = try #require(KAttack.all.first { $0.name == name })
            return KAttackIndex(visits).attack(attack, k: 2, targets: [0], threads: 1)[0].risk
        }
        let elevens = visits([1_736_553_600_000, 1_761_955_200_000])
        #expect(try risk("LocationTimeAttack:Day", elevens) == 0.5)
        #expect(try risk("LocationTimeAttack!Day", elevens) == 1)
        let hours = visits([1_736_553_600_000, 1_736_557_200_000])
        #expect(try risk("LocationTimeAttack:Hour", hours) == 0.5)
        #expect(try risk("LocationTimeAttack!Hour", hours) == 1)
    }
}
