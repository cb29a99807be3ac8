// The way from a device to the far end: store and forward, outages, latency, lateness, disorder,
// loss, duplicates, and the end of consent while a record is under way.

import Base
import Demand
import Records

/// What the network does to all devices of a run.
struct NetworkModel: Sendable {
    let seed: UInt64
    /// First instant after the run, milliseconds.
    let until: Int64
    let lateShare: Double
    let lateMeanSeconds: Double
    let duplicateShare: Double
    let lossShare: Double
    let reorderShare: Double
    let reorderSeconds: Double
    /// Times in which the far end is away, milliseconds, in order.
    let outages: [Range<Int64>]
    let backoff: (first: Double, limit: Double, jitter: Double)

    init(_ options: TelemetryOptions, seed: UInt64, until: SimTime) {
        self.seed = seed
        self.until = until.milliseconds
        lateShare = options.faults.contains(.late) ? options.lateShare : 0
        lateMeanSeconds = options.lateMeanSeconds
        duplicateShare = options.faults.contains(.duplicate) ? options.duplicateShare : 0
        lossShare = options.faults.contains(.loss) ? options.lossShare : 0
        reorderShare = options.faults.contains(.reorder) ? options.reorderShare : 0
        reorderSeconds = options.reorderSeconds
        outages =
            options.faults.contains(.reconnectStorm)
            ? options.outages.map {
                let from = Int64($0.fromSeconds * 1000)
                return from..<(from + Int64(max(0, $0.seconds) * 1000))
            }.sorted { $0.lowerBound < $1.lowerBound } : []
        backoff = (
            options.backoffSeconds, options.backoffLimitSeconds, options.backoffJitter
        )
    }

    /// Whether records are lost or overtake each other.
    var isDisorderly: Bool { lossShare > 0 || reorderShare > 0 }

    /// Milliseconds between measurement and sending.
    static let processing: Int64 = 20
    /// Milliseconds between the records of a burst.
    static let burstSpacing: Int64 = 20
    /// Least latency, and how much more it may be, milliseconds.
    static let latency = (least: 100.0, spread: 300.0)
    /// The same for the second copy, after the first arrived.
    static let repetition = (least: 200.0, spread: 3000.0)
}

/// The connection of one device, over all its trips.
///
/// It is a stream: what is not late arrives in the order in which it was sent.
struct DeviceLink {
    private let network: NetworkModel
    private let entity: RandomEntity
    /// The device's clock; set anew when it starts.
    var clock: DeviceClock
    /// How many records the device stores.
    var storeCapacity: Int
    private let consents: ConsentHistory
    private var lastReceived = Int64.min
    private var outage = 0
    private var reconnects = Int64.min
    private var store: [Stored] = []
    private var earliestExpiry = Int64.max

    /// A record that waits in the device.
    private struct Stored {
        var row: Int
        var expiry: Int64
    }

    init(
        _ network: NetworkModel, entity: RandomEntity, clock: DeviceClock, consents: ConsentHistory,
        storeCapacity: Int
    ) {
        self.network = network
        self.storeCapacity = max(1, storeCapacity)
        self.entity = entity
        self.clock = clock
        self.consents = consents
    }

    /// Whether the device is connected at an instant, as far as the far end goes; instants must not
    /// descend. A device that fails to send tries again after a pause that doubles, with jitter.
    mutating func isConnected(at time: Int64) -> Bool {
        while outage < network.outages.count, network.outages[outage].upperBound <= time {
            outage += 1
        }
        if time < reconnects { return false }
        guard outage < network.outages.count, network.outages[outage].contains(time) else {
            return true
        }
        let end = network.outages[outage].upperBound
        var stream = RandomStream(
            seed: network.seed, purpose: .backoff, entity: entity, index: UInt32(outage))
        var pause = network.backoff.first
        reconnects = time
        while reconnects < end {
            let jitter = 1 + network.backoff.jitter * (2 * stream.uniform() - 1)
            reconnects += max(1, Int64(1000 * min(network.backoff.limit, pause) * jitter))
            pause = min(network.backoff.limit, 2 * pause)
        }
        return false
    }

    /// Whether there are outages at all.
    var hasOutages: Bool { !network.outages.isEmpty }

    /// Takes a record just measured and, in coverage, sends it and then all that is stored: the
    /// present first, the past in a burst behind it.
    ///
    /// - Parameters:
    ///   - expiry: when the consent that it was recorded under ends.
    ///   - obstacle: the fault that keeps it from being sent now, if any.
    @inline(__always)
    mutating func take(
        _ row: Int, at time: Int64, expiry: Int64, obstacle: Fault?,
        _ records: inout GeneratedRecords
    ) {
        if earliestExpiry <= time { dropExpired(by: time, &records) }
        if let obstacle {
            keep(row, expiry, obstacle, &records)
            return
        }
        let now = time + NetworkModel.processing
        send(row, at: now, expiry: expiry, &records)
        if !store.isEmpty { forward(after: now, &records) }
    }

    /// Ends the run: what is still stored stays there, unless its consent has ended.
    mutating func finish(_ records: inout GeneratedRecords) {
        dropExpired(by: network.until - 1, &records)
        store.removeAll()
    }

    private mutating func keep(
        _ row: Int, _ expiry: Int64, _ obstacle: Fault, _ records: inout GeneratedRecords
    ) {
        records.faults[row] |= obstacle.bit
        if store.count >= storeCapacity {
            let oldest = store.removeFirst()
            records.fate[oldest.row] = Fate.lostByFault.rawValue
        }
        store.append(Stored(row: row, expiry: expiry))
        earliestExpiry = min(earliestExpiry, expiry)
    }

    private mutating func forward(after time: Int64, _ records: inout GeneratedRecords) {
        var sending = time
        for stored in store {
            sending += NetworkModel.burstSpacing
            records.isForwarded[stored.row] = true
            send(stored.row, at: sending, expiry: stored.expiry, &records)
        }
        store.removeAll(keepingCapacity: true)
        earliestExpiry = .max
    }

    /// Consent has ended: the device forgets what it recorded under it.
    private mutating func dropExpired(by time: Int64, _ records: inout GeneratedRecords) {
        for stored in store where stored.expiry <= time {
            drop(stored.row, expiry: stored.expiry, &records)
        }
        store.removeAll { $0.expiry <= time }
        earliestExpiry = store.reduce(.max) { min($0, $1.expiry) }
    }

    private func drop(_ row: Int, expiry: Int64, _ records: inout GeneratedRecords) {
        records.fate[row] = Fate.lostByFault.rawValue
        let held = consents.spans[consents.span(at: expiry)].scope
        records.hadConsent[row] = records.hadConsent[row] && !held.isEmpty
    }

    @inline(__always)
    private mutating func send(
        _ row: Int, at time: Int64, expiry: Int64, _ records: inout GeneratedRecords
    ) {
        let index = recordIndex(
            boot: records.rows[row].boot, sequence: records.rows[row].sequence)
        var stream = RandomStream(
            seed: network.seed, purpose: .network, entity: entity, index: index)
        let latency = NetworkModel.latency.least + NetworkModel.latency.spread * stream.uniform()
        let isLate = stream.bernoulli(network.lateShare)
        let isRepeated = stream.bernoulli(network.duplicateShare)
        lastReceived = max(lastReceived, time + Int64(latency))
        var arrival = lastReceived
        if isLate {
            arrival += lateness(index)
            records.faults[row] |= Fault.late.bit
        }
        records.sent[row] = clock.reading(atMilliseconds: time)
        if network.isDisorderly, isLost(row, index, &arrival, &records) { return }
        guard isDelivered(at: arrival, expiry: expiry) else {
            if expiry <= arrival && expiry < network.until { drop(row, expiry: expiry, &records) }
            return
        }
        records.fate[row] = Fate.delivered.rawValue
        records.copies[row] = 1
        records.received[row] = arrival
        if isRepeated { sendAgain(row, after: arrival, expiry, stream.uniform(), &records) }
    }

    /// Whether the network drops a record; else it may hold it up for seconds while others pass.
    private func isLost(
        _ row: Int, _ index: UInt32, _ arrival: inout Int64, _ records: inout GeneratedRecords
    ) -> Bool {
        var stream = RandomStream(
            seed: network.seed, purpose: .disorder, entity: entity, index: index)
        if stream.bernoulli(network.lossShare) {
            records.faults[row] |= Fault.loss.bit
            records.fate[row] = Fate.lostByFault.rawValue
            return true
        }
        if stream.bernoulli(network.reorderShare) {
            records.faults[row] |= Fault.reorder.bit
            arrival += 200 + Int64(1000 * network.reorderSeconds * stream.uniform())
        }
        return false
    }

    private func sendAgain(
        _ row: Int, after first: Int64, _ expiry: Int64, _ chance: Double,
        _ records: inout GeneratedRecords
    ) {
        records.faults[row] |= Fault.duplicate.bit
        let pause = NetworkModel.repetition.least + NetworkModel.repetition.spread * chance
        let arrival = first + Int64(pause)
        guard isDelivered(at: arrival, expiry: expiry) else { return }
        records.copies[row] = 2
        let sending = clock.reading(atMilliseconds: arrival - Int64(NetworkModel.latency.least))
        records.repeats.append(.init(row: UInt32(row), sent: sending, received: arrival))
    }

    @inline(__always)
    private func isDelivered(at arrival: Int64, expiry: Int64) -> Bool {
        arrival < network.until && arrival < expiry
    }

    private func lateness(_ index: UInt32) -> Int64 {
        var stream = RandomStream(
            seed: network.seed, purpose: .lateness, entity: entity, index: index)
        return Int64(1000 * stream.exponential(mean: network.lateMeanSeconds))
    }
}
