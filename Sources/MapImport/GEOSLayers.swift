// The one file that speaks to GEOS, through its re-entrant functions only. A layer owns a context
// and the geometries in it; both belong to one thread, so a layer is not `Sendable`.

import CGEOS

/// A ring or line in metres.
struct MetricLine {
    var x: [Double]
    var y: [Double]

    var isClosed: Bool { x.count > 3 && x.first == x.last && y.first == y.last }
}

/// Areas with an index in space: land use, buildings, the outline of the data.
struct AreaLayer: ~Copyable {
    private let context: GEOSContextHandle_t
    private var geometries: [OpaquePointer] = []
    private var prepared: [OpaquePointer] = []
    private var tree: OpaquePointer?
    /// How many were repaired because their outline crosses itself.
    private(set) var repairedCount = 0

    /// An empty layer.
    init() { context = startedContext() }

    deinit {
        if let tree { GEOSSTRtree_destroy_r(context, tree) }
        for area in prepared { GEOSPreparedGeom_destroy_r(context, area) }
        for geometry in geometries { GEOSGeom_destroy_r(context, geometry) }
        GEOS_finish_r(context)
    }

    /// Adds the area that closed or joining lines bound; inner lines cut holes. Nil when they bound
    /// none.
    mutating func add(_ lines: [MetricLine]) -> Int? {
        guard var area = area(of: lines) else { return nil }
        if GEOSisValid_r(context, area) != 1 {
            let valid = repaired(area)
            GEOSGeom_destroy_r(context, area)
            guard let valid else { return nil }
            area = valid
            repairedCount += 1
        }
        var size = 0.0
        guard GEOSArea_r(context, area, &size) == 1, size > 0 else {
            GEOSGeom_destroy_r(context, area)
            return nil
        }
        geometries.append(area)
        return geometries.count - 1
    }

    /// Adds the concave hull of points: `ratio` 1 is the convex hull, 0 the tightest.
    mutating func addConcaveHull(of points: MetricLine, ratio: Double) -> Int? {
        let members = points.x.indices.compactMap {
            GEOSGeom_createPointFromXY_r(context, points.x[$0], points.y[$0])
        }
        guard let cloud = collection(members, GEOS_MULTIPOINT) else { return nil }
        defer { GEOSGeom_destroy_r(context, cloud) }
        guard let hull = GEOSConcaveHull_r(context, cloud, ratio, 0) else { return nil }
        guard GEOSGeomTypeId_r(context, hull) == Int32(bitPattern: GEOS_POLYGON.rawValue) else {
            GEOSGeom_destroy_r(context, hull)
            return nil
        }
        geometries.append(hull)
        return geometries.count - 1
    }

    /// Builds the index; nothing may be added afterwards.
    mutating func index() {
        prepared = geometries.compactMap { GEOSPrepare_r(context, $0) }
        guard prepared.count == geometries.count else { fatalError("GEOS is out of memory") }
        guard let tree = GEOSSTRtree_create_r(context, 10) else { return }
        for (number, geometry) in geometries.enumerated() {
            GEOSSTRtree_insert_r(
                context, tree, geometry, UnsafeMutableRawPointer(bitPattern: number + 1))
        }
        self.tree = tree
    }

    /// Square metres in the projection.
    func area(_ number: Int) -> Double {
        var area = 0.0
        GEOSArea_r(context, geometries[number], &area)
        return area
    }

    /// A point that lies inside.
    func pointInside(_ number: Int) -> (x: Double, y: Double)? {
        guard let point = GEOSPointOnSurface_r(context, geometries[number]) else { return nil }
        defer { GEOSGeom_destroy_r(context, point) }
        var x = 0.0
        var y = 0.0
        guard GEOSGeomGetX_r(context, point, &x) == 1, GEOSGeomGetY_r(context, point, &y) == 1
        else { return nil }
        return (x, y)
    }

    /// West, south, east, north.
    func box(_ number: Int) -> (Double, Double, Double, Double) {
        var box = (0.0, 0.0, 0.0, 0.0)
        GEOSGeom_getExtent_r(context, geometries[number], &box.0, &box.1, &box.2, &box.3)
        return box
    }

    /// Numbers of the areas within a distance of a point (0: that hold it), ascending.
    func numbers(within distance: Double, ofX x: Double, _ y: Double) -> [Int] {
        guard let tree, let point = GEOSGeom_createPointFromXY_r(context, x, y) else { return [] }
        defer { GEOSGeom_destroy_r(context, point) }
        return query(tree, x, y, distance).filter {
            distance > 0
                ? GEOSPreparedDistanceWithin_r(context, prepared[$0], point, distance) == 1
                : GEOSPreparedIntersects_r(context, prepared[$0], point) == 1
        }
    }

    /// Metres from a point to the outline of an area.
    func distanceToOutline(of number: Int, fromX x: Double, _ y: Double) -> Double? {
        guard let outline = GEOSBoundary_r(context, geometries[number]) else { return nil }
        defer { GEOSGeom_destroy_r(context, outline) }
        guard let point = GEOSGeom_createPointFromXY_r(context, x, y) else { return nil }
        defer { GEOSGeom_destroy_r(context, point) }
        var distance = 0.0
        return GEOSDistance_r(context, outline, point, &distance) == 1 ? distance : nil
    }

    // MARK: Building

    /// The "structure" method: the result is made of areas alone, without stray lines.
    private func repaired(_ area: OpaquePointer) -> OpaquePointer? {
        guard let params = GEOSMakeValidParams_create_r(context) else { return nil }
        defer { GEOSMakeValidParams_destroy_r(context, params) }
        GEOSMakeValidParams_setMethod_r(context, params, GEOS_MAKE_VALID_STRUCTURE)
        GEOSMakeValidParams_setKeepCollapsed_r(context, params, 0)
        return GEOSMakeValidWithParams_r(context, area, params)
    }

    private func area(of lines: [MetricLine]) -> OpaquePointer? {
        if lines.count == 1, lines[0].isClosed {
            guard let coordinates = sequence(lines[0]),
                let ring = GEOSGeom_createLinearRing_r(context, coordinates)
            else { return nil }
            return GEOSGeom_createPolygon_r(context, ring, nil, 0)
        }
        let members = lines.filter { $0.x.count > 1 }.compactMap { line in
            sequence(line).flatMap { GEOSGeom_createLineString_r(context, $0) }
        }
        guard let linework = collection(members, GEOS_MULTILINESTRING) else { return nil }
        defer { GEOSGeom_destroy_r(context, linework) }
        guard let area = GEOSBuildArea_r(context, linework) else { return nil }
        if GEOSisEmpty_r(context, area) == 0 { return area }
        GEOSGeom_destroy_r(context, area)
        return nil
    }

    private func sequence(_ line: MetricLine) -> OpaquePointer? {
        GEOSCoordSeq_copyFromArrays_r(context, line.x, line.y, nil, nil, UInt32(line.x.count))
    }

    private func collection(
        _ members: [OpaquePointer], _ type: GEOSGeomTypes
    ) -> OpaquePointer? {
        guard !members.isEmpty else { return nil }
        var members: [OpaquePointer?] = members
        return GEOSGeom_createCollection_r(
            context, Int32(bitPattern: type.rawValue), &members, UInt32(members.count))
    }

    private func query(_ tree: OpaquePointer, _ x: Double, _ y: Double, _ margin: Double) -> [Int] {
        treeQuery(context, tree, x, y, margin)
    }
}

/// Lines with an index in space, to find the nearest.
struct LineLayer: ~Copyable {
    private let context: GEOSContextHandle_t
    private var lines: [OpaquePointer] = []
    private let tree: OpaquePointer

    init(_ shapes: [MetricLine]) {
        context = startedContext()
        guard let tree = GEOSSTRtree_create_r(context, 10) else {
            fatalError("GEOS is out of memory")
        }
        self.tree = tree
        for (number, shape) in shapes.enumerated() {
            guard
                let coordinates = GEOSCoordSeq_copyFromArrays_r(
                    context, shape.x, shape.y, nil, nil, UInt32(shape.x.count)),
                let line = GEOSGeom_createLineString_r(context, coordinates)
            else { fatalError("GEOS is out of memory") }
            GEOSSTRtree_insert_r(
                context, tree, line, UnsafeMutableRawPointer(bitPattern: number + 1))
            lines.append(line)
        }
    }

    deinit {
        GEOSSTRtree_destroy_r(context, tree)
        for line in lines { GEOSGeom_destroy_r(context, line) }
        GEOS_finish_r(context)
    }

    /// The nearest line to a point and the metres along it to the foot; of equals the lowest.
    func nearest(toX x: Double, _ y: Double, within limit: Double)
        -> (number: Int, along: Double, distance: Double)?
    {
        guard let point = GEOSGeom_createPointFromXY_r(context, x, y) else { return nil }
        defer { GEOSGeom_destroy_r(context, point) }
        var reach = 60.0
        while true {
            var best: (number: Int, distance: Double)?
            for number in treeQuery(context, tree, x, y, reach) {
                var distance = 0.0
                guard GEOSDistance_r(context, lines[number], point, &distance) == 1 else {
                    continue
                }
                if best.map({ distance < $0.distance }) ?? true { best = (number, distance) }
            }
            // Beyond `reach` from the point a nearer line may lie outside the box that was asked.
            if let best, best.distance <= reach {
                let along = GEOSProject_r(context, lines[best.number], point)
                return (best.number, max(0, along), best.distance)
            }
            guard reach < limit else { return nil }
            reach = min(limit, reach * 3)
        }
    }
}

/// A new context; it is missing only when there is no memory left.
private func startedContext() -> GEOSContextHandle_t {
    guard let context = GEOS_init_r() else { fatalError("GEOS is out of memory") }
    return context
}

/// Numbers (the items' addresses less one) whose boxes come within a margin of a point, ascending.
private func treeQuery(
    _ context: GEOSContextHandle_t, _ tree: OpaquePointer, _ x: Double, _ y: Double,
    _ margin: Double
) -> [Int] {
    let box = squareDiagonal(context, x, y, margin)
    guard let box else { return [] }
    defer { GEOSGeom_destroy_r(context, box) }
    var found: [Int] = []
    withUnsafeMutablePointer(to: &found) { pointer in
        GEOSSTRtree_query_r(
            context, tree, box,
            { item, data in
                guard let item, let data else { return }
                data.assumingMemoryBound(to: [Int].self).pointee.append(Int(bitPattern: item) - 1)
            }, pointer)
    }
    found.sort()
    return found
}

/// The line from one corner of a square around a point to the other: its box is the square.
private func squareDiagonal(
    _ context: GEOSContextHandle_t, _ x: Double, _ y: Double, _ margin: Double
) -> OpaquePointer? {
    if margin == 0 { return GEOSGeom_createPointFromXY_r(context, x, y) }
    let coordinates = GEOSCoordSeq_copyFromArrays_r(
        context, [x - margin, x + margin], [y - margin, y + margin], nil, nil, 2)
    return coordinates.flatMap { GEOSGeom_createLineString_r(context, $0) }
}
