// One value for every parameter of the evidence prior: what a draw of the revenue model is made of.
// Meanings, ranges, sources and evidence grades stand in scenarios/priors/evidence.csv.

/// The parameters of the evidence prior for 2030 that hold in all markets.
struct EvidenceValues: Hashable, Sendable {
    // MARK: Parc, connection, activation
    var salesGrowth = 0.0
    var connectedEU = 0.0
    var connectedNA = 0.0
    var connectedSA = 0.0
    var connectedMidYear = 0.0
    var connectedSlope = 0.0
    var supportYears = 0.0
    var activeFree = 0.0
    var freeYears = 0.0
    var conversion = 0.0
    var keepAlive = 0.0
    var churnPerYear = 0.0
    var availability = 0.0
    // MARK: Consent
    var consentMobility = 0.0
    var consentTechnical = 0.0
    var consentCharging = 0.0
    var consentShock = 0.0
    // MARK: Adoption
    var shareUBI = 0.0
    var scaleUBI = 0.0
    var fleetShare = 0.0
    var fleetAdoption = 0.0
    var aftermarketAdoption = 0.0
    var probeBuyers = 0.0
    var authorityAdoption = 0.0
    var feedShare = 0.0
    var agencyAdoption = 0.0
    var electricEU = 0.0
    var electricNA = 0.0
    var electricSA = 0.0
    var chargingAdoption = 0.0
    var electricTurnover = 0.0
    var certificateAttach = 0.0
    var researchLicences = 0.0
    // MARK: Prices, EUR
    var priceUBI = 0.0
    var priceFleet = 0.0
    var priceAftermarket = 0.0
    var priceProbe = 0.0
    var priceFeedKilometer = 0.0
    var priceProfileKilometer = 0.0
    var priceRoadKilometer = 0.0
    var priceAgency = 0.0
    var priceCharging = 0.0
    var priceCertificate = 0.0
    var priceLicence = 0.0
    // MARK: Law and privacy
    var dataActShare = 0.0
    var dataActCost = 0.0
    var dataActMargin = 0.0
    var k = 0.0
    // MARK: Cost
    var megabytesPerMonth = 0.0
    var cellularPerGigabyte = 0.0
    var cloudPerGigabyte = 0.0
    var messagesPerMonth = 0.0
    var pricePerMillionMessages = 0.0
    var simPerMonth = 0.0
    var connectivityShare = 0.0
    var consentPlatformPerYear = 0.0
    var salesCostShare = 0.0
    var fixedMillions = 0.0

    /// Name in the file and place here, in the order in which draws are made.
    static var fields: [(name: String, path: WritableKeyPath<EvidenceValues, Double>)] {
        supplyFields + demandFields + priceFields + costFields
    }

    private static var supplyFields: [(name: String, path: WritableKeyPath<EvidenceValues, Double>)]
    {
        [
            ("sales_growth", \.salesGrowth), ("conn_EU_max", \.connectedEU),
            ("conn_NA_max", \.connectedNA), ("conn_SA_max", \.connectedSA),
            ("conn_mid", \.connectedMidYear), ("conn_slope", \.connectedSlope),
            ("life_max_age", \.supportYears), ("act_free", \.activeFree),
            ("free_years", \.freeYears), ("act_conv", \.conversion),
            ("act_keepalive", \.keepAlive), ("churn_y", \.churnPerYear),
            ("q_avail", \.availability), ("cons_mob", \.consentMobility),
            ("cons_tech", \.consentTechnical), ("cons_ev", \.consentCharging),
            ("cons_shock", \.consentShock),
        ]
    }

    private static var demandFields: [(name: String, path: WritableKeyPath<EvidenceValues, Double>)]
    {
        [
            ("oem_share_ubi", \.shareUBI), ("ubi_scale", \.scaleUBI),
            ("fleet_share", \.fleetShare), ("fleet_adopt", \.fleetAdoption),
            ("after_adopt", \.aftermarketAdoption), ("mob_buyers", \.probeBuyers),
            ("auth_adopt", \.authorityAdoption), ("oem_share_feed", \.feedShare),
            ("od_adopt", \.agencyAdoption), ("ev_share_EU", \.electricEU),
            ("ev_share_NA", \.electricNA), ("ev_share_SA", \.electricSA),
            ("ev_adopt", \.chargingAdoption), ("ev_turn", \.electricTurnover),
            ("soh_attach", \.certificateAttach), ("res_lic", \.researchLicences),
        ]
    }

    private static var priceFields: [(name: String, path: WritableKeyPath<EvidenceValues, Double>)]
    {
        [
            ("p_ubi", \.priceUBI), ("p_fleet", \.priceFleet), ("p_after", \.priceAftermarket),
            ("p_mob", \.priceProbe), ("p_km", \.priceFeedKilometer),
            ("p_hist", \.priceProfileKilometer), ("p_road", \.priceRoadKilometer),
            ("p_od", \.priceAgency), ("p_ev", \.priceCharging), ("p_soh", \.priceCertificate),
            ("p_res", \.priceLicence), ("da_share", \.dataActShare),
            ("da_cost_vm", \.dataActCost), ("da_margin", \.dataActMargin), ("k", \.k),
        ]
    }

    private static var costFields: [(name: String, path: WritableKeyPath<EvidenceValues, Double>)] {
        [
            ("mb_vm", \.megabytesPerMonth), ("eur_gb_cell", \.cellularPerGigabyte),
            ("eur_gb_cloud", \.cloudPerGigabyte), ("msg_vm", \.messagesPerMonth),
            ("eur_per_Mmsg", \.pricePerMillionMessages), ("sim_vm", \.simPerMonth),
            ("daas_alloc", \.connectivityShare), ("cmp_vy", \.consentPlatformPerYear),
            ("sales_pct", \.salesCostShare), ("fixed_m", \.fixedMillions),
        ]
    }
}

/// The parameters of one market, held at their modes.
struct MarketValues: Hashable, Sendable {
    var sales = 0.0
    var salesFactor = 0.0
    var meanLife = 0.0
    var shape = 0.0
    var penetrationUBI = 0.0
    var motorwayKilometers = 0.0
    var mainKilometers = 0.0
    var totalParcMillions = 0.0
    var flowMotorway = 0.0
    var flowMain = 0.0
    var agencies = 0.0

    /// Name in the file and place here.
    static var fields: [(name: String, path: WritableKeyPath<MarketValues, Double>)] {
        [
            ("sales", \.sales), ("sales_2021_23_factor", \.salesFactor),
            ("weibull_mean_life", \.meanLife), ("weibull_shape", \.shape),
            ("ubi_penetration", \.penetrationUBI), ("motorway_km", \.motorwayKilometers),
            ("main_road_km", \.mainKilometers), ("total_parc", \.totalParcMillions),
            ("aadt_motorway", \.flowMotorway), ("aadt_main", \.flowMain),
            ("agencies", \.agencies),
        ]
    }
}

/// A row of the evidence prior.
public struct EvidenceRow: Hashable, Sendable {
    /// Parameters of a group move together: price, adoption, consent; `own` and `market` do not.
    public enum Group: String, Hashable, Sendable {
        /// What buyers pay.
        case price
        /// How many buy.
        case adoption
        /// How many drivers agree.
        case consent
        /// Drawn by itself.
        case own
        /// Of one market, held at its mode.
        case market
    }

    /// Name in the file.
    public var name: String
    /// What it moves with.
    public var group: Group
    /// Bounds and mode of its PERT distribution.
    public var low: Double
    /// See `low`.
    public var mode: Double
    /// See `low`.
    public var high: Double
    /// `all`, or the market.
    public var market: String
    /// Evidence grade: A official … D derived, M from memory, X assumption.
    public var grade: String

    /// A row.
    public init(
        _ name: String, _ group: Group, _ low: Double, _ mode: Double, _ high: Double,
        _ market: String, _ grade: String
    ) {
        self.name = name
        self.group = group
        self.low = low
        self.mode = mode
        self.high = high
        self.market = market
        self.grade = grade
    }
}
