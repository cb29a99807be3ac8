// A parameter as a prior states it: range, unit, group, where it comes from, how good that is.

import Base

/// A row of a prior.
package struct PlanRow: Sendable {
    /// Name in the file.
    package var name: String
    /// Parameters of price, adoption and consent move together.
    package var group: String
    /// As written.
    package var unit: String
    /// Bounds and mode; 5 % and 95 % quantiles of a lognormal.
    package var low: Double
    /// See `low`.
    package var mode: Double
    /// See `low`.
    package var high: Double
    /// `all`, a group of markets, or one market.
    package var market: String
    /// As written, grade first: `[B] who (where)`.
    package var source: String
    /// Name of the distribution.
    package var shape: String
    /// Where it stands.
    package var file: String
    /// From 1.
    package var line: Int

    /// Evidence grade: A official, B press that names its source, C weak, D derived, M from memory,
    /// X assumption; F measured by a run.
    package var grade: String {
        guard source.hasPrefix("["), let end = source.firstIndex(of: "]") else { return "X" }
        return String(source[source.index(after: source.startIndex)..<end])
    }

    /// The distribution.
    package var distribution: PlanShape { PlanShape(shape, low: low, mode: mode, high: high) }

    /// The same parameter as one value.
    package func fixed(at value: Double, source: String) -> PlanRow {
        var row = self
        (row.low, row.mode, row.high, row.source) = (value, value, value, source)
        return row
    }

    /// Grades from best to worst, for "the weakest of".
    package static let grades = ["F", "A", "B", "D", "C", "M", "X"]

    /// Place in `grades`; unknown ones count as worst.
    package static func rank(_ grade: String) -> Int {
        grades.firstIndex(of: grade) ?? grades.count
    }
}

/// A row of a comma-separated file and its line.
package struct CSVLine: Sendable {
    /// From 1.
    package var number: Int
    /// Unquoted.
    package var fields: [String]
}

/// Reads comma-separated text with quoted fields; lines that start with `#` and empty ones are
/// left out. A quoted field does not span lines.
package func csvLines(_ text: String) -> [CSVLine] {
    var result: [CSVLine] = []
    for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        let line = raw.hasSuffix("\r") ? raw.dropLast() : raw
        if line.isEmpty || line.hasPrefix("#") { continue }
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        var previous: Character?
        for character in line {
            if character == "\"" {
                // A doubled quote inside quotes is one.
                if !isQuoted, previous == "\"" { field.append("\"") }
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                fields.append(field)
                field = ""
            } else {
                field.append(character)
            }
            previous = character
        }
        fields.append(field)
        result.append(CSVLine(number: index + 1, fields: fields))
    }
    return result
}
