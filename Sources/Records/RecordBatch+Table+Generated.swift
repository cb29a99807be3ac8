// Written by tools/generate_schema.py from schema/signals.csv; do not edit.

import Base

extension RecordBatch {
    /// The records as the columns of a file: envelope, then VSS paths; see `SignalCatalogue`.
    public func table() -> DataTable {
        var list = ColumnList()
        list.add("vid", vehicle)
        list.add("boot", boot)
        list.add("sequence", sequence)
        list.add("event_ms", eventMilliseconds)
        list.add("sent_ms", sentMilliseconds)
        list.add("received_ms", receivedMilliseconds)
        list.add("resend", isResend)
        list.add("firmware", firmware, words: SignalCatalogue.firmwareNames)
        list.add("consent_scope", consentScope)
        list.add("Vehicle.CurrentLocation.Latitude", optional: latitude)
        list.add("Vehicle.CurrentLocation.Longitude", optional: longitude)
        list.add("Vehicle.CurrentLocation.Heading", optional: heading)
        list.add("Vehicle.CurrentLocation.HorizontalAccuracy", optional: horizontalAccuracy)
        list.add(
            "Vehicle.CurrentLocation.GNSSReceiver.FixType",
            fixType, words: SignalCatalogue.fixTypes)
        list.add("Vehicle.Speed", speed)
        list.add("Vehicle.Acceleration.Longitudinal", accelerationLongitudinal)
        list.add("Vehicle.Acceleration.Lateral", accelerationLateral)
        list.add("Vehicle.AngularVelocity.Yaw", yawRate)
        list.add("Vehicle.TraveledDistance", traveledDistance)
        list.add("Vehicle.TraveledDistanceSinceStart", traveledDistanceSinceStart)
        list.add("Vehicle.TripDuration", tripDuration)
        list.add("Vehicle.AverageSpeed", averageSpeed)
        list.add(
            "Vehicle.LowVoltageSystemState",
            lowVoltageSystemState, words: SignalCatalogue.lowVoltageStates)
        list.add("Vehicle.IsMoving", isMoving)
        list.add("Vehicle.Powertrain.FuelSystem.RelativeLevel", optional: fuelRelativeLevel)
        list.add(
            "Vehicle.Powertrain.FuelSystem.InstantConsumption", optional: fuelInstantConsumption)
        list.add(
            "Vehicle.Powertrain.FuelSystem.ConsumptionSinceStart",
            optional: fuelConsumptionSinceStart)
        list.add("Vehicle.Powertrain.CombustionEngine.Speed", optional: engineSpeed)
        list.add(
            "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature",
            optional: coolantTemperature)
        list.add(
            "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed", optional: stateOfCharge)
        list.add("Vehicle.Powertrain.TractionBattery.CurrentPower", optional: tractionPower)
        list.add("Vehicle.Powertrain.Range", range)
        list.add("Vehicle.Powertrain.Transmission.CurrentGear", currentGear)
        list.add("Vehicle.Chassis.Brake.PedalPosition", brakePedalPosition)
        list.add("Vehicle.Exterior.AirTemperature", airTemperature)
        list.add("Vehicle.Body.Lights.Beam.Low.IsOn", isLowBeamOn)
        list.add("Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted", isBelted)
        return DataTable(list.columns)
    }

    /// Records from the columns of a file; further columns are ignored.
    /// - Throws: `Failure.input` that names a missing column or one of another type.
    public init(table: DataTable) throws {
        self.init()
        vehicle = try Columns.read(table, "vid")
        boot = try Columns.read(table, "boot")
        sequence = try Columns.read(table, "sequence")
        eventMilliseconds = try Columns.read(table, "event_ms")
        sentMilliseconds = try Columns.read(table, "sent_ms")
        receivedMilliseconds = try Columns.read(table, "received_ms")
        isResend = try Columns.read(table, "resend")
        firmware = try Columns.readWords(table, "firmware", SignalCatalogue.firmwareNames)
        consentScope = try Columns.read(table, "consent_scope")
        latitude = try Columns.read(table, "Vehicle.CurrentLocation.Latitude")
        longitude = try Columns.read(table, "Vehicle.CurrentLocation.Longitude")
        heading = try Columns.read(table, "Vehicle.CurrentLocation.Heading")
        horizontalAccuracy = try Columns.read(table, "Vehicle.CurrentLocation.HorizontalAccuracy")
        fixType = try Columns.readWords(
            table, "Vehicle.CurrentLocation.GNSSReceiver.FixType", SignalCatalogue.fixTypes)
        speed = try Columns.read(table, "Vehicle.Speed")
        accelerationLongitudinal = try Columns.read(table, "Vehicle.Acceleration.Longitudinal")
        accelerationLateral = try Columns.read(table, "Vehicle.Acceleration.Lateral")
        yawRate = try Columns.read(table, "Vehicle.AngularVelocity.Yaw")
        traveledDistance = try Columns.read(table, "Vehicle.TraveledDistance")
        traveledDistanceSinceStart = try Columns.read(table, "Vehicle.TraveledDistanceSinceStart")
        tripDuration = try Columns.read(table, "Vehicle.TripDuration")
        averageSpeed = try Columns.read(table, "Vehicle.AverageSpeed")
        lowVoltageSystemState = try Columns.readWords(
            table, "Vehicle.LowVoltageSystemState", SignalCatalogue.lowVoltageStates)
        isMoving = try Columns.read(table, "Vehicle.IsMoving")
        fuelRelativeLevel = try Columns.read(table, "Vehicle.Powertrain.FuelSystem.RelativeLevel")
        fuelInstantConsumption = try Columns.read(
            table, "Vehicle.Powertrain.FuelSystem.InstantConsumption")
        fuelConsumptionSinceStart = try Columns.read(
            table, "Vehicle.Powertrain.FuelSystem.ConsumptionSinceStart")
        engineSpeed = try Columns.read(table, "Vehicle.Powertrain.CombustionEngine.Speed")
        coolantTemperature = try Columns.read(
            table, "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature")
        stateOfCharge = try Columns.read(
            table, "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed")
        tractionPower = try Columns.read(table, "Vehicle.Powertrain.TractionBattery.CurrentPower")
        range = try Columns.read(table, "Vehicle.Powertrain.Range")
        currentGear = try Columns.read(table, "Vehicle.Powertrain.Transmission.CurrentGear")
        brakePedalPosition = try Columns.read(table, "Vehicle.Chassis.Brake.PedalPosition")
        airTemperature = try Columns.read(table, "Vehicle.Exterior.AirTemperature")
        isLowBeamOn = try Columns.read(table, "Vehicle.Body.Lights.Beam.Low.IsOn")
        isBelted = try Columns.read(table, "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted")
    }
}
