// What was measured on a few workers, carried on to many, with what that is worth. The universal
// scalability law (N. J. Gunther, "Guerrilla Capacity Planning", 2007) for throughput over workers,
// and the delay of a queue over its utilisation for latency.

import Base
import Foundation

/// A number with the interval in which the next measurement falls with 95 %.
public struct Prediction: Hashable, Sendable, Codable {
    /// The expected value.
    public var value: Double
    /// 95 % prediction interval; the upper end may be infinite.
    public var low: Double
    /// See `low`.
    public var high: Double
    /// Whether it lies beyond what was measured.
    public var isExtrapolation: Bool
}

/// Least squares with few columns, weights, and intervals for new points.
struct LinearFit: Sendable {
    let coefficients: [Double]
    /// Standard deviation of weighted residuals.
    let deviation: Double
    let freedom: Int
    private let inverse: [[Double]]

    /// Fits Σ w (y − x·b)²; nil when the points do not determine the coefficients.
    init?(_ rows: [[Double]], _ values: [Double], weights: [Double]) {
        guard let width = rows.first?.count, rows.count >= width else { return nil }
        var normal = [[Double]](
            repeating: [Double](repeating: 0, count: 2 * width), count: width)
        var right = [Double](repeating: 0, count: width)
        for (row, (value, weight)) in zip(rows, zip(values, weights)) {
            for i in 0..<width {
                right[i] += weight * row[i] * value
                for j in 0..<width { normal[i][j] += weight * row[i] * row[j] }
            }
        }
        for i in 0..<width { normal[i][width + i] = 1 }
        guard Self.eliminate(&normal) else { return nil }
        inverse = normal.map { Array($0[width...]) }
        let found = inverse.map { zip($0, right).reduce(0) { $0 + $1.0 * $1.1 } }
        coefficients = found
        freedom = rows.count - width
        let squares = zip(rows, zip(values, weights)).reduce(0.0) { sum, point in
            let (row, (value, weight)) = point
            let rest = value - zip(row, found).reduce(0) { $0 + $1.0 * $1.1 }
            return sum + weight * rest * rest
        }
        deviation = freedom > 0 ? (squares / Double(freedom)).squareRoot() : .nan
    }

    /// Gauss–Jordan with the largest pivot; false for a singular matrix.
    private static func eliminate(_ m: inout [[Double]]) -> Bool {
        let scale = m.flatMap { $0 }.map(abs).max() ?? 0
        for column in m.indices {
            let best = (column..<m.count).max { abs(m[$0][column]) < abs(m[$1][column]) }
            guard let best, abs(m[best][column]) > 1e-14 * scale else { return false }
            m.swapAt(column, best)
            let pivot = m[column][column]
            m[column] = m[column].map { $0 / pivot }
            for row in m.indices where row != column {
                let factor = m[row][column]
                if factor != 0 { m[row] = zip(m[row], m[column]).map { $0 - factor * $1 } }
            }
        }
        return true
    }

    /// The value at a new point, and half the width of its 95 % prediction interval.
    /// - Parameter weight: of the new point, as of the others.
    func predict(_ row: [Double], weight: Double) -> (value: Double, half: Double) {
        let value = zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
        var leverage = 0.0
        for i in row.indices {
            for j in row.indices { leverage += row[i] * inverse[i][j] * row[j] }
        }
        let spread = deviation * (1 / weight + leverage).squareRoot()
        return (value, Self.quantile(freedom) * spread)
    }

    /// Student's t, 97.5 %, by degrees of freedom; infinite without any.
    static func quantile(_ freedom: Int) -> Double {
        let table = [
            12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179,
            2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
        ]
        if freedom < 1 { return .infinity }
        return freedom <= table.count ? table[freedom - 1] : 1.96 + 2.6 / Double(freedom)
    }
}

/// Throughput over workers (connections, partitions, machines):
/// X(N) = λN / (1 + σ(N − 1) + κN(N − 1)).
public struct ScalabilityModel: Sendable {
    /// Records/s of one worker.
    public let rate: Double
    /// Contention: the share that cannot run side by side.
    public let contention: Double
    /// Coherence: the cost of every pair of workers.
    public let coherence: Double
    /// Measured numbers of workers.
    public let measured: ClosedRange<Double>
    private let fit: LinearFit
    private let columns: [Int]

    /// Fits measured throughputs: N/X is linear in the unknowns. What would come out negative is
    /// left out of the law. Nil with fewer than three numbers of workers.
    public init?(_ points: [(workers: Double, rate: Double)]) {
        let points = points.filter { $0.workers >= 1 && $0.rate > 0 }
        guard Set(points.map(\.workers)).count >= 3, let low = points.map(\.workers).min(),
            let high = points.map(\.workers).max()
        else { return nil }
        measured = low...high
        let values = points.map { $0.workers / $0.rate }
        // Throughputs err in proportion to themselves.
        let weights = values.map { 1 / ($0 * $0) }
        var chosen: (LinearFit, [Int])?
        for columns in [[0, 1, 2], [0, 1], [0, 2], [0]] {
            let rows = points.map { Self.row($0.workers, columns) }
            guard let fit = LinearFit(rows, values, weights: weights), fit.freedom > 0 else {
                continue
            }
            if fit.coefficients.dropFirst().allSatisfy({ $0 >= -1e-15 }), fit.coefficients[0] > 0 {
                chosen = (fit, columns)
                break
            }
        }
        guard let (fit, columns) = chosen else { return nil }
        self.fit = fit
        self.columns = columns
        rate = 1 / fit.coefficients[0]
        func parameter(_ column: Int) -> Double {
            columns.firstIndex(of: column).map { fit.coefficients[$0] / fit.coefficients[0] } ?? 0
        }
        contention = parameter(1)
        coherence = parameter(2)
    }

    private static func row(_ workers: Double, _ columns: [Int]) -> [Double] {
        let all = [1, workers - 1, workers * (workers - 1)]
        return columns.map { all[$0] }
    }

    /// Throughput of a number of workers.
    public func throughput(_ workers: Double) -> Prediction {
        let row = Self.row(workers, columns)
        let expected = zip(row, fit.coefficients).reduce(0) { $0 + $1.0 * $1.1 }
        let (value, half) = fit.predict(row, weight: 1 / (expected * expected))
        return Prediction(
            value: workers / value, low: workers / (value + half),
            high: value > half ? workers / (value - half) : .infinity,
            isExtrapolation: !measured.contains(workers))
    }

    /// The number of workers beyond which more make it slower; nil when there is none.
    public var bestWorkers: Double? {
        coherence > 0 ? max(1, ((1 - contention) / coherence).squareRoot()) : nil
    }

    /// The fewest workers that reach a rate: by the expected value and by both ends of the
    /// interval; nil when none do.
    public func workers(for wanted: Double) -> (expected: Double?, low: Double?, high: Double?) {
        func fewest(_ reach: (Double) -> Double) -> Double? {
            let most = min(1e9, bestWorkers ?? 1e9)
            var workers = 1.0
            while workers < most, reach(workers) < wanted {
                workers = (workers * 1.01).rounded(.up)
            }
            return reach(min(workers, most)) >= wanted ? min(workers, most) : nil
        }
        return (
            fewest { throughput($0).value }, fewest { throughput($0).high },
            fewest { throughput($0).low }
        )
    }
}

/// Latency over utilisation: base + wait · ρ/(1 − ρ), the delay of a queue with random arrivals.
public struct LatencyModel: Sendable {
    /// Seconds at rest.
    public var base: Double { fit.coefficients[0] }
    /// Seconds of waiting at half the capacity.
    public var wait: Double { fit.coefficients[1] }
    /// Measured utilisations.
    public let measured: ClosedRange<Double>
    private let fit: LinearFit

    /// Fits latencies in seconds at utilisations below 1; nil with fewer than three of them.
    public init?(_ points: [(utilisation: Double, seconds: Double)]) {
        let points = points.filter { $0.utilisation > 0 && $0.utilisation < 0.99 }
        guard let low = points.map(\.utilisation).min(),
            let high = points.map(\.utilisation).max(), points.count >= 3,
            let fit = LinearFit(
                points.map { [1, $0.utilisation / (1 - $0.utilisation)] }, points.map(\.seconds),
                weights: points.map { _ in 1 })
        else { return nil }
        measured = low...high
        self.fit = fit
    }

    /// Latency at a utilisation below 1.
    public func latency(_ utilisation: Double) -> Prediction {
        let (value, half) = fit.predict([1, utilisation / (1 - utilisation)], weight: 1)
        return Prediction(
            value: value, low: max(0, value - half), high: value + half,
            isExtrapolation: !measured.contains(utilisation))
    }
}

/// What a fleet of 34 million connected vehicles asks for at its daily peak.
public struct FleetDemand: Hashable, Sendable, Codable {
    /// Connected vehicles.
    public var vehicles = 34_000_000.0
    /// Share on the road at the daily peak.
    public var drivingShare = 0.10
    /// Seconds between records.
    public var intervalSeconds = 10.0
    /// Milliseconds of broker time for a mutual-TLS handshake, as measured on one core.
    public var handshakeMilliseconds = 1.26

    /// The usual figures.
    public init() {}

    /// Records/s at the peak.
    public var recordsPerSecond: Double { vehicles * drivingShare / intervalSeconds }
    /// Core-hours of handshakes when all vehicles come back after an outage.
    public var reconnectCoreHours: Double { vehicles * handshakeMilliseconds / 3.6e6 }
}
