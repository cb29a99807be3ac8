// The suite as a whole: the same figures on any number of threads and in any order of rows, what
// does not apply said, JSON that says what was found.

import Base
import Checks
import Foundation
import Testing

struct AttackSuiteTests {
    private func run(
        _ visits: Visits, _ attacks: [String] = [], threads: Int = 1
    ) throws -> AttackReport {
        var options = AttackSuite.Options()
        options.attacks = attacks
        options.threads = threads
        return try AttackSuite.run(visits, options) { _ in }
    }

    @Test func `threads and the order of rows change nothing`() throws {
        let world = VisitWorld(seed: 5, vehicles: 130, days: 14)
        let one = try run(world.visits).json()
        #expect(try run(world.visits, threads: 3).json() == one)
        #expect(try run(world.reversed.visits, threads: 2).json() == one)
    }

    @Test func `attacks that the data do not allow are listed with the reason`() throws {
        let world = VisitWorld(seed: 1, vehicles: 30, days: 1)
        let report = try run(world.visits)
        let reasons = Dictionary(uniqueKeysWithValues: report.notApplicable.map { ($0.0, $0.1) })
        #expect(reasons["weekly-linkage"] == "the file covers 1 days; at least 8 are needed")
        #expect(reasons["home-reidentification"]?.contains("--truth") == true)
        #expect(reasons["consent-canary"] != nil && reasons["sensitive-places"] != nil)
        // Each attack is either described or excused.
        #expect(Set(report.about.map(\.name)).isDisjoint(with: reasons.keys))
        #expect(report.about.count + reasons.count == 17)
    }

    @Test func `without times only what needs none is attacked`() throws {
        let world = VisitWorld(seed: 1, vehicles: 30, days: 3)
        let report = try run(world.timeless)
        let names = report.about.map(\.name)
        #expect(names.contains("unicity") && names.contains("home-work-sets"))
        #expect(!names.contains("daily-linkage") && !names.contains("small-cells"))
        #expect(report.unicity.allSatisfy { $0.hours == 0 })
        #expect(report.notApplicable.contains { $0.attack == "LocationTimeAttack:Hour" })
        #expect(report.risks.contains { $0.attack == "LocationAttack" })
    }

    @Test func `every attack says who, how, what guessing reaches and what is usual`() throws {
        let report = try run(VisitWorld(seed: 2, vehicles: 120, days: 14).visits)
        for about in report.about {
            let texts = [
                about.knowledge, about.algorithm, about.metric, about.baseline, about.control,
                about.gate, about.cost,
            ]
            #expect(texts.allSatisfy { !$0.isEmpty }, "\(about.name)")
        }
    }

    @Test func `an unknown attack is refused with those that are known`() {
        let visits = VisitWorld(seed: 1, vehicles: 3, days: 1).visits
        let expected = "there is no attack 'unicty'; choose among all, unicity, k-attacks"
        #expect {
            try run(visits, ["unicty"])
        } throws: {
            "\($0)".hasPrefix(expected)
        }
    }

    @Test func `JSON holds an object for every vehicle and attack, and every figure`() throws {
        let visits = VisitWorld(seed: 3, vehicles: 40, days: 14).visits
        let report = try run(visits, ["LocationAttack", "HomeWorkAttack!top2", "daily-linkage"])
        let parsed = try JSONSerialization.jsonObject(with: Data(report.json().utf8))
        let objects = try #require(parsed as? [[String: Any]])
        let risks = objects.filter { $0["risk"] != nil }
        #expect(risks.count == 40 * 2 * 3)
        #expect(risks.allSatisfy { $0["uid"] is Int && $0["k"] is Int })
        #expect(Set(risks.compactMap { $0["attack"] as? String }).count == 2)
        let figures = objects.filter { $0["metric"] != nil }
        #expect(figures.count == report.figures.count)
        #expect(
            figures.allSatisfy { figure in
                ["attack", "resolution", "value", "ci", "baseline", "control", "n"].allSatisfy {
                    figure[$0] != nil
                }
            })
    }

    @Test func `targets are drawn by name, whatever else is in the file`() throws {
        var options = AttackSuite.Options()
        options.attacks = ["LocationAttack"]
        options.targets = 10
        options.ks = [2]
        let few = VisitWorld(seed: 3, vehicles: 40, days: 3)
        let report = try AttackSuite.run(few.visits, options) { _ in }
        #expect(report.risks.map(\.uid.count) == [10])
        let again = try AttackSuite.run(few.reversed.visits, options) { _ in }
        #expect(report.risks[0].uid == again.risks[0].uid)
    }
}

/// A small world of visits: every vehicle has a home and haunts of its own, drawn from a pool.
struct VisitWorld {
    var code: [UInt32] = []
    var names: [String]
    var milliseconds: [Int64] = []
    var latitude: [Double] = []
    var longitude: [Double] = []

    static let start: Int64 = 1_740_960_000_000  // 2025-03-03T00:00Z

    /// Nothing yet.
    init(vehicles: Int) { names = (0..<vehicles).map { "\($0)" } }

    init(seed: UInt64, vehicles: Int, days: Int, pool: Int = 60) {
        self.init(vehicles: vehicles)
        for vehicle in 0..<vehicles {
            var stream = RandomStream(
                seed: seed, purpose: RandomPurpose(591), entity: RandomEntity(UInt64(vehicle)))
            let haunts = (0..<4).map { _ in stream.index(below: pool) }
            for day in 0..<days where stream.bernoulli(0.9) {
                for hour in [8, 12, 19] where stream.bernoulli(0.8) {
                    let haunt = haunts[hour == 19 ? 0 : stream.index(below: 4)]
                    add(vehicle, day: day, hour: hour, place: haunt)
                }
            }
        }
    }

    /// Places are a tenth of a degree apart.
    mutating func add(_ vehicle: Int, day: Int, hour: Int, place: Int) {
        code.append(UInt32(vehicle))
        milliseconds.append(Self.start + Int64(day * 24 + hour) * 3_600_000 + Int64(vehicle))
        latitude.append(45 + Double(place / 10) / 10)
        longitude.append(7 + Double(place % 10) / 10)
    }

    var visits: Visits {
        Visits(
            code: code, names: names, milliseconds: milliseconds, latitude: latitude,
            longitude: longitude)
    }

    var timeless: Visits {
        Visits(
            code: code, names: names, milliseconds: [], latitude: latitude, longitude: longitude)
    }

    var reversed: VisitWorld {
        var other = self
        other.code.reverse()
        other.milliseconds.reverse()
        other.latitude.reverse()
        other.longitude.reverse()
        return other
    }
}
