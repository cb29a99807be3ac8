// Realism: the laws of a real fleet, one KPI each. A law whose scale exceeds the run is "not
// applicable" with the reason, never forced.

import Base
import Sinks

/// The KPIs `realism.*` of a run folder.
public func realismKPIs(run: RunFolder) throws -> [KPI] {
    let trips = try TripColumns(run: run)
    return dayLaws(trips, run) + departureLaws(trips, run) + (try placeLaws(run))
        + [shortTailLaw(trips)] + (try motionLaws(run))
}

/// Whole blocks of 24 hours since the start.
private func days(_ facts: RunFacts) -> Int { Int(facts.durationSeconds / 86_400) }

/// Sums over trips by vehicle, dense over the whole run: the clusters of every interval.
private struct CarSums {
    /// Trips that depart on a local weekday.
    var weekdayTrips: [Double]
    var minutes: [Double]
    var kilometers: [Double]
    /// Blocks of 24 hours with a departure.
    var usedDays: [Double]

    init(_ trips: TripColumns, _ run: RunFolder) {
        let cars = run.facts.vehicles
        let blocks = days(run.facts)
        let offsets = run.vehicleOffsets
        let calendars = run.regions.map { run.facts.calendar(of: $0) }
        weekdayTrips = [Double](repeating: 0, count: cars)
        minutes = weekdayTrips
        kilometers = weekdayTrips
        usedDays = weekdayTrips
        var isUsed = [Bool](repeating: false, count: cars * max(1, blocks))
        for trip in 0..<trips.count {
            let car = offsets[trips.region[trip]] + Int(trips.vehicle[trip])
            guard car < cars else { continue }
            let depart = trips.depart[trip]
            let end = trips.arrive[trip].isNaN ? run.facts.durationSeconds : trips.arrive[trip]
            let calendar = calendars[trips.region[trip]]
            let day = calendar.localDay(of: SimTime(seconds: depart))
            if calendar.weekday(ofDay: day) < 5 { weekdayTrips[car] += 1 }
            minutes[car] += max(0, min(end, run.facts.durationSeconds) - max(0, depart)) / 60
            if trips.distanceMeters[trip] > 0 {
                kilometers[car] += trips.distanceMeters[trip] / 1000
            }
            let block = Int((depart / 86_400).rounded(.down))
            if depart >= 0, block < blocks { isUsed[block * cars + car] = true }
        }
        for block in 0..<blocks {
            for car in 0..<cars where isUsed[block * cars + car] { usedDays[car] += 1 }
        }
    }
}

/// How many days' worth of the run fall on local weekdays, averaged over regions by vehicles.
private func weekdayDays(_ run: RunFolder) -> Double {
    var weighted = 0.0
    for region in run.regions {
        let calendar = run.facts.calendar(of: region)
        let end = SimTime(seconds: run.facts.durationSeconds)
        var seconds = 0.0
        for day in 0...(calendar.localDay(of: end) + 1) where calendar.weekday(ofDay: day) < 5 {
            let from = max(0, calendar.localMidnight(ofDay: day).seconds)
            let to = min(end.seconds, calendar.localMidnight(ofDay: day + 1).seconds)
            seconds += max(0, to - from)
        }
        weighted += seconds / 86_400 * Double(region.vehicles)
    }
    return run.facts.vehicles > 0 ? weighted / Double(run.facts.vehicles) : 0
}

/// The laws of a car's day: trips, idle days, length, use, mileage.
private func dayLaws(_ trips: TripColumns, _ run: RunFolder) -> [KPI] {
    let blocks = days(run.facts)
    let laws: [RealismLaw] = [
        .tripsPerCarDay, .idleCarDays, .tripMedian, .tripsUnder10, .useMinutes, .annualKilometers,
    ]
    guard blocks >= 1, run.facts.vehicles > 0 else {
        return laws.map { $0.notApplicable("it needs a whole day") }
    }
    let sums = CarSums(trips, run)
    let exposure = run.facts.durationSeconds / 86_400
    let note = blocks < 14 ? "from \(blocks) day\(blocks == 1 ? "" : "s"), the band is for 14" : ""
    func perCar(_ law: RealismLaw, _ values: [Double], per days: Double, times factor: Double = 1)
        -> KPI
    {
        guard days > 0, let mean = meanEstimate(values.map { $0 / days * factor }) else {
            return law.notApplicable("the run holds no such day")
        }
        return law.kpi(
            mean.value, ci: mean.interval(in: 0...Double.infinity), n: mean.n, note: note)
    }
    let idle = meanEstimate(sums.usedDays.map { 1 - $0 / Double(blocks) })
    return [
        perCar(.tripsPerCarDay, sums.weekdayTrips, per: weekdayDays(run)),
        RealismLaw.idleCarDays.kpi(
            idle?.value, ci: idle?.interval(in: 0...1), n: run.facts.vehicles * blocks, note: note),
    ] + lengthLaws(trips, run, note: note) + [
        perCar(.useMinutes, sums.minutes, per: exposure),
        perCar(.annualKilometers, sums.kilometers, per: exposure, times: 365),
    ]
}

/// The interval of a share of trips, clustered by car, since a car's trips are alike; Wilson's
/// where all cars agree.
private func tripShare(
    _ trips: TripColumns, _ run: RunFolder, among: (Int) -> Bool, _ holds: (Int) -> Bool
) -> (share: Double, ci: [Double], n: Int)? {
    var hits = [Double](repeating: 0, count: run.facts.vehicles + 1)
    var all = hits
    let offsets = run.vehicleOffsets
    for trip in 0..<trips.count where among(trip) {
        let car = run.car(
            region: trips.region[trip], vehicle: trips.vehicle[trip], offsets: offsets)
        all[car] += 1
        if holds(trip) { hits[car] += 1 }
    }
    let n = Int(all.reduce(0, +))
    guard let share = ratioEstimate(hits, all) else { return nil }
    if share.standardError > 0 { return (share.value, share.interval(in: 0...1), n) }
    return (share.value, Intervals.wilson(share: share.value, trials: n) ?? [0, 1], n)
}

private func lengthLaws(_ trips: TripColumns, _ run: RunFolder, note: String) -> [KPI] {
    let lengths = trips.distanceMeters.filter { !$0.isNaN }.map { $0 / 1000 }.sorted()
    guard let median = medianEstimate(sorted: lengths) else {
        return [.tripMedian, .tripsUnder10].map { (law: RealismLaw) in
            law.notApplicable("the run has no trips")
        }
    }
    let short = tripShare(trips, run) {
        !trips.distanceMeters[$0].isNaN
    } _: {
        trips.distanceMeters[$0] < 10_000
    }
    return [
        RealismLaw.tripMedian.kpi(median.value, ci: median.ci, n: lengths.count, note: note),
        RealismLaw.tripsUnder10.kpi(
            short?.share, ci: short?.ci, n: lengths.count, note: note),
    ]
}

/// The laws of when weekday trips start, by the wall clocks of each region.
private func departureLaws(_ trips: TripColumns, _ run: RunFolder) -> [KPI] {
    let laws: [(RealismLaw, Range<Int>)] = [
        (.departures0709, 14..<18), (.departures1619, 32..<38), (.departures0005, 0..<10),
    ]
    var halfHours = [Int](repeating: 0, count: 48)
    // The half hour of every weekday departure, −1 at weekends. [trips]
    var bin = [Int](repeating: -1, count: trips.count)
    let calendars = run.regions.map { run.facts.calendar(of: $0) }
    for trip in 0..<trips.count {
        let calendar = calendars[trips.region[trip]]
        let time = SimTime(seconds: trips.depart[trip])
        let day = calendar.localDay(of: time)
        guard calendar.weekday(ofDay: day) < 5 else { continue }
        let since = time.milliseconds - calendar.localMidnight(ofDay: day).milliseconds
        bin[trip] = min(47, Int(since / 1_800_000))
        halfHours[bin[trip]] += 1
    }
    let total = halfHours.reduce(0, +)
    guard days(run.facts) >= 1, total > 0 else {
        return (laws.map(\.0) + [.departurePeaks]).map {
            $0.notApplicable("it needs a whole weekday")
        }
    }
    return laws.map { law, bins in
        let share = tripShare(trips, run) {
            bin[$0] >= 0
        } _: {
            bins.contains(bin[$0])
        }
        return law.kpi(share?.share, ci: share?.ci, n: total)
    } + [RealismLaw.departurePeaks.kpi(Double(departurePeaks(halfHours)), n: total)]
}

/// How many separate maxima a day has, by prominence on the circle of 24 hours.
package func departurePeaks(_ halfHours: [Int]) -> Int {
    let n = halfHours.count
    let smooth = (0..<n).map { bin in
        Double(halfHours[(bin + n - 1) % n] + halfHours[bin] + halfHours[(bin + 1) % n]) / 3
    }
    guard let largest = smooth.max(), largest > 0 else { return 0 }
    // Walk the circle from its lowest bin; a peak counts once the day has risen and fallen enough.
    let start = smooth.indices.min { (smooth[$0], $0) < (smooth[$1], $1) } ?? 0
    let enough = 0.1 * largest
    var (count, isRising, extreme) = (0, true, smooth[start])
    for step in 1...n {
        let value = smooth[(start + step) % n]
        if isRising {
            if value > extreme { extreme = value }
            if value < extreme - enough { (count, isRising, extreme) = (count + 1, false, value) }
        } else {
            if value < extreme { extreme = value }
            if value > extreme + enough { (isRising, extreme) = (true, value) }
        }
    }
    return count
}

/// Exponential against power law over the lengths of trips of a kilometre and more, both fitted by
/// maximum likelihood on [1 km, ∞) (Vuong, 1989).
private func shortTailLaw(_ trips: TripColumns) -> KPI {
    let lengths = trips.distanceMeters.filter { $0 >= 1000 }.map { $0 / 1000 }
    guard lengths.count >= 100 else {
        return RealismLaw.shortTail.notApplicable("it needs 100 trips")
    }
    let n = Double(lengths.count)
    let logs = lengths.map(Math.log)
    let rate = 1 / (lengths.reduce(0, +) / n - 1)
    let shape = n / logs.reduce(0, +)
    let ratios = zip(lengths, logs).map { length, log in
        (Math.log(rate) - rate * (length - 1)) - (Math.log(shape) - (shape + 1) * log)
    }
    let mean = meanEstimate(ratios)
    return RealismLaw.shortTail.kpi(mean?.value, ci: mean?.interval(), n: lengths.count)
}
