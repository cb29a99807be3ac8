// HdrHistogram behind a type of our own: `Base` has another `Histogram`, for simulated values.

import Histogram

/// Latencies in microseconds, to three digits, from a microsecond to any length.
struct LatencyHistogram: Sendable {
    // Protected by its owner's lock; a value like any other.
    private var counts = Histogram<UInt64>(numberOfSignificantValueDigits: .three)

    /// Adds a latency some times.
    mutating func record(microseconds: UInt64, count: Int) {
        _ = counts.record(microseconds, count: UInt64(count))
    }

    /// How many were added.
    var total: Int { Int(counts.totalCount) }
    /// Microseconds at a percentile, from 0 to 100.
    func microseconds(atPercentile percentile: Double) -> UInt64 {
        counts.valueAtPercentile(percentile)
    }
    /// The largest, microseconds.
    var max: UInt64 { counts.max }
    /// The mean, microseconds.
    var mean: Double { counts.mean }
}
