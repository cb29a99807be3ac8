// What a product says about itself: `products/<product>/product.json`.

import Base
import Foundation
import Records

/// The content of `product.json`; keys are these names in snake case.
public struct ProductDescriptor: Hashable, Sendable, Codable {
    /// A column of the product's table.
    public struct Column: Hashable, Sendable, Codable {
        /// The column's name.
        public var name: String
        /// `ColumnType`'s word.
        public var type: String
        /// SI unit, or such as "count"; empty for names.
        public var unit: String
        /// What it is, in a sentence.
        public var meaning: String
    }

    /// What protects the people behind the data.
    public struct Privacy: Hashable, Sendable, Codable {
        /// `aggregate` or `pseudonymous`; pseudonymous data are personal data.
        public var treatment: String
        /// Distinct vehicles that a cell needs; missing for a product without cells.
        public var k: Int?
        /// When consent is required.
        public var consent: String
        /// Seconds between points of one vehicle.
        public var sampleIntervalSeconds: Double?
        /// Metres cut from both ends of a trip.
        public var trimMeters: Double?
        /// Local days that a pseudonym lives.
        public var pseudonymDays: Int?
        /// Largest share of a cell that one vehicle may make up.
        public var dominance: Double?
        /// Times are full multiples of this, seconds.
        public var timeStepSeconds: Double?
        /// Side of the zones in which something is placed, metres.
        public var zoneMeters: Double?
        /// `laplace` or `gaussian`: the discrete distribution of the noise.
        public var mechanism: String?
        /// What one unit of privacy costs at most, and its δ.
        public var epsilon: Double?
        /// See `epsilon`.
        public var delta: Double?
        /// Whose data ε speaks of: `vehicle-month`.
        public var privacyUnit: String?
        /// Contributions of a unit that count.
        public var contributionBound: Int?

        init(_ purposes: Purpose..., treatment: String) {
            self.treatment = treatment
            let names = purposes.map(\.name).joined(separator: " and ")
            consent = "purpose \(names), at event time and at receipt"
        }
    }

    /// The grid of zones of one region, degrees: zone x:y begins at origin + (x, y) × size.
    public struct Zones: Hashable, Sendable, Codable {
        /// The region.
        public var region: String
        /// West edge of zone 0:0.
        public var originLon: Double
        /// South edge of zone 0:0.
        public var originLat: Double
        /// Width of a zone.
        public var sizeLon: Double
        /// Height of a zone.
        public var sizeLat: Double
    }

    /// How much was released of one region.
    public struct Release: Hashable, Sendable, Codable {
        /// The region.
        public var region: String
        /// Rows of the table.
        public var releasedRows: Int
        /// Cells held back because they have fewer than k vehicles.
        public var suppressedCells: Int
    }

    /// Name in the revenue catalogue.
    public var product: String
    /// Version of the schema and of the privacy treatment.
    public var version: String
    /// What a buyer gets, in a sentence.
    public var summary: String
    /// The purpose that drivers consented to.
    public var purpose: String
    /// Why the processing is lawful.
    public var legalBasis: String
    /// What protects people.
    public var privacy: Privacy
    /// The unit in which usage is metered.
    public var meteringUnit: String
    /// Length of a window, seconds, where the product has windows.
    public var windowSeconds: Int?
    /// How long after a window's end records still count, seconds.
    public var allowedLatenessSeconds: Double?
    /// The columns.
    public var schema: [Column]
    /// One grid for each region, where the product has zones.
    public var zoneGrids: [Zones]?
    /// VSS paths of the signals that it is made of, beside position, speed and time.
    public var signals: [String]?
    /// One entry for each region.
    public var releases: [Release]

    /// The text of `product.json`: keys sorted, ending in a newline.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// Reads the text of a `product.json`.
    public init(json: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(ProductDescriptor.self, from: Data(json.utf8))
    }

    /// Adds what the same product released of other regions.
    public mutating func merge(_ other: ProductDescriptor) {
        if let grids = other.zoneGrids { zoneGrids = (zoneGrids ?? []) + grids }
        releases += other.releases
    }
}

extension ProductDescriptor {
    init(
        _ kind: ProductKind, summary: String, purpose: Purpose, privacy: Privacy,
        meteringUnit: String, schema: [Column], release: Release
    ) {
        product = kind.rawValue
        version = "1.0"
        self.summary = summary
        self.purpose = purpose.name
        legalBasis = "consent, GDPR art. 6(1)(a)"
        self.privacy = privacy
        self.meteringUnit = meteringUnit
        self.schema = schema
        releases = [release]
    }

    static let link = Column(
        name: "link", type: "uint32", unit: "", meaning: "directed road link of the region's map")

    static let contract = Column(
        name: "contract", type: "string", unit: "",
        meaning: "the name by which this product's buyers know the vehicle; no other buyer has it")

    static let region = Column(
        name: "region", type: "string", unit: "", meaning: "the region; ids hold within it")

    static func trafficFeed(_ context: PlatformContext, release: Release) -> ProductDescriptor {
        var privacy = Privacy(.mobility, treatment: "aggregate")
        privacy.k = context.options.trafficFeedK
        privacy.dominance = context.options.dominance
        var descriptor = ProductDescriptor(
            .trafficFeed, summary: "speed by road link and quarter of an hour", purpose: .mobility,
            privacy: privacy, meteringUnit: UsageMeter.feedUnit,
            schema: [
                region, link,
                Column(
                    name: "window_start_s", type: "int64", unit: "s",
                    meaning: "start of the window, since the start of the run (UTC)"),
                Column(
                    name: "vehicles", type: "uint32", unit: "count",
                    meaning: "distinct vehicles that the speed comes from"),
                Column(
                    name: "speed_mps", type: "float", unit: "m/s",
                    meaning: "metres driven over seconds spent by these vehicles"),
            ], release: release)
        descriptor.windowSeconds = Int(TrafficFeed.windowMilliseconds / 1000)
        descriptor.allowedLatenessSeconds = context.options.allowedLatenessSeconds
        return descriptor
    }

    static func odMatrix(_ context: PlatformContext, release: Release) -> ProductDescriptor {
        var privacy = Privacy(.mobility, treatment: "aggregate")
        privacy.k = context.options.odMatrixK
        privacy.dominance = context.options.dominance
        var descriptor = ProductDescriptor(
            .odMatrix, summary: "trips from zone to zone by hour of departure", purpose: .mobility,
            privacy: privacy, meteringUnit: UsageMeter.tripsUnit,
            schema: [
                region,
                Column(
                    name: "hour_start_s", type: "int64", unit: "s",
                    meaning: "start of the hour of departure, since the start of the run (UTC)"),
                Column(
                    name: "origin_zone", type: "string", unit: "",
                    meaning: "zone x:y of the first position of the trip"),
                Column(
                    name: "destination_zone", type: "string", unit: "",
                    meaning: "zone x:y of the last position of the trip"),
                Column(
                    name: "vehicles", type: "uint32", unit: "count", meaning: "distinct vehicles"),
                Column(name: "trips", type: "uint32", unit: "count", meaning: "trips"),
            ], release: release)
        descriptor.windowSeconds = 3600
        descriptor.zoneGrids = [context.zones.described(context.region)]
        return descriptor
    }

    static func probeWholesale(_ context: PlatformContext, release: Release) -> ProductDescriptor {
        let options = context.options
        var privacy = Privacy(.mobility, treatment: "pseudonymous")
        privacy.sampleIntervalSeconds = options.probeIntervalSeconds
        privacy.trimMeters = options.probeTrimMeters
        privacy.pseudonymDays = options.pseudonymDays
        return ProductDescriptor(
            .probeWholesale,
            summary: "thinned positions under rotating pseudonyms; personal data",
            purpose: .mobility, privacy: privacy, meteringUnit: UsageMeter.vehicleUnit,
            schema: [
                region,
                Column(
                    name: "pseudonym", type: "string", unit: "",
                    meaning: "16 hexadecimal digits; another one for each rotation period"),
                Column(
                    name: "time_s", type: "int64", unit: "s",
                    meaning: "time of measurement, since the start of the run (UTC)"),
                Column(name: "lon", type: "double", unit: "degrees", meaning: "WGS 84 longitude"),
                Column(name: "lat", type: "double", unit: "degrees", meaning: "WGS 84 latitude"),
                Column(name: "speed_mps", type: "float", unit: "m/s", meaning: "speed"),
                Column(
                    name: "heading_deg", type: "float", unit: "degrees",
                    meaning: "direction of travel, clockwise from north"),
            ], release: release)
    }
}

extension ZoneGrid {
    /// The grid as `product.json` gives it.
    func described(_ region: String) -> ProductDescriptor.Zones {
        ProductDescriptor.Zones(
            region: region, originLon: originLongitude, originLat: originLatitude,
            sizeLon: sizeLongitude, sizeLat: sizeLatitude)
    }
}
