// The road map as the matcher needs it: straight pieces of links on a plane, and a grid of cells
// that lists for each cell every piece within reach, so that one position reads one list.

import Base
import Roads

/// A straight piece of a link's geometry, metres on the plane.
struct RoadPiece: Sendable {
    /// Start, and vector to the end.
    var x: Float
    var y: Float
    var dx: Float
    var dy: Float
    /// The link, and metres along it at the start of the piece.
    var link: UInt32
    var offset: Float
    /// Metres along the link from start to end.
    var length: Float
    /// Degrees clockwise from north.
    var heading: Float
}

/// Candidate search and the turn graph, immutable and shared by all partitions.
struct MatchingMap: Sendable {
    /// A position sees all roads within this many metres by one lookup.
    static let reach: Float = 32

    /// The plane that touches the middle of the map.
    let plane: TangentPlane
    /// West, south, east, north, degrees.
    let box: [Double]
    let pieces: [RoadPiece]
    /// Links' lengths, metres, and free-flow speeds, m/s. [links]
    let length: [Float]
    let speed: [Float]
    /// Where a link begins on the plane. [links]
    let startX: [Float]
    let startY: [Float]
    /// Permitted next links, as in `Network`. [links + 1], [turns]
    let firstTurn: [UInt32]
    let turnTo: [UInt32]

    private let cellMeters: Float
    private let west: Float
    private let south: Float
    let columns: Int
    let rows: Int
    /// The pieces near cell c are `cellPieces[cellFirst[c] ..< cellFirst[c + 1]]`.
    let cellFirst: [UInt32]
    let cellPieces: [UInt32]

    init(_ network: Network) {
        let box = Self.box(of: network)
        let plane = TangentPlane(
            centreLongitude: (box[0] + box[2]) / 2, centreLatitude: (box[1] + box[3]) / 2)
        self.box = box
        self.plane = plane
        let pieces = Self.pieces(of: network, on: plane)
        self.pieces = pieces
        length = Array(network.linkLength)
        speed = Array(network.linkSpeed)
        firstTurn = Array(network.linkFirstTurn)
        turnTo = Array(network.turnTo)
        let starts = (0..<network.linkCount).map { Int(network.linkFirstShape[$0]) }
        startX = starts.map {
            Float(plane.east(Double(network.shapeLongitudeE7[$0]) / 1e7))
        }
        startY = starts.map {
            Float(plane.north(Double(network.shapeLatitudeE7[$0]) / 1e7))
        }

        west = Float(plane.east(box[0])) - 2 * Self.reach
        south = Float(plane.north(box[1])) - 2 * Self.reach
        let width = Float(plane.east(box[2])) + 2 * Self.reach - west
        let height = Float(plane.north(box[3])) + 2 * Self.reach - south
        cellMeters = max(2 * Self.reach, (width * height / 4_000_000).squareRoot())
        columns = Int(width / cellMeters) + 1
        rows = Int(height / cellMeters) + 1
        (cellFirst, cellPieces) = Self.cells(
            pieces, west: west, south: south, cellMeters: cellMeters, columns: columns, rows: rows)
    }

    /// Column and row of a position, also outside the grid; nil for what is far away.
    @inline(__always)
    func cell(x: Float, y: Float) -> (column: Int, row: Int)? {
        let column = ((x - west) / cellMeters).rounded(.down)
        let row = ((y - south) / cellMeters).rounded(.down)
        guard column >= -2, row >= -2, column < Float(columns + 2), row < Float(rows + 2) else {
            return nil
        }
        return (Int(column), Int(row))
    }
}

extension MatchingMap {
    /// The bounding box of the geometry; the metadata's may be missing in maps made by hand.
    private static func box(of network: Network) -> [Double] {
        var box: [Int32] = [.max, .max, .min, .min]
        for shape in 0..<network.shapeLongitudeE7.count {
            let longitude = network.shapeLongitudeE7[shape]
            let latitude = network.shapeLatitudeE7[shape]
            box[0] = min(box[0], longitude)
            box[1] = min(box[1], latitude)
            box[2] = max(box[2], longitude)
            box[3] = max(box[3], latitude)
        }
        return box.map { Double($0) / 1e7 }
    }

    private static func pieces(of network: Network, on plane: TangentPlane) -> [RoadPiece] {
        var pieces: [RoadPiece] = []
        pieces.reserveCapacity(network.shapeOffset.count)
        for link in 0..<network.linkCount {
            let shape = network.shape(of: LinkID(UInt32(link)))
            for start in shape.dropLast() {
                let x = plane.east(Double(network.shapeLongitudeE7[start]) / 1e7)
                let y = plane.north(Double(network.shapeLatitudeE7[start]) / 1e7)
                let dx = plane.east(Double(network.shapeLongitudeE7[start + 1]) / 1e7) - x
                let dy = plane.north(Double(network.shapeLatitudeE7[start + 1]) / 1e7) - y
                // A point drawn twice has no direction; a link of nothing else keeps it.
                if dx == 0 && dy == 0 && shape.count > 2 { continue }
                let heading = Math.atan2(dx, dy) * 180 / .pi
                let offset = network.shapeOffset[start]
                pieces.append(
                    RoadPiece(
                        x: Float(x), y: Float(y), dx: Float(dx), dy: Float(dy),
                        link: UInt32(link), offset: offset,
                        length: network.shapeOffset[start + 1] - offset, heading: Float(heading)))
            }
        }
        return pieces
    }

    /// Lists every piece in each cell whose middle is so near that a position in the cell may be
    /// within reach of the piece.
    private static func cells(
        _ pieces: [RoadPiece], west: Float, south: Float, cellMeters: Float, columns: Int,
        rows: Int
    ) -> (first: [UInt32], pieces: [UInt32]) {
        let near = reach + cellMeters * 0.7072
        var entries: [UInt64] = []
        entries.reserveCapacity(pieces.count * 3)
        for (number, piece) in pieces.enumerated() {
            func span(_ a: Float, _ b: Float, _ origin: Float, _ count: Int) -> ClosedRange<Int> {
                let low = Int(((min(a, b) - reach - origin) / cellMeters).rounded(.down))
                let high = Int(((max(a, b) + reach - origin) / cellMeters).rounded(.down))
                return max(0, low)...max(max(0, low), min(count - 1, high))
            }
            for row in span(piece.y, piece.y + piece.dy, south, rows) {
                for column in span(piece.x, piece.x + piece.dx, west, columns) {
                    let x = west + (Float(column) + 0.5) * cellMeters
                    let y = south + (Float(row) + 0.5) * cellMeters
                    let (_, squared) = projection(of: piece, x: x, y: y)
                    if squared <= near * near {
                        entries.append(UInt64(row * columns + column) << 32 | UInt64(number))
                    }
                }
            }
        }
        var first = [UInt32](repeating: 0, count: columns * rows + 1)
        for entry in entries { first[Int(entry >> 32) + 1] += 1 }
        for cell in 0..<(columns * rows) { first[cell + 1] += first[cell] }
        var cursor = first
        var listed = [UInt32](repeating: 0, count: entries.count)
        for entry in entries {  // In order of piece, so that a link's pieces stand together.
            let cell = Int(entry >> 32)
            listed[Int(cursor[cell])] = UInt32(truncatingIfNeeded: entry)
            cursor[cell] += 1
        }
        return (first, listed)
    }

    /// Where along a piece (0 … 1) the nearest point lies, and its squared distance.
    @inline(__always)
    static func projection(
        of piece: RoadPiece, x: Float, y: Float
    ) -> (share: Float, squaredDistance: Float) {
        let px = x - piece.x
        let py = y - piece.y
        let squaredLength = piece.dx * piece.dx + piece.dy * piece.dy
        var share: Float = 0
        if squaredLength > 0 {
            share = max(0, min(1, (px * piece.dx + py * piece.dy) / squaredLength))
        }
        let ex = px - share * piece.dx
        let ey = py - share * piece.dy
        return (share, ex * ex + ey * ey)
    }
}
