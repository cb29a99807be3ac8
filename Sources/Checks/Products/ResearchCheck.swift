// `research` against the truth: in cells where by the truth nobody can have begun a trip, what is
// released is noise and nothing else. So the noise shows itself, and with it the ε that it keeps.

import Base

extension ProductEvidence {
    private static let source = "design.md section 9, A11; C. Canonne et al. 2020"

    func research() throws -> [KPI] {
        let product = "research"
        guard let table = try run.product(product), run.exists("truth/traversals.parquet") else {
            return []
        }
        let stated = try run.productDescriptor(product)
        let privacy = stated["privacy"]
        let epsilon = privacy?["epsilon"]?.number ?? 0
        let bound = privacy?["contribution_bound"]?.number ?? 1
        let isLaplace = privacy?["mechanism"]?.string == "laplace"
        let noise = try EmptyCells(self, table, stated).released
        let claimed = ResearchNoise.sigma(
            isLaplace, epsilon: epsilon, delta: privacy?["delta"]?.number ?? 0, bound: bound)
        let square = noise.reduce(0) { $0 + Double($1 * $1) } / Double(max(1, noise.count))
        let ratio = claimed > 0 ? square.squareRoot() / claimed : nil
        // Standard error of a variance from its kurtosis: 6 for Laplace, 3 for Gauss.
        let spread = ((isLaplace ? 5.0 : 2.0) / Double(max(1, noise.count))).squareRoot() / 2
        let lower = Self.lowerBound(noise, shift: Int64(bound))
        let empty =
            "cells of the domain in which by the truth no consenting vehicle was near in that part "
            + "of the day: what they release is noise"
        return [
            KPI(
                "product.\(product).noise_ratio", noise.isEmpty ? nil : ratio, unit: "ratio",
                ci: ratio.map { [$0 * (1 - 1.96 * spread), $0 * (1 + 1.96 * spread)] },
                method: "standard deviation of the released counts over the one that the stated "
                    + "mechanism, ε and bound ask for; \(empty); honest: 1", n: noise.count),
            KPI(
                "privacy.\(product).epsilon-audit.epsilon_lower", lower, unit: "epsilon",
                method: "with 95 % confidence ε of a vehicle's month is no lower: ln of the least "
                    + "true over the largest false positive rate (Clopper and Pearson) of telling "
                    + "\(numberText(bound)) trips in a cell from none; \(empty); adversary: knows "
                    + "all other trips; honest: at most the claim",
                n: noise.count, baseline: 0, source: Self.source),
            KPI(
                "privacy.\(product).epsilon-audit.epsilon_claimed", epsilon, unit: "epsilon",
                method: "as product.json states it, for a vehicle's month of at most "
                    + "\(numberText(bound)) trips", n: 1, source: Self.source),
            KPI(
                "privacy.\(product).epsilon-audit.excess",
                lower.map { max(0, $0 - epsilon) }, unit: "epsilon",
                method: "measured lower bound above the claim; honest: 0", n: noise.count,
                baseline: 0, source: Self.source),
            try spentKPI(product),
        ]
    }

    /// What a vehicle that is in all releases has spent at most, by the platform's own account.
    private func spentKPI(_ product: String) throws -> KPI {
        let file = "platform/epsilon.parquet"
        let how = "largest sum of ε over the releases of one region and month in \(file)"
        let id = "privacy.\(product).epsilon-audit.spent"
        guard run.exists(file) else {
            return KPI(
                id, nil, unit: "epsilon", method: "not measured: no file (\(how))", n: 0,
                source: Self.source)
        }
        let table = try run.table(file)
        let region = try run.regionIndices(table)
        let period = try table.column("period").strings()
        let epsilon = try table.column("epsilon").doubles()
        var sums: [String: Double] = [:]
        for row in region.indices {
            sums["\(region[row]) \(period[row])", default: 0] += epsilon[row]
        }
        return KPI(
            id, sums.values.max() ?? 0, unit: "epsilon", method: how, n: region.count,
            source: Self.source)
    }

    /// The largest ε that noise and shifted noise prove, over a few thresholds; each at a level so
    /// strict that all of them hold together with 95 %.
    private static func lowerBound(_ noise: [Int64], shift: Int64) -> Double? {
        guard noise.count >= 20 else { return nil }
        // Half of the cells choose the threshold, the others are tested at it.
        let halves = [noise.indices.filter { $0 % 2 == 0 }, noise.indices.filter { $0 % 2 == 1 }]
        func rates(_ half: [Int], _ threshold: Int64) -> (hits: Int, wrong: Int) {
            (
                half.count { noise[$0] + shift >= threshold },
                half.count { noise[$0] >= threshold }
            )
        }
        let thresholds = (0...4).map { shift * $0 / 2 }
        func ratio(_ threshold: Int64) -> Double {
            let (hits, wrong) = rates(halves[0], threshold)
            return Double(hits + 1) / Double(wrong + 1)
        }
        guard let best = thresholds.max(by: { ratio($0) < ratio($1) }) else { return nil }
        let (hits, wrong) = rates(halves[1], best)
        guard let sure = Intervals.clopperPearson(successes: hits, trials: halves[1].count),
            let most = Intervals.clopperPearson(successes: wrong, trials: halves[1].count),
            sure[0] > 0, most[1] > 0
        else { return 0 }
        return max(0, Math.log(sure[0] / most[1]))
    }
}

/// The noise that a claim asks for.
enum ResearchNoise {
    /// Standard deviation of the discrete noise that a claim asks for.
    static func sigma(
        _ isLaplace: Bool, epsilon: Double, delta: Double, bound: Double
    ) -> Double {
        guard epsilon > 0 else { return 0 }
        if isLaplace {
            let q = Math.exp(-epsilon / bound)
            return (2 * q).squareRoot() / (1 - q)
        }
        guard delta > 0 else { return 0 }
        let root = Math.log(1 / delta)
        return bound / ((root + epsilon).squareRoot() - root.squareRoot()) / 2.squareRoot()
    }
}

/// Released counts of cells that are empty beyond doubt.
private struct EmptyCells {
    private(set) var released: [Int64] = []

    /// A zone in a part of the day.
    private struct Place: Hashable {
        var region: Int
        var x: Int
        var y: Int
        var part: Int
    }

    private struct Grid {
        var west: Double
        var south: Double
        var width: Double
        var height: Double
    }

    init(_ evidence: ProductEvidence, _ table: DataTable, _ stated: [String: JSONValue]) throws {
        let run = evidence.run
        var grids: [Int: Grid] = [:]
        for value in stated["zone_grids"]?.array ?? [] {
            guard
                let region = run.regions.firstIndex(where: { $0.name == value["region"]?.string }),
                let west = value["origin_lon"]?.number, let south = value["origin_lat"]?.number,
                let width = value["size_lon"]?.number, let height = value["size_lat"]?.number
            else { continue }
            grids[region] = Grid(west: west, south: south, width: width, height: height)
        }
        let region = try run.regionIndices(table)
        let zone = try table.column("zone").strings()
        let hour = try table.column("hour_from").int64s()
        let trips = try table.column("trips").int64s()
        let seen = try Self.visited(evidence, grids)
        for row in region.indices {
            let parts = zone[row].split(separator: ":").compactMap { Int($0) }
            guard parts.count == 2, grids[region[row]] != nil else { continue }
            let place = Place(
                region: region[row], x: parts[0], y: parts[1], part: Int(hour[row]) / 4)
            if !seen.contains(place) { released.append(trips[row]) }
        }
    }

    /// Zones on whose roads a consenting car was, or which lie within 300 m of such a road's end.
    private static func visited(_ evidence: ProductEvidence, _ grids: [Int: Grid]) throws -> Set<
        Place
    > {
        let run = evidence.run
        let consent = try ConsentSpans(run: run, purpose: "research")
        let drives = try Traversals(run)
        let roads = try NetworkColumns(
            run, columns: ["from_lon", "from_lat", "to_lon", "to_lat"]
        ).byRegion { links in
            var ends: [UInt32: [Double]] = [:]
            for row in links.link.indices {
                ends[links.link[row]] = links.values.map { $0[row] }
            }
            return ends
        }
        var seen: Set<Place> = []
        for row in drives.link.indices {
            let index = drives.region[row]
            guard let grid = grids[index], let ends = roads[index][drives.link[row]] else {
                continue
            }
            let car = run.car(
                region: index, vehicle: drives.vehicle[row], offsets: evidence.offsets)
            let span = drives.span(row)
            guard consent.overlaps(car, span.lowerBound - 60...span.upperBound + 60) else {
                continue
            }
            let offset = run.facts.startUnixSeconds + Int64(run.regions[index].utcOffsetSeconds)
            for time in [span.lowerBound - 60, span.upperBound + 60] {
                let local = Int64(time.rounded(.down)) + offset
                let part = Int((local.flooredDivision(by: 3600) % 24 + 24) % 24) / 4
                mark(&seen, ends, grid, index, part)
            }
        }
        return seen
    }

    private static func mark(
        _ seen: inout Set<Place>, _ ends: [Double], _ grid: Grid, _ region: Int, _ part: Int
    ) {
        for end in [(ends[0], ends[1]), (ends[2], ends[3])] {
            for (east, north) in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)] {
                // 300 m are 0.0027 degrees of latitude, and at most 0.006 of longitude in Europe.
                let x = (end.0 + Double(east) * 0.006 - grid.west) / grid.width
                let y = (end.1 + Double(north) * 0.0027 - grid.south) / grid.height
                seen.insert(
                    Place(
                        region: region, x: Int(x.rounded(.down)), y: Int(y.rounded(.down)),
                        part: part))
            }
        }
    }
}
