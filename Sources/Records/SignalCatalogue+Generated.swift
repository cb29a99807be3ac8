// Written by tools/generate_schema.py from schema/signals.csv; do not edit.
// swift-format-ignore-file

import Base

extension SignalCatalogue {
    /// Words of `RecordBatch.firmware`.
    public static let firmwareNames: [String] = [
        "tcu-2.8",
        "tcu-3.1",
        "tcu-4.0",
        "tcu-4.6",
        "tcu-5.2",
    ]

    /// Words of `RecordBatch.stream`.
    public static let streamNames: [String] = [
        "telemetry",
        "event",
        "state",
        "dtc",
    ]

    /// Words of `RecordBatch.fixType`.
    public static let fixTypes: [String] = [
        "NONE",
        "TWO_D",
        "TWO_D_SATELLITE_BASED_AUGMENTATION",
        "TWO_D_GROUND_BASED_AUGMENTATION",
        "TWO_D_SATELLITE_AND_GROUND_BASED_AUGMENTATION",
        "THREE_D",
        "THREE_D_SATELLITE_BASED_AUGMENTATION",
        "THREE_D_GROUND_BASED_AUGMENTATION",
        "THREE_D_SATELLITE_AND_GROUND_BASED_AUGMENTATION",
    ]

    /// Words of `RecordBatch.lowVoltageSystemState`.
    public static let lowVoltageStates: [String] = [
        "UNDEFINED",
        "LOCK",
        "OFF",
        "ACC",
        "ON",
        "START",
    ]

    /// Words of `SideSignal.powertrainType`.
    public static let powertrainTypes: [String] = [
        "COMBUSTION",
        "HYBRID",
        "ELECTRIC",
    ]

    /// Words of `SideSignal.oilLevel`.
    public static let oilLevels: [String] = [
        "CRITICALLY_LOW",
        "LOW",
        "NORMAL",
        "HIGH",
        "CRITICALLY_HIGH",
    ]

    /// Words of `SideSignal.autonomyLevel`.
    public static let autonomyLevels: [String] = [
        "SAE_0",
        "SAE_1",
        "SAE_2_DISENGAGING",
        "SAE_2",
        "SAE_3_DISENGAGING",
        "SAE_3",
        "SAE_4_DISENGAGING",
        "SAE_4",
        "SAE_5_DISENGAGING",
        "SAE_5",
    ]

    /// Words of `SideSignal.wiperMode`.
    public static let wiperModes: [String] = [
        "OFF",
        "SLOW",
        "MEDIUM",
        "FAST",
        "INTERVAL",
        "RAIN_SENSOR",
    ]

    /// Words of `SideSignal.troubleCodes`.
    public static let troubleCodeNames: [String] = [
        "P0087",
        "P0128",
        "P0171",
        "P0234",
        "P0299",
        "P0300",
        "P0335",
        "P0401",
        "P0420",
        "P0442",
        "P0455",
        "P0500",
        "P0562",
        "P0A0F",
        "P0A7F",
        "P0A80",
        "P0AA6",
        "P1E00",
        "C0035",
        "C0040",
        "C0050",
        "C0121",
        "C0196",
        "B0020",
        "B1000",
        "B1325",
        "U0100",
        "U0121",
        "U0140",
        "U0155",
    ]

    /// Words of `SideSignal.brand`.
    public static let brands: [String] = [
        "Abarth",
        "Alfa Romeo",
        "Chrysler",
        "Citroën",
        "Dodge",
        "DS Automobiles",
        "Fiat",
        "Jeep",
        "Lancia",
        "Maserati",
        "Opel",
        "Peugeot",
        "Ram",
        "Vauxhall",
    ]

    /// Words of `SideSignal.model`.
    public static let models: [String] = [
        "CITY",
        "SMALL",
        "COMPACT",
        "MIDSIZE",
        "LARGE",
        "SUV_SMALL",
        "SUV_COMPACT",
        "SUV_LARGE",
        "VAN",
        "SPORT",
    ]

    /// Words of `SideSignal.harshBraking`.
    public static let severities: [String] = [
        "LOW",
        "MEDIUM",
        "HIGH",
    ]

    /// Words of `SideSignal.privacyState`.
    public static let privacyStates: [String] = [
        "NONE",
        "GEOLOCATION",
        "FULL",
    ]

    /// Words of `SideSignal.tripFault`.
    public static let tripFaults: [String] = [
        "UNSTARTED",
        "DATA_LACKING",
        "UNFINISHED",
    ]

    /// Words of `SideSignal.positionSource`.
    public static let positionSources: [String] = [
        "NONE",
        "SATELLITES",
        "DEAD_RECKONING",
    ]

    /// Words of `SideSignal.unavailable`.
    public static let unavailableGroups: [String] = [
        "POSITION",
        "SPEED",
        "ACCELERATION",
        "ODOMETER",
        "FUEL",
        "CHARGE",
        "COOLANT",
        "BRAKE",
    ]

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

    /// What stands beside the columns, by `SideSignal.rawValue`.
    public static let side: [Signal] = [
        Signal(
            name: "fixTimestamp",
            path: "Vehicle.CurrentLocation.Timestamp",
            datatype: .string, unit: "iso8601",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .fast, privacyClass: .location,
            storage: .side, field: 51,
            columnType: .int64, decimals: 0, words: [],
            description: "Time of the position by the receiver; UTC"
        ),
        Signal(
            name: "altitude",
            path: "Vehicle.CurrentLocation.Altitude",
            datatype: .double, unit: "m",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .fast, privacyClass: .location,
            storage: .side, field: 52,
            columnType: .double, decimals: 1, words: [],
            description: "Height over sea level; no device sends it, since maps have no heights"
        ),
        Signal(
            name: "startTime",
            path: "Vehicle.StartTime",
            datatype: .string, unit: "iso8601",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .trip, privacyClass: .behaviour,
            storage: .side, field: 53,
            columnType: .int64, decimals: 0, words: [],
            description: "Ignition on of this trip by the device clock; UTC"
        ),
        Signal(
            name: "isBrokenDown",
            path: "Vehicle.IsBrokenDown",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .dtc, cadence: .event, privacyClass: .technical,
            storage: .side, field: 54,
            columnType: .bool, decimals: 0, words: [],
            description: "The car cannot go on"
        ),
        Signal(
            name: "powertrainType",
            path: "Vehicle.Powertrain.Type",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .fixed, privacyClass: .technical,
            storage: .side, field: 55,
            columnType: .string, decimals: 0, words: powertrainTypes,
            description: "What moves the car"
        ),
        Signal(
            name: "fuelAbsoluteLevel",
            path: "Vehicle.Powertrain.FuelSystem.AbsoluteLevel",
            datatype: .float, unit: "l",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .technical,
            storage: .side, field: 56,
            columnType: .float, decimals: 1, words: [],
            description: "Fuel in the tank"
        ),
        Signal(
            name: "oilLevel",
            path: "Vehicle.Powertrain.CombustionEngine.EngineOil.Level",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .technical,
            storage: .side, field: 57,
            columnType: .string, decimals: 0, words: oilLevels,
            description: "Level of the engine oil"
        ),
        Signal(
            name: "dieselExhaustFluidLevel",
            path: "Vehicle.Powertrain.CombustionEngine.DieselExhaustFluid.Level",
            datatype: .uint8, unit: "percent",
            minimum: 0, maximum: 100, isNullable: true,
            stream: .state, cadence: .daily, privacyClass: .technical,
            storage: .side, field: 58,
            columnType: .int32, decimals: 0, words: [],
            description: "Level of the exhaust fluid; diesel engines only"
        ),
        Signal(
            name: "batteryHealth",
            path: "Vehicle.Powertrain.TractionBattery.StateOfHealth",
            datatype: .float, unit: "percent",
            minimum: 0, maximum: 100, isNullable: true,
            stream: .state, cadence: .daily, privacyClass: .technical,
            storage: .side, field: 59,
            columnType: .float, decimals: 1, words: [],
            description: "Health of the traction battery"
        ),
        Signal(
            name: "batteryRange",
            path: "Vehicle.Powertrain.TractionBattery.Range",
            datatype: .uint32, unit: "m",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .technical,
            storage: .side, field: 60,
            columnType: .int32, decimals: 0, words: [],
            description: "Remaining range on the traction battery"
        ),
        Signal(
            name: "batteryTemperature",
            path: "Vehicle.Powertrain.TractionBattery.Temperature.Average",
            datatype: .float, unit: "Celsius",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .technical,
            storage: .side, field: 61,
            columnType: .float, decimals: 1, words: [],
            description: "Mean temperature of the traction battery"
        ),
        Signal(
            name: "isCharging",
            path: "Vehicle.Powertrain.TractionBattery.Charging.IsCharging",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .behaviour,
            storage: .side, field: 62,
            columnType: .bool, decimals: 0, words: [],
            description: "Energy flows into the traction battery from outside"
        ),
        Signal(
            name: "chargingAveragePower",
            path: "Vehicle.Powertrain.TractionBattery.Charging.AveragePower",
            datatype: .float, unit: "kW",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .charge, privacyClass: .behaviour,
            storage: .side, field: 63,
            columnType: .float, decimals: 1, words: [],
            description: "Mean power of the last charge"
        ),
        Signal(
            name: "chargingTimeToComplete",
            path: "Vehicle.Powertrain.TractionBattery.Charging.TimeToComplete",
            datatype: .uint32, unit: "s",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .charge, privacyClass: .behaviour,
            storage: .side, field: 64,
            columnType: .int32, decimals: 0, words: [],
            description: "Time left until the charge limit is reached; 0 when it is"
        ),
        Signal(
            name: "chargeLimit",
            path: "Vehicle.Powertrain.TractionBattery.Charging.ChargeLimit",
            datatype: .uint8, unit: "percent",
            minimum: 0, maximum: 100, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .technical,
            storage: .side, field: 65,
            columnType: .int32, decimals: 0, words: [],
            description: "Level at which charging ends"
        ),
        Signal(
            name: "isChargingCableConnected",
            path: "Vehicle.Powertrain.TractionBattery.Charging.ChargingPort.AnyPosition.IsChargingCableConnected",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .behaviour,
            storage: .side, field: 66,
            columnType: .bool, decimals: 0, words: [],
            description: "A charging cable is plugged in"
        ),
        Signal(
            name: "tirePressure",
            path: "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure",
            datatype: .uint16, unit: "kPa",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .daily, privacyClass: .technical,
            storage: .side, field: 67,
            columnType: .int32, decimals: 0, words: [],
            description: "Pressure of the front left tyre"
        ),
        Signal(
            name: "isTirePressureLow",
            path: "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.IsPressureLow",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .technical,
            storage: .side, field: 68,
            columnType: .bool, decimals: 0, words: [],
            description: "The front left tyre has too little pressure"
        ),
        Signal(
            name: "isEmergencyBraking",
            path: "Vehicle.Chassis.Brake.IsDriverEmergencyBrakingDetected",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 69,
            columnType: .bool, decimals: 0, words: [],
            description: "The driver brakes as in an emergency"
        ),
        Signal(
            name: "isParkingBrakeEngaged",
            path: "Vehicle.Chassis.ParkingBrake.IsEngaged",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .technical,
            storage: .side, field: 70,
            columnType: .bool, decimals: 0, words: [],
            description: "The parking brake holds the car"
        ),
        Signal(
            name: "isABSEngaged",
            path: "Vehicle.ADAS.ABS.IsEngaged",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 71,
            columnType: .bool, decimals: 0, words: [],
            description: "The anti-lock system releases brakes"
        ),
        Signal(
            name: "isESCEngaged",
            path: "Vehicle.ADAS.ESC.IsEngaged",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 72,
            columnType: .bool, decimals: 0, words: [],
            description: "The stability control brakes single wheels"
        ),
        Signal(
            name: "isTCSEngaged",
            path: "Vehicle.ADAS.TCS.IsEngaged",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 73,
            columnType: .bool, decimals: 0, words: [],
            description: "The traction control takes torque away"
        ),
        Signal(
            name: "isEBAEngaged",
            path: "Vehicle.ADAS.EBA.IsEngaged",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 74,
            columnType: .bool, decimals: 0, words: [],
            description: "The brake assistant adds pressure"
        ),
        Signal(
            name: "roadFriction",
            path: "Vehicle.ADAS.ESC.RoadFriction.MostProbable",
            datatype: .float, unit: "percent",
            minimum: 0, maximum: 100, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .technical,
            storage: .side, field: 75,
            columnType: .float, decimals: 0, words: [],
            description: "Estimated friction of the road; 100 is the most there is"
        ),
        Signal(
            name: "isLaneDepartureWarning",
            path: "Vehicle.ADAS.LaneDepartureDetection.IsWarning",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 76,
            columnType: .bool, decimals: 0, words: [],
            description: "Warning: the car leaves its lane"
        ),
        Signal(
            name: "isObstacleWarning",
            path: "Vehicle.ADAS.ObstacleDetection.Front.Center.IsWarning",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 77,
            columnType: .bool, decimals: 0, words: [],
            description: "Warning: something is close ahead"
        ),
        Signal(
            name: "isDriverWarning",
            path: "Vehicle.ADAS.DMS.IsWarning",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 78,
            columnType: .bool, decimals: 0, words: [],
            description: "Warning: the driver is tired or looks away"
        ),
        Signal(
            name: "isCruiseControlActive",
            path: "Vehicle.ADAS.CruiseControl.IsActive",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .behaviour,
            storage: .side, field: 79,
            columnType: .bool, decimals: 0, words: [],
            description: "Cruise control holds the speed"
        ),
        Signal(
            name: "autonomyLevel",
            path: "Vehicle.ADAS.ActiveAutonomyLevel",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .behaviour,
            storage: .side, field: 80,
            columnType: .string, decimals: 0, words: autonomyLevels,
            description: "Level of driving automation in use"
        ),
        Signal(
            name: "isDriverDoorOpen",
            path: "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .behaviour,
            storage: .side, field: 81,
            columnType: .bool, decimals: 0, words: [],
            description: "The driver's door is open"
        ),
        Signal(
            name: "isDriverDoorLocked",
            path: "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .behaviour,
            storage: .side, field: 82,
            columnType: .bool, decimals: 0, words: [],
            description: "The driver's door is locked"
        ),
        Signal(
            name: "isAirbagDeployed",
            path: "Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 83,
            columnType: .bool, decimals: 0, words: [],
            description: "The driver's airbag has gone off"
        ),
        Signal(
            name: "isHazardSignaling",
            path: "Vehicle.Body.Lights.Hazard.IsSignaling",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 84,
            columnType: .bool, decimals: 0, words: [],
            description: "Hazard lights flash"
        ),
        Signal(
            name: "isRearFogOn",
            path: "Vehicle.Body.Lights.Fog.Rear.IsOn",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .technical,
            storage: .side, field: 85,
            columnType: .bool, decimals: 0, words: [],
            description: "Rear fog light is on"
        ),
        Signal(
            name: "wiperMode",
            path: "Vehicle.Body.Windshield.Front.Wiping.Mode",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .technical,
            storage: .side, field: 86,
            columnType: .string, decimals: 0, words: wiperModes,
            description: "What the front wipers do"
        ),
        Signal(
            name: "rainIntensity",
            path: "Vehicle.Body.Raindetection.Intensity",
            datatype: .uint8, unit: "percent",
            minimum: nil, maximum: 100, isNullable: true,
            stream: .telemetry, cadence: .slow, privacyClass: .technical,
            storage: .side, field: 87,
            columnType: .int32, decimals: 0, words: [],
            description: "Rain on the windscreen"
        ),
        Signal(
            name: "troubleCodeCount",
            path: "Vehicle.Diagnostics.DTCCount",
            datatype: .uint8, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .dtc, cadence: .daily, privacyClass: .technical,
            storage: .side, field: 88,
            columnType: .int32, decimals: 0, words: [],
            description: "How many trouble codes are set"
        ),
        Signal(
            name: "troubleCodes",
            path: "Vehicle.Diagnostics.DTCList",
            datatype: .strings, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .dtc, cadence: .event, privacyClass: .technical,
            storage: .side, field: 89,
            columnType: .string, decimals: 0, words: troubleCodeNames,
            description: "Trouble codes that are set"
        ),
        Signal(
            name: "lowVoltage",
            path: "Vehicle.LowVoltageBattery.CurrentVoltage",
            datatype: .float, unit: "V",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .daily, privacyClass: .technical,
            storage: .side, field: 90,
            columnType: .float, decimals: 2, words: [],
            description: "Voltage of the 12 V battery"
        ),
        Signal(
            name: "distanceToService",
            path: "Vehicle.Service.DistanceToService",
            datatype: .float, unit: "km",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .daily, privacyClass: .technical,
            storage: .side, field: 91,
            columnType: .float, decimals: 0, words: [],
            description: "Distance to the next service; negative when overdue"
        ),
        Signal(
            name: "timeToService",
            path: "Vehicle.Service.TimeToService",
            datatype: .int32, unit: "s",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .daily, privacyClass: .technical,
            storage: .side, field: 92,
            columnType: .int32, decimals: 0, words: [],
            description: "Time to the next service; negative when overdue"
        ),
        Signal(
            name: "isConnectivityAvailable",
            path: "Vehicle.Connectivity.IsConnectivityAvailable",
            datatype: .boolean, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .technical,
            storage: .side, field: 93,
            columnType: .bool, decimals: 0, words: [],
            description: "The device has a network when it samples"
        ),
        Signal(
            name: "vin",
            path: "Vehicle.VehicleIdentification.VIN",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .fixed, privacyClass: .identifying,
            storage: .side, field: 94,
            columnType: .string, decimals: 0, words: [],
            description: "A made-up identification number; its maker's code is nobody's"
        ),
        Signal(
            name: "brand",
            path: "Vehicle.VehicleIdentification.Brand",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .fixed, privacyClass: .technical,
            storage: .side, field: 95,
            columnType: .string, decimals: 0, words: brands,
            description: "Brand"
        ),
        Signal(
            name: "model",
            path: "Vehicle.VehicleIdentification.Model",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .fixed, privacyClass: .technical,
            storage: .side, field: 96,
            columnType: .string, decimals: 0, words: models,
            description: "Class of car; a stand-in for the model's name"
        ),
        Signal(
            name: "modelYear",
            path: "Vehicle.VehicleIdentification.Year",
            datatype: .uint16, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .fixed, privacyClass: .technical,
            storage: .side, field: 97,
            columnType: .int32, decimals: 0, words: [],
            description: "Model year"
        ),
        Signal(
            name: "vssMajor",
            path: "Vehicle.VersionVSS.Major",
            datatype: .uint32, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .fixed, privacyClass: .technical,
            storage: .side, field: 98,
            columnType: .int32, decimals: 0, words: [],
            description: "Major version of VSS that the device speaks"
        ),
        Signal(
            name: "harshBraking",
            path: "X.Event.HarshBraking.Severity",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 111,
            columnType: .string, decimals: 0, words: severities,
            description: "The driver begins to brake harder than 3, 4, 5.5 m/s^2"
        ),
        Signal(
            name: "harshAcceleration",
            path: "X.Event.HarshAcceleration.Severity",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 112,
            columnType: .string, decimals: 0, words: severities,
            description: "The driver begins to accelerate harder than 3, 3.5, 4.2 m/s^2"
        ),
        Signal(
            name: "harshCornering",
            path: "X.Event.HarshCornering.Severity",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 113,
            columnType: .string, decimals: 0, words: severities,
            description: "The driver begins to corner harder than 3, 3.9, 4.9 m/s^2"
        ),
        Signal(
            name: "eventPeak",
            path: "X.Event.Peak",
            datatype: .float, unit: "m/s^2",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 114,
            columnType: .float, decimals: 2, words: [],
            description: "Acceleration that made the event: forward, or to the left when cornering"
        ),
        Signal(
            name: "collision",
            path: "X.Event.Collision.Severity",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .behaviour,
            storage: .side, field: 115,
            columnType: .string, decimals: 0, words: severities,
            description: "The car was hit"
        ),
        Signal(
            name: "privacyState",
            path: "X.Privacy.State",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .state, cadence: .state, privacyClass: .technical,
            storage: .side, field: 116,
            columnType: .string, decimals: 0, words: privacyStates,
            description: "What the driver hides: nothing, positions, everything"
        ),
        Signal(
            name: "tripFault",
            path: "X.Trip.Fault",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .event, cadence: .event, privacyClass: .technical,
            storage: .side, field: 117,
            columnType: .string, decimals: 0, words: tripFaults,
            description: "What lacks of this trip, or of the one before: its beginning, its middle, its end"
        ),
        Signal(
            name: "positionSource",
            path: "X.Quality.PositionSource",
            datatype: .string, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .state, privacyClass: .technical,
            storage: .side, field: 118,
            columnType: .string, decimals: 0, words: positionSources,
            description: "Where the position comes from"
        ),
        Signal(
            name: "unavailable",
            path: "X.Quality.Unavailable",
            datatype: .strings, unit: "",
            minimum: nil, maximum: nil, isNullable: true,
            stream: .telemetry, cadence: .state, privacyClass: .technical,
            storage: .side, field: 119,
            columnType: .string, decimals: 0, words: unavailableGroups,
            description: "Values that the device knows to be missing"
        ),
    ]

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
