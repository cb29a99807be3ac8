// How a plan is computed: years, definitions, privacy treatment, draws. Defaults are those of the
// scenario's sections `plan`, `privacy` and `uncertainty`.

/// How parameters are drawn.
package enum PlanSampling: String, CaseIterable, Sendable {
    /// Scrambled Sobol sequence: least error for smooth models.
    case sobol
    /// Latin hypercube: every parameter covers its range evenly.
    case latinHypercube = "latin-hypercube"
    /// Independent draws.
    case plain
}

/// Options of a plan.
package struct PlanSettings: Sendable {
    /// The first year and the last.
    package var firstYear = 2023
    /// See `firstYear`.
    package var lastYear = 2030
    /// The year that headline figures are of.
    package var targetYear = 2030
    /// Revenue that the gap is measured against, EUR a year.
    package var targetEUR = 20e9
    /// Vehicles that the target speaks of.
    package var targetVehicles = 34e6
    /// Years of support that make a car connected; `nil` draws `life_max_age`.
    package var windowYears: Double?
    /// Vehicles per cell; `nil` draws `k`.
    package var k: Double?
    /// Budget of a cell for Laplace counts; `nil` for none.
    package var epsilon: Double?
    /// Relative error and chance of failure of a noisy count.
    package var tau = 0.1
    /// See `tau`.
    package var eta = 0.05
    /// Length of a cell of the real-time feed, hours.
    package var cellHours = 0.25
    /// Days that profiles pool.
    package var profileDays = 21.0
    /// How many times our own penetration the pooled makers have.
    package var pooling = 1.0
    /// Whether drivers of fleet cars must consent to technical data.
    package var fleetNeedsDriverConsent = false
    /// Real discount rate and inflation, a year.
    package var discountRate = 0.08
    /// See `discountRate`.
    package var inflation = 0.02
    /// EUR of a US dollar, for `--currency USD`.
    package var eurPerUSD = 0.92

    /// How parameters are drawn.
    package var sampling = PlanSampling.sobol
    /// Draws.
    package var draws = 16_384
    /// Base sample of the Sobol indices; 0 for none.
    package var sobolBase = 512
    /// Correlation inside the price, adoption and consent groups.
    package var correlation = 0.5
    /// Correlations between two parameters, over those of the groups.
    package var pairs: [(a: PlanKey, b: PlanKey, rho: Double)] = []
    /// Seed of all chance.
    package var seed: UInt64 = 2030
    /// Threads; the result is the same for any number.
    package var threads = 2

    /// The defaults.
    package init() {}

    /// All years.
    package var years: ClosedRange<Int> { firstYear...lastYear }
}

/// Ratios that a run measured; `nil` where none did and the prior stands in.
package struct MeasuredFacts: Hashable, Sendable {
    /// Share of vehicles that consent to mobility products.
    package var consentMobility: Double?
    /// Share of delivered vehicle-months, records or windows.
    package var uptime: Double?
    /// Delivered of what could have been, by product's place.
    package var delivered = [Double](repeating: 1, count: PlanProduct.count)
    /// Vehicles per cell, by product's place; zero where the run did not say.
    package var k = [Int](repeating: 0, count: PlanProduct.count)
    /// MB a vehicle and month.
    package var megabytes: Double?
    /// Messages a vehicle and month.
    package var messages: Double?

    /// Nothing measured.
    package init() {}
}
