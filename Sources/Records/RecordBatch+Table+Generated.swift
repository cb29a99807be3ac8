// Written by tools/generate_schema.py from schema/signals.csv; do not edit.
// swift-format-ignore-file

import Base

extension RecordBatch {
    /// The records as the columns of a file: envelope, then VSS paths; see `SignalCatalogue`.
    /// What stands beside the columns is in `sideTable()`.
    public func table() -> DataTable {
        var list = ColumnList()
        addEnvelope(&list)
        addMotion(&list)
        addCar(&list)
        return DataTable(list.columns)
    }

    private func addEnvelope(_ list: inout ColumnList) {
        list.add(
            "vid",
            vehicle)
        list.add(
            "boot",
            boot)
        list.add(
            "sequence",
            sequence)
        list.add(
            "event_ms",
            eventMilliseconds)
        list.add(
            "sent_ms",
            sentMilliseconds)
        list.add(
            "received_ms",
            receivedMilliseconds)
        list.add(
            "resend",
            isResend)
        list.add(
            "firmware",
            firmware, words: SignalCatalogue.firmwareNames)
        list.add(
            "consent_scope",
            consentScope)
        list.add(
            "stream",
            stream, words: SignalCatalogue.streamNames)
    }

    private func addMotion(_ list: inout ColumnList) {
        list.add(
            "Vehicle.CurrentLocation.Latitude",
            optional: latitude, present, 0x1)
        list.add(
            "Vehicle.CurrentLocation.Longitude",
            optional: longitude, present, 0x2)
        list.add(
            "Vehicle.CurrentLocation.Heading",
            optional: heading, present, 0x4)
        list.add(
            "Vehicle.CurrentLocation.HorizontalAccuracy",
            optional: horizontalAccuracy, present, 0x8)
        list.add(
            "Vehicle.CurrentLocation.GNSSReceiver.FixType",
            masked: fixType, present, 0x10, words: SignalCatalogue.fixTypes)
        list.add(
            "Vehicle.Speed",
            masked: speed, present, 0x20)
        list.add(
            "Vehicle.Acceleration.Longitudinal",
            masked: accelerationLongitudinal, present, 0x40)
        list.add(
            "Vehicle.Acceleration.Lateral",
            masked: accelerationLateral, present, 0x80)
        list.add(
            "Vehicle.AngularVelocity.Yaw",
            masked: yawRate, present, 0x100)
        list.add(
            "Vehicle.TraveledDistance",
            masked: traveledDistance, present, 0x200)
        list.add(
            "Vehicle.TraveledDistanceSinceStart",
            masked: traveledDistanceSinceStart, present, 0x400)
        list.add(
            "Vehicle.TripDuration",
            masked: tripDuration, present, 0x800)
        list.add(
            "Vehicle.AverageSpeed",
            masked: averageSpeed, present, 0x1000)
        list.add(
            "Vehicle.LowVoltageSystemState",
            masked: lowVoltageSystemState, present, 0x2000, words: SignalCatalogue.lowVoltageStates)
    }

    private func addCar(_ list: inout ColumnList) {
        list.add(
            "Vehicle.IsMoving",
            masked: isMoving, present, 0x4000)
        list.add(
            "Vehicle.Powertrain.FuelSystem.RelativeLevel",
            optional: fuelRelativeLevel, present, 0x8000)
        list.add(
            "Vehicle.Powertrain.FuelSystem.InstantConsumption",
            optional: fuelInstantConsumption, present, 0x10000)
        list.add(
            "Vehicle.Powertrain.FuelSystem.ConsumptionSinceStart",
            optional: fuelConsumptionSinceStart, present, 0x20000)
        list.add(
            "Vehicle.Powertrain.CombustionEngine.Speed",
            optional: engineSpeed, present, 0x40000)
        list.add(
            "Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature",
            optional: coolantTemperature, present, 0x80000)
        list.add(
            "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed",
            optional: stateOfCharge, present, 0x100000)
        list.add(
            "Vehicle.Powertrain.TractionBattery.CurrentPower",
            optional: tractionPower, present, 0x200000)
        list.add(
            "Vehicle.Powertrain.Range",
            masked: range, present, 0x400000)
        list.add(
            "Vehicle.Powertrain.Transmission.CurrentGear",
            masked: currentGear, present, 0x800000)
        list.add(
            "Vehicle.Chassis.Brake.PedalPosition",
            masked: brakePedalPosition, present, 0x1000000)
        list.add(
            "Vehicle.Exterior.AirTemperature",
            masked: airTemperature, present, 0x2000000)
        list.add(
            "Vehicle.Body.Lights.Beam.Low.IsOn",
            masked: isLowBeamOn, present, 0x4000000)
        list.add(
            "Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted",
            masked: isBelted, present, 0x8000000)
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
        stream = try Columns.readStream(table)
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
        present = try Columns.presence(table, Self.presenceBits)
        side = [UInt32](repeating: 0, count: table.rowCount)
    }

    private static let presenceBits: [(path: String, bit: UInt64)] = [
        ("Vehicle.CurrentLocation.GNSSReceiver.FixType", 0x10),
        ("Vehicle.Speed", 0x20),
        ("Vehicle.Acceleration.Longitudinal", 0x40),
        ("Vehicle.Acceleration.Lateral", 0x80),
        ("Vehicle.AngularVelocity.Yaw", 0x100),
        ("Vehicle.TraveledDistance", 0x200),
        ("Vehicle.TraveledDistanceSinceStart", 0x400),
        ("Vehicle.TripDuration", 0x800),
        ("Vehicle.AverageSpeed", 0x1000),
        ("Vehicle.LowVoltageSystemState", 0x2000),
        ("Vehicle.IsMoving", 0x4000),
        ("Vehicle.Powertrain.Range", 0x400000),
        ("Vehicle.Powertrain.Transmission.CurrentGear", 0x800000),
        ("Vehicle.Chassis.Brake.PedalPosition", 0x1000000),
        ("Vehicle.Exterior.AirTemperature", 0x2000000),
        ("Vehicle.Body.Lights.Beam.Low.IsOn", 0x4000000),
        ("Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted", 0x8000000),
    ]
}
