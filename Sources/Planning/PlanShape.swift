// Distributions of parameters by inverse of the distribution function. Draws use a table of the
// inverse in normal scores: where a PERT costs a continued fraction for each step of Newton's
// method, the table costs a cubic, and differs by less than 1e-8 of the range.

import Base
import Checks

/// The distribution of a parameter.
package enum PlanShape: Sendable {
    /// One value.
    case constant(Double)
    /// PERT on [min, max].
    case pert(PERT)
    /// Triangular on [min, max].
    case triangular(low: Double, mode: Double, high: Double)
    /// Even on [min, max].
    case uniform(low: Double, high: Double)
    /// Lognormal with given 5 % and 95 % quantiles.
    case lognormal(mu: Double, sigma: Double)

    /// Names in the column `shape` of a prior.
    package static let names = ["pert", "triangular", "uniform", "lognormal"]

    /// A distribution by name; bounds that agree make a constant. Bounds must be in order.
    package init(_ name: String, low: Double, mode: Double, high: Double) {
        guard high > low else {
            self = .constant(mode)
            return
        }
        switch name {
        case "triangular": self = .triangular(low: low, mode: mode, high: high)
        case "uniform": self = .uniform(low: low, high: high)
        case "lognormal":
            // 1.6448536… is the normal quantile of 95 %.
            let sigma = (Math.log(high) - Math.log(low)) / (2 * 1.644_853_626_951_472_2)
            self = .lognormal(mu: (Math.log(high) + Math.log(low)) / 2, sigma: sigma)
        default: self = .pert(PERT(min: low, mode: mode, max: high))
        }
    }

    /// Whether it varies.
    package var isUncertain: Bool {
        if case .constant = self { return false }
        return true
    }

    /// The value that a share `p` of the draws stays below.
    package func quantile(_ p: Double) -> Double {
        switch self {
        case .constant(let value): value
        case .pert(let pert): pert.quantile(p)
        case .triangular(let low, let mode, let high):
            Distributions.triangularQuantile(p, min: low, mode: mode, max: high)
        case .uniform(let low, let high): low + p * (high - low)
        case .lognormal(let mu, let sigma):
            Math.exp(mu + sigma * Statistics.normalQuantile(p))
        }
    }

    /// The mean.
    package var mean: Double {
        switch self {
        case .constant(let value): value
        case .pert(let pert): pert.mean
        case .triangular(let low, let mode, let high): (low + mode + high) / 3
        case .uniform(let low, let high): (low + high) / 2
        case .lognormal(let mu, let sigma): Math.exp(mu + sigma * sigma / 2)
        }
    }
}

/// The inverse of a distribution function at equally spaced normal scores, cubic in between.
struct ScoreTable: Sendable {
    private static let limit = 6.5
    private static let knots = 261
    private static let step = 2 * limit / Double(knots - 1)
    private let values: [Double]
    private let slopes: [Double]

    init(_ shape: PlanShape) {
        let values = (0..<Self.knots).map { index in
            let z = -Self.limit + Double(index) * Self.step
            // A constant has no inverse to tabulate; lognormals have theirs in closed form.
            if case .lognormal(let mu, let sigma) = shape { return Math.exp(mu + sigma * z) }
            return shape.quantile(Distributions.normalCDF(z))
        }
        slopes = values.indices.map { index in
            if index < 2 || index > values.count - 3 {
                let low = max(0, index - 1)
                let high = min(values.count - 1, index + 1)
                return (values[high] - values[low]) / Double(high - low)
            }
            return
                (values[index - 2] - 8 * values[index - 1] + 8 * values[index + 1]
                - values[index + 2]) / 12
        }
        self.values = values
    }

    /// The value at a normal score; beyond ±6.5 that of the limit.
    func value(_ z: Double) -> Double {
        let place = min(max(0, (z + Self.limit) / Self.step), Double(Self.knots - 1) - 1e-9)
        let index = Int(place)
        let t = place - Double(index)
        let (a, b) = (values[index], values[index + 1])
        let (da, db) = (slopes[index], slopes[index + 1])
        // Hermite's cubic.
        return a + t * (da + t * (3 * (b - a) - 2 * da - db + t * (2 * (a - b) + da + db)))
    }
}
