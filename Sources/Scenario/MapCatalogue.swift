// `maps/catalogue.yaml`: maps by name, with where they come from and what they must hash to.

import Base
import Foundation

/// A map that can be had by name.
public struct CatalogueMap: Hashable, Sendable {
    /// Where the file comes from.
    public enum Source: Hashable, Sendable {
        /// A file inside a Debian source package.
        case debianSource(package: String, version: String, member: String)
        /// A file inside a Python wheel.
        case wheel(package: String, version: String, member: String)
        /// Any address.
        case url(String)
        /// Only from the folder `$ROCADE_MAPS`.
        case local
    }

    /// The name in scenarios.
    public var name: String
    /// What it shows.
    public var title: String
    /// The file's name, also under `$ROCADE_MAPS`.
    public var file: String
    /// Lower-case hexadecimal.
    public var sha256: String
    /// The date of the data or the version of the extract.
    public var version: String
    /// SPDX identifier.
    public var licence: String
    /// What every picture must say.
    public var attribution: String
    /// Where the file comes from.
    public var source: Source
}

/// The catalogue of maps.
public struct MapCatalogue: Hashable, Sendable {
    /// In the file's order.
    public var maps: [CatalogueMap]

    /// Reads a catalogue.
    ///
    /// - Throws: `ScenarioErrors` with every mistake; `Failure` when it cannot be read.
    public init(path: String) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure.input(
                "\(path): cannot read the map catalogue; run in the project's folder")
        }
        try self.init(text: text, file: path)
    }

    /// Reads a catalogue from a text; `file` stands in messages.
    public init(text: String, file: String) throws {
        let root = try SourceNode.parse(text, file: file)
        var reader = Reader()
        maps = []
        reader.section(root, "the catalogue", keys: ["maps"])
        if let node = reader.required(root, "maps", "the catalogue") {
            if case .mapping(let entries) = node.content {
                maps = entries.compactMap { reader.map($0) }
            } else if !node.isNull {
                reader.fail(node.place, "'maps' must be a mapping, not \(node.kind)")
            }
        }
        if !reader.diagnostics.isEmpty { throw ScenarioErrors(diagnostics: reader.diagnostics) }
    }

    /// The map of a name, or a failure that suggests the nearest.
    public func map(named name: String) throws -> CatalogueMap {
        if let found = maps.first(where: { $0.name == name }) { return found }
        let hint = Suggestion.hint(for: name, among: maps.map(\.name))
        throw Failure.input("no map '\(name)' in the catalogue\(hint)")
    }
}

extension Reader {
    fileprivate mutating func map(_ entry: SourceNode.Entry) -> CatalogueMap? {
        let keys = [
            "title", "file", "sha256", "version", "licence", "attribution", "debian-source",
            "wheel", "url",
        ]
        let node = entry.value
        let path = "maps.\(entry.key)"
        guard section(node, path, keys: keys) else { return nil }
        func get(_ key: String, _ reader: inout Reader) -> String {
            reader.required(node, key, path).flatMap { reader.text($0, "\(path).\(key)") } ?? ""
        }
        let sha256 = get("sha256", &self)
        if sha256.count != 64 || !sha256.allSatisfy({ "0123456789abcdef".contains($0) }) {
            fail(node["sha256"]?.place ?? node.place, "'\(path).sha256' must be 64 of 0-9a-f")
        }
        return CatalogueMap(
            name: entry.key, title: get("title", &self), file: get("file", &self),
            sha256: sha256, version: get("version", &self), licence: get("licence", &self),
            attribution: get("attribution", &self), source: source(node, path))
    }

    private mutating func source(_ node: SourceNode, _ path: String) -> CatalogueMap.Source {
        if let url = node["url"].flatMap({ text($0, "\(path).url") }) { return .url(url) }
        for key in ["debian-source", "wheel"] {
            guard let inner = node[key] else { continue }
            section(inner, "\(path).\(key)", keys: ["package", "version", "member"])
            var parts: [String] = []
            for part in ["package", "version", "member"] {
                let value = required(inner, part, "\(path).\(key)")
                parts.append(value.flatMap { text($0, "\(path).\(key).\(part)") } ?? "")
            }
            return key == "wheel"
                ? .wheel(package: parts[0], version: parts[1], member: parts[2])
                : .debianSource(package: parts[0], version: parts[1], member: parts[2])
        }
        return .local
    }
}
