// The record, in columns: what a device reports and what crosses the wire. A record carries no link
// id and nothing that only the simulator knows. Positions are missing in privacy state `data`.

import Base

/// Bits of `RecordBatch.present` that say how a device spoils JSON.
public enum Oddity {
    /// Numbers are written as text: `"12.30"`.
    public static let numbersAsText: UInt64 = 1 << 62
    /// Numbers are written as text with their units: `"12.30km/h"`.
    public static let unitsInText: UInt64 = 1 << 63
}

/// Records in columns, in the order in which they arrive at the far end.
///
/// Signals have the names, units and types of COVESA VSS v6 (`SignalCatalogue`); a column's Swift
/// name is the path's last words. All arrays have the same length.
public struct RecordBatch: Sendable {
    // MARK: Envelope
    /// The authenticated device id.
    public var vehicle: [UInt32] = []
    /// Counts the device's ignitions; a boot is one trip.
    public var boot: [UInt32] = []
    /// Strictly increasing within (vehicle, boot), from 0.
    public var sequence: [UInt32] = []
    /// When it was measured, by the device's clock, milliseconds since the scenario's start.
    public var eventMilliseconds: [Int64] = []
    /// When the device sent it, by the device's clock.
    public var sentMilliseconds: [Int64] = []
    /// When the far end received it, by the far end's clock.
    public var receivedMilliseconds: [Int64] = []
    /// A repetition, or stored and forwarded.
    public var isResend: [Bool] = []
    /// Firmware generation, index into `SignalCatalogue.firmwareNames`.
    public var firmware: [UInt8] = []
    /// `ConsentScope` that the device believes to hold.
    public var consentScope: [UInt8] = []
    /// Why it was sent, index into `SignalCatalogue.streamNames`.
    public var stream: [UInt8] = []

    // MARK: Signals; NaN or the sentinel below stands for "not reported" (null in files)
    /// Degrees; NaN without a position.
    public var latitude: [Double] = []
    /// Degrees; NaN without a position.
    public var longitude: [Double] = []
    /// Degrees clockwise from north; NaN without a position.
    public var heading: [Float] = []
    /// Metres (1 σ); NaN without a position.
    public var horizontalAccuracy: [Float] = []
    /// Index into `SignalCatalogue.fixTypes`.
    public var fixType: [UInt8] = []
    /// km/h.
    public var speed: [Float] = []
    /// m/s², forward.
    public var accelerationLongitudinal: [Float] = []
    /// m/s², to the left.
    public var accelerationLateral: [Float] = []
    /// Degrees/s.
    public var yawRate: [Float] = []
    /// Odometer, metres.
    public var traveledDistance: [UInt32] = []
    /// Metres since ignition on.
    public var traveledDistanceSinceStart: [UInt32] = []
    /// Seconds since ignition on.
    public var tripDuration: [Float] = []
    /// km/h since ignition on.
    public var averageSpeed: [Float] = []
    /// Index into `SignalCatalogue.lowVoltageStates`.
    public var lowVoltageSystemState: [UInt8] = []
    /// Moving.
    public var isMoving: [Bool] = []
    /// Percent; 255 for electric cars.
    public var fuelRelativeLevel: [UInt8] = []
    /// Litres/100 km; NaN for electric cars and at rest.
    public var fuelInstantConsumption: [Float] = []
    /// Litres since ignition on; NaN for electric cars.
    public var fuelConsumptionSinceStart: [Float] = []
    /// Revolutions/min; NaN for electric cars.
    public var engineSpeed: [Float] = []
    /// Celsius; NaN for electric cars.
    public var coolantTemperature: [Float] = []
    /// Percent; NaN without a traction battery.
    public var stateOfCharge: [Float] = []
    /// W, positive when discharging; NaN without a traction battery.
    public var tractionPower: [Float] = []
    /// Metres.
    public var range: [UInt32] = []
    /// −1 reverse, 0 neutral, 1….
    public var currentGear: [Int8] = []
    /// Percent.
    public var brakePedalPosition: [UInt8] = []
    /// Celsius.
    public var airTemperature: [Float] = []
    /// Dipped headlights.
    public var isLowBeamOn: [Bool] = []
    /// Driver's belt.
    public var isBelted: [Bool] = []

    // MARK: Beside the columns
    /// Bits of `Presence`: the columns that a record reports; the two highest bits are `Oddity`.
    public var present: [UInt64] = []
    /// One more than the place in `sideWords` of a record's first side signal; 0 without any.
    public var side: [UInt32] = []
    /// `SideWord`s; parts of a batch share those of the whole.
    public var sideWords: [UInt64] = []
    /// Major version of VSS that the devices speak, by `firmware`; empty when all speak version 6.
    /// Columns are in units of version 6 always; codecs translate.
    public var vssMajors: [UInt8] = []

    /// An empty batch.
    public init() {}

    /// How many records.
    public var count: Int { vehicle.count }
}
