// A road map as plain arrays, while it is being made: by the import, by the ASCII maps of tests, by
// `rocade traffic`. `Network` is its frozen form.

import Base

/// The columns of a map under construction; see `Network` for their meaning and units.
///
/// Fill the primary columns, then call `frozen()`, which sorts nothing but derives the columns that
/// follow from others (adjacency, reverse links, default turns) and checks every index.
public struct NetworkData: Sendable {
    /// See `Network.metadata`.
    public var metadata: MapMetadata
    /// See the columns of `Network`.
    public var nodeX: [Float] = []
    /// See `Network`.
    public var nodeY: [Float] = []
    /// See `Network`.
    public var nodeLongitudeE7: [Int32] = []
    /// See `Network`.
    public var nodeLatitudeE7: [Int32] = []
    /// See `Network`.
    public var nodeFlags: [UInt8] = []
    /// Source nodes; must ascend.
    public var linkFrom: [UInt32] = []
    /// See `Network`.
    public var linkTo: [UInt32] = []
    /// See `Network`.
    public var linkLength: [Float] = []
    /// See `Network`.
    public var linkSpeed: [Float] = []
    /// See `Network`.
    public var linkLanes: [UInt8] = []
    /// See `Network`.
    public var linkCapacity: [Float] = []
    /// See `Network`.
    public var linkClass: [UInt8] = []
    /// See `Network`.
    public var linkFlags: [UInt16] = []
    /// See `Network`.
    public var linkReverse: [UInt32] = []
    /// See `Network`.
    public var linkWay: [Int64] = []
    /// See `Network`; starts with 0.
    public var linkFirstShape: [UInt32] = [0]
    /// See `Network`.
    public var shapeLongitudeE7: [Int32] = []
    /// See `Network`.
    public var shapeLatitudeE7: [Int32] = []
    /// See `Network`.
    public var shapeOffset: [Float] = []
    /// See `Network`; starts with 0.
    public var linkFirstTurn: [UInt32] = [0]
    /// See `Network`.
    public var turnTo: [UInt32] = []
    /// See `Network`.
    public var placeKind: [UInt8] = []
    /// See `Network`.
    public var placeLongitudeE7: [Int32] = []
    /// See `Network`.
    public var placeLatitudeE7: [Int32] = []
    /// See `Network`.
    public var placeWeight: [Float] = []
    /// See `Network`.
    public var placeLink: [UInt32] = []
    /// See `Network`.
    public var placeOffset: [Float] = []
    /// See `Network`.
    public var gatewayExit: [UInt32] = []
    /// See `Network`.
    public var gatewayEntry: [UInt32] = []
    /// See `Network`.
    public var gatewayWeight: [Float] = []

    /// An empty map.
    public init(metadata: MapMetadata) { self.metadata = metadata }
}

extension NetworkData {
    /// Adds a node and returns its id.
    @discardableResult
    public mutating func addNode(
        longitudeE7: Int32, latitudeE7: Int32, x: Float, y: Float, flags: NodeFlags = []
    ) -> NodeID {
        nodeLongitudeE7.append(longitudeE7)
        nodeLatitudeE7.append(latitudeE7)
        nodeX.append(x)
        nodeY.append(y)
        nodeFlags.append(flags.rawValue)
        return NodeID(UInt32(nodeX.count - 1))
    }

    /// Adds a straight link without turns and returns its id; links must be added in the order of
    /// their source nodes. Capacity defaults to 0.5 vehicles/s (1,800/h) and lane.
    @discardableResult
    public mutating func addLink(
        from: NodeID, to: NodeID, length: Float, speed: Float, lanes: UInt8 = 1,
        capacity: Float? = nil, roadClass: RoadClass = .residential, flags: LinkFlags = []
    ) -> LinkID {
        linkFrom.append(from.rawValue)
        linkTo.append(to.rawValue)
        linkLength.append(length)
        linkSpeed.append(speed)
        linkLanes.append(lanes)
        linkCapacity.append(capacity ?? Float(lanes) * 0.5)
        linkClass.append(roadClass.rawValue)
        linkFlags.append(flags.rawValue)
        linkReverse.append(.max)
        linkWay.append(0)
        for (node, offset) in [(from, 0), (to, length)] {
            shapeLongitudeE7.append(nodeLongitudeE7[node.index])
            shapeLatitudeE7.append(nodeLatitudeE7[node.index])
            shapeOffset.append(offset)
        }
        linkFirstShape.append(UInt32(shapeOffset.count))
        return LinkID(UInt32(linkFrom.count - 1))
    }

    /// Fills `linkReverse` and the turns: everywhere but back, except where there is no other way.
    public mutating func deriveDefaultTurns() {
        var outgoing = [[UInt32]](repeating: [], count: nodeX.count)
        for link in linkFrom.indices { outgoing[Int(linkFrom[link])].append(UInt32(link)) }
        linkReverse = linkFrom.indices.map { link in
            outgoing[Int(linkTo[link])].first { linkTo[Int($0)] == linkFrom[link] } ?? .max
        }
        linkFirstTurn = [0]
        turnTo = []
        for link in linkFrom.indices {
            let all = outgoing[Int(linkTo[link])]
            let onward = all.filter { $0 != linkReverse[link] }
            turnTo += onward.isEmpty ? all : onward
            linkFirstTurn.append(UInt32(turnTo.count))
        }
    }
}
