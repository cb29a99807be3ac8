// Finds the links near a point: a grid over the map's tangent plane, its cells' segments in one
// flat column. Map matching asks millions of times, so a query allocates nothing.

import Base

/// A link near a point.
public struct LinkHit: Hashable, Sendable {
    /// The link.
    public var link: LinkID
    /// Metres along the link to its nearest point.
    public var offset: Float
    /// Metres from the point to the link.
    public var distanceMeters: Float
    /// Direction of the link there, degrees clockwise from north.
    public var headingDegrees: Float

    /// A hit.
    @inlinable
    public init(link: LinkID, offset: Float, distanceMeters: Float, headingDegrees: Float) {
        self.link = link
        self.offset = offset
        self.distanceMeters = distanceMeters
        self.headingDegrees = headingDegrees
    }
}

/// An index of a network's links in space. Immutable; shared freely between threads.
///
/// Both links of a two-way road with one geometry are stored once.
public struct LinkIndex: Sendable {
    /// A straight piece of a link in metres of the plane.
    struct Segment {
        var x: Float
        var y: Float
        var dx: Float
        var dy: Float
        /// 1 / (dx² + dy²), or 0 for a point.
        var inverse: Float
        /// Metres along the link to the segment's start, and its length along the link.
        var offset: Float
        var length: Float
        var heading: Float
        var link: UInt32
        /// The link of the opposite direction on the same geometry, or `UInt32.max`.
        var reverse: UInt32
        /// The length of the link, for offsets of the reverse one.
        var linkLength: Float
    }

    private let plane: TangentPlane
    private let west: Double
    private let south: Double
    private let cellMeters: Double
    private let columns: Int
    private let rows: Int
    /// Segments of cell c: `segments[cellFirst[c] ..< cellFirst[c + 1]]`.
    private let cellFirst: [UInt32]
    private let segments: [Segment]

    /// Builds the index.
    ///
    /// - Parameter cellMeters: side of a cell; grows on vast maps so that cells stay fewer than
    ///   eight times the segments.
    public init(_ network: Network, cellMeters: Double = 100) {
        let plane = network.metadata.plane
        self.plane = plane
        let all = Self.segments(of: network, plane)
        var box = (west: Double.infinity, south: Double.infinity, east: 0.0, north: 0.0)
        box.east = -box.west
        box.north = -box.south
        for s in all {
            box.west = min(box.west, Double(min(s.x, s.x + s.dx)))
            box.east = max(box.east, Double(max(s.x, s.x + s.dx)))
            box.south = min(box.south, Double(min(s.y, s.y + s.dy)))
            box.north = max(box.north, Double(max(s.y, s.y + s.dy)))
        }
        west = box.west - 1
        south = box.south - 1
        let area = (box.east - west + 2) * (box.north - south + 2)
        let side = max(cellMeters, (area / Double(max(1, all.count) * 8)).squareRoot())
        self.cellMeters = side
        columns = Int((box.east - west + 1) / side) + 1
        rows = Int((box.north - south + 1) / side) + 1
        let grid = Grid(west: west, south: south, side: side, columns: columns, rows: rows)
        (cellFirst, segments) = grid.sorted(all)
    }

    /// Links within a distance of a point, nearest first; of equally near ones the lower id first.
    ///
    /// - Parameters:
    ///   - longitude: WGS 84 degrees.
    ///   - latitude: WGS 84 degrees.
    ///   - limit: at most so many hits.
    public func near(
        longitude: Double, latitude: Double, withinMeters distance: Double, limit: Int
    ) -> [LinkHit] {
        var hits: [LinkHit] = []
        near(
            longitude: longitude, latitude: latitude, withinMeters: distance, limit: limit,
            into: &hits)
        return hits
    }

    /// The same, into an array that the caller keeps; it is emptied first. Allocates only when the
    /// array is too small.
    public func near(
        longitude: Double, latitude: Double, withinMeters distance: Double, limit: Int,
        into hits: inout [LinkHit]
    ) {
        hits.removeAll(keepingCapacity: true)
        guard limit > 0 else { return }
        let x = plane.east(longitude)
        let y = plane.north(latitude)
        guard x.isFinite, y.isFinite, distance >= 0 else { return }
        let last = (columns: Double(columns - 1), rows: Double(rows - 1))
        let left = ((x - distance - west) / cellMeters).rounded(.down)
        let right = ((x + distance - west) / cellMeters).rounded(.down)
        let lower = ((y - distance - south) / cellMeters).rounded(.down)
        let upper = ((y + distance - south) / cellMeters).rounded(.down)
        guard right >= 0, upper >= 0, left <= last.columns, lower <= last.rows else { return }
        let columnRange = Int(max(0, left))...Int(min(last.columns, right))
        let px = Float(x)
        let py = Float(y)
        let limitSquared = Float(distance * distance)
        for row in Int(max(0, lower))...Int(min(last.rows, upper)) {
            // Cells of a row follow each other, and so do their segments.
            let from = Int(cellFirst[row * columns + columnRange.lowerBound])
            let to = Int(cellFirst[row * columns + columnRange.upperBound + 1])
            collect(segments, from..<to, px, py, limitSquared, &hits)
        }
        finish(&hits, limit: limit)
    }

    /// Distances are squared until here.
    private func finish(_ hits: inout [LinkHit], limit: Int) {
        for place in hits.indices {
            hits[place].distanceMeters = hits[place].distanceMeters.squareRoot()
        }
        sortByDistance(&hits)
        if hits.count > limit { hits.removeLast(hits.count - limit) }
    }
}

/// Adds the segments within reach, one hit a link with its nearest segment.
private func collect(
    _ segments: [LinkIndex.Segment], _ range: Range<Int>, _ px: Float, _ py: Float,
    _ limitSquared: Float, _ hits: inout [LinkHit]
) {
    for place in range {
        let s = segments[place]
        let ax = px - s.x
        let ay = py - s.y
        let share = max(0, min(1, (ax * s.dx + ay * s.dy) * s.inverse))
        let ex = ax - share * s.dx
        let ey = ay - share * s.dy
        let squared = ex * ex + ey * ey
        guard squared <= limitSquared else { continue }
        let offset = s.offset + share * s.length
        keepNearest(
            LinkHit(
                link: LinkID(s.link), offset: offset, distanceMeters: squared,
                headingDegrees: s.heading), &hits)
        guard s.reverse != .max else { continue }
        let back = s.heading >= 180 ? s.heading - 180 : s.heading + 180
        keepNearest(
            LinkHit(
                link: LinkID(s.reverse), offset: max(0, s.linkLength - offset),
                distanceMeters: squared, headingDegrees: back), &hits)
    }
}

/// Replaces the link's hit when the new one is nearer; of equals the first along the link stays,
/// whatever the order in which cells are seen.
private func keepNearest(_ hit: LinkHit, _ hits: inout [LinkHit]) {
    for place in hits.indices where hits[place].link == hit.link {
        let old = hits[place]
        if hit.distanceMeters < old.distanceMeters
            || hit.distanceMeters == old.distanceMeters && hit.offset < old.offset
        {
            hits[place] = hit
        }
        return
    }
    hits.append(hit)
}

/// Insertion sort: hits are few, and it allocates nothing.
private func sortByDistance(_ hits: inout [LinkHit]) {
    var sorted = 1
    while sorted < hits.count {
        let hit = hits[sorted]
        var place = sorted
        while place > 0,
            (hit.distanceMeters, hit.link) < (hits[place - 1].distanceMeters, hits[place - 1].link)
        {
            hits[place] = hits[place - 1]
            place -= 1
        }
        hits[place] = hit
        sorted += 1
    }
}

extension LinkIndex {
    private static func segments(of network: Network, _ plane: TangentPlane) -> [Segment] {
        var result: [Segment] = []
        result.reserveCapacity(network.shapeOffset.count)
        for link in 0..<UInt32(network.linkCount) {
            let reverse = mirrored(link, network)
            if reverse != .max, reverse < link { continue }
            let range = network.shape(of: LinkID(link))
            for point in range.dropLast() {
                let ax = plane.east(Double(network.shapeLongitudeE7[point]) * 1e-7)
                let ay = plane.north(Double(network.shapeLatitudeE7[point]) * 1e-7)
                let dx = plane.east(Double(network.shapeLongitudeE7[point + 1]) * 1e-7) - ax
                let dy = plane.north(Double(network.shapeLatitudeE7[point + 1]) * 1e-7) - ay
                let squared = dx * dx + dy * dy
                let heading = Network.heading(
                    east: dx / plane.metersPerDegreeEast, north: dy / plane.metersPerDegreeNorth,
                    latitude: plane.centreLatitude)
                result.append(
                    Segment(
                        x: Float(ax), y: Float(ay), dx: Float(dx), dy: Float(dy),
                        inverse: squared > 0 ? Float(1 / squared) : 0,
                        offset: network.shapeOffset[point],
                        length: network.shapeOffset[point + 1] - network.shapeOffset[point],
                        heading: heading, link: link, reverse: reverse,
                        linkLength: network.linkLength[Int(link)]))
            }
        }
        return result
    }

    /// The reverse link when it has the same geometry, or `UInt32.max`.
    private static func mirrored(_ link: UInt32, _ network: Network) -> UInt32 {
        let reverse = network.linkReverse[Int(link)]
        guard reverse != .max, network.linkReverse[Int(reverse)] == link else { return .max }
        let mine = network.shape(of: LinkID(link))
        let other = network.shape(of: LinkID(reverse))
        guard mine.count == other.count else { return .max }
        for (a, b) in zip(mine, other.reversed())
        where network.shapeLongitudeE7[a] != network.shapeLongitudeE7[b]
            || network.shapeLatitudeE7[a] != network.shapeLatitudeE7[b]
        {
            return .max
        }
        return reverse
    }

    private struct Grid {
        let west: Double
        let south: Double
        let side: Double
        let columns: Int
        let rows: Int

        /// Segments by cell, in the order of links within a cell.
        func sorted(_ all: [Segment]) -> ([UInt32], [Segment]) {
            var first = [UInt32](repeating: 0, count: columns * rows + 1)
            for segment in all { forEachCell(of: segment) { first[$0 + 1] += 1 } }
            for cell in 0..<columns * rows { first[cell + 1] += first[cell] }
            var next = first
            var places = [UInt32](repeating: 0, count: Int(first[columns * rows]))
            for (number, segment) in all.enumerated() {
                forEachCell(of: segment) { cell in
                    places[Int(next[cell])] = UInt32(number)
                    next[cell] += 1
                }
            }
            return (first, places.map { all[Int($0)] })
        }

        /// The cells that a segment passes through: row by row, the columns between its crossings
        /// of the row's edges.
        private func forEachCell(of s: Segment, _ body: (Int) -> Void) {
            let (x0, y0) = (Double(s.x) - west, Double(s.y) - south)
            let (dx, dy) = (Double(s.dx), Double(s.dy))
            let bottom = row(min(y0, y0 + dy))
            let top = row(max(y0, y0 + dy))
            for row in bottom...top {
                var (from, to) = (x0, x0 + dx)
                if bottom != top {
                    let enter = max(0, min(1, (Double(row) * side - y0) / dy))
                    let leave = max(0, min(1, (Double(row + 1) * side - y0) / dy))
                    (from, to) = (x0 + dx * enter, x0 + dx * leave)
                }
                for column in column(min(from, to) - 0.01)...column(max(from, to) + 0.01) {
                    body(row * columns + column)
                }
            }
        }

        private func row(_ y: Double) -> Int { max(0, min(rows - 1, Int(y / side))) }

        private func column(_ x: Double) -> Int { max(0, min(columns - 1, Int(x / side))) }
    }
}
