// The records of a run folder as messages, in the order in which they reached the far end of the
// simulation: so the network's delays, repetitions and disorder are in the order itself.

import Base
import Checks
import Foundation
import Records
import Sinks

/// A message before its pace is known.
struct SourceMessage: Sendable {
    /// Ordinal of the record that completed it, over the whole load.
    var ordinal: Int
    /// When that record arrived in the simulation, milliseconds from the first record.
    var simulatedMilliseconds: Int64
    var region: String
    var encoded: EncodedMessage
}

/// How records become messages.
struct MessageOptions: Hashable, Sendable {
    /// Samples of a message at most.
    var samples = 10
    /// How long, in simulated time, a device waits for more samples.
    var lingerMilliseconds: Int64 = 60_000
}

/// An hour of the run's records, of all regions.
struct SourceHour: Sendable {
    var regions: [String]
    /// By region, in order of arrival.
    var batches: [RecordBatch]

    /// (region, row) of all records in order of arrival; equal times in order of region.
    func order() -> [(region: Int, row: Int)] {
        var list: [(region: Int, row: Int)] = []
        list.reserveCapacity(batches.reduce(0) { $0 + $1.count })
        for (region, batch) in batches.enumerated() {
            for row in 0..<batch.count { list.append((region, row)) }
        }
        guard batches.count > 1 else { return list }
        let times = list.map { batches[$0.region].receivedMilliseconds[$0.row] }
        return ArrivalOrder.stable(times).map { list[Int($0)] }
    }
}

/// Reads a run folder hour by hour.
struct RunHours {
    private let folder: String
    /// Names of the regions.
    let regions: [String]
    /// Folders of hours, ascending, as `hour=007`.
    let hours: [String]

    /// - Parameter fromHour: hours of simulated time to leave out at the start.
    init(folder: String, fromHour: Int) throws {
        self.folder = folder
        let run = try RunFolder(path: folder)
        regions = run.regions.map(\.name)
        var names: Set<String> = []
        for region in regions {
            let path = "\(folder)/telemetry/region=\(region)"
            let entries = try? FileManager.default.contentsOfDirectory(atPath: path)
            names.formUnion((entries ?? []).filter { $0.hasPrefix("hour=") })
        }
        hours = names.sorted().filter { (Int($0.dropFirst(5)) ?? 0) >= fromHour }
        guard !hours.isEmpty else {
            throw Failure.input(
                "\(folder): no telemetry/ from hour \(fromHour) on; run the scenario with "
                    + "'sinks: [{parquet: {}}]'")
        }
    }

    private func files(_ region: String, _ hour: String) -> [String] {
        let path = "\(folder)/telemetry/region=\(region)/\(hour)"
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return entries.filter { $0.hasSuffix(".parquet") }.sorted().map { "\(path)/\($0)" }
    }

    func read(_ index: Int) throws -> SourceHour {
        let batches = try regions.map { region in
            var batch = RecordBatch()
            for file in files(region, hours[index]) {
                batch.append(contentsOf: try RecordBatch(table: ParquetFile.read(file)))
            }
            return batch.gathered(ArrivalOrder.stable(batch.receivedMilliseconds))
        }
        return SourceHour(regions: regions, batches: batches)
    }

    /// Records by quarter of an hour, for the day's course.
    func course() throws -> [Int] {
        var counts: [Int] = []
        let first = (Int(hours[0].dropFirst(5)) ?? 0) * 4
        for hour in hours {
            for file in regions.flatMap({ files($0, hour) }) {
                let times = try ParquetFile.read(file, columns: ["received_ms"])
                    .column("received_ms").int64s()
                for time in times {
                    let quarter = max(0, Int(time / 900_000) - first)
                    while counts.count <= quarter { counts.append(0) }
                    counts[quarter] += 1
                }
            }
        }
        return counts
    }
}

/// Turns hours into messages: one vehicle each, up to N samples, header once.
struct MessageBuilder {
    private struct Open {
        var rows: [UInt32]
        var firmware: UInt8
        var consent: UInt8
        var isResend: Bool
        var since: Int64
    }

    private struct Closed {
        var region: Int
        var rows: [UInt32]
        var ordinal: Int
        var time: Int64
    }

    let options: MessageOptions
    /// Ordinal of the next record.
    private(set) var ordinal = 0
    private var firstTime: Int64?
    private var highestBoot: UInt32 = 0
    private var bootShift: UInt32 = 0
    private var timeShift: Int64 = 0
    private var lastTime: Int64 = 0

    init(options: MessageOptions) { self.options = options }

    /// Starts the source again: boots go on counting, so that no record is told twice.
    mutating func startAgain() {
        bootShift = highestBoot + 1
        timeShift = lastTime
        firstTime = nil
    }

    /// The hour with its boots counted on.
    mutating func shifted(_ hour: SourceHour) -> SourceHour {
        var result = hour
        for region in result.batches.indices {
            if bootShift > 0 {
                let shift = bootShift
                result.batches[region].boot = result.batches[region].boot.map { $0 &+ shift }
            }
            highestBoot = max(highestBoot, result.batches[region].boot.max() ?? 0)
        }
        return result
    }

    /// Calls `body` with every message of an hour, in order of the record that completes it.
    ///
    /// What is not complete at the end of the hour leaves there.
    /// - Parameters:
    ///   - encode: the encoder of a region.
    ///   - body: returns false to stop.
    mutating func messages(
        of hour: SourceHour, encode: (Int, RecordBatch, Range<Int>) -> EncodedMessage,
        body: (SourceMessage) -> Bool
    ) -> Bool {
        let closed = group(hour)
        // Rows of a message stand together, so that it can be encoded in one piece.
        for chunkStart in stride(from: 0, to: closed.count, by: 2048) {
            let chunk = closed[chunkStart..<min(closed.count, chunkStart + 2048)]
            let gathered = hour.batches.indices.map { region in
                hour.batches[region].gathered(
                    chunk.lazy.filter { $0.region == region }.flatMap(\.rows))
            }
            var places = [Int](repeating: 0, count: hour.batches.count)
            for message in chunk {
                let rows = places[message.region]..<places[message.region] + message.rows.count
                places[message.region] = rows.upperBound
                let encoded = encode(message.region, gathered[message.region], rows)
                let made = SourceMessage(
                    ordinal: message.ordinal, simulatedMilliseconds: message.time,
                    region: hour.regions[message.region], encoded: encoded)
                guard body(made) else { return false }
            }
        }
        return true
    }

    private mutating func group(_ hour: SourceHour) -> [Closed] {
        var open: [DeliveryKey: Open] = [:]
        var closed: [Closed] = []
        /// Groups by age; one that was closed since is recognised by its start.
        var ages: [(key: DeliveryKey, since: Int64)] = []
        var oldest = 0
        func close(_ key: DeliveryKey, _ at: Int, _ time: Int64) {
            guard let group = open.removeValue(forKey: key) else { return }
            closed.append(
                Closed(region: Int(key.region), rows: group.rows, ordinal: at, time: time))
        }
        for (region, row) in hour.order() {
            let batch = hour.batches[region]
            let arrival = batch.receivedMilliseconds[row]
            if firstTime == nil { firstTime = arrival - timeShift }
            let time = arrival - (firstTime ?? arrival)
            lastTime = max(lastTime, time)
            while oldest < ages.count, ages[oldest].since + options.lingerMilliseconds <= time {
                let (key, since) = ages[oldest]
                if open[key]?.since == since { close(key, ordinal, time) }
                oldest += 1
            }
            let key = DeliveryKey(
                region: UInt32(region), vehicle: batch.vehicle[row], boot: batch.boot[row])
            if let group = open[key],
                group.firmware != batch.firmware[row] || group.consent != batch.consentScope[row]
                    || group.isResend != batch.isResend[row]
            {
                close(key, ordinal, time)
            }
            if open[key] == nil {
                open[key] = Open(
                    rows: [], firmware: batch.firmware[row], consent: batch.consentScope[row],
                    isResend: batch.isResend[row], since: time)
                ages.append((key, time))
            }
            open[key]?.rows.append(UInt32(row))
            if open[key]?.rows.count == options.samples { close(key, ordinal, time) }
            ordinal += 1
        }
        let rest = open.sorted {
            ($0.value.since, $0.key.vehicle, $0.key.boot)
                < ($1.value.since, $1.key.vehicle, $1.key.boot)
        }
        for (key, _) in rest { close(key, max(0, ordinal - 1), lastTime) }
        return closed
    }
}
