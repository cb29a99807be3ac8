/// A number that a check computed: value, unit, confidence interval, how, from how many.
public struct KPI: Hashable, Sendable, Codable {
    /// Dotted id, such as `privacy.od-matrix.small-cells.below_k`.
    public var id: String
    /// The number; `nil` when it does not apply (see `method` for the reason).
    public var value: Double?
    /// SI unit or such as "records", "share", "EUR/year".
    public var unit: String
    /// 95 % confidence interval, low and high, unless `method` names another, such as P10 to P90;
    /// `nil` for exact counts.
    public var ci: [Double]?
    /// How it was computed, in a sentence; the definition that the report shows.
    public var method: String
    /// From how many observations.
    public var n: Int
    /// What random guessing would reach, for attacks.
    public var baseline: Double?
    /// The band that a realism law asks for, low and high.
    public var band: [Double]?
    /// Where the definition or the band comes from.
    public var source: String?
    /// `full` when it comes from every simulated vehicle, `sampled` when from those that the run
    /// kept; set by `runChecks`.
    public var basis: String?
    /// The gate on it, if the scenario has one.
    public var gate: GateOutcome?

    /// A KPI.
    public init(
        _ id: String, _ value: Double?, unit: String, ci: [Double]? = nil, method: String, n: Int,
        baseline: Double? = nil, band: [Double]? = nil, source: String? = nil,
        basis: Basis? = nil
    ) {
        self.id = id
        self.value = value
        self.unit = unit
        self.ci = ci
        self.method = method
        self.n = n
        self.baseline = baseline
        self.band = band
        self.source = source
        self.basis = basis?.rawValue
    }
}

/// What a KPI was computed from.
public enum Basis: String, Hashable, Sendable {
    /// Every simulated vehicle.
    case full
    /// The vehicles that the run kept in full: `telemetry: {sample: …}`.
    case sampled
}

/// A gate: a limit on a KPI.
public struct Gate: Hashable, Sendable {
    /// The KPI's id.
    public var kpi: String
    /// `==`, `!=`, `<`, `<=`, `>`, `>=`.
    public var comparison: String
    /// The limit.
    public var limit: Double
    /// The gate as written.
    public var text: String

    /// A gate.
    public init(kpi: String, comparison: String, limit: Double, text: String) {
        self.kpi = kpi
        self.comparison = comparison
        self.limit = limit
        self.text = text
    }
}

/// What a gate said.
public struct GateOutcome: Hashable, Sendable, Codable {
    /// The comparison.
    public var op: String
    /// The limit.
    public var limit: Double
    /// `pass`, `fail`, or `missing` when nothing computed the KPI (which fails the run).
    public var status: String

    /// An outcome.
    public init(op: String, limit: Double, status: String) {
        self.op = op
        self.limit = limit
        self.status = status
    }
}
