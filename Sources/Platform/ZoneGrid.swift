import Base

/// The grid of zones of `od-matrix`: equal steps in degrees from the south-west corner of the map.
/// Steps have six decimals, so that the descriptor gives them exactly.
struct ZoneGrid: Hashable, Sendable {
    /// South-west corner of zone 0:0, degrees.
    let originLongitude: Double
    let originLatitude: Double
    /// Size of a zone, degrees.
    let sizeLongitude: Double
    let sizeLatitude: Double

    /// A zone's place in the grid; negative west and south of the map.
    struct Zone: Hashable, Sendable {
        var x: Int
        var y: Int
        /// "x:y".
        var name: String { "\(x):\(y)" }

        /// Twelve bits for each of x and y; zones further out share the outermost one.
        var packed: UInt64 {
            UInt64(Self.clamped(x) + 2048) << 12 | UInt64(Self.clamped(y) + 2048)
        }
        init(x: Int, y: Int) {
            self.x = x
            self.y = y
        }
        init(packed: UInt64) {
            x = Int(packed >> 12 & 0xFFF) - 2048
            y = Int(packed & 0xFFF) - 2048
        }
        private static func clamped(_ value: Int) -> Int { max(-2048, min(2047, value)) }
    }

    /// A grid of about `meters` over a box (west, south, east, north, degrees).
    init(box: [Double], plane: TangentPlane, meters: Double) {
        func sixDecimals(_ value: Double, _ rule: FloatingPointRoundingRule) -> Double {
            (value * 1e6).rounded(rule) / 1e6
        }
        originLongitude = sixDecimals(box[0], .down)
        originLatitude = sixDecimals(box[1], .down)
        sizeLongitude = sixDecimals(meters / plane.metersPerDegreeEast, .up)
        sizeLatitude = sixDecimals(meters / plane.metersPerDegreeNorth, .up)
    }

    /// The zone of a position, 1e-7 degrees.
    func zone(longitudeE7: Int32, latitudeE7: Int32) -> Zone {
        let x = (Double(longitudeE7) / 1e7 - originLongitude) / sizeLongitude
        let y = (Double(latitudeE7) / 1e7 - originLatitude) / sizeLatitude
        return Zone(x: Int(x.rounded(.down)), y: Int(y.rounded(.down)))
    }
}
