import Base
import Checks
import Foundation
import Planning
import TestSupport
import Testing

private let hasFixtures = Shared.path("reference/revenue/fixtures.json") != nil

/// Every closed form of the revenue study, section 4, from `fixtures.json`: to 1e-9, quantiles to
/// 1e-7.
@Suite(.enabled(if: hasFixtures, "no ../shared/reference/revenue/fixtures.json beside the project"))
struct FixtureTests {
    private let all: [String: Any]

    init() throws {
        let path = try #require(Shared.path("reference/revenue/fixtures.json"))
        let data = try Data(contentsOf: URL(filePath: path))
        all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func object(_ key: String) throws -> [String: Any] {
        try #require(all[key] as? [String: Any])
    }

    private func list(_ key: String) throws -> [[String: Any]] {
        try #require(all[key] as? [[String: Any]])
    }

    private func number(_ value: Any?) throws -> Double {
        try #require((value as? NSNumber)?.doubleValue)
    }

    private func numbers(_ value: Any?) throws -> [Double] {
        try #require((value as? [Any])).map { try number($0) }
    }

    private func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
        abs(a - b) <= tolerance * max(1, abs(b))
    }

    @Test func `A: a chain of shares gives revenue, cost and contribution`() throws {
        let a = try object("A_deterministic_chain")
        let served =
            try number(a["parc"]) * number(a["connected"]) * number(a["activated"])
            * number(a["consent"]) * number(a["adoption"])
        let months = try number(a["months"])
        let revenue = try served * number(a["price_eur_per_vm"]) * months
        let cost = try #require(a["cost"] as? [String: Any])
        let gigabytes = try served * months * number(cost["mb_per_vm"]) / 1000
        let spent = try gigabytes * number(cost["eur_per_gb"])
        #expect(near(revenue, try number(a["revenue_eur"])))
        #expect(near(gigabytes, try number(cost["gb"])))
        #expect(near(spent, try number(cost["cost_eur"])))
        #expect(near(revenue - spent, try number(a["contribution_eur"])))
    }

    @Test func `B: adoption is Bass's closed form, not its recursion`() throws {
        let b = try object("B_bass")
        let (p, q) = (try number(b["p"]), try number(b["q"]))
        for (year, value) in try #require(b["F"] as? [String: Any]) {
            #expect(near(PlanMath.bass(try #require(Double(year)), p: p, q: q), try number(value)))
        }
        for (year, value) in try #require(b["discrete_F"] as? [String: Any]) {
            let steps = try #require(Int(year))
            let discrete = PlanMath.bassDiscrete(steps, p: p, q: q)
            #expect(near(discrete, try number(value)))
            #expect(abs(discrete - PlanMath.bass(Double(steps), p: p, q: q)) > 1e-3)
        }
        let peak = PlanMath.bassPeak(p: p, q: q)
        #expect(near(peak.time, try number(b["t_star"])))
        #expect(near(PlanMath.bass(peak.time, p: p, q: q), try number(b["F_star"])))
        #expect(near(0.5 - p / (2 * q), try number(b["F_star_formula"])))
        #expect(near(peak.density, try number(b["f_star"])))
    }

    @Test func `C: cars survive by Weibull lives`() throws {
        let france = try object("C_weibull_FR")
        let (scale, shape) = (try number(france["scale"]), try number(france["shape"]))
        for (age, value) in try #require(france["S"] as? [String: Any]) {
            let survival = PlanMath.survival(
                try #require(Double(age)), scale: scale, shape: shape)
            #expect(near(survival, try number(value)))
        }
        #expect(
            near(
                PlanMath.survival(scale, scale: scale, shape: shape),
                try number(france["S_at_scale"])))
        let mean = try number(france["mean"])
        #expect(near(PlanMath.weibullScale(mean: mean, shape: shape), scale))
        let median = try number(france["median"])
        #expect(near(PlanMath.survival(median, scale: scale, shape: shape), 0.5))
        let plain = try object("C_weibull_exponential")
        let tenYears = PlanMath.survival(
            5, scale: try number(plain["scale"]), shape: try number(plain["shape"]))
        #expect(near(tenYears, try number(plain["S5"])))
        for (_, value) in try object("C_weibull_scale_from_mean") {
            let row = try #require(value as? [String: Any])
            let shape = try number(row["shape"])
            let scale = PlanMath.weibullScale(mean: try number(row["mean"]), shape: shape)
            #expect(near(scale, try number(row["scale"])))
            #expect(near(PlanMath.survival(10, scale: scale, shape: shape), try number(row["S10"])))
        }
    }

    @Test func `D and E: stocks and contracts`() throws {
        let d = try object("D_stock_geometric")
        let (sales, survival) = (try number(d["sales"]), try number(d["annual_survival"]))
        #expect(
            near(PlanMath.stock(sales: sales, survival: survival), try number(d["steady_state"])))
        #expect(
            near(
                PlanMath.stock(sales: sales, survival: survival, years: 5),
                try number(d["after_5y"])))
        let e = try object("E_sBG")
        for key in ["case1", "case2"] {
            let row = try #require(e[key] as? [String: Any])
            let (gamma, delta) = (try number(row["gamma"]), try number(row["delta"]))
            func survivors(_ t: Int) -> Double {
                PlanMath.betaGeometric(t, gamma: gamma, delta: delta)
            }
            for (t, value) in try #require(row["S"] as? [String: Any]) {
                #expect(near(survivors(try #require(Int(t))), try number(value)))
            }
            for (t, value) in (row["r"] as? [String: Any]) ?? [:] {
                let year = try #require(Int(t))
                #expect(near(survivors(year) / survivors(year - 1), try number(value)))
            }
        }
    }

    @Test func `F: quantiles of PERT, triangular and lognormal`() throws {
        for row in try list("F_pert") {
            let pert = PERT(
                min: try number(row["a"]), mode: try number(row["m"]), max: try number(row["b"]))
            #expect(near(pert.shape.alpha, try number(row["alpha"])))
            #expect(near(pert.shape.beta, try number(row["beta"])))
            #expect(near(pert.mean, try number(row["mean"])))
            #expect(near(pert.variance, try number(row["var"])))
            for (p, value) in try #require(row["q"] as? [String: Any]) {
                #expect(near(pert.quantile(try #require(Double(p))), try number(value), 1e-7))
            }
        }
        for row in try list("F_triangular") {
            let shape = PlanShape(
                "triangular", low: try number(row["a"]), mode: try number(row["c"]),
                high: try number(row["b"]))
            #expect(near(shape.mean, try number(row["mean"])))
            for (p, value) in try #require(row["q"] as? [String: Any]) {
                #expect(near(shape.quantile(try #require(Double(p))), try number(value), 1e-7))
            }
        }
        let row = try object("F_lognormal")
        let shape = PlanShape(
            "lognormal", low: try number(row["p5"]), mode: 0.5, high: try number(row["p95"]))
        #expect(near(shape.mean, try number(row["mean"])))
        #expect(near(shape.quantile(0.5), try number(row["median"]), 1e-7))
        guard case .lognormal(let mu, let sigma) = shape else {
            Issue.record("not lognormal")
            return
        }
        #expect(near(mu, try number(row["mu"])))
        #expect(near(sigma, try number(row["sigma"])))
    }

    @Test func `G: cells hold k vehicles by a Poisson count`() throws {
        for row in try list("G_k_coverage") {
            let tail = PlanMath.poissonTail(try number(row["lam"]), Int(try number(row["k"])))
            #expect(near(tail, try number(row["P"])))
        }
        for (k, value) in try object("G_k_coverage_lam_for_95pct") {
            let lambda = PlanMath.lambda(forTail: 0.95, k: try #require(Int(k)))
            #expect(near(lambda, try number(value)))
        }
        let day = try object("G_daypart_example")
        let perDay = try number(day["pen"]) * number(day["aadt"]) / 2 * number(day["bin_min"]) / 60
        let coverage = PlanMath.coverage(perDay, Int(try number(day["k"])))
        #expect(near(coverage, try number(day["coverage"])))
    }

    @Test func `H: noise needs vehicles, and bounds an attack`() throws {
        for row in try list("H_dp_nmin") {
            let (epsilon, tau) = (try number(row["eps"]), try number(row["tau"]))
            let eta = try number(row["eta"])
            let needed = PlanMath.requiredCount(epsilon: epsilon, tau: tau, eta: eta)
            #expect(near(needed, try number(row["n_min"])))
            let whole = PlanMath.minimumCount(epsilon: epsilon, tau: tau, eta: eta)
            let expected = try number(row["n_min_int"])
            #expect(whole == expected)
        }
        let laplace = try object("H_laplace")
        for (epsilon, value) in try #require(laplace["mia_accuracy_bound"] as? [String: Any]) {
            let bound = PlanMath.membershipBound(epsilon: try #require(Double(epsilon)))
            #expect(near(bound, try number(value)))
        }
        #expect(near(try number(laplace["P_abs_gt_ln20"]), exp(-log(20.0))))
    }

    @Test func `L and U: subscriptions and the ledger add up`() throws {
        let l = try object("L_saas")
        let start = try number(l["start"])
        let kept =
            try start + number(l["expansion"]) - number(l["contraction"]) - number(l["churn"])
        #expect(near(kept + (try number(l["new"])), try number(l["end"])))
        #expect(near(kept / start, try number(l["NRR"])))
        let gross = try start - number(l["contraction"]) - number(l["churn"])
        #expect(near(gross / start, try number(l["GRR"])))
        let logo = try #require(l["logo_churn_example"] as? [String: Any])
        let churn = try number(logo["lost"]) / number(logo["start"])
        #expect(near(1 - pow(1 - churn, 12), try number(logo["monthly_to_annual"])))
        let u = try object("U_ledger")
        let rows = try #require(u["lines"] as? [[Any]])
        var lines = try rows.map { row in
            LedgerLine(
                period: "2030", market: try #require(row[0] as? String),
                product: try #require(row[1] as? String), units: 1, unitPrice: try number(row[2]),
                factsHash: "", policyHash: "")
        }
        lines[0].amountCents += Int64((try number(u["credits"]) * 100).rounded())
        let total = try number(u["total"])
        #expect(lines.totalCents == Int64((total * 100).rounded()))
        #expect(lines.cents(by: \.market).reduce(0) { $0 + $1.cents } == lines.totalCents)
        #expect(lines.cents(by: \.product).reduce(0) { $0 + $1.cents } == lines.totalCents)
    }

    @Test func `M: consent is granted and withdrawn`() throws {
        let m = try object("M_consent_markov")
        let (grant, withdraw) = (try number(m["grant"]), try number(m["withdraw"]))
        for (month, value) in try #require(m["c"] as? [String: Any]) {
            let share = PlanMath.consent(
                try #require(Double(month)), from: 0, grant: grant, withdraw: withdraw)
            #expect(near(share, try number(value)))
        }
        let steady = PlanMath.consent(1e6, from: 0, grant: grant, withdraw: withdraw)
        #expect(near(steady, try number(m["c_inf"])))
        for (incentive, value) in try object("M_consent_incentive") {
            let share = PlanMath.acceptance(
                incentive: try #require(Double(incentive)), midpoint: 93, sigma: 60)
            #expect(near(share, try number(value)))
        }
    }

    @Test func `N: forecasts are scored`() throws {
        let n = try object("N_crps")
        let atMean = PlanMath.normalCRPS(mean: 0, sigma: 1, observed: 0)
        #expect(near(atMean, try number(n["normal_at_mean"])))
        let off = PlanMath.normalCRPS(mean: 0, sigma: 1, observed: 1)
        #expect(near(off, try number(n["normal_y1"])))
        let ensemble = try #require(n["ensemble"] as? [String: Any])
        let (x, y) = (try numbers(ensemble["x"]), try number(ensemble["y"]))
        #expect(
            near(
                PlanMath.ensembleCRPS(x, observed: y, fair: false),
                try number(ensemble["crps_nrg"])))
        #expect(
            near(
                PlanMath.ensembleCRPS(x, observed: y, fair: true),
                try number(ensemble["crps_fair"])))
        for key in ["pinball", "pinball_over"] {
            let row = try #require(n[key] as? [String: Any])
            let loss = PlanMath.pinball(
                try number(row["q"]), predicted: try number(row["pred"]),
                observed: try number(row["obs"]))
            #expect(near(loss, try number(row["loss"])))
        }
        let interval = try object("N_interval_coverage")
        let range = PlanMath.hitRange(
            n: Int(try number(interval["n"])), nominal: try number(interval["nominal"]))
        let expected = try numbers(interval["binomial_95"])
        #expect([Double(range.lowerBound), Double(range.upperBound)] == expected)
    }

    @Test func `O to S: law, shocks, credits, samples and the gap`() throws {
        for row in try list("O_data_act") {
            let price = PlanMath.dataActPrice(
                try number(row["p"]), exposed: try number(row["theta"]), cost: try number(row["c"]),
                margin: try number(row["m"]))
            #expect(near(price, try number(row["p_eff"])))
        }
        let p = try object("P_shock")
        let left = PlanMath.shocked(
            chance: try number(p["prob_per_year"]), loss: try number(p["loss"]),
            years: Int(try number(p["years"])))
        #expect(near(left, try number(p["expected_multiplier"])))
        let none = PlanMath.shocked(chance: try number(p["prob_per_year"]), loss: 1, years: 6)
        #expect(near(none, try number(p["P_no_shock"])))
        #expect(near(1 - none, try number(p["P_at_least_one"])))
        let q = try object("Q_sla")
        for row in try #require(q["cases"] as? [[String: Any]]) {
            let credit = PlanMath.slaCredit(uptime: try number(row["uptime"]))
            #expect(near(credit, try number(row["credit"])))
            #expect(near(1000 * (1 - credit), try number(row["net_of_1000"])))
        }
        let r = try object("R_ht")
        let share = try number(r["proportion"])
        // With the correction for a finite population.
        let (n, whole) = (try number(r["n"]), try number(r["N"]))
        let error = sqrt(share * (1 - share) / n * (1 - n / whole))
        #expect(near(error, try number(r["se_prop"])))
        #expect(near(try number(r["sample_sum"]) * number(r["weight"]), try number(r["estimate"])))
        let half = 1.959_964 * error * whole
        #expect(near(half, try number(r["ci95_vehicles"])))
        let rare = try object("R_ht_n_for_rel_error")
        let (rate, relative) = (try number(rare["p"]), try number(rare["rel"]))
        let z = try number(rare["z"])
        #expect(near(z * z * (1 - rate) / (rate * relative * relative), try number(rare["n"])))
        let s = try object("S_gap")
        let perVehicle = try number(s["target"]) / number(s["vehicles"])
        #expect(near(perVehicle, try number(s["per_vehicle_year"])))
        #expect(near(perVehicle / 12, try number(s["per_vehicle_month"])))
    }

    @Test func `T and V: copulas and what a score is worth`() throws {
        for row in try #require(all["T_gauss_copula"] as? [[String: Any]]) {
            let rho = try number(row["rho"])
            #expect(near(6 / .pi * asin(rho / 2), try number(row["spearman"])))
            #expect(near(2 / .pi * asin(rho), try number(row["kendall"])))
        }
        let v = try object("V_ubi_value")
        let worth = PlanMath.scoreValue(
            points: try number(v["loss_ratio_gain_pts"]), premium: try number(v["premium"]),
            share: try number(v["oem_share"]))
        #expect(near(worth, try number(v["max_price_per_vm"])))
    }
}
