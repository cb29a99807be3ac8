// A prior: every parameter of the planning model, from one file or several that extend each other.
// All mistakes are collected, each with file and line.

import Base

/// A complete prior.
package struct PlanPrior: Sendable {
    /// Its name: `evidence`, `consultancy`, `plan`, `shock-gm`, or a file's.
    package var name: String
    /// What it stands for, from the file's `# about:` line.
    package var about: String
    /// By `PlanKey`.
    package var rows: [PlanRow]
    /// By market, then `MarketKey`.
    package var markets: [[PlanRow]]

    /// Values at the modes, by `PlanKey`.
    package var modes: [Double] { rows.map(\.mode) }

    /// Market values at the modes.
    package var marketModes: [[Double]] { markets.map { $0.map(\.mode) } }

    /// Parameters that vary, in the order of `PlanKey`.
    package var uncertain: [PlanKey] {
        PlanKey.allCases.filter { rows[$0.rawValue].distribution.isUncertain }
    }

    /// The row of a parameter.
    package subscript(key: PlanKey) -> PlanRow {
        get { rows[key.rawValue] }
        set { rows[key.rawValue] = newValue }
    }
}

/// Puts priors together from files, later ones over earlier ones.
package struct PlanPriorReader {
    /// Every mistake so far.
    package private(set) var diagnostics: [Diagnostic] = []
    private var rows: [String: PlanRow] = [:]
    private var about = ""

    /// Nothing read yet.
    package init() {}

    /// Names of the columns that a prior must have.
    package static let columns = [
        "parameter", "group", "unit", "min", "mode", "max", "year", "market", "source",
    ]

    /// The prior that a file's first lines say it extends: `# extends: evidence`.
    package static func base(of text: String) -> String? { header("extends", text) }

    private static func header(_ key: String, _ text: String) -> String? {
        let start = "# \(key): "
        for line in text.split(separator: "\n") {
            guard line.hasPrefix("#") else { return nil }
            if line.hasPrefix(start) {
                return String(line.dropFirst(start.count))
            }
        }
        return nil
    }

    /// Reads a file's text; its rows replace those of the same parameter and market.
    package mutating func read(_ text: String, file: String) {
        about = Self.header("about", text) ?? about
        let lines = csvLines(text)
        guard let head = lines.first, head.fields.starts(with: Self.columns) else {
            fail(
                file, lines.first?.number ?? 1,
                "the header must start with \(Self.columns.joined(separator: ","))")
            return
        }
        let shape = head.fields.firstIndex(of: "shape")
        var seen: [String: Int] = [:]
        for line in lines.dropFirst() {
            guard let row = row(line, shape, file) else { continue }
            let key = "\(row.name)@\(marketKey(row))"
            if let first = seen[key] {
                fail(file, line.number, "'\(row.name)' stands in line \(first) already")
            }
            seen[key] = line.number
            rows[key] = row
        }
    }

    /// Sets a parameter by name, as `--set` and scenarios do.
    package mutating func set(
        _ name: String, low: Double, mode: Double, high: Double, file: String, line: Int
    ) {
        guard let key = PlanKey(name: PlanAlias.parameter(name) ?? name),
            var row = rows["\(key.name)@all"]
        else {
            let known = PlanAlias.names + PlanKey.names
            fail(file, line, "unknown parameter '\(name)'\(PlanAlias.hint(name, known))")
            return
        }
        (row.low, row.mode, row.high) = (low, mode, high)
        (row.file, row.line) = (file, line)
        row.source = "[X] set by the scenario"
        check(row)
        rows["\(key.name)@all"] = row
    }

    /// The prior, or nil when something is wrong; then `diagnostics` says what.
    package mutating func finish(name: String, file: String) -> PlanPrior? {
        var global: [PlanRow] = []
        for key in PlanKey.allCases {
            if let row = rows["\(key.name)@all"] {
                global.append(row)
            } else {
                fail(file, 1, "parameter '\(key.name)' is missing")
            }
        }
        var markets: [[PlanRow]] = []
        for market in PlanMarket.names {
            var values: [PlanRow] = []
            for key in MarketKey.allCases {
                if let row = rows["\(key.name)@\(market)"] { values.append(row) }
            }
            if values.isEmpty {
                fail(file, 1, "market \(market) is missing; give a row for each of its parameters")
            } else if values.count < MarketKey.allCases.count {
                let there = Set(values.map(\.name))
                let lacks = MarketKey.names.filter { !there.contains($0) }
                fail(file, 1, "market \(market) lacks \(lacks.joined(separator: ", "))")
            }
            markets.append(values)
        }
        guard diagnostics.isEmpty else { return nil }
        return PlanPrior(name: name, about: about, rows: global, markets: markets)
    }

    private func marketKey(_ row: PlanRow) -> String {
        MarketKey.names.contains(row.name) ? row.market : "all"
    }

    private mutating func row(_ line: CSVLine, _ shape: Int?, _ file: String) -> PlanRow? {
        let fields = line.fields
        guard fields.count >= Self.columns.count else {
            fail(
                file, line.number,
                "\(fields.count) fields; a row has \(Self.columns.count): put text with commas "
                    + "in quotes")
            return nil
        }
        var numbers: [Double] = []
        for place in 3...5 {
            guard let value = Double(fields[place]), value.isFinite else {
                fail(
                    file, line.number,
                    "\(Self.columns[place]) of '\(fields[0])' is '\(fields[place])'; write a number"
                )
                return nil
            }
            numbers.append(value)
        }
        let row = PlanRow(
            name: fields[0], group: fields[1], unit: fields[2], low: numbers[0], mode: numbers[1],
            high: numbers[2], market: fields[7], source: fields[8],
            shape: shape.map { $0 < fields.count ? fields[$0] : "" } ?? "", file: file,
            line: line.number)
        check(row)
        return row
    }

    private mutating func check(_ row: PlanRow) {
        let what = "'\(row.name)'" + (row.market == "all" ? "" : " (\(row.market))")
        let isKnown = PlanKey(name: row.name) != nil || MarketKey.names.contains(row.name)
        if !isKnown {
            let known = PlanKey.names + MarketKey.names
            fail(row.file, row.line, "unknown parameter \(what)\(PlanAlias.hint(row.name, known))")
        }
        if MarketKey.names.contains(row.name), !PlanMarket.names.contains(row.market) {
            let hint = PlanAlias.hint(row.market, PlanMarket.names)
            fail(row.file, row.line, "unknown market '\(row.market)' of \(what)\(hint)")
        }
        if !row.shape.isEmpty, !PlanShape.names.contains(row.shape) {
            let known = PlanShape.names.joined(separator: ", ")
            fail(row.file, row.line, "unknown shape '\(row.shape)' of \(what); known: \(known)")
        }
        checkNumbers(row, what)
    }

    private mutating func checkNumbers(_ row: PlanRow, _ what: String) {
        if row.low > row.mode {
            fail(row.file, row.line, "min \(row.low) of \(what) exceeds its mode \(row.mode)")
        }
        if row.mode > row.high {
            fail(row.file, row.line, "mode \(row.mode) of \(what) exceeds its max \(row.high)")
        }
        if row.shape == "lognormal", row.low <= 0 {
            fail(row.file, row.line, "a lognormal needs min above 0; \(what) has \(row.low)")
        }
        if let key = PlanKey(name: row.name) {
            if PlanKey.shares.contains(key), row.high > 1 {
                let word = row.name.hasPrefix("cons_") ? "consent" : "a share"
                fail(row.file, row.line, "\(what) reaches \(row.high); \(word) cannot exceed 1")
            }
            if key != .salesGrowth, row.low < 0 {
                fail(row.file, row.line, "\(what) falls to \(row.low); it cannot be negative")
            }
        }
        if row.group == "price", !row.unit.hasPrefix("EUR") {
            fail(
                row.file, row.line,
                "\(what) is in '\(row.unit)'; all prices must be in EUR: convert it and say so in "
                    + "the source")
        }
    }

    private mutating func fail(_ file: String, _ line: Int, _ message: String) {
        diagnostics.append(Diagnostic(file: file, line: line, column: 1, message: message))
    }
}
