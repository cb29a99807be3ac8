// The whole data model of a road map in one place: columns over one block of memory, which is a
// memory-mapped `.roads` file or a block built by hand in a test. Nothing here knows vehicles.

import Base

/// A road map: nodes, links, geometry, permitted turns, places and gateways, as columns.
///
/// Links are sorted by source node, nodes along a space-filling curve. A network is immutable and
/// shared freely between threads.
public struct Network: Sendable {
    /// Name, reference system, and where it came from.
    public let metadata: MapMetadata

    /// Position in the map's metric reference system, metres from `metadata.origin`. [nodes]
    public let nodeX: MapColumn<Float>
    /// See `nodeX`. [nodes]
    public let nodeY: MapColumn<Float>
    /// WGS 84 longitude, 1e-7 degrees. [nodes]
    public let nodeLongitudeE7: MapColumn<Int32>
    /// WGS 84 latitude, 1e-7 degrees. [nodes]
    public let nodeLatitudeE7: MapColumn<Int32>
    /// `NodeFlags`. [nodes]
    public let nodeFlags: MapColumn<UInt8>
    /// The links that leave node n are `nodeFirstOut[n] ..< nodeFirstOut[n + 1]`. [nodes + 1]
    public let nodeFirstOut: MapColumn<UInt32>
    /// Slice of `nodeInLinks` of the links that enter a node. [nodes + 1]
    public let nodeFirstIn: MapColumn<UInt32>
    /// Links that enter, grouped by node. [links]
    public let nodeInLinks: MapColumn<UInt32>

    /// Source node. [links]
    public let linkFrom: MapColumn<UInt32>
    /// Target node. [links]
    public let linkTo: MapColumn<UInt32>
    /// Length in the metric reference system, corrected for its scale: metres on the ground.
    /// [links]
    public let linkLength: MapColumn<Float>
    /// Free-flow speed, m/s. [links]
    public let linkSpeed: MapColumn<Float>
    /// Lanes in this direction. [links]
    public let linkLanes: MapColumn<UInt8>
    /// Flow capacity at the exit, all lanes together, vehicles/s. [links]
    public let linkCapacity: MapColumn<Float>
    /// `RoadClass`. [links]
    public let linkClass: MapColumn<UInt8>
    /// `LinkFlags`. [links]
    public let linkFlags: MapColumn<UInt16>
    /// The link of the opposite direction, or `UInt32.max`. [links]
    public let linkReverse: MapColumn<UInt32>
    /// OSM id of the way that the link begins on. [links]
    public let linkWay: MapColumn<Int64>
    /// Slice of the shape columns that draws a link, both end nodes included. [links + 1]
    public let linkFirstShape: MapColumn<UInt32>
    /// WGS 84 longitude of a shape point, 1e-7 degrees. [shape points]
    public let shapeLongitudeE7: MapColumn<Int32>
    /// WGS 84 latitude of a shape point, 1e-7 degrees. [shape points]
    public let shapeLatitudeE7: MapColumn<Int32>
    /// Metres along the link to a shape point; the last is the link's length. [shape points]
    public let shapeOffset: MapColumn<Float>
    /// Slice of `turnTo` of the links on which a vehicle may go on. [links + 1]
    public let linkFirstTurn: MapColumn<UInt32>
    /// Permitted next links: restrictions obeyed, U-turns only at dead ends. [turns]
    public let turnTo: MapColumn<UInt32>

    /// `PlaceKind`. [places]
    public let placeKind: MapColumn<UInt8>
    /// WGS 84 longitude, 1e-7 degrees. [places]
    public let placeLongitudeE7: MapColumn<Int32>
    /// WGS 84 latitude, 1e-7 degrees. [places]
    public let placeLatitudeE7: MapColumn<Int32>
    /// How much of its kind's activity a place has; not normalised. [places]
    public let placeWeight: MapColumn<Float>
    /// The link that gives access. [places]
    public let placeLink: MapColumn<UInt32>
    /// Metres along that link. [places]
    public let placeOffset: MapColumn<Float>

    /// The last link on the map on the way out. [gateways]
    public let gatewayExit: MapColumn<UInt32>
    /// The first link on the map on the way back. [gateways]
    public let gatewayEntry: MapColumn<UInt32>
    /// Share of the traffic over the border, not normalised: by road class and lanes. [gateways]
    public let gatewayWeight: MapColumn<Float>

    /// Keeps the memory behind the columns alive.
    let storage: any AnyObject & Sendable

    /// How many nodes.
    public var nodeCount: Int { nodeX.count }
    /// How many links.
    public var linkCount: Int { linkFrom.count }
    /// How many places.
    public var placeCount: Int { placeKind.count }
    /// How many gateways.
    public var gatewayCount: Int { gatewayExit.count }

    /// The links that leave a node.
    @inlinable public func outLinks(of node: NodeID) -> Range<Int> {
        Int(nodeFirstOut[node.index])..<Int(nodeFirstOut[node.index + 1])
    }

    /// Positions in `turnTo` of the links that may follow a link.
    @inlinable public func turns(from link: LinkID) -> Range<Int> {
        Int(linkFirstTurn[link.index])..<Int(linkFirstTurn[link.index + 1])
    }

    /// Positions in the shape columns that draw a link.
    @inlinable public func shape(of link: LinkID) -> Range<Int> {
        Int(linkFirstShape[link.index])..<Int(linkFirstShape[link.index + 1])
    }
}

/// What a road map says about itself. Stored as text inside the file.
public struct MapMetadata: Hashable, Sendable {
    /// The map's name in the catalogue.
    public var name: String
    /// The metric reference system, such as "EPSG:25832".
    public var referenceSystem: String
    /// Metric coordinates of the point that `nodeX` and `nodeY` count from.
    public var originX: Double
    /// See `originX`.
    public var originY: Double
    /// Bounding box of the kept roads: west, south, east, north, degrees.
    public var boundingBox: [Double]
    /// SHA-256 of the OSM file, lower-case hexadecimal.
    public var sourceSHA256: String
    /// Attribution that every picture of the map must carry.
    public var attribution: String
    /// Where homes and work come from: "land use and buildings", or the fallback and what it costs.
    public var placesBasis: String
    /// The account of the import, in printed order: what, how many, why.
    public var account: [AccountLine]

    /// One line of the import's account.
    public struct AccountLine: Hashable, Sendable {
        /// Such as "kept links", "dropped: no access for cars".
        public var what: String
        /// How many.
        public var count: Int
        /// Kilometres concerned, where that makes sense.
        public var kilometers: Double?

        /// A line.
        public init(_ what: String, _ count: Int, kilometers: Double? = nil) {
            self.what = what
            self.count = count
            self.kilometers = kilometers
        }
    }

    /// Metadata of a map.
    public init(
        name: String, referenceSystem: String = "none", originX: Double = 0, originY: Double = 0,
        boundingBox: [Double] = [0, 0, 0, 0], sourceSHA256: String = "", attribution: String = "",
        placesBasis: String = "", account: [AccountLine] = []
    ) {
        self.name = name
        self.referenceSystem = referenceSystem
        self.originX = originX
        self.originY = originY
        self.boundingBox = boundingBox
        self.sourceSHA256 = sourceSHA256
        self.attribution = attribution
        self.placesBasis = placesBasis
        self.account = account
    }

    /// The plane for noise and matching, touching the middle of the bounding box.
    public var plane: TangentPlane {
        TangentPlane(
            centreLongitude: (boundingBox[0] + boundingBox[2]) / 2,
            centreLatitude: (boundingBox[1] + boundingBox[3]) / 2
        )
    }
}

/// OSM's `highway` values for cars, from the fastest to the slowest.
public enum RoadClass: UInt8, Sendable, CaseIterable {
    /// Values of OSM's key `highway`; `…Link` are slip roads.
    case motorway, motorwayLink, trunk, trunkLink, primary, primaryLink, secondary, secondaryLink
    /// Values of OSM's key `highway`.
    case tertiary, tertiaryLink, unclassified, residential, livingStreet, road, service
}

/// What lies at a node. Bits of `Network.nodeFlags`.
public struct NodeFlags: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt8
    /// Flags from bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Traffic signals.
    public static let signals = NodeFlags(rawValue: 1)
    /// The map ends here.
    public static let gateway = NodeFlags(rawValue: 2)
    /// Crossing for people on foot.
    public static let crossing = NodeFlags(rawValue: 4)
}

/// What kind of road piece a link is. Bits of `Network.linkFlags`.
public struct LinkFlags: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt16
    /// Flags from bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// No link in the opposite direction.
    public static let oneway = LinkFlags(rawValue: 1)
    /// Part of a roundabout.
    public static let roundabout = LinkFlags(rawValue: 2)
    /// In a tunnel.
    public static let tunnel = LinkFlags(rawValue: 4)
    /// On a bridge.
    public static let bridge = LinkFlags(rawValue: 8)
    /// The speed is a default, not tagged.
    public static let speedAssumed = LinkFlags(rawValue: 16)
    /// The lanes are a default, not tagged.
    public static let lanesAssumed = LinkFlags(rawValue: 32)
    /// In a built-up area.
    public static let urban = LinkFlags(rawValue: 64)
    /// Access for destinations only.
    public static let destinationOnly = LinkFlags(rawValue: 128)
}

/// What people do at a place.
public enum PlaceKind: UInt8, Sendable, CaseIterable {
    /// Where vehicles are kept overnight.
    case home
    /// Workplaces.
    case work
    /// Shops.
    case shop
    /// Schools and kindergartens.
    case school
    /// Sport, culture, restaurants, nature.
    case leisure
    /// Doctors, offices, worship and other errands.
    case errand
    /// Public car parks.
    case parking
    /// Charging stations for electric cars.
    case charging
}
