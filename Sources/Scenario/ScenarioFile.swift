// From a file to a `Scenario`: read, follow `extends`, lay `--set` over it, then turn every section
// into the options of its stage. All mistakes are reported at once.

import Base
import Foundation

/// Where scenarios come from.
public enum ScenarioFile {
    /// Reads a scenario.
    ///
    /// - Parameters:
    ///   - path: the YAML file; it is named in messages as given.
    ///   - overrides: `path=value` settings, such as `platform.embedded.defects=[small-cells]`.
    ///   - settings: the same once every replica is a region of its own.
    ///   - maps: names of maps that exist, or nil to accept any name.
    /// - Throws: `ScenarioErrors` with every mistake; `Failure` when the file cannot be read.
    public static func load(
        _ path: String, overrides: [String] = [], settings: [String] = [], maps: [String]? = nil
    ) throws -> Scenario {
        let tree = try tree(path, including: [])
        return try read(tree, overrides: overrides, settings: settings, maps: maps)
    }

    /// Reads a scenario from a text; `file` stands in messages.
    public static func parse(
        _ text: String, file: String, overrides: [String] = [], maps: [String]? = nil
    ) throws -> Scenario {
        try read(
            SourceNode.parse(text, file: file), overrides: overrides, settings: [], maps: maps)
    }

    private static func read(
        _ tree: SourceNode, overrides: [String], settings: [String], maps: [String]?
    ) throws -> Scenario {
        var tree = tree
        for override in overrides { tree = try applying(override, to: tree) }
        // Mistakes are told of the scenario as written, once for all replicas of an entry.
        _ = try read(tree, maps: maps)
        tree = tree.expandingReplicas()
        for setting in settings { tree = try applying(setting, to: tree) }
        return try read(tree, maps: maps)
    }

    private static func read(_ tree: SourceNode, maps: [String]?) throws -> Scenario {
        var reader = Reader()
        let scenario = reader.scenario(tree, maps: maps)
        guard reader.diagnostics.isEmpty, let scenario else {
            throw ScenarioErrors(
                diagnostics: reader.diagnostics.sorted {
                    ($0.file, $0.line, $0.column, $0.message)
                        < ($1.file, $1.line, $1.column, $1.message)
                })
        }
        return scenario
    }

    static func tree(_ path: String, including: [String]) throws -> SourceNode {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure.input("\(path): cannot read the scenario; check the path")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw Failure.input("\(path): the scenario is no UTF-8 text")
        }
        let node = try SourceNode.parse(text, file: path)
        guard case .mapping(let entries) = node.content,
            let base = entries.first(where: { $0.key == "extends" })
        else { return node }
        func fail(_ message: String) -> ScenarioErrors {
            ScenarioErrors(diagnostics: [
                Diagnostic(
                    file: path, line: base.value.place.line, column: base.value.place.column,
                    message: message)
            ])
        }
        guard case .scalar(let name) = base.value.content, !name.isEmpty else {
            throw fail("'extends' must name a scenario file")
        }
        let folder = URL(filePath: path).deletingLastPathComponent().relativePath
        let basePath = name.hasPrefix("/") || folder == "." ? name : "\(folder)/\(name)"
        guard !including.contains(basePath), basePath != path else {
            throw fail("'extends' leads back to \(basePath)")
        }
        guard FileManager.default.fileExists(atPath: basePath) else {
            throw fail("'extends' names \(basePath), which does not exist")
        }
        let below = try tree(basePath, including: including + [path])
        let above = SourceNode(
            content: .mapping(entries.filter { $0.key != "extends" }), place: node.place)
        return below.overlaid(with: above)
    }

    private static func applying(_ override: String, to tree: SourceNode) throws -> SourceNode {
        let file = "--set \(override)"
        func fail(_ message: String) -> ScenarioErrors {
            ScenarioErrors(diagnostics: [
                Diagnostic(file: file, line: 1, column: 1, message: message)
            ])
        }
        guard let equals = override.firstIndex(of: "="), equals != override.startIndex else {
            throw fail("write path=value, such as telemetry.interval=5s")
        }
        let path = override[..<equals].split(separator: ".", omittingEmptySubsequences: false)
            .map(String.init)
        guard !path.contains("") else { throw fail("a path is names with one '.' between them") }
        let text = String(override[override.index(after: equals)...])
        let value = try SourceNode.parse(text.isEmpty ? "\"\"" : text, file: file)
        do {
            return try tree.setting(path[...], to: value)
        } catch let error as SourceNode.NoSuchElement {
            throw fail(error.message)
        }
    }
}
