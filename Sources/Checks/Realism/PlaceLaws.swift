// The laws of places: which a car returns to, how fast new ones come, what a day looks like as a
// graph. They need two weeks; places are cells of about 100 m.

import Base

/// The visits of one car in order of time, places numbered by first visit.
struct CarVisits: Sendable {
    /// Place of each visit; the car's first is 0.
    var place: [Int] = []
    /// Start of each visit, seconds; minus infinity for the first.
    var start: [Double] = []
    /// Degrees of each visit.
    var longitude: [Double] = []
    var latitude: [Double] = []
}

/// The visits of every car that has any, from `truth/visits.parquet`; visits outside the map have
/// no position and no place.
func carVisits(_ run: RunFolder) throws -> [CarVisits] {
    let table = try run.table(
        "truth/visits.parquet", columns: ["region", "vehicle_id", "start_s", "lon", "lat"])
    let region = try run.regionIndices(table)
    let vehicle = try table.column("vehicle_id").uint32s()
    let start = try table.column("start_s").doublesOrNaN()
    let longitude = try table.column("lon").doublesOrNaN()
    let latitude = try table.column("lat").doublesOrNaN()
    func time(_ row: Int) -> Double { start[row].isNaN ? -.infinity : start[row] }
    let rows = vehicle.indices.filter { !longitude[$0].isNaN && !latitude[$0].isNaN }
        .sorted {
            (region[$0], vehicle[$0], time($0), $0) < (region[$1], vehicle[$1], time($1), $1)
        }
    var cars: [CarVisits] = []
    var cells: [Int64] = []
    var last: (Int, UInt32)?
    for row in rows {
        if last.map({ $0 != (region[row], vehicle[row]) }) ?? true {
            cars.append(CarVisits())
            cells = []
        }
        last = (region[row], vehicle[row])
        let cell =
            Int64((latitude[row] * 1000).rounded()) * 1_000_000
            + Int64((longitude[row] * 700).rounded())
        let place = cells.firstIndex(of: cell) ?? cells.count
        if place == cells.count { cells.append(cell) }
        let car = cars.count - 1
        cars[car].place.append(place)
        cars[car].start.append(time(row))
        cars[car].longitude.append(longitude[row])
        cars[car].latitude.append(latitude[row])
    }
    return cars
}

/// The laws of places of a run folder.
func placeLaws(_ run: RunFolder) throws -> [KPI] {
    let laws: [RealismLaw] = [.zipf, .placesGrowth, .exploration, .motifs, .gyration]
    let days = Int(run.facts.durationSeconds / 86_400)
    guard days >= 14 else {
        return laws.map { $0.notApplicable("it needs 14 days, the run has \(days)") }
    }
    guard run.exists("truth/visits.parquet") else {
        return laws.map { $0.notApplicable("the run has no visits") }
    }
    let cars = try carVisits(run)
    return [
        zipfLaw(cars), growthLaw(cars), explorationLaw(cars), motifLaw(cars, run.facts),
        RealismLaw.gyration.notApplicable("the map is smaller than the tail of the law"),
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

private func zipfLaw(_ cars: [CarVisits]) -> KPI {
    var shares = [Double](repeating: 0, count: 10)
    for car in cars {
        var counts = [Int](repeating: 0, count: (car.place.max() ?? 0) + 1)
        for place in car.place { counts[place] += 1 }
        for (rank, count) in counts.sorted(by: >).prefix(10).enumerated() {
            shares[rank] += Double(count) / Double(car.place.count)
        }
    }
    let ranks = shares.indices.filter { shares[$0] > 0 }
    let fit = slope(ranks.map { Math.log(Double($0 + 1)) }, ranks.map { Math.log(shares[$0]) })
    return RealismLaw.zipf.kpi(fit.map { -$0 }, n: cars.count)
}

private func growthLaw(_ cars: [CarVisits]) -> KPI {
    var distinct = [Double](repeating: 0, count: 15)
    for car in cars {
        var seen = 0
        for (visit, place) in car.place.enumerated() where place == seen {
            seen += 1
            let day = max(1, Int((car.start[visit].isFinite ? car.start[visit] : 0) / 86_400) + 1)
            for later in stride(from: day, through: 14, by: 1) { distinct[later] += 1 }
        }
    }
    let days = (1...14).filter { distinct[$0] > 0 }
    let fit = slope(days.map { Math.log(Double($0)) }, days.map { Math.log(distinct[$0]) })
    return RealismLaw.placesGrowth.kpi(fit, n: cars.count)
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
    let share = ratioEstimate(new, moves)
    return RealismLaw.exploration.kpi(
        share?.value, ci: share?.interval(in: 0...1), n: Int(moves.reduce(0, +)))
}

/// A day's motif is its set of moves between places, numbered in order of appearance.
private func motifLaw(_ cars: [CarVisits], _ facts: RunFacts) -> KPI {
    var counts: [[Int]: Int] = [:]
    var total = 0
    let days = Int(facts.durationSeconds / 86_400)
    for car in cars {
        var visit = 0
        for day in 0..<days {
            let end = Double(day + 1) * 86_400
            var moves: [Int] = []
            var names: [Int] = visit > 0 ? [car.place[visit - 1]] : []
            while visit < car.place.count, car.start[visit] < end {
                let place = car.place[visit]
                if !names.contains(place) { names.append(place) }
                if visit > 0, let from = names.firstIndex(of: car.place[visit - 1]),
                    let to = names.firstIndex(of: place), from != to
                {
                    moves.append(from * 64 + to)
                }
                visit += 1
            }
            guard !moves.isEmpty else { continue }
            counts[Array(Set(moves)).sorted(), default: 0] += 1
            total += 1
        }
    }
    guard total > 0 else { return RealismLaw.motifs.notApplicable("no car moved") }
    let covered = counts.values.sorted(by: >).prefix(17).reduce(0, +)
    return RealismLaw.motifs.kpi(Double(covered) / Double(total), n: total)
}
