// From rows of facts to the ratios that a plan takes from a run, with their standard errors.
// Regions of one map are not independent cities: variance is between maps where there are several.

import Base

/// A ratio and its standard error.
package struct PlanEstimate: Hashable, Sendable {
    /// The estimate.
    package var value: Double
    /// Its standard error.
    package var error: Double
    /// From how many maps.
    package var clusters: Int
}

/// What a plan takes from a run.
package struct PlanFactEstimates: Hashable, Sendable {
    /// Share of active vehicles that consent to mobility products.
    package var consentMobility: PlanEstimate?
    /// Share of records or vehicle-months delivered.
    package var uptime: PlanEstimate?
    /// By product's place.
    package var delivered: [PlanEstimate?]
    /// By product's place; zero where the run did not say.
    package var k: [Int]
    /// MB a vehicle and month.
    package var megabytes: PlanEstimate?
    /// Records a vehicle and month.
    package var messages: PlanEstimate?

    /// Products of mobility consent: any of them tells it.
    private static let mobility: Set = [
        "probe-wholesale", "traffic-feed", "speed-profiles", "od-matrix",
    ]
    private static let monthSeconds = 365.25 / 12 * 86_400

    init(_ facts: PlanFacts) {
        let rows = facts.rows
        consentMobility = Self.ratio(
            rows.filter { Self.mobility.contains($0.product) }, "consented", "activated",
            error: "consented_se")
        uptime = Self.mean(rows, "uptime", error: nil)
        delivered = PlanProduct.allCases.map { product in
            Self.mean(
                rows.filter { $0.product == product.id }, "delivered_share",
                error: "delivered_share_se")
        }
        k = PlanProduct.allCases.map { product in
            // The strictest threshold of all rows.
            Int(
                rows.filter { $0.product == product.id }.compactMap { $0.numbers["k_used"] }.max()
                    ?? 0)
        }
        // Traffic of devices is the same for all products of a region: one row each.
        var seen: Set<String> = []
        let regions = rows.filter { seen.insert($0.replicate + "|" + $0.month).inserted }
        megabytes = Self.rate(regions, "bytes_up", scale: 1e-6)
        messages = Self.rate(regions, "points", scale: 1)
    }

    /// A value a vehicle and month.
    private static func rate(
        _ rows: [PlanFactRow], _ name: String, scale: Double
    ) -> PlanEstimate? {
        let scaled = rows.compactMap { row -> PlanFactRow? in
            guard let value = row.numbers[name], let seconds = row.numbers["duration_s"],
                seconds > 0, row.numbers["connected"] ?? 0 > 0
            else { return nil }
            var row = row
            row.numbers[name] = value * scale * monthSeconds / seconds
            return row
        }
        return ratio(scaled, name, "connected", error: nil)
    }

    /// Σ a / Σ b, and how it differs between maps; with one map the rows' own errors.
    private static func ratio(
        _ rows: [PlanFactRow], _ top: String, _ bottom: String, error: String?
    ) -> PlanEstimate? {
        let pairs = rows.compactMap { row -> (map: String, a: Double, b: Double, e: Double)? in
            guard let a = row.numbers[top], let b = row.numbers[bottom], b > 0 else { return nil }
            return (row.map, a, b, error.flatMap { row.numbers[$0] } ?? 0)
        }
        let whole = pairs.reduce(0) { $0 + $1.b }
        guard whole > 0 else { return nil }
        let value = pairs.reduce(0) { $0 + $1.a } / whole
        let maps = Set(pairs.map(\.map)).sorted()
        guard maps.count > 1 else {
            // Rows of one map repeat one measurement: the widest of their errors.
            let own = pairs.map(\.e).max() ?? 0
            return PlanEstimate(value: value, error: own, clusters: 1)
        }
        var squares = 0.0
        for map in maps {
            let own = pairs.filter { $0.map == map }
            let residual = own.reduce(0) { $0 + $1.a - value * $1.b }
            squares += residual * residual
        }
        let n = Double(maps.count)
        return PlanEstimate(
            value: value, error: (n / (n - 1) * squares).squareRoot() / whole,
            clusters: maps.count)
    }

    /// The mean weighted by connected vehicles.
    private static func mean(
        _ rows: [PlanFactRow], _ name: String, error: String?
    ) -> PlanEstimate? {
        let weighted = rows.compactMap { row -> PlanFactRow? in
            guard let value = row.numbers[name] else { return nil }
            var row = row
            let weight = max(1, row.numbers["connected"] ?? 1)
            row.numbers["weight"] = weight
            row.numbers[name] = value * weight
            return row
        }
        return ratio(weighted, name, "weight", error: error)
    }

    /// The facts at their estimates.
    package var centre: MeasuredFacts { measured { $0.value } }

    /// The facts of a draw: estimates with their sampling errors drawn, and consent with the
    /// prior's relative spread around it (`relativeConsent`: the draw over the mode).
    func draw(_ draw: Int, _ seed: UInt64, relativeConsent: Double, replicate: UInt32 = 0)
        -> MeasuredFacts
    {
        var stream = RandomStream(
            seed: seed, purpose: .planFacts, entity: RandomEntity(UInt64(draw)), index: replicate)
        var result = measured { $0.error > 0 ? $0.value + stream.normal() * $0.error : $0.value }
        result.consentMobility = result.consentMobility.map {
            min(1, max(0, $0 * relativeConsent))
        }
        return result
    }

    /// Whether any estimate has an error.
    var isUncertain: Bool {
        ([consentMobility, uptime, megabytes, messages] + delivered).contains {
            ($0?.error ?? 0) > 0
        }
    }

    private func measured(_ value: (PlanEstimate) -> Double) -> MeasuredFacts {
        func share(_ estimate: PlanEstimate?) -> Double? {
            estimate.map { min(1, max(0, value($0))) }
        }
        var result = MeasuredFacts()
        result.consentMobility = share(consentMobility)
        result.uptime = share(uptime)
        for index in delivered.indices { result.delivered[index] = share(delivered[index]) ?? 1 }
        result.k = k
        result.megabytes = megabytes.map { max(0, value($0)) }
        result.messages = messages.map { max(0, value($0)) }
        return result
    }
}
