// What areas, buildings and points mean for the places that people drive to. Weights: homes and
// work in square metres of floor; the others in rough visits a day, by the size class of the trade
// (ITE Trip Generation Manual, 11th edition, gives the order: a supermarket draws ten times a
// hairdresser). Only their proportions matter.

import Roads

/// What land is used for, as far as driving is concerned.
enum LandUse {
    case residential
    /// Offices, shops, factories, ports.
    case commercial, industrial, retail
    /// Farmyards: homes and work of few.
    case farmyard

    /// Square metres of floor per square metre of land that carries this use, where no buildings
    /// are mapped (usual plot ratios of low to medium density, BauNVO §17).
    var floorRatio: Double {
        switch self {
        case .residential: 0.4
        case .commercial, .retail: 0.6
        case .industrial: 0.3
        case .farmyard: 0.05
        }
    }
}

/// What a building is for.
enum BuildingUse {
    case home
    case work
    /// `building=yes`: the land around it decides.
    case unknown
    /// Sheds, garages, ruins.
    case none
}

/// Something to do at a place.
struct Activity: Equatable {
    var kind: PlaceKind
    var weight: Double
}

extension CarProfile {
    /// Keys of ways, nodes and relations that make places.
    static let placeKeys = [
        "landuse", "building", "amenity", "shop", "leisure", "tourism", "office",
    ]
    /// Keys that describe places.
    static let placeDetailKeys = ["building:levels", "capacity", "healthcare"]

    func landUse(_ tags: OSMTags) -> LandUse? {
        switch tags["landuse"] {
        case "residential": .residential
        case "commercial", "civic_admin", "institutional": .commercial
        case "industrial", "port", "depot": .industrial
        case "retail": .retail
        case "farmyard": .farmyard
        default: nil
        }
    }

    func building(_ tags: OSMTags) -> BuildingUse? {
        guard let value = tags["building"], value != "no" else { return nil }
        if Self.homeBuildings.contains(value) { return .home }
        if Self.workBuildings.contains(value) { return .work }
        return Self.emptyBuildings.contains(value) ? BuildingUse.none : .unknown
    }

    /// Storeys of a building, tagged or usual for its type.
    func storeys(_ tags: OSMTags) -> Double {
        if let text = tags["building:levels"], let levels = Double(text), levels >= 1 {
            return min(levels, 60)
        }
        switch tags["building"] {
        case "apartments", "dormitory", "hotel", "office", "hospital": return 4
        case "industrial", "warehouse", "retail", "supermarket", "farm", "bungalow": return 1
        default: return 2
        }
    }

    /// What people do at an object with these tags.
    ///
    /// - Parameter area: square metres of ground when it is mapped as an area.
    func activities(_ tags: OSMTags, area: Double?) -> [Activity] {
        if tags.isEmpty { return [] }
        var result: [Activity] = []
        if let shop = tags["shop"], shop != "no", shop != "vacant" {
            let visits = Self.shops[shop] ?? 6
            result.append(Activity(kind: .shop, weight: max(visits, (area ?? 0) / 20)))
            result.append(Activity(kind: .work, weight: max(80, (area ?? 0) * 0.5)))
        }
        if let amenity = tags["amenity"] { result += activities(amenity: amenity, tags, area) }
        if let leisure = tags["leisure"], let visits = Self.leisures[leisure] {
            result.append(Activity(kind: .leisure, weight: visits))
        }
        if let tourism = tags["tourism"], let visits = Self.tourisms[tourism] {
            result.append(Activity(kind: .leisure, weight: visits))
            result.append(Activity(kind: .work, weight: visits * 20))
        }
        if let office = tags["office"], office != "no", office != "vacant" {
            result.append(Activity(kind: .work, weight: max(300, (area ?? 0) * 2)))
            result.append(Activity(kind: .errand, weight: 3))
        }
        return result
    }

    private func activities(amenity: String, _ tags: OSMTags, _ area: Double?) -> [Activity] {
        if amenity == "parking" {
            guard tags["access"] != "private", tags["access"] != "no" else { return [] }
            let stalls = tags["capacity"].flatMap(Double.init) ?? area.map { $0 / 25 } ?? 20
            return [Activity(kind: .parking, weight: max(2, min(5000, stalls)))]
        }
        if amenity == "charging_station" {
            let plugs = tags["capacity"].flatMap(Double.init) ?? 2
            return [Activity(kind: .charging, weight: max(1, min(100, plugs)))]
        }
        if let visits = Self.schools[amenity] {
            return [
                Activity(kind: .school, weight: visits),
                Activity(kind: .work, weight: visits * 15),
            ]
        }
        if amenity == "marketplace" { return [Activity(kind: .shop, weight: 20)] }
        if let visits = Self.pastimes[amenity] {
            return [
                Activity(kind: .leisure, weight: visits), Activity(kind: .work, weight: 100),
            ]
        }
        if let visits = Self.errands[amenity] {
            return [
                Activity(kind: .errand, weight: visits),
                Activity(kind: .work, weight: amenity == "hospital" ? 8000 : visits * 20),
            ]
        }
        return []
    }

    private static let homeBuildings: Set<String> = [
        "house", "detached", "semidetached_house", "semi", "terrace", "apartments", "residential",
        "bungalow", "farm", "dormitory", "houseboat", "static_caravan", "villa",
    ]
    private static let workBuildings: Set<String> = [
        "commercial", "industrial", "office", "retail", "warehouse", "factory", "manufacture",
        "civic", "public", "hospital", "hotel", "government", "supermarket", "school",
        "university", "college", "kindergarten", "fire_station", "train_station", "hangar",
    ]
    private static let emptyBuildings: Set<String> = [
        "garage", "garages", "shed", "roof", "hut", "greenhouse", "barn", "farm_auxiliary",
        "cowshed", "stable", "sty", "service", "ruins", "construction", "bunker", "carport",
        "church", "chapel", "cathedral", "mosque", "transformer_tower", "water_tower", "toilets",
        "grandstand", "bridge", "silo", "storage_tank", "tent", "cabin", "collapsed", "container",
    ]
    private static let shops: [String: Double] = [
        "mall": 200, "department_store": 80, "supermarket": 60, "doityourself": 40,
        "furniture": 25, "garden_centre": 20, "convenience": 15, "bakery": 15, "butcher": 8,
        "electronics": 12, "clothes": 10, "chemist": 12, "kiosk": 8, "car": 5, "car_repair": 6,
        "hairdresser": 5, "beverages": 10, "sports": 10,
    ]
    private static let schools: [String: Double] = [
        "school": 60, "kindergarten": 20, "college": 60, "university": 120, "music_school": 10,
        "language_school": 8, "childcare": 10,
    ]
    private static let pastimes: [String: Double] = [
        "restaurant": 12, "cafe": 10, "bar": 8, "pub": 8, "fast_food": 12, "biergarten": 8,
        "ice_cream": 6, "cinema": 30, "theatre": 20, "arts_centre": 12, "nightclub": 10,
        "casino": 15, "community_centre": 8, "library": 8, "social_centre": 5, "food_court": 20,
    ]
    private static let errands: [String: Double] = [
        "bank": 8, "doctors": 8, "dentist": 6, "clinic": 15, "hospital": 60, "pharmacy": 10,
        "post_office": 10, "townhall": 12, "place_of_worship": 6, "fuel": 15, "police": 4,
        "courthouse": 6, "veterinary": 4, "car_wash": 6, "recycling": 5, "public_building": 6,
        "social_facility": 5, "nursing_home": 5, "car_rental": 3, "grave_yard": 3, "embassy": 2,
        "driving_school": 3, "bureau_de_change": 2, "fire_station": 1, "prison": 1,
    ]
    private static let leisures: [String: Double] = [
        "sports_centre": 20, "stadium": 25, "golf_course": 15, "park": 8, "fitness_centre": 15,
        "marina": 10, "water_park": 25, "ice_rink": 12, "pitch": 4, "playground": 3,
        "nature_reserve": 4, "beach_resort": 15, "dance": 6, "bowling_alley": 10, "track": 3,
        "miniature_golf": 4, "amusement_arcade": 6, "horse_riding": 4, "sauna": 6,
    ]
    private static let tourisms: [String: Double] = [
        "hotel": 15, "attraction": 8, "museum": 10, "zoo": 40, "theme_park": 60, "viewpoint": 3,
        "camp_site": 6, "guest_house": 4, "hostel": 6, "motel": 6, "gallery": 5, "chalet": 2,
        "caravan_site": 5, "alpine_hut": 3,
    ]
}
