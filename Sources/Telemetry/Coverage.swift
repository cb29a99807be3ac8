// Where there is no mobile network: square cells, drawn once for a region.

import Base
import Roads

/// The map of cells without coverage.
struct Coverage: Sendable {
    /// Side of a cell, metres.
    static let cellMeters = 500.0

    let plane: TangentPlane
    private let share: Double
    private let seed: UInt64
    private let regionKey: UInt32

    /// - Parameter share: of the cells that have none; 0 where coverage is everywhere.
    init(plane: TangentPlane, share: Double, seed: UInt64, regionKey: UInt32) {
        self.plane = plane
        self.share = share
        self.seed = seed
        self.regionKey = regionKey
    }

    /// Whether cells without coverage exist at all.
    var hasGaps: Bool { share > 0 }

    /// The number of the cell that holds a position.
    @inline(__always)
    func cell(longitude: Double, latitude: Double) -> UInt32 {
        let column = Int32((plane.east(longitude) / Self.cellMeters).rounded(.down))
        let row = Int32((plane.north(latitude) / Self.cellMeters).rounded(.down))
        return UInt32(truncatingIfNeeded: column) << 16
            | (UInt32(truncatingIfNeeded: row) & 0xFFFF)
    }

    /// Whether a cell has coverage.
    func isCovered(_ cell: UInt32) -> Bool {
        var stream = RandomStream(
            seed: seed, purpose: .coverage,
            entity: RandomEntity(regionKey: regionKey, member: cell))
        return !stream.bernoulli(share)
    }
}

/// What one device knows about the coverage where it is: asks the map only when the cell changes.
struct CoverageView {
    private var cell: UInt32 = .max
    private var isCovered = true

    /// Whether a position has coverage.
    @inline(__always)
    mutating func isCovered(_ motion: (longitude: Double, latitude: Double), _ map: Coverage)
        -> Bool
    {
        let here = map.cell(longitude: motion.longitude, latitude: motion.latitude)
        if here != cell {
            cell = here
            isCovered = map.isCovered(here)
        }
        return isCovered
    }
}
