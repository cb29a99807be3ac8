// What happens to a record on arrival: receipt and deduplication, sanity, consent gate, staging.
// Products are made when the partition is finished (`PartitionIngest+Finish.swift`).

import Base
import Records
import Roads

/// Ingests the records of a partition of vehicles: a value, so that partitions run in parallel.
///
/// Feed it batches in order of arrival; how the stream is cut into batches changes nothing. All
/// records of a vehicle must come to the same partition.
public struct PartitionIngest: Sendable {
    let context: PlatformContext
    private let consents: ConsentSnapshot
    var tracker: SequenceTracker
    var staged: StagedRecords
    var counters = PlatformCounters()
    /// Counts by `PlatformCounters.delayBinMilliseconds`.
    var delayCounts = [Int](repeating: 0, count: PlatformCounters.delayBins)
    /// What was rejected, kept only by a platform that is broken on purpose.
    var billedWithoutConsent: [VehicleEvent] = []

    /// A vehicle at an instant.
    struct VehicleEvent: Sendable {
        var vehicle: UInt32
        var milliseconds: Int64
    }

    private enum Limits {
        static let ahead: Int64 = 3_600_000
        static let behind: Int64 = 40 * 86_400_000
        static let time: Int64 = 1 << 53
    }

    init(context: PlatformContext, consents: ConsentSnapshot) {
        self.context = context
        self.consents = consents
        staged = StagedRecords(products: context.options.products)
        tracker = SequenceTracker(
            largestJump: context.options.largestSequenceJump,
            countsRepeatsAsNew: context.options.defects.contains(.noDeduplication))
    }

    /// Takes a batch of records in order of arrival.
    ///
    /// A record is confirmed in the receipts whatever the consent gate says: receipts count
    /// delivery, the gate decides what may be kept.
    /// - Complexity: amortised O(1) per record that is in order.
    public mutating func ingest(_ batch: RecordBatch) {
        guard batch.count > 0 else { return }
        let defects = context.options.defects
        counters.batches += 1
        if defects.contains(.loseBatch), counters.batches % 10 == 1 { return }
        let ignoresConsent = defects.contains(.ignoreConsent)
        let repeatsAreNew = defects.contains(.noDeduplication)
        let billsRejected = defects.contains(.billWithoutConsent)
        let guardMilliseconds = Int64((context.options.consentGuardSeconds * 1000).rounded())

        for record in 0..<batch.count {
            let vehicle = batch.vehicle[record]
            let event = batch.eventMilliseconds[record]
            let received = batch.receivedMilliseconds[record]
            counters.received += 1
            let boot = tracker.number(vehicle: vehicle, boot: batch.boot[record])
            switch tracker.note(batch.sequence[record], boot: boot) {
            case .inOrder: break
            case .outOfOrder: counters.outOfOrder += 1
            case .duplicate:
                if !repeatsAreNew {
                    counters.duplicates += 1
                    continue
                }
            case .impossible:
                counters.quarantinedSequence += 1
                continue
            }
            guard Self.isPossible(event: event, received: received) else {
                counters.quarantinedTime += 1
                continue
            }
            countDelay(received &- event)
            var scope = consents.scope(
                device: vehicle, event: event, received: received,
                guardMilliseconds: guardMilliseconds)
            if ignoresConsent { scope = ConsentScope(rawValue: .max) }
            if scope.isEmpty {
                counters.rejectedWithoutConsent += 1
                if billsRejected {
                    billedWithoutConsent.append(
                        VehicleEvent(vehicle: vehicle, milliseconds: event))
                }
                continue
            }
            stage(batch, record, boot: boot, scope: scope)
        }
    }

    private mutating func stage(
        _ batch: RecordBatch, _ record: Int, boot: Int, scope: ConsentScope
    ) {
        var longitudeE7 = StagedRecords.noPosition
        var latitudeE7 = StagedRecords.noPosition
        let longitude = batch.longitude[record]
        let latitude = batch.latitude[record]
        if longitude.isNaN && latitude.isNaN {
            counters.withoutPosition += 1
        } else if abs(longitude) <= 180 && abs(latitude) <= 90 && (longitude != 0 || latitude != 0)
        {
            longitudeE7 = Int32((longitude * 1e7).rounded())
            latitudeE7 = Int32((latitude * 1e7).rounded())
        } else {
            counters.quarantinedPosition += 1
            return
        }
        counters.accepted += 1
        staged.append(
            boot: boot, sequence: batch.sequence[record],
            eventMilliseconds: batch.eventMilliseconds[record],
            receivedMilliseconds: batch.receivedMilliseconds[record],
            longitudeE7: longitudeE7, latitudeE7: latitudeE7, speed: batch.speed[record] / 3.6,
            heading: batch.heading[record], scope: scope.rawValue)
        if staged.keepsBeside { staged.appendBeside(batch, record) }
    }

    private mutating func countDelay(_ milliseconds: Int64) {
        let bin = max(0, milliseconds) / PlatformCounters.delayBinMilliseconds
        delayCounts[min(PlatformCounters.delayBins - 1, Int(bin))] += 1
    }

    private static func isPossible(event: Int64, received: Int64) -> Bool {
        guard received > -Limits.time, received < Limits.time else { return false }
        return event <= received + Limits.ahead && event >= received - Limits.behind
    }
}
