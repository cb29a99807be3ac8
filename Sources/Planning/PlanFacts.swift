// `SimulationFacts`: what a run measured, one row for each (scenario, replicate, month, market,
// powertrain, segment, product). The only thing that a plan may know of a run. Read from
// facts.parquet, or from a CSV with the same columns that a planner filled in.

import Base
import Checks
import Foundation
import Sinks

/// A row of the facts.
package struct PlanFactRow: Hashable, Sendable {
    /// The run's scenario; the region of the run; the month.
    package var scenario = ""
    /// See `scenario`.
    package var replicate = ""
    /// See `scenario`.
    package var month = ""
    /// FR DE IT ES UK PL rest-eu NA SA.
    package var market = ""
    /// The map: estimates cluster by it.
    package var map = ""
    /// `all`, or a powertrain and a segment.
    package var powertrain = "all"
    /// See `powertrain`.
    package var segment = "all"
    /// Id of the catalogue.
    package var product = ""
    /// Numbers by column; NaN where nothing was measured.
    package var numbers: [String: Double] = [:]
    /// Hash of what the products' definitions were.
    package var policyHash = ""

    /// An empty row.
    package init() {}
}

/// The schema of facts.
package enum PlanFactSchema {
    /// Version, in the file's column `schema`.
    package static let version = "rocade-facts-1"
    /// Text columns.
    package static let texts = [
        "schema", "scenario", "replicate", "month", "market", "map", "powertrain", "segment",
        "product", "policy_hash",
    ]
    /// Number columns: vehicles (HT estimates and the share's standard error), delivery, volume,
    /// release, privacy, sample.
    package static let numbers = [
        "eligible", "connected", "activated", "consented", "consented_se", "metered_units",
        "unconsented_units", "delivered_share", "delivered_share_se", "uptime", "freshness_p95_s",
        "points", "bytes_up", "km_total", "cells_released", "k_used", "eps_spent", "sample_n",
        "weight", "seed", "duration_s",
    ]

    /// The facts as a table.
    package static func table(_ rows: [PlanFactRow]) -> DataTable {
        func text(_ name: String, _ path: KeyPath<PlanFactRow, String>) -> DataColumn {
            DataColumn(name, .string(rows.map { $0[keyPath: path] }))
        }
        var columns = [
            DataColumn("schema", repeating: version, count: rows.count),
            text("scenario", \.scenario), text("replicate", \.replicate), text("month", \.month),
            text("market", \.market), text("map", \.map), text("powertrain", \.powertrain),
            text("segment", \.segment), text("product", \.product),
            text("policy_hash", \.policyHash),
        ]
        for name in numbers {
            let values = rows.map { $0.numbers[name] ?? .nan }
            columns.append(
                DataColumn(
                    name, .double(values.map { $0.isFinite ? $0 : 0 }),
                    validity: values.map(\.isFinite)))
        }
        return DataTable(columns)
    }
}

/// Facts of a run, or of a planner's own table.
package struct PlanFacts: Sendable {
    /// The file.
    package var file: String
    /// In the file's order.
    package var rows: [PlanFactRow]

    /// Facts of rows; `file` stands in messages.
    package init(file: String, rows: [PlanFactRow]) {
        self.file = file
        self.rows = rows
    }

    /// Reads facts: a run folder, a Parquet file or a CSV.
    ///
    /// - Returns: the facts, or every mistake with file and line.
    package static func read(_ path: String) throws -> (facts: PlanFacts?, errors: [Diagnostic]) {
        var file = path
        if !path.hasSuffix(".csv"), !path.hasSuffix(".parquet") { file = path + "/facts.parquet" }
        guard FileManager.default.fileExists(atPath: file) else {
            throw Failure.input(
                "\(file): no facts; name a run folder that 'rocade run' wrote, or a CSV")
        }
        var reader = FactReader(file: file)
        if file.hasSuffix(".csv") {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw Failure.input("\(file): cannot read the facts as UTF-8 text")
            }
            reader.csv(text)
        } else {
            try reader.table(ParquetFile.read(file))
        }
        guard reader.diagnostics.isEmpty else { return (nil, reader.diagnostics) }
        return (PlanFacts(file: file, rows: reader.rows), [])
    }

    /// Sixteen hexadecimal digits of all rows.
    package var hash: String {
        var text = ""
        for row in rows {
            text += [row.scenario, row.replicate, row.month, row.market, row.product, row.map]
                .joined(separator: "|")
            for name in PlanFactSchema.numbers { text += "|\(row.numbers[name] ?? .nan)" }
            text += "|\(row.policyHash)\n"
        }
        return planHash(text)
    }

    /// Hash of the products' definitions, as the run stated them.
    package var policyHash: String {
        planHash(Set(rows.map { $0.product + $0.policyHash }).sorted().joined())
    }

    /// Products in the facts, in the catalogue's order.
    package var products: [PlanProduct] {
        PlanProduct.allCases.filter { product in rows.contains { $0.product == product.id } }
    }

    /// Units metered without consent, as a share of a product's metered units.
    package func unconsentedShare(_ product: PlanProduct) -> Double {
        let own = rows.filter { $0.product == product.id }
        func sum(_ name: String) -> Double {
            own.reduce(0) { $0 + max(0, $1.numbers[name] ?? 0) }
        }
        let metered = sum("metered_units")
        return metered > 0 ? min(1, sum("unconsented_units") / metered) : 0
    }

    /// The estimates with their standard errors.
    package var estimates: PlanFactEstimates { PlanFactEstimates(self) }
}

/// Sixteen hexadecimal digits of a text.
package func planHash(_ text: String) -> String {
    let digits = String(XXHash64.hash(Array(text.utf8)), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

/// Reads rows from either form and collects what is wrong.
private struct FactReader {
    let file: String
    var rows: [PlanFactRow] = []
    var diagnostics: [Diagnostic] = []

    init(file: String) { self.file = file }

    mutating func fail(_ line: Int, _ message: String) {
        diagnostics.append(Diagnostic(file: file, line: line, column: 1, message: message))
    }

    mutating func csv(_ text: String) {
        let lines = csvLines(text)
        guard let head = lines.first else { return fail(1, "the file is empty") }
        let wanted = ["schema", "market", "product"]
        let lacking = wanted.filter { !head.fields.contains($0) }
        if !lacking.isEmpty {
            return fail(head.number, "column '\(lacking.joined(separator: "', '"))' is missing")
        }
        for name in head.fields
        where !(PlanFactSchema.texts + PlanFactSchema.numbers).contains(name) {
            let hint = PlanAlias.hint(name, PlanFactSchema.texts + PlanFactSchema.numbers)
            fail(head.number, "unknown column '\(name)'\(hint)")
        }
        for line in lines.dropFirst() {
            guard line.fields.count == head.fields.count else {
                fail(
                    line.number, "\(line.fields.count) fields, the header has \(head.fields.count)")
                continue
            }
            var texts: [String: String] = [:]
            var numbers: [String: Double] = [:]
            for (name, field) in zip(head.fields, line.fields) {
                if PlanFactSchema.texts.contains(name) {
                    texts[name] = field
                } else if let value = Double(field) {
                    numbers[name] = value
                } else if !field.isEmpty {
                    fail(line.number, "'\(name)' is '\(field)'; write a number or nothing")
                }
            }
            add(texts, numbers, line.number)
        }
    }

    mutating func table(_ table: DataTable) throws {
        var texts: [String: [String]] = [:]
        var numbers: [String: [Double]] = [:]
        for column in table.columns {
            if PlanFactSchema.texts.contains(column.name) {
                texts[column.name] = try column.strings()
            } else {
                numbers[column.name] = try column.doublesOrNaN()
            }
        }
        for row in 0..<table.rowCount {
            add(
                texts.mapValues { $0[row] },
                numbers.mapValues { $0[row] }.filter { $0.value.isFinite }, row + 1)
        }
    }

    private mutating func add(_ texts: [String: String], _ numbers: [String: Double], _ line: Int) {
        let schema = texts["schema"] ?? ""
        if schema != PlanFactSchema.version {
            fail(
                line,
                "schema '\(schema)'; this version reads '\(PlanFactSchema.version)': "
                    + "run the scenario again")
        }
        var row = PlanFactRow()
        row.scenario = texts["scenario"] ?? ""
        row.replicate = texts["replicate"] ?? ""
        row.month = texts["month"] ?? ""
        row.market = texts["market"] ?? ""
        row.map = texts["map"] ?? row.replicate
        row.powertrain = texts["powertrain"] ?? "all"
        row.segment = texts["segment"] ?? "all"
        row.product = texts["product"] ?? ""
        row.policyHash = texts["policy_hash"] ?? ""
        row.numbers = numbers
        if !PlanMarket.names.contains(row.market) {
            fail(
                line,
                "unknown market '\(row.market)'\(PlanAlias.hint(row.market, PlanMarket.names))")
        }
        if !PlanProduct.ids.contains(row.product) {
            let hint = PlanAlias.hint(row.product, PlanProduct.ids)
            fail(line, "unknown product '\(row.product)'\(hint)")
        }
        for name in ["uptime", "delivered_share"] {
            if let value = numbers[name], !(0...1).contains(value) {
                fail(line, "'\(name)' is \(value); a share lies between 0 and 1")
            }
        }
        if let consented = numbers["consented"], let active = numbers["activated"],
            consented > active * (1 + 1e-9)
        {
            fail(line, "consented \(consented) exceeds activated \(active): consent is above 1")
        }
        if let other = rows.first(where: { $0.product == row.product }),
            other.policyHash != row.policyHash
        {
            fail(
                line,
                "'\(row.product)' has another definition (policy_hash \(row.policyHash)) "
                    + "than above (\(other.policyHash)): facts of one file must agree")
        }
        rows.append(row)
    }
}
