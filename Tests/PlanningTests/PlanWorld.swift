import Base
import Foundation
import Planning
import TestSupport

/// Priors and models of the project's own files, for tests.
enum PlanWorld {
    static func text(_ name: String) throws -> String {
        try String(
            contentsOf: Shared.root.appending(path: "scenarios/priors/\(name).csv"),
            encoding: .utf8)
    }

    /// A prior by name; what it extends is read first.
    static func prior(_ name: String = "evidence") throws -> PlanPrior {
        var reader = PlanPriorReader()
        for part in name == "evidence" ? ["planning", name] : ["planning", "evidence", name] {
            reader.read(try text(part), file: "\(part).csv")
        }
        guard let prior = reader.finish(name: name, file: "\(name).csv") else {
            throw Failure.input(reader.diagnostics.map(\.description).joined(separator: "\n"))
        }
        return prior
    }

    /// Small settings: 2030 alone, few draws.
    static func settings(draws: Int = 512) -> PlanSettings {
        var settings = PlanSettings()
        settings.firstYear = 2030
        settings.draws = draws
        settings.sobolBase = 0
        return settings
    }

    static func model(
        _ prior: PlanPrior, _ settings: PlanSettings = settings(),
        markets: [[Double]]? = nil
    ) -> PlanModel {
        PlanModel(markets: markets ?? prior.marketModes, settings: settings)
    }

    /// A scenario drawn at random: parameters somewhere in their ranges.
    static func draw(_ prior: PlanPrior, _ number: Int) -> [Double] {
        var stream = RandomStream(
            seed: 7, purpose: RandomPurpose(999), entity: RandomEntity(UInt64(number)))
        return prior.rows.map { row in
            row.distribution.isUncertain
                ? row.distribution.quantile(stream.openUniform()) : row.mode
        }
    }
}
