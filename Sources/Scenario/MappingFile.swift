// Mapping files: how the platform under test wants its messages. YAML, so that people who do not
// write Swift can point Rocade at their own ingest.

import Base
import Foundation
import Records

/// Reads mapping files.
///
///     fields:   {vid: vehicleId, boot: bootCount, consent_scope: ""}   # "" leaves a field out
///     sample:   {event_ms: timestamp}
///     samples:  points
///     signals:  {Vehicle.Speed: speedKmh}
///     constant: {tenant: acme}
///     topic:    cars/{region}/{vid}
///     path:     /ingest
///     headers:  {X-Tenant: acme}
public enum MappingFile {
    /// Reads a file.
    /// - Throws: `ScenarioErrors` with every mistake; `Failure` when it cannot be read.
    public static func read(_ path: String) throws -> EnvelopeMapping {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure.input("\(path): cannot read the mapping")
        }
        return try parse(text, file: path)
    }

    /// Reads a text; `file` stands in messages.
    public static func parse(_ text: String, file: String) throws -> EnvelopeMapping {
        let tree = try SourceNode.parse(text, file: file)
        var problems: [Diagnostic] = []
        func note(_ place: Place, _ message: String) {
            problems.append(
                Diagnostic(
                    file: place.file, line: place.line, column: place.column, message: message))
        }
        func word(_ node: SourceNode) -> String {
            if node.isNull { return "" }
            if case .scalar(let text) = node.content { return text }
            note(node.place, "this must be a word, not \(node.kind)")
            return ""
        }
        func words(_ node: SourceNode) -> [String: String] {
            guard case .mapping(let entries) = node.content else {
                note(node.place, "this must map names to names, not \(node.kind)")
                return [:]
            }
            return Dictionary(entries.map { ($0.key, word($0.value)) }) { _, last in last }
        }
        var mapping = EnvelopeMapping()
        guard case .mapping(let entries) = tree.content else {
            throw ScenarioErrors(diagnostics: [
                Diagnostic(
                    file: file, line: tree.place.line, column: tree.place.column,
                    message: "a mapping file maps names, it is not \(tree.kind)")
            ])
        }
        let known = [
            "fields", "sample", "samples", "signals", "constant", "topic", "path", "headers",
        ]
        for entry in entries {
            switch entry.key {
            case "fields": mapping.fields = words(entry.value)
            case "sample": mapping.sample = words(entry.value)
            case "samples": mapping.samples = word(entry.value)
            case "signals": mapping.signals = words(entry.value)
            case "constant": mapping.constants = words(entry.value)
            case "topic": mapping.topic = word(entry.value)
            case "path": mapping.path = word(entry.value)
            case "headers": mapping.headers = words(entry.value)
            default:
                let hint = Suggestion.hint(for: entry.key, among: known)
                note(entry.keyPlace, "unknown key '\(entry.key)'\(hint)")
            }
        }
        for problem in mapping.problems { note(tree.place, problem) }
        if !problems.isEmpty { throw ScenarioErrors(diagnostics: problems) }
        return mapping
    }
}

/// Times as people write them.
public enum WrittenDuration {
    /// Seconds of a text such as `90s`, `10min` or `24h`; nil when it is none.
    public static func seconds(_ text: String) -> Double? { Quantity.parse(text, as: .duration) }
}
