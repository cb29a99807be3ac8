import Base

/// True motion of a vehicle at an instant, on the map.
public struct MotionState: Hashable, Sendable {
    /// The link it is on.
    public var link: LinkID
    /// Metres along that link.
    public var offset: Float
    /// Metres on the map since the trip began.
    public var distance: Double
    /// m/s.
    public var speed: Float
    /// m/s², forward; negative when braking.
    public var acceleration: Float
    /// m/s², to the left: speed times yaw rate.
    public var lateralAcceleration: Float
    /// Degrees/s, clockwise from above is negative (VSS: ISO 8855, z up).
    public var yawRate: Float
    /// Degrees, WGS 84.
    public var longitude: Double
    /// Degrees, WGS 84.
    public var latitude: Double
    /// Degrees clockwise from north.
    public var heading: Float
}
