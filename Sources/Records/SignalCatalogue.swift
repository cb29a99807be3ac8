// What a record can hold, for whoever writes, reads or documents records. The entries are generated
// from `schema/signals.csv`; names, types and units of signals are those of COVESA VSS v6.

import Base

/// The catalogue of a record's columns.
public enum SignalCatalogue {
    /// The columns of the envelope.
    public static var envelope: [Signal] { all.filter { $0.stream == .envelope } }

    /// The signals, without the envelope.
    public static var signals: [Signal] { all.filter { $0.stream != .envelope } }

    /// The entry of a path or an envelope's column; `nil` for others.
    public static func signal(path: String) -> Signal? { all.first { $0.path == path } }
}

/// One column of a record.
public struct Signal: Hashable, Sendable {
    /// The property of `RecordBatch`.
    public var name: String
    /// The VSS path, or the name of the envelope's column: the column's name in files.
    public var path: String
    /// The type in VSS.
    public var datatype: SignalType
    /// The unit in VSS; empty without one.
    public var unit: String
    /// The smallest value allowed.
    public var minimum: Double?
    /// The largest value allowed.
    public var maximum: Double?
    /// Whether it may be missing.
    public var isNullable: Bool
    /// When it is sent.
    public var stream: SignalStream
    /// What it tells about the driver.
    public var privacyClass: PrivacyClass
    /// The column's type in files.
    public var columnType: ColumnType
    /// Decimal places that a device reports.
    public var decimals: Int
    /// The words of a string; codes in `RecordBatch` count them from 0.
    public var words: [String]
    /// What it means.
    public var description: String
}

/// Types in VSS terms.
public enum SignalType: String, Hashable, Sendable, CaseIterable {
    /// Truth value.
    case boolean
    /// Integers.
    case uint8, int8, uint32, int64
    /// IEEE 754.
    case float, double
    /// One of a list of words.
    case string
}

/// When a signal is sent.
public enum SignalStream: String, Hashable, Sendable, CaseIterable {
    /// Part of every message.
    case envelope
    /// As often as the device samples.
    case fast
    /// More slowly; devices of this generation send it with every record.
    case slow
    /// Counts from ignition on.
    case trip
    /// A state, constant most of the time.
    case state
}

/// What a signal tells about the driver, and so how it is to be protected.
public enum PrivacyClass: String, Hashable, Sendable, CaseIterable {
    /// Singles out a vehicle, by itself or over time.
    case identifying
    /// Where the vehicle is: only with consent to location.
    case location
    /// How it is driven.
    case behaviour
    /// Its technical state.
    case technical
}
