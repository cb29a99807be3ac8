import Base
import Checks
import Foundation
import TestSupport
import Testing

/// The closed forms of the revenue report, section 4, from `fixtures.json`.
struct DistributionTests {
    static let path = Shared.path("reference/revenue/fixtures.json")

    private func fixtures() throws -> [String: Any] {
        let data = try Data(contentsOf: URL(filePath: try #require(Self.path)))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func list(_ key: String) throws -> [[String: Any]] {
        try #require(try fixtures()[key] as? [[String: Any]])
    }

    @Test func `PERT quantiles are those of its beta distribution`() {
        let pert = PERT(min: 0.1, mode: 0.8, max: 2.5)
        #expect(abs(pert.quantile(0.05) - 0.321_695_164_571_613_96) < 1e-9)
        #expect(abs(pert.quantile(0.5) - 0.927_516_335_147_455_8) < 1e-9)
        #expect(abs(pert.quantile(0.95) - 1.746_379_329_345_049_6) < 1e-9)
        #expect(PERT(min: 2, mode: 2, max: 2).quantile(0.3) == 2)
        let constant = PERT(min: 0, mode: 0, max: 1)
        #expect(abs(constant.quantile(0.5) - (1 - pow(0.5, 0.2))) < 1e-12)
    }

    @Test(.enabled(if: path != nil, "the shared reference data are not here"))
    func `PERT agrees with every fixture`() throws {
        for entry in try list("F_pert") {
            func number(_ key: String) throws -> Double { try #require(entry[key] as? Double) }
            let pert = PERT(
                min: try number("a"), mode: try number("m"), max: try number("b"))
            #expect(abs(pert.shape.alpha - (try number("alpha"))) < 1e-9)
            #expect(abs(pert.shape.beta - (try number("beta"))) < 1e-9)
            #expect(abs(pert.mean - (try number("mean"))) < 1e-9)
            #expect(abs(pert.variance - (try number("var"))) < 1e-9)
            for (p, q) in try #require(entry["q"] as? [String: Double]) {
                #expect(abs(pert.quantile(try #require(Double(p))) - q) < 1e-7)
            }
        }
    }

    @Test(.enabled(if: path != nil, "the shared reference data are not here"))
    func `triangular quantiles agree with every fixture`() throws {
        for entry in try list("F_triangular") {
            let low = try #require(entry["a"] as? Double)
            let mode = try #require(entry["c"] as? Double)
            let high = try #require(entry["b"] as? Double)
            for (p, q) in try #require(entry["q"] as? [String: Double]) {
                let value = Distributions.triangularQuantile(
                    try #require(Double(p)), min: low, mode: mode, max: high)
                #expect(abs(value - q) < 1e-7)
            }
        }
    }

    @Test(.enabled(if: path != nil, "the shared reference data are not here"))
    func `coverage under k is the Poisson tail`() throws {
        for entry in try list("G_k_coverage") {
            let tail = Distributions.poissonTail(
                lambda: try #require(entry["lam"] as? Double),
                atLeast: try #require(entry["k"] as? Int))
            #expect(abs(tail - (try #require(entry["P"] as? Double))) < 1e-9)
        }
        let needed = try #require(
            try fixtures()["G_k_coverage_lam_for_95pct"] as? [String: Double])
        for (k, lambda) in needed {
            let tail = Distributions.poissonTail(lambda: lambda, atLeast: try #require(Int(k)))
            #expect(abs(tail - 0.95) < 1e-9)
        }
    }

    @Test func `the Poisson tail holds at its ends`() {
        #expect(Distributions.poissonTail(lambda: 5, atLeast: 0) == 1)
        #expect(Distributions.poissonTail(lambda: 0, atLeast: 1) == 0)
        #expect(Distributions.poissonTail(lambda: 5000, atLeast: 10) == 1)
        #expect(abs(Distributions.poissonTail(lambda: 1e-3, atLeast: 3) / 1.665_417e-10 - 1) < 1e-4)
    }

    @Test func `coverage by part of the day is that of the report's example`() {
        let coverage = RevenueModel.coverage(
            penetration: 0.02, flow: 40_000, hours: 0.25, days: 1, k: 5)
        #expect(abs(coverage - 0.427_451_141_158_905_5) < 1e-9)
    }

    @Test(.enabled(if: path != nil, "the shared reference data are not here"))
    func `the Data Act caps prices as in every fixture`() throws {
        for entry in try list("O_data_act") {
            func number(_ key: String) throws -> Double { try #require(entry[key] as? Double) }
            let price = RevenueModel.dataActPrice(
                try number("p"), exposed: try number("theta"), cost: try number("c"),
                margin: try number("m"))
            #expect(abs(price - (try number("p_eff"))) < 1e-9)
        }
    }

    @Test(arguments: [
        (0.999, 0.0), (0.995, 0), (0.9949, 0.1), (0.99, 0.1), (0.97, 0.25), (0.9, 0.5),
    ])
    func `credits follow the tiers of uptime`(uptime: Double, credit: Double) {
        #expect(RevenueModel.credit(uptime: uptime) == credit)
    }

    @Test func `a chain of ratios is worth 756,000 euros`() {
        let line = LedgerLine(
            period: "2030", market: "FR", product: "ubi-score",
            units: 1_000_000 * 0.9 * 0.7 * 0.2 * 0.5 * 12, unitPrice: 1, factsHash: "",
            policyHash: "")
        #expect(line.amountCents == 75_600_000)
    }

    @Test func `credits and amounts add up on both margins`() {
        func line(_ market: String, _ product: String, _ eur: Double, _ credit: Double = 0)
            -> LedgerLine
        {
            LedgerLine(
                period: "2030", market: market, product: product, units: eur, unitPrice: 1,
                creditShare: credit, factsHash: "", policyHash: "")
        }
        let lines = [
            line("FR", "ubi", 1000, 0.042), line("FR", "fleet", 2500), line("DE", "ubi", 700),
        ]
        #expect(lines.totalCents == 415_800)
        #expect(lines.cents(by: \.product).reduce(0) { $0 + $1.cents } == 415_800)
        #expect(lines.cents(by: \.market).reduce(0) { $0 + $1.cents } == 415_800)
    }

    @Test func `the target of 20 billion is 588 euros for each vehicle`() {
        #expect(abs(20e9 / 34e6 - 588.235_294_117_647_1) < 1e-9)
    }
}
