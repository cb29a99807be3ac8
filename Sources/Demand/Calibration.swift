// Sets the model's parameters so that the targets of `DemandOptions` are met on the map at hand.
// Everything is a pure function of (map, options): bisection on a fixed sample of drivers who exist
// in no fleet, so that replicas of a map and seeds share their laws.

import Base
import Roads

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

extension DemandModel {
    /// How many drivers the sample has.
    private static let sampleSize: UInt32 = 10_000

    /// What the sample does on a weekday.
    func sampleSummary() -> DemandSummary {
        var summary = DemandSummary()
        var trips: [PlannedTrip] = []
        let day = PlanDay(date: 0, weekday: 2, midnight: .zero)
        for member in 0..<DemandModel.sampleSize {
            let who = Identity(
                seed: 0x726F_6361_6465, entity: RandomEntity(regionKey: 0, member: member),
                vehicle: VehicleID(member))
            trips.removeAll(keepingCapacity: true)
            plan(who, day, into: &trips)
            add(trips, to: &summary)
        }
        summary.sort()
        return summary
    }

    /// Adds a car-day.
    func add(_ trips: [PlannedTrip], to summary: inout DemandSummary) {
        summary.addDay()
        if trips.isEmpty { summary.addIdleDay() }
        for trip in trips {
            summary.add(
                drive(from: spot(of: trip.origin), to: spot(of: trip.destination)),
                isOutside: trip.origin.isOffMap || trip.destination.isOffMap)
        }
    }

    /// The model with parameters that meet the targets, as far as the map lets them be met.
    ///
    /// One parameter after the other, in rounds, because each target depends on all of them.
    func calibrated() -> DemandModel {
        var model = self
        for _ in 0..<6 {
            let before = model.parameters
            model = places.gateways.isEmpty ? model.solvedInside() : model.solvedWithGateways()
            if model.parameters == before { break }
        }
        return model
    }

    private func solvedWithGateways() -> DemandModel {
        solved(
            for: \.activity, in: 0.2...4, increases: \.tripsPerCarDay, to: options.tripsPerCarDay
        ).solved(
            for: \.outsideShare, in: 0.02...0.6, increases: \.tripsOver10Kilometers,
            to: 1 - options.tripsUnder10Kilometers
        ).solved(
            for: \.scaleMeters, in: 150...40_000, increases: \.tripKilometersMedian,
            to: options.tripKilometersMedian
        ).solved(
            for: \.outsideMeters, in: 1000...90_000, increases: \.annualKilometers,
            to: options.annualKilometers
        ).solved(
            // Slower means more minutes, hence the pace rather than the speed.
            for: \.outsideSecondsPerMeter, in: (3.6 / 85)...(3.6 / 40),
            increases: \.useMinutesPerCarDay, to: options.useMinutesPerCarDay)
    }

    /// Without gateways mileage and minutes are what they are, and long trips are limited: the laws
    /// of a large country cannot hold on a small map.
    private func solvedInside() -> DemandModel {
        solved(
            for: \.activity, in: 0.2...4, increases: \.tripsPerCarDay, to: options.tripsPerCarDay
        ).solved(
            for: \.farShare, in: 0...0.25, increases: \.tripsOver10Kilometers,
            to: 1 - options.tripsUnder10Kilometers
        ).solved(
            for: \.scaleMeters, in: 150...40_000, increases: \.tripKilometersMedian,
            to: options.tripKilometersMedian)
    }

    /// The model with one parameter changed so that what it increases meets a target; the nearer
    /// end of the range when nothing in it does.
    ///
    /// Regula falsi (Illinois) in the parameter, safe because the sample's random numbers do not
    /// change with it.
    private func solved(
        for parameter: WritableKeyPath<DemandParameters, Double>, in range: ClosedRange<Double>,
        increases measure: KeyPath<DemandSummary, Double>, to target: Double
    ) -> DemandModel {
        func model(_ value: Double) -> DemandModel {
            var parameters = self.parameters
            parameters[keyPath: parameter] = value
            return DemandModel(self, parameters: parameters)
        }
        func excess(_ model: DemandModel) -> Double {
            model.sampleSummary()[keyPath: measure] / target - 1
        }
        let tolerance = 0.005
        let start = parameters[keyPath: parameter]
        var best = (model: self, excess: excess(self))
        if abs(best.excess) < tolerance { return self }
        // Widens from where it stands, so that late rounds take few steps.
        var low = (value: start, excess: best.excess)
        var high = low
        var factor = 1.25
        let step = 0.002 * (range.upperBound - range.lowerBound)  // A way out of zero.
        while low.excess > 0 && low.value > range.lowerBound {
            high = low
            let value = max(range.lowerBound, low.value / factor - step)
            best.model = model(value)
            low = (value, excess(best.model))
            factor *= factor
        }
        while high.excess < 0 && high.value < range.upperBound {
            low = high
            let value = min(range.upperBound, high.value * factor + step)
            best.model = model(value)
            high = (value, excess(best.model))
            factor *= factor
        }
        if low.excess > 0 { return model(low.value) }
        if high.excess < 0 { return model(high.value) }
        for _ in 0..<12 {
            let part = low.excess / (low.excess - high.excess)
            let value = low.value + max(0.05, min(0.95, part)) * (high.value - low.value)
            best.model = self.parameters[keyPath: parameter] == value ? self : model(value)
            best.excess = excess(best.model)
            if abs(best.excess) < tolerance { break }
            if best.excess < 0 { low = (value, best.excess) } else { high = (value, best.excess) }
        }
        return best.model
    }
}
