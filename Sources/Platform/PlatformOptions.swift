// What the reference platform does. Defaults are those of the scenario section `platform:`.

/// A product: what the platform releases to a buyer. Names are the revenue catalogue's.
public enum ProductKind: String, Sendable, CaseIterable {
    /// Speed and flow by link and 15 minutes.
    case trafficFeed = "traffic-feed"
    /// Trips from zone to zone by hour.
    case odMatrix = "od-matrix"
    /// Pseudonymised positions, thinned, trip ends trimmed.
    case probeWholesale = "probe-wholesale"
}

/// Ways to break the platform on purpose, so that every check can be seen to turn red.
public enum Defect: String, Sendable, CaseIterable {
    /// The consent gate lets everything pass.
    case ignoreConsent = "ignore-consent"
    /// One batch in ten vanishes before it is stored.
    case loseBatch = "lose-batch"
    /// Cells under k are released.
    case smallCells = "small-cells"
    /// Usage is metered for vehicles that did not consent.
    case billWithoutConsent = "bill-without-consent"
    /// Duplicates are counted as new.
    case noDeduplication = "no-deduplication"
}

/// How the platform treats data.
public struct PlatformOptions: Hashable, Sendable {
    /// Name of the consent policy; `gdpr-default` requires the product's purpose at event time and
    /// at receipt.
    public var consentPolicy = "gdpr-default"
    /// The products that it makes.
    public var products: [ProductKind] = [.trafficFeed, .odMatrix]
    /// Distinct vehicles that a cell of `traffic-feed` needs.
    public var trafficFeedK = 5
    /// Distinct vehicles that a cell of `od-matrix` needs.
    public var odMatrixK = 10
    /// Side of a zone of `od-matrix`, metres.
    public var zoneMeters: Double = 2000
    /// Days that a pseudonym lives.
    public var pseudonymDays = 7
    /// `probe-wholesale`: seconds between points.
    public var probeIntervalSeconds: Double = 30
    /// `probe-wholesale`: metres cut from both ends of a trip.
    public var probeTrimMeters: Double = 200
    /// A window of `traffic-feed` takes records until this long after its end, seconds.
    public var allowedLatenessSeconds: Double = 300
    /// How much later than the consent a record must have been measured, seconds: a device's clock
    /// may be ahead, and what is older than the consent must never pass for younger.
    public var consentGuardSeconds: Double = 5
    /// A sequence number further above the watermark than this is quarantined.
    public var largestSequenceJump: UInt32 = 1_000_000
    /// Ways in which it is broken on purpose.
    public var defects: Set<Defect> = []

    /// The defaults.
    public init() {}
}
