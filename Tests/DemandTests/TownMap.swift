// A synthetic country for tests: a grid of streets with faster roads between two towns, places of
// all kinds that thin out from the middle of the towns, and gateways in the middle of the sides.

import Base
import Roads

enum TownMap {
    /// Nodes per side and metres between them.
    static let side = 41
    static let spacing = 500.0

    /// The map; `gateways` of up to four.
    static func network(gateways: Int = 4) throws -> Network {
        let span = Double(side - 1) * spacing
        let plane = TangentPlane(centreLongitude: 9.5, centreLatitude: 47.1)
        func degrees(_ x: Double, _ y: Double) -> (Int32, Int32) {
            (
                Int32((plane.longitude(east: x - span / 2) * 1e7).rounded()),
                Int32((plane.latitude(north: y - span / 2) * 1e7).rounded())
            )
        }
        let low = degrees(0, 0)
        let high = degrees(span, span)
        let box = [low.0, low.1, high.0, high.1].map { Double($0) / 1e7 }
        var map = NetworkData(metadata: MapMetadata(name: "town", boundingBox: box))
        for row in 0..<side {
            for column in 0..<side {
                let (x, y) = (Double(column) * spacing, Double(row) * spacing)
                let (longitude, latitude) = degrees(x, y)
                map.addNode(longitudeE7: longitude, latitudeE7: latitude, x: Float(x), y: Float(y))
            }
        }
        addLinks(to: &map)
        map.deriveDefaultTurns()
        addPlaces(to: &map, degrees: degrees)
        addGateways(gateways, to: &map)
        return try map.frozen()
    }

    private static func addLinks(to map: inout NetworkData) {
        for node in 0..<(side * side) {
            let (row, column) = (node / side, node % side)
            for (dr, dc) in [(-1, 0), (0, -1), (0, 1), (1, 0)] {
                let (r, c) = (row + dr, column + dc)
                guard (0..<side).contains(r), (0..<side).contains(c) else { continue }
                let isMain = dr == 0 ? row % 8 == 4 : column % 8 == 4
                map.addLink(
                    from: NodeID(UInt32(node)), to: NodeID(UInt32(r * side + c)),
                    length: Float(spacing), speed: isMain ? 80 / 3.6 : 50 / 3.6,
                    roadClass: isMain ? .primary : .residential)
            }
        }
    }

    private static func addPlaces(
        to map: inout NetworkData, degrees: (Double, Double) -> (Int32, Int32)
    ) {
        var stream = RandomStream(
            seed: 7, purpose: RandomPurpose(.max), entity: RandomEntity(1))
        let counts: [(PlaceKind, Int)] = [
            (.home, 4000), (.work, 900), (.shop, 250), (.school, 60), (.leisure, 500),
            (.errand, 250),
        ]
        let links = map.linkFrom.count
        for (kind, count) in counts {
            var made = 0
            while made < count {
                let link = stream.index(below: links)
                let from = map.linkFrom[link]
                let x = Double(map.nodeX[Int(from)])
                let y = Double(map.nodeY[Int(from)])
                let near = min(distance(x, y, 7000, 8000), distance(x, y, 15_000, 14_000))
                guard stream.bernoulli(0.02 + Math.exp(-near / 3000)) else { continue }
                let to = map.linkTo[link]
                let part = stream.uniform()
                let (longitude, latitude) = degrees(
                    x + part * (Double(map.nodeX[Int(to)]) - x),
                    y + part * (Double(map.nodeY[Int(to)]) - y))
                map.placeKind.append(kind.rawValue)
                map.placeLongitudeE7.append(longitude)
                map.placeLatitudeE7.append(latitude)
                map.placeWeight.append(Float(0.2 + stream.exponential(mean: 1)))
                map.placeLink.append(UInt32(link))
                map.placeOffset.append(Float(part * spacing))
                made += 1
            }
        }
    }

    private static func distance(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
        ((x - a) * (x - a) + (y - b) * (y - b)).squareRoot()
    }

    private static func addGateways(_ count: Int, to map: inout NetworkData) {
        let middle = 20
        let ends = [
            (middle * side + 1, middle * side),
            (middle * side + side - 2, middle * side + side - 1),
            (side + middle, middle), ((side - 2) * side + middle, (side - 1) * side + middle),
        ]
        for (index, (inner, outer)) in ends.prefix(count).enumerated() {
            let exit = map.linkFrom.indices.first {
                map.linkFrom[$0] == inner && map.linkTo[$0] == outer
            }
            guard let exit else { continue }
            map.gatewayExit.append(UInt32(exit))
            map.gatewayEntry.append(map.linkReverse[exit])
            map.gatewayWeight.append(Float(index + 1))
        }
    }
}
