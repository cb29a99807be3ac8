// The section `telemetry`: devices, what goes wrong with them, the weather.

import Base
import Telemetry

extension Reader {
    mutating func telemetry(_ node: SourceNode?) -> TelemetryOptions {
        var options = TelemetryOptions()
        let keys = [
            "profile", "interval", "at_most_every", "faults", "canaries", "sample", "weather",
            "collisions",
        ]
        guard let node, section(node, "telemetry", keys: keys) else { return options }
        if let profile = node["profile"] {
            let known = DeviceProfile.allCases.map(\.rawValue)
            options.profile = word(profile, "telemetry.profile", of: known) ?? options.profile
        }
        set(
            &options.intervalSeconds, node, "interval", "telemetry", .duration, in: 0.1...3600
        ) { $0 }
        set(
            &options.leastIntervalSeconds, node, "at_most_every", "telemetry", .duration,
            in: 0...3600
        ) { $0 }
        set(&options.canaryShare, node, "canaries", "telemetry", .share, in: 0...1) { $0 }
        set(&options.sampleShare, node, "sample", "telemetry", .share, in: 0.000001...1) { $0 }
        set(
            &options.collisionsPerMillionKilometers, node, "collisions", "telemetry", .number,
            in: 0...10_000
        ) { $0 }
        if let list = node["weather"].flatMap({ self.list($0, "telemetry.weather") }) {
            options.weather = list.compactMap { spell($0) }
        }
        guard let node = node["faults"] else { return options }
        if case .scalar("all") = node.content {
            options.faults = Set(Fault.allCases)
            return options
        }
        for element in list(node, "telemetry.faults") ?? [] { fault(element, &options) }
        return options
    }

    /// `- {rain: 60%, from: 6h, until: 9h30min, temperature: -2}`; the kind is the first key.
    private mutating func spell(_ node: SourceNode) -> WeatherSpell? {
        let path = "telemetry.weather"
        let kinds = WeatherKind.allCases.map(\.rawValue)
        guard section(node, path, keys: kinds + ["from", "until", "temperature"]) else {
            return nil
        }
        guard let kind = WeatherKind.allCases.first(where: { node[$0.rawValue] != nil }) else {
            fail(node.place, "'\(path)' needs one of \(kinds.joined(separator: ", "))")
            return nil
        }
        var spell = WeatherSpell(kind, fromSeconds: 0, untilSeconds: 1e9)
        set(&spell.intensity, node, kind.rawValue, path, .share, in: 0...1) { $0 }
        set(&spell.fromSeconds, node, "from", path, .duration, in: 0...1e9) { $0 }
        set(&spell.untilSeconds, node, "until", path, .duration, in: 0...1e9) { $0 }
        set(&spell.temperatureOffset, node, "temperature", path, .number, in: -40...40) { $0 }
        if spell.untilSeconds <= spell.fromSeconds {
            fail(node.place, "'\(path)' ends before it begins")
        }
        return spell
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
        let list = Self.settings(of: fault)
        let outage = fault == .reconnectStorm ? ["outages"] : []
        section(settings, path, keys: list.map(\.key) + outage)
        for setting in list {
            guard let value = settings[setting.key] else { continue }
            let range = setting.range
            if let number = quantity(value, "\(path).\(setting.key)", setting.unit, in: range) {
                setting.store(&options, number)
            }
        }
        if let outages = settings["outages"].flatMap({ self.list($0, "\(path).outages") }) {
            options.outages = outages.map { self.outage($0, path) }
        }
    }

    private mutating func outage(_ node: SourceNode, _ path: String) -> Outage {
        var outage = Outage(fromSeconds: 0, seconds: 600)
        section(node, "\(path).outages", keys: ["from", "for"])
        set(&outage.fromSeconds, node, "from", "\(path).outages", .duration, in: 0...1e9) { $0 }
        set(&outage.seconds, node, "for", "\(path).outages", .duration, in: 1...1e7) { $0 }
        return outage
    }

    /// A setting of a fault: its key, its unit, its range, where it goes.
    private struct FaultSetting {
        var key: String
        var unit: Dimension
        var range: ClosedRange<Double>
        var store: (inout TelemetryOptions, Double) -> Void

        static func share(
            _ key: String, _ path: WritableKeyPath<TelemetryOptions, Double>
        ) -> FaultSetting {
            FaultSetting(key: key, unit: .share, range: 0...1) { $0[keyPath: path] = $1 }
        }

        static func seconds(
            _ key: String, _ path: WritableKeyPath<TelemetryOptions, Double>,
            in range: ClosedRange<Double> = 0...86_400
        ) -> FaultSetting {
            FaultSetting(key: key, unit: .duration, range: range) { $0[keyPath: path] = $1 }
        }
    }

    private static func settings(of fault: Fault) -> [FaultSetting] {
        switch fault {
        case .gnssNoise:
            [
                FaultSetting(key: "sigma", unit: .length, range: 0...500) {
                    $0.gnssSigmaMeters = $1
                },
                .seconds("correlation", \.gnssCorrelationSeconds, in: 0.1...3600),
            ]
        case .coverageGaps:
            [
                .share("share", \.coverageGapShare),
                FaultSetting(key: "store", unit: .count, range: 1...1_000_000) {
                    $0.storeCapacity = Int($1)
                },
            ]
        case .late: [.share("share", \.lateShare), .seconds("mean", \.lateMeanSeconds)]
        case .duplicate: [.share("share", \.duplicateShare)]
        case .clockSkew: [.seconds("sigma", \.clockSkewSigmaSeconds)]
        case .urbanCanyon:
            [FaultSetting(key: "factor", unit: .number, range: 1...15) { $0.canyonFactor = $1 }]
        case .deadReckoning: [.share("drift", \.drift)]
        case .loss: [.share("share", \.lossShare)]
        case .reorder: [.share("share", \.reorderShare), .seconds("within", \.reorderSeconds)]
        case .clockErrors:
            [
                .share("unset", \.unsetClockShare), .share("hour_off", \.hourOffShare),
                .share("rollover", \.rolloverShare),
            ]
        case .missingSignals:
            [.share("share", \.missingShare), .share("unsupported", \.unsupportedShare)]
        case .stuckSignals: [.share("share", \.stuckShare)]
        case .sentinels: [.share("share", \.missingShare)]
        case .unitErrors: [.share("share", \.unitErrorShare)]
        case .formatErrors: [.share("share", \.textShare)]
        case .ota: [.share("share", \.updateShare)]
        case .reconnectStorm:
            [
                .seconds("backoff", \.backoffSeconds, in: 0.1...86_400),
                .seconds("limit", \.backoffLimitSeconds, in: 0.1...86_400),
                .share("jitter", \.backoffJitter),
            ]
        case .tripFaults:
            [
                .share("unstarted", \.unstartedShare), .share("lacking", \.lackingShare),
                .share("unfinished", \.unfinishedShare),
            ]
        }
    }
}
