// Destination choice: a place draws people in proportion to its weight times a deterrence that
// falls exponentially with the drive. Tables from cell to cell make a draw two bisections.

import Base
import Roads

/// Chances of destinations by kind and cell of origin.
struct Gravity: Sendable {
    /// Running sums over destination cells; row (kind, origin) starts at
    /// `(kind · cells + origin) · cells`. Kinds as in `PlaceIndex.kinds`.
    private let rows: [Float]
    /// Running sums over usable gateways; row of an origin starts at `origin · gateways`.
    private let gatewayRows: [Float]
    private let cells: Int

    /// How far a gateway's pull reaches, metres of drive: people leave the map by one that lies on
    /// their way; assumption.
    private static let gatewayReachMeters = 8000.0

    /// - Parameters:
    ///   - drive: metres of drive between cells, `[origin · cells + destination]`.
    ///   - scaleMeters: mean of the deterrence for `reach` 1.
    ///   - reach: multiples of the scale by kind, as in `PlaceIndex.kinds`.
    init(
        network: Network, places: PlaceIndex, detour: DetourEstimate, drive: [Float],
        scaleMeters: Double, reach: [Double]
    ) {
        cells = places.cellCount
        rows = Gravity.placeRows(
            places: places, drive: drive, scaleMeters: scaleMeters, reach: reach)
        gatewayRows = Gravity.exitRows(network: network, places: places, detour: detour)
    }

    private static func placeRows(
        places: PlaceIndex, drive: [Float], scaleMeters: Double, reach: [Double]
    ) -> [Float] {
        let cells = places.cellCount
        var rows: [Float] = []
        rows.reserveCapacity(places.byKind.count * cells * cells)
        for (kind, index) in places.byKind.enumerated() {
            let weights = (0..<cells).map { index.weight(ofCell: $0) }
            let rate = 1 / (scaleMeters * reach[kind])
            for origin in 0..<cells {
                // Measured from the nearest cell with such places, so that no row vanishes.
                var nearest = Float.infinity
                for cell in 0..<cells where weights[cell] > 0 {
                    nearest = min(nearest, drive[origin * cells + cell])
                }
                var sum = 0.0
                for cell in 0..<cells {
                    if weights[cell] > 0 {
                        let further = Double(drive[origin * cells + cell] - nearest)
                        sum += weights[cell] * Math.exp(-further * rate)
                    }
                    rows.append(Float(sum))
                }
            }
        }
        return rows
    }

    private static func exitRows(
        network: Network, places: PlaceIndex, detour: DetourEstimate
    ) -> [Float] {
        var rows: [Float] = []
        for origin in 0..<places.cellCount {
            let drives = places.gateways.map { gateway in
                let dx = Double(places.gatewayEast[Int(gateway)] - places.cellEast[origin])
                let dy = Double(places.gatewayNorth[Int(gateway)] - places.cellNorth[origin])
                return detour.drive(straight: (dx * dx + dy * dy).squareRoot()).meters
            }
            let nearest = drives.min() ?? 0
            var sum = 0.0
            for (gateway, drive) in zip(places.gateways, drives) {
                let deterrence = Math.exp((nearest - drive) / gatewayReachMeters)
                sum += Double(network.gatewayWeight[Int(gateway)]) * deterrence
                rows.append(Float(sum))
            }
        }
        return rows
    }

    /// Metres of drive between the middles of cells; within a cell, two fifths of its side apart.
    static func drives(places: PlaceIndex, detour: DetourEstimate) -> [Float] {
        let cells = places.cellCount
        var drive: [Float] = []
        drive.reserveCapacity(cells * cells)
        for origin in 0..<cells {
            for cell in 0..<cells {
                let dx = Double(places.cellEast[cell] - places.cellEast[origin])
                let dy = Double(places.cellNorth[cell] - places.cellNorth[origin])
                let straight = max(0.4 * places.cellMeters, (dx * dx + dy * dy).squareRoot())
                drive.append(Float(detour.drive(straight: straight).meters))
            }
        }
        return drive
    }

    /// A place of a kind for somebody who lives in a cell.
    func place(
        _ kind: PlaceKind, from origin: Int, places: PlaceIndex, stream: inout RandomStream
    ) -> UInt32 {
        let start = (Int(kind.rawValue) * cells + origin) * cells
        let cell = Gravity.pick(rows, start..<(start + cells), stream.uniform()) - start
        return places.byKind[Int(kind.rawValue)].place(inCell: cell, uniform: stream.uniform())
    }

    /// A gateway for somebody who lives in a cell of a map that has gateways.
    func gateway(from origin: Int, places: PlaceIndex, stream: inout RandomStream) -> UInt16 {
        let count = places.gateways.count
        let start = origin * count
        let range = start..<(start + count)
        return places.gateways[Gravity.pick(gatewayRows, range, stream.uniform()) - start]
    }

    @inline(__always)
    private static func pick(_ sums: [Float], _ range: Range<Int>, _ uniform: Double) -> Int {
        var low = range.lowerBound
        var high = range.upperBound - 1
        // In single precision the product may reach the total: then the last rise is meant.
        let total = sums[high]
        let target = min(Float(uniform) * total, total.nextDown)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > target { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
