// Names of parameters as planners write them: `price.ubi_score` for `p_ubi`.

import Base

/// Names that stand for parameters.
package enum PlanAlias {
    private static let table: [(name: String, key: PlanKey)] = [
        ("price.fleet_api", .priceFleet), ("price.ubi_score", .priceUBI),
        ("price.probe_wholesale", .priceProbe), ("price.traffic_feed", .priceFeed),
        ("price.speed_profiles", .priceProfiles), ("price.od_matrix", .priceOD),
        ("price.road_condition", .priceRoad), ("price.ev_charging", .priceCharging),
        ("price.battery_soh", .priceCertificate), ("price.aftermarket", .priceAftermarket),
        ("price.research", .priceResearch),
        ("adoption.fleet_api", .fleetAdoption), ("adoption.ubi_score", .shareUBI),
        ("adoption.probe_wholesale", .probeBuyers), ("adoption.traffic_feed", .authorityAdoption),
        ("adoption.od_matrix", .agencyAdoption), ("adoption.ev_charging", .chargingAdoption),
        ("adoption.battery_soh", .certificateAttach),
        ("adoption.aftermarket", .aftermarketAdoption), ("adoption.research", .researchLicences),
        ("consent.mobility", .consentMobility), ("consent.technical", .consentTechnical),
        ("consent.charging", .consentCharging), ("consent.research", .consentResearch),
        ("consent.shock", .consentShock), ("parc.connected", .targetConnected),
        ("arpu", .arpuConnected),
    ]

    private static let labels: [PlanKey: String] = [
        .activeFree: "active in free period", .keepAlive: "kept alive after it",
        .freeYears: "free period, years", .conversion: "paying after it", .churn: "churn a year",
        .fleetShare: "cars in managed fleets", .supportYears: "years of support",
        .dataActShare: "sales under Data Act", .availability: "availability",
        .scaleUBI: "insurance penetration", .feedShare: "share of road data",
        .connectedEU: "fitted, Europe", .connectedNA: "fitted, North America",
        .connectedSA: "fitted, South America", .connectedMid: "year of fitment",
        .salesGrowth: "growth of sales", .k: "vehicles a cell", .electricEU: "electric, Europe",
        .electricTurnover: "used electric cars", .dataActCost: "cost under Data Act",
        .connectedSlope: "speed of fitment", .dataActMargin: "margin under Data Act",
    ]

    /// A parameter for people: "price: fleet api".
    package static func label(_ key: PlanKey) -> String {
        if let label = labels[key] { return label }
        guard let alias = table.first(where: { $0.key == key })?.name else { return key.name }
        let parts = alias.split(separator: ".", maxSplits: 1).map(String.init)
        let words = (parts.last ?? "").split(separator: "_").joined(separator: " ")
        return parts.count == 2 ? "\(parts[0]): \(words)" : words
    }

    /// All names.
    package static let names = table.map(\.name)

    /// The name in files of a planner's name; hyphens count as underscores.
    package static func parameter(_ name: String) -> String? {
        let plain = String(name.map { $0 == "-" ? "_" : $0 })
        return table.first { $0.name == plain }?.key.name
    }

    /// "; did you mean 'x'?", or nothing when no name is near.
    package static func hint(_ word: String, _ known: [String]) -> String {
        let near = known.map { (distance(word, $0), $0) }.min { $0 < $1 }
        guard let near, near.0 <= max(1, min(3, word.count / 2)) else {
            return known.count <= 12 ? "; known: \(known.joined(separator: ", "))" : ""
        }
        return "; did you mean '\(near.1)'?"
    }

    /// Insertions, deletions and replacements from one word to the other.
    private static func distance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a.lowercased()), Array(b.lowercased()))
        var row = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in b.enumerated() {
                let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (letter == other ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[b.count]
    }
}
