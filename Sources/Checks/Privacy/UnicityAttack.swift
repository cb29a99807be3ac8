// A1, unicity: the KPIs of `UnicityIndex` on the feed that singles vehicles out best.

import Base

extension PrivacyAttack {
    static let unicity = PrivacyAttack(
        name: "unicity",
        question: "How many points of a vehicle's travels single it out?"
    ) { context in
        let ends = try TripEnds(context)
        let feed: UnicityFeed
        if let probes = try Sightings.probes(context.run) {
            feed = UnicityFeed(
                name: "probe-wholesale", crowd: probes, heldOut: ends.heldOut,
                knowledge: "random points of a vehicle's travels as the product shows them",
                crowdText: "all pseudonyms of the product, all regions")
        } else {
            feed = UnicityFeed(
                name: "trip-ends", crowd: ends.ends, heldOut: ends.heldOut,
                knowledge: "random starts or ends of a vehicle's trips",
                crowdText: "what a buyer of pseudonymised trip ends would see, from the truth of "
                    + "vehicles with consent to mobility, all regions")
        }
        return feed.kpis(limit: context.options.unicityTargets, seed: context.run.facts.seed)
    }
}

/// A feed as the unicity attack sees it.
private struct UnicityFeed {
    let name: String
    let crowd: Sightings
    let heldOut: Sightings
    let knowledge: String
    let crowdText: String

    private static let headline = (grid: SpatialGrid.oneKilometer, hours: 1)
    /// Further resolutions, with four points: does coarser data help?
    private static let others: [(grid: SpatialGrid, hours: Int)] = [
        (.raw, 1), (.oneKilometer, 24), (.fiveKilometers, 1), (.fiveKilometers, 24),
        (.tenKilometers, 24), (.tenKilometers, 0),
    ]
    private static let source =
        "de Montjoye et al., Scientific Reports 3:1376, 2013 (4 points: 95 %)"
    private static let controlDraws = 100

    func kpis(limit: Int, seed: UInt64) -> [KPI] {
        let targets = crowd.targets(limit: limit, seed: seed)
        guard !targets.isEmpty else {
            return [
                KPI(
                    id("p4"), nil, unit: "share",
                    method: "not applicable: the feed is empty (\(crowdText))", n: 0,
                    source: Self.source)
            ]
        }
        var kpis = kpis(Self.headline, targets: targets, sizes: Array(1...6), suffix: "", seed)
        for other in Self.others {
            let time = other.hours == 0 ? "notime" : "\(other.hours)h"
            kpis += self.kpis(
                other, targets: targets, sizes: [4], suffix: "_\(other.grid.id)_\(time)", seed)
        }
        kpis.append(control(limit: limit, seed: seed))
        return kpis
    }

    private func id(_ metric: String) -> String { "privacy.\(name).unicity.\(metric)" }

    private func text(_ resolution: (grid: SpatialGrid, hours: Int)) -> String {
        let place = resolution.grid.text
        return resolution.hours == 0
            ? "places to \(place), times unknown"
            : "places to \(place), times to \(resolution.hours) h"
    }

    private func kpis(
        _ resolution: (grid: SpatialGrid, hours: Int), targets: [UInt32], sizes: [Int],
        suffix: String, _ seed: UInt64
    ) -> [KPI] {
        let index = UnicityIndex(
            crowd: crowd, known: crowd, targets: targets, grid: resolution.grid,
            hours: resolution.hours)
        let outcomes = index.attack(sizes: sizes, seed: seed)
        let sampled = outcomes.count { !$0.isExact }
        return sizes.indices.map { at in
            let p = sizes[at]
            let mean = outcomes.reduce(0) { $0 + $1.unique[at] } / Double(outcomes.count)
            let fewer = outcomes.count { $0.points < p }
            let counting =
                sampled == 0
                ? "chances counted exactly over all draws"
                : "chances counted exactly for all but \(sampled) targets, those by "
                    + "\(UnicityIndex.draws) draws"
            return KPI(
                id("p\(p)\(suffix)"), mean, unit: "share",
                ci: Intervals.wilson(share: mean, trials: outcomes.count),
                method: "chance that nobody else has the same points: adversary knows \(p) "
                    + "\(knowledge), \(text(resolution)); targets drawn by hash, \(fewer) of them "
                    + "with fewer points, attacked with all they have; \(counting); crowd: "
                    + "\(crowdText); baseline: naming somebody at random",
                n: outcomes.count, baseline: 1 / Double(crowd.subjectCount), source: Self.source)
        }
    }

    /// The attack on vehicles that the feed does not hold: what it finds is somebody else.
    private func control(limit: Int, seed: UInt64) -> KPI {
        let targets = heldOut.targets(limit: limit, seed: seed)
        let resolution = Self.headline
        let method =
            "control: the attack on vehicles that never consented and so are not in the feed; "
            + "share of draws of 4 of their trip ends, \(text(resolution)), that fit exactly one "
            + "vehicle of the feed, which is then taken for them"
        guard !targets.isEmpty else {
            return KPI(
                id("p4_control"), nil, unit: "share",
                method:
                    "not applicable: every vehicle that drove consented at some time (\(method))",
                n: 0, source: Self.source)
        }
        let index = UnicityIndex(
            crowd: crowd, known: heldOut, targets: targets, grid: resolution.grid,
            hours: resolution.hours)
        let shares = index.falseMatches(size: 4, draws: Self.controlDraws, seed: seed)
        let mean = shares.reduce(0, +) / Double(shares.count)
        return KPI(
            id("p4_control"), mean, unit: "share",
            ci: Intervals.wilson(share: mean, trials: shares.count), method: method,
            n: shares.count, baseline: 1 / Double(crowd.subjectCount), source: Self.source)
    }
}

extension Sightings {
    /// The points of `probe-wholesale` by pseudonym, or `nil` when it is not released.
    fileprivate static func probes(_ run: RunFolder) throws -> Sightings? {
        let columns = ["region", "pseudonym", "time_s", "lon", "lat"]
        guard let table = try run.product("probe-wholesale", columns: columns) else { return nil }
        let region = try run.regionIndices(table)
        let names = try table.column("pseudonym").interned()
        var numbers: [UInt64: UInt32] = [:]
        var identities: [UInt64] = []
        var code: [UInt32] = []
        code.reserveCapacity(region.count)
        for row in region.indices {
            if row > 0, names.codes[row] == names.codes[row - 1], region[row] == region[row - 1] {
                code.append(code[row - 1])
                continue
            }
            let key = UInt64(region[row]) << 32 | UInt64(names.codes[row])
            if let known = numbers[key] {
                code.append(known)
                continue
            }
            numbers[key] = UInt32(identities.count)
            code.append(UInt32(identities.count))
            let text = run.regions[region[row]].name + "/" + names.words[Int(names.codes[row])]
            identities.append(XXHash64.hash(Array(text.utf8)))
        }
        let latitude = try table.column("lat").doublesOrNaN()
        let longitude = try table.column("lon").doublesOrNaN()
        let seconds = try table.column("time_s").doublesOrNaN()
        // A row without time or place says nothing.
        let rows = code.indices.filter {
            seconds[$0].isFinite && abs(longitude[$0]) <= 180 && abs(latitude[$0]) <= 90
        }
        return Sightings(
            code: rows.map { code[$0] }, identities: identities,
            region: rows.map { UInt16(region[$0]) }, latitude: rows.map { latitude[$0] },
            longitude: rows.map { longitude[$0] }, seconds: rows.map { seconds[$0] })
    }
}

extension DataColumn {
    /// The words of a text column, each once, and the word of every row.
    fileprivate func interned() throws -> (codes: [UInt32], words: [String]) {
        var numbers: [String: UInt32] = [:]
        var words: [String] = []
        func number(_ word: String) -> UInt32 {
            if let known = numbers[word] { return known }
            numbers[word] = UInt32(words.count)
            words.append(word)
            return UInt32(words.count - 1)
        }
        if case .words(let codes, let spelled) = values {
            let byCode = spelled.map(number)
            return (codes.map { byCode[Int($0)] }, words)
        }
        var codes: [UInt32] = []
        var last: (word: String, code: UInt32)?
        for word in try strings() {
            if let last, last.word == word {
                codes.append(last.code)
            } else {
                let code = number(word)
                codes.append(code)
                last = (word, code)
            }
        }
        return (codes, words)
    }
}
