// What devices do, and what goes wrong with them. Defaults are those of the scenario section
// `telemetry:`; rates are per vehicle or per record as said.

/// The imperfections that can be switched in a scenario. Each is a pure function of the seed, and
/// each is reconciled exactly by the truth.
public enum Fault: String, Sendable, CaseIterable {
    /// Time-correlated position error (Gauss–Markov).
    case gnssNoise = "gnss-noise"
    /// Places without coverage: records are stored and forwarded in a burst, flagged as resent.
    case coverageGaps = "coverage-gaps"
    /// Delay in the network, so that records arrive late and in another order within a vehicle.
    case late
    /// A record delivered twice.
    case duplicate
    /// The device's clock is off.
    case clockSkew = "clock-skew"

    /// The bit in `truth/sent.parquet`'s column `faults`.
    public var bit: Int32 {
        switch self {
        case .gnssNoise: 1
        case .coverageGaps: 2
        case .late: 4
        case .duplicate: 8
        case .clockSkew: 16
        }
    }
}

/// How devices report.
public struct TelemetryOptions: Hashable, Sendable {
    /// Name of the profile; `standard` is the only one now.
    public var profile = "standard"
    /// Seconds between records while the ignition is on.
    public var intervalSeconds: Double = 10
    /// The imperfections switched on.
    public var faults: Set<Fault> = []
    /// Standard deviation of the position error, metres per axis.
    public var gnssSigmaMeters: Double = 2.5
    /// Correlation time of the position error, seconds.
    public var gnssCorrelationSeconds: Double = 60
    /// Share of 500 m cells of the map without coverage.
    public var coverageGapShare: Double = 0.04
    /// How many records a device stores before it drops the oldest (lost by fault).
    public var storeCapacity = 60
    /// Share of records that the network delays.
    public var lateShare: Double = 0.01
    /// Mean of the delay of a late record, seconds (exponential).
    public var lateMeanSeconds: Double = 90
    /// Share of records delivered twice.
    public var duplicateShare: Double = 0.003
    /// Standard deviation of a device's clock error, seconds.
    public var clockSkewSigmaSeconds: Double = 0.8
    /// Share of devices without any consent that send all the same: canaries, broken on purpose.
    public var canaryShare: Double = 0.01
    /// Share of vehicles that report and whose truth is written; all are simulated.
    public var sampleShare: Double = 1

    /// The defaults.
    public init() {}
}
