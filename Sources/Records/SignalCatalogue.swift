// What a record can hold, for whoever writes, reads or documents records. The entries are generated
// from `schema/signals.csv`; names, types and units of signals are those of COVESA VSS v6, and
// those of the overlay `X.` are ours, for what VSS lacks.

import Base

/// The catalogue of what a record can hold.
public enum SignalCatalogue {
    /// The columns of the envelope.
    public static var envelope: [Signal] { all.filter { $0.stream == .envelope } }

    /// The signals that have columns, without the envelope.
    public static var signals: [Signal] { all.filter { $0.stream != .envelope } }

    /// Every column and everything beside the columns.
    public static var everything: [Signal] { all + side }

    /// The entry of a path or an envelope's column; `nil` for others.
    public static func signal(path: String) -> Signal? { everything.first { $0.path == path } }

    /// Major version of VSS that each generation of firmware speaks, by `RecordBatch.firmware`.
    public static let vssMajors: [UInt8] = [4, 4, 5, 5, 6]
}

/// One entry of the catalogue.
public struct Signal: Hashable, Sendable {
    /// The property of `RecordBatch`, or the case of `SideSignal`.
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
    /// The topic that it belongs to.
    public var stream: SignalStream
    /// How often a device that has it sends it.
    public var cadence: SignalCadence
    /// What it tells about the driver.
    public var privacyClass: PrivacyClass
    /// Where a batch keeps it.
    public var storage: SignalStorage
    /// Its number in Protobuf.
    public var field: Int
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
    case uint8, int8, uint16, int32, uint32, int64
    /// IEEE 754.
    case float, double
    /// One of a list of words.
    case string
    /// Some of a list of words.
    case strings = "string[]"
}

/// The topic that a signal belongs to.
public enum SignalStream: String, Hashable, Sendable, CaseIterable {
    /// Part of every message.
    case envelope
    /// What is sampled.
    case telemetry
    /// What happens.
    case event
    /// What lasts, and what is looked at once a trip.
    case state
    /// Trouble codes and breakdowns.
    case dtc
}

/// How often a device that has a signal sends it.
public enum SignalCadence: String, Hashable, Sendable, CaseIterable {
    /// With every message: the envelope.
    case message
    /// As often as the device samples.
    case fast
    /// With every sample, or with every few, by the generation of the device.
    case slow
    /// As `slow`; counts from ignition on.
    case trip
    /// When it changes, and at ignition on.
    case state
    /// When it happens.
    case event
    /// At ignition on.
    case daily
    /// At ignition on after a charge.
    case charge
    /// At the first ignition, and after an update.
    case fixed = "static"
}

/// Where a batch keeps a signal.
public enum SignalStorage: String, Hashable, Sendable, CaseIterable {
    /// In a column of its own.
    case column
    /// Beside the columns: it costs nothing where it is not sent.
    case side
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
