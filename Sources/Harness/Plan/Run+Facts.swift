// `facts.parquet`: what a run measured, for `rocade plan --facts`.

import Base
import Checks
import Foundation
import Planning
import Sinks

extension Run {
    /// Writes the facts of a run.
    static func writeFacts(of run: RunFolder, _ rows: [RunFactRow], to path: String) throws {
        let facts = run.facts
        let month = Date(timeIntervalSince1970: Double(facts.startUnixSeconds))
            .formatted(.iso8601.year().month().dateSeparator(.dash))
        let table = PlanFactSchema.table(
            rows.map { planRow($0, facts, month: String(month.prefix(7))) })
        try ParquetFile.write(table, to: path)
    }

    private static func planRow(_ row: RunFactRow, _ facts: RunFacts, month: String) -> PlanFactRow
    {
        var result = PlanFactRow()
        result.scenario = facts.name
        result.replicate = row.region
        result.month = month
        result.market = row.market
        result.map = row.map
        result.product = row.product
        result.policyHash = row.policyHash
        let vehicles = Double(row.vehicles)
        result.numbers = [
            "eligible": Double(row.cars), "connected": vehicles, "activated": vehicles,
            "consented": row.consented, "consented_se": row.consentedError,
            "metered_units": row.meteredUnits, "unconsented_units": row.unconsentedUnits,
            "uptime": row.uptime, "points": row.records, "bytes_up": row.bytes,
            "km_total": row.linkKilometers, "sample_n": Double(row.sampled),
            "weight": row.weight, "seed": Double(facts.seed),
            "duration_s": facts.durationSeconds, "eps_spent": row.epsilonSpent,
        ]
        result.numbers["delivered_share"] = row.deliveredShare
        result.numbers["delivered_share_se"] = row.deliveredError
        result.numbers["cells_released"] = row.cellsReleased.map(Double.init)
        result.numbers["k_used"] = row.k.map(Double.init)
        return result
    }
}
