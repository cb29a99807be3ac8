// Written by tools/generate_schema.py from schema/signals.csv; do not edit.
// swift-format-ignore-file

extension JSONLineEncoder {
    /// No line is longer.
    static let maximumLineBytes = 6812

    /// Writes the columns of one record.
    @inline(__always)
    static func writeColumns(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        words: JSONWords, to writer: inout JSONWriter
    ) {
        writePart0(
            row, of: batch, present: present, major: major, words: words,
            to: &writer)
        writePart1(
            row, of: batch, present: present, major: major, words: words,
            to: &writer)
        writePart2(
            row, of: batch, present: present, major: major, words: words,
            to: &writer)
        writePart3(
            row, of: batch, present: present, major: major, words: words,
            to: &writer)
        writePart4(
            row, of: batch, present: present, major: major, words: words,
            to: &writer)
        writePart5(
            row, of: batch, present: present, major: major, words: words,
            to: &writer)
        writePart6(
            row, of: batch, present: present, major: major, words: words,
            to: &writer)
        writePart7(
            row, of: batch, present: present, major: major, words: words,
            to: &writer)
    }

    @inline(__always)
    private static func writePart0(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        words: JSONWords, to writer: inout JSONWriter
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
        writer.field(",\"stream\":", word: words.streamNames, batch.stream[row])
    }

    @inline(__always)
    private static func writePart1(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        words: JSONWords, to writer: inout JSONWriter
    ) {
        if present & 0x1 != 0 {
            writer.field(
                ",\"Vehicle.CurrentLocation.Latitude\":",
                optional: batch.latitude[row], scale: 10_000_000, decimals: 7)
        }
        if present & 0x2 != 0 {
            writer.field(
                ",\"Vehicle.CurrentLocation.Longitude\":",
                optional: batch.longitude[row], scale: 10_000_000, decimals: 7)
        }
        if present & 0x4 != 0 {
            writer.field(
                ",\"Vehicle.CurrentLocation.Heading\":",
                optional: Double(batch.heading[row]), scale: 10, decimals: 1)
        }
        if present & 0x8 != 0 {
            writer.field(
                ",\"Vehicle.CurrentLocation.HorizontalAccuracy\":",
                optional: Double(batch.horizontalAccuracy[row]), scale: 10, decimals: 1)
        }
        if present & 0x10 != 0 {
            writer.field(
                ",\"Vehicle.CurrentLocation.GNSSReceiver.FixType\":",
                word: words.fixTypes, batch.fixType[row])
        }
        if present & 0x20 != 0 {
            writer.field(
                ",\"Vehicle.Speed\":",
                textual: Double(batch.speed[row]), scale: 100, decimals: 2, unit: "km/h", form: present >> 62)
        }
        if present & 0x40 != 0 {
            writer.field(
                ",\"Vehicle.Acceleration.Longitudinal\":",
                fixed: Double(batch.accelerationLongitudinal[row]), scale: 100, decimals: 2)
        }
        if present & 0x80 != 0 {
            writer.field(
                ",\"Vehicle.Acceleration.Lateral\":",
                fixed: Double(batch.accelerationLateral[row]), scale: 100, decimals: 2)
        }
    }

    @inline(__always)
    private static func writePart2(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        words: JSONWords, to writer: inout JSONWriter
    ) {
        if present & 0x100 != 0 {
            writer.field(
                ",\"Vehicle.AngularVelocity.Yaw\":",
                fixed: Double(batch.yawRate[row]), scale: 100, decimals: 2)
        }
        if present & 0x200 != 0 {
            switch major {
            case 4:
                writer.field(
                    ",\"Vehicle.TraveledDistance\":",
                    fixed: Double(batch.traveledDistance[row]) * 0.001, scale: 10, decimals: 1)
            case 5:
                writer.field(
                    ",\"Vehicle.TraveledDistance\":",
                    fixed: Double(batch.traveledDistance[row]) * 0.001, scale: 1_000, decimals: 3)
            default:
                writer.field(",\"Vehicle.TraveledDistance\":", integer: Int64(batch.traveledDistance[row]))
            }
        }
    }

    @inline(__always)
    private static func writePart3(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        words: JSONWords, to writer: inout JSONWriter
    ) {
        if present & 0x400 != 0 {
            switch major {
            case 4:
                writer.field(
                    ",\"Vehicle.TraveledDistanceSinceStart\":",
                    fixed: Double(batch.traveledDistanceSinceStart[row]) * 0.001, scale: 10, decimals: 1)
            case 5:
                writer.field(
                    ",\"Vehicle.TraveledDistanceSinceStart\":",
                    fixed: Double(batch.traveledDistanceSinceStart[row]) * 0.001, scale: 1_000, decimals: 3)
            default:
                writer.field(
                    ",\"Vehicle.TraveledDistanceSinceStart\":",
                    integer: Int64(batch.traveledDistanceSinceStart[row]))
            }
        }
    }

    @inline(__always)
    private static func writePart4(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        words: JSONWords, to writer: inout JSONWriter
    ) {
        if present & 0x800 != 0 {
            writer.field(
                ",\"Vehicle.TripDuration\":",
                fixed: Double(batch.tripDuration[row]), scale: 10, decimals: 1)
        }
        if present & 0x1000 != 0 {
            writer.field(
                ",\"Vehicle.AverageSpeed\":",
                fixed: Double(batch.averageSpeed[row]), scale: 10, decimals: 1)
        }
        if present & 0x2000 != 0 {
            writer.field(
                ",\"Vehicle.LowVoltageSystemState\":",
                word: words.lowVoltageStates, batch.lowVoltageSystemState[row])
        }
        if present & 0x4000 != 0 {
            writer.field(",\"Vehicle.IsMoving\":", truth: batch.isMoving[row])
        }
        if present & 0x8000 != 0 {
            writer.field(
                ",\"Vehicle.Powertrain.FuelSystem.RelativeLevel\":",
                percent: batch.fuelRelativeLevel[row])
        }
        if present & 0x10000 != 0 {
            writer.field(
                ",\"Vehicle.Powertrain.FuelSystem.InstantConsumption\":",
                optional: Double(batch.fuelInstantConsumption[row]), scale: 10, decimals: 1)
        }
        if present & 0x20000 != 0 {
            writer.field(
                ",\"Vehicle.Powertrain.FuelSystem.ConsumptionSinceStart\":",
                optional: Double(batch.fuelConsumptionSinceStart[row]), scale: 1_000, decimals: 3)
        }
        if present & 0x40000 != 0 {
            writer.field(
                ",\"Vehicle.Powertrain.CombustionEngine.Speed\":",
                optional: Double(batch.engineSpeed[row]), scale: 1, decimals: 0)
        }
    }

    @inline(__always)
    private static func writePart5(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        words: JSONWords, to writer: inout JSONWriter
    ) {
        if present & 0x80000 != 0 {
            switch major {
            case 4:
                writer.field(
                    ",\"Vehicle.Powertrain.CombustionEngine.ECT\":",
                    optional: Double(batch.coolantTemperature[row]), scale: 1, decimals: 0)
            default:
                writer.field(
                    ",\"Vehicle.Powertrain.CombustionEngine.EngineCoolant.Temperature\":",
                    optional: Double(batch.coolantTemperature[row]), scale: 10, decimals: 1)
            }
        }
    }

    @inline(__always)
    private static func writePart6(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        words: JSONWords, to writer: inout JSONWriter
    ) {
        if present & 0x100000 != 0 {
            writer.field(
                ",\"Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed\":",
                optional: Double(batch.stateOfCharge[row]), scale: 100, decimals: 2)
        }
        if present & 0x200000 != 0 {
            writer.field(
                ",\"Vehicle.Powertrain.TractionBattery.CurrentPower\":",
                optional: Double(batch.tractionPower[row]), scale: 1, decimals: 0)
        }
        if present & 0x400000 != 0 {
            writer.field(",\"Vehicle.Powertrain.Range\":", integer: Int64(batch.range[row]))
        }
        if present & 0x800000 != 0 {
            writer.field(
                ",\"Vehicle.Powertrain.Transmission.CurrentGear\":",
                integer: Int64(batch.currentGear[row]))
        }
        if present & 0x1000000 != 0 {
            writer.field(
                ",\"Vehicle.Chassis.Brake.PedalPosition\":",
                integer: Int64(batch.brakePedalPosition[row]))
        }
        if present & 0x2000000 != 0 {
            writer.field(
                ",\"Vehicle.Exterior.AirTemperature\":",
                textual: Double(batch.airTemperature[row]), scale: 10, decimals: 1, unit: "Celsius", form: present >> 62)
        }
    }

    @inline(__always)
    private static func writePart7(
        _ row: Int, of batch: RecordBatch, present: UInt64, major: UInt8,
        words: JSONWords, to writer: inout JSONWriter
    ) {
        if present & 0x4000000 != 0 {
            writer.field(",\"Vehicle.Body.Lights.Beam.Low.IsOn\":", truth: batch.isLowBeamOn[row])
        }
        if present & 0x8000000 != 0 {
            writer.field(
                ",\"Vehicle.Cabin.Seat.Row1.DriverSide.IsBelted\":",
                truth: batch.isBelted[row])
        }
    }
}
