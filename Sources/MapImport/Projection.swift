// The one file that speaks to PROJ: the metric reference system of a region, and its scale.

import Base
import CPROJ

/// A region's metric reference system: the UTM zone of its centre, on ETRS89 in Europe (EPSG:258zz)
/// and on WGS 84 elsewhere (EPSG:326zz north, 327zz south).
///
/// Owns a PROJ context and transformation, which belong to one thread; not `Sendable`.
struct Projection: ~Copyable {
    /// Such as "EPSG:25832".
    let code: String
    private let context: OpaquePointer
    private let transformation: OpaquePointer
    /// The projection's scale across the region.
    let scale: ScaleProfile

    /// - Parameter box: west, south, east, north, degrees: what will be projected.
    init(box: [Double]) throws {
        let longitude = (box[0] + box[2]) / 2
        let latitude = (box[1] + box[3]) / 2
        code = Self.code(longitude: longitude, latitude: latitude)
        guard let context = proj_context_create() else {
            throw Failure.environment("PROJ cannot start; is libproj installed?")
        }
        guard let raw = proj_create_crs_to_crs(context, "EPSG:4326", code, nil),
            let normalized = proj_normalize_for_visualization(context, raw)
        else {
            proj_context_destroy(context)
            throw Failure.environment(
                "PROJ knows no \(code); install its database (apt: proj-data)")
        }
        proj_destroy(raw)
        guard let scale = ScaleProfile(normalized, box: box) else {
            proj_destroy(normalized)
            proj_context_destroy(context)
            throw Failure.environment("PROJ gives no scale for \(code)")
        }
        self.context = context
        self.scale = scale
        transformation = normalized
    }

    deinit {
        proj_destroy(transformation)
        proj_context_destroy(context)
    }

    /// The EPSG code of the zone of a point. EPSG defines ETRS89 zones 28 to 38; they serve the
    /// Eurasian plate in Europe.
    static func code(longitude: Double, latitude: Double) -> String {
        let zone = max(1, min(60, Int(((longitude + 180) / 6).rounded(.down)) + 1))
        let inEurope = (28...38).contains(zone) && (34.0...72.0).contains(latitude)
        let number = (inEurope ? 25_800 : latitude < 0 ? 32_700 : 32_600) + zone
        return "EPSG:\(number)"
    }

    /// Projects points in place: longitudes become eastings, latitudes northings, metres.
    func project(_ x: inout [Double], _ y: inout [Double]) throws {
        try transform(PJ_FWD, &x, &y)
    }

    /// The way back: eastings become longitudes, northings latitudes, degrees.
    func unproject(_ x: inout [Double], _ y: inout [Double]) throws {
        try transform(PJ_INV, &x, &y)
    }

    private func transform(
        _ direction: PJ_DIRECTION, _ x: inout [Double], _ y: inout [Double]
    ) throws {
        guard transformed(transformation, direction, &x, &y) else {
            throw Failure.input("a point of the map cannot be projected to \(code)")
        }
    }
}

private func transformed(
    _ transformation: OpaquePointer, _ direction: PJ_DIRECTION, _ x: inout [Double],
    _ y: inout [Double]
) -> Bool {
    let count = x.count
    let stride = MemoryLayout<Double>.stride
    let done = x.withUnsafeMutableBufferPointer { xs in
        y.withUnsafeMutableBufferPointer { ys in
            proj_trans_generic(
                transformation, direction, xs.baseAddress, stride, count, ys.baseAddress, stride,
                count, nil, 0, 0, nil, 0, 0)
        }
    }
    return done == count && proj_errno(transformation) == 0
}

/// Metres in the projection per metre on the ground, from west to east. Along a UTM zone the scale
/// changes with the easting alone (north to south by less than 1e-7 within a region).
struct ScaleProfile {
    let factors: [Double]
    /// Easting of the first factor, and the distance between two.
    let start: Double
    let step: Double

    /// Measures the scale at 33 places from west to east: how long a step of 0.002 degrees to the
    /// north is in the projection, against its length on the ellipsoid. (`proj_factors` gives the
    /// same to 1e-9 at 13 ms a call.) Nil when PROJ cannot project.
    init?(_ transformation: OpaquePointer, box: [Double]) {
        let latitude = (box[1] + box[3]) / 2
        let margin = max(0.01, (box[2] - box[0]) * 0.05)
        let last = 32
        let longitudes = (0...last).map { place in
            box[0] - margin + (box[2] - box[0] + 2 * margin) * Double(place) / Double(last)
        }
        let half = 0.001
        var (southX, northX) = (longitudes, longitudes)
        var southY = longitudes.map { _ in latitude - half }
        var northY = longitudes.map { _ in latitude + half }
        guard transformed(transformation, PJ_FWD, &southX, &southY),
            transformed(transformation, PJ_FWD, &northX, &northY)
        else { return nil }
        let plane = TangentPlane(centreLongitude: longitudes[0], centreLatitude: latitude)
        let step = plane.metersPerDegreeNorth * 2 * half
        factors = longitudes.indices.map { place in
            let (dx, dy) = (northX[place] - southX[place], northY[place] - southY[place])
            return (dx * dx + dy * dy).squareRoot() / step
        }
        guard factors.allSatisfy({ $0 > 0.9 && $0 < 1.2 }) else { return nil }
        // Eastings are not evenly spaced to the last centimetre; the scale is smooth enough.
        start = (southX[0] + northX[0]) / 2
        self.step = ((southX[last] + northX[last]) / 2 - start) / Double(last)
    }

    /// The factor at an easting, by linear interpolation.
    func factor(atEasting x: Double) -> Double {
        let at = max(0, min(Double(factors.count - 1), (x - start) / step))
        let index = min(factors.count - 2, Int(at))
        let share = at - Double(index)
        return factors[index] * (1 - share) + factors[index + 1] * share
    }
}

/// The nodes of an extract in the metric reference system.
struct MetricNodes {
    /// Eastings and northings, metres; zero for nodes that the file lacks.
    let x: [Double]
    let y: [Double]
    let scale: ScaleProfile

    init(_ extract: OSMExtract, _ projection: borrowing Projection) throws {
        let present = extract.nodeIDs.indices.filter { !extract.isMissing($0) }
        var east = present.map { Double(extract.nodeLongitudes[$0]) / 1e7 }
        var north = present.map { Double(extract.nodeLatitudes[$0]) / 1e7 }
        try projection.project(&east, &north)
        var x = [Double](repeating: 0, count: extract.nodeIDs.count)
        var y = x
        for (place, node) in present.enumerated() {
            x[node] = east[place]
            y[node] = north[place]
        }
        self.x = x
        self.y = y
        scale = projection.scale
    }

    /// Metres on the ground between two nodes that are close to each other.
    func distance(_ a: Int, _ b: Int) -> Double {
        let dx = x[b] - x[a]
        let dy = y[b] - y[a]
        return (dx * dx + dy * dy).squareRoot() / scale.factor(atEasting: (x[a] + x[b]) / 2)
    }

    /// Metres on the ground along a line of nodes.
    func length(_ nodes: some Collection<UInt32>) -> Double {
        var sum = 0.0
        for (a, b) in zip(nodes, nodes.dropFirst()) { sum += distance(Int(a), Int(b)) }
        return sum
    }
}
