// The parallel part of a region's run: a partition of vehicles from its devices through the sinks
// into the platform.

import Platform
import Records
import Sinks
import Telemetry

/// What a partition leaves for the region to put together, in order of partition.
struct PartitionOutput: Sendable {
    var ledger: SentLedger
    var result: PartitionResult
    /// What the platform made of the same records without those of canaries.
    var control: PartitionResult
    var records: Int
    var bytes: Int
}

/// Brings one partition's records into the sinks and the platform; run on any thread.
struct PartitionWork: Sendable {
    /// Records of a batch.
    static let batchRecords = 8192

    let devices: DeviceFleet
    let platform: RegionPlatform
    let sinks: [SinkSpec]
    let folder: String
    let region: String

    /// Runs a partition, batch by batch in order of arrival. Where canaries sent, a second ingest
    /// gets the same records without theirs: the control world.
    func run(_ part: Int, vehicles: Range<UInt32>) throws -> PartitionOutput {
        let output = devices.report(vehicles: vehicles)
        var open = sinks.map { $0.makeSink(folder: folder, region: region, partition: part) }
        for index in open.indices { try open[index].start() }
        var ingest = try platform.partition()
        let hasCanaries = output.isCanary.contains(true)
        var control = hasCanaries ? try platform.partition() : nil
        for start in stride(from: 0, to: output.batch.count, by: Self.batchRecords) {
            try Interruption.check()
            let range = start..<min(output.batch.count, start + Self.batchRecords)
            let batch = output.batch.slice(range)
            for index in open.indices { try open[index].write(batch) }
            ingest.ingest(batch)
            if hasCanaries {
                control?.ingest(batch.filtered { !output.isCanary[range.lowerBound + $0] })
            }
        }
        var bytes = 0
        for index in open.indices { bytes += try open[index].finish().bytes }
        let result = ingest.finish()
        let controlResult = control?.finish() ?? result
        return PartitionOutput(
            ledger: output.ledger, result: result, control: controlResult,
            records: output.batch.count, bytes: bytes)
    }
}
