// What differs between markets: what moves the cars, whose badge they wear, how long they live, who
// insures by the trip.

import Base

/// The fleet of a market in 2030.
struct Market: Sendable {
    /// Share of electric vehicles among connected ones: mode of `ev_share_*` of the revenue
    /// parameters; plug-in hybrids are counted as electric.
    let electricShare: Double
    /// Share of hybrids without a plug; assumption from registrations (ACEA: 31 % in 2024).
    let hybridShare: Double
    /// Share of drivers with consent to insurance by use: mode of `ubi_penetration`.
    let insuranceShare: Double
    /// Weights of `Fleet.brands`; assumption, from the order of magnitude of registrations.
    let brandWeights: [Double]
    /// Weibull shape and scale of the life of cars, years: `weibull_*` of the revenue parameters.
    let life: (shape: Double, scale: Double)

    /// Abarth, Alfa Romeo, Chrysler, Citroën, Dodge, DS, Fiat, Jeep, Lancia, Maserati, Opel,
    /// Peugeot, Ram, Vauxhall.
    private static let europe: [Double] = [0.6, 3, 0, 19, 0, 2, 14, 8, 1, 0.4, 19, 33, 0, 0]

    static let all: [(name: String, market: Market)] = [
        (
            "FR",
            Market(
                electricShare: 0.16, hybridShare: 0.28, insuranceShare: 0.07,
                brandWeights: [0.5, 1, 0, 29, 0, 4, 8, 4, 0.3, 0.2, 9, 44, 0, 0],
                life: (4.2, 16.723))
        ),
        (
            "DE",
            Market(
                electricShare: 0.16, hybridShare: 0.28, insuranceShare: 0.09,
                brandWeights: [1.5, 2, 0, 12, 0, 1, 20, 9, 0, 0.5, 37, 17, 0, 0],
                life: (3.1, 15.319))
        ),
        (
            "IT",
            Market(
                electricShare: 0.16, hybridShare: 0.28, insuranceShare: 0.22,
                brandWeights: [1, 5, 0, 13, 0, 1, 34, 14, 6, 0.5, 9, 17, 0, 0],
                life: (4.0, 15.556))
        ),
        (
            "ES",
            Market(
                electricShare: 0.16, hybridShare: 0.28, insuranceShare: 0.05,
                brandWeights: [0.4, 1, 0, 26, 0, 2, 9, 8, 0, 0.2, 18, 35, 0, 0],
                life: (4.7, 19.675))
        ),
        (
            "UK",
            Market(
                electricShare: 0.16, hybridShare: 0.28, insuranceShare: 0.09,
                brandWeights: [1, 1, 0, 16, 0, 2, 9, 4, 0, 0.4, 0, 28, 0, 39],
                life: (3.9, 14.915))
        ),
        (
            "PL",
            Market(
                electricShare: 0.16, hybridShare: 0.28, insuranceShare: 0.03,
                brandWeights: [0.2, 2, 0, 17, 0, 1, 14, 9, 0, 0.2, 27, 30, 0, 0],
                life: (4.0, 31.333))
        ),
        (
            "rest-eu",
            Market(
                electricShare: 0.16, hybridShare: 0.28, insuranceShare: 0.04,
                brandWeights: europe, life: (3.7, 20.056))
        ),
        (
            "NA",
            Market(
                electricShare: 0.05, hybridShare: 0.12, insuranceShare: 0.18,
                brandWeights: [0, 1, 10, 0, 12, 0, 0.2, 45, 0, 0.4, 0, 0, 32, 0],
                life: (3.0, 20.717))
        ),
        (
            "SA",
            Market(
                electricShare: 0.02, hybridShare: 0.06, insuranceShare: 0.03,
                brandWeights: [0.3, 0, 0, 6, 0.2, 0, 62, 16, 0, 0, 0, 7, 9, 0],
                life: (3.0, 22.397))
        ),
    ]

    /// The market of a name.
    /// - Throws: `Failure.input` with the names that exist.
    static func named(_ name: String) throws -> Market {
        if let found = all.first(where: { $0.name == name }) { return found.market }
        let names = all.map(\.name).joined(separator: ", ")
        throw Failure.input("there is no market '\(name)'; use one of \(names)")
    }
}

/// Chances of model years, and of powertrains by model year, in a market at the start of a run.
struct Vintages: Sendable {
    /// Model years reach back this far: the life of a car's modem and its network, mode of
    /// `life_max_age` of the revenue parameters.
    static let window = 10

    /// The oldest model year.
    let firstYear: Int
    /// The instant of the start, in years.
    let now: Double
    /// Running sums of the chances of model years, from `firstYear`.
    let cumulative: [Double]
    /// Share of electric vehicles by model year.
    let electric: [Double]
    /// Share of hybrids by model year.
    let hybrid: [Double]

    /// Model years weigh by fitment with a modem (logistic, `conn_mid` 2020.5, `conn_slope` 0.4)
    /// times survival; electric shares rise logistically so that the mean is the market's.
    init(market: Market, startUnixSeconds: Int64) {
        let date = Vintages.yearAndFraction(ofUnixDay: startUnixSeconds.flooredDivision(by: 86_400))
        firstYear = date.year - Vintages.window
        now = Double(date.year) + date.fraction
        var weights: [Double] = []
        for age in stride(from: Vintages.window, through: 0, by: -1) {
            let year = Double(date.year - age)
            let survival = Math.exp(
                -Math.pow((Double(age) + 0.5) / market.life.scale, market.life.shape))
            let sold = age == 0 ? date.fraction : 1
            weights.append(Vintages.logistic((year - 2020.5) * 0.4) * survival * sold)
        }
        var sum = 0.0
        cumulative = weights.map { weight in
            sum += weight
            return sum
        }
        let first = Double(firstYear)
        func scaled(_ rise: (Double) -> Double, to share: Double) -> [Double] {
            let raw = weights.indices.map { rise(first + Double($0)) }
            var mean = 0.0
            for (weight, value) in zip(weights, raw) { mean += weight * value / sum }
            return raw.map { min(0.85, $0 * share / mean) }
        }
        electric = scaled({ Vintages.logistic(($0 - 2027) / 2) }, to: market.electricShare)
        hybrid = scaled({ Vintages.logistic(($0 - 2022) / 2) }, to: market.hybridShare)
    }

    private static func logistic(_ x: Double) -> Double { 1 / (1 + Math.exp(-x)) }

    /// Gregorian year of a day since 1970, and the elapsed fraction of that year.
    static func yearAndFraction(ofUnixDay day: Int64) -> (year: Int, fraction: Double) {
        func firstDay(of year: Int64) -> Int64 {
            let before = year - 1
            let leapDays =
                before.flooredDivision(by: 4) - before.flooredDivision(by: 100)
                + before.flooredDivision(by: 400)
            return before * 365 + leapDays - 719_162
        }
        var year = 1970 + day.flooredDivision(by: 366)
        while firstDay(of: year + 1) <= day { year += 1 }
        let first = firstDay(of: year)
        let length = firstDay(of: year + 1) - first
        return (Int(year), Double(day - first) / Double(length))
    }
}
