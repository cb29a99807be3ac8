// Deduplication, exact for any order of arrival: per (vehicle, boot) a watermark, below which every
// sequence number was received except those of a gap set. Memory grows with what went wrong
// (gaps, duplicates, late records), never with the number of records.

import Records

/// What a sequence number means when it arrives.
enum Arrival {
    /// New, and above everything seen of its boot.
    case inOrder
    /// New, but something higher arrived before.
    case outOfOrder
    /// Seen before.
    case duplicate
    /// New, but so far above the watermark that no device can have produced what lies between.
    case impossible
}

/// How far a boot was received, for the platform's state.
struct Watermark: Hashable, Sendable {
    /// The device.
    var vehicle: UInt32
    /// Its boot.
    var boot: UInt32
    /// Every number below was received, but for the gaps.
    var next: Int64
    /// What is missing below: "12-14,20"; empty when nothing is.
    var gaps: String
}

/// Watermarks and gap sets of the boots of a partition.
struct SequenceTracker: Sendable {
    private struct Gap {
        var first: UInt32
        var last: UInt32
        var below: Int32
    }

    private var index = DenseIndex()
    /// One above the highest accepted sequence number. [boots]
    private var next: [Int64] = []
    /// The highest gap, −1 without gaps; gaps are linked downwards. [boots]
    private var highestGap: [Int32] = []
    private var gaps: [Gap] = []
    private var freeGap: Int32 = -1
    /// (boot's number, sequence) of every repetition, late first copy and impossible number.
    private var repeats: [UInt64] = []
    private var late: [UInt64] = []
    private var beyond = DenseIndex()

    private let largestJump: Int64
    private let countsRepeatsAsNew: Bool

    /// An empty tracker.
    init(largestJump: UInt32, countsRepeatsAsNew: Bool) {
        self.largestJump = Int64(largestJump)
        self.countsRepeatsAsNew = countsRepeatsAsNew
    }

    /// How many boots were seen.
    var count: Int { next.count }
    /// The device of a boot's number.
    func vehicle(_ boot: Int) -> UInt32 { UInt32(truncatingIfNeeded: index.keys[boot] >> 32) }
    /// The device's own number of a boot.
    func boot(_ boot: Int) -> UInt32 { UInt32(truncatingIfNeeded: index.keys[boot]) }

    /// The numbers of the boots, sorted by (vehicle, boot).
    func sortedBoots() -> [Int] {
        let keys = index.keys
        return keys.indices.sorted { keys[$0] < keys[$1] }
    }

    /// The number of a (vehicle, boot), given to it now if it is new.
    mutating func number(vehicle: UInt32, boot: UInt32) -> Int {
        let number = index.number(of: UInt64(vehicle) << 32 | UInt64(boot))
        if number == next.count {
            next.append(0)
            highestGap.append(-1)
        }
        return number
    }

    /// Notes a sequence number of a boot and says what it means.
    mutating func note(_ sequence: UInt32, boot: Int) -> Arrival {
        let expected = next[boot]
        let number = Int64(sequence)
        if number == expected && beyond.count == 0 {
            next[boot] = expected &+ 1
            return .inOrder
        }
        return noteUnexpected(sequence, boot: boot)
    }

    private mutating func noteUnexpected(_ sequence: UInt32, boot: Int) -> Arrival {
        let key = UInt64(boot) << 32 | UInt64(sequence)
        let number = Int64(sequence)
        if beyond.count > 0, beyond.existing(key) != nil {
            repeats.append(key)
            return .duplicate
        }
        if number >= next[boot] {
            if number - next[boot] > largestJump {
                _ = beyond.number(of: key)
                return .impossible
            }
            if number > next[boot] {
                let gap = Gap(
                    first: UInt32(next[boot]), last: sequence - 1, below: highestGap[boot])
                highestGap[boot] = store(gap)
            }
            next[boot] = number + 1
            return .inOrder
        }
        if fillGap(sequence, boot: boot) {
            late.append(key)
            return .outOfOrder
        }
        repeats.append(key)
        return .duplicate
    }

    /// Takes a number out of the gap set; false when it is not in it.
    private mutating func fillGap(_ sequence: UInt32, boot: Int) -> Bool {
        var above: Int32 = -1
        var at = highestGap[boot]
        while at >= 0, gaps[Int(at)].first > sequence {
            above = at
            at = gaps[Int(at)].below
        }
        guard at >= 0, gaps[Int(at)].last >= sequence else { return false }
        let gap = gaps[Int(at)]
        switch (gap.first == sequence, gap.last == sequence) {
        case (true, true):
            if above < 0 {
                highestGap[boot] = gap.below
            } else {
                gaps[Int(above)].below = gap.below
            }
            gaps[Int(at)].below = freeGap
            freeGap = at
        case (true, false): gaps[Int(at)].first = sequence + 1
        case (false, true): gaps[Int(at)].last = sequence - 1
        case (false, false):
            let low = Gap(first: gap.first, last: sequence - 1, below: gap.below)
            let stored = store(low)
            gaps[Int(at)].first = sequence + 1
            gaps[Int(at)].below = stored
        }
        return true
    }

    private mutating func store(_ gap: Gap) -> Int32 {
        guard freeGap >= 0 else {
            gaps.append(gap)
            return Int32(gaps.count - 1)
        }
        let at = freeGap
        freeGap = gaps[Int(at)].below
        gaps[Int(at)] = gap
        return at
    }
}

// MARK: What was received, at the end

extension SequenceTracker {
    private struct Interval {
        var first: UInt32
        var last: UInt32
    }

    /// The gaps of a boot, ascending.
    private func ascendingGaps(of boot: Int) -> [Interval] {
        var found: [Interval] = []
        var at = highestGap[boot]
        while at >= 0 {
            found.append(Interval(first: gaps[Int(at)].first, last: gaps[Int(at)].last))
            at = gaps[Int(at)].below
        }
        found.reverse()
        return found
    }

    /// Watermarks of all boots, in the given order.
    func watermarks(of boots: [Int]) -> [Watermark] {
        boots.map { number in
            let missing = ascendingGaps(of: number).map {
                $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)"
            }
            return Watermark(
                vehicle: vehicle(number), boot: boot(number), next: next[number],
                gaps: missing.joined(separator: ","))
        }
    }

    /// Receipts of all boots, in the given order: maximal runs of numbers received equally often.
    func receipts(of boots: [Int]) -> [ReceiptRun] {
        let repeats = self.repeats.sorted()
        let late = self.late.sorted()
        let beyond = self.beyond.keys.sorted()
        var runs: [ReceiptRun] = []
        runs.reserveCapacity(boots.count)
        for number in boots {
            let start = runs.count
            let received = intervals(of: number, beyond: Self.slice(beyond, of: number))
            let again = Self.slice(repeats, of: number)
            for interval in received {
                if countsRepeatsAsNew {
                    append(interval.first, interval.last, 1, of: number, from: start, &runs)
                } else {
                    append(interval, repeated: again, of: number, from: start, &runs)
                }
            }
            if countsRepeatsAsNew {
                for sequence in again {
                    runs.append(run(sequence, sequence, copies: 1, of: number))
                }
                runs[start...].sort { ($0.first, $1.last) < ($1.first, $0.last) }
            }
            Self.count(Self.slice(late, of: number), in: &runs, from: start)
        }
        return runs
    }

    /// The sequence numbers of one boot among sorted (boot, sequence) keys.
    private static func slice(_ keys: [UInt64], of boot: Int) -> [UInt32] {
        func lowerBound(_ key: UInt64) -> Int {
            var low = 0
            var high = keys.count
            while low < high {
                let middle = (low + high) / 2
                if keys[middle] < key { low = middle + 1 } else { high = middle }
            }
            return low
        }
        if keys.isEmpty { return [] }
        let range = lowerBound(UInt64(boot) << 32)..<lowerBound(UInt64(boot + 1) << 32)
        return keys[range].map { UInt32(truncatingIfNeeded: $0) }
    }

    /// What was received of a boot, ascending and not touching each other.
    private func intervals(of boot: Int, beyond: [UInt32]) -> [Interval] {
        var received: [Interval] = []
        var from: Int64 = 0
        for gap in ascendingGaps(of: boot) {
            if Int64(gap.first) > from {
                received.append(Interval(first: UInt32(from), last: gap.first - 1))
            }
            from = Int64(gap.last) + 1
        }
        if next[boot] > from {
            received.append(Interval(first: UInt32(from), last: UInt32(next[boot] - 1)))
        }
        guard !beyond.isEmpty else { return received }
        received += beyond.map { Interval(first: $0, last: $0) }
        received.sort { $0.first < $1.first }
        return received.reduce(into: []) { joined, interval in
            if let last = joined.last, Int64(last.last) + 1 == Int64(interval.first) {
                joined[joined.count - 1].last = interval.last
            } else {
                joined.append(interval)
            }
        }
    }

    private func append(
        _ interval: Interval, repeated: [UInt32], of boot: Int, from start: Int,
        _ runs: inout [ReceiptRun]
    ) {
        var cursor = Int64(interval.first)
        var at = 0
        while at < repeated.count {
            let sequence = repeated[at]
            var end = at
            while end < repeated.count, repeated[end] == sequence { end += 1 }
            if sequence >= interval.first, sequence <= interval.last {
                if Int64(sequence) > cursor {
                    append(UInt32(cursor), sequence - 1, 1, of: boot, from: start, &runs)
                }
                append(sequence, sequence, UInt32(1 + end - at), of: boot, from: start, &runs)
                cursor = Int64(sequence) + 1
            }
            at = end
        }
        if cursor <= Int64(interval.last) {
            append(UInt32(cursor), interval.last, 1, of: boot, from: start, &runs)
        }
    }

    private func run(_ first: UInt32, _ last: UInt32, copies: UInt32, of boot: Int) -> ReceiptRun {
        ReceiptRun(
            vehicle: vehicle(boot), boot: self.boot(boot), first: first, last: last,
            copies: copies, outOfOrder: 0)
    }

    /// Adds a run, joined to the one before where they touch and agree.
    private func append(
        _ first: UInt32, _ last: UInt32, _ copies: UInt32, of boot: Int, from start: Int,
        _ runs: inout [ReceiptRun]
    ) {
        let end = runs.count - 1
        if end >= start, runs[end].copies == copies, Int64(runs[end].last) + 1 == Int64(first) {
            runs[end].last = last
        } else {
            runs.append(run(first, last, copies: copies, of: boot))
        }
    }

    /// Counts sorted late numbers into the first run that holds each.
    private static func count(_ late: [UInt32], in runs: inout [ReceiptRun], from start: Int) {
        var at = start
        for sequence in late {
            while at < runs.count, runs[at].last < sequence { at += 1 }
            guard at < runs.count else { return }
            if runs[at].first <= sequence { runs[at].outOfOrder += 1 }
        }
    }
}
