// What products claim, against the truth: a KPI (or two) for each product, zero or near it for an
// honest platform. They read the run's files and share no code with the platform.

import Base
import Records

/// What the checks of products read.
struct ProductEvidence {
    let run: RunFolder
    let evidence: RunEvidence
    let mobility: ConsentSpans
    /// What devices told beside the columns; `nil` where the run kept no such files.
    let told: ToldSignals?
    let contracts: ContractRegister
    /// Cars of regions begin here.
    let offsets: [Int]

    init(_ run: RunFolder, _ evidence: RunEvidence, _ mobility: ConsentSpans) throws {
        self.run = run
        self.evidence = evidence
        self.mobility = mobility
        let needs = ["hazard-event", "road-condition", "battery-soh", "aftermarket"]
        let isNeeded = needs.contains { run.exists("products/\($0)/part-0.parquet") }
        told = isNeeded ? try ToldSignals(run) : nil
        contracts = try ContractRegister(run)
        offsets = run.vehicleOffsets
    }

    /// The cars behind the tokens of a product's rows; −1 for nobody.
    func cars(_ product: String, _ table: DataTable) throws -> [Int] {
        let region = try run.regionIndices(table)
        return try table.column("contract").strings().enumerated().map { row, token in
            guard let vehicle = contracts.vehicle(product, region[row], token) else { return -1 }
            return run.car(region: region[row], vehicle: vehicle, offsets: offsets)
        }
    }

    /// A KPI of counted rows; honest: 0.
    func count(
        _ product: String, _ metric: String, _ value: Int?, of rows: Int, unit: String = "rows",
        _ how: String
    ) -> KPI {
        KPI(
            "product.\(product).\(metric)", value.map(Double.init), unit: unit,
            method: how + "; honest: 0", n: rows, baseline: 0)
    }
}

/// The KPIs `product.…` of the products that a run released.
func productKPIs(
    run: RunFolder, evidence: RunEvidence, mobility: ConsentSpans
) throws -> [KPI] {
    let checked = [
        "speed-profiles", "ubi-score", "hazard-event", "road-condition", "ev-charging",
        "battery-soh", "fleet-api", "aftermarket", "research",
    ]
    guard checked.contains(where: { run.exists("products/\($0)/part-0.parquet") }) else {
        return []
    }
    let context = try ProductEvidence(run, evidence, mobility)
    var kpis: [KPI] = []
    kpis += try context.speedProfiles()
    kpis += try context.ubiScore()
    kpis += try context.hazardEvents()
    kpis += try context.roadCondition()
    kpis += try context.evCharging()
    kpis += try context.batteryCertificates()
    kpis += try context.fleet()
    kpis += try context.aftermarket()
    kpis += try context.research()
    kpis += try context.identities()
    return kpis
}
