// When records are due: an open loop. The schedule is fixed before anything is sent and never waits
// for the endpoint.

import Base

/// The shape of a load over its duration.
public enum LoadShape: String, Hashable, Sendable, CaseIterable {
    /// The rate throughout.
    case constant
    /// From a tenth of the rate up to it, evenly.
    case ramp
    /// Five equal steps: 20 % … 100 % of the rate.
    case step
    /// A fifth of the rate; all of it from 40 % to 60 % of the time.
    case spike
    /// The rate throughout; meant for hours.
    case soak
    /// As the day goes: the run's own course, pressed into the duration, with the rate at its peak.
    case diurnal
    /// 30 % of the time as usual, nothing while the endpoint is out of reach (to 50 %), then the
    /// whole fleet at once with what it stored, spread over 2 % of the time by back-off, and as
    /// usual again.
    case herd
}

/// Due times of records, by their ordinal.
///
/// A piecewise linear rate over time; the number of records due until `t` is its integral, and the
/// due time of record `i` the inverse of that.
public struct LoadSchedule: Hashable, Sendable {
    private struct Piece: Hashable, Sendable {
        var start: Double
        var seconds: Double
        var from: Double
        var to: Double
        /// Records due before it.
        var before: Double

        var count: Double { seconds * (from + to) / 2 }
    }

    private var pieces: [Piece] = []
    /// Seconds from the first record to the end.
    public private(set) var duration = 0.0

    /// Pieces of a rate in records/s that goes evenly from one value to another.
    public init(pieces list: [(seconds: Double, from: Double, to: Double)]) {
        var before = 0.0
        for (seconds, from, to) in list where seconds > 0 {
            let piece = Piece(
                start: duration, seconds: seconds, from: from, to: to, before: before)
            pieces.append(piece)
            duration += seconds
            before += piece.count
        }
    }

    /// A shape with a peak rate, in records/s.
    /// - Parameter course: records of the source by equal parts of its time; for `diurnal`.
    public init(_ shape: LoadShape, rate: Double, seconds: Double, course: [Int] = []) {
        func part(_ share: Double, _ from: Double, _ to: Double) -> (Double, Double, Double) {
            (seconds * share, rate * from, rate * to)
        }
        switch shape {
        case .constant, .soak: self.init(pieces: [part(1, 1, 1)])
        case .ramp: self.init(pieces: [part(1, 0.1, 1)])
        case .step: self.init(pieces: (1...5).map { part(0.2, 0.2 * Double($0), 0.2 * Double($0)) })
        case .spike:
            self.init(pieces: [part(0.4, 0.2, 0.2), part(0.2, 1, 1), part(0.4, 0.2, 0.2)])
        case .herd:
            // The average of usual traffic is a fifth of the peak; what a fifth of the time stored
            // comes in a fiftieth: ten times the usual rate, and half of that on average.
            self.init(
                pieces: [
                    part(0.3, 0.2, 0.2), part(0.2, 0, 0), part(0.02, 3.8, 0.6),
                    part(0.48, 0.2, 0.2),
                ])
        case .diurnal:
            let peak = Double(max(1, course.max() ?? 1))
            let share = 1 / Double(max(1, course.count))
            self.init(
                pieces: course.map { part(share, Double($0) / peak, Double($0) / peak) })
        }
    }

    /// How many records are due in all.
    public var total: Int { Int(pieces.last.map { $0.before + $0.count } ?? 0) }

    /// The highest rate, records/s.
    public var peakRate: Double { pieces.reduce(0) { max($0, $1.from, $1.to) } }

    /// When a record is due, seconds from the start.
    public func due(_ ordinal: Int) -> Double {
        let wanted = Double(ordinal)
        guard let piece = pieces.last(where: { $0.before <= wanted && $0.count > 0 }) else {
            return 0
        }
        let rest = min(wanted - piece.before, piece.count)
        // from·t + slope·t²/2 = rest, in the form that stays exact without a slope.
        let slope = (piece.to - piece.from) / piece.seconds
        let root = (piece.from * piece.from + 2 * slope * rest).squareRoot()
        let sum = piece.from + root
        return piece.start + (sum > 0 ? min(piece.seconds, 2 * rest / sum) : 0)
    }
}
