// Delays from measurement to receipt: mostly seconds, hours after a coverage gap. Two rows of fixed
// bins, so that quantiles do not depend on the order of additions.

import Base

/// A histogram of delays: bins of 10 ms below one minute, of one second up to 31 days.
struct DelayHistogram: Sendable {
    private static let fineSeconds = 60.0
    private var fine = Histogram(binWidth: 0.01, bins: 6000)
    private var coarse = Histogram(binWidth: 1, bins: 31 * 86_400)

    /// How many delays were added.
    var total: Int { coarse.total }

    /// Adds one delay.
    mutating func add(milliseconds: Int64) {
        let seconds = Double(milliseconds) / 1000
        coarse.add(seconds)
        if seconds < Self.fineSeconds { fine.add(seconds) }
    }

    /// The quantile, seconds: the upper edge of its bin; `nil` without values.
    func quantile(_ q: Double) -> Double? {
        guard total > 0 else { return nil }
        let rank = max(1, Int((q * Double(total)).rounded(.up)))
        if rank <= fine.total { return fine.quantile((Double(rank) - 0.5) / Double(fine.total)) }
        return coarse.quantile(q)
    }
}
