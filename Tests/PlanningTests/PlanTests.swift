import Base
import Checks
import Foundation
import Planning
import TestSupport
import Testing

/// Whole plans: threads, priors, questions, facts, bad input.
struct PlanTests {
    private func inputs(_ name: String = "evidence", threads: Int = 2) throws -> PlanInputs {
        var settings = PlanWorld.settings(draws: 1024)
        settings.firstYear = 2026
        settings.sobolBase = 64
        settings.threads = threads
        return PlanInputs(name: "test", prior: try PlanWorld.prior(name), settings: settings)
    }

    @Test func `any number of threads gives the same bytes`() throws {
        let one = Plan(try inputs(threads: 1))
        for threads in [2, 3, 7] {
            let many = Plan(try inputs(threads: threads))
            #expect(kpisJSON(one.kpis) == kpisJSON(many.kpis))
            #expect(one.draws.values(.revenue, 2030) == many.draws.values(.revenue, 2030))
            #expect(ledgerCSV(one.ledger.lines) == ledgerCSV(many.ledger.lines))
        }
    }

    @Test func `another seed draws other parameters`() throws {
        var other = try inputs()
        other.settings.seed = 7
        let (a, b) = (Plan(try inputs()), Plan(other))
        #expect(a.draws.values(.revenue, 2030) != b.draws.values(.revenue, 2030))
        let (x, y) = (a.draws.band(.revenue, 2030).p50, b.draws.band(.revenue, 2030).p50)
        #expect(abs(x / y - 1) < 0.05)
        #expect(a.ledger.totalCents == b.ledger.totalCents)
    }

    @Test func `20 billion is 588 euros from each of 34 million vehicles`() throws {
        let inputs = try inputs("plan")
        let answer = PlanAnswer(
            .total, 20e9, by: .arpu, inputs.prior, inputs.model, MeasuredFacts())
        #expect(abs((answer.answer ?? 0) - 588.235_294_1) < 1e-6)
        #expect(abs(answer.connected - 34e6) < 1)
        #expect(abs(answer.revenue - 20e9) < 1)
    }

    @Test(arguments: PlanLever.allCases)
    func `an answer reaches its goal, or says how far its lever goes`(lever: PlanLever) throws {
        let inputs = try inputs()
        for wanted in [50e6, 20e9] {
            let answer = PlanAnswer(
                .total, wanted, by: lever, inputs.prior, inputs.model, MeasuredFacts())
            if let value = answer.answer {
                #expect(abs(answer.reached / wanted - 1) < 1e-9)
                #expect(value > 1)
            } else {
                #expect(answer.reached < wanted)
                #expect(lever == .consent)
            }
        }
    }

    @Test func `break-even is where contribution is zero`() throws {
        let inputs = try inputs()
        let answer = PlanAnswer(
            .contribution, 0, by: .price, inputs.prior, inputs.model, MeasuredFacts())
        var values = inputs.prior.modes
        values[PlanKey.scalePrice.rawValue] = try #require(answer.answer)
        let state = PlanYear(inputs.model.year(values, MeasuredFacts(), 2030))
        #expect(abs(state.total - state.cost) < 1)
    }

    @Test func `priors stand side by side`() throws {
        var inputs = try inputs()
        inputs.others = try ["consultancy", "plan", "shock-gm"].map { try PlanWorld.prior($0) }
        let plan = Plan(inputs)
        #expect(plan.outlooks.map(\.prior.name) == ["evidence", "consultancy", "plan", "shock-gm"])
        #expect(abs(plan.outlooks[2].revenue.p50 - 20e9) < 1)
        #expect(plan.outlooks[3].revenue.p50 < plan.outlooks[0].revenue.p50)
        #expect(plan.outlooks[1].perVehicle.p50 > 20)
        // Nothing of them enters the plan's own figures.
        let alone = Plan(try self.inputs())
        #expect(kpisJSON(alone.kpis) == kpisJSON(plan.kpis))
    }

    @Test func `the probabilities of the leaves sum to one`() throws {
        var inputs = try inputs()
        inputs.tree = [
            PlanBranching(
                name: "a", branches: [("x", 0.25, [(.scaleConsent, 0.5)]), ("y", 0.75, [])]),
            PlanBranching(
                name: "b", branches: [("u", 0.4, []), ("v", 0.6, [(.fleetAdoption, 0.5)])]),
        ]
        let leaves = Plan(inputs).leaves
        #expect(leaves.count == 4)
        #expect(abs(leaves.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
        #expect(leaves[3].revenue > leaves[2].revenue && leaves[0].revenue < leaves[2].revenue)
    }

    @Test func `the frontier falls, pooling lifts it, shocks cost`() throws {
        let plan = Plan(try inputs())
        for product in PlanProduct.allCases {
            let column = plan.frontier.byK.map { $0.revenue[product.rawValue] }
            #expect(zip(column, column.dropFirst()).allSatisfy { $0 >= $1 })
        }
        let feed = PlanProduct.trafficFeed.rawValue
        func pooled(_ times: Double) -> Double {
            plan.frontier.all.first {
                $0.minimum == 5 && $0.epsilon == nil && $0.pooling == times
                    && $0.cellHours == 0.25
            }?.revenue[feed] ?? 0
        }
        // The study: pooling ×10 lifts the feed at k = 5 far more than k = 1 would.
        #expect(pooled(10) > plan.frontier.byK[0].revenue[feed])
        #expect(plan.frontier.all.contains { $0.isEfficient })
        #expect(plan.frontier.shadowPrice(.trafficFeed, atK: 5) < 0)
        #expect(plan.shock.valueAtRisk > 0 && plan.shock.share > 0.3 && plan.shock.kept < 1)
    }

    @Test func `the main drivers are those of the study`() throws {
        var inputs = try inputs()
        inputs.settings.sobolBase = 1024
        let plan = Plan(inputs)
        #expect(Set(plan.drivers) == [.priceFleet, .fleetAdoption, .fleetShare])
        let sobol = try #require(plan.sobol)
        func total(_ key: PlanKey) -> Double {
            sobol.indices.first { $0.name == key.name }?.total ?? 0
        }
        // Report section 0: fleet price 0.30, fleet adoption 0.26, fleet share 0.12.
        #expect(abs(total(.priceFleet) - 0.30) < 0.05)
        #expect(abs(total(.fleetAdoption) - 0.26) < 0.05)
        #expect(abs(total(.fleetShare) - 0.12) < 0.04)
        #expect(total(.consentMobility) < 0.02)
        #expect(plan.weakestGrade == "X")
        #expect(plan.evidence.contains("fleet_share [X]"))
    }

    @Test func `backtests hold, and one that is broken turns red`() throws {
        var prior = try PlanWorld.prior()
        let settings = PlanWorld.settings()
        let tests = PlanBacktest.all(prior, settings)
        #expect(tests.count == 8)
        #expect(tests.filter { !$0.isPassed }.isEmpty, "\(tests.filter { !$0.isPassed })")
        #expect(tests.contains { $0.kind == .holdout })
        prior.rows[PlanKey.connectedMid.rawValue] = prior[.connectedMid].fixed(
            at: 2026, source: "[X] broken on purpose")
        let broken = PlanBacktest.all(prior, settings)
        #expect(broken.contains { $0.id == "parc_2023" && !$0.isPassed })
    }

    @Test func `forecasts that are too narrow are not calibrated`() {
        let wide = (0..<100).map { _ in (0..<101).map { Double($0) } }
        let observed = (0..<100).map { Double($0) }
        let good = ForecastScore(wide, observed: observed)
        #expect(good.isCalibrated && good.crps > 0)
        let narrow = wide.map { $0.map { 45 + $0 / 10 } }
        #expect(!ForecastScore(narrow, observed: observed).isCalibrated)
    }

    @Test func `the convergence report says when to stop`() throws {
        let table = Plan(try inputs()).convergence
        #expect(table.map(\.draws) == [256, 512, 1024])
        #expect(table[0].relativeHalfWidth > table[2].relativeHalfWidth)
    }
}
