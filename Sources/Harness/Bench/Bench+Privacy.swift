// The privacy suite's costs: the eight k-attacks on 5,000 vehicles, the passes over a crowd of
// millions, and one attack on a sample that scikit-mobility can finish (`make bench-privacy` runs
// that program on it in the same minute).

import Base
import Checks
import Foundation

extension Bench {
    /// The data of the golden values beside the repository, or a made-up fleet like them.
    private static func fleet(_ name: String, vehicles: Int, days: Int) throws -> Visits {
        let folder =
            ProcessInfo.processInfo.environment["ROCADE_REFERENCE"] ?? "../shared/reference"
        let path = "\(folder)/privacy/data/\(name).csv"
        if FileManager.default.fileExists(atPath: path) {
            return try Visits.read(path, columns: VisitColumns()).visits
        }
        return crowd(vehicles: vehicles, days: days)
    }

    /// Vehicles with a few haunts among shared places, about 1.7 visits a day.
    private static func crowd(vehicles: Int, days: Int) -> Visits {
        var code: [UInt32] = []
        var times: [Int64] = []
        var latitude: [Double] = []
        var longitude: [Double] = []
        for vehicle in 0..<vehicles {
            var stream = RandomStream(
                seed: 1, purpose: .benchCrowd, entity: RandomEntity(UInt64(vehicle)))
            let haunts = (0..<8).map { _ in stream.index(below: 40_000) }
            for day in 0..<days where stream.bernoulli(0.72) {
                for _ in 0...stream.index(below: 4) {
                    let haunt = haunts[stream.index(below: 1 + stream.index(below: 8))]
                    code.append(UInt32(vehicle))
                    times.append(
                        1_740_960_000_000 + Int64(day * 86_400 + stream.index(below: 86_400)) * 1000
                    )
                    latitude.append(45 + Double(haunt / 200) / 400)
                    longitude.append(7 + Double(haunt % 200) / 250)
                }
            }
        }
        return Visits(
            code: code, names: (0..<vehicles).map { "\($0)" }, milliseconds: times,
            latitude: latitude, longitude: longitude)
    }

    static func privacy(_ progress: (String) -> Void) throws -> Result {
        let five = try fleet("v5000", vehicles: 5000, days: 14)
        let everyone = Array(0..<five.vehicleCount)
        var result = measure("privacy", "the eight k-attacks, k = 2, on 5,000 vehicles") {
            let index = KAttackIndex(five)
            for attack in KAttack.all {
                _ = index.attack(attack, k: 2, targets: everyone, threads: 1)
            }
            return (["visits": five.count, "k_attacks": KAttack.all.count], { _ in [:] })
        }
        result.measured["k_attacks_cpu_s"] = result.cpuSeconds
        for attack in KAttack.all {
            let alone = measure(attack.name, "") {
                _ = KAttackIndex(five).attack(attack, k: 2, targets: everyone, threads: 1)
                return ([:], { _ in [:] })
            }
            result.measured["\(attack.name)_cpu_s"] = alone.cpuSeconds
        }
        progress("bench privacy: passes over a crowd")
        try passes(&result)
        try sample(&result)
        return result
    }

    /// What one pass over the crowd costs, targets sampled.
    private static func passes(_ result: inout Result) throws {
        let visits = crowd(vehicles: 200_000, days: 14)
        let millions = Double(visits.count) / 1e6
        result.counts["crowd_visits"] = visits.count
        let feed = visits.sightings
        let sampled = feed.targets(limit: 9604, seed: 1)
        let unicity = measure("unicity", "") {
            _ = UnicityIndex(
                crowd: feed, known: feed, targets: sampled, grid: .oneKilometer, hours: 1)
            return ([:], { _ in [:] })
        }
        result.measured["unicity_million_visits_per_cpu_s"] = millions / unicity.cpuSeconds
        let wanted = sampled.map(Int.init)
        let linkage = measure("linkage", "") {
            _ = WeeklyLinkage(visits, grid: .oneKilometer, wanted: wanted)
            return ([:], { _ in [:] })
        }
        result.measured["linkage_million_visits_per_cpu_s"] = millions / linkage.cpuSeconds
        let overnight = measure("overnight", "") {
            _ = DailyLinkage(visits, grid: .oneKilometer)
            return ([:], { _ in [:] })
        }
        result.measured["overnight_million_visits_per_cpu_s"] = millions / overnight.cpuSeconds
        let scratch = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        var text = "uid,t,lat,lng\n"
        for row in 0..<500_000 {
            text += "\(row / 20),2025-03-\(10 + row % 20)T09:28:\(10 + row % 50),"
            text += "45.\(10_000 + row % 9999),7.\(10_000 + row % 7919)\n"
        }
        try AtomicFile.write(text, to: "\(scratch)/v.csv")
        let csv = try measure("csv", "") {
            let rows = try Visits.read("\(scratch)/v.csv", columns: VisitColumns()).visits.count
            return (["rows": rows], { ["million_rows_per_cpu_s": Double(rows) / 1e6 / $0] })
        }
        result.measured["csv_million_rows_per_cpu_s"] = csv.measured["million_rows_per_cpu_s"]
    }

    /// `LocationAttack`, k = 2, on the fleet that scikit-mobility can finish: CPU per instance and
    /// vehicle that it is held against, over many repetitions.
    private static func sample(_ result: inout Result) throws {
        let small = try fleet("v40c", vehicles: 40, days: 7)
        let everyone = Array(0..<small.vehicleCount)
        guard let attack = KAttack.all.first(where: { $0.name == "LocationAttack" }) else { return }
        let pairs = everyone.reduce(0) { sum, vehicle in
            let n = small.firstRow[vehicle + 1] - small.firstRow[vehicle]
            return sum + max(1, n * (n - 1) / 2) * everyone.count
        }
        let repetitions = 200
        let runs = measure("sample", "") {
            for _ in 0..<repetitions {
                _ = KAttackIndex(small).attack(attack, k: 2, targets: everyone, threads: 1)
            }
            return ([:], { _ in [:] })
        }
        result.counts["sample_matches"] = pairs
        result.measured["location_attack_ns_per_match"] =
            runs.cpuSeconds * 1e9 / Double(pairs * repetitions)
    }
}

extension RandomPurpose {
    static let benchCrowd = RandomPurpose(610)
}
