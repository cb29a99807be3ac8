import Base
import Checks
import Foundation
import Planning
import TestSupport
import Testing

/// Sequences, copulas and sensitivity indices against what theory says.
struct SobolTests {
    @Test func `the sequence is Sobol's`() {
        let sequence = SobolSequence(dimensions: 3, seed: 0, isScrambled: false)
        // Points 1 to 4 of Joe and Kuo's sequence in plain order of the index.
        #expect((0..<3).map { sequence.value(1, $0) } == [0.5, 0.5, 0.5])
        #expect((0..<3).map { sequence.value(2, $0) } == [0.25, 0.75, 0.75])
        #expect((0..<3).map { sequence.value(3, $0) } == [0.75, 0.25, 0.25])
    }

    @Test func `every dimension fills every interval, scrambled or not`() {
        for isScrambled in [true, false] {
            let sequence = SobolSequence(dimensions: 128, seed: 3, isScrambled: isScrambled)
            for dimension in 0..<128 {
                var counts = [Int](repeating: 0, count: 256)
                for index in 0..<256 { counts[Int(sequence.value(index, dimension) * 256)] += 1 }
                #expect(counts.allSatisfy { $0 == 1 }, "dimension \(dimension)")
            }
        }
    }

    @Test func `neighbouring dimensions fill boxes`() {
        let sequence = SobolSequence(dimensions: 2, seed: 9)
        var counts = [Int](repeating: 0, count: 256)
        for index in 0..<256 {
            let (x, y) = (sequence.value(index, 0), sequence.value(index, 1))
            counts[Int(x * 16) * 16 + Int(y * 16)] += 1
        }
        #expect(counts.allSatisfy { $0 == 1 })
    }

    @Test(arguments: PlanSampling.allCases)
    func `every way to draw is even and its own`(sampling: PlanSampling) {
        let design = PlanDesign(sampling, dimensions: 2, points: 4096, seed: 5)
        for dimension in 0..<2 {
            let values = (0..<4096).map { design.value($0, dimension) }
            #expect(values.allSatisfy { $0 > 0 && $0 < 1 })
            let mean = values.reduce(0, +) / 4096
            #expect(abs(mean - 0.5) < (sampling == .plain ? 0.02 : 0.001))
        }
        let a = (0..<4096).map { design.value($0, 0) }
        let b = (0..<4096).map { design.value($0, 1) }
        #expect(abs(PlanSensitivity.correlation(a, b)) < 0.06)
    }

    @Test func `the indices of Ishigami's function are recovered`() {
        let analysis = SobolAnalysis(
            names: ["x1", "x2", "x3"], base: 8192, seed: 1, threads: 2
        ) { u in
            let x = (0..<3).map { -Double.pi + 2 * Double.pi * u[$0] }
            return sin(x[0]) + 7 * pow(sin(x[1]), 2) + 0.1 * pow(x[2], 4) * sin(x[0])
        }
        let first = [0.313_905, 0.442_411, 0]
        let total = [0.557_589, 0.442_411, 0.243_684]
        #expect(abs(analysis.variance - 13.844_588) < 0.15)
        for index in 0..<3 {
            #expect(abs(analysis.indices[index].first - first[index]) < 0.015)
            #expect(abs(analysis.indices[index].total - total[index]) < 0.015)
            let interval = analysis.indices[index].totalInterval
            #expect(interval[0] <= total[index] + 0.01 && interval[1] >= total[index] - 0.01)
        }
        #expect(analysis.warnings.isEmpty)
    }

    @Test func `the indices of Sobol's g function are recovered`() {
        let a = [0, 1, 4.5, 9, 99, 99, 99, 99]
        let analysis = SobolAnalysis(
            names: a.indices.map { "x\($0)" }, base: 8192, seed: 2, threads: 2
        ) { u in
            a.indices.reduce(1.0) { $0 * (abs(4 * u[$1] - 2) + a[$1]) / (1 + a[$1]) }
        }
        let first = [0.716_192, 0.179_048, 0.023_676, 0.007_162, 0.000_072]
        for (index, value) in first.enumerated() {
            #expect(abs(analysis.indices[index].first - value) < 0.02)
        }
        #expect(abs(analysis.indices[0].total - 0.787_144) < 0.02)
    }

    @Test func `a product of shares has the indices of its coefficients of variation`() {
        // Fixture J: lognormals of the same means and deviations share its exact indices.
        let parts = [(0.85, 0.05), (0.6, 0.1), (0.4, 0.15), (0.25, 0.1), (1.0, 0.5)]
        let logs = parts.map { mean, deviation in
            let sigma = log(1 + pow(deviation / mean, 2)).squareRoot()
            return (mu: log(mean) - sigma * sigma / 2, sigma: sigma)
        }
        let analysis = SobolAnalysis(
            names: parts.indices.map { "x\($0)" }, base: 16_384, seed: 4, threads: 2
        ) { u in
            exp(
                logs.indices.reduce(0) {
                    $0 + logs[$1].mu + logs[$1].sigma * Statistics.normalQuantile(u[$1])
                })
        }
        let first = [0.004_903, 0.039_360, 0.199_262, 0.226_716, 0.354_243]
        let total = [0.008_334, 0.065_323, 0.297_983, 0.333_376, 0.483_394]
        for index in parts.indices {
            #expect(abs(analysis.indices[index].first - first[index]) < 0.03)
            #expect(abs(analysis.indices[index].total - total[index]) < 0.03)
        }
        #expect(abs(analysis.mean - 0.051) < 0.001)
    }

    @Test func `too small a base warns`() {
        let analysis = SobolAnalysis(names: ["a", "b", "c"], base: 16, seed: 1, threads: 1) {
            $0[0] * $0[1] * $0[2]
        }
        #expect(!analysis.warnings.isEmpty)
    }

    @Test func `a lognormal product has the quantiles of its logarithms`() {
        // Fixture K, by Sobol points.
        let (mu, sigma) = (
            [
                17.341_871_082_580_436, -0.693_147_180_559_945_3, -0.916_290_731_874_155,
                0.182_321_556_793_954_6,
            ], [0.05, 0.2, 0.3, 0.5]
        )
        let design = PlanDesign(.sobol, dimensions: 4, points: 262_144, seed: 8)
        let values = (0..<262_144).map { draw in
            exp(
                (0..<4).reduce(0.0) {
                    $0 + mu[$1] + sigma[$1] * Statistics.normalQuantile(design.value(draw, $1))
                })
        }
        let band = PlanBand(values)
        #expect(abs(band.p5 / 2_950_452.01 - 1) < 2e-3)
        #expect(abs(band.p50 / 8_160_000 - 1) < 2e-3)
        #expect(abs(band.p95 / 22_567_931.9 - 1) < 3e-3)
        #expect(abs(band.mean / 9_879_818.8 - 1) < 2e-3)
    }

    @Test func `a copula gives the rank correlation of its normal one`() throws {
        var prior = try PlanWorld.prior()
        var settings = PlanWorld.settings(draws: 16_384)
        settings.correlation = 0
        settings.pairs = [(.priceFleet, .fleetAdoption, 0.5), (.priceUBI, .shareUBI, -0.8)]
        let sample = PlanSample(prior, settings)
        let rho = PlanSensitivity.spearman(
            sample.column(.priceFleet), sample.column(.fleetAdoption))
        #expect(abs(rho - 0.482_584) < 0.01)
        let opposite = PlanSensitivity.spearman(
            sample.column(.priceUBI), sample.column(.shareUBI))
        #expect(abs(opposite + 0.785_939) < 0.01)
        let apart = PlanSensitivity.spearman(sample.column(.k), sample.column(.priceOD))
        #expect(abs(apart) < 0.02)
        #expect(sample.copula.repair == 0)
        prior[.priceFleet].high = prior[.priceFleet].mode
        prior[.priceFleet].low = prior[.priceFleet].mode
        #expect(PlanSample(prior, settings).column(.priceFleet).allSatisfy { $0 == 2.5 })
    }

    @Test func `what is no correlation matrix is repaired, and how much is said`() {
        func matrix(_ ab: Double, _ bc: Double, _ ac: Double) -> [Double] {
            [1, ab, ac, ab, 1, bc, ac, bc, 1]
        }
        #expect(PlanCopula(matrix: matrix(0.5, 0.5, 0.5), size: 3).repair == 0)
        let slight = PlanCopula(matrix: matrix(0.9, 0.9, 0.615), size: 3).repair
        #expect(slight > 0 && slight < PlanCopula.largestRepair)
        let absurd = PlanCopula(matrix: matrix(0.9, 0.9, -0.9), size: 3).repair
        #expect(absurd > PlanCopula.largestRepair)
    }

    @Test func `draws follow their distributions`() throws {
        let prior = try PlanWorld.prior()
        let settings = PlanWorld.settings(draws: 8192)
        let sample = PlanSample(prior, settings)
        for key in sample.keys {
            let band = PlanBand(sample.column(key))
            let shape = prior[key].distribution
            let width = prior[key].high - prior[key].low
            #expect(abs(band.p5 - shape.quantile(0.05)) < 0.01 * width, "\(key.name)")
            #expect(abs(band.p50 - shape.quantile(0.5)) < 0.01 * width, "\(key.name)")
            #expect(abs(band.p95 - shape.quantile(0.95)) < 0.01 * width, "\(key.name)")
            #expect(abs(band.mean - shape.mean) < 0.005 * width, "\(key.name)")
        }
    }
}
