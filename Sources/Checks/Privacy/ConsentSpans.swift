// When each vehicle held a consent, by the truth, asked for instants and for spans of time: a drive
// is lawful in part when consent held during a part of it.

import Base

/// The consents of a run's vehicles to one purpose, in columns grouped by vehicle.
struct ConsentSpans: Sendable {
    /// The spans of car c are `first[c] ..< first[c + 1]`. [cars + 1]
    private var first: [Int]
    /// Seconds since the start, [from, until); infinite where open. [spans]
    private var from: [Double] = []
    private var until: [Double] = []

    /// Spans from columns; a car is a vehicle in a dense numbering of the whole run.
    init(cars: Int, car: [Int], from starts: [Double], until ends: [Double]) {
        let order = car.indices.sorted { (car[$0], starts[$0], $0) < (car[$1], starts[$1], $1) }
        first = [Int](repeating: 0, count: cars + 1)
        for row in order { first[car[row] + 1] += 1 }
        for car in 0..<cars { first[car + 1] += first[car] }
        from = order.map { starts[$0] }
        until = order.map { ends[$0] }
    }

    /// The spans of a purpose in `truth/consents.parquet`.
    init(run: RunFolder, purpose: String) throws {
        let file = "truth/consents.parquet"
        let table = try run.table(file)
        let region = try run.regionIndices(table)
        let vehicle = try table.column("vehicle_id").uint32s()
        let purposes = try table.column("purpose").strings()
        let starts = try table.column("from_s").doublesOrNaN()
        let ends = try table.column("until_s").doublesOrNaN()
        let offsets = run.vehicleOffsets
        let rows = vehicle.indices.filter { purposes[$0] == purpose }
        let cars = rows.map {
            run.car(region: region[$0], vehicle: vehicle[$0], offsets: offsets)
        }
        guard cars.allSatisfy({ $0 < run.facts.vehicles }) else {
            throw Failure.input("\(file): it has more vehicles than the run; write the run again")
        }
        self.init(
            cars: run.facts.vehicles, car: cars,
            from: rows.map { starts[$0].isNaN ? -.infinity : starts[$0] },
            until: rows.map { ends[$0].isNaN ? .infinity : ends[$0] })
    }

    /// Whether a car held the consent at an instant; false for a car that the run does not have.
    func holds(_ car: Int, at seconds: Double) -> Bool {
        guard first.indices.contains(car + 1) else { return false }
        return (first[car]..<first[car + 1]).contains {
            from[$0] <= seconds && seconds < until[$0]
        }
    }

    /// Whether a car held the consent at any instant of a span of time.
    func overlaps(_ car: Int, _ span: ClosedRange<Double>) -> Bool {
        guard first.indices.contains(car + 1) else { return false }
        return (first[car]..<first[car + 1]).contains {
            from[$0] <= span.upperBound && span.lowerBound < until[$0]
        }
    }

    /// Whether a car was given or withdrew the consent within a span of time.
    func changes(_ car: Int, in span: ClosedRange<Double>) -> Bool {
        guard first.indices.contains(car + 1) else { return false }
        return (first[car]..<first[car + 1]).contains {
            span.contains(from[$0]) || span.contains(until[$0])
        }
    }

    /// Share of a span of time during which each car of the run held the consent.
    func shares(of span: ClosedRange<Double>) -> [Double] {
        let length = span.upperBound - span.lowerBound
        return zip(first, first.dropFirst()).map { begin, end in
            let held = (begin..<end).reduce(0) { sum, row in
                sum + max(0, min(span.upperBound, until[row]) - max(span.lowerBound, from[row]))
            }
            return length > 0 ? min(1, held / length) : 0
        }
    }
}
