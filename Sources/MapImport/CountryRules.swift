// National defaults: statutory speed limits for cars and the side of the road, per country, and how
// the import finds the country of an extract. Limits as collected on the OpenStreetMap wiki, page
// "Default speed limits" (statutory limits for passenger cars, 2024), in km/h.

/// The rules that hold where no tag says otherwise.
public struct CountryRules: Hashable, Sendable {
    /// ISO 3166-1 alpha-2 code, or "ZZ".
    public var code: String
    /// Limit in built-up areas, km/h.
    public var urban: Double
    /// Limit outside built-up areas, km/h.
    public var rural: Double
    /// Limit on roads built like motorways that are none, km/h.
    public var expressway: Double
    /// Limit, or recommended speed, on motorways, km/h.
    public var motorway: Double
    /// Limit in living streets, km/h.
    public var livingStreet: Double
    /// Traffic keeps to the left.
    public var drivesOnLeft: Bool
    /// Box around the country: west, south, east, north, degrees. Only to guess the country.
    var box: [Double]

    /// Used where the country is unknown.
    public static let unknown = CountryRules(
        code: "ZZ", urban: 50, rural: 80, expressway: 100, motorway: 120, livingStreet: 20,
        drivesOnLeft: false, box: [])

    /// The rules of a country by its code, if the table has it.
    public static func of(_ code: String) -> CountryRules? {
        all.first { $0.code == code.uppercased() }
    }

    /// The country with the smallest box around a point; ``unknown`` outside the table.
    static func around(longitude: Double, latitude: Double) -> CountryRules {
        all.filter {
            $0.box[0] <= longitude && longitude <= $0.box[2]
                && $0.box[1] <= latitude && latitude <= $0.box[3]
        }.min {
            ($0.boxArea, $0.code) < ($1.boxArea, $1.code)
        } ?? .unknown
    }

    private var boxArea: Double { (box[2] - box[0]) * (box[3] - box[1]) }

    // One row a country: code, urban, rural, expressway, motorway, living street, box.
    private static let rows: [(String, [Double])] = [
        ("AD", [50, 90, 90, 90, 20, 1.41, 42.43, 1.79, 42.66]),
        ("AL", [40, 80, 90, 110, 20, 19.2, 39.6, 21.1, 42.7]),
        ("AT", [50, 100, 100, 130, 7, 9.53, 46.37, 17.16, 49.02]),
        ("BA", [50, 80, 100, 130, 10, 15.7, 42.5, 19.7, 45.3]),
        ("BE", [50, 70, 120, 120, 20, 2.5, 49.5, 6.4, 51.5]),
        ("BG", [50, 90, 120, 140, 20, 22.3, 41.2, 28.6, 44.2]),
        ("BR", [60, 80, 110, 110, 30, -73.9, -33.8, -34.7, 5.3]),
        ("CH", [50, 80, 100, 120, 20, 5.95, 45.81, 10.5, 47.81]),
        ("CY", [50, 80, 80, 100, 30, 32.2, 34.5, 34.6, 35.7]),
        ("CZ", [50, 90, 110, 130, 20, 12.1, 48.5, 18.9, 51.1]),
        ("DE", [50, 100, 100, 130, 7, 5.87, 47.27, 15.05, 55.06]),
        ("DK", [50, 80, 80, 130, 15, 8.0, 54.5, 15.2, 57.8]),
        ("EE", [50, 90, 110, 110, 20, 21.7, 57.5, 28.3, 59.8]),
        ("ES", [50, 90, 100, 120, 20, -9.4, 35.9, 4.4, 43.9]),
        ("FI", [50, 80, 100, 120, 20, 20.5, 59.7, 31.6, 70.1]),
        ("FR", [50, 80, 110, 130, 20, -5.2, 41.3, 9.6, 51.1]),
        ("GB", [48, 97, 113, 113, 32, -8.7, 49.8, 1.8, 60.9]),
        ("GR", [50, 90, 110, 130, 20, 19.3, 34.8, 28.3, 41.8]),
        ("HR", [50, 90, 110, 130, 10, 13.4, 42.3, 19.5, 46.6]),
        ("HU", [50, 90, 110, 130, 20, 16.1, 45.7, 22.9, 48.6]),
        ("IE", [50, 80, 100, 120, 20, -10.7, 51.4, -5.9, 55.4]),
        ("IS", [50, 90, 90, 90, 15, -24.6, 63.2, -13.4, 66.6]),
        ("IT", [50, 90, 110, 130, 30, 6.6, 35.4, 18.6, 47.1]),
        ("LI", [50, 80, 100, 120, 20, 9.47, 47.04, 9.64, 47.28]),
        ("LT", [50, 90, 120, 130, 20, 20.9, 53.9, 26.9, 56.5]),
        ("LU", [50, 90, 90, 130, 20, 5.73, 49.44, 6.53, 50.19]),
        ("LV", [50, 90, 100, 100, 20, 20.9, 55.6, 28.3, 58.1]),
        ("MC", [50, 50, 50, 50, 20, 7.40, 43.72, 7.45, 43.76]),
        ("ME", [50, 80, 100, 130, 10, 18.4, 41.8, 20.4, 43.6]),
        ("MK", [50, 80, 110, 130, 10, 20.4, 40.8, 23.1, 42.4]),
        ("MT", [50, 80, 80, 80, 20, 14.1, 35.7, 14.7, 36.15]),
        ("NL", [50, 80, 100, 100, 15, 3.3, 50.7, 7.3, 53.6]),
        ("NO", [50, 80, 90, 110, 15, 4.4, 57.9, 31.2, 71.3]),
        ("PL", [50, 90, 120, 140, 20, 14.1, 49.0, 24.2, 54.9]),
        ("PT", [50, 90, 100, 120, 20, -9.6, 36.9, -6.2, 42.2]),
        ("RO", [50, 90, 100, 130, 20, 20.2, 43.6, 29.8, 48.3]),
        ("RS", [50, 80, 100, 130, 10, 18.8, 42.2, 23.1, 46.2]),
        ("SE", [50, 70, 90, 110, 7, 10.9, 55.3, 24.2, 69.1]),
        ("SI", [50, 90, 110, 130, 10, 13.3, 45.4, 16.6, 46.9]),
        ("SK", [50, 90, 130, 130, 20, 16.8, 47.7, 22.6, 49.7]),
        ("TR", [50, 90, 110, 120, 20, 26.0, 35.8, 44.9, 42.2]),
    ]

    private static let all: [CountryRules] = rows.map { code, row in
        CountryRules(
            code: code, urban: row[0], rural: row[1], expressway: row[2], motorway: row[3],
            livingStreet: row[4], drivesOnLeft: ["CY", "GB", "IE", "MT"].contains(code),
            box: Array(row[5...]))
    }
}

extension CountryRules {
    /// The country that an extract's own tags name most often (`addr:country`, and prefixes such as
    /// "CH:urban" of speed limits); where ten tags do not agree, the country around its centre.
    static func guess(_ extract: OSMExtract, longitude: Double, latitude: Double) -> CountryRules {
        var votes: [String: Int] = [:]
        func vote(_ tags: OSMTags) {
            if tags.isEmpty { return }
            if let code = tags["addr:country"] { votes[code.uppercased(), default: 0] += 1 }
            for key in ["maxspeed", "source:maxspeed", "maxspeed:type", "zone:traffic"] {
                guard let parts = tags[key]?.split(separator: ":"), parts.count == 2 else {
                    continue
                }
                votes[parts[0].uppercased(), default: 0] += 1
            }
        }
        for way in 0..<extract.ways.count { vote(extract.tags(ofWay: way)) }
        for point in 0..<extract.points.count { vote(extract.tags(ofPoint: point)) }
        let ranked = votes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let total = votes.values.reduce(0, +)
        if let first = ranked.first, first.value >= 10, first.value * 2 > total,
            let rules = of(first.key)
        {
            return rules
        }
        return around(longitude: longitude, latitude: latitude)
    }
}
