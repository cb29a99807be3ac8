// Written by tools/generate_schema.py from schema/signals.csv; do not edit.
// swift-format-ignore-file

/// One record, for code that handles records one at a time; see `RecordBatch`.
public struct Record: Sendable {
    /// The authenticated device id.
    public var vehicle: UInt32 = 0
    /// Counts the device's ignitions; a boot is one trip.
    public var boot: UInt32 = 0
    /// Strictly increasing within a boot from 0.
    public var sequence: UInt32 = 0
    /// Measured at by the device's clock since the scenario's start, ms.
    public var eventMilliseconds: Int64 = 0
    /// Sent at by the device's clock since the scenario's start, ms.
    public var sentMilliseconds: Int64 = 0
    /// Received at by the far end's clock since the scenario's start, ms.
    public var receivedMilliseconds: Int64 = 0
    /// A repetition or a record that was stored and forwarded.
    public var isResend: Bool = false
    /// Firmware generation of the device.
    public var firmware: UInt8 = 0
    /// Purposes that the device believes to hold consent for; one bit each.
    public var consentScope: UInt8 = 0
    /// Why it was sent: a due sample, an event, a change of state, trouble codes.
    public var stream: UInt8 = 0
    /// Latitude in WGS 84; missing without a position, degrees.
    public var latitude: Double = .nan
    /// Longitude in WGS 84; missing without a position, degrees.
    public var longitude: Double = .nan
    /// Course over ground clockwise from north; missing without a position, degrees.
    public var heading: Float = .nan
    /// Receiver's estimate of its error (1 sigma); missing without a position, m.
    public var horizontalAccuracy: Float = .nan
    /// Kind of satellite fix; NONE where no position is reported.
    public var fixType: UInt8 = 0
    /// Speed of the vehicle, km/h.
    public var speed: Float = 0
    /// Acceleration forward; negative when braking, m/s^2.
    public var accelerationLongitudinal: Float = 0
    /// Acceleration to the left, m/s^2.
    public var accelerationLateral: Float = 0
    /// Rate of turn about the upward axis; positive to the left, degrees/s.
    public var yawRate: Float = 0
    /// Odometer, m.
    public var traveledDistance: UInt32 = 0
    /// Distance since ignition on, m.
    public var traveledDistanceSinceStart: UInt32 = 0
    /// Time since ignition on, s.
    public var tripDuration: Float = 0
    /// Mean speed since ignition on, km/h.
    public var averageSpeed: Float = 0
    /// START in the first record of a trip; OFF in the last; ON between.
    public var lowVoltageSystemState: UInt8 = 0
    /// Whether the vehicle moves.
    public var isMoving: Bool = false
    /// Level of the fuel tank; missing in electric cars, percent.
    public var fuelRelativeLevel: UInt8 = 255
    /// Fuel consumption at this instant; missing at rest and in electric cars, l/100km.
    public var fuelInstantConsumption: Float = .nan
    /// Fuel used since ignition on; missing in electric cars, l.
    public var fuelConsumptionSinceStart: Float = .nan
    /// Speed of the crankshaft; missing in electric cars, rpm.
    public var engineSpeed: Float = .nan
    /// Temperature of the engine's coolant; missing in electric cars, Celsius.
    public var coolantTemperature: Float = .nan
    /// Displayed charge of the traction battery; missing without one, percent.
    public var stateOfCharge: Float = .nan
    /// Power out of the traction battery; negative when recovering, W.
    public var tractionPower: Float = .nan
    /// Remaining range with all energy on board, m.
    public var range: UInt32 = 0
    /// Gear: 0 neutral; 1 … forward; -1 reverse.
    public var currentGear: Int8 = 0
    /// Brake pedal; 0 is not pressed, percent.
    public var brakePedalPosition: UInt8 = 0
    /// Temperature of the outside air, Celsius.
    public var airTemperature: Float = 0
    /// Dipped headlights are on.
    public var isLowBeamOn: Bool = false
    /// The driver's belt is fastened.
    public var isBelted: Bool = false
    /// Bits of `Presence`; the others were not reported.
    public var present = SignalCatalogue.allPresent
    /// As `RecordBatch.side`.
    public var side: UInt32 = 0

    /// A record in which nothing was reported.
    public init() {}
}
