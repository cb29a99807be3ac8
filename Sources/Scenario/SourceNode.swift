// A YAML document as a tree in which every value knows where it was written, so that merged and
// overridden values still point at their own file and line.

import Base
import Yams

/// Where something was written.
struct Place: Hashable, Sendable {
    var file: String
    var line: Int
    var column: Int
}

/// A value and its place.
struct SourceNode: Hashable, Sendable {
    indirect enum Content: Hashable, Sendable {
        case scalar(String)
        case sequence([SourceNode])
        case mapping([Entry])
    }

    struct Entry: Hashable, Sendable {
        var key: String
        var keyPlace: Place
        var value: SourceNode
    }

    var content: Content
    var place: Place

    /// What it is, for messages.
    var kind: String {
        switch content {
        case .scalar: "a value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    var isNull: Bool {
        if case .scalar(let text) = content { return text.isEmpty || text == "~" || text == "null" }
        return false
    }

    subscript(key: String) -> SourceNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }
}

extension SourceNode {
    /// Reads a YAML text.
    ///
    /// - Throws: `ScenarioErrors` with the one syntax error that YAML parsers can find.
    static func parse(_ text: String, file: String) throws -> SourceNode {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw ScenarioErrors(diagnostics: [
                    Diagnostic(file: file, line: 1, column: 1, message: "the file is empty")
                ])
            }
            return SourceNode(node, file: file)
        } catch let error as YamlError {
            throw ScenarioErrors(diagnostics: [diagnostic(of: error, file: file)])
        }
    }

    private init(_ node: Node, file: String) {
        place = Place(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
        switch node {
        case .scalar(let scalar): content = .scalar(scalar.string)
        case .sequence(let sequence):
            content = .sequence(sequence.map { SourceNode($0, file: file) })
        case .mapping(let mapping):
            content = .mapping(
                mapping.map { key, value in
                    let keyNode = SourceNode(key, file: file)
                    var valueNode = SourceNode(value, file: file)
                    if valueNode.isNull { valueNode.place = keyNode.place }
                    return Entry(
                        key: key.string ?? "", keyPlace: keyNode.place, value: valueNode)
                })
        case .alias: content = .scalar("")
        }
    }

    private static func diagnostic(of error: YamlError, file: String) -> Diagnostic {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return Diagnostic(
                file: file, line: mark.line, column: mark.column, message: "YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let mark = context.mark
            let keys = duplicates.sorted().joined(separator: "', '")
            return Diagnostic(
                file: file, line: mark.line, column: mark.column,
                message: "key '\(keys)' stands twice; remove one")
        default:
            return Diagnostic(file: file, line: 1, column: 1, message: "YAML: \(error)")
        }
    }

    /// This tree with another laid over it: mappings merge key by key, all else is replaced.
    func overlaid(with other: SourceNode) -> SourceNode {
        guard case .mapping(let below) = content, case .mapping(let above) = other.content else {
            return other
        }
        var entries = below
        for entry in above {
            if let index = entries.firstIndex(where: { $0.key == entry.key }) {
                entries[index].value = entries[index].value.overlaid(with: entry.value)
                entries[index].keyPlace = entry.keyPlace
            } else {
                entries.append(entry)
            }
        }
        return SourceNode(content: .mapping(entries), place: other.place)
    }

    /// This tree with the value at a dotted path replaced; list elements are named by number.
    ///
    /// - Throws: `NoSuchElement` where the path names an element that a list has not.
    func setting(
        _ path: ArraySlice<String>, to value: SourceNode, below parent: String = ""
    ) throws -> SourceNode {
        guard let key = path.first else { return value }
        let rest = path.dropFirst()
        let here = parent.isEmpty ? key : "\(parent).\(key)"
        switch content {
        case .sequence(var elements):
            guard let index = Int(key), elements.indices.contains(index) else {
                throw NoSuchElement(list: parent, count: elements.count, key: key)
            }
            elements[index] = try elements[index].setting(rest, to: value, below: here)
            return SourceNode(content: .sequence(elements), place: place)
        case .mapping(var entries):
            if let index = entries.firstIndex(where: { $0.key == key }) {
                entries[index].value = try entries[index].value.setting(
                    rest, to: value, below: here)
                entries[index].keyPlace = value.place
            } else {
                let empty = SourceNode(content: .mapping([]), place: value.place)
                entries.append(
                    Entry(
                        key: key, keyPlace: value.place,
                        value: try empty.setting(rest, to: value, below: here)))
            }
            return SourceNode(content: .mapping(entries), place: place)
        case .scalar:
            let empty = SourceNode(content: .mapping([]), place: value.place)
            return try empty.setting(path, to: value, below: parent)
        }
    }

    /// A list has no element of that number.
    struct NoSuchElement: Error {
        var list: String
        var count: Int
        var key: String

        var message: String {
            let range = count > 0 ? "elements are named 0 to \(count - 1)" : "it is empty"
            return "'\(list)' has no element '\(key)'; \(range)"
        }
    }

    /// The tree as JSON, keys in their order; scalars as strings, which read back as themselves.
    var json: String {
        switch content {
        case .scalar(let text): return Self.quoted(text)
        case .sequence(let elements):
            return "[" + elements.map(\.json).joined(separator: ", ") + "]"
        case .mapping(let entries):
            return "{"
                + entries.map { "\(Self.quoted($0.key)): \($0.value.json)" }
                .joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\t": out += "\\t"
            case "\r": out += "\\r"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
