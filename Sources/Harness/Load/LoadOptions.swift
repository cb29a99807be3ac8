// What `rocade load` is told.

import Base
import Checks
import Foundation
import Records
import Sinks

/// How a load is driven.
public struct LoadOptions: Sendable {
    /// A run folder, or a scenario's file that is simulated first.
    public var source: String
    /// Where records go.
    public var target: Endpoint
    /// Where they are read back: nil for the target itself, where it can be read.
    public var readBack: Endpoint?
    /// Whether nothing is read back.
    public var isBlind = false
    /// Records/s at the peak.
    public var rate: Double?
    /// Simulated seconds per second, instead of a rate.
    public var speed: Double?
    /// The shape over time.
    public var shape = LoadShape.constant
    /// Seconds; nil for as long as the source lasts.
    public var seconds: Double?
    /// First simulated hour that is sent.
    public var fromHour = 0
    /// Samples of a message at most.
    public var samples = 10
    /// Seconds to wait for the endpoint before the start.
    public var readySeconds = 30.0
    /// Seconds that what is unsettled has after the end.
    public var drainSeconds = 60.0
    /// Seconds of silence at the far end before what was confirmed and not seen counts as lost.
    public var silenceSeconds = 10.0
    /// Form of messages.
    public var mapping = EnvelopeMapping()
    /// Bytes that unsettled messages may take in memory and on disk.
    public var limits = MessageStore.Limits()
    /// Gates beside the usual ones.
    public var gates: [Gate] = []
    /// The folder of results.
    public var out: String
    /// Nothing on standard error.
    public var isQuiet = false

    /// Records/s when neither a rate nor a speed is given.
    public static let usualRate = 10_000.0

    /// Options of a load.
    public init(source: String, target: Endpoint, out: String) {
        self.source = source
        self.target = target
        self.out = out
    }

    /// A folder named after the second.
    public static func newFolder(at date: Date) -> String {
        "results/load-\(Manifest.stamp(date))"
    }
}

/// What a load ends with.
public struct LoadOutcome: Sendable {
    /// The folder of results.
    public var folder: String
    /// All KPIs, gates evaluated.
    public var kpis: [KPI]
    /// How many gates failed.
    public var gatesFailed: Int
    /// Who could not keep up: `generator`, `endpoint`, or nil.
    public var saturatedBy: String?
    /// The terminal's table.
    public var table: String
}
