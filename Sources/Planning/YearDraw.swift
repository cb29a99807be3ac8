// What holds in one year of one draw, whatever the market: consent left after shocks, adoption so
// far, thresholds, prices under the law, cost. Computed once, read in the loops over markets.

import Base

/// A draw in a year.
struct YearDraw {
    private let v: UnsafePointer<Double>
    private let settings: PlanSettings
    private let facts: MeasuredFacts
    private let adopted: Double
    private let kept: Double
    private let minimum: Int
    /// Billable share of vehicle-months.
    let uptime: Double
    /// Consent to mobility products.
    let mobility: Double
    /// What prices are multiplied with.
    let priceScale: Double
    /// One minus the credit for measured downtime.
    let netOfCredit: Double

    init(
        _ v: UnsafePointer<Double>, _ facts: MeasuredFacts, _ settings: PlanSettings, year: Int,
        priceScale: Double
    ) {
        self.v = v
        self.facts = facts
        self.settings = settings
        func at(_ key: PlanKey) -> Double { v[key.rawValue] }
        let start = at(.bassStart)
        let full = PlanMath.bass(Double(settings.targetYear) - start, p: at(.bassP), q: at(.bassQ))
        let here = PlanMath.bass(Double(year) - start, p: at(.bassP), q: at(.bassQ))
        adopted = full > 0 ? here / full * at(.scaleAdoption) : 0
        kept = 1 - at(.consentShock)
        let measured = facts.consentMobility ?? at(.consentMobility)
        mobility = min(1, measured * kept * at(.scaleConsent))
        uptime = facts.uptime ?? at(.availability)
        netOfCredit = facts.uptime.map { 1 - PlanMath.slaCredit(uptime: $0) } ?? 1
        let k = max(1, (settings.k ?? at(.k)).rounded())
        minimum = Int(
            settings.epsilon.map {
                max(k, PlanMath.minimumCount(epsilon: $0, tau: settings.tau, eta: settings.eta))
            } ?? k)
        self.priceScale = priceScale * at(.scalePrice)
    }

    func at(_ key: PlanKey) -> Double { v[key.rawValue] }

    /// Consent to a purpose after shocks.
    func consent(_ key: PlanKey) -> Double { min(1, at(key) * kept * at(.scaleConsent)) }

    /// Equation 5: the level of the target year on its way there.
    func adoption(_ key: PlanKey) -> Double { at(key) * adopted }

    func delivered(_ product: PlanProduct) -> Double { facts.delivered[product.rawValue] }

    /// Licences need data: full supply from `cons_res_full` consent on, less below [X].
    var researchData: Double {
        min(1, consent(.consentResearch) / max(at(.researchConsentFull), 1e-9))
    }

    /// Distinct vehicles that a cell needs. A run's own threshold stands in for the drawn one, but
    /// never for one that a question sets. Road condition needs three events.
    func k(_ product: PlanProduct) -> Int {
        if product == .roadCondition {
            return settings.k == nil && settings.epsilon == nil ? 3 : max(3, minimum)
        }
        let measured = facts.k[product.rawValue]
        return measured > 0 && settings.k == nil && settings.epsilon == nil ? measured : minimum
    }

    /// Equation 9: the price of vehicle-level raw data, capped in the EU where a user asks for it.
    func capped(_ key: PlanKey, _ isEU27: Bool) -> Double {
        guard isEU27 else { return at(key) }
        return PlanMath.dataActPrice(
            at(key), exposed: at(.dataActShare), cost: at(.dataActCost), margin: at(.dataActMargin))
    }

    /// Equation 10: cost of the year, EUR.
    func cost(active: Double, revenue: Double) -> Double {
        let gigabytes = active * (facts.megabytes ?? at(.megabytes)) * 12 / 1000
        let connectivity =
            gigabytes * at(.cellularPerGigabyte) + active * at(.simPerMonth) * 12
        let messages = active * (facts.messages ?? at(.messages)) * 12 / 1e6
        return connectivity * at(.connectivityShare) + gigabytes * at(.cloudPerGigabyte)
            + messages * at(.perMillionMessages) + active * at(.consentPlatform)
            + at(.salesCost) * revenue + at(.fixedMillions) * 1e6
    }
}
