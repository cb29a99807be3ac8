// Reverse questions: what would have to be true for a result.

import Base

/// What may be turned to reach a result.
package enum PlanLever: String, CaseIterable, Sendable {
    /// Revenue a connected vehicle and year, EUR.
    case arpu
    /// All consents, times.
    case consent
    /// All adoption, times.
    case adoption
    /// All prices, times.
    case price
    /// The parc, times.
    case parc

    var key: PlanKey {
        switch self {
        case .arpu: .arpuConnected
        case .consent: .scaleConsent
        case .adoption: .scaleAdoption
        case .price: .scalePrice
        case .parc: .scaleParc
        }
    }

    /// What the answer counts.
    package var unit: String { self == .arpu ? "EUR/vehicle-year" : "times today's assumption" }
}

/// A result that a question asks for.
package enum PlanGoal: String, CaseIterable, Sendable {
    /// Revenue of the target year, EUR.
    case total = "revenue.total_eur"
    /// Revenue minus cost of the target year, EUR; 0 asks for break-even.
    case contribution = "revenue.contribution_eur"
    /// Revenue a connected vehicle, EUR.
    case perVehicle = "revenue.per_vehicle_eur"

    func value(_ year: PlanYear) -> Double {
        switch self {
        case .total: year.total
        case .contribution: year.total - year.cost
        case .perVehicle: year.total / max(1, year.connected)
        }
    }
}

/// The answer to a reverse question, at the modes of the prior.
package struct PlanAnswer: Sendable {
    /// The question.
    package var goal: PlanGoal
    /// See `goal`.
    package var wanted: Double
    /// See `goal`.
    package var lever: PlanLever
    /// What the lever must be; `nil` when no value of it is enough.
    package var answer: Double?
    /// The result at the answer, or the best that the lever reaches.
    package var reached: Double
    /// The result and the vehicles as the prior has them.
    package var today: Double
    /// Connected and active vehicles at the answer.
    package var connected: Double
    /// See `connected`.
    package var active: Double
    /// Revenue a year at the answer, EUR.
    package var revenue: Double

    /// Answers a question: bisection, since every result grows with every lever.
    package init(
        _ goal: PlanGoal, _ wanted: Double, by lever: PlanLever, _ prior: PlanPrior,
        _ model: PlanModel, _ facts: MeasuredFacts
    ) {
        let year = model.settings.targetYear
        func state(_ x: Double) -> PlanYear {
            var values = prior.modes
            values[lever.key.rawValue] = x
            return PlanYear(model.year(values, facts, year))
        }
        self.goal = goal
        self.wanted = wanted
        self.lever = lever
        today = goal.value(PlanYear(model.year(prior.modes, facts, year)))
        // A lever beyond a million times today is no answer. No ARPU at all means "bottom up".
        let least = lever == .arpu ? 1e-9 : 0
        var (low, high) = (least, 1e6)
        let best = goal.value(state(high))
        if best < wanted || goal.value(state(least)) > wanted {
            let end = best < wanted ? high : least
            answer = nil
            reached = goal.value(state(end))
        } else {
            for _ in 0..<200 where high - low > 1e-14 * high {
                let middle = (low + high) / 2
                if goal.value(state(middle)) < wanted { low = middle } else { high = middle }
            }
            answer = high
            reached = goal.value(state(high))
        }
        let end = state(answer ?? high)
        connected = end.connected
        active = end.active
        revenue = end.total
    }
}
