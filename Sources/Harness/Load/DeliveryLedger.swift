// Every record that was sent and every one that arrived, by (region, vehicle, boot, sequence).

import Base
import Records

/// What a region, vehicle and boot are called in the ledger.
package struct DeliveryKey: Hashable, Sendable {
    package var region: UInt32
    package var vehicle: UInt32
    package var boot: UInt32

    package init(region: UInt32, vehicle: UInt32, boot: UInt32) {
        self.region = region
        self.vehicle = vehicle
        self.boot = boot
    }
}

/// Counts per record: how often it was to be sent, how often it came.
///
/// Two bytes a record beside a few words a boot. Not thread-safe: its owner's lock guards it.
package struct DeliveryLedger {
    /// A boot's records from `base` on.
    private struct Boot {
        var base: UInt32
        /// How often the source hands the record over; 0 for a gap.
        var planned: [UInt8]
        var arrived: [UInt8]
        /// One above the highest sequence number that arrived.
        var next: Int64 = -1
        /// First copies that arrived below it.
        var late = 0
        /// First copies that the source itself hands over below its highest.
        var plannedLate = 0
        var plannedNext: Int64 = -1
        /// Arrivals, counted apart from the records' own counts.
        var arrivals = 0
    }

    private var index: [DeliveryKey: Int] = [:]
    private var boots: [Boot] = []
    private var keys: [DeliveryKey] = []
    private var regions: [String: UInt32] = [:]
    /// Arrivals that nobody sent.
    package private(set) var phantoms = 0
    /// Arrivals in all.
    package private(set) var arrivals = 0
    /// Distinct records that arrived.
    package private(set) var received = 0

    package init() {}

    /// The number of a region.
    package mutating func region(_ name: String) -> UInt32 {
        if let number = regions[name] { return number }
        let number = UInt32(regions.count)
        regions[name] = number
        return number
    }

    /// Notes a record that is about to be handed over.
    package mutating func plan(_ key: DeliveryKey, _ sequence: UInt32) {
        let place = boot(key, sequence)
        Self.extend(&boots[place], to: sequence)
        let offset = Int(sequence - boots[place].base)
        let isFirst = boots[place].planned[offset] == 0
        if boots[place].planned[offset] < .max { boots[place].planned[offset] += 1 }
        if isFirst {
            if Int64(sequence) < boots[place].plannedNext {
                boots[place].plannedLate += 1
            } else {
                boots[place].plannedNext = Int64(sequence) + 1
            }
        }
    }

    /// Notes an arrival. A message whose mapping leaves the region out belongs to the only one.
    package mutating func arrive(_ keys: MessageKeys) {
        let region = keys.region.isEmpty && regions.count == 1 ? 0 : regions[keys.region]
        let key = region.map {
            DeliveryKey(region: $0, vehicle: keys.vehicle, boot: keys.boot)
        }
        let place = key.flatMap { index[$0] }
        for sequence in keys.sequences {
            arrivals += 1
            guard let place, sequence >= boots[place].base,
                Int(sequence - boots[place].base) < boots[place].planned.count,
                boots[place].planned[Int(sequence - boots[place].base)] > 0
            else {
                phantoms += 1
                continue
            }
            let offset = Int(sequence - boots[place].base)
            if boots[place].arrived[offset] == 0 {
                received += 1
                if Int64(sequence) < boots[place].next {
                    boots[place].late += 1
                } else {
                    boots[place].next = Int64(sequence) + 1
                }
            }
            if boots[place].arrived[offset] < .max {
                boots[place].arrived[offset] += 1
                boots[place].arrivals += 1
            }
        }
    }

    /// How many of some records have not arrived.
    package func missing(_ key: DeliveryKey, _ sequences: [UInt32]) -> Int {
        guard let place = index[key] else { return sequences.count }
        let boot = boots[place]
        return sequences.count { sequence in
            sequence < boot.base || Int(sequence - boot.base) >= boot.arrived.count
                || boot.arrived[Int(sequence - boot.base)] == 0
        }
    }

    private mutating func boot(_ key: DeliveryKey, _ sequence: UInt32) -> Int {
        if let place = index[key] { return place }
        index[key] = boots.count
        keys.append(key)
        boots.append(Boot(base: sequence, planned: [], arrived: []))
        return boots.count - 1
    }

    private static func extend(_ boot: inout Boot, to sequence: UInt32) {
        if sequence < boot.base {
            let more = Int(boot.base - sequence)
            boot.planned.insert(contentsOf: repeatElement(0, count: more), at: 0)
            boot.arrived.insert(contentsOf: repeatElement(0, count: more), at: 0)
            boot.base = sequence
        }
        let wanted = Int(sequence - boot.base) + 1
        while boot.planned.count < wanted {
            boot.planned.append(0)
            boot.arrived.append(0)
        }
    }

    /// The sums over all vehicles.
    ///
    /// - Parameters:
    ///   - spooled: whether a record is in a message that the endpoint never confirmed.
    ///   - later: whether the source hands a record over after the load's end.
    package func totals(
        isSpooled: (DeliveryKey, UInt32) -> Bool, isLater: (DeliveryKey, UInt32) -> Bool
    ) -> DeliveryTotals {
        var totals = DeliveryTotals()
        var vehicles: [DeliveryKey: Int] = [:]
        for (place, key) in keys.enumerated() {
            let boot = boots[place]
            var own = DeliveryTotals()
            for offset in boot.planned.indices {
                let sequence = boot.base + UInt32(offset)
                own.generated += 1
                if boot.planned[offset] == 0 {
                    if isLater(key, sequence) { own.buffered += 1 } else { own.lostByFault += 1 }
                    continue
                }
                let copies = Int(boot.arrived[offset])
                if copies > 0 {
                    own.received += 1
                    own.duplicates += copies - 1
                    own.duplicatesPlanned += min(copies, Int(boot.planned[offset])) - 1
                } else if isSpooled(key, sequence) {
                    own.spooled += 1
                } else {
                    own.lost += 1
                }
            }
            own.outOfOrder = boot.late
            own.outOfOrderPlanned = boot.plannedLate
            // Two ways of counting must agree: by record, and by arrival.
            let isCounted = own.received + own.duplicates == boot.arrivals
            if !own.isBalanced || !isCounted { totals.violations += 1 }
            totals.add(own)
            var vehicle = key
            vehicle.boot = 0
            vehicles[vehicle, default: 0] += own.lost
        }
        totals.vehicles = vehicles.count
        totals.vehiclesWithLoss = vehicles.values.count { $0 > 0 }
        totals.phantoms = phantoms
        return totals
    }
}

/// The ledger's sums. For every vehicle: generated = lostByFault + buffered + spooled + received +
/// lost.
package struct DeliveryTotals: Hashable, Sendable {
    /// Sequence numbers that the devices gave out, between a boot's first and last one.
    package var generated = 0
    /// Numbers that no record was handed over for, ever.
    package var lostByFault = 0
    /// Numbers whose record comes later than the load's end.
    package var buffered = 0
    /// Never confirmed by the endpoint and not seen there.
    package var spooled = 0
    /// Seen at the far end.
    package var received = 0
    /// Confirmed by the endpoint and not seen there.
    package var lost = 0
    /// Copies beyond the first, as seen.
    package var duplicates = 0
    /// Of these, copies that the devices themselves sent twice.
    package var duplicatesPlanned = 0
    /// First copies behind a higher number of their boot, as seen.
    package var outOfOrder = 0
    /// The same as the devices sent them.
    package var outOfOrderPlanned = 0
    /// Seen and never sent.
    package var phantoms = 0
    /// Vehicles that sent.
    package var vehicles = 0
    /// Vehicles that lost records.
    package var vehiclesWithLoss = 0
    /// Boots whose sums do not add up.
    package var violations = 0

    /// Whether the identity holds.
    package var isBalanced: Bool { generated == lostByFault + buffered + spooled + received + lost }

    mutating func add(_ other: DeliveryTotals) {
        generated += other.generated
        lostByFault += other.lostByFault
        buffered += other.buffered
        spooled += other.spooled
        received += other.received
        lost += other.lost
        duplicates += other.duplicates
        duplicatesPlanned += other.duplicatesPlanned
        outOfOrder += other.outOfOrder
        outOfOrderPlanned += other.outOfOrderPlanned
    }
}
