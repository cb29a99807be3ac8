// A5: pseudonyms change every week; who is whom? Profiles of places, compared by what they share,
// rare places weighing most (as in A. Tournier, Y.-A. de Montjoye, "Expanding the attack surface",
// Science Advances 8, 2022: 79 % of 0.5 million people linked).

import Base

/// Links the pseudonyms of a second week to those of the first.
package struct WeeklyLinkage: Sendable {
    /// Vehicles seen in both weeks, ascending.
    package let members: [Int]
    /// Cells of each member in the first week with the number of visits. [members + 1], [entries]
    private var firstCell: [Int] = [0]
    private var cell: [UInt32] = []
    private var count: [UInt32] = []
    /// Members who were in a cell in the second week, with visits. [cells + 1], [entries]
    private var firstHolder: [Int] = []
    private var holder: [UInt32] = []
    private var holderCount: [UInt32] = []
    /// ln(vehicles / holders) of each cell, 2^-32; vehicles of one week count, too.
    /// Whole numbers: sums do not depend on their order.
    private var weight: [Int64] = []
    /// Differences below this, 2^-32, are rounding.
    private static let tie: Int64 = 64

    /// What became of one member's link.
    package struct Outcome: Sendable {
        /// Chance that the best-scoring pseudonym is the right one; ties are drawn by lot.
        package var top1 = 0.0
        /// 1 + pseudonyms that score better than the right one; nil when that scores nothing.
        package var rank: Int?
        /// Whether, with the right pseudonym withheld, a single other one scores best.
        package var namesWrong = false
    }

    /// Compares days `0 ..< days` of the visits with the following as many. Two passes over the
    /// crowd: who is there in both weeks, and who was in the cells of the first week; only cells
    /// of `wanted` vehicles are kept, so that memory grows with them, not with the crowd.
    package init(_ visits: Visits, grid: SpatialGrid, wanted: [Int]? = nil, days: Int = 7) {
        let cells = visits.cells(grid)
        let first = visits.origin + Int64(days) * Visits.dayMilliseconds
        let second = first + Int64(days) * Visits.dayMilliseconds
        var members: [Int] = []
        var weeks: [(first: Range<Int>, second: Range<Int>)] = []
        for vehicle in 0..<visits.vehicleCount {
            let rows = visits.rows(of: vehicle)
            let middle = visits.firstRow(in: rows, from: first)
            let end = visits.firstRow(in: middle..<rows.upperBound, from: second)
            guard middle > rows.lowerBound, end > middle else { continue }
            members.append(vehicle)
            weeks.append((rows.lowerBound..<middle, middle..<end))
        }
        self.members = members
        let chosen = wanted.map(Set.init)
        var index = PlaceTimeIndex()
        for (member, vehicle) in members.enumerated() {
            if chosen?.contains(vehicle) ?? true {
                var own = weeks[member].first.map { index.number(cell: cells[$0], bin: 0) }
                own.sort()
                for (at, number) in own.enumerated() {
                    if at > 0, own[at - 1] == number {
                        count[count.count - 1] += 1
                    } else {
                        cell.append(number)
                        count.append(1)
                    }
                }
            }
            firstCell.append(cell.count)
        }
        fillHolders(cells, weeks.map(\.second), index, everybody: visits.vehicleCount)
    }

    /// The second week of everybody, in cells that the index knows.
    private mutating func fillHolders(
        _ cells: [UInt64], _ rows: [Range<Int>], _ index: PlaceTimeIndex, everybody: Int
    ) {
        // The last entry of each cell: rows of a member stand together, so a cell is new to a
        // member exactly when its last entry is not that member's.
        var last = [Int](repeating: -1, count: index.count)
        var hits: [(cell: UInt32, member: UInt32, count: UInt32)] = []
        firstHolder = [Int](repeating: 0, count: index.count + 1)
        for (member, rows) in rows.enumerated() {
            for row in rows {
                guard let number = index.find(cell: cells[row], bin: 0) else { continue }
                let at = last[Int(number)]
                if at >= 0, hits[at].member == member {
                    hits[at].count += 1
                } else {
                    last[Int(number)] = hits.count
                    hits.append((number, UInt32(member), 1))
                    firstHolder[Int(number) + 1] += 1
                }
            }
        }
        for number in 0..<index.count { firstHolder[number + 1] += firstHolder[number] }
        var next = firstHolder
        holder = [UInt32](repeating: 0, count: hits.count)
        holderCount = holder
        for hit in hits {
            holder[next[Int(hit.cell)]] = hit.member
            holderCount[next[Int(hit.cell)]] = hit.count
            next[Int(hit.cell)] += 1
        }
        weight = (0..<index.count).map { number in
            let holders = firstHolder[number + 1] - firstHolder[number]
            guard holders > 0 else { return 0 }
            return Int64((Math.log(Double(everybody) / Double(holders)) * 0x1p32).rounded())
        }
    }

    /// Links some members, given by their index in `members`.
    package func attack(_ targets: [Int], threads: Int) -> [Outcome] {
        forEachTarget(
            targets.count, threads: threads,
            scratch: { Scores(score: [Int64](repeating: 0, count: members.count)) }
        ) { at, scores in
            link(targets[at], &scores)
        }
    }

    /// Scores by member, all zero between targets. Scratch memory of a thread.
    private struct Scores {
        var score: [Int64]
        var touched: [UInt32] = []
    }

    private func link(_ target: Int, _ scores: inout Scores) -> Outcome {
        for entry in firstCell[target]..<firstCell[target + 1] {
            let place = Int(cell[entry])
            let own = count[entry]
            // Everybody was there: it says nothing.
            guard weight[place] > 0 else { continue }
            for at in firstHolder[place]..<firstHolder[place + 1] {
                let who = Int(holder[at])
                if scores.score[who] == 0 { scores.touched.append(holder[at]) }
                scores.score[who] += Int64(min(own, holderCount[at])) * weight[place]
            }
        }
        defer {
            for who in scores.touched { scores.score[Int(who)] = 0 }
            scores.touched.removeAll(keepingCapacity: true)
        }
        let right = scores.score[target]
        var better = 0
        var equal = 0
        var bestOther: Int64 = 0
        for who in scores.touched where Int(who) != target {
            let score = scores.score[Int(who)]
            if score > right + Self.tie {
                better += 1
            } else if score >= right - Self.tie {
                equal += 1
            }
            bestOther = max(bestOther, score)
        }
        var outcome = Outcome()
        if right > 0 {
            outcome.rank = 1 + better
            if better == 0 { outcome.top1 = 1 / Double(1 + equal) }
        }
        let leading = scores.touched.count {
            Int($0) != target && scores.score[Int($0)] >= bestOther - Self.tie
        }
        outcome.namesWrong = bestOther > 0 && leading == 1
        return outcome
    }
}

extension WeeklyLinkage {
    /// The figures of the golden values, and the mean reciprocal rank.
    func figures(
        _ grid: SpatialGrid, targets: [Int], threads: Int
    ) -> [AttackFigure] {
        let wanted = Set(targets)
        let outcomes = attack(
            members.indices.filter { wanted.contains(members[$0]) }, threads: threads)
        let n = outcomes.count
        func figure(
            _ metric: String, baseline: Double, control: Double? = nil,
            _ value: (Outcome) -> Double
        ) -> AttackFigure {
            let mean = n == 0 ? nil : outcomes.reduce(0) { $0 + value($1) } / Double(n)
            return AttackFigure(
                "weekly_linkage", grid.name, metric, mean,
                ci: mean.flatMap { Intervals.wilson(share: $0, trials: n) },
                baseline: baseline, control: control, n: n)
        }
        let crowd = Double(max(1, members.count))
        let control =
            n == 0 ? nil : Double(outcomes.count(where: \.namesWrong)) / Double(n)
        let harmonic = (1...max(1, members.count)).reduce(0) { $0 + 1 / Double($1) } / crowd
        return [
            figure("top1_expected", baseline: 1 / crowd, control: control, \.top1),
            figure("top5", baseline: min(1, 5 / crowd)) { ($0.rank ?? .max) <= 5 ? 1 : 0 },
            figure("mean_reciprocal_rank", baseline: harmonic) {
                $0.rank.map { 1 / Double($0) } ?? 0
            },
            AttackFigure(
                "weekly_linkage", grid.name, "random_baseline", 1 / crowd, n: members.count),
        ]
    }
}
