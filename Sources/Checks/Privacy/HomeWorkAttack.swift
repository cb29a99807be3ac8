// A3, home-work-sets: the KPIs of `HomeWorkSets` on the places where trips begin and end.

import Base

extension PrivacyAttack {
    static let homeWorkSets = PrivacyAttack(
        name: "home-work-sets",
        question: "How many vehicles share somebody's home and work?"
    ) { context in
        let visits = try TripEnds.visits(context)
        return SpatialGrid.all.flatMap { grid in
            homeWorkKPIs(
                HomeWorkSets(visits: visits, grid: grid), grid, seed: context.run.facts.seed)
        }
    }

    private static func homeWorkKPIs(
        _ sets: HomeWorkSets, _ grid: SpatialGrid, seed: UInt64
    ) -> [KPI] {
        let place = "cells of \(grid.text)"
        let prefix = "privacy.trip-ends.home-work-sets."
        let source = "Golle and Partridge, Pervasive 2009; grid of the golden top2_anonymity"
        let count = sets.sizes.count
        let permuted = sets.sizesWithPermutedSecond(seed: seed)
        guard let median = medianEstimate(sorted: sets.sizes.map(Double.init)),
            let permutedMedian = medianEstimate(sorted: permuted.map(Double.init))
        else {
            return [
                KPI(
                    prefix + "share_unique_\(grid.id)", nil, unit: "share",
                    method: "not applicable: no trip of a consenting vehicle touches the map",
                    n: 0, source: source)
            ]
        }
        let how =
            "adversary knows home and work of everybody (a census) and sees trip ends of "
            + "consenting vehicles; the two most visited \(place) of each vehicle, as an unordered "
            + "pair, are taken for them; crowd: the region; baseline: second places dealt out anew"
        var kpis = [
            KPI(
                prefix + "median_set_\(grid.id)", median.value, unit: "vehicles", ci: median.ci,
                method: "median number of vehicles that share the pair: \(how); US workers: 1 by "
                    + "block, 21 by tract, 34,980 by county",
                n: count, baseline: permutedMedian.value, source: source)
        ]
        for (name, size) in [("share_unique", 1), ("share_le5", 5), ("share_le10", 10)] {
            let share = sets.share(atMost: size)
            let baseline = Double(permuted.count { $0 <= size }) / Double(count)
            kpis.append(
                KPI(
                    prefix + "\(name)_\(grid.id)", share, unit: "share",
                    ci: Intervals.wilson(share: share, trials: count),
                    method: "share of vehicles "
                        + (size == 1
                            ? "that have their pair to themselves"
                            : "whose pair at most \(size) share, themselves included") + ": \(how)",
                    n: count, baseline: baseline, source: source))
        }
        return kpis
    }
}
