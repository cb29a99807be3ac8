// The one file of the engine that calls the C library's transcendental functions. Results of these
// may differ between C libraries; whoever compares runs compares them on one.

import Glibc

/// Transcendental functions, and geometry on the ellipsoid.
public enum Math {
    /// Natural logarithm.
    public static func log(_ x: Double) -> Double { Glibc.log(x) }
    /// Exponential.
    public static func exp(_ x: Double) -> Double { Glibc.exp(x) }
    /// Sine of radians.
    public static func sin(_ x: Double) -> Double { Glibc.sin(x) }
    /// Cosine of radians.
    public static func cos(_ x: Double) -> Double { Glibc.cos(x) }
    /// Angle of the vector (x, y), radians in (−π, π].
    public static func atan2(_ y: Double, _ x: Double) -> Double { Glibc.atan2(y, x) }
    /// Power.
    public static func pow(_ x: Double, _ y: Double) -> Double { Glibc.pow(x, y) }
    /// Logarithm of the gamma function of a positive number.
    public static func logGamma(_ x: Double) -> Double {
        var sign: Int32 = 0
        return lgamma_r(x, &sign)
    }
}

/// A plane that touches the WGS 84 ellipsoid: east and north metres from a centre. Within 50 km of
/// the centre it is good to 1 % in scale and exact in topology, which is what sensor noise,
/// headings and map matching need. Lengths that enter results come from the map's projected
/// coordinates.
public struct TangentPlane: Sendable {
    /// The centre, degrees.
    public let centreLongitude: Double
    /// The centre, degrees.
    public let centreLatitude: Double
    /// Metres per degree of longitude at the centre.
    public let metersPerDegreeEast: Double
    /// Metres per degree of latitude at the centre.
    public let metersPerDegreeNorth: Double

    /// A plane at a centre, WGS 84 (a = 6,378,137 m, e² = 0.00669437999014).
    public init(centreLongitude: Double, centreLatitude: Double) {
        self.centreLongitude = centreLongitude
        self.centreLatitude = centreLatitude
        let latitude = centreLatitude * .pi / 180
        let e2 = 0.006_694_379_990_14
        let w2 = 1 - e2 * Math.sin(latitude) * Math.sin(latitude)
        let primeVertical = 6_378_137 / w2.squareRoot()
        let meridional = 6_378_137 * (1 - e2) / (w2 * w2.squareRoot())
        metersPerDegreeEast = primeVertical * Math.cos(latitude) * .pi / 180
        metersPerDegreeNorth = meridional * .pi / 180
    }

    /// East metres of a longitude.
    @inlinable public func east(_ longitude: Double) -> Double {
        (longitude - centreLongitude) * metersPerDegreeEast
    }

    /// North metres of a latitude.
    @inlinable public func north(_ latitude: Double) -> Double {
        (latitude - centreLatitude) * metersPerDegreeNorth
    }

    /// Longitude of an east coordinate.
    @inlinable public func longitude(east: Double) -> Double {
        centreLongitude + east / metersPerDegreeEast
    }

    /// Latitude of a north coordinate.
    @inlinable public func latitude(north: Double) -> Double {
        centreLatitude + north / metersPerDegreeNorth
    }
}
