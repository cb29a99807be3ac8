// KPIs as `kpis.json`. Written by hand: keys sorted, one KPI per block, numbers in their shortest
// exact form, so that equal results are equal bytes.

import Base
import Foundation

/// A number as it stands in files: whole numbers without a point, others in the shortest decimal
/// form that reads back as the same double; `null` for what JSON cannot say.
public func numberText(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return "\(value)"
}

/// Text as a JSON string, quotes included.
public func jsonString(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        default:
            if scalar.value < 0x20 {
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
    return result + "\""
}

/// The text of `kpis.json`.
public func kpisJSON(_ kpis: [KPI]) -> String {
    let blocks = kpis.map { kpi in
        let lines = kpi.jsonFields.map { "    \(jsonString($0.0)): \($0.1)" }
        return "  {\n" + lines.joined(separator: ",\n") + "\n  }"
    }
    return blocks.isEmpty ? "[]\n" : "[\n" + blocks.joined(separator: ",\n") + "\n]\n"
}

extension KPI {
    /// Key and JSON text of every field, sorted by key. `baseline`, `band`, `basis` and `source`
    /// stand only where they have a value.
    fileprivate var jsonFields: [(String, String)] {
        func list(_ values: [Double]?) -> String {
            values.map { "[" + $0.map(numberText).joined(separator: ", ") + "]" } ?? "null"
        }
        var fields: [(String, String)] = []
        if let band { fields.append(("band", list(band))) }
        if let baseline { fields.append(("baseline", numberText(baseline))) }
        if let basis { fields.append(("basis", jsonString(basis))) }
        fields.append(("ci", list(ci)))
        let outcome = gate.map {
            "{\"limit\": \(numberText($0.limit)), \"op\": \(jsonString($0.op)), "
                + "\"status\": \(jsonString($0.status))}"
        }
        fields.append(("gate", outcome ?? "null"))
        fields.append(("id", jsonString(id)))
        fields.append(("method", jsonString(method)))
        fields.append(("n", String(n)))
        if let source { fields.append(("source", jsonString(source))) }
        fields.append(("unit", jsonString(unit)))
        fields.append(("value", value.map(numberText) ?? "null"))
        return fields
    }

    /// Reads the text of `kpis.json`.
    public static func list(decoding data: Data) throws -> [KPI] {
        do {
            return try JSONDecoder().decode([KPI].self, from: data)
        } catch {
            throw Failure.input(
                "kpis.json: not a list of KPIs; run 'rocade check' on the run again")
        }
    }
}
