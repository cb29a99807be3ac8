// Networks and plans drawn by hand for the tests of this folder.

import Base
import Demand
import Roads
import Traffic

enum Roadworks {
    /// A straight road of links in a row; metres from the origin become degrees on the equator.
    struct Piece {
        var length: Float = 1000
        var speed: Float = 20
        var lanes: UInt8 = 1
        var capacity: Float = 0.8
    }

    static func node(_ data: inout NetworkData, east: Double, north: Double) -> NodeID {
        let plane = data.metadata.plane
        return data.addNode(
            longitudeE7: Int32((plane.longitude(east: east) * 1e7).rounded()),
            latitudeE7: Int32((plane.latitude(north: north) * 1e7).rounded()),
            x: Float(east), y: Float(north))
    }

    static func empty(_ name: String) -> NetworkData {
        NetworkData(metadata: MapMetadata(name: name, boundingBox: [9, 47, 9.2, 47.2]))
    }

    static func chain(_ pieces: [Piece]) throws -> Network {
        var data = empty("chain")
        var east = 0.0
        var nodes = [node(&data, east: 0, north: 0)]
        for piece in pieces {
            east += Double(piece.length)
            nodes.append(node(&data, east: east, north: 0))
        }
        for (index, piece) in pieces.enumerated() {
            data.addLink(
                from: nodes[index], to: nodes[index + 1], length: piece.length,
                speed: piece.speed, lanes: piece.lanes, capacity: piece.capacity)
        }
        data.deriveDefaultTurns()
        return try data.frozen()
    }

    /// A grid of `side` × `side` crossings, both directions, with uneven lengths and speeds. The
    /// turns whose hash is divisible by `restricted` are forbidden where another one remains.
    static func grid(side: Int, spacing: Double = 120, restricted: UInt64 = 0) throws -> Network {
        var data = empty("grid")
        for row in 0..<side {
            for column in 0..<side {
                let jitter = Double((row * 31 + column * 17) % 23)
                _ = node(
                    &data, east: Double(column) * spacing + jitter,
                    north: Double(row) * spacing - jitter)
            }
        }
        for row in 0..<side {
            for column in 0..<side {
                let from = row * side + column
                for (dRow, dColumn) in [(0, 1), (0, -1), (1, 0), (-1, 0)] {
                    let (r, c) = (row + dRow, column + dColumn)
                    guard (0..<side).contains(r), (0..<side).contains(c) else { continue }
                    let to = r * side + c
                    let fast = row % 4 == 0 && dRow == 0
                    data.addLink(
                        from: NodeID(UInt32(from)), to: NodeID(UInt32(to)),
                        length: Float(spacing + Double((from * 7 + to * 13) % 40)),
                        speed: fast ? 22 : 8 + Float((from + to) % 5))
                }
            }
        }
        data.deriveDefaultTurns()
        if restricted > 0 { restrict(&data, restricted) }
        return try data.frozen()
    }

    private static func restrict(_ data: inout NetworkData, _ every: UInt64) {
        var first: [UInt32] = [0]
        var turns: [UInt32] = []
        for link in data.linkFrom.indices {
            let all = data.turnTo[Int(data.linkFirstTurn[link])..<Int(data.linkFirstTurn[link + 1])]
            let kept = all.filter {
                XXHash64.hash([UInt8($0 & 255), UInt8(link & 255)]) % every > 0
            }
            turns += kept.isEmpty ? Array(all) : kept
            first.append(UInt32(turns.count))
        }
        data.linkFirstTurn = first
        data.turnTo = turns
    }

    /// Options of the closed-form cases: jam density 0.2 per metre, wave 5 m/s, plain recursion.
    static var theory: TrafficOptions {
        var options = TrafficOptions()
        options.jamSpacingMeters = 5
        options.backwardWaveSpeed = 5
        options.kinematicLosses = false
        options.reroutingSeconds = 0
        return options
    }

    /// A trip between points of links.
    static func trip(
        _ vehicle: Int, at seconds: Double, from: Int, offset: Float = 0, to: Int,
        stop end: Float = .infinity
    ) -> PlannedTrip {
        PlannedTrip(
            vehicle: VehicleID(UInt32(vehicle)), departure: SimTime(seconds: seconds),
            purpose: .work,
            origin: TripEnd(link: LinkID(UInt32(from)), offset: offset, place: .max),
            destination: TripEnd(link: LinkID(UInt32(to)), offset: end, place: .max))
    }

    /// Vehicles that leave at a steady rate in each period, the first one at its beginning.
    static func flow(
        _ periods: [(rate: Double, until: Double)], from: Int = 0, to: Int
    ) -> [PlannedTrip] {
        var trips: [PlannedTrip] = []
        var begin = 0.0
        for period in periods {
            let count = Int(((period.until - begin) * period.rate).rounded())
            for index in 0..<count {
                let time = begin + Double(index) / period.rate
                trips.append(trip(trips.count, at: time, from: from, to: to))
            }
            begin = period.until
        }
        return trips
    }
}

extension TrafficResult {
    /// Seconds from departure to arrival of the trips that arrived.
    var travelSeconds: [Double] {
        (0..<count).filter { arriveMilliseconds[$0] != .max }
            .map { Double(arriveMilliseconds[$0] - departMilliseconds[$0]) / 1000 }
    }

    /// When each traversal of a link ended, with when it began, in order of beginning.
    func passages(of link: UInt32) -> [(enter: Double, exit: Double)] {
        var all: [(enter: Double, exit: Double)] = []
        for trip in 0..<count {
            let range = traversals(of: trip)
            for index in range where traversalLink[index] == link {
                let exit =
                    index + 1 < range.upperBound
                    ? traversalEnterMilliseconds[index + 1] : exitMilliseconds[trip]
                all.append((Double(traversalEnterMilliseconds[index]) / 1000, Double(exit) / 1000))
            }
        }
        return all.sorted { $0.enter < $1.enter }
    }
}
