// What the server keeps: who arrived, in order, and the reference platforms that take the records.
// Everything here is guarded by one lock; requests are decoded before it is taken.

import Base
import Harness
import Records
import Sinks
import Synchronization

/// The state behind the platform's HTTP interface.
public final class PlatformHub: Sendable {
    private struct State {
        var platform: ListeningPlatform?
        /// Messages by load run, in order of arrival.
        var arrivals: [String: [MessageKeys]] = [:]
        var records = 0
        var malformed = 0
        var foreign = 0
    }

    /// What became of a request's messages.
    public struct Answer: Hashable, Sendable {
        /// Records taken.
        public var accepted = 0
        /// Lines that were no message.
        public var malformed = 0
        /// Records of regions that the scenario does not have.
        public var foreign = 0
    }

    private let state: Mutex<State>
    private let reader = MessageKeyReader(mapping: EnvelopeMapping())
    private let decoder = MessageDecoder()

    /// - Parameter platform: the platforms that take the records; nil to count them only.
    public init(platform: ListeningPlatform?) { state = Mutex(State(platform: platform)) }

    /// Takes the lines of a request.
    /// - Parameter run: the load run that the request names, for messages that do not.
    public func take(_ body: [UInt8], run: String) -> Answer {
        var answer = Answer()
        var messages: [(keys: MessageKeys, batch: RecordBatch?)] = []
        let wantsRecords = state.withLock { $0.platform != nil }
        body.withUnsafeBufferPointer { body in
            var from = 0
            while from < body.count {
                var end = from
                while end < body.count, body[end] != UInt8(ascii: "\n") { end += 1 }
                let line = UnsafeBufferPointer(rebasing: body[from..<end])
                from = end + 1
                if line.isEmpty { continue }
                let batch = wantsRecords ? decoder.decode(line) : nil
                guard var keys = reader.read(line), !wantsRecords || batch != nil else {
                    answer.malformed += 1
                    continue
                }
                if keys.run.isEmpty { keys.run = run }
                messages.append((keys, batch))
            }
        }
        return state.withLock { state in
            for (keys, batch) in messages {
                if let batch, state.platform?.ingest(batch, region: keys.region) == false {
                    answer.foreign += keys.sequences.count
                    continue
                }
                answer.accepted += keys.sequences.count
                state.arrivals[keys.run, default: []].append(keys)
            }
            state.records += answer.accepted
            state.malformed += answer.malformed
            state.foreign += answer.foreign
            return answer
        }
    }

    /// The messages of a load run from a number on, at most 10,000.
    public func arrivals(run: String, from: Int) -> [MessageKeys] {
        state.withLock { state in
            guard let all = state.arrivals[run], from < all.count, from >= 0 else { return [] }
            return Array(all[from..<min(all.count, from + 10_000)])
        }
    }

    /// The receipts of a load run by region: runs of consecutive numbers that came equally often.
    public func receipts(run: String) -> [(region: String, run: ReceiptRun)] {
        let all = state.withLock { $0.arrivals[run] ?? [] }
        var records: [ReceiptKey: (copies: UInt32, isLate: Bool)] = [:]
        var highest: [ReceiptKey: UInt32] = [:]
        for keys in all {
            var boot = ReceiptKey(
                region: keys.region, vehicle: keys.vehicle, boot: keys.boot, sequence: 0)
            let place = boot
            for sequence in keys.sequences {
                boot.sequence = sequence
                if records[boot] == nil {
                    let isLate = highest[place].map { sequence < $0 } ?? false
                    records[boot] = (1, isLate)
                    highest[place] = max(highest[place] ?? 0, sequence)
                } else {
                    records[boot]?.copies += 1
                }
            }
        }
        var runs: [(region: String, run: ReceiptRun)] = []
        for key in records.keys.sorted() {
            guard let (copies, isLate) = records[key] else { continue }
            if let last = runs.last, last.region == key.region, last.run.vehicle == key.vehicle,
                last.run.boot == key.boot, last.run.last + 1 == key.sequence,
                last.run.copies == copies
            {
                runs[runs.count - 1].run.last = key.sequence
                runs[runs.count - 1].run.outOfOrder += isLate ? 1 : 0
                continue
            }
            runs.append(
                (
                    key.region,
                    ReceiptRun(
                        vehicle: key.vehicle, boot: key.boot, first: key.sequence,
                        last: key.sequence, copies: copies, outOfOrder: isLate ? 1 : 0)
                ))
        }
        return runs
    }

    private struct ReceiptKey: Hashable, Comparable {
        var region: String
        var vehicle: UInt32
        var boot: UInt32
        var sequence: UInt32

        static func < (a: Self, b: Self) -> Bool {
            (a.region, a.vehicle, a.boot, a.sequence) < (b.region, b.vehicle, b.boot, b.sequence)
        }
    }

    /// Records taken, lines refused, records of unknown regions.
    public var counts: (records: Int, malformed: Int, foreign: Int) {
        state.withLock { ($0.records, $0.malformed, $0.foreign) }
    }

    /// Makes the products of what was taken; see `ListeningPlatform`.
    public func publish(to folder: String) throws -> [String] {
        try state.withLock { try $0.platform?.publish(to: folder) ?? [] }
    }
}
