// The products of the platform: `products: [od-matrix, {research: {epsilon: 1}}]`. A product is a
// name, or a name with settings of its own.

import Base
import Platform

extension Reader {
    private static let path = "platform.embedded.products"

    mutating func products(_ node: SourceNode, _ options: inout PlatformOptions) {
        options.products = []
        for element in list(node, Self.path) ?? [] {
            guard let (kind, settings) = product(element) else { continue }
            if options.products.contains(kind) {
                fail(element.place, "'\(kind.rawValue)' stands twice in \(Self.path)")
            } else {
                options.products.append(kind)
            }
            if let settings { self.settings(settings, of: kind, &options) }
        }
    }

    private mutating func product(_ node: SourceNode) -> (ProductKind, SourceNode?)? {
        let known = ProductKind.allCases.map(\.rawValue)
        guard case .mapping(let entries) = node.content else {
            return word(node, Self.path, of: known).flatMap(ProductKind.init(rawValue:))
                .map { ($0, nil) }
        }
        guard entries.count == 1, let entry = entries.first else {
            fail(node.place, "'\(Self.path)' needs one product with its settings in an element")
            return nil
        }
        guard let kind = ProductKind(rawValue: entry.key) else {
            let hint = Suggestion.hint(for: entry.key, among: known)
            fail(entry.keyPlace, "'\(Self.path)' is '\(entry.key)', which is unknown\(hint)")
            return nil
        }
        return (kind, entry.value)
    }

    /// `k: {traffic-feed: 5, …}`, the same as a setting `k` of the product.
    mutating func thresholds(_ node: SourceNode, _ options: inout PlatformOptions) {
        let path = "platform.embedded.k"
        let cellular: [ProductKind] = [.trafficFeed, .odMatrix, .speedProfiles, .roadCondition]
        guard section(node, path, keys: cellular.map(\.rawValue)) else { return }
        for kind in cellular { threshold(node, kind.rawValue, path, kind, &options) }
    }

    private mutating func threshold(
        _ node: SourceNode, _ key: String, _ path: String, _ kind: ProductKind,
        _ options: inout PlatformOptions
    ) {
        func read(_ target: inout Int) {
            set(&target, node, key, path, .count, in: 1...100_000) { Int($0) }
        }
        switch kind {
        case .trafficFeed: read(&options.trafficFeedK)
        case .odMatrix: read(&options.odMatrixK)
        case .speedProfiles: read(&options.speedProfilesK)
        case .roadCondition: read(&options.roadConditionK)
        default: break
        }
    }

    private static func settingNames(_ kind: ProductKind) -> [String] {
        switch kind {
        case .trafficFeed: ["k", "lateness"]
        case .odMatrix: ["k", "cell"]
        case .speedProfiles: ["k"]
        case .probeWholesale: ["interval", "trim", "pseudonym_days"]
        case .hazardEvent: ["trim"]
        case .roadCondition: ["k", "window"]
        case .evCharging: ["cell"]
        case .fleetAPI: ["interval"]
        case .research: ["epsilon", "delta", "bound", "mechanism", "cell"]
        case .ubiScore, .batterySOH, .aftermarket: []
        }
    }

    private mutating func settings(
        _ node: SourceNode, of kind: ProductKind, _ options: inout PlatformOptions
    ) {
        let path = "\(Self.path).\(kind.rawValue)"
        guard section(node, path, keys: Self.settingNames(kind)) else { return }
        threshold(node, "k", path, kind, &options)
        switch kind {
        case .trafficFeed:
            set(
                &options.allowedLatenessSeconds, node, "lateness", path, .duration, in: 0...86_400
            ) { $0 }
        case .odMatrix: cell(&options.zoneMeters, node, path)
        case .evCharging: cell(&options.chargingZoneMeters, node, path)
        case .probeWholesale:
            interval(&options.probeIntervalSeconds, node, path)
            set(&options.probeTrimMeters, node, "trim", path, .length, in: 0...10_000) { $0 }
            set(&options.pseudonymDays, node, "pseudonym_days", path, .count, in: 1...366) {
                Int($0)
            }
        case .hazardEvent:
            set(&options.hazardTrimMeters, node, "trim", path, .length, in: 0...10_000) { $0 }
        case .roadCondition:
            set(&options.roadWindowSeconds, node, "window", path, .duration, in: 60...86_400) {
                $0.rounded()
            }
        case .fleetAPI: interval(&options.fleetIntervalSeconds, node, path)
        case .research:
            cell(&options.researchZoneMeters, node, path)
            noise(&options.research, node, path)
        case .speedProfiles, .ubiScore, .batterySOH, .aftermarket: break
        }
    }

    private mutating func cell(_ target: inout Double, _ node: SourceNode, _ path: String) {
        set(&target, node, "cell", path, .length, in: 50...100_000) { $0 }
    }

    private mutating func interval(_ target: inout Double, _ node: SourceNode, _ path: String) {
        set(&target, node, "interval", path, .duration, in: 0...3600) { $0 }
    }

    /// Within these bounds no whole number of the exact construction overflows.
    private mutating func noise(_ options: inout NoiseOptions, _ node: SourceNode, _ path: String) {
        set(&options.epsilon, node, "epsilon", path, .number, in: 0.05...20) { $0 }
        set(&options.delta, node, "delta", path, .number, in: 1e-12...0.01) { $0 }
        set(&options.bound, node, "bound", path, .count, in: 1...100) { Int($0) }
        if let mechanism = node["mechanism"] {
            let known = NoiseOptions.Mechanism.allCases.map(\.rawValue)
            options.mechanism =
                word(mechanism, "\(path).mechanism", of: known)
                .flatMap(NoiseOptions.Mechanism.init(rawValue:)) ?? options.mechanism
        }
    }
}
