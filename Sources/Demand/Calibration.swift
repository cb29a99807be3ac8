// Sets the model's parameters so that the targets of `DemandOptions` are met on the map at hand.
// Everything is a pure function of (map, options): bisection on a fixed sample of drivers who exist
// in no fleet, so that replicas of a map and seeds share their laws.

import Base
import Roads

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
    func calibrated() -> DemandModel {
        // One parameter after the other, in rounds, because each target depends on all of them.
        var state = CalibrationState(self)
        for _ in 0..<6 {
            let before = state.model.parameters
            if places.gateways.isEmpty {
                state.solveInside(options)
            } else {
                state.solveWithGateways(options)
            }
            if state.model.parameters == before { break }
        }
        return state.model
    }
}

/// A model and what its sample does.
private struct CalibrationState {
    private(set) var model: DemandModel
    private var summary: DemandSummary

    init(_ model: DemandModel) {
        self.model = model
        summary = model.sampleSummary()
    }

    /// A map that is large enough holds most trips of 10 km and more itself, and the roads beyond
    /// give the mileage; on a small one the roads beyond have to give both.
    mutating func solveWithGateways(_ options: DemandOptions) {
        solve(
            for: \.activity, in: 0.2...4, increases: \.tripsPerCarDay, to: options.tripsPerCarDay)
        solve(
            for: \.farShare, in: 0...0.4, increases: \.tripsOver10Kilometers,
            to: 1 - options.tripsUnder10Kilometers)
        solve(
            for: \.scaleMeters, in: 150...40_000, increases: \.tripKilometersMedian,
            to: options.tripKilometersMedian)
        if model.parameters.farShare > 0 {
            solve(
                for: \.outsideShare, in: 0.02...0.6, increases: \.annualKilometers,
                to: options.annualKilometers)
        } else {
            solve(
                for: \.outsideShare, in: 0.02...0.6, increases: \.tripsOver10Kilometers,
                to: 1 - options.tripsUnder10Kilometers)
            solve(
                for: \.outsideMeters, in: 5000...400_000, increases: \.annualKilometers,
                to: options.annualKilometers)
        }
        // Roads beyond are what they are: the pace may vary by congestion, and no more.
        solve(
            for: \.outsidePace, in: 0.9...1.05, increases: \.useMinutesPerCarDay,
            to: options.useMinutesPerCarDay)
    }

    /// Without gateways mileage and minutes are what they are, and long trips are limited: the laws
    /// of a large country cannot hold on a small map. So that trips are as long as the map allows,
    /// up to so many destinations are chosen whatever their distance; more would leave nothing
    /// but next doors for the rest.
    mutating func solveInside(_ options: DemandOptions) {
        solve(
            for: \.activity, in: 0.2...4, increases: \.tripsPerCarDay, to: options.tripsPerCarDay)
        solve(
            for: \.farShare, in: 0...0.6, increases: \.tripsOver10Kilometers,
            to: 1 - options.tripsUnder10Kilometers)
        solve(
            for: \.scaleMeters, in: 150...40_000, increases: \.tripKilometersMedian,
            to: options.tripKilometersMedian)
    }

    /// Changes one parameter so that what it increases meets a target, or to the nearer end of the
    /// range when nothing in it does.
    ///
    /// Brackets the target, then goes on by false position; safe because the sample's random
    /// numbers do not change with the parameter.
    private mutating func solve(
        for parameter: WritableKeyPath<DemandParameters, Double>, in range: ClosedRange<Double>,
        increases measure: KeyPath<DemandSummary, Double>, to target: Double
    ) {
        let tolerance = 0.005
        var point = (value: model.parameters[keyPath: parameter], excess: excess(measure, target))
        if abs(point.excess) < tolerance { return }
        func move(to value: Double) {
            var parameters = model.parameters
            parameters[keyPath: parameter] = value
            self = CalibrationState(DemandModel(model, parameters: parameters))
            point = (value, excess(measure, target))
        }
        // Widens from where it stands, so that late rounds take few steps.
        var (low, high) = (point, point)
        var factor = 1.25
        let step = 0.002 * (range.upperBound - range.lowerBound)  // A way out of zero.
        while low.excess > 0 {
            guard low.value > range.lowerBound else { return }
            high = low
            move(to: max(range.lowerBound, low.value / factor - step))
            low = point
            factor *= factor
        }
        while high.excess < 0 {
            guard high.value < range.upperBound else { return }
            low = high
            move(to: min(range.upperBound, high.value * factor + step))
            high = point
            factor *= factor
        }
        for _ in 0..<12 where abs(point.excess) >= tolerance {
            let part = low.excess / (low.excess - high.excess)
            move(to: low.value + max(0.05, min(0.95, part)) * (high.value - low.value))
            if point.excess < 0 { low = point } else { high = point }
        }
    }

    private func excess(_ measure: KeyPath<DemandSummary, Double>, _ target: Double) -> Double {
        summary[keyPath: measure] / target - 1
    }
}
