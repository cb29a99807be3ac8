// Candidates for places, from what is mapped: buildings, land use, shops, schools and so on. They
// are not yet on a road.

import Roads

/// A place before it is tied to a link.
struct PlaceSeed {
    var kind: PlaceKind
    /// Metres in the projection.
    var x: Double
    var y: Double
    var weight: Double
}

/// Collects seeds from areas and points.
struct PlaceSeeds {
    private(set) var all: [PlaceSeed] = []
    private(set) var homesOfBuildings = 0
    private(set) var homesOfLandUse = 0
    /// Square metres of building on each land use area.
    private var covered: [Double]
    private let profile: CarProfile

    /// Points on unbuilt-upon maps stand for squares of this side, metres.
    private static let grid = 60.0
    /// Land with less than this share under mapped buildings counts as unmapped.
    private static let mappedShare = 0.02
    /// Smaller buildings are sheds.
    private static let smallestHome = 40.0
    /// Larger buildings without a word on their use, on land without a word, are no homes.
    private static let largestHome = 800.0

    init(_ cover: borrowing LandCover, profile: CarProfile) {
        self.profile = profile
        covered = [Double](repeating: 0, count: cover.landUses.count)
        for area in cover.places { add(area, cover) }
        for number in cover.landUses.indices where isUnmapped(number, cover) {
            sample(number, cover)
        }
    }

    /// Adds what stands at nodes with tags.
    mutating func addPoints(_ extract: OSMExtract, _ projection: borrowing Projection) throws {
        var x = extract.pointLongitudes.map { Double($0) / 1e7 }
        var y = extract.pointLatitudes.map { Double($0) / 1e7 }
        try projection.project(&x, &y)
        for point in 0..<extract.points.count {
            for activity in profile.activities(extract.tags(ofPoint: point), area: nil) {
                append(activity.kind, x[point], y[point], activity.weight)
            }
        }
    }

    mutating func append(_ kind: PlaceKind, _ x: Double, _ y: Double, _ weight: Double) {
        all.append(PlaceSeed(kind: kind, x: x, y: y, weight: weight))
    }

    private mutating func add(_ area: TaggedArea, _ cover: borrowing LandCover) {
        let activities = profile.activities(area.tags, area: area.size)
        for activity in activities { append(activity.kind, area.x, area.y, activity.weight) }
        guard let use = profile.building(area.tags) else { return }
        let around = cover.land.numbers(within: 0, ofX: area.x, area.y)
        for number in around { covered[number] += area.size }
        let floor = area.size * profile.storeys(area.tags)
        switch use {
        case .home: addHome(area, floor)
        case .work:
            if !activities.contains(where: { $0.kind == .work }) { addWork(area, floor) }
        case .unknown:
            guard area.size >= Self.smallestHome, activities.isEmpty else { return }
            switch around.first.map({ cover.landUses[$0] }) {
            case .residential, .farmyard: addHome(area, floor)
            case .commercial, .industrial, .retail: addWork(area, floor)
            case nil:
                if area.size <= Self.largestHome {
                    addHome(area, floor)
                } else {
                    addWork(area, floor)
                }
            }
        case .none: return
        }
    }

    private mutating func addHome(_ area: TaggedArea, _ floor: Double) {
        homesOfBuildings += 1
        append(.home, area.x, area.y, floor)
    }

    private mutating func addWork(_ area: TaggedArea, _ floor: Double) {
        append(.work, area.x, area.y, floor)
    }

    private func isUnmapped(_ number: Int, _ cover: borrowing LandCover) -> Bool {
        covered[number] < Self.mappedShare * cover.landAreas[number].size
    }

    /// Puts places on a grid inside land whose buildings are not mapped.
    private mutating func sample(_ number: Int, _ cover: borrowing LandCover) {
        let use = cover.landUses[number]
        let (west, south, east, north) = cover.land.box(number)
        let cell = Self.grid
        var inside: [(Double, Double)] = []
        var y = (south / cell).rounded(.up) * cell
        while y <= north {
            var x = (west / cell).rounded(.up) * cell
            while x <= east {
                if cover.land.numbers(within: 0, ofX: x, y).contains(number) {
                    inside.append((x, y))
                }
                x += cell
            }
            y += cell
        }
        let area = cover.landAreas[number]
        if inside.isEmpty { inside = [(area.x, area.y)] }
        let floor = area.size * use.floorRatio / Double(inside.count)
        for (x, y) in inside {
            switch use {
            case .residential, .farmyard:
                homesOfLandUse += 1
                append(.home, x, y, floor)
            case .commercial, .industrial:
                append(.work, x, y, floor)
            case .retail:
                append(.work, x, y, floor)
                append(.shop, x, y, floor / 40)
            }
        }
    }
}
