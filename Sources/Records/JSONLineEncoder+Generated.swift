// Written by tools/generate_schema.py from schema/signals.csv; do not edit.

extension JSONLineEncoder {
    /// No line is longer.
    static let maximumLineBytes = 2161

    /// Writes one record, with the line feed.
    @inline(__always)
    static func write(
        _ row: Int, of batch: RecordBatch, words: JSONWords, to writer: inout JSONWriter
    ) {
        writeEnvelope(row, of: batch, words: words, to: &writer)
        writeMotion(row, of: batch, words: words, to: &writer)
        writeCar(row, of: batch, words: words, to: &writer)
        writer.endLine()
    }

    @inline(__always)
    private static func writeEnvelope(
        _ row: Int, of batch: RecordBatch, words: JSONWords, to writer: inout JSONWriter
    ) {
        writer.field("{\"vid\":", integer: Int64(batch.vehicle[row]))
        writer.field(",\"boot\":", integer: Int64(batch.boot[row]))
        writer.field(",\"sequence\":", integer: Int64(batch.sequence[row]))
        writer.field(",\"event_ms\":", integer: Int64(batch.eventMilliseconds[row]))
        writer.field(",\"sent_ms\":", integer: Int64(batch.sentMilliseconds[row]))
        writer.field(",\"received_ms\":", integer: Int64(batch.receivedMilliseconds[row]))
        writer.field(",\"resend\":", truth: batch.isResend[row])
        writer.field(",\"firmware\":", word: words.firmwareNames, batch.firmware[row])
        writer.field(",\"consent_scope\":", integer: Int64(batch.consentScope[row]))
    }

    @inline(__always)
    private static func writeMotion(
        _ row: Int, of batch: RecordBatch, words: JSONWords, to writer: inout JSONWriter
    ) {
        writer.field(
            ",\"Vehicle.CurrentLocation.Latitude\":",
            optional: batch.latitude[row], scale: 10_000_000, decimals: 7)
        writer.field(
            ",\"Vehicle.CurrentLocation.Longitude\":",
            optional: batch.longitude[row], scale: 10_000_000, decimals: 7)
        writer.field(
            ",\"Vehicle.CurrentLocation.Heading\":",
            optional: Double(batch.heading[row]), scale: 10, decimals: 1)
        writer.field(
            ",\"Vehicle.CurrentLocation.HorizontalAccuracy\":",
            optional: Double(batch.horizontalAccuracy[row]), scale: 10, decimals: 1)
        writer.field(
            ",\"Vehicle.CurrentLocation.GNSSReceiver.FixType\":",
            word: words.fixTypes, batch.fixType[row])
        writer.field(
            ",\"Vehicle.Speed\":",
            fixed: Double(batch.speed[row]), scale: 100, decimals: 2)
        writer.field(
            ",\"Vehicle.Acceleration.Longitudinal\":",
            fixed: Double(batch.accelerationLongitudinal[row]), scale: 100, decimals: 2)
        writer.field(
            ",\"Vehicle.Acceleration.Lateral\":",
            fixed: Double(batch.accelerationLateral[row]), scale: 100, decimals: 2)
        writer.field(
            ",\"Vehicle.AngularVelocity.Yaw\":",
            fixed: Double(batch.yawRate[row]), scale: 100, decimals: 2)
        writer.field(",\"Vehicle.TraveledDistance\":", integer: Int64(batch.traveledDistance[row]))
        writer.field(
            ",\"Vehicle.TraveledDistanceSinceStart\":",
            integer: Int64(batch.traveledDistanceSinceStart[row]))
        writer.field(
            ",\"Vehicle.TripDuration\":",
            fixed: Double(batch.tripDuration[row]), scale: 10, decimals: 1)
        writer.field(
            ",\"Vehicle.AverageSpeed\":",
            fixed: Double(batch.averageSpeed[row]), scale: 10, decimals: 1)
        writer.field(
            ",\"Vehicle.LowVoltageSystemState\":",
            word: words.lowVoltageStates, batch.lowVoltageSystemState[row])
    }

    @inline(__always)
    private static func writeCar(
        _ row: Int, of batch: RecordBatch, words: JSONWords, to writer: inout JSONWriter
    ) {
        writer.field(",\"Vehicle.IsMoving\":", truth: batch.isMoving[row])
        writer.field(
            ",\"Vehicle.Powertrain.FuelSystem.RelativeLevel\":",
            percent: batch.fuelRelativeLevel[row])
        writer.field(
            ",\"Vehicle.Powertrain.FuelSystem.InstantConsumption\":",
            optional: Double(batch.fuelInstantConsumption[row]), scale: 10, decimals: 1)
        writer.field(
            ",\"Vehicle.Powertrain.FuelSystem.ConsumptionSinceStart\":",
            optional: Double(batch.fuelConsumptionSinceStart[row]), scale: 1_000, decimals: 3)
        writer.field(
            ",\"Vehicle.Powertrain.CombustionEngine.Speed\":",
            optional: Double(batch.engineSpeed[row]), scale: 1, decimals: 0)
        writer.field(
            ",\"Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature\":",
            optional: Double(batch.coolantTemperature[row]), scale: 10, decimals: 1)
        writer.field(
            ",\"Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed\":",
            optional: Double(batch.stateOfCharge[row]), scale: 100, decimals: 2)
        writer.field(
            ",\"Vehicle.Powertrain.TractionBattery.CurrentPower\":",
            optional: Double(batch.tractionPower[row]), scale: 1, decimals: 0)
        writer.field(",\"Vehicle.Powertrain.Range\":", integer: Int64(batch.range[row]))
        writer.field(
            ",\"Vehicle.Powertrain.Transmission.CurrentGear\":",
            integer: Int64(batch.currentGear[row]))
        writer.field(
            ",\"Vehicle.Chassis.Brake.PedalPosition\":",
            integer: Int64(batch.brakePedalPosition[row]))
        writer.field(
            ",\"Vehicle.Exterior.AirTemperature\":",
            fixed: Double(batch.airTemperature[row]), scale: 10, decimals: 1)
        writer.field(",\"Vehicle.Body.Lights.Beam.Low.IsOn\":", truth: batch.isLowBeamOn[row])
        writer.field(
            ",\"Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted\":",
            truth: batch.isBelted[row])
    }
}

/// The lists of words in the form that the encoder writes.
struct JSONWords {
    let firmwareNames: [StaticString] = [
        "\"tcu-2.8\"",
        "\"tcu-3.1\"",
        "\"tcu-4.0\"",
        "\"tcu-4.6\"",
        "\"tcu-5.2\"",
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
}
