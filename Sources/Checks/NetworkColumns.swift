// The roads of a run by map: `truth/network.parquet`. Replicas share a map, so that what is read
// grows with the maps of a run, not with its regions; a sampled run writes each map once.

import Base

/// Columns of the links of each map of a run.
struct NetworkColumns: Sendable {
    /// The links of a map, in the order of the file.
    struct Links: Sendable {
        var link: [UInt32] = []
        /// In the order asked for. [columns][links]
        var values: [[Double]]
    }

    private let maps: [String: Links]
    private let mapOfRegion: [String]

    /// - Parameter columns: numbers, such as `length_m`.
    init(_ run: RunFolder, columns: [String]) throws {
        var maps: [String: Links] = [:]
        var owner: [String: String] = [:]
        try run.eachRowGroup("truth/network.parquet", columns: ["region", "link"] + columns) {
            table in
            for (name, rows) in try table.regionRanges() {
                guard let region = run.regions.first(where: { $0.name == name }) else {
                    throw Failure.input(
                        "truth/network.parquet: region '\(name)' is none of run.json")
                }
                if owner[region.map] == nil { owner[region.map] = name }
                guard owner[region.map] == name else { continue }
                var links =
                    maps.removeValue(forKey: region.map)
                    ?? Links(
                        values: columns.map { _ in [] })
                links.link += try table.column("link").uint32s()[rows]
                for (index, column) in columns.enumerated() {
                    links.values[index] += try table.column(column).doubles()[rows]
                }
                maps[region.map] = links
            }
        }
        self.maps = maps
        mapOfRegion = run.regions.map(\.map)
    }

    /// The links of a region's map; none where the file has none.
    subscript(region: Int) -> Links {
        maps[mapOfRegion[region]] ?? Links(values: [[]])
    }

    /// What is made of a map's links, once for all regions on it. [regions]
    func byRegion<Value>(_ make: (Links) -> Value) -> [Value] {
        var made: [String: Value] = [:]
        return mapOfRegion.indices.map { region in
            if let value = made[mapOfRegion[region]] { return value }
            let value = make(self[region])
            made[mapOfRegion[region]] = value
            return value
        }
    }
}

/// The ranges in which a column of regions holds each of them: rows of a region stand together, so
/// that there is one range each, unless somebody broke the file.
func rangesByRegion(_ column: [Int], count: Int) -> [[Range<Int>]] {
    var ranges = [[Range<Int>]](repeating: [], count: count)
    var start = 0
    while start < column.count {
        var end = start + 1
        while end < column.count, column[end] == column[start] { end += 1 }
        if ranges.indices.contains(column[start]) { ranges[column[start]].append(start..<end) }
        start = end
    }
    return ranges
}
