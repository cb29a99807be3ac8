// The keys of a planning scenario, section by section.

import Base
import Planning

/// A planning scenario as read.
struct PlanForm {
    var name = ""
    var about = ""
    var prior = "evidence"
    var beside: [String] = []
    var settings = PlanSettings()
    var shock = PlanShockOptions()
    var tree: [PlanBranching] = []
    var parameters: [PlanParameter] = []
    var questions: [(goal: PlanGoal, wanted: Double, lever: PlanLever)] = []
    var pairsPlace: Place?

    init(_ root: SourceNode, _ reader: inout Reader) {
        let keys = [
            "name", "about", "plan", "privacy", "uncertainty", "money", "shock", "tree",
            "parameters",
        ]
        guard reader.section(root, "the planning scenario", keys: keys) else {
            if root.isNull { reader.fail(root.place, "the scenario is empty") }
            return
        }
        name =
            reader.required(root, "name", "the planning scenario")
            .flatMap { reader.text($0, "name") } ?? ""
        about = root["about"].flatMap { reader.text($0, "about") } ?? ""
        if let node = root["plan"] { plan(node, &reader) }
        if let node = root["privacy"] { privacy(node, &reader) }
        if let node = root["uncertainty"] { uncertainty(node, &reader) }
        if let node = root["money"] {
            reader.section(node, "money", keys: ["discount", "inflation"])
            reader.set(
                &settings.discountRate, node, "discount", "money", .share, in: 0...1
            ) { $0 }
            reader.set(&settings.inflation, node, "inflation", "money", .share, in: 0...1) { $0 }
        }
        if let node = root["shock"] {
            reader.section(node, "shock", keys: ["chance", "loss", "recovery"])
            reader.set(&shock.chance, node, "chance", "shock", .share, in: 0...1) { $0 }
            reader.set(&shock.loss, node, "loss", "shock", .share, in: 0...1) { $0 }
            reader.set(&shock.recovery, node, "recovery", "shock", .share, in: 0...1) { $0 }
        }
        if let node = root["parameters"] { readParameters(node, &reader) }
        if let node = root["tree"] { readTree(node, &reader) }
    }

    private mutating func plan(_ node: SourceNode, _ reader: inout Reader) {
        let keys = [
            "prior", "beside", "years", "target_year", "target", "vehicles", "window", "currency",
        ]
        guard reader.section(node, "plan", keys: keys) else { return }
        if let word = node["prior"].flatMap({ reader.text($0, "plan.prior") }) { prior = word }
        if let list = node["beside"] {
            beside = (reader.list(list, "plan.beside") ?? []).compactMap {
                reader.text($0, "plan.beside")
            }
        }
        if let years = node["years"].flatMap({ reader.text($0, "plan.years") }) {
            let ends = years.split(separator: "-").compactMap { Int($0) }
            if ends.count == 2, ends[0] <= ends[1], ends[0] >= 2021, ends[1] <= 2035 {
                settings.firstYear = ends[0]
                settings.lastYear = ends[1]
            } else {
                reader.fail(
                    node["years"]?.place ?? node.place,
                    "'plan.years' is '\(years)'; write FIRST-LAST within 2021-2035")
            }
        }
        reader.set(
            &settings.targetYear, node, "target_year", "plan", .count,
            in: Double(settings.firstYear)...Double(settings.lastYear)
        ) { Int($0) }
        if node["target_year"] == nil { settings.targetYear = min(2030, settings.lastYear) }
        reader.set(&settings.targetEUR, node, "target", "plan", .number, in: 1...1e15) { $0 }
        reader.set(
            &settings.targetVehicles, node, "vehicles", "plan", .number, in: 1...1e12
        ) { $0 }
        settings.windowYears = drawn(node, "window", "plan", 1...13, &reader)
        if let currency = node["currency"].flatMap({ reader.text($0, "plan.currency") }),
            currency != "EUR"
        {
            reader.fail(
                node["currency"]?.place ?? node.place,
                "'plan.currency' is '\(currency)'; priors are in EUR and currencies are not mixed")
        }
    }

    /// A number, or nil for `drawn` and `none`.
    private func drawn(
        _ node: SourceNode, _ key: String, _ path: String, _ range: ClosedRange<Double>,
        _ reader: inout Reader
    ) -> Double? {
        guard let value = node[key] else { return nil }
        if case .scalar(let word) = value.content, ["drawn", "none"].contains(word) { return nil }
        return reader.quantity(value, "\(path).\(key)", .number, in: range)
    }

    private mutating func privacy(_ node: SourceNode, _ reader: inout Reader) {
        let keys = [
            "k", "epsilon", "tau", "eta", "cell", "profile_days", "pooling",
            "fleet_needs_driver_consent",
        ]
        guard reader.section(node, "privacy", keys: keys) else { return }
        settings.k = drawn(node, "k", "privacy", 1...100_000, &reader)
        settings.epsilon = drawn(node, "epsilon", "privacy", 0.001...100, &reader)
        reader.set(&settings.tau, node, "tau", "privacy", .share, in: 0.001...1) { $0 }
        reader.set(&settings.eta, node, "eta", "privacy", .share, in: 0.0001...0.5) { $0 }
        reader.set(&settings.cellHours, node, "cell", "privacy", .duration, in: 60...86_400) {
            $0 / 3600
        }
        reader.set(
            &settings.profileDays, node, "profile_days", "privacy", .number, in: 1...366
        ) { $0 }
        reader.set(&settings.pooling, node, "pooling", "privacy", .number, in: 1...100) { $0 }
        if let answer = node["fleet_needs_driver_consent"] {
            let word = reader.word(
                answer, "privacy.fleet_needs_driver_consent", of: ["yes", "no", "true", "false"])
            settings.fleetNeedsDriverConsent = word == "yes" || word == "true"
        }
    }

    private mutating func uncertainty(_ node: SourceNode, _ reader: inout Reader) {
        let keys = ["sampling", "draws", "sobol", "correlation", "seed", "pairs"]
        guard reader.section(node, "uncertainty", keys: keys) else { return }
        if let way = node["sampling"] {
            let known = PlanSampling.allCases.map(\.rawValue)
            let word = reader.word(way, "uncertainty.sampling", of: known)
            settings.sampling = word.flatMap { PlanSampling(rawValue: $0) } ?? settings.sampling
        }
        reader.set(&settings.draws, node, "draws", "uncertainty", .count, in: 64...1_048_576) {
            Int($0)
        }
        reader.set(&settings.sobolBase, node, "sobol", "uncertainty", .count, in: 0...65_536) {
            Int($0)
        }
        reader.set(
            &settings.correlation, node, "correlation", "uncertainty", .share, in: 0...0.99
        ) { $0 }
        reader.set(&settings.seed, node, "seed", "uncertainty", .count, in: 0...1e15) {
            UInt64($0)
        }
        guard let pairs = node["pairs"] else { return }
        pairsPlace = pairs.place
        for (index, pair) in (reader.list(pairs, "uncertainty.pairs") ?? []).enumerated() {
            readPair(pair, "uncertainty.pairs[\(index)]", &reader)
        }
    }

    private mutating func readPair(_ node: SourceNode, _ path: String, _ reader: inout Reader) {
        guard reader.section(node, path, keys: ["between", "rho"]) else { return }
        let names = node["between"].flatMap { reader.list($0, "\(path).between") } ?? []
        let keys = names.compactMap { key($0, "\(path).between", &reader) }
        let rho = reader.required(node, "rho", path).flatMap {
            reader.quantity($0, "\(path).rho", .number, in: -1...1)
        }
        guard keys.count == 2, keys[0] != keys[1] else {
            reader.fail(node.place, "'\(path).between' must name two parameters")
            return
        }
        if let rho { settings.pairs.append((keys[0], keys[1], rho)) }
    }

    /// A parameter's name.
    private func key(_ node: SourceNode, _ path: String, _ reader: inout Reader) -> PlanKey? {
        guard let name = reader.text(node, path) else { return nil }
        return key(named: name, node.place, &reader)
    }

    private func key(named name: String, _ place: Place, _ reader: inout Reader) -> PlanKey? {
        if let key = PlanKey(name: PlanAlias.parameter(name) ?? name) { return key }
        let hint = PlanAlias.hint(name, PlanAlias.names + PlanKey.names)
        reader.fail(place, "unknown parameter '\(name)'\(hint)")
        return nil
    }

    /// One number, or `[min, mode, max]`.
    private mutating func readParameters(_ node: SourceNode, _ reader: inout Reader) {
        guard case .mapping(let entries) = node.content else {
            reader.fail(node.place, "'parameters' must be a mapping, not \(node.kind)")
            return
        }
        for entry in entries {
            let path = "parameters.\(entry.key)"
            let nodes: [SourceNode]
            if case .sequence(let elements) = entry.value.content {
                nodes = elements
            } else {
                nodes = [entry.value]
            }
            let range = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
            let numbers = nodes.compactMap { reader.quantity($0, path, .share, in: range) }
            guard numbers.count == nodes.count, [1, 3].contains(numbers.count) else {
                if numbers.count == nodes.count {
                    reader.fail(entry.value.place, "'\(path)' is a number or [min, mode, max]")
                }
                continue
            }
            let isOne = numbers.count == 1
            parameters.append(
                PlanParameter(
                    name: entry.key, low: numbers[0], mode: numbers[isOne ? 0 : 1],
                    high: numbers[isOne ? 0 : 2], place: entry.keyPlace))
        }
    }

    private mutating func readTree(_ node: SourceNode, _ reader: inout Reader) {
        for (index, part) in (reader.list(node, "tree") ?? []).enumerated() {
            let path = "tree[\(index)]"
            guard reader.section(part, path, keys: ["name", "branches"]) else { continue }
            let name =
                reader.required(part, "name", path).flatMap { reader.text($0, "\(path).name") }
                ?? ""
            let nodes =
                reader.required(part, "branches", path).flatMap {
                    reader.list($0, "\(path).branches")
                } ?? []
            var branches: [(name: String, probability: Double, set: [(PlanKey, Double)])] = []
            for branch in nodes {
                if let read = readBranch(branch, "\(path).branches", &reader) {
                    branches.append(read)
                }
            }
            let sum = branches.reduce(0) { $0 + $1.probability }
            if abs(sum - 1) > 1e-9 {
                reader.fail(
                    part.place, "probabilities of '\(name)' sum to \(planPercent(sum)), not 100 %")
            }
            tree.append(PlanBranching(name: name, branches: branches))
        }
    }

    private func readBranch(
        _ node: SourceNode, _ path: String, _ reader: inout Reader
    ) -> (name: String, probability: Double, set: [(PlanKey, Double)])? {
        guard reader.section(node, path, keys: ["name", "probability", "set"]) else { return nil }
        let name =
            reader.required(node, "name", path).flatMap { reader.text($0, "\(path).name") } ?? ""
        let probability =
            reader.required(node, "probability", path).flatMap {
                reader.quantity($0, "\(path).probability", .share, in: 0...1)
            } ?? 0
        var set: [(PlanKey, Double)] = []
        if case .mapping(let entries)? = node["set"]?.content {
            for entry in entries {
                guard let key = key(named: entry.key, entry.keyPlace, &reader),
                    let value = reader.quantity(entry.value, "\(path).set.\(entry.key)", .share)
                else { continue }
                set.append((key, value))
            }
        }
        return (name, probability, set)
    }

    /// Lays the command line over the scenario.
    mutating func lay(_ overrides: PlanOverrides, _ reader: inout Reader) {
        func place(_ option: String) -> Place { Place(file: option, line: 1, column: 1) }
        if let prior = overrides.prior {
            if !beside.contains(self.prior) { beside.insert(self.prior, at: 0) }
            self.prior = prior
        }
        if let draws = overrides.draws {
            if (64...1_048_576).contains(draws) {
                settings.draws = draws
            } else {
                reader.fail(place("--draws \(draws)"), "draws must be between 64 and 1048576")
            }
        }
        if let sobol = overrides.sobol {
            if (0...65_536).contains(sobol) {
                settings.sobolBase = sobol
            } else {
                reader.fail(place("--sobol \(sobol)"), "the base must be between 0 and 65536")
            }
        }
        if let threads = overrides.threads { settings.threads = max(1, threads) }
        guard let solve = overrides.solve else {
            if let lever = overrides.lever {
                reader.fail(
                    place("--by \(lever)"), "--by needs --solve, such as revenue.total_eur=20e9")
            }
            return
        }
        let parts = solve.split(separator: "=", maxSplits: 1).map(String.init)
        let goals = PlanGoal.allCases.map(\.rawValue)
        guard parts.count == 2, let wanted = Double(parts[1].filter { $0 != "_" }),
            wanted.isFinite, let goal = PlanGoal(rawValue: parts[0])
        else {
            let hint = PlanAlias.hint(parts.first ?? "", goals)
            reader.fail(
                place("--solve \(solve)"), "write KPI=VALUE, such as revenue.total_eur=20e9\(hint)")
            return
        }
        let levers = PlanLever.allCases.map(\.rawValue)
        guard let word = overrides.lever else {
            questions += PlanLever.allCases.map { (goal, wanted, $0) }
            return
        }
        guard let lever = PlanLever(rawValue: word) else {
            let hint = PlanAlias.hint(word, levers)
            reader.fail(place("--by \(word)"), "unknown lever '\(word)'\(hint)")
            return
        }
        questions.append((goal, wanted, lever))
    }
}
