// Every map must offer every kind of place. What it does not say is filled in from the roads, and
// the basis says so.

import Base
import Roads

/// Fills in homes, work and the rest where the map is silent.
struct PlaceFallbacks {
    let data: NetworkData
    private let homes: DegreeGrid
    private(set) var notes: [String] = []

    /// Square metres of floor per metre of residential street: eight houses with 150 m² on 100 m
    /// of street (both sides), half of it to each direction's link.
    private static let floorPerMeter = 6.0

    init(data: NetworkData, finder: PlaceFinder) {
        self.data = data
        var homes = DegreeGrid(latitude: data.metadata.boundingBox[1])
        for place in finder.places where place.kind == .home {
            homes.add(place.longitude, place.latitude)
        }
        self.homes = homes
    }

    /// Adds homes to residential streets that have none within 100 to 200 metres, and work, shops
    /// and the rest where there are none at all.
    mutating func fill(_ finder: inout PlaceFinder, seeds: PlaceSeeds) {
        let mapped = finder.count(of: .home)
        let streets = finder.addAlongLinks(.home, every: 60, data) { link in
            guard isResidential(link), !hasHomes(near: link) else { return nil }
            return Self.floorPerMeter
        }
        var anywhere = 0
        if mapped + streets == 0 {
            anywhere = finder.addAlongLinks(.home, every: 60, data) { _ in 1 }
        }
        describeHomes(seeds, streets: streets, anywhere: anywhere)
        fillWork(&finder, seeds)
        for kind in [PlaceKind.shop, .school, .leisure, .errand]
        where finder.count(of: kind) == 0 {
            fillFromStreets(kind, &finder)
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
        if seeds.homesOfBuildings + seeds.homesOfLandUse == 0 {
            notes.append(
                "without buildings and land use, density is that of streets: "
                    + "tower blocks and suburbs look alike, commutes are too even")
        }
    }

    private mutating func fillWork(_ finder: inout PlaceFinder, _ seeds: PlaceSeeds) {
        guard !seeds.hasWorkAreas else {
            notes.append("work from land use, buildings, shops and offices")
            return
        }
        let mapped = finder.count(of: .work)
        var added = finder.addAlongLinks(.work, every: 100, data) { link in
            isMain(link) && isUrban(link) ? Self.floorPerMeter : nil
        }
        if added + mapped == 0 {
            added = finder.addAlongLinks(.work, every: 100, data) { _ in 1 }
        }
        notes.append(
            "work from \(mapped) shops, schools and offices and from the length of main streets "
                + "(\(added)): no industrial areas, so flows to them are missing")
    }

    private mutating func fillFromStreets(_ kind: PlaceKind, _ finder: inout PlaceFinder) {
        var added = finder.addAlongLinks(kind, every: 400, data) { link in
            isMain(link) && isUrban(link) ? 0.02 : nil
        }
        if added == 0 { added = finder.addAlongLinks(kind, every: 400, data) { _ in 0.02 } }
        notes.append("\(kind) from the length of main streets (\(added))")
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
