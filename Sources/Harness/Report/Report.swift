// `report.html`: one file, no network, the same bytes for the same run. Reads top-down: the
// verdict, the country, the day, the feed, privacy, money, then every number with its definition.

import Base
import Checks
import Foundation
import Roads

/// Renders the report of a run.
public struct Report {
    let run: RunFolder
    let kpis: [KPI]
    let networks: [Network]

    /// A report of a checked run; `networks` in the order of its regions.
    public init(run: RunFolder, kpis: [KPI], networks: [Network]) {
        self.run = run
        self.kpis = kpis
        self.networks = networks
    }

    /// The whole page.
    ///
    /// - Throws: `Failure` when the run's files cannot be read.
    public func html() throws -> String {
        let data = try ReportData(run: run)
        let facts = run.facts
        let title = "Rocade: \(facts.name)"
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(Chart.escaped(title))</title>
            <style>\(Self.style)</style></head><body>
            <header><p class="brand">ROCADE</p><h1>\(Chart.escaped(facts.name))</h1>
            <p class="lead">\(lead(data))</p>\(verdict())</header>
            <main>
            \(tiles(data))
            <h2>The roads and the day</h2>
            <div class="split"><div>\(maps(data))</div>
            <div class="stack">\(dayCharts(data))</div></div>
            <h2>The feed</h2><div class="grid">\(feedCharts(data))</div>
            <h2>Privacy</h2><div class="grid">\(privacyCharts())</div>
            <h2>Revenue</h2><div class="grid">\(revenueCharts())</div>
            \(realism())
            <h2>Every number, with its definition</h2>\(table())
            </main>
            <footer>\(footer())</footer>
            </body></html>

            """
    }

    // MARK: Head

    private func lead(_ data: ReportData) -> String {
        let facts = run.facts
        let cars = facts.regions.reduce(0) { $0 + $1.cars }
        let hours = Chart.number(facts.durationSeconds / 3600)
        let names = facts.regions.prefix(3).map(\.name).joined(separator: ", ")
        return Chart.escaped(
            "\(Chart.number(Double(run.wholeFacts.vehicles))) connected vehicles out of "
                + "\(Chart.number(Double(cars))) cars on the roads of \(names), \(hours) simulated "
                + "hours from \(Self.date(facts.startUnixSeconds)). "
                + "Seed \(facts.seed). Faults: \(facts.faults.joined(separator: ", "))."
                + sampleNote)
    }

    /// What was kept of a sampled run, and which regions drive on stand-in maps.
    private var sampleNote: String {
        let facts = run.facts
        var note = ""
        if facts.isSampled {
            note +=
                " \(Chart.number(Double(facts.vehicles))) of them report in full; figures marked "
                + "sampled come from those, figures marked full from all."
        }
        let standIns = facts.regions.filter { $0.isStandIn == true }
        if !standIns.isEmpty {
            let markets = Set(standIns.map(\.market)).sorted().joined(separator: ", ")
            note += " Stand-in maps: \(standIns.count) regions (markets \(markets))."
        }
        return note
    }

    private func verdict() -> String {
        let gates = kpis.compactMap { kpi in kpi.gate.map { (kpi.id, $0) } }
        let failed = gates.filter { $0.1.status != "pass" }
        guard !gates.isEmpty else {
            return "<p class=\"verdict none\">No gates: this run judges nothing</p>"
        }
        if failed.isEmpty {
            return "<p class=\"verdict pass\">✓ All \(gates.count) gates pass</p>"
        }
        let names = failed.map { "\($0.0) (\($0.1.status))" }.joined(separator: ", ")
        return "<p class=\"verdict fail\">✗ \(failed.count) of \(gates.count) gates fail: "
            + "\(Chart.escaped(names))</p>"
    }

    private func tiles(_ data: ReportData) -> String {
        let wanted: [(id: String, label: String)] = [
            ("traffic.trips", "trips"),
            ("traffic.vehicle_km", "vehicle kilometres"),
            ("throughput.generated", "records generated"),
            ("throughput.lost_records", "records lost"),
            ("privacy.consent.leaked_records", "records leaked without consent"),
            ("throughput.matched_km_share", "of kilometres on the right link"),
            (unicity(points: 4)?.id ?? "", "of vehicles unique by 4 points"),
            ("revenue.total_eur", "a year at 34 million vehicles"),
        ]
        let tiles = wanted.compactMap { id, label -> String? in
            guard let kpi = kpi(id), let value = kpi.value else { return nil }
            let status = kpi.gate.map { $0.status == "pass" ? " pass" : " fail" } ?? ""
            return "<div class=\"tile\(status)\" title=\"\(Chart.escaped(kpi.method))\">"
                + "<b>\(Self.value(value, unit: kpi.unit))</b><span>\(Chart.escaped(label))</span>"
                + "\(Self.interval(kpi).map { "<i>\(Self.level(kpi)): \($0)</i>" } ?? "")</div>"
        }
        return "<div class=\"tiles\">\(tiles.joined())</div>"
    }

    private func maps(_ data: ReportData) -> String {
        let figures = shown(data).map { region, network in
            let flow = data.flows[region.name] ?? []
            let peak = flow.max() ?? 1
            let values = (0..<network.linkCount).map { link in
                link < flow.count && flow[link] > 0 ? (flow[link] / max(1, peak)).squareRoot() : 0
            }
            let caption =
                "\(region.name): \(Chart.number(Double(network.linkCount))) links, "
                + "\(Chart.number(region.linkKilometers)) km of lanes' directions; colour and width "
                + "show the day's flow (square-root scale), darkest = "
                + "\(Chart.number(peak)) observed vehicles. Places: \(network.metadata.placesBasis)"
            let options = MapPicture.Options(
                width: 620, leastClass: .residential, legend: "observed vehicles over the run",
                legendLow: "0", legendHigh: Chart.number(peak))
            let picture = MapPicture.svg(network, values: values, options: options)
            return "<figure class=\"map\">\(picture)"
                + "<figcaption>\(Chart.escaped(caption))</figcaption></figure>"
        }
        return figures.joined()
    }

    /// The regions with a picture: all of a few, else the first of each of some maps.
    private func shown(_ data: ReportData) -> [(RegionFacts, Network)] {
        let all = Array(zip(run.facts.regions, networks))
        let names = ReportData.picturedRegions(run.facts)
        return all.filter { names.contains($0.0.name) }
    }

    // MARK: Foot

    private func table() -> String {
        var rows = ""
        var group = ""
        for kpi in kpis {
            let family = kpi.id.split(separator: ".").first.map(String.init) ?? ""
            if family != group {
                group = family
                rows += "<tr class=\"group\"><th colspan=\"6\">\(Chart.escaped(family))</th></tr>"
            }
            rows += row(kpi)
        }
        return "<table><thead><tr><th>KPI</th><th>value</th><th>interval</th><th>n</th>"
            + "<th>gate or band</th><th>definition</th></tr></thead><tbody>\(rows)</tbody></table>"
    }

    private func row(_ kpi: KPI) -> String {
        let value = kpi.value.map { Self.value($0, unit: kpi.unit) } ?? "not applicable"
        var gate = ""
        if let outcome = kpi.gate {
            let isGreen = outcome.status == "pass"
            gate =
                "<span class=\"\(isGreen ? "pass" : "fail")\">\(outcome.status) "
                + "(\(Chart.escaped(outcome.op)) \(Chart.number(outcome.limit)))</span>"
        }
        if let band = kpi.band, band.count == 2 {
            let isInside = kpi.value.map { $0 >= band[0] && $0 <= band[1] }
            let mark = isInside.map { $0 ? "in " : "outside " } ?? ""
            gate +=
                (gate.isEmpty ? "" : "<br>")
                + "<span class=\"\(isInside == false ? "warn" : "")\">\(mark)"
                + "\(Chart.number(band[0])) … \(Chart.number(band[1]))</span>"
        }
        var definition = Chart.escaped(kpi.method)
        if run.facts.isSampled, let basis = kpi.basis { definition += " Basis: \(basis)." }
        if let baseline = kpi.baseline { definition += " Baseline: \(Chart.number(baseline))." }
        if let source = kpi.source { definition += " <i>\(Chart.escaped(source))</i>" }
        return "<tr id=\"\(Chart.escaped(kpi.id))\"><td><code>\(Chart.escaped(kpi.id))</code></td>"
            + "<td class=\"number\">\(value)</td>"
            + "<td class=\"number\" title=\"\(Self.level(kpi))\">\(Self.interval(kpi) ?? "")</td>"
            + "<td class=\"number\">\(Chart.number(Double(kpi.n)))</td><td>\(gate)</td>"
            + "<td>\(definition)</td></tr>"
    }

    private func footer() -> String {
        let attributions = Array(Set(networks.map(\.metadata.attribution))).sorted()
        var sources: [String] = []
        for metadata in networks.map(\.metadata) {
            let text =
                "\(metadata.name) (SHA-256 \(metadata.sourceSHA256.prefix(12))…, "
                + "\(metadata.referenceSystem))"
            if !sources.contains(text) { sources.append(text) }
        }
        return Chart.escaped(
            "Rocade \(rocadeVersion). Maps: \(sources.joined(separator: "; ")). "
                + "\(attributions.joined(separator: "; ")). Synthetic vehicles: no person's data. "
                + "Times are simulated; what this machine measured stands in measured.json.")
    }

    // MARK: Values

    func kpi(_ id: String) -> KPI? { kpis.first { $0.id == id } }

    func unicity(points: Int) -> KPI? {
        kpis.first { $0.id.hasPrefix("privacy.") && $0.id.hasSuffix(".unicity.p\(points)") }
    }

    static func value(_ value: Double, unit: String) -> String {
        if unit == "share" {
            return Chart.number(value * 100) + " %"
        }
        if unit.hasPrefix("EUR") {
            return "€\u{202F}" + Chart.short(value)
        }
        let plain = ["records", "trips", "count", "vehicles", "cells", "1", ""].contains(unit)
        return Chart.number(value) + (plain ? "" : "\u{202F}" + Chart.escaped(unit))
    }

    /// What the interval is: money is shown from P10 to P90, all else with 95 % confidence.
    static func level(_ kpi: KPI) -> String { kpi.unit.hasPrefix("EUR") ? "P10–P90" : "95 %" }

    static func interval(_ kpi: KPI) -> String? {
        guard let ci = kpi.ci, ci.count == 2 else { return nil }
        if kpi.unit.hasPrefix("EUR") { return "\(Chart.short(ci[0])) … \(Chart.short(ci[1]))" }
        if kpi.unit == "share" {
            return "\(Chart.number(ci[0] * 100)) … \(Chart.number(ci[1] * 100)) %"
        }
        return "\(Chart.number(ci[0])) … \(Chart.number(ci[1]))"
    }

    private static func date(_ unixSeconds: Int64) -> String {
        let date = Date(timeIntervalSince1970: Double(unixSeconds))
        return date.formatted(.iso8601.year().month().day().dateSeparator(.dash)) + " UTC"
    }
}
