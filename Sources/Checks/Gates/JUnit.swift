// JUnit XML, the form that every CI system reads: one test case per gate.

/// The text of `junit.xml`: one suite, one case per gate in the order of the scenario. No times and
/// no host, so that equal verdicts are equal bytes.
public func junitXML(_ results: [GateResult], suite: String) -> String {
    let failures = results.count { !$0.isPass }
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites tests=\"\(results.count)\" failures=\"\(failures)\">\n"
    text += "  <testsuite name=\"\(escapedXML(suite))\" tests=\"\(results.count)\" "
    text += "failures=\"\(failures)\" errors=\"0\" skipped=\"0\">\n"
    for result in results {
        let group = result.gate.kpi.split(separator: ".").first.map(String.init) ?? ""
        text += "    <testcase classname=\"\(escapedXML("rocade." + group))\" "
        text += "name=\"\(escapedXML(result.gate.text))\""
        if result.isPass {
            text += "/>\n"
            continue
        }
        let was = result.value.map { "\(result.gate.kpi) = \(numberText($0))" }
        let message = was ?? "\(result.gate.kpi) has no value"
        text += ">\n      <failure type=\"\(result.status)\" message=\"\(escapedXML(message))\">"
        text += "\(escapedXML(result.method))</failure>\n    </testcase>\n"
    }
    return text + "  </testsuite>\n</testsuites>\n"
}

/// Text as XML content or attribute; characters that XML 1.0 forbids become U+FFFD.
func escapedXML(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&apos;"
        case "\n": result += "&#10;"
        case "\t": result += "&#9;"
        default:
            let isForbidden = scalar.value < 0x20 || (0xFFFE...0xFFFF).contains(scalar.value)
            result.unicodeScalars.append(isForbidden ? "\u{FFFD}" : scalar)
        }
    }
    return result
}
