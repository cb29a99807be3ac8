/// Estimators that several stages share.
public enum Statistics {
    /// Quantile of the standard normal distribution, |relative error| < 1.2e-9
    /// (P. J. Acklam's rational approximation, 2003).
    ///
    /// - Parameter p: probability in (0, 1).
    public static func normalQuantile(_ p: Double) -> Double {
        let low = 0.02425
        if p < low {
            let q = (-2 * Math.log(p)).squareRoot()
            return tail(q)
        }
        if p > 1 - low {
            let q = (-2 * Math.log(1 - p)).squareRoot()
            return -tail(q)
        }
        let q = p - 0.5
        let r = q * q
        let a =
            ((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02)
                * r + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r
            + 2.506628277459239e+00
        let b =
            ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02)
                * r + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1
        return a * q / b
    }

    private static func tail(_ q: Double) -> Double {
        let c =
            ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00)
                * q - 2.549732539343734e+00) * q + 4.374664141464968e+00) * q
            + 2.938163982698783e+00
        let d =
            (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00)
                * q + 3.754408661907416e+00) * q + 1
        return c / d
    }

    /// Wilson's score interval for a proportion (E. B. Wilson, 1927).
    ///
    /// - Parameters:
    ///   - successes: how many of `trials` succeeded.
    ///   - z: normal quantile of the confidence level; 1.96 for 95 %.
    /// - Returns: lower and upper bound; (0, 1) without trials.
    public static func wilson(
        successes: Int, trials: Int, z: Double = 1.959_963_984_540_054
    ) -> (low: Double, high: Double) {
        guard trials > 0 else { return (0, 1) }
        let n = Double(trials)
        let p = Double(successes) / n
        let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return (max(0, centre - half), min(1, centre + half))
    }
}

/// Counts in bins of fixed width, so that quantiles are the same for any order of additions and
/// histograms of threads and shards merge by adding.
public struct Histogram: Hashable, Sendable {
    /// Width of a bin in the unit of the values.
    public let binWidth: Double
    /// Counts; values beyond the last bin are counted in it, values below zero in the first.
    public private(set) var counts: [Int]
    /// How many values were added.
    public private(set) var total = 0

    /// An empty histogram of `bins` bins from zero.
    public init(binWidth: Double, bins: Int) {
        self.binWidth = binWidth
        counts = [Int](repeating: 0, count: bins)
    }

    /// Adds one value.
    public mutating func add(_ value: Double, count: Int = 1) {
        let bin = max(0, min(counts.count - 1, Int(max(0, value / binWidth).rounded(.down))))
        counts[bin] += count
        total += count
    }

    /// Adds all counts of a histogram of the same shape.
    public mutating func merge(_ other: Histogram) {
        precondition(other.binWidth == binWidth && other.counts.count == counts.count)
        for bin in counts.indices { counts[bin] += other.counts[bin] }
        total += other.total
    }

    /// The upper edge of the bin that holds the quantile; zero without values.
    public func quantile(_ q: Double) -> Double {
        guard total > 0 else { return 0 }
        let rank = max(1, Int((q * Double(total)).rounded(.up)))
        var seen = 0
        for bin in counts.indices {
            seen += counts[bin]
            if seen >= rank { return Double(bin + 1) * binWidth }
        }
        return Double(counts.count) * binWidth
    }
}
