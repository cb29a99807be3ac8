// What goes wrong with one trip's data as a whole: faults of the trip in the words of a maker's API
// (Unstarted, DataLacking, Unfinished), and signals that are stuck for a while.

import Base

/// A time of a trip from which there are no records.
struct TripTrouble {
    /// Code into the words of `X.Trip.Fault`; `nil` without a fault.
    var kind: Int64?
    /// No records in [from, until), milliseconds.
    var silentFrom = Int64.max
    /// See `silentFrom`.
    var silentUntil = Int64.max
    /// A signal keeps its value in [from, until): 0 position, 1 speed, 2 fuel or charge, 3
    /// temperatures.
    var stuckKind = -1
    /// See `stuckKind`.
    var stuckFrom = Int64.max
    /// See `stuckKind`.
    var stuckUntil = Int64.max

    static let unstarted: Int64 = 0
    static let lacking: Int64 = 1
    static let unfinished: Int64 = 2

    /// The troubles of a trip; `nil` ends are taken as an hour later.
    init(_ options: TelemetryOptions, depart: Int64, arrive: Int64, stream: inout RandomStream) {
        let end = arrive == .max ? depart + 3_600_000 : arrive
        let length = Double(end - depart)
        let lot = stream.uniform()
        let place = stream.uniform()
        if options.faults.contains(.tripFaults) {
            let starts = options.unstartedShare
            let lacks = starts + options.lackingShare
            if lot < starts {
                kind = Self.unstarted
                silentFrom = depart
                silentUntil = depart + Int64(length * (0.1 + 0.3 * place))
            } else if lot < lacks {
                kind = Self.lacking
                silentFrom = depart + Int64(length * (0.2 + 0.3 * place))
                silentUntil = silentFrom + Int64(length * 0.3)
            } else if lot < lacks + options.unfinishedShare {
                kind = Self.unfinished
                silentFrom = depart + Int64(length * (0.6 + 0.35 * place))
            }
        }
        let isStuck = stream.bernoulli(options.stuckShare)
        let at = stream.uniform()
        let which = stream.index(below: 4)
        if isStuck && options.faults.contains(.stuckSignals) {
            stuckKind = which
            stuckFrom = depart + Int64(length * 0.8 * at)
            stuckUntil = stuckFrom + max(60_000, Int64(length * 0.3))
        }
    }

    @inline(__always)
    func isSilent(_ time: Int64) -> Bool { time >= silentFrom && time < silentUntil }

    @inline(__always)
    func isStuck(_ time: Int64) -> Bool { time >= stuckFrom && time < stuckUntil }
}
