// Writes the links that stay into the columns of `NetworkData`: nodes along a Hilbert curve, links
// by source node, turns and gateways by their final numbers.

import Base
import Roads

/// Where drafts went.
struct LinkNumbers {
    /// Final number of each draft, or −1. [drafts]
    var ofDraft: [Int32]
    /// Draft of each final link. [links]
    var drafts: [Int32]
}

extension NetworkData {
    /// Builds nodes, links, shapes, turns and gateways.
    static func assembled(
        _ links: LinkGraph, _ graph: RoadGraph, extract: OSMExtract, metric: MetricNodes,
        metadata: MapMetadata
    ) -> (NetworkData, LinkNumbers) {
        let (drafts, kept, gateways) = (links.drafts, links.kept, links.gateways)
        var data = NetworkData(metadata: metadata)
        let nodeOfVertex = data.addNodes(
            drafts, graph, kept: kept, gateways: gateways, extract: extract, metric: metric)
        let order = drafts.links.indices.filter { kept.isKept[$0] }
            .sorted { a, b in
                let (linkA, linkB) = (drafts.links[a], drafts.links[b])
                return (nodeOfVertex[Int(linkA.from)], nodeOfVertex[Int(linkA.to)], a)
                    < (nodeOfVertex[Int(linkB.from)], nodeOfVertex[Int(linkB.to)], b)
            }
        var numbers = LinkNumbers(
            ofDraft: [Int32](repeating: -1, count: drafts.links.count),
            drafts: order.map(Int32.init))
        for (number, draft) in order.enumerated() { numbers.ofDraft[draft] = Int32(number) }
        for draft in order {
            data.add(
                drafts.links[draft], drafts, graph, nodeOfVertex: nodeOfVertex, numbers: numbers,
                extract: extract, metric: metric)
            for next in links.turns.turns(from: draft) where kept.isKept[Int(next)] {
                data.turnTo.append(UInt32(numbers.ofDraft[Int(next)]))
            }
            data.linkFirstTurn.append(UInt32(data.turnTo.count))
        }
        for gateway in gateways
        where kept.isKept[Int(gateway.exit)] && kept.isKept[Int(gateway.entry)] {
            data.gatewayExit.append(UInt32(numbers.ofDraft[Int(gateway.exit)]))
            data.gatewayEntry.append(UInt32(numbers.ofDraft[Int(gateway.entry)]))
            data.gatewayWeight.append(gateway.weight)
        }
        data.metadata.boundingBox = data.box()
        return (data, numbers)
    }

    private mutating func addNodes(
        _ drafts: LinkDrafts, _ graph: RoadGraph, kept: KeptLinks, gateways: [GatewayDraft],
        extract: OSMExtract, metric: MetricNodes
    ) -> [UInt32] {
        var isUsed = [Bool](repeating: false, count: graph.vertices.count)
        for (link, stays) in zip(drafts.links, kept.isKept) where stays {
            isUsed[Int(link.from)] = true
            isUsed[Int(link.to)] = true
        }
        var isGateway = [Bool](repeating: false, count: graph.vertices.count)
        for gateway in gateways
        where kept.isKept[Int(gateway.exit)] && kept.isKept[Int(gateway.entry)] {
            isGateway[Int(drafts.links[Int(gateway.exit)].to)] = true
            isGateway[Int(drafts.links[Int(gateway.entry)].from)] = true
        }
        let used = graph.vertices.indices.filter { isUsed[$0] }
        let xs = used.map { metric.x[Int(graph.vertices[$0].node)] }
        let ys = used.map { metric.y[Int(graph.vertices[$0].node)] }
        let (west, south) = (xs.min() ?? 0, ys.min() ?? 0)
        let extent = max((xs.max() ?? 0) - west, (ys.max() ?? 0) - south, 1)
        let keys = used.indices.map { place in
            hilbertIndex(
                x: UInt32((xs[place] - west) / extent * 65_535),
                y: UInt32((ys[place] - south) / extent * 65_535))
        }
        // The origin is a round number near the south-west corner, so that `Float` keeps
        // millimetres on maps of the size of a city.
        metadata.originX = (west / 1000).rounded(.down) * 1000
        metadata.originY = (south / 1000).rounded(.down) * 1000
        var nodeOfVertex = [UInt32](repeating: .max, count: graph.vertices.count)
        for place in used.indices.sorted(by: { (keys[$0], $0) < (keys[$1], $1) }) {
            let vertex = graph.vertices[used[place]]
            var flags: NodeFlags = []
            if vertex.hasSignal { flags.insert(.signals) }
            if vertex.hasCrossing { flags.insert(.crossing) }
            if isGateway[used[place]] { flags.insert(.gateway) }
            let id = addNode(
                longitudeE7: extract.nodeLongitudes[Int(vertex.node)],
                latitudeE7: extract.nodeLatitudes[Int(vertex.node)],
                x: Float(xs[place] - metadata.originX), y: Float(ys[place] - metadata.originY),
                flags: flags)
            nodeOfVertex[used[place]] = id.rawValue
        }
        return nodeOfVertex
    }

    private mutating func add(
        _ link: LinkDraft, _ drafts: LinkDrafts, _ graph: RoadGraph, nodeOfVertex: [UInt32],
        numbers: LinkNumbers, extract: OSMExtract, metric: MetricNodes
    ) {
        let reverse = link.reverse < 0 ? -1 : numbers.ofDraft[Int(link.reverse)]
        var flags = link.flags
        if reverse < 0 { flags.insert(.oneway) }
        linkFrom.append(nodeOfVertex[Int(link.from)])
        linkTo.append(nodeOfVertex[Int(link.to)])
        linkLength.append(Float(link.length))
        linkSpeed.append(link.speed)
        linkLanes.append(link.lanes)
        let end = graph.vertices[Int(link.to)]
        let green =
            end.isForWalkers
            ? CarProfile.walkersGreenShare
            : end.hasSignal ? CarProfile.greenShare(link.roadClass) : nil
        linkCapacity.append(
            Float(CarProfile.capacity(link.roadClass, lanes: link.lanes, greenShare: green)))
        linkClass.append(link.roadClass.rawValue)
        linkFlags.append(flags.rawValue)
        linkReverse.append(reverse < 0 ? .max : UInt32(reverse))
        linkWay.append(extract.ways.ids[Int(link.firstWay)])
        var along = 0.0
        var before: UInt32?
        let nodes = drafts.nodes(of: link)
        for (place, node) in nodes.enumerated() {
            if let before { along += metric.distance(Int(before), Int(node)) }
            before = node
            shapeLongitudeE7.append(extract.nodeLongitudes[Int(node)])
            shapeLatitudeE7.append(extract.nodeLatitudes[Int(node)])
            let isLast = place == nodes.count - 1
            shapeOffset.append(Float(isLast ? link.length : min(along, link.length)))
        }
        linkFirstShape.append(UInt32(shapeOffset.count))
    }

    /// West, south, east, north of all shapes, degrees.
    private func box() -> [Double] {
        [
            shapeLongitudeE7.min(), shapeLatitudeE7.min(), shapeLongitudeE7.max(),
            shapeLatitudeE7.max(),
        ].map { Double($0 ?? 0) / 1e7 }
    }
}
