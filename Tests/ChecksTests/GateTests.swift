import Base
import Checks
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Gates as text, their verdicts, and the files that carry them.
struct GateTests {
    @Test(arguments: [
        ("throughput.lost_records == 0", "==", 0.0), ("a.b!=1", "!=", 1),
        ("privacy.od-matrix.unicity.p4 < 5%", "<", 0.05), ("a.b <= 1_000.5", "<=", 1000.5),
        ("throughput.delay_p99 <= 90 s", "<=", 90), ("a.b > 1.5min", ">", 90),
        ("a.b >= -2e-3", ">=", -0.002), ("  a.b < 250ms ", "<", 0.25),
    ])
    func `a gate is read with its unit`(text: String, comparison: String, limit: Double) throws {
        let gate = try Gate.parse(text)
        #expect(gate.comparison == comparison)
        #expect(gate.limit == limit)
        #expect(gate.text == text)
    }

    @Test(arguments: [
        ("", 0), ("lost_records == 0", 0), ("a.b", 3), ("a.b = 0", 4), ("a.b == ", 7),
        ("a.b == many", 7), ("a.b < 5 parsecs", 8), ("a.b < 1.2.3", 6), ("a.b < 5 %%", 8),
    ])
    func `a mistake is told with its place`(text: String, offset: Int) throws {
        let error = #expect(throws: GateSyntaxError.self) { try Gate.parse(text) }
        #expect(error?.offset == offset)
    }

    private func kpis() -> [KPI] {
        [
            KPI("a.zero", 0, unit: "records", method: "m", n: 1),
            KPI("a.none", nil, unit: "share", method: "not applicable: <why> & \"how\"", n: 0),
        ]
    }

    @Test func `a gate passes, fails or is missing, and missing fails`() throws {
        var kpis = kpis()
        let gates = try ["a.zero == 0", "a.zero > 0", "a.none < 1", "b.absent == 0"]
            .map(Gate.parse)
        let results = evaluate(gates: gates, kpis: &kpis)
        #expect(results.map(\.status) == ["pass", "fail", "missing", "missing"])
        #expect(results.count { !$0.isPass } == 3)
        #expect(kpis[0].gate?.status == "fail")
        #expect(kpis.last?.id == "b.absent")
        #expect(CheckOutcome(kpis: kpis, gates: results, ledger: []).gatesFailed == 3)
    }

    @Test func `every comparison holds where it should`() throws {
        for (text, holds) in [
            ("a.b == 1", true), ("a.b != 1", false), ("a.b < 1", false), ("a.b <= 1", true),
            ("a.b > 1", false), ("a.b >= 1", true), ("a.b < 2", true), ("a.b > 0", true),
        ] {
            #expect(try Gate.parse(text).holds(1) == holds)
        }
        #expect(try Gate.parse("a.b <= 1").holds(.nan) == false)
    }

    @Test func `the JUnit file has a case for each gate and escapes what it quotes`() throws {
        var kpis = kpis()
        let gates = try ["a.zero == 0", "a.none < 1"].map(Gate.parse)
        let text = junitXML(evaluate(gates: gates, kpis: &kpis), suite: "a \"b\" <c>")
        #expect(text.contains("tests=\"2\" failures=\"1\""))
        #expect(text.contains("a &quot;b&quot; &lt;c&gt;"))
        #expect(text.contains("name=\"a.none &lt; 1\""))
        #expect(text.contains("not applicable: &lt;why&gt; &amp; &quot;how&quot;"))
        #expect(XMLParser(data: Data(text.utf8)).parse())
        #expect(text.components(separatedBy: "<testcase ").count == 3)
        #expect(text.components(separatedBy: "<failure ").count == 2)
    }

    @Test func `the KPI file reads back as it was`() throws {
        var kpis = kpis()
        kpis.append(
            KPI(
                "b.c", 0.1, unit: "m/s²", ci: [-1.5, 2e-7], method: "line\n\"two\"\u{1}", n: 3,
                baseline: 0.25, band: [1, 2], source: "González"))
        _ = evaluate(gates: [try Gate.parse("b.c < 5%")], kpis: &kpis)
        let text = kpisJSON(kpis)
        #expect(try KPI.list(decoding: Data(text.utf8)) == kpis)
        #expect(text == kpisJSON(kpis))
        #expect(text.contains("\"value\": 0\n"))
        #expect(throws: Failure.self) { try KPI.list(decoding: Data("{}".utf8)) }
    }

    @Test func `the table aligns, groups and names what fails`() throws {
        var kpis = kpis()
        kpis.append(
            KPI(
                "realism.idle", 0.6, unit: "share", ci: [0.5, 0.7], method: "m", n: 1,
                band: [0.3, 0.5]))
        let results = evaluate(
            gates: try ["a.zero == 0", "a.none < 1"].map(Gate.parse), kpis: &kpis)
        let table = kpiTable(kpis)
        #expect(table.contains("pass  == 0"))
        #expect(table.contains("60.0 %"))
        #expect(table.contains("[50.0 %, 70.0 %]"))
        #expect(table.contains("OUTSIDE band 30.0 % … 50.0 %"))
        #expect(!table.contains("\u{1B}"))
        #expect(kpiTable(kpis, style: .coloured).contains("\u{1B}[32m"))
        let summary = gateSummary(results)
        #expect(summary.contains("MISSING"))
        #expect(summary.hasSuffix("1 of 2 gates FAIL\n"))
    }

    @Test(arguments: [
        (0.0, "records", "0"), (1234, "", "1234"), (12_345, "", "12 345"),
        (4_987_654, "records", "4 987 654"), (-12_345, "", "-12 345"), (0.05, "share", "5.00 %"),
        (0.987, "share", "98.7 %"), (3.14159, "s", "3.142"), (123.456, "s", "123.5"),
        (0.5, "s", "0.5000"), (19_999_999_999.6, "EUR", "20 000 000 000"),
    ])
    func `numbers read well`(value: Double, unit: String, text: String) {
        #expect(humanNumber(value, unit: unit) == text)
    }
}

struct NotANumberTests {
    @Test(arguments: ["a.b != 0", "a.b >= 0", "a.b == 0", "a.b < 1"])
    func `what is no number satisfies no gate`(text: String) throws {
        let gate = try Gate.parse(text)
        #expect(!gate.holds(.nan))
        #expect(!gate.holds(.infinity))
        #expect(!gate.holds(-.infinity))
    }
}
