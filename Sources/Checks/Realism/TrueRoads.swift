// Which road a car was on, by the truth: for speeds by class of road and for distances from it.

import Base

/// The traversals and links of a run's regions.
struct TrueRoads {
    /// Those of one region.
    struct Region {
        let plane: TangentPlane
        fileprivate(set) var vehicle: [UInt32] = []
        fileprivate(set) var enter: [Int64] = []
        fileprivate(set) var link: [Int32] = []
        let links: Links

        /// The traversal of a vehicle at an instant, or −1; traversals stand by vehicle and time.
        func traversal(vehicle id: UInt32, at time: Int64) -> Int {
            var (low, high) = (0, vehicle.count)
            while low < high {
                let middle = (low + high) / 2
                let isBefore =
                    vehicle[middle] != id ? vehicle[middle] < id : enter[middle] <= time
                if isBefore { low = middle + 1 } else { high = middle }
            }
            let at = low - 1
            guard at >= 0, vehicle[at] == id, time - enter[at] < 300_000 else { return -1 }
            return at
        }
    }

    /// The links of a map.
    struct Links {
        /// Index into `TelemetrySums.classes`, or 255.
        var roadClass: [UInt8] = []
        /// End points, metres east and north; NaN unless the road is straight.
        var ends: [SIMD4<Double>] = []
    }

    private var regions: [Region] = []

    /// `nil` where the run kept no traversals.
    init?(_ run: RunFolder) throws {
        guard run.exists("truth/traversals.parquet"), run.exists("truth/network.parquet") else {
            return nil
        }
        var maps: [String: (Links, TangentPlane)] = [:]
        try run.eachRowGroup(
            "truth/network.parquet",
            columns: [
                "region", "link", "length_m", "road_class", "from_lon", "from_lat", "to_lon",
                "to_lat",
            ]
        ) { table in
            for (name, rows) in try table.regionRanges() where !rows.isEmpty {
                guard let region = run.regions.first(where: { $0.name == name }) else { continue }
                try Self.add(table, rows, to: &maps[region.map])
            }
        }
        for region in run.regions {
            guard let (links, plane) = maps[region.map] else { return nil }
            regions.append(Region(plane: plane, links: links))
        }
        try run.eachRowGroup(
            "truth/traversals.parquet", columns: ["region", "vehicle_id", "link", "enter_ms"]
        ) { table in
            for (name, rows) in try table.regionRanges() {
                guard let index = run.regions.firstIndex(where: { $0.name == name }) else {
                    continue
                }
                regions[index].vehicle += try table.column("vehicle_id").uint32s()[rows]
                regions[index].enter += try table.column("enter_ms").int64s()[rows]
                regions[index].link += try table.column("link").uint32s()[rows].map {
                    Int32(truncatingIfNeeded: $0)
                }
            }
        }
    }

    private static func add(
        _ table: DataTable, _ rows: Range<Int>, to map: inout (Links, TangentPlane)?
    ) throws {
        let lon = try table.column("from_lon").doubles()
        let lat = try table.column("from_lat").doubles()
        let toLon = try table.column("to_lon").doubles()
        let toLat = try table.column("to_lat").doubles()
        let length = try table.column("length_m").doubles()
        let classes = try table.column("road_class").strings()
        let first = rows.lowerBound
        var (links, plane) =
            map ?? (Links(), TangentPlane(centreLongitude: lon[first], centreLatitude: lat[first]))
        for row in rows {
            let group = TelemetrySums.classes.firstIndex { $0.words.contains(classes[row]) }
            links.roadClass.append(UInt8(group ?? 255))
            let from = SIMD2(plane.east(lon[row]), plane.north(lat[row]))
            let to = SIMD2(plane.east(toLon[row]), plane.north(toLat[row]))
            let chord = to - from
            let meters = (chord * chord).sum().squareRoot()
            let isStraight = meters > 30 && (length[row] / meters - 1).magnitude < 0.004
            links.ends.append(
                isStraight
                    ? SIMD4(from.x, from.y, to.x, to.y) : SIMD4(repeating: .nan))
        }
        map = (links, plane)
    }

    /// One region's.
    func region(_ index: Int) -> Region { regions[index] }
}

extension TrueRoads.Region {
    /// Metres from a position to the road of a traversal, where it is straight and the car is well
    /// on it; `nil` elsewhere.
    func distance(_ traversal: Int, longitude: Double, latitude: Double) -> Double? {
        let ends = links.ends[Int(link[traversal])]
        guard !ends.x.isNaN else { return nil }
        let along = SIMD2(ends.z - ends.x, ends.w - ends.y)
        let place = SIMD2(plane.east(longitude) - ends.x, plane.north(latitude) - ends.y)
        let length2 = (along * along).sum()
        let share = (along * place).sum() / length2
        guard share > 0.1, share < 0.9 else { return nil }
        return (along.x * place.y - along.y * place.x).magnitude / length2.squareRoot()
    }
}
