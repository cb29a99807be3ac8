// What goes wrong with devices and networks. Figures and sources stand in `docs/imperfections.md`.

/// The imperfections that can be switched in a scenario. Each is a pure function of the seed, and
/// each is reconciled exactly by the truth: its bit stands in `truth/sent.parquet` at every record
/// that it touched.
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
    /// Reflections between buildings: larger errors that are not zero in the mean.
    case urbanCanyon = "urban-canyon"
    /// No fix in tunnels: positions by dead reckoning, or none.
    case deadReckoning = "dead-reckoning"
    /// A record that the network drops.
    case loss
    /// Records of one vehicle that overtake each other by seconds.
    case reorder
    /// Clocks that were never set (1970), an hour off, or 1,024 weeks back.
    case clockErrors = "clock-errors"
    /// Signals that a car does not have, or that are missing now and then.
    case missingSignals = "missing-signals"
    /// Signals that keep their value for a while.
    case stuckSignals = "stuck-signals"
    /// Old firmware that says 0, 255 or 65535 for what is missing.
    case sentinels
    /// Firmware that reports in another unit or scale than it says.
    case unitErrors = "unit-errors"
    /// Old firmware that writes numbers as text, with units.
    case formatErrors = "format-errors"
    /// Updates over the air: devices change their generation between two trips.
    case ota
    /// The far end is away, and devices come back with back-off and jitter.
    case reconnectStorm = "reconnect-storm"
    /// Trips that lack their beginning, their middle or their end.
    case tripFaults = "trip-faults"

    /// The bit in `truth/sent.parquet`'s column `faults`.
    public var bit: Int32 {
        switch self {
        case .gnssNoise: 1
        case .coverageGaps: 2
        case .late: 4
        case .duplicate: 8
        case .clockSkew: 16
        case .urbanCanyon: 32
        case .deadReckoning: 64
        case .loss: 128
        case .reorder: 256
        case .clockErrors: 512
        case .missingSignals: 1024
        case .stuckSignals: 2048
        case .sentinels: 4096
        case .unitErrors: 8192
        case .formatErrors: 16_384
        case .ota: 32_768
        case .reconnectStorm: 65_536
        case .tripFaults: 131_072
        }
    }
}
