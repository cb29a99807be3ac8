// Which regions a process of many runs: dealt by vehicles, so that shards end at about the same
// time, and by nothing else, so that every machine deals alike.

import Base
import Demand
import Scenario

/// A part of a run: `--shard I/N`.
public struct Shard: Hashable, Sendable {
    /// From 0.
    public let index: Int
    /// How many shards there are.
    public let count: Int

    /// Parses `I/N`.
    ///
    /// - Throws: `Failure.input` for anything else, and for I outside 0 ..< N.
    public init(_ text: String) throws {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let index = parts[0], let count = parts[1], count >= 1,
            count <= 100_000, (0..<count).contains(index)
        else {
            throw Failure.input("--shard \(text): write I/N with I from 0 to N - 1, such as 0/4")
        }
        self.index = index
        self.count = count
    }

    /// As on the command line.
    public var text: String { "\(index)/\(count)" }

    /// Indices of the shard's regions, ascending: the largest region first, each to the shard that
    /// has the fewest vehicles so far (R. L. Graham's longest-processing-time rule, 1969).
    func regions(of scenario: Scenario) -> [Int] {
        let vehicles = scenario.regions.map(\.vehicles)
        var loads = [Int](repeating: 0, count: count)
        var mine: [Int] = []
        for region in vehicles.indices.sorted(by: { (-vehicles[$0], $0) < (-vehicles[$1], $1) }) {
            let target = loads.indices.min { (loads[$0], $0) < (loads[$1], $1) } ?? 0
            loads[target] += vehicles[region]
            if target == index { mine.append(region) }
        }
        return mine.sorted()
    }
}
