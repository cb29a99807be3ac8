import Base

/// A device's clock: off by a constant, and drifting.
struct DeviceClock {
    /// Milliseconds ahead at the start of the run.
    private let offset: Double
    /// Milliseconds gained per millisecond.
    private let drift: Double

    /// Standard deviation of the drift, parts per million: uncompensated quartz; assumption.
    static let driftSigma = 10.0

    /// A clock that is right.
    static let exact = DeviceClock(offset: 0, drift: 0)

    private init(offset: Double, drift: Double) {
        self.offset = offset
        self.drift = drift
    }

    /// A clock with a random error.
    init(sigmaSeconds: Double, _ stream: inout RandomStream) {
        offset = 1000 * sigmaSeconds * stream.normal()
        drift = 1e-6 * Self.driftSigma * stream.normal()
    }

    /// What it shows at a true instant, milliseconds.
    @inline(__always)
    func reading(atMilliseconds time: Int64) -> Int64 {
        time + Int64((offset + drift * Double(time)).rounded())
    }
}
