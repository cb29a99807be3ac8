// The attacks of the suite, each with what its adversary knows and how its figures are to be read.

import Base

extension AttackSuite {
    /// All attacks, A1 to A17.
    static let all: [Attack] = [
        unicity, kAttacks, homeWorkSets, homeReidentification, weeklyLinkage, dailyLinkage,
        fingerprint, smallCells, differencing, membership, epsilonAudit, trajectoryRecovery,
        scoreInference,
        impossible(
            "consent-canary",
            "needs consents and what a platform released; run a scenario with `rocade run`"),
        impossible("erasure", "needs a platform that is asked to erase"),
        impossible("portability", "needs a platform that is asked for an export"),
        sensitivePlaces,
    ]

    private static func impossible(_ name: String, _ reason: String) -> Attack {
        Attack(
            about: AttackDescription(
                name: name, knowledge: "", algorithm: "", metric: "", baseline: "", control: "",
                gate: "", cost: ""),
            obstacle: { _ in reason }, run: { _, _ in })
    }

    private static let unicity = Attack(
        about: AttackDescription(
            name: "unicity",
            knowledge: "p random points (cell, time bin) of the target",
            algorithm: "looks for vehicles that have all of them; the share of p-subsets that "
                + "only the target has, counted exactly where that is feasible, else by 1,000 draws",
            metric: "mean over targets; Wilson interval",
            baseline: "1 / vehicles: naming one at random",
            control: "4 points of vehicles of a withheld tenth, 1 km and 1 h: share of draws that "
                + "fit exactly one of the others, who is then taken for them",
            gate: "p = 4: at most 5 % (project); published: 95 % (de Montjoye et al., 2013)",
            cost: "a pass over the visits per resolution"),
        obstacle: Context.none
    ) { context, report in
        let feed = context.visits.sightings
        let targets = context.visits.targets(
            limit: context.options.targets, seed: context.options.seed
        ).map(UInt32.init)
        let hours = context.visits.hasTime ? [0, 1, 3, 6, 12, 24] : [0]
        let resolutions = SpatialGrid.all.flatMap { grid in hours.map { (grid, $0) } }
        let found = forEachTarget(
            resolutions.count, threads: context.options.threads, scratch: { 0 }
        ) { at, _ in
            let (grid, hours) = resolutions[at]
            return unicityFigures(context, feed, targets, grid, hours)
        }
        report.unicity += found.flatMap { $0 }
    }

    private static func unicityFigures(
        _ context: Context, _ feed: Sightings, _ targets: [UInt32], _ grid: SpatialGrid,
        _ hours: Int
    ) -> [UnicityFigure] {
        let sizes = [1, 2, 3, 4, 5]
        let seed = context.options.seed
        let outcomes = UnicityIndex(
            crowd: feed, known: feed, targets: targets, grid: grid, hours: hours
        ).attack(sizes: sizes, seed: seed)
        var control: Double?
        if grid == .oneKilometer, hours == 1, context.heldOut.vehicleCount > 0 {
            let others = context.heldOut.targets(limit: 1000, seed: seed).map(UInt32.init)
            let shares = UnicityIndex(
                crowd: context.kept.sightings, known: context.heldOut.sightings, targets: others,
                grid: grid, hours: hours
            ).falseMatches(size: 4, draws: 100, seed: seed)
            control = shares.reduce(0, +) / Double(max(1, shares.count))
        }
        return sizes.indices.map { at in
            let n = outcomes.count
            let mean = outcomes.reduce(0) { $0 + $1.unique[at] } / Double(max(1, n))
            return UnicityFigure(
                spatial: grid.name, hours: hours, p: sizes[at], unicity: mean,
                ci: Intervals.wilson(share: mean, trials: n),
                control: sizes[at] == 4 ? control : nil, n: n,
                fewer: outcomes.count { $0.points < sizes[at] },
                drawn: outcomes.count { !$0.isExact })
        }
    }

    private static let kAttacks = Attack(
        about: AttackDescription(
            name: "k-attacks",
            knowledge: "k visits, places, or places with their frequency, the worst ones; exact "
                + "positions as in the file",
            algorithm: "the eight attacks of scikit-mobility 1.3.1, exactly: `:x` as that program "
                + "behaves, `!x` corrected; branch and bound over an inverted index",
            metric: "risk = 1 / vehicles that fit, of every target; mean, median, 95th percentile, "
                + "shares at 1 and above 0.09 (Wilson)",
            baseline: "1 / vehicles", control: "none: the worst case over all that could be known",
            gate: "no risk above 0.09, k of 11 and more (EMA 0070, Health Canada)",
            cost: "microseconds to milliseconds a target"),
        obstacle: { context in
            let isPossible = context.visits.hasTime || context.kAttacks.contains { !$0.needsTime }
            return isPossible ? nil : "the file has no times"
        }
    ) { context, report in
        let targets = context.visits.targets(
            limit: context.options.targets, seed: context.options.seed)
        let uid = targets.map { context.visits.names[$0] }
        let index = KAttackIndex(context.visits)
        for attack in context.kAttacks {
            if attack.needsTime, !context.visits.hasTime {
                report.notApplicable.append((attack.name, "the file has no times"))
                continue
            }
            for k in context.options.ks {
                let found = index.attack(
                    attack, k: k, targets: targets, threads: context.options.threads)
                let table = RiskTable(
                    attack: attack.name, k: k, uid: uid, risk: found.map(\.risk),
                    cutOff: found.count(where: \.isCutOff))
                report.risks.append(table)
                report.figures += summary(table, crowd: context.visits.vehicleCount)
                if table.cutOff > 0 {
                    report.notes.append(
                        "\(attack.name), k = \(k): \(table.cutOff) searches were cut off; "
                            + "their risks are lower bounds")
                }
            }
        }
    }

    private static func summary(_ table: RiskTable, crowd: Int) -> [AttackFigure] {
        let sorted = table.risk.sorted()
        let n = sorted.count
        guard n > 0 else { return [] }
        let mean = meanEstimate(table.risk)
        func figure(_ metric: String, _ value: Double?, _ ci: [Double]?) -> AttackFigure {
            AttackFigure(
                table.attack, "as given", metric, value, ci: ci, baseline: 1 / Double(crowd), n: n,
                k: table.k)
        }
        func share(_ metric: String, _ isCounted: (Double) -> Bool) -> AttackFigure {
            let value = Double(sorted.count(where: isCounted)) / Double(n)
            return figure(metric, value, Intervals.wilson(share: value, trials: n))
        }
        let median = medianEstimate(sorted: sorted)
        return [
            figure("mean_risk", mean?.value, mean?.interval(in: 0...1)),
            figure("median_risk", median?.value, median?.ci),
            figure("p95_risk", sorted[min(n - 1, Int(0.95 * Double(n)))], nil),
            share("share_risk_1") { $0 >= 1 },
            share("share_above_0.09") { $0 > 0.09 },
        ]
    }

    private static let homeWorkSets = Attack(
        about: AttackDescription(
            name: "home-work-sets",
            knowledge: "home and work of everybody, as a census has them",
            algorithm: "the two most visited cells, as an unordered pair; who shares them?",
            metric: "median size of the set and shares of vehicles in sets of at most 1, 5, 10; "
                + "intervals from order statistics and Wilson",
            baseline: "second cells dealt out anew",
            control: "a withheld tenth: share whose pair fits exactly one of the others",
            gate: "every set above 10 (WP 216); US workers: median 1, 21, 34,980 by block, tract, "
                + "county (Golle and Partridge, 2009)",
            cost: "a sort of the visits per grid"),
        obstacle: Context.none
    ) { context, report in
        let feed = context.visits.sightings
        let (kept, heldOut) = (context.kept.sightings, context.heldOut.sightings)
        for grid in SpatialGrid.all where grid != .halfKilometer {
            let sets = HomeWorkSets(visits: feed, grid: grid)
            let n = sets.sizes.count
            let permuted = sets.sizesWithPermutedSecond(seed: context.options.seed)
            let wrong = HomeWorkSets(visits: kept, grid: grid).falseMatches(
                of: HomeWorkSets(visits: heldOut, grid: grid))
            let median = medianEstimate(sorted: sets.sizes.map(Double.init))
            report.figures.append(
                AttackFigure(
                    "top2_anonymity", grid.name, "median_set", median?.value, ci: median?.ci,
                    baseline: medianEstimate(sorted: permuted.map(Double.init))?.value, n: n))
            for (metric, size) in [("share_eq1", 1), ("share_le5", 5), ("share_le10", 10)] {
                let share = sets.share(atMost: size)
                report.figures.append(
                    AttackFigure(
                        "top2_anonymity", grid.name, metric, share,
                        ci: Intervals.wilson(share: share, trials: n),
                        baseline: Double(permuted.count { $0 <= size }) / Double(max(1, n)),
                        control: size == 1 ? wrong : nil, n: n))
            }
        }
    }

    private static let homeReidentification = Attack(
        about: AttackDescription(
            name: "home-reidentification",
            knowledge: "a register of addresses with their positions",
            algorithm: "the place of the last visit before three in the morning (UTC) on most days",
            metric: "metres to the true home: median (order statistics), shares within 100, 250, "
                + "1000 m (Wilson)",
            baseline: "the middle of all visits",
            control: "the guess against the home of another vehicle",
            gate:
                "median error above the radius that is promised; 60.7 m is published (Krumm, 2007)",
            cost: "a pass over the visits"),
        obstacle: { context in
            guard let homes = context.options.homes else {
                return "needs the true homes; name their folder with --truth"
            }
            return context.visits.names.contains { homes.place[$0] != nil }
                ? nil : "none of the vehicles has a true home in --truth; are the ids pseudonyms?"
        }
    ) { context, report in
        guard let homes = context.options.homes else { return }
        report.figures += HomeFinder(context.visits, homes: homes).figures()
    }

    private static let weeklyLinkage = Attack(
        about: AttackDescription(
            name: "weekly-linkage",
            knowledge: "where each vehicle was how often in the first seven days",
            algorithm: "the pseudonym of days 7 to 13 whose profile shares most with it: "
                + "Σ min(count, count) · ln(N / vehicles in the cell)",
            metric: "chance that the best is the right one (ties by lot), share with the right one "
                + "among five, mean reciprocal rank; Wilson intervals",
            baseline: "1 / pseudonyms",
            control: "with the right pseudonym withheld: share for which one other alone scores "
                + "best, and would be named",
            gate: "top-1 below 5 % (project); published: 79 % (Tournier, de Montjoye, 2022), 17 % "
                + "after one week (Kondor et al., 2018)",
            cost: "targets × visits to their cells"),
        obstacle: Context.days(8)
    ) { context, report in
        let targets = context.visits.targets(
            limit: context.options.targets, seed: context.options.seed)
        for grid in SpatialGrid.all where grid != .halfKilometer {
            report.figures += WeeklyLinkage(context.visits, grid: grid, wanted: targets).figures(
                grid, targets: targets, threads: context.options.threads)
        }
    }

    private static let dailyLinkage = Attack(
        about: AttackDescription(
            name: "daily-linkage",
            knowledge: "pseudonyms of a day with their visits, and that cars stand where they were "
                + "left",
            algorithm: "a day's last cell is where the next active day starts; one of those that "
                + "start there, by lot",
            metric: "chance of linking two consecutive active days, share linked for sure; Wilson",
            baseline: "1 / vehicles that drove on both days",
            control:
                "with the right segment withheld: share for which one other alone starts there",
            gate: "below 10 % (project)", cost: "a pass over the visits per grid"),
        obstacle: Context.days(2)
    ) { context, report in
        for grid in SpatialGrid.all where grid != .halfKilometer {
            report.figures += DailyLinkage(context.visits, grid: grid).figures(grid)
        }
    }

    private static let smallCells = Attack(
        about: AttackDescription(
            name: "small-cells",
            knowledge: "flows between cells over the first seven days, as counts",
            algorithm: "counts the distinct vehicles behind each flow",
            metric:
                "flows, shares with fewer than 2, 5, 10, 20 vehicles, flows of 10 and more that "
                + "one vehicle dominates; exact counts",
            baseline: "none: a property of the table", control: "none: nothing is guessed",
            gate: "no cell below 10 (WP 216), no flow below 100 (Google)",
            cost: "a sort of the moves per grid"),
        obstacle: Context.times
    ) { context, report in
        for grid in SpatialGrid.all where grid != .halfKilometer && grid != .raw {
            report.figures += FlowCells(context.visits, grid: grid).figures(grid)
        }
    }
}
