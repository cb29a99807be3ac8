// The attacks on cases that can be worked out by hand, and their statistics against known values.

import Base
import Checks
import Testing

/// Sightings of "subject, cell number, hour"; cells are whole 0.01 degrees apart.
private func sightings(_ rows: [(UInt32, Int, Int)]) -> Sightings {
    Sightings(
        code: rows.map(\.0), identities: (0...100).map { UInt64($0) },
        region: rows.map { _ in 0 }, latitude: rows.map { 47 + 0.09 * Double($0.1) },
        longitude: rows.map { _ in 9.5 }, seconds: rows.map { Double($0.2) * 3600 })
}

private func unicity(_ feed: Sightings, sizes: [Int]) -> [UnicityIndex.Outcome] {
    UnicityIndex(
        crowd: feed, known: feed, targets: feed.targets(limit: .max, seed: 1), grid: .oneKilometer,
        hours: 1
    ).attack(sizes: sizes, seed: 1)
}

struct PrivacyAttackTests {
    @Test func `two vehicles with the same points are never unique`() {
        let outcomes = unicity(
            sightings([(0, 1, 8), (0, 2, 9), (1, 1, 8), (1, 2, 9)]), sizes: [1, 2, 6])
        #expect(outcomes.map(\.unique) == [[0, 0, 0], [0, 0, 0]])
    }

    @Test func `unicity is the share of subsets of points that nobody else has`() {
        // 0 has a b c d; 1 has a b c; 2 has c d. Of the six pairs of 0, ab ac bc cd are shared.
        let feed = sightings([
            (0, 1, 8), (0, 2, 8), (0, 3, 8), (0, 4, 8), (1, 1, 8), (1, 2, 8), (1, 3, 8),
            (2, 3, 8), (2, 4, 8),
        ])
        let outcomes = unicity(feed, sizes: [1, 2, 3, 4])
        #expect(outcomes[0].unique == [0, 2.0 / 6, 3.0 / 4, 1])
        #expect(outcomes[1].unique == [0, 0, 0, 0])
        #expect(outcomes[2].unique == [0, 0, 0, 0])
    }

    @Test func `the same place at another hour is another point`() {
        let outcomes = unicity(sightings([(0, 1, 8), (1, 1, 9)]), sizes: [1])
        #expect(outcomes.map(\.unique) == [[1], [1]])
    }

    @Test func `places of different regions are different places`() {
        let feed = Sightings(
            code: [0, 1], identities: [7, 8], region: [0, 1], latitude: [47, 47],
            longitude: [9, 9], seconds: [0, 0])
        #expect(unicity(feed, sizes: [1]).map(\.unique) == [[1], [1]])
    }

    @Test func `rows in any order give the same unicity`() {
        let rows: [(UInt32, Int, Int)] = (0..<400).map { row in
            (UInt32(row % 40), row * row % 7, row % 5)
        }
        let ordered = unicity(sightings(rows.sorted { $0.0 < $1.0 }), sizes: [1, 2, 3])
        let mixed = unicity(sightings(Array(rows.reversed())), sizes: [1, 2, 3])
        #expect(ordered.map(\.unique) == mixed.map(\.unique))
    }

    @Test func `counting shared subsets equals looking at every one of them`() {
        var stream = RandomStream(
            seed: 3, purpose: RandomPurpose(599), entity: RandomEntity(UInt64(1)))
        for _ in 0..<50 {
            let masks = (0..<stream.index(below: 12)).map { _ in
                UInt64(stream.nextWord() & stream.nextWord() & 0xFFF)
            }
            for size in 2...5 {
                let bruteForce = (UInt64(0)..<4096).count { set in
                    set.nonzeroBitCount == size && masks.contains { $0 & set == set }
                }
                let counted = SubsetCover(masks, smallest: 2, budget: 1_000_000).count(size: size)
                #expect(counted == Double(bruteForce))
            }
        }
    }

    @Test func `counting that takes too long says so`() {
        let masks = (0..<1000).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
        #expect(SubsetCover(masks, smallest: 1, budget: 100).count(size: 5) == nil)
    }

    @Test func `the same targets are drawn whatever else the feed holds`() {
        let small = sightings((0..<50).map { (UInt32($0), 1, 1) })
        let large = sightings((0..<100).map { (UInt32($0), 1, 1) })
        let few = small.targets(limit: 10, seed: 5).map { small.identity[Int($0)] }
        let many = large.targets(limit: 100, seed: 5)
        #expect(few.count == 10 && many.count == 100)
        let more = large.targets(limit: 20, seed: 5).map { large.identity[Int($0)] }
        let kept = more.filter { $0 < 50 }
        #expect(kept.allSatisfy(few.contains) || few.allSatisfy(kept.contains))
        #expect(small.targets(limit: 10, seed: 6).map { small.identity[Int($0)] } != few)
    }

    @Test func `a vehicle outside the feed is taken for whoever shares its points`() {
        let crowd = sightings([(0, 1, 8), (1, 2, 8), (2, 2, 8)])
        let others = sightings([(0, 1, 8), (1, 2, 8), (2, 3, 8)])
        let index = UnicityIndex(
            crowd: crowd, known: others, targets: [0, 1, 2], grid: .oneKilometer, hours: 1)
        #expect(index.falseMatches(size: 4, draws: 10, seed: 1) == [1, 0, 0])
    }

    @Test func `the two commonest places are an unordered pair with ties by cell`() {
        // 0: home 1 (three visits), work 2 (two); 1: home 2, work 1; 2: only place 1.
        let visits = sightings([
            (0, 1, 0), (0, 1, 9), (0, 2, 3), (0, 2, 4), (0, 1, 20), (0, 5, 21),
            (1, 2, 0), (1, 2, 9), (1, 1, 3), (2, 1, 1),
            (3, 8, 1), (3, 7, 2), (3, 9, 3), (4, 7, 1), (4, 8, 2),
        ])
        let sets = HomeWorkSets(visits: visits, grid: .oneKilometer)
        #expect(sets.sizes == [1, 2, 2, 2, 2])
        #expect(sets.share(atMost: 1) == 0.2)
        #expect(sets.share(atMost: 5) == 1)
    }

    @Test func `permuted second places keep every vehicle and every first place`() {
        // All work in the same place, so permuting changes nothing.
        let visits = sightings(
            (0..<40).flatMap { car -> [(UInt32, Int, Int)] in
                let home = 10 + car / 4
                return [(UInt32(car), home, 0), (UInt32(car), home, 9), (UInt32(car), 1, 3)]
            })
        let sets = HomeWorkSets(visits: visits, grid: .oneKilometer)
        #expect(sets.sizes == [Int](repeating: 4, count: 40))
        #expect(sets.sizesWithPermutedSecond(seed: 9) == sets.sizes)
    }

    @Test func `Clopper and Pearson's interval has its textbook values`() throws {
        // 2 of 10: R's binom.test gives 0.02521073, 0.5560955.
        let interval = try #require(Intervals.clopperPearson(successes: 2, trials: 10))
        #expect(abs(interval[0] - 0.02521073) < 1e-7)
        #expect(abs(interval[1] - 0.5560955) < 1e-6)
        let none = try #require(Intervals.clopperPearson(successes: 0, trials: 1000))
        #expect(none[0] == 0 && abs(none[1] - 3.0 / 1000) < 1e-5)
        #expect(Intervals.clopperPearson(successes: 0, trials: 0) == nil)
        #expect(Intervals.wilson(share: 0, trials: 0) == nil)
    }

    @Test func `an attack that does not exist is refused with the nearest name first`() throws {
        #expect(
            PrivacyAttack.allNames == [
                "unicity", "home-work-sets", "home-reidentification", "weekly-linkage",
                "daily-linkage", "consent-canary", "small-cells", "differencing", "membership",
            ])
        #expect(try PrivacyAttack.named("unicity").name == "unicity")
        let failure = #expect(throws: Failure.self) { try PrivacyAttack.named("home-work") }
        #expect(
            failure?.message
                == "there is no attack 'home-work'; choose among home-work-sets, "
                + "home-reidentification, membership, unicity, weekly-linkage, daily-linkage, "
                + "consent-canary, small-cells, differencing")
    }
}
