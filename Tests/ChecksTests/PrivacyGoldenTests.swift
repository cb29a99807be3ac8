// The privacy attacks against the published golden values, on the data that they were made from.

import Base
import Checks
import Foundation
import TestSupport
import Testing

private let goldenFolder = Shared.path("reference/privacy/golden")
private let hasGolden = goldenFolder != nil

/// A CSV file of the reference data: the header's names and the rows' fields.
private struct ReferenceFile {
    var rows: [[String: String]] = []

    init(_ relative: String) throws {
        let path = try #require(Shared.path("reference/privacy/" + relative))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        for fields in lines.dropFirst() {
            rows.append(Dictionary(uniqueKeysWithValues: zip(lines[0], fields)))
        }
    }
}

/// Visits of a golden data set, in the order of the file; times since 2025-03-03T00:00Z.
private struct Visits {
    var uid: [UInt32] = []
    var sightings = Sightings()

    init(_ name: String) throws {
        let path = try #require(Shared.path("reference/privacy/data/" + name))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var latitude: [Double] = []
        var longitude: [Double] = []
        var seconds: [Double] = []
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let fields = line.split(separator: ",")
            uid.append(try #require(UInt32(fields[0])))
            seconds.append(try Self.seconds(fields[1]))
            latitude.append(try #require(Double(fields[2])))
            longitude.append(try #require(Double(fields[3])))
        }
        let largest = Int(uid.max() ?? 0)
        sightings = Sightings(
            code: uid, identities: (0...UInt64(largest)).map { $0 },
            region: [UInt16](repeating: 0, count: uid.count), latitude: latitude,
            longitude: longitude, seconds: seconds)
    }

    /// "2025-03-17T09:28:08": all data lie in March 2025.
    private static func seconds(_ text: Substring) throws -> Double {
        #expect(text.hasPrefix("2025-03-"))
        let numbers = text.dropFirst(8).split { $0 == "T" || $0 == ":" }.compactMap { Double($0) }
        #expect(numbers.count == 4)
        return ((numbers[0] - 3) * 24 + numbers[1]) * 3600 + numbers[2] * 60 + numbers[3]
    }
}

private func grid(_ name: String?) throws -> SpatialGrid {
    try #require(SpatialGrid.all.first { $0.name == name })
}

@Suite(.enabled(if: hasGolden, "the shared reference data are not here"))
struct PrivacyGoldenTests {
    @Test func `unicity equals the exact golden values of 200 vehicles at every resolution`() throws
    {
        let visits = try Visits("v200.csv").sightings
        let everyone = visits.targets(limit: .max, seed: 1)
        #expect(everyone.count == 200)
        let golden = Dictionary(grouping: try ReferenceFile("golden/unicity_exact_v200.csv").rows) {
            "\($0["spatial"] ?? ""),\($0["hours"] ?? "")"
        }
        #expect(golden.count == 36)
        for resolution in golden.keys.sorted() {
            let rows = try #require(golden[resolution])
            let outcomes = UnicityIndex(
                crowd: visits, known: visits, targets: everyone,
                grid: try grid(rows[0]["spatial"]),
                hours: try #require(Int(rows[0]["hours"] ?? ""))
            ).attack(sizes: [1, 2, 3, 4, 5], seed: 1)
            #expect(outcomes.allSatisfy { $0.isExact })
            for row in rows {
                let p = try #require(Int(row["p"] ?? ""))
                let mean = outcomes.reduce(0) { $0 + $1.unique[p - 1] } / 200
                let wanted = try #require(Double(row["unicity"] ?? ""))
                #expect(abs(mean - wanted) < 1e-9, "\(resolution), \(p) points")
                let fewer = outcomes.count { $0.points < p }
                #expect("\(fewer)" == row["uids_with_fewer_than_p_points"])
            }
        }
    }

    @Test func `every fixed draw matches as many vehicles as in the golden draws`() throws {
        let data = try Visits("v200.csv")
        let everyone = data.sightings.targets(limit: .max, seed: 1)
        let draws = try ReferenceFile("golden/unicity_draws_v200.csv").rows
        #expect(draws.count == 1000)
        let firstRow = Dictionary(
            data.uid.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: min)
        let resolutions = (draws.first?.keys ?? [:].keys).filter { $0.contains("@") }.sorted()
        #expect(resolutions.count == 8)
        for resolution in resolutions {
            let parts = resolution.split(separator: "@")
            let grid = try grid(String(parts[0]))
            let hours = try #require(Int(parts[1].dropLast()))
            let index = UnicityIndex(
                crowd: data.sightings, known: data.sightings, targets: everyone, grid: grid,
                hours: hours)
            for draw in draws {
                let uid = try #require(UInt32(draw["uid"] ?? ""))
                let start = try #require(firstRow[uid])
                let points = (draw["rows"] ?? "").split(separator: ";").compactMap { Int($0) }
                    .map { row -> (cell: UInt64, bin: Int32) in
                        let at = start + row
                        let seconds = data.sightings.seconds[at]
                        return (
                            grid.cell(
                                region: 0, latitudeE5: data.sightings.latitudeE5[at],
                                longitudeE5: data.sightings.longitudeE5[at]),
                            hours == 0 ? 0 : Int32(seconds / Int64(hours * 3600))
                        )
                    }
                let counts = (draw[resolution] ?? "").split(separator: ";").map(String.init)
                let own = points.indices.map {
                    "\(index.crowd(having: Array(points.prefix($0 + 1))))"
                }
                #expect(own == counts, "uid \(uid), draw \(draw["draw"] ?? ""), \(resolution)")
            }
        }
    }

    @Test func `exact unicity lies within the golden intervals of the sampled draws`() throws {
        let visits = try Visits("v200.csv").sightings
        let everyone = visits.targets(limit: .max, seed: 1)
        // Draws are of visits there, not of distinct points: vehicles come back to a place within
        // an hour so seldom that times to 1 h make no difference.
        let rows = try ReferenceFile("golden/unicity_sampled_v200.csv").rows
            .filter { $0["hours"] == "1" && $0["p"] != "6" }
        #expect(rows.count == 15)
        var outside: [String] = []
        for row in rows {
            let p = try #require(Int(row["p"] ?? ""))
            let outcomes = UnicityIndex(
                crowd: visits, known: visits, targets: everyone, grid: try grid(row["spatial"]),
                hours: 1
            ).attack(sizes: [p], seed: 1)
            let mean = outcomes.reduce(0) { $0 + $1.unique[0] } / 200
            let low = try #require(Double(row["wilson95_lo"] ?? ""))
            let high = try #require(Double(row["wilson95_hi"] ?? ""))
            if mean < low || mean > high { outside.append("\(row["spatial"] ?? "") \(p)") }
            let successes = try #require(Double(row["unique"] ?? ""))
            let trials = try #require(Int(row["trials"] ?? ""))
            let wilson = try #require(
                Intervals.wilson(share: successes / Double(trials), trials: trials))
            #expect(abs(wilson[0] - low) < 1e-6 && abs(wilson[1] - high) < 1e-6)
        }
        // One of 15 intervals of 95 % misses the golden exact value, too (0.780741).
        #expect(outside == ["raw 1"])
    }

    @Test func `home-work sets equal the golden values of 5000 vehicles`() throws {
        let visits = try Visits("v5000.csv").sightings
        let golden = try ReferenceFile("golden/attacks_v5000.csv").rows
            .filter { $0["attack"] == "top2_anonymity" }
        #expect(golden.count == 20)
        for name in ["raw", "1km", "2km", "5km", "10km"] {
            let sets = HomeWorkSets(visits: visits, grid: try grid(name))
            #expect(sets.sizes.count == 5000)
            for row in golden where row["resolution"] == name {
                let wanted = try #require(Double(row["value"] ?? ""))
                switch row["metric"] {
                case "median_set":
                    #expect(Double(sets.sizes[2499] + sets.sizes[2500]) / 2 == wanted)
                default:
                    let size =
                        row["metric"] == "share_eq1" ? 1 : row["metric"] == "share_le5" ? 5 : 10
                    let share = sets.share(atMost: size)
                    #expect(abs(share - wanted) < 1e-9, "\(name), \(row["metric"] ?? "")")
                    let interval = try #require(Intervals.wilson(share: share, trials: 5000))
                    #expect(abs(interval[0] - (Double(row["lo95"] ?? "") ?? 2)) < 1e-9)
                    #expect(abs(interval[1] - (Double(row["hi95"] ?? "") ?? 2)) < 1e-9)
                }
            }
        }
    }
}
