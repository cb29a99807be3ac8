// The names of what the planning model needs: parameters that hold everywhere, parameters of a
// market, products, markets. Meanings, ranges, sources and grades stand in scenarios/priors/*.csv.

/// A parameter that holds in all markets. The raw value is its place in a draw.
package enum PlanKey: Int, CaseIterable, Sendable {
    case salesGrowth, connectedEU, connectedNA, connectedSA, connectedMid, connectedSlope
    case supportYears, activeFree, freeYears, conversion, keepAlive, churn, availability
    case consentMobility, consentTechnical, consentCharging, consentResearch, consentShock
    case shareUBI, scaleUBI, fleetShare, fleetAdoption, aftermarketAdoption, probeBuyers
    case authorityAdoption, feedShare, agencyAdoption, electricEU, electricNA, electricSA
    case chargingAdoption, electricTurnover, certificateAttach, researchLicences
    case priceUBI, priceFleet, priceAftermarket, priceProbe, priceFeed, priceProfiles, priceRoad
    case priceOD, priceCharging, priceCertificate, priceResearch
    case dataActShare, dataActCost, dataActMargin, k
    case megabytes, cellularPerGigabyte, cloudPerGigabyte, messages, perMillionMessages
    case simPerMonth, connectivityShare, consentPlatform, salesCost, fixedMillions
    case bassP, bassQ, bassStart, sales2024, researchConsentFull
    case targetConnected, arpuConnected
    case scaleParc, scaleConsent, scaleAdoption, scalePrice

    /// Names in files, by raw value.
    package static let names = [
        "sales_growth", "conn_EU_max", "conn_NA_max", "conn_SA_max", "conn_mid", "conn_slope",
        "life_max_age", "act_free", "free_years", "act_conv", "act_keepalive", "churn_y",
        "q_avail", "cons_mob", "cons_tech", "cons_ev", "cons_res", "cons_shock",
        "oem_share_ubi", "ubi_scale", "fleet_share", "fleet_adopt", "after_adopt", "mob_buyers",
        "auth_adopt", "oem_share_feed", "od_adopt", "ev_share_EU", "ev_share_NA", "ev_share_SA",
        "ev_adopt", "ev_turn", "soh_attach", "res_lic",
        "p_ubi", "p_fleet", "p_after", "p_mob", "p_km", "p_hist", "p_road",
        "p_od", "p_ev", "p_soh", "p_res",
        "da_share", "da_cost_vm", "da_margin", "k",
        "mb_vm", "eur_gb_cell", "eur_gb_cloud", "msg_vm", "eur_per_Mmsg",
        "sim_vm", "daas_alloc", "cmp_vy", "sales_pct", "fixed_m",
        "bass_p", "bass_q", "bass_t0", "sales_2024_factor", "cons_res_full",
        "target_connected", "arpu_connected",
        "scale_parc", "scale_consent", "scale_adoption", "scale_price",
    ]

    /// The name in files.
    package var name: String { Self.names[rawValue] }

    /// How many there are: the length of a draw.
    package static let count = names.count

    /// The parameter of a name.
    package init?(name: String) {
        guard let index = Self.names.firstIndex(of: name) else { return nil }
        self.init(rawValue: index)
    }

    /// Parameters that are shares: none may exceed one.
    package static let shares: Set<PlanKey> = [
        .connectedEU, .connectedNA, .connectedSA, .activeFree, .conversion, .keepAlive, .churn,
        .availability, .consentMobility, .consentTechnical, .consentCharging, .consentResearch,
        .consentShock, .shareUBI, .fleetShare, .fleetAdoption, .aftermarketAdoption,
        .authorityAdoption, .feedShare, .agencyAdoption, .electricEU, .electricNA, .electricSA,
        .chargingAdoption, .electricTurnover, .certificateAttach, .dataActShare,
        .connectivityShare, .salesCost, .sales2024,
    ]
}

/// A parameter of one market. The raw value is its place.
package enum MarketKey: Int, CaseIterable, Sendable {
    case sales, salesFactor, meanLife, shape, penetrationUBI, motorwayKilometers, mainKilometers
    case totalParc, flowMotorway, flowMain, agencies

    /// Names in files, by raw value.
    package static let names = [
        "sales", "sales_2021_23_factor", "weibull_mean_life", "weibull_shape", "ubi_penetration",
        "motorway_km", "main_road_km", "total_parc", "aadt_motorway", "aadt_main", "agencies",
    ]
    /// How many.
    static let count = 11

    /// The name in files.
    package var name: String { Self.names[rawValue] }
}

/// The markets, in the order of every table.
package enum PlanMarket {
    /// FR DE IT ES UK PL rest-eu NA SA.
    package static let names = ["FR", "DE", "IT", "ES", "UK", "PL", "rest-eu", "NA", "SA"]
    /// How many.
    package static let count = 9
    /// Markets under the EU Data Act.
    static let isEU27 = [true, true, true, true, false, true, true, false, false]
}

/// The products of the catalogue. The raw value is the place in every table.
package enum PlanProduct: Int, CaseIterable, Sendable {
    case fleetAPI, ubiScore, probeWholesale, trafficFeed, speedProfiles, odMatrix, roadCondition
    case hazardEvent, evCharging, batterySOH, aftermarket, research

    /// Ids as everywhere.
    package static let ids = [
        "fleet-api", "ubi-score", "probe-wholesale", "traffic-feed", "speed-profiles", "od-matrix",
        "road-condition", "hazard-event", "ev-charging", "battery-soh", "aftermarket", "research",
    ]
    /// What is counted.
    package static let units = [
        "vehicle-month", "enrolled vehicle-month", "vehicle-month and licensee", "km-year",
        "km-year", "agency-year", "km-year", "none", "EV-month", "certificate", "vehicle-month",
        "licence-year",
    ]
    /// How many.
    package static let count = 12

    /// The id.
    package var id: String { Self.ids[rawValue] }
}
