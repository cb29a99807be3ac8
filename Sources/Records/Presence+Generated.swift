// Written by tools/generate_schema.py from schema/signals.csv; do not edit.
// swift-format-ignore-file

extension SignalCatalogue {
    /// All bits of `RecordBatch.present`.
    public static let allPresent: UInt64 = 0xFFFFFFF
}

/// The bits of `RecordBatch.present`: which columns a record reports.
public enum Presence {
    /// Of `RecordBatch.latitude`.
    public static let latitude: UInt64 = 0x1
    /// Of `RecordBatch.longitude`.
    public static let longitude: UInt64 = 0x2
    /// Of `RecordBatch.heading`.
    public static let heading: UInt64 = 0x4
    /// Of `RecordBatch.horizontalAccuracy`.
    public static let horizontalAccuracy: UInt64 = 0x8
    /// Of `RecordBatch.fixType`.
    public static let fixType: UInt64 = 0x10
    /// Of `RecordBatch.speed`.
    public static let speed: UInt64 = 0x20
    /// Of `RecordBatch.accelerationLongitudinal`.
    public static let accelerationLongitudinal: UInt64 = 0x40
    /// Of `RecordBatch.accelerationLateral`.
    public static let accelerationLateral: UInt64 = 0x80
    /// Of `RecordBatch.yawRate`.
    public static let yawRate: UInt64 = 0x100
    /// Of `RecordBatch.traveledDistance`.
    public static let traveledDistance: UInt64 = 0x200
    /// Of `RecordBatch.traveledDistanceSinceStart`.
    public static let traveledDistanceSinceStart: UInt64 = 0x400
    /// Of `RecordBatch.tripDuration`.
    public static let tripDuration: UInt64 = 0x800
    /// Of `RecordBatch.averageSpeed`.
    public static let averageSpeed: UInt64 = 0x1000
    /// Of `RecordBatch.lowVoltageSystemState`.
    public static let lowVoltageSystemState: UInt64 = 0x2000
    /// Of `RecordBatch.isMoving`.
    public static let isMoving: UInt64 = 0x4000
    /// Of `RecordBatch.fuelRelativeLevel`.
    public static let fuelRelativeLevel: UInt64 = 0x8000
    /// Of `RecordBatch.fuelInstantConsumption`.
    public static let fuelInstantConsumption: UInt64 = 0x10000
    /// Of `RecordBatch.fuelConsumptionSinceStart`.
    public static let fuelConsumptionSinceStart: UInt64 = 0x20000
    /// Of `RecordBatch.engineSpeed`.
    public static let engineSpeed: UInt64 = 0x40000
    /// Of `RecordBatch.coolantTemperature`.
    public static let coolantTemperature: UInt64 = 0x80000
    /// Of `RecordBatch.stateOfCharge`.
    public static let stateOfCharge: UInt64 = 0x100000
    /// Of `RecordBatch.tractionPower`.
    public static let tractionPower: UInt64 = 0x200000
    /// Of `RecordBatch.range`.
    public static let range: UInt64 = 0x400000
    /// Of `RecordBatch.currentGear`.
    public static let currentGear: UInt64 = 0x800000
    /// Of `RecordBatch.brakePedalPosition`.
    public static let brakePedalPosition: UInt64 = 0x1000000
    /// Of `RecordBatch.airTemperature`.
    public static let airTemperature: UInt64 = 0x2000000
    /// Of `RecordBatch.isLowBeamOn`.
    public static let isLowBeamOn: UInt64 = 0x4000000
    /// Of `RecordBatch.isBelted`.
    public static let isBelted: UInt64 = 0x8000000
    /// All with the cadence `fast`.
    public static let fastCadence: UInt64 = 0x10001FF
    /// All with the cadence `slow`.
    public static let slowCadence: UInt64 = 0x2FD8200
    /// All with the cadence `trip`.
    public static let tripCadence: UInt64 = 0x21C00
    /// All with the cadence `state`.
    public static let stateCadence: UInt64 = 0xC006000
}

/// The signals that stand beside the columns; raw values never change.
public enum SideSignal: UInt8, Sendable, CaseIterable {
    /// Time of the position by the receiver; UTC; iso8601.
    case fixTimestamp = 0
    /// Height over sea level; no device sends it, since maps have no heights; m.
    case altitude = 1
    /// Ignition on of this trip by the device clock; UTC; iso8601.
    case startTime = 2
    /// The car cannot go on.
    case isBrokenDown = 3
    /// What moves the car.
    case powertrainType = 4
    /// Fuel in the tank; l.
    case fuelAbsoluteLevel = 5
    /// Level of the engine oil.
    case oilLevel = 6
    /// Level of the exhaust fluid; diesel engines only; percent.
    case dieselExhaustFluidLevel = 7
    /// Health of the traction battery; percent.
    case batteryHealth = 8
    /// Remaining range on the traction battery; m.
    case batteryRange = 9
    /// Mean temperature of the traction battery; Celsius.
    case batteryTemperature = 10
    /// Energy flows into the traction battery from outside.
    case isCharging = 11
    /// Mean power of the last charge; kW.
    case chargingAveragePower = 12
    /// Time left until the charge limit is reached; 0 when it is; s.
    case chargingTimeToComplete = 13
    /// Level at which charging ends; percent.
    case chargeLimit = 14
    /// A charging cable is plugged in.
    case isChargingCableConnected = 15
    /// Pressure of the front left tyre; kPa.
    case tirePressure = 16
    /// The front left tyre has too little pressure.
    case isTirePressureLow = 17
    /// The driver brakes as in an emergency.
    case isEmergencyBraking = 18
    /// The parking brake holds the car.
    case isParkingBrakeEngaged = 19
    /// The anti-lock system releases brakes.
    case isABSEngaged = 20
    /// The stability control brakes single wheels.
    case isESCEngaged = 21
    /// The traction control takes torque away.
    case isTCSEngaged = 22
    /// The brake assistant adds pressure.
    case isEBAEngaged = 23
    /// Estimated friction of the road; 100 is the most there is; percent.
    case roadFriction = 24
    /// Warning: the car leaves its lane.
    case isLaneDepartureWarning = 25
    /// Warning: something is close ahead.
    case isObstacleWarning = 26
    /// Warning: the driver is tired or looks away.
    case isDriverWarning = 27
    /// Cruise control holds the speed.
    case isCruiseControlActive = 28
    /// Level of driving automation in use.
    case autonomyLevel = 29
    /// The driver's door is open.
    case isDriverDoorOpen = 30
    /// The driver's door is locked.
    case isDriverDoorLocked = 31
    /// The driver's airbag has gone off.
    case isAirbagDeployed = 32
    /// Hazard lights flash.
    case isHazardSignaling = 33
    /// Rear fog light is on.
    case isRearFogOn = 34
    /// What the front wipers do.
    case wiperMode = 35
    /// Rain on the windscreen; percent.
    case rainIntensity = 36
    /// How many trouble codes are set.
    case troubleCodeCount = 37
    /// Trouble codes that are set.
    case troubleCodes = 38
    /// Voltage of the 12 V battery; V.
    case lowVoltage = 39
    /// Distance to the next service; negative when overdue; km.
    case distanceToService = 40
    /// Time to the next service; negative when overdue; s.
    case timeToService = 41
    /// The device has a network when it samples.
    case isConnectivityAvailable = 42
    /// A made-up identification number; its maker's code is nobody's.
    case vin = 43
    /// Brand.
    case brand = 44
    /// Class of car; a stand-in for the model's name.
    case model = 45
    /// Model year.
    case modelYear = 46
    /// Major version of VSS that the device speaks.
    case vssMajor = 47
    /// The driver begins to brake harder than 3, 4, 5.5 m/s^2.
    case harshBraking = 48
    /// The driver begins to accelerate harder than 3, 3.5, 4.2 m/s^2.
    case harshAcceleration = 49
    /// The driver begins to corner harder than 3, 3.9, 4.9 m/s^2.
    case harshCornering = 50
    /// Acceleration that made the event: forward, or to the left when cornering; m/s^2.
    case eventPeak = 51
    /// The car was hit.
    case collision = 52
    /// What the driver hides: nothing, positions, everything.
    case privacyState = 53
    /// What lacks of this trip, or of the one before: its beginning, its middle, its end.
    case tripFault = 54
    /// Where the position comes from.
    case positionSource = 55
    /// Values that the device knows to be missing.
    case unavailable = 56
}
