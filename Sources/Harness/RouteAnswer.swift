// `rocade route`: from two points of the earth to one route and its line.

import Base
import Foundation
import Roads
import Traffic

/// A route and its geometry.
public struct RouteAnswer: Encodable, Sendable {
    /// A GeoJSON LineString (RFC 7946): longitude, latitude in degrees.
    public struct Geometry: Encodable, Sendable {
        /// "LineString".
        public var type = "LineString"
        /// The line.
        public var coordinates: [[Double]]
    }

    /// Seconds without traffic.
    public var seconds: Double
    /// Metres on the road.
    public var metres: Double
    /// The links driven, in order.
    public var links: [UInt32]
    /// Metres from the asked point to the road, at both ends.
    public var snappedMetres: [Double]
    /// The line on the roads.
    public var geometry: Geometry

    /// How far a point may lie from a road, metres.
    static let reach = 1000.0

    /// Routes between two points, longitude and latitude in degrees.
    ///
    /// - Throws: `Failure.input` when a point is far from every road.
    public init(network: Network, from: (Double, Double), to: (Double, Double)) throws {
        let index = LinkIndex(network)
        let starts = try Self.candidates(index, network, from, "--from")
        let ends = try Self.candidates(index, network, to, "--to")
        let costs = LinkCosts(network: network, kinematics: Kinematics(network))
        let metric = RouteMetric(RouteHierarchy(network), costs: costs, customisation: .basic)
        var query = RouteQuery(metric.hierarchy)
        var best: (summary: RouteSummary, links: [UInt32], start: LinkHit, end: LinkHit)?
        for start in starts {
            for end in ends {
                var links: [UInt32] = []
                let summary = query.route(
                    metric, from: RoutePoint(link: start.link, offset: start.offset),
                    to: RoutePoint(link: end.link, offset: end.offset), appendingTo: &links)
                guard let summary else { continue }
                if best.map({ summary.milliseconds < $0.summary.milliseconds }) ?? true {
                    best = (summary, links, start, end)
                }
            }
        }
        guard let best else {
            throw Failure.input("there is no route between the two points; move one of them")
        }
        seconds = best.summary.seconds
        metres = best.summary.meters
        links = best.links
        snappedMetres = [Double(best.start.distanceMeters), Double(best.end.distanceMeters)]
        geometry = Geometry(
            coordinates: Self.line(
                network, best.links, from: best.start.offset, to: best.end.offset))
    }

    /// The nearest link and, where the road has one, the opposite direction.
    private static func candidates(
        _ index: LinkIndex, _ network: Network, _ point: (Double, Double), _ option: String
    ) throws -> [LinkHit] {
        let hits = index.near(
            longitude: point.0, latitude: point.1, withinMeters: reach, limit: 8)
        guard let nearest = hits.first else {
            throw Failure.input(
                "\(option) \(point.0),\(point.1): no road of map \(network.metadata.name) within "
                    + "\(Int(reach)) m; the map covers \(network.metadata.boundingBox)")
        }
        return hits.filter { $0.distanceMeters <= nearest.distanceMeters + 2 }
    }

    private static func line(
        _ network: Network, _ links: [UInt32], from: Float, to: Float
    ) -> [[Double]] {
        var points: [[Double]] = []
        func add(_ longitude: Double, _ latitude: Double) {
            let point = [longitude, latitude].map { ($0 * 1e7).rounded() / 1e7 }
            if points.last != point { points.append(point) }
        }
        for (position, raw) in links.enumerated() {
            let link = LinkID(raw)
            let start = position == 0 ? from : 0
            let end = position == links.count - 1 ? to : network.linkLength[link.index]
            let first = network.position(link: link, offset: start)
            add(first.longitude, first.latitude)
            for point in network.shape(of: link)
            where network.shapeOffset[point] > start && network.shapeOffset[point] < end {
                add(
                    Double(network.shapeLongitudeE7[point]) * 1e-7,
                    Double(network.shapeLatitudeE7[point]) * 1e-7)
            }
            let last = network.position(link: link, offset: end)
            add(last.longitude, last.latitude)
        }
        // A LineString has two positions or more (RFC 7946, 3.1.4), also where nobody moves.
        if points.count == 1 { points.append(points[0]) }
        return points
    }
}
