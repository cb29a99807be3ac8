// The import: OSM file in, road map out. This file owns the order of the steps; each step is a file
// of its own.
//
//   OSM file → pieces of road → graph → chains → links → gateways, turns → largest part → columns
//                                                             land use, buildings → places ↗

import Base
import Roads

/// What an import cannot find in the file.
public struct ImportOptions: Hashable, Sendable {
    /// The map's name.
    public var name: String
    /// Attribution that every picture must carry.
    public var attribution: String
    /// SHA-256 of the file, lower-case hexadecimal.
    public var sourceSHA256: String
    /// ISO 3166 code of the country whose limits hold by default; nil: found from the file.
    public var country: String?

    /// Options with OpenStreetMap's attribution.
    public init(
        name: String, attribution: String = "© OpenStreetMap contributors, ODbL 1.0",
        sourceSHA256: String = "", country: String? = nil
    ) {
        self.name = name
        self.attribution = attribution
        self.sourceSHA256 = sourceSHA256
        self.country = country
    }
}

/// Reads a `.osm.pbf` or `.osm` file and makes a road map of it.
///
/// The result depends on the file, the options and the versions of PROJ and GEOS alone.
/// - Throws: `Failure.input` when the file is missing, no OSM file, truncated, or holds no road
///   for cars; `Failure.environment` when PROJ or GEOS cannot work.
public func importMap(pbf path: String, options: ImportOptions) throws -> NetworkData {
    let extract = try OSMExtract(path: path, selection: CarProfile.selection)
    guard let box = extract.roadBox() else {
        throw Failure.input(
            "\(path): no roads for cars in it; take an extract with OSM ways of key highway")
    }
    let rules = try countryRules(options, extract, box)
    let profile = CarProfile(country: rules)
    let projection = try Projection(box: box)
    let metric = try MetricNodes(extract, projection)
    var account = ImportAccount()
    account.add("read: nodes in the file", extract.fileNodes)
    account.add("read: ways in the file", extract.fileWays)
    account.add("read: relations in the file", extract.fileRelations)

    let pieces = RoadPieces(extract, profile: profile, metric: metric, account: &account)
    let cover = LandCover(extract, profile: profile, metric: metric, account: &account)
    let restrictions = TurnRestriction.all(extract, profile, account: &account)
    let pinned = Set(restrictions.map(\.via))
    var graph = RoadGraph(
        pieces, nodeTraits: nodeTraits(extract, profile), pinned: pinned,
        nodeCount: extract.nodeIDs.count, metric: metric)
    graph.dropServiceRoadsThatConnectNothing(pieces, account: &account)
    guard !graph.edges.isEmpty else {
        throw Failure.input(
            "\(path): no roads for cars in it; take an extract with OSM ways of key highway")
    }
    graph.moveSignalsToJunctions(pieces, pinned: pinned, account: &account)
    account.add(
        MapMetadata.AccountLine.usableRoads, graph.edges.count,
        meters: graph.edges.reduce(0) { $0 + $1.length })

    let isEdgeOfData = graph.verticesAtEdgeOfData(extract, metric)
    for vertex in graph.vertices.indices where isEdgeOfData[vertex] {
        graph.vertices[vertex].isPinned = true
    }
    var profiles = edgeProfiles(graph, pieces, cover, profile, metric)
    let whole = LinkGraph(
        graph, profiles, isEdgeOfData: isEdgeOfData, restrictions, metric, account: &account)
    whole.countDropped(graph, &account)
    // Where a side road was dropped its junction is none any more: once again with the rest.
    graph.keep(whole.edgesOfKeptLinks(), &profiles)
    var recount = ImportAccount()
    let links = LinkGraph(
        graph, profiles, isEdgeOfData: isEdgeOfData, restrictions, metric, account: &recount)
    links.countKept(&account)

    let metadata = MapMetadata(
        name: options.name, referenceSystem: projection.code,
        sourceSHA256: options.sourceSHA256, attribution: options.attribution)
    var (data, numbers) = NetworkData.assembled(
        links, graph, extract: extract, metric: metric, metadata: metadata)
    account.add("kept: nodes", data.nodeX.count)
    account.add("kept: gateways", data.gatewayExit.count)
    var seeds = PlaceSeeds(cover, profile: profile)
    try seeds.addPoints(extract, projection)
    let lines = MetricLines(drafts: links.drafts, numbers: numbers, metric: metric)
    let isCore = numbers.drafts.map { links.kept.isCore[Int($0)] }
    try addPlaces(seeds, to: &data, lines, isCore: isCore, rules, projection, &account)
    data.metadata.account = account.finished
    return data
}

/// Ties places to links and fills in what the map does not say.
private func addPlaces(
    _ seeds: PlaceSeeds, to data: inout NetworkData, _ lines: MetricLines, isCore: [Bool],
    _ rules: CountryRules, _ projection: borrowing Projection, _ account: inout ImportAccount
) throws {
    var finder = PlaceFinder(data, isCore: isCore, drivesOnLeft: rules.drivesOnLeft)
    let far = try finder.snap(seeds.all, data, lines, projection)
    account.add("dropped: places more than 500 m from a road", far)
    var fallbacks = PlaceFallbacks(data: data, finder: finder)
    fallbacks.fill(&finder, seeds: seeds)
    finder.write(to: &data, account: &account)
    data.metadata.placesBasis =
        fallbacks.notes.joined(separator: "; ") + "; speed limits by default of \(rules.code)"
}

private func countryRules(
    _ options: ImportOptions, _ extract: OSMExtract, _ box: [Double]
) throws -> CountryRules {
    guard let code = options.country else {
        return .guess(
            extract, longitude: (box[0] + box[2]) / 2, latitude: (box[1] + box[3]) / 2)
    }
    guard let rules = CountryRules.of(code) else {
        throw Failure.input("country \(code): no speed limits are known for it; leave it out")
    }
    return rules
}

private func nodeTraits(_ extract: OSMExtract, _ profile: CarProfile) -> [UInt32: NodeTraits] {
    var result: [UInt32: NodeTraits] = [:]
    for point in 0..<extract.points.count {
        guard let node = extract.node(withID: extract.points.ids[point]) else { continue }
        let traits = profile.node(extract.tags(ofPoint: point))
        if traits.isSignal || traits.isCrossing || traits.blocksCars {
            result[UInt32(node)] = traits
        }
    }
    return result
}

/// What holds on each edge, with defaults by class and built-up area.
private func edgeProfiles(
    _ graph: RoadGraph, _ pieces: RoadPieces, _ cover: borrowing LandCover,
    _ profile: CarProfile, _ metric: MetricNodes
) -> EdgeProfiles {
    let builtUp = BuiltUpAreas(graph, pieces, cover, profile: profile, metric: metric)
    var profiles = EdgeProfiles()
    for edge in graph.edges {
        let traits = pieces.traits[Int(edge.piece)]
        let urban = traits.urban ?? builtUp.holds(graph.nodes(of: edge), cover, metric: metric)
        var soft = traits.flags.intersection(.bridge)
        if urban { soft.insert(.urban) }
        if traits.lanesAssumed { soft.insert(.lanesAssumed) }
        func direction(_ tag: SpeedTag?, _ lanes: UInt8) -> DirectionProfile {
            let (limit, assumed) = profile.limit(traits, tag, urban: urban)
            if assumed { soft.insert(.speedAssumed) }
            let factor = profile.freeFlowFactor(traits.roadClass, limit: limit)
            return DirectionProfile(speed: Float(limit * factor / 3.6), lanes: lanes)
        }
        let number = profiles.number(
            of: EdgeProfile(
                roadClass: traits.roadClass,
                forward: traits.forward
                    ? direction(traits.limitForward, traits.lanesForward) : nil,
                backward: traits.backward
                    ? direction(traits.limitBackward, traits.lanesBackward) : nil,
                flags: traits.flags.subtracting(.bridge)))
        profiles.ofEdge.append(number)
        profiles.softFlags.append(soft)
    }
    return profiles
}

extension OSMExtract {
    /// West, south, east, north of the roads, degrees; nil without roads.
    func roadBox() -> [Double]? {
        var box: [Int32] = [.max, .max, .min, .min]
        for way in 0..<ways.count where CarProfile.roadClass(tags(ofWay: way)) != nil {
            for ref in refs(ofWay: way) where !isMissing(Int(ref)) {
                let (x, y) = (nodeLongitudes[Int(ref)], nodeLatitudes[Int(ref)])
                box = [min(box[0], x), min(box[1], y), max(box[2], x), max(box[3], y)]
            }
        }
        return box[0] == .max ? nil : box.map { Double($0) / 1e7 }
    }
}
