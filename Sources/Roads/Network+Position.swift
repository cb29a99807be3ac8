// Points along links.

import Base

extension Network {
    /// The point at a distance along a link, and the direction of the road there.
    ///
    /// - Parameter offset: metres from the link's start; clamped to the link.
    /// - Returns: WGS 84 degrees; heading in degrees clockwise from north, 0 ..< 360.
    /// - Complexity: O(log shape points of the link).
    public func position(
        link: LinkID, offset: Float
    ) -> (longitude: Double, latitude: Double, heading: Float) {
        let range = shape(of: link)
        // The last point whose offset is not beyond; never the link's last point.
        var low = range.lowerBound
        var high = range.upperBound - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if shapeOffset[middle] <= offset { low = middle } else { high = middle }
        }
        let start = shapeOffset[low]
        let length = shapeOffset[high] - start
        let share = length > 0 ? Double(max(0, min(1, (offset - start) / length))) : 0
        let east = Double(shapeLongitudeE7[high] &- shapeLongitudeE7[low])
        let north = Double(shapeLatitudeE7[high] &- shapeLatitudeE7[low])
        let longitude = (Double(shapeLongitudeE7[low]) + east * share) * 1e-7
        let latitude = (Double(shapeLatitudeE7[low]) + north * share) * 1e-7
        return (longitude, latitude, Self.heading(east: east, north: north, latitude: latitude))
    }

    /// The heading of a step in degrees of longitude and latitude (or any common multiple), on the
    /// WGS 84 ellipsoid: degrees clockwise from north, 0 ..< 360.
    static func heading(east: Double, north: Double, latitude: Double) -> Float {
        let radians = latitude * .pi / 180
        let e2 = 0.006_694_379_990_14
        let sine = Math.sin(radians)
        // Ratio of metres per degree: N cos φ / M = cos φ (1 − e² sin² φ) / (1 − e²).
        let ratio = Math.cos(radians) * (1 - e2 * sine * sine) / (1 - e2)
        let degrees = Float(Math.atan2(east * ratio, north) * 180 / .pi)
        let positive = degrees < 0 ? degrees + 360 : degrees
        return positive >= 360 ? 0 : positive
    }
}
