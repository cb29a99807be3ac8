// The grids of the published golden values: cells of whole 1e-5 degrees, so that everyone puts a
// position into the same cell.

import Base
import Foundation

/// A grid of cells: cell = (⌊lat_e5 / step⌋, ⌊lng_e5 / step⌋), e5 = degrees rounded to five
/// decimals.
package struct SpatialGrid: Hashable, Sendable {
    /// The name in the golden values.
    package let name: String
    /// The name in KPI ids, where a full stop has another meaning.
    package let id: String
    /// How fine it is, in words.
    var text: String {
        self == .raw ? "1e-5 degrees" : name.replacingOccurrences(of: "km", with: " km")
    }
    /// Height and width of a cell, 1e-5 degrees; about square at 45° of latitude.
    let latitudeStep: Int32
    let longitudeStep: Int32

    package static let raw = SpatialGrid(name: "raw", id: "raw", latitudeStep: 1, longitudeStep: 1)
    package static let halfKilometer = SpatialGrid(
        name: "0.5km", id: "500m", latitudeStep: 450, longitudeStep: 636)
    package static let oneKilometer = SpatialGrid(
        name: "1km", id: "1km", latitudeStep: 900, longitudeStep: 1272)
    package static let twoKilometers = SpatialGrid(
        name: "2km", id: "2km", latitudeStep: 1800, longitudeStep: 2544)
    package static let fiveKilometers = SpatialGrid(
        name: "5km", id: "5km", latitudeStep: 4500, longitudeStep: 6360)
    package static let tenKilometers = SpatialGrid(
        name: "10km", id: "10km", latitudeStep: 9000, longitudeStep: 12_720)

    /// All grids, the finest first.
    package static let all: [SpatialGrid] = [
        .raw, .halfKilometer, .oneKilometer, .twoKilometers, .fiveKilometers, .tenKilometers,
    ]

    /// 1e-5 degrees, as the golden values round them.
    package static func e5(_ degrees: Double) -> Int32 {
        Int32((degrees * 1e5).rounded(.toNearestOrEven))
    }

    /// A cell of a region as one number: 13 bits of region, 25 of latitude, 26 of longitude, so
    /// that numbers sort by region, then latitude, then longitude.
    @inline(__always)
    package func cell(region: UInt16, latitudeE5: Int32, longitudeE5: Int32) -> UInt64 {
        let row = Self.floored(latitudeE5, latitudeStep) + (1 << 24)
        let column = Self.floored(longitudeE5, longitudeStep) + (1 << 25)
        return UInt64(region) << 51 | UInt64(row) << 26 | UInt64(column)
    }

    @inline(__always)
    private static func floored(_ value: Int32, _ step: Int32) -> Int64 {
        // In 32 bits: a division of 64 takes several times as long.
        let quotient = value / step
        return Int64(value < quotient &* step ? quotient - 1 : quotient)
    }
}
