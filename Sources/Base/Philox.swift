/// Philox4x32-10, the counter-based generator of Salmon et al., "Parallel Random Numbers: As Easy
/// as 1, 2, 3" (SC 2011). A pure function from (counter, key) to 128 random bits, so that any draw
/// of any entity can be made again, in any order, on any thread.
public enum Philox {
    /// Ten rounds over a 128-bit counter under a 64-bit key; checked against the published vectors.
    @inlinable
    public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var c0 = counter.x
        var c1 = counter.y
        var c2 = counter.z
        var c3 = counter.w
        var k0 = key.x
        var k1 = key.y
        for _ in 0..<10 {
            let p0 = UInt64(c0) &* 0xD251_1F53
            let p1 = UInt64(c2) &* 0xCD9E_8D57
            let n0 = UInt32(truncatingIfNeeded: p1 >> 32) ^ c1 ^ k0
            let n2 = UInt32(truncatingIfNeeded: p0 >> 32) ^ c3 ^ k1
            c1 = UInt32(truncatingIfNeeded: p1)
            c3 = UInt32(truncatingIfNeeded: p0)
            c0 = n0
            c2 = n2
            k0 = k0 &+ 0x9E37_79B9
            k1 = k1 &+ 0xBB67_AE85
        }
        return SIMD4(c0, c1, c2, c3)
    }
}

/// What a random stream is for. Every purpose has a number of its own (a test holds that), so that
/// a new use of chance never disturbs an old one. Modules add theirs in extensions:
/// Demand 100…, Traffic 200…, Telemetry 300…, Platform 400…, Checks 500…, Harness 600….
public struct RandomPurpose: Hashable, Sendable {
    /// The number that enters the counter.
    public var rawValue: UInt16

    /// A purpose from its number.
    @inlinable public init(_ rawValue: UInt16) { self.rawValue = rawValue }
}

/// An entity that has random streams: a vehicle of a region, or anything else with a stable number.
public struct RandomEntity: Hashable, Sendable {
    /// The 64 bits that enter the counter.
    public var rawValue: UInt64

    /// An entity from a number.
    @inlinable public init(_ rawValue: UInt64) { self.rawValue = rawValue }

    /// A member of a region; the region's key depends on its name alone, so that adding a region
    /// to a scenario changes no other.
    @inlinable public init(regionKey: UInt32, member: UInt32) {
        rawValue = UInt64(regionKey) << 32 | UInt64(member)
    }

    /// The key of a region or another named thing.
    public static func key(ofName name: String) -> UInt32 {
        UInt32(truncatingIfNeeded: XXHash64.hash(Array(name.utf8)))
    }
}

/// A stream of random numbers that is a pure function of (seed, purpose, entity, index).
///
/// `index` numbers what the entity does repeatedly: a day, a trip, a message.
/// A stream gives at most 262,144 words; beyond that it traps rather than repeat itself.
public struct RandomStream: Sendable {
    @usableFromInline var key: SIMD2<UInt32>
    @usableFromInline var counter: SIMD4<UInt32>
    @usableFromInline var words = SIMD4<UInt32>()
    @usableFromInline var used = 4

    /// The stream of one entity for one purpose.
    @inlinable
    public init(seed: UInt64, purpose: RandomPurpose, entity: RandomEntity, index: UInt32 = 0) {
        key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        counter = SIMD4(
            UInt32(purpose.rawValue) << 16,
            index,
            UInt32(truncatingIfNeeded: entity.rawValue),
            UInt32(truncatingIfNeeded: entity.rawValue >> 32)
        )
    }

    /// The next 32 random bits.
    @inlinable public mutating func nextWord() -> UInt32 {
        if used == 4 {
            words = Philox.block(counter: counter, key: key)
            used = 0
            counter.x &+= 1
            if counter.x & 0xFFFF == 0 { fatalError("a random stream is exhausted") }
        }
        defer { used += 1 }
        return words[used]
    }

    /// The next 64 random bits.
    @inlinable public mutating func nextBits() -> UInt64 {
        let high = UInt64(nextWord())
        return high << 32 | UInt64(nextWord())
    }

    /// Uniform on [0, 1), 32 bits of resolution: enough for choices, not for tails.
    @inlinable public mutating func uniform() -> Double {
        Double(nextWord()) * 0x1p-32
    }

    /// Uniform on (0, 1), 53 bits: for logarithms and quantiles.
    @inlinable public mutating func openUniform() -> Double {
        (Double(nextBits() >> 11) + 0.5) * 0x1p-53
    }

    /// True with probability `p`.
    @inlinable public mutating func bernoulli(_ p: Double) -> Bool { uniform() < p }

    /// Uniform on 0 ..< `count` by multiplication (bias below 2⁻³² × count).
    @inlinable public mutating func index(below count: Int) -> Int {
        Int((UInt64(nextWord()) &* UInt64(count)) >> 32)
    }

    /// Standard normal, by inverse of the distribution function.
    @inlinable public mutating func normal() -> Double { Statistics.normalQuantile(openUniform()) }

    /// Exponential with the given mean.
    @inlinable public mutating func exponential(mean: Double) -> Double {
        -mean * Math.log(openUniform())
    }

    /// An index drawn in proportion to the differences of a cumulative weight column, by bisection.
    ///
    /// - Parameter cumulative: running sums, not empty, the last one positive.
    @inlinable public mutating func index(cumulative: [Double]) -> Int {
        let target = uniform() * cumulative[cumulative.count - 1]
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > target { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
