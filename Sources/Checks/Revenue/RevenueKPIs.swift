// Revenue: what the evidence prior makes of what a run delivered, scaled to the whole fleet. The
// ledger is the chain at the modes, in cents; the KPIs are medians of correlated draws.

import Base

/// The KPIs `revenue.*` of a run folder and the lines of `ledger.csv`.
///
/// - Throws: `Failure.input` for an unknown prior or an unreadable run.
public func revenueKPIs(run: RunFolder, options: CheckOptions) throws -> ([KPI], [LedgerLine]) {
    guard options.prior != nil else { return ([], []) }
    let evidence = try RunEvidence(run)
    let uptime = try throughputSummary(
        run: run, evidence: evidence, mobility: ConsentSpans(run: run, purpose: "mobility")
    ).uptime
    return try revenueKPIs(
        run: run, options: options, facts: deliveredFacts(run: run, uptime: uptime),
        evidence: evidence)
}

/// The same from what the run delivered.
func revenueKPIs(
    run: RunFolder, options: CheckOptions, facts: DeliveredFacts, evidence: RunEvidence
) throws -> ([KPI], [LedgerLine]) {
    guard let prior = options.prior else { return ([], []) }
    guard prior == "evidence" else {
        throw Failure.input("unknown prior '\(prior)'; known: evidence")
    }
    let model = RevenueModel(
        markets: try EvidencePrior.markets(), vehicles: Double(options.targetVehicles))
    let ledger = try revenueLedger(model, facts)
    let draws = try revenueDraws(model, facts)
    let label = stateLabel(run.facts)
    let vehicles = Double(options.targetVehicles)
    var kpis = totalKPIs(draws, ledger, vehicles: vehicles, label: label)
    for product in facts.products {
        let id = product.product.rawValue
        kpis.append(
            draws.kpi(
                "\(id)_eur", draws.products[product.product] ?? [], label,
                "\(id): \(numberText(product.units)) \(product.unit) metered; "
                    + deliveredText(product)))
    }
    kpis += riskKPIs(facts, ledger, hasUsage: run.exists("usage.parquet"))
    kpis.append(try usageKPI(run, evidence))
    kpis.append(bookKPI(run, ledger))
    kpis += factKPIs(facts)
    return (kpis, ledger)
}

/// What the figures may be used for.
private func stateLabel(_ facts: RunFacts) -> String {
    let days = facts.durationSeconds / 86_400
    let length = days == 1 ? "one simulated day" : "\(numberText(days)) simulated days"
    let maps = Set(facts.regions.map(\.map)).count
    let place = maps == 1 ? "one region" : "\(maps) maps"
    return "evidence prior, \(length), \(place): ratios only"
}

private func deliveredText(_ product: DeliveredProduct) -> String {
    guard let share = product.delivered else { return "nothing could be delivered" }
    return "\(humanNumber(share.value, unit: "share")) of what could be delivered"
}

/// The chain at the modes of the prior and the estimates of the run.
func revenueLedger(_ model: RevenueModel, _ facts: DeliveredFacts) throws -> [LedgerLine] {
    let values = try EvidencePrior.modes()
    let state = model.state(values)
    let credit = RevenueModel.credit(uptime: facts.uptime)
    let factsHash = hexHash(facts.canonicalText)
    let policyHash = hexHash(
        EvidencePrior.rows.map { "\($0)" }.joined() + facts.products.map { "\($0.k ?? 0)" }.joined()
    )
    var lines: [LedgerLine] = []
    for product in facts.products where product.units > 0 {
        for market in model.markets.indices {
            let sale = model.sale(
                product.product, market: market, state: state, values: values,
                measured: facts.ratios)
            lines.append(
                LedgerLine(
                    period: "2030", market: RevenueModel.marketNames[market],
                    product: product.product.rawValue, units: sale.units, unitPrice: sale.price,
                    creditShare: credit, factsHash: factsHash, policyHash: policyHash))
        }
    }
    return lines
}

/// Sixteen hexadecimal digits.
private func hexHash(_ text: String) -> String {
    let digits = String(XXHash64.hash(Array(text.utf8)), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

/// Revenue of every draw.
struct RevenueDraws: Sendable {
    /// EUR a year by product that the run delivered.
    var products: [CatalogueProduct: [Double]] = [:]
    var total: [Double] = []
    /// Total minus cost of the whole platform.
    var contribution: [Double] = []
    /// The prior's whole catalogue without any fact of the run.
    var catalogue: [Double] = []

    /// The median, with P10 and P90 as its interval.
    func kpi(_ id: String, _ values: [Double], _ label: String, _ what: String) -> KPI {
        let sorted = values.sorted()
        let method =
            "P50 of \(sorted.count) correlated draws, interval P10 to P90; \(what) [\(label)]"
        return KPI(
            "revenue.\(id)", quantile(sorted, 0.5), unit: "EUR/year",
            ci: [quantile(sorted, 0.1), quantile(sorted, 0.9)], method: method, n: sorted.count,
            source: "scenarios/priors/evidence.csv")
    }
}

/// Quantile of sorted values, linear between order statistics; zero without values.
public func quantile(_ sorted: [Double], _ q: Double) -> Double {
    guard let last = sorted.last else { return 0 }
    let place = q * Double(sorted.count - 1)
    let low = Int(place)
    guard low + 1 < sorted.count else { return last }
    return sorted[low] + (place - Double(low)) * (sorted[low + 1] - sorted[low])
}

/// Runs the model over all draws. The consent that the run measured is the centre, the prior's
/// relative spread stays around it; sampling errors of the run are drawn beside the parameters.
func revenueDraws(_ model: RevenueModel, _ facts: DeliveredFacts) throws -> RevenueDraws {
    let modes = try EvidencePrior.modes()
    let credit = RevenueModel.credit(uptime: facts.uptime)
    let sold = facts.products.filter { $0.units > 0 }.map(\.product)
    var result = RevenueDraws()
    for product in facts.products { result.products[product.product] = [] }
    for (draw, values) in try EvidencePrior.sample().enumerated() {
        var stream = EvidencePrior.stream(ofDraw: draw)
        let state = model.state(values)
        var ratios = facts.ratios { $0.value + stream.normal() * $0.standardError }
        ratios.consentMobility = ratios.consentMobility.map {
            min(1, $0 * values.consentMobility / modes.consentMobility)
        }
        func revenue(_ product: CatalogueProduct, _ measured: MeasuredRatios) -> Double {
            model.markets.indices.reduce(0) { sum, market in
                sum
                    + model.sale(
                        product, market: market, state: state, values: values, measured: measured
                    ).revenue
            }
        }
        var total = 0.0
        for product in facts.products.map(\.product) {
            let amount = sold.contains(product) ? revenue(product, ratios) * (1 - credit) : 0
            result.products[product]?.append(amount)
            total += amount
        }
        result.total.append(total)
        result.contribution.append(total - model.cost(state, values, revenue: total))
        result.catalogue.append(
            CatalogueProduct.allCases.reduce(0) { $0 + revenue($1, MeasuredRatios()) })
    }
    return result
}

private func totalKPIs(
    _ draws: RevenueDraws, _ ledger: [LedgerLine], vehicles: Double, label: String
) -> [KPI] {
    let target = 20e9
    let fleet = "scaled to \(humanNumber(vehicles, unit: "")) vehicles in 2030"
    var total = draws.kpi(
        "total_eur", draws.total, label, "products that the run delivered, \(fleet)")
    total.baseline = target
    var perVehicle = draws.kpi(
        "per_vehicle_eur", draws.total.map { $0 / vehicles }, label, "total per connected vehicle")
    perVehicle.baseline = target / vehicles
    let booked = Double(ledger.totalCents) / 100
    return [
        total, perVehicle,
        draws.kpi(
            "gap_to_target", draws.total.map { target - $0 }, label,
            "20e9 EUR, the group's software target, minus the total"),
        draws.kpi(
            "contribution_eur", draws.contribution, label,
            "total minus the fully allocated cost of the platform"),
        draws.kpi(
            "catalogue_eur", draws.catalogue, label,
            "all eleven priced products of the catalogue from the prior alone, no fact of the run"),
        KPI(
            "revenue.ledger_eur", booked, unit: "EUR/year",
            method: "sum of ledger.csv: the chain at the modes of the prior, in cents [\(label)]",
            n: ledger.count, source: "scenarios/priors/evidence.csv"),
    ]
}

/// Revenue booked on usage of vehicles without consent when it was collected: exact, by the truth.
private func riskKPIs(
    _ facts: DeliveredFacts, _ ledger: [LedgerLine], hasUsage: Bool
) -> [KPI] {
    let byProduct = ledger.cents(by: \.product)
    var (cents, bad, rows, metered) = (0.0, 0, 0, 0)
    for product in facts.products where product.vehicleRows > 0 {
        bad += product.unconsentedRows
        rows += product.vehicleRows
        metered += 1
        guard product.unconsentedRows > 0 else { continue }
        let booked = byProduct.first { $0.key == product.product.rawValue }?.cents ?? 0
        // Units may be forged: a row is at least its share of the rows.
        let byUnits = product.unconsentedUnits / product.vehicleUnits
        let byRows = Double(product.unconsentedRows) / Double(product.vehicleRows)
        let share = byUnits.isFinite ? min(1, max(byUnits, byRows)) : 1
        // Upwards: whatever is at risk must not round to nothing.
        cents += (Double(booked) * share).rounded(.up)
    }
    let scope = "\(metered) product\(metered == 1 ? "" : "s") metered by vehicle"
    let lack = hasUsage ? "" : "not measured: usage.parquet is missing; "
    return [
        KPI(
            "revenue.at_risk_eur", hasUsage ? cents / 100 : nil, unit: "EUR/year",
            method:
                "\(lack)ledger amount of usage whose vehicle had not consented to the product's "
                + "purpose when its first or last event was measured (truth/consents against "
                + "usage; \(scope); cells are judged by the privacy checks)", n: rows),
        KPI(
            "revenue.unconsented_rows", hasUsage ? Double(bad) : nil, unit: "rows",
            method: "\(lack)rows of usage.parquet behind revenue.at_risk_eur", n: rows),
    ]
}

/// The book that the run folder holds against the one that follows from its facts.
private func bookKPI(_ run: RunFolder, _ ledger: [LedgerLine]) -> KPI {
    let id = "revenue.ledger_unexplained"
    let how = "lines of ledger.csv that the facts of the run do not give, or that it lacks"
    guard let text = run.text("ledger.csv") else {
        // The first check of a run writes the book.
        return KPI(id, 0, unit: "lines", method: how, n: ledger.count)
    }
    func counted(_ text: String) -> [Substring: Int] {
        Dictionary(text.split(separator: "\n").map { ($0, 1) }, uniquingKeysWith: +)
    }
    let (found, due) = (counted(text), counted(ledgerCSV(ledger)))
    let differing = Set(found.keys).union(due.keys).reduce(0) { sum, line in
        sum + abs((found[line] ?? 0) - (due[line] ?? 0))
    }
    return KPI(id, Double(differing), unit: "lines", method: how, n: ledger.count)
}

/// The measured facts that entered, so that the report can show the bridge.
private func factKPIs(_ facts: DeliveredFacts) -> [KPI] {
    var kpis = facts.consents.map { purpose, share in
        KPI(
            "revenue.fact.consent_\(purpose)", share.value, unit: "share",
            ci: share.interval(in: 0...1),
            method:
                "vehicles with consent to '\(purpose)', averaged over the run (truth/consents); "
                + "interval from vehicles of this run, not from drivers of the world", n: share.n)
    }
    kpis.append(
        KPI(
            "revenue.fact.uptime", facts.uptime, unit: "share",
            method: "1 - lost records / records handed over", n: 1))
    for product in facts.products {
        let what =
            product.product == .trafficFeed
            ? "km-windows released, of those in which the truth has k consenting vehicles"
            : product.product == .odMatrix
                ? "cells released, of those in which the truth has k consenting vehicles"
                : "vehicles metered, of those that drove while they consented"
        kpis.append(
            KPI(
                "revenue.fact.\(product.product.rawValue)_delivered", product.delivered?.value,
                unit: "share", ci: product.delivered?.interval(in: 0...1),
                method: product.delivered == nil ? "nothing could be delivered" : what,
                n: product.delivered?.n ?? 0))
    }
    return kpis
}
