// Telemetry as JSON lines: telemetry-jsonl/region=R/part-PPPP.jsonl, a record per line.

import Base
import Records

/// Writes the records of one partition as lines of JSON, in order of arrival.
///
/// The file appears under its name when `finish` returns.
public struct JSONLinesSink: Sink {
    private let folder: String
    private let region: String
    private let partition: Int
    private var file: AtomicFile?
    private var records = 0
    private let encoder = JSONLineEncoder()
    private var lines: [UInt8] = []

    /// A sink under a run folder.
    public init(folder: String, region: String, partition: Int) {
        self.folder = folder
        self.region = region
        self.partition = partition
    }

    /// What it is and where it writes.
    public var description: String { "JSON lines in \(folder)/telemetry-jsonl/region=\(region)" }

    private var relativePath: String {
        let part = padded(Int64(partition), digits: 4)
        return "telemetry-jsonl/region=\(region)/part-\(part).jsonl"
    }

    /// Opens the file.
    public mutating func start() throws {
        file = try AtomicFile(path: "\(folder)/\(relativePath)")
    }

    /// Takes records in order of arrival.
    public mutating func write(_ batch: RecordBatch) throws {
        guard let file else { fatalError("a JSON lines sink was written to before its start") }
        lines.removeAll(keepingCapacity: true)
        encoder.encode(batch, into: &lines)
        try lines.withUnsafeBytes { try file.write($0) }
        records += batch.count
    }

    /// Closes the file.
    public mutating func finish() throws -> SinkReceipt {
        guard let file else { return SinkReceipt(records: 0, bytes: 0, files: []) }
        try file.finish()
        self.file = nil
        return SinkReceipt(records: records, bytes: file.bytesWritten, files: [relativePath])
    }
}
