// Gates as text: `throughput.lost_records == 0`, `traffic.mean_delay <= 90 s`,
// `privacy.od-matrix.unicity.p4 < 5%`. The scenario knows file, line and column of the text; the
// error here knows the place inside it.

/// What is wrong with a gate's text, and where in it.
public struct GateSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and how to mend it.
    public var message: String
    /// Characters before the mistake, from 0.
    public var offset: Int

    /// The message.
    public var description: String { message }
}

extension Gate {
    /// The comparisons, longest first.
    public static let comparisons = ["==", "!=", "<=", ">=", "<", ">"]

    /// Units that a limit may carry, and what one of them is in the KPI's unit: shares are
    /// fractions, times are seconds.
    public static let units: [(name: String, factor: Double)] = [
        ("%", 0.01), ("ms", 0.001), ("s", 1), ("min", 60), ("h", 3600),
    ]

    /// Reads a gate.
    ///
    /// - Parameter text: `KPI-ID COMPARISON NUMBER[UNIT]`; blanks are free, `_` groups digits.
    /// - Throws: `GateSyntaxError` with the place of the mistake.
    public static func parse(_ text: String) throws -> Gate {
        let characters = Array(text)
        var at = 0
        skipBlanks(characters, &at)
        let start = at
        while at < characters.count, isIDCharacter(characters[at]) { at += 1 }
        let kpi = String(characters[start..<at])
        guard kpi.contains("."), kpi.first?.isLetter == true, kpi.last != "." else {
            throw GateSyntaxError(
                message: "a gate starts with a KPI such as 'throughput.lost_records'",
                offset: start)
        }
        skipBlanks(characters, &at)
        let rest = String(characters[at...])
        guard let comparison = comparisons.first(where: { rest.hasPrefix($0) }) else {
            throw GateSyntaxError(
                message: "after '\(kpi)' comes one of \(comparisons.joined(separator: " "))",
                offset: at)
        }
        at += comparison.count
        skipBlanks(characters, &at)
        let limit = try parseLimit(characters, from: at)
        return Gate(kpi: kpi, comparison: comparison, limit: limit, text: text)
    }

    private static func isIDCharacter(_ c: Character) -> Bool {
        c.isASCII && (c.isLetter || c.isNumber || "._-:".contains(c))
    }

    private static func skipBlanks(_ characters: [Character], _ at: inout Int) {
        while at < characters.count, characters[at] == " " || characters[at] == "\t" { at += 1 }
    }

    private static func parseLimit(_ characters: [Character], from start: Int) throws -> Double {
        var at = start
        var digits = ""
        while at < characters.count, isNumberCharacter(characters, at) {
            if characters[at] != "_" { digits.append(characters[at]) }
            at += 1
        }
        guard let number = Double(digits), number.isFinite else {
            throw GateSyntaxError(
                message: "the limit must be a number, such as 0, 2.5 or 5%", offset: start)
        }
        skipBlanks(characters, &at)
        let unitStart = at
        var end = characters.count
        while end > at, characters[end - 1] == " " || characters[end - 1] == "\t" { end -= 1 }
        let unit = String(characters[at..<end])
        if unit.isEmpty { return number }
        guard let known = units.first(where: { $0.name == unit }) else {
            let names = units.map(\.name).joined(separator: ", ")
            throw GateSyntaxError(
                message: "unknown unit '\(unit)' (known: \(names), or none)", offset: unitStart)
        }
        // Dividing keeps 5% equal to 0.05, which multiplying by 0.01 does not promise.
        return unit == "%" ? number / 100 : unit == "ms" ? number / 1000 : number * known.factor
    }

    private static func isNumberCharacter(_ characters: [Character], _ at: Int) -> Bool {
        let c = characters[at]
        if c.isASCII, c.isNumber || c == "." || c == "_" || c == "+" || c == "-" { return true }
        guard c == "e" || c == "E", at > 0, at + 1 < characters.count else { return false }
        let next = characters[at + 1]
        return characters[at - 1].isNumber && (next.isNumber || next == "-" || next == "+")
    }
}
