// The kinds of sinks that a scenario can name.

/// A sink of a scenario's `sinks:` list.
public enum SinkSpec: String, Hashable, Sendable, CaseIterable {
    /// Parquet files by region and hour of receipt.
    case parquet
    /// JSON lines, a file per region and partition of vehicles.
    case jsonLines = "jsonl"

    /// A sink for the records of one partition of a region's vehicles.
    /// - Parameter folder: the run folder.
    public func makeSink(folder: String, region: String, partition: Int) -> any Sink {
        switch self {
        case .parquet: ParquetSink(folder: folder, region: region, partition: partition)
        case .jsonLines: JSONLinesSink(folder: folder, region: region, partition: partition)
        }
    }
}

/// A number with leading zeros.
func padded(_ number: Int64, digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
