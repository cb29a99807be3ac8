// Areas of an extract in metres: closed ways and multipolygons with what their tags say; and from
// them, where the map is built up.

import Base
import Roads

/// An area with tags, and its number in the layer that holds its outline.
struct TaggedArea {
    var tags: OSMTags
    /// Number in the layer.
    var number: Int
    /// Square metres.
    var size: Double
    /// A point inside, metres.
    var x: Double
    var y: Double
}

/// All areas of an extract that matter for places.
struct LandCover: ~Copyable {
    /// Outlines of land use, with an index in space.
    private(set) var land: AreaLayer
    /// What each outline of `land` is.
    private(set) var landUses: [LandUse] = []
    /// Land use, in the order of `land`.
    private(set) var landAreas: [TaggedArea] = []
    /// Buildings and other areas with an activity.
    private(set) var places: [TaggedArea] = []

    init(
        _ extract: OSMExtract, profile: CarProfile, metric: MetricNodes,
        account: inout ImportAccount
    ) {
        land = AreaLayer()
        var outlines = AreaLayer()
        var broken = 0
        for way in 0..<extract.ways.count {
            let tags = extract.tags(ofWay: way)
            guard Self.isArea(tags), let line = Self.line(extract.refs(ofWay: way), extract, metric)
            else { continue }
            if line.isClosed, !add([line], tags, profile, &outlines) { broken += 1 }
        }
        for relation in 0..<extract.relations.count {
            let tags = extract.tags(ofRelation: relation)
            guard tags.has("type", "multipolygon"), Self.isArea(tags) else { continue }
            let lines = extract.members(ofRelation: relation).compactMap { member in
                member.type == UInt8(ascii: "w") ? extract.way(withID: member.id) : nil
            }.compactMap { Self.line(extract.refs(ofWay: $0), extract, metric) }
            if !add(lines, tags, profile, &outlines) { broken += 1 }
        }
        land.index()
        account.add("areas read: land use", landAreas.count)
        account.add("areas read: buildings and grounds", places.count)
        account.add(
            "repaired: areas whose outline crosses itself",
            land.repairedCount + outlines.repairedCount)
        account.add("dropped: areas whose outline is not closed", broken)
    }

    private static func isArea(_ tags: OSMTags) -> Bool {
        CarProfile.placeKeys.contains { tags[$0] != nil }
    }

    /// A way's nodes in metres; nil when the file lacks one of them.
    private static func line(
        _ refs: ArraySlice<UInt32>, _ extract: OSMExtract, _ metric: MetricNodes
    ) -> MetricLine? {
        guard refs.count > 1, !refs.contains(where: { extract.isMissing(Int($0)) }) else {
            return nil
        }
        return MetricLine(x: refs.map { metric.x[Int($0)] }, y: refs.map { metric.y[Int($0)] })
    }

    /// Adds an area to the layers that its tags name; false when it has no valid outline.
    private mutating func add(
        _ lines: [MetricLine], _ tags: OSMTags, _ profile: CarProfile, _ outlines: inout AreaLayer
    ) -> Bool {
        if let use = profile.landUse(tags) {
            guard let number = land.add(lines), let area = Self.tagged(number, in: land, tags)
            else { return false }
            landAreas.append(area)
            landUses.append(use)
        }
        let isPlace =
            profile.building(tags) != nil || !profile.activities(tags, area: nil).isEmpty
        guard isPlace else { return true }
        guard let number = outlines.add(lines), let area = Self.tagged(number, in: outlines, tags)
        else { return false }
        places.append(area)
        return true
    }

    private static func tagged(
        _ number: Int, in layer: borrowing AreaLayer, _ tags: OSMTags
    ) -> TaggedArea? {
        guard let inside = layer.pointInside(number) else { return nil }
        return TaggedArea(
            tags: tags, number: number, size: layer.area(number), x: inside.x, y: inside.y)
    }
}

/// Counts in square cells of 100 m, asked for in blocks of 3 × 3.
struct DensityGrid {
    private var cells: [UInt64: Double] = [:]

    mutating func add(_ x: Double, _ y: Double, _ amount: Double) {
        cells[Self.key(x, y, 0, 0), default: 0] += amount
    }

    /// The sum over the cell of a point and its eight neighbours: 9 hectares.
    func around(_ x: Double, _ y: Double) -> Double {
        var sum = 0.0
        for dy in -1...1 {
            for dx in -1...1 { sum += cells[Self.key(x, y, dx, dy)] ?? 0 }
        }
        return sum
    }

    private static func key(_ x: Double, _ y: Double, _ dx: Int, _ dy: Int) -> UInt64 {
        let column = UInt32(truncatingIfNeeded: Int((x / 100).rounded(.down)) + dx)
        let row = UInt32(truncatingIfNeeded: Int((y / 100).rounded(.down)) + dy)
        return UInt64(column) << 32 | UInt64(row)
    }
}

/// Tells where a map is built up: within or beside land used for building, or among eight or more
/// buildings on 9 hectares; on maps without land use, where residential streets are dense.
struct BuiltUpAreas {
    private var buildings = DensityGrid()
    private var streets = DensityGrid()
    private let hasLandUse: Bool

    /// Streets are drawn along the edge of the land they serve.
    private static let margin = 25.0
    private static let buildingsPerBlock = 8.0
    /// Metres of residential street on 9 hectares: a street through the block, or a bend of one.
    private static let streetPerBlock = 250.0

    init(
        _ graph: RoadGraph, _ pieces: RoadPieces, _ cover: borrowing LandCover,
        profile: CarProfile, metric: MetricNodes
    ) {
        hasLandUse = cover.landUses.contains { if case .residential = $0 { true } else { false } }
        for area in cover.places where profile.building(area.tags) != nil && area.size > 25 {
            buildings.add(area.x, area.y, 1)
        }
        for edge in graph.edges {
            let roadClass = pieces.traits[Int(edge.piece)].roadClass
            guard roadClass == .residential || roadClass == .livingStreet else { continue }
            let nodes = graph.nodes(of: edge)
            for (a, b) in zip(nodes, nodes.dropFirst()) {
                let (a, b) = (Int(a), Int(b))
                streets.add(
                    (metric.x[a] + metric.x[b]) / 2, (metric.y[a] + metric.y[b]) / 2,
                    metric.distance(a, b))
            }
        }
    }

    /// Whether most of an edge lies in a built-up area, by points a quarter of its nodes apart.
    func holds(
        _ nodes: ArraySlice<UInt32>, _ cover: borrowing LandCover, metric: MetricNodes
    ) -> Bool {
        var votes = 0
        let last = nodes.count - 1
        for quarter in [1, 2, 3] {
            let at = nodes.startIndex + min(last - 1, last * quarter / 4)
            let (a, b) = (Int(nodes[at]), Int(nodes[at + 1]))
            let share = last == 1 ? Double(quarter) / 4 : 0.5
            let x = metric.x[a] + (metric.x[b] - metric.x[a]) * share
            let y = metric.y[a] + (metric.y[b] - metric.y[a]) * share
            votes += isBuiltUp(x, y, cover) ? 1 : -1
        }
        return votes > 0
    }

    private func isBuiltUp(_ x: Double, _ y: Double, _ cover: borrowing LandCover) -> Bool {
        if buildings.around(x, y) >= Self.buildingsPerBlock { return true }
        guard hasLandUse else { return streets.around(x, y) >= Self.streetPerBlock }
        return cover.land.numbers(within: Self.margin, ofX: x, y).contains { number in
            if case .farmyard = cover.landUses[number] { false } else { true }
        }
    }
}
