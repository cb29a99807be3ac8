// A scenario after reading: every stage's options, checked, in SI units. Later stages never check
// user input again.

import Base
import Checks
import Demand
import Platform
import Sinks
import Telemetry
import Traffic

/// What a run does: regions, fleet, stages, checks and gates.
public struct Scenario: Hashable, Sendable {
    /// The scenario's name; runs are named after it.
    public var name: String
    /// The seed of every random stream.
    public var seed: UInt64
    /// Seconds from 1970-01-01T00:00:00Z to simulated time zero.
    public var startUnixSeconds: Int64
    /// How long to simulate, seconds.
    public var durationSeconds: Int64
    /// Maps with their fleets; names are unique.
    public var regions: [Region]
    /// Who goes where, when and why.
    public var demand: DemandOptions
    /// How cars move.
    public var traffic: TrafficOptions
    /// What devices report, and what goes wrong.
    public var telemetry: TelemetryOptions
    /// Where records go besides the platform.
    public var sinks: [SinkSpec]
    /// The platform under test.
    public var platform: PlatformOptions
    /// Which checks run.
    public var checks: CheckOptions
    /// Limits on KPIs.
    public var gates: [Gate]
    /// The scenario as read, after `extends` and `--set`, as JSON: reading it again gives the same.
    public var resolvedJSON: String

    /// The calendar of a region.
    public func calendar(of region: Region) -> RunCalendar {
        RunCalendar(
            startUnixSeconds: startUnixSeconds, utcOffsetSeconds: region.utcOffsetSeconds)
    }

    /// The end of simulated time.
    public var until: SimTime { SimTime(milliseconds: durationSeconds * 1000) }

    /// All vehicles of all regions.
    public var vehicles: Int { regions.reduce(0) { $0 + $1.vehicles } }
}

/// Every mistake of a scenario, each with its place.
public struct ScenarioErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// In order of file, line and column.
    public var diagnostics: [Diagnostic]

    /// Mistakes in their order.
    public init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

    /// One line each.
    public var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
    }
}
