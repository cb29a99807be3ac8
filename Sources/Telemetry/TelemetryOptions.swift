// What devices do, and what goes wrong with them. Defaults are those of the scenario section
// `telemetry:`; rates are per vehicle or per record as said, and their sources stand in
// `docs/imperfections.md`.

/// Which devices a fleet has.
public enum DeviceProfile: String, Sendable, CaseIterable {
    /// All alike: every signal of the columns at the scenario's interval, in units of VSS 6.
    case standard
    /// Five generations of firmware over three versions of VSS, each with its cadence, its events
    /// and its own ways to fail.
    case generations
}

/// How devices report.
public struct TelemetryOptions: Hashable, Sendable {
    /// Name of the profile: a `DeviceProfile`.
    public var profile = "standard"
    /// Seconds between records while the ignition is on, where all devices are alike.
    public var intervalSeconds: Double = 10
    /// No device samples more often, seconds; for fleets of generations, whose cadences are their
    /// own.
    public var leastIntervalSeconds: Double = 0
    /// The imperfections switched on.
    public var faults: Set<Fault> = []
    /// The weather of the run, later spells before earlier ones where they overlap.
    public var weather: [WeatherSpell] = []
    /// Collisions per million kilometres: about 0.4 accidents with injuries in Germany; assumption.
    public var collisionsPerMillionKilometers: Double = 0.4

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

    /// Error in the densest streets over that under open sky.
    public var canyonFactor: Double = 5
    /// Share of the distance in a tunnel by which a dead-reckoned position drifts.
    public var drift: Double = 0.015
    /// Share of records that the network drops.
    public var lossShare: Double = 0.005
    /// Share of records that are overtaken, and by how many seconds at most.
    public var reorderShare: Double = 0.01
    /// See `reorderShare`.
    public var reorderSeconds: Double = 30
    /// Share of trips that begin with a clock that was never set.
    public var unsetClockShare: Double = 0.01
    /// Share of devices whose clock is an hour off.
    public var hourOffShare: Double = 0.005
    /// Share of devices whose clock is 1,024 weeks back.
    public var rolloverShare: Double = 0.001
    /// Share of (car, signal) that the car does not have.
    public var unsupportedShare: Double = 0.1
    /// Share of records that miss a signal; speed is missed more often.
    public var missingShare: Double = 0.02
    /// Share of trips on which a signal is stuck for a while.
    public var stuckShare: Double = 0.02
    /// Share of (brand, firmware) whose units are wrong.
    public var unitErrorShare: Double = 0.05
    /// Share of old devices that write numbers as text.
    public var textShare: Double = 0.1
    /// Share of devices that are updated during the run.
    public var updateShare: Double = 0.2
    /// When the far end is away: from, and for how long, seconds.
    public var outages: [Outage] = [Outage(fromSeconds: 28_800, seconds: 600)]
    /// First pause before a device tries again, the longest, seconds, and the jitter as a share.
    public var backoffSeconds: Double = 5
    /// See `backoffSeconds`.
    public var backoffLimitSeconds: Double = 600
    /// See `backoffSeconds`.
    public var backoffJitter: Double = 0.2
    /// Shares of trips without a beginning, with a hole, without an end.
    public var unstartedShare: Double = 0.01
    /// See `unstartedShare`.
    public var lackingShare: Double = 0.02
    /// See `unstartedShare`.
    public var unfinishedShare: Double = 0.01

    /// Share of devices without any consent that send all the same: canaries, broken on purpose.
    public var canaryShare: Double = 0.01
    /// Share of vehicles that report and whose truth is written; all are simulated.
    public var sampleShare: Double = 1

    /// The defaults.
    public init() {}

    /// The devices.
    var devices: DeviceProfile { DeviceProfile(rawValue: profile) ?? .standard }
}

/// A time in which the far end is away.
public struct Outage: Hashable, Sendable {
    /// Seconds since the start.
    public var fromSeconds: Double
    /// How long.
    public var seconds: Double

    /// An outage.
    public init(fromSeconds: Double, seconds: Double) {
        self.fromSeconds = fromSeconds
        self.seconds = seconds
    }
}
