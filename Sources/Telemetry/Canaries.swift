// Devices broken on purpose: they send although nobody consented. A record of theirs in a product
// proves a leak.

import Base
import Demand

/// The choice of canaries among a region's vehicles.
enum Canaries {
    /// Only the first so many vehicles that report can be canaries: the first unit of parallel
    /// work.
    static let candidates = 2048
    /// At least so many, where there are so many candidates.
    static let fewest = 20

    /// By vehicle: the candidates without any consent during the run that drew the lowest lots.
    ///
    /// - Parameters:
    ///   - share: of the candidates without consent; 0 for no canaries at all.
    ///   - members: the vehicles that report, ascending.
    static func choose(
        share: Double, members: [UInt32], seed: UInt64, region: Region,
        consents: (VehicleID) -> [ConsentInterval]
    ) -> [Bool] {
        var isCanary = [Bool](repeating: false, count: region.vehicles)
        guard share > 0 else { return isCanary }
        var lots: [(lot: UInt64, vehicle: UInt32)] = []
        for number in members.prefix(candidates) {
            let vehicle = VehicleID(number)
            guard consents(vehicle).isEmpty else { continue }
            var stream = RandomStream(
                seed: seed, purpose: .canary, entity: region.entity(vehicle))
            lots.append((stream.nextBits(), number))
        }
        lots.sort { ($0.lot, $0.vehicle) < ($1.lot, $1.vehicle) }
        let wanted = max(fewest, Int((share * Double(lots.count)).rounded()))
        for lot in lots.prefix(wanted) { isCanary[Int(lot.vehicle)] = true }
        return isCanary
    }
}
