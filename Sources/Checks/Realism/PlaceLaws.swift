// The laws of places: which a car returns to, how fast new ones come, what a day looks like as a
// graph, how far from each other its places lie. They need two weeks.

import Base

let placeLawTable: [RealismLaw] = [.zipf, .placesGrowth, .exploration, .motifs, .gyration]

/// The laws of places, for visits over some days.
func placeLaws(_ cars: [CarVisits], days: Int) -> [KPI] {
    guard days >= 14 else {
        return placeLawTable.map { $0.notApplicable("it needs 14 days, the run has \(days)") }
    }
    return [
        zipfLaw(cars), growthLaw(cars), explorationLaw(cars),
        motifLaw(cars, until: Double(days) * 86_400), gyrationLaw(cars),
    ]
}

/// Slope of a least-squares line.
func slope(_ x: [Double], _ y: [Double]) -> Double? {
    guard x.count >= 2, x.count == y.count else { return nil }
    let n = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    var (xy, xx) = (0.0, 0.0)
    for (a, b) in zip(x, y) {
        xy += (a - meanX) * (b - meanY)
        xx += (a - meanX) * (a - meanX)
    }
    return xx > 0 ? xy / xx : nil
}

/// An estimate from sums over cars, with the standard error of the delete-a-group jackknife (J.
/// Shao and D. Tu, "The Jackknife and Bootstrap", 1995, section 2.3): cars are dealt into 20
/// groups in turn; `statistic` gets the sums over all cars, and over all but one group.
///
/// - Parameters:
///   - width: how many sums there are.
///   - add: adds one car's part to the sums.
private func jackknife(
    _ cars: [CarVisits], width: Int, add: (CarVisits, inout [Double]) -> Void,
    statistic: ([Double]) -> Double?
) -> Estimate? {
    let groups = min(20, cars.count)
    guard groups > 1 else { return nil }
    var parts = [[Double]](repeating: [Double](repeating: 0, count: width), count: groups)
    for (index, car) in cars.enumerated() { add(car, &parts[index % groups]) }
    var all = [Double](repeating: 0, count: width)
    for part in parts { for index in all.indices { all[index] += part[index] } }
    guard let value = statistic(all) else { return nil }
    let others = parts.compactMap { part in
        statistic(all.indices.map { all[$0] - part[$0] })
    }
    guard others.count == groups else { return nil }
    let mean = others.reduce(0, +) / Double(groups)
    var squares = 0.0
    for other in others { squares += (other - mean) * (other - mean) }
    let variance = squares * Double(groups - 1) / Double(groups)
    return Estimate(value: value, standardError: variance.squareRoot(), n: cars.count)
}

/// How many ranks the law of visits speaks of.
private let ranks = 10

private func zipfLaw(_ cars: [CarVisits]) -> KPI {
    let fit = jackknife(cars, width: ranks) { car, sums in
        var counts = [Int](repeating: 0, count: car.places)
        for place in car.place { counts[place] += 1 }
        for (rank, count) in counts.sorted(by: >).prefix(ranks).enumerated() {
            sums[rank] += Double(count) / Double(car.place.count)
        }
    } statistic: { shares in
        let seen = shares.indices.filter { shares[$0] > 0 }
        return slope(
            seen.map { Math.log(Double($0 + 1)) }, seen.map { Math.log(shares[$0]) }
        ).map { -$0 }
    }
    return RealismLaw.zipf.kpi(fit, in: 0...Double.infinity, without: "no car moved")
}

private func growthLaw(_ cars: [CarVisits]) -> KPI {
    let fit = jackknife(cars, width: 14) { car, distinct in
        var seen = 0
        for (visit, place) in car.place.enumerated() where place == seen {
            seen += 1
            let start = max(0, car.start[visit])
            for day in Int(start / 86_400)..<max(14, Int(start / 86_400)) { distinct[day] += 1 }
        }
    } statistic: { distinct in
        let days = (0..<14).filter { distinct[$0] > 0 }
        return slope(
            days.map { Math.log(Double($0 + 1)) }, days.map { Math.log(distinct[$0]) })
    }
    return RealismLaw.placesGrowth.kpi(
        fit, in: -Double.infinity...Double.infinity, without: "no car has visits")
}

private func explorationLaw(_ cars: [CarVisits]) -> KPI {
    var new: [Double] = []
    var moves: [Double] = []
    for car in cars {
        var (seen, fresh, all) = (0, 0.0, 0.0)
        for (visit, place) in car.place.enumerated() {
            let isNew = place == seen
            if isNew { seen += 1 }
            guard car.start[visit] >= 7 * 86_400, car.start[visit] < 14 * 86_400 else { continue }
            all += 1
            if isNew { fresh += 1 }
        }
        new.append(fresh)
        moves.append(all)
    }
    return RealismLaw.exploration.kpi(
        ratioEstimate(new, moves), in: 0...1, n: Int(moves.reduce(0, +)),
        without: "no car moved in the second week")
}

/// González et al. (2008) found (r + r₀)^−β exp(−r / κ) for the radius of gyration with this r₀,
/// km: β is the exponent of r + r₀, and is estimated as such.
private let gyrationOffset = 5.8

/// Cars whose map ends at gateways; on others the law's scale exceeds the map.
private func gyrationLaw(_ cars: [CarVisits]) -> KPI {
    let free = cars.filter { $0.hasGateways }
    guard !free.isEmpty else {
        return RealismLaw.gyration.notApplicable(
            "no map of the run has gateways, and an island is smaller than the tail of the law")
    }
    let radii = free.map { $0.gyration / 1000 }.filter { $0 > 0.1 }
    guard let fit = TailFit(radii.map { $0 + gyrationOffset }) else {
        return RealismLaw.gyration.notApplicable("it needs 100 cars that moved")
    }
    let cutoff =
        fit.cutoffRate > 0
        ? "cutoff at \(rounded(1 / fit.cutoffRate, 0)) km" : "without cutoff"
    return RealismLaw.gyration.kpi(
        fit.exponent,
        ci: Estimate(value: fit.exponent, standardError: fit.standardError, n: fit.n).interval(),
        n: fit.n,
        note: "tail from \(rounded(fit.start - gyrationOffset, 1)) km, \(cutoff), distance "
            + rounded(fit.distance, 3))
}
