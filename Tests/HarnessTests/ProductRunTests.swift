// A run with all twelve products: true when the platform is honest, found out when it is not.

import Base
import Checks
import Foundation
import Harness
import TestSupport
import Testing

@Suite(
    .serialized, .enabled(if: SmallRun.hasMap, "needs the map: rocade map fetch liechtenstein-2013")
)
struct ProductRunTests {
    static let products = [
        "traffic-feed", "od-matrix", "probe-wholesale", "speed-profiles", "ubi-score",
        "hazard-event", "road-condition", "ev-charging", "battery-soh", "fleet-api", "aftermarket",
        "research",
    ]

    /// Small zones for research, so that many cells are empty and show their noise.
    private static let settings = products.joined(separator: ", ")
        .replacingOccurrences(of: "research", with: "{research: {cell: 1 km}}")

    /// A day with ice and fog.
    private func start(_ out: String, threads: Int = 2, defects: [String] = []) throws -> [String:
        KPI]
    {
        let outcome = try SmallRun.start(
            out, vehicles: 3000, threads: threads,
            set: [
                "platform.embedded.products=[\(Self.settings)]",
                "platform.embedded.defects=[\(defects.joined(separator: ", "))]",
                "telemetry.profile=generations", "telemetry.at_most_every=10s",
                "telemetry.weather=[{ice: 80%, from: 5h, until: 9h}, "
                    + "{fog: 60%, from: 15h, until: 18h}]",
            ])
        return Dictionary(uniqueKeysWithValues: outcome.kpis.map { ($0.id, $0) })
    }

    private func value(_ kpis: [String: KPI], _ id: String) -> Double { kpis[id]?.value ?? .nan }

    @Test func `honest products are true, and the same on any number of threads`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let kpis = try start("\(folder)/a", threads: 1)
        _ = try start("\(folder)/b", threads: 3)
        let files = try SmallRun.contents("\(folder)/a")
        let others = try SmallRun.contents("\(folder)/b")
        #expect(files.keys.sorted() == others.keys.sorted())
        for (path, data) in files { #expect(others[path] == data, "\(path) differs") }
        for product in Self.products {
            #expect(files["products/\(product)/part-0.parquet"] != nil, "\(product)")
        }
        let zero = [
            "product.speed-profiles.overcounted", "product.ubi-score.overstated_rows",
            "product.ubi-score.unknown_rows", "product.hazard-event.unexplained_events",
            "product.road-condition.overcounted", "product.road-condition.unexplained_grip",
            "product.ev-charging.unexplained_sessions",
            "product.battery-soh.unexplained_certificates", "product.fleet-api.unexplained_rows",
            "product.fleet-api.unlawful_rows", "product.aftermarket.unexplained_rows",
            "privacy.speed-profiles.small-cells.below_k",
            "privacy.road-condition.small-cells.below_k", "privacy.research.epsilon-audit.excess",
            "privacy.ubi-score.identity.exposed_rows", "privacy.contracts.identity.shared_names",
            "privacy.consent.leaked_records", "revenue.usage_unexplained", "revenue.at_risk_eur",
        ]
        for id in zero { #expect(value(kpis, id) == 0, "\(id) = \(value(kpis, id))") }
        for id in zero where id.hasPrefix("product.") {
            #expect((kpis[id]?.n ?? 0) > 0, "\(id) looked at nothing")
        }
        #expect(value(kpis, "product.speed-profiles.speed_error") < 0.25)
        #expect(value(kpis, "product.ubi-score.mileage_error") < 0.05)
        #expect(value(kpis, "product.research.noise_ratio") > 0.8)
    }

    @Test func `each lie about a product turns its own check red`() throws {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let kpis = try start(
            "\(folder)/run",
            defects: [
                "overstate-mileage", "invent-hazards", "wrong-speeds", "wrong-grip",
                "overstate-charges", "overstate-health", "track-everybody", "hide-trouble",
                "half-noise", "leak-identity",
            ])
        for id in [
            "product.ubi-score.overstated_rows", "product.hazard-event.unexplained_events",
            "product.road-condition.unexplained_grip", "product.ev-charging.unexplained_sessions",
            "product.battery-soh.unexplained_certificates", "product.fleet-api.unlawful_rows",
            "product.aftermarket.unexplained_rows", "privacy.research.epsilon-audit.excess",
            "privacy.ubi-score.identity.exposed_rows",
            "privacy.aftermarket.identity.exposed_rows", "revenue.at_risk_eur",
        ] { #expect(value(kpis, id) > 0, "\(id) = \(value(kpis, id))") }
        #expect(value(kpis, "product.speed-profiles.speed_error") > 0.25)
        #expect(value(kpis, "product.research.noise_ratio") < 0.8)
    }
}
