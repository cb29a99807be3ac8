// Confidence intervals for the results of attacks.

import Base

/// 95 % intervals of proportions.
package enum Intervals {
    private static let z = 1.959_963_984_540_054

    /// Wilson's score interval for a mean of values in [0, 1] that are not all 0 or 1: of all such
    /// values with one mean, zeros and ones vary most, so the interval is never too narrow.
    package static func wilson(share: Double, trials: Int) -> [Double]? {
        guard trials > 0 else { return nil }
        let n = Double(trials)
        let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        let spread = (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        let half = z / (1 + z * z / n) * spread
        // Exact at the ends, where rounding would leave a speck.
        return [
            share * n < 1e-9 ? 0 : max(0, centre - half),
            (1 - share) * n < 1e-9 ? 1 : min(1, centre + half),
        ]
    }

    /// The exact interval of C. J. Clopper and E. S. Pearson (1934); with no success its upper end
    /// is the one-sided "rule of three", about 3/n, since the lower end cannot be missed.
    package static func clopperPearson(successes: Int, trials: Int) -> [Double]? {
        guard trials > 0 else { return nil }
        let x = Double(successes)
        let n = Double(trials)
        if successes == 0 { return [0, 1 - Math.pow(0.05, 1 / n)] }
        if successes >= trials { return [Math.pow(0.05, 1 / n), 1] }
        return [
            betaQuantile(0.025, x, n - x + 1), betaQuantile(0.975, x + 1, n - x),
        ]
    }

    private static func betaQuantile(_ p: Double, _ a: Double, _ b: Double) -> Double {
        var low = 0.0
        var high = 1.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if incompleteBeta(middle, a, b) < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The regularised incomplete beta function by its continued fraction (NIST DLMF 8.17.22),
    /// evaluated with W. J. Lentz's method (1976).
    package static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        if x <= 0 { return 0 }
        if x >= 1 { return 1 }
        if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
        let front = Math.exp(
            Math.logGamma(a + b) - Math.logGamma(a) - Math.logGamma(b) + a * Math.log(x)
                + b * Math.log(1 - x))
        let tiny = 1e-300
        var c = 1.0
        var d = 1 / max(tiny, 1 - (a + b) * x / (a + 1))
        var fraction = d
        for step in 1...500 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            var change = 1.0
            for term in [even, odd] {
                d = 1 + term * d
                c = 1 + term / c
                if abs(d) < tiny { d = tiny }
                if abs(c) < tiny { c = tiny }
                d = 1 / d
                change = c * d
                fraction *= change
            }
            if abs(change - 1) < 1e-14 { break }
        }
        return front * fraction / a
    }
}
