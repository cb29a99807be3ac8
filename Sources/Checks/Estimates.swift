// Estimators with intervals that several checks share. Observations cluster by vehicle: a vehicle's
// trips are alike, so its sum is one observation.

import Base

/// An estimate with its standard error.
struct Estimate: Hashable, Sendable {
    /// The estimate.
    var value: Double
    /// Its standard error; zero for an exact value.
    var standardError: Double
    /// From how many clusters.
    var n: Int

    /// The 95 % interval, clipped to what the quantity can be.
    func interval(in range: ClosedRange<Double> = -Double.infinity...Double.infinity) -> [Double] {
        let half = 1.959_963_984_540_054 * standardError
        return [max(range.lowerBound, value - half), min(range.upperBound, value + half)]
    }
}

/// Σ numerators / Σ denominators with the linearised standard error for clusters
/// (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, section 6.3); `nil` without a denominator.
func ratioEstimate(_ numerators: [Double], _ denominators: [Double]) -> Estimate? {
    let top = numerators.reduce(0, +)
    let bottom = denominators.reduce(0, +)
    guard bottom > 0 else { return nil }
    let ratio = top / bottom
    let n = Double(numerators.count)
    guard n > 1 else { return Estimate(value: ratio, standardError: 0, n: numerators.count) }
    var squares = 0.0
    for (a, b) in zip(numerators, denominators) { squares += (a - ratio * b) * (a - ratio * b) }
    let variance = n / (n - 1) * squares / (bottom * bottom)
    return Estimate(value: ratio, standardError: variance.squareRoot(), n: numerators.count)
}

/// The mean with its standard error; `nil` without values.
func meanEstimate(_ values: [Double]) -> Estimate? {
    ratioEstimate(values, [Double](repeating: 1, count: values.count))
}

/// The median of sorted values with the interval from order statistics (binomial, normal
/// approximation); `nil` without values.
func medianEstimate(sorted values: [Double]) -> (value: Double, ci: [Double])? {
    guard !values.isEmpty else { return nil }
    let n = values.count
    let middle = n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2
    let half = 1.959_963_984_540_054 * Double(n).squareRoot() / 2
    let low = max(0, Int((Double(n) / 2 - half).rounded(.down)))
    let high = min(n - 1, Int((Double(n) / 2 + half).rounded(.up)))
    return (middle, [values[low], values[high]])
}
