// Everything the devices of a range generated, in order of (vehicle, boot, sequence), with what
// became of it; and how that turns into the ledger and into what arrives.

import Base
import Records

/// Generated records: the record itself, and its fate in columns.
struct GeneratedRecords {
    /// The records; sent and received times and the resend flag are filled in at the end, when they
    /// become columns. Till then a record is written to one place and not to forty.
    var rows: [Record] = []
    /// As `RecordBatch.sideWords`.
    var sideWords: [UInt64] = []
    /// As `RecordBatch.vssMajors`.
    var vssMajors: [UInt8] = []
    /// True time of measurement, milliseconds.
    var event: [Int64] = []
    /// True time of the first delivery, milliseconds; 0 unless delivered.
    var received: [Int64] = []
    /// When it was sent, by the device's clock.
    var sent: [Int64] = []
    /// Whether the first delivery was stored and forwarded.
    var isForwarded: [Bool] = []
    /// See `SentLedger`.
    var fate: [UInt8] = []
    /// See `SentLedger`.
    var copies: [UInt8] = []
    /// See `SentLedger`.
    var faults: [Int32] = []
    /// See `SentLedger`.
    var hadConsent: [Bool] = []
    /// Second copies.
    var repeats: [Repeat] = []

    /// A second copy of a record.
    struct Repeat {
        var row: UInt32
        var sent: Int64
        var received: Int64
    }

    /// Makes room.
    mutating func reserve(_ capacity: Int) {
        rows.reserveCapacity(capacity)
        event.reserveCapacity(capacity)
        received.reserveCapacity(capacity)
        sent.reserveCapacity(capacity)
        isForwarded.reserveCapacity(capacity)
        fate.reserveCapacity(capacity)
        copies.reserveCapacity(capacity)
        faults.reserveCapacity(capacity)
        hadConsent.reserveCapacity(capacity)
    }

    /// Adds a record that is still in the device; returns its row.
    @inline(__always)
    mutating func append(
        _ record: Record, event time: Int64, faults bits: Int32, hadConsent consent: Bool
    ) -> Int {
        rows.append(record)
        event.append(time)
        received.append(0)
        sent.append(0)
        isForwarded.append(false)
        fate.append(Fate.buffered.rawValue)
        copies.append(0)
        faults.append(bits)
        hadConsent.append(consent)
        return event.count - 1
    }

    /// Gives the last record its side signals, and forgets them.
    mutating func moveSide(_ words: inout [SideWord]) {
        guard !words.isEmpty else { return }
        rows[rows.count - 1].side = UInt32(sideWords.count) + 1
        for word in words { sideWords.append(word.rawValue) }
        sideWords[sideWords.count - 1] |= 1
        words.removeAll(keepingCapacity: true)
    }

    /// What arrives, by (received, vehicle, boot, sequence, copy), and the ledger.
    consuming func output(isCanary canaries: [Bool]) -> DeviceOutput {
        var arrivals = Arrivals(expected: event.count + repeats.count)
        repeats.sort { $0.row < $1.row }
        var next = 0
        for row in event.indices where fate[row] == Fate.delivered.rawValue {
            arrivals.append(row, received[row], sent[row], isResend: isForwarded[row])
            while next < repeats.count && Int(repeats[next].row) == row {
                arrivals.append(row, repeats[next].received, repeats[next].sent, isResend: true)
                next += 1
            }
        }
        let order = ArrivalOrder.stable(arrivals.received)
        var output = DeviceOutput()
        output.batch = RecordBatch(rows, order: order.map { arrivals.row[Int($0)] })
        output.batch.sideWords = sideWords
        output.batch.vssMajors = vssMajors
        output.batch.receivedMilliseconds = order.map { arrivals.received[Int($0)] }
        output.batch.sentMilliseconds = order.map { arrivals.sent[Int($0)] }
        output.batch.isResend = order.map { arrivals.isResend[Int($0)] }
        output.isCanary = output.batch.vehicle.map { canaries[Int($0)] }
        output.ledger.vehicle = rows.map { $0.vehicle }
        output.ledger.boot = rows.map { $0.boot }
        output.ledger.sequence = rows.map { $0.sequence }
        output.ledger.eventMilliseconds = event
        output.ledger.receivedMilliseconds = received
        output.ledger.fate = fate
        output.ledger.copies = copies
        output.ledger.faults = faults
        output.ledger.hadConsent = hadConsent
        return output
    }
}

/// Deliveries in the order of their rows.
private struct Arrivals {
    var row: [UInt32] = []
    var received: [Int64] = []
    var sent: [Int64] = []
    var isResend: [Bool] = []

    init(expected: Int) {
        row.reserveCapacity(expected)
        received.reserveCapacity(expected)
        sent.reserveCapacity(expected)
        isResend.reserveCapacity(expected)
    }

    mutating func append(
        _ row: Int, _ received: Int64, _ sent: Int64, isResend: Bool
    ) {
        self.row.append(UInt32(row))
        self.received.append(received)
        self.sent.append(sent)
        self.isResend.append(isResend)
    }
}
