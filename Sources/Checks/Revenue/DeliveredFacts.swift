// What a run delivered, as ratios: the only thing that the revenue model learns of a run. One
// region replaces ratios, never the size of a market.

import Base

/// What a run delivered of one product.
struct DeliveredProduct: Sendable {
    var product: CatalogueProduct
    var purpose: String
    /// Unit and units as metered.
    var unit: String
    var units: Double
    /// Distinct vehicles that a cell needs, where the product has cells.
    var k: Int?
    /// Released or metered, of what could have been; `nil` where nothing could.
    var delivered: Estimate?
    /// Metered rows of single vehicles, and those whose first or last event lies outside the
    /// consent to the product's purpose.
    var vehicleUnits = 0.0
    var vehicleRows = 0
    var unconsentedUnits = 0.0
    var unconsentedRows = 0
}

/// The facts of a run for the revenue model.
struct DeliveredFacts: Sendable {
    /// Share of vehicles with consent to a purpose, averaged over the run, by purpose, sorted.
    var consents: [(purpose: String, share: Estimate)] = []
    var uptime = 1.0
    var products: [DeliveredProduct] = []

    func consent(_ purpose: String) -> Estimate? {
        consents.first { $0.purpose == purpose }?.share
    }

    func product(_ product: CatalogueProduct) -> DeliveredProduct? {
        products.first { $0.product == product }
    }

    /// A short text with every fact, for `facts_hash`.
    var canonicalText: String {
        var text = "uptime=\(uptime)"
        for (purpose, share) in consents {
            text += ";consent.\(purpose)=\(share.value)±\(share.standardError)"
        }
        for product in products {
            text +=
                ";\(product.product.rawValue)=\(product.units) \(product.unit),k=\(product.k ?? 0)"
            text += ",delivered=\(product.delivered.map { "\($0.value)" } ?? "none")"
            text += ",unconsented=\(product.unconsentedUnits)"
        }
        return text
    }

    /// What the model takes from a run, at its estimates.
    var ratios: MeasuredRatios { ratios { $0.value } }

    /// What the model takes from a run, with sampling errors from `value` (a draw of an estimate).
    func ratios(_ value: (Estimate) -> Double) -> MeasuredRatios {
        func clipped(_ estimate: Estimate?) -> Double? {
            estimate.map { max(0, min(1, value($0))) }
        }
        var result = MeasuredRatios()
        result.consentMobility = clipped(consent("mobility"))
        result.uptime = uptime
        result.probeDelivered = clipped(product(.probeWholesale)?.delivered) ?? 1
        result.feedDelivered = clipped(product(.trafficFeed)?.delivered) ?? 1
        result.odDelivered = clipped(product(.odMatrix)?.delivered) ?? 1
        result.feedK = product(.trafficFeed)?.k
        result.odK = product(.odMatrix)?.k
        result.isHourlyOD = product(.odMatrix) != nil
        return result
    }
}

/// Measures what a run delivered.
func deliveredFacts(run: RunFolder, uptime: Double) throws -> DeliveredFacts {
    var facts = DeliveredFacts()
    facts.uptime = uptime
    let purposes = Set(
        try run.table("truth/consents.parquet", columns: ["purpose"])
            .column("purpose").strings())
    var indices: [String: ConsentSpans] = [:]
    for purpose in purposes.union(["mobility"]).sorted() {
        let index = try ConsentSpans(run: run, purpose: purpose)
        indices[purpose] = index
        if let share = meanEstimate(index.shares(of: 0...max(0, run.facts.durationSeconds))) {
            facts.consents.append((purpose, share))
        }
    }
    guard run.exists("usage.parquet") else { return facts }
    for usage in try UsageRows.byProduct(run) {
        guard let product = CatalogueProduct(rawValue: usage.product) else {
            throw Failure.input(
                "usage.parquet: product '\(usage.product)' is none of the catalogue; "
                    + "meter one of its products")
        }
        let descriptor = try run.productDescriptor(usage.product)
        let purpose = descriptor["purpose"]?.string ?? "mobility"
        let consent = try indices[purpose] ?? ConsentSpans(run: run, purpose: purpose)
        var delivered = DeliveredProduct(
            product: product, purpose: purpose, unit: usage.unit,
            units: usage.units.reduce(0, +),
            k: descriptor["privacy"]?["k"]?.number.map { Int($0) })
        usage.judge(consent, run, into: &delivered)
        delivered.delivered = try deliveredShare(delivered, usage, descriptor, consent, run)
        facts.products.append(delivered)
    }
    return facts
}

/// The rows of `usage.parquet` of one product.
struct UsageRows: Sendable {
    var product: String
    var unit: String
    var region: [Int] = []
    var vehicle: [UInt32?] = []
    var units: [Double] = []
    var firstEvent: [Double] = []
    var lastEvent: [Double] = []

    /// The usage of every product, by name; rows in the order of the file.
    static func byProduct(_ run: RunFolder) throws -> [UsageRows] {
        let table = try run.table("usage.parquet")
        let region = try run.regionIndices(table)
        let product = try table.column("product").strings()
        let unit = try table.column("unit").strings()
        let vehicle = try table.column("vehicle_id")
        let vehicles = try vehicle.uint32s()
        // Nothing that is no number is billed; the audit of usage counts it.
        let units = try table.column("units").doublesOrNaN().map { $0.isFinite ? $0 : 0 }
        let first = try table.column("first_event_s").doublesOrNaN()
        let last = try table.column("last_event_s").doublesOrNaN()
        return Set(product).sorted().map { name in
            let rows = product.indices.filter { product[$0] == name }
            var result = UsageRows(product: name, unit: unit[rows[0]])
            for row in rows {
                let isVehicle = vehicle.validity?[row] ?? true
                result.region.append(region[row])
                result.vehicle.append(isVehicle ? vehicles[row] : nil)
                result.units.append(units[row])
                result.firstEvent.append(first[row])
                result.lastEvent.append(last[row])
            }
            return result
        }
    }

    /// Counts units of vehicles that did not consent at the time of collection: when the first and
    /// the last event were measured. A row of a vehicle without times counts as not consented.
    func judge(
        _ consent: ConsentSpans, _ run: RunFolder, into delivered: inout DeliveredProduct
    ) {
        let offsets = run.vehicleOffsets
        for row in vehicle.indices {
            guard let id = vehicle[row] else { continue }
            delivered.vehicleUnits += units[row]
            delivered.vehicleRows += 1
            let times = [firstEvent[row], lastEvent[row]]
            let car = run.car(region: region[row], vehicle: id, offsets: offsets)
            let isConsented = times.allSatisfy { consent.holds(car, at: $0) }
            if !isConsented {
                delivered.unconsentedUnits += units[row]
                delivered.unconsentedRows += 1
            }
        }
    }
}
