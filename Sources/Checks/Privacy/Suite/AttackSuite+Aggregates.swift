// The attacks on what could be released of the visits: counts, noise, scores, attributes; and
// sensitive places.

import Base

extension AttackSuite {
    static let fingerprint = Attack(
        about: AttackDescription(
            name: "fingerprint",
            knowledge:
                "commonest cell (5 km), active days, commonest arrival hour (3 h), visits (10)",
            algorithm: "classes of vehicles with equal attributes; ids are tested for vehicle "
                + "identification numbers in clear (ISO 3779)",
            metric: "prosecutor (target known to be in the release), journalist (a tenth is "
                + "released, everybody is the crowd), marketer (share that a match of all gets "
                + "right), as in ARX; Wilson intervals",
            baseline: "1 / vehicles", control: "none: classes are counted, not guessed",
            gate: "highest 0.09 (EMA 0070), mean 0.05 (project); no VIN",
            cost: "a hash per vehicle"),
        obstacle: Context.none
    ) { context, report in
        report.figures += Fingerprint(context.visits, grid: .fiveKilometers).figures(
            .fiveKilometers, seed: context.options.seed)
    }

    static let differencing = Attack(
        about: AttackDescription(
            name: "differencing",
            knowledge:
                "counts of visits by cell, cells with fewer than 10 vehicles left out: zones "
                + "and their parts by day, a week and the same week a day longer",
            algorithm: "subtracts one release from the other",
            metric: "counts left out that follow exactly, their share, and those made by one "
                + "vehicle; exact counts",
            baseline: "a guess between 1 and 9",
            control: "none: what is subtracted is exact",
            gate: "0", cost: "a pass over the visits per release"),
        obstacle: Context.times
    ) { context, report in
        report.figures += Differencing(context.visits).figures()
    }

    static let membership = Attack(
        about: AttackDescription(
            name: "membership",
            knowledge: "all points of the target, and how popular each point is",
            algorithm: "paired worlds: counts of distinct vehicles by cell and hour of a group of "
                + "m with and without the target, raw, below 10 left out, with Laplace noise of "
                + "scale 40; likelihood ratio",
            metric:
                "area under the ROC curve, mean of 60 targets × 40 worlds; interval over targets",
            baseline: "0.5", control: "two sets of worlds that both lack the target",
            gate: "upper end below 0.55 (project); Pyrgelis et al., NDSS 2018",
            cost: "targets × worlds × group"),
        obstacle: { context in
            if let reason = Context.times(context) { return reason }
            return context.visits.vehicleCount > 100
                ? nil : "\(context.visits.vehicleCount) vehicles; groups of 100 need more"
        }
    ) { context, report in
        for grid in [SpatialGrid.oneKilometer, .fiveKilometers] {
            let attack = MembershipAttack(context.visits, grid: grid)
            for group in [100, 1000] where group < context.visits.vehicleCount {
                report.figures += attack.figures(
                    grid, group: group, seed: context.options.seed,
                    threads: context.options.threads)
            }
        }
    }

    static let epsilonAudit = Attack(
        about: AttackDescription(
            name: "epsilon-audit",
            knowledge: "all but whether the target contributes to a cell; flows of a week with "
                + "Laplace noise of ε = 0.66 each (A. Bassolas et al., 2019)",
            algorithm: "10,000 worlds with and without a canary; and all cells of a person at once",
            metric:
                "ε that the noise gives away at least (Clopper–Pearson); how often an adversary "
                + "is right from one cell (advantage), from 32, and from a median vehicle's week",
            baseline: "0.5 right, ε = 0", control: "the same with noise that drowns everything",
            gate: "lower bound at most the claimed ε; published: 16 % claimed, 95.4 % real at 32 "
                + "flows (Houssiau et al., 2022)",
            cost: "seconds, whatever the fleet"),
        obstacle: Context.times
    ) { context, report in
        report.figures += EpsilonAudit.figures(
            context.visits, grid: .oneKilometer, seed: context.options.seed)
    }

    static let trajectoryRecovery = Attack(
        about: AttackDescription(
            name: "trajectory-recovery",
            knowledge: "how many of 100 vehicles stand in each cell at each of the first 48 hours",
            algorithm: "the cheapest movement from hour to hour explains the counts (Hungarian "
                + "assignment), after Xu et al., WWW 2017, without its step across days",
            metric: "share of a vehicle's hours recovered by the path that fits it best (mean over "
                + "vehicles), and share recovered whole",
            baseline: "paths drawn by lot from the same counts",
            control: "the baseline is the control: counts without continuity",
            gate: "no better than the baseline and its interval (project)",
            cost: "hours × vehicles³ of a block"),
        obstacle: Context.days(2)
    ) { context, report in
        for grid in [SpatialGrid.twoKilometers, .fiveKilometers] {
            report.figures += TrajectoryRecovery(
                context.visits, grid: grid, limit: 100, hours: 48, seed: context.options.seed
            ).figures(grid)
        }
    }

    static let scoreInference = Attack(
        about: AttackDescription(
            name: "score-inference",
            knowledge: "a vehicle's kilometres (as the crow flies), share of nights, active days, "
                + "visits; a release of half of the vehicles with these and the home zone (10 km)",
            algorithm: "the released row with the nearest scores tells the zone; a single row with "
                + "equal rounded scores is the vehicle. Elastic pathing needs speeds and roads: "
                + "not on plain visits",
            metric: "rates with Wilson intervals, and the risk that is left after the control, "
                + "(a − c) / (1 − c), with its propagated interval",
            baseline: "the commonest zone", control: "vehicles that were not released",
            gate: "upper end of the remaining risk below 5 % (project)",
            cost: "targets × released"),
        obstacle: { context in
            context.visits.vehicleCount >= 20
                ? nil : "\(context.visits.vehicleCount) vehicles; half of them as control need 20"
        }
    ) { context, report in
        report.figures += ScoreInference(
            context.visits, secretGrid: .tenKilometers, seed: context.options.seed
        ).figures(.tenKilometers)
    }

    static let sensitivePlaces = Attack(
        about: AttackDescription(
            name: "sensitive-places",
            knowledge: "positions of places where nobody should be seen",
            algorithm: "visits within 50 m of the nearest one; places with fewer than 10 visitors "
                + "give each of them away",
            metric: "places visited, places below 10 visitors, visits put down to a vehicle, share "
                + "of vehicles exposed (Wilson)",
            baseline: "none: visits are observed, not guessed", control: "none",
            gate: "no visit attributable below 10 visitors (project)",
            cost: "a pass over the visits"),
        obstacle: { context in
            context.options.sensitive == nil
                ? "needs the places; name their file (lat, lng) with --places" : nil
        }
    ) { context, report in
        guard let places = context.options.sensitive else { return }
        report.figures += SensitivePlaces(context.visits, places: places, meters: 50).figures(
            meters: 50, everybody: context.visits.vehicleCount)
    }
}
