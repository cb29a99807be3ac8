// Unicity (Y.-A. de Montjoye et al., "Unique in the Crowd", Scientific Reports 3:1376, 2013):
// draw p of a person's points at random; does anybody else have all of them? Not a sample of
// draws but the exact expectation over all draws, wherever it can be counted.

import Base

/// The crowd's points that some targets have too, as an inverted index. Memory grows with the
/// targets and those who share their points; time with the crowd's rows.
package struct UnicityIndex: Sendable {
    private let points: PlaceTimeIndex
    /// Subjects that have a point, ascending: `posting[firstPosting[point] ..< …]`. [points + 1]
    private var firstPosting: [Int]
    private var posting: [UInt32]
    /// Distinct points of target t: `targetPoint[firstPoint[t] ..< …]`. [targets + 1]
    private var firstPoint: [Int] = [0]
    private var targetPoint: [UInt32] = []
    /// What each target's draws are seeded with. [targets]
    private let targetIdentity: [UInt64]
    /// Number of each target in the crowd, where the crowd is what the adversary knows. [targets]
    private let targets: [UInt32]
    private let subjects: Int

    /// What became of a target's draws.
    package struct Outcome: Sendable {
        /// Chance that its p points single it out, for each p asked for.
        package var unique: [Double]
        /// How many distinct points it has.
        package var points: Int
        /// Whether every chance was counted, not sampled.
        package var isExact: Bool
    }

    /// Draws where counting takes too long.
    static let draws = 1000
    /// Masks that counting may look at, for one target and one p.
    static let budget = 1_000_000

    /// An index for targets (ascending numbers of subjects of `known`) whose points the adversary
    /// knows, among the subjects of `crowd`; both may be the same feed.
    package init(
        crowd: Sightings, known: Sightings, targets: [UInt32], grid: SpatialGrid, hours: Int
    ) {
        var index = PlaceTimeIndex()
        var row = 0
        for target in targets {
            while row < known.count && known.subject[row] < target { row += 1 }
            var own: [UInt32] = []
            while row < known.count && known.subject[row] == target {
                own.append(
                    index.number(cell: known.cell(row, grid), bin: known.bin(row, hours: hours)))
                row += 1
            }
            own.sort()
            for (at, point) in own.enumerated() where at == 0 || own[at - 1] != point {
                targetPoint.append(point)
            }
            firstPoint.append(targetPoint.count)
        }
        points = index
        targetIdentity = targets.map { known.identity[Int($0)] }
        self.targets = targets
        subjects = crowd.subjectCount
        (firstPosting, posting) = Self.postings(
            of: crowd, cells: crowd.cells(grid), bins: crowd.bins(hours: hours), in: index)
        sortTargetPoints()
    }

    /// Two passes over the crowd: count, then fill. Rows are grouped by subject, so a subject is
    /// new to a point exactly when it is not the last one that came.
    private static func postings(
        of crowd: Sightings, cells: [UInt64], bins: [Int32], in index: PlaceTimeIndex
    ) -> ([Int], [UInt32]) {
        var last = [UInt32](repeating: .max, count: index.count)
        var first = [Int](repeating: 0, count: index.count + 1)
        var hits: [(point: UInt32, subject: UInt32)] = []
        for row in cells.indices {
            guard let point = index.find(cell: cells[row], bin: bins[row]) else { continue }
            let subject = crowd.subject[row]
            if last[Int(point)] == subject { continue }
            last[Int(point)] = subject
            first[Int(point) + 1] += 1
            hits.append((point, subject))
        }
        for point in 0..<index.count { first[point + 1] += first[point] }
        var next = first
        var posting = [UInt32](repeating: 0, count: hits.count)
        for (point, subject) in hits {
            posting[next[Int(point)]] = subject
            next[Int(point)] += 1
        }
        return (first, posting)
    }

    /// The points that few others have come first.
    private mutating func sortTargetPoints() {
        let first = firstPosting
        for target in firstPoint.indices.dropLast() {
            targetPoint[firstPoint[target]..<firstPoint[target + 1]].sort { a, b in
                let (sizeA, sizeB) = (
                    first[Int(a) + 1] - first[Int(a)], first[Int(b) + 1] - first[Int(b)]
                )
                return (sizeA, a) < (sizeB, b)
            }
        }
    }

    private func holders(_ point: UInt32) -> ArraySlice<UInt32> {
        posting[firstPosting[Int(point)]..<firstPosting[Int(point) + 1]]
    }

    /// Attacks the targets, which must be the crowd's own, with every number of points of
    /// `sizes`; a target with fewer points is attacked with all it has, as in the golden values.
    package func attack(sizes: [Int], seed: UInt64) -> [Outcome] {
        // A single point is a matter of counting its holders.
        let smallest = max(2, sizes.min() ?? 2)
        // Which mask is a subject's, or −1; `masks(of:)` leaves it as it was.
        var slot = [Int32](repeating: -1, count: subjects)
        return targets.indices.map { target in
            let own = targetPoint[firstPoint[target]..<firstPoint[target + 1]]
            var outcome = Outcome(unique: [], points: own.count, isExact: true)
            if matches(Array(own), atMost: 2) > 1 {  // Somebody has all: nothing is unique.
                outcome.unique = sizes.map { _ in 0 }
                return outcome
            }
            let shared = own.filter { holders($0).count > 1 }
            var cover: SubsetCover?
            if shared.count <= 64 {
                cover = SubsetCover(
                    masks(of: shared, except: targets[target], slot: &slot),
                    smallest: min(smallest, own.count), budget: Self.budget)
            }
            for size in sizes {
                let size = min(size, own.count)
                if size == 1 {
                    outcome.unique.append(Double(own.count - shared.count) / Double(own.count))
                } else if let known = cover?.count(size: size) {
                    let all = SubsetCover.binomial(own.count, size)
                    outcome.unique.append((all - known) / all)
                } else {
                    outcome.isExact = false
                    outcome.unique.append(
                        sampled(target: target, size: size, draws: Self.draws, seed: seed))
                }
            }
            return outcome
        }
    }

    /// Attacks targets that the crowd does not hold: the chance that `size` of their points fit
    /// exactly one subject, who is then taken for somebody else. By draws.
    package func falseMatches(size: Int, draws: Int, seed: UInt64) -> [Double] {
        targets.indices.map { sampled(target: $0, size: size, draws: draws, seed: seed) }
    }

    /// The share of draws of a target's points that exactly one subject of the crowd has.
    private func sampled(target: Int, size: Int, draws: Int, seed: UInt64) -> Double {
        let own = targetPoint[firstPoint[target]..<firstPoint[target + 1]]
        var stream = RandomStream(
            seed: seed, purpose: .unicityDraw, entity: RandomEntity(targetIdentity[target]),
            index: UInt32(size))
        let alone = (0..<draws).count { _ in
            matches(Self.draw(min(size, own.count), of: own, &stream), atMost: 2) == 1
        }
        return Double(alone) / Double(draws)
    }

    private func masks(
        of shared: [UInt32], except target: UInt32, slot: inout [Int32]
    ) -> [UInt64] {
        var masks: [UInt64] = []
        var touched: [UInt32] = []
        for (bit, point) in shared.enumerated() {
            for subject in holders(point) where subject != target {
                if slot[Int(subject)] < 0 {
                    slot[Int(subject)] = Int32(masks.count)
                    masks.append(0)
                    touched.append(subject)
                }
                masks[Int(slot[Int(subject)])] |= 1 << UInt64(bit)
            }
        }
        for subject in touched { slot[Int(subject)] = -1 }
        return masks
    }

    /// Some of the points, each subset equally likely.
    private static func draw(
        _ size: Int, of points: ArraySlice<UInt32>, _ stream: inout RandomStream
    ) -> [UInt32] {
        var rest = Array(points)
        for at in 0..<size { rest.swapAt(at, at + stream.index(below: rest.count - at)) }
        return Array(rest.prefix(size))
    }

    /// How many subjects have all of some points, counted up to `limit`: along the point that
    /// fewest have, by bisection in the others.
    func matches(_ points: [UInt32], atMost limit: Int) -> Int {
        guard
            let rarest = points.min(by: { (holders($0).count, $0) < (holders($1).count, $1) })
        else { return min(subjects, limit) }
        var found = 0
        for subject in holders(rarest) {
            if points.allSatisfy({ $0 == rarest || has(subject, $0) }) { found += 1 }
            if found == limit { break }
        }
        return found
    }

    private func has(_ subject: UInt32, _ point: UInt32) -> Bool {
        let list = holders(point)
        var low = list.startIndex
        var high = list.endIndex
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < subject { low = middle + 1 } else { high = middle }
        }
        return low < list.endIndex && list[low] == subject
    }

    /// How many subjects of the crowd have all of some points (cell, time bin).
    package func crowd(having wanted: [(cell: UInt64, bin: Int32)]) -> Int {
        var numbers: [UInt32] = []
        for (cell, bin) in wanted {
            guard let number = points.find(cell: cell, bin: bin) else { return 0 }
            if !numbers.contains(number) { numbers.append(number) }
        }
        return matches(numbers, atMost: .max)
    }
}
