import Base
import Foundation
import Planning
import Scenario
import TestSupport
import Testing

/// Planning scenarios: what they say, what is laid over them, what is wrong with them.
struct PlanFileTests {
    private static let path = Shared.root.appending(path: "scenarios/stellantis-2030.yaml").path

    /// Loads a scenario that extends the project's own.
    private func load(
        _ text: String = "name: mine\n", _ change: (inout PlanOverrides) -> Void = { _ in }
    ) throws -> PlanInputs {
        let folder = try Shared.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let priors = Shared.root.appending(path: "scenarios/priors").path
        try FileManager.default.copyItem(atPath: priors, toPath: "\(folder)/priors")
        let file = "\(folder)/mine.yaml"
        try "extends: \(Self.path)\n\(text)".write(toFile: file, atomically: true, encoding: .utf8)
        var overrides = PlanOverrides()
        change(&overrides)
        return try PlanFile.load(file, overrides)
    }

    @Test func `the planners' scenario is valid and means what it says`() throws {
        let inputs = try PlanFile.load(Self.path, PlanOverrides())
        #expect(inputs.name == "stellantis-2030")
        #expect(inputs.prior.name == "evidence")
        #expect(inputs.others.map(\.name) == ["consultancy", "plan", "shock-gm"])
        #expect(inputs.settings.years == 2023...2030)
        #expect(inputs.settings.draws == 16_384 && inputs.settings.sampling == .sobol)
        #expect(inputs.settings.cellHours == 0.25 && inputs.settings.correlation == 0.5)
        #expect(inputs.tree.count == 3)
        #expect(inputs.prior.markets.count == 9)
        #expect(inputs.settings.targetEUR == 20e9)
    }

    @Test func `a scenario may extend another, and the command line both`() throws {
        let text = """
            name: mine
            plan: {window: 5, years: 2025-2035}
            parameters: {p_fleet: [1, 2, 4], price.ubi_score: 1.1}
            """
        let inputs = try load(text) {
            $0.settings = ["price.ubi_score=1.2", "privacy.k=10", "plan.prior=consultancy"]
            $0.draws = 128
        }
        #expect(inputs.settings.windowYears == 5 && inputs.settings.k == 10)
        #expect(inputs.settings.lastYear == 2035 && inputs.settings.draws == 128)
        #expect(inputs.prior.name == "consultancy")
        #expect(inputs.prior[.priceFleet].low == 1 && inputs.prior[.priceFleet].high == 4)
        #expect(inputs.prior[.priceUBI].mode == 1.2)
        #expect(inputs.prior[.arpuConnected].mode == 36)
    }

    @Test func `a question names a KPI and a lever, or asks all levers`() throws {
        let one = try load { ($0.solve, $0.lever) = ("revenue.total_eur=20e9", "arpu") }
        #expect(one.questions.count == 1 && one.questions[0].wanted == 20e9)
        let all = try load { $0.solve = "revenue.contribution_eur=0" }
        #expect(all.questions.map(\.lever) == PlanLever.allCases)
    }

    @Test func `every mistake is named with file and line, at once`() throws {
        let text = """
            name: mine
            plan: {prior: evidence, yeers: 2023-2030, currency: USD}
            uncertainty:
              correlation: 50%
              sampling: dice
            tree:
              - name: odd
                branches: [{name: a, probability: 60%}, {name: b, probability: 60%}]
            parameters:
              p_flet: 2
              cons_mob: 1.5
              p_ubi: [3, 2, 1]
            """
        let error = #expect(throws: ScenarioErrors.self) {
            _ = try self.load(text) {
                $0.settings = ["privacy.k=0"]
                ($0.solve, $0.lever) = ("revenue.total=1", "hope")
            }
        }
        let all = error?.description ?? ""
        for part in [
            "mine.yaml:3:", "unknown key 'yeers' in plan; did you mean 'years'?",
            "'plan.currency' is 'USD'", "mine.yaml:6:", "'dice'",
            "probabilities of 'odd' sum to 120.0 %", "unknown parameter 'p_flet'",
            "mine.yaml:12:1: error: 'cons_mob' reaches 1.5; consent cannot exceed 1",
            "min 3.0 of 'p_ubi' exceeds its mode 2.0", "--set privacy.k=0:1:1: error:",
            "--solve revenue.total=1:1:1: error: write KPI=VALUE",
        ] { #expect(all.contains(part), "\(part) in\n\(all)") }
    }

    @Test func `correlations that contradict each other are refused`() throws {
        let text = """
            name: mine
            uncertainty:
              correlation: 0
              pairs:
                - {between: [p_fleet, fleet_adopt], rho: 0.9}
                - {between: [fleet_adopt, fleet_share], rho: 0.9}
                - {between: [p_fleet, fleet_share], rho: -0.9}
            """
        let error = #expect(throws: ScenarioErrors.self) { _ = try self.load(text) }
        #expect(error?.description.contains("the correlations contradict each other") == true)
    }

    @Test func `an unknown prior is one line with those that are known`() {
        let error = #expect(throws: Failure.self) { _ = try self.load { $0.prior = "hope" } }
        #expect(
            error?.message.contains("unknown prior 'hope'; known: consultancy, evidence") == true)
    }
}
