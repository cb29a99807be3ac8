import Checks
import Foundation
import TestSupport
import Testing

/// The prior's numbers in Swift are those of the file with the sources.
struct EvidencePriorTests {
    static let csv = Shared.root.appending(path: "scenarios/priors/evidence.csv")
    static let swift = Shared.root.appending(
        path: "Sources/Checks/Revenue/EvidencePrior+Table.swift")

    /// Fields of a CSV line; quoted fields may hold commas and doubled quotes.
    private func fields(_ line: Substring) -> [String] {
        var result = [""]
        var isQuoted = false
        for character in line {
            if character == "\"" {
                isQuoted.toggle()
                continue
            }
            if character == ",", !isQuoted {
                result.append("")
            } else {
                result[result.count - 1].append(character)
            }
        }
        return result
    }

    private func fileRows() throws -> [EvidenceRow] {
        let text = try String(contentsOf: Self.csv, encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline)
        #expect(lines[0] == "parameter,group,unit,min,mode,max,year,market,source")
        return try lines.dropFirst().map { line in
            let f = fields(line)
            try #require(f.count == 9, "\(line)")
            let bracket = f[8].hasPrefix("[") ? f[8].dropFirst().prefix { $0 != "]" } : "X"
            return EvidenceRow(
                f[0], try #require(EvidenceRow.Group(rawValue: f[1])),
                try #require(Double(f[3])), try #require(Double(f[4])),
                try #require(Double(f[5])), f[7], String(bracket))
        }
    }

    @Test func `the table in Swift is the file`() throws {
        let rows = try fileRows()
        guard ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" else {
            #expect(rows == EvidencePrior.rows, "write it again with UPDATE_GOLDEN=1 swift test")
            return
        }
        var text = "// Written from scenarios/priors/evidence.csv, which has the units and sources;"
        text += " a test compares.\n\nextension EvidencePrior {\n"
        text += "    /// The rows of the prior, in the order of the file.\n"
        text += "    public static let rows: [EvidenceRow] = [\n"
        for row in rows {
            text += "        EvidenceRow(\"\(row.name)\", .\(row.group), \(row.low), \(row.mode), "
            text += "\(row.high), \"\(row.market)\", \"\(row.grade)\"),\n"
        }
        try (text + "    ]\n}\n").write(to: Self.swift, atomically: true, encoding: .utf8)
        Issue.record("the table was written again; build and test without UPDATE_GOLDEN")
    }

    @Test func `every range holds its mode, and shares stay below one`() {
        for row in EvidencePrior.rows {
            #expect(row.low <= row.mode && row.mode <= row.high, "\(row.name) \(row.market)")
            if row.name.hasPrefix("cons_") { #expect(row.high <= 1) }
        }
    }

    @Test(.enabled(if: Shared.path("reference/revenue/parameters.csv") != nil, "no reference data"))
    func `the file quotes the reference parameters`() throws {
        let path = try #require(Shared.path("reference/revenue/parameters.csv"))
        let reference = Set(
            try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).map
            { line in
                let f = fields(line)
                return [f[0], f[3], f[6] == "RE" ? "rest-eu" : f[6], f[7]]
            })
        let text = try String(contentsOf: Self.csv, encoding: .utf8)
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            let f = fields(line)
            #expect(reference.contains([f[0], f[4], f[7], f[8]]), "\(f[0]) \(f[7])")
        }
    }
}
