// `rocade plan`: revenue by product, market and year.

import ArgumentParser
import Base
import Checks
import Foundation
import Harness
import Scenario

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Revenue by product, market and year, with uncertainty and its drivers.",
        discussion: """
            Example: rocade plan scenarios/stellantis-2030.yaml --out results/plan
            What must be true for 20 billion EUR:
              rocade plan scenarios/stellantis-2030.yaml --prior plan \
            --solve revenue.total_eur=20e9 --by arpu
            What a run measured instead of assumptions:
              rocade plan scenarios/stellantis-2030.yaml --facts results/r
            """)

    @Argument(help: "The planning scenario's YAML file.") var scenario: String
    @Option(parsing: .unconditional, help: "Draws of the parameters.") var draws: Int?
    @Option(
        parsing: .unconditional,
        help: "Base sample N of the Sobol indices: N (2 d + 2) runs; 0 for none.")
    var sobol: Int?
    @Option(help: "evidence, consultancy, plan, shock-gm, or a CSV file.") var prior: String?
    @Option(
        help: "Setting such as price.ubi_score=1.2, plan.window=5, privacy.k=10; may be repeated.")
    var set: [String] = []
    @Option(help: "Reverse question KPI=VALUE, such as revenue.total_eur=20e9.")
    var solve: String?
    @Option(help: "What to turn for it: arpu, consent, adoption, price, parc; all unless given.")
    var by: String?
    @Option(help: "A run folder or a CSV with the columns of facts.parquet.") var facts: String?
    @Option(help: "Another scenario to compare with, line by line.") var compare: String?
    @Flag(help: "A line a month in ledger.csv.") var monthly = false
    @Option(
        parsing: .unconditional,
        help: "Worker threads; the result is the same for any number.")
    var threads: Int?
    @Option(help: "The folder to write; the table alone unless given.") var out: String?
    @Flag(help: "Print the KPIs as JSON.") var json = false

    func run() throws {
        if let threads, threads < 1 {
            throw Failure.input("--threads \(threads): give 1 or more")
        }
        var overrides = PlanOverrides()
        overrides.settings = set
        overrides.prior = prior
        overrides.facts = facts
        overrides.solve = solve
        overrides.lever = by
        overrides.draws = draws
        overrides.sobol = sobol
        overrides.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        overrides.isMonthly = monthly
        let outcome = try PlanRun.start(
            PlanRunOptions(scenario: scenario, overrides: overrides, out: out, compare: compare))
        if json {
            return try Console.print(kpisJSON(outcome.kpis).trimmingCharacters(in: .newlines))
        }
        try Console.print(outcome.text)
        if let folder = outcome.folder { try Console.print("report: \(folder)/plan.html") }
    }
}
