// Written by tools/generate_schema.py from schema/signals.csv; do not edit.
// swift-format-ignore-file

import Base

extension SignalCatalogue {
    /// Every column of a record: the envelope, then the signals.
    public static let all: [Signal] = [
        Signal(
            name: "vehicle",
            path: "vid",
            datatype: .uint32, unit: "",
            minimum: nil, maximum: nil, isNullable: false,
            stream: .envelope, cadence: .message, privacyClass: .identifying,
            storage: .column, field: 1,
            columnType: .uint32, decimals: 0, words: [],
            description: "The authenticated device id"
        ),
        Signal(
            name: "boot",
            path: "boot",
            datatype: .uint32, unit: "",
            minimum: nil, maximum: nil, isNullable: false,
            stream: .envelope, cadence: .message, privacyClass: .identifying,
            storage: .column, field: 2,
            columnType: .uint32, decimals: 0, words: [],
            description: "Counts the device's ignitions; a boot is one trip"
        ),
        Signal(
            name: "sequence",
            path: "sequence",
            datatype: .uint32, unit: "",
            minimum: nil, maximum: nil, isNullable: false,
            stream: .envelope, cadence: .message, privacyClass: .identifying,
            storage: .column, field: 3,
            columnType: .uint32, decimals: 0, words: [],
            description: "Strictly increasing within a boot from 0"
        ),
        Signal(
            name: "eventMilliseconds",
            path: "event_ms",
            datatype: .int64, unit: "ms",
            minimum: nil, maximum: nil, isNullable: false,
            stream: .envelope, cadence: .message, privacyClass: .technical,
            storage: .column, field: 4,
            columnType: .int64, decimals: 0, words: [],
            description: "Measured at by the device's clock since the scenario's start"
        ),
        Signal(
            name: "sentMilliseconds",
            path: "sent_ms",
            datatype: .int64, unit: "ms",
            minimum: nil, maximum: nil, isNullable: false,
            stream: .envelope, cadence: .message, privacyClass: .technical,
            storage: .column, field: 5,
            columnType: .int64, decimals: 0, words: [],
            description: "Sent at by the device's clock since the scenario's start"
        ),
        Signal(
            name: "receivedMilliseconds",
            path: "received_ms",
            datatype: .int64, unit: "ms",
            minimum: nil, maximum: nil, isNullable: false,
            stream: .envelope, cadence: .message, privacyClass: .technical,
            storage: .column, field: 6,
            columnType: .int64, decimals: 0, words: [],
            description: "Received at by the far end's clock since the scenario's start"
        ),
        Signal(
            name: "isResend",
            path: "resend",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: false,
            stream: .envelope, cadence: .message, privacyClass: .technical,
            storage: .column, field: 7,
            columnType: .bool, decimals: 0, words: [],
            description: "A repetition or a record that was stored and forwarded"
        ),
        Signal(
            name: "firmware",
            path: "firmware",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: false,
            stream: .envelope, cadence: .message, privacyClass: .technical,
            storage: .column, field: 8,
            columnType: .string, decimals: 0, words: firmwareNames,
            description: "Firmware generation of the device"
        ),
        Signal(
            name: "consentScope",
            path: "consent_scope",
            datatype: .uint8, unit: "",
            minimum: 0, maximum: 63, isNullable: false,
            stream: .envelope, cadence: .message, privacyClass: .technical,
            storage: .column, field: 9,
            columnType: .int32, decimals: 0, words: [],
            description: "Purposes that the device believes to hold consent for; one bit each"
        ),
        Signal(
            name: "stream",
            path: "stream",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: false,
            stream: .envelope, cadence: .message, privacyClass: .technical,
            storage: .column, field: 41,
            columnType: .string, decimals: 0, words: streamNames,
            description: "Why it was sent: a due sample, an event, a change of state, trouble codes"
        ),
        Signal(
            name: "latitude",
            path: "Vehicle.CurrentLocation.Latitude",
            datatype: .double, unit: "degrees",
            minimum: -90, maximum: 90, isNullable: true,
            stream: .telemetry, cadence: .fast, privacyClass: .location,
            storage: .column, field: 10,
            columnType: .double, decimals: 7, words: [],
            description: "Latitude in WGS 84; missing without a position"
        ),
        Signal(
            name: "longitude",
            path: "Vehicle.CurrentLocation.Longitude",
            datatype: .double, unit: "degrees",
            minimum: -180, maximum: 180, isNullable: true,
            stream: .telemetry, cadence: .fast, privacyClass: .location,
            storage: .column, field: 11,
            columnType: .double, decimals: 7, words: [],
            description: "Longitude in WGS 84; missing without a position"
        ),
        Signal(
            name: "heading",
            path: "Vehicle.CurrentLocation.Heading",
            datatype: .double, unit: "degrees",
            minimum: 0, maximum: 360, isNullable: true,
            stream: .telemetry, cadence: .fast, privacyClass: .location,
            storage: .column, field: 12,
            columnType: .float, decimals: 1, words: [],
            description: "Course over ground clockwise from north; missing without a position"
        ),
        Signal(
            name: "horizontalAccuracy",
            path: "Vehicle.CurrentLocation.HorizontalAccuracy",
            datatype: .double, unit: "m",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .fast, privacyClass: .location,
            storage: .column, field: 13,
            columnType: .float, decimals: 1, words: [],
            description: "Receiver's estimate of its error (1 sigma); missing without a position"
        ),
        Signal(
            name: "fixType",
            path: "Vehicle.CurrentLocation.GNSSReceiver.FixType",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .fast, privacyClass: .technical,
            storage: .column, field: 14,
            columnType: .string, decimals: 0, words: fixTypes,
            description: "Kind of satellite fix; NONE where no position is reported"
        ),
        Signal(
            name: "speed",
            path: "Vehicle.Speed",
            datatype: .float, unit: "km/h",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .fast, privacyClass: .behaviour,
            storage: .column, field: 15,
            columnType: .float, decimals: 2, words: [],
            description: "Speed of the vehicle"
        ),
        Signal(
            name: "accelerationLongitudinal",
            path: "Vehicle.Acceleration.Longitudinal",
            datatype: .float, unit: "m/s^2",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .fast, privacyClass: .behaviour,
            storage: .column, field: 16,
            columnType: .float, decimals: 2, words: [],
            description: "Acceleration forward; negative when braking"
        ),
        Signal(
            name: "accelerationLateral",
            path: "Vehicle.Acceleration.Lateral",
            datatype: .float, unit: "m/s^2",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .fast, privacyClass: .behaviour,
            storage: .column, field: 17,
            columnType: .float, decimals: 2, words: [],
            description: "Acceleration to the left"
        ),
        Signal(
            name: "yawRate",
            path: "Vehicle.AngularVelocity.Yaw",
            datatype: .float, unit: "degrees/s",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .fast, privacyClass: .behaviour,
            storage: .column, field: 18,
            columnType: .float, decimals: 2, words: [],
            description: "Rate of turn about the upward axis; positive to the left"
        ),
        Signal(
            name: "traveledDistance",
            path: "Vehicle.TraveledDistance",
            datatype: .uint32, unit: "m",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .identifying,
            storage: .column, field: 19,
            columnType: .uint32, decimals: 0, words: [],
            description: "Odometer"
        ),
        Signal(
            name: "traveledDistanceSinceStart",
            path: "Vehicle.TraveledDistanceSinceStart",
            datatype: .uint32, unit: "m",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .trip, privacyClass: .behaviour,
            storage: .column, field: 20,
            columnType: .uint32, decimals: 0, words: [],
            description: "Distance since ignition on"
        ),
        Signal(
            name: "tripDuration",
            path: "Vehicle.TripDuration",
            datatype: .float, unit: "s",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .trip, privacyClass: .behaviour,
            storage: .column, field: 21,
            columnType: .float, decimals: 1, words: [],
            description: "Time since ignition on"
        ),
        Signal(
            name: "averageSpeed",
            path: "Vehicle.AverageSpeed",
            datatype: .float, unit: "km/h",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .trip, privacyClass: .behaviour,
            storage: .column, field: 22,
            columnType: .float, decimals: 1, words: [],
            description: "Mean speed since ignition on"
        ),
        Signal(
            name: "lowVoltageSystemState",
            path: "Vehicle.LowVoltageSystemState",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .technical,
            storage: .column, field: 23,
            columnType: .string, decimals: 0, words: lowVoltageStates,
            description: "START in the first record of a trip; OFF in the last; ON between"
        ),
        Signal(
            name: "isMoving",
            path: "Vehicle.IsMoving",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .behaviour,
            storage: .column, field: 24,
            columnType: .bool, decimals: 0, words: [],
            description: "Whether the vehicle moves"
        ),
        Signal(
            name: "fuelRelativeLevel",
            path: "Vehicle.Powertrain.FuelSystem.RelativeLevel",
            datatype: .uint8, unit: "percent",
            minimum: 0, maximum: 100, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .technical,
            storage: .column, field: 25,
            columnType: .int32, decimals: 0, words: [],
            description: "Level of the fuel tank; missing in electric cars"
        ),
        Signal(
            name: "fuelInstantConsumption",
            path: "Vehicle.Powertrain.FuelSystem.InstantConsumption",
            datatype: .float, unit: "l/100km",
            minimum: 0, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .behaviour,
            storage: .column, field: 26,
            columnType: .float, decimals: 1, words: [],
            description: "Fuel consumption at this instant; missing at rest and in electric cars"
        ),
        Signal(
            name: "fuelConsumptionSinceStart",
            path: "Vehicle.Powertrain.FuelSystem.ConsumptionSinceStart",
            datatype: .float, unit: "l",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .trip, privacyClass: .behaviour,
            storage: .column, field: 27,
            columnType: .float, decimals: 3, words: [],
            description: "Fuel used since ignition on; missing in electric cars"
        ),
        Signal(
            name: "engineSpeed",
            path: "Vehicle.Powertrain.CombustionEngine.Speed",
            datatype: .float, unit: "rpm",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .behaviour,
            storage: .column, field: 28,
            columnType: .float, decimals: 0, words: [],
            description: "Speed of the crankshaft; missing in electric cars"
        ),
        Signal(
            name: "coolantTemperature",
            path: "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature",
            datatype: .float, unit: "Celsius",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .technical,
            storage: .column, field: 29,
            columnType: .float, decimals: 1, words: [],
            description: "Temperature of the engine's coolant; missing in electric cars"
        ),
        Signal(
            name: "stateOfCharge",
            path: "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed",
            datatype: .float, unit: "percent",
            minimum: 0, maximum: 100, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .technical,
            storage: .column, field: 30,
            columnType: .float, decimals: 2, words: [],
            description: "Displayed charge of the traction battery; missing without one"
        ),
        Signal(
            name: "tractionPower",
            path: "Vehicle.Powertrain.TractionBattery.CurrentPower",
            datatype: .float, unit: "W",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .behaviour,
            storage: .column, field: 31,
            columnType: .float, decimals: 0, words: [],
            description: "Power out of the traction battery; negative when recovering"
        ),
        Signal(
            name: "range",
            path: "Vehicle.Powertrain.Range",
            datatype: .uint32, unit: "m",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .technical,
            storage: .column, field: 32,
            columnType: .uint32, decimals: 0, words: [],
            description: "Remaining range with all energy on board"
        ),
        Signal(
            name: "currentGear",
            path: "Vehicle.Powertrain.Transmission.CurrentGear",
            datatype: .int8, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .behaviour,
            storage: .column, field: 33,
            columnType: .int32, decimals: 0, words: [],
            description: "Gear: 0 neutral; 1 … forward; -1 reverse"
        ),
        Signal(
            name: "brakePedalPosition",
            path: "Vehicle.Chassis.Brake.PedalPosition",
            datatype: .uint8, unit: "percent",
            minimum: 0, maximum: 100, isNullable: true,
            stream: .telemetry, cadence: .fast, privacyClass: .behaviour,
            storage: .column, field: 34,
            columnType: .int32, decimals: 0, words: [],
            description: "Brake pedal; 0 is not pressed"
        ),
        Signal(
            name: "airTemperature",
            path: "Vehicle.Exterior.AirTemperature",
            datatype: .float, unit: "Celsius",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .technical,
            storage: .column, field: 35,
            columnType: .float, decimals: 1, words: [],
            description: "Temperature of the outside air"
        ),
        Signal(
            name: "isLowBeamOn",
            path: "Vehicle.Body.Lights.Beam.Low.IsOn",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .technical,
            storage: .column, field: 36,
            columnType: .bool, decimals: 0, words: [],
            description: "Dipped headlights are on"
        ),
        Signal(
            name: "isBelted",
            path: "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .behaviour,
            storage: .column, field: 37,
            columnType: .bool, decimals: 0, words: [],
            description: "The driver's belt is fastened"
        ),
    ]
}
