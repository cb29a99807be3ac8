// The telemetry files against the ledger of what was sent, without a table of
// millions of keys: per vehicle a count and a sum of hashes, which other records would change.

import Base

/// How the files differ from what the truth handed over.
struct WireDifference: Hashable, Sendable {
    /// Rows of the files, and copies that were handed over.
    var rows = 0
    var copies = 0
    /// Σ over vehicles of |copies − rows|.
    var difference = 0
    /// Vehicles with as many rows as copies, of other records.
    var altered = 0

    init(_ wire: WireRecords, _ sent: SentRows, _ run: RunFolder) {
        let cars = run.facts.vehicles
        // The last place is for vehicles that the run does not have.
        var balance = [Int](repeating: 0, count: cars + 1)
        var sums = [UInt64](repeating: 0, count: cars + 1)
        let offsets = run.vehicleOffsets
        let columns = sent.columns
        for car in 0..<cars {
            for row in sent.rows(ofCar: car) where columns.fate[row] == SentFate.delivered {
                let count = max(0, Int(columns.copies[row]))
                copies += count
                balance[car] += count
                sums[car] &+=
                    UInt64(count) &* Self.hash(columns.boot[row], columns.sequence[row])
            }
        }
        for (index, region) in wire.regions.enumerated() {
            rows += region.vehicle.count
            for record in region.vehicle.indices {
                let car = run.car(
                    region: index, vehicle: region.vehicle[record], offsets: offsets)
                balance[car] -= 1
                sums[car] &-= Self.hash(region.boot[record], region.sequence[record])
            }
        }
        for car in balance.indices {
            difference += abs(balance[car])
            if balance[car] == 0, sums[car] != 0 { altered += 1 }
        }
    }

    /// Finaliser of SplitMix64.
    @inline(__always)
    private static func hash(_ boot: UInt32, _ sequence: UInt32) -> UInt64 {
        var z = (UInt64(boot) << 32 | UInt64(sequence)) &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
