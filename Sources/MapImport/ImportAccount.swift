// The account of an import: what was read, kept, repaired and dropped, why, and how many
// kilometres.

import Roads

/// Collects the lines of the account in the order in which they are first named.
struct ImportAccount {
    private(set) var lines: [MapMetadata.AccountLine] = []

    /// Adds to the line of that name, or starts it.
    mutating func add(_ what: String, _ count: Int, meters: Double? = nil) {
        let kilometers = meters.map { $0 / 1000 }
        if let at = lines.firstIndex(where: { $0.what == what }) {
            lines[at].count += count
            if let kilometers { lines[at].kilometers = (lines[at].kilometers ?? 0) + kilometers }
        } else {
            lines.append(.init(what, count, kilometers: kilometers))
        }
    }

    /// The lines with kilometres rounded to the metre, without lines that count nothing.
    var finished: [MapMetadata.AccountLine] {
        lines.filter { $0.count > 0 }.map { line in
            var line = line
            line.kilometers = line.kilometers.map { ($0 * 1000).rounded() / 1000 }
            return line
        }
    }
}
