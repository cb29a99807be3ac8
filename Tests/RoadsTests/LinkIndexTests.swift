import Base
import Roads
import Testing

@Suite struct LinkIndexTests {
    /// A crooked town: straight streets, and one link with a bend drawn by hand.
    static func town() throws -> Network {
        var data = try AsciiMap.parse(
            """
            A-----B-->C
            |     |   |
            D--+--E---F
            |     ^   |
            G-----H---I
            """)
        let link = data.linkFrom.indices.first {
            data.linkFlags[$0] & LinkFlags.oneway.rawValue != 0
        }
        let at = Int(data.linkFirstShape[try #require(link)])
        data.shapeLatitudeE7[at + 1] += 3000
        return try data.frozen()
    }

    /// Every link's nearest point by trying all segments in the plane.
    static func slow(_ network: Network, _ lon: Double, _ lat: Double) -> [(Double, Int)] {
        let plane = network.metadata.plane
        return (0..<network.linkCount).map { link in
            var best = Double.infinity
            for point in network.shape(of: LinkID(UInt32(link))).dropLast() {
                func corner(_ at: Int) -> (Double, Double) {
                    (
                        plane.east(Double(network.shapeLongitudeE7[at]) / 1e7),
                        plane.north(Double(network.shapeLatitudeE7[at]) / 1e7)
                    )
                }
                let ((ax, ay), (bx, by)) = (corner(point), corner(point + 1))
                let (px, py) = (plane.east(lon), plane.north(lat))
                let (dx, dy) = (bx - ax, by - ay)
                let share = ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy)
                let t = max(0, min(1, share))
                let (ex, ey) = (px - ax - t * dx, py - ay - t * dy)
                best = min(best, (ex * ex + ey * ey).squareRoot())
            }
            return (best, link)
        }
    }

    @Test func `the index finds what trying all links finds`() throws {
        let network = try Self.town()
        for cell in [30.0, 100, 1000] {
            let index = LinkIndex(network, cellMeters: cell)
            var random = RandomStream(
                seed: 7, purpose: RandomPurpose(1), entity: RandomEntity(1))
            var hits: [LinkHit] = []
            for _ in 0..<100 {
                let box = network.metadata.boundingBox
                let lon = box[0] - 0.002 + random.uniform() * (box[2] - box[0] + 0.004)
                let lat = box[1] - 0.002 + random.uniform() * (box[3] - box[1] + 0.004)
                let reach = random.uniform() * 300
                index.near(
                    longitude: lon, latitude: lat, withinMeters: reach, limit: 100, into: &hits)
                let distances = Self.slow(network, lon, lat)
                let all = distances.filter { $0.0 < reach - 0.05 }
                #expect(Set(all.map(\.1)).isSubset(of: hits.map(\.link.index)))
                let wrong = hits.filter { hit in
                    abs(distances[hit.link.index].0 - Double(hit.distanceMeters)) > 0.05
                }
                #expect(wrong.isEmpty)
                let order = hits.map { ($0.distanceMeters, $0.link) }
                #expect(zip(order, order.dropFirst()).allSatisfy { $0 < $1 })
            }
        }
    }

    @Test func `offsets and headings belong to the link`() throws {
        let text = "A---B"
        let network = try AsciiMap.parse(text).frozen()
        let index = LinkIndex(network)
        let there = try #require(AsciiMap.link("AB", in: text, of: network))
        let back = try #require(AsciiMap.link("BA", in: text, of: network))
        let at = network.position(link: there, offset: 100)
        let hits = index.near(
            longitude: at.longitude, latitude: at.latitude + 0.0001, withinMeters: 50, limit: 5)
        #expect(hits.count == 2)
        for hit in hits {
            #expect(abs(hit.distanceMeters - 11.12) < 0.05)
            #expect(abs(hit.offset - (hit.link == there ? 100 : 300)) < 0.1)
            #expect(abs(hit.headingDegrees - (hit.link == back ? 270 : 90)) < 0.1)
        }
        #expect(index.near(longitude: 0, latitude: 0, withinMeters: 50, limit: 5).isEmpty)
        #expect(
            index.near(longitude: at.longitude, latitude: .nan, withinMeters: 50, limit: 5).isEmpty)
    }

    @Test func `a limit keeps the nearest`() throws {
        let network = try Self.town()
        let index = LinkIndex(network)
        let box = network.metadata.boundingBox
        let all = index.near(
            longitude: box[0], latitude: box[1], withinMeters: 900, limit: 100)
        let some = index.near(longitude: box[0], latitude: box[1], withinMeters: 900, limit: 3)
        #expect(some == Array(all.prefix(3)) && all.count > 3)
    }

    @Test func `a point moves along a link's geometry`() throws {
        let text = "A---B\n    |\n    C"
        let network = try AsciiMap.parse(text).frozen()
        let bc = try #require(AsciiMap.link("BC", in: text, of: network))
        let start = network.position(link: bc, offset: -5)
        let end = network.position(link: bc, offset: 1e9)
        #expect(abs(start.longitude - Double(network.nodeLongitudeE7[1]) / 1e7) < 1e-9)
        #expect(abs(end.latitude - Double(network.nodeLatitudeE7[2]) / 1e7) < 1e-9)
        #expect(abs(start.heading - 180) < 0.01)
        let middle = network.position(link: bc, offset: 100)
        #expect(abs(middle.latitude - (start.latitude + end.latitude) / 2) < 1e-9)
    }
}
