// `replicas: N` on a region: N regions on one map, each with a fleet of its own, named after it.

/// Regions that stand for several.
enum Replicas {
    /// `porto-01`, `porto-02`, …; the name itself where the scenario gives no number.
    static func names(of name: String, count: Int?) -> [String] {
        guard let count else { return [name] }
        let width = max(2, String(count).count)
        return (1...max(1, count)).map { number in
            let digits = String(number)
            return "\(name)-" + String(repeating: "0", count: width - digits.count) + digits
        }
    }
}

extension SourceNode {
    /// This scenario with every replica as a region of its own, at the place of the entry that
    /// stands for it.
    func expandingReplicas() -> SourceNode {
        guard case .mapping(var entries) = content,
            let index = entries.firstIndex(where: { $0.key == "regions" }),
            case .sequence(let regions) = entries[index].value.content
        else { return self }
        entries[index].value.content = .sequence(regions.flatMap(\.replicas))
        return SourceNode(content: .mapping(entries), place: place)
    }

    private var replicas: [SourceNode] {
        guard case .mapping(let entries) = content, let number = self["replicas"],
            case .scalar(let text) = number.content,
            let count = Quantity.parse(text, as: .count).map({ Int($0) }),
            let name = self["name"], case .scalar(let base) = name.content
        else { return [self] }
        return Replicas.names(of: base, count: count).map { replica in
            var copy = entries.filter { $0.key != "replicas" }
            for index in copy.indices where copy[index].key == "name" {
                copy[index].value.content = .scalar(replica)
            }
            return SourceNode(content: .mapping(copy), place: place)
        }
    }
}
