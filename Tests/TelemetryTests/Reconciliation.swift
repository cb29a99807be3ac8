import Records
import Telemetry

/// Whether what arrived and what the ledger says agree, record by record.
struct Reconciliation {
    /// What does not agree, in words; empty when all does.
    var problems: [String] = []
    /// Records generated.
    var generated = 0
    /// Distinct records that arrived.
    var distinct = 0
    /// Copies beyond the first.
    var extraCopies = 0
    /// First copies that arrived after a higher sequence number of their boot.
    var outOfOrder = 0
    /// By `Fate.rawValue`.
    var fates = [Int](repeating: 0, count: Fate.allCases.count)

    private struct Key: Hashable {
        var vehicle, boot, sequence: UInt32
    }

    private struct Boot: Hashable {
        var vehicle, boot: UInt32
    }

    init(_ output: DeviceOutput) {
        var arrivals: [Key: [Int64]] = [:]
        var highest: [Boot: UInt32] = [:]
        let batch = output.batch
        for row in 0..<batch.count {
            let key = Key(
                vehicle: batch.vehicle[row], boot: batch.boot[row], sequence: batch.sequence[row])
            let boot = Boot(vehicle: key.vehicle, boot: key.boot)
            if arrivals[key] == nil, let high = highest[boot], high > key.sequence {
                outOfOrder += 1
            }
            highest[boot] = max(highest[boot] ?? 0, key.sequence)
            arrivals[key, default: []].append(batch.receivedMilliseconds[row])
        }
        distinct = arrivals.count
        extraCopies = batch.count - distinct
        generated = output.ledger.count
        judge(output.ledger, &arrivals)
        for key in arrivals.keys { problems.append("\(key) arrived but was never generated") }
        if fates.reduce(0, +) != generated { problems.append("fates do not add up") }
        if fates[Int(Fate.delivered.rawValue)] != distinct {
            problems.append("delivered and distinct arrivals differ")
        }
    }

    private mutating func judge(_ ledger: SentLedger, _ arrivals: inout [Key: [Int64]]) {
        var next: [Boot: UInt32] = [:]
        for row in 0..<ledger.count {
            let key = Key(
                vehicle: ledger.vehicle[row], boot: ledger.boot[row],
                sequence: ledger.sequence[row])
            let boot = Boot(vehicle: key.vehicle, boot: key.boot)
            if next[boot, default: 0] != key.sequence { problems.append("\(key): sequence") }
            next[boot] = key.sequence + 1
            fates[Int(ledger.fate[row])] += 1
            let got = arrivals.removeValue(forKey: key) ?? []
            if got.count != Int(ledger.copies[row]) { problems.append("\(key): copies") }
            if ledger.fate[row] == Fate.delivered.rawValue {
                if got.first != ledger.receivedMilliseconds[row] {
                    problems.append("\(key): time of receipt")
                }
            } else if !got.isEmpty {
                problems.append("\(key): arrived without being delivered")
            }
        }
    }
}
