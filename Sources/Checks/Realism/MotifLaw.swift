// Daily motifs: what a day looks like as a directed graph of places (C. M. Schneider et al.,
// "Unravelling daily human mobility motifs", J. R. Soc. Interface 10, 2013).

import Base

/// The share of days with a move that the 17 commonest motifs cover.
///
/// A day goes from 4 to 4 on the region's clocks, as in travel surveys; only whole days count.
func motifLaw(_ cars: [CarVisits], until end: Double) -> KPI {
    var motifs = Motifs()
    var counts: [Int] = []
    let days = cars.map { car in
        let days = motifs.days(of: car, until: end)
        for motif in days {
            while counts.count <= motif { counts.append(0) }
            counts[motif] += 1
        }
        return days
    }
    let common = Set(
        counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(17))
    let covered = days.map { car in Double(car.count { common.contains($0) }) }
    return RealismLaw.motifs.kpi(
        ratioEstimate(covered, days.map { Double($0.count) }), in: 0...1,
        n: counts.reduce(0, +), without: "no car moved")
}

/// Numbers of motifs: equal for days whose graphs are isomorphic.
private struct Motifs {
    /// By graph with places in order of appearance.
    private var ofDay: [[UInt8]: Int] = [:]
    private var ofShape: [[UInt8]: Int] = [:]

    /// Larger graphs are told apart by their order of appearance too: none of them is common.
    private static let largest = 6
    private static let limit = 16

    /// The motifs of the days on which a car moved.
    mutating func days(of car: CarVisits, until end: Double) -> [Int] {
        var result: [Int] = []
        var visit = 0
        var day = -1
        while visit < car.place.count {
            let from = car.calendar.localMidnight(ofDay: day).seconds + 4 * 3600
            let to = from + 86_400
            if to > end { break }
            var places = visit > 0 ? [car.place[visit - 1]] : []
            var moves: [UInt8] = []
            while visit < car.place.count, car.start[visit] < to {
                let place = car.place[visit]
                if !places.contains(place) { places.append(place) }
                if visit > 0, let a = places.firstIndex(of: car.place[visit - 1]),
                    let b = places.firstIndex(of: place), a != b
                {
                    moves.append(
                        UInt8(min(a, Self.limit - 1) * Self.limit + min(b, Self.limit - 1)))
                }
                visit += 1
            }
            if from >= 0, !moves.isEmpty {
                result.append(number(of: Array(Set(moves)).sorted(), places: places.count))
            }
            day += 1
        }
        return result
    }

    private mutating func number(of moves: [UInt8], places: Int) -> Int {
        if let known = ofDay[moves] { return known }
        let shape = places <= Self.largest ? Self.canonical(moves, places) : moves
        let number = ofShape[shape] ?? ofShape.count
        ofShape[shape] = number
        ofDay[moves] = number
        return number
    }

    /// The least list of moves over all namings of the places.
    private static func canonical(_ moves: [UInt8], _ places: Int) -> [UInt8] {
        var best = moves
        var names = Array(0..<places)
        func permute(_ fixed: Int) {
            if fixed == places {
                let renamed = moves.map { move in
                    UInt8(names[Int(move) / limit] * limit + names[Int(move) % limit])
                }.sorted()
                if renamed.lexicographicallyPrecedes(best) { best = renamed }
                return
            }
            for other in fixed..<places {
                names.swapAt(fixed, other)
                permute(fixed + 1)
                names.swapAt(fixed, other)
            }
        }
        permute(0)
        return best
    }
}
