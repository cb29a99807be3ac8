// Where each car was parked, in order of time: what the laws of places are computed from.

import Base

/// The visits of one car in order of time, places numbered by first visit.
struct CarVisits: Sendable {
    /// Place of each visit; the car's first is 0.
    private(set) var place: [Int] = []
    /// Start of each visit, seconds since the run's start; minus infinity for the first.
    private(set) var start: [Double] = []
    /// Metres east and north of some fixed point, for each visit.
    private(set) var east: [Double] = []
    /// See `east`.
    private(set) var north: [Double] = []
    /// The wall clocks of the car's region.
    var calendar: RunCalendar
    /// Whether the roads of its map end at gateways, so that it can go further than the map.
    var hasGateways: Bool

    /// Keys of the places so far, by number.
    private var keys: [Int64] = []

    init(calendar: RunCalendar, hasGateways: Bool) {
        self.calendar = calendar
        self.hasGateways = hasGateways
    }

    /// Adds a visit; `key` tells places apart.
    mutating func add(key: Int64, start: Double, east: Double, north: Double) {
        let number = keys.firstIndex(of: key) ?? keys.count
        if number == keys.count { keys.append(key) }
        place.append(number)
        self.start.append(start)
        self.east.append(east)
        self.north.append(north)
    }

    /// How many places it was seen at.
    var places: Int { keys.count }

    /// Root mean square distance of the visits from their middle, metres.
    var gyration: Double {
        guard !east.isEmpty else { return 0 }
        let n = Double(east.count)
        let middle = (east.reduce(0, +) / n, north.reduce(0, +) / n)
        var sum = 0.0
        for (x, y) in zip(east, north) {
            sum += (x - middle.0) * (x - middle.0) + (y - middle.1) * (y - middle.1)
        }
        return (sum / n).squareRoot()
    }
}
