// The position error of a satellite receiver: a first-order Gauss–Markov process per axis, as in
// R. G. Brown, P. Y. C. Hwang, "Introduction to Random Signals and Applied Kalman Filtering".

import Base

/// The state of one receiver during one trip.
struct SatelliteReceiver {
    /// Standard deviation per axis under open sky, metres.
    let sigma: Double
    private let correlationSeconds: Double
    private let intervalSeconds: Double
    /// Correlation over one interval, and the weight of what is new.
    private let usual: (kept: Double, new: Double)
    private var east = 0.0
    private var north = 0.0
    private var last = Int64.min

    /// Standard deviation in a tunnel over that under open sky; assumption.
    static let tunnelFactor = 4.0

    init(sigma: Double, correlationSeconds: Double, intervalSeconds: Double) {
        self.sigma = sigma
        self.correlationSeconds = max(1e-3, correlationSeconds)
        self.intervalSeconds = intervalSeconds
        usual = Self.weights(intervalSeconds / self.correlationSeconds)
    }

    private static func weights(_ ratio: Double) -> (kept: Double, new: Double) {
        let kept = Math.exp(-ratio)
        return (kept, (1 - kept * kept).squareRoot())
    }

    /// Forgets the error: the next one is drawn afresh.
    mutating func restart() { last = .min }

    /// The error at a later instant in units of sigma.
    ///
    /// - Parameter stream: the record's own.
    @inline(__always)
    mutating func error(atMilliseconds time: Int64, _ stream: inout RandomStream)
        -> (east: Double, north: Double)
    {
        let fresh = (stream.normal(), stream.normal())
        if last == .min {
            (east, north) = fresh
        } else {
            let seconds = Double(time - last) / 1000
            let weight =
                seconds == intervalSeconds ? usual : Self.weights(seconds / correlationSeconds)
            east = weight.kept * east + weight.new * fresh.0
            north = weight.kept * north + weight.new * fresh.1
        }
        last = time
        return (east, north)
    }
}
