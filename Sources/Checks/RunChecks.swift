// All checks of a run, in a fixed order, and the gates on what they found.

/// What the checks found.
public struct CheckOutcome: Sendable {
    /// All KPIs, gates noted: traffic, realism, throughput, privacy, revenue.
    public var kpis: [KPI]
    /// The gates, in the order of the scenario.
    public var gates: [GateResult]
    /// How many gates did not pass; a missing KPI does not pass.
    public var gatesFailed: Int
    /// The lines of `ledger.csv`.
    public var ledger: [LedgerLine]
    /// The rows of `facts.parquet`.
    public var facts: [RunFactRow]

    /// An outcome.
    public init(kpis: [KPI], gates: [GateResult], ledger: [LedgerLine], facts: [RunFactRow] = []) {
        self.kpis = kpis
        self.gates = gates
        self.ledger = ledger
        self.facts = facts
        gatesFailed = gates.count { !$0.isPass }
    }
}

/// Checks a run folder. Reads nothing but its files; a pure function of them.
public func runChecks(run: RunFolder, options: CheckOptions, gates: [Gate]) throws -> CheckOutcome {
    var kpis = try trafficKPIs(run: run)
    let all = run.facts.isSampled ? try FullCells(run: run) : nil
    kpis += try realismKPIs(run: run)
    let evidence = try RunEvidence(run)
    let mobility = try ConsentSpans(run: run, purpose: "mobility")
    let throughput = try throughputSummary(run: run, evidence: evidence, mobility: mobility)
    if options.throughput {
        kpis += throughputKPIs(of: throughput)
        kpis += try feedSpeedKPIs(run: run)
    }
    kpis += try productKPIs(run: run, evidence: evidence, mobility: mobility)
    kpis += try privacyKPIs(
        run: run, options: options, evidence: evidence, mobility: mobility, full: all)
    var ledger: [LedgerLine] = []
    let delivered = try deliveredFacts(run: run, uptime: throughput.uptime)
    if options.prior != nil {
        let (revenue, lines) = try revenueKPIs(
            run: run, options: options, facts: delivered, evidence: evidence)
        kpis += revenue
        ledger = lines
    }
    let facts = try runFactRows(run, delivered, evidence)
    let basis: Basis = run.facts.isSampled ? .sampled : .full
    for index in kpis.indices where kpis[index].basis == nil { kpis[index].basis = basis.rawValue }
    let results = evaluate(gates: gates, kpis: &kpis)
    return CheckOutcome(kpis: kpis, gates: results, ledger: ledger, facts: facts)
}
