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
