// Telemetry as Parquet: telemetry/region=R/hour=HHH/part-PPPP.parquet, a row for each record; and,
// where devices tell more than the columns hold, signals/region=R/hour=HHH/part-PPPP.parquet, a row
// for each value (`RecordBatch.sideTable`).

import Base
import Records

/// Writes the records of one partition, a file per simulated hour of receipt, rows in order of
/// arrival.
///
/// Only the hour in progress is open. An hour without records has no file. When a write fails, the
/// hours before stay readable and the hour in progress leaves nothing.
public struct ParquetSink: Sink {
    private let place: String
    private var records: HourlyParquet
    private var signals: HourlyParquet

    /// A sink under a run folder.
    public init(folder: String, region: String, partition: Int, rowGroupRows: Int = 65_536) {
        place = "\(folder)/telemetry/region=\(region)"
        records = HourlyParquet(
            root: "telemetry", folder: folder, region: region, partition: partition,
            rowGroupRows: rowGroupRows)
        signals = HourlyParquet(
            root: "signals", folder: folder, region: region, partition: partition,
            rowGroupRows: rowGroupRows)
    }

    /// What it is and where it writes.
    public var description: String { "Parquet files in \(place)" }

    /// Nothing: files are opened when their first record comes.
    public mutating func start() throws {}

    /// Takes records in order of arrival.
    public mutating func write(_ batch: RecordBatch) throws {
        try write(batch.table(), receivedMilliseconds: batch.receivedMilliseconds)
        guard batch.hasSide else { return }
        let beside = batch.sideTable()
        try signals.write(
            beside, receivedMilliseconds: beside.column("received_ms").int64s())
    }

    /// Takes rows with the times at which they arrived, ascending by hour.
    public mutating func write(_ table: DataTable, receivedMilliseconds: [Int64]) throws {
        try records.write(table, receivedMilliseconds: receivedMilliseconds)
    }

    /// Closes the last files.
    public mutating func finish() throws -> SinkReceipt {
        var receipt = try records.finish()
        let beside = try signals.finish()
        receipt.bytes += beside.bytes
        receipt.files = (receipt.files + beside.files).sorted()
        return receipt
    }
}

/// A file per hour of receipt, of which only the hour in progress is open.
struct HourlyParquet {
    private let root: String
    private let folder: String
    private let region: String
    private let partition: Int
    private let rowGroupRows: Int
    private var writer: ParquetWriter?
    private var hour = Int64.min
    private var receipt = SinkReceipt(records: 0, bytes: 0, files: [])

    init(root: String, folder: String, region: String, partition: Int, rowGroupRows: Int) {
        self.root = root
        self.folder = folder
        self.region = region
        self.partition = partition
        self.rowGroupRows = rowGroupRows
    }

    mutating func write(_ table: DataTable, receivedMilliseconds: [Int64]) throws {
        precondition(receivedMilliseconds.count == table.rowCount)
        var start = 0
        while start < receivedMilliseconds.count {
            let rowHour = Self.hour(of: receivedMilliseconds[start])
            var end = start + 1
            while end < receivedMilliseconds.count,
                Self.hour(of: receivedMilliseconds[end]) == rowHour
            { end += 1 }
            try open(hour: rowHour, schema: table.schema)
            try writer?.append(table, rows: start..<end)
            receipt.records += end - start
            start = end
        }
    }

    /// Closes the last file.
    mutating func finish() throws -> SinkReceipt {
        try close()
        receipt.files.sort()
        return receipt
    }

    private static func hour(of milliseconds: Int64) -> Int64 {
        milliseconds.flooredDivision(by: 3_600_000)
    }

    private var relativePath: String {
        let part = padded(Int64(partition), digits: 4)
        return "\(root)/region=\(region)/hour=\(padded(hour, digits: 3))/part-\(part).parquet"
    }

    private mutating func open(hour newHour: Int64, schema: [ColumnSchema]) throws {
        if newHour == hour && writer != nil { return }
        try close()
        guard newHour > hour else {
            fatalError("records of hour \(newHour) came after those of hour \(hour)")
        }
        hour = newHour
        writer = try ParquetWriter(
            path: "\(folder)/\(relativePath)", schema: schema, rowGroupRows: rowGroupRows)
    }

    private mutating func close() throws {
        guard let finished = writer else { return }
        writer = nil
        receipt.bytes += try finished.finish().bytes
        receipt.files.append(relativePath)
    }
}
