// The identifiers that cross seams. Each is dense and starts at zero, so that it is also the index
// into every column of its kind.

/// A directed piece of road between two nodes.
public struct LinkID: Hashable, Comparable, Sendable {
    /// Index into the columns of `Network.links`.
    public var rawValue: UInt32

    /// A link from its index.
    @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// The index as `Int`, for subscripts.
    @inlinable public var index: Int { Int(rawValue) }

    /// No link.
    public static let none = LinkID(.max)

    /// Order by index.
    @inlinable public static func < (lhs: LinkID, rhs: LinkID) -> Bool {
        lhs.rawValue < rhs.rawValue
    }
}

/// A point where links meet.
public struct NodeID: Hashable, Comparable, Sendable {
    /// Index into the columns of `Network.nodes`.
    public var rawValue: UInt32

    /// A node from its index.
    @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// The index as `Int`, for subscripts.
    @inlinable public var index: Int { Int(rawValue) }

    /// Order by index.
    @inlinable public static func < (lhs: NodeID, rhs: NodeID) -> Bool {
        lhs.rawValue < rhs.rawValue
    }
}

/// A vehicle of one region; on the wire it is the authenticated device id, `vid`.
public struct VehicleID: Hashable, Comparable, Sendable {
    /// Index within the region.
    public var rawValue: UInt32

    /// A vehicle from its index.
    @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// The index as `Int`, for subscripts.
    @inlinable public var index: Int { Int(rawValue) }

    /// Order by index.
    @inlinable public static func < (lhs: VehicleID, rhs: VehicleID) -> Bool {
        lhs.rawValue < rhs.rawValue
    }
}
