// What was sent against what the far end confirmed: one linear walk over two sorted ledgers. No
// dictionary and no allocation per row: millions of records pass here.

import Base

/// The columns of `truth/sent.parquet` that the ledger needs, one value per generated record,
/// sorted by (vehicle, boot, sequence) within a region.
struct SentColumns: Sendable {
    var vehicle: [UInt32] = []
    var boot: [UInt32] = []
    var sequence: [UInt32] = []
    /// 0 delivered, 1 lost by fault, 2 buffered: `SentFate`.
    var fate: [UInt8] = []
    var copies: [Int32] = []

    init() {}

    init(_ table: DataTable) throws {
        vehicle = try table.column("vehicle_id").uint32s()
        boot = try table.column("boot").uint32s()
        sequence = try table.column("sequence").uint32s()
        fate = try SentFate.codes(table.column("fate"))
        copies = try table.column("copies").int32s()
    }
}

/// The words of column `fate` as numbers.
enum SentFate {
    static let delivered: UInt8 = 0
    static let lostByFault: UInt8 = 1
    static let buffered: UInt8 = 2
    static let words = ["delivered", "lost_by_fault", "buffered"]

    static func code(_ word: String) throws -> UInt8 {
        guard let code = words.firstIndex(of: word) else {
            throw Failure.input("truth/sent.parquet: unknown fate '\(word)'; write the run again")
        }
        return UInt8(code)
    }

    static func codes(_ column: DataColumn) throws -> [UInt8] {
        switch column.values {
        case .words(let codes, let words):
            let byCode = try words.map(code)
            return codes.map { byCode[Int($0)] }
        default:
            return try column.strings().map(code)
        }
    }
}

/// The columns of `truth/receipts.parquet`: runs of consecutive sequence numbers.
struct ReceiptColumns: Sendable {
    var vehicle: [UInt32] = []
    var boot: [UInt32] = []
    var first: [UInt32] = []
    var last: [UInt32] = []
    var copies: [UInt32] = []
    var outOfOrder: [UInt32] = []

    init() {}

    init(_ table: DataTable) throws {
        vehicle = try table.column("vehicle_id").uint32s()
        boot = try table.column("boot").uint32s()
        first = try table.column("first_sequence").uint32s()
        last = try table.column("last_sequence").uint32s()
        copies = try table.column("copies").uint32s()
        outOfOrder = try table.column("out_of_order").uint32s()
    }

    /// The rows of a region, sorted by (vehicle, boot, first): a broken platform may not sort them.
    func sorted(_ rows: [Int]) -> ReceiptColumns {
        let order = rows.sorted { a, b in
            if vehicle[a] != vehicle[b] { return vehicle[a] < vehicle[b] }
            if boot[a] != boot[b] { return boot[a] < boot[b] }
            return first[a] < first[b]
        }
        var result = ReceiptColumns()
        result.vehicle = order.map { vehicle[$0] }
        result.boot = order.map { boot[$0] }
        result.first = order.map { first[$0] }
        result.last = order.map { max(first[$0], last[$0]) }
        result.copies = order.map { copies[$0] }
        result.outOfOrder = order.map { outOfOrder[$0] }
        return result
    }
}

/// The ledger of some regions.
struct LedgerCounts: Hashable, Sendable {
    /// Records that devices made.
    var generated = 0
    /// Dropped on purpose of a fault.
    var lostByFault = 0
    /// Still in a device at the end.
    var buffered = 0
    /// Distinct records that the far end confirmed.
    var received = 0
    /// Handed over and never confirmed.
    var lost = 0
    /// Confirmed and never handed over.
    var phantom = 0
    /// Copies beyond the first, as confirmed.
    var duplicates = 0
    /// Copies beyond the first, as the truth handed them over.
    var duplicatesInjected = 0
    /// Σ over confirmed records of |copies confirmed − copies handed over|.
    var duplicatesUnexplained = 0
    /// Records confirmed again by another receipt: a repetition that counted as new.
    var confirmedAgain = 0
    /// First copies that arrived after a higher sequence number of their boot, as confirmed.
    var outOfOrder = 0
    /// Sequence numbers that a boot of the sent ledger leaves out: devices number every record.
    var unledgered = 0
    /// Vehicles for which generated ≠ lost by fault + buffered + received + lost.
    var violations = 0
    /// Vehicles that generated or were confirmed anything.
    var vehicles = 0

    static func + (a: LedgerCounts, b: LedgerCounts) -> LedgerCounts {
        var sum = a
        sum.generated += b.generated
        sum.lostByFault += b.lostByFault
        sum.buffered += b.buffered
        sum.received += b.received
        sum.lost += b.lost
        sum.phantom += b.phantom
        sum.duplicates += b.duplicates
        sum.duplicatesInjected += b.duplicatesInjected
        sum.duplicatesUnexplained += b.duplicatesUnexplained
        sum.confirmedAgain += b.confirmedAgain
        sum.outOfOrder += b.outOfOrder
        sum.unledgered += b.unledgered
        sum.violations += b.violations
        sum.vehicles += b.vehicles
        return sum
    }
}

/// Reconciles one region: rows `rows` of the sent ledger against receipts that are sorted.
///
/// The two halves are counted independently (what is lost from the sent side, what is received
/// from the receipts), so that the identity per vehicle can fail.
/// - Parameter vehicles: of the region; receipts of others are added up as one more.
/// - Complexity: O(rows + receipts).
func reconcile(
    sent: SentColumns, rows: Range<Int>, receipts: ReceiptColumns, vehicles: Int
) throws -> LedgerCounts {
    var counts = LedgerCounts()
    // Per vehicle, generated minus every term of the identity: zero where it holds.
    var balance = [Int](repeating: 0, count: vehicles + 1)
    var isSeen = [Bool](repeating: false, count: vehicles + 1)
    let confirmed = try walk(
        sent.vehicle, sent.boot, sent.sequence, sent.fate, sent.copies, rows: rows,
        receipts: receipts, counts: &counts, balance: &balance, isSeen: &isSeen)
    var open = (key: UInt64.max, last: UInt32(0))
    for run in receipts.vehicle.indices {
        let (first, last) = (receipts.first[run], receipts.last[run])
        let length = Int(last - first) + 1
        counts.received += length
        counts.duplicates += length * max(0, Int(receipts.copies[run]) - 1)
        counts.outOfOrder += Int(receipts.outOfOrder[run])
        let vehicle = min(vehicles, Int(receipts.vehicle[run]))
        balance[vehicle] -= length
        isSeen[vehicle] = true
        let key = UInt64(receipts.vehicle[run]) << 32 | UInt64(receipts.boot[run])
        if key == open.key, first <= open.last {
            counts.confirmedAgain += Int(min(last, open.last) - first) + 1
        }
        open = (key, key == open.key ? max(last, open.last) : last)
    }
    counts.phantom = counts.received - confirmed
    counts.violations = balance.count { $0 != 0 }
    counts.vehicles = isSeen.count { $0 }
    return counts
}

/// The walk over the sent ledger; returns how many delivered records a receipt confirms.
private func walk(
    _ vehicle: [UInt32], _ boot: [UInt32], _ sequence: [UInt32], _ fate: [UInt8],
    _ copies: [Int32], rows: Range<Int>, receipts: ReceiptColumns, counts: inout LedgerCounts,
    balance: inout [Int], isSeen: inout [Bool]
) throws -> Int {
    let (runVehicle, runBoot) = (receipts.vehicle, receipts.boot)
    let (runFirst, runLast, runCopies) = (receipts.first, receipts.last, receipts.copies)
    var run = 0
    var confirmed = 0
    var previous: (UInt64, UInt32)?
    for row in rows {
        let key = UInt64(vehicle[row]) << 32 | UInt64(boot[row])
        let number = sequence[row]
        if let previous, previous >= (key, number) {
            throw Failure.input(
                "truth/sent.parquet: not sorted by vehicle, boot, sequence; write the run again")
        }
        let isSameBoot = previous.map { $0.0 == key } ?? false
        counts.unledgered += Int(number) - (isSameBoot ? Int(previous?.1 ?? 0) + 1 : 0)
        previous = (key, number)
        while run < runVehicle.count {
            let runKey = UInt64(runVehicle[run]) << 32 | UInt64(runBoot[run])
            if runKey > key || (runKey == key && runLast[run] >= number) { break }
            run += 1
        }
        let isConfirmed =
            run < runVehicle.count && runVehicle[run] == vehicle[row] && runBoot[run] == boot[row]
            && runFirst[run] <= number
        let owner = min(balance.count - 1, Int(vehicle[row]))
        counts.generated += 1
        isSeen[owner] = true
        switch fate[row] {
        case SentFate.lostByFault: counts.lostByFault += 1
        case SentFate.buffered: counts.buffered += 1
        default:
            counts.duplicatesInjected += max(0, Int(copies[row]) - 1)
            if isConfirmed {
                confirmed += 1
                // The receipts' side of the identity subtracts it; here only what is generated.
                balance[owner] += 1
                counts.duplicatesUnexplained += abs(Int(runCopies[run]) - Int(copies[row]))
            } else {
                counts.lost += 1
            }
        }
    }
    return confirmed
}

extension DataColumn {
    /// The values of an integer column as 32 bits; larger ones are an error.
    func int32s() throws -> [Int32] {
        if case .int32(let values) = values { return values }
        return try int64s().map {
            guard let value = Int32(exactly: $0) else {
                throw Failure.input("column '\(name)' holds \($0), more than 32 bits")
            }
            return value
        }
    }
}
