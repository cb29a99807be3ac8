// The keys of a scenario, section by section. A key that stands nowhere here is a mistake.

import Base
import Checks
import Demand
import Foundation
import Platform
import Sinks
import Telemetry
import Traffic

extension Reader {
    /// The markets of the revenue catalogue.
    static let markets = ["FR", "DE", "IT", "ES", "UK", "PL", "rest-eu", "NA", "SA"]

    mutating func scenario(_ root: SourceNode, maps: [String]?) -> Scenario? {
        let keys = [
            "name", "description", "seed", "start", "duration", "regions", "demand", "traffic",
            "telemetry", "sinks", "platform", "checks", "gates",
        ]
        guard section(root, "the scenario", keys: keys) else {
            if root.isNull { fail(root.place, "the scenario is empty") }
            return nil
        }
        let name = required(root, "name", "the scenario").flatMap { self.name($0) }
        let seed = required(root, "seed", "the scenario").flatMap {
            // The largest whole number that JSON readers everywhere keep exactly.
            count($0, "seed", in: 0...((1 << 53) - 1))
        }
        let start = required(root, "start", "the scenario").flatMap { self.start($0) }
        let duration = required(root, "duration", "the scenario").flatMap {
            quantity($0, "duration", .duration, in: 60...3_888_000)
        }
        let regions = required(root, "regions", "the scenario").flatMap { self.regions($0, maps) }
        let demand = self.demand(root["demand"])
        let traffic = self.traffic(root["traffic"])
        let telemetry = self.telemetry(root["telemetry"])
        let sinks = self.sinks(root["sinks"])
        let platform = self.platform(root["platform"])
        let checks = self.checks(root["checks"])
        let gates = self.gates(root["gates"])
        guard let name, let seed, let start, let duration, let regions else { return nil }
        return Scenario(
            name: name, seed: UInt64(seed), startUnixSeconds: start,
            durationSeconds: Int64(duration.rounded()), regions: regions, demand: demand,
            traffic: traffic, telemetry: telemetry, sinks: sinks, platform: platform,
            checks: checks, gates: gates, resolvedJSON: root.json)
    }

    private mutating func name(_ node: SourceNode) -> String? {
        guard let text = text(node, "name") else { return nil }
        let allowed = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyz0123456789-_.")
        guard text.unicodeScalars.allSatisfy(allowed.contains), !text.hasPrefix(".") else {
            fail(
                node.place,
                "'name' is '\(text)'; it names folders: use a-z, 0-9, '-', '_' and '.'")
            return nil
        }
        return text
    }

    private mutating func start(_ node: SourceNode) -> Int64? {
        guard let text = text(node, "start") else { return nil }
        if let seconds = Quantity.unixSeconds(text) { return seconds }
        fail(node.place, "'start' is '\(text)'; write an instant such as 2030-03-04T00:00:00Z")
        return nil
    }

    private mutating func regions(_ node: SourceNode, _ maps: [String]?) -> [Region]? {
        guard let elements = list(node, "regions") else { return nil }
        if elements.isEmpty { fail(node.place, "'regions' is empty; name at least one") }
        var regions: [Region] = []
        var names: Set<String> = []
        var isWhole = true
        for (index, element) in elements.enumerated() {
            guard let region = region(element, "regions[\(index)]", maps) else {
                isWhole = false
                continue
            }
            for name in Replicas.names(of: region.name, count: replicas(element, index)) {
                var replica = region
                replica.name = name
                if !names.insert(name).inserted {
                    fail(element.place, "region '\(name)' stands twice; names must differ")
                }
                regions.append(replica)
            }
        }
        return isWhole && !regions.isEmpty ? regions : nil
    }

    /// How many regions an entry stands for; nil where it does not say.
    private mutating func replicas(_ node: SourceNode, _ index: Int) -> Int? {
        node["replicas"].flatMap { count($0, "regions[\(index)].replicas", in: 1...9999) }
    }

    private mutating func region(
        _ node: SourceNode, _ path: String, _ maps: [String]?
    ) -> Region? {
        let keys = [
            "name", "map", "market", "utc_offset", "cars", "vehicles", "replicas", "stand_in",
        ]
        guard section(node, path, keys: keys) else {
            if node.isNull { fail(node.place, "'\(path)' is empty") }
            return nil
        }
        let name = required(node, "name", path).flatMap { self.name($0) }
        let map = required(node, "map", path).flatMap { node -> String? in
            maps.map { word(node, "\(path).map", of: $0) } ?? text(node, "\(path).map")
        }
        let market =
            node["market"].flatMap { word($0, "\(path).market", of: Self.markets) } ?? "rest-eu"
        let offset =
            node["utc_offset"].flatMap {
                quantity($0, "\(path).utc_offset", .duration, in: -50_400...50_400)
            } ?? 0
        let cars = required(node, "cars", path).flatMap {
            count($0, "\(path).cars", in: 1...50_000_000)
        }
        let vehicles = node["vehicles"].map { count($0, "\(path).vehicles", in: 1...50_000_000) }
        let isStandIn =
            node["stand_in"].flatMap { word($0, "\(path).stand_in", of: ["true", "false"]) }
            == "true"
        guard let name, let map, let cars else { return nil }
        let simulated = vehicles ?? cars
        if let simulated, simulated > cars {
            fail(
                (node["vehicles"] ?? node).place,
                "'\(path).vehicles' is \(simulated), more than its \(cars) cars; "
                    + "vehicles are the simulated part of the cars")
        }
        guard let simulated else { return nil }
        return Region(
            name: name, map: map, market: market, utcOffsetSeconds: Int64(offset), cars: cars,
            vehicles: simulated, isStandIn: isStandIn)
    }

    private mutating func demand(_ node: SourceNode?) -> DemandOptions {
        var options = DemandOptions()
        guard let node, section(node, "demand", keys: ["profile", "holidays"]) else {
            return options
        }
        if let profile = node["profile"] {
            options.profile =
                word(profile, "demand.profile", of: DemandOptions.profiles) ?? options.profile
        }
        options.holidays = node["holidays"].flatMap { holidays($0) }
        return options
    }

    /// Days such as 2030-04-19 instead of the public holidays of the markets; `[]` for none.
    private mutating func holidays(_ node: SourceNode) -> [CivilDate]? {
        guard let elements = list(node, "demand.holidays") else { return nil }
        return elements.enumerated().compactMap { index, element in
            let path = "demand.holidays[\(index)]"
            guard let text = text(element, path) else { return nil }
            if let date = CivilDate(text) { return date }
            fail(element.place, "'\(path)' is '\(text)'; write a day such as 2030-04-19")
            return nil
        }
    }

    private mutating func traffic(_ node: SourceNode?) -> TrafficOptions {
        var options = TrafficOptions()
        guard let node, section(node, "traffic", keys: ["step", "rerouting", "navigation"]) else {
            return options
        }
        // Events are exact to the millisecond; the step is a hint that changes no result.
        if let step = node["step"] {
            _ = quantity(step, "traffic.step", .duration, in: 0.001...3600)
        }
        set(
            &options.reroutingSeconds, node, "rerouting", "traffic", .duration, in: 0...86_400
        ) { $0 }
        set(&options.navigationShare, node, "navigation", "traffic", .share, in: 0...1) { $0 }
        return options
    }

    private mutating func sinks(_ node: SourceNode?) -> [SinkSpec] {
        guard let node else { return [.parquet] }
        guard let elements = list(node, "sinks") else { return [] }
        var sinks: [SinkSpec] = []
        for (index, element) in elements.enumerated() {
            let path = "sinks[\(index)]"
            var word = element
            if case .mapping(let entries) = element.content {
                guard entries.count == 1, let entry = entries.first else {
                    fail(element.place, "'\(path)' must name one sink")
                    continue
                }
                section(entry.value, "\(path).\(entry.key)", keys: [])
                word = SourceNode(content: .scalar(entry.key), place: entry.keyPlace)
            }
            let names = SinkSpec.allCases.map(\.rawValue)
            guard let name = self.word(word, path, of: names), let sink = SinkSpec(rawValue: name)
            else { continue }
            if sinks.contains(sink) { fail(word.place, "sink '\(name)' stands twice") }
            sinks.append(sink)
        }
        return sinks
    }

    private mutating func gates(_ node: SourceNode?) -> [Gate] {
        guard let node, let elements = list(node, "gates") else { return [] }
        var gates: [Gate] = []
        for (index, element) in elements.enumerated() {
            guard let text = text(element, "gates[\(index)]") else { continue }
            do {
                gates.append(try Gate.parse(text))
            } catch {
                fail(element.place, "\(error)")
            }
        }
        return gates
    }
}
