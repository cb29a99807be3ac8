// Noise with exactly the distribution that a proof of differential privacy speaks of: C. Canonne,
// G. Kamath and T. Steinke, "The Discrete Gaussian for Differential Privacy" (NeurIPS 2020),
// algorithms 1 to 3. Whole numbers and fractions only: floating-point noise leaks through its gaps
// (I. Mironov, "On Significance of the Least Significant Bits", CCS 2012).

import Base

/// Draws exact noise from counter-based random bits.
package struct ExactNoise: Sendable {
    private var stream: RandomStream
    private var bits: UInt64 = 0
    private var left = 0

    /// Noise from a stream of bits.
    package init(_ stream: RandomStream) { self.stream = stream }

    /// A fraction; the denominator is positive.
    package struct Fraction: Hashable, Sendable {
        var numerator: UInt64
        var denominator: UInt64

        /// A fraction.
        package init(numerator: UInt64, denominator: UInt64) {
            self.numerator = numerator
            self.denominator = denominator
        }
    }

    private mutating func bit() -> UInt64 {
        if left == 0 {
            bits = stream.nextBits()
            left = 64
        }
        defer {
            bits >>= 1
            left -= 1
        }
        return bits & 1
    }

    /// Uniform on 0 ..< bound, by rejection.
    mutating func uniform(below bound: UInt128) -> UInt128 {
        precondition(bound > 0)
        let width = 128 - (bound - 1).leadingZeroBitCount
        while true {
            var value: UInt128 = 0
            for _ in 0..<width { value = value << 1 | UInt128(bit()) }
            if value < bound { return value }
        }
    }

    /// True with probability n / d ≤ 1.
    mutating func bernoulli(_ n: UInt128, _ d: UInt128) -> Bool { uniform(below: d) < n }

    /// True with probability e^(−n/d), n ≤ d (algorithm 1).
    private mutating func bernoulliExpSmall(_ n: UInt128, _ d: UInt128) -> Bool {
        var k: UInt128 = 1
        while bernoulli(n, d * k) { k += 1 }
        return k % 2 == 1
    }

    /// True with probability e^(−n/d) (algorithm 1).
    package mutating func bernoulliExp(_ n: UInt128, _ d: UInt128) -> Bool {
        var whole = n / d
        while whole > 0 {
            guard bernoulliExpSmall(1, 1) else { return false }
            whole -= 1
        }
        return bernoulliExpSmall(n % d, d)
    }

    /// Discrete Laplace noise: x with probability in proportion to e^(−|x| / scale) (algorithm 2).
    package mutating func laplace(scale: Fraction) -> Int64 {
        let t = UInt128(scale.numerator)
        let s = UInt128(scale.denominator)
        while true {
            let u = uniform(below: t)
            guard bernoulliExp(u, t) else { continue }
            var v: UInt128 = 0
            while bernoulliExpSmall(1, 1) { v += 1 }
            let magnitude = (u + t * v) / s
            let isNegative = bit() == 1
            if isNegative && magnitude == 0 { continue }
            let value = Int64(clamping: magnitude)
            return isNegative ? -value : value
        }
    }

    /// Discrete Gaussian noise: x with probability in proportion to e^(−x² / (2 variance))
    /// (algorithm 3).
    ///
    /// - Parameter variance: numerator and denominator below 2³¹, so that nothing overflows.
    package mutating func gaussian(variance: Fraction) -> Int64 {
        let p = UInt128(variance.numerator)
        let q = UInt128(variance.denominator)
        precondition(p > 0 && p < 1 << 31 && q < 1 << 31)
        let t = Self.squareRoot(variance.numerator / variance.denominator) + 1
        while true {
            let y = laplace(scale: Fraction(numerator: t, denominator: 1))
            let size = UInt128(y.magnitude) * q * UInt128(t)
            let off = size > p ? size - p : p - size
            // (|y| − σ²/t)² / (2σ²)
            guard off < 1 << 62 else { continue }
            if bernoulliExp(off * off, 2 * p * q * UInt128(t) * UInt128(t)) { return y }
        }
    }

    /// ⌊√x⌋ in whole numbers.
    private static func squareRoot(_ x: UInt64) -> UInt64 {
        var low: UInt64 = 0
        var high: UInt64 = 1 << 31
        while low < high {
            let middle = (low + high + 1) / 2
            if middle * middle <= x { low = middle } else { high = middle - 1 }
        }
        return low
    }
}

extension RandomPurpose {
    /// Noise of released counts. By cell.
    static let productNoise = RandomPurpose(400)
    /// Which contributions of a vehicle count. By vehicle.
    static let contribution = RandomPurpose(401)
}
