// `rocade doctor`: what is installed, what is missing, and the command that installs it.

import Base
import Foundation
import Scenario

/// Looks at the machine.
public enum Doctor {
    /// A thing that is there or not.
    public struct Finding: Codable, Hashable, Sendable {
        /// What it is.
        public var name: String
        /// Whether it is there.
        public var isPresent: Bool
        /// Its version or path, or what to do.
        public var remark: String
    }

    /// Everything that a build and a run need, as the list of packages and the catalogue say.
    ///
    /// - Throws: `Failure.input` without the list or the catalogue: outside the project's folder.
    public static func examine(
        maps: MapStore, packages list: String = "tools/packages.txt"
    ) throws -> [Finding] {
        var findings = try packages(list)
        let swift = version(["swift", "--version"], "Swift version ")
        findings.append(
            Finding(
                name: "Swift toolchain", isPresent: swift != nil,
                remark: swift ?? "install Swift 6.2 or later from swift.org"))
        let wheels = ".venv/bin/python"
        let python = version(
            [wheels, "-c", "import pyarrow, duckdb; print(duckdb.__version__)"], "")
        findings.append(
            Finding(
                name: "Python wheels (.venv)", isPresent: python != nil,
                remark: python.map { "duckdb \($0)" } ?? "run: make setup"))
        let imported = maps.importedNames()
        for map in try maps.catalogue().maps {
            let isThere = imported.contains(map.name)
            findings.append(
                Finding(
                    name: "map \(map.name)", isPresent: isThere,
                    remark: isThere ? maps.path(of: map.name) : "run: rocade map fetch \(map.name)"
                ))
        }
        return findings
    }

    /// The one line that installs the missing packages, if any.
    public static func installCommand(_ findings: [Finding]) -> String? {
        let missing = findings.filter { !$0.isPresent && $0.remark == Self.packageRemark }
        guard !missing.isEmpty else { return nil }
        return "apt-get update && apt-get install -y --no-install-recommends "
            + missing.map(\.name).joined(separator: " ")
    }

    private static let packageRemark = "missing package"

    private static func packages(_ path: String) throws -> [Finding] {
        guard let list = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure.input(
                "\(path): cannot read the list of packages; run in the project's folder")
        }
        return list.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard words.count >= 2, !line.hasPrefix("#") else { return nil }
            let isThere = FileManager.default.fileExists(atPath: words[1])
            return Finding(
                name: words[0], isPresent: isThere, remark: isThere ? words[1] : packageRemark)
        }
    }

    private static func version(_ command: [String], _ prefix: String) -> String? {
        guard let result = try? Subprocess.run(command), result.status == 0 else { return nil }
        let text = result.output + result.errors
        guard
            let range = prefix.isEmpty ? text.startIndex..<text.startIndex : text.range(of: prefix)
        else { return nil }
        let rest = text[range.upperBound...]
        return String(rest.prefix { !$0.isWhitespace })
    }
}
