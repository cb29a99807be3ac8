// What the drivers of a region do on average: the targets that the demand is calibrated to, and the
// shares that it is built from. Defaults are the profile `europe-weekday`, which covers weekdays,
// weekends and idle days; every number names its source, or says that it is an assumption.

import Base

/// The demand of a region. Defaults are those of the scenario section `demand:`.
public struct DemandOptions: Hashable, Sendable {
    /// The profiles that exist.
    public static let profiles = ["europe-weekday"]
    /// Name of the profile, one of `profiles`.
    public var profile = "europe-weekday"
    /// Whole days that the run covers, rounded up: consents change only within them.
    public var durationDays = 1
    /// Public holidays, on which people do as on a Sunday; nil for those of the region's market.
    public var holidays: [CivilDate]?

    // MARK: Targets, met by calibration on every map
    /// Trips per car and weekday, idle cars included; band 2.0–2.5 (EMP 2019: about 3 trips per
    /// person, 63 % of them by car; the band is ours).
    public var tripsPerCarDay = 2.25
    /// Median route length of a weekday's trip, km; band 5–7 (MiD 2002: half under 6 km). Above the
    /// band's middle, so that lengths stay nearer to an exponential than to a power law.
    public var tripKilometersMedian = 6.4
    /// Share of weekday trips under 10 km; band 0.60–0.72 (MiD 2017: about two thirds).
    public var tripsUnder10Kilometers = 0.645
    /// Mean km per car and day times 365, on a weekday; band 10,000–14,000 (FR 13,100;
    /// DE 13,700; IT 10,200–13,200). Reached through gateways; a map without any cannot reach it.
    public var annualKilometers = 12_200.0
    /// Minutes of driving per car and weekday, idle cars included; band 35–55 (MiD 2017: about 45).
    /// The pace beyond gateways varies by as much as congestion does; else the roads decide.
    public var useMinutesPerCarDay = 45.0

    // MARK: Activity
    /// Share of cars that stay at home on a weekday; band 0.30–0.50 (MiD 2023: about half).
    public var idleShareWeekday = 0.40
    /// Share of cars that stay at home on a Saturday; assumption.
    public var idleShareSaturday = 0.42
    /// Share of cars that stay at home on a Sunday; assumption.
    public var idleShareSunday = 0.50
    /// Share of cars that are somebody's way to work; assumption.
    public var commuterShare = 0.52
    /// Share of weekdays on which such a car goes to work: the rest is leave, illness, work from
    /// home; assumption.
    public var commuteDayShare = 0.70
    /// Share of commuting cars that work on a Saturday, on a Sunday; assumption.
    public var weekendWorkShare = [0.10, 0.05]
    /// Share of cars that bring children to school; assumption.
    public var schoolShare = 0.22

    // MARK: Destination choice
    /// How far people go for work, shop, school, leisure, errand, as multiples of the calibrated
    /// scale of deterrence (MiD 2017: work and leisure are longer than shopping and escorting).
    public var reach = [2.0, 0.75, 0.6, 1.4, 1.0]
    /// How likely such a destination lies beyond a gateway, as multiples of the calibrated share.
    public var outsideFactor = [1.0, 0.5, 0.0, 1.2, 0.5]
    /// Share of leisure that is a visit to somebody's home; assumption.
    public var friendShare = 0.25
    /// Law of the rank of the place chosen for a purpose, Zipf–Mandelbrot:
    /// P(rank ≥ r) = ((1 + shift) / (r + shift))^exponent. Places of low rank are habits
    /// (preferential return), a rank not met before is exploration. With home and work the visits
    /// follow Zipf's law with exponent about 1.2 (González 2008), distinct places grow like
    /// days^0.6 and a fifth of the moves explore (Song 2010).
    public var habitTailExponent = 3.1
    /// See `habitTailExponent`.
    public var habitShift = 6.0

    // MARK: Consent
    /// Share of vehicles whose driver consented to mobility, technical and research purposes:
    /// modes of `cons_mob` (LeasePlan/Ipsos 2020), `cons_tech` (Assurant), `cons_res` (Smartcar
    /// 2025) of the revenue parameters.
    public var consentMobility = 0.62
    /// See `consentMobility`.
    public var consentTechnical = 0.50
    /// See `consentMobility`.
    public var consentResearch = 0.25
    /// Share of electric vehicles with consent to charging services: mode of `cons_ev` (ConEd
    /// SmartCharge).
    public var consentCharging = 0.24
    /// Share of vehicles in managed fleets, whose contract covers the purpose `fleet`: mode of
    /// `fleet_share`, an assumption there.
    public var fleetShare = 0.22
    /// Correlation between purposes of the latent attitude (Gaussian copula); `corr_within_consent_
    /// group` spans 0.3–0.8. The default leaves about a quarter of the vehicles without any.
    public var consentCorrelation = 0.75
    /// Share of vehicles per day that grant or withdraw something; assumption, far above the
    /// hazards of the revenue parameters so that a day's run exercises withdrawal.
    public var consentChangePerDay = 0.01

    /// The defaults.
    public init() {}
}
