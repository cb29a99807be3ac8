import Base
import Foundation
import Roads
import TestSupport
import Testing
import Traffic

@Suite struct RouteHierarchyTests {
    /// Waits of up to a minute at the ends of a third of the links.
    static func congested(_ costs: LinkCosts, seed: UInt64) -> LinkCosts {
        let waits = costs.freeMilliseconds.indices.map { link in
            var stream = RandomStream(
                seed: seed, purpose: RandomPurpose(298), entity: RandomEntity(UInt64(link)))
            return stream.index(below: 3) == 0 ? UInt32(stream.index(below: 60_000)) : 0
        }
        return costs.waiting(waits)
    }

    static func point(_ network: Network, _ number: Int) -> RoutePoint {
        var stream = RandomStream(
            seed: 7, purpose: RandomPurpose(298), entity: RandomEntity(UInt64(number)))
        let link = stream.index(below: network.linkCount)
        let offset = Float(stream.uniform()) * network.linkLength[link]
        return RoutePoint(link: LinkID(UInt32(link)), offset: offset)
    }

    /// Compares with Dijkstra: cost, and cost and metres of the route's links added up.
    static func wrongRoutes(
        _ network: Network, _ metric: RouteMetric, sources: Int, targets: Int
    ) -> Int {
        let costs = metric.costs
        var query = RouteQuery(metric.hierarchy)
        var wrong = 0
        for source in 0..<sources {
            let start = point(network, source)
            let exact = RouteOracle.dijkstra(network, costs, from: start)
            for target in 0..<targets {
                var end = point(network, sources + source * targets + target)
                // The start's own link, ahead and behind, is a case of its own.
                if target == 0 { end.link = start.link }
                var links: [UInt32] = []
                let found = query.route(metric, from: start, to: end, appendingTo: &links)
                if start.link == end.link, end.offset >= start.offset {
                    if links != [start.link.rawValue] { wrong += 1 }
                    continue
                }
                let reach = exact[end.link.index]
                guard let found else {
                    if reach != .max || !links.isEmpty { wrong += 1 }
                    continue
                }
                let share = Double(end.offset / network.linkLength[end.link.index])
                let last = Double(costs.linkMilliseconds[end.link.index]) * share
                let sum = RouteOracle.added(network, costs, links, start, end)
                let matches =
                    abs(Double(found.milliseconds) - Double(reach) - last) <= 1
                    && abs((sum?.milliseconds ?? 0) - Double(found.milliseconds)) <= 2
                    && abs((sum?.meters ?? 0) - found.meters) < 0.5
                if !matches { wrong += 1 }
            }
        }
        return wrong
    }

    static func free(_ network: Network) -> LinkCosts {
        LinkCosts(network: network, kinematics: Kinematics(network))
    }

    @Test(arguments: [RouteMetric.Customisation.basic, .perfect])
    func `routes on a grid with restrictions cost what Dijkstra's cost, in any traffic`(
        customisation: RouteMetric.Customisation
    ) throws {
        let network = try Roadworks.grid(side: 20, restricted: 3)
        let hierarchy = RouteHierarchy(network)
        let free = Self.free(network)
        for costs in [free, Self.congested(free, seed: 1), Self.congested(free, seed: 2)] {
            let metric = RouteMetric(hierarchy, costs: costs, customisation: customisation)
            #expect(Self.wrongRoutes(network, metric, sources: 60, targets: 40) == 0)
        }
    }

    @Test func `costs that change again and again are taken over as if they were the first`() throws
    {
        let network = try Roadworks.grid(side: 16, restricted: 3)
        let free = Self.free(network)
        var customiser = RouteCustomiser(RouteHierarchy(network))
        var waits = [UInt32](repeating: 0, count: network.linkCount)
        for change in 0..<6 {
            for link in stride(from: change, to: network.linkCount, by: 37 - 6 * change) {
                waits[link] = change == 4 ? 0 : UInt32(20_000 * change + link)
            }
            let metric = customiser.metric(free.waiting(waits))
            #expect(Self.wrongRoutes(network, metric, sources: 20, targets: 40) == 0)
        }
    }

    static let realMaps = ["porto", "porto-alegre", "malta", "liechtenstein-2013"].map {
        Shared.root.appending(path: "maps/\($0).roads").path
    }.filter { (try? Network(path: $0)) != nil }

    @Test(.enabled(if: !realMaps.isEmpty, "no real map has been imported into maps/"))
    func `routes on real maps cost what Dijkstra's cost, in any traffic`() throws {
        for path in Self.realMaps {
            let network = try Network(path: path)
            let hierarchy = RouteHierarchy(network)
            let costs = Self.congested(Self.free(network), seed: 3)
            let metric = RouteMetric(hierarchy, costs: costs)
            #expect(Self.wrongRoutes(network, metric, sources: 20, targets: 100) == 0)
        }
    }

    static let drawing = """
        A--->B---C
        ^    |   |
        |    v   |
        D<---E---F   G---H

        ABC: no
        """

    @Test func `one-way streets and forbidden turns are obeyed, and islands have no way`() throws {
        let network = try AsciiMap.parse(Self.drawing).frozen()
        let metric = RouteMetric(RouteHierarchy(network), costs: Self.free(network))
        var query = RouteQuery(metric.hierarchy)
        func way(_ from: String, _ to: String) throws -> [LinkID]? {
            let ends = try [from, to].map {
                try #require(AsciiMap.link($0, in: Self.drawing, of: network))
            }
            var links: [UInt32] = []
            let found = query.route(
                metric, from: RoutePoint(link: ends[0], offset: 50),
                to: RoutePoint(link: ends[1], offset: 10), appendingTo: &links)
            return found.map { _ in links.map { LinkID($0) } }
        }
        func links(_ names: String...) -> [LinkID?] {
            names.map { AsciiMap.link($0, in: Self.drawing, of: network) }
        }
        #expect(try way("AB", "BC") == nil)
        #expect(try way("DA", "FC") == links("DA", "AB", "BE", "EF", "FC"))
        #expect(try way("AB", "AB") == links("AB", "BE", "ED", "DA", "AB"))
        #expect(try way("AB", "GH") == nil)
        #expect(try way("GH", "AB") == nil)
    }

    @Test func `a wait that grows sends the route another way, and one that goes lets it return`()
        throws
    {
        let network = try Roadworks.grid(side: 12)
        let hierarchy = RouteHierarchy(network)
        let free = Self.free(network)
        let start = RoutePoint(link: LinkID(3), offset: 1)
        let end = RoutePoint(link: LinkID(UInt32(network.linkCount - 9)), offset: 1)
        var query = RouteQuery(hierarchy)
        func way(_ costs: LinkCosts) -> [UInt32] {
            var links: [UInt32] = []
            _ = query.route(
                RouteMetric(hierarchy, costs: costs), from: start, to: end, appendingTo: &links)
            return links
        }
        let usual = way(free)
        var waits = [UInt32](repeating: 0, count: network.linkCount)
        waits[Int(usual[usual.count / 2])] = 600_000
        #expect(!way(free.waiting(waits)).contains(usual[usual.count / 2]))
        #expect(way(free) == usual)
    }

    @Test func `a destination behind the start on one link needs a way round`() throws {
        let network = try Roadworks.grid(side: 4)
        let metric = RouteMetric(RouteHierarchy(network), costs: Self.free(network))
        var query = RouteQuery(metric.hierarchy)
        let link = LinkID(5)
        var links: [UInt32] = []
        let ahead = query.route(
            metric, from: RoutePoint(link: link, offset: 20),
            to: RoutePoint(link: link, offset: 90),
            appendingTo: &links)
        #expect(links == [5] && ahead?.meters == 70)
        links = []
        let behind = query.route(
            metric, from: RoutePoint(link: link, offset: 90),
            to: RoutePoint(link: link, offset: 20),
            appendingTo: &links)
        #expect(links.first == 5 && links.last == 5 && links.count >= 4)
        #expect((behind?.meters ?? 0) > 300)
    }

    @Test func `a point that cannot be reached has no route`() throws {
        let network = try Roadworks.chain([.init(), .init()])
        let metric = RouteMetric(RouteHierarchy(network), costs: Self.free(network))
        var query = RouteQuery(metric.hierarchy)
        var links: [UInt32] = []
        let found = query.route(
            metric, from: RoutePoint(link: LinkID(1), offset: 0),
            to: RoutePoint(link: LinkID(0), offset: 10), appendingTo: &links)
        #expect(found == nil && links.isEmpty)
    }
}
