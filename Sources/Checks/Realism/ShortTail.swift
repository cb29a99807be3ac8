// Exponential against power law, for the lengths of trips: the likelihood-ratio test for laws of
// which neither contains the other (Q. H. Vuong, Econometrica 57, 1989), with cars as clusters.

import Base

/// Mean log likelihood ratio per trip of an exponential against a power law, both by maximum
/// likelihood on [start, ∞); nil under a hundred trips, or when all are alike.
///
/// - Parameters:
///   - car: of each length; a car's trips are alike, so its sum is one observation.
///   - lengths: values from `start` on count.
func exponentialPreference(car: [Int], lengths: [Double], from start: Double) -> Estimate? {
    var (count, sum, logs) = (0.0, 0.0, 0.0)
    for length in lengths where length >= start {
        count += 1
        sum += length / start
        logs += Math.log(length / start)
    }
    guard count >= 100, sum > count, logs > 0 else { return nil }
    let rate = count / (sum - count)
    let shape = count / logs
    var ratios = [Double](repeating: 0, count: (car.max() ?? 0) + 1)
    var trips = ratios
    for (car, length) in zip(car, lengths) where length >= start {
        let x = length / start
        ratios[car] +=
            (Math.log(rate) - rate * (x - 1)) - (Math.log(shape) - (shape + 1) * Math.log(x))
        trips[car] += 1
    }
    let used = trips.indices.filter { trips[$0] > 0 }
    return ratioEstimate(used.map { ratios[$0] }, used.map { trips[$0] })
}
