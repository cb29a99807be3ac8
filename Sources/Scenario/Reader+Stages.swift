// The sections `telemetry`, `platform` and `checks`.

import Base
import Checks
import Platform
import Telemetry

extension Reader {
    mutating func telemetry(_ node: SourceNode?) -> TelemetryOptions {
        var options = TelemetryOptions()
        let keys = ["profile", "interval", "faults", "canaries", "sample"]
        guard let node, section(node, "telemetry", keys: keys) else { return options }
        if let profile = node["profile"] {
            options.profile =
                word(profile, "telemetry.profile", of: ["standard"]) ?? options.profile
        }
        set(
            &options.intervalSeconds, node, "interval", "telemetry", .duration, in: 0.1...3600
        ) { $0 }
        set(&options.canaryShare, node, "canaries", "telemetry", .share, in: 0...1) { $0 }
        set(&options.sampleShare, node, "sample", "telemetry", .share, in: 0.000001...1) { $0 }
        guard let list = node["faults"].flatMap({ self.list($0, "telemetry.faults") }) else {
            return options
        }
        for element in list { fault(element, &options) }
        return options
    }

    /// A fault is a name, or a name with settings: `- late: {share: 2%, mean: 2min}`.
    private mutating func fault(_ node: SourceNode, _ options: inout TelemetryOptions) {
        var word = node
        var settings: SourceNode?
        if case .mapping(let entries) = node.content, entries.count == 1, let entry = entries.first
        {
            word = SourceNode(content: .scalar(entry.key), place: entry.keyPlace)
            settings = entry.value
        }
        let known = Fault.allCases.map(\.rawValue)
        guard let name = self.word(word, "telemetry.faults", of: known),
            let fault = Fault(rawValue: name)
        else { return }
        if options.faults.contains(fault) {
            fail(word.place, "'\(name)' stands twice in telemetry.faults")
        }
        options.faults.insert(fault)
        guard let settings else { return }
        let path = "telemetry.faults.\(name)"
        section(settings, path, keys: Self.settings(of: fault))
        switch fault {
        case .gnssNoise:
            set(&options.gnssSigmaMeters, settings, "sigma", path, .length, in: 0...500) { $0 }
            set(
                &options.gnssCorrelationSeconds, settings, "correlation", path, .duration,
                in: 0.1...3600
            ) { $0 }
        case .coverageGaps:
            set(&options.coverageGapShare, settings, "share", path, .share, in: 0...1) { $0 }
            set(&options.storeCapacity, settings, "store", path, .count, in: 1...1_000_000) {
                Int($0)
            }
        case .late:
            set(&options.lateShare, settings, "share", path, .share, in: 0...1) { $0 }
            set(&options.lateMeanSeconds, settings, "mean", path, .duration, in: 0...86_400) { $0 }
        case .duplicate:
            set(&options.duplicateShare, settings, "share", path, .share, in: 0...1) { $0 }
        case .clockSkew:
            set(
                &options.clockSkewSigmaSeconds, settings, "sigma", path, .duration, in: 0...86_400
            ) { $0 }
        }
    }

    private static func settings(of fault: Fault) -> [String] {
        switch fault {
        case .gnssNoise: ["sigma", "correlation"]
        case .coverageGaps: ["share", "store"]
        case .late: ["share", "mean"]
        case .duplicate: ["share"]
        case .clockSkew: ["sigma"]
        }
    }

    mutating func platform(_ node: SourceNode?) -> PlatformOptions {
        var options = PlatformOptions()
        guard let node, section(node, "platform", keys: ["embedded"]),
            let embedded = node["embedded"]
        else { return options }
        let path = "platform.embedded"
        let keys = [
            "consent", "products", "k", "zone", "pseudonym_days", "probe_interval", "probe_trim",
            "lateness", "defects",
        ]
        guard section(embedded, path, keys: keys) else { return options }
        if let consent = embedded["consent"] {
            options.consentPolicy =
                word(consent, "\(path).consent", of: ["gdpr-default"]) ?? options.consentPolicy
        }
        if let products = embedded["products"] {
            let known = ProductKind.allCases.map(\.rawValue)
            options.products =
                (words(products, "\(path).products", of: known) ?? [])
                .compactMap(ProductKind.init(rawValue:))
        }
        if let k = embedded["k"], section(k, "\(path).k", keys: ["traffic-feed", "od-matrix"]) {
            set(&options.trafficFeedK, k, "traffic-feed", "\(path).k", .count, in: 1...100_000) {
                Int($0)
            }
            set(&options.odMatrixK, k, "od-matrix", "\(path).k", .count, in: 1...100_000) {
                Int($0)
            }
        }
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
