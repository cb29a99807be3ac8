// The laws of a car's day: trips, idle days, length, use, mileage, and when people leave.

import Base

/// Whole blocks of 24 hours since the start.
private func days(_ facts: RunFacts) -> Int { Int(facts.durationSeconds / 86_400) }

/// Sums over trips by vehicle, dense over the whole run: the clusters of every interval.
private struct CarSums {
    /// Trips that depart on a local workday.
    var workdayTrips: [Double]
    var minutes: [Double]
    var kilometers: [Double]
    /// Blocks of 24 hours with a departure.
    var usedDays: [Double]

    init(_ trips: RealismTrips, _ run: RunFolder) {
        let cars = trips.cars
        let blocks = days(run.facts)
        let end = run.facts.durationSeconds
        let columns = trips.columns
        workdayTrips = [Double](repeating: 0, count: cars)
        minutes = workdayTrips
        kilometers = workdayTrips
        usedDays = workdayTrips
        var isUsed = [Bool](repeating: false, count: cars * max(1, blocks))
        for trip in 0..<columns.count {
            let car = trips.car[trip]
            guard car >= 0 else { continue }
            let depart = columns.depart[trip]
            let arrive = columns.arrive[trip].isNaN ? end : columns.arrive[trip]
            if trips.workdayBin[trip] >= 0 { workdayTrips[car] += 1 }
            minutes[car] += max(0, min(arrive, end) - max(0, depart)) / 60
            if columns.distanceMeters[trip] > 0 {
                kilometers[car] += columns.distanceMeters[trip] / 1000
            }
            let block = Int((depart / 86_400).rounded(.down))
            if depart >= 0, block < blocks { isUsed[block * cars + car] = true }
        }
        for block in 0..<blocks {
            for car in 0..<cars where isUsed[block * cars + car] { usedDays[car] += 1 }
        }
    }
}

/// How many days' worth of the run fall on local workdays, averaged over regions by vehicles.
private func workdays(_ run: RunFolder) -> Double {
    var weighted = 0.0
    for region in run.regions {
        let calendar = WorkdayCalendar(region, run.facts)
        let clocks = calendar.clocks
        let end = SimTime(seconds: run.facts.durationSeconds)
        var seconds = 0.0
        for day in 0...(clocks.localDay(of: end) + 1) where calendar.isWorkday(day) {
            let from = max(0, clocks.localMidnight(ofDay: day).seconds)
            let to = min(end.seconds, clocks.localMidnight(ofDay: day + 1).seconds)
            seconds += max(0, to - from)
        }
        weighted += seconds / 86_400 * Double(region.vehicles)
    }
    return run.facts.vehicles > 0 ? weighted / Double(run.facts.vehicles) : 0
}

/// The laws of trips, idle days, length, use and mileage.
func dayLaws(_ trips: RealismTrips, _ run: RunFolder) -> [KPI] {
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
        law.kpi(
            days > 0 ? meanEstimate(values.map { $0 / days * factor }) : nil,
            in: 0...Double.infinity, note: note, without: "the run holds no such day")
    }
    let idle = meanEstimate(sums.usedDays.map { 1 - $0 / Double(blocks) })
    return [
        perCar(.tripsPerCarDay, sums.workdayTrips, per: workdays(run)),
        RealismLaw.idleCarDays.kpi(
            idle, in: 0...1, n: run.facts.vehicles * blocks, note: note, without: "no cars"),
    ] + lengthLaws(trips, note: note) + [
        distanceLaw(.useMinutes, sums.minutes.map { $0 / exposure }, run, note: note),
        distanceLaw(
            .annualKilometers, sums.kilometers.map { $0 / exposure * 365 }, run, note: note),
    ]
}

/// Mileage, and the time that it takes, are judged where roads lead out of the map.
private func distanceLaw(
    _ law: RealismLaw, _ values: [Double], _ run: RunFolder, note: String
) -> KPI {
    var open: [Double] = []
    for (region, offset) in zip(run.regions, run.vehicleOffsets) where region.gateways != 0 {
        open += values[offset..<(offset + region.vehicles)]
    }
    guard let mean = meanEstimate(open) else {
        let all = meanEstimate(values).map { rounded($0.value, 1) } ?? "0"
        return law.notApplicable(
            "no map of the run has gateways; the law speaks of countries whose cars go further "
                + "than an island lets them: \(all) \(law.unit)")
    }
    return law.kpi(mean, in: 0...Double.infinity, note: note, without: "")
}

private func lengthLaws(_ trips: RealismTrips, note: String) -> [KPI] {
    let meters = trips.columns.distanceMeters
    let lengths = meters.filter { !$0.isNaN }.map { $0 / 1000 }.sorted()
    guard let median = medianEstimate(sorted: lengths) else {
        return [.tripMedian, .tripsUnder10].map { (law: RealismLaw) in
            law.notApplicable("the run has no trips")
        }
    }
    let short = trips.share {
        !meters[$0].isNaN
    } _: {
        meters[$0] < 10_000
    }
    return [
        RealismLaw.tripMedian.kpi(median.value, ci: median.ci, n: lengths.count, note: note),
        RealismLaw.tripsUnder10.kpi(
            short?.share, ci: short?.ci, n: lengths.count, note: note),
    ]
}

/// The laws of when workday trips start, by the wall clocks of each region.
func departureLaws(_ trips: RealismTrips, _ run: RunFolder) -> [KPI] {
    let laws: [(RealismLaw, Range<Int>)] = [
        (.departures0709, 14..<18), (.departures1619, 32..<38), (.departures0005, 0..<10),
    ]
    let bin = trips.workdayBin
    var halfHours = [Int](repeating: 0, count: 48)
    for bin in bin where bin >= 0 { halfHours[bin] += 1 }
    let total = halfHours.reduce(0, +)
    guard days(run.facts) >= 1, total > 0 else {
        return (laws.map(\.0) + [.departurePeaks]).map {
            $0.notApplicable("it needs a whole weekday")
        }
    }
    return laws.map { law, bins in
        let share = trips.share {
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
