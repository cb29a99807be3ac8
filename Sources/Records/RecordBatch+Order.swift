// The order in which records arrive, and choices of rows.

import Base

extension RecordBatch {
    /// The permutation that sorts by (received, vehicle, boot, sequence); equals keep their order.
    /// - Complexity: O(n log n); `ArrivalOrder.stable` is linear where rows are in order already.
    public func arrivalOrder() -> [UInt32] {
        (0..<UInt32(count)).sorted { first, second in
            let a = Int(first)
            let b = Int(second)
            if receivedMilliseconds[a] != receivedMilliseconds[b] {
                return receivedMilliseconds[a] < receivedMilliseconds[b]
            }
            if vehicle[a] != vehicle[b] { return vehicle[a] < vehicle[b] }
            if boot[a] != boot[b] { return boot[a] < boot[b] }
            if sequence[a] != sequence[b] { return sequence[a] < sequence[b] }
            return a < b
        }
    }

    /// The records by (received, vehicle, boot, sequence); equals keep their order.
    public func sortedByArrival() -> RecordBatch { gathered(arrivalOrder()) }
}

extension RecordBatch {
    /// The rows for whose number the predicate holds, in their order.
    public func filtered(_ isIncluded: (Int) -> Bool) -> RecordBatch {
        gathered((0..<count).filter(isIncluded).map { UInt32($0) })
    }
}

/// Sorting by time in linear time.
public enum ArrivalOrder {
    /// The permutation that sorts `times`, equal times in their order here: a radix sort of 11 bits
    /// a pass over the span of the times.
    /// - Complexity: O(n) for each 2,048-fold of the span; three passes for a day in milliseconds.
    public static func stable(_ times: [Int64]) -> [UInt32] {
        guard let earliest = times.min(), let latest = times.max() else { return [] }
        let span = UInt64(latest - earliest)
        var order = [UInt32](0..<UInt32(times.count))
        var next = order
        var shift: UInt64 = 0
        while span >> shift > 0 {
            pass(times, earliest, shift, order, &next)
            swap(&order, &next)
            shift += 11
        }
        return order
    }

    private static func pass(
        _ times: [Int64], _ earliest: Int64, _ shift: UInt64, _ order: [UInt32],
        _ next: inout [UInt32]
    ) {
        var place = [Int](repeating: 0, count: 2049)
        for time in times {
            place[Int((UInt64(time &- earliest) >> shift) & 2047) + 1] += 1
        }
        for digit in 1..<2048 { place[digit] += place[digit - 1] }
        for row in order {
            let digit = Int((UInt64(times[Int(row)] &- earliest) >> shift) & 2047)
            next[place[digit]] = row
            place[digit] += 1
        }
    }
}
