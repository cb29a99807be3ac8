// How long cars stand with the ignition on where trips begin and end: belts, mirrors, navigation,
// windows to be cleared; the last word of the radio, children getting out.

import Base

/// Standing with the ignition on at both ends of a trip.
public struct Standing: Hashable, Sendable {
    /// Milliseconds between ignition on and the first movement.
    public var beforeMilliseconds: Int64
    /// Milliseconds between the last movement and ignition off.
    public var afterMilliseconds: Int64

    /// Standing for some milliseconds before and after the drive.
    public init(beforeMilliseconds: Int64, afterMilliseconds: Int64) {
        self.beforeMilliseconds = beforeMilliseconds
        self.afterMilliseconds = afterMilliseconds
    }

    /// Sets off at once, and switches off at once.
    public static let none = Standing(beforeMilliseconds: 0, afterMilliseconds: 0)

    /// Medians, seconds, and the spread of the logarithms; means are 41 and 19 s. Assumption,
    /// within what measured drives leave open: 10 to 20 % of their ignition time is spent standing,
    /// of which junctions and queues explain about half where few have signals.
    private static let median = (before: 30.0, after: 14.0)
    private static let spread = 0.8
    /// No more than this, seconds: whoever means to wait longer switches off; assumption.
    private static let longest = 300.0

    /// Log-normal times.
    init(_ stream: inout RandomStream) {
        func draw(_ median: Double) -> Int64 {
            let seconds = median * Math.exp(Self.spread * stream.normal())
            return Int64((1000 * min(Self.longest, seconds)).rounded())
        }
        beforeMilliseconds = draw(Self.median.before)
        afterMilliseconds = draw(Self.median.after)
    }
}
