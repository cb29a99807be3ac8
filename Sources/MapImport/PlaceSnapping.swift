// Ties places to the nearest road that a car can stop on, fills in what the map does not say, and
// writes the place columns.

import Base
import Roads

/// A place on a link.
struct SnappedPlace {
    var kind: PlaceKind
    var longitude: Double
    var latitude: Double
    var weight: Double
    var link: Int
    var offset: Double
}

/// Builds the place columns of a map whose links are final.
struct PlaceFinder {
    /// Links on which places may lie. [links]
    let isOpen: [Bool]
    let drivesOnLeft: Bool
    var places: [SnappedPlace] = []

    /// Places further from a road are left out, metres.
    private static let reach = 500.0

    /// - Parameters:
    ///   - isCore: links that reach all others without leaving the map. [links]
    init(_ data: NetworkData, isCore: [Bool], drivesOnLeft: Bool) {
        self.drivesOnLeft = drivesOnLeft
        let stops = data.linkClass.indices.map { link in
            isCore[link] && Self.allowsStops(data, link)
        }
        // A map of motorways alone still needs places.
        isOpen = stops.contains(true) ? stops : isCore
    }

    /// No stopping on motorways, in tunnels and on roundabouts.
    private static func allowsStops(_ data: NetworkData, _ link: Int) -> Bool {
        let flags = LinkFlags(rawValue: data.linkFlags[link])
        switch RoadClass(rawValue: data.linkClass[link]) {
        case .motorway, .motorwayLink: return false
        default: return flags.isDisjoint(with: [.tunnel, .roundabout])
        }
    }

    /// Ties seeds to links; returns how many lie too far from a road.
    mutating func snap(
        _ seeds: [PlaceSeed], _ data: NetworkData, _ lines: MetricLines,
        _ projection: borrowing Projection
    ) throws -> Int {
        let candidates = isOpen.indices.filter { link in
            let reverse = data.linkReverse[link]
            return isOpen[link] && (reverse == .max || !isOpen[Int(reverse)] || link < reverse)
        }
        guard !candidates.isEmpty, !seeds.isEmpty else { return seeds.count }
        let layer = LineLayer(candidates.map { lines.line(ofLink: $0) })
        var longitudes = seeds.map(\.x)
        var latitudes = seeds.map(\.y)
        try projection.unproject(&longitudes, &latitudes)
        var far = 0
        for (place, seed) in seeds.enumerated() {
            guard let hit = layer.nearest(toX: seed.x, seed.y, within: Self.reach) else {
                far += 1
                continue
            }
            let link = candidates[hit.number]
            let length = Double(data.linkLength[link])
            let along = hit.along / projection.scale.factor(atEasting: seed.x)
            let isOnLeft = lines.isLeft(seed.x, seed.y, ofLink: link, along: hit.along)
            let (side, offset) = direction(link, along, isOnLeft: isOnLeft, length, data)
            places.append(
                SnappedPlace(
                    kind: seed.kind, longitude: longitudes[place], latitude: latitudes[place],
                    weight: seed.weight, link: side, offset: Self.inner(offset, length)))
        }
        return far
    }

    /// The link on the side of the road where the place lies: one stops without crossing traffic.
    private func direction(
        _ link: Int, _ along: Double, isOnLeft: Bool, _ length: Double, _ data: NetworkData
    ) -> (Int, Double) {
        let reverse = data.linkReverse[link]
        if isOnLeft != drivesOnLeft, reverse != .max, isOpen[Int(reverse)] {
            return (Int(reverse), length - along)
        }
        return (link, along)
    }

    /// Keeps away from junctions by a car's length where the link is long enough.
    private static func inner(_ offset: Double, _ length: Double) -> Double {
        let margin = min(5, length / 3)
        return max(margin, min(length - margin, offset))
    }

    /// Adds places at even distances along the links that a rule chooses; the distance runs on
    /// from link to link.
    ///
    /// - Parameter weight: of one metre of a link, or nil to leave it out.
    /// - Returns: how many were added.
    @discardableResult
    mutating func addAlongLinks(
        _ kind: PlaceKind, every spacing: Double, _ data: NetworkData,
        weight: (Int) -> Double?
    ) -> Int {
        let before = places.count
        var next = spacing / 2
        for link in isOpen.indices where isOpen[link] {
            guard let weight = weight(link) else { continue }
            let length = Double(data.linkLength[link])
            while next < length {
                let offset = Self.inner(next, length)
                let at = data.position(link: link, offset: offset)
                places.append(
                    SnappedPlace(
                        kind: kind, longitude: at.longitude, latitude: at.latitude,
                        weight: weight * spacing, link: link, offset: offset))
                next += spacing
            }
            next -= length
        }
        return places.count - before
    }

    /// The first open link: where a place goes on a map too small for any distance.
    var firstOpenLink: Int? { isOpen.firstIndex(of: true) }

    func count(of kind: PlaceKind) -> Int { places.count { $0.kind == kind } }

    /// Writes the places in order of kind, link and offset.
    func write(to data: inout NetworkData, account: inout ImportAccount) {
        let order = places.indices.sorted { a, b in
            let (p, q) = (places[a], places[b])
            return (p.kind.rawValue, p.link, p.offset, a) < (q.kind.rawValue, q.link, q.offset, b)
        }
        for index in order {
            let place = places[index]
            data.placeKind.append(place.kind.rawValue)
            data.placeLongitudeE7.append(Int32((place.longitude * 1e7).rounded()))
            data.placeLatitudeE7.append(Int32((place.latitude * 1e7).rounded()))
            data.placeWeight.append(Float(place.weight))
            data.placeLink.append(UInt32(place.link))
            data.placeOffset.append(Float(place.offset))
        }
        for kind in PlaceKind.allCases { account.add("places: \(kind)", count(of: kind)) }
    }
}

/// The shapes of final links in metres.
struct MetricLines {
    let drafts: LinkDrafts
    let numbers: LinkNumbers
    let metric: MetricNodes

    func line(ofLink link: Int) -> MetricLine {
        let nodes = drafts.nodes(of: drafts.links[Int(numbers.drafts[link])])
        return MetricLine(x: nodes.map { metric.x[Int($0)] }, y: nodes.map { metric.y[Int($0)] })
    }

    /// Whether a point lies to the left of a link at a distance along it.
    func isLeft(_ x: Double, _ y: Double, ofLink link: Int, along: Double) -> Bool {
        let line = line(ofLink: link)
        var rest = along
        for index in 1..<line.x.count {
            let dx = line.x[index] - line.x[index - 1]
            let dy = line.y[index] - line.y[index - 1]
            let length = (dx * dx + dy * dy).squareRoot()
            if rest <= length || index == line.x.count - 1 {
                return dx * (y - line.y[index - 1]) - dy * (x - line.x[index - 1]) > 0
            }
            rest -= length
        }
        return false
    }
}

extension NetworkData {
    /// The point at a distance along a link, degrees.
    func position(link: Int, offset: Double) -> (longitude: Double, latitude: Double) {
        let range = Int(linkFirstShape[link])..<Int(linkFirstShape[link + 1])
        var at = range.lowerBound + 1
        while at < range.upperBound - 1, Double(shapeOffset[at]) < offset { at += 1 }
        let start = Double(shapeOffset[at - 1])
        let length = Double(shapeOffset[at]) - start
        let share = length > 0 ? max(0, min(1, (offset - start) / length)) : 0
        func between(_ column: [Int32]) -> Double {
            (Double(column[at - 1]) * (1 - share) + Double(column[at]) * share) / 1e7
        }
        return (between(shapeLongitudeE7), between(shapeLatitudeE7))
    }
}
