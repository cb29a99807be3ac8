// Power laws fitted the way that A. Clauset, C. R. Shalizi and M. E. J. Newman ask for ("Power-law
// distributions in empirical data", SIAM Review 51, 2009): exponent by maximum likelihood, start of
// the tail by the Kolmogorov-Smirnov distance, alternative by likelihood ratio. The alternative is
// the power law with an exponential cutoff, which is what González (2008) found.

import Base

/// The tail of a sample as p(x) ∝ x^−exponent · exp(−cutoffRate · x) from `start` on.
package struct TailFit: Sendable {
    /// Where the tail begins.
    package var start: Double
    /// The exponent.
    package var exponent: Double
    /// Its standard error, from the Fisher information.
    package var standardError: Double
    /// One over the scale of the exponential cutoff; 0 for a pure power law.
    package var cutoffRate: Double
    /// Largest distance between the distribution functions of sample and model.
    package var distance: Double
    /// Twice the logarithm of the likelihood ratio of the law with cutoff against that without:
    /// over 3.84 the cutoff is real at 5 % (one degree of freedom).
    package var cutoffEvidence: Double
    /// How many values lie in the tail.
    package var n: Int

    /// The tail may begin at any of so many quantiles of the sample.
    private static let candidates = 60
    /// A tail holds so many values at least, and so large a share of the sample: below that the
    /// distance would choose the noise of the last few.
    private static let leastValues = 100
    private static let leastShare = 0.25

    /// The fit of a sample of positive values, or nil when it is too small or all alike.
    ///
    /// - Complexity: O(n log n).
    package init?(_ values: [Double]) {
        let sorted = values.filter { $0 > 0 && $0.isFinite }.sorted()
        let least = max(Self.leastValues, Int(Self.leastShare * Double(sorted.count)))
        guard sorted.count >= least else { return nil }
        var best: TailFit?
        var before = -1.0
        for candidate in 0..<Self.candidates {
            let first = (sorted.count - least) * candidate / (Self.candidates - 1)
            guard sorted[first] > before else { continue }
            before = sorted[first]
            guard let fit = TailFit(tail: sorted[first...], from: before) else { continue }
            if fit.distance < best?.distance ?? .infinity { best = fit }
        }
        guard let best else { return nil }
        self = best
    }

    /// The better of both laws for a sorted tail.
    private init?(tail: ArraySlice<Double>, from start: Double) {
        let n = Double(tail.count)
        // In units of the start, so that both parameters are of order one.
        let meanLog = tail.reduce(0) { $0 + Math.log($1 / start) } / n
        let mean = tail.reduce(0) { $0 + $1 / start } / n
        guard meanLog > 1e-9 else { return nil }
        let reach = (tail.last ?? start) / start
        // Without cutoff the maximum has a closed form.
        let pure = TailLaw(exponent: 1 + 1 / meanLog, rate: 0)
        let pureLikelihood = -pure.exponent * meanLog - Math.log(meanLog)
        var law = pure
        var evidence = 0.0
        if let cut = TailLaw(meanLog: meanLog, mean: mean, reach: reach) {
            let likelihood = -cut.exponent * meanLog - cut.rate * mean - cut.moments.logSum
            evidence = max(0, 2 * n * (likelihood - pureLikelihood))
            if evidence > 3.84 { law = cut }
        }
        self.start = start
        exponent = law.exponent
        cutoffRate = law.rate / start
        cutoffEvidence = evidence
        self.n = tail.count
        let moments = law.rate > 0 ? law.moments : nil
        standardError =
            moments.map { ($0.varianceX / $0.determinant / n).squareRoot() }
            ?? (law.exponent - 1) / n.squareRoot()
        distance = law.distance(tail, start)
    }
}

/// p(x) ∝ x^−exponent · exp(−rate · x) on [1, ∞).
private struct TailLaw {
    var exponent: Double
    var rate: Double

    /// The integral of the density and the moments of ln x and x under it.
    struct Moments {
        var logSum = 0.0
        var meanLog = 0.0
        var meanX = 0.0
        var varianceLog = 0.0
        var varianceX = 0.0
        var covariance = 0.0
        var determinant: Double { varianceLog * varianceX - covariance * covariance }
    }

    init(exponent: Double, rate: Double) {
        self.exponent = exponent
        self.rate = rate
    }

    /// Maximum likelihood: the law whose moments are those of the sample. The logarithm of the
    /// likelihood is concave (an exponential family); Newton steps, damped. Nil when the maximum
    /// lies at the edge, where there is no cutoff.
    init?(meanLog: Double, mean: Double, reach: Double) {
        self.init(exponent: 1.2, rate: 1 / reach)
        for _ in 0..<100 {
            let at = moments
            let (a, b) = (at.meanLog - meanLog, at.meanX - mean)
            guard at.determinant > 0 else { return nil }
            var stepExponent = (at.varianceX * a - at.covariance * b) / at.determinant
            var stepRate = (at.varianceLog * b - at.covariance * a) / at.determinant
            let damping = min(1, 0.5 / abs(stepExponent))
            stepExponent *= damping
            stepRate *= damping
            exponent += stepExponent
            // The rate stays positive.
            rate = max(rate + stepRate, rate / 4)
            if rate < 1e-6 / reach { return nil }
            if abs(stepExponent) < 1e-9 && abs(stepRate) < 1e-9 * rate { return }
        }
        return nil
    }

    private static let cells = 600

    /// By Simpson's rule over ln x, up to where the density has vanished.
    var moments: Moments {
        var result = Moments()
        let end = Math.log(1 + 45 / rate)
        let width = end / Double(Self.cells)
        var (sum, log, x, logLog, xx, logX) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for cell in 0...Self.cells {
            let u = Double(cell) * width
            let value = Math.exp(u)
            let simpson = cell == 0 || cell == Self.cells ? 1.0 : cell % 2 == 1 ? 4 : 2
            let weight = simpson * Math.exp((1 - exponent) * u - rate * (value - 1))
            sum += weight
            log += weight * u
            x += weight * value
            logLog += weight * u * u
            xx += weight * value * value
            logX += weight * u * value
        }
        result.logSum = Math.log(sum * width / 3) - rate
        result.meanLog = log / sum
        result.meanX = x / sum
        result.varianceLog = logLog / sum - result.meanLog * result.meanLog
        result.varianceX = xx / sum - result.meanX * result.meanX
        result.covariance = logX / sum - result.meanLog * result.meanX
        return result
    }

    /// Kolmogorov–Smirnov distance of a sorted tail.
    func distance(_ tail: ArraySlice<Double>, _ start: Double) -> Double {
        let n = Double(tail.count)
        let cumulative = rate > 0 ? table : nil
        var worst = 0.0
        for (place, value) in tail.enumerated() {
            let u = Math.log(value / start)
            let model: Double
            if let (sums, width) = cumulative {
                let at = min(u / width, Double(sums.count - 1) - 1e-9)
                let cell = Int(at)
                let part = at - Double(cell)
                model = sums[cell] + part * (sums[cell + 1] - sums[cell])
            } else {
                model = 1 - Math.exp((1 - exponent) * u)
            }
            worst = max(
                worst, abs(model - Double(place) / n), abs(model - Double(place + 1) / n))
        }
        return worst
    }

    /// The distribution function at even steps of ln x, and the step.
    private var table: (sums: [Double], width: Double) {
        let width = Math.log(1 + 45 / rate) / Double(Self.cells)
        var sums = [0.0]
        func density(_ u: Double) -> Double {
            Math.exp((1 - exponent) * u - rate * (Math.exp(u) - 1))
        }
        for cell in 0..<Self.cells {
            let u = Double(cell) * width
            let simpson =
                density(u) + 4 * density(u + width / 2) + density(u + width)
            sums.append(sums[cell] + simpson)
        }
        let total = sums[Self.cells]
        return (sums.map { $0 / total }, width)
    }
}
