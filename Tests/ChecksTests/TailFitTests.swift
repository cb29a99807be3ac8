import Base
import Checks
import Testing

/// Fits of power laws to samples with known exponents.
struct TailFitTests {
    /// Quantiles of a law: a sample without noise.
    private func sample(_ n: Int, _ quantile: (Double) -> Double) -> [Double] {
        (0..<n).map { quantile((Double($0) + 0.5) / Double(n)) }
    }

    @Test(arguments: [1.65, 2.5])
    func `a pure power law gives its exponent and no cutoff`(exponent: Double) throws {
        let values = sample(20_000) { Math.pow(1 - $0, -1 / (exponent - 1)) }
        let fit = try #require(TailFit(values.map { min($0, 1e12) }))
        #expect(abs(fit.exponent - exponent) < 0.05)
        #expect(fit.cutoffRate == 0)
        #expect(fit.standardError > 0 && fit.standardError < 0.02)
    }

    @Test func `a power law with cutoff gives exponent and scale`() throws {
        // x^−1.65 exp(−x / 80) from 5 on, by rejection from the pure law with fixed lots.
        var values: [Double] = []
        var stream = RandomStream(
            seed: 1, purpose: RandomPurpose(9000), entity: RandomEntity(0), index: 0)
        while values.count < 40_000 {
            let x = 5 * Math.pow(stream.openUniform(), -1 / 0.65)
            if stream.uniform() < Math.exp((5 - x) / 80) { values.append(x) }
        }
        let fit = try #require(TailFit(values))
        #expect(abs(fit.exponent - 1.65) < 0.15)
        #expect(abs(1 / fit.cutoffRate - 80) < 15)
        #expect(fit.cutoffEvidence > 100)
        #expect(abs(fit.exponent - 1.65) < 4 * fit.standardError)
    }

    @Test func `a body that is no power law is left out of the tail`() throws {
        // A uniform body up to 10 under a power law of exponent 2.5 from 10 on.
        let body = sample(5000) { 1 + 9 * $0 }
        let tail = sample(10_000) { 10 * Math.pow(1 - $0, -1 / 1.5) }
        let fit = try #require(TailFit(body + tail))
        #expect(abs(fit.start - 10) < 1)
        #expect(abs(fit.exponent - 2.5) < 0.1)
    }

    @Test func `an exponential is far from the published law`() throws {
        let fit = try #require(TailFit(sample(20_000) { -10 * Math.log(1 - $0) }))
        #expect(fit.cutoffRate > 0)
        #expect(!(1.4...1.9).contains(fit.exponent))
    }

    @Test func `too few values and equal values have no fit`() {
        #expect(TailFit([Double](repeating: 3, count: 500)) == nil)
        #expect(TailFit((1...50).map(Double.init)) == nil)
    }
}
