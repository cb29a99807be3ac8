// Draws of all parameters: points of a design, correlated, through the inverse distribution
// functions.

import Base

/// Draws, one after the other, each a value for every `PlanKey`.
package struct PlanSample: Sendable {
    /// How many draws.
    package let draws: Int
    /// Parameters that vary.
    package let keys: [PlanKey]
    /// How the scores were correlated.
    package let copula: PlanCopula
    private let values: SharedColumns

    private static let block = 256

    /// Draws of a prior.
    package init(_ prior: PlanPrior, _ settings: PlanSettings, copula: PlanCopula? = nil) {
        keys = prior.uncertain
        draws = settings.draws
        let keys = keys
        let draws = draws
        let copula =
            copula
            ?? PlanCopula(
                matrix: PlanCopula.matrix(
                    keys.map { prior[$0] }, rho: settings.correlation, pairs: settings.pairs),
                size: keys.count)
        self.copula = copula
        let values = SharedColumns(draws * PlanKey.count)
        self.values = values
        let tables = ScoreTables(prior, keys, threads: settings.threads)
        let modes = prior.modes
        let design = PlanDesign(
            settings.sampling, dimensions: keys.count, points: draws, seed: settings.seed)
        let blocks = (draws + Self.block - 1) / Self.block
        inParallel(blocks, threads: settings.threads) { piece in
            let scores = UnsafeMutablePointer<Double>.allocate(capacity: max(1, keys.count))
            defer { scores.deallocate() }
            for draw in piece * Self.block..<min(draws, (piece + 1) * Self.block) {
                for index in 0..<keys.count {
                    scores[index] = Statistics.normalQuantile(design.value(draw, index))
                }
                copula.correlate(scores)
                let row = values.start + draw * PlanKey.count
                for index in 0..<PlanKey.count { row[index] = modes[index] }
                for (index, key) in keys.enumerated() {
                    row[key.rawValue] = tables.value(index, scores[index])
                }
            }
        }
    }

    /// A draw's values, by `PlanKey`.
    func row(_ draw: Int) -> UnsafePointer<Double> {
        UnsafePointer(values.start + draw * PlanKey.count)
    }

    /// A parameter in all draws.
    package func column(_ key: PlanKey) -> [Double] {
        (0..<draws).map { values.start[$0 * PlanKey.count + key.rawValue] }
    }
}

/// The tables of some parameters.
struct ScoreTables: Sendable {
    private let tables: [ScoreTable]

    init(_ prior: PlanPrior, _ keys: [PlanKey], threads: Int) {
        // A class would do, too; this keeps the tables' own arrays.
        let store = TableStore(keys.count)
        inParallel(keys.count, threads: threads) { index in
            store.set(index, ScoreTable(prior[keys[index]].distribution))
        }
        tables = store.tables()
    }

    func value(_ index: Int, _ score: Double) -> Double { tables[index].value(score) }
}

/// Where parallel work leaves tables, each piece its own.
private final class TableStore: @unchecked Sendable {
    // Piece i writes place i alone; `tables` is called after all are done.
    private let places: UnsafeMutablePointer<ScoreTable?>
    private let count: Int

    init(_ count: Int) {
        self.count = count
        places = .allocate(capacity: max(1, count))
        places.initialize(repeating: nil, count: count)
    }

    deinit {
        places.deinitialize(count: count)
        places.deallocate()
    }

    func set(_ index: Int, _ table: ScoreTable) { places[index] = table }

    func tables() -> [ScoreTable] { (0..<count).compactMap { places[$0] } }
}

extension PlanSample {
    /// What a repair of the correlations would change, at most.
    package static func repair(_ prior: PlanPrior, _ settings: PlanSettings) -> Double {
        let keys = prior.uncertain
        let matrix = PlanCopula.matrix(
            keys.map { prior[$0] }, rho: settings.correlation, pairs: settings.pairs)
        return PlanCopula(matrix: matrix, size: keys.count).repair
    }
}
