// `plan.html`: one file, no network, the same bytes for the same plan. Reads top-down for someone
// who decides: the answer, what it is not, the years, where it comes from, what drives it, what
// privacy costs, what 20 billion would need, how far to trust it, every number with its source.

import Base
import Checks
import Foundation
import Planning

/// Renders the report of a plan.
struct PlanReport {
    let plan: Plan
    let kpis: [KPI]
    let compared: String?
    let differences: [PlanDifference]?

    init(_ plan: Plan, _ kpis: [KPI], compared: String?, _ differences: [PlanDifference]?) {
        self.plan = plan
        self.kpis = kpis
        self.compared = compared
        self.differences = differences
    }

    var settings: PlanSettings { plan.inputs.settings }
    var year: Int { settings.targetYear }

    /// The whole page.
    var html: String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Rocade plan: \(Chart.escaped(plan.inputs.name))</title>
        <style>\(Report.style)\(Self.style)</style></head><body>
        <header><p class="brand">ROCADE · PLAN</p><h1>\(Chart.escaped(plan.inputs.name))</h1>
        <p class="lead">\(Chart.escaped(lead))</p>
        <p class="verdict none">\(Chart.escaped(verdict))</p></header>
        <main>
        \(tiles)
        <h2>What the figure is, and what it is not</h2>\(slips)
        <h2>Year by year</h2><div class="two">\(fans)</div>
        <h2>From cars to euros</h2><div class="two">\(bridge)</div>
        <h2>Product by market, \(year), thousand EUR</h2>\(matrix)
        <h2>What drives it</h2><div class="two">\(drivers)</div>
        <h2>What privacy costs</h2><div class="two">\(privacy)</div>
        <h2>What would have to be true for \(money(settings.targetEUR))</h2>\(gap)
        <h2>Other views of the same year</h2>\(views)
        \(comparison)
        <h2>How far to trust it</h2>\(trust)
        <h2>Every figure, with its definition</h2>\(kpiTable)
        <h2>Every parameter, with its source</h2>\(parameters)
        </main><footer>\(footer)</footer></body></html>

        """
    }

    static let style = """
        .two{display:grid;grid-template-columns:repeat(auto-fit,minmax(430px,1fr));gap:14px}
        td.heat{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        tr.sum td,tr.sum th{font-weight:700;background:#edf1f5}
        .grade{display:inline-block;min-width:1.6em;text-align:center;border-radius:4px;
        padding:0 4px;font-size:12px;background:#e3e7ec}
        .grade.A,.grade.B,.grade.F{background:#cdeadf}.grade.X,.grade.M{background:#f7ddc9}
        .verdict{font-weight:500}
        .scroll{overflow-x:auto}
        @media print{h2{break-after:avoid}table{font-size:10.5px}tr{break-inside:avoid}
        .two{grid-template-columns:1fr 1fr}}
        """

    func money(_ value: Double) -> String { "€\(planNumber(value))" }

    func grade(_ text: String) -> String {
        "<span class=\"grade \(Chart.escaped(text))\">\(Chart.escaped(text))</span>"
    }

    func figure(_ title: String, _ note: String, _ body: String) -> String {
        "<figure><h3>\(Chart.escaped(title))</h3>\(body)"
            + "<figcaption>\(Chart.escaped(note))</figcaption></figure>"
    }

    func table(_ head: [String], _ rows: [[String]], numbers: Set<Int> = []) -> String {
        let top = head.map { "<th>\(Chart.escaped($0))</th>" }.joined()
        let body = rows.map { row in
            "<tr>"
                + row.enumerated().map {
                    "<td\(numbers.contains($0.offset) ? " class=\"number\"" : "")>\($0.element)</td>"
                }.joined() + "</tr>"
        }
        return "<div class=\"scroll\"><table><thead><tr>\(top)</tr></thead><tbody>"
            + body.joined() + "</tbody></table></div>"
    }

    // MARK: The answer

    private var lead: String {
        let facts =
            plan.inputs.facts.map {
                "Ratios measured by a run of \($0.rows.first?.scenario ?? "") (facts \($0.hash))."
            }
            ?? "No run was given: ratios are the prior's assumptions."
        let about = plan.inputs.about.isEmpty ? "" : plan.inputs.about + ". "
        return "\(about)Prior “\(plan.inputs.prior.name)”: \(plan.inputs.prior.about) "
            + "\(plan.draws.draws) draws, years \(settings.firstYear) to \(settings.lastYear). "
            + facts
    }

    private var verdict: String {
        let band = plan.draws.band(.revenue, year)
        let share = planPercent(band.p50 / settings.targetEUR)
        let contribution = plan.draws.values(.contribution, year)
        let positive = Double(contribution.count { $0 > 0 }) / Double(max(1, contribution.count))
        return "\(year): \(money(band.p50)) of data sales a year, with 80 % between "
            + "\(money(band.p10)) and \(money(band.p90)). That is \(share) of "
            + "\(money(settings.targetEUR)). A year with profit has a chance of "
            + "\(planPercent(positive)). Grade of the evidence: \(plan.weakestGrade)."
    }

    private var tiles: String {
        let wanted: [(String, String)] = [
            ("revenue.total_eur", "EUR a year"),
            ("revenue.per_vehicle_eur", "EUR a connected vehicle and year"),
            ("revenue.contribution_eur", "EUR left after cost"),
            ("revenue.connected", "connected vehicles"),
            ("revenue.active", "of them active"),
            ("revenue.share_of_target", "of the target"),
            ("revenue.consent_shock_var_eur", "EUR at risk from a consent shock"),
            ("revenue.at_risk_eur", "EUR booked without consent"),
        ]
        let tiles = wanted.compactMap { id, label -> String? in
            guard let kpi = kpis.first(where: { $0.id == id }), let value = kpi.value else {
                return nil
            }
            let interval =
                kpi.ci.map { "\(number($0[0], kpi.unit)) to \(number($0[1], kpi.unit))" }
                ?? "at the modes"
            return "<div class=\"tile\" title=\"\(Chart.escaped(kpi.method))\">"
                + "<b>\(number(value, kpi.unit))</b><span>\(label)</span><i>\(interval)</i></div>"
        }
        return "<div class=\"tiles\">\(tiles.joined())</div>"
    }

    func number(_ value: Double, _ unit: String) -> String {
        unit == "share" ? planPercent(value) : planNumber(value)
    }

    /// The article's slips; the report says them first, so that nobody repeats them.
    private var slips: String {
        let five = plan.draws.band(.monetisable, year)
        let ten = plan.draws.band(.connected, year)
        return table(
            ["often read", "what sources support"],
            [
                [
                    "The data unit will bring 20 billion EUR.",
                    "20 billion is the whole group's software revenue of 2030: subscriptions, "
                        + "features, data and fleets, pricing, conquest. No target for data sales "
                        + "alone was published. \(grade("B"))",
                ],
                [
                    "34 million connected electric vehicles.",
                    "34 million connected vehicles of any powertrain. \(grade("B")) With the "
                        + "maker's own words “first five years of life” the model has "
                        + "\(planNumber(five.p50)); over ten years \(planNumber(ten.p50)).",
                ],
                [
                    "Revenue doubles to 2 billion EUR.",
                    "A slip: net revenue of the group was to double, to some 300 billion EUR. "
                        + grade("B"),
                ],
                [
                    "33 billion USD for software by 2025.",
                    "Over 30 billion EUR for electrification and software together. \(grade("B"))",
                ],
                [
                    "4,500 engineers within two years.",
                    "4,500 software engineers by 2024. "
                        + grade("B"),
                ],
            ])
    }

    // MARK: Years

    private var fans: String {
        let revenue = settings.years.map { (year: $0, band: plan.draws.band(.revenue, $0)) }
        let connected = settings.years.map { (year: $0, band: plan.draws.band(.connected, $0)) }
        var rows: [[String]] = []
        for year in settings.years {
            let band = plan.draws.band(.revenue, year)
            let left = plan.draws.band(.contribution, year)
            rows.append([
                "\(year)", planNumber(band.p50),
                "\(planNumber(band.p10)) – \(planNumber(band.p90))",
                planNumber(left.p50), planNumber(plan.draws.band(.connected, year).p50),
                planNumber(plan.draws.band(.active, year).p50),
            ])
        }
        return figure(
            "Revenue, million EUR a year",
            "Line: median of \(plan.draws.draws) draws. Dark: 80 % of them, light: 90 %. Money of "
                + "2025. The bands hold parameters uncertain, not the form of the model; see the "
                + "tree below.", PlanChart.fan(revenue, scale: 1e6))
            + figure(
                "Connected vehicles, million",
                "Dashed: the 34 million of the ambition. The window of support decides: "
                    + (settings.windowYears.map { "\(planNumber($0)) years here." }
                        ?? "8 to 12 years here, drawn."),
                PlanChart.fan(
                    connected, scale: 1e6,
                    marks: [(settings.targetVehicles / 1e6, "34 million of the ambition")]))
            + "<figure style=\"grid-column:1/-1\"><h3>The same in figures, EUR</h3>"
            + table(
                ["year", "revenue P50", "P10 – P90", "contribution P50", "connected", "active"],
                rows, numbers: [1, 2, 3, 4, 5]) + "</figure>"
    }

    private var footer: String {
        "Computed by rocade plan, version \(rocadeVersion), from the scenario, its prior"
            + (plan.inputs.facts == nil ? "" : ", the facts of a run")
            + " and seed \(settings.seed). Evidence grades: F measured by a run, A official or "
            + "peer-reviewed, B press that names its source, D derived, C weak, M from memory, "
            + "X assumption."
    }
}
