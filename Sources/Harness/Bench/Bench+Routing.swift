// `rocade bench routing`: routes per CPU second with their links, in free flow and over a day of
// changing costs, and how much they cost above the exact shortest path.

import Base
import Foundation
import Roads
import Traffic

extension Bench {
    /// Where the reference data lie, from the project's folder.
    private static let reference = "../shared/reference/traffic"
    /// Parts of the made-up day with costs of their own.
    private static let parts = 8
    /// Random pairs whose routes are compared with Dijkstra's: so many starts, ends for each.
    private static let checkedStarts = 100
    private static let checkedEnds = 100

    /// The given pairs of Porto Alegre and random pairs of Porto, as far as they are here.
    static func routing(_ maps: MapStore) throws -> Result {
        let scratch = try scratchFolder()
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        var cases: [RoutingCase] = []
        var remarks: [String: String] = [:]
        if let given = try RoutingCase(referenceFolder: reference) {
            cases.append(given)
            remarks["porto_alegre"] = "given pairs of \(reference)"
        } else if let network = try city("porto-alegre", maps, scratch) {
            cases.append(
                RoutingCase(name: "porto_alegre_random", network: network, randomPairs: 50_000))
            remarks["porto_alegre"] = "random pairs: there is no \(reference)"
        }
        if let network = try city("porto", maps, scratch) {
            cases.append(RoutingCase(name: "porto_random", network: network, randomPairs: 50_000))
        } else {
            remarks["porto"] = "left out: set ROCADE_MAPS to a folder with porto.osm.pbf"
        }
        if cases.isEmpty {
            let network = try maps.ensure("liechtenstein-2013") { _ in }
            cases.append(
                RoutingCase(name: "liechtenstein_random", network: network, randomPairs: 50_000))
        }
        var measured: [String: Double] = [:]
        var result = measure("routing", "routes with their links, free-flow and changing costs") {
            var counts: [String: Int] = [:]
            for one in cases { route(one, &counts, &measured) }
            return (counts, { _ in [:] })
        }
        result.measured = measured
        result.peer = remarks
        return result
    }

    /// An imported map, or one imported for now from `$ROCADE_MAPS`.
    private static func city(_ name: String, _ maps: MapStore, _ scratch: String) throws -> Network?
    {
        if maps.importedNames().contains(name) { return try maps.open(name) }
        let folder = ProcessInfo.processInfo.environment["ROCADE_MAPS"]
        let file = folder.map { "\($0)/\(name).osm.pbf" } ?? ""
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        return try MapStore(folder: scratch).importFile(
            file, name: "bench-\(name)", attribution: "© OpenStreetMap contributors")
    }

    private static func cpu() -> Double { StageClock.seconds(CLOCK_THREAD_CPUTIME_ID) }

    private static func route(
        _ one: RoutingCase, _ counts: inout [String: Int], _ measured: inout [String: Double]
    ) {
        var begin = cpu()
        func lap() -> Double {
            defer { begin = cpu() }
            return cpu() - begin
        }
        let hierarchy = RouteHierarchy(one.network)
        measured["\(one.name)_preparation_s"] = lap()
        counts["\(one.name)_links"] = one.network.linkCount
        counts["\(one.name)_arcs"] = hierarchy.arcCount
        counts["\(one.name)_triangles"] = hierarchy.triangleCount
        let free = LinkCosts(network: one.network, kinematics: Kinematics(one.network))
        let costs = (0..<parts).map { one.costs(free, part: $0, of: parts) }
        _ = lap()
        _ = RouteMetric(hierarchy, costs: costs[0], customisation: .basic)
        measured["\(one.name)_basic_customisation_s"] = lap()
        let metrics = costs.map { RouteMetric(hierarchy, costs: $0) }
        measured["\(one.name)_customisation_s"] = lap() / Double(parts)

        var query = RouteQuery(hierarchy)
        let calm = RouteMetric(hierarchy, costs: free)
        _ = lap()
        var found = answer(one, one.pairs.indices, calm, &query)
        measured["\(one.name)_free_flow_routes_per_cpu_s"] = Double(found.routes) / lap()
        found = (0, 0)
        for part in 0..<parts {
            let first = one.pairs.count * part / parts
            let end = one.pairs.count * (part + 1) / parts
            let some = answer(one, first..<end, metrics[part], &query)
            found = (found.routes + some.routes, found.links + some.links)
        }
        measured["\(one.name)_routes_per_cpu_s"] = Double(found.routes) / lap()
        counts["\(one.name)_pairs"] = one.pairs.count
        counts["\(one.name)_routes"] = found.routes
        counts["\(one.name)_route_links"] = found.links
        check(one, metrics, &counts, &measured)
    }

    private static func answer(
        _ one: RoutingCase, _ range: Range<Int>, _ metric: RouteMetric, _ query: inout RouteQuery
    ) -> (routes: Int, links: Int) {
        var links: [UInt32] = []
        var found = (routes: 0, links: 0)
        for pair in one.pairs[range] {
            links.removeAll(keepingCapacity: true)
            let route = query.route(metric, from: pair.start, to: pair.end, appendingTo: &links)
            guard route != nil else { continue }
            found = (found.routes + 1, found.links + links.count)
        }
        return found
    }

    /// Compares routes between random points, and some of the pairs, with Dijkstra's.
    private static func check(
        _ one: RoutingCase, _ metrics: [RouteMetric], _ counts: inout [String: Int],
        _ measured: inout [String: Double]
    ) {
        var query = RouteQuery(metrics[0].hierarchy)
        var tally = ExcessTally()
        for start in 0..<checkedStarts {
            let part = start * parts / checkedStarts
            let exact = ExactRoutes(network: one.network, costs: metrics[part].costs)
            let given = one.pairs[start * one.pairs.count / checkedStarts]
            let reach = exact.milliseconds(from: given.start)
            for end in 0..<checkedEnds {
                let to =
                    end == 0
                    ? given.end
                    : RoutingCase.point(one.network, 1_000_000 + start * checkedEnds + end)
                tally.add(exact, reach, metrics[part], &query, given.start, to)
            }
        }
        counts["\(one.name)_checked_pairs"] = tally.checked
        counts["\(one.name)_wrong_reachability"] = tally.wrongReachability
        counts["\(one.name)_forbidden_turns"] = tally.forbidden
        measured["\(one.name)_checked_share"] =
            Double(tally.checked) / Double(one.pairs.count + tally.checked - checkedStarts)
        measured["\(one.name)_mean_excess"] = tally.sum / Double(max(1, tally.compared))
        measured["\(one.name)_max_excess"] = tally.most
    }
}

/// How much routes cost above the exact ones, as shares of these.
private struct ExcessTally {
    var checked = 0
    var compared = 0
    var wrongReachability = 0
    var forbidden = 0
    var sum = 0.0
    var most = 0.0

    mutating func add(
        _ exact: ExactRoutes, _ reach: [UInt32], _ metric: RouteMetric, _ query: inout RouteQuery,
        _ start: RoutePoint, _ end: RoutePoint
    ) {
        guard start.link != end.link else { return }
        checked += 1
        var links: [UInt32] = []
        let route = query.route(metric, from: start, to: end, appendingTo: &links)
        let least = reach[end.link.index]
        guard route != nil, least != .max else {
            if (route != nil) != (least != .max) { wrongReachability += 1 }
            return
        }
        guard let cost = exact.milliseconds(of: links, from: start, to: end) else {
            forbidden += 1
            return
        }
        // The oracle rounds the first link's part to milliseconds.
        let whole = Double(least) + exact.part(end.link.index, from: 0, to: end.offset)
        let excess = max(0, cost - whole - 0.5) / max(1, whole)
        compared += 1
        sum += excess
        most = max(most, excess)
    }
}
