// The distributions of the revenue model, by inverse of the distribution function, so that plain,
// correlated and stratified draws are interchangeable.

import Base
import Foundation

/// Distribution functions and quantiles.
public enum Distributions {
    /// Standard normal distribution function.
    public static func normalCDF(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

    /// P(N ≥ k) for a Poisson count with mean `lambda`: the chance that a cell holds at least `k`
    /// vehicles (report equation 6).
    public static func poissonTail(lambda: Double, atLeast k: Int) -> Double {
        guard k > 0 else { return 1 }
        guard lambda > 0 else { return 0 }
        // Below the mean the complement is summed, above it the tail itself: no cancellation.
        if Double(k) <= lambda {
            var term = Math.exp(-lambda)
            if term == 0 { return 1 }
            var below = 0.0
            for n in 0..<k {
                below += term
                term *= lambda / Double(n + 1)
            }
            return max(0, 1 - below)
        }
        var term = Math.exp(Double(k) * Math.log(lambda) - lambda - Math.logGamma(Double(k) + 1))
        var sum = 0.0
        var n = k
        while term > sum * 1e-17, term > 0 {
            sum += term
            n += 1
            term *= lambda / Double(n)
        }
        return min(1, sum)
    }

    /// The regularised incomplete beta function I_x(a, b), by its continued fraction
    /// (Abramowitz and Stegun 26.5.8) on the side where it converges fast.
    public static func betaCDF(_ x: Double, a: Double, b: Double) -> Double {
        Beta(a: a, b: b).cdf(x)
    }

    /// Lower tail quantile of the triangular distribution.
    public static func triangularQuantile(
        _ p: Double, min low: Double, mode: Double, max high: Double
    ) -> Double {
        let split = (mode - low) / (high - low)
        return p < split
            ? low + (p * (high - low) * (mode - low)).squareRoot()
            : high - ((1 - p) * (high - low) * (high - mode)).squareRoot()
    }
}

/// A beta distribution on [0, 1].
struct Beta: Hashable, Sendable {
    let a: Double
    let b: Double
    /// ln B(a, b).
    let logBeta: Double

    init(a: Double, b: Double) {
        self.a = a
        self.b = b
        logBeta = Math.logGamma(a) + Math.logGamma(b) - Math.logGamma(a + b)
    }

    func cdf(_ x: Double) -> Double {
        if x <= 0 { return 0 }
        if x >= 1 { return 1 }
        let front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) - logBeta)
        return x < (a + 1) / (a + b + 2)
            ? front / a * Self.fraction(x, a, b) : 1 - front / b * Self.fraction(1 - x, b, a)
    }

    func density(_ x: Double) -> Double {
        guard x > 0, x < 1 else { return 0 }
        return Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log(1 - x) - logBeta)
    }

    /// The x with cdf(x) = p: Newton's steps, and bisection where they leave the bracket.
    func quantile(_ p: Double) -> Double {
        if p <= 0 { return 0 }
        if p >= 1 { return 1 }
        var (low, high) = (0.0, 1.0)
        let mean = a / (a + b)
        let deviation = (mean * (1 - mean) / (a + b + 1)).squareRoot()
        var x = mean + Statistics.normalQuantile(p) * deviation
        if !(x > 0.01 * mean && x < 1 - 0.01 * (1 - mean)) { x = mean }
        for _ in 0..<200 {
            let error = cdf(x) - p
            if error > 0 { high = x } else { low = x }
            let slope = density(x)
            var next = slope > 0 ? x - error / slope : .nan
            if !(next > low && next < high) { next = (low + high) / 2 }
            let step = abs(next - x)
            x = next
            // Newton's steps square the error: after this one it is at rounding.
            if step < 1e-8 * max(x, 1e-6) { break }
        }
        return x
    }

    /// The continued fraction 1/(1+ d₁/(1+ d₂/(1+ …))), from the front (modified Lentz).
    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var c = 1.0
        var d = 1 - (a + b) * x / (a + 1)
        d = 1 / (abs(d) < tiny ? tiny : d)
        var value = d
        for m in 1...500 {
            let n = Double(m)
            let even = n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n))
            d = 1 + even * d
            c = 1 + even / c
            d = 1 / (abs(d) < tiny ? tiny : d)
            c = abs(c) < tiny ? tiny : c
            value *= d * c
            let odd = -(a + n) * (a + b + n) * x / ((a + 2 * n) * (a + 2 * n + 1))
            d = 1 + odd * d
            c = 1 + odd / c
            d = 1 / (abs(d) < tiny ? tiny : d)
            c = abs(c) < tiny ? tiny : c
            let factor = d * c
            value *= factor
            if abs(factor - 1) < 1e-15 { break }
        }
        return value
    }
}

/// A PERT distribution: a beta on [min, max] with α = 1 + 4 (mode − min)/(max − min) and
/// β = 1 + 4 (max − mode)/(max − min).
public struct PERT: Hashable, Sendable {
    /// The bounds and the mode.
    public let low: Double
    /// See `low`.
    public let mode: Double
    /// See `low`.
    public let high: Double
    private let beta: Beta

    /// A PERT distribution; a constant when the bounds agree.
    public init(min low: Double, mode: Double, max high: Double) {
        self.low = low
        self.mode = mode
        self.high = high
        let width = high > low ? high - low : 1
        beta = Beta(a: 1 + 4 * (mode - low) / width, b: 1 + 4 * (high - mode) / width)
    }

    /// Shape parameters α and β.
    public var shape: (alpha: Double, beta: Double) { (beta.a, beta.b) }

    /// (min + 4 mode + max) / 6.
    public var mean: Double { (low + 4 * mode + high) / 6 }

    /// The variance of the beta distribution, scaled.
    public var variance: Double {
        let sum = beta.a + beta.b
        return (high - low) * (high - low) * beta.a * beta.b / (sum * sum * (sum + 1))
    }

    /// The value that a share `p` of the draws stays below.
    public func quantile(_ p: Double) -> Double {
        high > low ? low + (high - low) * beta.quantile(p) : mode
    }
}
