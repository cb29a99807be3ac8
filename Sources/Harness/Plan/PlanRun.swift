// `rocade plan`: reads a planning scenario, computes, writes the folder.

import Base
import Checks
import Foundation
import Planning
import Scenario
import Sinks

/// Options of `rocade plan`.
public struct PlanRunOptions: Sendable {
    /// The scenario's YAML file.
    public var scenario: String
    /// What the command line lays over it.
    public var overrides: PlanOverrides
    /// The folder to write; nothing is written without one.
    public var out: String?
    /// Another scenario to compare with, line by line.
    public var compare: String?

    /// Options.
    public init(scenario: String, overrides: PlanOverrides, out: String?, compare: String?) {
        self.scenario = scenario
        self.overrides = overrides
        self.out = out
        self.compare = compare
    }
}

/// What a plan ends with.
public struct PlanOutcome: Sendable {
    /// All KPIs.
    public var kpis: [KPI]
    /// For the terminal.
    public var text: String
    /// Where it was written.
    public var folder: String?
}

/// Computes plans.
public enum PlanRun {
    /// Computes a plan and writes its folder: `kpis.json`, `ledger.csv`, `draws.parquet`,
    /// `plan.html`, `tables.json`, and `differences.csv` for a comparison. Pure functions of
    /// scenario, priors, facts and options: no time, host or thread in them.
    ///
    /// - Throws: `ScenarioErrors`, `Failure`.
    public static func start(_ options: PlanRunOptions) throws -> PlanOutcome {
        let inputs = try PlanFile.load(options.scenario, options.overrides)
        let plan = Plan(inputs)
        var differences: [PlanDifference]?
        if let other = options.compare {
            let theirs = try PlanFile.load(other, options.overrides)
            differences = PlanLedger.differences(
                plan.ledger,
                PlanLedger(
                    theirs.prior, theirs.model, theirs.facts, monthly: theirs.isMonthly))
        }
        let kpis = plan.kpis
        if let out = options.out {
            try AtomicFile.write(kpisJSON(kpis), to: "\(out)/kpis.json")
            try AtomicFile.write(ledgerCSV(plan.ledger.lines), to: "\(out)/ledger.csv")
            try ParquetFile.write(plan.drawTable, to: "\(out)/draws.parquet")
            try AtomicFile.write(PlanTables(plan).json, to: "\(out)/tables.json")
            let html = PlanReport(plan, kpis, compared: options.compare, differences).html
            try AtomicFile.write(html, to: "\(out)/plan.html")
            if let differences {
                try AtomicFile.write(csv(differences), to: "\(out)/differences.csv")
            }
        }
        return PlanOutcome(
            kpis: kpis, text: PlanText(plan, compared: options.compare, differences).text,
            folder: options.out)
    }

    private static func csv(_ differences: [PlanDifference]) -> String {
        var text = "period,market,product,amount_cents,other_cents,difference_cents\n"
        for line in differences {
            text += "\(line.key.period),\(line.key.market),\(line.key.product),"
            text += "\(line.cents),\(line.otherCents),\(line.cents - line.otherCents)\n"
        }
        return text
    }
}

/// What the terminal shows.
private struct PlanText {
    let plan: Plan
    let compared: String?
    let differences: [PlanDifference]?

    init(_ plan: Plan, compared: String?, _ differences: [PlanDifference]?) {
        self.plan = plan
        self.compared = compared
        self.differences = differences
    }

    var text: String {
        let settings = plan.inputs.settings
        let year = settings.targetYear
        var lines = ["\(plan.inputs.name), prior \(plan.inputs.prior.name): \(year)"]
        lines.append("  \(plan.evidence)")
        lines.append("")
        lines.append("  year   revenue P50   [P10, P90] million EUR   contribution   connected")
        for year in settings.years {
            let revenue = plan.draws.band(.revenue, year)
            let money = plan.draws.band(.contribution, year).p50 / 1e6
            let interval = String(format: "[%.1f, %.1f]", revenue.p10 / 1e6, revenue.p90 / 1e6)
            let start = String(format: "  %d   %11.1f   ", year, revenue.p50 / 1e6)
            let end = String(
                format: "%12.1f   %8.1f M", money, plan.draws.band(.connected, year).p50 / 1e6)
            lines.append(
                start + interval.padding(toLength: 24, withPad: " ", startingAt: 0) + end)
        }
        lines.append("")
        lines.append(
            String(
                format: "  at the modes, in cents: %.2f EUR in %d lines; without consent: %.2f EUR",
                Double(plan.ledger.totalCents) / 100, plan.ledger.targetLines.count,
                Double(plan.ledger.atRiskCents) / 100))
        lines.append(contentsOf: priors)
        lines.append(contentsOf: answers)
        lines.append(contentsOf: comparison)
        return lines.joined(separator: "\n")
    }

    private var priors: [String] {
        guard plan.outlooks.count > 1 else { return [] }
        return ["", "  priors side by side, never averaged:"]
            + plan.outlooks.map { outlook in
                let name = outlook.prior.name.padding(
                    toLength: 14, withPad: " ", startingAt: 0)
                let revenue = outlook.revenue
                return "  \(name) \(planNumber(revenue.p50)) EUR [\(planNumber(revenue.p10)), "
                    + "\(planNumber(revenue.p90))], \(planNumber(outlook.perVehicle.p50)) EUR a "
                    + "connected vehicle"
            }
    }

    private var answers: [String] {
        guard !plan.answers.isEmpty else { return [] }
        return [""]
            + plan.answers.map { answer in
                let goal = "\(answer.goal.rawValue) = \(planNumber(answer.wanted))"
                let lever = answer.lever.rawValue
                guard let value = answer.answer else {
                    return "  \(goal) by \(lever): out of reach; \(lever) alone reaches "
                        + planNumber(answer.reached)
                }
                let cars = planNumber(answer.connected)
                let number =
                    answer.lever == .arpu
                    ? String(format: "%.2f EUR a vehicle and year", value)
                    : "\(planNumber(value)) times today's assumption"
                return "  \(goal) by \(lever): \(number), at \(cars) connected vehicles"
            }
    }

    private var comparison: [String] {
        guard let compared, let differences else { return [] }
        let cents = differences.reduce(0) { $0 + $1.cents - $1.otherCents }
        let amount = String(format: "%.2f", Double(cents) / 100)
        return [
            "",
            "  against \(compared): \(differences.count) lines differ, \(amount) EUR over all years",
        ]
    }
}

extension Plan {
    /// Every draw: its parameters, its series by year, its products and markets in the target year.
    var drawTable: DataTable {
        let settings = inputs.settings
        var columns = [
            DataColumn("draw", .uint32((0..<UInt32(draws.draws)).map { $0 }))
        ]
        for key in sample.keys {
            columns.append(DataColumn("parameter.\(key.name)", .double(sample.column(key))))
        }
        for series in PlanSeries.allCases {
            for year in settings.years {
                columns.append(
                    DataColumn("\(series.name).\(year)", .double(draws.values(series, year))))
            }
        }
        for product in PlanProduct.allCases {
            columns.append(DataColumn("product.\(product.id)", .double(draws.values(product))))
        }
        for market in 0..<PlanMarket.count {
            columns.append(
                DataColumn(
                    "market.\(PlanMarket.names[market])", .double(draws.values(market: market))))
        }
        return DataTable(columns)
    }
}
