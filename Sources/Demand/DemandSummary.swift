// The figures that the targets of `DemandOptions` speak of, gathered from plans.

/// What drivers do on some days, in the terms of the targets. Lengths and durations are what the
/// drivers expect; the traffic knows the real ones.
public struct DemandSummary: Hashable, Sendable {
    /// Cars times days.
    public private(set) var carDays = 0
    /// Those without a trip.
    public private(set) var idleCarDays = 0
    /// Trips to or from beyond a gateway.
    public private(set) var outsideTrips = 0
    /// Sum of the lengths of trips, metres.
    public private(set) var totalMeters = 0.0
    /// Sum of the durations of trips, seconds.
    public private(set) var totalSeconds = 0.0
    private var lengths: [Float] = []

    /// Nothing seen.
    public init() {}

    mutating func addDay() { carDays += 1 }
    mutating func addIdleDay() { idleCarDays += 1 }

    mutating func add(_ drive: (meters: Double, seconds: Double), isOutside: Bool) {
        lengths.append(Float(drive.meters))
        totalMeters += drive.meters
        totalSeconds += drive.seconds
        if isOutside { outsideTrips += 1 }
    }

    /// To be called after the last trip and before asking for quantiles.
    mutating func sort() { lengths.sort() }

    /// Trips, all together.
    public var trips: Int { lengths.count }
    /// Trips per car and day.
    public var tripsPerCarDay: Double { ratio(Double(trips), carDays) }
    /// Share of car-days without a trip.
    public var idleShare: Double { ratio(Double(idleCarDays), carDays) }
    /// Median length of trips, km.
    public var tripKilometersMedian: Double {
        lengths.isEmpty ? 0 : Double(lengths[lengths.count / 2]) / 1000
    }
    /// Share of trips under 10 km.
    public var tripsUnder10Kilometers: Double {
        var low = 0
        var high = lengths.count
        while low < high {
            let middle = (low + high) / 2
            if lengths[middle] < 10_000 { low = middle + 1 } else { high = middle }
        }
        return ratio(Double(low), trips)
    }
    /// Share of trips of 10 km and more.
    public var tripsOver10Kilometers: Double { 1 - tripsUnder10Kilometers }
    /// Mean km per car and day, times 365.
    public var annualKilometers: Double { ratio(totalMeters / 1000, carDays) * 365 }
    /// Mean minutes of driving per car and day.
    public var useMinutesPerCarDay: Double { ratio(totalSeconds / 60, carDays) }
    /// Share of trips that cross a gateway.
    public var outsideShare: Double { ratio(Double(outsideTrips), trips) }

    private func ratio(_ sum: Double, _ count: Int) -> Double {
        count > 0 ? sum / Double(count) : 0
    }
}
