// Reads values out of a tree and collects every mistake instead of stopping at the first.

import Base

/// The words of a section: reads keys, reports unknown and missing ones.
struct Reader {
    private(set) var diagnostics: [Diagnostic] = []

    mutating func fail(_ place: Place, _ message: String) {
        diagnostics.append(
            Diagnostic(
                file: place.file, line: place.line, column: place.column, message: message))
    }

    /// Checks that a node is a mapping with known keys only; returns whether it is a mapping.
    @discardableResult
    mutating func section(_ node: SourceNode, _ path: String, keys: [String]) -> Bool {
        guard case .mapping(let entries) = node.content else {
            if node.isNull { return false }
            fail(node.place, "'\(path)' must be a mapping, not \(node.kind)")
            return false
        }
        for entry in entries where !keys.contains(entry.key) {
            let hint = Suggestion.hint(for: entry.key, among: keys)
            fail(entry.keyPlace, "unknown key '\(entry.key)' in \(path)\(hint)")
        }
        return true
    }

    /// The text of a scalar.
    mutating func text(_ node: SourceNode, _ path: String) -> String? {
        guard case .scalar(let text) = node.content, !text.isEmpty else {
            fail(node.place, "'\(path)' must be a value, not \(node.isNull ? "empty" : node.kind)")
            return nil
        }
        return text
    }

    /// A required text.
    mutating func required(_ section: SourceNode, _ key: String, _ path: String) -> SourceNode? {
        if let node = section[key] { return node }
        fail(section.place, "'\(key)' is missing in \(path)")
        return nil
    }

    /// A quantity within bounds, in SI units.
    mutating func quantity(
        _ node: SourceNode, _ path: String, _ dimension: Dimension,
        in range: ClosedRange<Double> = 0...(.greatestFiniteMagnitude)
    ) -> Double? {
        guard let text = text(node, path) else { return nil }
        guard let value = Quantity.parse(text, as: dimension) else {
            fail(node.place, "'\(path)' is '\(text)'; write \(dimension.example)")
            return nil
        }
        guard range.contains(value) else {
            let upper = range.upperBound == .greatestFiniteMagnitude ? nil : range.upperBound
            let bounds =
                upper.map { "between \(Self.short(range.lowerBound)) and \(Self.short($0))" }
                ?? "at least \(Self.short(range.lowerBound))"
            fail(
                node.place, "'\(path)' is \(text); it must be \(bounds)\(Self.unit(of: dimension))")
            return nil
        }
        return value
    }

    /// Sets a property from an optional key.
    mutating func set<Value>(
        _ target: inout Value, _ section: SourceNode, _ key: String, _ path: String,
        _ dimension: Dimension, in range: ClosedRange<Double>, _ convert: (Double) -> Value
    ) {
        guard let node = section[key] else { return }
        if let value = quantity(node, "\(path).\(key)", dimension, in: range) {
            target = convert(value)
        }
    }

    /// A whole number within bounds.
    mutating func count(_ node: SourceNode, _ path: String, in range: ClosedRange<Int>) -> Int? {
        let bounds = Double(range.lowerBound)...Double(range.upperBound)
        guard let value = quantity(node, path, .count, in: bounds) else { return nil }
        guard value == value.rounded() else {
            fail(node.place, "'\(path)' must be \(Dimension.count.example)")
            return nil
        }
        return Int(value)
    }

    /// One of some words.
    mutating func word(_ node: SourceNode, _ path: String, of known: [String]) -> String? {
        guard let text = text(node, path) else { return nil }
        if known.contains(text) { return text }
        let hint = Suggestion.hint(for: text, among: known)
        fail(node.place, "'\(path)' is '\(text)', which is unknown\(hint)")
        return nil
    }

    /// The elements of a list; `all` stands in for a scalar of that word.
    mutating func list(_ node: SourceNode, _ path: String) -> [SourceNode]? {
        if case .sequence(let elements) = node.content { return elements }
        fail(node.place, "'\(path)' must be a list, not \(node.kind)")
        return nil
    }

    /// A list of words out of a closed set, each at most once.
    mutating func words(_ node: SourceNode, _ path: String, of known: [String]) -> [String]? {
        guard let elements = list(node, path) else { return nil }
        var found: [String] = []
        for element in elements {
            guard let word = word(element, path, of: known) else { continue }
            if found.contains(word) { fail(element.place, "'\(word)' stands twice in \(path)") }
            found.append(word)
        }
        return found
    }

    private static func short(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e18 ? "\(Int64(value))" : "\(value)"
    }

    private static func unit(of dimension: Dimension) -> String {
        switch dimension {
        case .duration: " s"
        case .length: " m"
        case .speed: " m/s"
        case .bytes: " B"
        case .count, .number, .share: ""
        }
    }
}
