// When a driver begins to brake or accelerate hard: found in the pieces of the speed profile, not
// by sampling, so that it costs the fits of the traversals and nothing else.

extension TripMotion {
    /// The first instant after one and not after another at which the magnitude of the acceleration
    /// rises to a limit, milliseconds; `nil` without any. Instants must not descend.
    ///
    /// - Parameter limit: m/s².
    public mutating func harshOnset(
        after time: Int64, until end: Int64, beyond limit: Double
    ) -> Int64? {
        guard !range.isEmpty, time < times[range.count] else { return nil }
        var from = time
        while true {
            advance(to: from)
            let begin = times[leg]
            var at = piece
            while at < profile.pieces.count {
                let now = profile.pieces[at]
                let start = begin + Int64((now.start * 1000).rounded(.up))
                if start > end { return nil }
                let isHarsh = now.acceleration.magnitude >= limit
                let isNew = isHarsh && !wasHarsh && start > time
                wasHarsh = isHarsh
                if isNew { return start }
                at += 1
            }
            from = times[leg + 1]
            if from > end || leg == range.count - 1 { return nil }
        }
    }
}
