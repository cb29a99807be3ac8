// A10: was a vehicle among those that a table of counts was made from? Paired worlds with and
// without it; the adversary knows all its points and how popular each is (A. Pyrgelis et al.,
// "Knock Knock, Who's There?", NDSS 2018), and answers by the likelihood ratio.

import Base

/// Membership inference on counts of distinct vehicles by cell and hour.
package struct MembershipAttack: Sendable {
    /// What is done to the counts before they are released.
    package enum Release: String, CaseIterable, Sendable {
        case raw
        /// Counts under 10 are left out.
        case k10
        /// Laplace noise of scale 40: ε = 1 for who contributes to 40 cells.
        case lap1
    }

    /// Points of vehicle v: `firstPoint[v] ..< firstPoint[v + 1]`, each once. [vehicles + 1]
    private var firstPoint: [Int] = [0]
    private var point: [UInt32] = []
    /// Vehicles that have a point. [points]
    private var holders: [Int] = []
    private let identity: [UInt64]
    private let visits: Visits

    package static let worlds = 40
    package static let targetCount = 60
    static let noiseScale = 40.0
    private static let threshold = 10

    /// Points of days `0 ..< days`.
    package init(_ visits: Visits, grid: SpatialGrid, days: Int = 7) {
        self.visits = visits
        let cells = visits.cells(grid)
        var index = PlaceTimeIndex()
        for vehicle in 0..<visits.vehicleCount {
            var own: Set<UInt32> = []
            for row in visits.rows(of: vehicle) where visits.day(row) < days {
                let hour = Int32((visits.milliseconds[row] - visits.origin) / 3_600_000)
                own.insert(index.number(cell: cells[row], bin: hour))
            }
            point += own.sorted()
            firstPoint.append(point.count)
        }
        holders = [Int](repeating: 0, count: index.count)
        for p in point { holders[Int(p)] += 1 }
        identity = (0..<visits.vehicleCount).map(visits.identity)
    }

    /// Scratch memory of a thread.
    private struct Scratch {
        /// Which of the target's points a point is, or −1. [points]
        var slot: [Int32]
        /// All vehicles, in an order that changes from world to world. [vehicles]
        var order: [UInt32]
    }

    /// How well members and others are told apart: the area under the ROC curve of each target, and
    /// the same of two sets of worlds that both lack it.
    package func areas(
        group: Int, release: Release, targets: Int = Self.targetCount, seed: UInt64, threads: Int
    ) -> [(area: Double, control: Double)] {
        let active = (0..<visits.vehicleCount).filter { firstPoint[$0] < firstPoint[$0 + 1] }
        guard active.count > group else { return [] }
        let wanted = drawn(active, seed)
        return forEachTarget(
            min(targets, wanted.count), threads: threads,
            scratch: {
                Scratch(
                    slot: [Int32](repeating: -1, count: holders.count),
                    order: active.map(UInt32.init))
            }
        ) { at, scratch in
            let target = wanted[at]
            scratch.order = active.map(UInt32.init)
            for (slot, p) in points(target).enumerated() { scratch.slot[Int(p)] = Int32(slot) }
            defer { for p in points(target) { scratch.slot[Int(p)] = -1 } }
            var scores: [[Double]] = [[], [], []]
            for world in 0..<Self.worlds / 2 * 3 {
                scores[world % 3].append(
                    score(
                        target: target, isMember: world % 3 == 0, group: group, release: release,
                        world: world, crowd: active.count, seed: seed, &scratch))
            }
            return (Self.area(scores[0], scores[1]), Self.area(scores[2], scores[1]))
        }
    }

    /// Vehicles by lot.
    private func drawn(_ active: [Int], _ seed: UInt64) -> [Int] {
        let lots = active.map { vehicle -> (UInt64, Int) in
            var stream = RandomStream(
                seed: seed, purpose: .membershipTarget, entity: RandomEntity(identity[vehicle]))
            return (stream.nextBits(), vehicle)
        }
        return lots.sorted { $0 < $1 }.map(\.1)
    }

    private func points(_ vehicle: Int) -> ArraySlice<UInt32> {
        point[firstPoint[vehicle]..<firstPoint[vehicle + 1]]
    }

    /// The adversary's belief that the target is a member, from one world's release.
    private func score(
        target: Int, isMember: Bool, group: Int, release: Release, world: Int, crowd: Int,
        seed: UInt64, _ scratch: inout Scratch
    ) -> Double {
        let own = points(target)
        var stream = RandomStream(
            seed: seed, purpose: .membershipWorld, entity: RandomEntity(identity[target]),
            index: UInt32(world))
        var counts = [Int](repeating: isMember ? 1 : 0, count: own.count)
        var members = isMember ? 1 : 0
        var at = 0
        while members < group, at < crowd {
            scratch.order.swapAt(at, at + stream.index(below: crowd - at))
            let vehicle = Int(scratch.order[at])
            at += 1
            if vehicle == target { continue }
            members += 1
            for p in points(vehicle) where scratch.slot[Int(p)] >= 0 {
                counts[Int(scratch.slot[Int(p)])] += 1
            }
        }
        return zip(own, counts).reduce(0) { sum, pair in
            let others = Double(holders[Int(pair.0)] - 1) / Double(max(1, crowd - 1))
            let expected = max(1e-3, Double(group) * others)
            return sum + evidence(pair.1, expected: expected, release, &stream)
        }
    }

    /// ln of how much likelier a count is with the target than without it; counts of the others are
    /// taken for Poisson.
    private func evidence(
        _ count: Int, expected: Double, _ release: Release, _ stream: inout RandomStream
    ) -> Double {
        switch release {
        case .raw: return Math.log(max(Double(count), 1e-9) / expected)
        case .k10:
            if count >= Self.threshold { return Math.log(Double(count) / expected) }
            let without = Self.poisson(atMost: Self.threshold - 1, expected)
            return Math.log(max(1e-300, Self.poisson(atMost: Self.threshold - 2, expected)))
                - Math.log(max(1e-300, without))
        case .lap1:
            let noise =
                stream.exponential(mean: Self.noiseScale)
                - stream.exponential(mean: Self.noiseScale)
            let seen = Double(count) + noise
            return (abs(seen - expected) - abs(seen - expected - 1)) / Self.noiseScale
        }
    }

    private static func poisson(atMost limit: Int, _ mean: Double) -> Double {
        var term = Math.exp(-mean)
        var sum = term
        for k in stride(from: 1, through: limit, by: 1) {
            term *= mean / Double(k)
            sum += term
        }
        return sum
    }

    /// Chance that a member scores higher than another; ties count half.
    static func area(_ members: [Double], _ others: [Double]) -> Double {
        guard !members.isEmpty, !others.isEmpty else { return 0.5 }
        var wins = 0.0
        for a in members {
            for b in others { wins += a > b ? 1 : a == b ? 0.5 : 0 }
        }
        return wins / Double(members.count * others.count)
    }
}

extension MembershipAttack {
    /// The figures of the golden values for one size of group.
    func figures(_ grid: SpatialGrid, group: Int, seed: UInt64, threads: Int) -> [AttackFigure] {
        Release.allCases.map { release in
            let areas = areas(group: group, release: release, seed: seed, threads: threads)
            let mean = meanEstimate(areas.map(\.area))
            return AttackFigure(
                "mia_counts_m\(group)_\(release.rawValue)", grid.name, "mean_auc", mean?.value,
                ci: mean?.interval(in: 0...1), baseline: 0.5,
                control: meanEstimate(areas.map(\.control))?.value,
                n: areas.count * Self.worlds)
        }
    }
}

extension RandomPurpose {
    static let membershipTarget = RandomPurpose(520)
    static let membershipWorld = RandomPurpose(521)
}
