// Where things are, for choosing destinations: the places of a map by kind, grouped into the cells
// of a coarse grid. Made once per region; nothing here knows vehicles.

import Base
import Roads

/// The places of one kind, grouped by cell.
struct KindIndex: Sendable {
    /// Place ids, by (cell, id).
    let places: [UInt32]
    /// Running sums of their weights; position i holds the sum up to and including place i.
    let cumulative: [Double]
    /// Positions in `places` of a cell: `cellStart[c] ..< cellStart[c + 1]`.
    let cellStart: [UInt32]

    /// The weight of a cell.
    func weight(ofCell cell: Int) -> Double {
        sum(before: Int(cellStart[cell + 1])) - sum(before: Int(cellStart[cell]))
    }

    private func sum(before position: Int) -> Double {
        position == 0 ? 0 : cumulative[position - 1]
    }

    /// A place of all, drawn by weight; `uniform` in [0, 1).
    func place(uniform: Double) -> UInt32 {
        pick(0..<places.count, target: uniform * (cumulative.last ?? 0))
    }

    /// A place of a cell that has any, drawn by weight; `uniform` in [0, 1).
    func place(inCell cell: Int, uniform: Double) -> UInt32 {
        let range = Int(cellStart[cell])..<Int(cellStart[cell + 1])
        let low = sum(before: range.lowerBound)
        return pick(range, target: low + uniform * (sum(before: range.upperBound) - low))
    }

    private func pick(_ range: Range<Int>, target: Double) -> UInt32 {
        var low = range.lowerBound
        var high = range.upperBound - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > target { high = middle } else { low = middle + 1 }
        }
        return places[low]
    }
}

/// All places of a map that people go to, and its gateways.
struct PlaceIndex: Sendable {
    /// More cells would choose destinations more finely, at the cost of tables that grow with the
    /// square of their number.
    static let maximumCells = 400
    /// Homes and the five kinds of destinations; car parks are no destinations, and
    /// chargers are chosen otherwise.
    static let kinds: [PlaceKind] = [.home, .work, .shop, .school, .leisure, .errand]

    /// East and north metres in the map's tangent plane. [places]
    let east: [Float]
    /// See `east`. [places]
    let north: [Float]
    /// The cell of a place. [places]
    let cell: [UInt16]
    /// Weighted middle of a cell. [cells]
    let cellEast: [Float]
    /// See `cellEast`. [cells]
    let cellNorth: [Float]
    /// Side of a cell, metres.
    let cellMeters: Double
    /// By `PlaceKind.rawValue`; a kind that the map lacks borrows the places of another.
    let byKind: [KindIndex]
    /// Where a gateway's exit link ends. [gateways]
    let gatewayEast: [Float]
    /// See `gatewayEast`. [gateways]
    let gatewayNorth: [Float]
    /// Gateways that lead out and back in, ascending.
    let gateways: [UInt16]
    /// Places with public chargers, ascending.
    let chargers: [UInt32]

    /// How many cells hold places.
    var cellCount: Int { cellEast.count }

    /// - Throws: `Failure.input` when the map has nowhere to live or nowhere to go.
    init(network: Network) throws {
        let plane = network.metadata.plane
        east = (0..<network.placeCount).map {
            Float(plane.east(Double(network.placeLongitudeE7[$0]) * 1e-7))
        }
        north = (0..<network.placeCount).map {
            Float(plane.north(Double(network.placeLatitudeE7[$0]) * 1e-7))
        }
        let grid = PlaceIndex.grid(east: east, north: north)
        cell = grid.cell
        cellMeters = grid.meters
        (cellEast, cellNorth) = PlaceIndex.middles(east: east, north: north, grid: grid)
        byKind = try PlaceIndex.grouped(network: network, cell: cell, cells: grid.cells)
        var usable: [UInt16] = []
        var gatewayEast: [Float] = []
        var gatewayNorth: [Float] = []
        for gateway in 0..<min(network.gatewayCount, Int(UInt16.max)) {
            let exit = network.gatewayExit[gateway]
            let entry = network.gatewayEntry[gateway]
            let exists = exit < network.linkCount && entry < network.linkCount
            let node = exists ? Int(network.linkTo[Int(exit)]) : 0
            gatewayEast.append(Float(plane.east(Double(network.nodeLongitudeE7[node]) * 1e-7)))
            gatewayNorth.append(Float(plane.north(Double(network.nodeLatitudeE7[node]) * 1e-7)))
            if exists && network.gatewayWeight[gateway] > 0 { usable.append(UInt16(gateway)) }
        }
        gateways = usable
        chargers = (0..<UInt32(network.placeCount)).filter {
            network.placeKind[Int($0)] == PlaceKind.charging.rawValue
        }
        self.gatewayEast = gatewayEast
        self.gatewayNorth = gatewayNorth
    }

    private struct Grid {
        var cell: [UInt16]
        var cells: Int
        var meters: Double
    }

    /// The finest grid from 500 m upwards with few enough cells that hold places.
    private static func grid(east: [Float], north: [Float]) -> Grid {
        var meters = 500.0
        let west = east.min() ?? 0
        let south = north.min() ?? 0
        while true {
            let keys = east.indices.map { place in
                let column = UInt64(Double(east[place] - west) / meters)
                return UInt64(Double(north[place] - south) / meters) << 32 | column
            }
            let sorted = keys.sorted()
            var distinct: [UInt64] = []
            for key in sorted where distinct.last != key { distinct.append(key) }
            if distinct.count <= maximumCells {
                let cell = keys.map { key in UInt16(position(of: key, in: distinct)) }
                return Grid(cell: cell, cells: distinct.count, meters: meters)
            }
            meters *= 1.25
        }
    }

    private static func position(of key: UInt64, in sorted: [UInt64]) -> Int {
        var low = 0
        var high = sorted.count - 1
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] >= key { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private static func middles(
        east: [Float], north: [Float], grid: Grid
    ) -> (east: [Float], north: [Float]) {
        var sumEast = [Double](repeating: 0, count: grid.cells)
        var sumNorth = sumEast
        var count = sumEast
        for place in east.indices {
            let cell = Int(grid.cell[place])
            sumEast[cell] += Double(east[place])
            sumNorth[cell] += Double(north[place])
            count[cell] += 1
        }
        return (
            zip(sumEast, count).map { Float($0 / $1) }, zip(sumNorth, count).map { Float($0 / $1) }
        )
    }

    private static func grouped(
        network: Network, cell: [UInt16], cells: Int
    ) throws -> [KindIndex] {
        var members = [[UInt32]](repeating: [], count: kinds.count)
        for place in 0..<network.placeCount {
            let kind = Int(network.placeKind[place])
            if kind < kinds.count && network.placeWeight[place] > 0 {
                members[kind].append(UInt32(place))
            }
        }
        guard !members[Int(PlaceKind.home.rawValue)].isEmpty else {
            throw Failure.input(
                "map \(network.metadata.name): there are no homes; import it again with places")
        }
        // A map that knows no shops still has people who shop: they do it where others work.
        let stand = [PlaceKind.work, .shop, .errand, .leisure, .home].map { Int($0.rawValue) }
        for kind in members.indices where members[kind].isEmpty {
            let other = stand.first { !members[$0].isEmpty } ?? 0
            members[kind] = members[other]
        }
        return members.map { places in
            let sorted = places.sorted { (cell[Int($0)], $0) < (cell[Int($1)], $1) }
            var sum = 0.0
            let cumulative = sorted.map { place in
                sum += Double(network.placeWeight[Int(place)])
                return sum
            }
            var start = [UInt32](repeating: 0, count: cells + 1)
            for place in sorted { start[Int(cell[Int(place)]) + 1] += 1 }
            for index in 0..<cells { start[index + 1] += start[index] }
            return KindIndex(places: sorted, cumulative: cumulative, cellStart: start)
        }
    }
}
