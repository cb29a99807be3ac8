// A4, A5 and A6 on the visits of a run's consenting vehicles: where do they live, and would
// pseudonyms that change every week or night hide them? What a buyer of trip ends could do.

import Base

extension PrivacyAttack {
    static let homeReidentification = PrivacyAttack(
        name: "home-reidentification",
        question: "How near to a vehicle's home do its visits lead?"
    ) { context in
        let feed = try RegionVisits(context)
        let homes = try feed.trueHomes()
        var all = HomeFinder()
        for visits in feed.byRegion { all.append(HomeFinder(visits, homes: homes)) }
        let method =
            "adversary sees visits of consenting vehicles and takes the place of the last one "
            + "before three in the morning (UTC), on most days, for home; crowd: the region; "
            + "baseline: the middle of all visits; control: against the home of another vehicle"
        return feed.kpis(
            "home-reidentification", [all.figures()], method,
            source: "Krumm, Pervasive 2007 (60.7 m)"
        ) { $0.hasSuffix("_m") ? "m" : "share" }
    }

    static let weeklyLinkage = PrivacyAttack(
        name: "weekly-linkage",
        question: "Are pseudonyms of two weeks linked by habits?"
    ) { context in
        let feed = try RegionVisits(context)
        let method =
            "adversary knows how often each consenting vehicle was in which cell on days 0 to 6 and "
            + "sees pseudonyms of days 7 to 13; the one whose profile shares most with it, rare "
            + "cells weighing most; ties by lot; crowd: the region; baseline: a pseudonym at "
            + "random; control: share for which, the right one withheld, one other scores best"
        return feed.kpis(
            "weekly-linkage",
            feed.byRegion.map { visits in
                guard visits.days > 7 else { return [] }
                let targets = visits.targets(
                    limit: context.options.unicityTargets, seed: context.run.facts.seed)
                return SpatialGrid.all.flatMap { grid in
                    WeeklyLinkage(visits, grid: grid, wanted: targets)
                        .figures(grid, targets: targets, threads: 1)
                        .filter { $0.metric != "random_baseline" }
                }
            }, method, source: "Tournier, de Montjoye, Science Advances 8, 2022 (79 %)"
        ) { _ in "share" }
    }

    static let dailyLinkage = PrivacyAttack(
        name: "daily-linkage",
        question: "Are pseudonyms of two days linked by where a car spends the night?"
    ) { context in
        let feed = try RegionVisits(context)
        let method =
            "adversary sees visits under pseudonyms that change at midnight (UTC); a day's last "
            + "cell is where the next active day starts, one of those that start there by lot; "
            + "consecutive active days of consenting vehicles; crowd: the region; baseline: any "
            + "that drove on both days; control: share for which, the right one withheld, one "
            + "other alone starts there"
        return feed.kpis(
            "daily-linkage",
            feed.byRegion.map { visits in
                guard visits.days > 1 else { return [] }
                return SpatialGrid.all.flatMap { DailyLinkage(visits, grid: $0).figures($0) }
            }, method, source: "Zang, Bolot, MobiCom 2011 (3 % linked under daily rotation)"
        ) { _ in "share" }
    }
}

/// The visits of a run's consenting vehicles, region by region; vehicles have names that no other
/// region's have.
private struct RegionVisits {
    private(set) var byRegion: [Visits] = []
    private let run: RunFolder

    init(_ context: AttackContext) throws {
        run = context.run
        let feed = try TripEnds.visits(context)
        var rows = [[Int]](repeating: [], count: run.regions.count)
        for row in 0..<feed.count { rows[Int(feed.region[row])].append(row) }
        let names = feed.identity.map { String($0) }
        byRegion = rows.filter { !$0.isEmpty }.map { rows in
            Visits(
                code: rows.map { feed.subject[$0] }, names: names,
                milliseconds: rows.map { feed.seconds[$0] * 1000 },
                latitudeE7: rows.map { feed.latitudeE5[$0] * 100 },
                longitudeE7: rows.map { feed.longitudeE5[$0] * 100 })
        }
    }

    /// Homes by the names of the visits.
    func trueHomes() throws -> TrueHomes {
        let table = try run.table(
            "truth/visits.parquet", columns: ["region", "vehicle_id", "lon", "lat", "kind"])
        let region = try run.regionIndices(table)
        let keys = run.regions.map { RandomEntity.key(ofName: $0.name) }
        let vehicle = try table.column("vehicle_id").uint32s()
        let longitude = try table.column("lon").doublesOrNaN()
        let latitude = try table.column("lat").doublesOrNaN()
        let kind = try table.column("kind").strings()
        var homes: [String: SIMD2<Double>] = [:]
        for row in vehicle.indices where kind[row] == "home" && latitude[row].isFinite {
            let who = RandomEntity(regionKey: keys[region[row]], member: vehicle[row])
            homes[String(who.rawValue)] = SIMD2(latitude[row], longitude[row])
        }
        return TrueHomes(homes)
    }

    /// KPIs from the figures of each region; those of several regions are pooled, each weighing as
    /// much as it has observations.
    func kpis(
        _ attack: String, _ regions: [[AttackFigure]], _ method: String, source: String,
        unit: (String) -> String
    ) -> [KPI] {
        var order: [String] = []
        var pooled: [String: [AttackFigure]] = [:]
        for figure in regions.joined() where figure.n > 0 && figure.value != nil {
            let grid = SpatialGrid.all.first { $0.name == figure.resolution }
            let suffix = attack == "home-reidentification" ? "" : "_\(grid?.id ?? "")"
            let metric = "\(figure.metric)\(suffix)"
            if pooled[metric] == nil { order.append(metric) }
            pooled[metric, default: []].append(figure)
        }
        guard !order.isEmpty else {
            return [
                KPI(
                    "privacy.trip-ends.\(attack).measured", nil, unit: "share",
                    method:
                        "not applicable: the run is too short or no vehicle consents (\(method))",
                    n: 0, source: source)
            ]
        }
        return order.map { metric in
            let parts = pooled[metric] ?? []
            let n = parts.reduce(0) { $0 + $1.n }
            func mean(_ value: (AttackFigure) -> Double?) -> Double? {
                let known = parts.filter { value($0) != nil }
                let weight = known.reduce(0) { $0 + $1.n }
                guard weight > 0 else { return nil }
                return known.reduce(0) { $0 + (value($1) ?? 0) * Double($1.n) } / Double(weight)
            }
            let value = mean(\.value)
            let control = mean(\.control)
            let said = control.map { "; control here: \(($0 * 1e4).rounded() / 1e4)" } ?? ""
            return KPI(
                "privacy.trip-ends.\(attack).\(metric)", value, unit: unit(metric),
                ci: parts.count == 1
                    ? parts[0].ci : value.flatMap { Intervals.wilson(share: $0, trials: n) },
                method: method + said, n: n, baseline: mean(\.baseline), source: source)
        }
    }
}
