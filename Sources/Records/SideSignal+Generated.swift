// Written by tools/generate_schema.py from schema/signals.csv; do not edit.
// swift-format-ignore-file

extension SideSignal {
    /// How each is stored, by raw value.
    static let forms: [SideForm] = [
        SideForm(
            "Vehicle.CurrentLocation.Timestamp",
            .instant, decimals: 0, words: []),
        SideForm(
            "Vehicle.CurrentLocation.Altitude",
            .fixed, decimals: 1, words: []),
        SideForm(
            "Vehicle.StartTime",
            .instant, decimals: 0, words: []),
        SideForm(
            "Vehicle.IsBrokenDown",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.Powertrain.Type",
            .word, decimals: 0, words: SignalCatalogue.powertrainTypes),
        SideForm(
            "Vehicle.Powertrain.FuelSystem.AbsoluteLevel",
            .fixed, decimals: 1, words: []),
        SideForm(
            "Vehicle.Powertrain.CombustionEngine.EngineOil.Level",
            .word, decimals: 0, words: SignalCatalogue.oilLevels),
        SideForm(
            "Vehicle.Powertrain.CombustionEngine.DieselExhaustFluid.Level",
            .integer, decimals: 0, words: []),
        SideForm(
            "Vehicle.Powertrain.TractionBattery.StateOfHealth",
            .fixed, decimals: 1, words: []),
        SideForm(
            "Vehicle.Powertrain.TractionBattery.Range",
            .integer, decimals: 0, words: []),
        SideForm(
            "Vehicle.Powertrain.TractionBattery.Temperature.Average",
            .fixed, decimals: 1, words: []),
        SideForm(
            "Vehicle.Powertrain.TractionBattery.Charging.IsCharging",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.Powertrain.TractionBattery.Charging.AveragePower",
            .fixed, decimals: 1, words: []),
        SideForm(
            "Vehicle.Powertrain.TractionBattery.Charging.TimeToComplete",
            .integer, decimals: 0, words: []),
        SideForm(
            "Vehicle.Powertrain.TractionBattery.Charging.ChargeLimit",
            .integer, decimals: 0, words: []),
        SideForm(
            "Vehicle.Powertrain.TractionBattery.Charging.ChargingPort.AnyPosition.IsChargingCableConnected",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure",
            .integer, decimals: 0, words: []),
        SideForm(
            "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.IsPressureLow",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.Chassis.Brake.IsDriverEmergencyBrakingDetected",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.Chassis.ParkingBrake.IsEngaged",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.ADAS.ABS.IsEngaged",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.ADAS.ESC.IsEngaged",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.ADAS.TCS.IsEngaged",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.ADAS.EBA.IsEngaged",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.ADAS.ESC.RoadFriction.MostProbable",
            .fixed, decimals: 0, words: []),
        SideForm(
            "Vehicle.ADAS.LaneDepartureDetection.IsWarning",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.ADAS.ObstacleDetection.Front.Center.IsWarning",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.ADAS.DMS.IsWarning",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.ADAS.CruiseControl.IsActive",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.ADAS.ActiveAutonomyLevel",
            .word, decimals: 0, words: SignalCatalogue.autonomyLevels),
        SideForm(
            "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.Body.Lights.Hazard.IsSignaling",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.Body.Lights.Fog.Rear.IsOn",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.Body.Windshield.Front.Wiping.Mode",
            .word, decimals: 0, words: SignalCatalogue.wiperModes),
        SideForm(
            "Vehicle.Body.Raindetection.Intensity",
            .integer, decimals: 0, words: []),
        SideForm(
            "Vehicle.Diagnostics.DTCCount",
            .integer, decimals: 0, words: []),
        SideForm(
            "Vehicle.Diagnostics.DTCList",
            .words, decimals: 0, words: SignalCatalogue.troubleCodeNames),
        SideForm(
            "Vehicle.LowVoltageBattery.CurrentVoltage",
            .fixed, decimals: 2, words: []),
        SideForm(
            "Vehicle.Service.DistanceToService",
            .fixed, decimals: 0, words: []),
        SideForm(
            "Vehicle.Service.TimeToService",
            .integer, decimals: 0, words: []),
        SideForm(
            "Vehicle.Connectivity.IsConnectivityAvailable",
            .truth, decimals: 0, words: []),
        SideForm(
            "Vehicle.VehicleIdentification.VIN",
            .vin, decimals: 0, words: []),
        SideForm(
            "Vehicle.VehicleIdentification.Brand",
            .word, decimals: 0, words: SignalCatalogue.brands),
        SideForm(
            "Vehicle.VehicleIdentification.Model",
            .word, decimals: 0, words: SignalCatalogue.models),
        SideForm(
            "Vehicle.VehicleIdentification.Year",
            .integer, decimals: 0, words: []),
        SideForm(
            "Vehicle.VersionVSS.Major",
            .integer, decimals: 0, words: []),
        SideForm(
            "X.Event.HarshBraking.Severity",
            .word, decimals: 0, words: SignalCatalogue.severities),
        SideForm(
            "X.Event.HarshAcceleration.Severity",
            .word, decimals: 0, words: SignalCatalogue.severities),
        SideForm(
            "X.Event.HarshCornering.Severity",
            .word, decimals: 0, words: SignalCatalogue.severities),
        SideForm(
            "X.Event.Peak",
            .fixed, decimals: 2, words: []),
        SideForm(
            "X.Event.Collision.Severity",
            .word, decimals: 0, words: SignalCatalogue.severities),
        SideForm(
            "X.Privacy.State",
            .word, decimals: 0, words: SignalCatalogue.privacyStates),
        SideForm(
            "X.Trip.Fault",
            .word, decimals: 0, words: SignalCatalogue.tripFaults),
        SideForm(
            "X.Quality.PositionSource",
            .word, decimals: 0, words: SignalCatalogue.positionSources),
        SideForm(
            "X.Quality.Unavailable",
            .words, decimals: 0, words: SignalCatalogue.unavailableGroups),
    ]
}
