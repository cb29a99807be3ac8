/// An instant of simulated time: whole milliseconds since the scenario's `start` (UTC).
///
/// Integers keep every result independent of the order of additions.
public struct SimTime: Hashable, Comparable, Sendable {
    /// Milliseconds since the scenario's start; negative before it.
    public var milliseconds: Int64

    /// An instant from milliseconds since the start.
    @inlinable public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// An instant from seconds since the start, rounded to the millisecond.
    @inlinable public init(seconds: Double) {
        milliseconds = Int64((seconds * 1000).rounded())
    }

    /// The scenario's start.
    public static let zero = SimTime(milliseconds: 0)

    /// Seconds since the start.
    @inlinable public var seconds: Double { Double(milliseconds) / 1000 }

    /// Earlier is smaller.
    @inlinable public static func < (lhs: SimTime, rhs: SimTime) -> Bool {
        lhs.milliseconds < rhs.milliseconds
    }

    /// The instant `milliseconds` later.
    @inlinable public func advanced(byMilliseconds milliseconds: Int64) -> SimTime {
        SimTime(milliseconds: self.milliseconds + milliseconds)
    }
}

/// The calendar of a run: where simulated time zero lies, and what the wall clocks of a region
/// show.
public struct RunCalendar: Hashable, Sendable {
    /// Seconds from 1970-01-01T00:00:00Z to the scenario's start.
    public var startUnixSeconds: Int64
    /// Local time minus UTC, seconds.
    public var utcOffsetSeconds: Int64

    /// A calendar from the start and the region's offset.
    public init(startUnixSeconds: Int64, utcOffsetSeconds: Int64) {
        self.startUnixSeconds = startUnixSeconds
        self.utcOffsetSeconds = utcOffsetSeconds
    }

    /// The local day that holds the start is day 0; its local midnight may lie before the start.
    public func localMidnight(ofDay day: Int) -> SimTime {
        let localStart = startUnixSeconds + utcOffsetSeconds
        let sinceMidnight = localStart - localStart.flooredDivision(by: 86_400) * 86_400
        return SimTime(milliseconds: (Int64(day) * 86_400 - sinceMidnight) * 1000)
    }

    /// The local day of an instant; day 0 holds the start.
    public func localDay(of time: SimTime) -> Int {
        let elapsed = time.milliseconds - localMidnight(ofDay: 0).milliseconds
        return Int(elapsed.flooredDivision(by: 86_400_000))
    }

    /// Days since 1970-01-01 of a local day, by the local date.
    public func unixDay(ofDay day: Int) -> Int64 {
        (startUnixSeconds + utcOffsetSeconds).flooredDivision(by: 86_400) + Int64(day)
    }

    /// 0 = Monday … 6 = Sunday, for a local day.
    public func weekday(ofDay day: Int) -> Int {
        let fromMonday = unixDay(ofDay: day) + 3  // 1970-01-01 was a Thursday.
        return Int(fromMonday - fromMonday.flooredDivision(by: 7) * 7)
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity.
    @inlinable public func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
}
