/// Which checks run. Defaults are those of the scenario section `checks:`.
public struct CheckOptions: Hashable, Sendable {
    /// Ledger, duplicates, order, delay.
    public var throughput = true
    /// Names of attacks, `default` expanded.
    public var attacks = CheckOptions.defaultAttacks
    /// Prior of the revenue model, or `nil` for no revenue check.
    public var prior: String? = "evidence"
    /// Vehicles that the revenue is scaled to.
    public var targetVehicles = 34_000_000
    /// Targets that the unicity attack samples; the crowd is never sampled.
    public var unicityTargets = 1000

    /// What `attacks: default` means.
    public static let defaultAttacks = [
        "unicity", "home-work-sets", "consent-canary", "small-cells",
    ]

    /// The defaults.
    public init() {}
}
