// The sections `platform` and `checks`.

import Base
import Checks
import Platform

extension Reader {
    mutating func platform(_ node: SourceNode?) -> PlatformOptions {
        var options = PlatformOptions()
        guard let node, section(node, "platform", keys: ["embedded"]),
            let embedded = node["embedded"]
        else { return options }
        let path = "platform.embedded"
        let keys = [
            "consent", "products", "k", "dominance", "zone", "pseudonym_days", "probe_interval",
            "probe_trim",
            "lateness", "defects",
        ]
        guard section(embedded, path, keys: keys) else { return options }
        if let consent = embedded["consent"] {
            options.consentPolicy =
                word(consent, "\(path).consent", of: ["gdpr-default"]) ?? options.consentPolicy
        }
        if let products = embedded["products"] {
            self.products(products, &options)
        }
        if let k = embedded["k"] { thresholds(k, &options) }
        set(&options.dominance, embedded, "dominance", path, .share, in: 0.01...1) { $0 }
        set(&options.zoneMeters, embedded, "zone", path, .length, in: 50...100_000) { $0 }
        set(&options.pseudonymDays, embedded, "pseudonym_days", path, .count, in: 1...366) {
            Int($0)
        }
        set(
            &options.probeIntervalSeconds, embedded, "probe_interval", path, .duration,
            in: 0...3600
        ) { $0 }
        set(&options.probeTrimMeters, embedded, "probe_trim", path, .length, in: 0...10_000) { $0 }
        set(
            &options.allowedLatenessSeconds, embedded, "lateness", path, .duration, in: 0...86_400
        ) { $0 }
        if let defects = embedded["defects"] {
            let known = Defect.allCases.map(\.rawValue)
            options.defects = Set(
                (words(defects, "\(path).defects", of: known) ?? [])
                    .compactMap(Defect.init(rawValue:)))
        }
        return options
    }

    mutating func checks(_ node: SourceNode?) -> CheckOptions {
        var options = CheckOptions()
        guard let node,
            section(node, "checks", keys: ["throughput", "privacy", "revenue"])
        else { return options }
        options.throughput = node["throughput"] != nil
        if let throughput = node["throughput"] {
            section(throughput, "checks.throughput", keys: [])
        }
        if let privacy = node["privacy"] {
            section(privacy, "checks.privacy", keys: ["attacks", "targets"])
            attacks(privacy, &options)
        } else {
            options.attacks = []
        }
        guard let revenue = node["revenue"] else {
            options.prior = nil
            return options
        }
        section(revenue, "checks.revenue", keys: ["prior", "vehicles"])
        if let prior = revenue["prior"] {
            options.prior = word(prior, "checks.revenue.prior", of: ["evidence"])
        }
        set(
            &options.targetVehicles, revenue, "vehicles", "checks.revenue", .count,
            in: 1...2_000_000_000
        ) { Int($0) }
        return options
    }

    private mutating func attacks(_ privacy: SourceNode, _ options: inout CheckOptions) {
        set(
            &options.unicityTargets, privacy, "targets", "checks.privacy", .count,
            in: 1...10_000_000
        ) { Int($0) }
        guard let node = privacy["attacks"] else { return }
        let known = CheckOptions.knownAttacks
        if case .scalar(let text) = node.content {
            switch text {
            case "default": options.attacks = CheckOptions.defaultAttacks
            case "all": options.attacks = known
            default:
                let hint = Suggestion.hint(for: text, among: ["default", "all"])
                fail(node.place, "'checks.privacy.attacks' is '\(text)'; write a list\(hint)")
            }
        } else if let names = words(node, "checks.privacy.attacks", of: known) {
            options.attacks = names
        }
    }
}
