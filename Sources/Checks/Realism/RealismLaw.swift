// The laws that a fleet must obey to look real, from the table "Realism" of the anchors: id, unit,
// band, source. A band is for at least 14 days of the default European profile.

import Base

/// A law of realism.
struct RealismLaw: Sendable {
    /// KPI id after `realism.`.
    var id: String
    var unit: String
    /// What a real fleet shows.
    var band: [Double]
    /// How it is estimated.
    var estimator: String
    var source: String

    /// A KPI of this law.
    func kpi(_ value: Double?, ci: [Double]? = nil, n: Int, note: String = "") -> KPI {
        KPI(
            "realism.\(id)", value, unit: unit, ci: ci,
            method: note.isEmpty ? estimator : "\(estimator); \(note)", n: n, band: band,
            source: source)
    }

    /// A KPI of this law from an estimate, with the interval clipped to a range.
    ///
    /// - Parameter reason: why there is no estimate, where there is none.
    func kpi(
        _ estimate: Estimate?, in range: ClosedRange<Double>, n: Int? = nil, note: String = "",
        without reason: String
    ) -> KPI {
        guard let estimate else { return notApplicable(reason) }
        return kpi(
            estimate.value, ci: estimate.interval(in: range), n: n ?? estimate.n, note: note)
    }

    /// The law without a value, and why.
    func notApplicable(_ why: String) -> KPI {
        KPI(
            "realism.\(id)", nil, unit: unit, method: "not applicable: \(why) (\(estimator))", n: 0,
            band: band, source: source)
    }

    init(
        _ id: String, unit: String, band: ClosedRange<Double>, _ estimator: String, source: String
    ) {
        self.id = id
        self.unit = unit
        self.band = [band.lowerBound, band.upperBound]
        self.estimator = estimator
        self.source = source
    }
}

/// A number with some decimals, for a note.
func rounded(_ value: Double, _ decimals: Int) -> String {
    let unit = Math.pow(10, Double(decimals))
    return numberText((value * unit).rounded() / unit)
}

extension RealismLaw {
    private static let shapes = "assumption, from survey shapes"
    private static let obd = "measured OBD sets"

    static let tripsPerCarDay = RealismLaw(
        "trips_per_car_day", unit: "trips", band: 2.0...2.5,
        "mean over all cars, weekdays but for public holidays",
        source: "EMP 2019: about 3 trips per person, 63 % by car; the band is ours")
    static let idleCarDays = RealismLaw(
        "idle_car_days", unit: "share", band: 0.30...0.50,
        "share of car-days (24 h from the start) without a departure",
        source: "Germany, about half in 2023")
    static let tripMedian = RealismLaw(
        "trip_km_median", unit: "km", band: 5...7, "median route length, off-map leg included",
        source: "MiD 2017: about two thirds under 10 km")
    static let tripsUnder10 = RealismLaw(
        "trips_under_10km", unit: "share", band: 0.60...0.72,
        "share of trips under 10 km, off-map leg included", source: "MiD 2017: about two thirds")
    static let useMinutes = RealismLaw(
        "use_minutes_per_car_day", unit: "min", band: 35...55, "mean over all cars",
        source: "MiD: about 45")
    static let annualKilometers = RealismLaw(
        "annual_km", unit: "km", band: 10_000...14_000, "mean kilometres per car and day x 365",
        source: "FR 13,100; DE 13,700; IT 10,200-13,200")
    static let departures0709 = RealismLaw(
        "departures_07_09", unit: "share", band: 0.12...0.20,
        "share of departures on weekdays but for public holidays, local time", source: shapes)
    static let departures1619 = RealismLaw(
        "departures_16_19", unit: "share", band: 0.20...0.30,
        "share of departures on weekdays but for public holidays, local time", source: shapes)
    static let departures0005 = RealismLaw(
        "departures_00_05", unit: "share", band: 0...0.04,
        "share of departures on weekdays but for public holidays, local time", source: shapes)
    static let departurePeaks = RealismLaw(
        "departure_peaks", unit: "peaks", band: 2...3,
        "separate maxima of weekday departures by half-hour (smoothed over three), each at least "
            + "10 % of the day's maximum above the valleys beside it",
        source: "two separate local maxima required; " + shapes)
    static let zipf = RealismLaw(
        "zipf_exponent", unit: "", band: 1.0...1.4,
        "exponent of the visit frequency of ranks 1-10 (mean over cars), log-log fit, "
            + "jackknife by car",
        source: "González 2008: 1.2")
    static let placesGrowth = RealismLaw(
        "places_growth", unit: "", band: 0.5...0.7,
        "exponent of distinct places S(t) over days 1-14 (mean over cars), log-log fit, jackknife "
            + "by car", source: "Song 2010: 0.6")
    static let exploration = RealismLaw(
        "exploration_share", unit: "share", band: 0.15...0.25,
        "moves to a new place, second week", source: "0.20-0.25 in the literature")
    static let motifs = RealismLaw(
        "motifs_17", unit: "share", band: 0.85...1,
        "share of days (4 to 4, local time) with a move that the 17 commonest daily motifs cover; "
            + "motifs are directed graphs of places up to isomorphism",
        source: "Schneider 2013: 90 %")
    static let gyration = RealismLaw(
        "gyration_tail", unit: "", band: 1.4...1.9,
        "exponent β of the radius of gyration r over visits as (r + 5.8 km)^-β exp(-r / κ): tail "
            + "by Kolmogorov-Smirnov distance, exponent by maximum likelihood, cutoff by "
            + "likelihood ratio (Clauset 2009); places beyond gateways at leg / 1.3 beyond them",
        source: "González 2008: 1.65 ± 0.15")
    static let shortTail = RealismLaw(
        "displacement_short_tail", unit: "nats/trip", band: 0...10,
        "mean log likelihood ratio of an exponential against a power law over trips of 1 km and "
            + "more (Vuong 1989), clustered by car; above zero the exponential is preferred",
        source: "780,000 Italian cars are not Lévy flights")
    static let idleDriving = RealismLaw(
        "idle_driving", unit: "share", band: 0.10...0.20,
        "share of ignition time under 1 km/h", source: obd)
    static let accelerationP1 = RealismLaw(
        "acceleration_p1", unit: "m/s²", band: -2.6 ... -1.9,
        "1st percentile of longitudinal acceleration", source: obd)
    static let accelerationP99 = RealismLaw(
        "acceleration_p99", unit: "m/s²", band: 1.9...2.6,
        "99th percentile of longitudinal acceleration", source: obd)
    static let harsh = RealismLaw(
        "harsh_per_100km", unit: "1/100 km", band: 1...5,
        "decelerations over 3 m/s² in towns", source: obd)
}
