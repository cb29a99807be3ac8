// The only files that give OSM tags a meaning: this one for roads (which ways cars may use, in
// which direction, with how many lanes), CarProfile+Speed.swift for limits and capacities,
// CarProfile+Places.swift for land use and what people do at a place.

import Roads

/// What a way is for cars, as tagged; directions count along the way's nodes.
struct RoadTraits: Hashable {
    var roadClass: RoadClass
    /// Cars may drive along the way, and against it.
    var forward = true
    var backward = true
    /// Lanes in each direction.
    var lanesForward: UInt8 = 1
    var lanesBackward: UInt8 = 1
    var lanesAssumed = true
    /// Tagged limits, or nil.
    var limitForward: SpeedTag?
    var limitBackward: SpeedTag?
    /// Tagged as inside or outside a built-up area, or nil.
    var urban: Bool?
    /// A trunk road built like a motorway.
    var isExpressway = false
    /// `roundabout`, `tunnel`, `bridge`, `destinationOnly`.
    var flags: LinkFlags = []
}

/// What a way is to us.
enum RoadVerdict {
    case road(RoadTraits)
    /// A road or ferry that cars cannot use here; the reason goes into the account.
    case dropped(DropReason)
    /// Nothing for cars: a path, a river, a building.
    case other
}

/// Why a way that might carry cars is not in the map; in the order of the account.
enum DropReason: String, CaseIterable {
    case ferry = "dropped: ferries"
    case access = "dropped: no access for cars"
    case area = "dropped: roads and yards drawn as areas"
    case reversible = "dropped: lanes that change direction"
    case plot = "dropped: drives, aisles and lanes within a plot"
}

/// A turn restriction's rule.
enum RestrictionRule: Hashable {
    case forbidden(TurnKind)
    case only(TurnKind)
}

/// The turn that a restriction's value names.
enum TurnKind: String, Hashable {
    case leftTurn = "left_turn"
    case rightTurn = "right_turn"
    case straightOn = "straight_on"
    case uTurn = "u_turn"
    case entry, exit
}

/// What a restriction relation says to cars.
enum RestrictionVerdict {
    case rule(RestrictionRule)
    /// Cars are excepted, or it concerns others.
    case notForCars
    /// A value that this profile does not know, or one with a condition.
    case unsupported
}

/// What a node is for cars.
struct NodeTraits {
    var isSignal = false
    var isCrossing = false
    var blocksCars = false
}

/// The meaning of tags for cars in one country.
struct CarProfile {
    let country: CountryRules

    /// Keys of `highway` that cars use.
    static let classes: [String: RoadClass] = [
        "motorway": .motorway, "motorway_link": .motorwayLink, "trunk": .trunk,
        "trunk_link": .trunkLink, "primary": .primary, "primary_link": .primaryLink,
        "secondary": .secondary, "secondary_link": .secondaryLink, "tertiary": .tertiary,
        "tertiary_link": .tertiaryLink, "unclassified": .unclassified,
        "residential": .residential, "living_street": .livingStreet, "road": .road,
        "service": .service,
    ]

    /// What the import reads.
    static let selection = OSMSelection(
        wayKeys: ["highway", "route=ferry", "natural=coastline"] + placeKeys,
        pointKeys: ["highway", "barrier"] + placeKeys,
        relationTypes: ["restriction", "multipolygon", "boundary"],
        relationKeys: restrictionKeys + placeKeys + ["restriction:conditional", "admin_level=2"],
        keptKeys: placeKeys + placeDetailKeys + restrictionKeys + [
            "highway", "route", "type", "except", "restriction:conditional", "access", "vehicle",
            "motor_vehicle", "motorcar", "barrier", "locked", "bollard", "oneway", "junction",
            "maxspeed", "maxspeed:forward", "maxspeed:backward", "maxspeed:type",
            "source:maxspeed", "zone:maxspeed", "zone:traffic", "traffic:zone", "motorroad",
            "lanes", "lanes:forward", "lanes:backward", "tunnel", "covered", "bridge", "area",
            "service", "crossing", "addr:country", "natural", "boundary", "admin_level",
        ])

    private static let restrictionKeys = [
        "restriction", "restriction:motorcar", "restriction:motor_vehicle",
    ]

    /// The class of a way that a car map counts, whether or not cars may use it.
    static func roadClass(_ tags: OSMTags) -> RoadClass? {
        tags["highway"].flatMap { classes[$0] }
    }

    /// Whether a way is the shore of a sea.
    static func isCoast(_ tags: OSMTags) -> Bool { tags.has("natural", "coastline") }

    /// Whether a relation is the border of a country.
    static func isBorder(_ tags: OSMTags) -> Bool {
        tags.has("boundary", "administrative") && tags.has("admin_level", "2")
    }

    /// What a way is for cars.
    func road(_ tags: OSMTags) -> RoadVerdict {
        if tags.has("route", "ferry") { return .dropped(.ferry) }
        guard let roadClass = Self.roadClass(tags) else { return .other }
        if tags.has("area", "yes") { return .dropped(.area) }
        guard let access = access(tags) else { return .dropped(.access) }
        if roadClass == .service, Self.plotServices.contains(tags["service"] ?? "") {
            return .dropped(.plot)
        }
        var traits = RoadTraits(roadClass: roadClass)
        traits.flags = access.union(structures(tags))
        switch direction(tags, roadClass) {
        case .both: break
        case .forward: traits.backward = false
        case .backward: traits.forward = false
        case .reversible: return .dropped(.reversible)
        }
        setLanes(&traits, tags)
        setLimits(&traits, tags)
        return .road(traits)
    }

    /// What a node is for cars.
    func node(_ tags: OSMTags) -> NodeTraits {
        var traits = NodeTraits()
        switch tags["highway"] {
        case "traffic_signals": traits.isSignal = true
        case "crossing": traits.isCrossing = true
        default: break
        }
        if let barrier = tags["barrier"], barrier != "no" {
            traits.blocksCars = blocks(barrier, tags)
        } else if let access = motorAccess(tags) {
            traits.blocksCars = Self.closed.contains(access)
        }
        return traits
    }

    /// What a relation of type `restriction` says to cars.
    func restriction(_ tags: OSMTags) -> RestrictionVerdict {
        let excepted = (tags["except"] ?? "").split(separator: ";").contains {
            let word = $0.drop { $0 == " " }
            return word == "motorcar" || word == "motor_vehicle"
        }
        if excepted { return .notForCars }
        guard
            let value = tags["restriction:motorcar"] ?? tags["restriction:motor_vehicle"]
                ?? tags["restriction"]
        else {
            return tags["restriction:conditional"] == nil ? .notForCars : .unsupported
        }
        if value.hasPrefix("no_"), let kind = TurnKind(rawValue: String(value.dropFirst(3))) {
            return .rule(.forbidden(kind))
        }
        if value.hasPrefix("only_"), let kind = TurnKind(rawValue: String(value.dropFirst(5))) {
            return .rule(.only(kind))
        }
        return .unsupported
    }

    // MARK: Access

    /// `service` values that lead only to one plot.
    private static let plotServices: Set<String> = [
        "parking_aisle", "driveway", "drive-through", "drive_through", "emergency_access",
        "slipway",
    ]
    private static let closed: Set<String> = [
        "no", "private", "agricultural", "forestry", "agricultural;forestry",
        "forestry;agricultural", "emergency", "psv", "bus", "military", "permit", "residents",
        "employees", "delivery", "official", "restricted",
    ]
    private static let open: Set<String> = [
        "yes", "permissive", "designated", "destination", "customers", "public",
    ]
    /// Barriers that stop a car unless tags say otherwise; others (lift gates, toll booths, cattle
    /// grids, gates across public roads) let it pass.
    private static let closingBarriers: Set<String> = [
        "bollard", "block", "jersey_barrier", "cycle_barrier", "kissing_gate", "stile",
        "turnstile", "full-height_turnstile", "motorcycle_barrier", "planter", "debris", "log",
        "chain", "bus_trap", "sump_buster", "horse_stile", "wall", "fence", "hedge",
    ]

    /// The most particular access tag for cars.
    private func motorAccess(_ tags: OSMTags) -> String? {
        tags["motorcar"] ?? tags["motor_vehicle"] ?? tags["vehicle"] ?? tags["access"]
    }

    /// Flags of a way that cars may use, or nil.
    private func access(_ tags: OSMTags) -> LinkFlags? {
        guard let value = motorAccess(tags) else { return [] }
        if Self.closed.contains(value) { return nil }
        return value == "destination" || value == "customers" ? .destinationOnly : []
    }

    private func blocks(_ barrier: String, _ tags: OSMTags) -> Bool {
        if let access = motorAccess(tags) {
            if Self.closed.contains(access) { return true }
            if Self.open.contains(access) { return false }
        }
        if tags.has("locked", "yes") || tags.has("bollard", "fixed") { return true }
        return Self.closingBarriers.contains(barrier) && !tags.has("bollard", "rising")
    }

    // MARK: Direction, lanes, structures

    private enum Direction { case both, forward, backward, reversible }

    private func direction(_ tags: OSMTags, _ roadClass: RoadClass) -> Direction {
        switch tags["oneway"] {
        case "yes", "true", "1": return .forward
        case "-1", "reverse": return .backward
        case "no", "false", "0": return .both
        case "reversible", "alternating": return .reversible
        default:
            let implied = roadClass == .motorway || isRoundabout(tags)
            return implied ? .forward : .both
        }
    }

    private func isRoundabout(_ tags: OSMTags) -> Bool {
        tags.has("junction", "roundabout") || tags.has("junction", "circular")
    }

    private func structures(_ tags: OSMTags) -> LinkFlags {
        var flags: LinkFlags = []
        if isRoundabout(tags) { flags.insert(.roundabout) }
        if let tunnel = tags["tunnel"], tunnel != "no" { flags.insert(.tunnel) }
        if tags.has("covered", "yes") { flags.insert(.tunnel) }
        if let bridge = tags["bridge"], bridge != "no" { flags.insert(.bridge) }
        return flags
    }

    private func setLanes(_ traits: inout RoadTraits, _ tags: OSMTags) {
        let total = Self.lanes(tags["lanes"])
        let forward = Self.lanes(tags["lanes:forward"])
        let backward = Self.lanes(tags["lanes:backward"])
        let isOneway = traits.forward != traits.backward
        traits.lanesAssumed = total == nil && forward == nil && backward == nil
        let usual = Self.defaultLanes(traits.roadClass, isOneway: isOneway)
        if isOneway {
            let lanes = (traits.forward ? forward : backward) ?? total ?? usual
            traits.lanesForward = UInt8(lanes)
            traits.lanesBackward = UInt8(lanes)
        } else {
            let half = total.map { max(1, $0 / 2) } ?? usual
            let rest = { (other: Int?) in other.flatMap { o in total.map { max(1, $0 - o) } } }
            traits.lanesForward = UInt8(forward ?? rest(backward) ?? half)
            traits.lanesBackward = UInt8(backward ?? rest(forward) ?? half)
        }
    }

    private static func lanes(_ text: String?) -> Int? {
        guard let text, let first = text.split(separator: ";").first, let value = Double(first),
            value >= 0.5, value <= 16
        else { return nil }
        return max(1, min(8, Int(value)))
    }

    /// Lanes in one direction where none are tagged: two on motorways and divided trunk roads, as
    /// built nearly everywhere in Europe, one elsewhere.
    private static func defaultLanes(_ roadClass: RoadClass, isOneway: Bool) -> Int {
        switch roadClass {
        case .motorway: 2
        case .trunk: isOneway ? 2 : 1
        default: 1
        }
    }
}
