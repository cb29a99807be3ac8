import Records

/// What a record says of the car beside position and speed; kept only where a product reads it.
struct CarSample: Sendable {
    /// Metres; `UInt32.max` when not reported.
    var odometer = UInt32.max
    /// Percent; NaN when not reported.
    var charge = Float.nan
    /// m/s², forward and to the left; NaN when not reported.
    var longitudinal = Float.nan
    var lateral = Float.nan
    /// Celsius; NaN when not reported.
    var air = Float.nan
    /// Percent; 255 when not reported.
    var fuel = UInt8.max

    init() {}

    /// What a record reports; a batch without these columns reports nothing.
    init(_ batch: RecordBatch, _ record: Int) {
        guard batch.present.count == batch.count else { return }
        let present = batch.present[record]
        if present & Presence.traveledDistance != 0 { odometer = batch.traveledDistance[record] }
        if present & Presence.stateOfCharge != 0 { charge = batch.stateOfCharge[record] }
        if present & Presence.accelerationLongitudinal != 0 {
            longitudinal = batch.accelerationLongitudinal[record]
        }
        if present & Presence.accelerationLateral != 0 {
            lateral = batch.accelerationLateral[record]
        }
        if present & Presence.airTemperature != 0 { air = batch.airTemperature[record] }
        if present & Presence.fuelRelativeLevel != 0 { fuel = batch.fuelRelativeLevel[record] }
    }
}

/// Accepted records of a partition in columns, 41 bytes each, in order of arrival. They live until
/// the partition is finished and are never written anywhere.
struct StagedRecords: Sendable {
    /// Stands for "no position".
    static let noPosition = Int32.min

    /// Number of the (vehicle, boot) in the partition's `SequenceTracker`.
    private(set) var boot: [UInt32] = []
    private(set) var sequence: [UInt32] = []
    private(set) var eventMilliseconds: [Int64] = []
    private(set) var receivedMilliseconds: [Int64] = []
    /// 1e-7 degrees, or `noPosition`.
    private(set) var longitudeE7: [Int32] = []
    private(set) var latitudeE7: [Int32] = []
    /// m/s; NaN when not reported.
    private(set) var speed: [Float] = []
    /// Degrees clockwise from north; NaN when not reported.
    private(set) var heading: [Float] = []
    /// `ConsentScope` that held at event and at receipt.
    private(set) var scope: [UInt8] = []
    /// Empty unless a product reads it.
    private(set) var car: [CarSample] = []
    /// Where the side signals of a record begin in `words`, and one more entry at the end; empty
    /// unless a product reads them.
    private var firstWord: [UInt32] = []
    private var words: [SideWord] = []
    /// Bits of the side signals that are kept.
    private let signals: UInt64
    private let keepsCar: Bool

    /// Keeps what some products read.
    init(products: [ProductKind] = []) {
        let makers = products.map(\.maker)
        keepsCar = makers.contains { $0.needsCar }
        signals = makers.reduce(0) { $0 | $1.signalBits }
        if signals != 0 { firstWord = [0] }
    }

    var count: Int { boot.count }

    mutating func append(
        boot: Int, sequence: UInt32, eventMilliseconds: Int64, receivedMilliseconds: Int64,
        longitudeE7: Int32, latitudeE7: Int32, speed: Float, heading: Float, scope: UInt8
    ) {
        self.boot.append(UInt32(truncatingIfNeeded: boot))
        self.sequence.append(sequence)
        self.eventMilliseconds.append(eventMilliseconds)
        self.receivedMilliseconds.append(receivedMilliseconds)
        self.longitudeE7.append(longitudeE7)
        self.latitudeE7.append(latitudeE7)
        self.speed.append(speed)
        self.heading.append(heading)
        self.scope.append(scope)
    }

    /// Adds what the last record says beside position and speed.
    mutating func appendBeside(_ batch: RecordBatch, _ record: Int) {
        if keepsCar { car.append(CarSample(batch, record)) }
        guard signals != 0 else { return }
        if batch.side.count == batch.count {
            batch.forEachSide(of: record) { word in
                if signals >> UInt64(word.number) & 1 == 1 { words.append(word) }
            }
        }
        firstWord.append(UInt32(words.count))
    }

    /// Whether anything is kept beside position and speed.
    var keepsBeside: Bool { keepsCar || signals != 0 }

    /// What a record says of some signals (bits by number), in the order in which the device told
    /// it.
    func side(of record: Int, _ wanted: UInt64) -> LazyFilterSequence<ArraySlice<SideWord>> {
        let own =
            signals & wanted == 0
            ? [] : words[Int(firstWord[record])..<Int(firstWord[record + 1])]
        return own.lazy.filter { wanted >> UInt64($0.number) & 1 == 1 }
    }

    /// The positions of the records grouped by boot: those of boot b are
    /// `order[first[b] ..< first[b + 1]]`, by sequence, then by arrival.
    func groupedByBoot(boots: Int) -> (first: [Int], order: [Int32]) {
        var first = [Int](repeating: 0, count: boots + 1)
        for boot in boot { first[Int(boot) + 1] += 1 }
        for boot in 0..<boots { first[boot + 1] += first[boot] }
        var cursor = first
        var order = [Int32](repeating: 0, count: count)
        for record in boot.indices {
            let group = Int(boot[record])
            order[cursor[group]] = Int32(record)
            cursor[group] += 1
        }
        // Arrival is almost sorted by sequence already: insertion sort, stable.
        for group in 0..<boots {
            var at = first[group] + 1
            while at < first[group + 1] {
                let record = order[at]
                let key = sequence[Int(record)]
                var hole = at
                while hole > first[group], sequence[Int(order[hole - 1])] > key {
                    order[hole] = order[hole - 1]
                    hole -= 1
                }
                order[hole] = record
                at += 1
            }
        }
        return (first, order)
    }
}
