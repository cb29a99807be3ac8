// What drives the result: Sobol indices with bootstrap intervals, a tornado, rank correlations.

import Base
import Checks

/// First-order and total index of a parameter with 95 % bootstrap intervals.
package struct SobolIndex: Sendable {
    /// Name of the parameter.
    package var name: String
    /// Share of the variance that the parameter alone explains.
    package var first: Double
    /// Interval of `first`.
    package var firstInterval: [Double]
    /// Share that it takes part in.
    package var total: Double
    /// Interval of `total`.
    package var totalInterval: [Double]

    /// Half of the wider interval.
    package var halfWidth: Double {
        max(firstInterval[1] - firstInterval[0], totalInterval[1] - totalInterval[0]) / 2
    }

    /// Intervals wider than this are not to be trusted.
    package static let widest = 0.05
}

/// Sobol indices of any function of the unit cube (A. Saltelli et al., 2010: first order after
/// Saltelli, total after Jansen), from N (2d + 2) evaluations: both ways round, averaged.
package struct SobolAnalysis: Sendable {
    /// One for each dimension.
    package let indices: [SobolIndex]
    /// Mean and variance of the function.
    package let mean: Double
    /// See `mean`.
    package let variance: Double
    /// How often the function was evaluated.
    package let evaluations: Int

    /// - Parameters:
    ///   - names: of the dimensions, at most 64.
    ///   - base: N.
    ///   - function: of a point with a coordinate in (0, 1) for each dimension.
    package init(
        names: [String], base: Int, seed: UInt64, threads: Int, resamples: Int = 100,
        function: @Sendable @escaping (UnsafePointer<Double>) -> Double
    ) {
        let d = names.count
        let rows = Self.evaluate(d, base, seed, threads, function)
        let centre = (sum(rows.start, base) + sum(rows.start + base, base)) / Double(2 * base)
        let weights = Self.resamples(resamples, base, seed)
        let estimates = (0...resamples).map { replicate in
            Self.estimate(
                rows.start, d, base, centre,
                replicate == 0 ? nil : weights[replicate - 1])
        }
        indices = names.indices.map { index in
            func interval(_ path: KeyPath<Estimates, [Double]>) -> [Double] {
                let values = estimates.dropFirst().map { $0[keyPath: path][index] }.sorted()
                return [quantile(values, 0.025), quantile(values, 0.975)]
            }
            return SobolIndex(
                name: names[index], first: estimates[0].first[index],
                firstInterval: interval(\.first), total: estimates[0].total[index],
                totalInterval: interval(\.total))
        }
        mean = centre
        variance = estimates[0].variance
        evaluations = base * (2 * d + 2)
    }

    /// Why the indices should not be trusted; empty when nothing says so.
    package var warnings: [String] {
        var result: [String] = []
        let leading = indices.sorted { $0.total > $1.total }.prefix(5)
        let wide = leading.filter { $0.halfWidth > SobolIndex.widest }.map(\.name)
        if !wide.isEmpty {
            result.append(
                "intervals of \(wide.joined(separator: ", ")) are wider than ±0.05: raise --sobol")
        }
        let sum = indices.reduce(0) { $0 + $1.first }
        if sum > 1.05 { result.append("first-order indices sum to more than 1: raise --sobol") }
        if variance <= 0 { result.append("the result does not vary") }
        return result
    }

    private struct Estimates {
        var first: [Double]
        var total: [Double]
        var variance: Double
    }

    /// f(A), f(B), then f(AB_i) and f(BA_i) for each dimension, each a column of `base` values.
    private static func evaluate(
        _ d: Int, _ base: Int, _ seed: UInt64, _ threads: Int,
        _ function: @Sendable @escaping (UnsafePointer<Double>) -> Double
    ) -> SharedColumns {
        let design = SobolSequence(dimensions: 2 * d, seed: seed)
        let result = SharedColumns(base * (2 * d + 2))
        let block = 16
        inParallel((base + block - 1) / block, threads: threads) { piece in
            let a = UnsafeMutablePointer<Double>.allocate(capacity: max(1, d))
            let b = UnsafeMutablePointer<Double>.allocate(capacity: max(1, d))
            defer {
                a.deallocate()
                b.deallocate()
            }
            for row in piece * block..<min(base, (piece + 1) * block) {
                for index in 0..<d {
                    a[index] = design.value(row, index)
                    b[index] = design.value(row, d + index)
                }
                result.start[row] = function(a)
                result.start[base + row] = function(b)
                for index in 0..<d {
                    swap(&a[index], &b[index])
                    result.start[(2 + 2 * index) * base + row] = function(a)
                    result.start[(3 + 2 * index) * base + row] = function(b)
                    swap(&a[index], &b[index])
                }
            }
        }
        return result
    }

    /// How often each row stands in each resample.
    private static func resamples(_ count: Int, _ base: Int, _ seed: UInt64) -> [[Double]] {
        (0..<count).map { replicate in
            var weights = [Double](repeating: 0, count: base)
            var stream = RandomStream(
                seed: seed, purpose: .planBootstrap, entity: RandomEntity(UInt64(replicate)))
            for _ in 0..<base { weights[stream.index(below: base)] += 1 }
            return weights
        }
    }

    private static func estimate(
        _ rows: UnsafePointer<Double>, _ d: Int, _ base: Int, _ centre: Double,
        _ weights: [Double]?
    ) -> Estimates {
        let weights = weights ?? [Double](repeating: 1, count: base)
        let (a, b) = (rows, rows + base)
        var (sum, squares, count) = (0.0, 0.0, 0.0)
        for row in 0..<base {
            let (x, y) = (a[row] - centre, b[row] - centre)
            sum += weights[row] * (x + y)
            squares += weights[row] * (x * x + y * y)
            count += 2 * weights[row]
        }
        let variance = squares / count - (sum / count) * (sum / count)
        var result = Estimates(first: [], total: [], variance: variance)
        for index in 0..<d {
            let ab = rows + (2 + 2 * index) * base
            let ba = rows + (3 + 2 * index) * base
            var (first, total) = (0.0, 0.0)
            for row in 0..<base {
                // AB_i is A with B's coordinate i, BA_i the reverse.
                let w = weights[row]
                let (x, y) = (a[row] - centre, b[row] - centre)
                let (p, q) = (ab[row] - centre, ba[row] - centre)
                first += w * (y * (p - x) + x * (q - y))
                total += w * ((x - p) * (x - p) + (y - q) * (y - q)) / 2
            }
            result.first.append(variance > 0 ? first / count / variance : 0)
            result.total.append(variance > 0 ? total / count / variance : 0)
        }
        return result
    }
}

/// A bar of a tornado: the result with one parameter at its bounds, the others at their modes.
package struct TornadoBar: Sendable {
    /// The parameter.
    package var key: PlanKey
    /// Revenue with the parameter at its minimum and its maximum, EUR.
    package var low: Double
    /// See `low`.
    package var high: Double

    /// Width.
    package var span: Double { abs(high - low) }
}

/// Analyses of a prior's parameters.
package enum PlanSensitivity {
    /// One bar for each parameter that varies, widest first.
    package static func tornado(
        _ prior: PlanPrior, _ model: PlanModel, _ facts: MeasuredFacts
    ) -> [TornadoBar] {
        let modes = prior.modes
        let bars = prior.uncertain.map { key in
            func revenue(_ value: Double) -> Double {
                var values = modes
                values[key.rawValue] = value
                return model.revenue(values, facts)
            }
            return TornadoBar(
                key: key, low: revenue(prior[key].low), high: revenue(prior[key].high))
        }
        return bars.sorted { ($1.span, $0.key.rawValue) < ($0.span, $1.key.rawValue) }
    }

    /// Sobol indices of the target year's revenue, or of contribution; parameters independent.
    package static func sobol(
        _ prior: PlanPrior, _ model: PlanModel, _ facts: MeasuredFacts, ofContribution: Bool
    ) -> SobolAnalysis {
        // The sequence has two dimensions for each; what lies beyond stays at its mode.
        let keys = Array(prior.uncertain.prefix(SobolSequence.maximumDimensions / 2))
        let settings = model.settings
        let tables = ScoreTables(prior, keys, threads: settings.threads)
        let modes = prior.modes
        return SobolAnalysis(
            names: keys.map(\.name), base: settings.sobolBase, seed: settings.seed,
            threads: settings.threads
        ) { point in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: PlanKey.count) { values in
                for index in 0..<PlanKey.count { values[index] = modes[index] }
                for (index, key) in keys.enumerated() {
                    values[key.rawValue] = tables.value(
                        index, Statistics.normalQuantile(point[index]))
                }
                guard let base = values.baseAddress else { return 0 }
                return model.outcome(UnsafePointer(base), facts, ofContribution: ofContribution)
            }
        }
    }

    /// Spearman's rank correlation of every varying parameter with the target year's revenue.
    package static func rankCorrelations(
        _ sample: PlanSample, _ revenue: [Double], threads: Int
    ) -> [(key: PlanKey, rho: Double)] {
        let target = ranks(revenue)
        let result = SharedColumns(sample.keys.count)
        inParallel(sample.keys.count, threads: threads) { index in
            let own = ranks(sample.column(sample.keys[index]))
            result.start[index] = correlation(own, target)
        }
        return sample.keys.enumerated().map { ($0.element, result.start[$0.offset]) }
    }

    /// Ranks from 0; ties by place, which continuous draws do not have.
    static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var result = [Double](repeating: 0, count: values.count)
        for (rank, index) in order.enumerated() { result[index] = Double(rank) }
        return result
    }

    /// Pearson's correlation; of ranks, Spearman's.
    package static func correlation(_ a: [Double], _ b: [Double]) -> Double {
        let n = Double(max(1, a.count))
        let (meanA, meanB) = (a.reduce(0, +) / n, b.reduce(0, +) / n)
        var (ab, aa, bb) = (0.0, 0.0, 0.0)
        for index in a.indices {
            let (x, y) = (a[index] - meanA, b[index] - meanB)
            ab += x * y
            aa += x * x
            bb += y * y
        }
        return aa > 0 && bb > 0 ? ab / (aa * bb).squareRoot() : 0
    }

    /// Spearman's rank correlation of two columns.
    package static func spearman(_ a: [Double], _ b: [Double]) -> Double {
        correlation(ranks(a), ranks(b))
    }
}

extension PlanModel {
    /// Revenue or contribution of the target year, EUR.
    func outcome(
        _ v: UnsafePointer<Double>, _ facts: MeasuredFacts, ofContribution: Bool
    ) -> Double {
        // Two short allocations beside some ten microseconds of arithmetic.
        let scratch = Scratch(self)
        defer { scratch.free() }
        prepare(v, scratch.cohort)
        let scales = topDown(v, facts, scratch)
        evaluate(
            v, facts, scratch.cohort, year: settings.targetYear, scales: scales,
            into: scratch.cells)
        let revenue = scratch.cells[YearCells.total]
        return ofContribution ? revenue - scratch.cells[YearCells.cost] : revenue
    }
}
