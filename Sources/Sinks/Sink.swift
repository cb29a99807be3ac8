// Four methods per sink. What a record looks like on the wire (the codec) is a separate axis.

import Base
import Records

/// Where telemetry goes: files here; brokers, HTTP and SQL as further folders.
///
/// One sink belongs to one writer. `write` takes records of one partition of vehicles in order of
/// arrival; it must not hold the engine up longer than the disk does.
public protocol Sink {
    /// What it is and where it writes, for logs.
    var description: String { get }
    /// Opens it.
    mutating func start() throws
    /// Takes a batch.
    mutating func write(_ batch: RecordBatch) throws
    /// Closes it and says what was written.
    mutating func finish() throws -> SinkReceipt
}

/// What a sink wrote.
public struct SinkReceipt: Hashable, Sendable {
    /// Records taken.
    public var records: Int
    /// Bytes written.
    public var bytes: Int
    /// Files written, relative to the sink's folder, sorted.
    public var files: [String]

    /// A receipt.
    public init(records: Int, bytes: Int, files: [String]) {
        self.records = records
        self.bytes = bytes
        self.files = files
    }
}
