// Scrambled Sobol points. Every coordinate is a function of (seed, dimension, index): any thread
// may ask for any point.

import Base

extension RandomPurpose {
    /// Scrambles, permutations and draws of the planning model's parameters.
    static let planDraw = RandomPurpose(540)
    /// Sampling errors of a run's facts.
    static let planFacts = RandomPurpose(541)
    /// Resamples of the bootstrap.
    static let planBootstrap = RandomPurpose(542)
    /// Consent shocks.
    static let planShock = RandomPurpose(543)
}

/// A Sobol sequence with nested uniform (Owen) scrambling by hashing (B. Burley, "Practical
/// Hash-based Owen Scrambling", JCGT 9, 2020).
package struct SobolSequence: Sendable {
    /// The most dimensions.
    package static let maximumDimensions = 128
    /// Direction numbers, 32 a dimension.
    private let directions: [UInt32]
    private let seeds: [UInt32]
    /// Without scrambling, for tests of the sequence itself.
    private let isScrambled: Bool

    /// A sequence; traps beyond `maximumDimensions`.
    package init(dimensions: Int, seed: UInt64, isScrambled: Bool = true) {
        precondition(dimensions <= Self.maximumDimensions)
        directions = (0..<dimensions).flatMap { Self.directions(of: $0) }
        seeds = (0..<dimensions).map { dimension in
            var stream = RandomStream(
                seed: seed, purpose: .planDraw, entity: RandomEntity(UInt64(dimension)))
            return stream.nextWord()
        }
        self.isScrambled = isScrambled
    }

    /// A coordinate of a point, in (0, 1).
    package func value(_ index: Int, _ dimension: Int) -> Double {
        var bits = UInt32(truncatingIfNeeded: index)
        var x: UInt32 = 0
        var at = dimension * 32
        while bits != 0 {
            if bits & 1 != 0 { x ^= directions[at] }
            bits >>= 1
            at += 1
        }
        if isScrambled { x = Self.scrambled(x, seeds[dimension]) }
        return (Double(x) + (isScrambled ? 0.5 : 0)) * 0x1p-32
    }

    private static func directions(of dimension: Int) -> [UInt32] {
        guard dimension > 0 else { return (0..<32).map { 1 << (31 - UInt32($0)) } }
        let row = SobolNumbers.rows[dimension]
        let polynomial = row[0]
        let degree = row.count - 1
        var result = (0..<degree).map { row[$0 + 1] << (31 - UInt32($0)) }
        for k in degree..<32 {
            var value = result[k - degree] ^ (result[k - degree] >> UInt32(degree))
            for i in 1..<max(1, degree) where polynomial >> UInt32(degree - i) & 1 != 0 {
                value ^= result[k - i]
            }
            result.append(value)
        }
        return result
    }

    private static func scrambled(_ value: UInt32, _ seed: UInt32) -> UInt32 {
        var x = reversed(value)
        x ^= x &* 0x3d20_adea
        x &+= seed
        x &*= (seed >> 16) | 1
        x ^= x &* 0x0552_6c56
        x ^= x &* 0x53a2_2864
        return reversed(x)
    }

    private static func reversed(_ value: UInt32) -> UInt32 {
        var x = value
        x = (x >> 1) & 0x5555_5555 | (x & 0x5555_5555) << 1
        x = (x >> 2) & 0x3333_3333 | (x & 0x3333_3333) << 2
        x = (x >> 4) & 0x0F0F_0F0F | (x & 0x0F0F_0F0F) << 4
        return x.byteSwapped
    }
}

/// Points of the unit cube for any of the three ways to draw.
package struct PlanDesign: Sendable {
    private let sobol: SobolSequence?
    /// Coordinates by dimension, where they are not functions of the index alone.
    private let columns: [[Double]]

    /// A design of `points` points.
    package init(_ sampling: PlanSampling, dimensions: Int, points: Int, seed: UInt64) {
        switch sampling {
        case .sobol:
            sobol = SobolSequence(dimensions: dimensions, seed: seed)
            columns = []
        case .latinHypercube:
            sobol = nil
            columns = (0..<dimensions).map { Self.stratified(points, dimension: $0, seed) }
        case .plain:
            sobol = nil
            columns = (0..<dimensions).map { Self.independent(points, dimension: $0, seed) }
        }
    }

    /// A coordinate in (0, 1).
    package func value(_ index: Int, _ dimension: Int) -> Double {
        if let sobol { return sobol.value(index, dimension) }
        return columns[dimension][index]
    }

    private static func independent(_ points: Int, dimension: Int, _ seed: UInt64) -> [Double] {
        // A stream holds 2¹⁷ numbers; a new one every 2¹⁶ keeps prefixes of longer samples equal.
        var result: [Double] = []
        result.reserveCapacity(points)
        var part: UInt32 = 1
        while result.count < points {
            var stream = RandomStream(
                seed: seed, purpose: .planDraw, entity: RandomEntity(UInt64(dimension)),
                index: part)
            for _ in 0..<min(65_536, points - result.count) {
                result.append(stream.openUniform())
            }
            part += 1
        }
        return result
    }

    /// One value in each of `points` equal parts, in random order.
    private static func stratified(_ points: Int, dimension: Int, _ seed: UInt64) -> [Double] {
        var values = independent(points, dimension: dimension, seed)
        for index in values.indices {
            values[index] = (Double(index) + values[index]) / Double(points)
        }
        let order = independent(points, dimension: dimension + 1_000, seed)
        for index in values.indices.dropFirst() {
            let other = min(index, Int(order[index] * Double(index + 1)))
            values.swapAt(index, other)
        }
        return values
    }
}
