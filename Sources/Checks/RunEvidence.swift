// What several checks read of a run, read once: the ledger of what was sent, the records as they
// went over the wire, and whose records stand behind the rows of `probe-wholesale`.

import Base

/// The evidence of a run.
struct RunEvidence: Sendable {
    /// `truth/sent.parquet`.
    let sent: SentRows
    /// The telemetry files, `nil` when the run kept none.
    let wire: WireRecords?
    /// What stands behind `probe-wholesale`; `nil` when it was not released, or without files.
    let probes: ProbeOrigins?

    init(_ run: RunFolder) throws {
        let sent = try SentRows(run)
        let wire = try WireRecords(run)
        self.sent = sent
        self.wire = wire
        probes = try wire.flatMap { try ProbeOrigins(run, wire: $0, sent: sent) }
    }
}

/// `truth/sent.parquet` in columns, with the place of every car's rows.
struct SentRows: Sendable {
    let columns: SentColumns
    /// The rows of each region, in the order of the file.
    let regions: [(region: String, rows: Range<Int>)]
    /// Milliseconds of true time. [rows]
    let event: [Int64]
    /// First receipt; `Int64.min` where there was none. [rows]
    let received: [Int64]
    /// [rows]
    let hadConsent: [Bool]
    /// The rows of car c are `first[c] ..< first[c + 1]`. [cars + 1]
    private let first: [Int]

    init(_ run: RunFolder) throws {
        let table = try run.table(
            "truth/sent.parquet",
            columns: [
                "region", "vehicle_id", "boot", "sequence", "event_ms", "received_ms", "fate",
                "copies", "had_consent",
            ])
        columns = try SentColumns(table)
        regions = try table.regionRanges()
        guard Set(regions.map(\.region)).count == regions.count else {
            throw Failure.input(
                "truth/sent.parquet: a region's rows do not stand together; write the run again")
        }
        event = try table.column("event_ms").int64s()
        let receipt = try table.column("received_ms")
        var received = try receipt.int64s()
        if let validity = receipt.validity {
            for row in received.indices where !validity[row] { received[row] = .min }
        }
        self.received = received
        hadConsent = try table.column("had_consent").bools()
        let offsets = run.vehicleOffsets
        var counts = [Int](repeating: 0, count: run.facts.vehicles + 2)
        var next = 0
        for (region, rows) in regions {
            guard let index = run.regions.firstIndex(where: { $0.name == region }) else {
                throw Failure.input(
                    "truth/sent.parquet: region '\(region)' is none of run.json; "
                        + "write the run again")
            }
            for row in rows {
                let car = run.car(
                    region: index, vehicle: columns.vehicle[row], offsets: offsets)
                guard car < run.facts.vehicles, car >= next else {
                    throw Failure.input(
                        "truth/sent.parquet: not sorted by region and vehicle of run.json; "
                            + "write the run again")
                }
                next = car
                counts[car + 1] += 1
            }
        }
        for car in 0..<run.facts.vehicles { counts[car + 1] += counts[car] }
        first = counts
    }

    /// The rows of a car; none for a car that the run does not have.
    func rows(ofCar car: Int) -> Range<Int> {
        car + 2 < first.count ? first[car]..<first[car + 1] : 0..<0
    }

    /// The rows of a car's boot.
    func rows(ofCar car: Int, boot: UInt32) -> Range<Int> {
        let all = rows(ofCar: car)
        let from = all.partition { columns.boot[$0] >= boot }
        return from..<(from..<all.upperBound).partition { columns.boot[$0] > boot }
    }

    /// The row of a record.
    func row(ofCar car: Int, boot: UInt32, sequence: UInt32) -> Int? {
        let all = rows(ofCar: car, boot: boot)
        let row = all.partition { columns.sequence[$0] >= sequence }
        return row < all.upperBound && columns.sequence[row] == sequence ? row : nil
    }

    /// Whether a record was delivered, and by the truth under a consent that held when it was
    /// measured and when it was received.
    func isLawful(_ row: Int, _ car: Int, _ consent: ConsentSpans) -> Bool {
        received[row] != .min && columns.fate[row] == SentFate.delivered
            && consent.holds(car, at: Double(event[row]) / 1000)
            && consent.holds(car, at: Double(received[row]) / 1000)
    }
}

extension Range<Int> {
    /// The first place of the range from which a condition holds, when it holds to the end.
    func partition(_ holds: (Int) -> Bool) -> Int {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
