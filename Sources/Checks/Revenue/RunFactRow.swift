// What a run measured, region by region and product by product: the rows of `facts.parquet`, the
// only thing that a plan may know of a run.

import Base

/// What a run measured of one product in one region. Counts are of all simulated vehicles; where a
/// sample reported, they are scaled up by `weight`.
public struct RunFactRow: Hashable, Sendable {
    /// Names of the region, its map and its market.
    public var region = ""
    /// See `region`.
    public var map = ""
    /// See `region`.
    public var market = ""
    /// Id of the catalogue.
    public var product = ""
    /// Cars on the region's roads, and vehicles of ours among them.
    public var cars = 0
    /// See `cars`.
    public var vehicles = 0
    /// Vehicles with consent to the product's purpose, averaged over the run, and the standard
    /// error of their share.
    public var consented = 0.0
    /// See `consented`.
    public var consentedError = 0.0
    /// Units metered, and those collected without consent.
    public var meteredUnits = 0.0
    /// See `meteredUnits`.
    public var unconsentedUnits = 0.0
    /// Released or metered, of what could have been (whole run), with its standard error.
    public var deliveredShare: Double?
    /// See `deliveredShare`.
    public var deliveredError: Double?
    /// Share of the records handed over that the far end has (whole run).
    public var uptime = 1.0
    /// Records generated and bytes of their files.
    public var records = 0.0
    /// See `records`.
    public var bytes = 0.0
    /// Length of all directed links.
    public var linkKilometers = 0.0
    /// Vehicles that a released cell needs.
    public var k: Int?
    /// What a vehicle's month in the product cost at most; zero for products without noise.
    public var epsilonSpent = 0.0
    /// Rows released.
    public var cellsReleased: Int?
    /// Vehicles that reported, and how many each stands for.
    public var sampled = 0
    /// See `sampled`.
    public var weight = 1.0
    /// Hash of the product's definition: purpose, unit, version, threshold, windows.
    public var policyHash = ""

    /// An empty row.
    public init() {}
}

/// The rows of a run, by region in the scenario's order, then product.
func runFactRows(
    _ run: RunFolder, _ facts: DeliveredFacts, _ evidence: RunEvidence
) throws -> [RunFactRow] {
    guard run.exists("usage.parquet") else { return [] }
    let usages = try UsageRows.byProduct(run)
    let span = 0...max(0, run.facts.durationSeconds)
    var consents: [String: (spans: ConsentSpans, shares: [Double])] = [:]
    var rows: [RunFactRow] = []
    let offsets = run.vehicleOffsets
    for index in run.regions.indices {
        let place = regionRow(run, index, evidence, uptime: facts.uptime)
        for usage in usages {
            guard
                let delivered = facts.products.first(where: {
                    $0.product.rawValue == usage.product
                })
            else { continue }
            if consents[delivered.purpose] == nil {
                let spans = try ConsentSpans(run: run, purpose: delivered.purpose)
                consents[delivered.purpose] = (spans, spans.shares(of: span))
            }
            guard let consent = consents[delivered.purpose] else { continue }
            var row = place
            row.product = usage.product
            row.deliveredShare = delivered.delivered?.value
            row.deliveredError = delivered.delivered?.standardError
            row.k = delivered.k
            let first = offsets[index]
            let shares = consent.shares[first..<first + run.regions[index].vehicles]
            if let mean = meanEstimate(Array(shares)) {
                row.consented = mean.value * Double(row.vehicles)
                row.consentedError = mean.standardError
            }
            var own = delivered
            (own.vehicleUnits, own.vehicleRows) = (0, 0)
            (own.unconsentedUnits, own.unconsentedRows) = (0, 0)
            let part = usage.rows(ofRegion: index)
            part.judge(consent.spans, run, into: &own)
            row.meteredUnits = part.units.reduce(0, +) * row.weight
            row.unconsentedUnits = own.unconsentedUnits * row.weight
            row.policyHash = try policyHash(usage, run)
            let descriptor = try run.productDescriptor(usage.product)
            row.epsilonSpent = descriptor["privacy"]?["epsilon"]?.number ?? 0
            row.cellsReleased = descriptor["releases"]?.array?.first {
                $0["region"]?.string == row.region
            }?["released_rows"]?.number.map { Int($0) }
            rows.append(row)
        }
    }
    return rows
}

/// What holds for all products of a region.
private func regionRow(
    _ run: RunFolder, _ index: Int, _ evidence: RunEvidence, uptime: Double
) -> RunFactRow {
    let region = run.regions[index]
    var row = RunFactRow()
    row.region = region.name
    row.map = region.map
    row.market = region.market
    row.cars = region.cars
    row.vehicles = run.wholeFacts.regions[index].vehicles
    row.sampled = region.vehicles
    row.weight = region.vehicles > 0 ? Double(row.vehicles) / Double(region.vehicles) : 1
    row.linkKilometers = region.linkKilometers
    row.uptime = uptime
    let sent = evidence.sent.regions.filter { $0.region == region.name }
    row.records = Double(sent.reduce(0) { $0 + $1.rows.count }) * row.weight
    let files = run.files(under: "telemetry/region=\(region.name)", suffix: ".parquet")
    row.bytes = Double(files.reduce(0) { $0 + run.bytes(of: $1) }) * row.weight
    return row
}

/// A product's definition in sixteen hexadecimal digits: what must agree for facts to be of one
/// product.
private func policyHash(_ usage: UsageRows, _ run: RunFolder) throws -> String {
    let descriptor = try run.productDescriptor(usage.product)
    var text = "\(usage.product);unit=\(usage.unit)"
    for key in ["purpose", "version", "window_seconds"] {
        text += ";\(key)=\(descriptor[key].map { "\($0)" } ?? "")"
    }
    text += ";k=\(descriptor["privacy"]?["k"].map { "\($0)" } ?? "")"
    let digits = String(XXHash64.hash(Array(text.utf8)), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

extension UsageRows {
    /// The rows of one region.
    fileprivate func rows(ofRegion index: Int) -> UsageRows {
        var result = UsageRows(product: product, unit: unit)
        for row in region.indices where region[row] == index {
            result.region.append(index)
            result.vehicle.append(vehicle[row])
            result.units.append(units[row])
            result.firstEvent.append(firstEvent[row])
            result.lastEvent.append(lastEvent[row])
        }
        return result
    }
}
