import Base
import Platform
import Records
import Testing

@Suite struct SequenceTests {
    private struct Key: Hashable, Comparable {
        var vehicle: UInt32
        var boot: UInt32
        static func < (a: Key, b: Key) -> Bool { (a.vehicle, a.boot) < (b.vehicle, b.boot) }
    }

    /// What the platform must say, with nothing but dictionaries and sets.
    private struct Naive {
        var copies: [Key: [UInt32: UInt32]] = [:]
        var highest: [Key: UInt32] = [:]
        var late: [Key: Set<UInt32>] = [:]
        var duplicates = 0

        mutating func note(_ key: Key, _ sequence: UInt32) {
            if copies[key]?[sequence] != nil {
                duplicates += 1
            } else if let top = highest[key], top > sequence {
                late[key, default: []].insert(sequence)
            }
            copies[key, default: [:]][sequence, default: 0] += 1
            highest[key] = max(highest[key] ?? 0, sequence)
        }

        var runs: [ReceiptRun] {
            var runs: [ReceiptRun] = []
            for key in copies.keys.sorted() {
                let received = copies[key] ?? [:]
                for sequence in received.keys.sorted() {
                    let count = received[sequence] ?? 0
                    let isLate: UInt32 = late[key]?.contains(sequence) == true ? 1 : 0
                    if let last = runs.last, last.vehicle == key.vehicle, last.boot == key.boot,
                        last.last + 1 == sequence, last.copies == count
                    {
                        runs[runs.count - 1].last = sequence
                        runs[runs.count - 1].outOfOrder += isLate
                    } else {
                        runs.append(
                            ReceiptRun(
                                vehicle: key.vehicle, boot: key.boot, first: sequence,
                                last: sequence, copies: count, outOfOrder: isLate))
                    }
                }
            }
            return runs
        }
    }

    @Test(arguments: 1...12)
    func `receipts equal a naive set for any order, loss and repetition`(seed: Int) throws {
        let network = try RoadSketch.grid(columns: 2, rows: 2, spacing: 100).network()
        let world = try TestPlatform(network)
        defer { world.remove() }
        var random = RandomStream(
            seed: UInt64(seed), purpose: RandomPurpose(65_001), entity: RandomEntity(7))
        var batch = RecordBatch()
        var naive = Naive()
        var arrivals: [(key: Key, sequence: UInt32, order: Double)] = []
        for vehicle in 0..<UInt32(6) {
            for boot in 0..<UInt32(4) {
                let count = random.index(below: 60)
                for sequence in 0..<UInt32(count) where !random.bernoulli(0.15) {
                    let disorder = random.bernoulli(0.3) ? Double(seed) * 4 : 0.5
                    repeat {
                        arrivals.append(
                            (
                                Key(vehicle: vehicle, boot: boot), sequence,
                                Double(sequence) + disorder * random.uniform()
                            ))
                    } while random.bernoulli(0.1)
                }
            }
        }
        arrivals.sort { ($0.order, $0.key, $0.sequence) < ($1.order, $1.key, $1.sequence) }
        for (key, sequence, _) in arrivals {
            naive.note(key, sequence)
            batch.add(key.vehicle, boot: key.boot, sequence: sequence, event: 0)
        }
        let output = try world.run(batch)
        #expect(output.receipts == naive.runs)
        #expect(output.counters.duplicates == naive.duplicates)
        #expect(output.counters.outOfOrder == naive.late.values.reduce(0) { $0 + $1.count })
        #expect(output.counters.received == batch.count)
    }

    @Test func `an impossible jump is confirmed but quarantined and moves no watermark`() throws {
        let network = try RoadSketch.grid(columns: 2, rows: 2, spacing: 100).network()
        var options = PlatformOptions()
        options.largestSequenceJump = 100
        let world = try TestPlatform(network, options: options, consents: [.always(1)])
        defer { world.remove() }
        var batch = RecordBatch()
        for sequence: UInt32 in [0, 1, 4_000_000_000, .max, 2, 4_000_000_000, 3, 103, 3] {
            batch.add(1, sequence: sequence, event: 0)
        }
        let output = try world.run(batch)
        #expect(output.counters.quarantinedSequence == 2)
        #expect(output.counters.duplicates == 2)
        #expect(output.counters.outOfOrder == 0)
        #expect(output.counters.accepted == 5)
        #expect(
            output.receipts.map { [$0.first, $0.last, $0.copies] } == [
                [0, 2, 1], [3, 3, 2], [103, 103, 1],
                [4_000_000_000, 4_000_000_000, 2], [.max, .max, 1],
            ])
    }

    @Test func `a number beyond the jump stays a duplicate when the watermark has caught up`()
        throws
    {
        let network = try RoadSketch.grid(columns: 2, rows: 2, spacing: 100).network()
        var options = PlatformOptions()
        options.largestSequenceJump = 10
        let world = try TestPlatform(network, options: options, consents: [.always(1)])
        defer { world.remove() }
        var batch = RecordBatch()
        for sequence: UInt32 in [0, 15, 8, 14, 15, 20, 15, 16] {
            batch.add(1, sequence: sequence, event: 0)
        }
        let output = try world.run(batch)
        #expect(output.counters.duplicates == 2)
        #expect(
            output.receipts.map { [$0.first, $0.last, $0.copies, $0.outOfOrder] } == [
                [0, 0, 1, 0], [8, 8, 1, 0], [14, 14, 1, 0], [15, 15, 3, 0], [16, 16, 1, 1],
                [20, 20, 1, 0],
            ])
    }

    @Test func `thousands of devices keep apart`() throws {
        let network = try RoadSketch.grid(columns: 2, rows: 2, spacing: 100).network()
        let world = try TestPlatform(network)
        defer { world.remove() }
        var batch = RecordBatch()
        let devices = (0..<UInt32(5000)).map { $0 &* 2_654_435_761 }
        for sequence: UInt32 in [0, 1, 1] {
            for device in devices { batch.add(device, sequence: sequence, event: 0) }
        }
        let output = try world.run(batch)
        #expect(output.counters.duplicates == 5000)
        #expect(output.receipts.count == 10_000)
        #expect(output.receipts.map(\.vehicle) == devices.sorted().flatMap { [$0, $0] })
    }

    @Test func `impossible times and places are quarantined and counted`() throws {
        let network = try RoadSketch.grid(columns: 2, rows: 2, spacing: 100).network()
        let world = try TestPlatform(network, consents: [.always(1)])
        defer { world.remove() }
        var batch = RecordBatch()
        batch.add(1, sequence: 0, event: .max, received: 0)
        batch.add(1, sequence: 1, event: .min, received: 0)
        batch.add(1, sequence: 2, event: 0, received: .max)
        batch.add(1, sequence: 3, event: 3_600_001, received: 0)
        batch.add(1, sequence: 4, event: 3_600_000, received: 0)
        batch.add(1, sequence: 5, event: 0, longitude: 181, latitude: 0)
        batch.add(1, sequence: 6, event: 0, longitude: 9.5, latitude: .nan)
        batch.add(1, sequence: 7, event: 0, longitude: 0, latitude: 0)
        batch.add(1, sequence: 8, event: 0, longitude: .infinity, latitude: 3)
        batch.add(1, sequence: 9, event: 0, longitude: 9.5, latitude: 47)
        let counters = try world.run(batch).counters
        #expect(counters.quarantinedTime == 4)
        #expect(counters.quarantinedPosition == 4)
        #expect(counters.accepted == 2)
        #expect(counters.withoutPosition == 1)
    }
}
