// Every map must offer every kind of place. What it does not say is filled in from the roads, and
// the basis says so.

import Base
import Roads

/// Fills in homes, work and the rest where the map is silent.
struct PlaceFallbacks {
    private let data: NetworkData
    private let homes: DegreeGrid
    /// Kilometres of links on which places may lie.
    private let kilometers: Double
    private(set) var notes: [String] = []

    /// Square metres of floor per metre of residential street and direction: eight houses with
    /// 150 m² on 100 m of street.
    private static let floorPerMeter = 6.0
    /// Visits per metre of main street and direction, in the unit of the profile's weights.
    private static let visitsPerMeter = 0.02
    /// Places per kilometre of road and direction below which a map is taken not to show the kind.
    /// Well-mapped extracts have three to ten times as many (Liechtenstein 2013: work 0.7, shops
    /// 0.07, schools 0.04, leisure 0.2, errands 0.1, car parks 0.2).
    private static let expected: [(PlaceKind, Double)] = [
        (.work, 0.1), (.shop, 0.02), (.school, 0.01), (.leisure, 0.02), (.errand, 0.02),
    ]

    init(data: NetworkData, finder: PlaceFinder) {
        self.data = data
        var homes = DegreeGrid(latitude: data.metadata.boundingBox[1])
        for place in finder.places where place.kind == .home {
            homes.add(place.longitude, place.latitude)
        }
        self.homes = homes
        kilometers =
            finder.isOpen.indices.reduce(0) {
                finder.isOpen[$1] ? $0 + Double(data.linkLength[$1]) / 1000 : $0
            }
    }

    /// Adds homes to residential streets that have none within 100 to 200 metres, and places of the
    /// kinds that the map does not show.
    mutating func fill(_ finder: inout PlaceFinder, seeds: PlaceSeeds) {
        let streets = finder.addAlongLinks(.home, every: 60, data) { link in
            isResidential(link) && !hasHomes(near: link) ? Self.floorPerMeter : nil
        }
        let anywhere = finder.count(of: .home) > 0 ? 0 : addAnywhere(.home, every: 60, &finder)
        describeHomes(seeds, streets: streets, anywhere: anywhere)
        var shown: [String] = []
        for (kind, density) in Self.expected {
            let mapped = finder.count(of: kind)
            if Double(mapped) >= max(1, density * kilometers) {
                shown.append("\(kind)")
            } else {
                addFromStreets(kind, mapped: mapped, &finder)
            }
        }
        if !shown.isEmpty {
            notes.append(
                "\(shown.joined(separator: ", ")) from land use, buildings and amenities")
        }
        fillParking(&finder)
    }

    private mutating func describeHomes(_ seeds: PlaceSeeds, streets: Int, anywhere: Int) {
        var parts: [String] = []
        if seeds.homesOfBuildings > 0 { parts.append("buildings (\(seeds.homesOfBuildings))") }
        if seeds.homesOfLandUse > 0 {
            parts.append("points on residential land (\(seeds.homesOfLandUse))")
        }
        if streets > 0 {
            parts.append("the length of residential streets without mapped homes (\(streets))")
        }
        if anywhere > 0 { parts.append("the length of all roads (\(anywhere))") }
        notes.append("homes from " + parts.joined(separator: ", "))
        if streets + anywhere > seeds.homesOfBuildings + seeds.homesOfLandUse {
            notes.append(
                "most homes lie along streets by length alone, so tower blocks and suburbs look "
                    + "alike and commutes are too even")
        }
    }

    /// Adds places of a kind along main streets in built-up areas.
    private mutating func addFromStreets(
        _ kind: PlaceKind, mapped: Int, _ finder: inout PlaceFinder
    ) {
        let spacing = kind == .work ? 100.0 : 400.0
        let weight = kind == .work ? Self.floorPerMeter : Self.visitsPerMeter
        var added = finder.addAlongLinks(kind, every: spacing, data) { link in
            isMain(link) && isUrban(link) ? weight : nil
        }
        if added + mapped == 0 { added = addAnywhere(kind, every: spacing, &finder) }
        let cost = kind == .work ? ": flows to industrial areas are missing" : ""
        notes.append(
            "\(kind) from \(mapped) mapped and \(added) along main streets by length\(cost)")
    }

    /// Adds places along all roads; at least one.
    private func addAnywhere(
        _ kind: PlaceKind, every spacing: Double, _ finder: inout PlaceFinder
    ) -> Int {
        let added = finder.addAlongLinks(kind, every: spacing, data) { _ in 1 }
        guard added == 0, let link = finder.firstOpenLink else { return added }
        let offset = Double(data.linkLength[link]) / 2
        let at = data.position(link: link, offset: offset)
        finder.places.append(
            SnappedPlace(
                kind: kind, longitude: at.longitude, latitude: at.latitude, weight: 1, link: link,
                offset: offset))
        return 1
    }

    private mutating func fillParking(_ finder: inout PlaceFinder) {
        if finder.count(of: .parking) == 0 {
            for place in finder.places where place.kind == .shop {
                var lot = place
                lot.kind = .parking
                finder.places.append(lot)
            }
            notes.append("parking at shops")
        }
        guard finder.count(of: .charging) == 0 else { return }
        let lots = finder.places.filter { $0.kind == .parking }
            .sorted { ($1.weight, $0.link, $0.offset) < ($0.weight, $1.link, $1.offset) }
        // One public charging place in twenty car parks, at the largest.
        for lot in lots.prefix(max(1, lots.count / 20)) {
            var charger = lot
            charger.kind = .charging
            charger.weight = 2
            finder.places.append(charger)
        }
        notes.append("charging at the largest car parks")
    }

    private func isResidential(_ link: Int) -> Bool {
        data.linkClass[link] == RoadClass.residential.rawValue
            || data.linkClass[link] == RoadClass.livingStreet.rawValue
    }

    private func isMain(_ link: Int) -> Bool {
        (RoadClass.primary.rawValue...RoadClass.tertiary.rawValue)
            .contains(data.linkClass[link])
    }

    private func isUrban(_ link: Int) -> Bool {
        LinkFlags(rawValue: data.linkFlags[link]).contains(.urban)
    }

    private func hasHomes(near link: Int) -> Bool {
        let middle = data.position(link: link, offset: Double(data.linkLength[link]) / 2)
        return homes.isOccupied(around: middle.longitude, middle.latitude)
    }
}

/// Which cells of about 100 m hold something.
struct DegreeGrid {
    private var cells: Set<UInt64> = []
    private let plane: TangentPlane

    init(latitude: Double) {
        plane = TangentPlane(centreLongitude: 0, centreLatitude: latitude)
    }

    mutating func add(_ longitude: Double, _ latitude: Double) {
        cells.insert(key(longitude, latitude, 0, 0))
    }

    /// Whether the cell of a point or one of its eight neighbours holds something.
    func isOccupied(around longitude: Double, _ latitude: Double) -> Bool {
        for dy in -1...1 {
            for dx in -1...1 where cells.contains(key(longitude, latitude, dx, dy)) { return true }
        }
        return false
    }

    private func key(_ longitude: Double, _ latitude: Double, _ dx: Int, _ dy: Int) -> UInt64 {
        let column = Int((plane.east(longitude) / 100).rounded(.down)) + dx
        let row = Int((plane.north(latitude) / 100).rounded(.down)) + dy
        return UInt64(UInt32(truncatingIfNeeded: column)) << 32
            | UInt64(UInt32(truncatingIfNeeded: row))
    }
}
