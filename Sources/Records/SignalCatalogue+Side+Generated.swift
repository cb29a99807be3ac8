// Written by tools/generate_schema.py from schema/signals.csv; do not edit.
// swift-format-ignore-file

import Base

extension SignalCatalogue {
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
}
