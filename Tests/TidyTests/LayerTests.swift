// SwiftPM lets a target import what it does not declare. This test does not: a target imports only
// its declared dependencies, dependencies stand above it in Package.swift, the engine stays free of
// Foundation and C libraries, and the platform under test can never see the truth.

import Foundation
import TestSupport
import Testing

@Suite struct LayerTests {
    /// Targets in the order of Package.swift with their declared dependencies.
    static let targets: [(name: String, dependencies: [String])] = {
        let text =
            (try? String(contentsOf: Shared.root.appending(path: "Package.swift"), encoding: .utf8))
            ?? ""
        let pattern =
            #/\.(systemLibrary|target|executableTarget)\(\s*name: "(\w+)"(?:,\s*path: "[^"]*")?(?:,\s*dependencies: \[(.*?)\](?=,\s*(?:path|swiftSettings|cxxSettings|\))))?/#
            .dotMatchesNewlines()
        return text.matches(of: pattern).map { match in
            let list = match.3.map(String.init) ?? ""
            let names = list.matches(of: #/(?:name: )?"(\w+)"(?!\.)/#).map { String($0.1) }
            return (String(match.2), names)
        }
    }()

    static func imports(of target: String) throws -> [(file: String, module: String)] {
        let folder = Shared.root.appending(path: "Sources/\(target)")
        let files = FileManager.default.enumerator(atPath: folder.path)?
            .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
        return try (files ?? []).flatMap { file in
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            return text.matches(
                of:
                    #/(?m)^(?:@\w+ )?(?:public |internal )?import (?:struct |class |enum |func )?(\w+)/#
            )
            .map { (file, String($0.1)) }
        }
    }

    /// Modules that are no targets of ours, by the targets that may import them.
    static let foreign: [String: Set<String>] = [
        "Foundation": [
            "MapImport", "Sinks", "Platform", "Checks", "Planning", "Scenario", "Harness", "Server",
            "rocade",
        ],
        "FoundationNetworking": ["Harness"],
        "Glibc": ["Base", "Roads", "MapImport", "Traffic", "Sinks", "Platform", "Harness"],
        "Synchronization": ["Sinks", "Platform", "Harness", "Server"],
        "Dispatch": ["Harness"],
        "RegexBuilder": [],
        "GRDB": ["Platform"],
        "Yams": ["Scenario"],
        "ArgumentParser": ["rocade"],
    ]

    @Test func `the manifest is understood`() {
        #expect(Self.targets.count >= 17)
        #expect(
            Self.targets.first?.name == "CGEOS" && Self.targets.contains { $0.name == "rocade" })
        #expect(Self.targets.first { $0.name == "Platform" }?.dependencies.contains("GRDB") == true)
    }

    @Test func `the architecture page lists every target in its order`() throws {
        let page = try String(
            contentsOf: Shared.root.appending(path: "ARCHITECTURE.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let listed = rows.flatMap { row in
            (row.split(separator: "|").first ?? "").matches(of: #/`(\w+)`/#).map { String($0.1) }
        }
        let known = Self.targets.map(\.name).filter { $0 != "TestSupport" }
        #expect(listed.filter(known.contains) == known)
    }

    @Test func `a target imports only what it declares and what stands above it`() throws {
        let order = Self.targets.map(\.name)
        for (position, target) in Self.targets.enumerated() where target.name != "TestSupport" {
            for dependency in target.dependencies where order.contains(dependency) {
                let above = order.firstIndex(of: dependency).map { $0 < position } ?? false
                #expect(above, "\(target.name) depends on \(dependency), which stands below it")
            }
            for (file, module) in try Self.imports(of: target.name) where module != target.name {
                let isAllowed =
                    target.dependencies.contains(module)
                    || Self.foreign[module]?.contains(target.name) == true
                #expect(isAllowed, "Sources/\(target.name)/\(file) imports \(module)")
            }
        }
    }

    @Test func `the platform under test can never import the truth`() throws {
        let truth: Set = ["Demand", "Traffic", "Telemetry", "Checks", "Harness"]
        #expect(Self.targets.first { $0.name == "Platform" }?.dependencies.isEmpty == false)
        let seen = try Self.imports(of: "Platform").map(\.module)
        #expect(truth.isDisjoint(with: seen))
        let declared = Self.targets.first { $0.name == "Platform" }?.dependencies ?? []
        #expect(truth.isDisjoint(with: declared))
    }

    @Test func `the engine imports neither Foundation nor a C library`() throws {
        let engine = ["Base", "Roads", "Demand", "Traffic", "Records", "Telemetry"]
        let allowed = Set(engine + ["Glibc"])
        for target in engine {
            for (file, module) in try Self.imports(of: target) {
                #expect(allowed.contains(module), "Sources/\(target)/\(file) imports \(module)")
            }
        }
    }
}
