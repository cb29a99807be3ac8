// Gates against KPIs. A gate whose KPI nobody computed fails: silence is no pass.

/// What a gate said about a run.
public struct GateResult: Hashable, Sendable {
    /// The gate.
    public var gate: Gate
    /// The KPI's value, or `nil` when nothing computed it.
    public var value: Double?
    /// `pass`, `fail` or `missing`.
    public var status: String
    /// The KPI's unit, and its definition or the reason for its absence.
    public var unit: String
    /// See `unit`.
    public var method: String

    /// Whether the run may pass.
    public var isPass: Bool { status == "pass" }
}

extension Gate {
    /// Whether a value satisfies the gate; what is no number never does.
    public func holds(_ value: Double) -> Bool {
        // NaN differs from every limit, and infinity exceeds it: neither is a measurement.
        guard value.isFinite else { return false }
        return switch comparison {
        case "==": value == limit
        case "!=": value != limit
        case "<": value < limit
        case "<=": value <= limit
        case ">": value > limit
        case ">=": value >= limit
        default: false
        }
    }
}

/// Judges every gate, in order, and notes the outcome on the KPIs.
///
/// A gate on a KPI that is absent, or has no value, is `missing`; an absent KPI is appended, so
/// that the gate stands in `kpis.json`. A KPI with several gates shows the first that does not
/// pass.
public func evaluate(gates: [Gate], kpis: inout [KPI]) -> [GateResult] {
    var results: [GateResult] = []
    for gate in gates {
        if !kpis.contains(where: { $0.id == gate.kpi }) {
            kpis.append(
                KPI(gate.kpi, nil, unit: "", method: "no check of this run computes it", n: 0))
        }
        for index in kpis.indices where kpis[index].id == gate.kpi {
            let kpi = kpis[index]
            let status =
                kpi.value.map { gate.holds($0) ? "pass" : "fail" } ?? "missing"
            results.append(
                GateResult(
                    gate: gate, value: kpi.value, status: status, unit: kpi.unit,
                    method: kpi.method))
            if kpi.gate == nil || kpi.gate?.status == "pass" {
                kpis[index].gate = GateOutcome(
                    op: gate.comparison, limit: gate.limit, status: status)
            }
            break
        }
    }
    return results
}
