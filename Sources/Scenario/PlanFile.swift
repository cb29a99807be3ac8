// Planning scenarios: from YAML and priors to `PlanInputs`. All mistakes of scenario, priors and
// facts are reported at once, each with its file and line.

import Base
import Foundation
import Planning

/// What the command line lays over a planning scenario.
public struct PlanOverrides: Sendable {
    /// Settings `path=value`: `price.ubi_score=1.2`, `plan.window=10`, `p_fleet=[1, 2, 4]`.
    public var settings: [String] = []
    /// Another prior.
    public var prior: String?
    /// A run folder or a CSV.
    public var facts: String?
    /// `revenue.total_eur=20e9`, and what to turn for it.
    public var solve: String?
    /// See `solve`.
    public var lever: String?
    /// Draws, base sample of the Sobol indices, threads.
    public var draws: Int?
    /// See `draws`.
    public var sobol: Int?
    /// See `draws`.
    public var threads: Int?
    /// Whether the ledger has a line a month.
    public var isMonthly = false

    /// Nothing.
    public init() {}
}

/// Reads planning scenarios.
public enum PlanFile {
    /// Reads a scenario, its priors and its facts.
    ///
    /// - Throws: `ScenarioErrors` with every mistake; `Failure` when a file cannot be read.
    package static func load(_ path: String, _ overrides: PlanOverrides) throws -> PlanInputs {
        var tree = try ScenarioFile.tree(path, including: [])
        for setting in overrides.settings { tree = try applying(setting, to: tree) }
        var reader = Reader()
        var form = PlanForm(tree, &reader)
        form.lay(overrides, &reader)
        var diagnostics = reader.diagnostics
        let folder = URL(filePath: path).deletingLastPathComponent().relativePath
        let priors = PriorFolder(scenarioFolder: folder)
        let (prior, errors) = try priors.read(form.prior, set: form.parameters)
        diagnostics += errors
        var others: [PlanPrior] = []
        for name in form.beside where name != form.prior {
            let (other, errors) = try priors.read(name, set: form.parameters)
            // What is wrong in a common base is told once.
            diagnostics += errors.filter { !diagnostics.contains($0) }
            if let other { others.append(other) }
        }
        var facts: PlanFacts?
        if let file = overrides.facts {
            let (read, errors) = try PlanFacts.read(file)
            facts = read
            diagnostics += errors
        }
        if let prior {
            diagnostics += copulaProblems(prior, form.settings, form.pairsPlace, path)
        }
        guard diagnostics.isEmpty, let prior else {
            throw ScenarioErrors(
                diagnostics: diagnostics.sorted {
                    ($0.file, $0.line, $0.column, $0.message)
                        < ($1.file, $1.line, $1.column, $1.message)
                })
        }
        var inputs = PlanInputs(name: form.name, prior: prior, settings: form.settings)
        inputs.about = form.about
        inputs.others = others
        inputs.facts = facts
        inputs.tree = form.tree
        inputs.shock = form.shock
        inputs.questions = form.questions
        inputs.isMonthly = overrides.isMonthly
        return inputs
    }

    /// Correlations that no repair of 0.02 makes a correlation matrix.
    private static func copulaProblems(
        _ prior: PlanPrior, _ settings: PlanSettings, _ place: Place?, _ path: String
    ) -> [Diagnostic] {
        let keys = prior.uncertain
        let repair = PlanSample.repair(prior, settings)
        guard keys.count > 1, repair > PlanCopula.largestRepair else { return [] }
        return [
            Diagnostic(
                file: place?.file ?? path, line: place?.line ?? 1, column: place?.column ?? 1,
                message: "the correlations contradict each other: making them a correlation "
                    + "matrix would change one by \(planNumber(repair)), more than "
                    + "\(PlanCopula.largestRepair); weaken some")
        ]
    }

    private static let sections = [
        "plan", "privacy", "uncertainty", "money", "shock", "tree", "parameters", "name", "about",
    ]

    /// Lays `path=value` over the tree: a section's key, or else a parameter's name.
    private static func applying(_ setting: String, to tree: SourceNode) throws -> SourceNode {
        let file = "--set \(setting)"
        guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
            throw ScenarioErrors(diagnostics: [
                Diagnostic(
                    file: file, line: 1, column: 1,
                    message: "write path=value, such as price.ubi_score=1.2")
            ])
        }
        let name = String(setting[..<equals])
        let text = String(setting[setting.index(after: equals)...])
        let value = try SourceNode.parse(text.isEmpty ? "\"\"" : text, file: file)
        let path = name.split(separator: ".").map(String.init)
        let isSection = path.first.map { sections.contains($0) } ?? false
        do {
            return try tree.setting(isSection ? path[...] : ["parameters", name][...], to: value)
        } catch let error as SourceNode.NoSuchElement {
            throw ScenarioErrors(diagnostics: [
                Diagnostic(file: file, line: 1, column: 1, message: error.message)
            ])
        }
    }
}

/// A parameter that a scenario sets.
struct PlanParameter {
    var name: String
    var low: Double
    var mode: Double
    var high: Double
    var place: Place
}

/// Where priors are found: `priors/` beside the scenario, else `scenarios/priors/`.
private struct PriorFolder {
    let scenarioFolder: String

    /// A prior with what it extends; nil and the mistakes when something is wrong.
    func read(_ name: String, set parameters: [PlanParameter]) throws -> (PlanPrior?, [Diagnostic])
    {
        var chain: [(file: String, text: String)] = []
        var next: String? = name
        while let current = next {
            let file = try self.file(current)
            guard !chain.contains(where: { $0.file == file }) else {
                throw Failure.input("\(file): the prior extends itself")
            }
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw Failure.input("\(file): cannot read the prior as UTF-8 text")
            }
            chain.append((file, text))
            next = PlanPriorReader.base(of: text)
        }
        let base = try self.file("planning")
        guard let common = try? String(contentsOfFile: base, encoding: .utf8) else {
            throw Failure.input("\(base): cannot read the prior")
        }
        chain.append((base, common))
        var reader = PlanPriorReader()
        for part in chain.reversed() { reader.read(part.text, file: part.file) }
        for parameter in parameters {
            reader.set(
                parameter.name, low: parameter.low, mode: parameter.mode, high: parameter.high,
                file: parameter.place.file, line: parameter.place.line)
        }
        let short = URL(filePath: name).deletingPathExtension().lastPathComponent
        let prior = reader.finish(name: short, file: chain[0].file)
        return (prior, reader.diagnostics)
    }

    private func file(_ name: String) throws -> String {
        if name.hasSuffix(".csv") {
            let beside = scenarioFolder == "." ? name : "\(scenarioFolder)/\(name)"
            for file in [name, beside] where FileManager.default.fileExists(atPath: file) {
                return file
            }
            throw Failure.input("\(name): no such prior; name a CSV file or a known prior")
        }
        let folders = [
            scenarioFolder == "." ? "priors" : "\(scenarioFolder)/priors", "scenarios/priors",
        ]
        for folder in folders {
            let file = "\(folder)/\(name).csv"
            if FileManager.default.fileExists(atPath: file) { return file }
        }
        let known = folders.flatMap {
            (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? []
        }.filter { $0.hasSuffix(".csv") && $0 != "planning.csv" }.map { String($0.dropLast(4)) }
        let hint = Suggestion.hint(for: name, among: Set(known).sorted())
        throw Failure.input("unknown prior '\(name)'\(hint)")
    }
}
