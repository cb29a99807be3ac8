import Base
import Traffic

/// The true state of a vehicle at an instant of a trip, on the map or beyond it.
struct Sample {
    /// The link it is on; `LinkID.none` beyond the map.
    var link = LinkID.none
    /// Metres since ignition on.
    var distance: Double
    /// m/s.
    var speed: Float
    /// m/s², forward.
    var acceleration: Float
    /// m/s², to the left.
    var lateralAcceleration: Float = 0
    /// Degrees/s.
    var yawRate: Float = 0
    /// Degrees; NaN beyond the map.
    var longitude = Double.nan
    /// Degrees; NaN beyond the map.
    var latitude = Double.nan
    /// Degrees clockwise from north; NaN beyond the map.
    var heading = Float.nan

    /// On the map.
    @inline(__always)
    init(_ motion: MotionState, distance: Double) {
        link = motion.link
        self.distance = distance
        speed = motion.speed
        acceleration = motion.acceleration
        lateralAcceleration = motion.lateralAcceleration
        yawRate = motion.yawRate
        longitude = motion.longitude
        latitude = motion.latitude
        heading = motion.heading
    }

    /// Beyond the map.
    @inline(__always)
    init(_ leg: LegMotion, distance: Double) {
        self.distance = distance
        speed = Float(leg.speed)
        acceleration = Float(leg.acceleration)
    }

    /// Whether it is on the map.
    @inline(__always)
    var isOnMap: Bool { link != .none }
}
