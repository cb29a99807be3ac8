// What the reference platform does. Defaults are those of the scenario section `platform:`.

/// A product: what the platform releases to a buyer. Names are the revenue catalogue's.
public enum ProductKind: String, Sendable, CaseIterable {
    /// Speed and flow by link and 15 minutes.
    case trafficFeed = "traffic-feed"
    /// Trips from zone to zone by hour.
    case odMatrix = "od-matrix"
    /// Pseudonymised positions, thinned, trip ends trimmed.
    case probeWholesale = "probe-wholesale"
    /// Speed by link, hour of the day and month.
    case speedProfiles = "speed-profiles"
    /// How insured drivers drive: a score by vehicle and month.
    case ubiScore = "ubi-score"
    /// Dangers on the road as they arise.
    case hazardEvent = "hazard-event"
    /// Grip and wetness by link and hour.
    case roadCondition = "road-condition"
    /// Charges of electric cars.
    case evCharging = "ev-charging"
    /// Certificates of traction batteries.
    case batterySOH = "battery-soh"
    /// The contract data of fleets: positions, energy, trouble by vehicle.
    case fleetAPI = "fleet-api"
    /// Wear and trouble codes by vehicle and day.
    case aftermarket
    /// Noisy counts of trips for research.
    case research
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
    /// `ubi-score` states a fifth more mileage than was driven.
    case overstateMileage = "overstate-mileage"
    /// `hazard-event` releases events that no device told.
    case inventHazards = "invent-hazards"
    /// Cells of which one vehicle makes most are released.
    case ignoreDominance = "ignore-dominance"
    /// `speed-profiles` states speeds a third too high.
    case wrongSpeeds = "wrong-speeds"
    /// `road-condition` calls every road icy.
    case wrongGrip = "wrong-grip"
    /// `ev-charging` states levels ten points higher after a charge.
    case overstateCharges = "overstate-charges"
    /// `battery-soh` certifies five points more health.
    case overstateHealth = "overstate-health"
    /// `fleet-api` follows drivers who never agreed to a fleet's contract.
    case trackEverybody = "track-everybody"
    /// `aftermarket` forgets trouble codes.
    case hideTrouble = "hide-trouble"
    /// Noise has half the scale that the stated ε asks for.
    case halfNoise = "half-noise"
    /// Contract tokens are the devices' own numbers.
    case leakIdentity = "leak-identity"
}

/// Noise that keeps a promise of differential privacy. The unit of privacy is a vehicle's month:
/// all that a vehicle adds to a release of one month.
public struct NoiseOptions: Hashable, Sendable {
    /// The distribution.
    public enum Mechanism: String, Sendable, CaseIterable {
        /// Discrete Laplace noise: pure ε.
        case laplace
        /// Discrete Gaussian noise: (ε, δ).
        case gaussian
    }

    /// See `Mechanism`.
    public var mechanism = Mechanism.laplace
    /// What a vehicle's month may cost at most.
    public var epsilon = 1.0
    /// Of the Gaussian mechanism.
    public var delta = 1e-6
    /// Contributions of a vehicle and month that count; others are left out by lot.
    public var bound = 10

    /// The defaults.
    public init() {}
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
    /// Distinct vehicles that a cell of `speed-profiles` needs.
    public var speedProfilesK = 5
    /// Distinct vehicles that a cell of `road-condition` needs.
    public var roadConditionK = 3
    /// Window of `road-condition`, seconds.
    public var roadWindowSeconds: Double = 3600
    /// Largest share of a cell that one vehicle may make up.
    public var dominance = 0.5
    /// `hazard-event`: metres from both ends of a trip within which nothing but accidents and
    /// breakdowns on through roads is told.
    public var hazardTrimMeters: Double = 200
    /// `ev-charging`: side of the zones in which a charge is placed, metres.
    public var chargingZoneMeters: Double = 2000
    /// `fleet-api`: seconds between two rows of a vehicle.
    public var fleetIntervalSeconds: Double = 60
    /// `research`: the noise of its counts.
    public var research = NoiseOptions()
    /// `research`: side of its zones, metres.
    public var researchZoneMeters: Double = 4000
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
