// Speed limits, free-flow speeds and capacities.

import Roads

/// A tagged speed limit.
enum SpeedTag: Hashable {
    case kilometersPerHour(Double)
    case urban, rural, expressway, motorway, livingStreet
    /// No limit.
    case unlimited
}

extension CarProfile {
    // MARK: What the tags say

    func setLimits(_ traits: inout RoadTraits, _ tags: OSMTags) {
        let both = Self.speed(tags["maxspeed"])
        let implicit = ["maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic"]
            .lazy.compactMap { Self.speed(tags[$0]) }.first
        traits.limitForward = Self.speed(tags["maxspeed:forward"]) ?? both ?? implicit
        traits.limitBackward = Self.speed(tags["maxspeed:backward"]) ?? both ?? implicit
        let zone = implicit ?? both
        if zone == .urban || zone == .livingStreet { traits.urban = true }
        if zone == .rural || zone == .motorway || zone == .expressway { traits.urban = false }
        traits.isExpressway =
            tags.has("motorroad", "yes")
            || traits.roadClass == .trunk && traits.forward != traits.backward
    }

    /// Reads `maxspeed` values: "50", "30 mph", "CH:urban", "DE:zone:30", "walk", "none"; of
    /// several, the first. Nil when there is no fixed limit in it ("signals", "variable").
    static func speed(_ text: String?) -> SpeedTag? {
        guard let whole = text?.lowercased(), let first = whole.split(separator: ";").first else {
            return nil
        }
        let value = first.drop { $0 == " " }
        switch value {
        case "none", "unlimited": return .unlimited
        case "walk", "walking": return .livingStreet
        default: break
        }
        let digits = value.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        if let number = Double(digits) {
            guard number > 0, number < 400 else { return nil }
            let unit = value.dropFirst(digits.count).drop { $0 == " " }
            return .kilometersPerHour(unit.hasPrefix("mph") ? number * 1.609_344 : number)
        }
        guard let colon = value.firstIndex(of: ":") else { return nil }
        let zone = value[value.index(after: colon)...]
        switch zone {
        case "urban", "city", "town", "nsl_restricted": return .urban
        case "rural", "nsl_single": return .rural
        case "trunk", "expressway", "nsl_dual", "trunk_road": return .expressway
        case "motorway": return .motorway
        case "living_street", "pedestrian_zone", "bicycle_road", "walk": return .livingStreet
        default:
            let number = zone.drop { !$0.isNumber }.prefix { $0.isNumber }
            return Double(number).flatMap { $0 > 0 ? .kilometersPerHour($0) : nil }
        }
    }

    // MARK: What holds

    /// The speed limit of a road, km/h, and whether a default was needed.
    func limit(_ traits: RoadTraits, _ tag: SpeedTag?, urban: Bool) -> (Double, assumed: Bool) {
        switch tag {
        case .kilometersPerHour(let value): return (max(5, value), false)
        case .urban: return (country.urban, false)
        case .rural: return (country.rural, false)
        case .expressway: return (country.expressway, false)
        case .motorway, .unlimited: return (country.motorway, false)
        case .livingStreet: return (country.livingStreet, false)
        case nil: return (defaultLimit(traits, urban: urban), true)
        }
    }

    /// The national default. Slip roads have no statutory limit of their own: 80 km/h is what their
    /// usual radii allow (RAA 2008, design speeds of ramps 40–80 km/h).
    private func defaultLimit(_ traits: RoadTraits, urban: Bool) -> Double {
        switch traits.roadClass {
        case .motorway: country.motorway
        case .motorwayLink: min(80, country.motorway)
        case .livingStreet: country.livingStreet
        case .residential: min(country.urban, 50)
        case .service: min(country.urban, 30)
        case .trunk, .trunkLink:
            urban ? country.urban : traits.isExpressway ? country.expressway : country.rural
        default: urban ? country.urban : country.rural
        }
    }

    /// Free-flow speed as a share of the limit: what drivers reach on an empty road between
    /// junctions, parked cars and bends. Motorways, trunk roads: the limit. Others after the
    /// free-flow speeds of urban street classes in HCM 2016, exhibit 18-11 (base free-flow speeds
    /// 5–15 % under the limit, less with access points), and MATSim's practice of a lower factor
    /// on urban streets; narrow rural roads (unclassified) are driven well below the statutory
    /// rural limit.
    func freeFlowFactor(_ roadClass: RoadClass, limit: Double) -> Double {
        switch roadClass {
        case .motorway, .trunk: 1
        case .motorwayLink, .trunkLink: 0.9
        case .primary, .secondary: limit > 60 ? 0.95 : 0.9
        case .primaryLink, .secondaryLink, .tertiaryLink: 0.8
        case .tertiary: limit > 60 ? 0.85 : 0.85
        case .unclassified, .road: limit > 60 ? 0.7 : 0.8
        case .residential: limit > 30 ? 0.7 : 0.85
        case .livingStreet, .service: 0.85
        }
    }

    // MARK: Capacity

    /// What one lane passes while nothing but the road itself slows it, vehicles per hour.
    ///
    /// Motorways and trunk roads after HCM 2016 (base capacity 2,250–2,400 pc/h·lane at 110–120
    /// km/h, less heavy vehicles and peak-hour variation) and HBS 2015 (3,600–4,000 veh/h on two
    /// lanes). On streets it is the saturation flow of a lane (HCM 2016: 1,900 pc/h, less heavy
    /// vehicles), and less where parked cars and narrow lanes take of it (HCM 2016, chapter 19: up
    /// to 0.7 together). What signals, turns and those who go first cost is not in it, as it is
    /// in the capacities of link models without junctions (800 veh/h in residential streets, 400
    /// in service roads): here they act themselves, and would act twice.
    static func laneCapacity(_ roadClass: RoadClass) -> Double {
        switch roadClass {
        case .motorway: 2000
        case .trunk: 1900
        case .motorwayLink, .trunkLink, .primary, .primaryLink, .secondary: 1800
        case .secondaryLink, .tertiary, .tertiaryLink: 1700
        case .unclassified, .road: 1600
        case .residential: 1400
        case .livingStreet, .service: 1000
        }
    }

    /// The share of green of an approach at a signal: a cycle has 10 % lost time, and the greater
    /// road gets the greater part of the rest (HBS 2015, chapter S4).
    static func greenShare(_ roadClass: RoadClass) -> Double {
        switch roadClass {
        case .motorway, .motorwayLink, .trunk, .primary: 0.5
        case .trunkLink, .primaryLink, .secondary: 0.45
        case .secondaryLink, .tertiary: 0.4
        default: 0.35
        }
    }

    /// The share of green of the road at a signal between junctions, which holds the traffic for
    /// those who walk: their green and the time to clear are some 18 of 90 s (RiLSA 2015: 5–10 s of
    /// green, then 1.2 m/s across the road).
    static let walkersGreenShare = 0.8

    /// Saturation flow of a lane at a stop line, vehicles per hour of green: 1,900 pc/h in HCM
    /// 2016, 2,000 in HBS 2015, less 5–10 % for heavy vehicles and turns.
    static let saturationFlow = 1800.0

    /// Capacity at the exit of a link, vehicles per second, all lanes.
    ///
    /// - Parameter greenShare: of the signal at its end; nil where there is none.
    static func capacity(_ roadClass: RoadClass, lanes: UInt8, greenShare: Double?) -> Double {
        let open = laneCapacity(roadClass)
        let lane = greenShare.map { min(open, saturationFlow * $0) } ?? open
        return lane * Double(lanes) / 3600
    }
}
