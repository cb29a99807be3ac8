// Written by tools/generate_schema.py from schema/signals.csv; do not edit.
// swift-format-ignore-file

/// The lists of words in the form that the encoder writes.
struct JSONWords {
    let firmwareNames: [StaticString] = [
        "\"tcu-2.8\"",
        "\"tcu-3.1\"",
        "\"tcu-4.0\"",
        "\"tcu-4.6\"",
        "\"tcu-5.2\"",
    ]
    let streamNames: [StaticString] = [
        "\"telemetry\"",
        "\"event\"",
        "\"state\"",
        "\"dtc\"",
    ]
    let fixTypes: [StaticString] = [
        "\"NONE\"",
        "\"TWO_D\"",
        "\"TWO_D_SATELLITE_BASED_AUGMENTATION\"",
        "\"TWO_D_GROUND_BASED_AUGMENTATION\"",
        "\"TWO_D_SATELLITE_AND_GROUND_BASED_AUGMENTATION\"",
        "\"THREE_D\"",
        "\"THREE_D_SATELLITE_BASED_AUGMENTATION\"",
        "\"THREE_D_GROUND_BASED_AUGMENTATION\"",
        "\"THREE_D_SATELLITE_AND_GROUND_BASED_AUGMENTATION\"",
    ]
    let lowVoltageStates: [StaticString] = [
        "\"UNDEFINED\"",
        "\"LOCK\"",
        "\"OFF\"",
        "\"ACC\"",
        "\"ON\"",
        "\"START\"",
    ]
    let side: [JSONSideForm] = [
        JSONSideForm(
            ",\"Vehicle.CurrentLocation.Timestamp\":",
            version4: ",\"Vehicle.CurrentLocation.Timestamp\":",
            .instant, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.CurrentLocation.Altitude\":",
            version4: ",\"Vehicle.CurrentLocation.Altitude\":",
            .fixed, decimals: 1, words: []),
        JSONSideForm(
            ",\"Vehicle.StartTime\":",
            version4: ",\"Vehicle.StartTime\":",
            .instant, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.IsBrokenDown\":",
            version4: ",\"Vehicle.IsBrokenDown\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Powertrain.Type\":",
            version4: ",\"Vehicle.Powertrain.Type\":",
            .word, decimals: 0, words: ["\"COMBUSTION\"", "\"HYBRID\"", "\"ELECTRIC\""]),
        JSONSideForm(
            ",\"Vehicle.Powertrain.FuelSystem.AbsoluteLevel\":",
            version4: ",\"Vehicle.Powertrain.FuelSystem.AbsoluteLevel\":",
            .fixed, decimals: 1, words: []),
        JSONSideForm(
            ",\"Vehicle.Powertrain.CombustionEngine.EngineOil.Level\":",
            version4: ",\"Vehicle.Powertrain.CombustionEngine.EngineOil.Level\":",
            .word, decimals: 0, words: ["\"CRITICALLY_LOW\"", "\"LOW\"", "\"NORMAL\"", "\"HIGH\"", "\"CRITICALLY_HIGH\""]),
        JSONSideForm(
            ",\"Vehicle.Powertrain.CombustionEngine.DieselExhaustFluid.Level\":",
            version4: ",\"Vehicle.Powertrain.CombustionEngine.DieselExhaustFluid.Level\":",
            .integer, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Powertrain.TractionBattery.StateOfHealth\":",
            version4: ",\"Vehicle.Powertrain.TractionBattery.StateOfHealth\":",
            .fixed, decimals: 1, words: []),
        JSONSideForm(
            ",\"Vehicle.Powertrain.TractionBattery.Range\":",
            version4: ",\"Vehicle.Powertrain.TractionBattery.Range\":",
            .integer, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Powertrain.TractionBattery.Temperature.Average\":",
            version4: ",\"Vehicle.Powertrain.TractionBattery.Temperature.Average\":",
            .fixed, decimals: 1, words: []),
        JSONSideForm(
            ",\"Vehicle.Powertrain.TractionBattery.Charging.IsCharging\":",
            version4: ",\"Vehicle.Powertrain.TractionBattery.Charging.IsCharging\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Powertrain.TractionBattery.Charging.AveragePower\":",
            version4: ",\"Vehicle.Powertrain.TractionBattery.Charging.AveragePower\":",
            .fixed, decimals: 1, words: []),
        JSONSideForm(
            ",\"Vehicle.Powertrain.TractionBattery.Charging.TimeToComplete\":",
            version4: ",\"Vehicle.Powertrain.TractionBattery.Charging.TimeToComplete\":",
            .integer, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Powertrain.TractionBattery.Charging.ChargeLimit\":",
            version4: ",\"Vehicle.Powertrain.TractionBattery.Charging.ChargeLimit\":",
            .integer, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Powertrain.TractionBattery.Charging.ChargingPort.AnyPosition.IsChargingCableConnected\":",
            version4: ",\"Vehicle.Powertrain.TractionBattery.Charging.IsChargingCableConnected\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure\":",
            version4: ",\"Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure\":",
            .integer, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.IsPressureLow\":",
            version4: ",\"Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.IsPressureLow\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Chassis.Brake.IsDriverEmergencyBrakingDetected\":",
            version4: ",\"Vehicle.Chassis.Brake.IsDriverEmergencyBrakingDetected\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Chassis.ParkingBrake.IsEngaged\":",
            version4: ",\"Vehicle.Chassis.ParkingBrake.IsEngaged\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.ADAS.ABS.IsEngaged\":",
            version4: ",\"Vehicle.ADAS.ABS.IsEngaged\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.ADAS.ESC.IsEngaged\":",
            version4: ",\"Vehicle.ADAS.ESC.IsEngaged\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.ADAS.TCS.IsEngaged\":",
            version4: ",\"Vehicle.ADAS.TCS.IsEngaged\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.ADAS.EBA.IsEngaged\":",
            version4: ",\"Vehicle.ADAS.EBA.IsEngaged\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.ADAS.ESC.RoadFriction.MostProbable\":",
            version4: ",\"Vehicle.ADAS.ESC.RoadFriction.MostProbable\":",
            .fixed, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.ADAS.LaneDepartureDetection.IsWarning\":",
            version4: ",\"Vehicle.ADAS.LaneDepartureDetection.IsWarning\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.ADAS.ObstacleDetection.Front.Center.IsWarning\":",
            version4: ",\"Vehicle.ADAS.ObstacleDetection.Front.Center.IsWarning\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.ADAS.DMS.IsWarning\":",
            version4: ",\"Vehicle.ADAS.DMS.IsWarning\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.ADAS.CruiseControl.IsActive\":",
            version4: ",\"Vehicle.ADAS.CruiseControl.IsActive\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.ADAS.ActiveAutonomyLevel\":",
            version4: ",\"Vehicle.ADAS.ActiveAutonomyLevel\":",
            .word, decimals: 0, words: ["\"SAE_0\"", "\"SAE_1\"", "\"SAE_2_DISENGAGING\"", "\"SAE_2\"", "\"SAE_3_DISENGAGING\"", "\"SAE_3\"", "\"SAE_4_DISENGAGING\"", "\"SAE_4\"", "\"SAE_5_DISENGAGING\"", "\"SAE_5\""]),
        JSONSideForm(
            ",\"Vehicle.Cabin.Door.Row1.DriverSide.IsOpen\":",
            version4: ",\"Vehicle.Cabin.Door.Row1.DriverSide.IsOpen\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Cabin.Door.Row1.DriverSide.IsLocked\":",
            version4: ",\"Vehicle.Cabin.Door.Row1.DriverSide.IsLocked\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed\":",
            version4: ",\"Vehicle.Cabin.Seat.Row1.DriverSide.Airbag.IsDeployed\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Body.Lights.Hazard.IsSignaling\":",
            version4: ",\"Vehicle.Body.Lights.Hazard.IsSignaling\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Body.Lights.Fog.Rear.IsOn\":",
            version4: ",\"Vehicle.Body.Lights.Fog.Rear.IsOn\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Body.Windshield.Front.Wiping.Mode\":",
            version4: ",\"Vehicle.Body.Windshield.Front.Wiping.Mode\":",
            .word, decimals: 0, words: ["\"OFF\"", "\"SLOW\"", "\"MEDIUM\"", "\"FAST\"", "\"INTERVAL\"", "\"RAIN_SENSOR\""]),
        JSONSideForm(
            ",\"Vehicle.Body.Raindetection.Intensity\":",
            version4: ",\"Vehicle.Body.Raindetection.Intensity\":",
            .integer, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Diagnostics.DTCCount\":",
            version4: ",\"Vehicle.Diagnostics.DTCCount\":",
            .integer, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Diagnostics.DTCList\":",
            version4: ",\"Vehicle.Diagnostics.DTCList\":",
            .words, decimals: 0, words: ["\"P0087\"", "\"P0128\"", "\"P0171\"", "\"P0234\"", "\"P0299\"", "\"P0300\"", "\"P0335\"", "\"P0401\"", "\"P0420\"", "\"P0442\"", "\"P0455\"", "\"P0500\"", "\"P0562\"", "\"P0A0F\"", "\"P0A7F\"", "\"P0A80\"", "\"P0AA6\"", "\"P1E00\"", "\"C0035\"", "\"C0040\"", "\"C0050\"", "\"C0121\"", "\"C0196\"", "\"B0020\"", "\"B1000\"", "\"B1325\"", "\"U0100\"", "\"U0121\"", "\"U0140\"", "\"U0155\""]),
        JSONSideForm(
            ",\"Vehicle.LowVoltageBattery.CurrentVoltage\":",
            version4: ",\"Vehicle.LowVoltageBattery.CurrentVoltage\":",
            .fixed, decimals: 2, words: []),
        JSONSideForm(
            ",\"Vehicle.Service.DistanceToService\":",
            version4: ",\"Vehicle.Service.DistanceToService\":",
            .fixed, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Service.TimeToService\":",
            version4: ",\"Vehicle.Service.TimeToService\":",
            .integer, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.Connectivity.IsConnectivityAvailable\":",
            version4: ",\"Vehicle.Connectivity.IsConnectivityAvailable\":",
            .truth, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.VehicleIdentification.VIN\":",
            version4: ",\"Vehicle.VehicleIdentification.VIN\":",
            .vin, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.VehicleIdentification.Brand\":",
            version4: ",\"Vehicle.VehicleIdentification.Brand\":",
            .word, decimals: 0, words: ["\"Abarth\"", "\"Alfa Romeo\"", "\"Chrysler\"", "\"Citroën\"", "\"Dodge\"", "\"DS Automobiles\"", "\"Fiat\"", "\"Jeep\"", "\"Lancia\"", "\"Maserati\"", "\"Opel\"", "\"Peugeot\"", "\"Ram\"", "\"Vauxhall\""]),
        JSONSideForm(
            ",\"Vehicle.VehicleIdentification.Model\":",
            version4: ",\"Vehicle.VehicleIdentification.Model\":",
            .word, decimals: 0, words: ["\"CITY\"", "\"SMALL\"", "\"COMPACT\"", "\"MIDSIZE\"", "\"LARGE\"", "\"SUV_SMALL\"", "\"SUV_COMPACT\"", "\"SUV_LARGE\"", "\"VAN\"", "\"SPORT\""]),
        JSONSideForm(
            ",\"Vehicle.VehicleIdentification.Year\":",
            version4: ",\"Vehicle.VehicleIdentification.Year\":",
            .integer, decimals: 0, words: []),
        JSONSideForm(
            ",\"Vehicle.VersionVSS.Major\":",
            version4: ",\"Vehicle.VersionVSS.Major\":",
            .integer, decimals: 0, words: []),
        JSONSideForm(
            ",\"X.Event.HarshBraking.Severity\":",
            version4: ",\"X.Event.HarshBraking.Severity\":",
            .word, decimals: 0, words: ["\"LOW\"", "\"MEDIUM\"", "\"HIGH\""]),
        JSONSideForm(
            ",\"X.Event.HarshAcceleration.Severity\":",
            version4: ",\"X.Event.HarshAcceleration.Severity\":",
            .word, decimals: 0, words: ["\"LOW\"", "\"MEDIUM\"", "\"HIGH\""]),
        JSONSideForm(
            ",\"X.Event.HarshCornering.Severity\":",
            version4: ",\"X.Event.HarshCornering.Severity\":",
            .word, decimals: 0, words: ["\"LOW\"", "\"MEDIUM\"", "\"HIGH\""]),
        JSONSideForm(
            ",\"X.Event.Peak\":",
            version4: ",\"X.Event.Peak\":",
            .fixed, decimals: 2, words: []),
        JSONSideForm(
            ",\"X.Event.Collision.Severity\":",
            version4: ",\"X.Event.Collision.Severity\":",
            .word, decimals: 0, words: ["\"LOW\"", "\"MEDIUM\"", "\"HIGH\""]),
        JSONSideForm(
            ",\"X.Privacy.State\":",
            version4: ",\"X.Privacy.State\":",
            .word, decimals: 0, words: ["\"NONE\"", "\"GEOLOCATION\"", "\"FULL\""]),
        JSONSideForm(
            ",\"X.Trip.Fault\":",
            version4: ",\"X.Trip.Fault\":",
            .word, decimals: 0, words: ["\"UNSTARTED\"", "\"DATA_LACKING\"", "\"UNFINISHED\""]),
        JSONSideForm(
            ",\"X.Quality.PositionSource\":",
            version4: ",\"X.Quality.PositionSource\":",
            .word, decimals: 0, words: ["\"NONE\"", "\"SATELLITES\"", "\"DEAD_RECKONING\""]),
        JSONSideForm(
            ",\"X.Quality.Unavailable\":",
            version4: ",\"X.Quality.Unavailable\":",
            .words, decimals: 0, words: ["\"POSITION\"", "\"SPEED\"", "\"ACCELERATION\"", "\"ODOMETER\"", "\"FUEL\"", "\"CHARGE\"", "\"COOLANT\"", "\"BRAKE\""]),
    ]
}
