// The closed forms of the revenue study, one function each; tests hold them against its fixtures.

import Base
import Checks

/// Closed forms. Rates and hazards are per the unit of time that the caller uses throughout.
package enum PlanMath {
    // MARK: Cars

    /// The scale of a Weibull life of a given mean: mean / Γ(1 + 1/shape).
    package static func weibullScale(mean: Double, shape: Double) -> Double {
        mean / Math.exp(Math.logGamma(1 + 1 / shape))
    }

    /// Equation 1: share that survives to an age, years.
    package static func survival(_ age: Double, scale: Double, shape: Double) -> Double {
        Math.exp(-Math.pow(age / scale, shape))
    }

    /// A stock of constant sales with a constant annual survival; sales count in full in their
    /// year. `years` of `nil` is the steady state.
    package static func stock(sales: Double, survival: Double, years: Int? = nil) -> Double {
        let left = years.map { Math.pow(survival, Double($0)) } ?? 0
        return sales * (1 - left) / (1 - survival)
    }

    // MARK: Adoption and subscriptions

    /// Equation 5: share of adopters after `t` (F. Bass, 1969, closed form); zero before launch.
    package static func bass(_ t: Double, p: Double, q: Double) -> Double {
        guard t > 0 else { return 0 }
        let decay = Math.exp(-(p + q) * t)
        return (1 - decay) / (1 + q / p * decay)
    }

    /// Time of most new adopters and how many there are a unit of time.
    package static func bassPeak(p: Double, q: Double) -> (time: Double, density: Double) {
        (Math.log(q / p) / (p + q), (p + q) * (p + q) / (4 * q))
    }

    /// The same model stepped once a unit of time: not the closed form, and not used.
    package static func bassDiscrete(_ steps: Int, p: Double, q: Double) -> Double {
        (0..<steps).reduce(0) { share, _ in share + (p + q * share) * (1 - share) }
    }

    /// Survival of a contract over renewals with beta-geometric churn (P. Fader and B. Hardie,
    /// 2007).
    package static func betaGeometric(_ t: Int, gamma: Double, delta: Double) -> Double {
        (0..<t).reduce(1) { $0 * (delta + Double($1)) / (gamma + delta + Double($1)) }
    }

    // MARK: Consent

    /// Equation 4: consent after `t` from `start`, with hazards of granting and withdrawing.
    package static func consent(
        _ t: Double, from start: Double, grant: Double, withdraw: Double
    ) -> Double {
        let steady = grant / (grant + withdraw)
        return steady + (start - steady) * Math.pow(1 - grant - withdraw, t)
    }

    /// Share of drivers who accept monitoring for an incentive, by a normal of willingness.
    package static func acceptance(incentive: Double, midpoint: Double, sigma: Double) -> Double {
        Distributions.normalCDF((incentive - midpoint) / sigma)
    }

    /// What is left, on average, after years with a chance of losing a share in each.
    package static func shocked(chance: Double, loss: Double, years: Int) -> Double {
        Math.pow(1 - chance * loss, Double(years))
    }

    // MARK: Privacy

    /// Equation 6: share of a day's hours in which a cell holds `k` vehicles.
    ///
    /// - Parameter perDay: our vehicles a day in one direction, times the length of a cell in
    ///   hours and the days that are pooled.
    package static func coverage(_ perDay: Double, _ k: Int) -> Double {
        var sum = 0.0
        for (share, hours) in PlanModel.dayParts {
            sum += hours * poissonTail(perDay * share, k)
        }
        return sum / 24
    }

    /// Share of origin–destination cells of a day, weighted by trips, that hold `k` vehicles.
    package static func pairCoverage(_ penetration: Double, _ k: Int) -> Double {
        guard penetration > 0 else { return 0 }
        let demand = PlanModel.pairDemand
        var sum = 0.0
        for trips in demand { sum += poissonTail(penetration * trips, k) }
        return sum / Double(demand.count)
    }

    /// P(N ≥ k) of a Poisson count, absolute error below 1e-15: the loops over markets and draws
    /// spend most of their time here.
    package static func poissonTail(_ lambda: Double, _ k: Int) -> Double {
        if k < 1 { return 1 }
        // Beyond this the chance of fewer than k is below 1e-16.
        if lambda > 4 * Double(k) + 60 { return 1 }
        // Horner's scheme would overflow.
        if k > 100 { return Distributions.poissonTail(lambda: lambda, atLeast: k) }
        var sum = 1.0
        var n = Double(k - 1)
        // The quotient is off the chain of dependences, so that divisions overlap.
        while n > 0 {
            sum = 1 + sum * (lambda / n)
            n -= 1
        }
        return max(0, 1 - Math.exp(-lambda) * sum)
    }

    /// The mean that makes P(N ≥ k) a given probability, by bisection.
    package static func lambda(forTail probability: Double, k: Int) -> Double {
        var (low, high) = (0.0, 4 * Double(k) + 60)
        while high - low > 1e-12 * high {
            let middle = (low + high) / 2
            if poissonTail(middle, k) < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Equation 7: vehicles that a Laplace count needs for a relative error of at most τ but with
    /// probability η: ln(1/η)/(ετ), not rounded.
    package static func requiredCount(epsilon: Double, tau: Double, eta: Double) -> Double {
        Math.log(1 / eta) / (epsilon * tau)
    }

    /// The same in whole vehicles.
    package static func minimumCount(epsilon: Double, tau: Double, eta: Double) -> Double {
        requiredCount(epsilon: epsilon, tau: tau, eta: eta).rounded(.up)
    }

    /// Accuracy that no membership attack on an ε-private release exceeds.
    package static func membershipBound(epsilon: Double) -> Double {
        1 / (1 + Math.exp(-epsilon))
    }

    // MARK: Prices

    /// Equation 9: the price of vehicle-level raw data under the EU Data Act.
    package static func dataActPrice(
        _ price: Double, exposed share: Double, cost: Double, margin: Double
    ) -> Double {
        (1 - share) * price + share * min(price, cost * (1 + margin))
    }

    /// Credit for a month's uptime: 0, 10, 25 or 50 %.
    package static func slaCredit(uptime: Double) -> Double {
        uptime >= 0.995 ? 0 : uptime >= 0.99 ? 0.10 : uptime >= 0.95 ? 0.25 : 0.50
    }

    /// A bill with volume tiers (units from, EUR a unit) and a minimum commitment, EUR.
    package static func bill(
        units: Double, tiers: [(from: Double, price: Double)], commitment: Double
    ) -> Double {
        var sum = 0.0
        for (index, tier) in tiers.enumerated() {
            let end = index + 1 < tiers.count ? tiers[index + 1].from : .infinity
            sum += max(0, min(units, end) - tier.from) * tier.price
        }
        return max(commitment, sum)
    }

    /// What a score is worth to an insurer, EUR a vehicle-month: loss ratio points × premium ×
    /// the maker's share.
    package static func scoreValue(points: Double, premium: Double, share: Double) -> Double {
        points / 100 * premium * share / 12
    }

    // MARK: Scoring forecasts

    /// CRPS of a normal forecast.
    package static func normalCRPS(mean: Double, sigma: Double, observed: Double) -> Double {
        let z = (observed - mean) / sigma
        let density = Math.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        return sigma
            * (z * (2 * Distributions.normalCDF(z) - 1) + 2 * density - 1 / Double.pi.squareRoot())
    }

    /// CRPS of an ensemble; `fair` corrects for its finite size.
    package static func ensembleCRPS(_ members: [Double], observed: Double, fair: Bool) -> Double {
        let n = Double(members.count)
        let error = members.reduce(0) { $0 + abs($1 - observed) } / n
        // Σ|x_i − x_j| over all pairs, from the order statistics.
        let spread = members.sorted().enumerated().reduce(0.0) {
            $0 + (2 * Double($1.offset) + 1 - n) * $1.element
        }
        return error - spread / (n * (fair ? n - 1 : n))
    }

    /// Pinball loss of a quantile forecast.
    package static func pinball(_ q: Double, predicted: Double, observed: Double) -> Double {
        observed >= predicted ? q * (observed - predicted) : (1 - q) * (predicted - observed)
    }

    /// Hits out of `n` that an interval of nominal coverage may have with 95 % (normal).
    package static func hitRange(n: Int, nominal: Double) -> ClosedRange<Int> {
        let half = 1.959_963_984_540_054 * (Double(n) * nominal * (1 - nominal)).squareRoot()
        let middle = Double(n) * nominal
        return Int((middle - half).rounded())...Int((middle + half).rounded())
    }
}
