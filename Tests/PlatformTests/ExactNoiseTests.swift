// Noise against its definition: frequencies of many draws against the probabilities of the paper.

import Base
import Foundation
import Platform
import Testing

@Suite struct ExactNoiseTests {
    private static let draws = 200_000

    private func noise(_ number: UInt64) -> ExactNoise {
        ExactNoise(
            RandomStream(
                seed: 34, purpose: RandomPurpose(65_010), entity: RandomEntity(number)))
    }

    /// χ² of counts against weights, cells of fewer than ten expected draws joined, and how many
    /// standard deviations it lies above its mean.
    private func excess(_ values: [Int64], weight: (Int64) -> Double) -> Double {
        let reach: Int64 = 400
        let weights = (-reach...reach).map(weight)
        let total = weights.reduce(0, +)
        var counts = [Int](repeating: 0, count: weights.count)
        for value in values { counts[Int(max(-reach, min(reach, value)) + reach)] += 1 }
        var (statistic, cells) = (0.0, 0)
        var (seen, due) = (0.0, 0.0)
        for cell in weights.indices {
            seen += Double(counts[cell])
            due += weights[cell] / total * Double(values.count)
            guard due >= 10 || cell == weights.count - 1 else { continue }
            if due > 0 { statistic += (seen - due) * (seen - due) / due }
            cells += 1
            (seen, due) = (0, 0)
        }
        let freedom = Double(cells - 1)
        return (statistic - freedom) / (2 * freedom).squareRoot()
    }

    private func laplace(_ scale: (UInt64, UInt64)) -> [Int64] {
        (0..<UInt64(Self.draws)).map { number in
            var exact = noise(number)
            return exact.laplace(
                scale: ExactNoise.Fraction(numerator: scale.0, denominator: scale.1))
        }
    }

    @Test(arguments: [(10, 1), (1, 1), (3, 2), (1, 2), (7, 10)])
    func `Laplace noise has its probabilities`(n: UInt64, d: UInt64) {
        let scale = Double(n) / Double(d)
        let values = laplace((n, d))
        #expect(excess(values) { exp(-Double(abs($0)) / scale) } < 5)
        // The same test knows noise of a scale that is a tenth smaller.
        #expect(excess(values) { exp(-Double(abs($0)) / (0.9 * scale)) } > 20)
    }

    @Test(arguments: [(100, 1), (1, 1), (9, 4), (1, 3), (50_000, 7)])
    func `Gaussian noise has its probabilities`(n: UInt64, d: UInt64) {
        let variance = Double(n) / Double(d)
        let values = (0..<UInt64(Self.draws / 4)).map { number in
            var exact = noise(number)
            return exact.gaussian(variance: ExactNoise.Fraction(numerator: n, denominator: d))
        }
        #expect(excess(values) { exp(-Double($0 * $0) / (2 * variance)) } < 5)
        #expect(excess(values) { exp(-Double($0 * $0) / (2 * 0.8 * variance)) } > 10)
    }

    @Test func `a coin of e to the minus gamma falls as often as it should`() {
        for (n, d) in [(1, 3), (1, 1), (7, 2), (0, 1)] as [(UInt128, UInt128)] {
            let hits = (0..<UInt64(50_000)).count { number in
                var exact = noise(number)
                return exact.bernoulliExp(n, d)
            }
            let p = exp(-Double(n) / Double(d))
            let sigma = (p * (1 - p) / 50_000).squareRoot()
            #expect(abs(Double(hits) / 50_000 - p) <= 5 * sigma)
        }
    }

    @Test func `noise is a function of its stream`() {
        #expect(laplace((5, 1)).prefix(50) == laplace((5, 1)).prefix(50))
    }
}
