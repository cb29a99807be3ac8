// When each vehicle of a region consented to `mobility`: what decides whether a traversal counts.

import Base
import Demand
import Records

/// The spans of consent to `mobility` of all vehicles of a region, in columns.
struct MobilityConsents: Sendable {
    /// The spans of vehicle v are `first[v] ..< first[v + 1]`. [vehicles + 1]
    private(set) var first: [UInt32] = [0]
    /// First millisecond of a span. [spans]
    private(set) var from: [Int64] = []
    /// First millisecond after a span. [spans]
    private(set) var until: [Int64] = []

    /// Asks the fleet, in parallel.
    init(_ fleet: Fleet, threads: Int) throws {
        let vehicles = fleet.region.vehicles
        let chunk = 4096
        var spans = MobilityConsents()
        try OrderedParallel.run((vehicles + chunk - 1) / chunk, threads: threads) { part in
            var piece = MobilityConsents()
            for vehicle in part * chunk..<min(vehicles, (part + 1) * chunk) {
                let all = fleet.consents(of: VehicleID(UInt32(vehicle)))
                for consent in all where consent.purpose == Purpose.mobility.rawValue {
                    piece.from.append(consent.from.milliseconds)
                    piece.until.append(consent.until.milliseconds)
                }
                piece.first.append(UInt32(piece.from.count))
            }
            return piece
        } consume: { _, piece in
            let base = UInt32(spans.from.count)
            spans.first += piece.first.dropFirst().map { $0 + base }
            spans.from += piece.from
            spans.until += piece.until
        }
        self = spans
    }

    private init() {}

    /// How many vehicles consented at some time.
    var vehicles: Int { (1..<first.count).count { first[$0] > first[$0 - 1] } }

    /// The spans of a vehicle.
    func spans(of vehicle: UInt32) -> Range<Int> {
        Int(first[Int(vehicle)])..<Int(first[Int(vehicle) + 1])
    }

    /// Whether one span of a vehicle holds from one instant to another.
    func holds(_ vehicle: UInt32, from start: Int64, to end: Int64) -> Bool {
        spans(of: vehicle).contains { from[$0] <= start && end < until[$0] }
    }
}
