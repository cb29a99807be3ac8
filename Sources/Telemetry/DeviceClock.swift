import Base

/// A device's clock: off by a constant, and drifting; before it is set after a cold start it counts
/// from 1970.
struct DeviceClock {
    /// Milliseconds ahead at the start of the run.
    private var offset: Double
    /// Milliseconds gained per millisecond.
    private let drift: Double
    /// Milliseconds of its steps.
    var step: Int64 = 1
    /// Until this instant it is off by so much more.
    private var unset: (until: Int64, by: Int64) = (.min, 0)

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

    /// Puts it an hour ahead (daylight saving time that ended) or 1,024 weeks back (a receiver's
    /// week number that began anew).
    mutating func shift(milliseconds: Double) { offset += milliseconds }

    /// Starts it at the beginning of 1970, until it is set.
    ///
    /// - Parameter startUnix: the start of the run, Unix milliseconds.
    mutating func start(unsetAt time: Int64, until: Int64, startUnix: Int64) {
        unset = (until, -startUnix - time)
    }

    /// Whether it is grossly wrong at an instant.
    @inline(__always)
    func isWrong(atMilliseconds time: Int64) -> Bool {
        time < unset.until || offset.magnitude > 1_000_000
    }

    /// What it shows at a true instant, milliseconds.
    @inline(__always)
    func reading(atMilliseconds time: Int64) -> Int64 {
        var shown = time + Int64((offset + drift * Double(time)).rounded())
        if time < unset.until { shown = time + unset.by }
        return step == 1 ? shown : shown.flooredDivision(by: step) * step
    }
}
