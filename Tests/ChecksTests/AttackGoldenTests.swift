// The suite of `rocade attack` against every golden value, through the reader of files: vehicle by
// vehicle for the k-attacks, figure by figure for the others.

import Base
import Checks
import Foundation
import TestSupport
import Testing

private let hasGolden = Shared.path("reference/privacy/golden") != nil

/// Rows of a golden file, by the names of its header.
private func golden(_ name: String) throws -> [[String: String]] {
    let path = try #require(Shared.path("reference/privacy/golden/" + name))
    let lines = try String(contentsOfFile: path, encoding: .utf8)
        .split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
}

private func visits(_ name: String) throws -> Visits {
    let path = try #require(Shared.path("reference/privacy/data/\(name).csv"))
    let (visits, notes) = try Visits.read(path, columns: VisitColumns())
    #expect(notes.isEmpty, "\(notes)")
    return visits
}

@Suite(.enabled(if: hasGolden, "the shared reference data are not here"))
struct AttackGoldenTests {
    @Test(arguments: ["toy", "v40c", "v200", "v200c"])
    func `the risk of every vehicle under every attack equals the reference`(
        data: String
    ) throws {
        let visits = try visits(data)
        let index = KAttackIndex(visits)
        let everyone = Array(0..<visits.vehicleCount)
        let groups = Dictionary(grouping: try golden("ref_\(data).csv")) {
            "\($0["attack"] ?? "") \($0["k"] ?? "")"
        }
        #expect(groups.count == 16 * 3)
        for attack in KAttack.all {
            for k in 2...4 {
                let rows = try #require(groups["\(attack.name) \(k)"], "\(attack.name)")
                let found = index.attack(attack, k: k, targets: everyone, threads: 2)
                let own = Dictionary(
                    uniqueKeysWithValues: zip(visits.names, found.map(\.risk)))
                #expect(found.allSatisfy { !$0.isCutOff })
                #expect(rows.count == own.count)
                var wrong: [String] = []
                for row in rows {
                    let uid = row["uid"] ?? ""
                    let wanted = try #require(Double(row["risk"] ?? ""))
                    if own[uid] != wanted {
                        wrong.append("\(uid): \(own[uid].map { "\($0)" } ?? "–"), not \(wanted)")
                    }
                }
                #expect(wrong.isEmpty, "\(data) \(attack.name) k=\(k): \(wrong.prefix(3))")
            }
        }
    }

    @Test(arguments: ["toy", "v40c", "v200"])
    func `every risk that scikit-mobility computed is ours`(data: String) throws {
        let visits = try visits(data)
        let index = KAttackIndex(visits)
        let number = Dictionary(
            uniqueKeysWithValues: visits.names.enumerated().map { ($0.element, $0.offset) })
        let groups = Dictionary(grouping: try golden("skmob_\(data).csv")) {
            "\($0["attack"] ?? "") \($0["k"] ?? "")"
        }
        #expect(groups.count >= 8)
        for name in groups.keys.sorted() {
            let rows = try #require(groups[name])
            let attack = try #require(KAttack.all.first { $0.name == rows[0]["attack"] })
            let k = try #require(Int(rows[0]["k"] ?? ""))
            let targets = try rows.map { try #require(number[$0["uid"] ?? ""]) }
            let found = index.attack(attack, k: k, targets: targets, threads: 1)
            for (row, risk) in zip(rows, found) {
                #expect(Double(row["risk"] ?? "") == risk.risk, "\(name), uid \(row["uid"] ?? "")")
            }
        }
    }

    @Test func `the suite's unicity of 200 vehicles is the exact one`() throws {
        var options = AttackSuite.Options()
        options.attacks = ["unicity"]
        options.threads = 2
        let report = try AttackSuite.run(try visits("v200"), options) { _ in }
        let rows = try golden("unicity_exact_v200.csv")
        #expect(report.unicity.count == rows.count)
        for row in rows {
            let own = try #require(
                report.unicity.first {
                    $0.spatial == row["spatial"] && "\($0.hours)" == row["hours"]
                        && "\($0.p)" == row["p"]
                })
            let wanted = try #require(Double(row["unicity"] ?? ""))
            #expect(abs(own.unicity - wanted) < 1e-9, "\(row)")
            #expect("\(own.fewer)" == row["uids_with_fewer_than_p_points"])
            #expect(own.drawn == 0)
        }
    }

    @Test func `linkage, sets and small cells of 5000 vehicles equal the golden figures`() throws {
        var options = AttackSuite.Options()
        options.attacks = ["weekly-linkage", "daily-linkage", "home-work-sets", "small-cells"]
        options.threads = 2
        let report = try AttackSuite.run(try visits("v5000"), options) { _ in }
        let rows = try golden("attacks_v5000.csv").filter {
            $0["attack"]?.hasPrefix("mia") == false
        }
        #expect(rows.count == 65)
        for row in rows {
            let name = "\(row["attack"] ?? "") \(row["resolution"] ?? "") \(row["metric"] ?? "")"
            let own = try #require(
                report.figures.first { "\($0.attack) \($0.resolution) \($0.metric)" == name },
                "\(name)")
            let wanted = try #require(Double(row["value"] ?? ""))
            #expect(abs((own.value ?? .nan) - wanted) < 1e-6, "\(name)")
            #expect("\(own.n)" == row["n"], "\(name)")
            guard let low = Double(row["lo95"] ?? ""), let high = Double(row["hi95"] ?? "") else {
                continue
            }
            let ci = try #require(own.ci, "\(name)")
            #expect(abs(ci[0] - low) < 1e-5 && abs(ci[1] - high) < 1e-5, "\(name): \(ci)")
        }
    }

    @Test func `membership inference reaches the golden areas within their intervals`() throws {
        let visits = try visits("v5000")
        for name in ["1km", "5km"] {
            let grid = try #require(SpatialGrid.all.first { $0.name == name })
            let attack = MembershipAttack(visits, grid: grid)
            for group in [100, 1000] {
                for release in MembershipAttack.Release.allCases {
                    let areas = attack.areas(group: group, release: release, seed: 1, threads: 2)
                    let mean = areas.reduce(0) { $0 + $1.area } / Double(areas.count)
                    let control = areas.reduce(0) { $0 + $1.control } / Double(areas.count)
                    let row = try #require(
                        try golden("attacks_v5000.csv").first {
                            $0["attack"] == "mia_counts_m\(group)_\(release.rawValue)"
                                && $0["resolution"] == name
                        })
                    let low = try #require(Double(row["lo95"] ?? ""))
                    let high = try #require(Double(row["hi95"] ?? ""))
                    // Their figure is random as well: half of their interval for ours.
                    let slack = max(0.012, (high - low) / 2)
                    #expect(
                        mean > low - slack && mean < high + slack,
                        "\(name) m\(group) \(release.rawValue): \(mean), not \(low)…\(high)")
                    #expect(abs(control - 0.5) < 0.05, "\(name) m\(group) \(release.rawValue)")
                }
            }
        }
    }

    @Test func `the remaining risk equals Anonymeter's on its whole grid`() throws {
        let rows = try golden("anonymeter_ci.csv")
        #expect(rows.count == 224)
        for row in rows {
            func number(_ name: String) throws -> Double {
                try #require(Double(row[name] ?? ""))
            }
            let z = Statistics.normalQuantile(0.5 + (try number("conf")) / 2)
            let risk = ResidualRisk(
                attacks: Int(try number("attack_success")),
                controls: Int(try number("control_success")), n: Int(try number("n")), z: z)
            let pairs = [
                (risk.attack.x, "attack_rate"), (risk.attack.y, "attack_err"),
                (risk.control.x, "control_rate"), (risk.control.y, "control_err"),
                (risk.value, "risk"), (risk.ci[0], "risk_lo"), (risk.ci[1], "risk_hi"),
            ]
            for (own, name) in pairs {
                #expect(abs(own - (try number(name))) < 1e-7, "\(name) of \(row)")
            }
        }
    }
}

struct PublishedFlowTests {
    @Test func `one cell of Google's flows gives away 16 percent, 32 give 95 percent`() {
        #expect(abs(EpsilonAudit.advantage(0.66) - 0.1593) < 5e-5)
        let accuracy = EpsilonAudit.accuracy(cells: 32, epsilon: 0.66, seed: 1)
        #expect(abs(accuracy - 0.956) < 0.003, "\(accuracy)")
        // One cell: logistic(ε) by the formula.
        let one = EpsilonAudit.accuracy(cells: 1, epsilon: 0.66, seed: 1)
        #expect(one > 0.63 && one < 0.66, "\(one)")
    }
}
